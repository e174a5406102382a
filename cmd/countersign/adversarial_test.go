package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// hostile is one line of testdata/adversarial/dev.jsonl.
type hostile struct {
	ID    string `json:"id"`
	Class string `json:"class"`
	Input struct {
		Surface     string `json:"surface"`
		Text        string `json:"text"`
		DisplayName string `json:"display_name"`
		Repeat      *struct {
			Unit  string `json:"unit"`
			Times int    `json:"times"`
		} `json:"text_repeat"`
		KB []struct {
			ID   string `json:"id"`
			Text string `json:"text"`
		} `json:"kb"`
	} `json:"input"`
	Expected struct {
		Tier            string   `json:"tier"`
		Flags           []string `json:"flags"`
		Flag            string   `json:"flag"`
		StaffFlag       string   `json:"staff_flag"`
		FlagsNot        []string `json:"flags_must_not_include"`
		Record          string   `json:"record"`
		AlsoRecord      string   `json:"also_record"`
		Loss            string   `json:"loss"`
		Due             string   `json:"due"`
		AckDays         int      `json:"ack_days"`
		Priority        string   `json:"priority"`
		MustCite        []string `json:"must_cite"`
		ClientNot       []string `json:"client_visible_must_not_contain"`
		LogsNot         []string `json:"logs_must_not_contain"`
		PromptNot       []string `json:"model_prompt_must_not_contain"`
		PromptMax       int      `json:"model_prompt_chars_max"`
		Visible         string   `json:"client_visible"`
		AutoAnswer      any      `json:"auto_answer"` // false, or a condition in words
		NotInStoredText []string `json:"stored_and_prompted_text_must_not_contain_ranges"`
	} `json:"expected"`
}

func readHostile(t *testing.T) []hostile {
	t.Helper()
	raw, err := os.ReadFile("testdata/adversarial/dev.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []hostile
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var h hostile
		if err := json.Unmarshal(lines.Bytes(), &h); err != nil {
			t.Fatal(err)
		}
		out = append(out, h)
	}
	return out
}

// fixtureFirm runs the program with the two client firms of the hostile inputs;
// more is added to its configuration.
func fixtureFirm(t *testing.T, more string, env ...string) (*api, *lockedBuilder) {
	t.Helper()
	return serveHere(t, fixtureConfig(t, more), env...)
}

// fixtureConfig writes the configuration of that firm, with its documents.
func fixtureConfig(t *testing.T, more string) string {
	t.Helper()
	dir := t.TempDir()
	kb := filepath.Join(dir, "kb")
	if err := os.CopyFS(kb, os.DirFS("../../knowledge/sample")); err != nil {
		t.Fatal(err)
	}
	page := "---\ntitle: Allowances\nowner: Priya\nreviewed: 2026-05-01\naudience: client\n---\n\n# Allowances\n\n## ISA\nThe annual ISA allowance is £20,000 per tax year.\n"
	if err := os.WriteFile(filepath.Join(kb, "allowances.md"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := filepath.Join(dir, "firm.yaml")
	text := fmt.Sprintf(`firm: {name: Harbour & Finch}
quiet_window: 0s
store: {url: "sqlite://%s"}
knowledge: {dir: %q}
console: {listen: "127.0.0.1:0"}
log: {level: debug}
accounts:
  - {id: acct_acme, name: Acme Ltd, console: [C_ACME]}
  - {id: acct_bright, name: Bright Dental, console: [C_BRIGHT]}
%s`, filepath.Join(dir, "firm.db"), kb, more)
	if err := os.WriteFile(cfg, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// serveHere runs serve in this process, with its log kept for reading.
func serveHere(t *testing.T, cfg string, env ...string) (*api, *lockedBuilder) {
	t.Helper()
	secrets := map[string]string{
		"CONSOLE_SECRET": testSecret, "COUNTERSIGN_MASTER_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	}
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		secrets[name] = value
	}
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	log := &lockedBuilder{}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--config", cfg}, func(key string) string { return secrets[key] }, in, log)
		_ = in.Close() // never fails
	}()
	found := make(chan string, 1)
	go addressOf(out, found)
	t.Cleanup(func() {
		cancel()
		if code := <-ended; code != exitOK {
			t.Errorf("serve ended with %d", code)
		}
	})
	select {
	case base := <-found:
		if base == "" {
			t.Fatalf("serve printed no address; its log:\n%s", log.String())
		}
		return newAPI(base, testSecret), log
	case <-time.After(30 * time.Second):
		t.Fatalf("serve printed no address within 30 s; its log:\n%s", log.String())
	}
	return nil, nil
}

// TestHostileMessagesComeToWhatTheyMust plays every hostile or delicate client
// message through the whole program.
func TestHostileMessagesComeToWhatTheyMust(t *testing.T) {
	firm, log := fixtureFirm(t, "")
	played := 0
	for _, h := range readHostile(t) {
		if h.Input.Surface != "client_message" && h.Input.Surface != "client_thread" {
			continue
		}
		played++
		t.Run(h.ID+"_"+h.Class, func(t *testing.T) { h.play(t, firm, log) })
	}
	if played < 25 {
		t.Errorf("only %d inputs were played", played)
	}
}

// seen is what became of a hostile message.
type seen struct {
	caseJSON
	Flags    []string `json:"flags"`
	Priority string   `json:"priority"`
	Decision any      `json:"decision"`
	Records  []struct {
		Kind      string    `json:"kind"`
		OpenedAt  time.Time `json:"opened_at"`
		Loss      string    `json:"loss"`
		Deadlines []struct {
			Name string    `json:"name"`
			At   time.Time `json:"at"`
		} `json:"deadlines"`
	} `json:"records"`
	Mark *struct{} `json:"mark"`
}

func (h hostile) play(t *testing.T, firm *api, log *lockedBuilder) {
	text := h.Input.Text
	if h.Input.Repeat != nil {
		text = strings.Repeat(h.Input.Repeat.Unit, h.Input.Repeat.Times)
	}
	var r receiptJSON
	status, err := firm.do(t.Context(), http.MethodPost, "/api/messages", map[string]string{
		"id": h.ID, "channel": "C_ACME", "author": "U_" + h.ID, "name": h.Input.DisplayName, "text": text,
	}, &r)
	if err != nil || status != http.StatusAccepted {
		t.Fatalf("status %d, %v", status, err)
	}
	var k seen
	eventually(t, 20*time.Second, "the case before people", func() bool {
		k = seen{}
		_, err = firm.do(t.Context(), http.MethodGet, fmt.Sprintf("/api/cases/%d", r.Case), nil, &k)
		return err == nil && slices.Contains([]string{"in_review", "escalated", "resolved"}, k.State)
	})
	h.checkSorting(t, k)
	h.checkSeen(t, firm, k, r.Thread)
	for _, s := range h.Expected.LogsNot {
		if strings.Contains(log.String(), s) {
			t.Errorf("the log holds %q", s)
		}
	}
}

// checkSorting compares how a message was sorted with what its file wants.
func (h hostile) checkSorting(t *testing.T, k seen) {
	t.Helper()
	if h.Expected.Tier != "" && k.Tier != h.Expected.Tier {
		t.Errorf("tier %q, want %q", k.Tier, h.Expected.Tier)
	}
	want := slices.DeleteFunc(append(h.Expected.Flags, h.Expected.Flag, h.Expected.StaffFlag), func(s string) bool { return s == "" })
	for _, flag := range want {
		if !slices.Contains(k.Flags, flag) {
			t.Errorf("flags %v lack %q", k.Flags, flag)
		}
	}
	for _, flag := range h.Expected.FlagsNot {
		if slices.Contains(k.Flags, flag) {
			t.Errorf("flags %v hold %q", k.Flags, flag)
		}
	}
	var records []string
	for _, r := range k.Records {
		records = append(records, r.Kind)
	}
	for _, kind := range []string{h.Expected.Record, h.Expected.AlsoRecord} {
		if kind != "" && kind != "none" && kind != "complaint_or_staff_must_label" && !slices.Contains(records, kind) {
			t.Errorf("records %v lack %q", records, kind)
		}
	}
	if h.Expected.Record == "complaint_or_staff_must_label" && k.Mark == nil && !slices.Contains(records, "complaint") {
		t.Error("there is no complaint, and staff are not asked whether this is one")
	}
	h.checkClocks(t, k)
	if h.Expected.Record == "none" && len(records) > 0 {
		t.Errorf("records %v, want none", records)
	}
	if h.Expected.Priority != "" && k.Priority != h.Expected.Priority {
		t.Errorf("priority %q, want %q", k.Priority, h.Expected.Priority)
	}
}

// checkClocks looks at the deadlines of a record, counted by hand: at most four
// days more than the law's, for a weekend with a holiday beside it.
func (h hostile) checkClocks(t *testing.T, k seen) {
	t.Helper()
	for _, r := range k.Records {
		if h.Expected.Loss != "" && r.Kind == "complaint" && r.Loss != h.Expected.Loss {
			t.Errorf("loss %q, want %q", r.Loss, h.Expected.Loss)
		}
		due := map[string]time.Time{}
		for _, d := range r.Deadlines {
			due[d.Name] = d.At
		}
		late := func(name string, want time.Time) {
			if over := due[name].Sub(want); over < -24*time.Hour || over > 5*24*time.Hour {
				t.Errorf("%s of %s is due %s, want %s or the working day after", name, r.Kind, due[name], want)
			}
		}
		switch {
		case r.Kind == "complaint":
			late("response", r.OpenedAt.AddDate(0, 0, 57))
		case r.Kind == "sar" && h.Expected.Due == "one_calendar_month":
			late("response", r.OpenedAt.AddDate(0, 1, 1))
		case r.Kind == "dp_complaint" && h.Expected.AckDays > 0:
			late("acknowledge", r.OpenedAt.AddDate(0, 0, h.Expected.AckDays+1))
		}
	}
}

func (h hostile) checkSeen(t *testing.T, firm *api, k seen, thread string) {
	t.Helper()
	var client threadJSON
	eventually(t, time.Minute, "what the client is to see: "+h.Expected.Visible, func() bool {
		var err error
		client, err = firm.thread(t.Context(), thread)
		return err == nil && (h.Expected.Visible == "" || len(client.Messages) > 1)
	})
	for _, m := range client.Messages {
		if m.Role == "client" {
			continue
		}
		if m.Label != "Automatic notice" {
			t.Errorf("the client sees %q, which nobody approved", m.Text)
		}
		for _, s := range h.Expected.ClientNot {
			if strings.Contains(m.Text, s) {
				t.Errorf("the client sees %q", s)
			}
		}
	}
	if k.Decision != nil {
		t.Errorf("a decision was recorded: %v", k.Decision)
	}
	for _, want := range h.Expected.MustCite {
		file, _, _ := strings.Cut(want, "#")
		if k.Draft == nil || !slices.ContainsFunc(k.Draft.Citations, func(c struct{ Title, File, Heading, Quote string }) bool { return c.File == file }) {
			t.Errorf("no citation of %s in %+v", want, k.Draft)
		}
	}
	if err := h.checkPrompt(t.Context(), firm, k); err != nil {
		t.Error(err)
	}
	if len(h.Expected.NotInStoredText) > 0 && strings.IndexFunc(k.Question, func(r rune) bool { return r >= 0xE0000 && r <= 0xE007F }) >= 0 {
		t.Error("the question still holds hidden tag characters")
	}
}

// checkPrompt looks at what the model was given, as the ledger keeps it.
func (h hostile) checkPrompt(ctx context.Context, firm *api, k seen) error {
	var whole struct {
		Events []struct {
			Kind  string            `json:"kind"`
			Words map[string]string `json:"words"`
		} `json:"events"`
	}
	if _, err := firm.do(ctx, http.MethodGet, fmt.Sprintf("/api/cases/%d", k.ID), nil, &whole); err != nil {
		return err
	}
	for _, e := range whole.Events {
		prompt := e.Words["prompt"]
		if h.Expected.PromptMax > 0 && len([]rune(prompt)) > h.Expected.PromptMax {
			return fmt.Errorf("the prompt has %d characters, at most %d are allowed", len([]rune(prompt)), h.Expected.PromptMax)
		}
		for _, s := range h.Expected.PromptNot {
			if strings.Contains(prompt, s) {
				return fmt.Errorf("the prompt holds %q", s)
			}
		}
		if len(h.Expected.NotInStoredText) > 0 && strings.IndexFunc(prompt, func(r rune) bool { return r >= 0xE0000 && r <= 0xE007F }) >= 0 {
			return errors.New("the prompt holds hidden tag characters")
		}
	}
	return nil
}
