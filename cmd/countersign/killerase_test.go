package main

import (
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
	"countersign/bot/store"
)

// runChild runs a command of the program as a process of its own.
func runChild(t *testing.T, fault string, env []string, args ...string) (out string, state *os.ProcessState) {
	t.Helper()
	bin, err := builtBinary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), bin, args...)
	cmd.Env = append(append(os.Environ(), "COUNTERSIGN_MASTER_KEY="+testMasterKey, "CS_FAULT="+fault), env...)
	raw, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatalf("%v: %v", args, err)
	}
	return string(raw), cmd.ProcessState
}

func sigkilled(s *os.ProcessState) bool {
	status, ok := s.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// asksAndGets has a client ask and staff approve.
func (a *api) asksAndGets(t *testing.T, id, author, text, thread string) {
	t.Helper()
	r, _, err := a.send(t.Context(), id, "acme", author, text, thread)
	if err != nil {
		t.Fatal(err)
	}
	k := a.until(t, r.Case, "in_review")
	status, out, err := a.decide(t.Context(), r.Case, map[string]any{"action": "approve", "version": k.Draft.Version, "by": "Priya"})
	if err != nil || status != http.StatusOK {
		t.Fatalf("approving version %d of case %d: status %d, %v, error %v", k.Draft.Version, r.Case, status, out, err)
	}
	a.until(t, r.Case, "answered")
}

// wrappedKeys are the keys of cases as the database holds them.
func wrappedKeys(t *testing.T, dir string) map[int64]string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "firm.db")+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(t.Context(), `SELECT case_id, wrapped FROM keys WHERE wrapped IS NOT NULL`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[int64]string{}
	for rows.Next() {
		var id int64
		var wrapped []byte
		if err := rows.Scan(&id, &wrapped); err != nil {
			t.Fatal(err)
		}
		out[id] = string(wrapped)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// inRedis lists what a Redis holds, by name, but for the mark by which the program
// sees whether it takes what is written.
func inRedis(t *testing.T, port int) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "redis-cli", "-p", fmt.Sprint(port), "--scan").Output()
	if err != nil {
		t.Fatalf("redis-cli: %v (it comes with the Debian package redis-tools)", err)
	}
	return slices.DeleteFunc(strings.Fields(string(out)), func(name string) bool { return strings.HasSuffix(name, ":probe") })
}

// TestKilledWhileErasingItIsFinishedByDoingItAgain erases a person beside the
// running program, is killed at each point that it passes, and is done again.
func TestKilledWhileErasingItIsFinishedByDoingItAgain(t *testing.T) {
	port := bottest.FreePort(t)
	redisServer(t, port)
	dir := t.TempDir()
	env := []string{fmt.Sprintf("REDIS_URL=redis://127.0.0.1:%d/0", port)}
	c := startChild(t, dir, "", env...)
	c.asksAndGets(t, "m-1", "Jo Marmalade", "What time does the lettings desk open on Saturdays?", "")
	c.asksAndGets(t, "m-2", "Jo Marmalade", "When are payslips issued?", "")
	c.asksAndGets(t, "m-3", "Sam Quince", "How much is an inventory for a two bed?", "")
	c.asksAndGets(t, "m-4", "Jo Marmalade", "Also: how long is the reset link for the portal valid? I get to it on Fridays.", "m-3")
	c.asksAndGets(t, "m-5", "Sam Quince", "And when are payslips issued?", "")
	before := wrappedKeys(t, dir)
	if len(inRedis(t, port)) == 0 {
		t.Fatal("Redis holds nothing: the run proves nothing")
	}
	args := []string{"erase", "--config", filepath.Join(dir, "firm.yaml"), "--subject", "Jo Marmalade", "--by", "Priya"}
	kills := 0
	for {
		out, state := runChild(t, fmt.Sprintf("F14:kill:%d", 2), env, args...)
		if !sigkilled(state) {
			if !state.Success() {
				t.Fatalf("erase: %s\n%s", state, out)
			}
			break
		}
		if kills++; kills > 20 {
			t.Fatal("it was killed twenty times: no run comes further than the one before")
		}
		verified(t, dir)
	}
	if kills < 3 {
		t.Errorf("killed %d times at F14, want at least three", kills)
	}
	if out, state := runChild(t, "", env, args...); !state.Success() || !strings.Contains(out, "Nothing is held of a client with this id or name.") {
		t.Errorf("erasing again: %s\n%s", state, out)
	}
	verified(t, dir)
	after := wrappedKeys(t, dir)
	for id, key := range before {
		if gone := after[id] != key; gone != (id >= 1 && id <= 3) {
			t.Errorf("case %d: key destroyed is %v", id, gone)
		}
	}
	noWordsIn(t, dir, "Marmalade", "Saturdays", "Fridays", before[1], before[2], before[3], before[1][20:40], before[3][20:40])
	if left := inRedis(t, port); len(left) > 0 {
		t.Errorf("Redis still holds %q", left)
	}
	_, all, _ := command(t, "ledger", "export", "--store", "sqlite://"+filepath.Join(dir, "firm.db"))
	for _, word := range []string{"Marmalade", "Saturdays", "Fridays"} {
		if strings.Contains(all, word) {
			t.Errorf("the ledger still holds %q", word)
		}
	}
	if !strings.Contains(all, "inventory for a two bed") || !strings.Contains(all, "Sam Quince") {
		t.Error("the other person's words are gone")
	}
	for _, thread := range []string{"m-1", "m-3"} {
		seen, err := c.thread(t.Context(), thread)
		if err != nil || strings.Contains(fmt.Sprint(seen), "Jo") || strings.Contains(fmt.Sprint(seen), "Fridays") {
			t.Errorf("the client's page shows %+v, %v", seen, err)
		}
	}
	c.asksAndGets(t, "m-6", "Sam Quince", "When do you open on Mondays?", "") // the program goes on
}

func verified(t *testing.T, dir string) {
	t.Helper()
	if code, out, errs := command(t, "ledger", "verify", "--store", "sqlite://"+filepath.Join(dir, "firm.db")); code != exitOK {
		t.Errorf("ledger verify: %d, %s%s", code, out, errs)
	}
}

// oldCases puts answered cases of three years ago into a firm that never ran.
func oldCases(t *testing.T, dir string, n int) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: "sqlite://" + filepath.Join(dir, "firm.db"), MasterKey: testMasterKey}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().AddDate(-3, 0, 0)
	err = s.Write(t.Context(), func(tx bot.Tx) error {
		for i := range n {
			k := &bot.Case{State: bot.StateAnswered, Platform: bot.Console, Channel: "acme", Thread: fmt.Sprint("old-", i), Account: "acme", OpenedAt: at, UpdatedAt: at,
				Client: bot.Person{ID: "U1", Name: "Jo"}, Messages: []bot.Message{{ID: "m", Role: bot.RoleClient, Text: "a question of long ago"}}}
			if err := tx.Create(k); err != nil {
				return err
			}
			if err := tx.Append(&bot.Event{Case: k.ID, Kind: bot.EventReceived, At: at, Actor: "client", Words: map[string]string{"text": "a question of long ago"}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || s.Close() != nil {
		t.Fatal(err)
	}
}

// TestKilledWhilePurgingTheNextStartFinishesIt has a purge due at the start, and
// the program die in the midst of it.
func TestKilledWhilePurgingTheNextStartFinishesIt(t *testing.T) {
	dir := t.TempDir()
	config := writeFirm(t, dir)
	oldCases(t, dir, 6)
	if code, out, _ := command(t, "retention", "verify", "--config", config); code != exitFailed || strings.Count(out, "its words are still there") != 6 || !strings.Contains(out, "has not run") {
		t.Errorf("before the purge retention verify ends with %d and says\n%s", code, out)
	}
	c := launch(t, dir, "F14:kill:4")
	select {
	case <-c.done:
	case <-time.After(time.Minute):
	}
	if c.cmd.ProcessState == nil || !c.killed() {
		t.Fatal("the program was not killed at F14: the run proves nothing")
	}
	if left := len(wrappedKeys(t, dir)); left != 1+3 {
		t.Errorf("%d keys are left, want that of no case and three", left)
	}
	again := startChild(t, dir, "")
	eventually(t, time.Minute, "the purge is done", func() bool {
		code, _, _ := command(t, "retention", "verify", "--config", config)
		return code == exitOK
	})
	if left := len(wrappedKeys(t, dir)); left != 1 {
		t.Errorf("%d keys are left, want that of no case", left)
	}
	again.kill()
	verified(t, dir)
	_, all, _ := command(t, "ledger", "export", "--store", "sqlite://"+filepath.Join(dir, "firm.db"))
	if n := strings.Count(all, `"kind":"purged"`); n < 1 || strings.Contains(all, "long ago") {
		t.Errorf("%d nights are on record, and words of long ago: %v", n, strings.Contains(all, "long ago"))
	}
}

func TestAPersonsDataComeOutAsAFolderToRead(t *testing.T) {
	dir, draft := answeredFirm(t)
	out := filepath.Join(t.TempDir(), "for-jo")
	args := []string{"export", "--config", filepath.Join(dir, "firm.yaml"), "--subject", recordAuthor, "--by", "Priya", "--out", out}
	code, said, errs := command(t, args...)
	if code != exitOK || !strings.Contains(said, "1 case of "+recordAuthor) {
		t.Fatalf("export: %d, %s%s", code, said, errs)
	}
	raw, err := os.ReadFile(filepath.Join(out, "data.json"))
	if err != nil || !strings.Contains(string(raw), recordQuestion) || !strings.Contains(string(raw), strings.Split(draft, "\n")[0]) || strings.Contains(string(raw), "Priya") {
		t.Errorf("data.json: %v\n%s", err, raw)
	}
	if code, _, errs := command(t, "export", "--config", filepath.Join(dir, "firm.yaml"), "--subject", "Nobody", "--by", "Priya", "--out", out); code != exitFailed || !strings.Contains(errs, "no case holds anything") {
		t.Errorf("of nobody: %d, %s", code, errs)
	}
	verified(t, dir)
}

func TestTheDataProtectionPapersComeFromTheSettingsInForce(t *testing.T) {
	dir, _ := answeredFirm(t)
	out := filepath.Join(t.TempDir(), "papers")
	if code, said, errs := command(t, "dpia", "--config", filepath.Join(dir, "firm.yaml"), "--out", out); code != exitOK {
		t.Fatalf("dpia: %d, %s%s", code, said, errs)
	}
	for name, want := range map[string]string{"dpia.md": "Harbour & Finch", "article-30.md": "Article 30(1)"} {
		raw, err := os.ReadFile(filepath.Join(out, name))
		if err != nil || !strings.Contains(string(raw), want) || !strings.Contains(string(raw), "2 years") {
			t.Errorf("%s: %v\n%s", name, err, raw)
		}
	}
	code, said, errs := command(t, "breach", "report", "--config", filepath.Join(dir, "firm.yaml"), "--case", "1", "--by", "Priya", "--what", "sent to Penhale")
	if code != exitOK || !strings.Contains(said, "The 72 hours end on") {
		t.Errorf("breach report: %d, %s%s", code, said, errs)
	}
	if code, said, _ := command(t, "breach", "list", "--config", filepath.Join(dir, "firm.yaml")); code != exitOK || !strings.Contains(said, "OPEN, 71 hours left") {
		t.Errorf("breach list: %d, %s", code, said)
	}
}
