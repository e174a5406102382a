package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"countersign/bot"
	"countersign/bot/bottest"
	"countersign/bot/store"
)

// stage is a platform on which the one conversation of this test is played.
type stage interface {
	// config gives the platform's part of the configuration, and what belongs
	// under the account.
	config(t *testing.T) (platform, account string)
	// asks has the client write and gives the id of the message. A thread of ""
	// begins one.
	asks(t *testing.T, f *firm, text, thread string) string
	// decides has staff press a button of the case's card.
	decides(t *testing.T, f *firm, caseID int64, action, text, reason string)
	// seen lists what the client got in a thread.
	seen(t *testing.T, f *firm, thread string) []string
}

// conversation is the script, the same on every platform: a question that is
// answered after an edit, a follow-up that is approved as drafted, and a
// complaint that nobody calls one.
func conversation(t *testing.T, f *firm, s stage) {
	t.Helper()
	const edited = "The lettings desk opens on Saturdays from 10:00am to 2:00pm. See you then, PRIYA"
	first := s.asks(t, f, question, "")
	f.until(t, 1, "in_review")
	s.decides(t, f, 1, "edit", edited, "tone")
	f.until(t, 1, "answered")
	s.asks(t, f, "And how much is an inventory for a two bed?", first)
	k := f.until(t, 1, "in_review")
	approved := k.Draft.Text
	s.decides(t, f, 1, "approve", "", "")
	f.until(t, 1, "answered")
	if got := s.seen(t, f, first); !slices.Equal(got, []string{edited, approved}) {
		t.Errorf("the client saw %q, want %q and %q", got, edited, approved)
	}
	complaint := s.asks(t, f, "Nobody rang back again yesterday. I've lost half a day sorting the submission out myself.", "")
	if k := f.until(t, 2, "escalated"); k.Draft != nil || k.Tier != "human" {
		t.Errorf("the complaint is in tier %q with draft %v", k.Tier, k.Draft)
	}
	s.decides(t, f, 2, "claim", "", "")
	f.until(t, 2, "claimed")
	s.decides(t, f, 2, "resolve", "", "answered by telephone")
	f.until(t, 2, "resolved")
	if got := s.seen(t, f, complaint); len(got) != 0 {
		t.Errorf("the complaint was answered by the program: %q", got)
	}
}

// TestOneConversationLeavesTheSameLedgerOnEveryPlatform plays the script on the
// console, in Slack and in Teams, and compares what stands in the ledgers.
func TestOneConversationLeavesTheSameLedgerOnEveryPlatform(t *testing.T) {
	var want []string
	for _, on := range []struct {
		name  string
		stage stage
	}{{"console", consoleStage{}}, {"slack", &slackStage{}}, {"teams", &teamsStage{}}} {
		t.Run(on.name, func(t *testing.T) {
			got := playOn(t, on.stage)
			if want == nil {
				want = got
			}
			if len(got) < 25 {
				t.Errorf("only %d events in the ledger:\n%s", len(got), strings.Join(got, "\n"))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the ledger differs from the console's (-console +%s):\n%s", on.name, diff)
			}
		})
	}
}

// playOn runs the program for a platform, plays the script and gives the
// ledger with the ids taken out.
func playOn(t *testing.T, s stage) []string {
	t.Helper()
	dir := t.TempDir()
	sample, err := filepath.Abs("../../knowledge/sample")
	if err != nil {
		t.Fatal(err)
	}
	platform, account := s.config(t)
	url := "sqlite://" + filepath.Join(dir, "firm.db")
	text := fmt.Sprintf(`firm: {name: Harbour & Finch}
quiet_window: 0s
store: {url: %q}
knowledge: {dir: %q}
console: {listen: "127.0.0.1:0"}
%s
accounts:
  - {id: acme, name: Acme Ltd, %s}
`, url, sample, platform, account)
	path := filepath.Join(dir, "firm.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	key := base64.StdEncoding.EncodeToString(make([]byte, 32))
	f, err := startFirmWith([]string{"serve", "--config", path}, lookup([]string{"COUNTERSIGN_MASTER_KEY=" + key, "CONSOLE_SECRET=" + testSecret,
		"SLACK_BOT_TOKEN=xoxb-of-a-test", "SLACK_SIGNING_SECRET=" + slackSecret, "TEAMS_APP_PASSWORD=a-secret-of-a-test"}))
	if err != nil {
		t.Fatal(err)
	}
	f.token = testSecret
	t.Cleanup(func() { f.cancel() })
	conversation(t, f, s)
	f.cancel()
	if code := <-f.done; code != exitOK {
		t.Errorf("ended with %d:\n%s", code, f.stderr.String())
	}
	f.done <- exitOK
	return ledgerOf(t, url, key)
}

// ledgerOf reads the events of cases, without the ids of the platform, without
// what a platform tells of its own edge, and without the cards: when they are
// posted and how often they are brought up to date is a matter of time. The
// cards themselves stand in the testdata of each platform. That a person opened a
// draft is left out too: the platforms tell of different ways to open one.
func ledgerOf(t *testing.T, url, key string) []string {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: url, MasterKey: key}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var out []string
	outbound := map[any]int{}
	err = s.Events(context.Background(), bot.EventFilter{Words: true}, func(e bot.Event) error {
		if e.Case == 0 {
			return nil
		}
		if e.Kind == bot.EventCard || e.Kind == bot.EventViewed || e.Facts["kind"] == string(bot.PostCard) {
			return nil
		}
		out = append(out, plainEvent(t, e, outbound))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// ids are the facts that hold an id of a platform, or depend on the moment.
var ids = []string{"platform", "channel", "thread", "message", "messages", "author", "platform_id", "delivery", "seconds_on_card"}

// moment matches what differs between two runs on the same platform: times, how
// long something took, and the marks that a prompt is set off with.
var moment = regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:.]+Z|\b\d\d:\d\d\b|"took_ms":\d+|"raw_hash":"[0-9a-f]+"|"response_id":"[^"]*"|\b[A-Z2-7]{12}\b`)

func plainEvent(t *testing.T, e bot.Event, outbound map[any]int) string {
	t.Helper()
	facts := maps.Clone(e.Facts)
	for _, name := range ids {
		delete(facts, name)
	}
	if id, ok := facts["outbound"]; ok {
		if _, known := outbound[id]; !known {
			outbound[id] = len(outbound) + 1
		}
		facts["outbound"] = outbound[id]
	}
	words := maps.Clone(e.Words)
	delete(words, "author")
	raw, err := json.Marshal([]any{facts, words})
	if err != nil {
		t.Fatal(err)
	}
	role, _, _ := strings.Cut(e.Actor, ":")
	return moment.ReplaceAllString(fmt.Sprintf("case %d %s by %s %s", e.Case, e.Kind, role, raw), "...")
}

// consoleStage plays on the JSON interface.
type consoleStage struct{}

func (consoleStage) config(*testing.T) (string, string) { return "staff: [PRIYA]", "console: [acme]" }

func (consoleStage) asks(t *testing.T, f *firm, text, thread string) string {
	t.Helper()
	id := fmt.Sprintf("m-%d", time.Now().UnixNano())
	if _, status, err := f.send(t.Context(), id, "acme", "Dana", text, thread); err != nil || status != http.StatusAccepted {
		t.Fatalf("message: status %d, %v", status, err)
	}
	return id
}

func (consoleStage) decides(t *testing.T, f *firm, caseID int64, action, text, reason string) {
	t.Helper()
	k, err := f.kase(t.Context(), caseID)
	if err != nil {
		t.Fatal(err)
	}
	d := map[string]any{"action": action, "by": "PRIYA", "text": text, "reason": reason}
	if k.Draft != nil {
		d["version"] = k.Draft.Version
	}
	if status, out, err := f.decide(t.Context(), caseID, d); err != nil || status != http.StatusOK {
		t.Fatalf("%s: status %d %v, %v", action, status, out, err)
	}
}

func (consoleStage) seen(t *testing.T, f *firm, thread string) []string {
	t.Helper()
	all, err := f.thread(t.Context(), thread)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range all.Messages {
		if m.Role == "bot" {
			out = append(out, m.Text)
		}
	}
	return out
}

// slackStage plays in Slack, over signed HTTP.
type slackStage struct {
	s    *slackServer
	addr string
	n    int
}

func (p *slackStage) config(t *testing.T) (string, string) {
	p.s, p.addr = newSlackServer(t), fmt.Sprintf("127.0.0.1:%d", bottest.FreePort(t))
	return fmt.Sprintf("slack: {mode: http, api_url: %s/api/, listen: %q, staff_channel: %s, approvers: [U0PRIYA]}", p.s.URL, p.addr, slackStaff),
		"slack: [" + slackClient + "]"
}

func (p *slackStage) deliver(t *testing.T, kind string, payload any) {
	t.Helper()
	eventually(t, 20*time.Second, "a delivery is accepted", func() bool { return deliverHTTP(p.addr, kind, payload, time.Now()) == 200 })
}

func (p *slackStage) asks(t *testing.T, _ *firm, text, thread string) string {
	t.Helper()
	p.n++
	ts := fmt.Sprintf("1795000000.%06d", p.n)
	m := says(ts, text)
	if thread != "" {
		m["event"].(reply)["thread_ts"] = thread
	}
	p.deliver(t, "events_api", m)
	return ts
}

// onCard presses a button of the newest card once it carries it.
func (p *slackStage) onCard(t *testing.T, action string) {
	t.Helper()
	var card slackPost
	eventually(t, 20*time.Second, "a card with "+action, func() bool {
		all := p.s.in(slackStaff)
		if len(all) == 0 {
			return false
		}
		card = all[len(all)-1]
		return strings.Contains(card.Blocks, `"action_id":"`+action+`"`)
	})
	p.deliver(t, "interactive", p.s.press(card, action))
}

func (p *slackStage) decides(t *testing.T, _ *firm, _ int64, action, text, reason string) {
	t.Helper()
	p.s.mu.Lock()
	before := len(p.s.homes)
	p.s.mu.Unlock()
	p.onCard(t, action)
	if text == "" && reason == "" {
		return
	}
	var view struct {
		Callback string `json:"callback_id"`
		Metadata string `json:"private_metadata"`
	}
	eventually(t, 20*time.Second, "a dialogue for "+action, func() bool {
		p.s.mu.Lock()
		defer p.s.mu.Unlock()
		return len(p.s.homes) > before && json.Unmarshal([]byte(p.s.homes[len(p.s.homes)-1]), &view) == nil && view.Callback == action
	})
	p.deliver(t, "interactive", reply{"type": "view_submission", "api_app_id": "A0COUNTER", "user": reply{"id": "U0PRIYA", "team_id": "T0FIRM"}, "team": reply{"id": "T0FIRM"},
		"view": reply{"callback_id": view.Callback, "private_metadata": view.Metadata, "state": reply{"values": reply{
			"text-1": reply{"text": reply{"value": text}}, "chip": reply{"chip": reply{"selected_option": reply{"value": reason}}}}}}})
}

func (p *slackStage) seen(_ *testing.T, _ *firm, thread string) []string {
	var out []string
	for _, m := range p.s.in(slackClient) {
		if m.Thread == thread {
			out = append(out, m.Text)
		}
	}
	return out
}

// teamsStage plays in Teams.
type teamsStage struct {
	s    *teamsServer
	addr string
	n    int
}

func (p *teamsStage) config(t *testing.T) (string, string) {
	p.s, p.addr = newTeamsServer(t), fmt.Sprintf("127.0.0.1:%d", bottest.FreePort(t))
	return fmt.Sprintf("teams: {listen: %q, tenant: %q, app_id: %q, staff_conversation: %q, approvers: [%q], openid_metadata_url: %s/metadata, token_url: %s/token, service_hosts: [%q]}",
		p.addr, teamsTenant, teamsApp, teamsStaff, teamsPriya, p.s.URL, p.s.URL, strings.TrimPrefix(p.s.URL, "http://")), fmt.Sprintf("teams: [%q]", teamsClient)
}

func (p *teamsStage) asks(t *testing.T, _ *firm, text, thread string) string {
	t.Helper()
	p.n++
	id := fmt.Sprint(1794000000000 + p.n)
	eventually(t, 20*time.Second, "a delivery is accepted", func() bool { status, _ := p.s.deliver(p.addr, p.s.says(id, thread, text)); return status == 200 })
	return id
}

func (p *teamsStage) decides(t *testing.T, _ *firm, _ int64, action, text, reason string) {
	t.Helper()
	verb := action
	if action == "edit" {
		verb = "edit_send"
	}
	eventually(t, 20*time.Second, "a card whose "+verb+" is taken", func() bool {
		all := p.s.in(teamsStaff)
		if len(all) == 0 {
			return false
		}
		invoke, ok := p.s.press(all[len(all)-1], verb, reply{"text": text, "chip_" + verb: reason})
		if !ok {
			return false
		}
		status, body := p.s.deliver(p.addr, invoke)
		if status == 200 && strings.Contains(body, "press again in a moment") {
			return false // so quick that the card is not recorded yet: a person presses again
		}
		if status != 200 || !strings.Contains(body, "adaptive") {
			t.Fatalf("%s: status %d %s", verb, status, body)
		}
		return true
	})
}

func (p *teamsStage) seen(_ *testing.T, _ *firm, thread string) []string {
	var out []string
	for _, m := range p.s.in(teamsClient) {
		if strings.HasSuffix(m.Conversation, ";messageid="+thread) {
			out = append(out, fmt.Sprint(m.Body["text"]))
		}
	}
	return out
}
