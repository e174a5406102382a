package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/ledger"
)

// twenty stores a ledger of twenty events in four cases, and closes it.
func twenty(t *testing.T, opts Options) {
	t.Helper()
	s := openWith(t, opts)
	for range 4 {
		c := add(t, s, &bot.Case{State: bot.StateReceived})
		for i := range 5 {
			addEvents(t, s, &bot.Event{Case: c.ID, Kind: bot.EventMessage, At: start.Add(time.Duration(c.ID*10)*time.Minute + time.Duration(i)),
				Actor: "client:U1", Words: map[string]string{"text": "words"}})
		}
	}
	closeStore(t, s)
}

func TestVerifyNamesWhatWasDoneToTheFile(t *testing.T) {
	for _, test := range []struct {
		name       string
		checkpoint bool
		do         []string
		seq        int64
		why        string
	}{
		{"a byte of entry 7", false, []string{`UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'client:U1', 'client:U2') AS BLOB) WHERE seq = 7`}, 7, "was changed"},
		{"its actor, kind column", false, []string{`UPDATE events SET kind = 'sent' WHERE seq = 7`}, 7, "its row says kind"},
		{"its case column", false, []string{`UPDATE events SET case_id = 4 WHERE seq = 7`}, 7, "its row says case 4"},
		{"its time column", false, []string{`UPDATE events SET at = at + 1 WHERE seq = 7`}, 7, "its row says 2026"},
		{"entry 7 deleted", false, []string{`PRAGMA foreign_keys = 0`, `DELETE FROM events WHERE seq = 7`}, 7, "missing"},
		{"7 and 8 exchanged", false, []string{`PRAGMA foreign_keys = 0`, `UPDATE events SET seq = -1 WHERE seq = 7`,
			`UPDATE events SET seq = 7 WHERE seq = 8`, `UPDATE events SET seq = 8 WHERE seq = -1`}, 7, "does not follow"},
		{"the last three deleted", true, []string{`PRAGMA foreign_keys = 0`, `DELETE FROM events WHERE seq > 17`}, 18, "checkpoint attests 20 entries, log has 17"},
		{"all deleted", true, []string{`PRAGMA foreign_keys = 0`, `DELETE FROM events`}, 1, "checkpoint attests 20 entries, log has 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			opts := testOptions(t)
			twenty(t, opts)
			s := openWith(t, opts)
			if test.checkpoint {
				if _, err := s.Checkpoint(t.Context(), start); err != nil {
					t.Fatalf("Checkpoint: %v", err)
				}
			}
			if v, err := s.Verify(t.Context()); err != nil || v.Entries != 20 || v.NoFile == test.checkpoint {
				t.Fatalf("Verify beforehand: %+v and error %v", v, err)
			}
			closeStore(t, s)
			onFile(t, path(t, opts), test.do...)
			s = openWith(t, Options{URL: opts.URL, ReadOnly: true})
			_, err := s.Verify(t.Context())
			var b *ledger.BrokenError
			if !errors.As(err, &b) || b.Seq != test.seq || !strings.Contains(b.Why, test.why) {
				t.Errorf("got %v, want event %d: … %s …", err, test.seq, test.why)
			}
		})
	}
}

func TestRewrittenLedgerIsToldByACheckpointKeptElsewhere(t *testing.T) {
	opts := testOptions(t)
	twenty(t, opts)
	s := openWith(t, opts)
	c, err := s.Checkpoint(t.Context(), start)
	if err != nil {
		t.Fatalf("Checkpoint: %v", err)
	}
	kept, err := ledger.ParseCheckpoint(c.String()) // as somebody pasted it
	if err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	for _, end := range []string{"", ".checkpoints"} {
		if err := os.Remove(path(t, opts) + end); err != nil {
			t.Fatal(err)
		}
	}
	twenty(t, opts) // the same story, told anew: other salts, other seals
	s = openWith(t, opts)
	if v, err := s.Verify(t.Context()); err != nil || !v.NoFile || v.Attested != nil {
		t.Errorf("without the checkpoint: %+v and error %v", v, err)
	}
	var b *ledger.BrokenError
	if _, err := s.Verify(t.Context(), kept); !errors.As(err, &b) || b.Seq != 1 {
		t.Errorf("with the checkpoint: %v", err)
	}
}

func TestCheckpointRefusesToAttestACutLedger(t *testing.T) {
	for _, do := range []string{`DELETE FROM events WHERE seq > 17`, `UPDATE events SET seal = zeroblob(32) WHERE seq = 20`} {
		opts := testOptions(t)
		twenty(t, opts)
		s := openWith(t, opts)
		if _, err := s.Checkpoint(t.Context(), start); err != nil {
			t.Fatalf("Checkpoint: %v", err)
		}
		onFile(t, path(t, opts), `PRAGMA foreign_keys = 0`, do)
		addEvents(t, s, &bot.Event{Kind: bot.EventStarted, At: start})
		var b *ledger.BrokenError
		if c, err := s.Checkpoint(t.Context(), start); !errors.As(err, &b) {
			t.Errorf("after %s: got %v and error %v", do, c, err)
		}
	}
}

func TestExportAndCheckpointTellOfACutLedger(t *testing.T) {
	for do, seq := range map[string]int64{`DELETE FROM events WHERE seq > 17`: 18, `DELETE FROM events WHERE seq = 9`: 9, `DELETE FROM events`: 1} {
		opts := testOptions(t)
		twenty(t, opts)
		s := openWith(t, opts)
		if _, err := s.Checkpoint(t.Context(), start); err != nil {
			t.Fatalf("Checkpoint: %v", err)
		}
		onFile(t, path(t, opts), `PRAGMA foreign_keys = 0`, do)
		var b *ledger.BrokenError
		if err := s.Export(t.Context(), io.Discard, 0); !errors.As(err, &b) || b.Seq != seq {
			t.Errorf("after %s: Export gives error %v, want one of event %d", do, err, seq)
		}
		if err := s.ExportCSV(t.Context(), io.Discard, 0); !errors.As(err, &b) || b.Seq != seq {
			t.Errorf("after %s: ExportCSV gives error %v, want one of event %d", do, err, seq)
		}
		if _, err := s.Checkpoint(t.Context(), start); seq != 9 && (!errors.As(err, &b) || b.Seq != seq) {
			t.Errorf("after %s: Checkpoint gives error %v, want one of event %d", do, err, seq)
		}
	}
}

func TestCheckpointIsWrittenOnceForEachState(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	if _, err := s.Checkpoint(t.Context(), start); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("of an empty ledger: %v", err)
	}
	for i := range 3 {
		addEvents(t, s, &bot.Event{Kind: bot.EventStarted, At: start})
		for range 2 {
			if c, err := s.Checkpoint(t.Context(), start); err != nil || c.Size != int64(i+1) {
				t.Errorf("Checkpoint: %v and error %v", c, err)
			}
		}
	}
	known, damaged, err := ledger.ReadCheckpoints(s.CheckpointFile())
	if err != nil || len(known) != 3 || len(damaged) > 0 {
		t.Errorf("the file holds %v, damage %v, error %v", known, damaged, err)
	}
	if v, err := s.Verify(t.Context()); err != nil || v.Checkpoints != 3 || v.Attested.Size != 3 {
		t.Errorf("Verify: %+v and error %v", v, err)
	}
}

// A crash while a checkpoint is written (fault point F13) leaves half a line.
func TestHalfWrittenCheckpointIsReportedNotTrusted(t *testing.T) {
	opts := testOptions(t)
	twenty(t, opts)
	s := openWith(t, opts)
	c, err := s.Checkpoint(t.Context(), start)
	if err != nil {
		t.Fatal(err)
	}
	half := strings.Replace(c.String(), "size=20", "size=99", 1)[:90]
	f, err := os.OpenFile(s.CheckpointFile(), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(half); err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	v, err := s.Verify(t.Context())
	if err != nil || v.Checkpoints != 1 || len(v.Damaged) != 1 || !v.Damaged[0].Torn {
		t.Errorf("Verify: %+v and error %v", v, err)
	}
	addEvents(t, s, &bot.Event{Kind: bot.EventStarted, At: start})
	if _, err := s.Checkpoint(t.Context(), start); err != nil {
		t.Errorf("the next checkpoint: %v", err)
	}
	if v, err := s.Verify(t.Context()); err != nil || v.Checkpoints != 2 {
		t.Errorf("Verify: %+v and error %v", v, err)
	}
}

// exportedCase is the part of an export that the tests look at.
type exportedCase struct {
	Entries []struct {
		Seq   int64
		Step  string
		Words map[string]struct {
			Text         string
			Fits, Erased bool
		}
	}
}

func exportOf(t *testing.T, s *Store, id int64) (exportedCase, error) {
	t.Helper()
	var buf bytes.Buffer
	fault := s.ExportCase(t.Context(), &buf, id)
	var doc exportedCase
	if buf.Len() > 0 {
		if err := json.Unmarshal(buf.Bytes(), &doc); err != nil {
			t.Fatalf("the export is no JSON: %v", err)
		}
	}
	return doc, fault
}

func TestExportHoldsTheWordsOfOneCase(t *testing.T) {
	opts := testOptions(t)
	twenty(t, opts)
	s := openWith(t, opts)
	doc, err := exportOf(t, s, 2)
	if err != nil || len(doc.Entries) != 5 || doc.Entries[0].Seq != 6 {
		t.Fatalf("got %+v and error %v", doc, err)
	}
	if w := doc.Entries[4].Words["text"]; w.Text != "words" || !w.Fits {
		t.Errorf("words: %+v", w)
	}
	if _, err := exportOf(t, s, 99); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("of no case: %v", err)
	}
	if err := s.Erase(t.Context(), 2, "staff:S1"); err != nil {
		t.Fatal(err)
	}
	doc, err = exportOf(t, s, 2)
	if w := doc.Entries[4].Words["text"]; err != nil || w.Text != "" || w.Fits || !w.Erased {
		t.Errorf("of an erased case: %+v and error %v", w, err)
	}
}

func TestRemovedOrChangedWordsAreNotTakenForErasedOnes(t *testing.T) {
	for _, do := range []string{`DELETE FROM content WHERE seq = 7`, `UPDATE content SET sealed = zeroblob(64) WHERE seq = 7`,
		`UPDATE content SET sealed = (SELECT sealed FROM content WHERE seq = 8) WHERE seq = 7`, `UPDATE content SET name = 'other' WHERE seq = 7`} {
		opts := testOptions(t)
		twenty(t, opts)
		onFile(t, path(t, opts), do)
		s := openWith(t, opts)
		doc, err := exportOf(t, s, 2)
		var b *ledger.BrokenError
		if !errors.As(err, &b) || b.Seq != 7 || len(doc.Entries) != 5 || doc.Entries[1].Words["text"].Erased {
			t.Errorf("%s: the export gives %+v and error %v", do, doc, err)
		}
		err = s.Events(t.Context(), bot.EventFilter{Words: true}, func(bot.Event) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "event 7") {
			t.Errorf("%s: Events gives error %v", do, err)
		}
	}
}

func TestExportOfAllIsOneLineForEachEntry(t *testing.T) {
	opts := testOptions(t)
	twenty(t, opts)
	var buf bytes.Buffer
	if err := openWith(t, opts).Export(t.Context(), &buf, 3); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(buf.String(), "\n"); lines != 17 {
		t.Errorf("got %d lines", lines)
	}
}
