package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/bot/replay"
)

const last100 = "../../bot/replay/testdata/last100.csv"

// assessed runs the command on the sample file with the program's own sorting.
func assessed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	if code := run(t.Context(), append([]string{"assess", last100}, args...), func(string) string { return "" }, &out, &errs); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	if !strings.Contains(errs.String(), "Sorted 100 enquiries.") {
		t.Errorf("no word of progress: %q", errs.String())
	}
	return out.String()
}

func TestAssessSendsWhoMustNotBeMissedToAPerson(t *testing.T) {
	var r struct {
		Verdict   string
		Reasons   []string
		Enquiries []struct{ ID, Tier string }
	}
	if err := json.Unmarshal([]byte(assessed(t, "--json")), &r); err != nil {
		t.Fatal(err)
	}
	tier := map[string]string{}
	for _, e := range r.Enquiries {
		tier[e.ID] = e.Tier
	}
	if len(tier) != 100 || len(r.Reasons) != 3 || r.Verdict != "not yet" {
		t.Errorf("%d enquiries, %q, %q", len(tier), r.Verdict, r.Reasons)
	}
	for id, why := range map[string]string{"E033": "gas", "E049": "somebody who must not have a number", "E058": "a death", "E018": "cannot pay", "E026": "a complaint",
		"E012": "change the locks", "E062": "leaving", "E057": "chases, in a thread with a complaint", "E100": "one word, after three days without hot water"} {
		if tier[id] != "human" {
			t.Errorf("%s (%s) is %s", id, why, tier[id])
		}
	}
}

func TestAssessWritesAPageThatOnlyItsOwnerReads(t *testing.T) {
	page := filepath.Join(t.TempDir(), "report.html")
	out := assessed(t, "--html", page, "--knowledge", "../../knowledge/sample", "--firm", "Harbour & Finch", "--written-policies", "yes", "--no-ask")
	info, err := os.Stat(page)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	raw, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(raw), "What your documents cover") || !strings.Contains(string(raw), "Harbour &amp; Finch") {
		t.Errorf("the page is not whole: %v", err)
	}
	if !strings.Contains(out, "Questions that no page covers") || !strings.Contains(out, "written-policies   yes") {
		t.Errorf("the summary: %s", out)
	}
}

func TestAssessNamesWhatIsWrongWithAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bad.csv")
	if err := os.WriteFile(path, []byte("enquiry_id,when,text\n1,2026-11-02,Hello\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	if code := run(t.Context(), []string{"assess", path}, func(string) string { return "" }, &out, &errs); code != exitFailed || !strings.Contains(errs.String(), `has no column "timestamp"`) || out.Len() > 0 {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}

func TestAWorkspaceIsRefusedForAFileThatIsNoExport(t *testing.T) {
	lines := filepath.Join(t.TempDir(), "mine.jsonl")
	if err := os.WriteFile(lines, []byte(`{"ts":"2026-11-02","text":"What is the fee?"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, form := range map[string]string{last100: "is CSV", lines: "is JSON lines"} {
		code, out, errs := command(t, "assess", path, "--no-ask", "--team", "THOME")
		if code != exitUsage || out != "" || !strings.Contains(errs, "--team: ") || !strings.Contains(errs, form) {
			t.Errorf("%s: exit %d, %s%s; want a sentence about --team", path, code, out, errs)
		}
	}
}

func TestWithoutANumberTheReportIsOnAll(t *testing.T) {
	for want, args := range map[int][]string{100: nil, 30: {"--last", "30"}} {
		var r struct {
			Loaded struct{ N int } `json:"needs_person"`
		}
		if err := json.Unmarshal([]byte(assessed(t, append(args, "--json")...)), &r); err != nil || r.Loaded.N != want {
			t.Errorf("%v: the report is on %d, %v; want %d", args, r.Loaded.N, err, want)
		}
	}
}

func TestQuestionsAboutTheFirmAreAskedOnceAndMayBeLeft(t *testing.T) {
	var out strings.Builder
	r := replay.Readiness{HighTouch: replay.No}
	terminal{in: bufio.NewReader(strings.NewReader("maybe\nYes\n\nno")), out: &out}.ask(&r)
	want := replay.Readiness{Regulated: replay.Yes, HighTouch: replay.No, Policies: replay.NotAnswered, CheapError: replay.No}
	if r != want || strings.Contains(out.String(), "particular person") {
		t.Errorf("%+v\n%s", r, out.String())
	}
}

func TestNoReportIsWrittenOverWhatItIsMadeFrom(t *testing.T) {
	raw, err := os.ReadFile(last100)
	if err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(t.TempDir(), "mine.csv")
	lines := filepath.Join(t.TempDir(), "mine.jsonl")
	if err := errors.Join(os.WriteFile(mine, raw, 0o600), os.WriteFile(lines, []byte(`{"text":"What is the fee?"}`+"\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for path, args := range map[string][]string{mine: {"assess", mine, "--no-ask", "--html", mine}, lines: {"eval", "triage", "--in", lines, "--out", lines}} {
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var out, errs strings.Builder
		if code := run(t.Context(), args, func(string) string { return "" }, &out, &errs); code == exitOK || !strings.Contains(errs.String(), "another") {
			t.Errorf("%v: exit %d, %s", args, code, errs.String())
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Errorf("%s is changed: %v", path, err)
		}
	}
}

func TestAReportOverAnOpenFileIsClosedToOthers(t *testing.T) {
	page := filepath.Join(t.TempDir(), "report.html")
	if err := errors.Join(os.WriteFile(page, bytes.Repeat([]byte("old "), 1<<18), 0o600), os.Chmod(page, 0o644)); err != nil { // #nosec G302 -- what the test is about
		t.Fatal(err)
	}
	assessed(t, "--html", page, "--no-ask")
	info, err := os.Stat(page)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() >= 1<<20 {
		t.Errorf("%v, %v", info, err)
	}
}

// TestLabelsOfAnEarlierSessionCount: whoever labelled once need not say so again,
// and a name of a file that is not there is told, not passed over.
func TestLabelsOfAnEarlierSessionCount(t *testing.T) {
	mine := filepath.Join(t.TempDir(), "mine.csv")
	labels := mine + ".labels.csv"
	for from, to := range map[string]string{last100: mine, strings.TrimSuffix(last100, ".csv") + ".labels.csv": labels} {
		raw, err := os.ReadFile(from) // #nosec G304 -- two files of the tests
		if err := errors.Join(err, os.WriteFile(to, raw, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	assess := func(args ...string) (code int, out, errs string) {
		var o, e strings.Builder
		code = run(t.Context(), append([]string{"assess", mine, "--no-ask"}, args...), func(string) string { return "" }, &o, &e)
		return code, o.String(), e.String()
	}
	if code, out, errs := assess(); code != exitOK || !strings.Contains(out, "All labelled: agreed on") || !strings.Contains(out, "The labels of mine.csv.labels.csv, beside the file, count.") {
		t.Errorf("exit %d: %s%s\nwant the labels that stand beside the file", code, errs, out)
	}
	if code, _, errs := assess("--labels", mine+".other.csv"); code != exitUsage || !strings.Contains(errs, "--labels: there is no "+mine+".other.csv") {
		t.Errorf("labels that are not there: exit %d, %s", code, errs)
	}
	before, err := os.ReadFile(labels) // #nosec G304 -- written above
	if err != nil {
		t.Fatal(err)
	}
	if code, _, errs := assess("--html", labels); code != exitUsage || !strings.Contains(errs, "that is the file of the labels") {
		t.Errorf("a report over the labels: exit %d, %s", code, errs)
	}
	if after, err := os.ReadFile(labels); err != nil || string(after) != string(before) { // #nosec G304 -- written above
		t.Errorf("the labels are changed: %v", err)
	}
	if err := os.Remove(labels); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := assess(); code != exitOK || !strings.Contains(out, "Nobody has labelled them.") {
		t.Errorf("exit %d without labels: %s", code, out)
	}
}
