package llm

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestAProcessThatCannotReachTheModelStopsNoOther has two processes share a meter:
// the breaker of one is not the other's.
func TestAProcessThatCannotReachTheModelStopsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := &tally{}
		o := Options{DailyTokens: 1_000_000, AccountCalls: 100}
		cutOff, well := NewGate(o, always(Unavailable), Deps{Meter: shared}), NewGate(o, answers(), Deps{Meter: shared})
		for range 2 {
			if _, err := cutOff.Generate(t.Context(), question()); err == nil {
				t.Fatal("a model that is down answered")
			}
		}
		if _, err := cutOff.Generate(t.Context(), question()); !kindIs(err, Paused) {
			t.Errorf("the process that is cut off: %v, want the model left alone", err)
		}
		if _, err := well.Generate(t.Context(), question()); err != nil {
			t.Errorf("the other process: %v", err)
		}
	})
}

// TestACallThatNobodyWaitsForSaysNothingOfTheModel has callers go away before the
// model answers: it may be well.
func TestACallThatNobodyWaitsForSaysNothingOfTheModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &script{do: func(ctx context.Context, n int, r Request) (Response, error) {
			if n > 5 {
				return fine(r), nil
			}
			<-ctx.Done()
			return Response{}, ctx.Err()
		}}
		g := NewGate(Options{}, slow, Deps{})
		for range 5 {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			if _, err := g.Generate(ctx, question()); err == nil {
				t.Fatal("a call that was broken off succeeded")
			}
		}
		if _, err := g.Generate(t.Context(), question()); err != nil {
			t.Errorf("after five callers went away: %v, want the model asked", err)
		}
	})
}
