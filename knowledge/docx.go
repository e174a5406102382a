package knowledge

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// Caps on packed documents.
const (
	maxUnpacked   = 64 << 20 // bytes of one part
	maxRatio      = 200      // unpacked to packed, beyond a megabyte
	maxParagraphs = 200_000
)

// oleHeader begins old Word files, and new ones under a password.
var oleHeader = []byte{0xD0, 0xCF, 0x11, 0xE0}

// parseDOCX reads a Word document: headings, lists with their numbers, tables,
// the text of links, and footnotes where they are called. Deleted and hidden
// text is left out.
func parseDOCX(ctx context.Context, data []byte) (document, error) {
	if bytes.HasPrefix(data, oleHeader) {
		return document{}, errEncrypted
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return document{}, errPanic
	}
	w := docxWalk{ctx: ctx, counters: map[string][]int{}}
	if err := w.readParts(archive); err != nil {
		return document{}, err
	}
	body, err := part(archive, "word/document.xml")
	if err != nil {
		return document{}, err
	}
	if err := w.walk(body); err != nil {
		return document{}, err
	}
	w.doc.hide(w.vanished.String())
	return w.doc, nil
}

// part unpacks one file of an archive within the caps; nil when it is missing
// and not the document itself.
func part(archive *zip.Reader, name string) ([]byte, error) {
	for _, f := range archive.File {
		if f.Name == name {
			return unpack(f)
		}
	}
	if name == "word/document.xml" {
		return nil, errPanic
	}
	return nil, nil
}

func unpack(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, errPanic
	}
	defer func() { _ = r.Close() }() // a reader of memory
	limit := min(int64(maxUnpacked), 1<<20+int64(f.CompressedSize64)*maxRatio)
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(data)) > limit {
		return nil, errBomb
	}
	if err != nil {
		return nil, errPanic
	}
	return data, nil
}

// docxWalk goes through the XML of a document once, token by token.
type docxWalk struct {
	ctx       context.Context //nolint:containedctx // of one parse
	doc       document
	levels    map[string]int      // heading level of a style
	hiding    map[string]bool     // styles whose text is hidden; "" is that of what names none
	formats   map[string][]string // number format of each level of a list
	footnotes map[string]string
	counters  map[string][]int

	path     []heading
	para     paragraph
	outer    []paragraph // paragraphs around a text box
	tables   []*docxTable
	skip     int // depth within something that is not shown
	text     bool
	vanished strings.Builder
	count    int
}

// paragraph is the one being read.
type paragraph struct {
	text    *strings.Builder
	notes   []string
	style   string
	outline int
	list    string
	level   int
	vanish  bool // of the run
	inRunPr bool
}

type docxTable struct {
	header []string
	cells  []string
	cell   strings.Builder
	rows   int
	style  string
}

func newParagraph() paragraph { return paragraph{text: &strings.Builder{}, outline: -1} }

func (w *docxWalk) readParts(archive *zip.Reader) error {
	for _, x := range []struct { // styles first: notes may be in one that hides
		name string
		read func([]byte) error
		lost func() error // what follows where it cannot be read; nil: the text is there without it
	}{
		{"word/styles.xml", w.readStyles, func() error { return errUnseen }},
		{"word/numbering.xml", w.readNumbering, nil},
		{"word/footnotes.xml", w.readFootnotes, nil},
		{"docProps/core.xml", w.readCore, w.lostCore},
	} {
		data, err := part(archive, x.name)
		if errors.Is(err, errBomb) {
			return err
		}
		if err == nil && data != nil {
			err = x.read(data)
		}
		if err == nil || x.lost == nil {
			continue
		}
		if err := x.lost(); err != nil {
			return err
		}
	}
	return w.ctx.Err()
}

func (w *docxWalk) readStyles(data []byte) error {
	var styles struct {
		Defaults *onOff      `xml:"docDefaults>rPrDefault>rPr>vanish"`
		Style    []wordStyle `xml:"style"`
	}
	err := xml.Unmarshal(data, &styles)
	w.hiding = hidingStyles(styles.Style, styles.Defaults)
	w.levels = map[string]int{}
	for _, s := range styles.Style {
		name := strings.ToLower(s.Name.Val)
		switch number := strings.TrimPrefix(name, "heading "); {
		case name == "title":
			w.levels[s.ID] = 1
		case number != name:
			level, _ := strconv.Atoi(number) // 0 is no heading
			w.levels[s.ID] = level
		case s.Outline != nil && s.Outline.Val >= 0 && s.Outline.Val < 9:
			w.levels[s.ID] = s.Outline.Val + 1
		}
	}
	return err
}

func (w *docxWalk) readNumbering(data []byte) error {
	var numbering struct {
		Abstract []struct {
			ID    string `xml:"abstractNumId,attr"`
			Level []struct {
				Format struct {
					Val string `xml:"val,attr"`
				} `xml:"numFmt"`
			} `xml:"lvl"`
		} `xml:"abstractNum"`
		Num []struct {
			ID       string `xml:"numId,attr"`
			Abstract struct {
				Val string `xml:"val,attr"`
			} `xml:"abstractNumId"`
		} `xml:"num"`
	}
	err := xml.Unmarshal(data, &numbering)
	abstract := map[string][]string{}
	for _, a := range numbering.Abstract {
		for _, l := range a.Level {
			abstract[a.ID] = append(abstract[a.ID], l.Format.Val)
		}
	}
	w.formats = map[string][]string{}
	for _, n := range numbering.Num {
		w.formats[n.ID] = abstract[n.Abstract.Val]
	}
	return err
}

func (w *docxWalk) readFootnotes(data []byte) error {
	var notes struct {
		Note []struct {
			ID   string `xml:"id,attr"`
			Type string `xml:"type,attr"`
			Text []struct {
				Style styleName `xml:"pPr>pStyle"`
				Runs  []struct {
					Style  styleName `xml:"rPr>rStyle"`
					Vanish *onOff    `xml:"rPr>vanish"`
					Text   []string  `xml:"t"`
				} `xml:"r"`
			} `xml:"p"`
		} `xml:"footnote"`
	}
	err := xml.Unmarshal(data, &notes)
	w.footnotes = map[string]string{}
	for _, n := range notes.Note {
		var text strings.Builder
		for _, p := range n.Text {
			for _, r := range p.Runs {
				hidden := w.hidden(p.Style.Val) || r.Style.Val != "" && w.hidden(r.Style.Val)
				if r.Vanish != nil {
					hidden = r.Vanish.on()
				}
				if said := strings.Join(r.Text, ""); hidden {
					w.vanished.WriteString(said + " ")
				} else {
					text.WriteString(said)
				}
			}
			text.WriteByte(' ')
		}
		if n.Type == "" {
			w.footnotes[n.ID] = oneLine(text.String())
		}
	}
	return err
}

func (w *docxWalk) readCore(data []byte) error {
	var core struct {
		Title   string `xml:"title"`
		Creator string `xml:"creator"`
		Keyword string `xml:"keywords"`
	}
	err := xml.Unmarshal(data, &core)
	w.doc.properties(core.Title, core.Creator, core.Keyword)
	return err
}

func (w *docxWalk) lostCore() error {
	w.doc.keep(lostProperties)
	return nil
}

// checkArchive refuses archives that unpack to far more than their size.
func checkArchive(data []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return errPanic
	}
	var total uint64
	for _, f := range archive.File {
		total += f.UncompressedSize64
	}
	if len(archive.File) > 5000 || total > maxUnpacked || total > 1<<20+uint64(len(data))*maxRatio {
		return errBomb
	}
	return nil
}
