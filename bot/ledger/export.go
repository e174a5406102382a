package ledger

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"countersign/bot"
)

// Entry is one event with its words and their salts.
type Entry struct {
	bot.Sealed
	Words map[string]Word // one for each name that the sealed bytes hold a digest of
	Stray string          // what is wrong with a text that stands with it: of no digest, or of another case; "" for nothing
}

// Word is one text of an event.
type Word struct {
	Salt   []byte
	Text   string
	Erased bool // the key of the case was destroyed: there is no text any more
	Blank  bool // the text alone was erased; an event of its case must list its event
	Lost   bool // the key is there, yet the text was removed or cannot be decrypted
	Unread bool // it is there, of a length that can be, and was not decrypted: there was no master key
}

// Check compares the word with its digest: bot.ErrErased for an erased one,
// another error for one that is lost or does not fit. One that was not
// decrypted passes: the caller must tell that it was not compared.
func (w Word) Check(digest string) error {
	switch {
	case w.Erased, w.Blank:
		return bot.ErrErased
	case w.Lost:
		return errors.New("the text was removed or changed")
	case w.Unread:
		return nil
	case Digest(w.Salt, w.Text) != digest:
		return errors.New("the text does not fit its digest")
	}
	return nil
}

// steps names what an event is in the life of a case, for the reader of an
// export. Events of no case have no step.
var steps = map[bot.EventKind]string{
	bot.EventReceived: "message", bot.EventMessage: "message", bot.EventEdited: "message", bot.EventDeleted: "message",
	bot.EventStaffMessage: "message", bot.EventBeside: "message", bot.EventAuthor: "message", bot.EventReopened: "message",
	bot.EventAssessed: "assessment", bot.EventRecordOpened: "assessment", bot.EventEscalated: "assessment",
	bot.EventOpinion: "assessment", bot.EventLadder: "escalation", bot.EventMarkAsked: "assessment", bot.EventStepFailed: "failure",
	bot.EventRecordChanged: "decision", bot.EventRecordClosed: "decision", bot.EventMarked: "decision",
	bot.EventRecordReminder: "reminder", bot.EventRecordOverdue: "reminder",
	bot.EventRetrieved: "passages",
	bot.EventPrompted:  "prompt and response",
	bot.EventDrafted:   "draft", bot.EventNoDraft: "draft", bot.EventDraftFailed: "draft",
	bot.EventSuperseded: "draft", bot.EventWithdrawn: "draft",
	bot.EventCard: "card", bot.EventViewed: "card",
	bot.EventDecided: "decision", bot.EventRefused: "decision", bot.EventClaimed: "decision", bot.EventHandedTo: "decision", bot.EventRelabelled: "decision",
	bot.EventSnoozed: "decision", bot.EventSnoozeOver: "decision", bot.EventCorrected: "decision", bot.EventUndone: "decision",
	bot.EventPromised: "promise", bot.EventPromiseKept: "promise", bot.EventPromiseLate: "promise", bot.EventResolved: "decision",
	bot.EventHeldBack: "decision", bot.EventReviewed: "decision",
	bot.EventNoReply: "decision", bot.EventErased: "erasure",
	bot.EventPlatform: "platform",
	bot.EventPlanned:  "delivery", bot.EventSending: "delivery", bot.EventSent: "delivery", bot.EventNotSent: "delivery",
	bot.EventAmbiguous: "delivery", bot.EventUnknown: "delivery", bot.EventCancelled: "delivery", bot.EventAnswered: "delivery",
}

// exported is an entry as JSON. Sealed is the canonical text itself, over
// which the seal can be computed; the fields before it repeat what it says.
type exported struct {
	Seq    int64                   `json:"seq"`
	Case   int64                   `json:"case"`
	Step   string                  `json:"step,omitempty"`
	Kind   bot.EventKind           `json:"kind"`
	At     time.Time               `json:"at"`
	Actor  string                  `json:"actor"`
	Facts  map[string]any          `json:"facts"`
	Words  map[string]exportedWord `json:"words"`
	Sealed string                  `json:"sealed"`
	Prev   string                  `json:"prev"`
	Seal   string                  `json:"seal"`
}

type exportedWord struct {
	Text   string `json:"text,omitempty"`
	Salt   string `json:"salt,omitempty"`
	Digest string `json:"digest"`
	Fits   bool   `json:"fits"` // SHA-256 over salt and text gives the digest
	Erased bool   `json:"erased,omitempty"`
}

// export checks an entry and gives it as JSON; fault is a *BrokenError when
// the entry does not fit its seal or a text its digest.
func export(e Entry) (x exported, fault error) {
	b, err := Decode(e.Body)
	if err != nil {
		return x, broken(e.Seq, "%v", err)
	}
	x = exported{Seq: e.Seq, Case: e.Case, Step: steps[e.Kind], Kind: e.Kind, At: e.At.UTC(), Actor: b.Actor, Facts: b.Facts,
		Words: make(map[string]exportedWord, len(b.Words)), Sealed: string(e.Body), Prev: hex.EncodeToString(e.Prev), Seal: hex.EncodeToString(e.Seal)}
	if err := agree(e.Sealed); err != nil {
		fault = err
	} else if !bytes.Equal(e.Seal, Seal(e.Prev, e.Body)) {
		fault = broken(e.Seq, "its bytes do not give its seal: it was changed")
	} else if e.Stray != "" {
		fault = broken(e.Seq, "%s", e.Stray)
	}
	for name, digest := range b.Words {
		w, have := e.Words[name]
		w.Lost = w.Lost || !have
		err := w.Check(digest)
		if err != nil && !errors.Is(err, bot.ErrErased) && fault == nil {
			fault = broken(e.Seq, "%s: %v", name, err)
		}
		x.Words[name] = exportedWord{Text: w.Text, Salt: hex.EncodeToString(w.Salt), Digest: digest, Fits: err == nil, Erased: w.Erased || w.Blank}
	}
	return x, fault
}

// ExportCase writes the entries of one case as one indented JSON object, in
// the order in which they came about. It writes all of them even when one
// does not fit its seal or its words, and then gives the first such fault as a
// *BrokenError.
func ExportCase(w io.Writer, caseID int64, entries iter.Seq2[Entry, error]) error {
	doc := struct {
		Format  string     `json:"format"`
		Case    int64      `json:"case"`
		Entries []exported `json:"entries"`
	}{"countersign-case v1", caseID, []exported{}}
	fault := eachExported(entries, func(x exported) error {
		doc.Entries = append(doc.Entries, x)
		return nil
	})
	if stops(fault) {
		return fault
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("exporting case %d: %w", caseID, err)
	}
	return fault
}

// ExportAll writes each entry after a sequence number as one line of JSON; the
// entries must be all of them. As with ExportCase, a fault does not keep the
// rest from being written. An entry that is missing or does not follow from
// the one before it is a fault too, a cut at the end is not: see Verify.
func ExportAll(w io.Writer, after int64, entries iter.Seq2[Entry, error]) error {
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	links := order{last: after}
	fault := eachExported(links.followed(entries), func(x exported) error { return enc.Encode(x) })
	fault = earlier(fault, links.fault)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("exporting: %w", err)
	}
	return fault
}

// eachExported calls fn with every entry and gives the first fault at the
// end; an error of reading or of fn ends it at once.
func eachExported(entries iter.Seq2[Entry, error], fn func(exported) error) error {
	var first error
	for e, err := range entries {
		if err != nil {
			return fmt.Errorf("reading entries: %w", err)
		}
		x, fault := export(e)
		if first == nil {
			first = fault
		}
		if x.Seq == 0 {
			continue // its sealed bytes say nothing that could be exported
		}
		if err := fn(x); err != nil {
			return fmt.Errorf("writing entry %d: %w", e.Seq, err)
		}
	}
	return first
}

// order looks on while the entries after last are read: fault is the first one
// that is missing or does not follow from the one before it.
type order struct {
	last  int64
	head  []byte // nil: not known, where entries before the first are left out
	fault error
}

func (o *order) followed(entries iter.Seq2[Entry, error]) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if o.last == 0 {
			o.head = Genesis()
		}
		for e, err := range entries {
			if err == nil && o.fault == nil {
				o.fault = o.follows(e.Sealed)
			}
			if err == nil {
				o.last, o.head = e.Seq, e.Seal
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

func (o *order) follows(s bot.Sealed) error {
	switch {
	case s.Seq != o.last+1:
		return broken(o.last+1, "missing: the log goes on with event %d", s.Seq)
	case o.head != nil && !bytes.Equal(s.Prev, o.head):
		return broken(s.Seq, "does not follow from event %d: one of the two was changed or moved", o.last)
	}
	return nil
}

// earlier gives the fault of the two that stands first in the log; an error
// that is no fault of the log goes before both.
func earlier(a, b error) error {
	var x, y *BrokenError
	if b == nil || a != nil && !errors.As(a, &x) || x != nil && errors.As(b, &y) && x.Seq <= y.Seq {
		return a
	}
	return b
}

// stops tells whether an error of eachExported ended it before all was read.
func stops(err error) bool {
	var fault *BrokenError
	return err != nil && !errors.As(err, &fault)
}
