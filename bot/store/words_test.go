package store

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"countersign/bot"
	"countersign/bot/ledger"
)

// changedWords are ways to change what the ledger says without touching its
// chain, each with what verifying it names.
var changedWords = []struct {
	name, do string
	seq      int64
	why      string
	unread   string // what is told without the master key; "" when that cannot tell it
}{
	{"the sealed bytes zeroed", `UPDATE content SET sealed = zeroblob(length(sealed)) WHERE seq = 7`, 7, "text: the text was removed or changed", ""},
	{"the sealed bytes emptied", `UPDATE content SET sealed = x'' WHERE seq = 7`, 7, "text: the text was removed or changed", "text: the text was removed or changed"},
	{"the row deleted", `DELETE FROM content WHERE seq = 7`, 7, "text: the text was removed or changed", "text: the text was removed or changed"},
	{"two rows swapped", `UPDATE content SET sealed = (SELECT c.sealed FROM content c WHERE c.seq = 15 - content.seq) WHERE seq IN (7, 8)`, 7, "text: the text was removed or changed", ""},
	{"the row put under another case", `UPDATE content SET case_id = 3 WHERE seq = 7`, 7, "text: its row says case 3, its event case 2", "text: its row says case 3, its event case 2"},
	{"the row put under a case that was erased", `UPDATE content SET case_id = 4 WHERE seq = 7`, 7, "text: its row says case 4", "text: its row says case 4"},
	{"a text added", `INSERT INTO content (seq, name, case_id, sealed) SELECT seq, 'note', case_id, sealed FROM content WHERE seq = 7`, 7, `a text called "note" stands with it`, `a text called "note" stands with it`},
	{"a text added to what was erased", `INSERT INTO content (seq, name, case_id, sealed) SELECT 16, 'text', 1, sealed FROM content WHERE seq = 7`, 16, "text: its row says case 1, its event case 4", "text: its row says case 1"},
	{"two rows of two cases swapped", `UPDATE content SET sealed = (SELECT c.sealed FROM content c WHERE c.seq = 14 - content.seq) WHERE seq IN (4, 10)`, 4, "text: the text was removed or changed", ""},
	{"the key's row deleted", `DELETE FROM keys WHERE case_id = 2`, 6, "text: the text was removed or changed", "text: the text was removed or changed"},
	{"the key destroyed", `UPDATE keys SET wrapped = NULL WHERE case_id = 2`, 6, "no event says that the case was erased", "no event says that the case was erased"},
	{"the key of no case destroyed", `UPDATE keys SET wrapped = NULL WHERE case_id = 0`, 21, "no event says that the case was erased", "no event says that the case was erased"},
	{"the key replaced", `UPDATE keys SET wrapped = (SELECT k.wrapped FROM keys k WHERE k.case_id = 3) WHERE case_id = 2`, 6, "text: the text was removed or changed", ""},
}

// wordsLedger is twenty events of four cases, one of no case, and case 4 erased.
func wordsLedger(t *testing.T, opts Options) {
	t.Helper()
	twenty(t, opts)
	s := openWith(t, opts)
	addEvents(t, s, &bot.Event{Kind: bot.EventDigest, At: start, Words: map[string]string{"text": "words of no case"}})
	if err := s.Erase(t.Context(), 4, "staff:S1"); err != nil {
		t.Fatalf("Erase: %v", err)
	}
	closeStore(t, s)
}

func TestVerifyNamesTheWordThatWasChangedOrRemoved(t *testing.T) {
	for _, test := range changedWords {
		t.Run(test.name, func(t *testing.T) {
			opts := testOptions(t)
			wordsLedger(t, opts)
			onFile(t, path(t, opts), test.do)
			_, err := openWith(t, opts).Verify(t.Context())
			wantBroken(t, err, test.seq, test.why)
			v, err := openWith(t, Options{URL: opts.URL, ReadOnly: true}).Verify(t.Context())
			if test.unread != "" {
				wantBroken(t, err, test.seq, test.unread)
			} else if err != nil || v.Words != 0 || v.Unread != 16 {
				t.Errorf("without the master key: %+v and error %v; want 16 words counted as not checked", v, err)
			}
		})
	}
}

func wantBroken(t *testing.T, err error, seq int64, why string) {
	t.Helper()
	var b *ledger.BrokenError
	if !errors.As(err, &b) || b.Seq != seq || !strings.Contains(b.Why, why) {
		t.Errorf("got %v, want event %d: … %s …", err, seq, why)
	}
}

func TestVerifyCountsAnErasedCaseAndFindsTheRestSound(t *testing.T) {
	opts := testOptions(t)
	wordsLedger(t, opts)
	v, err := openWith(t, opts).Verify(t.Context())
	if err != nil || v.Entries != 22 || v.Words != 16 || v.Unread != 0 || v.Erased != 1 {
		t.Errorf("with the master key: %+v and error %v", v, err)
	}
	v, err = openWith(t, Options{URL: opts.URL, ReadOnly: true}).Verify(t.Context())
	if err != nil || v.Entries != 22 || v.Words != 0 || v.Unread != 16 || v.Erased != 1 {
		t.Errorf("without: %+v and error %v", v, err)
	}
}

// The program that docs/ledger.md prints for outsiders must find the same in
// what is exported.
func TestTheProgramInTheDocumentationFindsChangedWords(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here")
	}
	page, err := os.ReadFile("../../docs/ledger.md")
	if err != nil {
		t.Fatal(err)
	}
	program := regexp.MustCompile("(?s)```python\n(.*?)```").FindSubmatch(page)
	if program == nil {
		t.Fatal("docs/ledger.md prints no program")
	}
	outsider := func(opts Options) (string, error) {
		var export bytes.Buffer
		var broken *ledger.BrokenError
		if err := openWith(t, opts).Export(t.Context(), &export, 0); err != nil && !errors.As(err, &broken) {
			t.Fatalf("Export: %v", err)
		}
		if broken != nil && strings.Contains(broken.Why, "row says") || broken != nil && strings.Contains(broken.Why, "a text called") {
			return "AssertionError by the export itself", broken // where a row stands is not in what is exported
		}
		cmd := exec.CommandContext(t.Context(), python, "-c", string(program[1]))
		cmd.Stdin = &export
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	opts := testOptions(t)
	wordsLedger(t, opts)
	if out, err := outsider(opts); err != nil || !strings.Contains(out, "sound") || !strings.Contains(out, "cases erased: 1") {
		t.Errorf("of a sound ledger: %s, %v", out, err)
	}
	for _, test := range changedWords {
		opts := testOptions(t)
		wordsLedger(t, opts)
		onFile(t, path(t, opts), test.do)
		if out, err := outsider(opts); err == nil || !strings.Contains(out, "AssertionError") {
			t.Errorf("%s: %s, %v", test.name, out, err)
		}
	}
}

func TestATextWhoseEventIsGoneTellsOfACutWithoutACheckpoint(t *testing.T) {
	opts := testOptions(t)
	wordsLedger(t, opts)
	onFile(t, path(t, opts), `PRAGMA foreign_keys = 0`, `DELETE FROM events WHERE seq > 14`)
	for _, o := range []Options{opts, {URL: opts.URL, ReadOnly: true}} {
		v, err := openWith(t, o).Verify(t.Context())
		wantBroken(t, err, 15, "missing: a text of it is there")
		if v.Entries != 14 {
			t.Errorf("%d entries are called sound, want 14", v.Entries)
		}
	}
}

// TestACaseThatIsErasedWhileTheLedgerIsVerifiedIsNoFault: the event of the
// erasure comes after the words that are gone.
func TestACaseThatIsErasedWhileTheLedgerIsVerifiedIsNoFault(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	c := add(t, s, &bot.Case{State: bot.StateReceived})
	for range 2 * wordsPage {
		addEvents(t, s, &bot.Event{Case: c.ID, Kind: bot.EventMessage, At: start, Words: map[string]string{"text": "words"}})
	}
	r, err := ledger.VerifyWords(func(yield func(ledger.Entry, error) bool) {
		for e, err := range s.toTheEnd(t.Context()) {
			if e.Seq == 1 {
				if err := s.Erase(t.Context(), c.ID, "staff:S1"); err != nil {
					t.Errorf("Erase: %v", err)
				}
			}
			if !yield(e, err) {
				return
			}
		}
	}, nil)
	if err != nil || r.Entries != 2*wordsPage+1 || r.Words != wordsPage || r.Erased != 1 {
		t.Errorf("report %+v, error %v, want all %d entries sound and one case erased", r, err, 2*wordsPage+1)
	}
}
