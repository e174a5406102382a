package bot_test

import (
	"errors"
	"testing"
	"time"

	"countersign/bot"
)

var (
	acceptedButLost = outcome{shown: true, posting: bot.Posting{Outcome: bot.Unclear, Err: errors.New("connection cut")}}
	neverArrived    = outcome{shown: false, posting: bot.Posting{Outcome: bot.Unclear, Err: errors.New("connection cut")}}
	rateLimited     = outcome{shown: false, posting: bot.Posting{Outcome: bot.NotSent, RetryAfter: time.Minute, Err: errors.New("rate limited")}}
	channelGone     = outcome{shown: false, posting: bot.Posting{Outcome: bot.NotSent, Permanent: true, Err: errors.New("channel is archived")}}
)

// approved takes a case to the moment before its answer is sent.
func approved(t *testing.T, outcomes ...outcome) (*desk, int64) {
	d := newDesk(t)
	r := d.asked("m1")
	d.platform.next(outcomes...)
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	return d, r.Case
}

func TestALostResponseIsSettledByOurOwnMarker(t *testing.T) {
	d, id := approved(t, acceptedButLost)
	d.wantState(id, bot.StateAnswered)
	d.wantEvent(id, bot.EventAmbiguous)
	d.wantClientsSaw("We are open from 9:00am. (1)")
}

func TestAnAnswerThatNeverArrivedIsSentAgainAfterTwoLooks(t *testing.T) {
	d, id := approved(t, neverArrived)
	d.wantState(id, bot.StateSending)
	d.wantClientsSaw()
	if d.platform.looks != 1 {
		t.Fatalf("%d looks, want 1: the second must wait", d.platform.looks)
	}
	d.clock.advance(30 * time.Second)
	d.drain()
	d.clock.advance(5 * time.Minute)
	d.drain()
	d.wantState(id, bot.StateAnswered)
	d.wantClientsSaw("We are open from 9:00am. (1)")
}

// A second card harms nobody; a case that nobody sees does.
func TestACardThatNeverArrivedIsBeforeStaffWithinTenSeconds(t *testing.T) {
	d := newDesk(t)
	d.platform.unclear = 1
	r := d.says("m1", "When are you open?")
	d.settle()
	d.wantState(r.Case, bot.StateDrafted)
	for range 10 {
		d.clock.advance(time.Second)
		d.drain()
	}
	d.wantState(r.Case, bot.StateInReview)
	if d.platform.cards != 1 {
		t.Errorf("%d cards before staff, want 1", d.platform.cards)
	}
}

func TestAnAnswerWhoseFateNobodyKnowsIsNeverSentAgainByItself(t *testing.T) {
	d := newDesk(t)
	d.platform.findable = false
	r := d.asked("m1")
	d.platform.next(acceptedButLost)
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.clock.advance(48 * time.Hour)
	d.drain()
	d.wantState(r.Case, bot.StateUnknown)
	d.wantClientsSaw("We are open from 9:00am. (1)")

	d.settlesDelivery(r.Case, bot.Arrived)
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	d.wantClientsSaw("We are open from 9:00am. (1)")
}

func TestStaffCanHaveAnAnswerSentAgainThatTheyDoNotSee(t *testing.T) {
	d := newDesk(t)
	d.platform.findable = false
	r := d.asked("m1")
	d.platform.next(neverArrived)
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.wantState(r.Case, bot.StateUnknown)
	d.settlesDelivery(r.Case, bot.Resend)
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	d.wantClientsSaw("We are open from 9:00am. (1)")
	wantInvalid(t, d.decide(r.Case, bot.Resend, 0, ""), "is known")
}

func TestARateLimitIsWaitedOut(t *testing.T) {
	d, id := approved(t, rateLimited)
	d.wantState(id, bot.StateDecided)
	d.clock.advance(59 * time.Second)
	d.drain()
	d.wantState(id, bot.StateDecided)
	d.clock.advance(2 * time.Second)
	d.drain()
	d.wantState(id, bot.StateAnswered)
	d.wantClientsSaw("We are open from 9:00am. (1)")
}

func TestAnAnswerThatCannotBeDeliveredGoesToAPerson(t *testing.T) {
	d, id := approved(t, channelGone)
	k := d.wantState(id, bot.StateEscalated)
	if got := k.Assessment.Reasons[0].Evidence; got != "channel is archived" {
		t.Errorf("reason %q", got)
	}
	d.wantClientsSaw()
}

func TestAMessageDuringSendingIsTakenInAfterwards(t *testing.T) {
	d, id := approved(t, neverArrived)
	d.wantState(id, bot.StateSending)
	d.says("m2", "And on Sundays?", "m1")
	d.wantState(id, bot.StateSending)
	d.clock.advance(30 * time.Second)
	d.drain()
	d.clock.advance(5 * time.Minute)
	d.drain()
	d.settle()
	k := d.wantState(id, bot.StateInReview)
	if k.Draft().Version != 2 || k.Question() != "And on Sundays?" {
		t.Errorf("draft %d of %q, want 2 of the follow-up", k.Draft().Version, k.Question())
	}
	d.wantClientsSaw("We are open from 9:00am. (1)")
}

func TestASendLeftHangingByACrashIsLookedForNotRepeated(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	// The first replica hands the answer over and dies before it can say so.
	claimed, err := d.store.ClaimPosts(t.Context(), "dead", d.clock.now(), time.Second, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range claimed {
		if o.Kind != bot.PostAnswer {
			continue
		}
		o.State, o.Attempt = bot.PostSending, 1
		err := d.store.Write(t.Context(), func(tx bot.Tx) error {
			k, err := tx.Case(r.Case)
			if err != nil {
				return err
			}
			k.State = bot.StateSending
			if err := tx.Update(k); err != nil {
				return err
			}
			return tx.UpdatePost(&o)
		})
		if err != nil {
			t.Fatal(err)
		}
		d.platform.Post(t.Context(), o, nil)
	}
	d.drain()
	d.wantState(r.Case, bot.StateSending) // not ours while the lease runs
	d.clock.advance(2 * time.Second)
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	d.wantClientsSaw("We are open from 9:00am. (1)")
}

func TestNoticesAreTheFirmsOwnWordsOnceADay(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "I am in danger")
	d.settle()
	d.says("m2", "still in danger", "m1")
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
	d.wantClientsSaw("In danger call 999.")
}
