package knowledge

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"
)

// TestAListIsReadHoweverPeopleWroteIt: spaces, stray quotes, short rows and two
// columns of a name are common, and none may cost an answer.
func TestAListIsReadHoweverPeopleWroteIt(t *testing.T) {
	for name, tt := range map[string]struct {
		list string
		want []wantPassage
	}{
		"spaces and short rows":               {"Question , Answer\n When? , At nine. \nWho?\nWhy?,Because.,too much\n", []wantPassage{{"When?", "When?\nAt nine."}, {"Why?", "Why?\nBecause."}}},
		"stray quotes":                        {"Question,Answer\nWhat is \"it\"?,A \"thing\".\n", []wantPassage{{`What is "it"?`, "What is \"it\"?\nA \"thing\"."}}},
		"a name twice":                        {"Topic,Topic,Question,Ask,Answer,Reply\nHours,Fees,When?,Why?,At nine.,At ten.\n", []wantPassage{{"Hours > When?", "When?\nAt nine."}}},
		"each name twice, the first first":    {"Question,Query,Answer,Reply\nWhen?,Why?,At nine.,At ten.\n", []wantPassage{{"When?", "When?\nAt nine."}}},
		"two answers before the question":     {"Answer,Reply,Question\nAt nine.,At ten.,When?\n", []wantPassage{{"When?", "When?\nAt nine."}}},
		"the topic last":                      {"Answer:,FAQ,Category\nAt nine.,When?,Hours\n", []wantPassage{{"Hours > When?", "When?\nAt nine."}}},
		"a question without an answer column": {"Question,Fee\nVisit?,£5\n", []wantPassage{{"list", "Question: Visit?; Fee: £5"}}},
		"an answer without a question column": {"Answer,Fee\nYes,£5\n", []wantPassage{{"list", "Answer: Yes; Fee: £5"}}},
		"a heading without a name":            {"Service,,Fee\nVisit,soon,£5\n", []wantPassage{{"list", "Service: Visit; soon; Fee: £5"}}},
		"empty rows before":                   {",\n,\nQuestion,Answer\nWhen?,At nine.\n", []wantPassage{{"When?", "When?\nAt nine."}}},
		"one row":                             {"A visit,costs £5\n", []wantPassage{{"list", "A visit; costs £5"}}},
		"as many semicolons":                  {"Question,Answer;Fee\nVisit?,Yes;£5\n", []wantPassage{{"list", "Question: Visit?; Answer;Fee: Yes;£5"}}},
		"more semicolons":                     {"Question;Answer;Fee, each\nVisit?;Yes, soon;£5\n", []wantPassage{{"Visit?", "Visit?\nYes, soon"}}},
		"nothing but empty rows":              {",\n,\n", nil},
	} {
		t.Run(name, func(t *testing.T) { checkPassages(t, "list.csv", []byte(tt.list), tt.want...) })
	}
}

// TestEachRowOfAListSaysWhereItStands: staff are led to the very row.
func TestEachRowOfAListSaysWhereItStands(t *testing.T) {
	for list, want := range map[string][]string{
		"Question,Answer\nWhen?,At nine.\nWho?,Marcus.\n": {"When?,At nine.\n", "Who?,Marcus.\n"},
		"Service,Fee\nVisit,£5\n":                         {"Visit,£5\n"},
		"A visit,costs £5\n":                              {"A visit,costs £5\n"},
	} {
		b := checkPassagesCount(t, list, len(want))
		for i, p := range b.current.Load().indexes[""].passages {
			if got := list[p.Start:p.End]; got != want[i] {
				t.Errorf("passage %d of %q stands at %q, want %q", i, list, got, want[i])
			}
		}
	}
}

func checkPassagesCount(t *testing.T, list string, n int) *Base {
	t.Helper()
	b := openFiles(t, fstest.MapFS{"list.csv": page(list)})
	if got := len(b.current.Load().indexes[""].passages); got != n {
		t.Fatalf("%q gives %d passages, want %d", list, got, n)
	}
	return b
}

// TestARowOfWhoseReadersNobodyCanTellIsKeptFromClientsAndSaid: the rest of its list is found.
func TestARowOfWhoseReadersNobodyCanTellIsKeptFromClientsAndSaid(t *testing.T) {
	b := checkPassages(t, "faq.csv", []byte("Question,Answer,Audience\nWhen?,At nine.,\nWho?,Marcus.,partners\n"), wantPassage{"When?", "When?\nAt nine."})
	if said := b.Problems(); len(said) == 0 || !strings.Contains(said[0].Detail, `The audience "partners" is not known`) {
		t.Errorf("problems %v do not say so", said)
	}
}

// TestARowMadeInvisibleInAWorkbookIsNotSearched, as a sheet that is.
func TestARowMadeInvisibleInAWorkbookIsNotSearched(t *testing.T) {
	f := excelize.NewFile()
	for cell, text := range map[string]string{"A1": "Question", "B1": "Answer", "A2": "When?", "B2": "At nine.", "A3": "Old fee?", "B3": "Zebra."} {
		if err := f.SetCellStr("Sheet1", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetRowVisible("Sheet1", 3, false); err != nil {
		t.Fatal(err)
	}
	if err := f.SetDocProps(&excelize.DocProperties{Title: "Hours of\nthe office", Creator: "Priya"}); err != nil {
		t.Fatal(err)
	}
	data, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	b := checkPassages(t, "faq.xlsx", data.Bytes(), wantPassage{"Sheet1 > When?", "When?\nAt nine."})
	if p := b.Pages()[0]; p.Title != "Hours of the office" || p.Owner != "Priya" {
		t.Errorf("page %+v, want the title and the owner that the workbook gives", p)
	}
}

func TestATableIsReadUpToItsLimits(t *testing.T) {
	cells := make([]string, maxColumns+1)
	cells[0], cells[1] = strings.Repeat("a", maxCellBytes), strings.Repeat("a", maxCellBytes-1)+"é"
	got := trimCells(cells)
	if len(got) != maxColumns || len(got[0]) != maxCellBytes || got[1] != strings.Repeat("a", maxCellBytes-1) {
		t.Errorf("%d cells of %d and %d bytes, want %d of %d and one less", len(got), len(got[0]), len(got[1]), maxColumns, maxCellBytes)
	}
	for rows, cut := range map[int]bool{maxRows - 1: false, maxRows: false, maxRows + 1: true} {
		doc, err := parseCSV(context.Background(), []byte(strings.Repeat("a\n", rows)))
		if err != nil || (doc.truncated != "") != cut || len(doc.blocks) != min(rows, maxRows)-1 {
			t.Errorf("of %d rows %d are read, said to be cut: %q, error %v", rows, len(doc.blocks)+1, doc.truncated, err)
		}
	}
}
