package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countersign/bot/store"
)

// TestLogsHoldNoWordsAndNoSecrets runs a firm at the most talkative level
// through everything that people type, and through what fails, and then looks
// for their words and for every secret in all that the program said.
func TestLogsHoldNoWordsAndNoSecrets(t *testing.T) {
	f, database, said := talkativeFirm(t)
	peopleType(t, f, said)
	for _, call := range []struct{ method, path, kind, body string }{
		{"POST", "/api/messages", "application/json", `{"id":"` + said["broken JSON"]},
		{"GET", "/api/cases?state=" + said["a query"], "", ""},
		{"GET", "/api/threads/" + said["a query"], "", ""},
		{"GET", "/digest?since=" + said["a query"], "", ""},
		{"GET", "/?channel=" + said["a query"], "", ""},
		{"POST", "/login", "application/x-www-form-urlencoded", url.Values{"name": {"Priya"}, "secret": {said["a wrong password"]}}.Encode()},
		{"POST", "/login", "application/x-www-form-urlencoded", url.Values{"name": {"Priya"}, "secret": {said["the console's secret"]}}.Encode()},
		{"GET", "/metrics", "", ""}, {"GET", "/api/digest", "", ""},
	} {
		body := rawCall(t, f.base+call.path, call.method, call.kind, call.body)
		if call.path == "/metrics" {
			nothingOf(t, "the metrics", body, said)
		}
	}
	f.cancel()
	if code := <-f.done; code != exitOK {
		t.Errorf("ended with %d", code)
	}
	logs := f.stderr.String()
	nothingOf(t, "the log", logs, said)
	if !strings.Contains(logs, `"level":"DEBUG"`) || strings.Count(logs, "\n") < 20 {
		t.Errorf("the log is too short to prove anything:\n%s", logs)
	}
	raw, err := os.ReadFile(database)
	if err != nil {
		t.Fatal(err)
	}
	delete(said, "a client's name") // on the console the name is the id, and whose message it was stands in the ledger
	nothingOf(t, "the database file", string(raw), said)
}

// talkativeFirm starts a firm that logs all it can, and gives the words and the
// secrets that must never be seen again.
func talkativeFirm(t *testing.T) (f *firm, database string, said map[string]string) {
	t.Helper()
	dir := t.TempDir()
	canary := func(what string) string { return "canary-" + what + "-" + strings.ToLower(rand.Text()) }
	secret, key := canary("secret"), store.NewMasterKey()
	settings, database := filepath.Join(dir, "firm.yaml"), filepath.Join(dir, "firm.db")
	yaml := fmt.Sprintf(`firm: {name: Harbour & Finch, timezone: Europe/London}
quiet_window: 0s
store: {url: "sqlite://%s"}
knowledge: {dir: %q}
console: {listen: "127.0.0.1:0"}
log: {level: debug, format: json}
accounts:
  - {id: acme, name: Acme Ltd, console: [acme]}
`, database, filepath.Join("..", "..", "knowledge", "sample"))
	if err := os.WriteFile(settings, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"COUNTERSIGN_MASTER_KEY": key, "CONSOLE_SECRET": secret}
	f, err := startFirmWith([]string{"serve", "--config", settings}, func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.cancel)
	f.token = secret
	return f, database, map[string]string{
		"the console's secret": secret, "the master key": key, "a wrong password": canary("password"), "a client's name": canary("client"),
		"a question": canary("question"), "an edit": canary("edit"), "a reason": canary("reason"), "an outcome": canary("outcome"),
		"a note": canary("note"), "a complaint": canary("complaint"), "broken JSON": canary("json"), "a query": canary("query"),
	}
}

// peopleType has clients ask and staff decide with the words that must not be seen.
func peopleType(t *testing.T, f *firm, said map[string]string) {
	t.Helper()
	ctx := t.Context()
	ask := func(id, who, text string) int64 {
		t.Helper()
		r, status, err := f.send(ctx, id, "acme", who, text, "")
		if err != nil || status != http.StatusAccepted {
			t.Fatal(status, err)
		}
		return r.Case
	}
	settled := func(id int64, state string) {
		t.Helper()
		eventually(t, 20*time.Second, fmt.Sprintf("case %d is %s", id, state), func() bool {
			k, err := f.kase(ctx, id)
			return err == nil && k.State == state
		})
	}
	decide := func(id int64, d map[string]any) {
		t.Helper()
		if _, _, err := f.decide(ctx, id, d); err != nil {
			t.Fatal(err)
		}
	}
	first := ask("m1", said["a client's name"], "What time does the lettings desk open on Saturdays?")
	second := ask("m2", "Jo", "Nobody rang back again, I am furious. "+said["a complaint"])
	ask("m4", "Kim", "When do you open? "+said["a question"])
	third := ask("m3", "Sam", "How much is an inventory for a two bed?")
	settled(first, "in_review")
	settled(second, "escalated")
	settled(third, "in_review")
	decide(first, map[string]any{"action": "edit", "version": 1, "by": "Priya", "text": "On Saturdays from ten. " + said["an edit"], "reason": said["a reason"]})
	decide(first, map[string]any{"action": "approve", "version": 1, "by": "Owen", "reason": said["a reason"]}) // too late
	decide(second, map[string]any{"action": "resolve", "by": "Priya", "reason": said["an outcome"]})
	decide(third, map[string]any{"action": "escalate", "version": 1, "by": "Priya", "text": said["a note"], "reason": said["a reason"]})
	settled(first, "answered")
}

func rawCall(t *testing.T, address, method, kind, body string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// nothingOf looks for words and secrets, as they are and as base64 would hold them.
func nothingOf(t *testing.T, where, text string, said map[string]string) {
	t.Helper()
	for what, words := range said {
		for _, form := range []string{words, url.QueryEscape(words), base64.StdEncoding.EncodeToString([]byte(words))[:20]} {
			if strings.Contains(text, form) {
				t.Errorf("%s holds %s (%s)", where, what, form)
			}
		}
	}
}
