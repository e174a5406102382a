package triage

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What letters the characters of one disguised word stand for: digits and signs
// for letters ("su1cide"), marks between letters ("h.e.l.p"), accents ("cömplaint")
// and letters that are drawn out ("killll").

// signLetters are the letters that digits and signs stand for inside a word.
var signLetters = map[rune]rune{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '$': 's', '@': 'a', '!': 'i', '|': 'i', '€': 'e'}

// moreSigns are those that stand for a letter where a whole message is written
// with signs.
var moreSigns = map[rune]rune{'6': 'g', '9': 'g', '2': 'z', '+': 't', '£': 'e', '(': 'c', '<': 'c'}

// signWords are words of signs alone, where a whole message is written with them.
var signWords = map[string]string{"2": "to", "70": "to", "4": "a", "@": "a", "1": "i", "!": "i", "0": "o", "1'm": "i'm", "15": "is", "17": "it"}

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
	apart := how.lettersApart(runes)
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
// single letters: "h.e.l.p". Two letters may be an abbreviation.
func (how reading) lettersApart(runes []rune) bool {
	least := 5
	if how.lettered {
		least = 3
	}
	if len(runes) < least {
		return false
	}
	for i, r := range runes {
		if i%2 == 0 != (unicode.IsLetter(r) || r == '\'' && i > 0) || i%2 == 1 && r != runes[1] && i < len(runes)-1 {
			return false
		}
	}
	return true
}
