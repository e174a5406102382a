package bot

import (
	"context"
	"fmt"
	"time"
)

const (
	// beatEvery is how often a heartbeat is given.
	beatEvery = 30 * time.Second
	// DownAfter is how long without a heartbeat counts as the program being down.
	DownAfter = 2 * time.Minute
	// stuckAfter is how long a loop may take for one turn: a busy one waits for
	// a step to end, and no step takes longer than its time-outs.
	stuckAfter = time.Minute
)

// beatMark keeps the time of the last heartbeat of any process over the store.
const beatMark = "heartbeat"

// beats gives heartbeats until ctx ends. One means that the store took a write
// and that every loop of this process has come round: a program that runs and
// does nothing gives none.
func (c *Copilot) beats(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		if err := c.beat(ctx); err != nil && ctx.Err() == nil {
			c.log.Error("no heartbeat", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (c *Copilot) beat(ctx context.Context) error {
	if i := c.stuck(time.Now()); i >= 0 {
		return fmt.Errorf("the loop for %s has not come round for %s", loopNames[i], stuckAfter)
	}
	now := c.now()
	var last time.Time
	err := c.deps.Store.Write(ctx, func(tx Tx) (err error) {
		if last, err = tx.Mark(beatMark); err != nil {
			return err
		}
		return tx.SetMark(beatMark, now)
	})
	if err != nil {
		return fmt.Errorf("keeping the heartbeat: %w", err)
	}
	c.compareLater("the process that gave the last heartbeat", last)
	c.deps.Beat(now)
	return nil
}

// loopNames say what the loops of Run work on.
var loopNames = [...]string{"sorting", "drafting", "posting", "timers"}

// stuck is the first loop that has not come round in time; -1 when all have.
func (c *Copilot) stuck(now time.Time) int {
	for i := range c.turned {
		if at := c.turned[i].Load(); at != 0 && now.Sub(time.Unix(0, at)) > stuckAfter {
			return i
		}
	}
	return -1
}

// wasDown notes that there was no heartbeat until this start.
func (c *Copilot) wasDown(ctx context.Context) error {
	return c.deps.Store.Write(ctx, func(tx Tx) error {
		now := c.now()
		last, err := tx.Mark(beatMark)
		if err != nil || last.IsZero() || now.Sub(last) <= DownAfter {
			return err
		}
		if err := tx.SetMark(beatMark, now); err != nil {
			return err
		}
		return tx.Append(&Event{Kind: EventDown, At: now, Actor: system, Facts: map[string]any{
			"from": last.Format(time.RFC3339), "to": now.Format(time.RFC3339), "seconds": int(now.Sub(last).Seconds())}})
	})
}
