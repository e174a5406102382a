package bot

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// An edit of a few letters can change what a text says. What does so is looked
// for in the whole text, salutation and sign-off included, and compared in its
// order: two figures that changed places say something else.
var (
	contractions = strings.NewReplacer("’", "'")
	written      = []struct{ re, as string }{ // two ways to write the same
		{`\bcan't\b`, "can not"}, {`\bcannot\b`, "can not"}, {`\bwon't\b`, "will not"}, {`\bshan't\b`, "shall not"},
		{`n't\b`, " not"}, {`'ll\b`, " will"},
	}
	writtenAs = compiled()

	weighty = regexp.MustCompile(`(?i)` + strings.Join([]string{
		`\bhttps?://\S+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)+/\S*`, // addresses
		`[£$€]?\d+(?:[.,:/-]\d+)*(?:\s?(?:%|per ?cent\b|am\b|pm\b|[km]\b|pence\b|pounds?\b))?`, // figures, amounts, dates, telephone numbers
		`\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|quarter|double|twice|dozen|zero)\b`,
		`\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|\b(?:today|tomorrow|yesterday|tonight|noon|midnight)\b`,
		`\b(?:(?:working|business|calendar) )?(?:minute|hour|day|week|fortnight|month|quarter|year)s?\b`, // what a figure counts
		`\b(?:not|no|never|nor|none|nobody|nothing|neither|without|unless|except|only|until|before|after)\b`,
		`\b(?:can|could|may|might|must|shall|should|will|would|need|needs|ought|(?:have|has) to)\b`,
	}, "|"))

	properName   = regexp.MustCompile(`\b\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)*`)
	actsAsPerson = regexp.MustCompile(`^(?:['’]s\b| (?:will|can|is|has|was|would|may|could|should|must|works|looks|handles|deals)\b)`)
)

func compiled() []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, w := range written {
		out = append(out, regexp.MustCompile(`(?i)`+w.re))
	}
	return out
}

// Material tells whether an edit changed what is said: more than a fifth of
// the text, or any figure, date, amount, address, contact, name, negation or modal
// verb, or their order, whatever the size of the edit.
func Material(a, b string) bool {
	if EditDistance(a, b) > 0.20 {
		return true
	}
	if !slices.Equal(weights(a), weights(b)) {
		return true
	}
	return !sameNames(a, b)
}

// weights lists what weighs in a text, in its order, in one spelling.
func weights(text string) []string {
	text = contractions.Replace(citationMarker.ReplaceAllString(norm.NFC.String(text), ""))
	for i, re := range writtenAs {
		text = re.ReplaceAllString(text, written[i].as)
	}
	found := weighty.FindAllString(text, -1)
	for i, t := range found {
		found[i] = strings.ToLower(strings.TrimRight(strings.Join(strings.Fields(t), " "), ".,;:!?)"))
	}
	return found
}

// sameNames tells whether two texts name the same people and things: in what
// they say, and, where both greet somebody, in the greeting.
func sameNames(a, b string) bool {
	if x, y := greeted(a), greeted(b); x != "" && y != "" && x != y {
		return false
	}
	a, b = comparableText(a), comparableText(b)
	x, y := names(a), names(b)
	return slices.Equal(x, y) && len(onlyIn(opening(a), b)) == 0 && len(onlyIn(opening(b), a)) == 0
}

// greeted is whom a text greets; "" for nobody in particular.
func greeted(text string) string {
	m := salutation.FindStringSubmatch(norm.NFC.String(text))
	if m == nil || !properName.MatchString(m[1]) {
		return ""
	}
	return strings.ToLower(strings.Join(strings.Fields(m[1]), " "))
}

// names lists capitalised words that do not begin a sentence, in their order.
func names(text string) []string {
	var out []string
	for _, at := range properName.FindAllStringIndex(text, -1) {
		if !beginsSentence(text, at[0]) {
			out = append(out, text[at[0]:at[1]])
		}
	}
	return out
}

// opening lists capitalised words that begin a sentence and act in it as a person
// does: "Priya will call".
func opening(text string) []string {
	var out []string
	for _, at := range properName.FindAllStringIndex(text, -1) {
		if beginsSentence(text, at[0]) && actsAsPerson.MatchString(text[at[1]:]) {
			out = append(out, text[at[0]:at[1]])
		}
	}
	return out
}

func beginsSentence(text string, at int) bool {
	before := strings.TrimRight(text[:at], " \"'“‘(")
	return before == "" || strings.ContainsAny(before[len(before)-1:], ".!?:")
}

// common are words that begin a sentence as a person does and are none.
var common = []string{"This", "That", "These", "Those", "It", "There", "Here", "You", "We", "They", "He", "She", "Who", "What", "Which", "Your", "Our", "Everything", "Nothing", "Somebody", "Someone", "Everybody", "Everyone", "Anybody", "Anyone"}

// onlyIn gives the words that the other text does not hold at all.
func onlyIn(words []string, other string) []string {
	other = strings.ToLower(other)
	return slices.DeleteFunc(words, func(w string) bool {
		return slices.Contains(common, w) || strings.Contains(other, strings.ToLower(w))
	})
}
