package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

// TestInSlackARiskToLifeIsPagedUpToTheOwnerUntilSomebodyTakesIt plays it on the
// whole program: by the clock, so that it holds at any hour.
func TestInSlackARiskToLifeIsPagedUpToTheOwnerUntilSomebodyTakesIt(t *testing.T) {
	t.Parallel()
	s := newSlackServer(t)
	path, addr, _ := slackFirm(t, t.TempDir(), "http", s)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(raw), "firm: {name: Harbour & Finch}", "firm: {name: Harbour & Finch, owner: {name: Olive, slack: U0OLIVE}}\nladder: {p0: {remind: 2s, owner: 4s}}", 1)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out, log bytes.Buffer
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"serve", "--config", path}, slackGetenv, &out, &log) }()
	s.deliverTo("http", addr)("events_api", says("1795000000.000100", "My mother has collapsed in the flat, should I ring 999?"))

	eventually(t, 30*time.Second, "a card and three pages", func() bool { return len(s.in(slackStaff)) == 4 })
	all := s.in(slackStaff)
	for i, who := range []string{"U0PRIYA", "U0PRIYA", "U0OLIVE"} {
		page := all[i+1]
		if page.Thread != all[0].TS || !strings.HasPrefix(page.Text, "<@"+who+"> Act now:") || strings.Contains(page.Text, "mother") {
			t.Errorf("page %d is %+v, want one for %s beneath the card", i+1, page, who)
		}
	}
	eventually(t, 20*time.Second, "the steps on the card", func() bool {
		return strings.Contains(s.in(slackStaff)[0].Blocks, "The owner of the firm was told")
	})
	s.deliverTo("http", addr)("interactive", s.press(s.cardWith("claim"), "claim"))
	eventually(t, 20*time.Second, "the card says who took it", func() bool { return strings.Contains(s.in(slackStaff)[0].Blocks, "Taken by") })
	if clients := s.in(slackClient); len(clients) != 1 || !strings.Contains(clients[0].Text, "999") {
		t.Errorf("the client got %+v, want the signposting alone", clients)
	}
	stop()
	if code := <-ended; code != exitOK {
		t.Errorf("ended with %d:\n%s", code, &log)
	}
}
