package knowledge

import (
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	uni "golang.org/x/text/encoding/unicode"
)

// source is the text of a file with what a reader does not see cut out of it,
// and the way back to the bytes of the file.
type source struct {
	text   string
	hidden []string // what was cut and had words in it
	cuts   []cut    // in order of at
	exact  bool     // offsets lead back to the file
}

// cut says that before offset at of the text, removed bytes of the file are missing.
type cut struct{ at, removed int }

// readSource decodes a text file and takes out what is hidden in it.
func readSource(data []byte) source {
	text, skipped, exact := decode(data)
	s := source{text: text, exact: exact}
	if skipped > 0 {
		s.cuts = []cut{{0, skipped}}
	}
	s.dropInvisible()
	s.dropComments()
	s.dropHiddenElements()
	return s
}

// origin returns the offset in the file of an offset in the text.
func (s *source) origin(offset int) int {
	n := sort.Search(len(s.cuts), func(i int) bool { return s.cuts[i].at > offset })
	if n == 0 {
		return offset
	}
	return offset + s.cuts[n-1].removed
}

// decode returns the text of a file as UTF-8, how many bytes of a byte order
// mark precede it, and whether its bytes are those of the file. Spreadsheet
// programs on Windows write the pound sign in Windows-1252.
func decode(data []byte) (text string, skipped int, exact bool) {
	raw := string(data)
	switch {
	case strings.HasPrefix(raw, "\ufeff"):
		return strings.ToValidUTF8(raw[3:], " "), 3, utf8.ValidString(raw)
	case strings.HasPrefix(raw, "\xff\xfe"), strings.HasPrefix(raw, "\xfe\xff"):
		out, err := uni.UTF16(uni.LittleEndian, uni.UseBOM).NewDecoder().String(raw)
		if err == nil {
			return strings.ToValidUTF8(out, " "), 0, false
		}
	case utf8.ValidString(raw):
		return raw, 0, true
	}
	out, err := charmap.Windows1252.NewDecoder().String(raw)
	if err != nil {
		return strings.ToValidUTF8(raw, " "), 0, false
	}
	return strings.ToValidUTF8(out, " "), 0, false
}

// remove cuts the given spans, sorted and apart, out of the text and puts fill
// in the place of each.
func (s *source) remove(spans [][2]int, fill string) {
	if len(spans) == 0 {
		return
	}
	var out strings.Builder
	var cuts []cut
	last := 0
	for _, span := range spans {
		out.WriteString(s.text[last:span[0]])
		out.WriteString(fill)
		cuts = append(cuts, cut{out.Len(), s.origin(span[1]) - out.Len()})
		last = span[1]
	}
	out.WriteString(s.text[last:])
	s.cuts = mergeCuts(s.cuts, cuts, spans, len(fill))
	s.text = out.String()
}

// mergeCuts moves the older cuts to where they are in the shorter text. Those
// within a span are covered by the cut at its end.
func mergeCuts(old, fresh []cut, spans [][2]int, fill int) []cut {
	merged := fresh
	shift, next := 0, 0
	for _, c := range old {
		for next < len(spans) && spans[next][1] <= c.at {
			shift += spans[next][1] - spans[next][0] - fill
			next++
		}
		if next < len(spans) && spans[next][0] < c.at {
			continue
		}
		merged = append(merged, cut{c.at - shift, c.removed + shift})
	}
	sort.SliceStable(merged, func(i, j int) bool { return merged[i].at < merged[j].at })
	return merged
}

// invisible reports whether a rune is never seen: zero-width, bidirectional
// and tag characters, and controls other than white space.
func invisible(r rune) bool {
	switch {
	case unicode.IsSpace(r):
		return false
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF: // variation selectors
		return true
	}
	switch r {
	case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, 0x2800, 0xFFFD:
		return true
	}
	return false
}

// withoutInvisible returns a text without the runes nobody sees.
func withoutInvisible(text string) string {
	if strings.IndexFunc(text, invisible) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, text)
}

// dropInvisible takes the invisible runes out. Tag characters spell text, which
// is kept for the person who looks at the page.
func (s *source) dropInvisible() {
	var spans [][2]int
	var tags strings.Builder
	for i, r := range s.text {
		if !invisible(r) {
			continue
		}
		if r >= 0xE0020 && r <= 0xE007E {
			tags.WriteRune(r - 0xE0000)
		}
		if n := len(spans); n > 0 && spans[n-1][1] == i {
			spans[n-1][1] = i + utf8.RuneLen(r)
			continue
		}
		spans = append(spans, [2]int{i, i + utf8.RuneLen(r)})
	}
	s.hide(tags.String())
	s.remove(spans, "")
}

func (s *source) hide(text string) {
	if len(terms(text)) > 0 {
		s.hidden = append(s.hidden, strings.TrimSpace(text))
	}
}

// dropComments takes HTML comments out. One that is never closed hides the
// rest of the page, as it does in a browser.
func (s *source) dropComments() {
	var spans [][2]int
	for from := 0; ; {
		start := strings.Index(s.text[from:], "<!--")
		if start < 0 {
			break
		}
		start += from
		end := len(s.text)
		if n := strings.Index(s.text[start+4:], "-->"); n >= 0 {
			end = start + 4 + n + 3
		}
		spans = append(spans, [2]int{start, end})
		s.hide(strings.TrimSuffix(s.text[start+4:end], "-->"))
		from = end
	}
	s.remove(spans, " ")
}

// hiddenTag opens an element that a browser does not show.
var hiddenTag = regexp.MustCompile(`(?is)<([a-z][a-z0-9]*)\b[^<>]*?(?:\shidden\b|` + hiddenStyleText + `)[^<>]*>|<(script|style|template|noscript)\b[^<>]*>`)

const hiddenStyleText = `display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|(?:left|top|text-indent)\s*:\s*-\d{3}|opacity\s*:\s*0(?:[;"'\s]|$)`

// dropHiddenElements takes hidden HTML elements out of a text file. One that
// is not closed hides what is left of its paragraph.
func (s *source) dropHiddenElements() {
	var spans [][2]int
	last := 0
	for _, m := range hiddenTag.FindAllStringSubmatchIndex(s.text, -1) {
		if m[0] < last {
			continue
		}
		name := submatch(s.text, m, 1) + submatch(s.text, m, 2)
		last = elementEnd(s.text, m[1], name)
		spans = append(spans, [2]int{m[0], last})
		s.hide(s.text[m[1]:last])
	}
	s.remove(spans, " ")
}

func submatch(text string, m []int, group int) string {
	if m[2*group] < 0 {
		return ""
	}
	return text[m[2*group]:m[2*group+1]]
}

// elementEnd returns where the element that was opened before from ends.
func elementEnd(text string, from int, name string) int {
	rest := text[from:]
	if n := indexFold(rest, "</"+name); n >= 0 {
		if end := strings.IndexByte(rest[n:], '>'); end >= 0 {
			return from + n + end + 1
		}
	}
	if n := strings.Index(rest, "\n\n"); n >= 0 {
		return from + n
	}
	return len(text)
}

// indexFold is strings.Index for an ASCII needle in any case.
func indexFold(text, needle string) int {
	for i := 0; i+len(needle) <= len(text); i++ {
		if strings.EqualFold(text[i:i+len(needle)], needle) {
			return i
		}
	}
	return -1
}
