package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

var update = flag.Bool("update", false, "write the golden files anew")

// monday is when the cards of the golden files are looked at.
var monday = time.Date(2026, 11, 23, 9, 45, 0, 0, time.UTC)

// cardClient lays cards out without a Slack.
func cardClient(t testing.TB) *Client {
	t.Helper()
	c, err := NewClient(Options{Mode: ModeSocket, StaffChannel: staffChannel, Approvers: []string{"U0PRIYA"}}, testSecrets(), Deps{
		Directory: acme{}, Cases: noCases{}, Now: func() time.Time { return monday }}, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	c.people.self.Store(&identity{Team: homeTeam, User: ownUser, URL: "https://firm.slack.com/"})
	c.deps.Card.Link = func(k *bot.Case) string { return fmt.Sprintf("https://countersign.example/cases/%d", k.ID) }
	return c
}

type acme struct{ nobody }

func (acme) Accounts() []bot.Account { return []bot.Account{{ID: "acme", Name: "Acme Ltd"}} }

var where = place{Name: "#acme-firm", Members: 6, Others: 4}

// caseIn is a case that stands in a state, as a golden file shows it.
func caseIn(state bot.State) *bot.Case {
	asked := monday.Add(-4 * time.Minute)
	text := "You can move a booking free of charge up to 48 hours before it begins [1]."
	k := &bot.Case{
		ID: 12, Version: 7, State: state, Platform: bot.Slack, Channel: clientChannel, Thread: "1795000000.000100", Account: "acme",
		Client: bot.Person{ID: "U0CLIENT", Team: otherTeam, Name: "Bea Fairweather"}, OpenedAt: asked, UpdatedAt: asked, CardID: "C0STAFF:1795000001.000200",
		Messages: []bot.Message{{ID: "1795000000.000100", Role: bot.RoleClient, Author: bot.Person{ID: "U0CLIENT", Name: "Bea Fairweather"},
			Text: "Can I move my booking of 2 December? *Urgent* <!channel> & :fire:", SentAt: asked, ReceivedAt: asked, Assessed: true}},
		Assessment: &bot.Assessment{Tier: bot.TierRoutine, Topic: "booking_change", Weight: 18, Cut: 50, Explanation: "first contact this month, no missed promise", Rules: "rules-3", At: asked},
		Drafts: []bot.Draft{{Version: 1, Text: text, Hash: bot.TextHash(text), CanAnswer: true, Token: "TOKEN1234", Provider: "offline", Model: "quote-1", PromptID: "answer@1", At: asked,
			Citations: []bot.Citation{{Marker: 1, Title: "Rebooking policy", Heading: "Fees", File: "rebooking.md", Quote: "free of charge up to 48 hours", Reviewed: time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)}},
			Checks:    []bot.Check{{Name: "figures", Verdict: bot.OK}}}},
	}
	return k
}

func decided(k *bot.Case, a bot.Action, text, reason string) {
	k.Drafts[0].Status = "decided"
	k.Decisions = append(k.Decisions, bot.Decision{Action: a, Version: 1, Text: text, Reason: reason, By: bot.Person{ID: "U0PRIYA", Name: "Priya"}, At: monday.Add(-time.Minute), Distance: .12})
}

func delivered(k *bot.Case, state bot.PostState) {
	k.AnsweredAt = monday
	k.Deliveries = append(k.Deliveries, bot.Delivery{Outbound: 3, Kind: bot.PostAnswer, State: state, Text: k.Drafts[0].Text, At: monday})
}

// goldenCards are a card for every state, and for what a state can hold.
func goldenCards() map[string]*bot.Case {
	out := map[string]*bot.Case{}
	for _, s := range bot.States() {
		k := caseIn(s)
		switch s {
		case bot.StateReceived, bot.StateReopened:
			k.Drafts = nil
		case bot.StateDecided, bot.StateSending:
			decided(k, bot.Approve, k.Drafts[0].Text, "")
		case bot.StateAnswered:
			decided(k, bot.Approve, k.Drafts[0].Text, "")
			delivered(k, bot.PostSent)
		case bot.StateUnknown:
			decided(k, bot.Approve, k.Drafts[0].Text, "")
			delivered(k, bot.PostUnknown)
		case bot.StateSuperseded:
			k.Drafts[0].Status = "superseded"
		case bot.StateWithdrawn:
			k.Drafts[0].Status = "withdrawn"
			k.Messages[0].Deleted = true
		case bot.StateEscalated, bot.StateClaimed:
			forPeople(k)
		case bot.StateResolved:
			decided(k, bot.Approve, k.Drafts[0].Text, "")
			k.Decisions = append(k.Decisions, bot.Decision{Action: bot.Resolve, By: bot.Person{ID: "U0PRIYA", Name: "Priya"}, At: monday, Reason: "Rang the client."})
			k.ResolvedAt, k.Outcome = monday, "Rang the client."
		}
		out[string(s)] = k
	}
	edited := caseIn(bot.StateAnswered)
	decided(edited, bot.Edit, "You can move it free of charge until 30 November [1].", "tone")
	delivered(edited, bot.PostSent)
	stale, blocked, uncovered, failed, private := caseIn(bot.StateInReview), caseIn(bot.StateInReview), caseIn(bot.StateInReview), caseIn(bot.StateEscalated), caseIn(bot.StateEscalated)
	stale.Drafts[0].Citations[0].Stale = true
	blocked.Drafts[0].Checks = []bot.Check{{Name: "commitment", Verdict: bot.NoDraft, Detail: "No document supports “within 5 days”."}}
	uncovered.Drafts[0].Text, uncovered.Drafts[0].CanAnswer, uncovered.Drafts[0].Missing, uncovered.Drafts[0].Citations = "", false, "fees for groups", nil
	failed.Drafts = nil
	failed.Assessment.Reasons = []bot.Reason{{Code: bot.Failure, Source: "failure", Evidence: "slack chat.postMessage: is_archived", Note: "The answer could not be delivered."}}
	forPeople(private)
	private.Assessment.Flags = []string{"vulnerability:health"}
	automatic, held := caseIn(bot.StateAnswered), caseIn(bot.StateInReview)
	decided(automatic, bot.Automatic, automatic.Drafts[0].Text, "")
	automatic.Decisions[0].By, automatic.Decisions[0].Sampled = bot.Person{ID: "grant:K7QXW2M4TZPA", Name: "grant K7QXW2M4TZPA"}, true
	delivered(automatic, bot.PostSent)
	held.Drafts[0].HeldBack = "the page hours.md changed"
	beside := caseIn(bot.StateInReview)
	beside.Beside = &bot.Beside{By: bot.Person{ID: "U0JOHN", Name: "John"}, At: monday.Add(-2 * time.Minute), Messages: []string{"1795000002.000300"}}
	undo := caseIn(bot.StateAnswered)
	decided(undo, bot.Approve, undo.Drafts[0].Text, "")
	delivered(undo, bot.PostSent)
	undo.Deliveries[0].PlatformID, undo.Undo = "sent", &bot.Undo{Until: monday.Add(time.Minute), Version: 1}
	maps.Copy(out, map[string]*bot.Case{"answered-undo": undo, "answered-automatic": automatic, "in_review-held-back": held, "in_review-beside": beside, "answered-edited": edited, "in_review-old-source": stale, "in_review-blocked": blocked,
		"in_review-not-covered": uncovered, "escalated-failed": failed, "escalated-private": private})
	return out
}

// forPeople makes a case one of the human tier.
func forPeople(k *bot.Case) {
	k.Drafts = nil
	k.Assessment.Tier, k.Assessment.Weight, k.Assessment.Topic = bot.TierHuman, 74, "refund"
	k.Assessment.Reasons = []bot.Reason{
		{Code: bot.Complaint, Points: 40, Evidence: "this is the third time", Source: "rules", Message: k.Messages[0].ID, End: 5},
		{Code: bot.MissedPromise, Points: 34, Evidence: "a call-back promised for 10 November was missed", Source: "history"}}
	k.Assessment.Flags = []string{"complaint"}
	if k.State == bot.StateClaimed {
		k.Owner, k.OwnerID, k.ClaimedAt = "John", "U0JOHN", monday
	}
}

// rendered is a message as it goes to Slack.
func rendered(t testing.TB, m cardMessage) []byte {
	t.Helper()
	if err := CheckMessage(m.Text, m.Blocks); err != nil {
		t.Errorf("limits: %v", err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(map[string]any{"text": m.Text, "blocks": m.Blocks}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not as the golden file; look at it and run with -update if it should be:\n%s", name, got)
	}
}

func TestEveryStateHasItsCard(t *testing.T) {
	c := cardClient(t)
	cases := goldenCards()
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		t.Run(name, func(t *testing.T) {
			k := cases[name]
			m := c.view(k, where).layout()
			golden(t, "card-"+name, rendered(t, m))
			quoted := name == "escalated-private" || name == "withdrawn" || strings.Contains(fmt.Sprint(string(rendered(t, m))), "Can I move my booking of 2 December?")
			if !quoted {
				t.Error("the card does not quote the client")
			}
			if strings.Contains(m.Text, "booking of 2 December") {
				t.Error("the client's words stand in the notification")
			}
			if len(k.Drafts) > 0 && k.Tier() == bot.TierHuman && strings.Contains(string(rendered(t, m)), `"approve"`) {
				t.Error("a human-tier card can be approved")
			}
		})
	}
}

func TestEveryDialogueHasItsLayout(t *testing.T) {
	c := cardClient(t)
	doubtful := goldenCards()["in_review-old-source"]
	for action, k := range map[bot.Action]*bot.Case{
		bot.Approve: doubtful, bot.Edit: caseIn(bot.StateInReview), bot.Escalate: caseIn(bot.StateInReview), bot.Reject: caseIn(bot.StateInReview),
		bot.Resolve: goldenCards()["claimed"], bot.Resend: goldenCards()["unknown"],
	} {
		view := c.dialogue(press{Action: action, Case: 12, Version: 1, Token: "TOKEN1234", Card: k.CardID}, k, where)
		if err := CheckView(view); err != nil {
			t.Errorf("%s: limits: %v", action, err)
		}
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(view); err != nil {
			t.Fatal(err)
		}
		golden(t, "dialogue-"+string(action), b.Bytes())
	}
}

func TestAnAnswerHoldsItsTextAndWhoStandsForIt(t *testing.T) {
	out := bot.Outbound{Text: "You can move it.\n\n*Not* <@U0CLIENT> or &amp; :wave:", Label: "Drafted with AI, checked by Priya"}
	m := cardMessage{Text: escape(out.Text), Blocks: answerBlocks(out, "We use AI to draft answers.")}
	golden(t, "answer", rendered(t, m))
}

// texts of every awkward kind, n characters long.
func awkward(n int) map[string]string {
	fill := func(unit string) string {
		out := strings.Repeat(unit, n/max(length(unit), 1)+1)
		first, _ := head(out, n)
		return first
	}
	return map[string]string{
		"letters": fill("a"), "lines": fill("word\n"), "emoji": fill("👩‍👩‍👧‍👦"), "right to left": fill("שלום עולם "), "marks": fill("e\u0301"),
		"mark-up": fill("<!channel> *b* `c` & "), "one word": fill("x"), "blanks": fill(" a"), "quotes": fill("\"\\"),
	}
}

// filled is a case in which every text of anybody is this one.
func filled(k *bot.Case, text string) *bot.Case {
	k.Messages[0].Text, k.Client.Name, k.Messages[0].Files = text, text, []bot.File{{Name: text}}
	for i := range k.Drafts {
		d := &k.Drafts[i]
		if d.Text != "" {
			d.Text, d.Hash = text, bot.TextHash(text)
		}
		d.Missing = text
		d.Checks = append(d.Checks, bot.Check{Name: "x", Verdict: bot.Warn, Detail: text})
		for j := range d.Citations {
			d.Citations[j].Title, d.Citations[j].Conflict = text, text
		}
	}
	for i := range k.Decisions {
		k.Decisions[i].Reason, k.Decisions[i].Text = text, text
	}
	k.Assessment.Explanation, k.Outcome, k.Owner = text, text, text
	for i := range k.Assessment.Reasons {
		k.Assessment.Reasons[i].Evidence, k.Assessment.Reasons[i].Note = text, text
	}
	return k
}

// Point 17.
func TestNoLengthOfAnythingBreaksSlacksLimits(t *testing.T) {
	t.Parallel()
	c := cardClient(t)
	cases := goldenCards()
	names := slices.Sorted(maps.Keys(cases))
	turn := 0
	for _, n := range []int{0, 1, 149, 150, 151, 1999, 2000, 2001, 2999, 3000, 3001, 5999, 6000, 6001, 12001, 40000} {
		for kind, text := range awkward(n) {
			turn += 3
			for i := range 3 {
				name := names[(turn+i)%len(names)]
				v := c.view(filled(goldenCards()[name], text), place{Name: fit(text, 80), Members: 3})
				for form, m := range map[string]cardMessage{"card": v.fitting(), "short card": v.short()} {
					if err := CheckMessage(m.Text, m.Blocks); err != nil {
						t.Fatalf("%s %s of %d %s: %v", form, name, n, kind, err)
					}
				}
			}
			checkAnswer(t, c, text)
		}
	}
}

// checkAnswer sends a text, and edits it.
func checkAnswer(t *testing.T, c *Client, text string) {
	t.Helper()
	if text == "" {
		return
	}
	if length(text) <= 9000 {
		if err := CheckMessage("x", answerBlocks(bot.Outbound{Text: text, Label: fit(text, 100)}, fit(text, MaxDisclosure))); err != nil {
			t.Fatalf("answer of %d: %v", length(text), err)
		}
	}
	all := parts(text)
	if len(all) > mostParts {
		return
	}
	if strings.Join(all, "\n") != text {
		t.Fatalf("a draft of %d is not itself in parts", length(text))
	}
	k := caseIn(bot.StateInReview)
	k.Drafts[0].Text = text
	if err := CheckView(c.dialogue(press{Action: bot.Edit, Case: 1, Version: 1}, k, where)); err != nil {
		t.Fatalf("edit of %d: %v", length(text), err)
	}
}

func TestADraftThatIsNotShownWholeCannotBeApproved(t *testing.T) {
	c := cardClient(t)
	for n, want := range map[int]bool{c.opts.LongestDraft: true, c.opts.LongestDraft + 1: false} {
		k := caseIn(bot.StateInReview)
		k.Drafts[0].Text = strings.Repeat("a", n)
		k.Drafts[0].Hash = bot.TextHash(k.Drafts[0].Text)
		got := strings.Contains(string(rendered(t, c.view(k, where).fitting())), `"action_id": "approve"`)
		if got != want {
			t.Errorf("draft of %d characters can be approved: %t, want %t", n, got, want)
		}
	}
}

func TestTheCardShowsTheDraftByteForByte(t *testing.T) {
	c := cardClient(t)
	for kind, text := range awkward(5000) {
		k := caseIn(bot.StateInReview)
		k.Drafts[0].Text, k.Drafts[0].Hash = text, bot.TextHash(text)
		all, err := asMaps(c.view(k, where).fitting().Blocks)
		if err != nil {
			t.Fatal(err)
		}
		shown := ""
		for _, b := range all {
			if id, _ := b["block_id"].(string); strings.HasPrefix(id, "draft-") && b["type"] == "section" {
				shown += b["text"].(map[string]any)["text"].(string)
			}
		}
		if shown != text {
			t.Errorf("%s: the card shows %d bytes of %d, or others", kind, len(shown), len(text))
		}
	}
}

func TestTheLimitsCheckerFindsWhatSlackRefuses(t *testing.T) {
	button := func(text, value, style string) any {
		return map[string]any{"type": "button", "action_id": "a", "value": value, "style": style, "text": map[string]any{"type": "plain_text", "text": text}}
	}
	section := func(text string) map[string]any {
		return map[string]any{"type": "section", "text": map[string]any{"type": "plain_text", "text": text}}
	}
	actions := func(elements ...any) map[string]any { return map[string]any{"type": "actions", "elements": elements} }
	many := func(n int, b any) []any { return slices.Repeat([]any{b}, n) }
	for name, x := range map[string]struct {
		blocks any
		ok     bool
	}{
		"fifty blocks": {many(50, map[string]any{"type": "divider"}), true}, "fifty-one blocks": {many(51, map[string]any{"type": "divider"}), false},
		"section of 3000": {[]any{section(strings.Repeat("a", 3000))}, true}, "section of 3001": {[]any{section(strings.Repeat("a", 3001))}, false}, "empty section": {[]any{section("")}, false},
		"header of 151":    {[]any{map[string]any{"type": "header", "text": map[string]any{"type": "plain_text", "text": strings.Repeat("a", 151)}}}, false},
		"header in mrkdwn": {[]any{map[string]any{"type": "header", "text": map[string]any{"type": "mrkdwn", "text": "a"}}}, false},
		"button of 75":     {[]any{actions(button(strings.Repeat("a", 75), "v", ""))}, true}, "button of 76": {[]any{actions(button(strings.Repeat("a", 76), "v", ""))}, false},
		"value of 2001": {[]any{actions(button("a", strings.Repeat("v", 2001), ""))}, false}, "a bad style": {[]any{actions(button("a", "v", "purple"))}, false},
		"the same action twice": {[]any{actions(button("a", "v", ""), button("b", "v", ""))}, false}, "no buttons": {[]any{actions()}, false},
		"an unknown type": {[]any{map[string]any{"type": "sectionn"}}, false}, "the same block id twice": {many(2, map[string]any{"type": "divider", "block_id": "x"}), false},
		"eleven in a context": {[]any{map[string]any{"type": "context", "elements": many(11, map[string]any{"type": "plain_text", "text": "a"})}}, false},
	} {
		if err := CheckMessage("text", x.blocks); (err == nil) != x.ok {
			t.Errorf("%s: %v, want ok %t", name, err, x.ok)
		}
	}
	if CheckMessage("", nil) == nil || CheckMessage(strings.Repeat("a", maxText+1), nil) == nil {
		t.Error("no text, or too much of it, is found good")
	}
}
