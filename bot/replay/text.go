package replay

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize/english"

	"countersign/bot/card"
)

// topicName gives a topic in words.
func topicName(topic string) string {
	if topic == "other" {
		return "No topic of the list"
	}
	return card.Topic(topic)
}

// topicList names topics in words.
func topicList(topics []string) string {
	var words []string
	for _, t := range topics {
		words = append(words, card.Midway(card.Topic(t)))
	}
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// printer writes lines of text.
type printer struct{ b strings.Builder }

func (p *printer) line(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }

func (p *printer) title(text string) {
	p.line("\n%s\n%s", text, strings.Repeat("-", len([]rune(text))))
}

// wrapped writes a paragraph in lines of 96 characters, each after the first
// indented below where its words begin.
func (p *printer) wrapped(mark, text string) {
	width, line := 96, mark
	empty := strings.Repeat(" ", len([]rune(mark)))
	for w := range strings.FieldsSeq(text) {
		if len([]rune(line))+len([]rune(w))+1 > width && strings.TrimSpace(line) != "" {
			p.line("%s", strings.TrimRight(line, " "))
			line = empty
		}
		if line != mark && line != empty {
			line += " "
		}
		line += w
	}
	p.line("%s", strings.TrimRight(line, " "))
}

// textPairs and textLines are how much of a list stands in the summary; the
// page and the JSON have all of it.
const (
	textPairs = 3
	textLines = 8
)

// Text is the summary for a terminal.
func (r *Report) Text() string {
	p := &printer{}
	p.line("%s: the last %s, %s", Plain(r.Firm), strings.ToLower(number(r.Loaded.N, "enquiry")), r.Span())
	p.line("\n%s", strings.ToUpper(string(r.Verdict)))
	p.wrapped("", r.Headline)
	p.line("")
	for i, reason := range r.Reasons {
		p.wrapped(fmt.Sprintf("%d. ", i+1), reason)
	}
	p.line("")
	p.line("Next, by %s:", r.Next.Date.Format(day))
	p.wrapped("   ", r.Next.Text+" "+r.Next.Then)
	r.textSplit(p)
	r.textContact(p)
	r.textDocuments(p)
	r.textReady(p)
	for _, n := range r.Notes {
		p.wrapped("Note: ", n)
	}
	return p.b.String()
}

func (r *Report) textSplit(p *printer) {
	p.title("How they split")
	p.line("%d routine, %d need a person: %s", r.Loaded.N-r.Loaded.K, r.Loaded.K, r.Loaded)
	p.line("\n  %-24s %8s %8s", "topic", "routine", "person")
	for _, t := range r.Topics {
		p.line("  %-24s %8d %8d", topicName(t.Topic), t.Routine, t.Person)
	}
	p.wrapped("", "The topic is a guess by words, and some rows hold an enquiry of another. Read a few before you decide by them.")
	p.line("\n  %-24s %8s %8s", "week of", "routine", "person")
	weeks := r.Weeks[max(0, len(r.Weeks)-mostWeeks):]
	if n := len(r.Weeks) - len(weeks); n > 0 {
		p.line("  (%s before these)", english.Plural(n, "week", ""))
	}
	for _, w := range weeks {
		p.line("  %-24s %8d %8d", w.Start.Format("2 January 2006"), w.Routine, w.Person)
	}
	if pairs := r.pairs(); len(pairs) > 0 {
		p.line("\nThe same topic in both tiers:")
		for _, x := range pairs[:min(textPairs, len(pairs))] {
			p.line("  %s", x.Topic)
			p.wrapped("    routine  ", fmt.Sprintf("“%s” (%s)", Clip(x.Routine.Text, 200), Plain(x.Routine.ID)))
			p.wrapped("    person   ", fmt.Sprintf("“%s” (%s)", Clip(x.Person.Text, 200), Plain(x.Person.ID)))
		}
	}
	if r.Routine.Answer.N+r.Person.Answer.N > 0 {
		p.line("\nFirst answer, by the clock, as the file gives it:")
		p.line("  routine  %s", r.Routine.Answer)
		p.line("  person   %s", r.Person.Answer)
	}
}

func (r *Report) textContact(p *printer) {
	c := r.Contact
	p.title("How well the two can be told apart at first contact")
	p.line("Of enquiries that open a thread, need a person:     %s", c.Opening)
	p.line("Need a person only because of what came before:     %s", c.ByHistory)
	p.line("Threads that turned: opened routine, then loaded:   %s", c.Turned)
	p.line("Weight within %d points of the cut of %d:            %s", nearCut, c.Cut, c.Near)
	if r.Agreement == nil {
		p.wrapped("", "Nobody has labelled them. --label asks you for each, before showing what the tool thinks.")
		return
	}
	p.wrapped("", r.Agreement.words("All labelled", r.Agreement.All))
	p.wrapped("", r.Agreement.words("First contact", r.Agreement.First))
	for _, list := range []struct {
		title string
		ids   []string
	}{{"Misses: the labeller gives them to a person, the tool does not", r.Agreement.Misses}, {"The other way round", r.Agreement.Over}} {
		p.line("%s: %d", list.title, len(list.ids))
		for _, id := range list.ids {
			p.wrapped("  ", fmt.Sprintf("%s “%s”", Plain(id), Clip(r.find(id).Text, 160)))
		}
	}
}

// words says how far a square agrees.
func (a Agreement) words(name string, q Square) string {
	text := fmt.Sprintf("%s: agreed on %s; found %s of what the labeller gives to a person", name, q.Agreed(), q.Found())
	if kappa, low, high, ok := q.Kappa(); ok && q.N() >= FewestLabels {
		return text + fmt.Sprintf("; kappa %.2f (95 %%: %.2f to %.2f)", kappa, low, high)
	}
	return text + "; too few to say a kappa"
}

func (r *Report) textDocuments(p *printer) {
	if r.Documents == nil {
		return
	}
	d := r.Documents
	p.title("What your documents cover")
	p.line("Routine questions with a page:              %s", d.Covered)
	p.line("with a page in date and not contradicted:   %s", d.Sound)
	p.line("Questions that no page covers:")
	missing := d.With(func(q Question) bool { return !q.Covered })
	for _, q := range missing[:min(textLines, len(missing))] {
		p.wrapped("  ", fmt.Sprintf("%s “%s”", Plain(q.ID), Clip(r.find(q.ID).Text, 120)))
	}
	if len(missing) > textLines {
		p.line("  and %d more, in the page (--html) and the JSON", len(missing)-textLines)
	}
}

func (r *Report) textReady(p *printer) {
	p.title("About the firm")
	for _, q := range r.Readiness.Questions() {
		p.line("  %-18s %s", q.Name, *q.Answer)
	}
	if len(r.Change) > 0 {
		p.line("\nWhat would have to change, or is not known:")
		for _, c := range r.Change {
			p.wrapped("  - ", c)
		}
	}
}

// shownPair is a topic with one enquiry in each tier.
type shownPair struct {
	Topic           string
	Routine, Person Line
}

// pairs gives all pairs: the first of each topic, then the second.
func (r *Report) pairs() []shownPair {
	var out []shownPair
	for i := range 2 {
		for _, t := range r.Topics {
			if i < len(t.Pairs) {
				out = append(out, shownPair{card.Topic(t.Topic), r.find(t.Pairs[i].Routine), r.find(t.Pairs[i].Person)})
			}
		}
	}
	return out
}
