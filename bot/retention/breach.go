package retention

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
)

// What may be decided about a breach.
const (
	Notified      = "notified"       // the Commissioner was told
	NotNotifiable = "not_notifiable" // a risk to people is unlikely; the reason is on record
)

// Breach is a report that a message reached the wrong person.
type Breach struct {
	No      int64     `json:"no"` // of its ledger entry
	Case    int64     `json:"case,omitempty"`
	Aware   time.Time `json:"aware_at"`
	Due     time.Time `json:"due_at"`
	Outcome string    `json:"outcome,omitempty"`
	Closed  time.Time `json:"closed_at,omitzero"`
}

// Left is how much of the 72 hours is left; below zero when they have passed.
func (b Breach) Left(now time.Time) time.Duration { return b.Due.Sub(now) }

// ReportBreach puts on record that a message reached the wrong person: see
// [bot.NewBreach]. A case that is named must be there.
func ReportBreach(ctx context.Context, s Store, caseID int64, by bot.Person, what string, aware, now time.Time) (Breach, error) {
	ev, err := bot.NewBreach(caseID, by, what, aware, now)
	if err != nil {
		return Breach{}, err
	}
	if caseID != 0 {
		if _, err := s.Case(ctx, caseID); err != nil {
			return Breach{}, err
		}
	}
	if err := s.Write(ctx, func(tx bot.Tx) error { return tx.Append(ev) }); err != nil {
		return Breach{}, fmt.Errorf("putting the breach on record: %w", err)
	}
	return Breach{No: ev.Seq, Case: caseID, Aware: aware.UTC(), Due: aware.Add(bot.BreachTime).UTC()}, nil
}

// CloseBreach puts on record what was decided about a breach, by whom and why.
func CloseBreach(ctx context.Context, s Store, no int64, outcome string, by bot.Person, why string, now time.Time) error {
	if outcome != Notified && outcome != NotNotifiable {
		return fmt.Errorf("%q is no outcome; it is %s or %s", outcome, Notified, NotNotifiable)
	}
	if strings.TrimSpace(by.Label()) == "" || strings.TrimSpace(why) == "" {
		return errors.New("say who decided and why: Article 33(5) wants both on record")
	}
	all, err := Breaches(ctx, s)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(b Breach) bool { return b.No == no })
	if i < 0 {
		return fmt.Errorf("there is no breach %d", no)
	}
	b := all[i]
	if b.Outcome != "" {
		return fmt.Errorf("breach %d was closed on %s: %s", no, b.Closed.Format("2 January 2006"), strings.ReplaceAll(b.Outcome, "_", " "))
	}
	return s.Write(ctx, func(tx bot.Tx) error {
		mine, err := tx.Once(fmt.Sprintf("breach %d closed", no))
		if err != nil {
			return err
		}
		if !mine {
			return fmt.Errorf("breach %d was closed this moment by somebody else: look how", no)
		}
		return tx.Append(&bot.Event{Kind: bot.EventBreachClosed, At: now.UTC(), Actor: by.Actor(), Words: map[string]string{"by": by.Label(), "why": why},
			Facts: map[string]any{"breach": no, "outcome": outcome}})
	})
}

// Breaches lists every breach on record, oldest first.
func Breaches(ctx context.Context, s Store) ([]Breach, error) {
	var out []Breach
	err := s.Events(ctx, bot.EventFilter{Kinds: []bot.EventKind{bot.EventBreach, bot.EventBreachClosed}}, func(ev bot.Event) error {
		number := func(name string) int64 { n, _ := ev.Facts[name].(float64); return int64(n) }
		moment := func(name string) time.Time {
			text, _ := ev.Facts[name].(string)
			at, _ := time.Parse(time.RFC3339Nano, text) // zero for what is not ours
			return at
		}
		if ev.Kind == bot.EventBreach {
			out = append(out, Breach{No: ev.Seq, Case: number("case"), Aware: moment("aware_at"), Due: moment("due_at")})
			return nil
		}
		for i := range out {
			if out[i].No == number("breach") {
				out[i].Outcome, _ = ev.Facts["outcome"].(string)
				out[i].Closed = ev.At
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading breaches: %w", err)
	}
	return out, nil
}

// warnings are how long before the end of the 72 hours staff are told, the first
// time at once.
var warnings = []time.Duration{bot.BreachTime, 24 * time.Hour, 4 * time.Hour, 0}

// Staff is where the firm's people are told.
type Staff struct {
	Platform bot.Platform
	Channel  string
}

// remind tells staff of each breach that is not closed: once for each warning, of
// those that were slept through the latest alone.
func (k *Keeper) remind(ctx context.Context) error {
	all, err := Breaches(ctx, k.store)
	if err != nil {
		return err
	}
	for _, b := range all {
		if b.Outcome != "" {
			continue
		}
		if err := k.store.Write(ctx, func(tx bot.Tx) error { return k.warn(tx, b) }); err != nil {
			return fmt.Errorf("telling staff of breach %d: %w", b.No, err)
		}
	}
	return nil
}

func (k *Keeper) warn(tx bot.Tx, b Breach) error {
	tell := false
	for _, w := range warnings {
		if b.Left(k.now()) > w {
			break
		}
		first, err := tx.Once(fmt.Sprintf("breach %d warned %s", b.No, w))
		if err != nil {
			return err
		}
		tell = first
	}
	if !tell {
		return nil
	}
	text := b.text(k.now(), k.zone)
	_, err := tx.Plan(&bot.Outbound{Key: fmt.Sprintf("breach %d left %s", b.No, b.Left(k.now()).Round(time.Minute)), Marker: rand.Text(), Kind: bot.PostDigest,
		Platform: k.staff.Platform, Channel: k.staff.Channel, Text: text, Hash: bot.TextHash(text), State: bot.PostPlanned, UpdatedAt: k.now().UTC()})
	return err
}

// text tells staff of a breach, without saying what happened: that stands in the
// record.
func (b Breach) text(now time.Time, zone *time.Location) string {
	due := b.Due.In(zone).Format("Monday 2 January 15:04")
	head := fmt.Sprintf("Data breach %d: %s left. ", b.No, hours(b.Left(now)))
	if b.Left(now) <= 0 {
		head = fmt.Sprintf("Data breach %d: the 72 hours have passed. ", b.No)
	}
	at := ""
	if b.Case != 0 {
		at = fmt.Sprintf(" It concerns case %d.", b.Case)
	}
	return head + "A message reached the wrong person. The Information Commissioner is to be told by " + due + ", unless a risk to people is unlikely." + at +
		fmt.Sprintf(" When that is decided: countersign breach close %d --outcome notified|not_notifiable --by NAME --why TEXT --config FILE", b.No)
}

// hours says how many whole hours are left.
func hours(left time.Duration) string {
	return english.Plural(int(left.Hours()), "hour is", "hours are")
}
