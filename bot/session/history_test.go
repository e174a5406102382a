package session

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"countersign/bot"
)

// TestHistoryIsNeverWrongWhateverHappens plays writers and readers of one thread
// against a Redis that is flushed, or begins anew, all the time. A held history holds each turn
// whose Append had ended before it was read, and none twice.
func TestHistoryIsNeverWrongWhateverHappens(t *testing.T) {
	onBoth(t, Options{Turns: 1000}, func(t *testing.T, b *bench, raw *redis.Client) {
		var (
			mu       sync.Mutex
			store    []bot.Turn
			appended atomic.Int64 // turns 0..n-1 have been appended
			held     atomic.Int64
			wg       sync.WaitGroup
		)
		cut := func(err error) bool { return b.server != nil && errors.Is(err, ErrDown) } // the end of a server breaks what is under way
		ctx, stop := context.WithCancel(t.Context())
		wg.Go(func() {
			defer stop()
			for n := range 300 {
				mu.Lock()
				store = append(store, turn(n))
				mu.Unlock()
				if err := b.Append(t.Context(), acme, turn(n)); err != nil && !cut(err) {
					t.Errorf("Append: %v", err)
				}
				appended.Store(int64(n + 1))
			}
			for until := time.Now().Add(20 * time.Second); held.Load() == 0 && time.Now().Before(until); { // readers may not have had their turn
				time.Sleep(time.Millisecond)
			}
		})
		wg.Go(func() {
			for last := int64(0); ctx.Err() == nil; {
				if n := appended.Load() / 100; b.server != nil && n != last {
					last = n
					if err := b.server.renew(); err != nil { // as it does itself: nobody else can reach it
						t.Error(err)
					}
				} else if b.server == nil {
					_ = raw.FlushAll(ctx).Err() // ends with the test
				}
				time.Sleep(3 * time.Millisecond)
			}
		})
		for range 4 {
			wg.Go(func() {
				for ctx.Err() == nil {
					least := int(appended.Load())
					got, ok, err := b.Turns(t.Context(), acme)
					if cut(err) {
						continue
					}
					if err != nil {
						t.Errorf("Turns: %v", err)
						return
					}
					if !ok {
						mu.Lock()
						read := append([]bot.Turn(nil), store...)
						mu.Unlock()
						_ = b.Fill(t.Context(), acme, read) // a refusal is a miss next time
						continue
					}
					held.Add(1)
					if want := turnsTo(len(got)); len(got) < least || !cmp.Equal(want, got) {
						t.Errorf("held %d turns after %d were appended, or not those: %s", len(got), least, cmp.Diff(want, got))
						return
					}
				}
			})
		}
		wg.Wait()
		if held.Load() == 0 {
			t.Error("nothing was ever held: the test shows nothing")
		}
	})
}
