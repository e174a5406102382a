package llm

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sayRow turns a table row into a sentence, with the columns that want asks
// for. The words are the row's own; only the joints are ours.
func sayRow(cells []cell, want func(cell) bool) string {
	if len(cells) == 0 {
		return ""
	}
	name, rest := rowName(cells[0]), []string{}
	for _, c := range cells[1:] {
		if !want(c) {
			continue
		}
		if isExample(c.head) {
			name += " (" + c.value + ")"
			continue
		}
		rest = append(rest, sayCell(c))
	}
	if len(rest) == 0 {
		return closed(name)
	}
	return closed(name + ": " + strings.Join(rest, "; "))
}

// rowName is what a row is called: a number alone says nothing without its column.
func rowName(c cell) string {
	if c.head != "" && bareNumber.MatchString(c.value) {
		return c.head + " " + lowerFirst(c.value)
	}
	return c.value
}

var bareNumber = regexp.MustCompile(`(?i)^` + numeral + `$`)

func isExample(head string) bool {
	h := strings.ToLower(head)
	return strings.HasPrefix(h, "example") || strings.HasPrefix(h, "such as") || strings.HasPrefix(h, "for example")
}

// verbHeads end a column head that reads on into its value.
var verbHeads = []string{"includes", "include", "attends", "covers", "takes", "starts", "ends", "opens", "closes",
	"applies", "needs", "pays", "costs", "lasts", "is", "are", "by", "within"}

func sayCell(c cell) string {
	words := strings.Fields(strings.ToLower(c.head))
	head := lowerFirst(c.head)
	if len(words) > 0 {
		for _, v := range verbHeads {
			if words[len(words)-1] == v {
				return head + " " + lowerFirst(c.value)
			}
		}
	}
	if len(words) > 0 && strings.HasSuffix(words[len(words)-1], "s") && !strings.HasSuffix(words[len(words)-1], "ss") {
		return "the " + head + " are " + c.value
	}
	return "the " + head + " is " + c.value
}

// lowerFirst lowers the first letter, unless the word is an acronym or holds
// more capitals.
func lowerFirst(s string) string {
	first, _, _ := strings.Cut(s, " ")
	r, n := utf8.DecodeRuneInString(s)
	for _, x := range first[min(n, len(first)):] {
		if unicode.IsUpper(x) || unicode.IsDigit(x) {
			return s
		}
	}
	return string(unicode.ToLower(r)) + s[n:]
}

// upperFirst raises the first letter.
func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 || r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// closed ends a text with a full stop where nothing ends it.
func closed(s string) string {
	s = strings.TrimRight(s, " ;,")
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, ":") {
		return s
	}
	return s + "."
}

// notEnds are words with a full stop that end no sentence.
var notEnds = map[string]bool{"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "st": true, "no": true,
	"e.g": true, "i.e": true, "etc": true, "approx": true, "ltd": true, "co": true, "inc": true, "vs": true,
	"fig": true, "art": true, "para": true, "ref": true, "tel": true, "a.m": true, "p.m": true, "incl": true, "min": true, "max": true}

// sentencesOf splits running text into sentences, and at line breaks: lists into their
// items. Nothing but white space is lost.
func sentencesOf(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		for rest := strings.TrimSpace(line); rest != ""; {
			n := sentenceEnd(rest)
			out = append(out, strings.TrimSpace(rest[:n]))
			rest = strings.TrimSpace(rest[n:])
		}
	}
	return out
}

// sentenceEnd is the byte length of the first sentence of text.
func sentenceEnd(text string) int {
	for i := range len(text) {
		if c := text[i]; c != '.' && c != '!' && c != '?' {
			continue
		}
		j := i + 1
		for j < len(text) && strings.ContainsRune(`"')*_`, rune(text[j])) {
			j++
		}
		if strings.HasPrefix(text[j:], "’") || strings.HasPrefix(text[j:], "”") {
			j += len("’")
		}
		if j >= len(text) {
			return len(text)
		}
		if text[j] != ' ' && text[j] != '\n' && text[j] != '\t' {
			continue
		}
		if text[i] == '.' && !ends(text[:i], text[j:]) {
			continue
		}
		return j
	}
	return len(text)
}

// ends tells whether a full stop between before and after ends a sentence.
func ends(before, after string) bool {
	word := before[strings.LastIndexAny(before, " \n\t(")+1:]
	if notEnds[strings.ToLower(word)] {
		return false
	}
	if utf8.RuneCountInString(word) == 1 && word != "I" && unicode.IsUpper([]rune(word)[0]) {
		return false // an initial
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, " \n\t\"'(*_‘“"))
	return !unicode.IsLower(r)
}
