package card

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
)

// reason is how a reason for weight is said.
type reason struct {
	short  string // in a header
	opener string // what a person may begin with: acknowledges, solves and promises nothing
}

const plainOpener = "Thank you for writing to us. I have read your message myself."

// reasons puts each code into words. An opener is two sentences long, and
// holds no solution, no promise and no date.
var reasons = map[bot.Code]reason{
	bot.Complaint:       {"complaint", "Thank you for telling us plainly what has gone wrong. I am sorry that you have had to write to us about it."},
	bot.Distress:        {"distress", "Thank you for telling us how this has been for you. I am sorry that it weighs on you."},
	bot.Anger:           {"anger", "I can see why you are angry, and you are right to say so. I have read everything you wrote."},
	bot.Vulnerability:   {"extra care needed", "Thank you for trusting us with this. Please tell me if another way of talking suits you better."},
	bot.Hardship:        {"money worries", "Thank you for being open with us about this. I have read it myself, and nobody here thinks less of you for it."},
	bot.RegulatedAdvice: {"asks for advice", "Thank you for asking before you decide. A question like this deserves a person who knows your circumstances."},
	bot.LegalThreat:     {"legal action mentioned", "Thank you for setting out your position. I have read it and taken it seriously."},
	bot.Cancellation:    {"wants to leave", "Thank you for telling us, and for being direct about it. I would like to understand what led you here."},
	bot.Dispute:         {"dispute", "Thank you for setting out what you disagree with. I have your message in front of me."},
	bot.RequestHuman:    {"asked for a person", "You asked for a person, and you have one. I have read your message myself."},
	bot.Safety:          {"risk to safety", "Thank you for telling us. I am a person, and I have read what you wrote."},

	bot.DataRights:       {"data rights", "Thank you for your message about your data. I have read it myself."},
	bot.FirmDecision:     {"needs the firm's decision", "Thank you for asking us. This is for a person to look at, and I have it in front of me."},
	bot.Unreadable:       {"could not be read", "Thank you for your message. I have it in front of me."},
	bot.UnmappedChannel:  {"channel belongs to no account", plainOpener},
	bot.RepeatContact:    {"asked before", "I can see that this is not the first time you have asked. I am sorry that you have had to."},
	bot.UnansweredChaser: {"still waiting for an answer", "You have written before and had no answer from us. I am sorry about that."},
	bot.MissedPromise:    {"a promise of ours was missed", "We said we would be in touch and we were not. I am sorry about that."},
	bot.Wording:          {"the wording as a whole", "I have read your message myself and will see to it."},
	bot.EarlierConcern:   {"earlier concern", "I have read your message together with what you told us before. I am sorry that you are writing to us again."},
	bot.PromiseOpen:      {"a promise of ours is open", "We said we would do something and it is still open. I have it in front of me."},
	bot.DeadlinePassed:   {"a date of theirs has passed", "You gave us a date and it has passed. I am sorry about that."},
	bot.ToneRising:       {"tone has risen", "I have read this together with what you wrote before. I am sorry that it has come to this."},
	bot.LongWait:         {"long wait", "You have waited too long to hear from us. I am sorry about that."},
	bot.Injection:        {"words aimed at the software", plainOpener},
	bot.CrossAccount:     {"asks about another client", plainOpener},
	bot.Failure:          {"the software failed", plainOpener},
	bot.ModelFailure:     {"no draft could be made", plainOpener},
	bot.ModelOpinion:     {"left to a person by the model", plainOpener},
}

// Reason gives a code in a few plain words.
func Reason(code bot.Code) string {
	if r, ok := reasons[code]; ok {
		return r.short
	}
	return plainly(string(code))
}

// topics are those whose identifier does not read as words.
var topics = map[string]string{
	"": "Enquiry", "other": "Enquiry", "vat_payroll": "VAT and payroll", "tax_return": "Tax", "notice_renewal": "Notice and renewal",
	"greeting_thanks": "Greeting or thanks", "portal_access": "Access to the portal", "identity_checks": "Identity checks",
}

// Topic gives a topic in words: "booking_change" is "Booking change".
func Topic(topic string) string {
	if words, ok := topics[topic]; ok {
		return words
	}
	return plainly(topic)
}

// Midway gives words as they stand in the middle of a sentence: begun with a small
// letter, but for an abbreviation such as VAT.
func Midway(words string) string {
	if first, _, _ := strings.Cut(words, " "); first == "" || first == strings.ToUpper(first) {
		return words
	}
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToLower(first)) + words[size:]
}

// plainly makes words of an identifier.
func plainly(id string) string {
	words := strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '_' || r == ':' || r == '-' {
			return ' '
		}
		return r
	}, Visible(id)))
	return capital(words)
}

// capital begins a text with a capital letter.
func capital(text string) string {
	for _, r := range text {
		return string(unicode.ToUpper(r)) + text[len(string(r)):]
	}
	return text
}

// when says a time shortly: today's by the clock, others with their date.
func (m viewer) when(t time.Time) string {
	t, now := t.In(m.opts.Zone), m.now.In(m.opts.Zone)
	switch {
	case t.IsZero():
		return "at an unknown time"
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("2 Jan 15:04")
	}
	return t.Format("2 Jan 2006 15:04")
}

// span says a duration in the two units that matter.
func span(d time.Duration) string {
	d = max(d, 0)
	switch days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60; {
	case days > 1:
		return english.Plural(days, "day", "")
	case days == 1:
		return "1 day " + english.Plural(hours, "hour", "")
	case hours > 0 && minutes > 0:
		return english.Plural(hours, "hour", "") + " " + english.Plural(minutes, "min", "min")
	case hours > 0:
		return english.Plural(hours, "hour", "")
	case minutes > 0:
		return english.Plural(minutes, "min", "min")
	}
	return "less than a minute"
}
