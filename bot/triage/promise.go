package triage

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

var (
	promise   = regexp.MustCompile(`\b(?:(?:we|i|someone|somebody|one of us|helen|\w+)(?:'ll| will| shall| are going to| am going to|'m going to|'re going to)(?: \w+){0,4} (?:call|ring|phone|come|get|write|send|let|reply|come back|be in touch|look|chase|have|email|confirm|update|check|sort|do|make|find|visit|be (?:with|there|round|out)|know|hear|speak|post|file|raise|arrange|drop|pop|try)|will (?:call|ring|phone|be in touch|get back|reply|send|come|be (?:with|there|round|done|ready))|call(?:ing)? you back|back to you|(?:expect|you'?ll have|should have|should be|ready|done|with you|sorted|there)\b(?: \w+){0,5} (?:by|on|before|tomorrow|today|this|within|end)|aim(?:ing)? (?:to|for)|promise|leave it with (?:me|us))\b`)
	apology   = regexp.MustCompile(`\b(?:sorry|apolog\w+|our (?:mistake|fault|error|oversight)|slipped|my fault|delay\w*|oversight|backlog|short[- ]staffed|bear with (?:us|me)|still (?:waiting|working|looking|chasing|with|being|in progress))\b`)
	completed = regexp.MustCompile(`\b(?:attached|here (?:it is|you go|they are)|sent (?:it|that|them|you|over|across)|all (?:done|sorted|set|booked)|(?:is|are|been|now|that'?s|it'?s) (?:now )?(?:done|sorted|fixed|filed|booked|submitted|resolved|paid|complete\w*|confirmed|updated|ready|in place|uploaded)|just (?:sent|emailed|posted|filed)|good to (?:talk|speak)|as (?:we )?discussed|glad (?:it|that|to)|you'?re welcome|no problem|my pleasure|any ?time)\b`)
	refusal   = regexp.MustCompile(`\b(?:unfortunately|declin\w+|refus\w+|reject\w+|unable to|can(?:no|')t|cannot|won'?t be able|not (?:able|possible|covered|eligible|something we)|turned down|final (?:position|response|decision)|regret|afraid|unsuccessful|out of stock|no record)\b`)
	needBy    = regexp.MustCompile(`\b(?:need|needs|must|has to|have to|due|deadline|expires?|exchange|complet\w+|closes?|by|before|no later than)\b`)
)

// vow is a promise of the firm's with the moment at which it runs out.
type vow struct {
	turn int
	due  time.Time
}

// promises looks at what the firm's words in the thread say it would do.
func (p *past) promises() {
	vows := p.vows()
	if len(vows) == 0 {
		return
	}
	last := vows[len(vows)-1]
	made := p.s.Turns[last.turn].At
	if len(vows) > 1 && vows[0].turn != last.turn {
		first := p.s.Turns[vows[0].turn].At
		p.add("promised_again", bot.MissedPromise, "We have promised more than once.", "we promised on %s and again on %s", date(first), date(made))
	}
	if last.turn != p.lastOfFirm() {
		return // something was said after it
	}
	switch {
	case p.known && p.s.Now.After(last.due):
		p.add("promise_missed", bot.MissedPromise, "Something we promised and did not do in time.",
			"we promised on %s to be in touch by %s, and nothing is on record", date(made), date(last.due))
	case !p.known && len(p.waiting) > 0 && p.s.Turns[p.waiting[len(p.waiting)-1]].At.After(last.due):
		p.add("promise_missed", bot.MissedPromise, "Something we promised and did not do in time.",
			"we promised on %s to be in touch by %s, and nothing is on record", date(made), date(last.due))
	case made.IsZero():
		p.add("promise_open", bot.PromiseOpen, "Something we promised is still open.", "we promised on %s", date(made))
	default:
		p.add("promise_open", bot.PromiseOpen, "Something we promised is still open.", "we promised on %s; due by %s", date(made), date(last.due))
	}
}

// recorded looks at the promises that staff put on record with the time by which
// they are due, and tells whether there is one to speak of: the one missed
// first, else the one due next.
func (p *past) recorded() bool {
	all := slices.Clone(p.s.Promises)
	for _, e := range p.s.Earlier {
		if e.Author == p.author || e.SameThread {
			all = append(all, e.Promises...)
		}
	}
	all = slices.DeleteFunc(all, func(x bot.Promised) bool { return x.Kept })
	if len(all) == 0 || p.s.Now.IsZero() {
		return false
	}
	x := slices.MinFunc(all, func(a, b bot.Promised) int { return a.Due.Compare(b.Due) })
	what := "something was promised"
	if x.Kind == bot.PromisedCall {
		what = "a call-back was promised"
	}
	if p.s.Now.After(x.Due) {
		p.add("promise_missed", bot.MissedPromise, "Something we promised and did not do in time.", "%s for %s and is not on record as made", what, date(x.Due))
	} else {
		p.add("promise_open", bot.PromiseOpen, "Something we promised is still open.", "%s on %s and is due by %s", what, date(x.Made), date(x.Due))
	}
	return true
}

// vows lists the promises of the firm that no later word of the firm says are done.
func (p *past) vows() []vow {
	var out []vow
	for i := range p.s.Turns {
		if p.client(i) {
			continue
		}
		if completed.MatchString(p.folded[i]) && !promise.MatchString(p.folded[i]) {
			out = nil
			continue
		}
		said := vowed(p.folded[i])
		if said == "" {
			continue
		}
		when := cmp.Or(byWhen.FindString(said), byWhen.FindString(p.folded[i]))
		out = append(out, vow{turn: i, due: dueBy(when, p.s.Turns[i].At)})
	}
	return out
}

// ifClient begins what the firm does only when the client does something first, or
// says that it will not do.
var ifClient = regexp.MustCompile(`\b(?:(?:if|once|when|as soon as|after|unless|until|should) (?:you\b|your\b|we (?:have|get|receive|hear) (?:it |them |that )?(?:from you|back from you|your))|(?:will not|won'?t|not going to) (?:be )?(?:call|ring|phone|send|write|reply|chas|post))`)

// vowed gives the sentences of a text of the firm's that promise something; ""
// where none does. What waits for the client first is owed by nobody yet.
func vowed(folded string) string {
	var out []string
	for s := range strings.FieldsFuncSeq(folded, func(r rune) bool { return r == '.' || r == '!' || r == '?' || r == ';' || r == '\n' }) {
		if promise.MatchString(s) && !ifClient.MatchString(s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, ".")
}

func (p *past) lastOfFirm() int {
	for i := len(p.s.Turns) - 1; i >= 0; i-- {
		if !p.client(i) {
			return i
		}
	}
	return -1
}

// apologies notices that the firm has owned up to a delay or a fault.
func (p *past) apologies() {
	for i := len(p.s.Turns) - 1; i >= 0; i-- {
		if !p.client(i) && apology.MatchString(p.folded[i]) {
			p.add("apologised", bot.EarlierConcern, "We have apologised in this thread.", "we apologised on %s", date(p.s.Turns[i].At))
			return
		}
	}
}

// refused notices that the firm has said no, or passed bad news on.
func (p *past) refused() {
	for i := len(p.s.Turns) - 1; i >= 0; i-- {
		if !p.client(i) && refusal.MatchString(p.folded[i]) {
			p.add("refused", bot.EarlierConcern, "We have said no in this thread.", "we said no on %s", date(p.s.Turns[i].At))
			return
		}
	}
}

// deadline looks for a date that the client named and that has passed.
func (p *past) deadline() {
	if !p.known {
		return
	}
	for i := range p.s.Turns {
		if !p.client(i) {
			continue
		}
		at := needBy.FindStringIndex(p.folded[i])
		if at == nil {
			continue
		}
		when := byWhen.FindString(p.folded[i][at[0]:])
		if when == "" {
			continue
		}
		if due := dueBy(when, p.s.Turns[i].At); p.s.Now.After(due) && !p.doneSince(i) {
			p.add("deadline_passed", bot.DeadlinePassed, "A date that the client named has passed.", "named %s as the date on %s", date(due), date(p.s.Turns[i].At))
			return
		}
	}
}

func (p *past) doneSince(i int) bool {
	for j := i + 1; j < len(p.s.Turns); j++ {
		if !p.client(j) && completed.MatchString(p.folded[j]) {
			return true
		}
	}
	return false
}
