package card

import (
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

const (
	maxFacts = 6
	maxAsks  = 5
)

// Private tells whether the case holds details of somebody's health, life or
// capability, which only named people may read.
func Private(c *bot.Case) bool {
	a := c.Assessment
	if a == nil {
		return false
	}
	if slices.ContainsFunc(a.Flags, func(f string) bool { return strings.HasPrefix(f, "vulnerability") }) {
		return true
	}
	return slices.ContainsFunc(a.Reasons, func(r bot.Reason) bool { return r.Code == bot.Vulnerability })
}

// person fills the card of a case that a person must deal with.
func (m viewer) person() {
	m.v.Happened = m.happened()
	m.v.Asks = m.asks()
	if a := m.c.Assessment; a != nil {
		m.v.Flags = handling(a)
	}
	if len(m.v.Useful) == 0 {
		m.v.Useful, _ = m.sources(m.c.Facts)
	}
	m.v.Told, m.v.Telling = m.told(), m.telling()
	r, _ := m.first()
	m.v.Opener = plainOpener
	if words, ok := reasons[r.Code]; ok {
		m.v.Opener = words.opener
	}
}

// first is the one reason that matters: what staff or a failure put there,
// else danger, else the weightiest.
func (m viewer) first() (bot.Reason, bool) {
	if m.c.Assessment == nil || len(m.c.Assessment.Reasons) == 0 {
		return bot.Reason{}, false
	}
	all := m.c.Assessment.Reasons
	if all[0].Source == "staff" || all[0].Source == "failure" || all[0].Source == "model" {
		return all[0], true
	}
	best := all[0]
	for _, r := range all {
		if r.Code == bot.Safety {
			return r, true
		}
		if r.Points > best.Points {
			best = r
		}
	}
	return best, true
}

// subjectAndReason gives the topic and the one or two reasons that matter
// most. A topic without a name is no subject: then the first reason is.
func (m viewer) subjectAndReason() (subject, reason string) {
	said := m.reasonsThatMatter()
	if topic := m.c.Topic(); topic != "" && topic != "other" || len(said) == 0 {
		return Topic(topic), capital(strings.Join(said, ", "))
	}
	first, _ := m.first()
	if short := Reason(first.Code); first.Source == "history" && !strings.EqualFold(short, said[0]) {
		return capital(short), capital(strings.Join(said, ", ")) // a dated fact is no title
	}
	return capital(said[0]), capital(strings.Join(said[1:], ", "))
}

// reasonsThatMatter are the first reason and the weightiest of another kind.
func (m viewer) reasonsThatMatter() []string {
	first, ok := m.first()
	if !ok {
		return nil
	}
	var second *bot.Reason
	for i, r := range m.c.Assessment.Reasons {
		if r.Code != first.Code && r.Points > 0 && (second == nil || r.Points > second.Points) {
			second = &m.c.Assessment.Reasons[i]
		}
	}
	out := []string{m.reasonWords(first)}
	if second != nil {
		out = append(out, m.reasonWords(*second))
	}
	return out
}

func (m viewer) reasonWords(r bot.Reason) string {
	switch {
	case r.Source == "staff":
		return "escalated by a colleague"
	case r.Source == "history" && r.Evidence != "" && !m.v.Private:
		return shorten(OneLine(r.Evidence), 80)
	}
	return Reason(r.Code)
}

// happened gives up to six dated facts of this client's case, oldest first.
func (m viewer) happened() []Fact {
	out := []Fact{m.fact(m.c.OpenedAt, "Client wrote first")}
	for i, x := range m.c.Messages {
		switch {
		case x.Deleted:
			out = append(out, m.fact(x.EditedAt, "Client deleted a message"))
		case x.Role == bot.RoleStaff:
			out = append(out, m.fact(x.ReceivedAt, name(x.Author)+" wrote in the thread"))
		case i > 0:
			out = append(out, m.fact(x.ReceivedAt, "Client wrote again"))
		}
	}
	for _, d := range m.c.Deliveries {
		if d.State == bot.PostSent {
			out = append(out, m.fact(d.At, delivered[d.Kind]))
		}
	}
	for _, d := range m.c.Decisions {
		switch verb := did[d.Action]; {
		case d.Action == bot.HandTo:
			out = append(out, m.fact(d.At, name(d.By)+" handed it to "+name(d.To)))
		case verb != "":
			out = append(out, m.fact(d.At, name(d.By)+verb))
		}
	}
	slices.SortStableFunc(out, func(a, b Fact) int { return a.At.Compare(b.At) })
	past := m.history()
	return append(past, fewest(out, maxFacts-len(past))...)
}

// fewest keeps the first fact and the newest others.
func fewest(facts []Fact, n int) []Fact {
	if len(facts) <= n {
		return facts
	}
	return append(facts[:1:1], facts[len(facts)-n+1:]...)
}

// history gives the facts from before this case that the sorting found. Their
// dates stand in their words.
func (m viewer) history() []Fact {
	var out []Fact
	if m.c.Assessment == nil {
		return nil
	}
	for _, r := range m.c.Assessment.Reasons {
		if r.Source == "history" && r.Points > 0 && r.Evidence != "" && len(out) < 3 {
			out = append(out, Fact{When: "earlier", Text: capital(shorten(OneLine(r.Evidence), 160))})
		}
	}
	return out
}

// did says in a few words what a person decided on a case.
var did = map[bot.Action]string{
	bot.Escalate: " escalated it", bot.Reject: " rejected the draft", bot.Claim: " took it", bot.NotTier: " called it routine",
	bot.ReportBreach: " reported a data breach", bot.CallBack: " booked a call-back", bot.Kept: " kept a promise",
}

var delivered = map[bot.PostKind]string{
	bot.PostAnswer: "The client was sent an answer", bot.PostNote: "The client was sent a note from staff",
	bot.PostNotice: "The client was sent a standing notice of the firm", bot.PostAck: "The client was told that a person has it",
	bot.PostCorrection: "The client was sent a correction",
}

func (m viewer) fact(at time.Time, text string) Fact {
	return Fact{At: at, When: m.when(at), Text: text}
}

// asks quotes the words that gave the case its weight: no diagnosis, and none
// of what is held back.
func (m viewer) asks() []string {
	if m.c.Assessment == nil || m.v.Private {
		return nil
	}
	var out []string
	for _, r := range m.c.Assessment.Reasons {
		if r.Message == "" && r.End == 0 {
			continue
		}
		if words := m.phrase(r); words != "" && len(out) < maxAsks {
			out = addPhrase(out, words)
		}
	}
	return out
}

// addPhrase adds words unless they stand there already; of two of which one
// holds the other, the longer is kept.
func addPhrase(all []string, words string) []string {
	for i, had := range all {
		switch {
		case strings.Contains(had, words):
			return all
		case strings.Contains(words, had):
			all[i] = words
			return all
		}
	}
	return append(all, words)
}

// phraseRunes is how much of a sentence stands around the words that count.
const phraseRunes = 160

// phrase gives the words of a reason with the sentence they stand in, so that
// they read as the client wrote them.
func (m viewer) phrase(r bot.Reason) string {
	words := OneLine(r.Evidence)
	for _, x := range m.c.Messages {
		text := OneLine(x.Text)
		at := strings.Index(text, words)
		if x.Role != bot.RoleClient || x.Deleted || words == "" || at < 0 {
			continue
		}
		from, to := at, at+len(words)
		if i := strings.LastIndexAny(text[:from], ".!?"); i >= 0 {
			from = i + 1
		} else {
			from = 0
		}
		if i := strings.IndexAny(text[to:], ".!?"); i >= 0 {
			to += i + 1
		} else {
			to = len(text)
		}
		if whole := strings.TrimSpace(text[from:to]); len([]rune(whole)) <= phraseRunes {
			return whole
		}
	}
	return shorten(words, phraseRunes)
}

// told lists exactly what reached the client in this thread, or may have,
// oldest first.
func (m viewer) told() []Fact {
	var out []Fact
	for _, d := range m.c.Deliveries {
		switch {
		case d.State == bot.PostUnknown && m.v.Private:
			out = append(out, m.fact(d.At, "Not known whether it arrived; held back here: it stands in the case's record."))
		case d.State == bot.PostUnknown:
			out = append(out, m.fact(d.At, "Not known whether it arrived: "+d.Text))
		case d.State == bot.PostSent:
			out = append(out, m.fact(d.At, m.heldBack(d.Text)))
		}
	}
	for _, x := range m.c.Messages {
		if x.Role == bot.RoleStaff && !x.Deleted {
			out = append(out, m.fact(x.ReceivedAt, m.heldBack(name(x.Author)+": "+Visible(x.Text))))
		}
	}
	slices.SortStableFunc(out, func(a, b Fact) int { return a.At.Compare(b.At) })
	return out
}

// heldBack is what the client was told, or only that it was.
func (m viewer) heldBack(text string) string {
	if m.v.Private {
		return "Sent, and held back here: it stands in the case's record."
	}
	return text
}
