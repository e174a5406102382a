package autonomy_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"countersign/bot"
)

// unread is a store of which some things cannot be read for the moment.
type unread struct {
	bot.Store
	f *firm
}

func (u unread) Write(ctx context.Context, fn func(tx bot.Tx) error) error {
	return u.Store.Write(ctx, func(tx bot.Tx) error { return fn(unreadTx{tx, u.f}) })
}

type unreadTx struct {
	bot.Tx
	f *firm
}

func (u unreadTx) OnRecord(account string) ([]*bot.Case, error) {
	if err := u.f.cannotRead("records"); err != nil {
		return nil, err
	}
	return u.Tx.OnRecord(account)
}

func (u unreadTx) RecentIn(p bot.Platform, channel, thread string, limit int) ([]*bot.Case, error) {
	if err := u.f.cannotRead("the thread"); err != nil {
		return nil, err
	}
	return u.Tx.RecentIn(p, channel, thread, limit)
}

func (f *firm) cannotRead(what string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.unread == nil {
		return nil
	}
	return f.unread(what)
}

// TestWhatCannotBeReadHoldsAnAutomaticAnswerBack: a complaint that could not be looked
// up is not taken for none, whether the draft is made or is about to be sent. The
// answer goes once the store can be read.
func TestWhatCannotBeReadHoldsAnAutomaticAnswerBack(t *testing.T) {
	t.Parallel()
	const soonTooMany = 10 // the clock stands still: each failure has to put the next try off
	for name, tt := range map[string]struct {
		what  string
		first int // as many readings succeed before
	}{
		"records when the draft is made":         {"records", 0},
		"records when it is about to be sent":    {"records", 1},
		"the thread when the draft is made":      {"the thread", 0},
		"the thread when it is about to be sent": {"the thread", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFirm(t)
			f.granted(topic)
			id := f.receive("acme", "When are you open?")
			read, failed := 0, 0
			f.set(func() {
				f.unread = func(what string) error {
					if what != tt.what {
						return nil
					}
					if read++; read <= tt.first || failed > soonTooMany {
						return nil
					}
					failed++
					return errors.New("the disk cannot be read")
				}
			})
			f.drain()
			if failed > soonTooMany {
				t.Fatal("what failed was tried again and again at once")
			}
			if k := f.kase(id); failed == 0 || len(f.automatic()) != 0 || k.State == bot.StateAnswered {
				t.Fatalf("%d readings failed; automatic answers %v, case %s; want none", failed, f.automatic(), k.State)
			}
			f.set(func() { f.unread = nil })
			f.clock.Advance(10 * time.Minute)
			f.drain()
			if k := f.kase(id); len(f.automatic()) != 1 || k.State != bot.StateAnswered {
				t.Errorf("once it can be read: automatic answers %v, case %s; want one", f.automatic(), k.State)
			}
		})
	}
}
