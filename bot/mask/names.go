package mask

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"countersign/internal/memo"
)

// namePattern finds a name that was told of.
type namePattern struct {
	re   *regexp.Regexp
	kind Kind
	key  string // the same for the whole name and its parts
	word bool   // the name is a common word: it needs its capital, and not at the start of a sentence
}

// commonWords are names that are words too.
var commonWords = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`will mark may grace art bill rose hope faith joy dawn april june august summer rich frank max pat sue jack rob nick drew
chase miles page price bond bank day cook baker long short young old brown green white black gray grey wood stone hill field fields rivers lake banks best bright
small little good new news king queen knight love sharp swift wise strong winter spring snow frost rain field ford bell ball bird fish fox wolf lamb bush church
carter mason miller turner smith taylor walker potter farmer gardener parker porter hunter fisher cross park parks lane street house hall moor reed dale the and
for you our your office client clients company firm staff approved send without review admin support team account accounts tax legal dental group services care
south north east west home design building property lettings first open hours trading holdings partners limited solutions consulting studio media digital ltd plc llp`) {
		out[w] = true
	}
	return out
}()

const maxNameParts = 4

// personPatterns are those of a full name and of each part of it. What stands
// in brackets is no name.
func personPatterns(full string) []namePattern {
	full, _, _ = strings.Cut(full, "(")
	full, _, _ = strings.Cut(full, "[")
	parts := nameParts(full)
	if len(parts) == 0 {
		return nil
	}
	parts = parts[:min(len(parts), maxNameParts)]
	key := strings.ToLower(strings.Join(parts, " "))
	var out []namePattern
	if len(parts) > 1 {
		out = append(out, pattern(strings.Join(parts, " "), Person, key, false))
	}
	for _, p := range parts {
		low := strings.ToLower(p)
		switch n := utf8.RuneCountInString(p); {
		case n < 2 || slices.Contains([]string{"mr", "mrs", "ms", "dr", "miss"}, low):
		case commonWords[low] || n < 4:
			out = append(out, pattern(p, Person, key+"/"+low, true))
		default:
			out = append(out, pattern(p, Person, key+"/"+low, false))
		}
	}
	return out
}

// nameParts are the words of a name.
func nameParts(full string) []string {
	return strings.FieldsFunc(full, func(r rune) bool {
		return !unicode.IsLetter(r) && r != '\'' && r != '’' && r != '-' && !unicode.IsMark(r)
	})
}

var legalForm = regexp.MustCompile(`(?i)[ ,]+(?:ltd|limited|plc|llp|inc|gmbh|cic|co|company|& co)\.?$`)

// maxKnown is of how many clients of the firm it is kept how their names are found.
const maxKnown = 4096

// organisationPatterns are those of a name with and without its legal form.
var organisationPatterns = memo.Text(maxKnown, func(name string) []namePattern {
	name = strings.TrimSpace(name)
	bare := legalForm.ReplaceAllString(name, "")
	if utf8.RuneCountInString(bare) < 3 {
		return nil
	}
	out := []namePattern{}
	if name != bare {
		out = append(out, pattern(name, Organisation, strings.ToLower(bare), false))
	}
	return append(out, pattern(bare, Organisation, strings.ToLower(bare), commonWords[strings.ToLower(bare)] || utf8.RuneCountInString(bare) < 4))
})

// mayName tells whether a text in small letters holds the first word of a name,
// which any form of the name begins with.
func mayName(lower, name string) bool {
	first := firstWord(name)
	return first != "" && strings.Contains(lower, first)
}

// firstWord is the first word of an organisation's name in small letters.
var firstWord = memo.Text(maxKnown, func(name string) string {
	words := strings.Fields(legalForm.ReplaceAllString(strings.TrimSpace(name), ""))
	if len(words) == 0 {
		return ""
	}
	return strings.ToLower(plainName(words[0]))
})

// pattern finds a name in any case, with any white space between its words; a
// common word only as it is written or in capitals.
func pattern(name string, k Kind, key string, word bool) namePattern {
	words := strings.Fields(strings.ReplaceAll(name, "’", "'"))
	for i, w := range words {
		words[i] = regexp.QuoteMeta(plainName(w))
	}
	expr := strings.Join(words, `[ .\-]{1,3}`)
	if !word {
		expr = "(?i)" + expr
	}
	return namePattern{regexp.MustCompile(expr), k, key, word}
}

// plainName is a name as a view shows it.
func plainName(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(plain(r))
	}
	return b.String()
}

// presented finds a name that the text itself says is one.
var presented = regexp.MustCompile(`(?:\b[Mm]y (?:(?:late|elder|younger|older) )?(?:husband|wife|partner|son|daughter|mother|father|mum|dad|brother|sister|boss|colleague|assistant|director|carer|neighbour|landlord|landlady|tenant|flatmate|fiancee?|uncle|aunt),? |\b[Mm]y name is |\b[Mm]y name's |\bDear (?:Mr|Mrs|Ms|Miss|Dr)?\.? ?|\b(?:Mr|Mrs|Ms|Miss|Dr)\.? )(\p{Lu}[\pL'-]+(?: \p{Lu}[\pL'-]+){0,2})`)

// notPresented are capitalised words after such a phrase that are no name.
var notPresented = []string{"sir", "sirs", "madam", "all", "team", "both", "everyone", "i", "is", "customer", "client", "mr", "mrs", "ms", "miss", "dr", "colleagues", "friends"}

func (v *view) findNames(names []namePattern) {
	for _, n := range names {
		for _, at := range n.re.FindAllStringIndex(v.text, -1) {
			if v.letterBefore(at[0]) || v.letterAfter(at[1]) || n.word && v.opensSentence(at[0]) {
				continue
			}
			v.take(n.kind, at[0], at[1], n.key)
		}
	}
	for _, m := range presented.FindAllStringSubmatchIndex(v.text, -1) {
		name := v.text[m[2]:m[3]]
		first, _, _ := strings.Cut(strings.ToLower(name), " ")
		if !slices.Contains(notPresented, first) {
			v.take(Person, m[2], m[3], strings.ToLower(name))
		}
	}
}

func (v *view) opensSentence(at int) bool {
	before := strings.TrimRight(v.text[:at], " \"'(")
	return before == "" || strings.ContainsAny(before[len(before)-1:], ".!?")
}
