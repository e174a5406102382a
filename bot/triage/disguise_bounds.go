package triage

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Where the words of a disguised message begin and end: letters and halves that
// stand apart are joined ("g a s", "com plaint"), words that run together by capitals,
// lines, emoji or dots are parted ("#IWantToComplain", "drowning_in_debt").

// longestApart is how many letters that stand apart are joined into one.
const longestApart = 40

// shorthand are letters that are words by themselves.
const shorthand = "abciknoruxy"

// token is a stretch of a folded text without a space.
type token struct{ from, to int }

// capitals parts a word that is several, each with a capital, as in
// "#IWantToComplain"; a name such as QuickBooks has one or two.
func (f folded) capitals(t token) string {
	const shortest, fewest = 10, 3
	whole := f.text[t.from:t.to]
	word := strings.TrimRight(whole, closing)
	if len(word) < shortest || !simple(strings.TrimLeft(word, "#")) {
		return whole
	}
	var out strings.Builder
	parts := 0
	for i := range len(word) {
		if c := f.raw[f.at[t.from+i]]; c >= 'A' && c <= 'Z' {
			parts++
			out.WriteByte(' ')
		}
		out.WriteByte(word[i])
	}
	if parts < fewest || parts == len(strings.TrimLeft(word, "#")) {
		return whole
	}
	return strings.TrimSpace(strings.TrimLeft(out.String(), "#")) + whole[len(word):]
}

func tokensOf(text string) []token {
	out := make([]token, 0, len(text)/5+1)
	from := 0
	for i := 0; i <= len(text); i++ {
		if i == len(text) || text[i] == ' ' {
			if i > from {
				out = append(out, token{from, i})
			}
			from = i + 1
		}
	}
	return out
}

// joined gives the word that the first tokens of a text are the letters or the
// halves of, and how many they are; 1 where they are words themselves. Of a text
// that is spelt letter by letter a wider space ends a word.
func (how reading) joined(f folded, tokens []token) (word string, n int) {
	var letters strings.Builder
	odd := false
	for n < min(len(tokens), longestApart) {
		if how.lettered && n > 0 && f.wide(tokens[n-1], tokens[n]) {
			break
		}
		s := strings.Trim(f.text[tokens[n].from:tokens[n].to], ".-_*")
		if r, size := utf8.DecodeRuneInString(s); size != len(s) || !unicode.IsLetter(r) && (n == 0 || r != '\'') {
			break
		}
		odd = odd || !strings.Contains(shorthand, s)
		letters.WriteString(s)
		n++
	}
	all := letters.String()
	if how.lettered && n > 1 {
		return all, n
	}
	if n >= 3 && odd && (!strings.Contains("ai", all[:1]) || spelt(all[1:]) == "") {
		return all, n
	}
	if len(tokens) > 1 {
		a, b := f.text[tokens[0].from:tokens[0].to], f.text[tokens[1].from:tokens[1].to]
		if whole := strings.Trim(a, "-") + strings.TrimRight(b, ".,!?"); len(a) > 1 && len(b) > 1 && spellings()[whole] == whole && whole != "" {
			return whole, 2
		}
	}
	return "", 1
}

// wide tells whether more than one character of the original parts two tokens.
func (f folded) wide(a, b token) bool {
	return utf8.RuneCountInString(f.raw[f.at[a.to]:f.at[b.from]]) > 1
}

// instead tells whether a character may stand between words in place of a space: a
// line, an emoji.
func instead(r rune) bool {
	return r == '_' || isSign(r) || r == 0xFE0F || r == 0x200D || r >= 0x1F3FB && r <= 0x1F3FF
}

// onlySigns tells whether a word is made of emoji alone, or of dots.
func onlySigns(word string) bool {
	return word != "." && strings.Trim(strings.TrimFunc(word, instead), ".") == ""
}

// joinedBy are marks that stand between a word and the next too, so that only
// several of them in a row part words: "and/or" is one.
const joinedBy, fewestJoined = "./,;|+~", 4

// partsOf parts words that are joined by a line, emoji, the dots of somebody who
// hesitates, or by other marks where they are four or more; "" where they are not.
func partsOf(word string) string {
	inner := strings.TrimFunc(word, instead)
	dots := strings.Contains(inner, "..")
	if dots || strings.ContainsFunc(inner, instead) || inner != strings.Trim(word, "_") {
		return strings.Join(strings.FieldsFunc(inner, func(r rune) bool { return instead(r) || dots && r == '.' }), " ")
	}
	if !strings.ContainsAny(inner, joinedBy) || (reading{}).lettersApart([]rune(inner)) {
		return ""
	}
	parts := strings.FieldsFunc(inner, func(r rune) bool { return strings.ContainsRune(joinedBy, r) })
	if len(parts) < fewestJoined {
		return ""
	}
	return strings.Join(parts, " ")
}

// isLink tells whether a word is an address of the web, whose digits are no letters.
func isLink(word string) bool {
	return strings.Contains(word, "://") || strings.HasPrefix(word, "www.")
}
