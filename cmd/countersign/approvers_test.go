package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"countersign/config"
)

func TestWhoIsTakenOffTheListMayNotDecideAnyMore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "firm.yaml")
	write := func(slackIDs, teamsIDs string) {
		t.Helper()
		text := "firm: {name: Harbour & Finch}\nslack: {mode: socket, staff_channel: C0STAFF, approvers: [" + slackIDs + "]}\n" +
			"teams: {approvers: [" + teamsIDs + "]}\n"
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("U0PRIYA, U0JOHN", "one, two")
	cfg, err := config.Load(path, noSecrets)
	if err != nil {
		t.Fatal(err)
	}
	var logs bytes.Buffer
	a := newApprovers(cfg, slog.New(slog.NewTextHandler(&logs, nil)))
	want := func(step string, inSlack, inTeams []string) {
		t.Helper()
		if s, m := a.ofSlack(), a.ofTeams(); !slices.Equal(s, inSlack) || !slices.Equal(m, inTeams) {
			t.Errorf("%s: %v and %v, want %v and %v", step, s, m, inSlack, inTeams)
		}
	}
	want("at the start", []string{"U0PRIYA", "U0JOHN"}, []string{"one", "two"})
	write("U0JOHN", "two") // as fast as this: the time of the file may be the same
	want("taken off", []string{"U0JOHN"}, []string{"two"})
	write("", "two")
	want("a file that is wrong", []string{"U0JOHN"}, []string{"two"})
	if !strings.Contains(logs.String(), "the approvers stay as they were") {
		t.Errorf("nobody is told: %s", logs.String())
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	want("no file", []string{"U0JOHN"}, []string{"two"})
	write("U0SAM", "three")
	want("put right", []string{"U0SAM"}, []string{"three"})
}
