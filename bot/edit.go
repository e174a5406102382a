package bot

import (
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"
)

// maxDistanceRunes bounds the texts that are compared.
const maxDistanceRunes = 4000

var (
	citationMarker = regexp.MustCompile(`\[\d+\]`)
	salutation     = regexp.MustCompile(`(?i)^(?:(?:hi|hello|dear|good (?:morning|afternoon|evening))\b[^,\n.!]{0,40}[,.!]?\s*)`)
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
	text = strings.Join(strings.Fields(norm.NFC.String(text)), " ")
	text = citationMarker.ReplaceAllString(text, "")
	text = signOff.ReplaceAllString(salutation.ReplaceAllString(text, ""), "")
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > maxDistanceRunes {
		return string(r[:maxDistanceRunes])
	}
	return text
}

// materialParts find what changes the meaning of a text however few letters
// it takes: figures and dates, addresses, names, negations and modal verbs.
var materialParts = []*regexp.Regexp{
	regexp.MustCompile(`[£$€]?\d+(?:[.,:/-]\d+)*\s?(?:%|am\b|pm\b|[km]\b)?`),
	regexp.MustCompile(`(?i)\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|half|double)\b`),
	regexp.MustCompile(`(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b`),
	regexp.MustCompile(`(?i)\bhttps?://\S+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b|\b[\w-]+(?:\.[\w-]+)+/\S*`),
	regexp.MustCompile(`(?i)\b(?:not|no|never|nor|none|cannot|without|unless|except|only)\b|n['’]t\b`),
	regexp.MustCompile(`(?i)\b(?:can|could|may|might|must|shall|should|will|would|need|needs)\b`),
}

var properName = regexp.MustCompile(`\b[A-Z][\p{L}'’-]+(?:\s+[A-Z][\p{L}'’-]+)*`)

// Material tells whether an edit changed what is said: more than a fifth of
// the text, or any figure, date, address, name, negation or modal verb.
func Material(a, b string) bool {
	if EditDistance(a, b) > 0.20 {
		return true
	}
	a, b = comparableText(a), comparableText(b)
	for _, re := range materialParts {
		if !slices.Equal(tokens(re, a), tokens(re, b)) {
			return true
		}
	}
	return !slices.Equal(names(a), names(b))
}

func tokens(re *regexp.Regexp, text string) []string {
	found := re.FindAllString(text, -1)
	for i, t := range found {
		found[i] = strings.ToLower(strings.TrimSpace(t))
	}
	slices.Sort(found)
	return found
}

// names lists capitalised words that do not begin a sentence.
func names(text string) []string {
	var out []string
	for _, at := range properName.FindAllStringIndex(text, -1) {
		before := strings.TrimRight(text[:at[0]], " \"'“‘(")
		if before == "" || strings.ContainsAny(before[len(before)-1:], ".!?:") {
			continue
		}
		out = append(out, text[at[0]:at[1]])
	}
	slices.Sort(out)
	return out
}
