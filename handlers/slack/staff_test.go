package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
	"countersign/handlers/edge"
)

func TestAStaffChannelWithMorePeopleThanAreLookedAtIsNotSafe(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.checked()
	r.slack.person("U0GUEST", homeTeam, map[string]any{"is_restricted": true})
	r.slack.change(staffChannel, func(c *fakeChannel) {
		for i := range mostMembers {
			id := fmt.Sprintf("U0STAFF%d", i)
			r.slack.users[id] = map[string]any{"id": id, "team_id": homeTeam}
			c.members = append(c.members, id)
		}
		c.members = append(c.members, "U0GUEST")
	})
	if err := r.client.inspectStaff(t.Context()); !errors.Is(err, edge.ErrUnsafe) {
		t.Errorf("a guest who comes after %d others: %v, want %v", mostMembers, err, edge.ErrUnsafe)
	}
}

// Point 15.
func TestNoDraftGoesToAChannelThatOthersCanRead(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		wrong, right func(r *rig)
		why          string
	}{
		"shared with another firm": {
			func(r *rig) { r.slack.change(staffChannel, func(c *fakeChannel) { c.ext = true }) },
			func(r *rig) { r.slack.change(staffChannel, func(c *fakeChannel) { c.ext = false }) }, "shared with another organisation"},
		"about to be shared": {
			func(r *rig) { r.slack.change(staffChannel, func(c *fakeChannel) { c.pending = true }) },
			func(r *rig) { r.slack.change(staffChannel, func(c *fakeChannel) { c.pending = false }) }, "invitation"},
		"not private": {
			func(r *rig) { r.slack.change(staffChannel, func(c *fakeChannel) { c.private = false }) },
			func(r *rig) { r.slack.change(staffChannel, func(c *fakeChannel) { c.private = true }) }, "not private"},
		"archived": {
			func(r *rig) { r.slack.change(staffChannel, func(c *fakeChannel) { c.archived = true }) },
			func(r *rig) { r.slack.change(staffChannel, func(c *fakeChannel) { c.archived = false }) }, "archived"},
		"the app is not in it": {
			func(r *rig) { r.slack.change(staffChannel, func(c *fakeChannel) { c.members = []string{"U0PRIYA"} }) },
			func(r *rig) {
				r.slack.change(staffChannel, func(c *fakeChannel) { c.members = []string{"U0PRIYA", ownUser} })
			}, "invite"},
		"a client is in it": {
			func(r *rig) {
				r.slack.change(staffChannel, func(c *fakeChannel) { c.members = append(c.members, "U0CLIENT") })
			},
			func(r *rig) { r.slack.change(staffChannel, func(c *fakeChannel) { c.members = c.members[:3] }) }, "another workspace"},
		"a guest is in it": {
			func(r *rig) {
				r.slack.person("U0GUEST", homeTeam, map[string]any{"is_restricted": true})
				r.slack.change(staffChannel, func(c *fakeChannel) { c.members = append(c.members, "U0GUEST") })
			},
			func(r *rig) { r.slack.change(staffChannel, func(c *fakeChannel) { c.members = c.members[:3] }) }, "a guest"},
		"an app that nobody listed is in it": {
			func(r *rig) {
				r.slack.person("U0ROBOT", homeTeam, map[string]any{"is_bot": true})
				r.slack.change(staffChannel, func(c *fakeChannel) { c.members = append(c.members, "U0ROBOT") })
			},
			func(r *rig) { r.slack.change(staffChannel, func(c *fakeChannel) { c.members = c.members[:3] }) }, "slack.staff_apps"},
		"a client's channel": {
			func(r *rig) { r.directory.Map(bot.Slack, staffChannel, bot.Account{ID: "acme", Name: "Acme Ltd"}) },
			func(r *rig) { r.directory.Map(bot.Slack, staffChannel, bot.Account{}) }, "channel of a client"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.eventually("the channel was checked", func() bool { why, known := r.client.guard.Verdict(); return known && why == "" })
			x.wrong(r)
			r.deliver(map[string]any{"type": "channel_shared", "channel": staffChannel})
			r.listener.tasks.Wait()
			ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
			r.deliver(ev)
			r.eventually("the card was held back", func() bool { return len(r.events(bot.EventNotSent)) > 0 })
			if r.cards() != 0 {
				t.Fatal("a card went to a channel that is not ours alone")
			}
			if got := strings.Join(r.slack.answers("DU0PRIYA"), "\n"); !strings.Contains(got, x.why) {
				t.Errorf("the approver was told %q, want why: %s", got, x.why)
			}
			x.right(r)
			r.deliver(map[string]any{"type": "channel_unshared", "channel": map[string]any{"id": staffChannel}})
			r.listener.tasks.Wait()
			r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
		})
	}
}

func TestTheStaffChannelIsCheckedAtStartAndOnEvents(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.eventually("the first check", func() bool { _, known := r.client.guard.Verdict(); return known })
	before := len(r.slack.called("conversations.members"))
	for _, kind := range []string{"member_joined_channel", "channel_shared", "group_archive"} {
		r.deliver(map[string]any{"type": kind, "user": "U0CLIENT", "channel": staffChannel})
		r.listener.tasks.Wait()
		if after := len(r.slack.called("conversations.members")); after <= before {
			t.Errorf("%s: not checked again", kind)
		} else {
			before = after
		}
	}
	r.deliver(map[string]any{"type": "member_joined_channel", "user": "U0CLIENT", "channel": clientChannel})
	r.listener.tasks.Wait()
	if after := len(r.slack.called("conversations.members")); after != before {
		t.Error("checked although another channel changed")
	}
}

func TestTheStaffChannelIsCheckedEveryHour(t *testing.T) {
	now, looks := &clock{}, 0
	g := &edge.Guard{Inspect: func(context.Context) error { looks++; return nil }, Now: now.Now, Every: time.Hour}
	for range 3 {
		if why := g.Allow(t.Context()); why != "" {
			t.Fatal(why)
		}
	}
	now.advance(edge.Patience*time.Hour + time.Second)
	g.Allow(t.Context())
	if looks != 2 {
		t.Errorf("looked %d times, want 2: an old verdict is not believed for ever", looks)
	}
	g.Inspect = func(context.Context) error { return &CallError{Code: "timeout", Sent: true} }
	if why := g.Look(t.Context()); why != "" {
		t.Errorf("a look that failed took a verdict of this hour away: %s", why)
	}
	g.Doubt()
	if why := g.Allow(t.Context()); !strings.HasPrefix(why, edge.NotChecked) {
		t.Errorf("in doubt and without an answer: %q, want that it was not checked", why)
	}
}

// blocksOf are the blocks of a card as Slack holds it.
func (r *rig) blocksOf(cardID string) string {
	_, ts, _ := splitID(cardID)
	for _, m := range r.slack.posts(staffChannel) {
		if m["ts"] == ts {
			return fmt.Sprint(m["blocks"])
		}
	}
	return ""
}

// Point 16.
func TestTheCardSaysWhatGoesToWhomAndQuotesTheClient(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open on Sundays, please?")
	card := r.blocksOf(k.CardID)
	for _, want := range []string{
		"Send this answer to Acme Ltd in #c0client1 (3 members, 1 external)?", "When are you open on Sundays, please?", draftText,
		"written with AI", "Opening hours", "Why this tier", "https://firm.slack.com/archives/" + clientChannel,
	} {
		if !strings.Contains(card, want) {
			t.Errorf("the card lacks %q", want)
		}
	}
	for _, action := range []bot.Action{bot.Approve, bot.Edit, bot.Escalate} {
		b, ok := r.button(k.CardID, action)
		want := fmt.Sprintf("%d:1:%s", k.ID, k.Drafts[0].Token)
		if !ok || b["value"] != want {
			t.Errorf("button %s carries %v, want case, version and token only: %s", action, b["value"], want)
		}
		if (b["style"] == "primary") != (action == bot.Approve) {
			t.Errorf("button %s has style %v", action, b["style"])
		}
	}
}

func TestAHumanTierCardHasNoSendButton(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.assessor.When(func(s bot.Situation) (bot.Assessment, error) { return bottest.Human(s, bot.Complaint), nil })
	k := r.asks("This is the third time I ask. I am very unhappy.")
	if k.State != bot.StateEscalated {
		t.Fatalf("state %s", k.State)
	}
	for _, action := range []bot.Action{bot.Approve, bot.Edit} {
		if _, there := r.button(k.CardID, action); there {
			t.Errorf("a human-tier card has the button %s", action)
		}
	}
	if !strings.Contains(r.blocksOf(k.CardID), "I am very unhappy") {
		t.Error("the card does not quote the client")
	}
	r.presses("U0PRIYA", k, bot.Claim)
	if now := r.state(k.ID, bot.StateClaimed); now.OwnerID != "U0PRIYA" {
		t.Errorf("taken by %q", now.OwnerID)
	}
	r.deliver(r.slack.says(clientChannel, "U0PRIYA", "I am on it, Bea.", map[string]any{"thread_ts": k.Thread}))
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers()
}

// Point 18.
func TestOnlyApproversOfTheFirmDecide(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		user, team string
		prepare    func(r *rig)
		told, why  string
	}{
		"a client":                            {"U0CLIENT", otherTeam, nil, "Only staff", "not of the firm"},
		"a client who claims our team":        {"U0CLIENT", homeTeam, nil, "not on the list", "not an approver"},
		"a listed id of another team":         {"U0PRIYA", otherTeam, nil, "Only staff", "not of the firm"},
		"staff who are not on the list":       {"U0SAM", homeTeam, func(r *rig) { r.slack.person("U0SAM", homeTeam, nil) }, "not on the list", "not an approver"},
		"an approver who became a guest":      {"U0PRIYA", homeTeam, func(r *rig) { r.slack.person("U0PRIYA", homeTeam, map[string]any{"is_restricted": true}) }, "Guests", "a guest"},
		"an approver who has left":            {"U0PRIYA", homeTeam, func(r *rig) { r.slack.person("U0PRIYA", homeTeam, map[string]any{"deleted": true}) }, "Only staff", "not of the firm"},
		"an approver of whom Slack is silent": {"U0PRIYA", homeTeam, func(r *rig) { r.slack.until("users.info", "error:user_not_found") }, "Press again", "slack did not say"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			k := r.asks("When are you open?")
			b, _ := r.button(k.CardID, bot.Approve)
			if x.prepare != nil {
				x.prepare(r)
			}
			if w := r.act(click(x.user, x.team, k.CardID, "approve", fmt.Sprint(b["value"]))); w.Code != http.StatusOK {
				t.Fatalf("status %d", w.Code)
			}
			r.listener.tasks.Wait()
			if got := r.slack.whispers(); !strings.Contains(got, x.user+": ") || !strings.Contains(got, x.told) {
				t.Errorf("the presser was told %q, want %q", got, x.told)
			}
			refused := r.events(bot.EventRefused)
			if len(refused) != 1 || refused[0].Case != k.ID || !strings.Contains(fmt.Sprint(refused[0].Facts["why"]), x.why) || refused[0].Words["author"] != x.user {
				t.Errorf("on record: %+v, want why %q", refused, x.why)
			}
			r.quiet()
			r.wantAnswers()
			if now := r.load(k.ID); now.State != bot.StateInReview {
				t.Errorf("state %s", now.State)
			}
		})
	}
}

// TestAnOutsiderWhoPressesAnythingOpensAndChangesNothing: Slack lets people of a client's
// workspace press in a channel that is shared, and opens dialogues for them.
func TestAnOutsiderWhoPressesAnythingOpensAndChangesNothing(t *testing.T) {
	t.Parallel()
	signed := &signer{}
	r := newRig(t, func(_ *Options, d *Deps) { d.Presser = signed })
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Edit)
	sent := r.submission("U0PRIYA", map[string]string{inputText + "-1": draftText + " Come in."})
	sent["user"] = map[string]any{"id": "U0CLIENT", "team_id": otherTeam}
	pressed := map[string]map[string]any{"a dialogue that staff had opened": sent, "a sheet": click("U0CLIENT", otherTeam, k.CardID, "sheet_autonomy_grant", "ask:K7QXW2M4TZPA")}
	for _, action := range []bot.Action{bot.Approve, bot.Edit, bot.Escalate, bot.Claim, bot.HandTo, bot.Snooze, bot.Reject, bot.Resolve} {
		b, ok := r.button(k.CardID, action)
		if !ok {
			t.Fatalf("no button %s on the card", action)
		}
		press := click("U0CLIENT", otherTeam, k.CardID, string(action), fmt.Sprint(b["value"]))
		if b["menu"] == true {
			press["actions"] = []any{map[string]any{"action_id": menuID, "type": "overflow", "selected_option": map[string]any{"value": b["value"]}}}
		}
		pressed[string(action)] = press
	}
	for name, press := range pressed {
		before := len(r.events(bot.EventRefused))
		r.act(press)
		r.listener.tasks.Wait()
		all := r.events(bot.EventRefused)
		if len(all) != before+1 || all[before].Words["author"] != "U0CLIENT" || all[before].Facts["why"] != "not of the firm" {
			t.Errorf("%s: on record %+v, want one refusal more", name, all[before:])
		}
	}
	r.quiet()
	if n := len(r.slack.called("views.open")); n != 1 {
		t.Errorf("%d dialogues were opened, want that of staff alone", n)
	}
	if now := r.load(k.ID); now.State != bot.StateInReview || len(now.Decisions) != 0 || now.OwnerID != "" || len(signed.pressed) != 0 {
		t.Errorf("state %s, decisions %+v, owner %q, signed %v", now.State, now.Decisions, now.OwnerID, signed.pressed)
	}
	r.wantAnswers()
}

func TestApproversAreReadAgainAtEachClick(t *testing.T) {
	t.Parallel()
	list := []string{"U0JOHN"}
	r := newRig(t, func(_ *Options, d *Deps) { d.Approvers = func() []string { return slices.Clone(list) } })
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Approve)
	r.wantAnswers()
	list = []string{"U0PRIYA"}
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
}

func TestAnExternalPressHasTheStaffChannelCheckedAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	b, _ := r.button(k.CardID, bot.Approve)
	r.slack.change(staffChannel, func(c *fakeChannel) { c.ext = true })
	r.act(click("U0CLIENT", otherTeam, k.CardID, "approve", fmt.Sprint(b["value"])))
	r.listener.tasks.Wait()
	if why, _ := r.client.guard.Verdict(); why == "" {
		t.Error("cards still go to the channel in which an outsider pressed")
	}
	if !strings.Contains(r.logs.String(), "somebody outside the firm pressed a button") {
		t.Error("the press is not in the log")
	}
}

// TestAfterAnExternalPressNothingIsBelievedUntilSlackAnswers: what was seen of
// the channel before an outsider pressed in it counts no more.
func TestAfterAnExternalPressNothingIsBelievedUntilSlackAnswers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.checked()
	b, _ := r.button(k.CardID, bot.Approve)
	r.slack.until("conversations.info", "500-before")
	r.act(click("U0CLIENT", otherTeam, k.CardID, "approve", fmt.Sprint(b["value"])))
	r.listener.tasks.Wait()
	if why := r.client.guard.Held(); why == "" {
		t.Error("cards go to the channel in which an outsider pressed, as it was before")
	}
}

func TestAPressThatWasNotMadeForThisCardIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k, other := r.asks("When are you open?"), r.asks("Where are you?")
	token := k.Drafts[0].Token
	for name, x := range map[string]struct{ card, action, value string }{
		"another case's card":     {other.CardID, "approve", fmt.Sprintf("%d:1:%s", k.ID, token)},
		"another case's token":    {k.CardID, "approve", fmt.Sprintf("%d:1:%s", k.ID, other.Drafts[0].Token)},
		"no token":                {k.CardID, "approve", fmt.Sprintf("%d:1:", k.ID)},
		"no version but a token":  {k.CardID, "approve", fmt.Sprintf("%d:0:%s", k.ID, token)},
		"a draft to come":         {k.CardID, "approve", fmt.Sprintf("%d:2:%s", k.ID, token)},
		"a case that is not":      {k.CardID, "approve", "99:1:" + token},
		"no value":                {k.CardID, "approve", ""},
		"no numbers":              {k.CardID, "approve", "x:y:z"},
		"an action that is not":   {k.CardID, "delete_everything", fmt.Sprintf("%d:1:%s", k.ID, token)},
		"a message of a client's": {messageID(clientChannel, k.Thread), "approve", fmt.Sprintf("%d:1:%s", k.ID, token)},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(r.events(bot.EventRefused))
			r.act(click("U0PRIYA", homeTeam, x.card, x.action, x.value))
			r.listener.tasks.Wait()
			all := r.events(bot.EventRefused)
			if n := len(all) - before; n != 1 {
				t.Fatalf("%d refusals on record, want 1", n)
			}
			if why, _ := all[before].Facts["why"].(string); why == "" {
				t.Errorf("the record does not say why: %+v", all[before])
			}
		})
	}
	r.quiet()
	r.wantAnswers()
}

func TestHealthSaysWhenCardsAreHeldBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.checked()
	if err := r.listener.Healthy(); err != nil {
		t.Errorf("all is well, and health says %v", err)
	}
	r.slack.until("conversations.info", "500-before")
	r.client.guard.Doubt()
	if why := r.client.guard.Look(t.Context()); why == "" {
		t.Fatal("Slack is silent, and cards may go: the test shows nothing")
	}
	if err := r.listener.Healthy(); err == nil || !strings.Contains(err.Error(), "cards are held back") {
		t.Errorf("nobody could look at the staff channel, and health says %v", err)
	}
}
