package retention

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"countersign/bot"
	"countersign/bot/ledger"
)

// Finding is something that should not be there any more.
type Finding struct {
	Case  int64 // 0 for what belongs to no case
	Class Class
	Since time.Time // when its period ended
	What  string
}

// String names it.
func (f Finding) String() string {
	what := f.What
	if f.Case != 0 {
		what = fmt.Sprintf("case %d: %s", f.Case, what)
	}
	if f.Since.IsZero() {
		return what
	}
	return fmt.Sprintf("%s, past the period of %s since %s", what, f.Class, f.Since.Format("2 January 2006"))
}

// Verified is what Verify found.
type Verified struct {
	AsOf     time.Time // the night whose purge is held to account
	Findings []Finding // none: all is as it should be
	Cases    int       // that have words
	Kept     []int64   // past a period, and kept for a complaint
	Open     []int64   // past a period, and still worked on
}

// Verify looks at the words themselves, and not at what a purge says it did: it
// reads every one in the ledger, and the drafts in every case. It names what was
// past its period at the time of the last night's purge and is still there.
func Verify(ctx context.Context, s Store, o Options, now time.Time) (Verified, error) {
	at, day, err := o.night(now)
	if err != nil {
		return Verified{}, err
	}
	began, err := begins(ctx, s)
	if err != nil {
		return Verified{}, err
	}
	v := &verifying{store: s, opts: o, at: at, left: map[int64][]entry{}, out: Verified{AsOf: at}}
	if err := v.night(ctx, began, day); err != nil {
		return v.out, err
	}
	if err := v.read(ctx); err != nil {
		return v.out, err
	}
	for _, id := range v.book.ids() {
		if err := v.kase(ctx, v.book[id]); err != nil {
			return v.out, err
		}
	}
	v.loose()
	return v.out, nil
}

type verifying struct {
	store Store
	opts  Options
	at    time.Time
	book  book
	left  map[int64][]entry // by case: events of which a word can still be read
	out   Verified
}

func (v *verifying) find(f Finding) { v.out.Findings = append(v.out.Findings, f) }

// night tells of a purge that has not run, and of keys of which copies are about.
func (v *verifying) night(ctx context.Context, began time.Time, day string) error {
	if !began.IsZero() && began.Before(v.at) {
		done, err := purgedOn(ctx, v.store, day)
		if err != nil {
			return err
		}
		if !done {
			v.find(Finding{What: "the purge due on " + day + " at " + v.opts.PurgeAt + " has not run: is the program running?"})
		}
	}
	unsettled, err := v.store.Unsettled(ctx)
	if err == nil && unsettled {
		v.find(Finding{What: "copies of destroyed keys may stand in the write-ahead log: run the command that erased again, or restart the program"})
	}
	return err
}

// read gathers the facts, and which words are there.
func (v *verifying) read(ctx context.Context) error {
	v.book = book{}
	return v.store.Entries(ctx, bot.EventFilter{Words: true}, func(e ledger.Entry) error {
		for _, w := range e.Words {
			if !w.Erased && !w.Blank {
				v.left[e.Case] = append(v.left[e.Case], entry{e.Seq, e.Kind, e.At})
				break
			}
		}
		return v.book.take(e)
	})
}

func (v *verifying) kase(ctx context.Context, r *record) error {
	k, err := v.store.Case(ctx, r.id)
	if errors.Is(err, bot.ErrNotFound) {
		return nil // an event of no case of ours, such as a test's
	}
	if err != nil {
		return err
	}
	left := v.left[r.id]
	if len(left) == 0 && bare(k) {
		return nil
	}
	v.out.Cases++
	var due []Finding
	if end := r.ends(v.opts); !end.After(v.at) {
		due = append(due, Finding{r.id, ClassCases, end, "its words are still there"})
	} else if end := v.opts.Drafts.After(r.last); !end.After(v.at) && (hasKind(left, draftKinds) || !noDrafts(k)) {
		due = append(due, Finding{r.id, ClassDrafts, end, "drafts or prompts are still there"})
	}
	switch {
	case len(due) == 0:
	case v.opts.keptUntil(r.received).After(v.at):
		v.out.Kept = append(v.out.Kept, r.id)
	case busy(k) != "":
		v.out.Open = append(v.out.Open, r.id)
	default:
		v.out.Findings = append(v.out.Findings, due...)
	}
	return nil
}

func hasKind(left []entry, kinds []bot.EventKind) bool {
	return slices.ContainsFunc(left, func(e entry) bool { return slices.Contains(kinds, e.kind) })
}

// bare tells whether a case holds no words, as an erased one.
func bare(k *bot.Case) bool {
	return len(k.Messages)+len(k.Drafts)+len(k.Decisions)+len(k.Deliveries) == 0 && k.Client == (bot.Person{})
}

func noDrafts(k *bot.Case) bool {
	return !slices.ContainsFunc(k.Drafts, func(d bot.Draft) bool {
		return d.Text+d.Prompt+d.Response != "" || len(d.Calls)+len(d.Sources)+len(d.Citations) > 0
	})
}

func (v *verifying) loose() {
	for _, e := range v.left[0] {
		if end := v.opts.Digests.After(e.at); slices.Contains(looseKinds, e.kind) && !end.After(v.at) {
			v.find(Finding{0, ClassDigests, end, fmt.Sprintf("the words of event %d (%s) are still there", e.seq, e.kind)})
		}
	}
}
