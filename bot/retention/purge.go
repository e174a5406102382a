package retention

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
)

const system = "system"

// Purged is what one purge came to.
type Purged struct {
	Cases  []int64 // erased whole
	Drafts []int64 // that lost their drafts and prompts
	Loose  int     // words of no case
	Kept   []int64 // past the period of cases, and kept for a complaint
	Open   []int64 // past a period, and still worked on
}

// purge is one run over everything.
type purge struct {
	store Store
	opts  Options
	now   time.Time
	fault func(point string)
	out   Purged
}

// Purge erases what was past its period at now. It may be ended at any moment
// and run again, also by several at once: what is erased stays erased. fault is
// called before each erasure.
func Purge(ctx context.Context, s Store, o Options, now time.Time, fault func(point string)) (Purged, error) {
	b, err := readBook(ctx, s)
	if err != nil {
		return Purged{}, err
	}
	p := &purge{store: s, opts: o, now: now, fault: fault}
	for _, id := range b.ids() {
		if err := p.kase(ctx, b[id]); err != nil {
			return p.out, err
		}
	}
	if r := b[0]; r != nil {
		if err := p.loose(ctx, r); err != nil {
			return p.out, err
		}
	}
	fault("F14")
	return p.out, s.Settle(ctx)
}

func (p *purge) due(period Period, from time.Time) bool { return !period.After(from).After(p.now) }

func (p *purge) kase(ctx context.Context, r *record) error {
	if r.erased || len(r.words) == 0 {
		return nil
	}
	whole := !r.ends(p.opts).After(p.now)
	part := !whole && p.due(p.opts.Drafts, r.last) && r.has(draftKinds)
	switch {
	case !whole && !part:
		return nil
	case p.opts.keptUntil(r.received).After(p.now):
		p.out.Kept = append(p.out.Kept, r.id)
		return nil
	}
	k, err := p.store.Case(ctx, r.id)
	if err != nil {
		return err
	}
	if busy(k) != "" {
		p.out.Open = append(p.out.Open, r.id)
		return nil
	}
	p.fault("F14")
	if whole {
		p.out.Cases = append(p.out.Cases, r.id)
		return p.store.Destroy(ctx, r.id, system, string(ClassCases))
	}
	_, err = p.store.Trim(ctx, r.id, draftTrim)
	if errors.Is(err, bot.ErrUnderWay) {
		p.out.Open = append(p.out.Open, r.id)
		return nil
	}
	if err == nil {
		p.out.Drafts = append(p.out.Drafts, r.id)
	}
	return err
}

// draftTrim takes drafts and prompts out of a case, and out of what was posted
// to staff. What was decided and what the client got stays.
var draftTrim = bot.Trim{
	Actor: system, Why: string(ClassDrafts), Case: dropDrafts,
	Event: func(ev bot.Event) bool { return slices.Contains(draftKinds, ev.Kind) },
	Post:  func(o bot.Outbound) bool { return o.Kind == bot.PostCard },
}

// dropDrafts leaves of each draft what it rests on in numbers: version, hash,
// model, times, what became of it.
func dropDrafts(c *bot.Case) {
	c.Facts = nil
	for i, d := range c.Drafts {
		c.Drafts[i] = bot.Draft{
			Version: d.Version, Hash: d.Hash, CanAnswer: d.CanAnswer, Failure: d.Failure, Language: d.Language, Provider: d.Provider,
			Model: d.Model, PromptID: d.PromptID, Knowledge: d.Knowledge, At: d.At, CardID: d.CardID, Token: d.Token, ShownAt: d.ShownAt, Status: d.Status,
		}
	}
}

// loose trims the words of no case.
func (p *purge) loose(ctx context.Context, r *record) error {
	due := func(kind bot.EventKind, at time.Time) bool {
		return slices.Contains(looseKinds, kind) && p.due(p.opts.Digests, at)
	}
	if !slices.ContainsFunc(entries(r.words), func(e entry) bool { return due(e.kind, e.at) }) {
		return nil
	}
	p.fault("F14")
	n, err := p.store.Trim(ctx, 0, bot.Trim{
		Actor: system, Why: string(ClassDigests),
		Event: func(ev bot.Event) bool { return due(ev.Kind, ev.At) },
		Post:  func(o bot.Outbound) bool { return p.due(p.opts.Digests, o.UpdatedAt) },
	})
	if errors.Is(err, bot.ErrUnderWay) {
		p.out.Open = append(p.out.Open, 0)
		return nil
	}
	p.out.Loose = n
	return err
}

func entries(m map[int64]entry) []entry {
	out := make([]entry, 0, len(m))
	for _, e := range m {
		out = append(out, e)
	}
	return out
}

// String says what was done, in a line.
func (p Purged) String() string {
	return fmt.Sprintf("%s erased, %s without their drafts and prompts, %s of no case erased, %s kept for a complaint, %s still open",
		english.Plural(len(p.Cases), "case", ""), english.Plural(len(p.Drafts), "case", ""), english.Plural(p.Loose, "word", ""), english.Plural(len(p.Kept), "case", ""), english.Plural(len(p.Open), "case", ""))
}
