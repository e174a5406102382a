package edge

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"countersign/bot"
)

// TestAMessageGoesToTheThreadOfItsCaseAsItWasPlannedOrNotAtAll: to another place,
// or with another text, nothing leaves.
func TestAMessageGoesToTheThreadOfItsCaseAsItWasPlannedOrNotAtAll(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(o *bot.Outbound, k *bot.Case)
		says   string // "" goes
	}{
		"as it was planned": {func(*bot.Outbound, *bot.Case) {}, ""},
		"another channel":   {func(o *bot.Outbound, _ *bot.Case) { o.Channel = "C2" }, "planned for another place"},
		"another thread":    {func(o *bot.Outbound, _ *bot.Case) { o.Thread = "t2" }, "planned for another place"},
		"another platform":  {func(_ *bot.Outbound, k *bot.Case) { k.Platform = bot.Teams }, "planned for another place"},
		"another text":      {func(o *bot.Outbound, _ *bot.Case) { o.Text += "." }, "not the one that was planned"},
		"another hash":      {func(o *bot.Outbound, _ *bot.Case) { o.Hash = "" }, "not the one that was planned"},
	} {
		o := bot.Outbound{Channel: "C1", Thread: "t1", Text: "At nine.", Hash: bot.TextHash("At nine.")}
		k := &bot.Case{Platform: bot.Slack, Channel: "C1", Thread: "t1"}
		tt.change(&o, k)
		err := AsPlanned(o, k, bot.Slack)
		if (err == nil) != (tt.says == "") || err != nil && (!strings.HasPrefix(err.Error(), "slack: ") || !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("%s: %v, want %q", name, err, tt.says)
		}
	}
}

// TestWhatDidNotLeaveSaysWhetherAndWhenItMay.
func TestWhatDidNotLeaveSaysWhetherAndWhenItMay(t *testing.T) {
	for name, tt := range map[string]struct {
		got   bot.Posting
		after time.Duration
		ever  bool
		says  string
	}{
		"later":        {Later(time.Minute, "busy"), time.Minute, true, "busy"},
		"never":        {Never(errors.New("gone")), 0, false, "gone"},
		"unsafe":       {HeldBack("card", "a guest is in it"), UnsafeWait, true, "the card is held back: a guest is in it"},
		"not checked":  {HeldBack("card", NotChecked+": no answer"), UncheckedWait, true, "the card is held back: " + NotChecked + ": no answer"},
		"switched off": {SwitchedOff("a doubt"), OffWait, true, "sending is off: a doubt"},
	} {
		if tt.got.Outcome != bot.NotSent || tt.got.RetryAfter != tt.after || tt.got.Permanent == tt.ever || tt.got.Err == nil || tt.got.Err.Error() != tt.says {
			t.Errorf("%s: %+v, want it after %s, ever %t: %s", name, tt.got, tt.after, tt.ever, tt.says)
		}
	}
}

func TestThisMachineIsKnownByNameAndNumber(t *testing.T) {
	for host, want := range map[string]bool{"localhost": true, "127.0.0.1": true, "127.9.9.9": true, "::1": true, "10.0.0.1": false, "firm.example": false, "": false, "localhost.example": false} {
		if got := Loopback(host); got != want {
			t.Errorf("%q is this machine: %t", host, got)
		}
	}
}

// TestARefusalSaysTheSameOnEveryPlatform: to whoever pressed, and to the record, and
// whether an outsider could press.
func TestARefusalSaysTheSameOnEveryPlatform(t *testing.T) {
	for name, tt := range map[string]struct {
		r    *RefusalError
		want RefusalError
		told string
	}{
		"names nobody":    {NamesNobody(), RefusalError{Why: "the press names nobody"}, "Nothing was done: the press names nobody."},
		"not of the firm": {NotOfTheFirm("external"), RefusalError{Why: "external", Tell: "Only staff of the firm may decide.", Outsider: true}, "Only staff of the firm may decide."},
		"not listed":      {NotListed("user id", "slack.approvers"), RefusalError{Why: "not an approver", Tell: "You are not on the list of those who may decide. Ask whoever runs Countersign to add your user id to slack.approvers."}, "You are not on the list of those who may decide. Ask whoever runs Countersign to add your user id to slack.approvers."},
		"a guest":         {Guest(false), RefusalError{Why: "a guest", Tell: "Guests may not decide."}, "Guests may not decide."},
		"a stray guest":   {Guest(true), RefusalError{Why: "a guest", Tell: "Guests may not decide.", Outsider: true}, "Guests may not decide."},
		"not told":        {NotTold("slack did not say", "Slack"), RefusalError{Why: "slack did not say", Tell: "Slack did not say who you are, so nothing was decided. Press again."}, "Slack did not say who you are, so nothing was decided. Press again."},
	} {
		if *tt.r != tt.want || tt.r.Sentence() != tt.told {
			t.Errorf("%s: %+v, told %q", name, *tt.r, tt.r.Sentence())
		}
	}
	for err, want := range map[error]RefusalError{
		ErrNotYet:            {Why: ErrNotYet.Error(), Quiet: true},
		errors.New("forged"): {Why: "forged", Tell: "This card is not the one of the case any more; use the newest card."},
	} {
		if r, ok := errors.AsType[*RefusalError](NotBound(err)); !ok || *r != want {
			t.Errorf("%v: %+v, want %+v", err, r, want)
		}
	}
	cases := record{cases: []*bot.Case{{ID: 2, Platform: bot.Teams}}}
	for id, why := range map[int64]string{2: "the case is not one of Slack", 3: "there is no such case"} {
		_, err := CaseOf(t.Context(), cases, id, bot.Slack, "Slack")
		if r, ok := errors.AsType[*RefusalError](err); !ok || r.Why != why {
			t.Errorf("case %d: %v, want %q", id, err, why)
		}
	}
}

// refuser is a workflow that keeps of which case a refusal was noted, and why.
type refuser struct {
	Workflow
	noted map[int64]string
}

func (w refuser) Refuse(_ context.Context, id int64, who bot.Person, why string) error {
	w.noted[id] = who.ID + " " + why
	return nil
}

// TestARefusalIsNotedOfItsCaseOrOfNone: what a button claims may be no case.
func TestARefusalIsNotedOfItsCaseOrOfNone(t *testing.T) {
	w := refuser{noted: map[int64]string{}}
	cases := record{cases: []*bot.Case{{ID: 2}}}
	for _, id := range []int64{2, 9} {
		NotOfTheFirm("external").Record(t.Context(), w, cases, slog.New(slog.DiscardHandler), id, bot.Person{ID: "U1"})
	}
	if len(w.noted) != 2 || w.noted[2] != "U1 external" || w.noted[0] != "U1 external" {
		t.Errorf("noted %v, want one of case 2 and one of none", w.noted)
	}
}

// TestADisclosureThatWasTakenAwayIsGivenAgain, and one that was found is not looked
// for again.
func TestADisclosureThatWasTakenAwayIsGivenAgain(t *testing.T) {
	all := record{cases: []*bot.Case{{ID: 1, Platform: bot.Slack, Channel: "C1", Deliveries: []bot.Delivery{{State: bot.PostSent}}}}}
	d := &Disclosures{Text: "AI helps here.", Platform: bot.Slack, Cases: all, Log: slog.New(slog.DiscardHandler)}
	k := &bot.Case{Channel: "C1"}
	if got := d.With(t.Context(), k); got != "" {
		t.Errorf("somebody was spoken to there: %q", got)
	}
	d.Cases = record{}
	if got := d.With(t.Context(), k); got != "" {
		t.Errorf("what was found is asked again: %q", got)
	}
	k.Deliveries = []bot.Delivery{{State: bot.PostSent}, {State: bot.PostRemoved}}
	if got := d.With(t.Context(), k); got != d.Text {
		t.Errorf("after the text that may have held it was taken back: %q", got)
	}
	d.Text = ""
	if got := d.With(t.Context(), k); got != "" {
		t.Errorf("a firm without one gives %q", got)
	}
}

// TestRowsOfAChannelKeepTheirOrderAndThePlatformsWish walks a channel of one message
// a second, two at once.
func TestRowsOfAChannelKeepTheirOrderAndThePlatformsWish(t *testing.T) {
	clock := newHand()
	p := NewPacer(time.Second, 2, clock.Now)
	take := func(row int64, yields bool, want time.Duration) {
		t.Helper()
		if got := p.Take("C", row, yields); got != want {
			t.Errorf("row %d waits %s, want %s", row, got, want)
		}
	}
	pass := func(d time.Duration) { clock.now = clock.now.Add(d) }
	take(1, false, 0)
	take(2, false, 0)
	take(8, true, time.Second) // it yields, and is given no place
	take(3, false, time.Second)
	take(3, false, time.Second) // asking again moves it nowhere
	take(8, true, 3*time.Second)
	pass(time.Second)
	take(3, false, 0)
	take(8, true, time.Second)
	pass(time.Second)
	take(8, true, 0)
	pass(time.Minute)
	take(4, false, 0) // after a while the burst is back
	take(5, false, 0)
	take(6, false, time.Second)

	p.Hold("C", 10*time.Second)
	p.Hold("C", time.Second) // a shorter wish takes nothing back
	take(6, false, 11*time.Second)
	take(7, false, 12*time.Second) // no burst afterwards
	pass(11 * time.Second)
	take(6, false, 0)
	take(7, false, time.Second)
	pass(forgotten + time.Second)
	take(9, false, 0)
	pass(time.Second)
	take(10, true, 0) // the place of row 7, which never came, was given up
	if got := NewPacer(time.Second, 0, clock.Now).Take("C", 1, false); got != 0 {
		t.Errorf("with no burst set the first waits %s", got)
	}
}

// TestAMessageWaitsInLineForAMomentAndThenComesBack.
func TestAMessageWaitsInLineForAMomentAndThenComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPacer(longestWait, 1, time.Now)
		began := time.Now()
		for row := range int64(2) {
			if got, ok := p.Turn(t.Context(), "C", row, false, "one a while"); !ok {
				t.Errorf("row %d: %+v", row, got)
			}
		}
		if took := time.Since(began); took != longestWait {
			t.Errorf("the second waited %s, want %s", took, longestWait)
		}
		p.Take("C", 7, false)
		if got, ok := p.Turn(t.Context(), "C", 8, false, "one a while"); ok || got.RetryAfter != 2*longestWait || got.Err.Error() != "waiting for its turn: one a while" {
			t.Errorf("one that would wait longer: %+v, %t", got, ok)
		}
		ended, end := context.WithCancel(t.Context())
		end()
		if got, ok := p.Turn(ended, "C", 7, false, "one a while"); ok || got.RetryAfter != time.Second {
			t.Errorf("one whose time ended: %+v, %t", got, ok)
		}
	})
}

// TestAVerdictIsBelievedForTwiceItsTimeAndNoLonger, and cards are held without one.
func TestAVerdictIsBelievedForTwiceItsTimeAndNoLonger(t *testing.T) {
	clock, seen, told := newHand(), error(nil), 0
	g := &Guard{Inspect: func(context.Context) error { return seen }, Now: clock.Now, Every: time.Hour, Changed: func(string) { told++ }}
	if got := g.Held(); got != NotChecked {
		t.Errorf("before anybody looked: %q", got)
	}
	g.Look(t.Context())
	if got := g.Held(); got != "" || told != 1 {
		t.Errorf("safe: held %q, told %d times", got, told)
	}
	seen = errors.New("no answer")
	for after, want := range map[time.Duration]string{Patience*time.Hour - 1: "", Patience * time.Hour: NotChecked} {
		clock.now = newHand().now.Add(after)
		if got := g.Look(t.Context()); got != want && got != want+": no answer" {
			t.Errorf("%s later without an answer: %q", after, got)
		}
		if got := g.Held(); got != want {
			t.Errorf("%s later: held %q, want %q", after, got, want)
		}
	}
	seen = nil
	g.Look(t.Context())
	if told != 1 {
		t.Errorf("told %d times though nothing changed", told)
	}
	seen = ErrUnsafe
	g.Look(t.Context())
	clock.now = clock.now.Add(9 * time.Hour)
	if got := g.Held(); got != ErrUnsafe.Error() {
		t.Errorf("what was unsafe and is old: held %q", got)
	}
}

// TestAMemoryHoldsForItsTimeAndForgetsAllBeforeItGrows.
func TestAMemoryHoldsForItsTimeAndForgetsAllBeforeItGrows(t *testing.T) {
	clock := newHand()
	m, fetched := NewMemory(clock.Now), 0
	ask := func(kind, key string) {
		t.Helper()
		got, err := m.Lookup(t.Context(), kind, key, time.Minute, func(context.Context) (string, error) { fetched++; return kind + key, nil })
		if err != nil || got != kind+key {
			t.Fatalf("%s %s gives %q, %v", kind, key, got, err)
		}
	}
	want := func(n int) {
		t.Helper()
		if fetched != n {
			t.Errorf("fetched %d times, want %d", fetched, n)
		}
	}
	ask("a", "1")
	ask("b", "1")
	want(2) // the same key of another kind is another
	clock.now = clock.now.Add(time.Minute - 1)
	ask("a", "1")
	want(2)
	clock.now = clock.now.Add(1)
	ask("a", "1")
	want(3)
	for i := range mostHeld - 2 {
		ask("c", time.Duration(i).String())
	}
	ask("a", "1")
	want(mostHeld + 1)
	ask("d", "1") // one more than it holds
	ask("a", "1")
	want(mostHeld + 3)
	if len(m.held) != 2 {
		t.Errorf("it holds %d", len(m.held))
	}
}
