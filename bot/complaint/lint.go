package complaint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"countersign/bot"
)

// Fault is what a text lacks, or holds and must not.
type Fault struct {
	Record string // the kind whose acknowledgement it is
	Why    string
}

// maxText bounds a text, in runes: it stands whole on a card.
const maxText = 1500

// demand is something that a text must say, and who asks for it.
type demand struct {
	says *regexp.Regexp
	lack string
}

func must(pattern, lack string) demand {
	return demand{regexp.MustCompile(`(?i)` + pattern), lack}
}

var (
	received   = must(`\breceived\b|\{received\}`, "it does not say that the complaint or request was received")
	person     = must(`\b(?:looking|look|investigat\w+|dealing|handl\w+|dealt)\b`, "it gives no reassurance that somebody is dealing with it (FCA DISP 1.6.1)")
	eightWeeks = must(`\b(?:8|eight) weeks\b`, "the 8-week sentence is missing: it must say that a written response will come within 8 weeks (FCA DISP 1.6.1; the Legal Ombudsman counts the same time)")
	written    = must(`\b(?:written (?:response|reply|answer)|(?:response|reply|respond|answer) in writing|write to you with)\b`, "it does not promise a written response")
	informed   = must(`\b(?:keep you (?:informed|updated|up to date|posted)|(?:tell|let) you know? how)\b`, "it does not say that the client is kept informed (FCA DISP 1.6.1)")
	legalBody  = must(`\blegal ombudsman\b`, "it does not name the Legal Ombudsman")
	legalSite  = must(`\blegalombudsman\.org\.uk\b`, "it does not give the Legal Ombudsman's address www.legalombudsman.org.uk")
	noDelay    = must(`\bwithout undue delay\b`, "it does not say that the complaint is looked into without undue delay (Data Protection Act 2018, s.164A)")
	outcome    = must(`\b(?:outcome|what we (?:found|find|decide))\b`, "it does not say that the client is told the outcome (Data Protection Act 2018, s.164A)")
	regulator  = must(`\binformation commissioner|\bico\b`, "it does not say that the client can go to the Information Commissioner")
	oneMonth   = must(`\b(?:one|1|a) (?:calendar )?month\b`, "it does not say that an answer comes within one month (UK GDPR, art. 12)")
	keptByLaw  = must(`\b(?:kept|keep) by law\b|\b(?:legal|law) (?:requires|obliges)\b|\bmust (?:by law )?keep\b`, "it does not say that some records may have to be kept by law")
)

// demands lists what each text must say.
func demands(kind string, p Profile) []demand {
	switch {
	case kind == bot.RecordDataComplaint:
		return []demand{received, person, noDelay, outcome, regulator}
	case kind == bot.RecordAccess:
		return []demand{received, person, oneMonth}
	case kind == bot.RecordErasure:
		return []demand{received, person, oneMonth, keptByLaw}
	case p == LegalServices:
		return []demand{received, person, eightWeeks, written, informed, legalBody, legalSite}
	}
	return []demand{received, person, eightWeeks, written, informed}
}

var (
	placeholder = regexp.MustCompile(`\{[^}\n]*\}`)
	unfinished  = regexp.MustCompile(`(?i)\b(?:todo|tbc|xxx+|lorem ipsum)\b|\[[^\]\n]*\]`)
	promises    = regexp.MustCompile(`(?i)\b(?:refund|compensat\w+|redress|goodwill|we (?:accept|admit)|(?:our|we are at) (?:fault|liab\w+)|will be upheld)\b`)
)

// Lint says what is wrong with the texts that would be sent, those that come
// with the program included: nothing when all is well.
func Lint(o Options) []Fault {
	var out []Fault
	for _, kind := range bot.RecordKinds() {
		for _, why := range lintText(o.template(kind), kind, o.profileOf(kind)) {
			out = append(out, Fault{kind, why})
		}
	}
	return out
}

func lintText(text, kind string, p Profile) []string {
	var out []string
	for _, d := range demands(kind, p) {
		if !d.says.MatchString(text) {
			out = append(out, d.lack)
		}
	}
	for _, name := range placeholder.FindAllString(text, -1) {
		if !slices.Contains(placeholders, name) {
			out = append(out, fmt.Sprintf("%s is none of the placeholders %s", name, strings.Join(placeholders, ", ")))
		}
	}
	if what := unfinished.FindString(text); what != "" {
		out = append(out, fmt.Sprintf("%q looks unfinished", what))
	}
	if what := promises.FindString(text); what != "" {
		out = append(out, fmt.Sprintf("%q promises or admits something before anybody looked into it", what))
	}
	if what := bot.Unseen(text); what != "" {
		out = append(out, "it holds "+what+", which nobody can see")
	}
	if n := len([]rune(text)); n > maxText {
		out = append(out, fmt.Sprintf("it has %d characters; at most %d stand whole on a card", n, maxText))
	}
	return out
}
