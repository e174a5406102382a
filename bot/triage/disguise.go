package triage

import (
	"fmt"
	"strings"
)

// What keeps words from a rule without keeping them from a reader: emphasis
// ("_complaint_"), letters that stand apart ("g a s"), digits and signs for
// letters ("su1cide"), accents ("cömplaint"), slips of the fingers ("solictor").
// The rules run over a message a second time with these put right. The
// classifier does not: it has learned from what people really write.

// closing are the marks that may stand after a word.
const closing = ".,;:!?)"

// reading is one way to read a message that may be disguised.
type reading struct {
	slim     bool // "1" and "|" are the letter l
	signed   bool // every digit and sign is a letter
	double   bool // a letter that is drawn out is meant twice
	lettered bool // words are spelt letter by letter, those of two letters too
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
	const written = 2 // words with signs among their letters, or marks between: the message is written so
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
	if d.apart > 0 || d.dotted >= written {
		out = append(out, reading{lettered: true})
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
		word, n := how.joined(f, tokens[i:])
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
	if whole := strings.TrimRight(word, "."); how.lettersApart([]rune(whole)) {
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
