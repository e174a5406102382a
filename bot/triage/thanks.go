package triage

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	thanks  = regexp.MustCompile(`\b(?:thanks?|thank you|cheers|ta|much appreciated|appreciated|perfect|great|brilliant|lovely|super|fab|excellent|wonderful|spot on|got it|understood|noted|will do|ok|okay|that'?s (?:clear|great|fine|perfect|all|helpful|really helpful)|all (?:good|clear|sorted)|no problem|no worries|you too|have a (?:good|nice|lovely) \w+)\b`)
	asking  = regexp.MustCompile(`\?|\b(?:what|when|where|why|who|whom|whose|which|how|can you|could you|would you|will you|please (?:send|confirm|let|tell|check|change|call|ring|explain|advise|help)|but|however|also|one more|need|want|still|not|n't|problem|wrong|never|nobody)\b`)
	letters = regexp.MustCompile(`\pL`)
	unhappy = regexp.MustCompile(`[` + unhappySigns + `]`)
)

// acknowledges tells whether a text waits for no answer as far as the history
// goes: a thumbs-up, or a few words of thanks that ask nothing, whatever else
// they tell.
func acknowledges(text string) bool {
	text = strings.TrimSpace(text)
	if !letters.MatchString(text) {
		return strings.ContainsFunc(text, isSign) && !unhappy.MatchString(text) && !strings.ContainsAny(text, "?0123456789"+lost)
	}
	return len(strings.Fields(text)) <= 14 && thanks.MatchString(text) && !asking.MatchString(kindly.ReplaceAllString(text, " "))
}

// lost holds what stands for a character that could not be read, and for a picture or
// another thing that did not come along: nobody knows what it was.
const lost = "\uFFFD\uFFFC"

// isSign tells whether a character is an emoji or the like.
func isSign(r rune) bool { return r > 0x2000 && unicode.Is(unicode.So, r) }

// needsNoReply tells whether a text is only thanks or an acknowledgement, so that
// its case can end without a word. Each of its words must be one that these are
// made of, or the name of somebody thanked: "ok, mum passed" is more than that.
func needsNoReply(text string) bool {
	if !acknowledges(text) {
		return false
	}
	rest := somebody.ReplaceAllString(kindly.ReplaceAllString(text, " "), " ")
	for word := range strings.FieldsFuncSeq(rest, func(r rune) bool { return !isLetter(r) && r != '\'' }) {
		if !courtesies[strings.Trim(word, "'")] {
			return false
		}
	}
	return true
}

var (
	// kindly holds words that are courtesies only where they stand together.
	kindly = regexp.MustCompile(`\b(?:no (?:problem|worries|probs|rush|bother|trouble|need to reply)(?: at all)?|(?:thanks?|thank you|cheers) (?:again|anyway|a (?:lot|bunch|million))|(?:happy|merry) (?:new year|\w+mas|easter|friday|weekend))\b`)
	// somebody holds the name of whom a text thanks.
	somebody = regexp.MustCompile(`\b(?:thanks|thank you|cheers|ta)(?: (?:so|very) much)?,? (?:(?:mr|mrs|ms|miss|dr)\.? )?[\pL'-]+ *(?:$|[.,!\n])`)
)

// courtesies are the words that thanks and acknowledgements are made of.
var courtesies = wordSet(`a absolutely advice afternoon all am and answer appreciate appreciated are as ask asap at attached awesome be best both
	brilliant by catch checking cheers clarification clarifying clear coming confirmation confirmed confirming copy day dear details do done
	email enjoy evening everybody everyone everything excellent explaining explanation fab fabulous fair enough fantastic fine folks for form
	forward friday from getting good got grateful great guys have heads hello help helpful helping hello hey hi hiya i i'll i'm in info
	information is it it's its just kind know legend let letter letting link look looking looks lovely luck makes many mate me message
	monday morning much my nice night note noted now of oh ok okay on one our perfect points prompt quick really received regards reminder
	reply response right saturday see sending sense so soon sorted sorting sounds speak speedy spot star stuff suits sunday super support
	sure ta talk team tell thank thanks that that's thats the them then there these this those thursday thx time to today tomorrow too
	tuesday understood up update us very wait was we we'll we're wednesday week weekend welcome well will wishes with wonderful work worked
	works yeah yep yes you you're your yup back into him her hear`)

func wordSet(words string) map[string]bool {
	out := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		out[word] = true
	}
	return out
}
