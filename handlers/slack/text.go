package slack

import (
	"strings"
	"unicode/utf16"
)

var (
	escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	angles  = strings.NewReplacer("&lt;", "<", "&gt;", ">")
)

// escape makes a text harmless where Slack reads mark-up: no mention, no
// link and no command can come of it.
func escape(text string) string {
	return escapes.Replace(text)
}

// unescape turns what Slack escaped back. The ampersand comes last.
func unescape(text string) string {
	return strings.ReplaceAll(angles.Replace(text), "&amp;", "&")
}

// readable turns the text of a delivery into words: links with their labels,
// mentions as names, without Slack's escapes.
func readable(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "<")
		b.WriteString(unescape(before))
		if !found {
			return b.String()
		}
		inner, after, closed := strings.Cut(rest, ">")
		if !closed {
			b.WriteString("<" + unescape(rest))
			return b.String()
		}
		b.WriteString(unescape(markup(inner)))
		text = after
	}
}

// markup says one piece of Slack's mark-up, without its angle brackets, in words.
func markup(inner string) string {
	target, label, labelled := strings.Cut(inner, "|")
	switch {
	case strings.HasPrefix(target, "@"), strings.HasPrefix(target, "#"):
		if labelled && label != "" {
			return target[:1] + label
		}
		return target
	case strings.HasPrefix(target, "!"):
		if labelled && label != "" {
			return label
		}
		name, _, _ := strings.Cut(target[1:], "^")
		return "@" + name
	case strings.HasPrefix(target, "mailto:"), strings.HasPrefix(target, "tel:"):
		_, bare, _ := strings.Cut(target, ":")
		return bare
	case !labelled || label == "" || label == target || strings.HasSuffix(target, "://"+label):
		return target
	}
	return label + " (" + target + ")"
}

// length is how long Slack takes a text to be: in UTF-16 units, which is never
// less than in characters.
func length(text string) int {
	n := 0
	for _, r := range text {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// head gives as much of a text as fits into n units, and the rest. It never
// cuts a character in two, and an emoji of several only where it is longer
// than n by itself.
func head(text string, n int) (first, rest string) {
	if len(text) <= n || length(text) <= n {
		return text, ""
	}
	used, last := 0, 0
	for i, r := range text {
		if i > 0 && !joins(text[:i], r) {
			last = i
		}
		used += max(utf16.RuneLen(r), 1)
		if used > n {
			if last == 0 {
				last = max(i, 1)
			}
			return text[:last], text[last:]
		}
	}
	return text, ""
}

// joins tells whether r belongs to the character before it.
func joins(before string, r rune) bool {
	switch {
	case r == '\u200d', r >= 0xfe00 && r <= 0xfe0f, r >= 0x1f3fb && r <= 0x1f3ff, r >= 0x300 && r <= 0x36f:
		return true
	}
	return strings.HasSuffix(before, "\u200d")
}

// fit cuts a text to n units, the last of them an ellipsis.
func fit(text string, n int) string {
	if length(text) <= n {
		return text
	}
	first, _ := head(text, n-1)
	return strings.TrimSpace(first) + "…"
}

// split cuts a text into parts of at most n units that put together are the
// text again. "" has no parts.
func split(text string, n int) []string {
	var out []string
	for text != "" {
		first, rest := head(text, n)
		if rest != "" {
			if at := strings.LastIndex(first, "\n"); at > len(first)/2 {
				first, rest = text[:at+1], text[at+1:]
			}
		}
		out = append(out, first)
		text = rest
	}
	return out
}
