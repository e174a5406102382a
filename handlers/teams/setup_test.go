package teams

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/handlers/edge"
)

// Point 23.
func TestNoCardGoesWhereOthersThanStaffCanReadIt(t *testing.T) {
	t.Parallel()
	someone := func(more map[string]any) func(f *fakeTeams) {
		return func(f *fakeTeams) {
			m := staff(cleo, "Cleo Client")
			maps.Copy(m, more)
			f.members[staffChannel] = append(f.members[staffChannel], m)
		}
	}
	kindOfChannel := func(kind string) func(f *fakeTeams) {
		return func(f *fakeTeams) { f.channels[staffTeam][1]["type"] = kind }
	}
	for name, tc := range map[string]struct {
		change func(f *fakeTeams)
		want   string
	}{
		"a guest":               {someone(map[string]any{"userRole": "guest"}), "a guest"},
		"another tenant":        {someone(map[string]any{"tenantId": otherTenant}), "another organisation"},
		"through a shared team": {someone(map[string]any{"membershipSource": map[string]any{"tenantId": otherTenant}}), "another organisation"},
		"nobody's object":       {someone(map[string]any{"aadObjectId": ""}), "not known to Teams"},
		"nobody":                {func(f *fakeTeams) { f.members[staffChannel] = nil }, "nobody is in it"},
		"a private channel":     {kindOfChannel("private"), "bots cannot post"},
		"a shared channel":      {kindOfChannel("shared"), "other organisations can join"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.teams.mu.Lock()
			whole := slices.Clone(r.teams.members[staffChannel])
			tc.change(r.teams)
			r.teams.mu.Unlock()
			r.delivers(r.teams.says(staffChannel, priya, "Good morning", "", nil)) // teaches which team it is
			a := r.teams.says(clientPlace, cleo, "When are you open?", "", nil)
			r.delivers(a)
			r.eventually("the card is held back", func() bool { return strings.Contains(r.alarms.String(), tc.want) })
			r.eventually("and says why", func() bool {
				return slices.ContainsFunc(r.events(bot.EventNotSent), func(e bot.Event) bool { return strings.Contains(fmt.Sprint(e.Facts["why"]), tc.want) })
			})
			if cards := r.teams.in(staffChannel); len(cards) != 0 {
				t.Errorf("%d cards stand where others can read them", len(cards))
			}
			r.teams.mu.Lock()
			r.teams.members[staffChannel], r.teams.channels[staffTeam][1]["type"] = whole, "standard"
			r.teams.mu.Unlock()
			if why := r.client.guard.Look(t.Context()); why != "" {
				t.Errorf("put right, and still: %s", why)
			}
			r.now.advance(time.Minute)
			r.caseOf(fmt.Sprint(a["id"]), bot.StateInReview)
		})
	}
}

func TestSomebodyWhoComesIntoTheStaffPlaceIsNoticedAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.delivers(r.teams.says(staffChannel, priya, "Good morning", "", nil))
	r.asks("When are you open?")
	r.teams.mu.Lock()
	r.teams.members[staffChannel] = append(r.teams.members[staffChannel], map[string]any{"id": "29:" + gus, "aadObjectId": gus, "userRole": "guest", "tenantId": tenant})
	r.teams.mu.Unlock()
	joined := r.teams.says(staffTeam, priya, "", "", map[string]any{"type": "conversationUpdate", "text": "", "entities": nil, "membersAdded": []any{map[string]any{"id": "29:" + gus}}})
	joined["channelData"].(map[string]any)["team"] = map[string]any{"id": staffTeam}
	r.delivers(joined)
	r.listener.tasks.Wait()
	if why, _ := r.client.guard.Verdict(); !strings.Contains(why, "a guest") {
		t.Errorf("the verdict is %q, want the guest", why)
	}
}

func TestTheStaffPlaceIsNeverAClients(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.directory.Map(bot.Teams, staffChannel, bot.Account{ID: "acme", Name: "Acme Ltd"})
	r.delivers(r.teams.says(clientPlace, cleo, "When are you open?", "", nil))
	r.eventually("held back", func() bool { return strings.Contains(r.alarms.String(), "the channel of a client") })
	if len(r.teams.called("create"))+len(r.teams.called("post")) != 0 {
		t.Error("something was posted")
	}
}

func findingsOf(all []edge.Finding) string {
	var out []string
	for _, f := range all {
		out = append(out, f.String())
	}
	return strings.Join(out, "\n")
}

func TestDoctorSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.Approvers = []string{priya, nobody, "Priya"} })
	r.delivers(r.teams.says(clientPlace, cleo, "Hello", "", nil))
	r.delivers(r.teams.says(staffChannel, priya, "Good morning", "", nil))
	doctor := func() (string, []edge.Finding) {
		opts := testOptions(r.teams)
		opts.Approvers = []string{priya, nobody, "Priya"}
		all := Doctor(t.Context(), opts, appSecret, Deps{Record: r.store, Directory: noDirectory{}}, []string{clientPlace, "19:new@thread.tacv2", staffChannel})
		for _, f := range all {
			if f.Grade == edge.Bad && f.Do == "" {
				t.Errorf("the finding %q does not say what to do", f.What)
			}
		}
		return findingsOf(all), all
	}
	got, _ := doctor()
	for _, want := range []string{
		"ok     The signing keys of the Bot Framework can be fetched.", "ok     The bot gets its token.", "only staff of the firm are in it",
		"The approver " + priya + " is staff", "The approver " + nobody + " is not in the staff conversation", "The approver Priya is no object id",
		"In " + clientPlace + " only messages that mention the app have come", "Nothing was heard from the client conversation 19:new@thread.tacv2", "listed as a client's",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("doctor does not say %q:\n%s", want, got)
		}
	}
	r.delivers(r.teams.says(clientPlace, cleo, "x", "", map[string]any{"text": "No mention here", "entities": nil}))
	r.teams.mu.Lock()
	r.teams.channels[staffTeam][1]["type"] = "private"
	r.teams.mu.Unlock()
	r.teams.until("token", "401")
	r.teams.until("metadata", "500")
	got, _ = doctor()
	for _, want := range []string{"cannot be fetched", "AADSTS7000215", "could not be checked", "all messages come"} {
		if !strings.Contains(got, want) {
			t.Errorf("doctor does not say %q:\n%s", want, got)
		}
	}
	r.teams.until("token", "")
	if got, _ = doctor(); !strings.Contains(got, "it is a private channel, where bots cannot post") {
		t.Errorf("doctor does not see the private channel:\n%s", got)
	}
	bad := findingsOf(Doctor(t.Context(), Options{Listen: "x"}, "", Deps{}, nil))
	for _, want := range []string{"app_id is missing", "TEAMS_APP_PASSWORD is not set", "approvers is empty"} {
		if !strings.Contains(bad, want) {
			t.Errorf("doctor does not say %q of the settings:\n%s", want, bad)
		}
	}
	if calls := len(r.teams.called("post")) + len(r.teams.called("create")); calls > 2 {
		t.Errorf("doctor posted: %d posts", calls)
	}
}

func TestDigestsGoToTheStaffPlaceOnlyWhileItIsSafe(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.asks("When are you open?")
	out := bot.Outbound{ID: 99, Kind: bot.PostDigest, Platform: bot.Teams, Text: "Quiet week.\n3 of 3 answered.", Label: "Week 47"}
	if p := r.client.Post(t.Context(), out, nil); p.Outcome != bot.Sent {
		t.Fatalf("digest: %+v", p)
	}
	posts := r.teams.in(staffChannel)
	if last := fmt.Sprint(posts[len(posts)-1].body); !strings.Contains(last, "Quiet week.") || !strings.Contains(last, "3 of 3 answered.") || !strings.Contains(last, "Week 47") {
		t.Errorf("the digest reads %v", last)
	}
	r.teams.mu.Lock()
	r.teams.members[staffChannel] = append(r.teams.members[staffChannel], map[string]any{"id": "29:g", "aadObjectId": gus, "userRole": "guest"})
	r.teams.mu.Unlock()
	r.client.guard.Doubt()
	if p := r.client.Post(t.Context(), out, nil); p.Outcome != bot.NotSent || p.RetryAfter == 0 {
		t.Errorf("with a guest: %+v, want it held back", p)
	}
	if f, _ := r.client.Find(t.Context(), out); f != bot.CannotLook {
		t.Errorf("Find = %v: nobody can look in Teams", f)
	}
}

func TestNothingToClientsLeavesForAnotherPlaceOrWithAnotherText(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	good := bot.Outbound{ID: 1, Kind: bot.PostAnswer, Platform: bot.Teams, Channel: clientPlace, Thread: k.Thread, Text: draftText, Hash: bot.TextHash(draftText)}
	for name, change := range map[string]func(o *bot.Outbound, k *bot.Case){
		"another channel":  func(o *bot.Outbound, _ *bot.Case) { o.Channel = "19:other@thread.tacv2" },
		"another thread":   func(o *bot.Outbound, _ *bot.Case) { o.Thread = "1" },
		"another text":     func(o *bot.Outbound, _ *bot.Case) { o.Text += "!" },
		"another platform": func(_ *bot.Outbound, k *bot.Case) { k.Platform = bot.Slack },
		"the staff place":  func(o *bot.Outbound, k *bot.Case) { o.Channel, k.Channel = staffChannel, staffChannel },
		"too long": func(o *bot.Outbound, _ *bot.Case) {
			o.Text = strings.Repeat("x", maxText+1)
			o.Hash = bot.TextHash(o.Text)
		},
	} {
		o, x := good, *k
		change(&o, &x)
		if p := r.client.Post(t.Context(), o, &x); p.Outcome != bot.NotSent || !p.Permanent {
			t.Errorf("%s: %+v, want it refused for good", name, p)
		}
	}
	if p := r.client.Post(t.Context(), bot.Outbound{Kind: bot.PostAnswer}, nil); !p.Permanent {
		t.Errorf("an answer without its case: %+v", p)
	}
	r.wantAnswers()
}

func TestTheDisclosureGoesWithTheFirstMessageInAChannel(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.Disclosure = "Drafts are made with AI." })
	for i, want := range []bool{true, false} {
		k := r.asks(fmt.Sprintf("Question %d?", i))
		r.pressed(r.press(priya, k, "approve", nil))
		r.state(k.ID, bot.StateAnswered)
		r.quiet()
		posts := r.teams.in(clientPlace)
		if got := strings.Contains(fmt.Sprint(posts[i].body), "Drafts are made with AI."); got != want {
			t.Errorf("message %d: disclosure %v, want %v", i, got, want)
		}
	}
}
