package knowledge

import (
	"archive/zip"
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// fuzzParser feeds a parser whatever the fuzzer makes: it must come back within
// its time, and what it makes must be cut into passages that hold together.
func fuzzParser(f *testing.F, name string, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		doc, err := parse(ctx, name, data)
		if ctx.Err() != nil {
			t.Fatalf("%d bytes took more than 5 s", len(data))
		}
		if err != nil {
			return
		}
		doc.place(name)
		ids := map[string]bool{}
		for _, p := range cutPassages(name, &doc) {
			if p.Text == "" || ids[p.ID] || p.Start < 0 || p.End < p.Start || p.End > len(data) || p.Hash != hashOf(p.Text) {
				t.Errorf("passage %+v", p)
			}
			ids[p.ID] = true
		}
	})
}

func FuzzMarkdown(f *testing.F) {
	fuzzParser(f, "a.md", []byte("---\ntitle: T\naudience: client\n---\n# H\n\ntext <!-- AI: hidden --> more\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]\n\n[^1]: note"),
		[]byte("---\n"), []byte("\xff\xfe# \u200b"), bytes.Repeat([]byte("> "), 200))
}

func FuzzHTML(f *testing.F) {
	fuzzParser(f, "a.html", []byte("<html><head><title>T</title></head><body><h1>H</h1><p style='display:none'>x</p><table><tr><td>1</td></tr></table>"), []byte("<p><p><"))
}

func FuzzDOCX(f *testing.F) {
	fuzzParser(f, "a.docx", zipped(f, map[string]string{"word/document.xml": `<w:document xmlns:w="w"><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>H</w:t></w:r></w:p><w:p><w:r><w:t>text</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`}),
		[]byte("PK\x03\x04"))
}

func FuzzPDF(f *testing.F) {
	fuzzParser(f, "a.pdf", []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n4 0 obj<</Length 44>>stream\nBT /F1 12 Tf 72 720 Td (Hello) Tj ET\nendstream endobj\nxref\n0 5\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF"))
}

func FuzzXLSX(f *testing.F) {
	book := excelize.NewFile()
	for cell, text := range map[string]string{"A1": "Question", "B1": "Answer", "A2": "When?", "B2": "At nine."} {
		if err := book.SetCellValue("Sheet1", cell, text); err != nil {
			f.Fatal(err)
		}
	}
	var buf bytes.Buffer
	if err := book.Write(&buf); err != nil {
		f.Fatal(err)
	}
	fuzzParser(f, "a.xlsx", buf.Bytes())
}

func FuzzCSV(f *testing.F) {
	fuzzParser(f, "a.csv", []byte("\ufeffQuestion,Answer\n\"When?\",\"At \"\"nine\"\"\"\n"), []byte("a;b\n1;2"), []byte("\"\n"))
}

func zipped(f *testing.F, files map[string]string) []byte {
	f.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for name, text := range files {
		part, err := w.Create(name)
		if err != nil {
			f.Fatal(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	return buf.Bytes()
}
