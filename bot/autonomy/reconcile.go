package autonomy

import (
	"context"
	"fmt"

	"countersign/bot"
)

// causeRecord is the cause where the database says otherwise than the ledger.
const causeRecord = "the ledger says that it ended, and the database did not"

// moves are the events that give autonomy, take it or switch it, each with what
// holds after it.
var moves = map[bot.EventKind]struct{ grants, grant, pause, paused bool }{
	bot.EventAutonomyGranted:  {grants: true, grant: true},
	bot.EventAutonomyRestored: {grants: true, grant: true},
	bot.EventAutonomyLapsed:   {grants: true},
	bot.EventAutonomyRevoked:  {grants: true},
	bot.EventAutonomyPaused:   {pause: true, paused: true},
	bot.EventAutonomyResumed:  {pause: true},
}

// said is what the ledger says last of a topic.
type said struct {
	ended, paused    bool
	endedBy, pauseBy int64 // events; the newest counts
}

// reconcile has the ledger win over rows of the database that give more than it
// says: an older row that somebody put back, of a grant that had ended, or one of
// the switch that is gone. Who can write to the file can do that without the
// master key; the ledger they cannot shorten unseen.
func (d *Desk) reconcile(ctx context.Context, all []bot.Standing) error {
	told, err := d.told(ctx)
	if err != nil {
		return err
	}
	stored := map[string]bot.Standing{}
	for _, st := range all {
		stored[st.Topic] = st
	}
	for topic, is := range told {
		st := stored[topic]
		if is.paused && st.Paused == nil {
			d.log.Error("the switch over automatic answers was pulled and its row is gone: it is pulled again", "topic", topic)
			if err := d.again(ctx, func(tx bot.Tx) error { return d.Pause(tx, topic, program, causeRecord) }); err != nil {
				return err
			}
		}
		if is.ended && st.State == bot.Granted {
			d.log.Error("a grant ended and its row says otherwise: it is revoked", "topic", topic)
			if err := d.revokeAgain(ctx, st); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *Desk) revokeAgain(ctx context.Context, was bot.Standing) error {
	return d.again(ctx, func(tx bot.Tx) error {
		st, err := tx.Standing(was.Topic)
		if err != nil || st.Version != was.Version || st.State != bot.Granted {
			return err
		}
		return d.revoke(tx, &st, "system", causeRecord, 0, nil)
	})
}

// told reads what the ledger says last of each topic.
func (d *Desk) told(ctx context.Context) (map[string]said, error) {
	out := map[string]said{}
	for kind, move := range moves {
		err := d.deps.Store.Events(ctx, bot.EventFilter{Kinds: []bot.EventKind{kind}}, func(ev bot.Event) error {
			topic, _ := ev.Facts["topic"].(string)
			is := out[topic]
			if move.grants && ev.Seq > is.endedBy {
				is.ended, is.endedBy = !move.grant, ev.Seq
			}
			if move.pause && ev.Seq > is.pauseBy {
				is.paused, is.pauseBy = move.paused, ev.Seq
			}
			out[topic] = is
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("reading what the ledger says of autonomy: %w", err)
		}
	}
	return out, nil
}
