package retention

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// defaults are those of config/default.yaml.
func defaults() Options {
	return Options{
		Complaints: Complaints{Keep: Period{Years: 3}, Reason: "A complaint and how it was handled must be kept as the regulator's and the law's " +
			"time limits require, and may be needed for a legal claim (UK GDPR, Article 17(3)(b) and (e))."},
		Cases: Period{Years: 2}, Drafts: Period{Years: 1}, Digests: Period{Years: 3}, PurgeAt: "03:30", Timezone: "Europe/London",
	}
}

func options() Options {
	o := defaults()
	o.Cases, o.Drafts, o.Digests = Period{Days: 100}, Period{Days: 30}, Period{Days: 60}
	return o
}

func (w *world) verify(o Options, now time.Time) Verified {
	w.Helper()
	v, err := Verify(w.Context(), w.Store, o, now)
	if err != nil {
		w.Fatal(err)
	}
	return v
}

func (w *world) keeper(o Options, cache Sessions, now func() time.Time) *Keeper {
	w.Helper()
	k, err := NewKeeper(o, w.Store, cache, nil, Staff{Platform: bot.Console, Channel: "staff"}, now, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		w.Fatal(err)
	}
	return k
}

func (w *world) purge(o Options, now time.Time) Purged {
	w.Helper()
	k := w.keeper(o, &forgetful{}, func() time.Time { return now })
	if err := k.Due(w.Context()); err != nil {
		w.Fatal(err)
	}
	at, _, err := o.night(now)
	if err != nil {
		w.Fatal(err)
	}
	p, err := Purge(w.Context(), w.Store, o, at, noFault)
	if err != nil {
		w.Fatal(err)
	}
	return p
}

type forgetful struct{ times int }

func (f *forgetful) ForgetAll(context.Context) error { f.times++; return nil }

func named(v Verified) string {
	var out []string
	for _, f := range v.Findings {
		out = append(out, f.String())
	}
	return strings.Join(out, "\n")
}

func TestNothingStaysPastItsPeriodAndVerifyNamesWhatDoes(t *testing.T) {
	w := newWorld(t)
	old := w.answered(start, nil, line{jo, "an old question"})
	mid := w.answered(days(70), nil, line{sam, "a question of this summer"})
	w.answered(days(115), nil, line{sam, "a new question"})
	w.loose(bot.EventDigest, start, map[string]string{"text": "the old digest"})
	w.loose(bot.EventDigest, days(118), map[string]string{"text": "the new digest"})
	w.loose(bot.EventSendingOff, start, map[string]string{"by": "Ann", "why": "the firm's own record"})
	o, now := options(), days(120)

	before := named(w.verify(o, now))
	for _, want := range []string{
		"the purge due on 2026-05-05 at 03:30 has not run", "case 1: its words are still there, past the period of cases since 15 April 2026",
		"case 2: drafts or prompts are still there, past the period of drafts_and_prompts since 15 April 2026", "the words of event 19 (digest) are still there",
	} {
		if !strings.Contains(before, want) {
			t.Errorf("before the purge Verify says\n%s\nwant %q", before, want)
		}
	}
	w.purge(o, now)
	if v := w.verify(o, now); len(v.Findings) > 0 {
		t.Errorf("after the purge:\n%s", named(v))
	}
	if found := w.holds("an old question", "the old digest", "sealed prompt with Sam Quince asks: a question of this", "prompted with Sam Quince asks: a question of this",
		"carded of Sam Quince asks: a question of this", "drafted for Sam Quince asks: a question of this"); len(found) > 0 {
		t.Errorf("the firm still holds %q", found)
	}
	want := []string{"a question of this summer", "decided for Sam Quince asks: a question of this", "posted to Sam Quince asks: a question of this",
		"drafted for Sam Quince asks: a new", "the new digest", "the firm's own record"}
	if found := w.holds(want...); !slices.Equal(found, want) {
		t.Errorf("what is within its period was lost: of %q only %q are there", want, found)
	}
	if k, err := w.Case(t.Context(), mid.ID); err != nil || k.Drafts[0].Hash != "h1" || len(k.Decisions) != 1 {
		t.Errorf("figures of the trimmed case: %+v, %v", k, err)
	}
	if k, err := w.Case(t.Context(), old.ID); err != nil || k.State != bot.StateAnswered || len(k.Messages) > 0 {
		t.Errorf("the erased case: %+v, %v", k, err)
	}
	w.verifies()
}

func TestAPurgeIsDoneOnceANightWhoeverRunsIt(t *testing.T) {
	w := newWorld(t)
	w.answered(start, nil, line{jo, "a question"})
	now := start.Add(time.Hour)
	clock := func() time.Time { return now }
	keepers := []*Keeper{
		w.keeper(options(), &forgetful{}, clock), w.keeper(options(), &forgetful{}, clock),
	}
	nights := func() (out []string) {
		err := w.Events(t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventPurged}}, func(ev bot.Event) error {
			night, _ := ev.Facts["night"].(string)
			out = append(out, night)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	due := func() {
		for _, k := range keepers {
			if err := k.Due(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	due()
	if got := nights(); len(got) != 0 {
		t.Errorf("before the first night: %v", got)
	}
	// A firm that was off for a week, and the two nights on which clocks change.
	for _, day := range []time.Time{days(1), days(8), time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 12, 0, 0, 0, time.UTC)} {
		now = day
		due()
		due()
	}
	if got, want := nights(), []string{"2026-01-06", "2026-01-13", "2026-03-29", "2026-10-25"}; !slices.Equal(got, want) {
		t.Errorf("purged on %v, want %v", got, want)
	}
}

func TestAComplaintIsKeptWholeUntilItsOwnPeriodEnds(t *testing.T) {
	w := newWorld(t)
	k := w.answered(start, []string{"complaint"}, line{jo, "this is a complaint"})
	o := options()
	o.Complaints.Keep = Period{Years: 3}
	if p := w.purge(o, days(900)); !slices.Equal(p.Kept, []int64{k.ID}) {
		t.Errorf("purged %+v, want the case kept", p)
	}
	v := w.verify(o, days(900))
	if len(v.Findings) > 0 || !slices.Equal(v.Kept, []int64{k.ID}) {
		t.Errorf("%s, kept %v", named(v), v.Kept)
	}
	if got := w.holds("sealed prompt with", "this is a complaint"); len(got) != 2 {
		t.Errorf("of a complaint only %q are kept", got)
	}
	after := start.AddDate(3, 0, 1)
	if got := named(w.verify(o, after)); !strings.Contains(got, "case 1: its words are still there") {
		t.Errorf("after the period of complaints: %s", got)
	}
	w.purge(o, after)
	if found := w.holds("this is a complaint"); len(found) > 0 {
		t.Error("a complaint was kept past its period")
	}
	w.verifies()
}

func TestACaseThatIsWorkedOnIsNotPurgedAndIsTold(t *testing.T) {
	w := newWorld(t)
	k := w.answered(start, nil, line{jo, "a question"})
	w.write(func(tx bot.Tx) error {
		k, err := tx.Case(k.ID)
		if err != nil {
			return err
		}
		k.State = bot.StateClaimed
		return tx.Update(k)
	})
	if p := w.purge(options(), days(300)); !slices.Equal(p.Open, []int64{k.ID}) || len(p.Cases) > 0 {
		t.Errorf("purged %+v", p)
	}
	if v := w.verify(options(), days(300)); len(v.Findings) > 0 || !slices.Equal(v.Open, []int64{k.ID}) {
		t.Errorf("%s, open %v", named(v), v.Open)
	}
}

func TestAPurgeThatWasEndedIsFinishedByTheNext(t *testing.T) {
	w := newWorld(t)
	for range 6 {
		w.answered(start, nil, line{jo, "an old question"})
	}
	for n := 1; n <= 4; n++ {
		ctx, cancel := context.WithCancel(t.Context())
		if _, err := Purge(ctx, w.Store, options(), days(200), endAt(2, cancel)); err == nil {
			t.Fatalf("run %d was not ended", n)
		}
		cancel()
		w.verifies()
	}
	w.purge(options(), days(200))
	if v := w.verify(options(), days(200)); len(v.Findings) > 0 {
		t.Error(named(v))
	}
}

func TestVerifyDoesNotBelieveWhatAPurgeSays(t *testing.T) {
	w := newWorld(t)
	w.answered(start, nil, line{jo, "an old question"})
	w.write(func(tx bot.Tx) error { // a purge that claims more than it did
		return tx.Append(&bot.Event{Kind: bot.EventPurged, At: days(200), Actor: "system", Facts: map[string]any{"night": days(200).Format(time.DateOnly), "cases": 1}})
	})
	if got := named(w.verify(options(), days(200))); !strings.Contains(got, "case 1: its words are still there") {
		t.Errorf("Verify says %q", got)
	}
}

func TestTheCacheIsEmptiedAfterEachErasure(t *testing.T) {
	w := newWorld(t)
	w.answered(start, nil, line{jo, "a question"})
	cache := &forgetful{}
	k := w.keeper(options(), cache, nil)
	step := func(want int) {
		t.Helper()
		if err := k.forget(t.Context()); err != nil || cache.times != want {
			t.Errorf("emptied %d times and error %v, want %d", cache.times, err, want)
		}
	}
	step(0)
	if err := w.Erase(t.Context(), 1, "staff:S1"); err != nil {
		t.Fatal(err)
	}
	step(1)
	step(1)
	var told []int64
	k.outside = func(gone func(int64) bool) error {
		for id := range int64(9) {
			if gone(id) {
				told = append(told, id)
			}
		}
		return nil
	}
	w.answered(start, nil, line{jo, "another question"})
	if err := w.Erase(t.Context(), 2, "staff:S1"); err != nil {
		t.Fatal(err)
	}
	step(2)
	if !slices.Equal(told, []int64{2}) {
		t.Errorf("what is outside was told of %v, want case 2", told)
	}
}

func TestPeriodsAreReadAndRefused(t *testing.T) {
	for text, want := range map[string]string{"3 years": "3 years", "1 year": "1 year", " 18 months ": "18 months", "90 days": "90 days", "1 days": "1 day"} {
		var p Period
		if err := p.UnmarshalText([]byte(text)); err != nil || p.String() != want {
			t.Errorf("%q: %q and error %v", text, p, err)
		}
	}
	for _, text := range []string{"", "3", "years", "0 days", "-1 years", "3 weeks", "forever", "31 years", "20000 days", "3.5 years"} {
		var p Period
		if err := p.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was read as %s", text, p)
		}
	}
	o := defaults()
	if err := o.Validate(); err != nil {
		t.Error(err)
	}
	o.PurgeAt, o.Drafts, o.Complaints = "01:30", Period{Years: 9}, Complaints{}
	err := o.Validate()
	for _, want := range []string{"purge_at: 01:30 lies in the hour in which clocks change", "drafts_and_prompts: 9 years is longer", "complaints.keep:", "complaints.reason: is blank"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Validate says %v, want %q", err, want)
		}
	}
}
