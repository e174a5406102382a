package knowledge

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"
)

// TestAHiddenColumnStillSaysForWhomARowIs: it hides what it holds and no more.
func TestAHiddenColumnStillSaysForWhomARowIs(t *testing.T) {
	for _, whom := range []string{"internal", "acme"} {
		b := openFiles(t, fstest.MapFS{"a.xlsx": {Data: hiddenColumn(t, whom), ModTime: today}})
		if search(t, b, Query{Text: "when are fees due monthly"}).Covered {
			t.Errorf("a row that a hidden column keeps for %s is given to clients", whom)
		}
	}
}

// hiddenColumn is a workbook with a hidden column that holds for whom a row is, and
// another that holds what nobody sees.
func hiddenColumn(t *testing.T, secret string) []byte {
	t.Helper()
	rows := [][]any{{"Service", "When it is due", "Note"}, {"Fees", "Fees are due monthly.", secret}}
	if secret == "internal" || secret == "acme" {
		rows = [][]any{{"Question", "Answer", map[string]string{"internal": "Audience", "acme": "Accounts"}[secret]}, {"When are fees due?", "Fees are due monthly.", secret}}
	}
	raw := workbook(t, map[string][][]any{"Fees": rows})
	book, err := excelize.OpenReader(bytes.NewReader(raw))
	if err == nil {
		err = book.SetColVisible("Fees", "C", false)
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestAColumnThatMayHaveSaidForWhomARowIsKeepsTheListFromClients.
func TestAColumnThatMayHaveSaidForWhomARowIsKeepsTheListFromClients(t *testing.T) {
	for name, kept := range map[string]bool{"Accounts": true, "account id": true, "Audiences": true, "Audience (who)": true, "Notes": false, "Amount": false} {
		csv := page("Question,Answer," + name + "\nWhen are fees due?,Fees are due monthly.,acme\n")
		b := openFiles(t, fstest.MapFS{"a.csv": csv})
		if got := search(t, b, Query{Text: "when are fees due monthly"}).Covered; got == kept {
			t.Errorf("column %s: clients are answered from it: %t", name, got)
		}
		if said := fmt.Sprint(b.Problems()); strings.Contains(said, "so the page is kept from clients") != kept {
			t.Errorf("column %s: said %s", name, said)
		}
	}
}

// TestAFilesPropertiesMaySayForWhomItIs, in Word and in Excel.
func TestAFilesPropertiesMaySayForWhomItIs(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(workbook(t, map[string][][]any{"Fees": {{"Question", "Answer"}, {"When are fees due?", "Fees are due monthly."}}})))
	if err == nil {
		err = book.SetDocProps(&excelize.DocProperties{Keywords: "fees; audience: internal"})
	}
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"a.xlsx": sheet.Bytes(),
		"a.docx": wordFile(t, `<w:p><w:r><w:t>Fees are due monthly.</w:t></w:r></w:p>`, map[string]string{"docProps/core.xml": `<c:coreProperties xmlns:c="c"><c:keywords>fees; audience: internal</c:keywords></c:coreProperties>`}),
	} {
		b := openFiles(t, fstest.MapFS{name: {Data: data, ModTime: today}})
		if search(t, b, Query{Text: "when are fees due monthly"}).Covered {
			t.Errorf("%s: clients are answered from it", name)
		}
	}
}

// TestWhatAWordFileCannotSayOfItselfKeepsItFromClients.
func TestWhatAWordFileCannotSayOfItselfKeepsItFromClients(t *testing.T) {
	body := `<w:p><w:r><w:t>Fees are due monthly.</w:t></w:r></w:p>`
	for name, parts := range map[string]map[string]string{
		"core.docx":   {"docProps/core.xml": `<c:coreProperties xmlns:c="c"><c:creator>Ann</c:creator><c:keywords>audience: internal</c:keywords>`},
		"broken.docx": {"docProps/core.xml": `<c:coreProperties`},
		"styles.docx": {"word/styles.xml": `<w:styles xmlns:w="w"><w:style w:styleId="Note">`},
	} {
		b := openFiles(t, fstest.MapFS{name: {Data: wordFile(t, body, parts), ModTime: today}})
		if search(t, b, Query{Text: "when are fees due monthly"}).Covered {
			t.Errorf("%s: clients are answered from it", name)
		}
		if !slices.ContainsFunc(b.Problems(), func(p Problem) bool { return strings.Contains(p.Detail, "cannot be read, so ") }) {
			t.Errorf("%s: nobody is told: %v", name, b.Problems())
		}
	}
}
