package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/drafting"
	"countersign/bot/store"
	"countersign/bot/triage"
	"countersign/config"
)

// grantEverything puts a grant for every topic there is, the forbidden ones too,
// into the database of a firm: as if every signature had been given, and more.
func grantEverything(t *testing.T, file, model string) {
	t.Helper()
	cfg, err := config.Load(file, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{URL: cfg.Store.URL, MasterKey: testMasterKey}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	base, err := openKnowledge(t.Context(), setup{cfg: cfg, now: time.Now, log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	assessor, err := triage.New(cfg.Triage)
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for _, p := range base.Pages() {
		pages[p.File], _ = base.PageHash(p.File)
	}
	policy := bot.Policy{Model: model, Prompt: drafting.PromptID(), Rules: assessor.Version()}
	err = s.Write(t.Context(), func(tx bot.Tx) error {
		for _, topic := range triage.Topics() {
			st, err := tx.Standing(topic)
			if err != nil {
				return err
			}
			now := time.Now().UTC()
			st.State, st.Since = bot.Granted, now
			st.Grant = &bot.Grant{ID: "G_" + topic, By: bot.Person{ID: "Priya", Name: "Priya"}, At: now, Until: now.AddDate(0, 0, 90), Policy: policy, Pages: pages}
			err = errors.Join(tx.SetStanding(&st), tx.Append(&bot.Event{Kind: bot.EventAutonomyGranted, At: now, Actor: "staff:Priya",
				Facts: map[string]any{"topic": topic, "grant": st.Grant.ID}}))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, end := range []func() error{s.Close, base.Close} {
		if err := end(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAHumanTierCaseNeverGetsAnAutomaticAnswer grants every topic, has a model
// that finds every enquiry routine, and plays every hostile or delicate message
// of a client: none is answered automatically. A plain question is, which shows
// that the grants hold.
func TestAHumanTierCaseNeverGetsAnAutomaticAnswer(t *testing.T) {
	model := newFakeModel(t) // its replies never ask for a person
	model.set("fine", "stub-1")
	var clients strings.Builder // one for each message: what one of them wrote must not weigh on the next
	for _, h := range readHostile(t) {
		fmt.Fprintf(&clients, "  - {id: acct_%s, name: Client %s, console: [C_%s]}\n", h.ID, h.ID, h.ID)
	}
	cfg := ownedBy(t, fixtureConfig(t, clients.String()+"model: {provider: openai, name: stub-1, base_url: "+model.URL+"}\n"), "Priya")
	grantEverything(t, cfg, "openai/stub-1")
	firm, _ := serveHere(t, cfg, "OPENAI_API_KEY="+modelKey)
	if got := firm.labels(t, "plain", "C_ACME", "How do I reset my portal password?", "answered"); !slices.Contains(got, bot.AutoLabel) {
		t.Fatalf("a plain question was answered under %q, want an automatic answer: the grants do not hold and the test tells nothing", got)
	}
	firm.stopsEverything(t)
	played := 0
	for _, h := range readHostile(t) {
		if h.Input.Surface != "client_message" && h.Input.Surface != "client_thread" ||
			h.Expected.Tier != "human" && h.Expected.AutoAnswer != false {
			continue
		}
		played++
		text := h.Input.Text
		if h.Input.Repeat != nil {
			text = strings.Repeat(h.Input.Repeat.Unit, h.Input.Repeat.Times)
		}
		got := firm.labels(t, h.ID, "C_"+h.ID, text, "escalated", "resolved", "in_review", "answered")
		if slices.Contains(got, bot.AutoLabel) {
			t.Errorf("%s (%s) got an automatic answer", h.ID, h.Class)
		}
	}
	if played < 20 {
		t.Errorf("only %d inputs were played", played)
	}
}

// TestAnotherModelThanBeforeEndsAutomaticAnswers has the provider answer with
// another model than it did, unasked: from then on every grant rests.
func TestAnotherModelThanBeforeEndsAutomaticAnswers(t *testing.T) {
	model := newFakeModel(t)
	model.set("fine", "stub-1")
	cfg := fixtureConfig(t, "model: {provider: openai, name: stub-1, base_url: "+model.URL+"}\n")
	grantEverything(t, cfg, "openai/stub-1")
	firm, _ := serveHere(t, cfg, "OPENAI_API_KEY="+modelKey)
	const question = "How do I reset my portal password?"
	if got := firm.labels(t, "before", "C_ACME", question, "answered"); !slices.Contains(got, bot.AutoLabel) {
		t.Fatalf("before: answered under %q, want an automatic answer", got)
	}
	model.set("fine", "stub-1-2026-11")
	for _, id := range []string{"first", "second"} {
		if got := firm.labels(t, id, "C_BRIGHT", question, "in_review"); len(got) != 0 {
			t.Errorf("%s after the change: the client saw %q, want a draft before staff", id, got)
		}
	}
	var standing struct {
		Topics []struct{ Topic, State, Cause string } `json:"topics"`
	}
	if _, err := firm.do(t.Context(), http.MethodGet, "/api/autonomy", nil, &standing); err != nil {
		t.Fatal(err)
	}
	for _, s := range standing.Topics {
		if s.Topic == "portal_access" && (s.State != string(bot.Lapsed) || s.Cause != "another model answers than before") {
			t.Errorf("the topic is %s (%s), want it to rest", s.State, s.Cause)
		}
	}
}

// stopsEverything pulls the switch over the JSON interface, sees that a plain
// question then waits for a person, and has the owner let go of it.
func (a *api) stopsEverything(t *testing.T) {
	t.Helper()
	act := func(topic, action, by string) int {
		status, err := a.do(t.Context(), http.MethodPost, "/api/autonomy/"+topic, map[string]any{"action": action, "by": by}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return status
	}
	if status := act("all", "pause", "Tom"); status != http.StatusOK {
		t.Fatalf("pausing: status %d", status)
	}
	if got := a.labels(t, "paused", "C_BRIGHT", "How do I reset my portal password?", "in_review"); len(got) != 0 {
		t.Errorf("while everything is stopped the client saw %q", got)
	}
	for by, want := range map[string]int{"Tom": http.StatusUnprocessableEntity, "Priya": http.StatusOK} {
		if status := act("all", "resume", by); status != want {
			t.Errorf("resuming by %s: status %d, want %d", by, status, want)
		}
	}
	var standing struct {
		Topics []struct{ Topic, State string } `json:"topics"`
	}
	if _, err := a.do(t.Context(), http.MethodGet, "/api/autonomy", nil, &standing); err != nil || len(standing.Topics) < 15 {
		t.Errorf("GET /api/autonomy gives %d topics, error %v", len(standing.Topics), err)
	}
}

// labels has a client write and gives the labels of what the client sees once the
// case is in one of the states.
func (a *api) labels(t *testing.T, id, channel, text string, states ...string) []string {
	t.Helper()
	var r receiptJSON
	status, err := a.do(t.Context(), http.MethodPost, "/api/messages", map[string]string{"id": id, "channel": channel, "author": "U_" + id, "text": text}, &r)
	if err != nil || status != http.StatusAccepted {
		t.Fatalf("%s: status %d, %v", id, status, err)
	}
	var k caseJSON
	eventually(t, 30*time.Second, fmt.Sprintf("%s in one of %v", id, states), func() bool {
		k = caseJSON{}
		_, err := a.do(t.Context(), http.MethodGet, fmt.Sprintf("/api/cases/%d", r.Case), nil, &k)
		return err == nil && slices.Contains(states, k.State)
	})
	client, err := a.thread(t.Context(), r.Thread)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range client.Messages {
		if m.Role != "client" {
			out = append(out, m.Label)
		}
	}
	return out
}
