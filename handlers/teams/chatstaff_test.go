package teams

import (
	"fmt"
	"strings"
	"testing"

	"countersign/bot"
)

const staffChat = "19:staffchat@thread.v2"

// ofChat makes an activity one of the group chat of staff: it has no threads,
// no channel and no team.
func ofChat(a map[string]any) map[string]any {
	a["conversation"] = map[string]any{"id": staffChat, "isGroup": true, "conversationType": "groupChat", "tenantId": tenant}
	a["channelData"] = map[string]any{"tenant": map[string]any{"id": tenant}}
	return a
}

// newChatRig is a firm whose staff decide in a group chat, to which the app was
// just added.
func newChatRig(t *testing.T) *rig {
	t.Helper()
	r := newRig(t, func(o *Options, _ *Deps) { o.StaffConversation = staffChat })
	r.teams.mu.Lock()
	r.teams.members[staffChat] = []map[string]any{staff(priya, "Priya"), staff(john, "John"), {"id": botID, "name": "Countersign"}}
	r.teams.mu.Unlock()
	r.delivers(ofChat(r.teams.says(staffChat, priya, "", "", map[string]any{"type": "conversationUpdate", "text": "", "entities": nil,
		"membersAdded": []any{map[string]any{"id": botID}}})))
	r.eventually("cards may go to the chat", func() bool { why, fresh := r.client.guard.Verdict(); return fresh && why == "" })
	return r
}

func TestStaffDecideInAGroupChatFromTheCardToTheAnswer(t *testing.T) {
	t.Parallel()
	r := newChatRig(t)
	k := r.asks("When are you open?")
	conversation, id, ok := splitCardID(k.CardID)
	if !ok || conversation != staffChat {
		t.Fatalf("the card stands in %q", conversation)
	}
	if n := len(r.teams.called("create")); n != 0 {
		t.Errorf("%d conversations were begun: a chat has no threads", n)
	}
	press := func(object, verb string, typed map[string]any) answered {
		b := button(r.cardOf(k), verb)
		if b == nil {
			t.Fatalf("no button %s on the card", verb)
		}
		return r.pressed(ofChat(r.invoke(object, staffChat, id, verb, b["data"].(map[string]any), typed)))
	}
	if got := press(priya, "approve", nil); got.Type != cardType {
		t.Errorf("the press was answered with %s", got.Type)
	}
	r.state(k.ID, bot.StateAnswered)
	r.eventually("the card became the record", func() bool { return strings.Contains(fmt.Sprint(r.cardOf(k)), "Sent by Priya") })
	if n := len(r.teams.in(staffChat)); n != 1 {
		t.Errorf("%d messages in the chat, want the one card", n)
	}
	r.wantAnswers(draftText)

	edited := r.asks("And on Sundays?")
	_, id, _ = splitCardID(edited.CardID)
	k = edited
	if got := press(john, "edit_send", map[string]any{inputText: "We are closed on Sundays.", inputChip: "wrong fact"}); got.Type != cardType {
		t.Errorf("the edit was answered with %s: %s", got.Type, got.Value)
	}
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText, "We are closed on Sundays.")
}

func TestWhatIsSaidInTheChatOfStaffIsNeverRelayed(t *testing.T) {
	t.Parallel()
	r := newChatRig(t)
	r.delivers(ofChat(r.teams.says(staffChat, priya, "What shall we say to Acme?", "", nil)))
	r.quiet()
	if n := r.cases(); n != 0 {
		t.Errorf("%d cases of what staff said among themselves", n)
	}
	r.wantAnswers()
}

func TestAChatOfStaffIsAsSafeAsWhoIsInIt(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		joins map[string]any
		want  string
	}{
		"a guest":                      {map[string]any{"id": "29:" + gus, "aadObjectId": gus, "userRole": "guest", "tenantId": tenant}, "a guest"},
		"somebody of another firm":     {map[string]any{"id": "29:" + cleo, "aadObjectId": cleo, "userRole": "user", "tenantId": otherTenant}, "another organisation"},
		"somebody of whom nobody says": {map[string]any{"id": "29:" + nobody, "aadObjectId": nobody}, "not known to Teams"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newChatRig(t)
			k := r.asks("When are you open?")
			old := button(r.cardOf(k), "approve")
			r.teams.mu.Lock()
			r.teams.members[staffChat] = append(r.teams.members[staffChat], x.joins)
			r.teams.mu.Unlock()
			r.delivers(ofChat(r.teams.says(staffChat, priya, "", "", map[string]any{"type": "conversationUpdate", "text": "", "entities": nil, "membersAdded": []any{x.joins}})))
			r.listener.tasks.Wait()
			if why, _ := r.client.guard.Verdict(); !strings.Contains(why, x.want) {
				t.Errorf("cards go to the chat: %q, want %q", why, x.want)
			}
			r.delivers(r.teams.says(clientPlace, cleo, "And on Sundays?", "", nil))
			r.eventually("a second case", func() bool { return r.cases() == 2 })
			object, _ := x.joins["aadObjectId"].(string)
			_, id, _ := splitCardID(k.CardID)
			r.pressed(ofChat(r.invoke(object, staffChat, id, "approve", old["data"].(map[string]any), nil)))
			if n := len(r.teams.in(staffChat)); n != 1 || len(r.events(bot.EventDecided)) != 0 {
				t.Errorf("%d messages in the chat and %d decisions, want the old card and none", n, len(r.events(bot.EventDecided)))
			}
			r.wantAnswers()
		})
	}
}
