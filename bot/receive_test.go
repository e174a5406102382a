package bot_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
)

func TestTheSameMessageTwiceIsOneCase(t *testing.T) {
	d := newDesk(t)
	first := d.says("m1", "When are you open?")
	again := d.says("m1", "When are you open?")
	if first.Case != again.Case || !again.Duplicate || again.Thread != first.Thread {
		t.Errorf("second receipt %+v, want that of the first %+v", again, first)
	}
	d.settle()
	if cases, err := d.Cases(t.Context(), bot.CaseFilter{}); err != nil || len(cases) != 1 {
		t.Errorf("%d cases (%v), want 1", len(cases), err)
	}
}

func TestTheSameMessageFromManyDeliveriesAtOnceIsOneCase(t *testing.T) {
	d := newDesk(t)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() { d.says("m1", "When are you open?") })
	}
	wg.Wait()
	if cases, err := d.Cases(t.Context(), bot.CaseFilter{}); err != nil || len(cases) != 1 {
		t.Errorf("%d cases (%v), want 1", len(cases), err)
	}
}

func TestABurstIsOneEnquiry(t *testing.T) {
	d := newDesk(t)
	first := d.says("m1", "Hi")
	d.clock.advance(6 * time.Second)
	second := d.says("m2", "two new starters")
	d.clock.advance(6 * time.Second)
	d.says("m3", "what do you need?")
	d.settle()
	if first.Case != second.Case {
		t.Fatalf("the second message opened case %d, want it in case %d", second.Case, first.Case)
	}
	k := d.wantState(first.Case, bot.StateInReview)
	if want := "Hi\ntwo new starters\nwhat do you need?"; k.Question() != want {
		t.Errorf("question %q, want %q", k.Question(), want)
	}
	if d.drafter.calls != 1 {
		t.Errorf("%d drafts for one burst, want 1", d.drafter.calls)
	}
}

func TestABurstReadsInTheOrderInWhichItWasWritten(t *testing.T) {
	d := newDesk(t)
	wrote := d.clock.now()
	says := func(id, text string, after time.Duration) bot.Receipt {
		return d.receive(bot.Enquiry{MessageID: id, Text: text, SentAt: wrote.Add(after)})
	}
	first := says("m2", "two new starters", time.Second)
	d.clock.advance(15 * time.Second)
	says("m1", "Hi", 0) // its delivery failed at first
	d.clock.advance(15 * time.Second)
	says("m3", "what do you need?", 2*time.Second)
	d.settle()
	if k := d.wantState(first.Case, bot.StateInReview); k.Question() != "Hi\ntwo new starters\nwhat do you need?" {
		t.Errorf("question %q", k.Question())
	}
}

func TestSomeoneElseInTheChannelOpensACaseOfTheirOwn(t *testing.T) {
	d := newDesk(t)
	first := d.says("m1", "When are you open?")
	other := d.receive(bot.Enquiry{MessageID: "m2", Text: "And on Sundays?", Author: bot.Person{ID: "U_SAM"}})
	if first.Case == other.Case {
		t.Error("two people writing at once were made one case")
	}
}

func TestWithoutAQuietWindowEveryTopLevelMessageIsItsOwnCase(t *testing.T) {
	d := newDesk(t)
	opts := bottest.Options()
	opts.QuietWindow = 0
	d.Copilot = bot.New(opts, bot.Deps{Store: d.store, Assessor: assessor(assessByWord), Drafter: d.drafter, Directory: d.accounts,
		CardText: func(*bot.Case) string { return "" }, Messengers: map[bot.Platform]bot.Messenger{bot.Console: d.platform},
		Now: d.clock.now}, discard)
	if a, b := d.says("m1", "When?"), d.says("m2", "Where?"); a.Case == b.Case {
		t.Error("two top-level messages became one case")
	}
	d.drain()
	d.wantState(1, bot.StateInReview)
}

func TestAClientWhoNeverPausesIsNotWaitedForForever(t *testing.T) {
	d := newDesk(t)
	r := d.says("m0", "one more thing")
	for i := range 12 {
		d.clock.advance(quiet - time.Second)
		d.says("m"+strings.Repeat("x", i+1), "one more thing")
		d.drain()
	}
	if k := d.kase(r.Case); k.State == bot.StateReceived {
		t.Errorf("after %s of writing the case is still %s", 12*(quiet-time.Second), k.State)
	}
}

func TestAMessageWithoutWhatItNeedsIsRefusedWithTheField(t *testing.T) {
	d := newDesk(t)
	good := bot.Enquiry{Platform: bot.Console, Channel: "acme", MessageID: "m", Author: bot.Person{ID: "U"}, Text: "hello"}
	tests := []struct {
		says  string
		spoil func(e *bot.Enquiry)
	}{
		{"no channel", func(e *bot.Enquiry) { e.Channel = "" }},
		{"no id", func(e *bot.Enquiry) { e.MessageID = "" }},
		{"no author", func(e *bot.Enquiry) { e.Author.ID = "" }},
		{"no text", func(e *bot.Enquiry) { e.Text = "" }},
		{"longer than 1 MiB", func(e *bot.Enquiry) { e.Text = strings.Repeat("x", bot.MaxMessageBytes+1) }},
	}
	for _, tt := range tests {
		t.Run(tt.says, func(t *testing.T) {
			e := good
			tt.spoil(&e)
			_, err := d.Receive(t.Context(), e)
			wantInvalid(t, err, tt.says)
		})
	}
}

func TestAnUnmappedChannelIsTakenIn(t *testing.T) {
	d := newDesk(t)
	r := d.receive(bot.Enquiry{Channel: "new", MessageID: "m1", Text: "Hello?"})
	if k := d.kase(r.Case); k.Account != "" {
		t.Errorf("account %q, want none", k.Account)
	}
}

func TestAnEditedQuestionIsDraftedAnew(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeEdited, Text: "When are you open? I am also making a complaint."})
	wantSettled(t, d.decide(r.Case, bot.Approve, 1, ""), "wrote again")
	d.settle()
	k := d.wantState(r.Case, bot.StateEscalated)
	if len(k.Records) != 1 || k.Records[0].Kind != "complaint" {
		t.Errorf("records %+v, want a complaint", k.Records)
	}
	d.wantClientsSaw()
}

func TestAnEditThatChangesNoWordsChangesNothing(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeEdited, Text: "When are you open?"})
	d.wantState(r.Case, bot.StateInReview)
}

func TestADeletedQuestionIsNotAnswered(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeDeleted})
	d.settle()
	d.wantState(r.Case, bot.StateWithdrawn)
	d.wantEvent(r.Case, bot.EventCancelled)
	d.wantClientsSaw()
}

func TestAMessageUnderReviewMakesTheDraftStale(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.says("m2", "I mean on Saturdays", "m1")
	wantSettled(t, d.decide(r.Case, bot.Approve, 1, ""), "wrote again")
	d.settle()
	k := d.wantState(r.Case, bot.StateInReview)
	if k.Draft().Version != 2 || k.Drafts[0].Status != "superseded" {
		t.Errorf("draft version %d, first draft %q; want 2 and superseded", k.Draft().Version, k.Drafts[0].Status)
	}
	wantSettled(t, d.decide(r.Case, bot.Approve, 1, ""), "draft 2 is before staff")
	d.decided(r.Case, bot.Approve, 2)
	d.drain()
	d.wantClientsSaw("We are open from 9:00am. (2)")
}

func TestAMessageAfterApprovalStopsTheAnswerThatHasNotLeft(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.says("m2", "Forget that, I have a complaint", "m1")
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
	d.wantClientsSaw()
}

func TestAPersonAnsweringInTheThreadWithdrawsTheDraft(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "Until five today."})
	d.wantState(r.Case, bot.StateWithdrawn)
	wantSettled(t, d.decide(r.Case, bot.Approve, 1, ""), "withdrawn")
	d.settle()
	d.wantClientsSaw()
}

func TestAPersonAnsweringCancelsAnApprovedAnswerThatHasNotLeft(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "Until five today."})
	d.settle()
	d.wantState(r.Case, bot.StateWithdrawn)
	d.wantClientsSaw()
}

func TestAFollowUpAfterTheAnswerGetsADraftOfItsOwn(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	d.clock.advance(time.Hour)
	d.says("m2", "And on Sundays?", "m1")
	d.settle()
	k := d.wantState(r.Case, bot.StateInReview)
	if k.Draft().Version != 2 || k.Question() != "And on Sundays?" {
		t.Errorf("draft %d of %q, want 2 of the follow-up alone", k.Draft().Version, k.Question())
	}
	if turns := d.drafter.briefs[1].Turns; len(turns) != 2 || turns[1].Role != bot.RoleBot {
		t.Errorf("turns %+v, want the first question and its answer", turns)
	}
}

func TestThanksReopensNothing(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.says("m2", "thanks", "m1")
	d.settle()
	if k := d.wantState(r.Case, bot.StateAnswered); !k.WakeAt.IsZero() {
		t.Errorf("it wakes at %s, for nothing", k.WakeAt)
	}
	if d.drafter.calls != 1 {
		t.Errorf("%d drafts, want 1: thanks needs none", d.drafter.calls)
	}
}

func TestALateMessageInAResolvedThreadIsANewCase(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.decided(r.Case, bot.Resolve, 0)
	d.clock.advance(15 * 24 * time.Hour)
	if late := d.says("m2", "Hello again", "m1"); late.Case == r.Case {
		t.Error("a message 15 days after the case was resolved went into it")
	}
}

func TestSoonAfterItIsResolvedACaseIsReopened(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.decided(r.Case, bot.Resolve, 0)
	d.clock.advance(24 * time.Hour)
	if again := d.says("m2", "That did not work", "m1"); again.Case != r.Case {
		t.Errorf("the message went into case %d, want %d", again.Case, r.Case)
	}
	d.wantEvent(r.Case, bot.EventReopened)
}

func TestAMessageThatComesBackIsAssessedAnew(t *testing.T) {
	const text = "When are you open?"
	back := bot.Enquiry{MessageID: "m1", Text: text, Change: bot.ChangeEdited}
	gone := bot.Enquiry{MessageID: "m1", Change: bot.ChangeDeleted}

	t.Run("before anybody decided", func(t *testing.T) {
		d := newDesk(t)
		r := d.asked("m1")
		d.receive(gone)
		d.wantState(r.Case, bot.StateWithdrawn)
		d.receive(back)
		d.wantState(r.Case, bot.StateReopened)
		d.receive(back) // told twice
		d.settle()
		if k := d.wantState(r.Case, bot.StateInReview); k.Draft().Version != 2 || k.Question() != text {
			t.Errorf("draft %d of %q, want the second of the question", k.Draft().Version, k.Question())
		}
		wantSettled(t, d.decide(r.Case, bot.Approve, 1, ""), "draft 2 is before staff now")
		d.wantClientsSaw()
	})
	t.Run("one of two", func(t *testing.T) {
		d := newDesk(t)
		r := d.asked("m1")
		d.says("m2", "And on Sundays?", "m1")
		d.settle()
		d.receive(gone)
		d.settle()
		if k := d.wantState(r.Case, bot.StateInReview); k.Question() != "And on Sundays?" {
			t.Errorf("question %q", k.Question())
		}
		d.receive(back)
		d.wantState(r.Case, bot.StateSuperseded)
		d.settle()
		if k := d.wantState(r.Case, bot.StateInReview); k.Question() != text+"\nAnd on Sundays?" {
			t.Errorf("question %q, want both", k.Question())
		}
	})
}

func TestWhereThereAreNoThreadsAPersonsMessageAnswersTheOpenCase(t *testing.T) {
	d := newDesk(t)
	first := d.receive(bot.Enquiry{MessageID: "m1", Text: "When are you open?", Unthreaded: true})
	d.settle()
	d.wantState(first.Case, bot.StateInReview)
	if next := d.receive(bot.Enquiry{MessageID: "m2", Text: "And on Sundays?", Unthreaded: true}); next.Case != first.Case {
		t.Errorf("the client's next message went to case %d, want %d", next.Case, first.Case)
	}
	d.settle()
	d.receive(bot.Enquiry{MessageID: "m3", Text: "From nine.", Role: bot.RoleStaff, Author: priya, Unthreaded: true})
	d.wantState(first.Case, bot.StateWithdrawn)
	wantSettled(t, d.decide(first.Case, bot.Approve, 2, ""), "withdrawn")
	d.settle()
	d.wantClientsSaw()
	if later := d.receive(bot.Enquiry{MessageID: "m4", Text: "And at Christmas?", Unthreaded: true}); later.Case == first.Case {
		t.Error("a new question after the answer went to the case that is through")
	}
}

func TestAnAnswerOfAPersonThatOvertookItsQuestionCountsWhenItIsToldAgain(t *testing.T) {
	d := newDesk(t)
	asked := d.clock.now()
	wrote := bot.Enquiry{MessageID: "m2", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "Until five today.", SentAt: asked.Add(time.Minute)}
	before := bot.Enquiry{MessageID: "m0", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "Your accounts are ready.", SentAt: asked.Add(-time.Minute)}
	d.receive(before)
	d.receive(wrote)
	r := d.receive(bot.Enquiry{MessageID: "m1", Text: "When are you open?", SentAt: asked})
	d.settle()
	d.wantState(r.Case, bot.StateInReview)
	if again := d.receive(before); again.Case != 0 {
		t.Error("what was written before the question is taken for its answer")
	}
	d.wantState(r.Case, bot.StateInReview)
	if first := d.receive(wrote); first.Case != r.Case || first.Duplicate {
		t.Errorf("receipt %+v, want one of case %d", first, r.Case)
	}
	d.wantState(r.Case, bot.StateWithdrawn)
	if again := d.receive(wrote); !again.Duplicate {
		t.Errorf("told a third time: %+v", again)
	}
	if k := d.kase(r.Case); len(k.Messages) != 2 {
		t.Errorf("%d messages in the case, want the question and its answer", len(k.Messages))
	}
}

func TestAnAnswerThatIsToldLateLeavesWhatWasAskedAfterItOpen(t *testing.T) {
	d := newDesk(t)
	asked := d.clock.now()
	wrote := bot.Enquiry{MessageID: "m2", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "Until five today.", SentAt: asked.Add(time.Minute)}
	d.receive(wrote)
	r := d.receive(bot.Enquiry{MessageID: "m1", Text: "When are you open?", SentAt: asked})
	d.settle()
	d.receive(bot.Enquiry{MessageID: "m3", Thread: "m1", Text: "And on Saturdays?", SentAt: asked.Add(2 * time.Minute)})
	d.settle()
	if told := d.receive(wrote); told.Case != r.Case {
		t.Fatalf("receipt %+v, want one of case %d", told, r.Case)
	}
	d.settle()
	d.wantState(r.Case, bot.StateInReview)
	k := d.kase(r.Case)
	if !slices.ContainsFunc(k.Asked(), func(m bot.Message) bool { return m.ID == "m3" }) || len(k.Messages) != 3 {
		t.Errorf("asked %+v of %d messages, want the question of afterwards among them", k.Asked(), len(k.Messages))
	}
}
