package replay

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/bot"
)

const three = "id,timestamp,thread_id,text\na,2026-11-02,t,First words\nb,2026-11-03,t,Second words\nc,2026-11-04,u,Third words\n"

func session(t *testing.T, path, answers string) (*Log, string) {
	t.Helper()
	l := readOK(t, three)
	s, err := OpenLabels(path, l)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := s.Ask(bufio.NewReader(strings.NewReader(answers)), &out, l.Enquiries); err != nil {
		t.Fatal(err)
	}
	return l, out.String()
}

func TestALabelSessionCanBeLeftAndGoneOnWith(t *testing.T) {
	path := filepath.Join(t.TempDir(), "labels.csv")
	l, shown := session(t, path, "what\nr\nq\n")
	if l.Enquiries[0].Label != bot.TierRoutine || l.Enquiries[1].Label != "" || strings.Count(shown, "r, p, s or q?") != 3 {
		t.Errorf("%+v\n%s", l.Enquiries, shown)
	}
	l, shown = session(t, path, "p\ns\n")
	if l.Enquiries[0].Label != bot.TierRoutine || l.Enquiries[1].Label != bot.TierHuman || l.Enquiries[2].Label != "" {
		t.Errorf("%+v", l.Enquiries)
	}
	if strings.Contains(shown, "  First words\n  ") || !strings.Contains(shown, "before, on 2 November: First words") {
		t.Errorf("asks again, or without what came before:\n%s", shown)
	}
	raw, err := os.ReadFile(path)
	if err != nil || string(raw) != "enquiry_id,label\na,routine\nb,human\n" {
		t.Errorf("%q, %v", raw, err)
	}
}

func TestLabelsOfAnotherFileAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"enquiry_id,label\nz,human\n": `line 2: there is no enquiry "z"`,
		"enquiry_id,label\na,heavy\n": `line 2: "heavy" is no tier`,
		"a,b,c\n":                     "is not a CSV file of enquiry_id and label",
	} {
		if _, err := OpenLabels(file(t, text), readOK(t, three)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestALabellerSeesWhatTheFirmSaidToo(t *testing.T) {
	l := readOK(t, `{"id":"a","ts":"2026-11-02 09:00","text":"Well?","thread":[{"role":"client","ts":"2026-11-01 09:00","text":"When is it due?"},{"role":"staff","ts":"2026-11-01 10:00","text":"We call you today."}]}`+"\n")
	s, err := OpenLabels(filepath.Join(t.TempDir(), "labels.csv"), l)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := s.Ask(bufio.NewReader(strings.NewReader("q\n")), &out, l.Enquiries); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"before, on 1 November: When is it due?", "before, on 1 November, the firm: We call you today."} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not shown:\n%s", want, out.String())
		}
	}
}

func TestALabelIsKeptBehindALineLeftOpen(t *testing.T) {
	path := file(t, "enquiry_id,label\na,routine")
	session(t, path, "p\nq\n")
	raw, err := os.ReadFile(path)
	if err != nil || string(raw) != "enquiry_id,label\na,routine\nb,human\n" {
		t.Errorf("%q, %v", raw, err)
	}
}
