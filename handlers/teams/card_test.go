package teams

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

var update = flag.Bool("update", false, "write the golden files anew")

// monday is when the cards of the golden files are looked at.
var monday = time.Date(2026, 11, 23, 9, 45, 0, 0, time.UTC)

// cardClient draws cards without a Teams.
func cardClient(t testing.TB) *Client {
	t.Helper()
	c, err := NewClient(Options{Listen: "127.0.0.1:0", Tenant: tenant, AppID: appID, StaffConversation: staffChannel, Approvers: []string{priya}}, appSecret,
		Deps{Record: noRecord{}, Directory: noDirectory{}, Now: func() time.Time { return monday }}, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	c.deps.Card.Link = func(k *bot.Case) string { return fmt.Sprintf("https://countersign.example/cases/%d", k.ID) }
	return c
}

// caseIn is a case that stands in a state, as a golden file shows it.
func caseIn(state bot.State) *bot.Case {
	asked := monday.Add(-4 * time.Minute)
	text := "You can move a booking free of charge up to 48 hours before it begins [1].\n\nShall we do that?"
	return &bot.Case{
		ID: 12, Version: 7, State: state, Platform: bot.Teams, Channel: clientPlace, Thread: "1795000000000", Account: "acme",
		Client: bot.Person{ID: cleo, Name: "Bea Fairweather"}, OpenedAt: asked, UpdatedAt: asked, CardID: staffChannel + threadSign + "1795|1795",
		Messages: []bot.Message{{ID: "1795000000000", Role: bot.RoleClient, Author: bot.Person{ID: cleo, Name: "Bea Fairweather"},
			Text: "Can I move my booking of 2 December? [click](https://evil.example) **now** <at>Priya</at>", SentAt: asked, ReceivedAt: asked, Assessed: true}},
		Assessment: &bot.Assessment{Tier: bot.TierRoutine, Topic: "booking_change", Weight: 18, Cut: 50, Explanation: "first contact this month, no missed promise", Rules: "rules-3", At: asked},
		Drafts: []bot.Draft{{Version: 1, Text: text, Hash: bot.TextHash(text), CanAnswer: true, Token: "TOKEN1234", Provider: "offline", Model: "quote-1", PromptID: "answer@1", At: asked,
			Citations: []bot.Citation{{Marker: 1, Title: "Rebooking policy", Heading: "Fees", File: "rebooking.md", Quote: "free of charge up to 48 hours", Reviewed: time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)}},
			Checks:    []bot.Check{{Name: "figures", Verdict: bot.OK}}}},
	}
}

func decided(k *bot.Case, a bot.Action, text, reason string) {
	k.Drafts[0].Status = "decided"
	k.Decisions = append(k.Decisions, bot.Decision{Action: a, Version: 1, Text: text, Reason: reason, By: bot.Person{ID: priya, Name: "Priya"}, At: monday.Add(-time.Minute), Distance: .12})
}

func sentTo(k *bot.Case, state bot.PostState) {
	k.AnsweredAt = monday
	k.Deliveries = append(k.Deliveries, bot.Delivery{Outbound: 3, Kind: bot.PostAnswer, State: state, Text: k.Drafts[0].Text, At: monday})
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
		k.Owner, k.OwnerID, k.ClaimedAt = "John", john, monday
	}
}

// goldenCards are a card for every state, and for what a state can hold.
func goldenCards() map[string]*bot.Case {
	out := map[string]*bot.Case{}
	for _, s := range bot.States() {
		k := caseIn(s)
		switch s {
		case bot.StateReceived, bot.StateReopened:
			k.Drafts = nil
		case bot.StateDecided, bot.StateSending, bot.StateResolved:
			decided(k, bot.Approve, k.Drafts[0].Text, "")
		case bot.StateAnswered:
			decided(k, bot.Approve, k.Drafts[0].Text, "")
			sentTo(k, bot.PostSent)
		case bot.StateUnknown:
			decided(k, bot.Approve, k.Drafts[0].Text, "")
			sentTo(k, bot.PostUnknown)
		case bot.StateSuperseded:
			k.Drafts[0].Status = "superseded"
		case bot.StateWithdrawn:
			k.Drafts[0].Status, k.Messages[0].Deleted = "withdrawn", true
		case bot.StateEscalated, bot.StateClaimed:
			forPeople(k)
		}
		out[string(s)] = k
	}
	edited, stale, blocked, uncovered, private := caseIn(bot.StateAnswered), caseIn(bot.StateInReview), caseIn(bot.StateInReview), caseIn(bot.StateInReview), caseIn(bot.StateEscalated)
	decided(edited, bot.Edit, "You can move it free of charge until 30 November [1].", "tone")
	sentTo(edited, bot.PostSent)
	stale.Drafts[0].Citations[0].Stale = true
	blocked.Drafts[0].Checks = []bot.Check{{Name: "commitment", Verdict: bot.NoDraft, Detail: "No document supports “within 5 days”."}}
	uncovered.Drafts[0].Text, uncovered.Drafts[0].CanAnswer, uncovered.Drafts[0].Missing, uncovered.Drafts[0].Citations = "", false, "fees for groups", nil
	forPeople(private)
	private.Assessment.Flags = []string{"vulnerability:health"}
	automatic, held := caseIn(bot.StateAnswered), caseIn(bot.StateInReview)
	decided(automatic, bot.Automatic, automatic.Drafts[0].Text, "")
	automatic.Decisions[0].By, automatic.Decisions[0].Sampled = bot.Person{ID: "grant:K7QXW2M4TZPA", Name: "grant K7QXW2M4TZPA"}, true
	sentTo(automatic, bot.PostSent)
	held.Drafts[0].HeldBack = "the page hours.md changed"
	undo := caseIn(bot.StateAnswered)
	decided(undo, bot.Approve, undo.Drafts[0].Text, "")
	sentTo(undo, bot.PostSent)
	undo.Deliveries[0].PlatformID, undo.Undo = "sent", &bot.Undo{Until: monday.Add(time.Minute), Version: 1}
	maps.Copy(out, map[string]*bot.Case{"answered-undo": undo, "answered-automatic": automatic, "in_review-held-back": held, "answered-edited": edited, "in_review-old-source": stale, "in_review-blocked": blocked,
		"in_review-not-covered": uncovered, "escalated-private": private})
	return out
}

func encoded(t testing.TB, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Point 18.
func TestEachStateHasItsCardWithinTheLimitsOfTeams(t *testing.T) {
	t.Parallel()
	c := cardClient(t)
	for name, k := range goldenCards() {
		drawn := c.cardOf(k)
		if n := size(drawn); n > maxCard {
			t.Errorf("%s: %d bytes, at most %d", name, n, maxCard)
		}
		checkCard(t, name, drawn)
		path, got := filepath.Join("testdata", "card-"+name+".json"), encoded(t, drawn)
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
			t.Errorf("the card %s changed; run go test -update when it is meant. Got:\n%s", name, got)
		}
	}
}

// onlyAMention is the one line of a card in which mark-up is read.
var onlyAMention = regexp.MustCompile(`^For <at>[\pL\pN .'’-]+</at>$`)

// checkCard holds a card to the rules of Adaptive Cards 1.5 and to ours.
func checkCard(t *testing.T, name string, drawn map[string]any) {
	t.Helper()
	var decodedCard map[string]any
	if err := json.Unmarshal(encoded(t, drawn), &decodedCard); err != nil {
		t.Fatal(err)
	}
	if decodedCard["version"] != "1.5" || decodedCard["type"] != "AdaptiveCard" {
		t.Errorf("%s: version %v of %v", name, decodedCard["version"], decodedCard["type"])
	}
	actions, _ := decodedCard["actions"].([]any)
	if len(actions) > maxRow {
		t.Errorf("%s: %d buttons in a row, at most %d", name, len(actions), maxRow)
	}
	ids := map[any]bool{}
	walk(decodedCard, func(m map[string]any) {
		if id := m["id"]; id != nil && ids[id] {
			t.Errorf("%s: the id %v stands twice", name, id)
		} else if id != nil {
			ids[id] = true
		}
		switch m["type"] {
		case "TextBlock":
			if text, _ := m["text"].(string); !onlyAMention.MatchString(text) {
				t.Errorf("%s: a TextBlock, in which mark-up would be drawn: %q", name, text)
			}
		case "TextRun":
			if text, _ := m["text"].(string); text == "" || strings.Contains(text, "\n") {
				t.Errorf("%s: a run of %q", name, text)
			}
		case "Action.Execute":
			fallback, _ := m["fallback"].(map[string]any)
			data, _ := m["data"].(map[string]any)
			if fallback["type"] != "Action.Submit" || fmt.Sprint(fallback["data"]) != fmt.Sprint(data) || data["verb"] != m["verb"] {
				t.Errorf("%s: button %v has no fallback that says the same", name, m["title"])
			}
			if _, known := actionOf(fmt.Sprint(m["verb"])); !known && !strings.HasPrefix(fmt.Sprint(m["verb"]), sheetVerb) {
				t.Errorf("%s: verb %v", name, m["verb"])
			}
		}
	})
}

// walk goes through all objects of a card.
func walk(v any, fn func(m map[string]any)) {
	switch x := v.(type) {
	case map[string]any:
		fn(x)
		for _, inner := range x {
			walk(inner, fn)
		}
	case []any:
		for _, inner := range x {
			walk(inner, fn)
		}
	}
}

func TestWordsOfClientsAreDrawnAsTheyAreAndNeverAsMarkUp(t *testing.T) {
	t.Parallel()
	raw := string(encoded(t, cardClient(t).cardOf(caseIn(bot.StateInReview))))
	for _, bad := range []string{"<at>", "](https://evil"} {
		if strings.Contains(raw, bad) {
			t.Errorf("the card holds %q:\n%s", bad, raw)
		}
	}
	for _, want := range []string{"[click] (https://evil.example)", "**now**", "‹at›Priya‹/at›"} {
		if !strings.Contains(raw, want) {
			t.Errorf("the card lacks %q", want)
		}
	}
}

func TestTheDraftOnTheCardIsTheDraftByteForByte(t *testing.T) {
	t.Parallel()
	k := caseIn(bot.StateInReview)
	k.Drafts[0].Text = "One *two* <three>\n\n[4](https://five.example)  six\n"
	k.Drafts[0].Hash = bot.TextHash(k.Drafts[0].Text)
	drawn := cardClient(t).cardOf(k)
	var lines []string
	walk(anyOf(t, drawn), func(m map[string]any) {
		if m["id"] != "draft" {
			return
		}
		for _, item := range m["items"].([]any) {
			runs := item.(map[string]any)["inlines"].([]any)
			lines = append(lines, fmt.Sprint(runs[0].(map[string]any)["text"]))
		}
	})
	want := strings.Split(strings.ReplaceAll(k.Drafts[0].Text, "\n\n", "\n \n"), "\n")
	if want[len(want)-1] == "" {
		want[len(want)-1] = " "
	}
	if !slices.Equal(lines, want) {
		t.Errorf("drawn %q, want %q", lines, want)
	}
	input := ""
	walk(anyOf(t, drawn), func(m map[string]any) {
		if m["type"] == "Input.Text" && m["id"] == inputText {
			input, _ = m["value"].(string)
		}
	})
	if input != k.Drafts[0].Text {
		t.Errorf("the edit begins with %q", input)
	}
}

func anyOf(t *testing.T, v any) any {
	t.Helper()
	var out any
	if err := json.Unmarshal(encoded(t, v), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatIsTooLongToShowCannotBeApproved(t *testing.T) {
	t.Parallel()
	c := cardClient(t)
	for name, text := range map[string]string{"longer than a card shows": strings.Repeat("word ", 1200), "larger than a card may be": strings.Repeat("\"<漢>\" ", 660)} {
		k := caseIn(bot.StateInReview)
		k.Drafts[0].Text, k.Drafts[0].Hash = text, bot.TextHash(text)
		drawn := c.cardOf(k)
		if n := size(drawn); n > maxCard {
			t.Errorf("%s: %d bytes", name, n)
		}
		if button(anyOf(t, drawn).(map[string]any), "approve") != nil {
			t.Errorf("%s: it can be approved unseen", name)
		}
		if button(anyOf(t, drawn).(map[string]any), "escalate") == nil {
			t.Errorf("%s: it cannot be escalated", name)
		}
	}
}

func TestADoubtfulDraftIsShownOnceMoreBeforeItGoes(t *testing.T) {
	t.Parallel()
	k := goldenCards()["in_review-old-source"]
	drawn := anyOf(t, cardClient(t).cardOf(k)).(map[string]any)
	first := drawn["actions"].([]any)[0].(map[string]any)
	if first["type"] != "Action.ShowCard" || !strings.Contains(fmt.Sprint(first), "exactly this:") {
		t.Errorf("the first button is %v, want one that shows the text again", first)
	}
	if button(drawn, "approve") == nil {
		t.Error("it cannot be approved at all")
	}
}
