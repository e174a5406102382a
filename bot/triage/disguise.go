package triage

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What keeps words from a rule without keeping them from a reader: emphasis
// ("_complaint_"), letters that stand apart ("g a s"), digits and signs for
// letters ("su1cide"), accents ("cömplaint"), slips of the fingers ("solictor").
// The rules run over a message a second time with these put right. The
// classifier does not: it has learned from what people really write.

// signLetters are the letters that digits and signs stand for inside a word.
var signLetters = map[rune]rune{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '$': 's', '@': 'a', '!': 'i', '|': 'i', '€': 'e'}

// moreSigns are those that stand for a letter where a whole message is written
// with signs.
var moreSigns = map[rune]rune{'6': 'g', '9': 'g', '2': 'z', '+': 't', '£': 'e', '(': 'c', '<': 'c'}

// signWords are words of signs alone, where a whole message is written with them.
var signWords = map[string]string{"2": "to", "70": "to", "4": "a", "@": "a", "1": "i", "!": "i", "0": "o", "1'm": "i'm", "15": "is", "17": "it"}

// closing are the marks that may stand after a word.
const closing = ".,;:!?)"

// reading is one way to read a message that may be disguised.
type reading struct {
	slim   bool // "1" and "|" are the letter l
	signed bool // every digit and sign is a letter
	double bool // a letter that is drawn out is meant twice
}

// disguise is what a reading found put on.
type disguise struct {
	changed bool
	apart   int // letters that stand apart, three or more together
	dotted  int // words with a mark between their letters
	signed  int // words of four letters and more with signs among them
	slim    int // words in which "1" or "|" is a letter
	drawn   int // words in which a letter is drawn out
	run     int // letters of the longest word, where it must be several
}

// again lists the other readings that are worth a look.
func (d disguise) again() []reading {
	const written = 2 // words with signs among their letters: the message is written so
	var out []reading
	switch {
	case d.signed >= written:
		out = append(out, reading{signed: true}, reading{signed: true, slim: true})
	case d.slim > 0:
		out = append(out, reading{slim: true})
	}
	if d.drawn > 0 {
		out = append(out, reading{double: true})
	}
	return out
}

// hides tells what of a message may be words that no rule reads; "" for nothing.
func (d disguise) hides() string {
	const manySigned, manyDotted = 3, 3 // names are spelt out, one or two
	switch {
	case d.apart >= manyApart:
		return fmt.Sprintf("%d letters that stand apart", d.apart)
	case d.dotted >= manyDotted:
		return fmt.Sprintf("%d words with marks between their letters", d.dotted)
	case d.signed >= manySigned:
		return fmt.Sprintf("%d words with digits or signs for letters", d.signed)
	case d.run > 0:
		return fmt.Sprintf("%d letters without a space", d.run)
	}
	return ""
}

// longestApart is how many letters that stand apart are joined into one.
const longestApart = 40

// shorthand are letters that are words by themselves.
const shorthand = "abciknoruxy"

// token is a stretch of a folded text without a space.
type token struct{ from, to int }

// undisguised gives the text with what keeps words from the rules put right, and
// what that was.
func (f folded) undisguised(how reading) (plain folded, found disguise) {
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
		word, n := f.joined(tokens[i:])
		if n > 1 {
			found.changed = true
			if n > 2 {
				found.apart += n
			}
		} else {
			word = f.text[t.from:t.to]
			right := f.capitals(t)
			if right == word {
				right = how.plainWord(word, &found)
			}
			found.changed = found.changed || right != word
			word = right
		}
		switch {
		case word == "t" && i > 0 && f.text[tokens[i-1].to-1] == 'n': // "can t"
			word, found.changed = "'t", true
		case i > 0 && word != "":
			put(" ", t.from-1)
		}
		put(word, t.from)
		i += n
	}
	plain.at = append(plain.at, f.at[len(f.text)])
	plain.text = text.String()
	return plain, found
}

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
	if !strings.ContainsAny(inner, joinedBy) || lettersApart([]rune(inner)) {
		return ""
	}
	parts := strings.FieldsFunc(inner, func(r rune) bool { return strings.ContainsRune(joinedBy, r) })
	if len(parts) < fewestJoined {
		return ""
	}
	return strings.Join(parts, " ")
}

// plainWord puts one word right: its emphasis, its letters, its spelling.
func (how reading) plainWord(word string, found *disguise) string {
	if right, ok := signWords[word]; ok && how.signed {
		return right
	}
	if short := how.squeezed(word); short != word {
		found.drawn++
		word = short
	}
	if simple(word) {
		return how.plainLetters(word, found)
	}
	if whole := strings.TrimRight(word, "."); lettersApart([]rune(whole)) {
		word = whole
	} else if parted := partsOf(word); parted != "" || onlySigns(word) {
		if isLink(word) {
			return parted
		}
		return how.plainParts(parted, found)
	}
	core := strings.Trim(word, "_*~\"'#")
	if how.signed {
		core = strings.TrimRight(core, closing)
	}
	letters := how.letterByLetter(core, found)
	bare := strings.TrimRight(letters, closing)
	if straight := strings.ReplaceAll(bare, "'", ""); simple(straight) {
		found.runs(straight)
	}
	if whole := strings.ReplaceAll(bare, "-", ""); simple(whole) {
		if whole != bare && spelt(whole) == "" {
			return letters
		}
		return how.plainLetters(whole, found) + letters[len(bare):]
	}
	return letters
}

// plainParts puts each of the words right that one was parted into.
func (how reading) plainParts(parted string, found *disguise) string {
	parts := strings.Fields(parted)
	for i, part := range parts {
		parts[i] = how.plainWord(part, found)
	}
	return strings.Join(parts, " ")
}

// isLink tells whether a word is an address of the web, whose digits are no letters.
func isLink(word string) bool {
	return strings.Contains(word, "://") || strings.HasPrefix(word, "www.")
}

// plainLetters puts right what a word of letters is: run together, misspelt.
func (how reading) plainLetters(word string, found *disguise) string {
	found.runs(word)
	if key := spelt(word); key != "" {
		return key
	}
	return word
}

// runs notes a word that is longer than any that people write.
func (d *disguise) runs(word string) {
	const longest, fewest = 22, 8 // letters of a word, and different ones
	if len(word) < longest {
		return
	}
	different := map[byte]bool{}
	for i := range len(word) {
		different[word[i]] = true
	}
	if len(different) >= fewest {
		d.run = max(d.run, len(word))
	}
}

// squeezed takes a letter that is drawn out three times or more for one, or for two.
func (how reading) squeezed(word string) string {
	const drawn = 3
	keep := 1
	if how.double {
		keep = 2
	}
	var out []byte
	for i := 0; i < len(word); {
		n := 1
		for i+n < len(word) && word[i+n] == word[i] && word[i] >= 'a' && word[i] <= 'z' {
			n++
		}
		if n >= drawn && out == nil {
			out = append(make([]byte, 0, len(word)), word[:i]...)
		}
		if out != nil {
			if n >= drawn {
				out = append(out, word[i:i+keep]...)
			} else {
				out = append(out, word[i:i+n]...)
			}
		}
		i += n
	}
	if out == nil {
		return word
	}
	return string(out)
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
func (how reading) letterByLetter(word string, found *disguise) string {
	runes := []rune(norm.NFD.String(word))
	apart := lettersApart(runes)
	// latin tells whether a letter is the next in a direction, but for signs.
	latin := func(i, step int) bool {
		for i += step; i >= 0 && i < len(runes) && signLetters[runes[i]] != 0; i += step {
		}
		return i >= 0 && i < len(runes) && unicode.Is(unicode.Latin, runes[i])
	}
	spelt := how.signed && slices.ContainsFunc(runes, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
	var out strings.Builder
	inside, slim := false, false
	for i, r := range runes {
		letter, ok := how.letter(r)
		switch {
		case unicode.Is(unicode.Mn, r) && latinBefore(runes, i):
		case apart && i%2 == 1: // a mark
		case ok && (spelt || latin(i, 1) && (latin(i, -1) || i == 0)):
			out.WriteRune(letter)
			inside = inside || latin(i, -1) && latin(i, 1)
			slim = slim || r == '1' || r == '|'
		default:
			out.WriteRune(r)
		}
	}
	right := norm.NFC.String(out.String())
	if apart {
		found.dotted++
	}
	if slim {
		found.slim++
	}
	if bare := strings.TrimRight(right, closing); inside && len(bare) > 3 && strings.TrimFunc(bare, func(r rune) bool { return signLetters[r] != 0 || unicode.Is(unicode.Latin, r) }) == "" {
		found.signed++
	}
	return right
}

// letter gives the letter that a digit or sign stands for.
func (how reading) letter(r rune) (rune, bool) {
	if how.slim && (r == '1' || r == '|') {
		return 'l', true
	}
	letter, ok := signLetters[r]
	if !ok && how.signed {
		letter, ok = moreSigns[r]
	}
	return letter, ok
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
