package store

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
)

// modelClaim is a call at so many minutes, of at most three in five minutes for an
// account, and of 1,000 tokens since the start.
func modelClaim(account string, minutes int) bot.ModelClaim {
	at := start.Add(time.Duration(minutes) * time.Minute)
	return bot.ModelClaim{At: at, Account: account, Reserve: 100, Calls: 3, CallsSince: at.Add(-5 * time.Minute), Tokens: 1000, TokensSince: start}
}

func TestAClientHasItsShareOfModelCallsAndNoMore(t *testing.T) {
	s := openWith(t, testOptions(t))
	for i, tt := range []struct {
		account string
		minutes int
		want    string
	}{{"acme", 0, ""}, {"acme", 1, ""}, {"acme", 2, ""}, {"acme", 3, bot.OverCalls}, {"bright", 3, ""}, {"acme", 4, bot.OverCalls}, {"acme", 5, ""}} {
		if _, over, err := s.ClaimModelCall(t.Context(), modelClaim(tt.account, tt.minutes)); err != nil || over != tt.want {
			t.Errorf("call %d: %q, %v; want %q", i+1, over, err, tt.want)
		}
	}
}

func TestTokensCountAsReservedUntilTheyAreSettledAndOverRestarts(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	take := func(reserve int) (int64, string) {
		c := modelClaim("acme", 0)
		c.Calls, c.Reserve = 0, reserve
		id, over, err := s.ClaimModelCall(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return id, over
	}
	first, _ := take(1000)
	if _, over := take(1); over != bot.OverTokens {
		t.Errorf("a call beside one that reserves the whole budget: %q", over)
	}
	if err := s.SettleModelCall(t.Context(), first, 999); err != nil {
		t.Fatal(err)
	}
	if _, over := take(1); over != "" {
		t.Errorf("one token is left, and the call is refused: %q", over)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openWith(t, opts)
	if _, over := take(1); over != bot.OverTokens {
		t.Errorf("after a restart: %q, want the budget still used up", over)
	}
	tomorrow := modelClaim("acme", 0)
	tomorrow.At, tomorrow.TokensSince = start.AddDate(0, 0, 1), start.AddDate(0, 0, 1)
	if _, over, err := s.ClaimModelCall(t.Context(), tomorrow); err != nil || over != "" {
		t.Errorf("the next day: %q, %v", over, err)
	}
}

func TestModelCallsThatNoLimitLooksAtAreForgotten(t *testing.T) {
	s := openWith(t, testOptions(t))
	for day := range 10 {
		c := modelClaim("acme", day*24*60)
		c.TokensSince = c.At
		if _, _, err := s.ClaimModelCall(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	var n int
	if err := s.reads.QueryRowContext(t.Context(), `SELECT count(*) FROM model_calls`).Scan(&n); err != nil || n > 3 {
		t.Errorf("%d calls of ten days are kept, %v", n, err)
	}
}

// claimCalls claims calls with several workers until it is refused one, and
// prints each that it got.
func claimCalls(opts Options) int {
	s, err := Open(context.Background(), opts, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	defer func() { _ = s.Close() }() // what was claimed was printed
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for {
				c := modelClaim("acme", 0)
				c.Calls, c.Reserve, c.Tokens = 50, 10, 1_000_000
				id, over, err := s.ClaimModelCall(context.Background(), c)
				if err != nil || over != "" {
					fmt.Println("end", over, err)
					return
				}
				fmt.Println("call", id)
			}
		})
	}
	workers.Wait()
	return 0
}

func TestTwoProcessesShareWhatAClientMayAsk(t *testing.T) {
	opts := testOptions(t)
	openWith(t, opts)
	var outputs [2]string
	var running sync.WaitGroup
	for i := range outputs {
		running.Go(func() {
			out, err := child(t, opts, "claim calls").Output()
			if err != nil {
				t.Errorf("process %d: %v", i, err)
			}
			outputs[i] = string(out)
		})
	}
	running.Wait()
	got := map[string]int{}
	for line := range strings.Lines(outputs[0] + outputs[1]) {
		got[strings.TrimSpace(line)]++
	}
	ends := got["end "+bot.OverCalls+" <nil>"]
	delete(got, "end "+bot.OverCalls+" <nil>")
	if len(got) != 50 || ends != 8 {
		t.Errorf("%d calls were let through by two processes, want 50, and %d of 8 workers ended as they should:\n%v", len(got), ends, got)
	}
}
