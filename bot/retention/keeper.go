package retention

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"countersign/bot"
	"countersign/bot/measure"
)

// look is how often it is looked whether a purge is due: one that was slept
// through is made good within it.
const look = time.Minute

// Sessions is the cache of what was said: after an erasure it is emptied.
type Sessions interface {
	ForgetAll(ctx context.Context) error
}

// Outside is what the firm keeps beside the store of what clients wrote, such as
// proposed pages: it forgets the cases that were erased.
type Outside func(gone func(caseID int64) bool) error

// Keeper purges once a night, empties the cache after each erasure, whoever made
// it, and tells staff how much is left of the 72 hours of a breach. Any number may run over one ledger: a night is done when its event is
// in the ledger.
type Keeper struct {
	opts     Options
	store    Store
	sessions Sessions
	outside  Outside
	staff    Staff
	zone     *time.Location
	now      func() time.Time
	fault    func(point string)
	log      *slog.Logger
	seen     int64 // events up to here were looked through for erasures
}

// NewKeeper makes a Keeper. A nil now is time.Now; a nil fault or outside is none.
func NewKeeper(o Options, s Store, sessions Sessions, outside Outside, staff Staff, now func() time.Time, fault func(point string), log *slog.Logger) (*Keeper, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(o.Timezone)
	if err != nil {
		return nil, err
	}
	if now == nil {
		now = time.Now
	}
	if fault == nil {
		fault = func(string) {}
	}
	if outside == nil {
		outside = func(func(int64) bool) error { return nil }
	}
	return &Keeper{opts: o, store: s, sessions: sessions, outside: outside, staff: staff, zone: zone, now: now, fault: fault, log: log.With("component", "retention")}, nil
}

// Run works until ctx ends.
func (k *Keeper) Run(ctx context.Context) error {
	for {
		if err := k.Due(ctx); err != nil && ctx.Err() == nil {
			k.log.Error("purge not done, it is tried again", "err", err)
		}
		if err := k.forget(ctx); err != nil && ctx.Err() == nil {
			k.log.Warn("not all is forgotten after an erasure, it is tried again", "err", err)
		}
		if err := k.remind(ctx); err != nil && ctx.Err() == nil {
			k.log.Error("staff were not told of a data breach, it is tried again", "err", err)
		}
		timer := time.NewTimer(look)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}

// Due purges if the last night's purge was not done. Nights before it need none
// of their own: what was past its period then still is.
func (k *Keeper) Due(ctx context.Context) error {
	at, day, err := k.opts.night(k.now())
	if err != nil {
		return err
	}
	began, done, err := k.state(ctx, day)
	if err != nil || done || began.IsZero() || !began.Before(at) {
		return err
	}
	out, err := Purge(ctx, k.store, k.opts, at, k.fault)
	if err != nil {
		return fmt.Errorf("the purge of %s: %w", day, err)
	}
	k.log.Info("purged", "night", day, "cases", len(out.Cases), "drafts", len(out.Drafts), "loose", out.Loose, "kept", len(out.Kept), "open", len(out.Open))
	return k.store.Write(ctx, func(tx bot.Tx) error { return k.done(tx, day, at, out) })
}

// done puts the night's event into the ledger, once.
func (k *Keeper) done(tx bot.Tx, day string, at time.Time, out Purged) error {
	mine, err := tx.Once("purge " + day)
	if err != nil || !mine {
		return err
	}
	return tx.Append(&bot.Event{Kind: bot.EventPurged, At: k.now().UTC(), Actor: system, Facts: map[string]any{
		"night": day, "as_of": at.UTC().Format(time.RFC3339), "cases": len(out.Cases), "drafts": len(out.Drafts), "loose": out.Loose,
		"kept": len(out.Kept), "open": len(out.Open), "periods": map[string]any{
			string(ClassComplaints): k.opts.Complaints.Keep.String(), string(ClassCases): k.opts.Cases.String(),
			string(ClassDrafts): k.opts.Drafts.String(), string(ClassDigests): k.opts.Digests.String(),
		},
	}})
}

// state tells when the ledger begins and whether a night's purge was done.
func (k *Keeper) state(ctx context.Context, day string) (began time.Time, done bool, err error) {
	if began, err = begins(ctx, k.store); err != nil || began.IsZero() {
		return began, false, err
	}
	done, err = purgedOn(ctx, k.store, day)
	return began, done, err
}

// begins is when the ledger begins; zero for an empty one.
func begins(ctx context.Context, s Store) (time.Time, error) {
	first, _, err := measure.First(ctx, s, nil)
	return first.At, err
}

func purgedOn(ctx context.Context, s Store, day string) (bool, error) {
	_, done, err := measure.First(ctx, s, func(ev bot.Event) bool { return measure.Text(ev, "night") == day }, bot.EventPurged)
	return done, err
}

// forget empties the session cache, and has what is kept outside forgotten, if
// something was erased since it was looked last; at the start once if anything
// ever was.
func (k *Keeper) forget(ctx context.Context) error {
	last, erased := k.seen, map[int64]bool{}
	err := k.store.Events(ctx, bot.EventFilter{After: k.seen, Kinds: []bot.EventKind{bot.EventErased}}, func(ev bot.Event) error {
		last, erased[ev.Case] = ev.Seq, true
		return nil
	})
	if err != nil || len(erased) == 0 {
		return err
	}
	err = errors.Join(k.sessions.ForgetAll(ctx), k.outside(func(id int64) bool { return erased[id] })) // neither waits for the other
	if err != nil {
		return err
	}
	k.seen = last
	return nil
}
