package replay

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"countersign/bot"
)

// What an assessment looks back on, as in the live program.
const (
	historySpan  = 60 * 24 * time.Hour
	historyCases = 50
	historyTurns = 40
	settledAfter = 7 * 24 * time.Hour // an enquiry of which nothing more is known counts as settled
)

// Sorted is an enquiry with what the sorting made of it.
type Sorted struct {
	Enquiry

	Got    bot.Assessment
	Opens  bool // the first message of its thread
	number int64
}

// Person tells whether it goes to a person.
func (s Sorted) Person() bool { return s.Got.Tier == bot.TierHuman }

// words is the weight without what the history added.
func (s Sorted) words() int {
	n := 0
	for _, r := range s.Got.Reasons {
		if r.Source != "history" {
			n += r.Points
		}
	}
	return min(100, n)
}

// ByHistory tells whether it goes to a person only because of what came before.
func (s Sorted) ByHistory() bool {
	return s.Person() && len(s.Got.Records) == 0 && s.Got.Weight >= s.Got.Cut && s.words() < s.Got.Cut
}

// Sort puts every enquiry through the assessor, oldest first, with what was said
// before in its thread and what is known of the client's earlier enquiries. progress, which may be nil, is told
// after each how many are done.
func Sort(ctx context.Context, a bot.Assessor, l *Log, progress func(done, of int)) ([]Sorted, error) {
	s := sorter{staff: l.staffByChannel(), channels: map[string][]int{}, accounts: l.accounts()}
	for _, a := range s.accounts {
		s.names = append(s.names, beginning(a.Name))
	}
	for i, e := range l.Enquiries {
		situation, opens := s.situation(e)
		got, err := a.Assess(ctx, situation)
		if err != nil {
			return nil, fmt.Errorf("sorting %s: %w", e.ID, err)
		}
		s.done = append(s.done, Sorted{Enquiry: e, Got: got, Opens: opens, number: int64(i + 1)})
		s.channels[e.Account.ID] = append(s.channels[e.Account.ID], i)
		if progress != nil {
			progress(i+1, len(l.Enquiries))
		}
	}
	return s.done, nil
}

// chasing is how a client writes who has had no answer; it says so where the
// file does not tell of answers.
var chasing = regexp.MustCompile(`^(?:(?:hi|hello|hey|morning|good \w+|sorry|just|so)[ ,.!]+)*(?:hello ?\?|\?+$|any (?:news|updates?|luck|joy|progress|word|answer)\b|still (?:waiting|nothing|no (?:news|reply|answer|word))\b|(?:just )?(?:chasing|following up)\b|bump\b|is (?:anyone|anybody|someone) there|did (?:you|anyone) (?:get|see|read) my\b)`)

// sorter is the past as far as it is sorted.
type sorter struct {
	staff    map[string][]said
	done     []Sorted
	channels map[string][]int // of done, by account
	accounts []bot.Account
	names    []string // the beginnings of the accounts' names
}

// beginning is the first letters of a name, small: a text without them does not
// mention it, however its end is written.
func beginning(name string) string {
	for word := range strings.FieldsFuncSeq(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) }) {
		return word
	}
	return ""
}

// accounts lists the clients of the log, each once.
func (l *Log) accounts() []bot.Account {
	var out []bot.Account
	seen := map[string]bool{}
	for _, e := range l.Enquiries {
		if !seen[e.Account.ID] && e.Account.Name != "" && e.Account.Name != e.Account.ID { // a channel's name is no client's
			seen[e.Account.ID] = true
			out = append(out, e.Account)
		}
	}
	return out
}

func (s *sorter) situation(e Enquiry) (bot.Situation, bool) {
	out := bot.Situation{Now: e.last(), Platform: e.Platform, Channel: e.Channel, Account: e.Account, Messages: e.Messages, Turns: slices.Clone(e.Before)}
	text := strings.ToLower(e.Text())
	for i, a := range s.accounts {
		if a.ID != e.Account.ID && strings.Contains(text, s.names[i]) {
			out.Others = append(out.Others, a)
		}
	}
	opens := len(e.Before) == 0
	past := s.channels[e.Account.ID]
	for n := len(past) - 1; n >= 0; n-- {
		k := s.done[past[n]]
		if e.At.Sub(k.At) > historySpan || len(out.Earlier) == historyCases {
			break
		}
		same := k.Thread == e.Thread && k.Channel == e.Channel
		if n < len(past)-1 || !chasing.MatchString(text) {
			k.settle(e.At, same)
		}
		opens = opens && !same
		out.Earlier = append(out.Earlier, k.earlier(e.last(), same))
		if same || (e.loose && k.Channel == e.Channel && k.Client.ID == e.Client.ID) {
			out.Turns = append(out.Turns, k.turns(e.last())...)
		}
	}
	for _, w := range s.staff[e.Channel] {
		if w.turn.At.Before(e.At) && e.At.Sub(w.turn.At) <= historySpan && ((w.top && e.own()) || w.thread == e.Thread) {
			out.Turns = append(out.Turns, w.turn)
		}
	}
	slices.SortStableFunc(out.Turns, func(a, b bot.Turn) int { return a.At.Compare(b.At) })
	out.Turns = out.Turns[max(0, len(out.Turns)-historyTurns):]
	return out, opens
}

// settle takes an enquiry of which no answer is known for answered as far as a
// later one goes that does not chase it: where the file tells of no answers, and
// where the firm has gone on to something else with the client since ("I have
// uploaded the receipts" wants no answer, and nobody waits for weeks for it).
func (s *Sorted) settle(now time.Time, same bool) {
	switch {
	case s.Answered >= 0:
	case s.untold:
		s.Answered = s.last().Sub(s.At)
	case !same && !s.passed.IsZero() && s.passed.Before(now):
		s.Answered = s.passed.Sub(s.At)
	}
}

// turns is what was said in an enquiry by the time now: the client's words, and
// that the firm answered where only the time of that is known.
func (s Sorted) turns(now time.Time) []bot.Turn {
	var out []bot.Turn
	for _, m := range s.Messages {
		out = append(out, bot.Turn{Role: bot.RoleClient, Author: s.Client.ID, Text: m.Text, At: m.SentAt, Case: s.number})
	}
	if !s.heard && s.Answered >= 0 && !s.At.Add(s.Answered).After(now) {
		out = append(out, bot.Turn{Role: bot.RoleStaff, At: s.At.Add(s.Answered), Case: s.number})
	}
	return out
}

// earlier is what a later enquiry may know of this one.
func (s Sorted) earlier(now time.Time, same bool) bot.Earlier {
	e := bot.Earlier{Case: s.number, Topic: s.Got.Topic, Tier: s.Got.Tier, State: bot.StateEscalated, OpenedAt: s.At, Records: s.Got.Records,
		Author: s.Client.ID, SameThread: same}
	for _, r := range s.Got.Reasons {
		e.Codes = append(e.Codes, r.Code)
	}
	if s.Answered >= 0 && !s.At.Add(s.Answered).After(now) {
		e.AnsweredAt, e.State = s.At.Add(s.Answered), bot.StateAnswered
	}
	if s.Resolved >= 0 && s.At.Add(s.Resolved).Before(now) || s.Answered < 0 && now.Sub(s.At) > settledAfter {
		e.State = bot.StateResolved
	}
	return e
}

// answer finds when a person of the firm first answered each enquiry whose time
// of that is not given: in the thread, or next in the channel where the enquiry
// is in no thread. What a bot wrote is no answer.
func (l *Log) answer() {
	l.arrange()
	byChannel := l.staffByChannel()
	for i := range l.Enquiries {
		e := &l.Enquiries[i]
		if e.Answered >= 0 {
			continue
		}
		for _, w := range byChannel[e.Channel] {
			if w.turn.Role != bot.RoleStaff || !w.turn.At.After(e.last()) {
				continue
			}
			if w.thread == e.Thread || (w.top && e.loose && e.own()) {
				e.Answered, e.heard = w.turn.At.Sub(e.At), true
				break
			}
			if e.passed.IsZero() && e.own() {
				e.passed = w.turn.At
			}
		}
	}
}

func (l *Log) staffByChannel() map[string][]said {
	out := map[string][]said{}
	for _, w := range l.staff {
		out[w.channel] = append(out[w.channel], w)
	}
	return out
}
