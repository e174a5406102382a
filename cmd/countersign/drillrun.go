package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/console"
	"countersign/knowledge"
)

const (
	modelDown   = "model-down"
	drillPrefix = bot.DrillAccounts
	drillLasts  = 90 * time.Second // after this a drill is given up
	drillLook   = 50 * time.Millisecond
)

// drills carries out drills on the running program, one at a time. A drill has
// an account and a case of its own, so that no client's case is touched.
type drills struct {
	app   *app
	cards card.Options
	base  *knowledge.Base
	sort  bot.Assessor
	quiet time.Duration
	mu    sync.Mutex
}

// drillDirectory knows the account of the drill that is under way, beside those
// of the firm's clients.
type drillDirectory struct {
	bot.Directory
	now atomic.Pointer[bot.Account]
}

// Account gives the account of a channel.
func (d *drillDirectory) Account(p bot.Platform, channel string) bot.Account {
	if a := d.now.Load(); a != nil && p == bot.Console && channel == a.ID {
		return *a
	}
	return d.Directory.Account(p, channel)
}

// Accounts lists the accounts, the drill's among them while one is under way.
func (d *drillDirectory) Accounts() []bot.Account {
	all := d.Directory.Accounts()
	if a := d.now.Load(); a != nil {
		all = append(all, *a)
	}
	return all
}

// run is one drill: the model fails for its account, its enquiry goes the way
// of any other, and the clock stops when the card is before staff.
func (d *drills) run(ctx context.Context, name, question string) (console.Drill, error) {
	if name != modelDown {
		return console.Drill{}, &bot.InvalidError{Field: "drill", Why: "there is one drill: " + modelDown}
	}
	if !d.mu.TryLock() {
		return console.Drill{}, &bot.InvalidError{Field: "drill", Why: "another drill is under way"}
	}
	defer d.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, drillLasts)
	defer cancel()
	if question == "" {
		var err error
		if question, err = d.question(ctx); err != nil {
			return console.Drill{}, err
		}
	}
	account := bot.Account{ID: newDrillName(), Name: "Countersign drill"}
	d.app.directory.now.Store(&account)
	defer d.app.directory.now.Store(nil)
	d.app.model.Drill(account.ID, drillLasts)
	defer d.app.model.Drill(account.ID, 0)
	d.app.log.Warn("drill under way: the model fails for it", "drill", name, "account", account.ID)
	got, err := d.app.desk.Receive(ctx, bot.Enquiry{Platform: bot.Console, Channel: account.ID, MessageID: account.ID,
		Author: bot.Person{ID: account.ID, Name: "Drill"}, Text: question, SentAt: d.app.now()})
	if err != nil {
		return console.Drill{}, fmt.Errorf("drill: %w", err)
	}
	k, at, err := d.watch(ctx, got.Case)
	if err != nil {
		return console.Drill{}, fmt.Errorf("drill: %w", err)
	}
	out := d.result(k, at)
	return out, errors.Join(d.finish(context.WithoutCancel(ctx), k), d.record(context.WithoutCancel(ctx), name, out))
}

// record puts the drill into the ledger: a pilot report tells of it.
func (d *drills) record(ctx context.Context, name string, out console.Drill) error {
	return d.app.store.Write(ctx, func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Kind: bot.EventDrill, At: d.app.now().UTC(), Actor: "system", Facts: map[string]any{"drill": name, "case": out.Case,
			"passed": out.Passed(), "reached": out.Reached, "seconds": out.Seconds, "target_seconds": console.DrillTarget.Seconds(), "model_asked": out.ModelAsked, "sent": out.Sent}})
	})
}

// question asks for what a page of the firm has a title for: one that the
// search covers and that is sorted as routine, so that the model is asked.
func (d *drills) question(ctx context.Context) (string, error) {
	for _, p := range d.base.Pages() {
		for _, asks := range []string{"What should I know about %s?", "Where can I read about %s, please?", "Could you send me the page on %s?", "%s?"} {
			q := fmt.Sprintf(asks, strings.ToLower(p.Title))
			found, err := d.base.Search(ctx, knowledge.Query{Text: q, Account: drillPrefix, Limit: 1})
			if err == nil && found.Covered && d.routine(ctx, q) {
				return q, nil
			}
		}
	}
	return "", &bot.InvalidError{Field: "question", Why: "no page covers a routine question made of its title: ask one that a page answers, with --question"}
}

// routine tells whether a question alone, from a client without a history,
// would be drafted.
func (d *drills) routine(ctx context.Context, question string) bool {
	account := bot.Account{ID: drillPrefix, Name: "Drill"}
	a, err := d.sort.Assess(ctx, bot.Situation{Now: d.app.now(), Platform: bot.Console, Channel: account.ID, Account: account,
		Messages: []bot.Message{{ID: account.ID, Role: bot.RoleClient, Text: question, SentAt: d.app.now(), ReceivedAt: d.app.now()}}})
	return err == nil && a.Tier == bot.TierRoutine && !a.NoReply
}

// watch waits until the case is before people with its card. A time of zero
// says that it did not get there.
func (d *drills) watch(ctx context.Context, id int64) (*bot.Case, time.Time, error) {
	tick := time.NewTicker(drillLook)
	defer tick.Stop()
	for {
		k, err := d.app.store.Case(context.WithoutCancel(ctx), id)
		if err != nil {
			return nil, time.Time{}, err
		}
		if (k.State == bot.StateEscalated || k.State == bot.StateInReview) && k.CardID != "" {
			at, err := d.cardAt(ctx, id)
			if err != nil || !at.IsZero() {
				return k, at, err
			}
		}
		select {
		case <-ctx.Done():
			return k, time.Time{}, nil
		case <-tick.C:
		}
	}
}

// cardAt is when the ledger says that the card was posted.
func (d *drills) cardAt(ctx context.Context, id int64) (at time.Time, err error) {
	err = d.app.store.Events(ctx, bot.EventFilter{Case: id, Kinds: []bot.EventKind{bot.EventCard}}, func(ev bot.Event) error {
		at = ev.At
		return nil
	})
	return at, err
}

func (d *drills) result(k *bot.Case, at time.Time) console.Drill {
	view := card.New(k, d.app.now(), d.cards)
	out := console.Drill{Case: k.ID, Reached: !at.IsZero(), Quiet: d.quiet.Seconds(), Status: view.Status.Text, Breaker: "The breaker did not open."}
	if out.Reached {
		out.Seconds = at.Sub(k.OpenedAt).Seconds()
	}
	if x := k.Draft(); x != nil {
		out.ModelAsked = len(x.Calls) > 0
	}
	for _, s := range append(view.Useful, view.Sources...) {
		out.Nearest = append(out.Nearest, s.Name())
	}
	for _, x := range k.Deliveries {
		if x.State == bot.PostSent {
			out.Sent++
		}
	}
	if d.app.model.DrillTripped() {
		out.Breaker = fmt.Sprintf("The breaker opened, and closes by itself when a call succeeds after %s.", d.app.model.Pause())
	}
	return out
}

// finish closes the drill's case, so that it waits for nobody.
func (d *drills) finish(ctx context.Context, k *bot.Case) error {
	_, err := d.app.desk.Decide(ctx, k.ID, bot.Decision{Action: bot.Resolve, By: bot.Person{ID: "drill", Name: "Drill"},
		Reason: "A drill: no client asked this."})
	if _, settled := errors.AsType[*bot.SettledError](err); settled {
		return nil // a colleague was quicker
	}
	return err
}
