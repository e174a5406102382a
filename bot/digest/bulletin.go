package digest

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/measure"
)

// newsFor is how far back a complaint is news: what a program that was down for
// longer finds stands in the digest.
const newsFor = 24 * time.Hour

// gather is how long after a post about complaints those that come are gathered
// for the next: each has its card at once, and the rates take eight weeks of cases
// to read.
const gather = 15 * time.Minute

// tellComplaints posts that complaints were opened, as they come, with the rates
// that they make: whoever reads only the digest would learn of a bad week when it
// is over. Each is told once, whoever looks. Vulnerability is not told in this way:
// the place is read by all staff, and in a small firm a count says who.
func (s *Scheduler) tellComplaints(ctx context.Context) error {
	now := s.now().In(s.zone)
	if since := now.Sub(s.toldAt); since >= 0 && since < gather {
		return nil
	}
	fresh, last, at, err := s.freshComplaints(ctx, now)
	if err != nil || len(fresh) == 0 {
		return err
	}
	files, err := measure.Read(ctx, s.ledger, now.AddDate(0, 0, -7*chartWeeks).Add(-measure.LookBack), now)
	if err != nil {
		return err
	}
	of := func(p measure.Period) measure.Figures { return measure.Count(files, p, now, s.maker.Rules) }
	week := measure.PeriodOf(measure.Weekly, at.In(s.zone))
	err = s.ledger.Write(ctx, func(tx bot.Tx) error {
		var cases []int64
		for seq, id := range fresh {
			mine, err := tx.Once(fmt.Sprintf("complaint told %d", seq))
			if err != nil {
				return err
			}
			known := slices.ContainsFunc(files, func(f *measure.File) bool { return f.ID == id }) // a drill's is not
			if mine && known && !slices.Contains(cases, id) {
				cases = append(cases, id)
			}
		}
		if len(cases) == 0 {
			return nil
		}
		slices.Sort(cases)
		return s.planBulletin(tx, last, bulletin(cases, week.Holds(now), of(week), of(week.Before(1)), of(trailing(now))))
	})
	if err == nil {
		s.told, s.toldAt = last, now
	}
	return err
}

// freshComplaints are the complaint records that were opened since the last look,
// by the number of their event: the cases that they are of; and the last of these
// events.
func (s *Scheduler) freshComplaints(ctx context.Context, now time.Time) (fresh map[int64]int64, last int64, at time.Time, err error) {
	fresh, last = map[int64]int64{}, s.told
	// What is written while this looks has no file yet: the next look finds it.
	f := bot.EventFilter{After: s.told, Since: now.Add(-newsFor), Until: now, Kinds: []bot.EventKind{bot.EventRecordOpened}}
	err = s.ledger.Events(ctx, f, func(ev bot.Event) error {
		if kind := measure.Text(ev, "record"); kind == bot.RecordComplaint || kind == bot.RecordDataComplaint {
			fresh[ev.Seq], last, at = ev.Case, ev.Seq, ev.At
		}
		return nil
	})
	if err != nil {
		return nil, last, at, fmt.Errorf("reading the ledger: %w", err)
	}
	return fresh, last, at, nil
}

// bulletin says that complaints were opened, and how many that makes in their week,
// which may just have ended. Every rate stands as in the digest.
func bulletin(cases []int64, running bool, week, before, ripe measure.Figures) string {
	var ids []string
	for _, id := range cases {
		ids = append(ids, fmt.Sprint(id))
	}
	head, c := "A complaint was opened: case "+ids[0], ripe.Complaints
	if len(ids) > 1 {
		head = fmt.Sprintf("%d complaints were opened: cases %s", len(ids), strings.Join(ids, ", "))
	}
	this, last := "this week", "last week"
	if !running {
		this, last = "last week", "the week before"
	}
	return fmt.Sprintf("%s. That makes %d %s, after %d %s.\n"+
		"Of eight weeks' cases whose 30 days are over: after AI-drafted answers %s, after people's own %s. Of %d AI-drafted ones whose days still run %d complained already.",
		head, week.Complaints.Opened.Len(), this, before.Complaints.Opened.Len(), last, c.AI, c.HumanOnly, len(c.AISoFar.N), len(c.AISoFar.K))
}

func (s *Scheduler) planBulletin(tx bot.Tx, seq int64, text string) error {
	_, err := tx.Plan(&bot.Outbound{Key: fmt.Sprintf("complaints:%d", seq), Marker: rand.Text(), Kind: bot.PostDigest, Platform: s.platform(), Channel: s.opts.Channel,
		Text: text, Hash: bot.TextHash(text), State: bot.PostPlanned, UpdatedAt: s.now().UTC()})
	return err
}

// platform is whose channel the digest goes to.
func (s *Scheduler) platform() bot.Platform {
	if s.opts.Platform == "" {
		return bot.Console
	}
	return bot.Platform(s.opts.Platform)
}
