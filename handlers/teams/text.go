package teams

import (
	"strings"
	"unicode/utf16"

	"countersign/bot/card"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// says gives the words of a message: without the mention of us, with the names
// of others, without mark-up.
func (a activity) says() string {
	text := a.Text
	for _, e := range a.Entities {
		if e.Type == "mention" && e.Text != "" && e.Mentioned.ID != "" && e.Mentioned.ID == a.Recipient.ID {
			text = strings.Replace(text, e.Text, " ", 1)
		}
	}
	return tidy(readable(text))
}

// breaks are the elements that stand on a line of their own.
var breaks = map[atom.Atom]bool{atom.Br: true, atom.P: true, atom.Div: true, atom.Li: true, atom.Tr: true, atom.Blockquote: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.Pre: true, atom.Ul: true, atom.Ol: true}

// readable turns the mark-up of a message into words. What only looks like
// mark-up, such as "a <b and c", stays as it was written.
func readable(text string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			b.WriteString(html.UnescapeString(string(z.Raw()))) // what was begun and not ended
			return b.String()
		case html.TextToken:
			b.WriteString(html.UnescapeString(string(z.Raw())))
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			raw := string(z.Raw())
			name, _ := z.TagName()
			switch tag := atom.Lookup(name); {
			case string(name) == "at":
			case tag == 0, prose(raw):
				b.WriteString(raw)
			case breaks[tag]:
				b.WriteString("\n")
			}
		case html.CommentToken, html.DoctypeToken:
			if raw := string(z.Raw()); !comment(raw) {
				b.WriteString(raw)
			}
		}
	}
}

// comment tells a comment of mark-up from words that only begin like one, such
// as "<!urgent>" and "</ 5 days".
func comment(raw string) bool {
	return strings.HasPrefix(raw, "<!--") && strings.HasSuffix(raw, "-->")
}

// prose tells whether what looks like an element holds words and no attributes.
func prose(raw string) bool {
	inner := strings.TrimSpace(strings.Trim(raw, "</>"))
	return strings.ContainsAny(inner, " \t\n") && !strings.Contains(inner, "=")
}

// tidy takes out blanks at the ends of lines, and more than one empty line.
func tidy(text string) string {
	var out []string
	for l := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		l = strings.TrimSpace(strings.ReplaceAll(l, "\u00a0", " "))
		if l == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, l)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// files names what came with a message. The copy of its words as HTML, which
// Teams adds, is none.
func (a activity) files() []string {
	var out []string
	for _, x := range a.Attachments {
		kind := strings.ToLower(x.ContentType)
		switch {
		case kind == "text/html" || strings.HasPrefix(kind, "application/vnd.microsoft.card"):
			continue
		case x.Name != "":
			out = append(out, card.OneLine(x.Name))
		default:
			out = append(out, "file ("+fit(card.OneLine(x.ContentType), 80)+")")
		}
	}
	return out
}

// length is how long Teams takes a text to be: in UTF-16 units.
func length(text string) int { return len(utf16.Encode([]rune(text))) }

// fit cuts a text to n characters, the last of them an ellipsis.
func fit(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return strings.TrimSpace(string(r[:n-1])) + "…"
	}
	return text
}
