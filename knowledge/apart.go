package knowledge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// The library that reads PDFs panics on many damaged files, and on some it
// goes round for ever or asks for memory without end, which nothing within a
// process can stop. So the program reads a PDF in a process of its own: see
// Options.PDFReader.

// maxApart bounds what such a process may answer.
const maxApart = 4 * maxPDFText

// apartPDF is what the process says of a PDF.
type apartPDF struct {
	Title     string       `json:"title"`
	Owner     string       `json:"owner"`
	Truncated string       `json:"truncated"`
	Blocks    []apartBlock `json:"blocks"`
	Refused   string       `json:"refused"` // why it was not read; "" when it was
}

type apartBlock struct {
	Path []string `json:"path"`
	Text string   `json:"text"`
}

// ReadPDF reads a PDF and writes what it found, for the process that
// Options.PDFReader names. That a PDF cannot be read is part of what it
// writes; its error is one of reading or writing.
func ReadPDF(ctx context.Context, in io.Reader, out io.Writer) error {
	data, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("the PDF: %w", err)
	}
	doc, err := guarded(ctx, parsePDF, data)
	found := apartPDF{Title: doc.title, Owner: doc.owner, Truncated: doc.truncated}
	if err != nil {
		found.Refused = err.Error()
	}
	for _, b := range doc.blocks {
		found.Blocks = append(found.Blocks, apartBlock{b.path, b.text})
	}
	return json.NewEncoder(out).Encode(found)
}

// parsePDFApart gives a parser that has the command read the PDF. The process
// is ended with its time, and gets nothing of the environment.
func parsePDFApart(command []string) parseFunc {
	return func(ctx context.Context, data []byte) (document, error) {
		running, end := context.WithCancel(ctx)
		defer end()
		cmd := exec.CommandContext(running, command[0], command[1:]...) //nolint:gosec // G204: the program's own setting
		out := capped{left: maxApart, full: end}
		cmd.Stdin, cmd.Stdout, cmd.Env, cmd.WaitDelay = bytes.NewReader(data), &out, []string{}, time.Second
		err := cmd.Run()
		switch {
		case ctx.Err() != nil:
			return document{}, errTooSlow
		case err != nil:
			return document{}, fmt.Errorf("%w: %w", errPanic, err)
		}
		var found apartPDF
		if err := json.Unmarshal(out.data, &found); err != nil {
			return document{}, fmt.Errorf("%w: %w", errPanic, err)
		}
		if found.Refused != "" {
			return document{}, errors.New(found.Refused)
		}
		doc := document{meta: meta{title: found.Title, owner: found.Owner}, truncated: found.Truncated}
		for _, b := range found.Blocks {
			doc.add(block{path: b.Path, text: b.Text})
		}
		return doc, nil
	}
}

// capped is a buffer that takes no more than it has left, and then calls full.
type capped struct {
	data []byte
	left int
	full func()
}

// Write takes all of p or nothing.
func (c *capped) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		c.full()
		return 0, errTooLarge
	}
	c.data = append(c.data, p...)
	return len(p), nil
}
