package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"countersign/bot"
	"countersign/config"
	"countersign/handlers/console"
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

// TestWhoTookOverFromTheOwnerIsToldAndSigns: without a restart, and whoever was the
// owner before neither is told nor signs any more.
func TestWhoTookOverFromTheOwnerIsToldAndSigns(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "firm.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("firm: {name: Harbour & Finch, owner: {name: Priya, slack: U0PRIYA}}\nladder: {manager: {name: John, slack: U0JOHN, teams: john-1}}\n")
	cfg, err := config.Load(path, noSecrets)
	if err != nil {
		t.Fatal(err)
	}
	a, key := newApprovers(cfg, slog.New(slog.DiscardHandler)), []byte("a key of thirty-two bytes or so.")
	want := func(step string, owner, manager []string, name string) {
		t.Helper()
		inSlack := a.told(bot.Slack)
		if o, m := inSlack(bot.ToOwner), inSlack(bot.ToManager); !slices.Equal(o, owner) || !slices.Equal(m, manager) {
			t.Errorf("%s: the owner is %v and the manager %v, want %v and %v", step, o, m, owner, manager)
		}
		if got, want := a.signers(key), append(slices.Clone(owner), console.StaffID(key, name)); !slices.Equal(got, want) {
			t.Errorf("%s: %v may sign, want %v", step, got, want)
		}
	}
	want("at the start", []string{"U0PRIYA"}, []string{"U0JOHN"}, "Priya")
	if got := a.told(bot.Teams)(bot.ToManager); !slices.Equal(got, []string{"john-1"}) {
		t.Errorf("in Teams the manager is %v", got)
	}
	write("firm: {name: Harbour & Finch, owner: {name: Sam, slack: U0SAM}}\nladder: {manager: {name: Mo, slack: U0MANAGER}}\n")
	want("handed over", []string{"U0SAM"}, []string{"U0MANAGER"}, "Sam")
	write("firm: {name: Harbour & Finch, owner: {name: Sam, slack: not an id}}\n")
	want("a file that is wrong", []string{"U0SAM"}, []string{"U0MANAGER"}, "Sam")
}
