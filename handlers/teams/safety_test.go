package teams

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/handlers/edge"
)

func TestAStaffChannelOfAKindThatIsNotKnownIsNotSafe(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.teams.mu.Lock()
	channels := r.teams.channels[staffTeam]
	channels[1]["type"] = "federated"
	r.teams.mu.Unlock()
	r.client.guard.Doubt()
	if why := r.client.guard.Look(t.Context()); !strings.Contains(why, "not known to be safe") {
		t.Errorf("a kind nobody knows: %q", why)
	}
	r.teams.mu.Lock()
	delete(channels[1], "type")
	r.teams.mu.Unlock()
	r.client.guard.Doubt()
	if why := r.client.guard.Look(t.Context()); !strings.Contains(why, "what kind of channel") {
		t.Errorf("no kind told: %q", why)
	}
	if f := r.client.staffFinding(t.Context()); f.Grade != edge.Bad || !strings.Contains(f.String(), "mention the app there once") {
		t.Errorf("doctor says %s", f)
	}
	r.teams.until("channels", "403")
	r.client.guard.Doubt()
	if why := r.client.guard.Look(t.Context()); !strings.Contains(why, "what kind of channel") {
		t.Errorf("the channels cannot be listed: %q", why)
	}
}

func TestAGuestOnTheListOfApproversIsNoStaff(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.Approvers = append(o.Approvers, gus) })
	k := r.asks("When are you open?")
	r.delivers(r.teams.says(clientPlace, gus, "Nine.", k.Thread, nil))
	if all := r.load(k.ID).Messages; all[len(all)-1].Role != bot.RoleClient {
		t.Errorf("a guest on the list is %s", all[len(all)-1].Role)
	}
}

func TestAColleagueWhomTeamsDidNotNameIsRecognisedLater(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	r.now.advance(rosterTTL + time.Second)
	r.teams.until("members", "500")
	r.delivers(r.teams.says(clientPlace, priya, "Nine to half past five.", k.Thread, nil))
	k = r.load(k.ID)
	if m := k.Messages[1]; !m.Unsure || m.Role != bot.RoleClient {
		t.Fatalf("while Teams is silent the message is %+v", m)
	}
	r.listener.doubts.Settle(t.Context())
	if !r.load(k.ID).Unsure() {
		t.Error("settled without an answer of Teams")
	}
	r.teams.until("members", "")
	r.listener.doubts.Settle(t.Context())
	k = r.state(k.ID, bot.StateWithdrawn)
	if m := k.Messages[1]; m.Unsure || m.Role != bot.RoleStaff {
		t.Errorf("the message is %+v", m)
	}
	r.quiet()
	r.wantAnswers()
}

func TestTheTenantIsTheSameWhateverItsLetters(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.Tenant = "ABCDEF00-2222-2222-2222-222222222222" })
	small := strings.ToLower(r.client.opts.Tenant)
	r.teams.mu.Lock()
	for _, m := range r.teams.members[staffChannel] {
		m["tenantId"] = small
	}
	r.teams.mu.Unlock()
	if role, known := r.client.people.role(t.Context(), priya, small); role != bot.RoleStaff || !known {
		t.Errorf("staff of the tenant in small letters are %s", role)
	}
	if _, is, err := r.client.people.fresh(t.Context(), priya); is != internal || err != nil {
		t.Errorf("they are %s, %v", is, err)
	}
}

func TestAPressShowsNoCardWhileOthersCanReadTheStaffPlace(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	old := r.press(priya, k, "claim", nil)
	r.teams.mu.Lock()
	r.teams.members[staffChannel] = append(r.teams.members[staffChannel], map[string]any{"id": "29:" + gus, "aadObjectId": gus, "userRole": "guest", "tenantId": tenant})
	r.teams.mu.Unlock()
	r.client.guard.Doubt()
	got := r.pressed(old)
	if got.Type != toastType || !strings.Contains(string(got.Value), "held back") {
		t.Errorf("a press that counts is answered with %s %s", got.Type, got.Value)
	}
	r.delivers(r.teams.says(clientPlace, cleo, "My account is GB00 SECRET", k.Thread, nil))
	r.eventually("a newer draft", func() bool { return len(r.load(k.ID).Drafts) == 2 })
	got = r.pressed(old)
	if got.Type != toastType || strings.Contains(string(got.Value), "SECRET") {
		t.Errorf("a press that came late is answered with %s %s", got.Type, got.Value)
	}
}

func TestNoCardIsLargerThanTeamsTakesAndAShortOneRepeatsNoText(t *testing.T) {
	t.Parallel()
	c := cardClient(t)
	for name, text := range map[string]string{"lines": strings.Repeat("- item\n", 600), "han": strings.Repeat("漢字", 5000), "accents": strings.Repeat("ñandú ", 700), "escaped": strings.Repeat("<\">", 3000)} {
		for _, state := range bot.States() {
			k := caseIn(state)
			k.Client.Name, k.Messages[0].Author.Name = text, text
			k.Drafts[0].Text, k.Drafts[0].Hash = text, bot.TextHash(text)
			decided(k, bot.Edit, text, text)
			k.Deliveries = append(k.Deliveries, bot.Delivery{Outbound: 3, Kind: bot.PostAnswer, State: bot.PostUnknown, Text: text, At: monday})
			for form, drawn := range map[string]map[string]any{"card": c.cardOf(k), "short": c.shortCard(k)} {
				if n := size(drawn); n > maxCard {
					t.Errorf("%s %s of %s: %d bytes, at most %d", name, form, state, n, maxCard)
				}
			}
			raw, err := json.Marshal(c.shortCard(k))
			if err != nil || strings.Contains(string(raw), text[:min(len(text), 900)]) {
				t.Errorf("the short card of %s repeats the %s: %v", state, name, err)
			}
		}
	}
	k := caseIn(bot.StateUnknown)
	decided(k, bot.Approve, k.Drafts[0].Text, "")
	sentTo(k, bot.PostUnknown)
	short := anyOf(t, c.shortCard(k)).(map[string]any)
	if button(short, "resend") == nil || strings.Contains(fmt.Sprint(short), "48 hours") || !strings.Contains(fmt.Sprint(short), "read it in the record") {
		t.Errorf("the short card of an answer whose fate is unclear: %v", short)
	}
}

func TestACardThatTeamsFindsTooLargeIsChangedInShort(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	r.teams.next("update", "413")
	r.pressed(r.press(priya, k, "claim", nil))
	r.eventually("the short card stands", func() bool { return strings.Contains(fmt.Sprint(r.cardOf(k)), "too long for Teams") })
	if n := len(r.teams.called("create")); n != 1 {
		t.Errorf("%d cards, want one", n)
	}
}

func TestACardInAChatWithoutAnIDIsUnclear(t *testing.T) {
	t.Parallel()
	const chat = "19:staffchat@thread.v2"
	r := newRig(t)
	r.teams.mu.Lock()
	r.teams.silent = true
	r.teams.mu.Unlock()
	id, err := r.client.begin(t.Context(), place{Channel: chat, ServiceURL: r.teams.serviceURL(), Kind: inChat}, outgoing{Type: "message", Text: "x"})
	if p := r.client.posting(chat, id, err); p.Outcome != bot.Unclear {
		t.Errorf("posted as %q: %+v, want it unclear", id, p)
	}
}

func TestHealthSaysWhenCardsAreHeldBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.eventually("all is well", func() bool { return r.listener.Healthy() == nil })
	r.teams.until("members", "403")
	r.client.guard.Doubt()
	r.client.guard.Look(t.Context())
	if err := r.listener.Healthy(); err == nil || !strings.Contains(err.Error(), "cards are held back") {
		t.Errorf("health says %v", err)
	}
}

// TestWhoeverComesIntoTheStaffPlaceEndsWhatWasBelieved: while Teams is silent,
// what was seen before they came counts no more.
func TestWhoeverComesIntoTheStaffPlaceEndsWhatWasBelieved(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.delivers(r.teams.says(staffChannel, priya, "Good morning", "", nil)) // so that the team of the place is known
	r.asks("When are you open?")
	r.eventually("cards may go", func() bool { return r.client.guard.Held() == "" })
	r.teams.until("members", "500-before")
	joined := r.teams.says(staffTeam, priya, "", "", map[string]any{"type": "conversationUpdate", "text": "", "entities": nil, "membersAdded": []any{map[string]any{"id": "29:" + gus}}})
	joined["channelData"].(map[string]any)["team"] = map[string]any{"id": staffTeam}
	r.delivers(joined)
	r.listener.tasks.Wait()
	if why := r.client.guard.Held(); why == "" {
		t.Error("cards go on, and nobody could look who came")
	}
}
