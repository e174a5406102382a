package ledger

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func somePoint(size int64) Checkpoint {
	return Checkpoint{Origin: "0123456789abcdef", Size: size, Head: bytes.Repeat([]byte{0xab}, 32), At: start.Truncate(time.Second)}
}

func TestCheckpointLineIsFixed(t *testing.T) {
	const want = "countersign-checkpoint v1 origin=0123456789abcdef size=20 " +
		"head=abababababababababababababababababababababababababababababababab at=2026-11-23T09:00:00Z sum="
	line := somePoint(20).String()
	if text, sum, _ := strings.Cut(line, "sum="); text+"sum=" != want || len(sum) != 16 {
		t.Errorf("got %s", line)
	}
	got, err := ParseCheckpoint(line)
	if err != nil || !reflect.DeepEqual(got, somePoint(20)) {
		t.Errorf("ParseCheckpoint: got %+v and error %v", got, err)
	}
}

func TestDamagedCheckpointIsNeverTrusted(t *testing.T) {
	line := somePoint(20).String()
	for i := range line {
		if c, err := ParseCheckpoint(line[:i]); err == nil {
			t.Errorf("the first %d bytes were read as %+v", i, c)
		}
		for _, b := range []byte{line[i] ^ 1, line[i] ^ 0x20, '0'} {
			if b == line[i] {
				continue
			}
			changed := line[:i] + string(rune(b)) + line[i+1:]
			if c, err := ParseCheckpoint(changed); err == nil {
				t.Errorf("a changed byte %d was read as %+v", i, c)
			}
		}
	}
	for _, bad := range []string{line + "\n", " " + line, strings.Replace(line, "size=20", "size=020", 1), line + " x=1", ""} {
		if c, err := ParseCheckpoint(bad); err == nil {
			t.Errorf("%q was read as %+v", bad, c)
		}
	}
}

func TestCheckpointFileKeepsAllItWasGiven(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.checkpoints")
	if _, _, err := ReadCheckpoints(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a file: got error %v", err)
	}
	var want []Checkpoint
	for size := int64(1); size <= 5; size++ {
		if err := AppendCheckpoint(path, somePoint(size)); err != nil {
			t.Fatalf("AppendCheckpoint: %v", err)
		}
		want = append(want, somePoint(size))
	}
	got, damaged, err := ReadCheckpoints(path)
	if err != nil || len(damaged) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, damage %+v, error %v", got, damaged, err)
	}
	lines := ""
	for _, c := range want {
		lines += c.String() + "\n"
	}
	if raw, err := os.ReadFile(path); err != nil || string(raw) != lines {
		t.Errorf("the file is %q, error %v, want one line for each and nothing else", raw, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}

// A crash while a checkpoint is written leaves any part of its line.
func TestHalfWrittenCheckpointIsReportedAndTheNextIsKept(t *testing.T) {
	line := somePoint(2).String()
	for cut := 1; cut <= len(line); cut++ {
		path := filepath.Join(t.TempDir(), "x.checkpoints")
		if err := os.WriteFile(path, []byte(somePoint(1).String()+"\n"+line[:cut]), 0o600); err != nil {
			t.Fatal(err)
		}
		whole := cut == len(line) // only its line end is missing, as where a person copied it
		got, damaged, err := ReadCheckpoints(path)
		if whole && (err != nil || len(got) != 2 || len(damaged) != 0) ||
			!whole && (err != nil || len(got) != 1 || got[0].Size != 1 || !reflect.DeepEqual(damaged, []Damage{{Line: 2, Torn: true, Why: "half written"}})) {
			t.Fatalf("cut at %d: got %+v, damage %+v, error %v", cut, got, damaged, err)
		}
		if err := AppendCheckpoint(path, somePoint(3)); err != nil {
			t.Fatalf("AppendCheckpoint: %v", err)
		}
		got, damaged, err = ReadCheckpoints(path)
		if err != nil || got[len(got)-1].Size != 3 || (len(damaged) == 0) != whole || (len(got) == 3) != whole {
			t.Fatalf("after the next, cut at %d: got %+v, damage %+v, error %v", cut, got, damaged, err)
		}
		if !whole && (damaged[0].Line != 2 || damaged[0].Torn || damaged[0].Why == "") {
			t.Fatalf("after the next, cut at %d: damage %+v", cut, damaged)
		}
	}
}

func TestCheckpointFileRefusesWhatItCouldNotReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.checkpoints")
	for _, c := range []Checkpoint{{}, {Origin: "x y", Size: 1, Head: Genesis(), At: start}, {Origin: "0123456789abcdef", Size: 0, Head: Genesis(), At: start}} {
		if err := AppendCheckpoint(path, c); err == nil {
			t.Errorf("%+v was written", c)
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a file was made for nothing")
	}
}

func FuzzParseCheckpoints(f *testing.F) {
	f.Add([]byte(somePoint(1).String() + "\n" + somePoint(2).String()[:40]))
	f.Add([]byte("\n\n" + somePoint(1).String() + "\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		good, damaged := parseCheckpoints(raw)
		for _, c := range good {
			if !bytes.Contains(raw, []byte(c.String()+"\n")) {
				t.Errorf("%s was read from %q", c, raw)
			}
		}
		lines := 0
		for _, l := range bytes.Split(raw, []byte("\n")) {
			if len(l) > 0 {
				lines++
			}
		}
		if len(good)+len(damaged) != lines {
			t.Errorf("%d lines gave %d checkpoints and %d damages", lines, len(good), len(damaged))
		}
	})
}
