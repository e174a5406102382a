package digest

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"countersign/bot"
	"countersign/bot/measure"
)

const (
	// look is how often what is due is looked at besides the schedule's own
	// times: a wake-up that was slept through is made good within it.
	look = time.Minute
	// catchUp is how many missed periods are posted after downtime. What lies further
	// back is not posted: `countersign digest --since` tells it.
	catchUp = 4
)

// Ledger is the store as the scheduler needs it.
type Ledger interface {
	measure.Events
	Write(ctx context.Context, fn func(tx bot.Tx) error) error
}

// Scheduler posts one digest for each period that has ended. Any number may run
// over one ledger: the first to claim a period posts it. Safe for concurrent use.
type Scheduler struct {
	opts   Options
	spec   cron.Schedule
	zone   *time.Location
	ledger Ledger
	maker  Maker
	log    *slog.Logger
	now    func() time.Time
	fault  func(point string)

	mu    sync.Mutex
	began time.Time // when the ledger begins, once it is known; guarded by mu

	// Complaints up to this event were told, the last of them at this time. Only Run's
	// own loop, or a test, looks.
	told   int64
	toldAt time.Time
}

// NewScheduler makes a Scheduler of what m makes; its Ledger, Firm and Rules may
// be left out and are those of the other arguments then. A nil now is time.Now, a
// nil fault is none.
func NewScheduler(o Options, ledger Ledger, m Maker, now func() time.Time, fault func(point string), log *slog.Logger) (*Scheduler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	spec, err := cron.ParseStandard(o.Schedule)
	if err != nil {
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
	if m.Ledger == nil {
		m.Ledger, m.Firm, m.Rules = ledger, o.Firm, o.Rules
	}
	return &Scheduler{opts: o, maker: m, spec: spec, zone: zone, ledger: ledger, now: now, fault: fault, log: log.With("component", "digest")}, nil
}

// Run posts what is due at once, then whenever the schedule comes round, until
// ctx ends.
func (s *Scheduler) Run(ctx context.Context) error {
	for {
		if err := s.Due(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("digest not made, it is tried again", "err", err)
		}
		now := s.now()
		wait := min(look, max(s.spec.Next(now.In(s.zone)).Sub(now), time.Second))
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}

// Due posts the digest of every period that has ended, whose time of posting
// has come and that nobody has posted; and complaints that nobody was told of yet.
func (s *Scheduler) Due(ctx context.Context) error {
	return errors.Join(s.dueDigests(ctx), s.tellComplaints(ctx))
}

func (s *Scheduler) dueDigests(ctx context.Context) error {
	first, err := s.firstEvent(ctx)
	if err != nil || first.IsZero() {
		return err
	}
	now := s.now().In(s.zone)
	latest := measure.PeriodBefore(s.opts.Kind(), now)
	for back := catchUp - 1; back >= 0; back-- {
		p := latest
		if back > 0 {
			p = latest.Before(back)
		}
		if !p.End.After(first) || s.postAt(p).After(now) {
			continue
		}
		if err := s.post(ctx, p, now); err != nil {
			return fmt.Errorf("the digest of %s: %w", p, err)
		}
	}
	return nil
}

// postAt is when a period's digest is due: the first time of the schedule that
// lies at or after its end.
func (s *Scheduler) postAt(p measure.Period) time.Time {
	return s.spec.Next(p.End.Add(-time.Second))
}

// firstEvent is when the ledger begins: periods before it never were.
func (s *Scheduler) firstEvent(ctx context.Context) (time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.began.IsZero() {
		return s.began, nil
	}
	first, _, err := measure.First(ctx, s.ledger, nil, bot.EventReceived)
	s.began = first.At
	return s.began, err
}

// post computes one digest and plans its posting, unless somebody has.
func (s *Scheduler) post(ctx context.Context, p measure.Period, now time.Time) error {
	done, err := s.posted(ctx, p)
	if err != nil || done {
		return err
	}
	r, err := s.maker.Make(ctx, p, p.End)
	if err != nil {
		return err
	}
	r.Late = now.Sub(s.postAt(p)) > time.Hour
	s.fault("F12")
	return s.ledger.Write(ctx, func(tx bot.Tx) error { return s.plan(tx, p, r) })
}

// posted asks the ledger without claiming anything.
func (s *Scheduler) posted(ctx context.Context, p measure.Period) (bool, error) {
	done := false
	err := s.ledger.Events(ctx, bot.EventFilter{Kinds: []bot.EventKind{bot.EventDigest}, Since: p.End}, func(ev bot.Event) error {
		done = done || measure.Text(ev, "key") == Key(p)
		return nil
	})
	return done, err
}

// plan claims the period and plans the post in one transaction.
func (s *Scheduler) plan(tx bot.Tx, p measure.Period, r *Report) error {
	mine, err := tx.Once(Key(p))
	if err != nil || !mine {
		return err
	}
	text := r.Text()
	ev := &bot.Event{Kind: bot.EventDigest, At: s.now().UTC(), Actor: "system", Words: map[string]string{"text": text}, Facts: map[string]any{
		"key": Key(p), "kind": string(p.Kind), "period_start": p.Start.Format(time.RFC3339), "period_end": p.End.Format(time.RFC3339),
		"zone": s.zone.String(), "late": r.Late, "entries": r.Ledger,
	}}
	if err := tx.Append(ev); err != nil {
		return err
	}
	platform := s.platform()
	_, err = tx.Plan(&bot.Outbound{Key: Key(p), Marker: rand.Text(), Kind: bot.PostDigest, Platform: platform, Channel: s.opts.Channel,
		Text: text, Hash: bot.TextHash(text), State: bot.PostPlanned, UpdatedAt: s.now().UTC()})
	if err != nil || s.opts.Review == "" || platform == bot.Console {
		return err // the console's page has buttons of its own
	}
	return s.planGaps(tx, platform, p, r.Now.Gaps)
}

// DraftArticle is the action of the button under a question that no document
// covers; the sheet's id is GapSheet and the number of its case.
const (
	DraftArticle = "draft_article"
	GapSheet     = "gap:"
)

// planGaps puts the questions that a digest names before staff, each with a
// button that has a page proposed.
func (s *Scheduler) planGaps(tx bot.Tx, platform bot.Platform, p measure.Period, all []measure.Gap) error {
	for _, g := range all[:min(shownGaps, len(all))] {
		sheet := bot.Sheet{
			ID: GapSheet + strconv.FormatInt(g.Case, 10), Title: fmt.Sprintf("No document covers case %d", g.Case),
			Lines:   []string{fmt.Sprintf("Topic: %s. Owner: %s.", topicWords(g.Topic), cmp.Or(g.Owner, "nobody yet"))},
			Note:    "The page is written into the review folder; a person makes a document of it.",
			Buttons: []bot.SheetButton{{Action: DraftArticle, Label: "Draft an article"}},
		}
		text := sheet.Text()
		_, err := tx.Plan(&bot.Outbound{Key: fmt.Sprintf("%s:gap:%d", Key(p), g.Case), Marker: rand.Text(), Kind: bot.PostSheet, Platform: platform,
			Text: text, Hash: bot.TextHash(text), State: bot.PostPlanned, UpdatedAt: s.now().UTC(), Sheet: &sheet})
		if err != nil {
			return err
		}
	}
	return nil
}
