package autonomy

import (
	"context"
	"fmt"

	"countersign/bot"
	"countersign/bot/measure"
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
	grant           string // that holds; "" where none does
	paused          bool
	moved, switched int64 // events; the newest counts
}

// take folds an event of moves in, in whatever order they come.
func (s *said) take(ev bot.Event) {
	move := moves[ev.Kind]
	if move.grants && ev.Seq > s.moved {
		s.moved, s.grant = ev.Seq, ""
		if move.grant {
			s.grant = measure.Text(ev, "grant")
		}
	}
	if move.pause && ev.Seq > s.switched {
		s.switched, s.paused = ev.Seq, move.paused
	}
}

// against tells whether a row gives more than the ledger says.
func (s *said) against(st bot.Standing) bool {
	return s.paused && st.Paused == nil || st.State == bot.Granted && (st.Grant == nil || st.Grant.ID != s.grant)
}

// reconcile has the ledger win over rows of the database that give more than it
// says: an older row that somebody put back, of a grant that had ended, or one of
// the switch that is gone. Who can write to the file can do that without the
// master key; the ledger they cannot shorten unseen. Nothing is sent on such a
// row in the meantime: see heed.
func (d *Desk) reconcile(ctx context.Context, all []bot.Standing) error {
	told, err := d.told(ctx)
	if err != nil {
		return err
	}
	stored := map[string]bot.Standing{}
	for _, st := range all {
		stored[st.Topic] = st
		if told[st.Topic] == nil {
			told[st.Topic] = &said{}
		}
	}
	for topic, is := range told {
		if !is.against(stored[topic]) {
			continue
		}
		if err := d.again(ctx, func(tx bot.Tx) error { return d.heed(tx, topic) }); err != nil {
			return err
		}
	}
	return nil
}

// heed puts a topic's row right where it gives more than the ledger says, in the
// transaction that asks.
func (d *Desk) heed(tx bot.Tx, topic string) error {
	is, err := newest(tx, topic)
	if err != nil {
		return err
	}
	st, ok := d.known(tx, topic)
	if !ok || !is.against(st) {
		return nil // one that cannot be read permits nothing
	}
	if is.paused && st.Paused == nil {
		d.log.Error("the switch over automatic answers was pulled and its row is gone: it is pulled again", "topic", topic)
		if err := d.Pause(tx, topic, program, causeRecord); err != nil {
			return err
		}
		if st, err = tx.Standing(topic); err != nil || !is.against(st) {
			return err
		}
	}
	d.log.Error("a grant ended and its row says otherwise: it is revoked", "topic", topic)
	return d.revoke(tx, &st, "system", causeRecord, 0, nil)
}

// newest reads what the ledger says last of one topic.
func newest(tx bot.Tx, topic string) (*said, error) {
	is := &said{}
	for kind := range moves {
		err := tx.Newest(kind, func(ev bot.Event) bool {
			if measure.Text(ev, "topic") != topic {
				return true
			}
			is.take(ev)
			return false
		})
		if err != nil {
			return nil, fmt.Errorf("reading what the ledger says of %q: %w", topic, err)
		}
	}
	return is, nil
}

// told reads what the ledger says last of each topic.
func (d *Desk) told(ctx context.Context) (map[string]*said, error) {
	out := map[string]*said{}
	for kind := range moves {
		err := d.deps.Store.Events(ctx, bot.EventFilter{Kinds: []bot.EventKind{kind}}, func(ev bot.Event) error {
			topic := measure.Text(ev, "topic")
			if out[topic] == nil {
				out[topic] = &said{}
			}
			out[topic].take(ev)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("reading what the ledger says of autonomy: %w", err)
		}
	}
	return out, nil
}
