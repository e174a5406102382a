package bot

import (
	"regexp"
	"strings"
	"unicode"
)

// Form is what kind of message a client wrote, as far as its words tell. It goes
// into the ledger beside the message, so that what counts as a repeat contact can
// be told later without the words. It decides nothing about a case.
type Form string

// The forms, the first that fits: a message without letters or figures; one that
// presses for an answer; a question or a request; a document; days or times; any
// other statement.
const (
	FormEmoji     Form = "emoji"
	FormChase     Form = "chase"
	FormQuestion  Form = "question"
	FormDocument  Form = "document"
	FormTimes     Form = "times"
	FormStatement Form = "statement"
)

var (
	chaseWords    = regexp.MustCompile(`(?i)\b(?:any (?:news|updates?|progress|word)|still (?:waiting|nothing|no (?:news|reply|answer|word)|not heard|haven['’]?t)|chas(?:e|ing)|following up|haven['’]?t heard|heard (?:nothing|back)|had a chance|just checking|did you (?:get|see|receive)|no (?:reply|answer|response) (?:yet|so far)|waiting (?:for|on) (?:you|your|an answer|a reply))\b`)
	questionWords = regexp.MustCompile(`(?i)\?|^(?:what|when|where|why|who|which|how|is|are|do|does|did|can|could|will|would|should|may)\b|\b(?:(?:can|could|would|will) (?:you|we|i|someone|somebody)|please (?:send|tell|explain|advise|check|change|call|ring|help|let|resend|cancel|look)|(?:i|we)(?:['’]d| would) like|(?:i|we) (?:need|want)|wondering|let me know|tell me)\b`)
	documentWords = regexp.MustCompile(`(?i)\b(?:attached|attaching|attachment|enclosed|as requested|uploaded|please find|here (?:is|are) (?:the|my|our|a)|sending (?:you )?(?:the|my|our|a)|i['’]?ve sent|we['’]?ve sent)\b`)
	timesWords    = regexp.MustCompile(`(?i)\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|(?:this|next) week|morning|afternoon|noon|\d{1,2}(?::\d\d| ?[ap]m)|works for (?:me|us)|suits? (?:me|us|fine)|see you|any ?time)\b`)
)

// longestTimes is how many words a reply about times has at most.
const longestTimes = 25

// FormOf tells the form of a client's message with so many files.
func FormOf(text string, files int) Form {
	text = strings.TrimSpace(text)
	switch {
	case files == 0 && !strings.ContainsRune(text, '?') && !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		return FormEmoji
	case chaseWords.MatchString(text):
		return FormChase
	case questionWords.MatchString(text):
		return FormQuestion
	case files > 0 || documentWords.MatchString(text):
		return FormDocument
	case timesWords.MatchString(text) && len(strings.Fields(text)) <= longestTimes:
		return FormTimes
	}
	return FormStatement
}

// What a text of the firm asks the client for.
const (
	AskedDocument = "document"
	AskedTimes    = "times"
	AskedReply    = "reply"
)

var (
	asksDocument = regexp.MustCompile(`(?i)\b(?:send|upload|attach|forward|provide|share|email|bring|return)\b[^.?!\n]{0,80}\b(?:cop(?:y|ies)|documents?|forms?|statements?|passport|proof|photos?|pictures?|scans?|files?|certificates?|receipts?|invoices?|identification|id|references?|letters?|payslips?|p\d\d\w?|accounts|details|signed)\b`)
	asksTimes    = regexp.MustCompile(`(?i)\b(?:(?:what|which) (?:day|time|date)s?|when (?:would|are|can|could|do) you|(?:let us know|tell us) (?:when|what time|which day)|are you (?:free|available)|(?:suit|work)s? (?:for )?you|choose a (?:time|slot|day))\b`)
	asksReply    = regexp.MustCompile(`(?i)\?|\b(?:please (?:confirm|reply|let us know|tell us|answer)|(?:can|could|would) you (?:confirm|let us know|tell us|please)|let us know)\b`)
)

// AskedFor names what a text of the firm asks the client for; nil for nothing. A
// message that brings it is no repeat contact.
func AskedFor(text string) []string {
	var out []string
	for _, x := range []struct {
		what string
		re   *regexp.Regexp
	}{{AskedDocument, asksDocument}, {AskedTimes, asksTimes}, {AskedReply, asksReply}} {
		if x.re.MatchString(text) {
			out = append(out, x.what)
		}
	}
	return out
}
