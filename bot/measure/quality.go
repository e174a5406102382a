package measure

import (
	"slices"
	"time"

	"countersign/bot"
)

// again says what a message is to what was answered before.
type again int

const (
	notAgain again = iota // thanks, or something that we asked for
	unsure                // a statement that nobody asked for: counted and marked
	surely                // a question, a chase or dissatisfaction
)

// dissatisfied are the reasons of an assessment that say so.
var dissatisfied = []bot.Code{bot.Complaint, bot.Anger, bot.Dispute, bot.LegalThreat, bot.Cancellation, bot.MissedPromise}

// asksAgain tells whether a message after an answer is a contact about it:
// thanks, acknowledgements and emoji are none, nor is a document, a time or a
// reply that the answer before it had asked for.
func (m *Message) asksAgain(asked []string) again {
	switch {
	case m.Thanks || m.Deleted || m.Form == bot.FormEmoji:
		return notAgain
	case slices.ContainsFunc(dissatisfied, func(c bot.Code) bool { return slices.Contains(m.Codes, string(c)) }),
		m.Form == bot.FormQuestion, m.Form == bot.FormChase:
		return surely
	case m.Form == bot.FormDocument && slices.Contains(asked, bot.AskedDocument),
		m.Form == bot.FormTimes && slices.Contains(asked, bot.AskedTimes),
		m.Form != "" && slices.Contains(asked, bot.AskedReply):
		return notAgain
	}
	return unsure
}

// asked is what the last answer of the case before a time asked the client for.
func (f *File) asked(before time.Time) []string {
	var out []string
	for _, a := range f.Answers {
		if a.At.Before(before) {
			out = a.Asked
		}
	}
	return out
}

// quality counts repeat contacts and reopenings of resolved cases.
func (t tally) quality(mine Files) Quality {
	q := Quality{Repeat: t.rate(), Repeat72: t.rate(), Reopen: t.rate()}
	for _, f := range mine {
		at, auto, ok := f.Resolution(t.now)
		if !ok || f.ThanksOnly() {
			continue
		}
		add(&q.Resolved, true, f.ID)
		add(&q.Auto, auto, f.ID)
		if at.Add(repeatWithin).After(t.now) {
			q.RepeatMaturing = append(q.RepeatMaturing, f.ID)
		} else {
			found := t.repeated(f, at, repeatWithin)
			add(&q.Repeat.N, true, f.ID)
			add(&q.Repeat.K, found != notAgain, f.ID)
			add(&q.RepeatUnsure, found == unsure, f.ID)
		}
		if !at.Add(soonWithin).After(t.now) {
			add(&q.Repeat72.N, true, f.ID)
			add(&q.Repeat72.K, t.repeated(f, at, soonWithin) != notAgain, f.ID)
		}
		if at.Add(reopenWithin).After(t.now) {
			q.ReopenMaturing = append(q.ReopenMaturing, f.ID)
		} else {
			found := t.reopened(f, at)
			add(&q.Reopen.N, true, f.ID)
			add(&q.Reopen.K, found, f.ID)
		}
	}
	return q
}

// repeated tells whether the same account came back about the same topic within
// a time of a resolution, in the case or in another. Where the topic cannot be
// told, or whether we asked for it, it counts and is marked.
func (t tally) repeated(f *File, at time.Time, within time.Duration) again {
	topic, found := f.TopicAt(at), notAgain
	for _, c := range t.contacts(f.Account, at, at.Add(within)) {
		found = max(found, min(c.m.asksAgain(latest(f.asked(c.m.At), c.of.asked(c.m.At))), sameTopic(f, c.of, topic, c.m)))
		if found == surely {
			break
		}
	}
	return found
}

// latest takes what the case asked for itself, else what the earlier one did.
func latest(earlier, own []string) []string {
	if len(own) > 0 {
		return own
	}
	return earlier
}

// sameTopic tells whether a message of a case is about a topic: surely, not, or
// nobody can tell because it was not sorted, or sorted as nothing in particular in
// the same thread.
func sameTopic(f, o *File, topic string, m *Message) again {
	switch {
	case !m.Sorted || topic == "":
		return unsure
	case m.Topic == topic && topic != "other":
		return surely
	case m.Topic == topic, o.Thread == f.Thread && m.Topic == "other":
		return unsure
	}
	return notAgain
}

// reopened tells whether the client wrote something of substance in the same
// thread within fourteen days of a resolution, in the case or in a new one.
func (t tally) reopened(f *File, at time.Time) bool {
	return slices.ContainsFunc(t.contacts(f.Account, at, at.Add(reopenWithin)), func(c contact) bool {
		return c.of.Thread == f.Thread && c.m.asksAgain(c.of.asked(c.m.At)) != notAgain
	})
}
