package mask

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// view is a text as the rules read it: compatibility forms folded, dashes and
// spaces of one kind each, accents and hidden characters gone.
type view struct {
	raw   string
	text  string
	at    []int // offset in raw of each byte of text, and one more for its end
	found []Found
}

func newView(raw string) *view {
	v := &view{raw: raw}
	var b strings.Builder
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRuneInString(raw[i:])
		s := plain(r)
		for range len(s) {
			v.at = append(v.at, i)
		}
		b.WriteString(s)
		i += n
	}
	v.at = append(v.at, len(raw))
	v.text = b.String()
	return v
}

// plain is how a rune is read.
func plain(r rune) string {
	switch {
	case r == '\n' || r == '\r' || unicode.IsSpace(r):
		return " "
	case r == utf8.RuneError || unicode.In(r, unicode.Cf, unicode.Cc, unicode.Variation_Selector):
		return ""
	case unicode.Is(unicode.Pd, r) || r == '−':
		return "-"
	case strings.ContainsRune("’‘ʼʹ`´′", r):
		return "'"
	case r < unicode.MaxASCII:
		return string(r)
	}
	s := norm.NFKD.String(string(r))
	if r, _ := utf8.DecodeRuneInString(s); unicode.Is(unicode.Nd, r) {
		return string(digitOf(r))
	}
	// People leave accents out, and programs send them as marks of their own.
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, s)
}

// digitOf is the ASCII digit of any decimal digit, a full-width one for example.
func digitOf(r rune) rune {
	zero := r
	for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
		zero--
	}
	if r <= '9' {
		return r
	}
	return '0' + (r - zero)
}

// take notes an identifier between two offsets of the view and blanks it.
func (v *view) take(k Kind, from, to int, canonical string) {
	// A rune that stands for several bytes of the view is taken whole.
	start, end := v.at[from], v.at[to]
	for to < len(v.text) && end <= start {
		to++
		end = v.at[to]
	}
	v.found = append(v.found, Found{k, v.raw[start:end], canonical, start, end})
	blank := "\x00"
	if k == SortCode {
		blank = "\x01" // an account number is told by the sort code beside it
	}
	v.text = v.text[:from] + strings.Repeat(blank, to-from) + v.text[to:]
}

// near tells whether a word that says what a number is stands within reach
// before it or right after.
func (v *view) near(from, to int, before, after int, said func(string) bool) bool {
	head := strings.ToLower(v.text[max(0, from-before):from])
	tail := strings.ToLower(v.text[to:min(len(v.text), to+after)])
	return said(head) || said(tail)
}
