package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// recordOf is a case with the facts and words of its events.
type recordOf struct {
	ID       int64
	State    string
	Tier     string
	OpenedAt time.Time `json:"opened_at"`
	Draft    *struct {
		Version int
		Text    string
		Checks  []struct{ Name, Verdict, Detail string }
	}
	Events []struct {
		Kind  string
		At    time.Time
		Facts map[string]any
		Words map[string]string
	}
}

func (r recordOf) event(kind bot.EventKind) (facts map[string]any, words map[string]string, at time.Time) {
	for _, e := range r.Events {
		if e.Kind == string(kind) {
			facts, words, at = e.Facts, e.Words, e.At
		}
	}
	return facts, words, at
}

func record(t *testing.T, a *api, id int64) recordOf {
	t.Helper()
	var out recordOf
	status, err := a.do(t.Context(), http.MethodGet, fmt.Sprintf("/api/cases/%d", id), nil, &out)
	if err != nil || status != http.StatusOK {
		t.Fatalf("case %d: %d, %v", id, status, err)
	}
	return out
}

const covered = "What time does the lettings desk open on Saturdays?"

func sayTo(t *testing.T, a *api, id, text string) receiptJSON {
	t.Helper()
	r, status, err := a.send(t.Context(), id, "acme", "U1", text, "")
	if err != nil || status != http.StatusAccepted {
		t.Fatalf("message %s: %d, %v", id, status, err)
	}
	return r
}

// providers are the live providers, as a firm would set each up.
var providers = map[string]string{
	"gemini":        "provider: gemini",
	"gemini-legacy": "provider: gemini-legacy",
	"openai":        "provider: openai\nname: gpt-5.2-mini",
	"azure":         "provider: openai\nname: deployment-1\nauth: api-key",
}

func TestEachProviderDraftsForAFirmAndSaysWhichModelServed(t *testing.T) {
	for name, settings := range providers {
		t.Run(name, func(t *testing.T) {
			f := newFakeModel(t)
			served := map[string]string{"openai": "gpt-5.2-mini", "azure": "deployment-1"}[name]
			if served == "" {
				served = "gemini-3.5-flash"
			}
			f.set("fine", served)
			firm, log, _ := modelFirm(t, f, settings)
			r := sayTo(t, firm, "m-1", covered)
			firm.until(t, r.Case, "in_review")
			k := record(t, firm, r.Case)
			facts, words, _ := k.event(bot.EventPrompted)
			if facts["served"] != served || facts["tokens_total"] != 1150.0 || facts["attempts"] != 1.0 || words["prompt"] == "" {
				t.Errorf("prompted with facts %v; want the model that served, its tokens and attempts", facts)
			}
			if _, _, at := k.event(bot.EventOpinion); at.IsZero() {
				t.Error("what the model thinks of the tier is not recorded")
			}
			if !f.key {
				t.Error("a request lacked the key, or had it in its address")
			}
			raw, err := json.Marshal(k)
			if err != nil || bytes.Contains(raw, []byte(modelKey)) {
				t.Errorf("the key stands in the ledger (%v)", err)
			}
			if legacy := strings.Contains(log.String(), "31 August 2025"); legacy != (name == "gemini-legacy") {
				t.Errorf("the end of the legacy package's support is told: %v", legacy)
			}
		})
	}
}

func TestWhateverFailsInTheModelTheCaseReachesStaffAndSaysWhy(t *testing.T) {
	for mode, words := range map[string]string{
		"down":     "The model could not be reached",
		"slow":     "The model did not answer in time",
		"nonsense": "What the model wrote could not be used",
		"blocked":  "safety filter refused",
	} {
		t.Run(mode, func(t *testing.T) {
			f := newFakeModel(t)
			f.set("fine", "gemini-3.5-flash")
			firm, _, _ := modelFirm(t, f, "provider: gemini\ntimeout: 4s")
			well := sayTo(t, firm, "m-0", "How much is an inventory for a two bed?")
			firm.until(t, well.Case, "in_review")
			// On a busy machine everything takes longer: the same question without a
			// failure says by how much.
			limit := 10*time.Second + 10*cardAfter(t, firm, well.Case)
			f.set(mode, "")
			r := sayTo(t, firm, "m-1", covered)
			firm.until(t, r.Case, "escalated")
			took := cardAfter(t, firm, r.Case)
			k := record(t, firm, r.Case)
			_, card, _ := k.event(bot.EventCard)
			if took > limit || k.Tier != "human" {
				t.Errorf("tier %s, card after %s; want a person, within %s", k.Tier, took, limit)
			}
			for _, want := range []string{words, covered, "Facts you may need", "Opening hours"} {
				if !strings.Contains(card["text"], want) {
					t.Errorf("the card does not say %q:\n%s", want, card["text"])
				}
			}
			if seen, err := firm.thread(t.Context(), "m-1"); err != nil || len(seen.Messages) != 1 {
				t.Errorf("the client sees %+v, %v; want the question alone", seen, err)
			}
		})
	}
}

// cardAfter waits for the first card of a case, and gives how long after the
// message it stood before staff.
func cardAfter(t *testing.T, f *api, id int64) time.Duration {
	t.Helper()
	var took time.Duration
	eventually(t, 2*time.Minute, "a card", func() bool {
		k := record(t, f, id)
		_, _, at := k.event(bot.EventCard)
		took = at.Sub(k.OpenedAt)
		return !at.IsZero()
	})
	return took
}

func TestTheBreakerClosesByItselfOnTheRunningProgram(t *testing.T) {
	f := newFakeModel(t)
	f.set("down", "")
	firm, _, _ := modelFirm(t, f, "provider: gemini\npause: 300ms")
	r := sayTo(t, firm, "m-1", covered)
	firm.until(t, r.Case, "escalated")
	f.set("fine", "gemini-3.5-flash")
	opened := time.Now()
	eventually(t, 5*time.Second, "the pause is over", func() bool { return time.Since(opened) > 400*time.Millisecond })
	again, status, err := firm.send(t.Context(), "m-2", "penhale", "U2", "How much is an inventory for a two bed?", "")
	if err != nil || status != http.StatusAccepted {
		t.Fatal(status, err)
	}
	firm.until(t, again.Case, "in_review")
}

func TestAUsedUpBudgetSendsEnquiriesToPeople(t *testing.T) {
	f := newFakeModel(t)
	f.set("fine", "gemini-3.5-flash")
	firm, _, cfg := modelFirm(t, f, "provider: gemini\ndaily_tokens: 1000")
	first := sayTo(t, firm, "m-1", covered)
	firm.until(t, first.Case, "in_review")
	second := sayTo(t, firm, "m-2", "How much is an inventory for a two bed?")
	firm.until(t, second.Case, "escalated")
	_, words, _ := record(t, firm, second.Case).event(bot.EventDraftFailed)
	if f.calls() != 1 || !strings.Contains(words["why"], "budget") {
		t.Errorf("asked %d times, why %q; want one call, and the budget named", f.calls(), words["why"])
	}
	staffRead(t, cfg, "The model needs somebody's attention")
}

func TestASilentChangeOfModelIsRecordedAndBarsAutomaticAnswers(t *testing.T) {
	f := newFakeModel(t)
	f.set("fine", "gemini-3.5-flash")
	firm, log, cfg := modelFirm(t, f, "provider: gemini")
	r := sayTo(t, firm, "m-1", covered)
	firm.until(t, r.Case, "in_review")
	f.set("fine", "gemini-3.5-flash-lite")
	r = sayTo(t, firm, "m-2", "How much is an inventory for a two bed?")
	firm.until(t, r.Case, "in_review")
	k := record(t, firm, r.Case)
	if !slices.ContainsFunc(k.Draft.Checks, func(c struct{ Name, Verdict, Detail string }) bool {
		return c.Name == "model" && c.Verdict == string(bot.NoAutonomy) && strings.Contains(c.Detail, "gemini-3.5-flash-lite")
	}) {
		t.Errorf("checks %+v; want one that bars automatic answers and names the model", k.Draft.Checks)
	}
	out := &lockedBuilder{}
	if code := run(t.Context(), []string{"ledger", "export", "--config", cfg}, testEnv, out, out); code != exitOK {
		t.Fatalf("export ended with %d: %s", code, out.String())
	}
	staffRead(t, cfg, "Another model writes the drafts")
	if n := strings.Count(out.String(), `"model_changed"`); n == 0 || !strings.Contains(log.String(), "another model answers") {
		t.Errorf("%d events, log:\n%s", n, log.String())
	}
}

// staffRead waits until a sheet of that title was put before staff, once.
func staffRead(t *testing.T, cfg, title string) {
	t.Helper()
	eventually(t, 20*time.Second, "staff are told once", func() bool {
		told := &lockedBuilder{}
		code := run(t.Context(), []string{"ledger", "export", "--config", cfg}, testEnv, told, told)
		return code == exitOK && strings.Count(told.String(), `"text":"`+title) == 1
	})
}

func testEnv(name string) string {
	return map[string]string{"CONSOLE_SECRET": testSecret, "COUNTERSIGN_MASTER_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}[name]
}

func TestTheModelsOwnOpinionSendsACaseToAPersonBeforeADraft(t *testing.T) {
	f := newFakeModel(t)
	f.set("fine", "gemini-3.5-flash")
	firm, _, _ := modelFirm(t, f, "provider: gemini\nsecond_opinion: own_call")
	r := sayTo(t, firm, "m-1", covered+" I need to know urgently")
	firm.until(t, r.Case, "escalated")
	facts, _, _ := record(t, firm, r.Case).event(bot.EventOpinion)
	if facts["source"] != "own_call" || facts["tier"] != "human" || facts["system_tier"] != "routine" || f.calls() != 1 {
		t.Errorf("opinion %v after %d calls; want it recorded apart, and no draft asked for", facts, f.calls())
	}
}

func TestServeDoesNotStartWithAnUnconfirmedTier(t *testing.T) {
	cfg := filepath.Join(t.TempDir(), "firm.yaml")
	for settings, want := range map[string]string{
		"{provider: gemini}":                "paid_tier_confirmed",
		"{provider: openai, name: gpt-5}":   "OPENAI_API_KEY",
		"{provider: gemini-legacy}":         "paid_tier_confirmed",
		"{provider: replay, recordings: x}": "reading recorded answers",
	} {
		text := fmt.Sprintf("store: {url: \"sqlite://%s\"}\nconsole: {listen: \"127.0.0.1:0\"}\nmodel: %s\n", filepath.Join(t.TempDir(), "firm.db"), settings)
		if err := os.WriteFile(cfg, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out := &lockedBuilder{}
		code := run(t.Context(), []string{"serve", "--config", cfg}, func(name string) string {
			if name == "GEMINI_API_KEY" {
				return modelKey
			}
			return testEnv(name)
		}, out, out)
		if code == exitOK || !strings.Contains(out.String(), want) || strings.Contains(out.String(), modelKey) {
			t.Errorf("%s: exit %d, %s; want %q named", settings, code, out.String(), want)
		}
	}
}

func TestADrillOfTheRunningProgramReportsTheTimeToTheCard(t *testing.T) {
	f := newFakeModel(t)
	f.set("fine", "gemini-3.5-flash")
	firm, _, cfg := modelFirm(t, f, "provider: gemini\ntimeout: 5s")
	before := sayTo(t, firm, "m-1", covered)
	firm.until(t, before.Case, "in_review")
	for range 2 { // the first must leave nothing that spoils the second
		out := &lockedBuilder{}
		if code := run(t.Context(), []string{"drill", "model-down", "--config", cfg, "--url", firm.base}, testEnv, out, out); code != exitOK {
			t.Fatalf("the drill ended with %d:\n%s", code, out.String())
		}
		for _, want := range []string{"was before staff", "within the promised 60 s", "nobody has taken it", "Nearest passages", "Sent to the client: 0", "breaker opened"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("the drill does not say %q:\n%s", want, out.String())
			}
		}
	}
	out := &lockedBuilder{}
	if code := run(t.Context(), []string{"drill", "model-down", "--config", cfg, "--url", firm.base, "--question", "Do you sell bananas?"}, testEnv, out, out); code != exitFailed || !strings.Contains(out.String(), "It shows nothing") {
		t.Errorf("a drill that asked no model ended with %d:\n%s", code, out.String())
	}
	if n := f.calls(); n != 1 {
		t.Errorf("the provider was asked %d times, want 1: a drill does not reach it", n)
	}
	after := sayTo(t, firm, "m-2", "How much is an inventory for a two bed?")
	firm.until(t, after.Case, "in_review")
	out = &lockedBuilder{}
	if code := run(t.Context(), []string{"digest", "--config", cfg, "--since", time.Now().AddDate(0, 0, -1).Format(time.DateOnly)}, testEnv, out, out); code != exitOK || !strings.Contains(out.String(), "2 enquiries") {
		t.Errorf("the digest counts the drill's cases (%d):\n%s", code, out.String())
	}
}

func TestADrillNeedsTheSecret(t *testing.T) {
	f := newFakeModel(t)
	firm, _, cfg := modelFirm(t, f, "provider: gemini")
	out := &lockedBuilder{}
	env := func(name string) string {
		if name == "CONSOLE_SECRET" {
			return "another secret of sixteen"
		}
		return testEnv(name)
	}
	if code := run(t.Context(), []string{"drill", "model-down", "--config", cfg, "--url", firm.base}, env, out, out); code != exitFailed || !strings.Contains(out.String(), "does not accept") {
		t.Errorf("exit %d, %s", code, out.String())
	}
	if code := run(t.Context(), []string{"drill", "model-down", "--url", "http://firm.example"}, env, out, out); code != exitUsage {
		t.Errorf("exit %d for a plain address of another machine: %s", code, out.String())
	}
}

func TestTheDoctorSaysWhatTheModelStillNeedsAndWhereWordsGo(t *testing.T) {
	cfg := filepath.Join(t.TempDir(), "firm.yaml")
	for settings, want := range map[string]string{
		"{provider: gemini}": "paid_tier_confirmed",
		"{provider: gemini-legacy, paid_tier_confirmed: true}": "31 August 2025",
		"{provider: gemini, paid_tier_confirmed: true}":        "processed in any country",
		"{provider: offline}":                                  "Drafts come from the provider offline",
	} {
		if err := os.WriteFile(cfg, []byte("console: {listen: \"127.0.0.1:8080\"}\nmodel: "+settings+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		out := &lockedBuilder{}
		code := run(t.Context(), []string{"doctor", "--config", cfg}, func(name string) string {
			if name == "GEMINI_API_KEY" {
				return modelKey
			}
			return testEnv(name)
		}, out, out)
		if !strings.Contains(out.String(), want) || (code == exitOK) == (want == "paid_tier_confirmed") || strings.Contains(out.String(), modelKey) {
			t.Errorf("%s: exit %d, %s; want %q", settings, code, out.String(), want)
		}
	}
}

// TestAStormOnASlowModelKeepsNobodyWaiting sends more enquiries at once than
// there are workers: those behind must not each wait for a time-out of their own.
func TestAStormOnASlowModelKeepsNobodyWaiting(t *testing.T) {
	f := newFakeModel(t)
	f.set("slow", "")
	firm, _, _ := modelFirm(t, f, "provider: gemini\ntimeout: 5s")
	const n = 12
	var all []receiptJSON
	for i := range n {
		r, status, err := firm.send(t.Context(), fmt.Sprintf("m-%d", i), []string{"acme", "penhale", "iyer"}[i%3], fmt.Sprintf("U%d", i), covered, "")
		if err != nil || status != http.StatusAccepted {
			t.Fatal(status, err)
		}
		all = append(all, r)
	}
	paused := 0
	for _, r := range all {
		var k recordOf
		eventually(t, 30*time.Second, "a card that says why", func() bool {
			k = record(t, firm, r.Case)
			_, _, at := k.event(bot.EventCard)
			return k.State == "escalated" && !at.IsZero()
		})
		facts, _, _ := k.event(bot.EventDraftFailed)
		if facts["failure"] == "paused" {
			paused++
		}
	}
	if calls := f.calls(); calls >= n || paused == 0 {
		t.Errorf("the provider was asked %d times for %d enquiries, %d spared by the breaker; want most spared", calls, n, paused)
	}
}
