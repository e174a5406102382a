package knowledge

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// walk reads the body of a Word document.
func (w *docxWalk) walk(body []byte) error {
	w.para = newParagraph()
	d := xml.NewDecoder(bytes.NewReader(body))
	for depth := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errPanic, err)
		}
		if w.count++; w.count%1024 == 0 && w.ctx.Err() != nil {
			return errTooSlow
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return errTooLarge
			}
			w.start(t)
		case xml.EndElement:
			depth--
			w.end(t.Name.Local)
		case xml.CharData:
			w.chars(string(t))
		}
	}
}

// unseen are the elements whose text is not shown, or shown once already.
var unseen = wordSet("del moveFrom instrText delText Fallback delInstrText txbxContentFallback rt")

func (w *docxWalk) start(t xml.StartElement) {
	if w.skip > 0 || unseen[t.Name.Local] {
		w.skip++
		return
	}
	switch t.Name.Local {
	case "p":
		w.outer = append(w.outer, w.para)
		w.para = newParagraph()
	case "r":
		w.para.vanish = w.hides()
	case "t":
		w.text = true
	case "tab":
		w.para.text.WriteByte(' ')
	case "br", "cr":
		w.para.text.WriteByte('\n')
	case "noBreakHyphen":
		w.para.text.WriteByte('-')
	case "footnoteReference":
		w.para.notes = append(w.para.notes, w.footnotes[attr(t, "id")])
	case "tbl":
		w.tables = append(w.tables, &docxTable{})
	default:
		w.property(t)
	}
}

// property notes what is said of a paragraph or a run.
func (w *docxWalk) property(t xml.StartElement) {
	switch t.Name.Local {
	case "rPr":
		w.para.inRunPr = true
	case "pStyle":
		w.para.style = attr(t, "val")
	case "rStyle":
		if style := attr(t, "val"); w.para.inRunPr && style != "" && w.hidden(style) {
			w.para.vanish = true
		}
	case "tblStyle":
		if n := len(w.tables); n > 0 {
			w.tables[n-1].style = attr(t, "val")
		}
	case "outlineLvl":
		w.para.outline = number(attr(t, "val"), -1)
	case "ilvl":
		w.para.level = min(max(number(attr(t, "val"), 0), 0), 8)
	case "numId":
		w.para.list = attr(t, "val")
	case "vanish":
		if w.para.inRunPr {
			w.para.vanish = onOff{attr(t, "val")}.on()
		}
	case "webHidden":
		if w.para.inRunPr && (onOff{attr(t, "val")}).on() {
			w.para.vanish = true
		}
	}
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func number(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return otherwise
}

func (w *docxWalk) chars(text string) {
	switch {
	case w.skip > 0 || !w.text:
	case w.para.vanish:
		w.vanished.WriteString(text)
	default:
		w.para.text.WriteString(text)
	}
}

func (w *docxWalk) end(name string) {
	if w.skip > 0 {
		w.skip--
		return
	}
	switch name {
	case "t":
		w.text = false
	case "rPr":
		w.para.inRunPr = false
	case "p":
		w.endParagraph()
	case "tc":
		w.endCell()
	case "tr":
		w.endRow()
	case "tbl":
		if n := len(w.tables); n > 0 {
			w.tables = w.tables[:n-1]
		}
	}
}

func (w *docxWalk) endParagraph() {
	p := w.para
	if n := len(w.outer); n > 0 {
		w.para, w.outer = w.outer[n-1], w.outer[:n-1]
	}
	text := strings.TrimSpace(p.text.String())
	for _, note := range p.notes {
		if note != "" {
			text += " (" + note + ")"
		}
	}
	switch level := w.level(&p); {
	case text == "" || len(w.doc.blocks) >= maxParagraphs:
	case len(w.tables) > 0:
		cell := &w.tables[len(w.tables)-1].cell
		cell.WriteString(text + " ")
	case level > 0:
		w.heading(level, oneLine(text))
	default:
		w.doc.add(block{path: w.headings(), text: w.label(&p) + text})
	}
}

// level returns the heading level of a paragraph, 0 when it is none.
func (w *docxWalk) level(p *paragraph) int {
	if p.outline >= 0 && p.outline < 9 {
		return p.outline + 1
	}
	if level, ok := w.levels[p.style]; ok {
		return level
	}
	if n, ok := strings.CutPrefix(p.style, "Heading"); ok {
		return min(max(number(n, 0), 0), 9)
	}
	return 0
}

func (w *docxWalk) heading(level int, text string) {
	for len(w.path) > 0 && w.path[len(w.path)-1].level >= level {
		w.path = w.path[:len(w.path)-1]
	}
	w.path = append(w.path, heading{level, text})
	w.doc.title = orElse(w.doc.title, text)
}

func (w *docxWalk) headings() []string {
	out := make([]string, len(w.path))
	for i, h := range w.path {
		out[i] = h.text
	}
	return out
}

// label returns the number of a list item. Formats other than plain numbers
// and letters are shown as a dash.
func (w *docxWalk) label(p *paragraph) string {
	if p.list == "" || p.list == "0" {
		return ""
	}
	counts := w.counters[p.list]
	for len(counts) <= p.level {
		counts = append(counts, 0)
	}
	counts = counts[:p.level+1]
	counts[p.level]++
	w.counters[p.list] = counts
	format := ""
	if f := w.formats[p.list]; p.level < len(f) {
		format = f[p.level]
	}
	switch n := counts[p.level]; {
	case format == "decimal":
		return strconv.Itoa(n) + ". "
	case format == "lowerLetter" && n <= 26:
		return string(rune('a'+n-1)) + ". "
	}
	return "- "
}

func (w *docxWalk) endCell() {
	if n := len(w.tables); n > 0 {
		t := w.tables[n-1]
		t.cells = append(t.cells, oneLine(t.cell.String()))
		t.cell.Reset()
	}
}

// endRow adds a row. A table within a table is read into the cell around it.
func (w *docxWalk) endRow() {
	n := len(w.tables)
	if n == 0 {
		return
	}
	t := w.tables[n-1]
	cells := t.cells
	t.cells = nil
	t.rows++
	if t.rows == 1 && len(cells) > 1 {
		t.header = cells
		return
	}
	line := rowLine(t.header, cells)
	if n > 1 {
		w.tables[n-2].cell.WriteString(line + " ")
		return
	}
	if len(w.doc.blocks) < maxParagraphs {
		w.doc.add(block{path: w.headings(), text: line})
	}
}
