package ledger

import (
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"slices"

	"countersign/bot"
)

// VerifyWords does what Verify does, and compares every word with the digest
// in the sealed bytes. A word that is gone is a fault, unless a later event of
// the ledger says that its case was erased, or that it was; so is one that was
// never sealed, or stands under another case (Entry.Stray). A fault is a
// *BrokenError of the first event that is wrong, in its chain or in its words.
//
// Words that were only seen to be there (see Word.Unread) are not compared:
// Report.Words counts them out.
func VerifyWords(entries iter.Seq2[Entry, error], checkpoints []Checkpoint) (Report, error) {
	w := wordCheck{gone: map[int64]*BrokenError{}, erased: map[int64]bool{}, blank: map[int64]*BrokenError{}, of: map[int64]int64{}}
	sealed := func(yield func(bot.Sealed, error) bool) {
		for e, err := range entries {
			if !yield(e.Sealed, err) {
				return
			}
			w.take(e)
		}
	}
	r, err := Verify(sealed, checkpoints)
	r.Words, r.Unread, r.Blank = w.words, w.unread, w.blanked
	for caseID := range w.gone {
		if w.erased[caseID] {
			r.Erased++
		}
	}
	var fault *BrokenError
	if err != nil && !errors.As(err, &fault) {
		return r, err
	}
	if first := w.first(fault == nil); first != nil && (fault == nil || first.Seq < fault.Seq) {
		r.Entries = first.Seq - 1
		return r, first
	}
	return r, err
}

// wordCheck gathers what is found about the words of a ledger whose chain is
// being walked.
type wordCheck struct {
	words, unread int64
	fault         *BrokenError           // the first word that was changed or removed
	gone          map[int64]*BrokenError // by case: the first word whose key is destroyed
	erased        map[int64]bool         // cases that an event says were erased

	blank   map[int64]*BrokenError // by event: its first word that is gone alone, until an event lists it
	of      map[int64]int64        // the cases of those events
	blanked int64
}

// take looks at an entry that is part of the chain.
func (w *wordCheck) take(e Entry) {
	b, err := Decode(e.Body)
	if err != nil {
		return // Verify has named it
	}
	if b.Kind == bot.EventErased {
		w.told(b)
	}
	if e.Stray != "" && w.fault == nil {
		w.fault = &BrokenError{Seq: b.Seq, Why: e.Stray}
	}
	for _, name := range slices.Sorted(maps.Keys(b.Words)) {
		word, have := e.Words[name]
		word.Lost = word.Lost || !have
		switch err := word.Check(b.Words[name]); {
		case err == nil && word.Unread:
			w.unread++
		case err == nil:
			w.words++
		case !errors.Is(err, bot.ErrErased):
			if w.fault == nil {
				w.fault = &BrokenError{Seq: b.Seq, Why: name + ": " + err.Error()}
			}
		case word.Blank:
			w.blanked++
			if w.blank[b.Seq] == nil {
				w.blank[b.Seq], w.of[b.Seq] = &BrokenError{Seq: b.Seq, Why: name + ": the text was removed or changed, and no event says that it was erased"}, b.Case
			}
		case w.gone[b.Case] == nil:
			w.gone[b.Case] = &BrokenError{Seq: b.Seq, Why: name + ": the key of its case was destroyed, and no event says that the case was erased"}
		}
	}
}

// told takes in what an event says was erased: a case, or the words of the
// events of it that it lists.
func (w *wordCheck) told(b Body) {
	listed, part := b.Facts["events"].([]any)
	if !part {
		w.erased[b.Case] = true
		return
	}
	for _, v := range listed {
		n, _ := v.(json.Number)
		if seq, err := n.Int64(); err == nil && w.of[seq] == b.Case {
			delete(w.blank, seq)
			delete(w.of, seq)
		}
	}
}

// first gives the first fault. Whether a destroyed key is one can be told only
// of a whole ledger: the event of the erasure comes after the words.
func (w *wordCheck) first(whole bool) *BrokenError {
	first := w.fault
	if !whole {
		return first
	}
	for _, gone := range w.blank {
		if first == nil || gone.Seq < first.Seq {
			first = gone
		}
	}
	for caseID, gone := range w.gone {
		if !w.erased[caseID] && (first == nil || gone.Seq < first.Seq) {
			first = gone
		}
	}
	return first
}
