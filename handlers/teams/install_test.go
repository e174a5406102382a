package teams

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestAnInstallationIsLearntAndARemovalStopsPosting(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	update := func(kind, action string, more map[string]any) map[string]any {
		a := r.teams.says(clientPlace, priya, "", "", map[string]any{"type": kind, "action": action, "text": "", "entities": nil})
		a["conversation"] = map[string]any{"id": clientPlace, "conversationType": "channel", "tenantId": tenant}
		for name, v := range more {
			a[name] = v
		}
		return a
	}
	r.delivers(update("installationUpdate", "add", nil))
	r.eventually("the place is learnt", func() bool { _, ok := r.client.places.held(clientPlace); return ok })
	k := r.asks("When are you open?")
	for name, removal := range map[string]map[string]any{
		"installationUpdate": update("installationUpdate", "remove", nil),
		"conversationUpdate": update("conversationUpdate", "", map[string]any{"membersRemoved": []any{map[string]any{"id": botID}}}),
	} {
		r.delivers(removal)
		if _, ok := r.client.places.held(clientPlace); ok {
			t.Errorf("%s: the place is still known", name)
		}
	}
	if !r.noted(noteGone) || !strings.Contains(r.alarms.String(), "removed from the client conversation") {
		t.Errorf("the removal is not on record, or nobody was told: %q", r.alarms)
	}
	r.pressed(r.press(priya, k, "approve", nil))
	k = r.state(k.ID, bot.StateEscalated) // a person must see that the answer cannot go
	if len(r.teams.called("post")) != 0 {
		t.Error("something was posted where the app was removed")
	}
	r.quiet()
	if raw := fmt.Sprint(r.cardOf(k)); !strings.Contains(raw, "could not be delivered") {
		t.Errorf("the card does not say so: %s", raw)
	}
	r.stop() // the removal survives a restart
	r.start()
	r.eventually("recalled", func() bool { _, err := r.client.places.get(t.Context(), clientPlace); return err != nil })
	r.delivers(update("installationUpdate", "add", nil))
	if _, ok := r.client.places.held(clientPlace); !ok {
		t.Error("installed again, and the place is not known")
	}
}

func TestAnInstallationInATeamLetsItsStaffChannelBeTriedAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.teams.until("create", "403")
	a := r.teams.says(clientPlace, cleo, "When are you open?", "", nil)
	r.delivers(a)
	r.eventually("people are told", func() bool { return strings.Contains(r.alarms.String(), "cannot post to "+staffChannel) })
	r.teams.until("create", "")
	added := r.teams.says(staffTeam, priya, "", "", map[string]any{"type": "conversationUpdate", "text": "", "entities": nil, "membersAdded": []any{map[string]any{"id": botID}}})
	added["conversation"] = map[string]any{"id": staffTeam, "conversationType": "channel", "tenantId": tenant}
	r.delivers(added)
	if _, err := r.client.places.get(t.Context(), staffChannel); err != nil {
		t.Errorf("the staff channel is still barred: %v", err)
	}
	if again := newPlaces(r.store, r.client.hosts); again.recall(t.Context()) != nil || len(again.gone) != 0 {
		t.Errorf("barred after a restart: %v", again.gone)
	}
	r.now.advance(2 * time.Minute)
	r.caseOf(fmt.Sprint(a["id"]), bot.StateInReview)
}
