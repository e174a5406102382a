package autonomy_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/bottest"
)

func TestARoutineAnswerOfAGrantedTopicGoesByItselfUnderItsLabel(t *testing.T) {
	f := newFirm(t)
	f.granted(topic)
	id := f.says("acme", "When are you open?")
	shown := f.platform.ToClients()
	if len(shown) != 1 || shown[0].Label != "Automatic answer" || shown[0].Case != id {
		t.Fatalf("clients saw %+v, want one automatic answer to case %d", shown, id)
	}
	k := f.kase(id)
	if k.State != bot.StateAnswered || shown[0].Text != k.Draft().Text {
		t.Errorf("case is %s and the client got %q, want answered and the draft's own text %q", k.State, shown[0].Text, k.Draft().Text)
	}
	var grant string
	err := f.store.Events(t.Context(), bot.EventFilter{Case: id, Kinds: []bot.EventKind{bot.EventDecided}}, func(ev bot.Event) error {
		grant, _ = ev.Facts["grant"].(string)
		if ev.Actor != "grant:"+grant || ev.Facts["automatic"] != true {
			t.Errorf("the record says that %s decided, automatic %v; want the grant", ev.Actor, ev.Facts["automatic"])
		}
		return nil
	})
	if err != nil || grant != "G_"+topic {
		t.Errorf("the record names grant %q (error %v), want G_%s", grant, err, topic)
	}
}

// TestAnAutomaticAnswerIsOnRecordWhole: what left, under which grant, and what made it.
func TestAnAutomaticAnswerIsOnRecordWhole(t *testing.T) {
	f := newFirm(t)
	f.granted(topic)
	id := f.says("acme", "When are you open?")
	k := f.kase(id)
	d, by := *k.Draft(), "grant:G_"+topic
	x, ok := k.Decided(d.Version)
	if !ok || x.By != (bot.Person{ID: by, Name: "grant G_" + topic}) || x.At.IsZero() || x.Text != d.Text || x.Hash != d.Hash || d.Status != "decided" {
		t.Errorf("the case holds %+v of a draft that is %q", x, d.Status)
	}
	policy := bot.PolicyOf(k, d)
	want := map[string]any{
		"action": "approve", "automatic": true, "version": d.Version, "hash": d.Hash, "distance": 0, "material": false,
		"system_tier": string(bot.TierRoutine), "topic": topic, "grant": "G_" + topic, "sampled": x.Sampled,
		"model": policy.Model, "prompt_id": policy.Prompt, "rules": policy.Rules,
	}
	planned := ""
	err := f.store.Events(t.Context(), bot.EventFilter{Case: id}, func(ev bot.Event) error {
		switch ev.Kind {
		case bot.EventDecided:
			if got := fmt.Sprint(ev.Facts); got != fmt.Sprint(want) {
				t.Errorf("the ledger holds %s, want %v", got, want)
			}
		case bot.EventPlanned:
			planned = ev.Actor
		}
		return nil
	})
	if err != nil || planned != by {
		t.Errorf("it was planned by %q (%v), want %s", planned, err, by)
	}
}

func TestNothingGoesByItselfWithoutAGrant(t *testing.T) {
	f := newFirm(t)
	f.granted("keys")
	id := f.says("acme", "When are you open?")
	if got := f.automatic(); len(got) != 0 || f.kase(id).State != bot.StateInReview {
		t.Errorf("automatic answers %v, case %s; want none and a draft before staff", got, f.kase(id).State)
	}
}

func TestWhoeverCannotBeToldApartIsNeverAnsweredAutomatically(t *testing.T) {
	f := newFirm(t)
	f.granted(topic)
	r, err := f.Receive(t.Context(), bot.Enquiry{Platform: bot.Console, Channel: "acme", MessageID: "m-unsure", Text: "When are you open?", Unsure: true,
		Author: bot.Person{ID: "C_acme", Name: "Jo"}})
	if err != nil {
		t.Fatal(err)
	}
	f.drain()
	k := f.kase(r.Case)
	if got := f.automatic(); len(got) != 0 || k.State != bot.StateInReview || !strings.Contains(k.Draft().HeldBack, "not known yet who wrote") {
		t.Errorf("automatic answers %v, case %s, held back because of %q", got, k.State, k.Draft().HeldBack)
	}
}

// TestAutonomyIsLostAtOnce lets each thing happen that ends autonomy while an
// automatic answer waits for its turn to be sent: it is not sent, and the draft
// is before staff, who can send it.
func TestAutonomyIsLostAtOnce(t *testing.T) {
	stays, rests, ends := bot.Granted, bot.Lapsed, bot.CoPilot
	for name, c := range map[string]struct {
		happens func(f *firm, earlier []int64)
		after   bot.AutonomyState
	}{
		"linked complaint":      {func(f *firm, _ []int64) { f.receive("acme", "I complain"); f.step() }, ends},
		"harmful error":         {func(f *firm, e []int64) { f.act(e[0], bot.ReviewHarmful, "wrong fact") }, ends},
		"missed human tier":     {func(f *firm, e []int64) { f.act(e[0], bot.Escalate, "client is upset") }, ends},
		"corrected":             {func(f *firm, e []int64) { f.correct(e[0]) }, ends},
		"two of the last 20":    {func(f *firm, e []int64) { f.act(e[0], bot.ReviewChanged, ""); f.act(e[1], bot.ReviewChanged, "") }, ends},
		"revoked":               {func(f *firm, _ []int64) { must(f.t, f.desk.Revoke(f.t.Context(), topic, tom, "not now")) }, ends},
		"page changed":          {func(f *firm, _ []int64) { f.set(func() { f.pages["hours.md"] = "hash-2" }) }, rests},
		"page gone":             {func(f *firm, _ []int64) { f.set(func() { delete(f.pages, "hours.md") }) }, rests},
		"prompt changed":        {func(f *firm, _ []int64) { f.set(func() { f.policy.Prompt = "answer@2" }) }, rests},
		"model changed":         {func(f *firm, _ []int64) { f.set(func() { f.policy.Model = "bottest/bottest-2" }) }, rests},
		"rules changed":         {func(f *firm, _ []int64) { f.set(func() { f.policy.Rules = "bottest-2" }) }, rests},
		"another model answers": {func(f *firm, _ []int64) { f.write(f.desk.ModelChanged) }, rests},
		"grant expired":         {func(f *firm, _ []int64) { f.expire() }, rests},
		"topic stopped":         {func(f *firm, _ []int64) { must(f.t, f.desk.PauseNow(f.t.Context(), topic, tom, "")) }, stays},
		"everything stopped":    {func(f *firm, _ []int64) { must(f.t, f.desk.PauseNow(f.t.Context(), "", tom, "")) }, stays},
		"stopped on a card":     {func(f *firm, e []int64) { f.act(e[0], bot.Stop, "") }, stays},
		"sending off":           {func(f *firm, _ []int64) { f.set(func() { f.off = "switched off" }) }, stays},
		"row put in the file":   {func(f *firm, _ []int64) { f.forge() }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFirm(t)
			f.granted(topic)
			earlier := []int64{f.says("acme", "When are you open?"), f.says("acme", "And on Friday?")}
			wait := time.Minute
			f.platform.Next(bottest.Refuse(wait))
			id := f.receive("acme", "And on Monday?")
			f.step()
			if got := f.kase(id).State; got != bot.StateDecided {
				t.Fatalf("before: case is %s, want decided: its automatic answer waits", got)
			}
			c.happens(f, earlier)
			f.clock.Advance(wait + time.Second)
			f.drain()
			for _, auto := range f.automatic() {
				if auto == id {
					t.Error("the automatic answer was sent")
				}
			}
			k := f.kase(id)
			if k.State != bot.StateInReview || k.Draft().HeldBack == "" {
				t.Fatalf("case is %s, held back because of %q; want its draft before staff with the reason", k.State, k.Draft().HeldBack)
			}
			if c.after != "" {
				f.wantState(topic, c.after)
			}
			if f.events(bot.EventHeldBack) == 0 || f.events(bot.EventCancelled) == 0 {
				t.Error("the record does not say that the answer was held back")
			}
			before := len(f.automatic())
			f.says("bright", "When are you open?")
			if len(f.automatic()) != before {
				t.Error("the next enquiry was answered automatically all the same")
			}
			if name == "sending off" || name == "page gone" {
				return
			}
			f.decide(id, bot.Decision{Action: bot.Approve, Version: k.Draft().Version})
			last := f.platform.ToClients()
			if got := last[len(last)-1]; got.Case != id || got.Label == bot.AutoLabel {
				t.Errorf("after a person approved it: last to a client is of case %d under %q", got.Case, got.Label)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// step does what is due now, and leaves what waits for later.
func (f *firm) step() { f.t.Helper(); f.drain() }

func (f *firm) act(id int64, a bot.Action, reason string) {
	f.t.Helper()
	if _, err := f.Decide(f.t.Context(), id, bot.Decision{Action: a, Reason: reason, By: tom}); err != nil {
		f.t.Fatal(err)
	}
}

// correct sends the client a correction of the case's answer.
func (f *firm) correct(id int64) {
	f.t.Helper()
	if _, err := f.Decide(f.t.Context(), id, bot.Decision{Action: bot.Correct, Text: "We are closed on Friday.", Reason: "wrong fact", By: tom}); err != nil {
		f.t.Fatal(err)
	}
}

func (f *firm) expire() {
	f.write(func(tx bot.Tx) error {
		s, err := tx.Standing(topic)
		if err != nil {
			return err
		}
		s.Grant.Until = f.clock.Now().Add(time.Second)
		return tx.SetStanding(&s)
	})
	f.clock.Advance(2 * time.Second)
}

// forge writes a grant into the file as somebody would who has the database and
// not the master key.
func (f *firm) forge() {
	f.t.Helper()
	db, err := sql.Open("sqlite", "file:"+f.path)
	must(f.t, err)
	defer func() { must(f.t, db.Close()) }()
	s := f.standing(topic)
	s.Grant.Until = s.Grant.Until.AddDate(10, 0, 0)
	body, err := json.Marshal(s)
	must(f.t, err)
	_, err = db.ExecContext(f.t.Context(), `UPDATE standings SET body = ? WHERE topic = ?`, body, topic)
	must(f.t, err)
}

func TestAClientWhoComesBackAfterAnAutomaticAnswerGetsAPerson(t *testing.T) {
	f := newFirm(t)
	f.granted(topic)
	id := f.says("acme", "When are you open?")
	k := f.kase(id)
	f.clock.Advance(time.Hour)
	if _, err := f.Receive(t.Context(), bot.Enquiry{Platform: bot.Console, Channel: "acme", Thread: k.Thread, MessageID: "again", Text: "And on Sunday?",
		Author: bot.Person{ID: "C_acme", Name: "Jo"}}); err != nil {
		t.Fatal(err)
	}
	f.drain()
	if got := f.automatic(); len(got) != 1 || f.kase(id).State != bot.StateInReview {
		t.Errorf("automatic answers %v, case %s; want the first alone and a draft before staff", got, f.kase(id).State)
	}
}

func TestWhereAPersonOfTheFirmWritesNothingGoesByItself(t *testing.T) {
	f := newFirm(t)
	f.granted(topic)
	id := f.receive("acme", "When are you open?")
	k := f.kase(id)
	for _, e := range []bot.Enquiry{
		{MessageID: "staff", Role: bot.RoleStaff, Author: tom, Text: "Until five today."}, {MessageID: "again", Author: k.Client, Text: "When are you open on Sunday?"},
	} {
		e.Platform, e.Channel, e.Thread = k.Platform, k.Channel, k.Thread
		if _, err := f.Receive(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	f.drain()
	if k := f.kase(id); len(f.automatic()) != 0 || k.State != bot.StateInReview || !strings.Contains(k.Draft().HeldBack, "a person of the firm") {
		t.Errorf("automatic answers %v, case %s, held back because of %q; want a draft before staff", f.automatic(), k.State, k.Draft().HeldBack)
	}
}

func TestWhatACheckFoundIsLeftToStaff(t *testing.T) {
	f := newFirm(t)
	f.granted(topic)
	id := f.says("acme", "I doubt that you are open")
	if k := f.kase(id); len(f.automatic()) != 0 || k.State != bot.StateInReview || !strings.Contains(k.Draft().HeldBack, "names") {
		t.Errorf("automatic answers %v, case %s, held back because of %q; want staff, and the check named", f.automatic(), k.State, k.Draft().HeldBack)
	}
}

func TestAForbiddenTopicStaysForbiddenWhateverTheDatabaseSays(t *testing.T) {
	f := newFirm(t)
	all := []string{"refunds", "deposit", "other"}
	f.granted(all...)
	for _, topic := range all {
		if id := f.says("acme", "I ask about "+topic); f.kase(id).State != bot.StateInReview {
			t.Errorf("an enquiry about %s is %s, want a draft before staff", topic, f.kase(id).State)
		}
	}
	if got := f.automatic(); len(got) != 0 {
		t.Errorf("automatic answers %v, want none", got)
	}
}

// TestWhatAnotherModelEarnedIsNoEvidence: a model that its provider replaced
// begins with nothing, whatever staff decided on the drafts of the one before.
func TestWhatAnotherModelEarnedIsNoEvidence(t *testing.T) {
	t.Run("on the way", func(t *testing.T) {
		f := newFirm(t)
		past{days: 30, perDay: 4}.write(f)
		f.write(f.desk.ModelChanged)
		if s := f.status(topic); s.Ready() || s.N != 0 {
			t.Errorf("%d decisions count, ready: %t; want none (%s)", s.N, s.Ready(), s.Words)
		}
	})
	t.Run("asked", func(t *testing.T) {
		f := newFirm(t)
		past{days: 30, perDay: 4}.write(f)
		s, err := f.desk.Ask(t.Context(), topic, tom)
		if err != nil {
			t.Fatal(err)
		}
		f.write(f.desk.ModelChanged)
		if _, err := f.desk.Sign(t.Context(), s.Ask.ID, owner); err == nil {
			t.Error("the owner signed on the evidence of another model")
		}
		f.wantState(topic, bot.CoPilot)
	})
	t.Run("at rest", func(t *testing.T) {
		f := newFirm(t)
		f.granted(topic)
		f.write(f.desk.ModelChanged)
		f.write(func(tx bot.Tx) error {
			s, err := tx.Standing(topic)
			s.Clean = autonomy.MinClean - 1
			return errors.Join(err, tx.SetStanding(&s))
		})
		f.write(f.desk.ModelChanged)
		if s := f.standing(topic); s.State != bot.Lapsed || s.Clean != 0 {
			t.Errorf("it is %s with %d clean decisions, want it to rest with none", s.State, s.Clean)
		}
	})
}

// TestStoppingOnACardIsOfItsTopicAlone: a case that is not sorted has no topic,
// and no topic would mean every one.
func TestStoppingOnACardIsOfItsTopicAlone(t *testing.T) {
	f := newFirm(t)
	f.granted(topic)
	unsorted := f.receive("acme", "When are you open?")
	_, err := f.Decide(t.Context(), unsorted, bot.Decision{Action: bot.Stop, By: tom})
	var invalid *bot.InvalidError
	if !errors.As(err, &invalid) || !strings.Contains(invalid.Why, "not sorted") {
		t.Errorf("stopping on a case that is not sorted: %v, want a sentence that says so", err)
	}
	if s := f.standing(""); s.Paused != nil {
		t.Errorf("every topic is stopped: %+v", s.Paused)
	}
	f.drain()
	if f.kase(unsorted).State != bot.StateAnswered {
		t.Errorf("the case is %s, want it answered automatically", f.kase(unsorted).State)
	}
	f.act(unsorted, bot.Stop, "a wrong answer")
	_, err = f.Decide(t.Context(), unsorted, bot.Decision{Action: bot.Stop, By: owner})
	var settled *bot.SettledError
	if !errors.As(err, &settled) || !strings.Contains(settled.Error(), "stopped already, by "+tom.Label()) {
		t.Errorf("the second press: %v, want who stopped it", err)
	}
	stops := 0
	for _, d := range f.kase(unsorted).Decisions {
		if d.Action == bot.Stop {
			stops++
		}
	}
	if n := f.events(bot.EventAutonomyPaused); n != 1 || stops != 1 || f.standing(topic).Paused == nil || f.standing("").Paused != nil {
		t.Errorf("%d stops in the ledger and %d on the case; topic %+v, all %+v; want one, of the topic alone", n, stops, f.standing(topic).Paused, f.standing("").Paused)
	}
}
