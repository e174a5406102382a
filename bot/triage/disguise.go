package triage

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What keeps words from a rule without keeping them from a reader: emphasis
// ("_complaint_"), letters that stand apart ("g a s"), digits and signs for
// letters ("su1cide"), accents ("cömplaint"), slips of the fingers ("solictor").
// The rules run over a message a second time with these put right. The
// classifier does not: it has learned from what people really write.

// keyWords are long words of the rules that are put right where one letter is
// missing, wrong, too many or has changed places with its neighbour.
const keyWords = `suicide suicidal overdose ombudsman solicitor solicitors complaint complaints complain complaining tribunal bailiffs
	negligence negligent unacceptable disgraceful disgusting appalling incompetent unprofessional shambles dissatisfied disappointed
	compensation discrimination bereaved bereavement redundancy bankrupt bankruptcy repossession repossessed evicted eviction homeless
	dementia chemotherapy depression depressed fraudulent fraudster threatening threatened assaulted regulator injunction trustpilot`

// otherWords are words in their own right that are one letter from a key word.
var otherWords = wordSet(`compliant repressed regulated regulatory complained complainant convicted conviction disappoints
	threatens threaten funereal hopeless bailiff overdone overdoes`)

// spellings holds each key word and what is left of it without one of its letters.
var spellings = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for key := range strings.FieldsSeq(keyWords) {
		for i := range key {
			all[key[:i]+key[i+1:]] = key
		}
	}
	for key := range strings.FieldsSeq(keyWords) {
		all[key] = key
	}
	return all
})

// spelt gives the key word that a word is meant to be, or "".
func spelt(word string) string {
	const shortest, longest = 6, 18
	if len(word) < shortest || len(word) > longest || otherWords[word] {
		return ""
	}
	known := spellings()
	if key, ok := known[word]; ok {
		return key
	}
	var without [longest]byte
	for i := range len(word) {
		n := copy(without[:], word[:i])
		n += copy(without[n:], word[i+1:])
		if key, ok := known[string(without[:n])]; ok && near(word, key) {
			return key
		}
	}
	return ""
}

// near tells whether two different words differ by one letter more or other, or
// by two neighbours that have changed places.
func near(word, key string) bool {
	i := 0
	for i < len(word) && i < len(key) && word[i] == key[i] {
		i++
	}
	a, b := word[i:], key[i:]
	switch {
	case len(a) > len(b):
		return a[1:] == b
	case a[1:] == b[1:]:
		return true
	}
	return len(a) > 1 && a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]
}

// signLetters are the letters that digits and signs stand for inside a word.
var signLetters = map[rune]rune{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '$': 's', '@': 'a', '!': 'i', '€': 'e'}

// longestApart is how many letters that stand apart are joined into one.
const longestApart = 40

// shorthand are letters that are words by themselves.
const shorthand = "abciknoruxy"

// token is a stretch of a folded text without a space.
type token struct{ from, to int }

// undisguised gives the text with what keeps words from the rules put right, and
// whether anything was; apart is how many letters stood apart in a row.
func (f folded) undisguised() (plain folded, changed bool, apart int) {
	var text strings.Builder
	put := func(s string, from int) {
		for range len(s) {
			plain.at = append(plain.at, f.at[from])
		}
		text.WriteString(s)
	}
	tokens := tokensOf(f.text)
	for i := 0; i < len(tokens); {
		t := tokens[i]
		if i > 0 {
			put(" ", t.from-1)
		}
		word, n := f.joined(tokens[i:])
		if n > 1 {
			changed, apart = true, max(apart, n)
		} else {
			word = f.text[t.from:t.to]
			right := plainWord(word)
			changed = changed || right != word
			word = right
		}
		put(word, t.from)
		i += n
	}
	plain.at = append(plain.at, f.at[len(f.text)])
	plain.text = text.String()
	return plain, changed, apart
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

// joined gives the word that the first tokens are the letters or the halves of,
// and how many they are; 1 where they are words themselves.
func (f folded) joined(tokens []token) (word string, n int) {
	var letters strings.Builder
	odd := false
	for n < min(len(tokens), longestApart) {
		s := strings.Trim(f.text[tokens[n].from:tokens[n].to], ".-_*")
		if r, size := utf8.DecodeRuneInString(s); size != len(s) || !unicode.IsLetter(r) {
			break
		}
		odd = odd || !strings.Contains(shorthand, s)
		letters.WriteString(s)
		n++
	}
	if all := letters.String(); n >= 3 && odd && (!strings.Contains("ai", all[:1]) || spelt(all[1:]) == "") {
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

// plainWord puts one word right: its emphasis, its letters, its spelling.
func plainWord(word string) string {
	if simple(word) {
		if key := spelt(word); key != "" {
			return key
		}
		return word
	}
	core := strings.Trim(word, "_*~\"'")
	letters := letterByLetter(core)
	bare := strings.TrimRight(letters, ".,;:!?)")
	if whole := strings.ReplaceAll(bare, "-", ""); simple(whole) {
		if key := spelt(whole); key != "" {
			return key + letters[len(bare):]
		}
	}
	return letters
}

// simple tells whether a word is of small Latin letters only.
func simple(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return true
}

// letterByLetter takes marks between letters and accents off a word, and reads
// digits and signs among letters as the letters they look like.
func letterByLetter(word string) string {
	runes := []rune(norm.NFD.String(word))
	apart := lettersApart(runes)
	latin := func(i int) bool { return i >= 0 && i < len(runes) && unicode.Is(unicode.Latin, runes[i]) }
	var out strings.Builder
	for i, r := range runes {
		letter, ok := signLetters[r]
		switch {
		case unicode.Is(unicode.Mn, r) && latinBefore(runes, i), apart && i%2 == 1:
		case ok && latin(i+1) && (latin(i-1) || i == 0):
			out.WriteRune(letter)
		default:
			out.WriteRune(r)
		}
	}
	return norm.NFC.String(out.String())
}

// latinBefore tells whether the letter that a mark belongs to is a Latin one.
func latinBefore(runes []rune, i int) bool {
	for i--; i >= 0 && unicode.Is(unicode.Mn, runes[i]); i-- {
	}
	return i >= 0 && unicode.Is(unicode.Latin, runes[i])
}

// lettersApart tells whether every second character is the same mark between
// single letters: "h.e.l.p".
func lettersApart(runes []rune) bool {
	if len(runes) < 5 {
		return false
	}
	for i, r := range runes {
		if i%2 == 0 != unicode.IsLetter(r) || i%2 == 1 && r != runes[1] && i < len(runes)-1 {
			return false
		}
	}
	return true
}
