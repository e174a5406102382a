package drafting

import (
	"embed"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"countersign/bot/grounding"
)

// cueFiles hold, one language each, the words by which a promise or advice is
// known: what the English patterns of the checks are for English. A line is a
// kind, a colon and the beginnings of words between bars; "_" is the end of a
// word, "*" lets the cue begin within one.
//
//go:embed cues
var cueFiles embed.FS

// cueBook is the file of one language.
type cueBook map[string]*regexp.Regexp

// The kinds of a cue file that are no promise.
const (
	cueAdvise    = "advise"
	cueRegulated = "regulated" // subjects that only a qualified person may advise on
	cueNot       = "not"       // what turns a sentence round
)

// inPage are the words of an English page that make the promise of a kind.
var inPage = map[string]*regexp.Regexp{
	"refund":     regexp.MustCompile(`\b(?:refund|reimburs|repay|repaid|return|money back|paid back)`),
	"waive":      regexp.MustCompile(`\b(?:waive|written off|write off|free\b|no (?:\w+ )?(?:charge|cost|fee)|not (?:be )?charge|never (?:charge|deduct)|without charge)`),
	"compensate": regexp.MustCompile(`\b(?:compensat|goodwill|credit|redress)`),
	"reduce":     regexp.MustCompile(`\b(?:discount|reduc|lower|deduct|less\b)`),
	"extend":     regexp.MustCompile(`\b(?:exten|backdat|renew|postpone)`),
	"approve":    regexp.MustCompile(`\b(?:approv|accept|agree|grant|allow|permit)`),
	"promise":    regexp.MustCompile(`\b(?:promis|guarantee|confirm|assure|ensure|secure)`),
	"entitle":    regexp.MustCompile(`\b(?:entitl|eligib|qualif|right\b|may\b|can\b)`),
	"call":       regexp.MustCompile(`\b(?:call|ring|phone|telephone|contact|reply|respond|get back|be in touch)`),
	"cancel":     regexp.MustCompile(`\b(?:cancel|withdraw)`),
}

var pageDenies = regexp.MustCompile(`\b(?:not|no|never|cannot|nor|without|unless|except)\b|n't\b`)

// cueBooks reads the files once, by language.
var cueBooks = sync.OnceValue(func() map[string]cueBook {
	out := map[string]cueBook{}
	names, _ := fs.Glob(cueFiles, "cues/*.txt") // the pattern is right
	for _, name := range names {
		raw, _ := cueFiles.ReadFile(name) // it was listed just now
		code := strings.TrimSuffix(strings.TrimPrefix(name, "cues/"), ".txt")
		out[code] = readCues(string(raw))
	}
	return out
})

func readCues(text string) cueBook {
	out := cueBook{}
	for line := range strings.Lines(text) {
		kind, cues, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		var starting, within []string
		for cue := range strings.SplitSeq(cues, "|") {
			cue = foldForeign(strings.TrimSpace(cue))
			inside := strings.HasPrefix(cue, "*")
			cue = strings.ReplaceAll(regexp.QuoteMeta(strings.TrimPrefix(cue, "*")), "_", `(?:$|[^\pL\pM])`)
			if inside {
				within = append(within, cue)
			} else {
				starting = append(starting, cue)
			}
		}
		// Arabic writes "and", "the" and some prepositions as part of the word.
		words := `(?:^|[^\pL\pM])(?:و|ف)?(?:بال|ال|لل|ب|ل)?(?:` + strings.Join(starting, "|") + ")"
		out[kind] = regexp.MustCompile(strings.Join(append(within, words), "|"))
	}
	return out
}

// foldForeign makes spellings of other languages equal: as Fold does, and without
// accents, which people leave out.
func foldForeign(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(grounding.Fold(text)))
}

// notEnglish tells whether a sentence must be read by the cues of other languages:
// all but what is surely English from one who was asked in English.
func (s subject) notEnglish(line sentence) bool {
	return s.read.languageOf(line.text) != english || s.language != "" && s.language != english
}

// bindsAbroad tells whether a sentence in another language promises what the
// English words it quotes do not: nothing of the kind, or its opposite.
func (s subject) bindsAbroad(line sentence) bool {
	if !s.notEnglish(line) {
		return false
	}
	text, page := foldForeign(line.text), grounding.Fold(orElse(line.quote, s.cited(line)))
	denies := func(book cueBook) bool { return book != nil && book[cueNot].MatchString(text) }
	for _, book := range s.booksFor(line) {
		for kind, granted := range inPage {
			if !book[kind].MatchString(text) {
				continue
			}
			turned := pageDenies.MatchString(page) && !denies(book) && !denies(cueBooks()[s.language])
			if turned || !granted.MatchString(page) {
				return true
			}
		}
	}
	return false
}

// booksFor are the cues of the sentence's language and of the client's: of all
// languages where the sentence does not show its own.
func (s subject) booksFor(line sentence) []cueBook {
	all := cueBooks()
	said := all[s.read.languageOf(line.text)]
	if said == nil {
		return slices.Collect(maps.Values(all))
	}
	out := []cueBook{said}
	if own := all[s.language]; own != nil {
		out = append(out, own)
	}
	return out
}

// advisesAbroad tells whether a sentence in another language recommends something
// on a subject that only a qualified person may advise on.
func (s subject) advisesAbroad(line sentence) bool {
	if !s.notEnglish(line) {
		return false
	}
	text := foldForeign(line.text)
	for _, book := range s.booksFor(line) {
		if book[cueAdvise].MatchString(text) && book[cueRegulated].MatchString(text) {
			return true
		}
	}
	return false
}
