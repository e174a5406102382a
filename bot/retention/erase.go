package retention

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
)

// Kept is a case that an erasure leaves as it is.
type Kept struct {
	Case   int64
	Until  time.Time
	Shared bool // others wrote in it too: the purge will not erase it by itself
}

// Erased is what an erasure came to.
type Erased struct {
	Subject Subject
	Whole   []int64 // cases whose key was destroyed
	Part    []int64 // cases of others too, of which only the others' messages stay
	Kept    []Kept  // cases kept for a complaint
	Reason  string  // why, as the firm wrote it down
	Open    []int64 // cases that are worked on: settle them and erase again
	Named   []int64 // cases of other people that name the subject: for a person to look at
	Loose   int     // words of no case that named the subject
	Places  []Place // where copies stand that are not ours to erase
}

// Place is where copies of what was erased stand on a platform.
type Place struct {
	Platform bot.Platform
	Channel  string
}

// Done tells whether nothing is left to be done.
func (e Erased) Done() bool { return len(e.Open) == 0 }

// Erase destroys what is held of the client with an id or a name, at the word of
// actor. fault is called before each step. Ended at any moment, it is run again
// with the same words and does what is left; an erasure that finds nothing any
// more only clears away what is left of keys, and gives ErrNobody.
func Erase(ctx context.Context, s Store, o Options, who, actor string, now time.Time, fault func(point string)) (Erased, error) {
	h, err := find(ctx, s, who)
	if errors.Is(err, ErrNobody) {
		return Erased{}, errors.Join(err, s.Settle(ctx))
	}
	if err != nil {
		return Erased{}, err
	}
	b, err := readBook(ctx, s)
	if err != nil {
		return Erased{}, err
	}
	e := &erasure{store: s, opts: o, held: h, book: b, actor: actor, now: now, fault: fault,
		out: Erased{Subject: h.who, Reason: o.Complaints.Reason, Named: h.named}}
	if err := e.tell(ctx); err != nil {
		return e.out, err
	}
	// What belongs to no case goes first: once the cases are gone nobody could
	// tell any more who is meant.
	if err := e.loose(ctx); err != nil {
		return e.out, err
	}
	for _, c := range h.cases {
		if err := e.kase(ctx, c); err != nil {
			return e.out, err
		}
	}
	fault("F14")
	return e.out, s.Settle(ctx)
}

// erasure is one run of Erase.
type erasure struct {
	store Store
	opts  Options
	held  *held
	book  book
	actor string
	now   time.Time
	fault func(point string)
	out   Erased
}

// fate is what is to become of a case.
type fate int

const (
	goes  fate = iota
	stays      // for a complaint
	waits      // it is worked on
)

func (e *erasure) fate(h holding) (fate, time.Time) {
	if r := e.book[h.k.ID]; r != nil {
		if until := e.opts.keptUntil(r.received); until.After(e.now) {
			return stays, until
		}
	}
	if busy(h.k) != "" {
		return waits, time.Time{}
	}
	return goes, time.Time{}
}

func (e *erasure) kase(ctx context.Context, h holding) error {
	id := h.k.ID
	switch f, until := e.fate(h); f {
	case stays:
		e.out.Kept = append(e.out.Kept, Kept{id, until, h.shared()})
		return nil
	case waits:
		e.out.Open = append(e.out.Open, id)
		return nil
	case goes:
	}
	e.place(h.k)
	e.fault("F14")
	if !h.shared() {
		if err := e.store.Destroy(ctx, id, e.actor, "subject"); err != nil {
			return err
		}
		e.out.Whole = append(e.out.Whole, id)
		return nil
	}
	_, err := e.store.Trim(ctx, id, e.trim(h))
	if errors.Is(err, bot.ErrUnderWay) {
		e.out.Open = append(e.out.Open, id)
		return nil
	}
	if err == nil {
		e.out.Part = append(e.out.Part, id)
	}
	return err
}

// place notes where the platform keeps copies of its own.
func (e *erasure) place(k *bot.Case) {
	at := Place{k.Platform, k.Channel}
	if k.Platform != bot.Console && !slices.Contains(e.out.Places, at) {
		e.out.Places = append(e.out.Places, at)
	}
}

// trim leaves, of a case that others wrote in too, the others' own messages that
// do not name the subject. What was made of the whole, such as prompts, drafts,
// answers and what staff wrote, may speak of the subject: it goes.
func (e *erasure) trim(h holding) bot.Trim {
	who := e.held.who
	stays := func(ev bot.Event) bool {
		author := ev.Words["author"]
		return slices.ContainsFunc(h.others, func(p bot.Person) bool { return p.ID == author }) && !who.named(ev.Words["text"])
	}
	return bot.Trim{
		Actor: e.actor, Why: "subject", Shown: true,
		Event: func(ev bot.Event) bool { return !stays(ev) },
		Post:  func(bot.Outbound) bool { return true },
		Case:  func(c *bot.Case) { who.leave(c, h.others) },
	}
}

// leave takes the subject, and all that may speak of them, out of a case of others.
func (s Subject) leave(c *bot.Case, others []bot.Person) {
	c.Messages = slices.DeleteFunc(c.Messages, func(m bot.Message) bool {
		return m.Role != bot.RoleClient || s.is(c.Platform, m.Author) || s.named(m.Text)
	})
	client := c.Client
	if s.is(c.Platform, client) {
		client = others[0]
	}
	dropDrafts(c)
	var decided []bot.Decision
	for _, d := range c.Decisions {
		decided = append(decided, bot.Decision{Action: d.Action, Version: d.Version, Hash: d.Hash, By: d.By, At: d.At, Distance: d.Distance, Material: d.Material, ViewedAt: d.ViewedAt})
	}
	var sent []bot.Delivery
	for _, d := range c.Deliveries {
		sent = append(sent, bot.Delivery{Outbound: d.Outbound, Kind: d.Kind, State: d.State, Attempt: d.Attempt, Hash: d.Hash, PlatformID: d.PlatformID, At: d.At})
	}
	var sorted *bot.Assessment
	if a := c.Assessment; a != nil {
		sorted = &bot.Assessment{Tier: a.Tier, Topic: a.Topic, Weight: a.Weight, Cut: a.Cut, Priority: a.Priority, Language: a.Language, Rules: a.Rules, At: a.At}
	}
	var records []bot.Record
	for _, r := range c.Records {
		records = append(records, bot.Record{Kind: r.Kind, Profile: r.Profile, OpenedAt: r.OpenedAt, Due: r.Due, Outcome: r.Outcome, ClosedBy: r.ClosedBy, ClosedAt: r.ClosedAt})
	}
	*c = bot.Case{ // what is not named here goes: a new field must not stay by accident
		ID: c.ID, Version: c.Version, State: c.State, Platform: c.Platform, Channel: c.Channel, Thread: c.Thread, Account: c.Account, Client: client,
		OpenedAt: c.OpenedAt, UpdatedAt: c.UpdatedAt, WakeAt: c.WakeAt, Messages: c.Messages, Assessment: sorted, Drafts: c.Drafts, Decisions: decided,
		Deliveries: sent, Records: records, Owner: c.Owner, OwnerID: c.OwnerID, ClaimedAt: c.ClaimedAt, AnsweredAt: c.AnsweredAt, ResolvedAt: c.ResolvedAt, CardID: c.CardID,
	}
}

// loose erases words of no case that name the subject.
func (e *erasure) loose(ctx context.Context) error {
	r := e.book[0]
	if r == nil || len(r.words) == 0 {
		return nil
	}
	names := func(ev bot.Event) bool {
		if !slices.Contains(looseKinds, ev.Kind) {
			return false
		}
		for _, text := range ev.Words {
			if e.held.who.named(text) {
				return true
			}
		}
		return false
	}
	e.fault("F14")
	n, err := e.store.Trim(ctx, 0, bot.Trim{Actor: e.actor, Why: "subject", Event: names})
	if errors.Is(err, bot.ErrUnderWay) {
		e.out.Open = append(e.out.Open, 0)
		return nil
	}
	e.out.Loose = n
	return err
}

// tell puts into the ledger what a person's erasure comes to, without saying
// whose. It is told first, so that one that is cut short is on record.
func (e *erasure) tell(ctx context.Context) error {
	by := map[fate][]int64{}
	for _, h := range e.held.cases {
		f, _ := e.fate(h)
		if f == stays && (h.shared() || e.book.of(h.k.ID).asked) {
			continue // of a shared one nobody could tell later whose words are to go
		}
		by[f] = append(by[f], h.k.ID)
	}
	if len(by[goes])+len(by[stays]) == 0 {
		return nil
	}
	return note(ctx, e.store, e.actor, rightErase, e.now, map[string]any{"cases": by[goes], "kept": by[stays], "open": by[waits]})
}

// The rights that the ledger tells of.
const (
	rightErase  = "erase"
	rightExport = "export"
)

func note(ctx context.Context, s Store, actor, right string, now time.Time, facts map[string]any) error {
	facts["right"] = right
	err := s.Write(ctx, func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Kind: bot.EventRights, At: now.UTC(), Actor: actor, Facts: facts})
	})
	if err != nil {
		return fmt.Errorf("putting it on record: %w", err)
	}
	return nil
}

// Text says what was done and what is left to people, for whoever asked.
func (e Erased) Text() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("Erased, of %s:", e.Subject)
	line("  %s whole: %s", english.Plural(len(e.Whole), "case", ""), list(e.Whole))
	if len(e.Part) > 0 {
		line("  %s in which others wrote too: %s. The others' own messages stay; all else is gone, what staff wrote and answered included.", english.Plural(len(e.Part), "case", ""), list(e.Part))
	}
	if e.Loose > 0 {
		line("  %s of no case, such as what a platform told", english.Plural(e.Loose, "word", ""))
	}
	for _, k := range e.Kept {
		then := "then the nightly purge erases it"
		if k.Shared {
			then = "others wrote in it too, so run this again then"
		}
		line("KEPT: case %d, because of a complaint, until %s; %s. The reason, for the person: %s", k.Case, k.Until.Format("2 January 2006"), then, e.Reason)
	}
	if len(e.Open) > 0 {
		line("NOT YET: %s still worked on: %s. Answer or resolve them, then run this again.", english.Plural(len(e.Open), "case", ""), list(e.Open))
	}
	if len(e.Named) > 0 {
		line("FOR A PERSON: %s of other people name them: %s. Look at each: whose data it is is for you to judge.", english.Plural(len(e.Named), "case", ""), list(e.Named))
	}
	for _, p := range e.Places {
		line("NOT OURS: %s keeps its own copies in channel %s and in the staff channel. Delete them there.", p.Platform, p.Channel)
	}
	line("NOT OURS: backups made before now still hold it, and nothing here can reach them. Destroy them when their time is over; after restoring one, run this again.")
	line("Running programs empty their session cache within a minute.")
	return b.String()
}

// list names cases; 0 is what belongs to none.
func list(ids []int64) string {
	if len(ids) == 0 {
		return "none"
	}
	var each []string
	for _, id := range ids {
		if id == 0 {
			each = append(each, "what belongs to no case")
			continue
		}
		each = append(each, fmt.Sprint(id))
	}
	return strings.Join(each, ", ")
}
