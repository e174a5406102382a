package autonomy

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/bot/measure"
)

// Deps are what a Desk works with. All but IDs, Owners, Baseline and Tell are required.
type Deps struct {
	Store    bot.Store
	Now      func() time.Time
	Zone     *time.Location
	Rules    measure.Rules                            // of the firm's figures; its hours say on which days the firm works
	Policy   func() bot.Policy                        // by which a draft would come about now
	Page     func(file string) (hash string, ok bool) // of a page as it stands
	Topics   []string                                 // every topic that an enquiry can have
	IDs      func(approver string) string             // which platform's id it is: two of one are two people; nil: all are of one
	Baseline func(ctx context.Context) (Baseline, bool, error)
	// Owners gives the ids of those who may sign a grant, as they are now: user ids of
	// Slack, object ids of Teams, ids of the console. None, or a nil func: nobody may.
	Owners func() []string
	Tell   func(tx bot.Tx, s bot.Sheet) error // puts a sheet before staff
	Log    *slog.Logger
}

// Desk keeps how far each topic may be answered without a person. It is the
// [bot.Autonomy] of the workflow. Safe for concurrent use, also by several
// processes over one store: every change is by compare-and-set in the
// transaction of its event.
type Desk struct {
	deps Deps
	log  *slog.Logger
}

var (
	_ bot.Autonomy = (*Desk)(nil)
	_ bot.Presser  = (*Desk)(nil)
)

// New makes a Desk.
func New(deps Deps) *Desk {
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	if deps.Tell == nil {
		deps.Tell = func(bot.Tx, bot.Sheet) error { return nil }
	}
	if deps.Owners == nil {
		deps.Owners = func() []string { return nil }
	}
	if deps.IDs == nil {
		deps.IDs = func(string) string { return "" }
	}
	return &Desk{deps: deps, log: deps.Log.With("component", "autonomy")}
}

func (d *Desk) now() time.Time { return d.deps.Now().UTC() }

// Owner tells whether somebody may sign.
func (d *Desk) Owner(id string) bool { return id != "" && slices.Contains(d.deps.Owners(), id) }

// signer is nil for one who may sign. Nobody can where the setting names nobody,
// which must be said: no name that is tried would do.
func (d *Desk) signer(by bot.Person) error {
	switch {
	case d.Owner(by.ID):
		return nil
	case len(d.deps.Owners()) == 0:
		return fmt.Errorf("%w, which names nobody yet", ErrNotOwner)
	}
	return ErrNotOwner
}

// move changes a standing and appends the event that tells of it.
func (d *Desk) move(tx bot.Tx, s *bot.Standing, to bot.AutonomyState, kind bot.EventKind, actor string, facts map[string]any, words map[string]string) error {
	s.State, s.Since = to, d.now()
	facts["topic"] = s.Topic
	if s.Grant != nil {
		facts["grant"] = s.Grant.ID
	}
	if err := tx.SetStanding(s); err != nil {
		return err
	}
	return tx.Append(&bot.Event{Kind: kind, At: d.now(), Actor: actor, Facts: facts, Words: words})
}

// May tells whether a draft may be sent by itself now: see [bot.Autonomy].
func (d *Desk) May(tx bot.Tx, k *bot.Case, draft bot.Draft) (bot.Permit, error) {
	topic := k.Topic()
	s, ok := d.known(tx, topic)
	switch {
	case !ok:
		return bot.Permit{Why: "the record of this topic cannot be read"}, nil
	case s.Grant == nil && s.State != bot.Granted:
		return bot.Permit{}, nil // nobody asked for autonomy
	}
	if why := Denied(topic); why != "" {
		return bot.Permit{Why: "never automatic: " + why}, nil
	}
	s, err := d.recorded(tx, topic)
	if err != nil {
		return bot.Permit{}, err
	}
	if why := d.paused(tx, s); why != "" {
		return bot.Permit{Why: why}, nil
	}
	switch {
	case s.State == bot.Lapsed:
		return bot.Permit{Why: "the grant rests: " + s.Cause}, nil
	case s.State != bot.Granted || s.Grant == nil:
		return bot.Permit{Why: "the topic has no grant: " + s.Cause}, nil
	}
	if why := d.shaken(s.Grant); why != "" {
		return bot.Permit{Why: why}, d.rest(tx, &s, why)
	}
	if why := strange(s.Grant, k, draft); why != "" {
		return bot.Permit{Why: why}, nil
	}
	return d.sample(tx, s)
}

// recorded is a topic's standing once its row, and that of the switch over all,
// say no more than the newest events of the ledger do.
func (d *Desk) recorded(tx bot.Tx, topic string) (bot.Standing, error) {
	for _, t := range []string{"", topic} {
		if err := d.heed(tx, t); err != nil {
			return bot.Standing{}, err
		}
	}
	return tx.Standing(topic)
}

// known reads a topic's standing. One that cannot be read, because somebody put
// it into the file, permits nothing and must not keep staff from deciding: it is
// told to whoever runs the program. Where the database itself fails, so does
// every later call of the transaction.
func (d *Desk) known(tx bot.Tx, topic string) (bot.Standing, bool) {
	s, err := tx.Standing(topic)
	if err != nil {
		d.log.Error("standing of a topic cannot be read: it permits nothing", "topic", topic, "err", err)
	}
	return s, err == nil
}

// paused tells whether the switch over the topic, or over all, is pulled.
func (d *Desk) paused(tx bot.Tx, s bot.Standing) string {
	if s.Paused != nil {
		return "automatic answers on this topic are stopped"
	}
	all, ok := d.known(tx, "")
	switch {
	case !ok:
		return "it cannot be read whether automatic answers are stopped"
	case all.Paused != nil:
		return "automatic answers are stopped for all topics"
	}
	return ""
}

// shaken tells what a grant rests on and no longer stands.
func (d *Desk) shaken(g *bot.Grant) string {
	if !d.now().Before(g.Until) {
		return expired
	}
	if why := differs(g.Policy, d.deps.Policy()); why != "" {
		return why
	}
	for _, file := range slices.Sorted(maps.Keys(g.Pages)) {
		if hash, ok := d.deps.Page(file); !ok || hash != g.Pages[file] {
			return "the page " + file + " changed"
		}
	}
	return ""
}

// expired is the cause of a grant that ran its 90 days.
const expired = "the grant expired"

// differs tells which part of the policy is another one.
func differs(was, is bot.Policy) string {
	switch {
	case was.Model != is.Model:
		return "the model changed"
	case was.Prompt != is.Prompt:
		return "the prompt changed"
	case was.Rules != is.Rules:
		return "the sorting rules changed"
	}
	return ""
}

// strange tells why a draft is not of the kind that the grant was signed for.
// The grant stands; this draft waits for a person.
func strange(g *bot.Grant, k *bot.Case, draft bot.Draft) string {
	if why := differs(g.Policy, bot.PolicyOf(k, draft)); why != "" {
		return why + " since this draft was made"
	}
	for _, c := range draft.Citations {
		if g.Pages[c.File] != c.Page || c.Page == "" {
			return "it rests on a page that the evidence did not: " + c.File
		}
	}
	return ""
}

// sample gives the permit, and says whether a person looks at the answer
// afterwards: five a week, or a tenth where that is more.
func (d *Desk) sample(tx bot.Tx, s bot.Standing) (bot.Permit, error) {
	all, err := tx.AutoAnswers(bot.AutoFilter{Grant: s.Grant.ID})
	if err != nil {
		return bot.Permit{}, err
	}
	if waiting := unreviewed(all); waiting >= maxUnreviewed {
		return bot.Permit{Why: english.Plural(waiting, "automatic answer waits for somebody to look at it", "automatic answers wait for somebody to look at them")}, nil
	}
	year, week := d.now().In(d.deps.Zone).ISOWeek()
	n, sampled := 0, 0
	for _, a := range all {
		if y, w := a.At.In(d.deps.Zone).ISOWeek(); y != year || w != week {
			continue
		}
		n++
		if a.Sampled {
			sampled++
		}
	}
	return bot.Permit{Grant: s.Grant.ID, Sampled: sampled < max(weeklySample, (n+1+9)/10)}, nil
}

// How much is looked at afterwards, and how much may wait for that.
const (
	weeklySample  = 5
	maxUnreviewed = 10
)

func unreviewed(all []bot.AutoAnswer) int {
	n := 0
	for _, a := range all {
		if a.Sampled && a.Sent && a.Review == "" {
			n++
		}
	}
	return n
}

// rest lets a grant rest because something that it rests on changed, or because
// it ran out.
func (d *Desk) rest(tx bot.Tx, s *bot.Standing, why string) error {
	s.Cause, s.Clean, s.Cited = why, 0, nil
	if why == expired {
		s.Start = d.now() // a new signature wants new evidence
	}
	if err := d.move(tx, s, bot.Lapsed, bot.EventAutonomyLapsed, "system", map[string]any{"cause": why}, nil); err != nil {
		return err
	}
	return d.deps.Tell(tx, sheetLost(*s, "Automatic answers rest"))
}

// revoke takes autonomy away for good: evidence counts anew from now.
func (d *Desk) revoke(tx bot.Tx, s *bot.Standing, actor, cause string, caseID int64, words map[string]string) error {
	facts := map[string]any{"cause": cause}
	if caseID != 0 {
		facts["case"] = caseID
	}
	was := s.Grant
	if was != nil {
		facts["grant"] = was.ID
	}
	s.Cause, s.Ask, s.Grant, s.Clean, s.Cited, s.Start = cause, nil, nil, 0, nil, d.now()
	if err := d.move(tx, s, bot.CoPilot, bot.EventAutonomyRevoked, actor, facts, words); err != nil {
		return err
	}
	return d.deps.Tell(tx, sheetLost(*s, "Automatic answers ended"))
}

// again runs fn until nobody else changed what it loaded, within reason.
func (d *Desk) again(ctx context.Context, fn func(tx bot.Tx) error) error {
	for range 5 {
		err := d.deps.Store.Write(ctx, fn)
		if !errors.Is(err, bot.ErrConflict) {
			return err
		}
	}
	return bot.ErrConflict
}

// id is a new opaque id, short enough to be read out.
func id() string { return rand.Text()[:12] }
