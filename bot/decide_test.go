package bot_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
)

var discard = slog.New(slog.DiscardHandler)

func TestWhatIsApprovedIsWhatTheClientGets(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	shown := d.kase(r.Case).Draft().Text
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	d.wantClientsSaw(shown)
	if label := d.platform.shown[0].Label; label != "Drafted with AI, checked by Priya" {
		t.Errorf("label %q", label)
	}
}

func TestAnEditedTextIsSentAsEdited(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	const text = "We are open from 8:00am.\n\n  Priya "
	if err := d.decide(r.Case, bot.Edit, 1, text); err != nil {
		t.Fatal(err)
	}
	d.drain()
	d.wantClientsSaw(text)
	k := d.kase(r.Case)
	if got := k.Decisions[0]; !got.Material || got.Distance == 0 {
		t.Errorf("decision %+v, want a material edit: the hour was changed", got)
	}
}

func TestWhoeverEditsMaySignTheText(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	const signed = "We open at nine. Priya"
	if found, err := d.CheckEdit(t.Context(), r.Case, bot.Person{ID: "U_OWEN", Name: "Owen"}, signed); err != nil || len(found) != 1 {
		t.Errorf("in another's name: %+v, %v; want the finding", found, err)
	}
	if found, err := d.CheckEdit(t.Context(), r.Case, priya, signed); err != nil || len(found) != 0 {
		t.Errorf("in their own name: %+v, %v", found, err)
	}
	if err := d.decide(r.Case, bot.Edit, 1, signed); err != nil || len(d.kase(r.Case).Decisions[0].Checks) != 0 {
		t.Errorf("%v, %+v", err, d.kase(r.Case).Decisions)
	}
}

func TestNothingIsSentBeforeADecision(t *testing.T) {
	d := newDesk(t)
	d.asked("m1")
	d.clock.advance(48 * time.Hour)
	d.drain()
	d.wantClientsSaw()
}

func TestHumanTierNeverAnswersByItself(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "I have a complaint")
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
	if d.drafter.calls != 0 {
		t.Error("a draft was made for a case that needs a person")
	}
	wantInvalid(t, d.decide(r.Case, bot.Approve, 1, ""), "needs a person")
	wantInvalid(t, d.decide(r.Case, bot.Edit, 1, "sorry"), "needs a person")
	d.settle()
	d.wantClientsSaw()
}

func TestAtMostOneDecisionForEachDraft(t *testing.T) {
	d := newDesk(t)
	second := d.copilot()
	for round := range 6 {
		d.clock.advance(time.Hour)
		r := d.asked(fmt.Sprintf("m%d", round))
		var mu sync.Mutex
		var taken, late int
		var wg sync.WaitGroup
		for i := range 50 {
			desk, action := d.Copilot, bot.Approve
			if i%2 == 1 {
				desk, action = second, bot.Escalate
			}
			wg.Go(func() {
				_, err := desk.Decide(t.Context(), r.Case, bot.Decision{Action: action, Version: 1,
					By: bot.Person{ID: fmt.Sprintf("U%d", i)}})
				mu.Lock()
				defer mu.Unlock()
				settled, ok := errors.AsType[*bot.SettledError](err)
				switch {
				case err == nil:
					taken++
				case ok && settled.Decision != nil:
					late++
				default:
					t.Errorf("decision %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if taken != 1 || late != 49 {
			t.Fatalf("round %d: %d decisions taken, %d told who decided; want 1 and 49", round, taken, late)
		}
	}
	d.drain()
	if sent := len(d.platform.texts()); sent > 6 {
		t.Errorf("%d answers for 6 cases", sent)
	}
}

// TestADecisionNeedsADraftVersionAndAPerson, and a refusal names the field to mend.
func TestADecisionNeedsADraftVersionAndAPerson(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	for _, tt := range []struct {
		d           bot.Decision
		field, says string
	}{
		{bot.Decision{Action: bot.Approve, By: priya}, "version", "which draft version this is about; the current one is 1"},
		{bot.Decision{Action: bot.Approve, Version: 7, By: priya}, "version", "no draft version 7; the current one is 1"},
		{bot.Decision{Action: bot.Edit, Version: 1, Text: "  \n", By: priya}, "text", "text is empty"},
		{bot.Decision{Action: "publish", Version: 1, By: priya}, "action", `"publish" is not an action`},
		{bot.Decision{Action: bot.Approve, Version: 1}, "by", "who decides"},
	} {
		_, err := d.Decide(t.Context(), r.Case, tt.d)
		wantInvalid(t, err, tt.says)
		wantField(t, err, tt.field)
	}
	d.wantState(r.Case, bot.StateInReview)
	human := d.says("m2", "This is a complaint", "t2")
	d.settle()
	for _, state := range []bot.State{bot.StateEscalated, bot.StateClaimed} {
		d.wantState(human.Case, state)
		err := d.decide(human.Case, bot.Approve, 1, "")
		wantInvalid(t, err, "this case needs a person")
		wantField(t, err, "action")
		d.decided(human.Case, bot.Claim, 0)
	}
}

func wantField(t *testing.T, err error, field string) {
	t.Helper()
	if invalid, ok := errors.AsType[*bot.InvalidError](err); !ok || invalid.Field != field {
		t.Errorf("got %#v, want the field %s named", err, field)
	}
}

func TestABlockedDraftCannotBeApprovedButEdited(t *testing.T) {
	d := newDesk(t)
	d.drafter.set(func(x *drafter) { x.block = true })
	r := d.asked("m1")
	wantInvalid(t, d.decide(r.Case, bot.Approve, 1, ""), "cannot be approved")
	if err := d.decide(r.Case, bot.Edit, 1, "We open at nine."); err != nil {
		t.Fatal(err)
	}
}

func TestWordsOfAnInternalPageAreNotSentEvenWhenAPersonWritesThem(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	wantInvalid(t, d.decide(r.Case, bot.Edit, 1, "Take a goodwill credit."), "internal page")
	d.wantState(r.Case, bot.StateInReview)
}

func TestAQuestionThatNothingCoversHasNoApproval(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "Do you take bitcoin?")
	d.settle()
	d.wantState(r.Case, bot.StateInReview)
	d.wantEvent(r.Case, bot.EventNoDraft)
	wantInvalid(t, d.decide(r.Case, bot.Approve, 1, ""), "cannot be approved")
	if err := d.decide(r.Case, bot.Edit, 1, "No, only bank transfer."); err != nil {
		t.Fatal(err)
	}
	d.drain()
	d.wantClientsSaw("No, only bank transfer.")
}

func TestAnOldDraftIsMadeAnewBeforeItCanBeApproved(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.clock.advance(25 * time.Hour)
	err := d.decide(r.Case, bot.Approve, 1, "")
	wantSettled(t, err, "stale")
	if was, ok := errors.AsType[*bot.SettledError](err); !ok || was.State != bot.StateInReview || was.Current != 1 {
		t.Errorf("staff are told of %+v, want draft 1 in review", was)
	}
	d.settle()
	if k := d.wantState(r.Case, bot.StateInReview); k.Draft().Version != 2 {
		t.Errorf("draft version %d, want 2", k.Draft().Version)
	}
	d.wantClientsSaw()
}

func TestADraftWhosePagesChangedIsMadeAnew(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.drafter.set(func(x *drafter) { x.stale = "a cited page was changed" })
	wantSettled(t, d.decide(r.Case, bot.Approve, 1, ""), "a cited page was changed")
	d.settle()
	d.wantClientsSaw()
}

func TestAChannelThatChangedHandsGetsNoDraftOfTheOldAccount(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.accounts.remap("acme", "acct_bright")
	wantSettled(t, d.decide(r.Case, bot.Approve, 1, ""), "another account")
	d.settle()
	k := d.wantState(r.Case, bot.StateEscalated)
	d.wantClientsSaw()
	reasons := k.Assessment.Reasons
	if why := reasons[len(reasons)-1]; why.Code != bot.UnmappedChannel || why.Source != "history" || !strings.Contains(why.Evidence, "another account") || !strings.Contains(why.Note, "not shown to this one") {
		t.Errorf("staff are told %+v", why)
	}
}

func TestAChannelThatChangesHandsAfterApprovalGetsNothing(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.accounts.remap("acme", "acct_bright")
	d.drain()
	d.wantState(r.Case, bot.StateEscalated)
	d.wantClientsSaw()
}

func TestEscalatingGivesTheCaseToPeopleWithAReason(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Escalate, 1)
	k := d.wantState(r.Case, bot.StateEscalated)
	if k.Tier() != bot.TierHuman || k.Assessment.Reasons[0].Evidence != "Priya: because" {
		t.Errorf("tier %s, first reason %+v", k.Tier(), k.Assessment.Reasons[0])
	}
	wantSettled(t, d.decide(r.Case, bot.Approve, 1, ""), "already decided by Priya")
	d.settle()
	d.wantClientsSaw()
}

func TestWordsForTheClientGoWithAnEscalation(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	if err := d.decide(r.Case, bot.Escalate, 1, "Owen will call you today."); err != nil {
		t.Fatal(err)
	}
	d.drain()
	d.wantState(r.Case, bot.StateEscalated)
	d.wantClientsSaw("Owen will call you today.")
}

func TestARejectedDraftGoesToAPerson(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Reject, 1)
	d.drain()
	d.wantState(r.Case, bot.StateEscalated)
	d.wantClientsSaw()
}

func TestADraftTakenAwayWithoutAReasonSaysSo(t *testing.T) {
	for _, action := range []bot.Action{bot.Reject, bot.Escalate} {
		d := newDesk(t)
		r := d.asked("m1")
		k, err := d.Decide(t.Context(), r.Case, bot.Decision{Action: action, Version: 1, By: priya})
		if err != nil {
			t.Fatal(err)
		}
		if got := k.Assessment.Reasons[0].Evidence; got != "Priya: no reason given" {
			t.Errorf("%s: the case says %q", action, got)
		}
	}
}

func TestTheSecondToTakeACaseIsToldWhoHasIt(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "I have a complaint")
	d.settle()
	d.decided(r.Case, bot.Claim, 0)
	d.decided(r.Case, bot.Claim, 0) // twice by the same person is no error
	_, err := d.Decide(t.Context(), r.Case, bot.Decision{Action: bot.Claim, By: bot.Person{ID: "U_OWEN", Name: "Owen"}})
	wantSettled(t, err, "Priya")
	d.wantState(r.Case, bot.StateClaimed)
}

func TestACaseThatNeededAPersonIsClosedWithAnOutcome(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "I have a complaint")
	d.settle()
	_, err := d.Decide(t.Context(), r.Case, bot.Decision{Action: bot.Resolve, By: priya})
	wantInvalid(t, err, "how it ended")
	d.decided(r.Case, bot.Resolve, 0)
	if k := d.wantState(r.Case, bot.StateResolved); k.Outcome != "because" {
		t.Errorf("outcome %q", k.Outcome)
	}
}

func TestAPersonsAnswerInTheThreadAnswersTheCase(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "I have a complaint")
	d.settle()
	d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "I will look into it."})
	if k := d.wantState(r.Case, bot.StateAnswered); k.Owner != "Priya" {
		t.Errorf("owner %q, want Priya", k.Owner)
	}
}

func TestEscalatingADecidedDraftTellsWhoDecided(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	wantSettled(t, d.decide(r.Case, bot.Escalate, 1, ""), "already decided by Priya")
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	d.wantClientsSaw("We are open from 9:00am. (1)")
}

func TestAnAnsweredCaseCanBeGivenToPeople(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	wantSettled(t, d.decide(r.Case, bot.Escalate, 1, ""), "already decided by Priya") // pressed on the draft, too late
	d.decided(r.Case, bot.Escalate, 0)
	k := d.wantState(r.Case, bot.StateEscalated)
	if k.OwnerID != "" || k.Tier() != bot.TierHuman {
		t.Errorf("owner %q, tier %s; want anybody's, of the human tier", k.OwnerID, k.Tier())
	}
	if done, _ := k.Decided(1); done.Action != bot.Approve {
		t.Errorf("draft 1 was settled by %s, want the approval that was sent", done.Action)
	}
	wantSettled(t, d.decide(r.Case, bot.Escalate, 0, ""), "already decided by Priya")
	d.settle()
	d.decided(r.Case, bot.Claim, 0)
	d.wantState(r.Case, bot.StateClaimed)
	d.wantClientsSaw("We are open from 9:00am. (1)")
}

func TestACaseThatIsGivenToPeopleAgainIsAnybodysToTake(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "I have a complaint")
	d.settle()
	d.decided(r.Case, bot.Claim, 0)
	d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "I will look into it."})
	d.wantState(r.Case, bot.StateAnswered)
	d.decided(r.Case, bot.Escalate, 0)
	if k := d.wantState(r.Case, bot.StateEscalated); k.OwnerID != "" {
		t.Errorf("owner %q of a case that nobody has taken", k.OwnerID)
	}
}

// TestAnEscalationNamesNoDraftThatIsNotThere: the version would count as decided on
// once there is one.
func TestAnEscalationNamesNoDraftThatIsNotThere(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "When are you open?")
	for range 2 {
		wantInvalid(t, d.decide(r.Case, bot.Escalate, 1, ""), "there is no draft version 1")
	}
	d.settle()
	d.decided(r.Case, bot.Approve, 1)

	old := d.says("m2", "When are you open?", "m2") // an older program took it
	d.inStore(func(tx bot.Tx) error {
		k, err := tx.Case(old.Case)
		if err != nil {
			return err
		}
		k.Decisions = append(k.Decisions, bot.Decision{Action: bot.Escalate, Version: 1, By: priya})
		return tx.Update(k)
	})
	wantInvalid(t, d.decide(old.Case, bot.Escalate, 1, ""), "there is no draft version 1")
}
