package teams

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// Point 7.
func TestADeliveryIsAnsweredBeforeAnythingSlowHappens(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	release := make(chan struct{})
	r.drafter.When(func(ctx context.Context, _ bot.Brief) (bot.Draft, error) {
		select {
		case <-release:
		case <-ctx.Done():
		}
		return bot.Draft{}, ctx.Err()
	})
	defer close(release)
	for range 20 {
		began := time.Now()
		r.delivers(r.teams.says(clientPlace, cleo, "When are you open?", "", nil))
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("answered after %s while the model stalls", took)
		}
	}
	if n := r.cases(); n != 20 {
		t.Errorf("%d cases stored, want 20", n)
	}
}

func TestNothingIsAcceptedBeforeItIsStored(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.teams.says(clientPlace, cleo, "When are you open?", "", nil)
	r.workflow.broken.Store(true)
	if w := r.send(a); w.Code != http.StatusServiceUnavailable {
		t.Fatalf("store down: status %d, want 503", w.Code)
	}
	r.workflow.broken.Store(false)
	r.delivers(a)
	r.caseOf(fmt.Sprint(a["id"]), bot.StateInReview)
}

// Point 8.
func TestTheSameActivityAgainOpensNothingNew(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.teams.says(clientPlace, cleo, "When are you open?", "", nil)
	for range 4 {
		r.delivers(a)
	}
	k := r.caseOf(fmt.Sprint(a["id"]), bot.StateInReview)
	r.delivers(a)
	r.stop() // and after a restart, with nothing in memory
	r.start()
	r.delivers(a)
	r.quiet()
	if n := len(r.events(bot.EventReceived, bot.EventMessage)); n != 1 {
		t.Errorf("%d messages in the ledger, want 1", n)
	}
	if k = r.load(k.ID); len(k.Drafts) != 1 || len(r.teams.in(staffChannel)) != 1 {
		t.Errorf("%d drafts and %d cards, want one each", len(k.Drafts), len(r.teams.in(staffChannel)))
	}
}

// Point 9.
func TestSoftwareAndOtherConversationsAreNotAnswered(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	own := r.teams.says(clientPlace, cleo, "Our own words", "", nil)
	own["from"] = map[string]any{"id": botID, "name": "Countersign"}
	other := r.teams.says(clientPlace, cleo, "I am a bot too", "", nil)
	other["from"] = map[string]any{"id": "28:another-bot"}
	role := r.teams.says(clientPlace, cleo, "So am I", "", nil)
	role["from"] = map[string]any{"id": "29:x", "role": "bot"}
	direct := r.teams.says("a:personal", cleo, "Are you there?", "", nil)
	direct["conversation"] = map[string]any{"id": "a:personal", "conversationType": "personal", "tenantId": tenant}
	for name, a := range map[string]map[string]any{
		"our own": own, "another bot": other, "a bot by its role": role, "a personal chat": direct,
		"staff among themselves":              r.teams.says(staffChannel, priya, "Shall we answer this one?", "", nil),
		"a channel that is not listed":        r.teams.says("19:canteen@thread.tacv2", john, "Lunch?", "", map[string]any{"entities": nil, "text": "Lunch?"}),
		"an edit in a channel not listed":     r.teams.says("19:canteen@thread.tacv2", john, "", "", map[string]any{"type": "messageUpdate", "entities": nil, "text": "Lunch!"}),
		"a deletion in a channel not listed":  r.teams.says("19:canteen@thread.tacv2", john, "", "", map[string]any{"type": "messageDelete", "entities": nil}),
		"a reaction":                          r.teams.says(clientPlace, cleo, "", "", map[string]any{"type": "messageReaction"}),
		"typing":                              r.teams.says(clientPlace, cleo, "", "", map[string]any{"type": "typing"}),
		"a kind that nobody knows":            r.teams.says(clientPlace, cleo, "hm", "", map[string]any{"type": "somethingNew"}),
		"a message with no words and no file": r.teams.says(clientPlace, cleo, "", "", nil),
	} {
		if w := r.send(a); w.Code != http.StatusOK {
			t.Errorf("%s: status %d, want 200", name, w.Code)
		}
	}
	if n := r.cases(); n != 0 {
		t.Errorf("%d cases, want none", n)
	}
}

func TestAMentionInAChannelThatIsNotListedGoesToAPerson(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.assessor.When(func(s bot.Situation) (bot.Assessment, error) {
		if s.Account.Mapped() {
			t.Error("the channel belongs to an account")
		}
		a := bot.Assessment{Tier: bot.TierHuman, Topic: "other", Priority: bot.P1, Cleaned: "x", Rules: "test", At: s.Now,
			Reasons: []bot.Reason{{Code: bot.UnmappedChannel, Points: 50, Source: "rules"}}}
		return a, nil
	})
	a := r.teams.says("19:new@thread.tacv2", cleo, "Hello, are you there?", "", nil)
	r.delivers(a)
	if k := r.caseOf(fmt.Sprint(a["id"]), bot.StateEscalated); len(k.Drafts) != 0 || k.Account != "" {
		t.Errorf("account %q, %d drafts; want neither", k.Account, len(k.Drafts))
	}
}

// Point 10.
func TestTheWordsAreThoseOfTheClient(t *testing.T) {
	t.Parallel()
	us := entity{Type: "mention", Text: "<at>Countersign</at>", Mentioned: account{}}
	us.Mentioned.ID = botID
	other := entity{Type: "mention", Text: "<at>Priya Shah</at>"}
	other.Mentioned.ID = "29:" + priya
	for name, tc := range map[string]struct{ in, want string }{
		"our mention":          {"<at>Countersign</at> hello", "hello"},
		"in the middle":        {"Hello <at>Countersign</at>, are you open?", "Hello  , are you open?"},
		"another's name":       {"<at>Countersign</at> ask <at>Priya Shah</at> please", "ask Priya Shah please"},
		"mark-up":              {"<at>Countersign</at><p>One</p><p>Two &amp; <b>three</b></p>", "One\n\nTwo & three"},
		"line breaks":          {"One<br>two<br/>three\r\nfour", "One\ntwo\nthree\nfour"},
		"what looks like it":   {"is a <b and c> d, or x < y?", "is a <b and c> d, or x < y?"},
		"an unknown element":   {"give me <refund>", "give me <refund>"},
		"begun and not ended":  {"less <than", "less <than"},
		"hard blanks":          {"<at>Countersign</at>\u00a0hello&nbsp;you", "hello you"},
		"only like a comment":  {"<!urgent> my boiler", "<!urgent> my boiler"},
		"only like an end":     {"it took </ 5 days> of work, not </ 3 days", "it took </ 5 days> of work, not </ 3 days"},
		"only like a document": {"<!doctype> is what it says, and <?order?>", "<!doctype> is what it says, and <?order?>"},
		"a comment":            {"hello <!-- unseen --> you", "hello  you"},
		"a script":             {"<script>alert(1)</script>hi", "alert(1)hi"},
		"a mention by hand":    {"&lt;at&gt;Priya&lt;/at&gt; hi", "<at>Priya</at> hi"},
		"our name, no mention": {"Countersign said so", "Countersign said so"},
	} {
		a := activity{Text: tc.in, Entities: []entity{us, other}}
		a.Recipient.ID = botID
		if got := a.says(); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestFilesAreNamedAndTheCopyOfTheWordsIsNone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.teams.says(clientPlace, cleo, "", "", map[string]any{"attachments": []any{
		map[string]any{"contentType": "text/html", "content": "<p>hello</p>"},
		map[string]any{"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "accounts.pdf", "contentUrl": "https://example/secret"},
		map[string]any{"contentType": "image/*", "contentUrl": "https://example/img"}}})
	r.delivers(a)
	k := r.caseOf(fmt.Sprint(a["id"]), bot.StateInReview, bot.StateEscalated)
	var got []string
	for _, f := range k.Messages[0].Files {
		got = append(got, f.Name)
	}
	if want := []string{"accounts.pdf", "file (image/*)"}; !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}

// Point 11.
func TestAValueOfAnyKindFailsNoDelivery(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i, value := range []any{"a text", []any{1, 2}, nil, 7, true, map[string]any{}} {
		a := r.teams.says(clientPlace, cleo, fmt.Sprintf("Question %d?", i), "", map[string]any{"value": value})
		r.delivers(a)
		r.caseOf(fmt.Sprint(a["id"]), bot.StateInReview)
	}
	for _, value := range []any{"a text", []any{1, 2}, 7, map[string]any{"x": 1}} {
		a := r.teams.says(clientPlace, cleo, "", "", map[string]any{"value": value, "text": "", "entities": nil})
		r.delivers(a)
	}
	if n := r.cases(); n != 6 {
		t.Errorf("%d cases, want the 6 with words", n)
	}
}

// Point 12.
func TestAnEditMakesTheDraftAnewAndADeletionWithdrawsIt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.teams.says(clientPlace, cleo, "When are you open?", "", nil)
	r.delivers(a)
	k := r.caseOf(fmt.Sprint(a["id"]), bot.StateInReview)
	old := r.press(priya, k, "approve", nil)
	edit := func(text string, at time.Time) map[string]any {
		e := r.teams.says(clientPlace, cleo, text, k.Thread, map[string]any{"type": "messageUpdate", "id": a["id"], "timestamp": at.Format(time.RFC3339Nano)})
		e["channelData"].(map[string]any)["eventType"] = "editMessage"
		return e
	}
	now := time.Now().UTC()
	r.delivers(edit("When are you open on Sundays?", now.Add(-time.Second)))
	r.delivers(edit("An older edit that comes late", now.Add(-2*time.Second)))
	r.eventually("a second draft", func() bool {
		k = r.load(k.ID)
		return k.State == bot.StateInReview && len(k.Drafts) == 2
	})
	if q := k.Question(); q != "When are you open on Sundays?" {
		t.Errorf("the question is %q", q)
	}
	if got := r.pressed(old); got.Type != cardType || len(r.events(bot.EventDecided)) != 0 {
		t.Errorf("a press on the old draft: %s, %d decisions; want the newest card and none", got.Type, len(r.events(bot.EventDecided)))
	}
	gone := r.teams.says(clientPlace, cleo, "", k.Thread, map[string]any{"type": "messageDelete", "id": a["id"], "text": "", "entities": nil})
	r.delivers(gone)
	r.state(k.ID, bot.StateWithdrawn)
	r.quiet()
	r.wantAnswers()
	if button(r.cardOf(k), "approve") != nil {
		t.Error("the card still offers to approve")
	}
}

func TestADeletionThatOvertakesItsMessageIsApplied(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.teams.says(clientPlace, cleo, "When are you open?", "", nil)
	r.delivers(r.teams.says(clientPlace, cleo, "", fmt.Sprint(a["id"]), map[string]any{"type": "messageDelete", "id": a["id"], "text": "", "entities": nil}))
	r.delivers(a)
	r.caseOf(fmt.Sprint(a["id"]), bot.StateWithdrawn)
	r.quiet()
	r.wantAnswers()
}

func TestAPersonAnsweringInTheThreadWithdrawsTheDraft(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.delivers(r.teams.says(clientPlace, priya, "Nine to half past five.", k.Thread, map[string]any{"entities": nil, "text": "Nine to half past five."}))
	k = r.state(k.ID, bot.StateWithdrawn)
	if m := k.Messages[1]; m.Role != bot.RoleStaff || m.Author.ID != priya {
		t.Errorf("the person's message is one of %s, %s", m.Role, m.Author.ID)
	}
	r.quiet()
	r.wantAnswers()
}

// Point 13.
func TestStaffAreToldFromClientsByIdAndNeverByName(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	from := func(object, person, name string) map[string]any {
		a := r.teams.says(clientPlace, object, "Hello.", k.Thread, nil)
		a["from"] = map[string]any{"id": "29:x" + object, "aadObjectId": object, "name": name, "tenantId": person}
		return a
	}
	for name, tc := range map[string]struct {
		a    map[string]any
		want bot.Role
	}{
		"an approver":                      {from(john, "", "John"), bot.RoleStaff},
		"the name of staff":                {from(nobody, "", "Priya Shah"), bot.RoleClient},
		"no object id":                     {from("", "", "Priya Shah"), bot.RoleClient},
		"an approver's id, another tenant": {from(priya, otherTenant, "Priya Shah"), bot.RoleClient},
	} {
		r.delivers(tc.a)
		all := r.load(k.ID).Messages
		at := slices.IndexFunc(all, func(m bot.Message) bool { return m.ID == tc.a["id"] })
		if at < 0 || all[at].Role != tc.want {
			t.Errorf("%s: message %d of %d, want one of %s", name, at, len(all), tc.want)
		}
	}
}

func TestWhoIsInTheStaffPlaceIsStaffUnlessAGuest(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		m    member
		want kind
	}{
		"internal":          {member{AAD: priya, Role: "user", TenantID: tenant}, internal},
		"no tenant told":    {member{AAD: priya, Role: "user"}, unknown},
		"no role told":      {member{AAD: priya, TenantID: tenant}, unknown},
		"an unknown role":   {member{AAD: priya, Role: "federated", TenantID: tenant}, unknown},
		"an owner":          {member{AAD: priya, Role: "Owner", TenantID: strings.ToUpper(tenant)}, internal},
		"an older answer":   {member{Object: priya, Role: "user", TenantID: tenant}, internal},
		"guest":             {member{AAD: gus, Role: "guest", TenantID: tenant}, guest},
		"anonymous":         {member{AAD: gus, Role: "anonymous"}, guest},
		"of another tenant": {member{AAD: cleo, Role: "user", TenantID: otherTenant}, external},
		"of a shared channel": {member{AAD: cleo, Role: "user", TenantID: tenant, Membership: struct {
			TenantID string `json:"tenantId"`
		}{otherTenant}}, external},
		"nobody's object":      {member{ID: "29:x", Role: "user", TenantID: tenant}, unknown},
		"a guest of no object": {member{ID: "29:x", Role: "guest"}, unknown},
	} {
		if got := kindOf(tc.m, tenant); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
	r := newRig(t, func(o *Options, _ *Deps) { o.Approvers = []string{priya} })
	k := r.asks("When are you open?")
	r.delivers(r.teams.says(clientPlace, john, "We open at nine.", k.Thread, nil))
	r.state(k.ID, bot.StateWithdrawn) // john is no approver, but in the staff place
	r.teams.until("members", "503")
	r.now.advance(10 * time.Minute)
	k = r.asks("And when do you close?")
	r.delivers(r.teams.says(clientPlace, john, "At half past five.", k.Thread, nil))
	all := r.load(k.ID).Messages
	if m := all[len(all)-1]; m.Role != bot.RoleClient {
		t.Errorf("Teams silent: %s, want whoever cannot be told to be a client", m.Role)
	}
}

func FuzzActivity(f *testing.F) {
	for _, a := range []map[string]any{
		{"type": "message", "id": "1", "conversation": map[string]any{"id": "19:x;messageid=1"}, "text": "<at>B</at> hi", "entities": []any{map[string]any{"type": "mention", "text": "<at>B</at>", "mentioned": map[string]any{"id": "28:b"}}}, "recipient": map[string]any{"id": "28:b"}},
		{"type": "invoke", "name": "adaptiveCard/action", "value": map[string]any{"action": map[string]any{"verb": "approve", "data": map[string]any{"case": 1, "version": 1, "token": "x"}}}},
		{"type": "conversationUpdate", "membersAdded": []any{map[string]any{"id": "28:b"}}, "timestamp": "2026-11-23T09:00:00"},
		{"type": "message", "value": "text", "channelData": map[string]any{"tenant": map[string]any{"id": "t"}}},
	} {
		raw, _ := json.Marshal(a)
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, ok := decode(raw)
		if !ok {
			return
		}
		if a.ids() == nil {
			channel, thread := splitConversation(a.Conversation.ID)
			if strings.Contains(channel+thread, "/") || strings.Contains(channel, "..") {
				t.Errorf("ids %q and %q pass", channel, thread)
			}
		}
		text := a.says()
		if strings.Contains(text, "\r\n") || text != strings.TrimSpace(text) {
			t.Errorf("words %q", text)
		}
		a.files()
		a.tenants()
		_, _ = a.submitted(), a.mentionsUs()
		_, _ = removes(a), adds(a)
		if p, err := parsePress("", a.Value, a.ReplyToID); err == nil {
			if verbs[p.Action] == "" || p.Case <= 0 {
				t.Errorf("press %+v", p)
			}
			_ = p.belongs(&bot.Case{CardID: "19:x|1"})
		}
		if _, err := json.Marshal(a.envelope()); err != nil {
			t.Errorf("envelope: %v", err)
		}
	})
}

func TestOnlyAChatHasNoThreads(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for conversation, want := range map[string]bool{"19:chat@thread.v2": true, "19:channel@thread.tacv2": false} {
		a := activity{Type: "message", ID: "1"}
		a.Conversation.ID = conversation
		if e := r.listener.enquiry(t.Context(), a, conversation, ""); e.Unthreaded != want {
			t.Errorf("%s: without threads %v, want %v", conversation, e.Unthreaded, want)
		}
	}
}
