package ledger

import (
	"errors"
	"strings"
	"testing"

	"countersign/bot"
)

// wordLedger is a ledger of six events: the word of the first was erased alone,
// which event 4 tells, and the key of the second's with its case, which event 5
// tells. That of the third is there.
func wordLedger(t *testing.T, change func([]bot.Event)) []Entry {
	t.Helper()
	events := []bot.Event{
		{Case: 7, Kind: bot.EventReceived, Words: map[string]string{"text": "When?"}},
		{Case: 8, Kind: bot.EventReceived, Words: map[string]string{"text": "Where?"}},
		{Case: 7, Kind: bot.EventDrafted, Words: map[string]string{"text": "On 31 January."}},
		{Case: 7, Kind: bot.EventErased, Facts: map[string]any{"events": []int64{1}}},
		{Case: 8, Kind: bot.EventErased},
		{Kind: bot.EventStarted},
	}
	if change != nil {
		change(events)
	}
	salt := []byte("0123456789abcdef")
	var log []bot.Sealed
	for i, ev := range events {
		ev.Seq, ev.At = int64(i+1), start
		digests := map[string]string{}
		for name, text := range ev.Words {
			digests[name] = Digest(salt, text)
		}
		body, err := Encode(ev, digests)
		if err != nil {
			t.Fatalf("Encode: %v", err)
		}
		log = append(log, bot.Sealed{Seq: ev.Seq, Case: ev.Case, Kind: ev.Kind, At: ev.At, Body: body})
	}
	var out []Entry
	for _, s := range reseal(log, 1) {
		out = append(out, Entry{Sealed: s})
	}
	out[0].Words = map[string]Word{"text": {Blank: true}}
	out[1].Words = map[string]Word{"text": {Erased: true}}
	out[2].Words = map[string]Word{"text": {Salt: salt, Text: "On 31 January."}}
	return out
}

// TestTheFirstEntryWhoseWordsOrChainAreWrongIsNamed: only an event of the same case
// excuses a word that is gone.
func TestTheFirstEntryWhoseWordsOrChainAreWrongIsNamed(t *testing.T) {
	altered := func(l []Entry) { l[2].Words = map[string]Word{"text": {Text: "On 1 April."}} }
	for name, tt := range map[string]struct {
		events  func([]bot.Event)
		entries func([]Entry)
		against bool // a checkpoint of another ledger of that size
		first   int64
		why     string
	}{
		"as it was told":                    {},
		"a word changed":                    {entries: altered, first: 3, why: "text: the text does not fit its digest"},
		"a word removed":                    {entries: func(l []Entry) { l[2].Words = nil }, first: 3, why: "text: the text was removed or changed"},
		"a word whose erasure nobody told":  {events: func(e []bot.Event) { e[3].Kind = bot.EventClaimed }, first: 1, why: "no event says that it was erased"},
		"a word that another case tells of": {events: func(e []bot.Event) { e[3].Case = 8 }, first: 1, why: "no event says that it was erased"},
		"a key that nobody told of":         {events: func(e []bot.Event) { e[4].Kind = bot.EventClaimed }, first: 2, why: "no event says that the case was erased"},
		"a key that another case tells of":  {events: func(e []bot.Event) { e[4].Case = 7 }, first: 2, why: "no event says that the case was erased"},
		"a word that was never sealed":      {entries: func(l []Entry) { l[2].Stray = "a text called \"note\" stands with it" }, first: 3, why: "a text called"},
		"a word of another case":            {entries: func(l []Entry) { l[0].Stray = "text: its row says case 9" }, first: 1, why: "its row says case 9"},
		"a word before a break":             {entries: func(l []Entry) { altered(l); l[4].Seal[0] ^= 1 }, first: 3, why: "does not fit its digest"},
		"a break before a word":             {entries: func(l []Entry) { altered(l); l[1].Seal[0] ^= 1 }, first: 2, why: "was changed"},
		"a cut before a word":               {entries: altered, against: true, first: 1, why: "rewritten between here and event 6"},
	} {
		t.Run(name, func(t *testing.T) {
			list := wordLedger(t, tt.events)
			if tt.entries != nil {
				tt.entries(list)
			}
			var against []Checkpoint
			if tt.against {
				against = []Checkpoint{{Origin: Origin(list[0].Seal), Size: 6, Head: Genesis(), At: start}}
			}
			r, err := VerifyWords(entriesOf(list), against)
			if tt.first == 0 {
				if err != nil || r.Entries != 6 || r.Words != 1 || r.Blank != 1 || r.Erased != 1 || r.Unread != 0 {
					t.Errorf("report %+v, error %v, want it sound", r, err)
				}
				return
			}
			var b *BrokenError
			if !errors.As(err, &b) || b.Seq != tt.first || !strings.Contains(b.Why, tt.why) {
				t.Fatalf("got %v, want event %d: … %s", err, tt.first, tt.why)
			}
			if !tt.against && r.Entries != tt.first-1 {
				t.Errorf("report counts %d sound entries, want %d", r.Entries, tt.first-1)
			}
		})
	}
}

// TestWordsThatCouldNotBeReadToTheEndConvictNobody: what tells of a destroyed key
// may stand in the part that was not read.
func TestWordsThatCouldNotBeReadToTheEndConvictNobody(t *testing.T) {
	failing := errors.New("disk")
	list := wordLedger(t, nil)
	_, err := VerifyWords(func(yield func(Entry, error) bool) {
		_ = yield(list[0], nil) && yield(list[1], nil) && yield(Entry{}, failing)
	}, nil)
	var b *BrokenError
	if !errors.Is(err, failing) || errors.As(err, &b) {
		t.Errorf("got %v, want the error of reading", err)
	}
}

// TestTheFirstOfManyFaultsOfWordsIsNamed: they are gathered by case and by
// event, in no order.
func TestTheFirstOfManyFaultsOfWordsIsNamed(t *testing.T) {
	at := func(seq int64) *BrokenError { return &BrokenError{Seq: seq} }
	for name, tt := range map[string]struct {
		w     wordCheck
		part  bool // of a ledger whose chain broke: what was destroyed may have been told of later
		first int64
	}{
		"none":                             {w: wordCheck{}},
		"a change":                         {w: wordCheck{fault: at(5)}, first: 5},
		"a change before what is gone":     {w: wordCheck{fault: at(5), gone: map[int64]*BrokenError{1: at(7)}, blank: map[int64]*BrokenError{9: at(9)}}, first: 5},
		"a key before a change":            {w: wordCheck{fault: at(5), gone: map[int64]*BrokenError{1: at(8), 2: at(3), 3: at(4)}}, first: 3},
		"a word before a change":           {w: wordCheck{fault: at(5), blank: map[int64]*BrokenError{2: at(2), 4: at(4), 8: at(8)}}, first: 2},
		"keys alone":                       {w: wordCheck{gone: map[int64]*BrokenError{1: at(9), 2: at(6), 3: at(8)}}, first: 6},
		"words alone":                      {w: wordCheck{blank: map[int64]*BrokenError{7: at(7), 6: at(6), 9: at(9)}}, first: 6},
		"a key whose erasure was told of":  {w: wordCheck{gone: map[int64]*BrokenError{1: at(2), 2: at(6)}, erased: map[int64]bool{1: true}}, first: 6},
		"of a part, what was changed only": {w: wordCheck{fault: at(5), gone: map[int64]*BrokenError{1: at(2)}, blank: map[int64]*BrokenError{3: at(3)}}, part: true, first: 5},
	} {
		got := tt.w.first(!tt.part)
		switch {
		case got == nil && tt.first != 0:
			t.Errorf("%s: no fault is named, want that of entry %d", name, tt.first)
		case got != nil && got.Seq != tt.first:
			t.Errorf("%s: entry %d is named, want %d", name, got.Seq, tt.first)
		}
	}
}
