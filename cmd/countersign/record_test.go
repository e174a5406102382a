package main

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// testMasterKey is the key of every firm of the tests.
var testMasterKey = base64.StdEncoding.EncodeToString(make([]byte, 32))

// command runs a command of the program in this process.
func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	getenv := func(name string) string { return map[string]string{"COUNTERSIGN_MASTER_KEY": testMasterKey}[name] }
	code = run(t.Context(), args, getenv, &out, &errs)
	return code, out.String(), errs.String()
}

const (
	recordQuestion = "What time does the lettings desk open on Saturdays, please?"
	recordAuthor   = "Marmalade-Jo"
)

// answeredFirm is a stopped firm with one case that was answered, and a
// checkpoint that attests it.
func answeredFirm(t *testing.T) (dir string, draft string) {
	t.Helper()
	dir = t.TempDir()
	c := startChild(t, dir, "")
	r, _, err := c.send(t.Context(), "m-1", "acme", recordAuthor, recordQuestion, "")
	if err != nil {
		t.Fatal(err)
	}
	k := c.until(t, r.Case, "in_review")
	if _, _, err := c.decide(t.Context(), r.Case, map[string]any{"action": "approve", "version": k.Draft.Version, "by": "Priya"}); err != nil {
		t.Fatal(err)
	}
	c.until(t, r.Case, "answered")
	noWordsIn(t, dir, recordAuthor, recordQuestion, k.Draft.Text, "lettings desk also opens")
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-c.done
	noWordsIn(t, dir, recordAuthor, recordQuestion, k.Draft.Text, "lettings desk also opens")
	code, point, errs := command(t, "ledger", "checkpoint", "--config", filepath.Join(dir, "firm.yaml"))
	if code != exitOK || !strings.HasPrefix(point, "countersign-checkpoint v1 ") {
		t.Fatalf("ledger checkpoint: %d, %s%s", code, point, errs)
	}
	return dir, k.Draft.Text
}

// noWordsIn looks through every file of the firm, as "strings" would.
func noWordsIn(t *testing.T, dir string, words ...string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) < 3 {
		t.Fatalf("the firm has files %v, %v", names, err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if bytes.Contains(raw, []byte(w)) {
				t.Errorf("%s holds %q", filepath.Base(name), w)
			}
		}
	}
}

// exportedEntry is an entry of "ledger export", as docs/ledger.md has it.
type exportedEntry struct {
	Seq        int64
	Step, Kind string
	Actor      string
	Facts      map[string]any
	Words      map[string]struct {
		Text, Salt, Digest string
		Fits               bool
	}
	Sealed, Prev, Seal string
}

func TestTheRecordOfACaseTellsTheWholeWayFromMessageToDelivery(t *testing.T) {
	dir, draft := answeredFirm(t)
	code, out, errs := command(t, "ledger", "export", "--case", "1", "--store", "sqlite://"+filepath.Join(dir, "firm.db"))
	var doc struct {
		Format  string
		Case    int64
		Entries []exportedEntry
	}
	if err := json.Unmarshal([]byte(out), &doc); code != exitOK || err != nil || doc.Case != 1 {
		t.Fatalf("export: %d, %v, %s", code, err, errs)
	}
	byKind, steps := map[string]exportedEntry{}, []string{}
	for _, e := range doc.Entries {
		byKind[e.Kind] = e
		if e.Step == "" {
			t.Errorf("entry %d, %s, is no step of the way", e.Seq, e.Kind)
			continue
		}
		if !slices.Contains(steps, e.Step) {
			steps = append(steps, e.Step)
		}
		prev, _ := hex.DecodeString(e.Prev)
		if seal := sha256.Sum256(append(prev, e.Sealed...)); hex.EncodeToString(seal[:]) != e.Seal {
			t.Errorf("entry %d: its bytes do not give its seal", e.Seq)
		}
		for name, w := range e.Words {
			salt, _ := hex.DecodeString(w.Salt)
			if digest := sha256.Sum256(append(salt, w.Text...)); !w.Fits || hex.EncodeToString(digest[:]) != w.Digest {
				t.Errorf("entry %d: %s does not fit its digest", e.Seq, name)
			}
		}
	}
	want := []string{"message", "assessment", "passages", "prompt and response", "draft", "card", "decision", "delivery"}
	if !slices.Equal(steps, want) {
		t.Errorf("steps are %v, want %v", steps, want)
	}
	for _, test := range []struct{ what, got, want string }{
		{"message", byKind["received"].Words["text"].Text, recordQuestion},
		{"tier", str(byKind["assessed"].Facts["tier"]), "routine"},
		{"explanation", byKind["assessed"].Words["explanation"].Text, ""},
		{"prompt", byKind["prompted"].Words["prompt"].Text, recordQuestion},
		{"response", byKind["prompted"].Words["response"].Text, "10:00am to 2:00pm"},
		{"provider", str(byKind["prompted"].Facts["provider"]), "offline"},
		{"draft", byKind["drafted"].Words["text"].Text, draft},
		{"card", byKind["card"].Words["text"].Text, "10:00am to 2:00pm"},
		{"decision", str(byKind["decided"].Facts["action"]), "approve"},
		{"who decided", byKind["decided"].Actor + byKind["decided"].Words["name"].Text, "Priya"},
		{"delivery", str(byKind["sent"].Facts["hash"]), str(byKind["drafted"].Facts["hash"])},
	} {
		if test.got == "" || !strings.Contains(test.got, test.want) {
			t.Errorf("%s is %q, want …%s…", test.what, test.got, test.want)
		}
	}
	passages := 0
	for _, w := range byKind["retrieved"].Words {
		if strings.Contains(w.Text, "lettings desk also opens") {
			passages++
		}
	}
	if passages == 0 {
		t.Errorf("no passage tells of the hours: %v", byKind["retrieved"].Words)
	}
	if code, _, errs := command(t, "ledger", "export", "--case", "9", "--config", filepath.Join(dir, "firm.yaml")); code != exitFailed || !strings.Contains(errs, "there is no case 9") {
		t.Errorf("export of no case: %d, %s", code, errs)
	}
}

func str(v any) string { s, _ := v.(string); return s }

func TestVerifyNamesTheFirstBadEntry(t *testing.T) {
	dir, _ := answeredFirm(t)
	for _, test := range []struct {
		name string
		do   []string
		want string
	}{
		{"nothing", nil, "Sound: "},
		{"an edit", []string{`UPDATE events SET body = CAST(replace(CAST(body AS TEXT), '"action":"approve"', '"action":"reject"') AS BLOB) WHERE kind = 'decided'`}, "was changed"},
		{"a deletion", []string{`PRAGMA foreign_keys = 0`, `DELETE FROM events WHERE seq = 4`}, "BROKEN: event 4: missing"},
		{"a reorder", []string{`PRAGMA foreign_keys = 0`, `UPDATE events SET seq = -1 WHERE seq = 4`, `UPDATE events SET seq = 4 WHERE seq = 5`, `UPDATE events SET seq = 5 WHERE seq = -1`}, "BROKEN: event 4: "},
		{"a cut", []string{`PRAGMA foreign_keys = 0`, `DELETE FROM events WHERE seq > 5`}, "BROKEN: event 6: missing: checkpoint attests"},
	} {
		t.Run(test.name, func(t *testing.T) {
			copied := t.TempDir()
			for _, name := range []string{"firm.db", "firm.db.checkpoints", "firm.yaml"} {
				raw, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				raw = bytes.ReplaceAll(raw, []byte(dir+"/"), []byte(copied+"/"))
				if err := os.WriteFile(filepath.Join(copied, name), raw, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			tamper(t, filepath.Join(copied, "firm.db"), test.do...)
			for _, where := range [][]string{{"--store", "sqlite://" + filepath.Join(copied, "firm.db")}, {"--config", filepath.Join(copied, "firm.yaml")}} {
				code, out, errs := command(t, append([]string{"ledger", "verify"}, where...)...)
				if want := map[bool]int{true: exitOK, false: exitFailed}[test.do == nil]; code != want || !strings.Contains(out, test.want) {
					t.Errorf("verify %s: %d, %s%s; want … %s …", where[0], code, out, errs, test.want)
				}
			}
		})
	}
}

// tamper runs SQL on the file from outside, as somebody with access to it could.
func tamper(t *testing.T, file string, queries ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	defer db.Close()
	for _, q := range queries {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}
