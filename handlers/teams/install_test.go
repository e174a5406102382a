package teams

import (
	"fmt"
	"net/http"
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

// TestTheStaffChannelStaysWhenTheAppLeavesAnotherChannelOfItsTeam plays a firm
// whose client is in a shared channel of the team that also has the staff channel.
func TestTheStaffChannelStaysWhenTheAppLeavesAnotherChannelOfItsTeam(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.asks("When are you open?") // so that the places are known
	event := func(what string, more map[string]any) {
		a := r.teams.says(clientPlace, priya, "", "", map[string]any{"type": "conversationUpdate", "text": "", "entities": nil})
		a["conversation"] = map[string]any{"id": clientPlace, "conversationType": "channel", "tenantId": tenant}
		a["channelData"] = map[string]any{"eventType": what, "tenant": map[string]any{"id": tenant}, "team": map[string]any{"id": staffTeam},
			"channel": map[string]any{"id": clientPlace, "type": "shared"}}
		for name, v := range more {
			a[name] = v
		}
		r.delivers(a)
	}
	us := []any{map[string]any{"id": botID}}
	event("channelMemberRemoved", map[string]any{"membersRemoved": us})
	if _, ok := r.client.places.held(clientPlace); ok {
		t.Error("the channel that the app left is still known")
	}
	if _, ok := r.client.places.held(staffChannel); !ok {
		t.Error("the staff channel is gone with it")
	}
	event("teamMemberRemoved", map[string]any{"membersRemoved": us})
	if _, err := r.client.places.get(t.Context(), staffChannel); err == nil {
		t.Error("the app left the team, and its staff channel is still known")
	}
	event("teamRestored", nil)
	if _, err := r.client.places.get(t.Context(), staffChannel); err != nil {
		t.Errorf("the team is back, and its staff channel is barred: %v", err)
	}
}

// TestWhereTheAppWasBlockedNothingIsTriedThoughOlderNewsIsReadLate has the
// ledger read after the block, with what was learnt of the place before it.
func TestWhereTheAppWasBlockedNothingIsTriedThoughOlderNewsIsReadLate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.asks("When are you open?") // the place is learnt here, and not read from the ledger yet
	second := r.asks("And on Sunday?")
	r.teams.until("post", "403")
	r.pressed(r.press(priya, first, "approve", nil))
	r.state(first.ID, bot.StateEscalated)
	before := len(r.teams.called("post"))
	r.pressed(r.press(priya, second, "approve", nil))
	r.state(second.ID, bot.StateEscalated)
	if n := len(r.teams.called("post")) - before; n != 0 {
		t.Errorf("%d more posts where the app was blocked, want none before something comes from there", n)
	}
	r.teams.until("post", "")
	r.delivers(r.teams.says(clientPlace, cleo, "Hello?", "", nil))
	if _, err := r.client.places.get(t.Context(), clientPlace); err != nil {
		t.Errorf("something came from there, and it is still barred: %v", err)
	}
}

func TestARemovalThatWasNotStoredIsWholeWhenItComesAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.asks("When are you open?") // so that the places are known
	removal := r.teams.says(staffTeam, priya, "", "", map[string]any{"type": "installationUpdate", "action": "remove", "text": "", "entities": nil})
	removal["channelData"].(map[string]any)["team"] = map[string]any{"id": staffTeam}
	r.workflow.noNotes.Store(true)
	if w := r.send(removal); w.Code != http.StatusServiceUnavailable {
		t.Errorf("while nothing can be stored: status %d, want that Teams delivers again", w.Code)
	}
	r.workflow.noNotes.Store(false)
	r.delivers(removal)
	again := newPlaces(r.store, r.client.hosts)
	if err := again.recall(t.Context()); err != nil || again.gone[staffChannel].why == "" {
		t.Errorf("%v; after a restart the staff channel of the team is not known to be gone: %v", err, again.gone)
	}
}
