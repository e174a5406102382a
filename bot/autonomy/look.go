package autonomy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"countersign/bot"
)

// lookEvery is how often it is seen whether a look is due or a grant ran out.
// What is sent does not wait for it: that is checked at each sending.
const lookEvery = time.Minute

// Run holds the scheduled looks, and lets grants rest that ran out, until ctx
// ends. Any number may run over one store.
func (d *Desk) Run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := d.Look(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, bot.ErrConflict) {
			d.log.Error("the evidence of topics cannot be looked at, it is tried again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Look does what is due: of each look that has come it asks the owner, where the
// gate holds, or tells staff what is missing, once; and a grant that ran out or
// whose model, rules or pages changed comes to rest.
func (d *Desk) Look(ctx context.Context) error {
	all, err := d.deps.Store.Standings(ctx)
	if err != nil {
		return fmt.Errorf("reading the standings: %w", err)
	}
	if err := d.reconcile(ctx, all); err != nil {
		return err
	}
	var due []bot.Standing
	for _, st := range all {
		if st.State == bot.Granted {
			if err := d.settleGrant(ctx, st); err != nil {
				return err
			}
		}
		if _, ok := d.due(st); ok {
			due = append(due, st)
		}
	}
	if len(due) == 0 {
		return nil
	}
	b, err := d.open(ctx)
	if err != nil {
		return err
	}
	for _, st := range due {
		if err := d.lookAt(ctx, b, st); err != nil {
			return err
		}
	}
	return nil
}

// due gives the latest look of a topic, if nobody held it yet.
func (d *Desk) due(st bot.Standing) (look, bool) {
	asks := st.State == bot.CoPilot || st.State == bot.Lapsed && st.Cause == expired
	if st.Topic == "" || st.Start.IsZero() || !asks || Denied(st.Topic) != "" {
		return look{}, false
	}
	l, ok := roundAt(st.Start, d.now(), d.deps.Zone).last(st.Start)
	return l, ok && st.Looked.Before(l.at)
}

func (d *Desk) settleGrant(ctx context.Context, st bot.Standing) error {
	if d.shaken(st.Grant) == "" {
		return nil
	}
	return d.again(ctx, func(tx bot.Tx) error {
		now, err := tx.Standing(st.Topic)
		if err != nil || now.State != bot.Granted {
			return err
		}
		why := d.shaken(now.Grant)
		if why == "" {
			return nil
		}
		return d.rest(tx, &now, why)
	})
}

// lookAt holds one look: it is claimed and told in one transaction.
func (d *Desk) lookAt(ctx context.Context, b *books, st bot.Standing) error {
	s, err := d.status(b, st.Topic)
	if err != nil || s.Look == nil {
		return err
	}
	l, _ := d.due(st)
	return d.again(ctx, func(tx bot.Tx) error {
		now, err := tx.Standing(st.Topic)
		if err != nil || now.Version != st.Version {
			return err // somebody was here first, or something happened: next time
		}
		now.Looked = l.at
		facts := evidenceFacts(*s.Look)
		facts["topic"], facts["ready"] = st.Topic, s.Ready()
		if err := tx.Append(&bot.Event{Kind: bot.EventAutonomyLooked, At: d.now(), Actor: "system", Facts: facts}); err != nil {
			return err
		}
		if !s.Ready() {
			if err := tx.SetStanding(&now); err != nil {
				return err
			}
			return d.deps.Tell(tx, d.sheetLooked(s))
		}
		now.Ask = &bot.AutonomyAsk{ID: id(), By: "Countersign", At: d.now(), Evidence: *s.Look, Waived: now.Waived}
		asked := evidenceFacts(*s.Look)
		asked["ask"], asked["waived"] = now.Ask.ID, now.Waived
		if err := d.move(tx, &now, bot.Asked, bot.EventAutonomyAsked, "system", asked, nil); err != nil {
			return err
		}
		return d.deps.Tell(tx, d.sheetAsk(now, s))
	})
}
