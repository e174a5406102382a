package bot

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"
)

// While nothing may go to a platform's staff place, what is meant for it is held
// back: not begun, told of once, and let go at once when it may. A hundred cards that
// wait for a channel to be private again are no work. Which rows are held back is
// known to the process that put them off; one that starts has all of them asked once.

// heldPause is when a row that is held back asks again though nobody let it go, as
// where the process that held it has ended and another one goes on.
const heldPause = 5 * time.Minute

// heldBack begins the detail of a row that is held back.
const heldBack = "held back: "

// heldRows are the rows that this process holds back. Safe for concurrent use.
type heldRows struct {
	mu   sync.Mutex
	rows map[int64]Outbound
}

func (h *heldRows) add(o Outbound) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rows == nil {
		h.rows = map[int64]Outbound{}
	}
	h.rows[o.ID] = o
}

func (h *heldRows) drop(id int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.rows, id)
}

// take takes the rows out that may go.
func (h *heldRows) take(may func(o Outbound) bool) map[int64]Outbound {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := map[int64]Outbound{}
	for id, o := range h.rows {
		if may(o) {
			out[id] = o
			delete(h.rows, id)
		}
	}
	return out
}

// hold tells, once, that a row is held back, and has it wait.
func (c *Copilot) hold(ctx context.Context, o Outbound, why string) {
	err := c.post(ctx, &o, func(tx Tx, _ *Case) error {
		o.Detail = heldBack + why
		return tx.Append(c.postEvent(&o, EventNotSent, map[string]any{"why": o.Detail, "attempt": o.Attempt}))
	})
	if err == nil {
		err = c.deps.Store.PostponePosts(ctx, c.worker, map[int64]time.Time{o.ID: c.now().Add(heldPause)})
		c.held.add(o) // once it is put off: it may have been taken out meanwhile
	}
	if err == nil {
		return
	}
	if !errors.Is(err, ErrConflict) {
		c.log.Error("cannot hold a message back", "outbound", o.ID, "case", o.Case, "err", err)
	}
	if err := c.deps.Store.ReleasePost(ctx, c.worker, o.ID); err != nil {
		c.log.Warn("cannot release a post", "outbound", o.ID, "err", err)
	}
}

// letGo has the rows that were held back and may go now claimed at once. They are
// taken out first: one that is being put off meanwhile is put in again afterwards.
func (c *Copilot) letGo(ctx context.Context) error {
	free := c.held.take(func(o Outbound) bool {
		m, ok := c.deps.Messengers[o.Platform]
		return ok && m.Held(o) == ""
	})
	if len(free) == 0 {
		return nil
	}
	due := map[int64]time.Time{}
	for id := range free {
		due[id] = c.now()
	}
	err := c.deps.Store.PostponePosts(ctx, "", due)
	if err != nil {
		for _, o := range free {
			c.held.add(o)
		}
	}
	return err
}

// told tells whether it is on record that a row is held back.
func (o Outbound) told() bool { return strings.HasPrefix(o.Detail, heldBack) }
