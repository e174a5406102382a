package slack

import (
	"fmt"
	"net/http"
	"testing"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
)

// TestWhoIsOfTheFirmInSlack: of its workspace or its organisation, and nobody who may
// be a client's.
func TestWhoIsOfTheFirmInSlack(t *testing.T) {
	t.Parallel()
	workspace, organisation := identity{Team: "T1"}, identity{Team: "T1", Enterprise: "E1"}
	for name, tt := range map[string]struct {
		p    person
		self identity
		want string // "" is staff; otherwise who they are
	}{
		"a colleague":                            {person{Team: "T1"}, workspace, ""},
		"of another workspace":                   {person{Team: "T2"}, workspace, "of another workspace"},
		"of nobody's":                            {person{}, identity{}, "not of the firm"},
		"of a workspace of the organisation":     {person{Team: "T2", Enterprise: "E1"}, organisation, ""},
		"of another organisation":                {person{Team: "T2", Enterprise: "E2"}, organisation, "of another workspace"},
		"of an organisation, and we are of none": {person{Team: "T2", Enterprise: ""}, workspace, "of another workspace"},
		"an app":                                 {person{Team: "T1", Bot: true}, workspace, "an app (list it in slack.staff_apps if it may read drafts)"},
		"a guest":                                {person{Team: "T1", Guest: true}, workspace, "a guest"},
		"a stranger":                             {person{Team: "T1", Stranger: true}, workspace, "of another workspace"},
		"deactivated":                            {person{Team: "T1", Deleted: true}, workspace, "deactivated"},
	} {
		if got := tt.p.staffOf(tt.self); got != (tt.want == "") {
			t.Errorf("%s: of the firm %t", name, got)
		}
		if tt.want != "" {
			if got := notStaff(tt.p, tt.self); got != tt.want {
				t.Errorf("%s: told as %q, want %q", name, got, tt.want)
			}
		}
	}
}

// TestCardsGoOnlyWhereStaffAloneCanRead names what is wrong with any other channel.
func TestCardsGoOnlyWhereStaffAloneCanRead(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(ch *slackgo.Channel){
		"":                                       func(*slackgo.Channel) {},
		"it is archived":                         func(ch *slackgo.Channel) { ch.IsArchived = true },
		"it is shared with another organisation": func(ch *slackgo.Channel) { ch.IsExtShared, ch.IsShared = true, true },
		"an invitation of another organisation to it is open":  func(ch *slackgo.Channel) { ch.IsPendingExtShared = true },
		"an invitation of another organisation to it is open ": func(ch *slackgo.Channel) { ch.PendingShared = []string{"T2"} },
		"it is shared with another workspace":                  func(ch *slackgo.Channel) { ch.IsOrgShared = true },
		"it is shared with another workspace ":                 func(ch *slackgo.Channel) { ch.IsShared = true },
		"it is not private":                                    func(ch *slackgo.Channel) { ch.IsPrivate = false },
		"the app is not in it: invite it there":                func(ch *slackgo.Channel) { ch.IsMember = false },
	} {
		ch := &slackgo.Channel{IsMember: true}
		ch.IsPrivate = true
		change(ch)
		if got := notPrivate(ch); got != want && got+" " != want {
			t.Errorf("told as %q, want %q", got, want)
		}
	}
}

// TestAPressOnAnotherAppsCardIsNotOurs, though it came to our address with our
// signature; one that names no app is.
func TestAPressOnAnotherAppsCardIsNotOurs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	b, _ := r.button(k.CardID, bot.Approve)
	press := click("U0PRIYA", homeTeam, k.CardID, "approve", fmt.Sprint(b["value"]))
	press["api_app_id"] = "A0OTHER"
	if w := r.act(press); w.Code != http.StatusOK {
		t.Errorf("status %d, want that Slack does not try again", w.Code)
	}
	r.listener.tasks.Wait()
	if now := r.load(k.ID); now.State != bot.StateInReview || len(now.Decisions) != 0 || r.slack.whispers() != "" {
		t.Errorf("state %s, decisions %+v, told %q", now.State, now.Decisions, r.slack.whispers())
	}
	delete(press, "api_app_id")
	r.act(press)
	r.listener.tasks.Wait()
	r.state(k.ID, bot.StateAnswered)
}

// TestWhoeverIsTurnedAwayStandsInTheLedger with their id and the workspace that they
// said they are of.
func TestWhoeverIsTurnedAwayStandsInTheLedger(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	b, _ := r.button(k.CardID, bot.Approve)
	for _, who := range []struct{ user, team string }{{"U0SAM", homeTeam}, {"U0PRIYA", "T0OTHER"}} {
		r.act(click(who.user, who.team, k.CardID, "approve", fmt.Sprint(b["value"])))
		r.listener.tasks.Wait()
	}
	var got []string
	for _, ev := range r.events(bot.EventRefused) {
		got = append(got, fmt.Sprint(ev.Case == k.ID, ev.Facts["team"], ev.Facts["why"]))
	}
	want := []string{"true" + homeTeam + "not an approver", "true" + "T0OTHER" + "not of the firm"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the ledger tells %q, want %q", got, want)
	}
	if now := r.load(k.ID); now.State != bot.StateInReview || len(now.Decisions) != 0 {
		t.Errorf("state %s, decisions %+v", now.State, now.Decisions)
	}
}

// TestAPressOnACardThatChangedSinceOpensNothing, and takes nothing: whoever pressed is
// told, and decides on what the card shows now.
func TestAPressOnACardThatChangedSinceOpensNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	old := map[bot.Action]map[string]any{}
	for _, action := range []bot.Action{bot.Edit, bot.Escalate, bot.Claim} {
		b, ok := r.button(k.CardID, action)
		if !ok {
			t.Fatalf("the card has no %s", action)
		}
		press := click("U0PRIYA", homeTeam, k.CardID, string(action), fmt.Sprint(b["value"]))
		if b["menu"] == true {
			press["actions"] = []any{map[string]any{"action_id": menuID, "type": "overflow", "selected_option": map[string]any{"value": b["value"]}}}
		}
		old[action] = press
	}
	r.deliver(r.slack.says(clientChannel, "U0CLIENT", "And on Sunday?", map[string]any{"thread_ts": k.Thread}))
	r.eventually("a newer draft before staff", func() bool { now := r.load(k.ID); return len(now.Drafts) == 2 && now.State == bot.StateInReview })
	r.quiet()
	for action, press := range old {
		r.act(press)
		r.listener.tasks.Wait()
		if n := len(r.slack.called("views.open")); n != 0 {
			t.Fatalf("%s of the draft of before opened a dialogue", action)
		}
	}
	if now := r.load(k.ID); now.OwnerID != "" || len(now.Decisions) != 0 || now.State != bot.StateInReview || r.slack.whispers() == "" {
		t.Errorf("the case is %s, with owner %q and decisions %+v; told was %q", now.State, now.OwnerID, now.Decisions, r.slack.whispers())
	}
}
