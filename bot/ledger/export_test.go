package ledger

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"

	"countersign/bot"
)

// story is a short case, from the message to its delivery.
func story(t testing.TB) []Entry {
	t.Helper()
	salt := []byte("0123456789abcdef")
	var log []bot.Sealed
	var words []map[string]Word
	for i, step := range []struct {
		kind  bot.EventKind
		words map[string]string
	}{
		{bot.EventReceived, map[string]string{"text": "When is <my> return due?"}},
		{bot.EventAssessed, map[string]string{"explanation": "Nothing weighs on it."}},
		{bot.EventRetrieved, map[string]string{"passages": "[…]"}},
		{bot.EventPrompted, map[string]string{"prompt": "P", "response": "R"}},
		{bot.EventCard, map[string]string{"card": "…"}},
		{bot.EventDecided, map[string]string{"text": "On 31 January."}},
		{bot.EventSent, nil},
	} {
		ev := bot.Event{Seq: int64(i + 1), Case: 7, Kind: step.kind, At: start, Actor: "system"}
		digests, texts := map[string]string{}, map[string]Word{}
		for name, text := range step.words {
			digests[name], texts[name] = Digest(salt, text), Word{Salt: salt, Text: text}
		}
		body, err := Encode(ev, digests)
		if err != nil {
			t.Fatalf("Encode: %v", err)
		}
		log = append(log, bot.Sealed{Seq: ev.Seq, Case: 7, Kind: ev.Kind, At: ev.At, Body: body})
		words = append(words, texts)
	}
	var out []Entry
	for i, s := range reseal(log, 1) {
		out = append(out, Entry{Sealed: s, Words: words[i]})
	}
	return out
}

func entriesOf(list []Entry) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
	}
}

type exportedCase struct {
	Format  string
	Case    int64
	Entries []exported
}

func exportCase(t *testing.T, list []Entry) (exportedCase, error) {
	t.Helper()
	var buf bytes.Buffer
	fault := ExportCase(&buf, 7, entriesOf(list))
	if !strings.HasPrefix(buf.String(), "{\n  \"format\"") || strings.Contains(buf.String(), `\u003c`) {
		t.Errorf("the export is not written for its reader:\n%s", buf.Bytes())
	}
	var doc exportedCase
	if err := json.Unmarshal(buf.Bytes(), &doc); err != nil {
		t.Fatalf("the export is no JSON: %v\n%s", err, buf.Bytes())
	}
	return doc, fault
}

func TestExportTellsTheCaseInOrder(t *testing.T) {
	doc, err := exportCase(t, story(t))
	if err != nil {
		t.Fatalf("ExportCase: %v", err)
	}
	var steps []string
	for _, e := range doc.Entries {
		steps = append(steps, e.Step)
	}
	const want = "message, assessment, passages, prompt and response, card, decision, delivery"
	if got := strings.Join(steps, ", "); got != want {
		t.Errorf("steps: got %s, want %s", got, want)
	}
	if doc.Format != "countersign-case v1" || doc.Case != 7 || doc.Entries[0].Words["text"].Text != "When is <my> return due?" {
		t.Errorf("got %+v", doc)
	}
}

// TestWhatAnExportRepeatsIsWhatWasSealed: a reader need not decode the sealed text.
func TestWhatAnExportRepeatsIsWhatWasSealed(t *testing.T) {
	list := story(t)
	list[0].Body = []byte(goldenBody)
	list[0].Kind, list[0].Seal = bot.EventDecided, Seal(list[0].Prev, list[0].Body)
	list[0].Words = map[string]Word{"reason": {Salt: []byte("0123456789abcdef"), Text: "too long"}}
	doc, err := exportCase(t, list[:1])
	if err != nil {
		t.Fatalf("ExportCase: %v", err)
	}
	e := doc.Entries[0]
	e.Words = nil
	want := exported{Seq: 1, Case: 7, Step: "decision", Kind: bot.EventDecided, At: start, Actor: "staff:S1", Sealed: goldenBody, Prev: hexed(Genesis()), Seal: goldenSeal,
		Facts: map[string]any{"action": "edit", "distance": 0.25, "version": 2.0, "nested": map[string]any{"a": 1.0, "b": []any{"<x>"}}}}
	if !reflect.DeepEqual(e, want) {
		t.Errorf("got %+v\nwant %+v", e, want)
	}
}

func TestExportCanBeRecomputed(t *testing.T) {
	doc, err := exportCase(t, story(t))
	if err != nil {
		t.Fatalf("ExportCase: %v", err)
	}
	prev := Genesis()
	for _, e := range doc.Entries {
		seal := Seal(prev, []byte(e.Sealed))
		if hexed(prev) != e.Prev || hexed(seal) != e.Seal {
			t.Errorf("entry %d: its seal is not the one of its text", e.Seq)
		}
		prev = seal
		for name, w := range e.Words {
			salt := unhex(t, w.Salt)
			if Digest(salt, w.Text) != w.Digest || !w.Fits || !strings.Contains(e.Sealed, w.Digest) {
				t.Errorf("entry %d: %s does not fit its digest", e.Seq, name)
			}
		}
	}
}

func TestExportMarksErasedWords(t *testing.T) {
	list := story(t)
	list[0].Words["text"] = Word{Erased: true}
	doc, err := exportCase(t, list)
	if err != nil {
		t.Errorf("an erased word is a fault: %v", err)
	}
	w := doc.Entries[0].Words["text"]
	if !w.Erased || w.Fits || w.Text != "" || w.Salt != "" || w.Digest == "" {
		t.Errorf("got %+v", w)
	}
}

func TestExportNamesTheEntryThatDoesNotFit(t *testing.T) {
	for name, change := range map[string]struct {
		do  func(*Entry)
		why string
	}{
		"another text":             {func(e *Entry) { e.Words["response"] = Word{Salt: []byte("0123456789abcdef"), Text: "S"} }, "response: the text does not fit its digest"},
		"lost text":                {func(e *Entry) { e.Words["response"] = Word{Lost: true} }, "response: the text was removed or changed"},
		"no text":                  {func(e *Entry) { delete(e.Words, "response") }, "response: the text was removed or changed"},
		"another seal":             {func(e *Entry) { e.Seal = Genesis() }, "do not give its seal"},
		"a text nobody sealed":     {func(e *Entry) { e.Stray = "a text called \"note\" stands with it" }, `a text called "note"`},
		"another case":             {func(e *Entry) { e.Case = 8 }, "its row says case 8"},
		"another seal and no text": {func(e *Entry) { e.Seal = Genesis(); delete(e.Words, "response") }, "do not give its seal"},
	} {
		list := story(t)
		change.do(&list[3])
		doc, err := exportCase(t, list)
		var b *BrokenError
		if !errors.As(err, &b) || b.Seq != 4 || !strings.Contains(b.Why, change.why) {
			t.Errorf("%s: got error %v, want one of event 4 that says %q", name, err, change.why)
		}
		if len(doc.Entries) != 7 {
			t.Errorf("%s: %d entries were exported, want all 7", name, len(doc.Entries))
		}
	}
}

func TestExportAllIsOneLineForEachEntry(t *testing.T) {
	var buf bytes.Buffer
	if err := ExportAll(&buf, 0, entriesOf(story(t))); err != nil {
		t.Fatalf("ExportAll: %v", err)
	}
	lines := strings.Split(strings.TrimSuffix(buf.String(), "\n"), "\n")
	if len(lines) != 7 {
		t.Fatalf("got %d lines", len(lines))
	}
	for i, line := range lines {
		var e exported
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.Seq != int64(i+1) {
			t.Errorf("line %d: %v: %s", i+1, err, line)
		}
	}
	if !strings.Contains(lines[0], "When is <my> return due?") {
		t.Errorf("the words do not stand as they were written: %s", lines[0])
	}
}

func TestExportAllNamesWhatIsMissingOrMoved(t *testing.T) {
	for name, change := range map[string]struct {
		do    func([]Entry) []Entry
		after int64
		seq   int64
		why   string
	}{
		"one is gone":          {do: func(l []Entry) []Entry { return slices.Delete(l, 3, 4) }, seq: 4, why: "missing: the log goes on with event 5"},
		"the first is gone":    {do: func(l []Entry) []Entry { return l[1:] }, seq: 1, why: "missing"},
		"one after is gone":    {do: func(l []Entry) []Entry { return l[3:] }, after: 2, seq: 3, why: "missing"},
		"another chain":        {do: func(l []Entry) []Entry { return sealAnew(l, 3) }, seq: 4, why: "does not follow from event 3"},
		"changed and then cut": {do: func(l []Entry) []Entry { l[1].Seal = Genesis(); return slices.Delete(l, 4, 5) }, seq: 2, why: "its bytes do not give its seal"},
	} {
		var buf bytes.Buffer
		list := change.do(story(t))
		err := ExportAll(&buf, change.after, entriesOf(list))
		var b *BrokenError
		if !errors.As(err, &b) || b.Seq != change.seq || !strings.Contains(b.Why, change.why) {
			t.Errorf("%s: got error %v, want one of event %d that says %q", name, err, change.seq, change.why)
		}
		if lines := strings.Count(buf.String(), "\n"); lines != len(list) {
			t.Errorf("%s: %d entries were written, want all %d", name, lines, len(list))
		}
	}
	if err := ExportAll(io.Discard, 2, entriesOf(story(t)[2:])); err != nil {
		t.Errorf("all that follow the second: %v", err)
	}
}

// sealAnew seals the entries from an index on over another beginning.
func sealAnew(list []Entry, from int) []Entry {
	prev := Seal(Genesis(), []byte("another"))
	for i := from; i < len(list); i++ {
		list[i].Prev, list[i].Seal = prev, Seal(prev, list[i].Body)
		prev = list[i].Seal
	}
	return list
}

func TestExportEndsAtAReadingOrWritingError(t *testing.T) {
	failing := errors.New("disk")
	broken := func(yield func(Entry, error) bool) { yield(Entry{}, failing) }
	if err := ExportCase(&bytes.Buffer{}, 7, broken); !errors.Is(err, failing) {
		t.Errorf("ExportCase: got %v", err)
	}
	if err := ExportAll(failingWriter{failing}, 0, entriesOf(story(t))); !errors.Is(err, failing) {
		t.Errorf("ExportAll: got %v", err)
	}
	if err := ExportCase(failingWriter{failing}, 7, entriesOf(story(t))); !errors.Is(err, failing) {
		t.Errorf("ExportCase to a bad writer: got %v", err)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func hexed(b []byte) string { return hex.EncodeToString(b) }

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
