package drafting

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/bot/llm"
	"countersign/knowledge"
)

// TestOfflineAnswersWhatIsAskedAndNothingBeside asks firms plain questions. A
// draft must hold the words that answer, as testdata has them beside each question,
// and none may answer another question; to have no draft is a person's errand and
// no mistake. What is drafted stands in testdata/golden, to be read.
func TestOfflineAnswersWhatIsAskedAndNothingBeside(t *testing.T) {
	for _, firm := range []struct {
		name, questions     string
		base                *knowledge.Base
		right, beside, none int // at least, at most, at most
	}{
		{"Harbour & Finch", "answers", sampleBase(t), 97, 0, 0},
		{"Bryn Vets", "vets", firmBase(t, "vets"), 34, 0, 0}, // written after the rules
		{"Tarn Dental", "dental", firmBase(t, "dental"), 37, 0, 0},
		{"Kestrel IT", "itsupport", firmBase(t, "itsupport"), 37, 0, 0},
	} {
		t.Run(firm.name, func(t *testing.T) {
			d := New(Options{Firm: firm.name}, firm.base, llm.NewOffline(), nil)
			right, beside, none := 0, 0, 0
			var got bytes.Buffer
			for _, line := range lines(t, "testdata/"+firm.questions+".tsv") {
				question, want, _ := strings.Cut(line, "\t")
				out, err := d.Draft(t.Context(), ask(question))
				if err != nil {
					t.Fatalf("%s: %v", question, err)
				}
				fmt.Fprintf(&got, "Q: %s\n   %s\n", question, strings.ReplaceAll(orElse(out.Text, "(no answer) "+out.Missing), "\n", "\n   "))
				switch {
				case out.Text == "":
				case want == "-":
					none++
				case strings.Contains(out.Text, want):
					right++
				default:
					beside++
					t.Logf("beside the question: %q to %q", out.Text, question)
				}
			}
			t.Logf("%d right, %d beside the question, %d where no page answers", right, beside, none)
			if right < firm.right || beside > firm.beside || none > firm.none {
				t.Errorf("%d right, %d beside, %d where no page answers; want at least %d, at most %d and %d", right, beside, none, firm.right, firm.beside, firm.none)
			}
			golden(t, firm.questions+".txt", got.Bytes())
		})
	}
}

// firmBase reads the pages of a firm of testdata.
func firmBase(t *testing.T, name string) *knowledge.Base {
	t.Helper()
	base, err := knowledge.OpenFS(os.DirFS("testdata/"+name), knowledge.Options{Now: atToday})
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func lines(t *testing.T, path string) []string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(raw)), "\n")
}

// golden compares what was drafted with what somebody has read.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the drafts changed; read them, then run with -update\n%s", got)
	}
}
