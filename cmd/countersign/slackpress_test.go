package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// TestWhoMayNoLongerDecideSendsNothingFromAnOldCard runs the program as it is
// served and has an old card pressed by everybody who may not, the list of
// approvers being changed in the file while it runs.
func TestWhoMayNoLongerDecideSendsNothingFromAnOldCard(t *testing.T) {
	t.Parallel()
	s := newSlackServer(t)
	path, addr, _ := slackFirm(t, t.TempDir(), "http", s)
	firm, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	approvers := func(ids string) {
		t.Helper()
		if err := os.WriteFile(path, bytes.Replace(firm, []byte("approvers: [U0PRIYA]"), []byte("approvers: ["+ids+"]"), 1), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	var out, log bytes.Buffer
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"serve", "--config", path}, slackGetenv, &out, &log) }()
	defer func() { stop(); <-ended }()
	deliver := s.deliverTo("http", addr)
	deliver("events_api", says("1795000000.000100", question))
	card := s.cardWith("approve")

	told := 0
	for _, x := range []struct {
		name, approvers, user, team string
		person                      reply // what Slack says of them meanwhile
		want                        string
	}{
		{"somebody who was taken off the list", "U0JOHN01", "U0PRIYA", "T0FIRM", nil, "not on the list"},
		{"somebody who has become a guest", "U0PRIYA", "U0PRIYA", "T0FIRM", reply{"is_restricted": true}, "Guests may not decide"},
		{"somebody who has moved to another team", "U0PRIYA", "U0PRIYA", "T0FIRM", reply{"team_id": "T0CLIENT"}, "Only staff of the firm"},
		{"somebody who has left", "U0PRIYA", "U0PRIYA", "T0FIRM", reply{"deleted": true}, "Only staff of the firm"},
		{"an account of the shared channel", "U0PRIYA", "U0CLIENT1", "T0CLIENT", nil, "Only staff of the firm"},
		{"the same, saying it is of our team", "U0PRIYA", "U0CLIENT1", "T0FIRM", nil, "not on the list"},
		{"the same, put on the list by mistake", "U0PRIYA, U0CLIENT1", "U0CLIENT1", "T0FIRM", nil, "Only staff of the firm"},
	} {
		approvers(x.approvers)
		s.mu.Lock()
		s.people = map[string]reply{x.user: x.person}
		s.mu.Unlock()
		deliver("interactive", s.pressBy(card, "approve", x.user, x.team))
		told++
		eventually(t, 20*time.Second, x.name+" is told", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return len(s.told) == told })
		s.mu.Lock()
		if got := s.told[told-1]; !strings.Contains(got, x.want) {
			t.Errorf("%s was told %q, want %q", x.name, got, x.want)
		}
		s.mu.Unlock()
	}
	if n := len(s.in(slackClient)); n != 0 {
		t.Fatalf("the client got %d answers from presses that do not count", n)
	}

	approvers("U0PRIYA")
	s.mu.Lock()
	s.people = nil
	s.mu.Unlock()
	deliver("interactive", s.pressBy(card, "approve", "U0PRIYA", "T0FIRM"))
	eventually(t, 30*time.Second, "the answer that an approver sent", func() bool { return len(s.in(slackClient)) == 1 })
	if code, ledger := exportOf(t, path); code != exitOK || strings.Count(ledger, `"kind":"decision_refused"`) != told {
		t.Errorf("export %d: %d refusals on record, want %d", code, strings.Count(ledger, `"kind":"decision_refused"`), told)
	}
}

// exportOf exports the ledger beside the running program.
func exportOf(t *testing.T, path string) (int, string) {
	t.Helper()
	var out, log bytes.Buffer
	code := run(t.Context(), []string{"ledger", "export", "--config", path}, slackGetenv, &out, &log)
	if code != exitOK {
		return code, fmt.Sprint(&log)
	}
	return code, out.String()
}

func TestACardLinksToTheRecordOnThePage(t *testing.T) {
	t.Parallel()
	s := newSlackServer(t)
	path, addr, console := slackFirm(t, t.TempDir(), "http", s)
	firm, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	linked := bytes.Replace(firm, []byte("console: {"), []byte(`console: {url: "http://`+console+`", `), 1)
	if err := os.WriteFile(path, linked, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var out, log bytes.Buffer
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"serve", "--config", path}, slackGetenv, &out, &log) }()
	defer func() { stop(); <-ended }()
	s.deliverTo("http", addr)("events_api", says("1795000000.000100", question))
	if card := s.cardWith("approve"); !strings.Contains(card.Blocks, "http://"+console+"/cases/1") {
		t.Errorf("the card does not link to the record:\n%s", card.Blocks)
	}
}
