package teams

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func undoable(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.stop()
	r.undo = time.Minute
	r.start()
	return r
}

func TestAnAnswerThatIsTakenBackIsGoneFromTheClientsConversation(t *testing.T) {
	t.Parallel()
	r := undoable(t)
	k := r.asks("When are you open?")
	r.pressed(r.press(priya, k, "approve", nil))
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
	r.pressed(r.press(priya, r.load(k.ID), "undo", nil))
	k = r.state(k.ID, bot.StateInReview)
	r.quiet()
	r.wantAnswers()
	if d := k.Draft(); d.Version != 2 || d.Text != draftText {
		t.Errorf("draft %d %q, want what was sent as draft 2", d.Version, d.Text)
	}
	r.pressed(r.press(priya, r.load(k.ID), "approve", nil))
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}

func TestADeletionInTeamsIsTriedAgainAndOneThatIsGoneIsDone(t *testing.T) {
	t.Parallel()
	r := undoable(t)
	r.asks("When are you open?") // so that the place is known
	there := cardID(clientPlace+threadSign+"1", "1700000000001")
	for _, tc := range []struct {
		fault     string
		outcome   bot.Outcome
		permanent bool
	}{{"", bot.Sent, false}, {"403", bot.NotSent, true}} {
		if tc.fault != "" {
			r.teams.next("delete", tc.fault)
		}
		p := r.client.Remove(t.Context(), bot.Outbound{ID: 9, Kind: bot.PostRemoval, Channel: clientPlace, ReplaceID: there})
		if p.Outcome != tc.outcome || p.Permanent != tc.permanent {
			t.Errorf("%q: %+v (%v), want outcome %v", tc.fault, p, p.Err, tc.outcome)
		}
	}
	if _, err := r.client.places.get(t.Context(), clientPlace); err != nil {
		t.Errorf("nothing can be posted any more where one deletion was refused: %v", err)
	}
	before := len(r.teams.called("delete"))
	for _, id := range []string{"", "nonsense", cardID(staffChannel, "1"), cardID("19:other@thread.tacv2", "1")} {
		if p := r.client.Remove(t.Context(), bot.Outbound{ID: 9, Kind: bot.PostRemoval, Channel: clientPlace, ReplaceID: id}); !p.Permanent {
			t.Errorf("%q: %+v, want a refusal for good", id, p)
		}
	}
	if len(r.teams.called("delete")) != before {
		t.Error("something was deleted")
	}
}

func TestAnAnswerThatCannotBeReachedIsNotTakenBackAndStaffHearOfIt(t *testing.T) {
	t.Parallel()
	r := undoable(t)
	r.asks("When are you open?") // so that the place is known
	there := bot.Outbound{ID: 9, Kind: bot.PostRemoval, Channel: clientPlace, ReplaceID: cardID(clientPlace+threadSign+"1", "1700000000001")}
	r.teams.next("delete", "no-conversation")
	if p := r.client.Remove(t.Context(), there); p.Outcome != bot.NotSent || !p.Permanent {
		t.Errorf("the conversation is not found: %+v, want that it was not taken back", p)
	}

	k := r.asks("And on Sunday?")
	r.pressed(r.press(priya, k, "approve", nil))
	r.state(k.ID, bot.StateAnswered)
	undo := r.press(priya, r.load(k.ID), "undo", nil)
	r.client.places.block(clientPlace, "the app was removed there: install it again", r.now.Now())
	r.pressed(undo)
	r.state(k.ID, bot.StateEscalated)
	r.quiet()
	r.wantAnswers(draftText)
	if raw := fmt.Sprint(r.cardOf(k)); !strings.Contains(raw, "could not be taken back") {
		t.Errorf("the card does not say that the client still sees it: %s", raw)
	}
}
