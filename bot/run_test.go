package bot_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"countersign/bot"
)

func TestAFailingAssessorSendsTheCaseToAPerson(t *testing.T) {
	for _, text := range []string{"this fails", "this is a panic"} {
		d := newDesk(t)
		r := d.says("m1", text)
		d.settle()
		k := d.wantState(r.Case, bot.StateEscalated)
		if k.Assessment.Reasons[0].Code != bot.Failure {
			t.Errorf("%s: first reason %+v, want a failure", text, k.Assessment.Reasons[0])
		}
	}
}

func TestAFailingDrafterSendsTheCaseToAPersonWithinAMinute(t *testing.T) {
	d := newDesk(t)
	d.drafter.set(func(x *drafter) { x.err = errors.New("model is down") })
	r := d.says("m1", "When are you open?")
	d.settle()
	for range 60 {
		d.clock.advance(time.Second)
		d.drain()
	}
	d.wantState(r.Case, bot.StateEscalated)
	d.wantEvent(r.Case, bot.EventStepFailed)
	if d.drafter.calls != 3 {
		t.Errorf("%d tries, want 3", d.drafter.calls)
	}
}

func TestAPoisonousMessageLeavesItsNeighboursAlone(t *testing.T) {
	d := newDesk(t)
	bad := d.says("m1", "this is a panic")
	good := d.receive(bot.Enquiry{MessageID: "m2", Channel: "bright", Text: "When are you open?"})
	d.settle()
	d.wantState(bad.Case, bot.StateEscalated)
	d.wantState(good.Case, bot.StateInReview)
}

func TestAModelMayRaiseACaseToPeople(t *testing.T) {
	d := newDesk(t)
	d.drafter.set(func(x *drafter) { x.raise = "the client sounds upset" })
	r := d.says("m1", "When are you open?")
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
	wantInvalid(t, d.decide(r.Case, bot.Approve, 1, ""), "needs a person")
}

func TestAHumanTierCaseStaysHumanWhateverIsWrittenNext(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "I have a complaint")
	d.settle()
	d.says("m2", "When are you open?", "m1")
	d.settle()
	k := d.wantState(r.Case, bot.StateEscalated)
	if k.Tier() != bot.TierHuman || k.Pending() {
		t.Errorf("tier %s, pending %v; want human and taken in", k.Tier(), k.Pending())
	}
}

func TestSeveralReplicasDoEachStepOnce(t *testing.T) {
	d := newDesk(t)
	const n = 30
	for i := range n {
		d.receive(bot.Enquiry{MessageID: fmt.Sprintf("m%d", i), Author: bot.Person{ID: fmt.Sprintf("U%d", i)}, Text: "When are you open?"})
	}
	d.clock.advance(quiet)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 3)
	for range 3 {
		c := d.copilot()
		go func() { ended <- c.Run(ctx) }()
	}
	deadline := time.Now().Add(20 * time.Second)
	for id := int64(1); id <= n; {
		if d.kase(id).State == bot.StateInReview {
			id++
			continue
		}
		if time.Now().After(deadline) {
			t.Fatalf("case %d is %s after 20 s", id, d.kase(id).State)
		}
		time.Sleep(5 * time.Millisecond)
	}
	cancel()
	for range 3 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	for id := int64(1); id <= n; id++ {
		drafted := 0
		for _, kind := range d.kinds(id) {
			if kind == bot.EventDrafted {
				drafted++
			}
		}
		if drafted != 1 {
			t.Errorf("case %d was drafted %d times", id, drafted)
		}
	}
	if d.drafter.calls != n {
		t.Errorf("the drafter was asked %d times for %d cases", d.drafter.calls, n)
	}
}

func TestRunFinishesTheStepUnderWay(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "When are you open?")
	d.clock.advance(quiet)
	started, finish := make(chan struct{}), make(chan struct{})
	d.assess = func(s bot.Situation) (bot.Assessment, error) {
		close(started)
		<-finish
		return assessByWord(s)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	<-started
	cancel()
	close(finish)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	d.wantState(r.Case, bot.StateAssessed)
}

func TestAFailingModelBringsTheCaseToAPersonAtOnceAndSaysWhy(t *testing.T) {
	d := newDesk(t)
	d.drafter.set(func(x *drafter) { x.fails = "timeout" })
	r := d.says("1", "When are you open?")
	d.settle()
	k := d.wantState(r.Case, bot.StateEscalated)
	if k.Tier() != bot.TierHuman || k.CardID == "" || k.Assessment.Reasons[0].Note != "The model did not answer in time." {
		t.Errorf("tier %s, card %q, reason %+v; want the human tier, a card, and why in words", k.Tier(), k.CardID, k.Assessment.Reasons[0])
	}
	if r := k.Assessment.Reasons[0]; r.Code != bot.ModelFailure || r.Source != "failure" {
		t.Errorf("reason %+v; want the software's failure, not an opinion of the model", r)
	}
	if x := k.Draft(); x == nil || len(x.Sources) != 1 || x.Sendable() {
		t.Errorf("draft %+v, want none that can be sent, with the nearest passage", x)
	}
	d.wantEvent(r.Case, bot.EventPrompted)
	d.wantEvent(r.Case, bot.EventDraftFailed)
	d.wantClientsSaw()
}

func TestEachCallOfAModelIsRecordedWithWhatItUsed(t *testing.T) {
	d := newDesk(t)
	r := d.asked("1")
	var got bot.Event
	err := d.store.Events(t.Context(), bot.EventFilter{Case: r.Case, Kinds: []bot.EventKind{bot.EventPrompted}, Words: true}, func(e bot.Event) error {
		got = e
		return nil
	})
	if err != nil || got.Facts["served"] != "m-1" || got.Facts["purpose"] != bot.ForDraft || got.Words["response"] != "the response" {
		t.Errorf("event %+v, %v; want the model that served, what for, and its response", got, err)
	}
}
