package triage

import (
	"regexp"
	"slices"
	"strings"

	"countersign/bot"
)

// What a complaint is about, as far as words tell it. Staff put it right in the
// record: this saves them typing, and decides nothing.

// sign is a value with the words that show it. The first that is found counts.
type sign struct {
	value string
	words *regexp.Regexp
}

func signed(value, words string) sign { return sign{value, regexp.MustCompile(`\b(?:` + words + `)`)} }

// losses: FCA Glossary G197 asks for an alleged financial loss, material
// distress or material inconvenience.
var losses = []sign{
	signed("financial", `penalt\w+|fined?\b|surcharge|out of pocket|overcharg\w*|compensat\w*|refund\w*|cost(?:s|ing)? (?:me|us)|los(?:t|ing|s) (?:of )?(?:the |our |my |a )?(?:money|sale|client|customer|deposit|offer|deal|buyer|tenant|contract|business|income|rent|mortgage)|(?:offer|sale|mortgage|deal|contract)(?: \w+){0,2} (?:lapsed|fell through|collapsed|fallen through|withdrawn)|more than (?:you|we|was) (?:quoted|agreed|said|told)|paid (?:twice|too much|for nothing)|should(?:n'?t| not)? (?:be|have to) pay\w*|interest (?:on|charge)|bank charges?|(?:wages|tax bill|invoice)(?: \w+){0,4} (?:wrong|too (?:much|high))|colli arian`),
	signed("distress", `distress\w*|upset\w*|in tears|cr(?:y|ied|ying)\b|stress\w*|anxi\w+|worr(?:y|ied|ying)|sleep\w*|humiliat\w*|embarrass\w*|frighten\w*|scared|ashamed|made me (?:ill|feel)|sick with|breaking point|beside myself|at my wits`),
	signed("inconvenience", `lost (?:half )?(?:a|the|my|our) (?:day|morning|afternoon|week|holiday|evening)|wast(?:ed|ing|e)|time off|chas(?:ed|ing)|had to (?:\w+ )?(?:do|ring|call|write|drive|come|go|take|explain|send|sort)|(?:i|we)(?:'ve| have)? (?:\w+ )?(?:rung|rang|phoned|called|emailed|written|wrote)\b|waiting|waited|still (?:no|nothing|not)|(?:hours|days|weeks|months)\b|again\b|(?:third|fourth|fifth|second|\d(?:rd|th)) time`),
}

// careWords are circumstances that a firm may have been told of.
const careWords = `(?:ill(?:ness)?|cancer|chemo\w*|deaf|blind|hearing|dyslexi\w*|autis\w*|disab\w+|grie\w+|bereave\w*|died|passed away|funeral|condition|vulnerab\w*|circumstances|large print|interpreter|carer|anxiety|depress\w*|dementia|hospital|wheelchair|reading|english)`

// aboutCare: the complaint is that the firm did not respond to somebody's
// circumstances (FCA PS25/19 counts these apart).
var aboutCare = regexp.MustCompile(`\b(?:(?:you|your (?:staff|team|people|colleagues?|firm|office)|they|nobody|no one|he|she)(?: \w+){0,3} (?:knew|know|took no|take no|ignored|ignore|never|didn'?t|did not|don'?t|do not|failed to|fail to|refus\w+|wouldn'?t|were told|was told|had been told)(?: [\w']+){0,10} ` + careWords +
	`|(?:i|we|he|she)(?:'ve| have| had)? (?:told|explained to|said to|warned|informed|asked|reminded) (?:you|your \w+|them)(?: [\w']+){0,10} ` + careWords +
	`|(?:despite|even though|although)(?: [\w']+){0,10} ` + careWords + `)\b`)

var causes = []sign{
	{"care", aboutCare},
	signed("charges", `fees?\b|fee note|bills?\b|billed|invoice\w*|quoted?|overcharg\w*|charged?\b|charges|£ ?\d+ more`),
	signed("no_reply", `(?:nobody|no one|never|not|didn'?t|haven'?t|hasn'?t)(?: \w+){0,4} (?:rang|rung|ring|call(?:ed)?|phoned|repl\w+|answer\w*|wrote|written|heard|got back|get back|respond\w*)|no (?:reply|answer|response|word)|ignor\w+|radio silence|call ?-?backs?|chas(?:ed|ing)`),
	signed("mistake", `mistakes?|errors?|wrong\w*|incorrect\w*|lost (?:my|our|the) (?:file|papers|documents?|form|records?)|mess(?:ed)?|double[- ]?\w*|twice|camgymeriad`),
	signed("delay", `late\b|delay\w*|slow\w*|weeks?|months?|still (?:waiting|not|no|nothing)|overdue|took (?:ages|forever|so long|\w+ (?:days|weeks|months))|deadline|missed`),
	signed("conduct", `rude\w*|attitude|spoke to me|shouted|patroni[sz]\w*|dismissive|condescend\w*|unprofessional|how dare`),
	signed("advice_or_information", `advi[cs]e\w*|told (?:me|us) (?:wrong|the wrong|that)|misinform\w*|mislead\w*|misled|information`),
}

// behalf finds for whom somebody writes, in a complaint.
var behalf = regexp.MustCompile(`\b(?:on behalf of|acting for|writing for|complain(?:ing)? for|speak(?:ing)? for) ((?:my|our|his|her|their|mr|mrs|ms|miss|dr)\.? [\w'-]+(?: [\w'-]+)?)|\b(my (?:mum|mother|dad|father|nan|gran\w*|grandad|grandfather|son|daughter|husband|wife|partner|brother|sister|aunt|uncle|neighbour|friend|parents))(?:(?:'s|s')? (?:complaint|account|pension|rent|flat|house|tax|file|case|fee|bill|money|deposit)|(?: \w+)? (?:been|not|never|still|told|promised|ignored|left|waiting|waited|charged|overcharged|rung|rang|chased|given)\b)`)

// substance reads what a complaint is about, where there is one.
func (w *work) substance() bot.Substance {
	if !slices.Contains(w.out.Records, bot.RecordComplaint) && !slices.Contains(w.out.Records, bot.RecordDataComplaint) {
		return bot.Substance{OnBehalfOf: w.onBehalfOf()}
	}
	s := bot.Substance{Cause: found(causes, w.text), Loss: found(losses, w.text), OnBehalfOf: w.onBehalfOf(), AboutVulnerability: aboutCare.MatchString(w.text)}
	if slices.Contains(w.out.Records, bot.RecordDataComplaint) {
		s.Cause = "data"
	}
	return s
}

func found(all []sign, text string) string {
	for _, s := range all {
		if s.words.MatchString(text) {
			return s.value
		}
	}
	return ""
}

// onBehalfOf names for whom somebody writes, only where there is a record to
// put it into: an enquiry about somebody else is nothing of the kind.
func (w *work) onBehalfOf() string {
	if len(w.out.Records) == 0 {
		return ""
	}
	for i, f := range w.parts {
		at := behalf.FindStringSubmatchIndex(f.text)
		if at == nil {
			continue
		}
		group := 2
		if at[2] < 0 {
			group = 4
		}
		from, to := f.span(at[group], at[group+1])
		return strings.TrimSpace(w.s.Messages[i].Text[from:to])
	}
	return ""
}

// dissatisfied are the reasons for which staff must say whether it is a
// complaint, where the rules opened none; read are those of them that count where only the
// wording as a whole shows them.
var (
	dissatisfied = []bot.Code{bot.Complaint, bot.Anger, bot.Dispute, bot.LegalThreat}
	read         = []bot.Code{bot.Complaint, bot.Anger}
)

// mustMark tells whether a person has to say if this is a complaint: what shows
// dissatisfaction without being clear about it, and what nothing here can read.
func (w *work) mustMark() bool {
	if w.out.Tier != bot.TierHuman || slices.Contains(w.out.Records, bot.RecordComplaint) {
		return false
	}
	if !measured(w.lang) {
		return true
	}
	return slices.ContainsFunc(w.out.Reasons, func(r bot.Reason) bool {
		if r.Source == "classifier" {
			return r.Points >= medium && slices.Contains(read, r.Code)
		}
		return r.Points >= medium && slices.Contains(dissatisfied, r.Code)
	})
}

// helps are what might help somebody, by words that say it or else by the
// driver alone. None names an illness.
var helps = []sign{
	signed("large_print", `large print|bigger (?:print|letters|font)|eyesight|can(?:no|')t see (?:well|properly|the)`),
	signed("interpreter", `interpreter|(?:don'?t|do not|not) (?:\w+ )?(?:speak|understand|read) (?:\w+ )?english|english (?:is|isn'?t|is not) (?:not )?(?:my )?(?:first|second|third|best|mother)`),
	signed("in_writing", `deaf|hearing (?:loss|aid)|can(?:no|')t hear|hard of hearing`),
	signed("by_telephone", `(?:can'?t|cannot|never learn(?:ed|t) to|struggle to|hard to|trouble) read(?:ing)?\b|dyslexi\w*|blind\b`),
	signed("somebody_who_helps_them", `my (?:daughter|son|wife|husband|neighbour|friend|carer|granddaughter|grandson|niece|nephew)(?: \w+){0,2} (?:does?|did|handles?|deals?|reads?|helps?)|power of attorney|carer`),
}

// needOf is the need that goes with a driver where no words name one.
var needOf = map[string]string{
	"health": "more_time", "life_event": "one_person_to_deal_with", "resilience": "a_talk_before_any_charge", "capability": "plain_words",
}

// need notes a sign of vulnerability: its driver, what might help, the message.
func (w *work) need(flag, text string, m bot.Message) {
	driver, ok := strings.CutPrefix(flag, "vulnerability:")
	if !ok || slices.ContainsFunc(w.out.Needs, func(n bot.Need) bool { return n.Driver == driver }) {
		return
	}
	what := found(helps, text)
	if what == "" {
		what = needOf[driver]
	}
	w.out.Needs = append(w.out.Needs, bot.Need{Driver: driver, Need: what, Message: m.ID})
}
