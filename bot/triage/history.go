package triage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"countersign/bot"
	"countersign/bot/clock"
)

const (
	repeatWithin  = 7 * 24 * time.Hour
	concernWithin = 30 * 24 * time.Hour
	chaseAfter    = 30 * time.Minute
	longWait      = 8*time.Hour + 30*time.Minute // one day of business
	listened      = 6                            // how many of the client's earlier messages are read for their tone
	maxSaid       = 4_000                        // bytes of these that are read together with the enquiry
)

// fact is something that the history shows, with its date. What it is worth in
// full stands in the trained weights under its name.
type fact struct {
	name     string
	code     bot.Code
	note     string
	evidence string
	weighs   bool // counts by the words it rests on
	words    int  // their points
}

// past is the history of an enquiry, read once.
type past struct {
	s       bot.Situation
	author  string
	text    string // the enquiry, folded
	folded  []string
	asks    []bool // of each turn, whether it waits for an answer
	thanks  []bool // of each, whether it acknowledges one
	known   bool   // the times of the enquiry and of the history are known, and the enquiry is later
	waiting []int
	facts   []fact
}

// history gives what happened before as facts, each with its date. tone judges
// the words of an earlier message of the client; staff's words are looked at
// for promises and apologies and never judged.
func history(s bot.Situation, topic, text string, tone func(folded string) int) []fact {
	read := map[string]heard{}
	everywhere := newPast(s, text, read)
	owed := everywhere.recorded()
	if follows(s, text, tone) {
		return everywhere.facts
	}
	if !owed {
		everywhere.promises()
	}
	s.Turns = conversation(s)
	client := newPast(s, text, read)
	client.waited()
	s.Turns = matter(s, topic, text)
	p := newPast(s, text, read)
	p.facts = append(everywhere.facts, client.facts...)
	p.unanswered()
	p.apologies()
	p.refused()
	p.deadline()
	p.span()
	p.repeats(topic)
	p.concerns(topic)
	p.tones(tone)
	return p.facts
}

// heard is what was read of a turn's words. The same turns are looked at as those
// of the client, of the conversation and of the matter, and read once.
type heard struct {
	folded       string
	asks, thanks bool
}

func newPast(s bot.Situation, text string, read map[string]heard) *past {
	p := &past{s: s, text: text, folded: make([]string, len(s.Turns)), asks: make([]bool, len(s.Turns)), thanks: make([]bool, len(s.Turns))}
	if len(s.Messages) > 0 {
		p.author = s.Messages[0].Author.ID
	}
	for i, t := range s.Turns {
		h, ok := read[t.Text]
		if !ok {
			h.folded = fold(t.Text).text
			h.thanks = acknowledges(h.folded)
			h.asks = !h.thanks && strings.TrimSpace(h.folded) != ""
			read[t.Text] = h
		}
		p.folded[i], p.asks[i], p.thanks[i] = h.folded, h.asks, h.thanks
	}
	for i := range s.Turns {
		switch {
		case !p.client(i):
			p.waiting = nil
		case p.asked(i) && p.asks[i]:
			p.waiting = append(p.waiting, i)
		}
	}
	p.known = !s.Now.IsZero() && (len(s.Turns) == 0 || s.Now.After(s.Turns[len(s.Turns)-1].At)) &&
		!slices.ContainsFunc(s.Turns, func(t bot.Turn) bool { return t.At.IsZero() })
	return p
}

// asked tells whether a turn was written by whoever writes now, or by somebody
// else of the client in this thread: for both the same question waits.
func (p *past) asked(i int) bool {
	t := p.s.Turns[i]
	return t.Author == p.author || !slices.ContainsFunc(p.s.Earlier, func(e bot.Earlier) bool { return e.Case == t.Case && !e.SameThread })
}

func (p *past) add(name string, code bot.Code, note, format string, args ...any) {
	p.facts = append(p.facts, fact{name: name, code: code, note: note, evidence: fmt.Sprintf(format, args...)})
}

func (p *past) client(i int) bool { return p.s.Turns[i].Role == bot.RoleClient }

func date(t time.Time) string {
	if t.IsZero() {
		return "a day that is not known"
	}
	return t.Format("2 January at 15:04")
}

var chaser = regexp.MustCompile(`^(?:(?:hi|hello|hey|morning|good \w+|sorry|just|so|and|er|um|right|ok|okay|all|both|team|again)[ ,.!?]*)*(?:hello|any (?:news|update|luck|joy|progress|word|thoughts|answer|movement|idea)|still (?:waiting|nothing|no)|(?:just )?(?:chasing|following up|checking in|bumping|wondering)|did you (?:get|see|receive|read|change|do|send|manage)|have you (?:had|got|seen|read|done|sent|managed)|(?:is|are) (?:anyone|anybody|someone|you) (?:there|able)|\?+|bump|hello\?+|where are (?:we|things)|what'?s (?:happening|the latest)|how(?:'s| is| are) (?:it|this|things|we)|(?:is )?(?:there )?any)`)

// unanswered looks at what the client wrote since anybody of the firm answered.
func (p *past) unanswered() {
	if len(p.waiting) == 0 {
		return
	}
	first := p.s.Turns[p.waiting[0]].At
	chases := chaser.MatchString(p.text) || len(p.waiting) > 1
	if !p.known || p.s.Now.Sub(first) >= chaseAfter {
		if chases {
			p.add("chased_unanswered", bot.UnansweredChaser, "Chases an answer that has not come.", "wrote on %s and has had no answer", date(first))
		} else {
			p.add("wrote_again", bot.UnansweredChaser, "Wrote again while waiting for an answer.", "wrote on %s and has had no answer", date(first))
		}
	}
	if len(p.waiting) > 2 {
		p.add("many_unanswered", bot.UnansweredChaser, "Several messages without an answer.", "%d messages since %s without an answer", len(p.waiting), date(first))
	}
}

// officeHours are those of a firm of which nothing is told.
var officeHours = sync.OnceValue(func() clock.Hours { return clock.Default(nil).WithoutEnd() })

// open is how long the firm was open between two times; where its hours do not
// tell, office hours do.
func (p *past) open(from, to time.Time) time.Duration {
	if p.s.Hours != nil {
		if d, err := p.s.Hours.Between(from, to); err == nil {
			return d
		}
	}
	d, err := officeHours().Between(from, to)
	if err != nil {
		return 0 // office hours have no end
	}
	return d
}

// waited looks at how long, in business hours.
func (p *past) waited() {
	if len(p.waiting) == 0 || p.s.Turns[p.waiting[0]].At.IsZero() {
		return
	}
	first, until := p.s.Turns[p.waiting[0]].At, p.s.Now
	if !p.known {
		until = p.s.Turns[len(p.s.Turns)-1].At
	}
	switch open := p.open(first, until); {
	case open >= 2*longWait:
		p.add("waited_days", bot.LongWait, "A wait of days for an answer.", "has waited since %s, %d business hours", date(first), int(open.Hours()))
	case open >= longWait:
		p.add("waited_day", bot.LongWait, "A wait of a day or more for an answer.", "has waited since %s, %d business hours", date(first), int(open.Hours()))
	}
}

// repeats looks for the same question asked before, in other threads and in this one.
func (p *past) repeats(topic string) {
	n, last := 0, time.Time{}
	for _, e := range p.s.Earlier {
		if e.Author == p.author && !e.AnsweredAt.IsZero() && e.Topic == topic && topic != "other" && topic != "greeting_thanks" &&
			!e.SameThread && p.s.Now.Sub(e.OpenedAt) <= repeatWithin {
			if n++; n == 1 {
				last = e.OpenedAt
			}
		}
	}
	switch {
	case n > 1:
		p.add("asked_often", bot.RepeatContact, "Asked more than twice.", "asked about the same %d times within a week, last on %s", n+1, date(last))
	case n == 1:
		p.add("asked_before", bot.RepeatContact, "Asked about the same thing before.", "asked about the same on %s", date(last))
	}
	p.sameWords()
	switch n := p.messages(); {
	case n >= 4:
		p.add("many_messages", bot.RepeatContact, "A question that takes many messages.", "%d messages from the client since %s", n, date(p.s.Turns[0].At))
	case n >= 2:
		p.add("some_messages", bot.RepeatContact, "A question that takes several messages.", "%d messages from the client since %s", n, date(p.s.Turns[0].At))
	}
}

// span looks at how long a thread goes on without being settled.
func (p *past) span() {
	if p.begins() >= len(p.s.Turns) {
		return
	}
	first := p.s.Turns[p.begins()].At
	if first.IsZero() {
		return
	}
	switch days := p.s.Now.Sub(first).Hours() / 24; {
	case days >= 7:
		p.add("open_week", bot.LongWait, "Has gone on for a week or more.", "first wrote on %s", date(first))
	case days >= 2:
		p.add("open_days", bot.LongWait, "Has gone on for days.", "first wrote on %s", date(first))
	}
}

// begins is where the matter begins that is still open: after the last thanks
// for an answer of the firm's.
func (p *past) begins() int {
	at := 0
	for i := 1; i < len(p.s.Turns); i++ {
		if p.client(i) && !p.client(i-1) && p.thanks[i] {
			at = i + 1
		}
	}
	return at
}

func (p *past) messages() int {
	n := 0
	for i := p.begins(); i < len(p.s.Turns); i++ {
		if p.client(i) && p.asks[i] {
			n++
		}
	}
	return n
}

// sameWords finds an earlier message of this thread that asks with much the same words.
func (p *past) sameWords() {
	now := contentWords(p.text)
	if len(now) < 3 {
		return
	}
	for i := range p.s.Turns {
		if !p.client(i) {
			continue
		}
		both := 0
		then := contentWords(p.folded[i])
		for w := range then {
			if now[w] {
				both++
			}
		}
		if both*2 >= len(now) && both >= 3 {
			p.add("same_words", bot.RepeatContact, "Asks again what was asked before.", "asked much the same on %s", date(p.s.Turns[i].At))
			return
		}
	}
}

func contentWords(text string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !isLetter(r) }) {
		if len(w) > 3 && !common[w] {
			out[w] = true
		}
	}
	return out
}

// isLetter tells whether a character belongs to a word.
func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// common are words of four letters and more that say nothing of what is asked.
var common = map[string]bool{"this": true, "that": true, "with": true, "have": true, "what": true, "when": true, "will": true, "would": true,
	"please": true, "from": true, "there": true, "they": true, "hello": true, "thanks": true, "could": true, "your": true, "about": true,
	"just": true, "been": true, "does": true, "need": true, "know": true, "still": true, "some": true, "were": true, "them": true, "then": true}

// concerns looks for earlier cases of theirs that needed a person, and gives
// the one that weighs most: of this matter and open, of this matter and
// settled, of another.
func (p *past) concerns(topic string) {
	names := []string{"concern_open", "concern_settled", "concern_elsewhere"}
	best, at := len(names), bot.Earlier{}
	for _, e := range p.s.Earlier {
		if e.Tier != bot.TierHuman || p.s.Now.Sub(e.OpenedAt) > concernWithin || (!e.SameThread && e.Author != p.author) {
			continue
		}
		kind := 2
		switch same := sameMatter(e, topic, p.text); {
		case same && (e.SameThread || e.State.Open()):
			kind = 0
		case same:
			kind = 1
		}
		if kind < best {
			best, at = kind, e
		}
	}
	switch {
	case best == len(names):
	case names[best] == "concern_elsewhere":
		p.add(names[best], bot.EarlierConcern, "An earlier case of theirs, about something else, needed a person.", "a case of %s needed a person", date(at.OpenedAt))
	default:
		p.add(names[best], bot.EarlierConcern, "An earlier case of theirs needed a person.", "a case of %s needed a person", date(at.OpenedAt))
	}
}

// tones judges the client's last few messages in this thread by the words: the
// weightiest, and the last one before this.
func (p *past) tones(tone func(string) int) {
	if tone == nil {
		return
	}
	at, most, first, n := -1, 0, 0, 0
	last, before := -1, 0
	for i := len(p.s.Turns) - 1; i >= 0 && n < listened; i-- {
		if !p.client(i) || p.s.Turns[i].Author != p.author {
			continue
		}
		n++
		first = tone(p.folded[i])
		if last < 0 {
			last, before = first, i
		}
		if first > most {
			at, most = i, first
		}
	}
	switch {
	case at < 0:
	case p.settled():
		p.weighs("weighed_settled", most, "An earlier message in this thread weighs, and was dealt with.", "wrote on %s: %q", date(p.s.Turns[at].At), clip(p.s.Turns[at].Text, 80))
	default:
		p.weighs("weighed_before", most, "An earlier message in this thread weighs.", "wrote on %s: %q", date(p.s.Turns[at].At), clip(p.s.Turns[at].Text, 80))
		p.weighs("weighed_last", last, "The message before this one weighs.", "wrote before, on %s, words of %d points", date(p.s.Turns[before].At), last)
	}
	if n > 1 && tone(p.text) >= first+15 {
		p.add("tone_rising", bot.ToneRising, "The tone has risen over the thread.", "more weight in the words than on %s", date(p.s.Turns[0].At))
	}
}

// weighs adds a fact that counts by the points of words it rests on.
func (p *past) weighs(name string, points int, note, format string, args ...any) {
	p.add(name, bot.EarlierConcern, note, format, args...)
	f := &p.facts[len(p.facts)-1]
	f.weighs, f.words = true, points
}

// settled tells whether the firm spoke last and said that what was asked is done.
func (p *past) settled() bool {
	last := len(p.s.Turns) - 1
	return last >= 0 && !p.client(last) && completed.MatchString(p.folded[last]) && !promise.MatchString(p.folded[last]) &&
		!refusal.MatchString(p.folded[last])
}

// said is what the client wrote lately in this thread, folded, with the enquiry
// itself at the end; as much of it as maxSaid allows.
func said(turns []bot.Turn, author, text string) string {
	all, left := []string{text}, maxSaid
	for i := len(turns) - 1; i >= 0 && len(all) <= listened && left > 0; i-- {
		if turns[i].Role == bot.RoleClient && turns[i].Author == author {
			before := fold(turns[i].Text).text
			before = before[:min(len(before), left)]
			all, left = append(all, before), left-len(before)
		}
	}
	slices.Reverse(all)
	return strings.Join(all, "\n")
}

func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
