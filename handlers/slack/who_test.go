package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/handlers/edge"
)

// asker gives people as told and counts how often it was asked.
type asker struct {
	known map[string]person
	asked int
}

func (a *asker) fetch(_ context.Context, id string) (person, error) {
	a.asked++
	p, ok := a.known[id]
	if id == "unknown" {
		return person{}, &CallError{Method: "users.info", Code: "user_not_found"}
	}
	if id == "barred" {
		return person{}, &CallError{Method: "users.info", Code: "token_revoked"}
	}
	if !ok {
		return person{}, errors.New("no answer")
	}
	return p, nil
}

func newPeople(self identity, a *asker, now func() time.Time) *people {
	p := &people{fetch: a.fetch, lookups: edge.NewMemory(now), now: now, missing: map[string]time.Time{}}
	p.self.Store(&self)
	return p
}

// unsureCases are those in which a colleague could be taken for a client.
var unsureCases = []string{"Slack does not say", "Slack does not say of one of us", "Slack does not say of one of our Grid", "Slack does not believe our token"}

// Point 9.
func TestWhoIsAClientAndWhoIsStaff(t *testing.T) {
	t.Parallel()
	firm, grid := identity{Team: "T1"}, identity{Team: "T1", Enterprise: "E1"}
	a := &asker{known: map[string]person{
		"home": {ID: "home", Team: "T1"}, "client": {ID: "client", Team: "T2"}, "guest": {ID: "guest", Team: "T1", Guest: true},
		"sibling": {ID: "sibling", Team: "T3", Enterprise: "E1"}, "stranger": {ID: "stranger", Team: "T1", Stranger: true},
		"bot": {ID: "bot", Team: "T1", Bot: true}, "partnerbot": {ID: "partnerbot", Team: "T2", Bot: true}, "gone": {ID: "gone", Team: "T1", Deleted: true},
		"noteam": {ID: "noteam"},
	}}
	for name, x := range map[string]struct {
		self   identity
		author author
		want   bot.Role
		asks   bool
	}{
		"user_team absent, of the firm":         {firm, author{ID: "home"}, bot.RoleStaff, true},
		"user_team absent, a client":            {firm, author{ID: "client"}, bot.RoleClient, true},
		"user_team of another firm":             {firm, author{ID: "home", UserTeam: "T2"}, bot.RoleClient, false},
		"user_team of the firm":                 {firm, author{ID: "home", UserTeam: "T1"}, bot.RoleStaff, true},
		"user_team of the firm, a guest":        {firm, author{ID: "guest", UserTeam: "T1"}, bot.RoleClient, true},
		"Slack does not say":                    {firm, author{ID: "nobody"}, bot.RoleClient, true},
		"Slack does not say of one of us":       {firm, author{ID: "nobody", UserTeam: "T1"}, bot.RoleClient, true},
		"Slack does not say of one of our Grid": {grid, author{ID: "nobody", UserTeam: "T3"}, bot.RoleClient, true},
		"Slack does not believe our token":      {firm, author{ID: "barred", UserTeam: "T1"}, bot.RoleClient, true},
		"Slack knows nobody of that id":         {firm, author{ID: "unknown"}, bot.RoleClient, true},
		"a sibling workspace of our Grid":       {grid, author{ID: "sibling", UserTeam: "T3"}, bot.RoleStaff, true},
		"a sibling without a Grid":              {firm, author{ID: "sibling", UserTeam: "T3"}, bot.RoleClient, false},
		"another firm while on a Grid":          {grid, author{ID: "client", UserTeam: "T2"}, bot.RoleClient, true},
		"a guest who may be a client":           {firm, author{ID: "guest"}, bot.RoleClient, true},
		"a stranger":                            {firm, author{ID: "stranger"}, bot.RoleClient, true},
		"somebody who has left":                 {firm, author{ID: "gone"}, bot.RoleClient, true},
		"nobody's team":                         {firm, author{ID: "noteam"}, bot.RoleClient, true},
		"a bot of the firm":                     {firm, author{ID: "bot"}, bot.RoleBot, true},
		"a partner's bot":                       {firm, author{ID: "partnerbot"}, bot.RoleBot, true},
	} {
		t.Run(name, func(t *testing.T) {
			before := a.asked
			got, _, err := newPeople(x.self, a, time.Now).role(t.Context(), x.author)
			if errors.Is(err, errUnsure) != slices.Contains(unsureCases, name) {
				t.Errorf("unsure: %v", err)
			}
			if got != x.want || (a.asked > before) != x.asks {
				t.Errorf("role: got %s (asked Slack: %t), want %s (%t)", got, a.asked > before, x.want, x.asks)
			}
		})
	}
}

func TestPeopleAreAskedForOnceAnHourAndMissingOnesOnceAMinute(t *testing.T) {
	now := &clock{}
	a := &asker{known: map[string]person{"home": {ID: "home", Team: "T1"}}}
	p := newPeople(identity{Team: "T1"}, a, now.Now)
	ask := func(id string, want int) {
		t.Helper()
		if _, _, err := p.role(t.Context(), author{ID: id}); err != nil && !errors.Is(err, errUnsure) {
			t.Error(err)
		}
		if a.asked != want {
			t.Errorf("asked Slack %d times, want %d", a.asked, want)
		}
	}
	ask("home", 1)
	ask("home", 1)
	now.advance(personTTL + time.Second)
	ask("home", 2)
	ask("nobody", 3)
	ask("nobody", 3)
	now.advance(missingTTL + time.Second)
	ask("nobody", 4)
}

func TestSoftwareIsNeverAnswered(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.person("U0ROBOT", otherTeam, map[string]any{"is_bot": true})
	for name, ev := range map[string]map[string]any{
		"a partner's bot":          r.slack.says(clientChannel, "U0CLIENT", "Ticket 4 was opened", map[string]any{"bot_id": "B0PARTNER"}),
		"a workflow":               r.slack.says(clientChannel, "", "Good morning", map[string]any{"subtype": "bot_message", "bot_id": "B0FLOW"}),
		"ourselves":                r.slack.says(clientChannel, ownUser, "An answer", map[string]any{"bot_id": ownBot}),
		"ourselves, by user alone": r.slack.says(clientChannel, ownUser, "An answer", nil),
		"Slack itself":             r.slack.says(clientChannel, "USLACKBOT", "You were mentioned", nil),
		"our app as a user":        r.slack.says(clientChannel, "U0CLIENT", "By our app", map[string]any{"app_id": ownApp}),
		"a bot without bot_id":     r.slack.says(clientChannel, "U0ROBOT", "Beep", map[string]any{"user_team": nil}),
		"somebody joined":          r.slack.says(clientChannel, "U0CLIENT", "has joined", map[string]any{"subtype": "channel_join"}),
		"a topic was set":          r.slack.says(clientChannel, "U0CLIENT", "set the topic", map[string]any{"subtype": "channel_topic"}),
	} {
		if code := r.deliver(ev); code != http.StatusOK {
			t.Errorf("%s: status %d", name, code)
		}
	}
	if cases, _ := r.store.Cases(t.Context(), bot.CaseFilter{}); len(cases) != 0 {
		t.Errorf("%d cases of what software wrote", len(cases))
	}
}

// Point 10.
func TestWhatAClientSaysInAnyFormIsAnEnquiry(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	root := r.slack.says(clientChannel, "U0PRIYA", "Our office hours changed.", nil)
	for name, x := range map[string]struct {
		more   map[string]any
		thread string
	}{
		"plain":            {nil, ""},
		"with a file":      {map[string]any{"subtype": "file_share", "files": []any{map[string]any{"id": "F1", "name": "plan.pdf"}}}, ""},
		"in a thread":      {map[string]any{"thread_ts": root["ts"]}, fmt.Sprint(root["ts"])},
		"thread broadcast": {map[string]any{"subtype": "thread_broadcast", "thread_ts": root["ts"]}, fmt.Sprint(root["ts"])},
		"me message":       {map[string]any{"subtype": "me_message"}, ""},
		"a forward":        {map[string]any{"text": "", "attachments": []any{map[string]any{"text": "When are you open?", "fallback": "x"}}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", x.more)
			if code := r.deliver(ev); code != http.StatusOK {
				t.Fatalf("status %d", code)
			}
			thread := x.thread
			if thread == "" {
				thread = fmt.Sprint(ev["ts"])
			}
			k := r.caseOf(thread, bot.StateInReview)
			if got := k.Messages[len(k.Messages)-1].Text; got != "When are you open?" {
				t.Errorf("text %q", got)
			}
		})
	}
}

func TestStaffTalkIsNeverRelayed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if code := r.deliver(r.slack.says(staffChannel, "U0PRIYA", "What do you think of this client?", nil)); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	direct := r.slack.says(clientChannel, "U0CLIENT", "psst", nil)
	direct["channel_type"] = "im"
	r.deliver(direct)
	if cases, _ := r.store.Cases(t.Context(), bot.CaseFilter{}); len(cases) != 0 {
		t.Errorf("%d cases of what was not said in a client channel", len(cases))
	}
}

func TestAFollowUpIsDraftedAnewAndTheOldButtonsAreDead(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	old, _ := r.button(k.CardID, bot.Approve)
	buttons := regexp.MustCompile(`case-\d+-v\d+-\d+`) // the id of their block
	before := buttons.FindString(r.blocksOf(k.CardID))
	r.deliver(r.slack.says(clientChannel, "U0CLIENT", "And on Sundays?", map[string]any{"thread_ts": k.Thread}))
	r.eventually("a second draft", func() bool {
		now := r.load(k.ID)
		return now.State == bot.StateInReview && len(now.Drafts) == 2 && now.Drafts[1].CardID != ""
	})
	r.act(click("U0PRIYA", homeTeam, k.CardID, "approve", fmt.Sprint(old["value"])))
	r.listener.tasks.Wait()
	if !strings.Contains(r.slack.whispers(), "U0PRIYA: draft 1 was replaced") {
		t.Errorf("the presser was told %q", r.slack.whispers())
	}
	now, _ := r.button(k.CardID, bot.Approve)
	if now["value"] == old["value"] {
		t.Error("the card still has the old button")
	}
	if after := buttons.FindString(r.blocksOf(k.CardID)); before == "" || after == "" || after == before {
		t.Errorf("the buttons stood in block %q and stand in %q", before, after)
	}
	r.presses("U0PRIYA", r.load(k.ID), bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}

// Point 11.
func TestAFileIsNamedOrSaidToBeUnreadable(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.files["F1"] = map[string]any{"id": "F1", "name": "statement.pdf", "mimetype": "application/pdf"}
	ev := r.slack.says(clientChannel, "U0CLIENT", "Please see the attached.", map[string]any{"subtype": "file_share", "files": []any{
		map[string]any{"id": "F1", "file_access": "check_file_info"}, map[string]any{"id": "F2", "file_access": "check_file_info"},
		map[string]any{"id": "F3", "name": "photo.png", "mimetype": "image/png"}}})
	r.deliver(ev)
	k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	want := []bot.File{{Name: "statement.pdf", Type: "application/pdf"}, {Name: "file F2 (could not be read)", Type: "unreadable"}, {Name: "photo.png", Type: "image/png"}}
	if got := k.Messages[0].Files; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("files: got %v, want %v", got, want)
	}
	card := fmt.Sprint(r.slack.posts(staffChannel)[0]["blocks"])
	if !strings.Contains(card, "statement.pdf") || !strings.Contains(card, "could not be read") {
		t.Error("the card does not name the files")
	}
}

func changed(channel string, now, before map[string]any) map[string]any {
	return map[string]any{"type": "message", "subtype": "message_changed", "channel": channel, "channel_type": "channel",
		"message": now, "previous_message": before, "ts": "1.1"}
}

func with(m map[string]any, more map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// Point 12.
func TestAnEditedQuestionIsDraftedAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	r.deliver(ev)
	k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	r.deliver(changed(clientChannel, with(ev, map[string]any{"text": "When are you open on Sundays?", "edited": map[string]any{"ts": "2.0"}}), ev))
	r.eventually("a draft of the new words", func() bool {
		now := r.load(k.ID)
		return now.State == bot.StateInReview && len(now.Drafts) == 2 && now.Drafts[0].Status == "superseded"
	})
	if got := r.load(k.ID).Messages[0].Text; got != "When are you open on Sundays?" {
		t.Errorf("question %q", got)
	}
	r.deliver(changed(clientChannel, with(ev, map[string]any{"text": "an older wording", "edited": map[string]any{"ts": "1.5"}}), ev))
	if got := r.load(k.ID).Messages[0].Text; got != "When are you open on Sundays?" {
		t.Errorf("an edit that was overtaken won: %q", got)
	}
}

func TestLinkPreviewsAndLanguageGuessesAreNoEdits(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "See https://example.com", nil)
	r.deliver(ev)
	k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	r.deliver(changed(clientChannel, with(ev, map[string]any{"attachments": []any{map[string]any{"from_url": "https://example.com", "title": "Example"}}}), ev))
	r.deliver(changed(clientChannel, with(ev, map[string]any{"language": "en"}), ev))
	r.quiet()
	if now := r.load(k.ID); len(now.Drafts) != 1 || now.State != bot.StateInReview {
		t.Errorf("%d drafts, state %s: the question did not change", len(now.Drafts), now.State)
	}
}

func TestAnEditAfterTheAnswerMakesNoSecondAnswerByItself(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	r.deliver(ev)
	k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.deliver(changed(clientChannel, with(ev, map[string]any{"text": "When are you open on Sundays?"}), ev))
	r.eventually("staff see it again", func() bool { now := r.load(k.ID); return now.State == bot.StateInReview && len(now.Drafts) == 2 })
	r.wantAnswers(draftText)
}

// Point 13.
func TestADeletedQuestionCancelsItsDraft(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]string{"deleted": "message_deleted", "tombstone of a thread": "tombstone"} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
			r.deliver(ev)
			k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
			old, _ := r.button(k.CardID, bot.Approve)
			gone := map[string]any{"type": "message", "subtype": kind, "channel": clientChannel, "channel_type": "channel", "deleted_ts": ev["ts"], "previous_message": ev}
			if kind == "tombstone" {
				gone = changed(clientChannel, map[string]any{"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": ev["ts"], "text": "This message was deleted."}, ev)
			}
			r.deliver(gone)
			r.state(k.ID, bot.StateWithdrawn)
			r.eventually("the button is gone", func() bool { _, there := r.button(k.CardID, bot.Approve); return !there })
			r.act(click("U0PRIYA", homeTeam, k.CardID, "approve", fmt.Sprint(old["value"])))
			r.listener.tasks.Wait()
			if !strings.Contains(r.slack.whispers(), "withdrawn") {
				t.Errorf("the presser was told %q", r.slack.whispers())
			}
			r.quiet()
			r.wantAnswers()
		})
	}
}

func TestADeletionThatOvertakesItsMessageStillCountsAlsoAfterARestart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for n, restart := range []bool{false, true} {
		ev := r.slack.says(clientChannel, "U0CLIENT", "Never mind?", nil)
		gone := map[string]any{"type": "message", "subtype": "message_deleted", "channel": clientChannel, "channel_type": "channel", "ts": r.slack.stamp(),
			"deleted_ts": ev["ts"], "previous_message": ev}
		r.deliver(gone)
		if restart {
			r.restart()
		}
		r.deliver(ev)
		r.deliver(changed(clientChannel, with(ev, map[string]any{"text": "Never mind!", "edited": map[string]any{"ts": fmt.Sprint(ev["ts"])}}), ev)) // made before, come after
		r.eventually("withdrawn", func() bool {
			cases, _ := r.store.Cases(t.Context(), bot.CaseFilter{States: []bot.State{bot.StateWithdrawn}})
			return len(cases) == n+1
		})
	}
	r.quiet()
	r.wantAnswers()
}

// Point 14.
func TestAPersonWhoAnswersInTheThreadWithdrawsTheDraft(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.deliver(r.slack.says(clientChannel, "U0PRIYA", "From nine, Bea!", map[string]any{"thread_ts": k.Thread}))
	r.state(k.ID, bot.StateWithdrawn)
	r.quiet()
	r.wantAnswers()
	if len(r.events(bot.EventStaffMessage)) != 1 || len(r.events(bot.EventWithdrawn)) != 1 {
		t.Error("the ledger does not say that a person answered")
	}
}

func TestAPersonAndAnApprovalAtOnceGiveOneEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	b, _ := r.button(k.CardID, bot.Approve)
	own := r.slack.says(clientChannel, "U0JOHN", "From nine!", map[string]any{"thread_ts": k.Thread})
	done := make(chan struct{})
	go func() { r.deliver(own); close(done) }()
	r.act(click("U0PRIYA", homeTeam, k.CardID, "approve", fmt.Sprint(b["value"])))
	<-done
	r.listener.tasks.Wait()
	r.quiet()
	n, sent := len(r.slack.answers(clientChannel)), len(r.events(bot.EventAnswered))
	if now := r.load(k.ID); n > 1 || (n == 1) != (sent == 1) || (now.State != bot.StateAnswered && now.State != bot.StateWithdrawn) {
		t.Errorf("state %s with %d answers of ours and %d answered events", now.State, n, sent)
	}
}
