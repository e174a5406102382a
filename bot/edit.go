package bot

import (
	"regexp"
	"strings"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"
)

// maxDistanceRunes bounds the texts that are compared.
const maxDistanceRunes = 4000

var (
	citationMarker = regexp.MustCompile(`\[\d+\]`)
	salutation     = regexp.MustCompile(`^\s*(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening))((?:[ \t]+(?:(?i:there|all|both|everyone|team|sir|madam|and|or|&|/)|\p{Lu}[\p{L}'’.-]*)){0,5}|[ \t]+\p{Ll}+)[ \t]*(?:[,.!:–-]+\s*|\n\s*|$)`)
	signOff        = regexp.MustCompile(`(?i)\s*(?:(?:kind|best|warm) regards|regards|many thanks|yours (?:sincerely|faithfully))\b[^.]{0,60}\.?\s*$`)
)

// EditDistance is how much an edit changed: the Levenshtein distance over
// runes of the two texts in NFC, with white space collapsed and citations,
// salutation and sign-off removed, over the length of the longer one. 0 means
// unchanged, 1 nothing left; two empty texts have distance 0. Only the first
// 4,000 runes are compared.
func EditDistance(a, b string) float64 {
	a, b = comparableText(a), comparableText(b)
	longer := max(len([]rune(a)), len([]rune(b)))
	if longer == 0 {
		return 0
	}
	return float64(levenshtein.ComputeDistance(a, b)) / float64(longer)
}

func comparableText(text string) string {
	text = citationMarker.ReplaceAllString(norm.NFC.String(text), "")
	text = strings.Join(strings.Fields(salutation.ReplaceAllString(text, "")), " ")
	text = signOff.ReplaceAllString(text, "")
	if r := []rune(text); len(r) > maxDistanceRunes {
		return string(r[:maxDistanceRunes])
	}
	return text
}
