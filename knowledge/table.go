package knowledge

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Caps on one table.
const (
	maxRows      = 50_000
	maxColumns   = 200
	maxCellBytes = 32 << 10
)

// tableRow is one row and where it lies in the file.
type tableRow struct {
	cells      []string
	start, end int
}

// parseCSV reads a list with commas, semicolons or tabs.
func parseCSV(ctx context.Context, data []byte) (document, error) {
	src := readSource(data)
	doc := document{hidden: src.hidden}
	r := csv.NewReader(strings.NewReader(src.text))
	r.Comma = delimiter(src.text)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	var rows []tableRow
	for ctx.Err() == nil {
		start := int(r.InputOffset())
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return document{}, fmt.Errorf("%w: %w", errPanic, err)
		}
		if len(rows) == maxRows {
			doc.truncated = fmt.Sprintf("Only the first %d rows were read; split the list.", maxRows)
			break
		}
		row := tableRow{cells: trimCells(cells)}
		if src.exact {
			row.start, row.end = src.origin(start), src.origin(int(r.InputOffset()))
		}
		rows = append(rows, row)
	}
	doc.addTable(nil, rows)
	return doc, ctx.Err()
}

// delimiter guesses what parts the columns from the first line.
func delimiter(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	best, most := ',', strings.Count(line, ",")
	for _, r := range ";\t" {
		if n := strings.Count(line, string(r)); n > most {
			best, most = r, n
		}
	}
	return best
}

func trimCells(cells []string) []string {
	cells = cells[:min(len(cells), maxColumns)]
	for i, c := range cells {
		if len(c) > maxCellBytes {
			c = strings.ToValidUTF8(c[:maxCellBytes], "")
		}
		cells[i] = strings.TrimSpace(c)
	}
	return cells
}

// parseXLSX reads the visible sheets and rows of a workbook.
func parseXLSX(ctx context.Context, data []byte) (document, error) {
	if bytes.HasPrefix(data, oleHeader) {
		return document{}, errEncrypted
	}
	if err := checkArchive(data); err != nil {
		return document{}, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		return document{}, fmt.Errorf("%w: %w", errPanic, err)
	}
	defer func() { _ = book.Close() }() // a workbook in memory
	var doc document
	if props, err := book.GetDocProps(); err != nil {
		doc.keep(lostProperties)
	} else {
		doc.properties(props.Title, props.Creator, props.Keywords)
	}
	for _, sheet := range book.GetSheetList() {
		if err := doc.addSheet(ctx, book, sheet); err != nil {
			return document{}, err
		}
	}
	return doc, ctx.Err()
}

func (d *document) addSheet(ctx context.Context, book *excelize.File, sheet string) error {
	if visible, err := book.GetSheetVisible(sheet); err != nil || !visible {
		d.hidden = append(d.hidden, "the sheet "+sheet)
		return nil
	}
	it, err := book.Rows(sheet)
	if err != nil {
		return nil // a chart or a macro sheet has no rows
	}
	defer func() { _ = it.Close() }() // a reader of memory
	rows, err := d.sheetRows(ctx, it)
	if err != nil {
		return err
	}
	if err := d.hideColumns(book, sheet, rows); err != nil {
		return err
	}
	d.addTable([]string{sheet}, rows)
	return nil
}

// sheetRows reads the rows of a sheet that are shown.
func (d *document) sheetRows(ctx context.Context, it *excelize.Rows) (rows []tableRow, err error) {
	for n := 0; it.Next() && ctx.Err() == nil; n++ {
		if n >= maxRows {
			d.truncated = fmt.Sprintf("Only the first %d rows of a sheet were read; split it.", maxRows)
			break
		}
		cells, err := it.Columns()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errPanic, err)
		}
		if it.GetRowOpts().Hidden {
			d.hide(strings.Join(cells, " "))
			continue
		}
		rows = append(rows, tableRow{cells: trimCells(cells)})
	}
	if err := it.Error(); err != nil {
		return nil, fmt.Errorf("%w: %w", errPanic, err)
	}
	return rows, nil
}

// hideColumns takes out what stands in columns that are hidden, but for what they
// say of a row: a hidden column may hold for whom it is.
func (d *document) hideColumns(book *excelize.File, sheet string, rows []tableRow) error {
	if !mayHideColumns(book) {
		return nil
	}
	header := slices.IndexFunc(rows, func(r tableRow) bool { return strings.Join(r.cells, "") != "" })
	if header < 0 {
		return nil
	}
	c, _ := readColumns(rows[header].cells)
	var gone []string
	for i := range maxColumns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		visible, err := book.GetColVisible(sheet, name)
		if err != nil {
			return fmt.Errorf("%w: %w", errPanic, err)
		}
		if _, meta := c.meta[i]; visible || meta {
			continue
		}
		for n, row := range rows {
			named := n == header && n < len(rows)-1 // the name of a column without a value is not shown
			if i < len(row.cells) && !named {
				gone = append(gone, row.cells[i])
				row.cells[i] = ""
			}
		}
	}
	d.hide(strings.Join(gone, " "))
	return nil
}

// mayHideColumns tells whether a sheet of a workbook may have hidden columns: to
// look needs the whole sheet in memory.
func mayHideColumns(book *excelize.File) bool {
	found := false
	book.Pkg.Range(func(name, part any) bool {
		path, _ := name.(string)
		raw, known := part.([]byte)
		head, _, _ := bytes.Cut(raw, []byte("<sheetData"))
		found = strings.Contains(path, "sheet") && (!known || bytes.Contains(head, []byte("hidden=")))
		return !found
	})
	return found
}

// columns says which column of a table holds what, -1 for none.
type columns struct {
	question, answer int
	topic            int
	meta             map[int]string
	meant            [2]string // a name that is near to one that says for whom a row is, and that one
}

// Names of columns, in lower case.
var (
	questionNames = wordSet("question questions q query enquiry ask faq")
	answerNames   = wordSet("answer answers a reply response")
	topicNames    = wordSet("topic category section subject heading area")
)

// readColumns returns what the header of a question list says; ok is false
// when it is another kind of table.
func readColumns(header []string) (c columns, ok bool) {
	c = columns{question: -1, answer: -1, topic: -1, meta: map[int]string{}}
	for i, name := range header {
		name = strings.ToLower(strings.TrimRight(name, " :?"))
		words := strings.Fields(name)
		last := ""
		if len(words) > 0 {
			last = words[len(words)-1]
		}
		switch {
		case questionNames[last] && c.question < 0:
			c.question = i
		case answerNames[last] && c.answer < 0:
			c.answer = i
		case topicNames[name] && c.topic < 0:
			c.topic = i
		case metaKeys[strings.ReplaceAll(name, " ", "_")]:
			c.meta[i] = strings.ReplaceAll(name, " ", "_")
		case len(words) > 0 && (words[0] == "audience" || words[0] == "account"):
			c.meant = [2]string{name, words[0]}
		case len(words) > 0 && meantKey(words[0]) != "":
			c.meant = [2]string{name, meantKey(words[0])}
		}
	}
	return c, c.question >= 0 && c.answer >= 0
}

// addTable adds rows below a header. Questions with their answers are each a
// passage; any other row is one line.
func (d *document) addTable(path []string, rows []tableRow) {
	for len(rows) > 0 && strings.Join(rows[0].cells, "") == "" {
		rows = rows[1:]
	}
	if len(rows) == 0 {
		return
	}
	header := rows[0].cells
	c, questions := readColumns(header)
	if questions && c.meant[0] != "" {
		d.keep("The column %q is not known, so the page is kept from clients: call it %s.", excerpt(c.meant[0], 40), c.meant[1])
	}
	for _, row := range rows[1:] {
		if questions {
			d.addQuestion(path, c, row)
			continue
		}
		d.add(block{path: path, text: rowLine(header, row.cells), start: row.start, end: row.end})
	}
	if len(rows) == 1 {
		d.add(block{path: path, text: strings.Join(header, "; "), start: rows[0].start, end: rows[0].end})
	}
}

func (d *document) addQuestion(path []string, c columns, row tableRow) {
	cell := func(i int) string {
		if i < 0 || i >= len(row.cells) {
			return ""
		}
		return row.cells[i]
	}
	question, answer := oneLine(cell(c.question)), cell(c.answer)
	if answer == "" {
		return // a question without an answer covers nothing
	}
	b := block{text: strings.TrimSpace(question + "\n" + answer), start: row.start, end: row.end, whole: true}
	b.path = append(b.path, path...)
	for _, h := range []string{cell(c.topic), question} {
		if h != "" {
			b.path = append(b.path, excerpt(oneLine(h), 120))
		}
	}
	for i, key := range c.meta {
		if v := cell(i); v != "" {
			b.meta.set(key, v)
		}
	}
	d.faults = append(d.faults, b.meta.faults...)
	d.add(b)
}

// titleOf makes a title of a file name.
func titleOf(file string) string {
	name := strings.TrimSuffix(path.Base(file), path.Ext(file))
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == ' ' }), " ")
}
