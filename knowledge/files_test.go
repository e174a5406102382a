package knowledge

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Files as the programs of an office write them, made by hand so that each
// test shows what is in them.

// zipped makes an archive.
func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for name, text := range files {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// wordFile makes a Word document of the XML of its body and of other parts.
func wordFile(t testing.TB, body string, parts map[string]string) []byte {
	t.Helper()
	files := map[string]string{"word/document.xml": `<w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`}
	for name, text := range parts {
		files[name] = text
	}
	return zipped(t, files)
}

// wordParagraph is a paragraph in a style.
func wordParagraph(style, text string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}

// workbook makes a spreadsheet; a sheet whose name begins with "hidden" is.
func workbook(t testing.TB, sheets map[string][][]any) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer func() { _ = book.Close() }() // in memory
	for name, rows := range sheets {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
		if err := book.SetSheetVisible(name, len(name) < 6 || name[:6] != "hidden"); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := book.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// pdfFile makes a PDF of one page for each content stream, packed as printers
// pack them, with a font whose character map writes Z as £.
func pdfFile(t testing.TB, trailer string, contents ...string) []byte {
	t.Helper()
	const toUnicode = "/CIDInit /ProcSet findresource begin begincmap\n1 begincodespacerange <00> <FF> endcodespacerange\n" +
		"2 beginbfrange <20> <59> <0020> <5B> <7E> <005B> endbfrange\n1 beginbfchar <5A> <00A3> endbfchar\nendcmap"
	kids := ""
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/TrueType/BaseFont/Sample/ToUnicode 4 0 R>>",
		packed(t, "", toUnicode), "<</Title(Fees of the firm)/Author(Priya)>>"}
	for _, c := range contents {
		page := len(objects) + 1
		kids += fmt.Sprintf("%d 0 R ", page)
		objects = append(objects, fmt.Sprintf("<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>", page+1), packed(t, "", c))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids, len(contents))
	out := bytes.NewBufferString("%PDF-1.5\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := out.Len()
	fmt.Fprintf(out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(out, "trailer\n<</Size %d/Root 1 0 R/Info 5 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, at)
	return out.Bytes()
}

// packed makes a stream of a PDF.
func packed(t testing.TB, entries, text string) string {
	t.Helper()
	var buf bytes.Buffer
	z := zlib.NewWriter(&buf)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("<</Filter/FlateDecode/Length %d%s>>\nstream\n%s\nendstream", buf.Len(), entries, buf.String())
}

// pdfText is a page with a heading in large type and lines below it.
const pdfText = "BT /F1 18 Tf 72 720 Td (Opening hours) Tj ET\n" +
	"BT /F1 11 Tf 72 690 Td (The office opens at nine and) Tj 0 -14 Td [(closes at ) -20 (five.)] TJ ET\n" +
	"BT /F1 11 Tf 72 630 Td (A late visit costs Z12.50.) Tj ET\n"
