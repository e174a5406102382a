package retention

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/ledger"
)

// Store is the store as this package needs it.
type Store interface {
	Case(ctx context.Context, id int64) (*bot.Case, error)
	Cases(ctx context.Context, f bot.CaseFilter) ([]*bot.Case, error)
	Write(ctx context.Context, fn func(tx bot.Tx) error) error
	Events(ctx context.Context, f bot.EventFilter, fn func(bot.Event) error) error
	Entries(ctx context.Context, f bot.EventFilter, fn func(ledger.Entry) error) error
	// Destroy destroys the key of a case, Trim erases some of its words; Settle
	// then clears away what is left of keys.
	Destroy(ctx context.Context, caseID int64, actor, why string) error
	Trim(ctx context.Context, caseID int64, how bot.Trim) (int, error)
	Settle(ctx context.Context) error
	Unsettled(ctx context.Context) (bool, error)
}

// Class is a kind of words with a period of its own.
type Class string

// The classes.
const (
	ClassComplaints Class = "complaints"
	ClassCases      Class = "cases"
	ClassDrafts     Class = "drafts_and_prompts"
	ClassDigests    Class = "digests"
)

// draftKinds are the events whose words are drafts and prompts: what was made on
// the way to an answer. What was decided and sent is not among them.
var draftKinds = []bot.EventKind{
	bot.EventRetrieved, bot.EventPrompted, bot.EventOpinion, bot.EventDrafted, bot.EventNoDraft, bot.EventDraftFailed, bot.EventCard,
}

// looseKinds are the events of no case whose words have a period. Others of no
// case, such as who switched sending off and why, are the firm's own record.
var looseKinds = []bot.EventKind{bot.EventDigest, bot.EventPlatform, bot.EventRefused}

// entry is what the ledger says of one event that has words.
type entry struct {
	seq  int64
	kind bot.EventKind
	at   time.Time
}

// record is what the ledger says of a case, as periods need it. Case 0 is what
// belongs to no case.
type record struct {
	id       int64
	last     time.Time // of its last step
	received []time.Time
	words    map[int64]entry // by sequence number: events whose words nothing says were erased
	erased   bool
	asked    bool // its only writer asked for erasure, and it was kept for a complaint
}

// book folds the ledger into records.
type book map[int64]*record

// readBook reads the facts of the whole ledger; words are not looked at.
func readBook(ctx context.Context, s Store) (book, error) {
	b := book{}
	err := s.Entries(ctx, bot.EventFilter{}, func(e ledger.Entry) error { return b.take(e) })
	if err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	return b, nil
}

func (b book) take(e ledger.Entry) error {
	body, err := ledger.Decode(e.Body)
	if err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	r := b.of(e.Case)
	if e.Kind == bot.EventRights && body.Facts["right"] == rightErase {
		for _, id := range numbers(body.Facts["kept"]) {
			b.of(id).asked = true
		}
	}
	if e.Kind == bot.EventErased {
		r.erase(body)
		return nil
	}
	if e.Case == 0 || (e.Kind != bot.EventPlatform && e.Kind != bot.EventViewed) {
		r.last = e.At // that a message was delivered again, or the record looked at, is no step
	}
	if e.Kind == bot.EventRecordOpened && isComplaint(body.Facts["record"]) {
		r.received = append(r.received, openedAt(body))
	}
	if len(body.Words) > 0 {
		r.words[e.Seq] = entry{e.Seq, e.Kind, e.At}
	}
	return nil
}

func (b book) of(id int64) *record {
	r := b[id]
	if r == nil {
		r = &record{id: id, words: map[int64]entry{}}
		b[id] = r
	}
	return r
}

// numbers reads a list of whole numbers among facts.
func numbers(list any) []int64 {
	var out []int64
	all, _ := list.([]any)
	for _, v := range all {
		if n, ok := v.(json.Number); ok {
			if i, err := n.Int64(); err == nil {
				out = append(out, i)
			}
		}
	}
	return out
}

func isComplaint(kind any) bool {
	return kind == bot.RecordComplaint || kind == bot.RecordDataComplaint
}

// openedAt is when a complaint was received; the time of its event if that is
// not told.
func openedAt(b ledger.Body) time.Time {
	if text, ok := b.Facts["opened_at"].(string); ok {
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return at
		}
	}
	return b.At
}

// erase takes in that the case was erased, or the words of events of it.
func (r *record) erase(b ledger.Body) {
	if _, part := b.Facts["events"]; !part {
		r.erased, r.words = true, map[int64]entry{}
		return
	}
	for _, seq := range numbers(b.Facts["events"]) {
		delete(r.words, seq)
	}
}

// ends is when the words of a case are to go: with its period, or with that of
// its complaint where the person asked for erasure meanwhile.
func (r *record) ends(o Options) time.Time {
	end, kept := o.Cases.After(r.last), o.keptUntil(r.received)
	if r.asked && kept.Before(end) {
		return kept
	}
	return end
}

// has tells whether words of one of the kinds are left.
func (r *record) has(kinds []bot.EventKind) bool {
	for _, e := range r.words {
		if slices.Contains(kinds, e.kind) {
			return true
		}
	}
	return false
}

// busy tells what of a case is still to be done; "" where nothing is. The record
// of a request for erasure does not count: erasing is what it waits for.
func busy(k *bot.Case) string {
	switch {
	case k.State.Open():
		return "it is " + strings.ReplaceAll(string(k.State), "_", " ")
	case k.Mark.Open():
		return "staff have not said whether it is a complaint"
	}
	for _, r := range k.Records {
		if r.Open() && r.Kind != bot.RecordErasure {
			return "its record " + r.Kind + " is open"
		}
	}
	return ""
}

// keptUntil is until when a case is kept for its complaints; zero without any.
func (o Options) keptUntil(received []time.Time) time.Time {
	var until time.Time
	for _, at := range received {
		if end := o.Complaints.Keep.After(at); end.After(until) {
			until = end
		}
	}
	return until
}

// ids are the cases of the book, oldest first, without the words of no case.
func (b book) ids() []int64 {
	all := slices.Sorted(maps.Keys(b))
	return slices.DeleteFunc(all, func(id int64) bool { return id == 0 })
}
