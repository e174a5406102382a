package bot_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"countersign/bot"
)

func undoable(o *bot.Options) { o.UndoWindow = 30 * time.Second }

// takesBack has Priya take the answer of a case back, and everything settle.
func (d *desk) takesBack(id int64) {
	d.t.Helper()
	d.must(id, bot.Decision{Action: bot.TakeBack})
	d.drain()
}

func TestAnAnswerThatWasJustSentCanBeTakenBackAndIsADraftAgain(t *testing.T) {
	d := newDesk(t, undoable)
	r := d.answered("m1")
	sent, ok := d.kase(r.Case).Undoable()
	if !ok {
		t.Fatal("what was just sent cannot be taken back")
	}
	d.clock.advance(29 * time.Second)
	d.takesBack(r.Case)
	d.wantClientsSaw()
	k := d.wantState(r.Case, bot.StateInReview)
	if again := k.Draft(); again.Version != 2 || again.Text != sent.Text || again.Status != "" || !again.Sendable() {
		t.Errorf("draft %d %q of status %q, want the text that was sent as draft 2", again.Version, again.Text, again.Status)
	}
	if len(k.Asked()) != 1 || !k.AnsweredAt.IsZero() || k.Deliveries[0].State != bot.PostRemoved {
		t.Errorf("%d messages wait, answered at %v, delivery %s: the client has no answer any more", len(k.Asked()), k.AnsweredAt, k.Deliveries[0].State)
	}
	if turns := k.Turns(); len(turns) != 1 {
		t.Errorf("the thread has %d turns, want the question alone", len(turns))
	}
	d.wantEvent(r.Case, bot.EventUndone)
	if _, ok := k.Undoable(); ok {
		t.Error("it can be taken back twice")
	}

	const better = "We open at ten."
	d.must(r.Case, bot.Decision{Action: bot.Edit, Version: 2, Text: better})
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	d.wantClientsSaw(better)
}

func TestWhatAPersonHadChangedIsNotLostByTakingItBack(t *testing.T) {
	d := newDesk(t, undoable)
	r := d.asked("m1")
	const edited = "We open at nine, and on Saturdays at ten."
	d.must(r.Case, bot.Decision{Action: bot.Edit, Version: 1, Text: edited})
	d.drain()
	d.takesBack(r.Case)
	if again := d.wantState(r.Case, bot.StateInReview).Draft(); again.Text != edited || again.Hash != bot.TextHash(edited) {
		t.Errorf("draft %q, want the edited text", again.Text)
	}
}

func TestAnAnswerCanBeTakenBackOnlyForAShortWhile(t *testing.T) {
	d := newDesk(t, undoable)
	r := d.answered("m1")
	cards := d.platform.cards
	d.clock.advance(30 * time.Second)
	wantSettled(t, d.by(r.Case, bot.Decision{Action: bot.TakeBack}), "too late")
	d.drain()
	if k := d.kase(r.Case); k.Undo != nil || d.platform.cards == cards {
		t.Error("the card still offers to take the answer back")
	}
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.TakeBack}), "nothing was sent")
	d.wantState(r.Case, bot.StateAnswered)
	if d.platform.removed != 0 {
		t.Error("something was deleted")
	}
}

func TestNothingIsTakenBackThatAClientWroteOnOrThatWasNotToBe(t *testing.T) {
	d := newDesk(t, undoable)
	r := d.answered("m1")
	d.says("m2", "And on Sundays?", r.Thread)
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.TakeBack}), "nothing was sent")
	wantSettled(t, func() error {
		r := d.answered("m3")
		return d.by(r.Case, bot.Decision{Action: bot.TakeBack, Delivery: "999.1"})
	}(), "something else was sent")
	off := newDesk(t)
	wantInvalid(t, off.by(off.answered("m1").Case, bot.Decision{Action: bot.TakeBack}), "nothing was sent")
	if d.platform.removed+off.platform.removed != 0 {
		t.Error("something was deleted")
	}
}

func TestAnAnswerThatIsBeingCorrectedIsNotTakenBack(t *testing.T) {
	d := newDesk(t, undoable)
	r := d.answered("m1")
	first := d.platform.texts()[0]
	const better = "A correction: from ten."
	d.must(r.Case, bot.Decision{Action: bot.Correct, Text: better})
	for range 2 { // on its way, and arrived
		wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.TakeBack}), "nothing was sent")
		d.drain()
	}
	d.wantClientsSaw(first, better)
	d.wantState(r.Case, bot.StateAnswered)
}

func TestNoDraftComesOfAnAnswerWhoseQuestionTheClientDeleted(t *testing.T) {
	d := newDesk(t, undoable)
	r := d.answered("m1")
	d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeDeleted})
	d.takesBack(r.Case)
	d.wantClientsSaw()
	k := d.wantState(r.Case, bot.StateWithdrawn)
	if len(k.Drafts) != 1 {
		t.Errorf("%d drafts: nobody asks any more", len(k.Drafts))
	}
	d.wantEvent(r.Case, bot.EventUndone)
}

func TestTwoWhoTakeAnAnswerBackDeleteItOnce(t *testing.T) {
	d := newDesk(t, undoable)
	r := d.answered("m1")
	sent, _ := d.kase(r.Case).Undoable()
	about := bot.Decision{Action: bot.TakeBack, Delivery: sent.Try()}
	d.must(r.Case, about)
	if err := d.by(r.Case, about); err == nil {
		t.Error("it was taken back twice")
	}
	d.drain()
	if d.platform.removed != 1 || len(d.kase(r.Case).Drafts) != 2 {
		t.Errorf("%d deletions and %d drafts, want 1 and 2", d.platform.removed, len(d.kase(r.Case).Drafts))
	}
}

func TestADeletionIsTriedAgainUntilItIsDoneAndNothingOvertakesIt(t *testing.T) {
	d := newDesk(t, undoable)
	r := d.answered("m1")
	d.platform.removals = []bot.Posting{{Outcome: bot.Unclear, Err: errors.New("503")}, {Outcome: bot.NotSent, RetryAfter: time.Minute, Err: errors.New("429")}}
	d.must(r.Case, bot.Decision{Action: bot.TakeBack})
	d.drain()
	d.must(r.Case, bot.Decision{Action: bot.Edit, Version: 2, Text: "We open at ten."})
	d.drain()
	if texts := d.platform.texts(); len(texts) != 1 {
		t.Errorf("clients saw %q: a text overtook the deletion of the one before", texts)
	}
	for range 6 {
		d.clock.advance(time.Minute)
		d.drain()
	}
	d.wantClientsSaw("We open at ten.")
	d.wantState(r.Case, bot.StateAnswered)
}

func TestAnAnswerThatCannotBeTakenBackGoesToAPerson(t *testing.T) {
	d := newDesk(t, undoable)
	r := d.answered("m1")
	d.platform.removals = []bot.Posting{{Outcome: bot.NotSent, Permanent: true, Err: errors.New("cant_delete_message")}}
	d.takesBack(r.Case)
	k := d.wantState(r.Case, bot.StateEscalated)
	if k.Deliveries[0].State != bot.PostSent || len(k.Turns()) != 2 {
		t.Error("the record says that the client does not see it, and the client does")
	}
}

func TestSendingThatIsOffDoesNotKeepAnAnswerFromBeingTakenBack(t *testing.T) {
	d := newDesk(t, undoable)
	r := d.answered("m1")
	d.held = func() string { return "switched off" }
	d.takesBack(r.Case)
	d.wantClientsSaw()
	if !slices.Contains(d.kinds(r.Case), bot.EventUndone) {
		t.Error("nothing on record")
	}
}

// TestADeletionIsTriedAgainWithoutALook has the platform not say what became of a
// deletion, and the program stop while one was under way: what is deleted cannot
// be looked for, and looking twice would leave it before the client for a minute.
func TestADeletionIsTriedAgainWithoutALook(t *testing.T) {
	for name, begun := range map[string]func(d *desk, id int64){
		"no answer": func(d *desk, _ int64) {
			d.platform.removals = []bot.Posting{{Outcome: bot.Unclear, Err: errors.New("cut")}}
		},
		"a stop": func(d *desk, id int64) {
			err := d.store.Write(t.Context(), func(tx bot.Tx) error {
				posts, err := tx.Posts(id)
				for i := range posts {
					if o := &posts[i]; o.Kind == bot.PostRemoval {
						o.State = bot.PostSending
						err = errors.Join(err, tx.UpdatePost(o))
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, undoable)
			r := d.answered("m1")
			looks := d.platform.looks
			if err := d.by(r.Case, bot.Decision{Action: bot.TakeBack}); err != nil {
				t.Fatal(err)
			}
			begun(d, r.Case)
			for range 4 {
				d.drain()
				d.clock.advance(time.Minute)
			}
			d.wantClientsSaw()
			if k := d.wantState(r.Case, bot.StateInReview); k.Deliveries[0].State != bot.PostRemoved || d.platform.looks != looks {
				t.Errorf("the answer counts as %s after %d looks, want it removed after none", k.Deliveries[0].State, d.platform.looks-looks)
			}
		})
	}
}

// forgetful is a session cache that notes which threads it was told to forget.
type forgetful struct {
	bot.Sessions
	forgot []bot.ThreadKey
}

func (f *forgetful) Turns(context.Context, bot.ThreadKey) ([]bot.Turn, bool, error) {
	return nil, false, nil
}
func (f *forgetful) Fill(context.Context, bot.ThreadKey, []bot.Turn) error { return nil }
func (f *forgetful) Append(context.Context, bot.ThreadKey, bot.Turn) error { return nil }
func (f *forgetful) Wake(context.Context) error                            { return nil }
func (f *forgetful) Woken() <-chan struct{}                                { return nil }
func (f *forgetful) Forget(_ context.Context, key bot.ThreadKey) error {
	f.forgot = append(f.forgot, key)
	return nil
}

func TestAThreadIsReadAnewOnceAnAnswerWasTakenBack(t *testing.T) {
	d := newDesk(t, undoable)
	cache := &forgetful{}
	d.sessions = cache
	d.Copilot = d.copilot()
	r := d.answered("m1")
	if len(cache.forgot) != 0 {
		t.Fatalf("forgot %v before anything was taken back", cache.forgot)
	}
	d.takesBack(r.Case)
	if len(cache.forgot) != 1 || cache.forgot[0].Thread != r.Thread {
		t.Errorf("forgot %v, want the thread whose answer is gone", cache.forgot)
	}
}

func TestAnAnswerThatAColleagueHasWrittenOnIsTakenBackWithoutAnotherDraft(t *testing.T) {
	for name, x := range map[string]struct {
		deleted bool
		want    bot.State
	}{"their words stand": {false, bot.StateWithdrawn}, "their words are gone again": {true, bot.StateInReview}} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, undoable)
			r := d.answered("m1")
			d.clock.advance(time.Second)
			reply := bot.Enquiry{MessageID: "m2", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "Sorry, not that: until six."}
			d.receive(reply)
			if reply.Change = bot.ChangeDeleted; x.deleted {
				d.receive(reply)
			}
			d.takesBack(r.Case)
			d.wantClientsSaw()
			k := d.wantState(r.Case, x.want)
			if open := len(k.Asked()); x.deleted != (open == 1) {
				t.Errorf("%d questions wait", open)
			}
			if x.deleted {
				return
			}
			if len(k.Drafts) != 1 || k.AnsweredAt.IsZero() {
				t.Errorf("%d drafts, answered at %v; the colleague answered", len(k.Drafts), k.AnsweredAt)
			}
			d.wantEvent(r.Case, bot.EventUndone)
		})
	}
}
