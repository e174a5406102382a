package triage

import (
	"cmp"
	"embed"
	"io/fs"
	"slices"

	"countersign/bot"
)

// StaffSource is the Source of messages that a firm's own staff have labelled.
const StaffSource = "staff"

//go:embed corpus/*.jsonl corpus/*.jsonl.gz
var corpus embed.FS

// Corpus gives the labelled messages that the shipped weights were trained from.
func Corpus() ([]Labelled, error) {
	dir, err := fs.Sub(corpus, "corpus")
	if err != nil {
		return nil, err
	}
	return ReadCorpus(dir)
}

// FromCases makes labelled messages of a firm's cases: what the client asked
// first, with what was said in the thread before and the account's earlier
// cases. tier gives what staff made of a case; cases that it does not know, and
// erased ones, are left out. The reasons of a case that staff and the sorting
// agree on are those of its assessment.
func FromCases(cases []*bot.Case, tier func(id int64) (bot.Tier, bool)) []Labelled {
	cases = slices.SortedFunc(slices.Values(cases), func(a, b *bot.Case) int { return cmp.Compare(a.ID, b.ID) })
	var out []Labelled
	for i, c := range cases {
		label, ok := tier(c.ID)
		first := firstAsked(c)
		if !ok || len(first) == 0 {
			continue
		}
		l := Labelled{ID: c.ID, Tier: label, Source: StaffSource, Topic: c.Topic(), Situation: bot.Situation{
			Now: first[len(first)-1].ReceivedAt, Platform: c.Platform, Channel: c.Channel, Messages: first,
			Account: bot.Account{ID: c.Account},
		}}
		if c.Tier() == label && label == bot.TierHuman {
			for _, r := range c.Assessment.Reasons {
				l.Reasons = append(l.Reasons, string(r.Code))
			}
		}
		addPast(&l.Situation, c, cases[:i])
		out = append(out, l)
	}
	return out
}

// firstAsked is what the client wrote until somebody answered.
func firstAsked(c *bot.Case) []bot.Message {
	var out []bot.Message
	for _, m := range c.Messages {
		if m.Role != bot.RoleClient || (len(c.Deliveries) > 0 && m.ReceivedAt.After(c.Deliveries[0].At)) {
			break
		}
		if !m.Deleted {
			out = append(out, m)
		}
	}
	return out
}

// addPast adds what was known when the case began.
func addPast(s *bot.Situation, c *bot.Case, before []*bot.Case) {
	for _, e := range slices.Backward(before) {
		sameThread := e.Platform == c.Platform && e.Channel == c.Channel && e.Thread == c.Thread
		if sameThread {
			for _, t := range e.Turns() {
				if t.At.Before(s.Now) {
					s.Turns = append(s.Turns, t)
				}
			}
		}
		if c.Account != "" && e.Account == c.Account {
			o := e.Outline()
			o.SameThread = sameThread
			s.Earlier = append(s.Earlier, o)
		}
	}
	slices.SortStableFunc(s.Turns, func(a, b bot.Turn) int { return a.At.Compare(b.At) })
}
