package classifier

import (
	"unicode"
	"unicode/utf8"
)

// The kinds of feature. The kind is part of what is hashed, so that a word and
// a class of the same name fall into different buckets.
const (
	kindWord  = iota + 1
	kindPair  // two neighbouring words
	kindSkip  // two words with one between them
	kindChars // three to five characters of a word with its edges
	kindClass // a class of the lexicon
	kindTone  // how good or bad and how grave a word is
	kindMark  // punctuation
	kindExtra // what the caller knows beside the words

	// The kinds from here on are many and each is rare: only the tier is judged by them.
	kindTriple    // three neighbouring words
	kindTogether  // two words of a sentence with more between them
	kindWordClass // a word and a class shortly before it, or the other way round
	kindClassPair // the classes of two words of a sentence
	kindClassNext // the classes of two neighbours
	kindEdge      // a word that begins or ends a sentence or the text
)

// scale is the value of a feature of each kind: the many character n-grams
// count for less than the few words and classes.
var scale = [...]float32{kindWord: 1, kindPair: 0.9, kindSkip: 0.3, kindChars: 0.2, kindClass: 0.6, kindTone: 0.5, kindMark: 0.7, kindExtra: 1.2,
	kindTriple: 0.5, kindTogether: 0.3, kindWordClass: 0.2, kindClassPair: 0.2, kindClassNext: 0.3, kindEdge: 0.5}

// Feature is a hash of what was found, its kind, and where the words behind it
// stand in the text.
type Feature struct {
	Key      uint32
	kind     uint8
	From, To int32 // byte offsets in the text; both 0 for what is not in it
}

// value is what a feature counts before a text's are scaled to the common length.
func (f Feature) value() float32 { return scale[f.kind] }

// shared tells whether the reasons are judged by a feature too, not the tier alone.
func (f Feature) shared() bool { return f.kind <= kindExtra }

// maxWords bounds the words and marks of a text that are looked at.
const maxWords = 1200

// ReadsWhole tells whether a folded text is short enough to be looked at to its end.
func ReadsWhole(text string) bool { return len(text) < maxWords || len(split(text)) < maxWords }

// How many words a pair may span: of classes or of a word and a class, and of words.
const (
	nearClass = 5
	nearWord  = 8
)

// shortWord is how long a word may be, in bytes, to say nothing beside one further off.
const shortWord = 2

// word is a word of a text with the classes of the lexicon that it belongs to.
type word struct {
	from, to int
	hash     uint64
	means    *meaning
	mark     bool // punctuation, not a word
	end      bool // ends a sentence
}

// Extract gives the features of a folded text (lower case) and of what the
// caller knows beside it, each once.
func Extract(text string, extra []string) []Feature {
	words := split(text)
	most := 32 + 8*len(text)
	x := extractor{text: text, seen: newKeys(most), out: make([]Feature, 0, most)}
	for i := range words {
		x.word(words, i)
	}
	for _, name := range extra {
		x.add(kindExtra, hashString(basis, name), 0, 0)
	}
	return x.out
}

type extractor struct {
	text string
	seen keys
	out  []Feature
}

func (x *extractor) add(kind int, h uint64, from, to int) {
	k := key(kind, h)
	if !x.seen.add(k) {
		return
	}
	x.out = append(x.out, Feature{Key: k, kind: uint8(kind), From: int32(from), To: int32(to)})
}

// word adds the features that begin with word i.
func (x *extractor) word(words []word, i int) {
	w := words[i]
	if w.mark {
		x.add(kindMark, w.hash, w.from, w.to)
		return
	}
	x.add(kindWord, w.hash, w.from, w.to)
	x.chars(w)
	prev := word{hash: 1, from: w.from}
	if i > 0 {
		prev = words[i-1]
	}
	x.add(kindPair, mix(prev.hash, w.hash), prev.from, w.to)
	if i > 1 && !prev.end && !words[i-2].end {
		x.add(kindSkip, mix(words[i-2].hash, w.hash), words[i-2].from, w.to)
		x.add(kindTriple, mix(mix(words[i-2].hash, prev.hash), w.hash), words[i-2].from, w.to)
	}
	x.edges(words, i)
	x.near(words, i)
	x.meaning(words, i)
}

// edges adds word i by the edges of a sentence or of the text that it stands at.
func (x *extractor) edges(words []word, i int) {
	const begins, ends, last, first = 1, 2, 3, 4
	w := words[i]
	edge := func(which uint64) { x.add(kindEdge, mix(which, w.hash), w.from, w.to) }
	if i == 0 || words[i-1].end {
		edge(begins)
	}
	if w.end || i == len(words)-1 || words[i+1].mark {
		edge(ends)
	}
	if i == len(words)-1 || i == len(words)-2 && words[i+1].mark {
		edge(last)
	}
	if i == 0 {
		edge(first)
	}
}

// near adds word i together with the words and the classes shortly before it in
// the same sentence.
func (x *extractor) near(words []word, i int) {
	w := words[i]
	for j := i - 1; j >= max(0, i-nearWord) && !words[j].end; j-- {
		before := words[j]
		if j >= i-nearClass {
			x.nearClasses(before, w)
		}
		if j < i-1 && w.to-w.from > shortWord && before.to-before.from > shortWord {
			x.add(kindTogether, mix(min(before.hash, w.hash), max(before.hash, w.hash)), before.from, w.to)
		}
	}
}

// nearClasses adds the classes of a word together with those of a word shortly
// before it, and with that word itself.
func (x *extractor) nearClasses(before, w word) {
	for _, c := range before.means.of() {
		x.add(kindWordClass, mix(uint64(c), w.hash), before.from, w.to)
		for _, d := range w.means.of() {
			x.add(kindClassPair, pairOf(c, d), before.from, w.to)
		}
	}
	for _, d := range w.means.of() {
		x.add(kindWordClass, mix(before.hash, uint64(d)), before.from, w.to)
	}
}

func pairOf(before, after uint8) uint64 { return uint64(before)<<8 | uint64(after) }

// meaning adds what word i means, by itself and beside the word before it.
func (x *extractor) meaning(words []word, i int) {
	const good, grave, both = 0, 1 << 8, 2 << 8
	w := words[i]
	for _, c := range w.means.of() {
		x.add(kindClass, uint64(c), w.from, w.to)
	}
	if t := w.means.tone; t != 0 {
		x.add(kindTone, good|uint64(valence(t)), w.from, w.to)
		x.add(kindTone, grave|uint64(gravity(t)), w.from, w.to)
		x.add(kindTone, both|uint64(t), w.from, w.to)
	}
	if i == 0 || words[i-1].end {
		return
	}
	for _, c := range words[i-1].means.of() {
		for _, d := range w.means.of() {
			x.add(kindClassNext, pairOf(c, d), words[i-1].from, w.to)
		}
	}
}

// chars adds the n-grams of three to five characters of a word between its edges.
func (x *extractor) chars(w word) {
	var starts [64]int
	n := 0
	for i := w.from; i < w.to && n < len(starts)-1; n++ {
		starts[n] = i
		_, size := utf8.DecodeRuneInString(x.text[i:])
		i += size
	}
	starts[n] = w.to
	for size := 3; size <= 5; size++ {
		// Position -1 is the edge before the word, n the edge after it.
		for i := -1; i+size <= n+1; i++ {
			h := basis
			if i < 0 {
				h = step(h, '<')
			}
			h = hashString(h, x.text[starts[max(i, 0)]:starts[min(i+size, n)]])
			if i+size > n {
				h = step(h, '>')
			}
			x.add(kindChars, h, w.from, w.to)
		}
	}
}

// split cuts a folded text into words and marks.
func split(text string) []word {
	words := make([]word, 0, len(text)/5+4)
	for i := 0; i < len(text) && len(words) < maxWords; {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case inWord(r):
			from := i
			for i < len(text) && (inWord(r) || (r == '\'' && i+1 < len(text) && isLetter(text[i+1:]))) {
				i += size
				r, size = utf8.DecodeRuneInString(text[i:])
			}
			words = append(words, newWord(text, from, i))
			continue
		case r == '.' || r == '!' || r == '?' || r == ';' || r == '\n':
			from := i
			for i < len(text) && text[i] == byte(r) {
				i++
			}
			if r != '\n' && r != '.' || i-from > 1 {
				words = append(words, word{from: from, to: i, hash: hashString(basis, text[from:min(i, from+3)]), means: &unknown, mark: true, end: true})
			} else if len(words) > 0 {
				words[len(words)-1].end = true
			}
			continue
		case r > 0x2000 && unicode.Is(unicode.So, r):
			words = append(words, word{from: i, to: i + size, hash: hashString(basis, text[i:i+size]), means: &unknown, mark: true})
		}
		i += size
	}
	return words
}

func newWord(text string, from, to int) word {
	s := text[from:to]
	if s[0] >= '0' && s[0] <= '9' {
		// Numbers count by their shape: a year, an amount and a reference differ, 14 and 15 do not.
		shape := make([]byte, 0, 8)
		for i := 0; i < len(s) && i < 8; i++ {
			if s[i] >= '0' && s[i] <= '9' {
				shape = append(shape, '0')
			} else {
				shape = append(shape, s[i])
			}
		}
		return word{from: from, to: to, hash: hashString(basis, string(shape)), means: lexicon().mean(s, hashString(basis, s))}
	}
	h := hashString(basis, s)
	return word{from: from, to: to, hash: h, means: lexicon().mean(s, h)}
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r)
}

func isLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// FNV-1a of 64 bits, written out so that it can go on from a state.
const (
	basis uint64 = 14695981039346656037
	prime uint64 = 1099511628211
)

func step(h uint64, b byte) uint64 { return (h ^ uint64(b)) * prime }

func hashString(h uint64, s string) uint64 {
	for i := range len(s) {
		h = step(h, s[i])
	}
	return h
}

func mix(a, b uint64) uint64 { return (a*31 ^ b) * prime }

// Keys is how many keys there are for features, and narrow how many slots those of
// the reasons share.
const (
	Keys   = 1 << keyBits
	narrow = 1 << narrowBits

	keyBits    = 27
	narrowBits = 17
)

func key(kind int, h uint64) uint32 {
	h = (h ^ uint64(kind)<<56) * 0x9E3779B97F4A7C15
	return uint32(h >> (64 - keyBits))
}

// narrowed is the slot of a key in which the weights of the reasons stand.
func narrowed(key uint32) int { return int(key >> (keyBits - narrowBits)) }
