package bot_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
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

// TestAPlatformThatIsNotSetUpIsNamed: a case of before the settings changed is not
// lost, and its answer waits for nobody.
func TestAPlatformThatIsNotSetUpIsNamed(t *testing.T) {
	d := newDesk(t)
	r := d.receive(bot.Enquiry{Platform: bot.Teams, MessageID: "m1", Text: "When are you open?"})
	d.settle()
	got := d.told(r.Case, "kind", "attempt", "why")
	if want := `not_sent system kind=card attempt=1 why=the platform "teams" is not set up`; len(got) == 0 || got[0] != want {
		t.Errorf("the ledger tells %q, want first %q", got, want)
	}
	d.wantState(r.Case, bot.StateDrafted)
}

// told gives what the ledger says of a case's deliveries, in order: the kind of each
// event with some of its facts.
func (d *desk) told(id int64, facts ...string) []string {
	d.t.Helper()
	var out []string
	kinds := []bot.EventKind{bot.EventSending, bot.EventSent, bot.EventNotSent, bot.EventAmbiguous, bot.EventCard, bot.EventAnswered}
	err := d.store.Events(d.t.Context(), bot.EventFilter{Case: id, Kinds: kinds}, func(e bot.Event) error {
		line := string(e.Kind) + " " + e.Actor
		for _, name := range facts {
			if v, ok := e.Facts[name]; ok {
				line += fmt.Sprintf(" %s=%v", name, v)
			}
		}
		out = append(out, line)
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// TestTheLedgerTellsEachTryOfADelivery: what was tried, what came of it and why,
// and the case says the same.
func TestTheLedgerTellsEachTryOfADelivery(t *testing.T) {
	for name, tt := range map[string]struct {
		outcomes []outcome
		want     []string
		state    bot.PostState
		attempt  int
		detail   string
	}{
		"at once": {nil, []string{"sending system kind=answer attempt=1", "sent system kind=answer version=1", "answered system version=1 by=approved"}, bot.PostSent, 1, ""},
		"rate limited, told once": {[]outcome{rateLimited, rateLimited}, []string{"sending system kind=answer attempt=1", "not_sent system kind=answer attempt=0 why=rate limited",
			"sent system kind=answer version=1", "answered system version=1 by=approved"}, bot.PostSent, 1, ""},
		"lost and found": {[]outcome{acceptedButLost}, []string{"sending system kind=answer attempt=1", "ambiguous system kind=answer attempt=1 why=connection cut",
			"sent system kind=answer version=1", "answered system version=1 by=approved"}, bot.PostSent, 1, ""},
		"refused for good": {[]outcome{channelGone}, []string{"sending system kind=answer attempt=1", "not_sent system kind=answer attempt=1 why=channel is archived final=true"}, bot.PostCancelled, 1, "channel is archived"},
	} {
		t.Run(name, func(t *testing.T) {
			d, id := approved(t, tt.outcomes...)
			for range len(tt.outcomes) {
				d.clock.advance(61 * time.Second)
				d.drain()
			}
			got := slices.DeleteFunc(d.told(id, "kind", "version", "attempt", "why", "by", "final"), func(line string) bool { return strings.HasPrefix(line, "card ") })
			if !slices.Equal(got, tt.want) {
				t.Errorf("the ledger tells\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
			k := d.kase(id)
			if len(k.Deliveries) != 1 {
				t.Fatalf("deliveries %+v, want one", k.Deliveries)
			}
			is, draft := k.Deliveries[0], k.Drafts[0]
			if is.Kind != bot.PostAnswer || is.State != tt.state || is.Attempt != tt.attempt || is.Detail != tt.detail || is.Text != draft.Text || is.Hash != draft.Hash || is.Outbound == 0 || is.At.IsZero() || (is.PlatformID == "") == (tt.state == bot.PostSent) {
				t.Errorf("the case says %+v, want it %s after %d tries: %q", is, tt.state, tt.attempt, tt.detail)
			}
			if tt.state == bot.PostSent {
				sent := d.events(id, bot.EventSent)
				if f := sent[0].Facts; f["hash"] != draft.Hash || f["platform_id"] != is.PlatformID || f["outbound"] != float64(is.Outbound) {
					t.Errorf("it was sent with %v, want hash %s and the id %s of the platform", f, draft.Hash, is.PlatformID)
				}
			}
			cards := d.events(id, bot.EventCard)
			if len(cards) == 0 || cards[0].Facts["state"] != "drafted" || cards[0].Facts["kind"] != "card" || cards[0].Words["text"] != "card of When are you open?" || cards[0].Facts["hash"] != bot.TextHash(cards[0].Words["text"]) {
				t.Errorf("of its card the ledger tells %+v", cards)
			}
		})
	}
}
