package autonomy_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/bottest"
)

// earned writes a past with which every condition holds.
func earned(t *testing.T) *firm {
	f := newFirm(t)
	past{days: 30, perDay: 4}.write(f)
	return f
}

func TestOnlyTheOwnersSignatureGrants(t *testing.T) {
	t.Parallel()
	f := earned(t)
	if got := f.says("acme", "When are you open?"); f.kase(got).State != bot.StateInReview {
		t.Fatalf("before the question: case is %s, want a draft before staff", f.kase(got).State)
	}
	s, err := f.desk.Ask(t.Context(), topic, tom)
	must(t, err)
	f.wantState(topic, bot.Asked)
	if got := f.says("acme", "And on Friday?"); f.kase(got).State != bot.StateInReview {
		t.Fatalf("while the owner is asked: case is %s, want a draft before staff", f.kase(got).State)
	}
	if _, err := f.desk.Sign(t.Context(), s.Ask.ID, tom); !errors.Is(err, autonomy.ErrNotOwner) {
		t.Errorf("a signature of somebody else: got error %v, want ErrNotOwner", err)
	}
	if _, err := f.desk.Sign(t.Context(), "another", owner); err == nil {
		t.Error("a signature under a question that was never asked was taken")
	}
	f.wantState(topic, bot.Asked)
	_, err = f.desk.Sign(t.Context(), s.Ask.ID, owner)
	must(t, err)
	f.wantState(topic, bot.Granted)
	g := f.standing(topic).Grant
	if want := f.clock.Now().AddDate(0, 0, 90); !g.Until.Equal(want) || g.By.ID != owner.ID || g.Policy != f.policy || g.Pages["hours.md"] != "hash-1" || g.Evidence.N != 88 {
		t.Errorf("the grant is %+v; want it signed by the owner until %s, bound to policy and page, on 88 decisions", g, want)
	}
	if got := f.says("acme", "And on Monday?"); f.kase(got).State != bot.StateAnswered {
		t.Errorf("after the signature: case is %s, want answered", f.kase(got).State)
	}
	if _, err := f.desk.Sign(t.Context(), s.Ask.ID, owner); err == nil {
		t.Error("the same question was signed twice")
	}
}

// TestWhoIsOwnerWhenSigningSigns: the firm may have another owner than when the
// program was started, or when the question was put.
func TestWhoIsOwnerWhenSigningSigns(t *testing.T) {
	t.Parallel()
	f := earned(t)
	s, err := f.desk.Ask(t.Context(), topic, tom)
	must(t, err)
	f.set(func() { f.owners = []string{tom.ID} })
	if _, err := f.desk.Sign(t.Context(), s.Ask.ID, owner); !errors.Is(err, autonomy.ErrNotOwner) {
		t.Errorf("a signature of the owner of before: got error %v, want ErrNotOwner", err)
	}
	f.set(func() { f.owners = nil })
	if _, err := f.desk.Sign(t.Context(), s.Ask.ID, tom); !errors.Is(err, autonomy.ErrNotOwner) || !strings.Contains(err.Error(), "names nobody yet") {
		t.Errorf("a signature where no owner is named: got error %v, want ErrNotOwner that says so", err)
	}
	f.set(func() { f.owners = []string{tom.ID} })
	_, err = f.desk.Sign(t.Context(), s.Ask.ID, tom)
	must(t, err)
	f.wantState(topic, bot.Granted)
}

func TestTwoSignaturesAtOnceAreOneGrant(t *testing.T) {
	t.Parallel()
	f := earned(t)
	_, other, _ := f.replica()
	s, err := f.desk.Ask(t.Context(), topic, tom)
	must(t, err)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			desk := []*autonomy.Desk{f.desk, other}[i%2]
			if i%4 < 2 {
				_, errs[i] = desk.Sign(t.Context(), s.Ask.ID, owner)
				return
			}
			errs[i] = desk.Refuse(t.Context(), s.Ask.ID, owner, "no")
		})
	}
	wg.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		}
	}
	if n := f.events(bot.EventAutonomyGranted) + f.events(bot.EventAutonomyRefused); n != 1 || done != 1 {
		t.Errorf("eight presses at once: %d took effect and %d are on record (%v), want one", done, n, errs)
	}
}

// TestASignatureIsUnderTheVeryQuestionThatWasAsked: the question is taken back, and
// another put, between the reading of one and the signature under it.
func TestASignatureIsUnderTheVeryQuestionThatWasAsked(t *testing.T) {
	t.Parallel()
	f := earned(t)
	s, err := f.desk.Ask(t.Context(), topic, tom)
	must(t, err)
	f.set(func() {
		f.between = func() {
			must(t, f.desk.Refuse(t.Context(), s.Ask.ID, owner, "not yet"))
			_, err := f.desk.Ask(t.Context(), topic, tom)
			must(t, err)
		}
	})
	_, err = f.desk.Sign(t.Context(), s.Ask.ID, owner)
	if state, ok := errors.AsType[*autonomy.StateError](err); !ok || !strings.Contains(state.Why, "taken back or answered meanwhile") {
		t.Errorf("a signature under a question that was taken back: got error %v", err)
	}
	f.wantState(topic, bot.Asked)
	if got := f.standing(topic).Ask.ID; got == s.Ask.ID || f.events(bot.EventAutonomyGranted) != 0 {
		t.Errorf("the question is %s, grants on record %d; want the new question and none", got, f.events(bot.EventAutonomyGranted))
	}
}

func TestAQuestionIsTakenBackWhenTheEvidenceTurns(t *testing.T) {
	t.Parallel()
	f := earned(t)
	s, err := f.desk.Ask(t.Context(), topic, tom)
	must(t, err)
	f.reviewed(3, "harmful")
	var notYet *autonomy.NotYetError
	if _, err := f.desk.Sign(t.Context(), s.Ask.ID, owner); !errors.As(err, &notYet) {
		t.Errorf("signing after an answer did harm: got error %v, want a NotYetError", err)
	}
	f.wantState(topic, bot.CoPilot)
}

func TestARefusalLeavesTheTopicInCoPilot(t *testing.T) {
	t.Parallel()
	f := earned(t)
	s, err := f.desk.Ask(t.Context(), topic, tom)
	must(t, err)
	must(t, f.desk.Refuse(t.Context(), s.Ask.ID, owner, "after Christmas"))
	f.wantState(topic, bot.CoPilot)
	if f.events(bot.EventAutonomyRefused) != 1 {
		t.Error("the refusal is not on record")
	}
	if _, err := f.desk.Ask(t.Context(), topic, tom); err != nil {
		t.Errorf("asking again: %v", err)
	}
}

func TestNobodyCanBeAskedAboutAForbiddenTopic(t *testing.T) {
	t.Parallel()
	f := earned(t)
	for _, topic := range []string{"refunds", "complaint", "other", "no_such_topic", ""} {
		var state *autonomy.StateError
		if _, err := f.desk.Ask(t.Context(), topic, owner); !errors.As(err, &state) {
			t.Errorf("asking about %q: got error %v, want a StateError", topic, err)
		}
		if err := f.desk.Pool(t.Context(), []string{topic, "keys"}, owner); err == nil {
			t.Errorf("%q was pooled with keys", topic)
		}
	}
}

// TestTheSwitchHoldsOnEveryReplicaAtOnce pulls the switch on one replica while
// another is about to send: nothing is cached, so that the very next sending
// anywhere sees it.
func TestTheSwitchHoldsOnEveryReplicaAtOnce(t *testing.T) {
	t.Parallel()
	for name, topics := range map[string]string{"topic": topic, "all": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFirm(t)
			f.granted(topic)
			_, second, there := f.replica()
			f.says("acme", "When are you open?")
			f.platform.Next(bottest.Refuse(time.Second))
			id := f.receive("acme", "And on Friday?")
			must(t, there.Drain(t.Context()))
			if got := f.kase(id).State; got != bot.StateDecided {
				t.Fatalf("case is %s, want its automatic answer on its way", got)
			}
			must(t, f.desk.PauseNow(t.Context(), topics, tom, "looks wrong"))
			f.clock.Advance(2 * time.Second)
			must(t, there.Drain(t.Context()))
			if got := f.automatic(); len(got) != 1 || f.kase(id).State != bot.StateInReview {
				t.Errorf("automatic answers %v, case %s; want the first alone, and the second before staff", got, f.kase(id).State)
			}
			if err := second.Resume(t.Context(), topics, tom); !errors.Is(err, autonomy.ErrNotOwner) {
				t.Errorf("resuming by somebody who is no owner: got error %v, want ErrNotOwner", err)
			}
			must(t, second.Resume(t.Context(), topics, owner))
			if got := f.says("acme", "And on Monday?"); f.kase(got).State != bot.StateAnswered {
				t.Errorf("after resuming: case is %s, want answered", f.kase(got).State)
			}
			if f.events(bot.EventAutonomyPaused) != 1 || f.events(bot.EventAutonomyResumed) != 1 {
				t.Error("pausing and resuming are not on record once each")
			}
		})
	}
}

// TestARevocationHoldsOnEveryReplicaAtOnce takes the grant back on one replica while
// another has an answer under way, and has each sort an enquiry afterwards.
func TestARevocationHoldsOnEveryReplicaAtOnce(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.granted(topic)
	_, _, there := f.replica()
	must(t, there.Drain(t.Context()))
	f.says("acme", "When are you open?")
	f.platform.Next(bottest.Refuse(time.Second))
	id := f.receive("acme", "And on Friday?")
	must(t, there.Drain(t.Context()))
	must(t, f.desk.Revoke(t.Context(), topic, tom, "looks wrong"))
	f.clock.Advance(2 * time.Second)
	must(t, there.Drain(t.Context()))
	next := f.receive("bright", "And on Monday?")
	must(t, there.Drain(t.Context()))
	f.says("bright", "And on Sunday?")
	if got := f.automatic(); len(got) != 1 || f.kase(id).State != bot.StateInReview || f.kase(next).State != bot.StateInReview {
		t.Errorf("automatic answers %v, cases %s and %s; want that of before alone, and both drafts before staff", got, f.kase(id).State, f.kase(next).State)
	}
}

func TestATenthAndFiveAWeekAreLookedAtAndWaitingOnesHoldTheRest(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.granted(topic)
	for range 15 {
		f.says("acme", "When are you open?")
	}
	all, err := f.store.AutoAnswers(t.Context(), bot.AutoFilter{Topic: topic})
	must(t, err)
	sampled := 0
	for _, a := range all {
		if a.Sampled {
			sampled++
		}
	}
	if len(all) != 15 || sampled != 5 {
		t.Errorf("of %d automatic answers in a week %d are to be looked at, want 15 and 5", len(all), sampled)
	}
	f.clock.Advance(7 * 24 * time.Hour)
	for range 8 {
		f.says("acme", "When are you open?")
	}
	if got := len(f.automatic()); got != 20 {
		t.Errorf("with ten answers waiting to be looked at: %d went by themselves, want 20 and no more", got)
	}
	f.act(all[0].Case, bot.ReviewGood, "")
	if _, err := f.Decide(t.Context(), all[0].Case, bot.Decision{Action: bot.ReviewChanged, By: tom}); err == nil {
		t.Error("the same answer was looked at twice")
	}
	f.says("acme", "When are you open?")
	if got := len(f.automatic()); got != 21 {
		t.Errorf("after one was looked at: %d went by themselves, want 21", got)
	}
	f.wantState(topic, bot.Granted)
}

func TestAGrantThatRestsHoldsAgainAfterTwentyCleanDecisions(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.granted(topic)
	f.set(func() { f.pages["hours.md"] = "hash-2" })
	clean := func(n int, action bot.Action) {
		for range n {
			id := f.says("acme", "When are you open?")
			text := ""
			if action == bot.Edit {
				text = "We are closed."
			}
			f.decide(id, bot.Decision{Action: action, Version: f.kase(id).Draft().Version, Text: text})
		}
	}
	clean(15, bot.Approve)
	clean(1, bot.Edit) // an override: the count begins anew
	f.wantState(topic, bot.Lapsed)
	clean(19, bot.Approve)
	f.wantState(topic, bot.Lapsed)
	if got := f.automatic(); len(got) != 0 {
		t.Fatalf("while the grant rests: automatic answers %v, want none", got)
	}
	clean(1, bot.Approve)
	f.wantState(topic, bot.Granted)
	if g := f.standing(topic).Grant; g.Pages["hours.md"] != "hash-2" || g.By.ID != owner.ID {
		t.Errorf("the grant that holds again is %+v, want the owner's, bound to the page as it is now", g)
	}
	f.says("acme", "When are you open?")
	if got := len(f.automatic()); got != 1 || f.events(bot.EventAutonomyRestored) != 1 {
		t.Errorf("afterwards %d answers went by themselves, %d events of it; want one each", got, f.events(bot.EventAutonomyRestored))
	}
}

func TestAScheduledLookIsHeldOnceAndAsksTheOwner(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	_, other, _ := f.replica()
	past{days: 30, perDay: 4}.write(f)
	for range 3 {
		must(t, f.desk.Look(t.Context()))
		must(t, other.Look(t.Context()))
	}
	f.wantState(topic, bot.Asked)
	if n := f.events(bot.EventAutonomyLooked); n != 1 || !f.told("May opening hours be answered without a person?") {
		t.Errorf("%d looks on record, want one; staff were shown the question: %v", n, f.told("May opening hours"))
	}
}

func TestALookThatDoesNotPassTellsStaffWhatIsMissing(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	past{days: 30, perDay: 1}.write(f)
	must(t, f.desk.Look(t.Context()))
	must(t, f.desk.Look(t.Context()))
	f.wantState(topic, bot.CoPilot)
	if n := f.events(bot.EventAutonomyLooked); n != 1 || !f.told("22 of 80 decided") || !f.told("passes only") {
		t.Errorf("%d looks on record and the sheets %+v; want one look, what is missing and the honest odds", n, f.sheets)
	}
	f.clock.Advance(15 * 24 * time.Hour)
	must(t, f.desk.Look(t.Context()))
	if n := f.events(bot.EventAutonomyLooked); n != 2 {
		t.Errorf("on day 45: %d looks on record, want two", n)
	}
}

func TestAGrantEndsAfterNinetyDaysAndWantsNewEvidence(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.granted(topic)
	f.clock.Advance(90*24*time.Hour - time.Minute)
	f.says("acme", "When are you open?")
	f.clock.Advance(2 * time.Minute)
	must(t, f.desk.Look(t.Context()))
	f.wantState(topic, bot.Lapsed)
	f.says("acme", "When are you open?")
	if got := len(f.automatic()); got != 1 {
		t.Errorf("%d answers went by themselves, want the one before the grant ended", got)
	}
	var notYet *autonomy.NotYetError
	if _, err := f.desk.Ask(t.Context(), topic, tom); !errors.As(err, &notYet) {
		t.Errorf("asking right after: got error %v, want a NotYetError", err)
	}
}

func TestPoolingIsTheOwnersChoiceAlone(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	if err := f.desk.Pool(t.Context(), []string{topic, "keys"}, tom); !errors.Is(err, autonomy.ErrNotOwner) {
		t.Errorf("pooling by somebody who is no owner: got error %v, want ErrNotOwner", err)
	}
	must(t, f.desk.Pool(t.Context(), []string{topic, "keys"}, owner))
	if got := f.standing("keys").Pooled; len(got) != 2 || f.events(bot.EventAutonomyPooled) != 1 {
		t.Errorf("pooled %v, %d events; want both topics and one event", got, f.events(bot.EventAutonomyPooled))
	}
}
