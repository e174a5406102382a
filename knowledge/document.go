package knowledge

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// block is a run of text under one heading: a paragraph, a list item, a table
// row. Start and End are bytes of the file, both 0 where there are none.
type block struct {
	path       []string // headings from the outermost in
	text       string
	start, end int
	whole      bool // never to be joined with its neighbours (a question and its answer)
	meta       meta // of a single row, over that of the page
}

// document is one file read.
type document struct {
	meta
	blocks    []block
	hidden    []string
	truncated string // what was left out, a plain sentence
}

// add appends a block unless it is empty.
func (d *document) add(b block) {
	b.text = strings.TrimSpace(withoutInvisible(b.text))
	if b.text != "" {
		d.blocks = append(d.blocks, b)
	}
}

// keepStray keeps from clients a document that says who it is for where it is
// not read: in a comment or other hidden text, or, of a kind without front
// matter, in its first lines.
func (d *document) keepStray() {
	if slices.ContainsFunc(d.hidden, forWhomHidden.MatchString) {
		d.keep("Hidden text says who the page is for, where it is not read, so the page is kept from clients: say it at the head of the page, or put the page into the folder internal.")
		return
	}
	if d.audience != "" {
		return
	}
	for _, b := range d.blocks[:min(headLines, len(d.blocks))] {
		if forWhom.MatchString(head(b.text)) {
			d.keep("The text says who the page is for, where it is not read, so the page is kept from clients: see the documents for where to say it, or put the page into the folder internal.")
			return
		}
	}
}

// parseFunc reads one kind of file. It gives up when ctx ends.
type parseFunc func(ctx context.Context, data []byte) (document, error)

// parsers by the end of the file name.
var parsers = map[string]parseFunc{
	".md": textual(parseMarkdown), ".markdown": textual(parseMarkdown), ".txt": textual(parseMarkdown),
	".html": textual(parseHTML), ".htm": textual(parseHTML),
	".docx": parseDOCX, ".pdf": parsePDF, ".xlsx": parseXLSX, ".csv": textual(parseCSV), ".tsv": textual(parseCSV),
}

// textual refuses what is no text under the name of one: letters in disorder
// would be searched, and could be quoted to a client.
func textual(p parseFunc) parseFunc {
	return func(ctx context.Context, data []byte) (document, error) {
		if garbled(data) {
			return document{}, errNotText
		}
		return p(ctx, data)
	}
}

// garbled tells by the controls among its first bytes whether a file is no text;
// one control here and there is an accident of a text.
func garbled(data []byte) bool {
	const looked, most = 8 << 10, 50 // one in so many
	text, _, _ := decode(data[:min(len(data), looked)])
	controls := 0
	for _, r := range text {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			controls++
		}
	}
	return controls*most > utf8.RuneCountInString(text) && controls > 4
}

var errPanic = errors.New("the file is damaged")

// abandoned holds a place for each parse that did not come back in time. When
// all are taken files are refused, so a folder of hanging files cannot take
// more than these goroutines.
var abandoned = make(chan struct{}, 4)

// parserFor gives the parser of a file; nil for a kind that is not read.
func parserFor(file string, pdfReader []string) parseFunc {
	end := strings.ToLower(path.Ext(file))
	if end == ".pdf" && len(pdfReader) > 0 {
		return parsePDFApart(pdfReader)
	}
	return parsers[end]
}

// parse reads a file within ctx, whatever is wrong with it.
func parse(ctx context.Context, p parseFunc, data []byte) (document, error) {
	if p == nil {
		return document{}, errUnsupported
	}
	select {
	case abandoned <- struct{}{}:
	case <-ctx.Done():
		return document{}, errTooSlow
	}
	type outcome struct {
		doc document
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		defer func() { <-abandoned }()
		doc, err := guarded(ctx, p, data)
		done <- outcome{doc, err}
	}()
	select {
	case out := <-done:
		return out.doc, out.err
	case <-ctx.Done():
		return document{}, errTooSlow
	}
}

// guarded turns the panic of a parser into an error.
func guarded(ctx context.Context, p parseFunc, data []byte) (doc document, err error) {
	defer func() {
		if r := recover(); r != nil {
			doc, err = document{}, fmt.Errorf("%w: %v", errPanic, r)
		}
	}()
	return p(ctx, data)
}

// Reasons for not reading a file, as sentences for the person who keeps it.
var (
	errUnsupported = errors.New("this kind of file is not read; save it as DOCX, PDF, Markdown, HTML, XLSX or CSV")
	errTooSlow     = errors.New("it took too long to read; save it again, or split it")
	errTooLarge    = errors.New("it is too large; split it")
	errBomb        = errors.New("it unpacks to far more than its size; save it again")
	errUnseen      = errors.New("its styles cannot be read, so what it hides cannot be told; save it again")
	errEncrypted   = errors.New("it is protected by a password")
	errNotText     = errors.New("it is no text, or one in an encoding that is not read; save it as UTF-8")
	errNoText      = errors.New("no text was found in it; a scan has to be turned into text first")
)

// maxName bounds a title, an owner and a heading, in bytes: each passage carries
// them, and so do the cards, the ledger and the prompts that it comes into.
const maxName = 300

// plainNames puts each title, owner and heading on one line, without characters
// that nobody sees, which an entity or an escape writes where the text of the
// file holds none. What is too long for a name, as an accident or an attack makes
// it, is cut.
func (d *document) plainNames() {
	d.title, d.owner = shownName(d.title), shownName(d.owner)
	for _, b := range d.blocks {
		for i, heading := range b.path {
			b.path[i] = orElse(shownName(heading), "(no heading)")
		}
	}
}

func shownName(name string) string { return excerpt(oneLine(withoutInvisible(name)), maxName) }
