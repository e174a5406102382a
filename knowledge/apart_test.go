package knowledge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"
)

// The test binary is the process that reads a PDF, and some that misbehave.
func TestMain(m *testing.M) {
	if len(os.Args) < 2 {
		os.Exit(m.Run())
	}
	switch os.Args[1] {
	case "read-pdf":
		if err := ReadPDF(context.Background(), os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	case "tell-environment":
		_ = json.NewEncoder(os.Stdout).Encode(apartPDF{Blocks: []apartBlock{{Text: fmt.Sprint("environment ", os.Environ())}}})
		os.Exit(0)
	case "talk-without-end":
		for {
			if _, err := os.Stdout.WriteString(strings.Repeat("x", 1<<20)); err != nil {
				os.Exit(1)
			}
		}
	case "be-killed":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	case "speak-in-tongues":
		fmt.Println("hello")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func openApart(t *testing.T, mode string, pdf []byte) *Base {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b, err := OpenFS(fstest.MapFS{"a.pdf": {Data: pdf, ModTime: today}, "good.md": page("---\ntitle: Good\n---\nThe porcupine opens at nine.")},
		Options{Now: atToday, ParseTimeout: 20 * time.Second, PDFReader: []string{self, mode}})
	if err != nil {
		t.Fatal(err)
	}
	if !search(t, b, Query{Text: "porcupine"}).Covered {
		t.Errorf("%s: the good page was not read", mode)
	}
	return b
}

func TestAPDFReadApartIsReadAlike(t *testing.T) {
	pdf := pdfFile(t, "", pdfText, "BT /F1 11 Tf 72 720 Td (We close on Sundays.) Tj ET")
	apart, here := openApart(t, "read-pdf", pdf), openFiles(t, fstest.MapFS{"a.pdf": {Data: pdf, ModTime: today}})
	got, ok := apart.Passage("a.pdf#opening-hours")
	want, _ := here.Passage("a.pdf#opening-hours")
	if !ok || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	for name, pdf := range map[string][]byte{"no text was found": pdfFile(t, "", ""), "damaged": []byte("%PDF-1.4 not really")} {
		if b := openApart(t, "read-pdf", pdf); !slices.ContainsFunc(b.Problems(), func(p Problem) bool { return p.File == "a.pdf" && strings.Contains(p.Detail, name) }) {
			t.Errorf("%q is not told: %v", name, b.Problems())
		}
	}
}

// TestAPDFThatHangsEndsWithItsProcess has a page that the library reads for
// ever: a string that is not closed before the end.
func TestAPDFThatHangsEndsWithItsProcess(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err = parse(ctx, parserFor("a.pdf", []string{self, "read-pdf"}), pdfFile(t, "", "<r"))
	if !errors.Is(err, errTooSlow) {
		t.Errorf("got %v, want that it took too long", err)
	}
	allParsersCameBack(t)
}

func TestAReaderOfPDFsThatFailsCostsItsFileOnly(t *testing.T) {
	for _, mode := range []string{"talk-without-end", "be-killed", "speak-in-tongues"} {
		if b := openApart(t, mode, pdfFile(t, "", pdfText)); !slices.ContainsFunc(b.Problems(), func(p Problem) bool { return p.File == "a.pdf" && p.Kind == ProblemUnreadable }) {
			t.Errorf("%s: nobody is told: %v", mode, b.Problems())
		}
	}
}

func TestAReaderOfPDFsGetsNoSecrets(t *testing.T) {
	t.Setenv("COUNTERSIGN_MASTER_KEY", "secret")
	b := openApart(t, "tell-environment", pdfFile(t, "", pdfText))
	if p, ok := b.Passage("a.pdf#a"); !ok || p.Text != "environment []" {
		t.Errorf("the process was told %q", p.Text)
	}
}
