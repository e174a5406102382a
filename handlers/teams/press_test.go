package teams

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"countersign/bot"
)

// Points 7, 14, 17 and 19, the way through: ask, approve, answered.
func TestAnApprovedAnswerGoesToTheClientsThreadAsItWasShown(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	got := r.pressed(r.press(priya, k, "approve", nil))
	if got.Type != cardType || !strings.Contains(string(got.Value), "Approved by Priya") {
		t.Errorf("the press was answered with %s %s, want the card saying who approved", got.Type, got.Value)
	}
	r.state(k.ID, bot.StateAnswered)
	r.quiet()
	r.wantAnswers(draftText)
	posts := r.teams.in(clientPlace)
	if want := clientPlace + threadSign + k.Thread; len(posts) != 1 || posts[0].conversation != want {
		t.Fatalf("posts to the client: %+v, want one in %s", posts, want)
	}
	if raw := fmt.Sprint(posts[0].body); !strings.Contains(raw, "Drafted with AI, checked by Priya") || posts[0].body["textFormat"] != "plain" {
		t.Errorf("the answer does not say who stands for it, or is not plain: %s", raw)
	}
	r.eventually("the card says that it was sent", func() bool { return strings.Contains(fmt.Sprint(r.cardOf(k)), "Sent by Priya") })
	if cards := r.teams.in(staffChannel); len(cards) != 1 || cards[0].updates == 0 {
		t.Errorf("%d cards, updated %d times; want one that was brought up to date", len(cards), cards[0].updates)
	}
	if sent := r.events(bot.EventSent); len(sent) != 1 || !strings.Contains(fmt.Sprint(sent[0].Facts["platform_id"]), k.Thread) {
		t.Errorf("the ledger does not hold where the answer went: %v", sent)
	}
}

// Point 16.
func TestAnEditedTextIsWhatTheClientGets(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	const text = "We are open from nine to half past five.\n\nOn Saturdays *by appointment* <only>."
	drawn := r.cardOf(k)
	input := fmt.Sprint(drawn)
	if !strings.Contains(input, "Input.Text") || !strings.Contains(input, "value:"+draftText) {
		t.Errorf("the edit does not begin with the draft: %s", input)
	}
	for _, tc := range []struct{ name, text, want string }{
		{"empty", "  \n ", "The text is empty"},
		{"oversize", strings.Repeat("long ", maxEdit), "longer than"},
	} {
		got := r.pressed(r.press(priya, k, "edit_send", map[string]any{"text": tc.text}))
		if got.Type != toastType || !strings.Contains(string(got.Value), tc.want) {
			t.Errorf("%s text: answered %s %s, want a sentence with %q", tc.name, got.Type, got.Value, tc.want)
		}
	}
	r.pressed(r.press(priya, k, "edit_send", map[string]any{"text": strings.ReplaceAll(text, "\n", "\r\n"), "chip_edit_send": "tone"}))
	k = r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(text)
	if d := k.Decisions[0]; d.Action != bot.Edit || d.Reason != "tone" || d.By.ID != priya {
		t.Errorf("decision %+v", d)
	}
}

// Point 15.
func TestTwoPressesSendOneAnswerAndTheSecondIsShownWhoDecided(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	first := r.press(priya, k, "approve", nil)
	again := r.press(priya, k, "approve", nil) // Teams sends an invoke anew with another id
	other := r.press(john, k, "approve", nil)
	escalation := r.press(john, k, "escalate", nil)
	r.pressed(first)
	for _, late := range []map[string]any{first, again, other, escalation} {
		if got := r.pressed(late); got.Type != cardType || !strings.Contains(string(got.Value), "Approved by Priya") && !strings.Contains(string(got.Value), "Sent by Priya") {
			t.Errorf("a later press was answered with %s %s, want the card saying who decided", got.Type, got.Value)
		}
	}
	k = r.state(k.ID, bot.StateAnswered)
	r.pressed(r.press(john, k, "escalate", nil)) // from the card of the answered case, which can still be given to people
	r.state(k.ID, bot.StateEscalated)
	r.quiet()
	r.wantAnswers(draftText)
}

func TestPressesAtTheSameMomentDecideOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	var presses []map[string]any // all of the same card, before any is carried out
	for i := range 12 {
		verb, who := "approve", priya
		if i%3 == 0 {
			verb, who = "escalate", john
		}
		presses = append(presses, r.press(who, k, verb, nil))
	}
	var all sync.WaitGroup
	for _, invoke := range presses {
		all.Go(func() { r.pressed(invoke) })
	}
	all.Wait()
	r.quiet()
	if n := len(r.events(bot.EventDecided)); n != 1 {
		t.Errorf("%d decisions, want one", n)
	}
	if n := len(r.teams.answers(clientPlace)); n > 1 {
		t.Errorf("%d answers", n)
	}
}

// Points 13 and 14.
func TestOnlyApproversInTheStaffPlaceDecide(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.Approvers = append(o.Approvers, gus, nobody) })
	k := r.asks("When are you open?")
	conversation, id, _ := splitCardID(k.CardID)
	data := button(r.cardOf(k), "approve")["data"].(map[string]any)
	r.teams.mu.Lock()
	r.teams.members[staffChannel] = append(r.teams.members[staffChannel],
		map[string]any{"id": "29:" + gus, "aadObjectId": gus, "name": "Priya Shah", "userRole": "guest", "tenantId": tenant})
	r.teams.mu.Unlock()
	with := func(more map[string]any) map[string]any {
		out := map[string]any{}
		for name, v := range data {
			out[name] = v
		}
		for name, v := range more {
			out[name] = v
		}
		return out
	}
	for name, tc := range map[string]struct {
		invoke map[string]any
		want   string
	}{
		"a client":                  {r.invoke(cleo, conversation, id, "approve", data, nil), "not on the list"},
		"a guest on the list":       {r.invoke(gus, conversation, id, "approve", data, nil), "Guests may not decide"},
		"on the list, not in place": {r.invoke(nobody, conversation, id, "approve", data, nil), "Only staff"},
		"another conversation":      {r.invoke(priya, clientPlace+threadSign+"1", id, "approve", data, nil), "staff conversation only"},
		"another card":              {r.invoke(priya, conversation, "179", "approve", data, nil), "newest card"},
		"no card":                   {r.invoke(priya, conversation, "", "approve", data, nil), "newest card"},
		"another token":             {r.invoke(priya, conversation, id, "approve", with(map[string]any{"token": "FORGED"}), nil), "newest card"},
		"another version":           {r.invoke(priya, conversation, id, "approve", with(map[string]any{"version": 7}), nil), "newest card"},
		"no version":                {r.invoke(priya, conversation, id, "approve", with(map[string]any{"version": 0}), nil), "newest card"},
		"another case":              {r.invoke(priya, conversation, id, "approve", with(map[string]any{"case": 99}), nil), "no such case"},
		"a verb of nobody":          {r.invoke(priya, conversation, id, "send_all", data, nil), "no button of ours"},
		"a verb in the data only":   {r.invoke(priya, conversation, id, "", data, nil), "no button of ours"},
		"data that is none":         {r.invoke(priya, conversation, id, "approve", map[string]any{"case": []any{1}}, nil), "no button of ours"},
	} {
		if got := r.pressed(tc.invoke); got.Type != toastType || !strings.Contains(string(got.Value), tc.want) {
			t.Errorf("%s: answered %s %s, want a sentence with %q", name, got.Type, got.Value, tc.want)
		}
	}
	foreign := r.invoke(priya, conversation, id, "approve", data, nil)
	foreign["from"] = map[string]any{"id": "29:x", "aadObjectId": priya, "tenantId": otherTenant, "name": "Priya Shah"}
	if got := r.pressed(foreign); !strings.Contains(string(got.Value), "Only staff of the firm") {
		t.Errorf("another tenant: answered %s", got.Value)
	}
	r.teams.until("members", "503")
	if got := r.pressed(r.invoke(priya, conversation, id, "approve", data, nil)); !strings.Contains(string(got.Value), "Teams did not say who you are") {
		t.Errorf("Teams silent: answered %s", got.Value)
	}
	r.teams.until("members", "")
	if n := len(r.events(bot.EventDecided)); n != 0 {
		t.Errorf("%d decisions, want none", n)
	}
	if n := len(r.events(bot.EventRefused)); n != 15 {
		t.Errorf("%d refusals on record, want 15", n)
	}
	r.wantAnswers()
}

func TestTheTextOfAPressIsBelievedOnlyInAnEdit(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.pressed(r.press(priya, k, "approve", map[string]any{"text": "We refund everything.", "by": "somebody else"}))
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}

// Point 11: old clients of Teams send a message with data in place of an invoke.
func TestASubmittedButtonDecidesAndIsNoEnquiry(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	conversation, id, _ := splitCardID(k.CardID)
	fallback := button(r.cardOf(k), "approve")["fallback"].(map[string]any)
	channel, thread := splitConversation(conversation)
	submit := r.teams.says(channel, priya, "", thread, map[string]any{"text": "", "entities": nil, "replyToId": id, "value": fallback["data"]})
	r.delivers(submit)
	r.delivers(submit)
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
	forged := r.teams.says(channel, cleo, "", thread, map[string]any{"text": "", "entities": nil, "replyToId": id, "value": fallback["data"]})
	r.delivers(forged)
	r.listener.tasks.Wait()
	if staff := r.teams.answers(staffChannel); !strings.Contains(strings.Join(staff, "\n"), "not on the list") {
		t.Errorf("nothing was said beneath the card: %q", staff)
	}
	elsewhere := r.teams.says(clientPlace, cleo, "", k.Thread, map[string]any{"text": "", "entities": nil, "replyToId": id, "value": map[string]any{"anything": 1}})
	r.delivers(elsewhere)
	r.listener.tasks.Wait()
	r.wantAnswers(draftText)
	if n := r.cases(); n != 1 {
		t.Errorf("%d cases, want one: a press is no enquiry", n)
	}
}

// Points 10 and 18: an escalation raises the case, and what staff write goes in their name.
func TestEscalatingRaisesTheCaseAndTellsTheClientOnlyWhatStaffWrote(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.pressed(r.press(john, k, "escalate", map[string]any{"chip_escalate": "client is upset", "reason_escalate": " rang twice ", "note": "I will ring you today."}))
	k = r.state(k.ID, bot.StateEscalated)
	r.quiet()
	r.wantAnswers("I will ring you today.")
	drawn := r.cardOf(k)
	if button(drawn, "approve") != nil || button(drawn, "edit_send") != nil {
		t.Error("a case of the human tier can be approved or edited")
	}
	if !strings.Contains(fmt.Sprint(drawn), "Needs a person") || button(drawn, "claim") == nil {
		t.Errorf("the card is not one for a person: %v", drawn)
	}
	if reason := k.Decisions[0].Reason; reason != "client is upset: rang twice" {
		t.Errorf("reason %q", reason)
	}
	r.pressed(r.press(john, k, "claim", nil))
	r.state(k.ID, bot.StateClaimed)
	got := r.pressed(r.press(john, r.load(k.ID), "resolve", nil))
	if got.Type != toastType || !strings.Contains(string(got.Value), "say how it ended") {
		t.Errorf("resolved without an outcome: %s", got.Value)
	}
	r.pressed(r.press(john, r.load(k.ID), "resolve", map[string]any{"chip_resolve": "answered by telephone"}))
	r.state(k.ID, bot.StateResolved)
}

func TestAPressOnACardThatIsJustBeingRecordedIsWaitedFor(t *testing.T) {
	t.Parallel()
	late := &lateRecord{}
	r := newRig(t, func(_ *Options, d *Deps) { late.Record, d.Record = d.Record, late })
	k := r.asks("When are you open?")
	invoke := r.press(priya, k, "approve", nil)
	late.unrecorded.Store(3)
	if got := r.pressed(invoke); got.Type != cardType {
		t.Errorf("answered %s %s, want the decision carried out", got.Type, got.Value)
	}
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}

// lateRecord is a record in which a card's id appears only after a few reads.
type lateRecord struct {
	Record
	unrecorded atomic.Int64
}

func (l *lateRecord) Case(ctx context.Context, id int64) (*bot.Case, error) {
	k, err := l.Record.Case(ctx, id)
	if err == nil && l.unrecorded.Add(-1) >= 0 {
		k.CardID = ""
	}
	return k, err
}

// Point 12.
func TestUnknownInvokesAreNotServed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, name := range []string{"task/fetch", "composeExtension/query", "signin/verifyState", ""} {
		a := r.teams.says(staffChannel, priya, "", "", map[string]any{"type": "invoke", "name": name, "text": "", "value": map[string]any{}})
		if w := r.send(a); w.Code != http.StatusNotImplemented {
			t.Errorf("invoke %q: status %d, want 501", name, w.Code)
		}
	}
	broken := r.teams.says(staffChannel, priya, "", "", map[string]any{"type": "invoke", "name": "adaptiveCard/action", "text": "", "value": "text"})
	var got answered
	w := r.send(broken)
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK || got.Type != faultType || got.Status != http.StatusBadRequest {
		t.Errorf("unreadable press: %d %s", w.Code, w.Body)
	}
}

// TestAPressOnACardThatChangedSinceDoesNothing but show the card of now: who takes a
// case takes what they saw.
func TestAPressOnACardThatChangedSinceDoesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	old := r.press(priya, k, "claim", nil)
	r.delivers(r.teams.says(clientPlace, cleo, "And on Sunday?", k.Thread, nil))
	r.eventually("a newer draft before staff", func() bool { k := r.load(k.ID); return len(k.Drafts) == 2 && k.State == bot.StateInReview })
	got := r.pressed(old)
	if got.Type != cardType || !strings.Contains(string(got.Value), "And on Sunday?") {
		t.Errorf("the press is answered with %s %s, want the card of now", got.Type, got.Value)
	}
	if now := r.load(k.ID); now.OwnerID != "" || len(now.Decisions) != 0 || now.State != bot.StateInReview {
		t.Errorf("the case is %s, with owner %q and decisions %+v", now.State, now.OwnerID, now.Decisions)
	}
	r.eventually("the card of now", func() bool { return strings.Contains(fmt.Sprint(r.cardOf(k)), "And on Sunday?") })
	r.quiet()
	r.pressed(r.press(priya, k, "claim", nil))
	if now := r.load(k.ID); now.OwnerID != priya {
		t.Errorf("pressed on the card of now the case is %q's", now.OwnerID)
	}
}

func TestOnlyASentenceIsToldAsOne(t *testing.T) {
	t.Parallel()
	if text, ok := toast("Done.").toast(); !ok || text != "Done." {
		t.Errorf("a sentence is told as %q, %t", text, ok)
	}
	for name, a := range map[string]answer{"a fault": faulty("x", "y"), "a card": replaced(map[string]any{}), "nothing": {}} {
		if text, ok := a.toast(); ok || text != "" {
			t.Errorf("%s is told as %q", name, text)
		}
	}
}
