package knowledge

import (
	"context"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
)

const (
	maxTextBytes = 4 << 20 // of one Markdown or HTML file
	maxDepth     = 200     // of nested blocks
)

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Footnote))

// parseMarkdown reads a Markdown or plain text file with its front matter.
func parseMarkdown(ctx context.Context, data []byte) (document, error) {
	if len(data) > maxTextBytes {
		return document{}, errTooLarge
	}
	src := readSource(data)
	m, body := readFrontMatter(src.text)
	doc := document{meta: m, hidden: src.hidden}
	err := readMarkdown(ctx, &doc, []byte(src.text[body:]), func(at int) int {
		if !src.exact {
			return 0
		}
		return src.origin(at + body)
	})
	return doc, err
}

// readMarkdown adds the blocks of Markdown text to a document. origin leads
// from an offset in the text to one in the file.
func readMarkdown(ctx context.Context, doc *document, text []byte, origin func(int) int) error {
	if tooNested(text) {
		return errTooLarge
	}
	pc := parser.NewContext()
	tree := markdown.Parser().Parse(gtext.NewReader(text), parser.WithContext(pc))
	w := mdWalk{doc: doc, src: text, origin: origin, done: ctx.Err}
	w.children(tree, 0)
	w.titled()
	return ctx.Err()
}

// tooNested spots text made to nest quotes or lists without end.
func tooNested(text []byte) bool {
	for line := range strings.Lines(string(text)) {
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		if n := nesting(line); n > 0 && n+indent/2 > maxDepth { // an item within another is set in by two or more
			return true
		}
	}
	return false
}

// nesting counts the quotes and list items that a line opens. A rule, which is
// one mark again and again, opens none.
func nesting(line string) int {
	line = strings.TrimRight(line, " \t\r\n")
	if strings.Trim(line, "- \t") == "" || strings.Trim(line, "* \t") == "" {
		return 0
	}
	for n := 0; ; n++ {
		line = strings.TrimLeft(line, " \t")
		switch mark := strings.TrimLeft(line, "0123456789"); {
		case strings.HasPrefix(line, ">"):
			line = line[1:]
		case len(line) > 1 && strings.ContainsRune("-+*", rune(line[0])) && (line[1] == ' ' || line[1] == '\t'):
			line = line[1:]
		case len(mark) < len(line) && len(mark) > 1 && (mark[0] == '.' || mark[0] == ')') && (mark[1] == ' ' || mark[1] == '\t'):
			line = mark[1:]
		default:
			return n
		}
	}
}

// mdWalk turns a Markdown tree into blocks.
type mdWalk struct {
	doc    *document
	src    []byte
	origin func(int) int
	done   func() error
	path   []heading
	ask    string // a question in bold which heads the paragraphs after it
}

type heading struct {
	level int
	text  string
}

func (w *mdWalk) children(n ast.Node, depth int) {
	if depth > maxDepth || w.done() != nil {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.block(c, depth)
	}
}

func (w *mdWalk) block(n ast.Node, depth int) {
	switch n := n.(type) {
	case *ast.Heading:
		w.heading(n)
	case *ast.Paragraph, *ast.TextBlock:
		w.paragraph(n)
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
		w.lines(n)
	case *extast.Table:
		w.table(n)
	default:
		w.children(n, depth+1)
	}
}

func (w *mdWalk) heading(n *ast.Heading) {
	text := oneLine(w.inline(n))
	if text == "" {
		return
	}
	w.ask = ""
	for len(w.path) > 0 && w.path[len(w.path)-1].level >= n.Level {
		w.path = w.path[:len(w.path)-1]
	}
	w.path = append(w.path, heading{n.Level, text})
	if w.doc.title == "" && n.Level == 1 {
		w.doc.title = text
	}
}

func (w *mdWalk) headings() []string {
	out := make([]string, 0, len(w.path)+1)
	for _, h := range w.path {
		out = append(out, h.text)
	}
	if w.ask != "" {
		out = append(out, w.ask)
	}
	return out
}

// titled gives a page without a title or a heading its first words.
func (w *mdWalk) titled() {
	if w.doc.title == "" && len(w.path) > 0 {
		w.doc.title = w.path[0].text
	}
}

// paragraph adds a paragraph. One that begins with a question in bold is an
// answer with its own heading, as lists of frequent questions are written.
func (w *mdWalk) paragraph(n ast.Node) {
	text := w.inline(n)
	if strong, ok := n.FirstChild().(*ast.Emphasis); ok && strong.Level == 2 {
		if ask := oneLine(w.inline(strong)); strings.HasSuffix(ask, "?") {
			w.ask = ask
		}
	}
	start, end := span(n)
	w.add(text, start, end)
}

func (w *mdWalk) add(text string, start, end int) {
	b := block{path: w.headings(), text: text}
	if start < end {
		b.start, b.end = w.origin(start), w.origin(end)
	}
	w.doc.add(b)
}

// lines adds the raw lines of code or HTML, HTML without its tags.
func (w *mdWalk) lines(n ast.Node) {
	text := string(n.Lines().Value(w.src))
	if n.Kind() == ast.KindHTMLBlock {
		text = textOfHTML(text)
	}
	start, end := span(n)
	w.add(text, start, end)
}

func (w *mdWalk) table(t *extast.Table) {
	var header []string
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		cells := w.cells(row)
		if row.Kind() == extast.KindTableHeader {
			header = cells
			continue
		}
		start, end := span(row)
		w.add(rowLine(header, cells), start, end)
	}
}

func (w *mdWalk) cells(row ast.Node) []string {
	var cells []string
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		cells = append(cells, oneLine(w.inline(c)))
	}
	return cells
}

// rowLine writes a table row as one line, "Header: value; Header: value".
func rowLine(header, cells []string) string {
	var parts []string
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		if i < len(header) && header[i] != "" {
			cell = strings.TrimSuffix(header[i], ":") + ": " + cell
		}
		parts = append(parts, cell)
	}
	return strings.Join(parts, "; ")
}

// inline returns the text a reader sees of the inline nodes below n.
func (w *mdWalk) inline(n ast.Node) string {
	var out strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			writeInline(&out, n, w.src)
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(brokenTag.ReplaceAllString(out.String(), " "))
}

// brokenTag matches an element whose attributes are no HTML, such as a script
// with quotes within quotes: a browser shows none of it, and Markdown takes it
// for words.
var brokenTag = regexp.MustCompile(`(?i)</?(?:a|img|iframe|script|style|span|div|font|p|br|b|i|u|em|strong|button|form|input)\b[^<>]*\s[a-z-]+=[^<>]*>`)

func writeInline(out *strings.Builder, n ast.Node, src []byte) {
	switch n := n.(type) {
	case *ast.Text:
		out.Write(unescape(n.Segment.Value(src)))
		if n.SoftLineBreak() {
			out.WriteByte(' ')
		}
		if n.HardLineBreak() {
			out.WriteByte('\n')
		}
	case *ast.String:
		out.Write(n.Value)
	case *ast.AutoLink:
		out.Write(n.URL(src))
	case *ast.RawHTML:
		out.WriteByte(' ')
	}
}

// span returns the bytes from the first to the last of the text below n.
func span(n ast.Node) (start, end int) {
	start = -1
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if t, ok := n.(*ast.Text); ok {
			start, end = widen(start, end, t.Segment)
		} else if n.Type() == ast.TypeBlock && n.Lines() != nil {
			for i := range n.Lines().Len() {
				start, end = widen(start, end, n.Lines().At(i))
			}
		}
		return ast.WalkContinue, nil
	})
	return max(start, 0), end
}

func widen(start, end int, s gtext.Segment) (int, int) {
	if start < 0 || s.Start < start {
		start = s.Start
	}
	return start, max(end, s.Stop)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
