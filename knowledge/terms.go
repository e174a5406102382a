package knowledge

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"
)

// maxTermBytes is the length from which a run of letters is no word.
const maxTermBytes = 40

// stopWords are the words that say nothing of the subject, the words questions
// are made of among them: measured to help with questions and to harm nothing.
var stopWords = wordSet(`a an and are as at be but by for if in into is it its no not of on or such
	that the their then there these they this to was will with
	what which who whom whose when where why how can could should would shall may might must do does did
	doing done have has had having i me my mine we us our ours you your yours he him his she her hers them theirs
	am been being were so than too very just about any some also please tell know let get got
	hi hello hey dear thanks thank cheers ok okay regards
	im ive id ill youre whats hows wheres whens theres dont doesnt didnt cant couldnt wont isnt arent wasnt
	much many long soon often far here per somebody anybody everybody quickly exactly actually really still again back please
	want wants wanted need needs needed like would wondering wonder ask asking question out up s t re ve ll d m`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// terms returns the stems of a text that an index keeps, in reading order.
func terms(text string) []string {
	out := make([]string, 0, len(text)/8)
	eachWord(text, func(word string) {
		if !stopWords[word] {
			out = append(out, stem(word))
		}
	})
	return out
}

// eachWord calls f with each lower-case word or number of a text. A hyphened
// compound is given whole, without the hyphen, besides its parts: people write
// check-out, checkout and check out.
func eachWord(text string, f func(word string)) {
	if !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	var s wordScan
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		text = text[n:]
		next, _ := utf8.DecodeRuneInString(text)
		s.rune(r, next, f)
	}
	s.space(f)
}

// wordScan collects one word, and the compound it may be part of.
type wordScan struct {
	word, compound strings.Builder
	parts          int
}

func (s *wordScan) rune(r, next rune, f func(string)) {
	switch {
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
		s.word.WriteRune(unicode.ToLower(r))
	case (r == '\'' || r == '’') && unicode.IsLetter(next):
		// don't is one word; the stemmer is spared the apostrophe
	case (r == ',' || r == '.') && unicode.IsDigit(next) && s.endsInDigit():
		if r == '.' {
			s.word.WriteRune(r)
		}
	case r == '-' && s.word.Len() > 0 && unicode.IsLetter(next):
		s.part(f)
	default:
		s.space(f)
	}
}

func (s *wordScan) endsInDigit() bool {
	w := s.word.String()
	return w != "" && w[len(w)-1] >= '0' && w[len(w)-1] <= '9'
}

// part ends a word that goes on after a hyphen.
func (s *wordScan) part(f func(string)) {
	s.compound.WriteString(s.word.String())
	s.parts++
	s.flush(f)
}

func (s *wordScan) flush(f func(string)) {
	if s.word.Len() > 0 && s.word.Len() <= maxTermBytes {
		f(s.word.String())
	}
	s.word.Reset()
}

// space ends a word and the compound it is part of.
func (s *wordScan) space(f func(string)) {
	whole := ""
	if s.parts > 0 && s.compound.Len()+s.word.Len() <= maxTermBytes {
		whole = s.compound.String() + s.word.String()
	}
	s.flush(f)
	if whole != "" {
		f(whole)
	}
	s.parts = 0
	s.compound.Reset()
}

// irregular holds the forms the stemmer cannot bring back to their verb or noun.
var irregular = map[string]string{
	"paid": "pay", "sent": "send", "kept": "keep", "held": "hold", "gave": "give", "given": "give", "lost": "lose",
	"met": "meet", "bought": "buy", "brought": "bring", "sold": "sell", "told": "tell", "wrote": "write",
	"written": "write", "chose": "choose", "chosen": "choose", "broke": "break", "broken": "break", "took": "take",
	"taken": "take", "found": "find", "made": "make", "spoke": "speak", "spoken": "speak", "done": "do",
	"people": "person", "children": "child", "stolen": "steal", "stole": "steal", "forgot": "forget",
	"forgotten": "forget", "died": "die", "dying": "die", "dead": "die", "death": "die", "lent": "lend", "spent": "spend",
}

// maxStems bounds the stem cache.
const maxStems = 1 << 16

var stemCache = struct {
	sync.RWMutex
	stems map[string]string
}{stems: map[string]string{}}

// stem returns the Porter2 stem of a lower-case word.
func stem(word string) string {
	stemCache.RLock()
	s, ok := stemCache.stems[word]
	stemCache.RUnlock()
	if ok {
		return s
	}
	s = freshStem(word)
	stemCache.Lock()
	defer stemCache.Unlock()
	if len(stemCache.stems) >= maxStems {
		clear(stemCache.stems)
	}
	stemCache.stems[strings.Clone(word)] = s
	return s
}

func freshStem(word string) string {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return strings.Clone(word)
		}
	}
	if regular, ok := irregular[word]; ok {
		word = regular
	}
	return strings.Clone(english.Stem(word, true))
}
