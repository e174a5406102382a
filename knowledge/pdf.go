package knowledge

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/ledongthuc/pdf"
)

// Caps on one PDF.
const (
	maxPDFPages = 1000
	maxPDFText  = 4 << 20  // bytes of text
	maxPDFSteps = 20 << 20 // operators and bytes of fonts
)

// absurd are numbers in a PDF for which the library would take memory before
// it finds that they lie.
var absurd = regexp.MustCompile(`/(?:Columns|Size|N|First|Count|Length|Index|W|Colors|BitsPerComponent)\s*\[?\s*(?:\d+\s+)*\d{9,}`)

// parsePDF reads the text of a PDF, line by line; lines in larger type are
// taken for headings.
func parsePDF(ctx context.Context, data []byte) (document, error) {
	if absurd.Match(data) {
		return document{}, errPanic
	}
	r, err := pdf.NewReader(&ctxReader{ctx, bytes.NewReader(data)}, int64(len(data)))
	if err != nil {
		if strings.Contains(err.Error(), "encrypt") || strings.Contains(err.Error(), "password") {
			return document{}, errEncrypted
		}
		return document{}, fmt.Errorf("%w: %w", errPanic, err)
	}
	w := pdfWalk{ctx: ctx, encoders: map[string]pdf.TextEncoding{}}
	w.info(r.Trailer().Key("Info"))
	w.pages(r)
	if len(w.lines) == 0 {
		return document{}, errNoText
	}
	w.blocks()
	return w.doc, nil
}

// ctxReader stops a parser that still reads after its time.
type ctxReader struct {
	ctx context.Context //nolint:containedctx // of one parse
	io.ReaderAt
}

// ReadAt reads until the time is up.
func (r *ctxReader) ReadAt(p []byte, off int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.ReaderAt.ReadAt(p, off)
}

// pdfWalk gathers the lines of a PDF.
type pdfWalk struct {
	ctx      context.Context //nolint:containedctx // of one parse
	doc      document
	lines    []pdfLine
	encoders map[string]pdf.TextEncoding

	enc        pdf.TextEncoding
	line       strings.Builder
	lineSize   float64 // largest type on the line
	size       float64 // of the type, in its own units
	scale      float64 // from the text matrix
	y, lineY   float64
	gap        float64 // from the line before to this one
	leading    float64
	textLength int
	steps      int
}

type pdfLine struct {
	text string
	size float64
	gap  float64 // to the line before
}

func (w *pdfWalk) info(info pdf.Value) {
	w.doc.title = oneLine(withoutInvisible(info.Key("Title").Text()))
	w.doc.owner = oneLine(withoutInvisible(info.Key("Author").Text()))
}

func (w *pdfWalk) pages(r *pdf.Reader) {
	pages := min(r.NumPage(), maxPDFPages)
	for i := 1; i <= pages && !w.spent(); i++ {
		w.page(r.Page(i))
	}
	if r.NumPage() > maxPDFPages || w.textLength > maxPDFText {
		w.doc.truncated = "Only the beginning of this PDF was read; split it."
	}
}

// spent reports whether the caps or the time are used up.
func (w *pdfWalk) spent() bool {
	return w.textLength > maxPDFText || w.steps > maxPDFSteps || w.ctx.Err() != nil
}

// page reads one page. What a damaged page gave before it broke is kept.
func (w *pdfWalk) page(p pdf.Page) {
	defer func() { _ = recover() }() // the library panics on malformed content
	contents := p.V.Key("Contents")
	if p.V.IsNull() || contents.Kind() == pdf.Null {
		return
	}
	w.scale, w.y, w.lineY, w.leading = 1, 0, math.Inf(1), 0
	defer w.breakLine()
	pdf.Interpret(contents, func(stk *pdf.Stack, op string) {
		if w.steps++; w.spent() {
			panic(errTooSlow)
		}
		w.operator(p, op, popAll(stk))
	})
}

func popAll(stk *pdf.Stack) []pdf.Value {
	args := make([]pdf.Value, stk.Len())
	for i := len(args) - 1; i >= 0; i-- {
		args[i] = stk.Pop()
	}
	return args
}

func (w *pdfWalk) operator(p pdf.Page, op string, args []pdf.Value) {
	switch {
	case op == "BT":
		w.y, w.scale = 0, 1
	case op == "Tf" && len(args) == 2:
		w.font(p, args[0].Name())
		w.size = args[1].Float64()
	case op == "TL" && len(args) == 1:
		w.leading = args[0].Float64()
	case op == "Tm" && len(args) == 6:
		w.y = args[5].Float64()
		w.scale = math.Abs(args[3].Float64())
		w.space()
	case (op == "Td" || op == "TD") && len(args) == 2:
		w.y += args[1].Float64() * w.scale
		if op == "TD" {
			w.leading = -args[1].Float64()
		}
		w.space()
	case op == "T*":
		w.y -= w.leading * w.scale
	case op == "'" || op == `"`:
		w.y -= w.leading * w.scale
		w.show(args[len(args)-1:])
	case op == "Tj" || op == "TJ":
		w.show(args)
	}
}

// space parts two runs on one line, unless a space does already.
func (w *pdfWalk) space() {
	if s := w.line.String(); s != "" && !strings.HasSuffix(s, " ") {
		w.line.WriteByte(' ')
	}
}

// show adds text to its line.
func (w *pdfWalk) show(args []pdf.Value) {
	if len(args) == 0 {
		return
	}
	size := math.Abs(w.size) * w.scale
	if math.Abs(w.y-w.lineY) > max(size*0.4, 1) {
		w.breakLine()
	}
	w.lineSize = max(w.lineSize, size)
	if args[0].Kind() == pdf.String {
		w.write(args[0].RawString())
		return
	}
	for i := range args[0].Len() {
		switch v := args[0].Index(i); v.Kind() {
		case pdf.String:
			w.write(v.RawString())
		case pdf.Integer, pdf.Real:
			if v.Float64() < -200 { // a gap as wide as a space
				w.space()
			}
		}
	}
}

func (w *pdfWalk) write(raw string) {
	text := raw
	if w.enc != nil {
		w.steps += len(raw)
		text = w.enc.Decode(raw)
	}
	w.textLength += len(text)
	w.line.WriteString(strings.ToValidUTF8(text, ""))
	if w.spent() {
		panic(errTooSlow)
	}
}

func (w *pdfWalk) breakLine() {
	text := oneLine(w.line.String())
	w.line.Reset()
	if text != "" {
		w.lines = append(w.lines, pdfLine{text: text, size: math.Round(w.lineSize*2) / 2, gap: w.gap})
		w.gap = 0
	}
	w.gap += w.lineY - w.y
	w.lineY, w.lineSize = w.y, 0
}

// font makes the encoder of a font, once.
func (w *pdfWalk) font(p pdf.Page, name string) {
	f := p.Font(name)
	key := f.BaseFont() + "\x00" + name + "\x00" + f.V.Key("ToUnicode").String()
	enc, ok := w.encoders[key]
	if !ok {
		enc = w.encoder(&f)
		w.encoders[key] = enc
	}
	w.enc = enc
}

// mapCount is a count within a character map; the standard allows up to 100,
// the library believes any.
var mapCount = regexp.MustCompile(`(\S+)\s+begin(?:bfchar|bfrange|codespacerange)`)

func (w *pdfWalk) encoder(f *pdf.Font) pdf.TextEncoding {
	if m := f.V.Key("ToUnicode"); m.Kind() == pdf.Stream {
		r := m.Reader()
		defer func() { _ = r.Close() }() // a reader of memory
		text, err := io.ReadAll(io.LimitReader(r, 1<<20))
		w.steps += len(text)
		if err != nil || len(text) == 1<<20 {
			return nil
		}
		for _, found := range mapCount.FindAllSubmatch(text, -1) {
			if n, err := strconv.Atoi(string(found[1])); err != nil || n < 0 || n > 10_000 {
				return nil
			}
		}
	}
	return f.Encoder()
}

// blocks joins lines to paragraphs below headings in larger type.
func (w *pdfWalk) blocks() {
	body, gap := w.usual()
	var para []string
	var head []string
	flush := func() {
		w.doc.add(block{path: head, text: strings.Join(para, " ")})
		para = nil
	}
	for i, line := range w.lines {
		large := line.size > body*1.12 && len(line.text) < 120
		switch {
		case large && i > 0 && len(head) > 0 && len(para) == 0 && line.size == w.lines[i-1].size:
			head = []string{head[len(head)-1] + " " + line.text}
		case large:
			flush()
			head = []string{line.text}
			w.doc.title = orElse(w.doc.title, line.text)
		default:
			if line.gap > gap*1.4 || line.gap < 0 {
				flush()
			}
			para = append(para, line.text)
		}
	}
	flush()
}

// usual returns the size of type and the gap between lines most text has.
func (w *pdfWalk) usual() (size, gap float64) {
	letters := map[float64]int{}
	var gaps []float64
	for _, l := range w.lines {
		letters[l.size] += len(l.text)
		if l.gap > 0 && !math.IsInf(l.gap, 0) {
			gaps = append(gaps, l.gap)
		}
	}
	most := -1
	for s, n := range letters {
		if n > most || n == most && s < size {
			size, most = s, n
		}
	}
	if len(gaps) == 0 {
		return size, math.Inf(1)
	}
	sort.Float64s(gaps)
	return size, gaps[len(gaps)/2]
}
