package ledger

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// chain makes an honest ledger of n events.
func chain(t testing.TB, n int) []bot.Sealed {
	t.Helper()
	var log []bot.Sealed
	for i := 1; i <= n; i++ {
		log = append(log, sealed(t, int64(i), int64(i%3), start.Add(time.Duration(i)*time.Second)))
	}
	return reseal(log, 1)
}

func sealed(t testing.TB, seq, caseID int64, at time.Time) bot.Sealed {
	t.Helper()
	ev := bot.Event{Seq: seq, Case: caseID, Kind: bot.EventReceived, At: at, Actor: "client:U1", Facts: map[string]any{"n": seq}}
	body, err := Encode(ev, map[string]string{"text": Digest([]byte("salt"), "words")})
	if err != nil {
		t.Fatalf("Encode: %v", err)
	}
	return bot.Sealed{Seq: seq, Case: caseID, Kind: ev.Kind, At: at, Body: body}
}

// reseal makes the chain fit again from event seq on, as somebody who can
// write to the database and knows the format would.
func reseal(log []bot.Sealed, seq int) []bot.Sealed {
	for i := seq - 1; i < len(log); i++ {
		log[i].Prev = Genesis()
		if i > 0 {
			log[i].Prev = bytes.Clone(log[i-1].Seal)
		}
		log[i].Seal = Seal(log[i].Prev, log[i].Body)
	}
	return log
}

func checkpointAt(log []bot.Sealed, size int) Checkpoint {
	return Checkpoint{Origin: Origin(log[0].Seal), Size: int64(size), Head: log[size-1].Seal, At: start}
}

func each(log []bot.Sealed) iter.Seq2[bot.Sealed, error] {
	return func(yield func(bot.Sealed, error) bool) {
		for _, s := range log {
			if !yield(s, nil) {
				return
			}
		}
	}
}

func TestVerifyAcceptsAnHonestLedger(t *testing.T) {
	log := chain(t, 20)
	r, err := Verify(each(log), []Checkpoint{checkpointAt(log, 20), checkpointAt(log, 5), checkpointAt(log, 5)})
	if err != nil {
		t.Fatalf("Verify: %v", err)
	}
	if r.Entries != 20 || !bytes.Equal(r.Head, log[19].Seal) || r.Checkpoints != 3 || r.Attested.Size != 20 ||
		r.Origin != hex.EncodeToString(log[0].Seal[:8]) || !r.First.Equal(log[0].At) || !r.Last.Equal(log[19].At) {
		t.Errorf("report: %+v", r)
	}
	r, err = Verify(each(nil), nil)
	if err != nil || r.Entries != 0 || !bytes.Equal(r.Head, Genesis()) || r.Attested != nil {
		t.Errorf("an empty ledger: %+v and error %v", r, err)
	}
}

// tampering is a change to an honest ledger of twenty events, and what is said of it.
type tampering struct {
	name        string
	checkpoints func([]bot.Sealed) []Checkpoint // of the honest ledger; nil for none
	change      func([]bot.Sealed) []bot.Sealed
	seq         int64
	why         string
}

func (x tampering) test(t *testing.T) {
	var cps []Checkpoint
	if x.checkpoints != nil {
		cps = x.checkpoints(chain(t, 20))
	}
	r, err := Verify(each(x.change(chain(t, 20))), cps)
	var b *BrokenError
	if !errors.As(err, &b) {
		t.Fatalf("Verify: got error %v, want a *BrokenError", err)
	}
	if b.Seq != x.seq || !strings.Contains(b.Why, x.why) {
		t.Errorf("got %v, want event %d: … %s …", b, x.seq, x.why)
	}
	if !strings.Contains(err.Error(), fmt.Sprintf("event %d", x.seq)) {
		t.Errorf("the sentence %q does not name event %d", err, x.seq)
	}
	if r.Entries > x.seq && x.checkpoints == nil {
		t.Errorf("report counts %d sound entries before event %d", r.Entries, x.seq)
	}
}

func TestVerifyNamesTheEventThatWasChanged(t *testing.T) {
	for _, x := range []tampering{
		{name: "a byte of a body", change: func(l []bot.Sealed) []bot.Sealed { l[6].Body[30] ^= 1; return l }, seq: 7, why: "was changed"},
		{name: "a seal", change: func(l []bot.Sealed) []bot.Sealed { l[6].Seal[0] ^= 1; return l }, seq: 7, why: "was changed"},
		{name: "a link", change: func(l []bot.Sealed) []bot.Sealed { l[6].Prev[0] ^= 1; return l }, seq: 7, why: "was changed"},
		{name: "a body, sealed again", change: func(l []bot.Sealed) []bot.Sealed {
			l[6] = sealed(t, 7, 99, l[6].At)
			l[6].Prev = l[5].Seal
			l[6].Seal = Seal(l[6].Prev, l[6].Body)
			return l
		}, seq: 8, why: "does not follow from event 7"},
		{name: "the case of a row", change: func(l []bot.Sealed) []bot.Sealed { l[6].Case = 99; return l }, seq: 7, why: "its row says case 99"},
		{name: "the kind of a row", change: func(l []bot.Sealed) []bot.Sealed { l[6].Kind = bot.EventSent; return l }, seq: 7, why: `its row says kind "sent"`},
		{name: "the time of a row", change: func(l []bot.Sealed) []bot.Sealed { l[6].At = l[6].At.Add(1); return l }, seq: 7, why: "its row says 2026-"},
		{name: "another form of a body, sealed again", change: func(l []bot.Sealed) []bot.Sealed {
			l[6].Body = append(l[6].Body, ' ')
			return reseal(l, 7)
		}, seq: 7, why: "not in canonical form"},
	} {
		t.Run(x.name, x.test)
	}
}

func TestVerifyNamesTheFirstEventGoneOrMoved(t *testing.T) {
	for _, x := range []tampering{
		{name: "deletion", change: func(l []bot.Sealed) []bot.Sealed { return slices.Delete(l, 6, 7) }, seq: 7, why: "missing: the log goes on with event 8"},
		{name: "deletion of the first", change: func(l []bot.Sealed) []bot.Sealed { return l[1:] }, seq: 1, why: "missing"},
		{name: "deletion and renumbering", change: func(l []bot.Sealed) []bot.Sealed {
			l = slices.Delete(l, 6, 7)
			for i := range l {
				l[i].Seq = int64(i + 1)
			}
			return l
		}, seq: 7, why: "does not follow"},
		{name: "reordering", change: func(l []bot.Sealed) []bot.Sealed { l[6], l[7] = l[7], l[6]; return l }, seq: 7, why: "missing: the log goes on with event 8"},
		{name: "reordering and renumbering", change: func(l []bot.Sealed) []bot.Sealed {
			l[6], l[7] = l[7], l[6]
			l[6].Seq, l[7].Seq = 7, 8
			return l
		}, seq: 7, why: "does not follow"},
		{name: "reordering and sealing again", change: func(l []bot.Sealed) []bot.Sealed {
			l[6], l[7] = l[7], l[6]
			l[6].Seq, l[7].Seq = 7, 8
			return reseal(l, 7)
		}, seq: 7, why: "its sealed bytes are those of event 8"},
		{name: "an event twice", change: func(l []bot.Sealed) []bot.Sealed { return slices.Insert(l, 7, l[6]) }, seq: 7, why: "out of order"},
	} {
		t.Run(x.name, x.test)
	}
}

// TestACheckpointConvictsALedgerThatWasCutOrWrittenAnew: the chain of each is sound.
func TestACheckpointConvictsALedgerThatWasCutOrWrittenAnew(t *testing.T) {
	all := func(log []bot.Sealed) []Checkpoint { return []Checkpoint{checkpointAt(log, 20)} }
	for _, x := range []tampering{
		{"a cut at the end", all, func(l []bot.Sealed) []bot.Sealed { return l[:17] }, 18, "checkpoint attests 20 entries, log has 17"},
		{"everything gone", all, func([]bot.Sealed) []bot.Sealed { return nil }, 1, "checkpoint attests 20 entries, log has 0"},
		{"a cut, filled up again", all, func(l []bot.Sealed) []bot.Sealed {
			for i := 17; i < 20; i++ {
				l[i] = sealed(t, int64(i+1), 42, l[i].At)
			}
			return reseal(l, 18)
		}, 1, "rewritten between here and event 20"},
		{"the same between two checkpoints", func(l []bot.Sealed) []Checkpoint {
			return []Checkpoint{checkpointAt(l, 20), checkpointAt(l, 10)}
		}, func(l []bot.Sealed) []bot.Sealed {
			l[14] = sealed(t, 15, 42, l[14].At)
			return reseal(l, 15)
		}, 11, "rewritten between here and event 20"},
		{"a rewrite from the start", all, func(l []bot.Sealed) []bot.Sealed {
			l[0] = sealed(t, 1, 42, l[0].At)
			return reseal(l, 1)
		}, 1, "of another ledger"},
		{"a checkpoint with a wrong origin", func(l []bot.Sealed) []Checkpoint {
			c := checkpointAt(l, 20)
			c.Origin = "0000000000000000"
			return []Checkpoint{c}
		}, func(l []bot.Sealed) []bot.Sealed { return l }, 20, "carries origin"},
	} {
		t.Run(x.name, x.test)
	}
}

// Whatever single bit of a ledger is flipped, verify says so and names the event.
func TestNoFlippedBitIsPassedOver(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		log := chain(t, 6)
		i := rng.IntN(len(log))
		field := [][]byte{log[i].Body, log[i].Prev, log[i].Seal}[rng.IntN(3)]
		field[rng.IntN(len(field))] ^= 1 << rng.IntN(8)
		_, err := Verify(each(log), nil)
		var b *BrokenError
		if !errors.As(err, &b) || b.Seq != int64(i+1) {
			t.Fatalf("a flipped bit in event %d: got %v", i+1, err)
		}
	}
}

func TestVerifyTellsReadingErrorsApart(t *testing.T) {
	failing := errors.New("disk")
	log := chain(t, 3)
	_, err := Verify(func(yield func(bot.Sealed, error) bool) {
		if yield(log[0], nil) {
			yield(bot.Sealed{}, failing)
		}
	}, nil)
	var b *BrokenError
	if !errors.Is(err, failing) || errors.As(err, &b) {
		t.Errorf("got %v, want the error of reading", err)
	}
}

func TestTheCSVExportNumbersItsEntriesInTens(t *testing.T) {
	var out bytes.Buffer
	if err := ExportCSV(&out, each(chain(t, 12)), 0); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 13 || !strings.HasPrefix(lines[10], "10,1,received,") || !strings.HasPrefix(lines[12], "12,0,received,") {
		t.Errorf("got %d lines:\n%s", len(lines), out.String())
	}
}

// TestCheckpointsAreTakenInAnyOrder: those kept elsewhere come after those beside
// the database.
func TestCheckpointsAreTakenInAnyOrder(t *testing.T) {
	log := chain(t, 9)
	for _, sizes := range [][]int{{9, 3, 6}, {3, 6, 9}, {6, 9, 3}, {9, 9, 3, 3}} {
		var kept []Checkpoint
		for _, size := range sizes {
			kept = append(kept, checkpointAt(log, size))
		}
		if r, err := Verify(each(log), kept); err != nil || r.Checkpoints != len(sizes) || r.Attested.Size != 9 {
			t.Errorf("%v: %+v, error %v", sizes, r, err)
		}
	}
}
