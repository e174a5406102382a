package llm

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestOneCallIsUnderWayInAConversationAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		at, most := map[string]int{}, map[string]int{}
		m := &script{do: func(_ context.Context, _ int, r Request) (Response, error) {
			mu.Lock()
			at[r.Thread]++
			most[r.Thread] = max(most[r.Thread], at[r.Thread])
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			at[r.Thread]--
			mu.Unlock()
			return fine(r), nil
		}}
		g := NewGate(Options{}, m, Deps{})
		var wg sync.WaitGroup
		started := time.Now()
		for i := range 6 {
			wg.Go(func() {
				r := question()
				r.Thread = fmt.Sprint(i % 2)
				if _, err := g.Generate(t.Context(), r); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if most["0"] != 1 || most["1"] != 1 || time.Since(started) != 3*time.Second {
			t.Errorf("at once %v, in %s; want one in each conversation, and two conversations side by side", most, time.Since(started))
		}
		if len(g.turns.threads) != 0 {
			t.Errorf("%d conversations are still held", len(g.turns.threads))
		}
	})
}
