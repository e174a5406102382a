package bot

import (
	"context"
	"strings"
	"time"
)

// How long a text for a client waits before it asks again whether it may leave.
const (
	offPause     = 30 * time.Second
	recheckPause = 5 * time.Second
)

// recheckPatience is for how long an answer waits for a platform that does not
// tell what became of its question. Then it leaves: a person approved it, and
// no delivery said that the question is gone.
const recheckPatience = 2 * time.Minute

// mayLeave tells whether a text for a client may leave now. Where it may not, it
// waits, and the ledger says so once for each reason. An automatic answer does
// not wait for sending to be switched on: off is why it goes to staff instead.
func (c *Copilot) mayLeave(ctx context.Context, o *Outbound) (off string, may bool, err error) {
	automatic := strings.HasPrefix(o.Key, autoKey)
	switch why := c.deps.SendingOff(ctx); {
	case why != "" && automatic:
		return "sending is off", true, nil
	case why != "":
		return "", false, c.wait(ctx, *o, offPause, "sending is off: "+why)
	case o.Kind != PostAnswer:
		return "", true, nil
	}
	k, err := c.deps.Store.Case(ctx, o.Case)
	if err != nil {
		return "", false, err
	}
	bounded, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	err = c.deps.Recheck(bounded, k) // what it takes in cancels the answer: begin finds it changed
	if err == nil {
		o.UncheckedSince = time.Time{}
		return "", true, nil
	}
	if o.UncheckedSince.IsZero() {
		o.UncheckedSince = c.now()
	}
	if c.now().Sub(o.UncheckedSince) < recheckPatience {
		return "", false, c.wait(ctx, *o, recheckPause, "cannot look whether the question still stands: "+err.Error())
	}
	if automatic {
		return "nobody could look whether the question still stands", true, nil
	}
	c.log.Warn("an answer leaves without a look at its question", "outbound", o.ID, "case", o.Case, "err", err)
	return "", true, nil
}

// wait has a planned row ask again later. That it waits is told when the reason
// is new; asking on changes nothing but the row.
func (c *Copilot) wait(ctx context.Context, o Outbound, pause time.Duration, why string) error {
	fresh := o.Detail != why
	o.Detail, o.NotBefore = why, c.now().Add(pause)
	if !fresh {
		return c.deps.Store.Write(ctx, func(tx Tx) error { row := o; return tx.UpdatePost(&row) })
	}
	return c.post(ctx, &o, func(tx Tx, _ *Case) error {
		return tx.Append(c.postEvent(&o, EventNotSent, map[string]any{"why": why, "attempt": o.Attempt}))
	})
}
