package drafting

import (
	"slices"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/grounding"
	"countersign/bot/llm"
	"countersign/knowledge"
)

// answer is a reply put together: the text, and what each of its sentences
// rests on.
type answer struct {
	text      string
	sentences []sentence
	citations []bot.Citation
}

// sentence is one sentence of a text under check.
type sentence struct {
	text    string
	cite    []string // ids of the passages cited
	quote   string
	unknown []string // ids cited that the prompt did not have
}

// lines gives the sentences of a reply with the passages that they cite, the
// client's names and numbers put back.
func (p prompt) lines(r llm.Reply) []sentence {
	var out []sentence
	for _, s := range r.Sentences {
		out = append(out, p.sentence(s))
	}
	return out
}

// assemble makes the text of sentences. Those on one passage make a paragraph;
// items of a list stand on lines of their own.
func (p prompt) assemble(lines []sentence) answer {
	out := answer{sentences: lines}
	var text strings.Builder
	var last string
	for i, line := range lines {
		out.citations = p.cite(out.citations, line)
		if i > 0 {
			text.WriteString(joint(lines[i-1], line, last))
		}
		text.WriteString(line.text)
		if len(line.cite) > 0 {
			last = line.cite[0]
		}
	}
	out.text = text.String()
	return out
}

// cites tells whether anything rests on a passage: courtesies alone are no answer.
func (a answer) cites() bool { return len(a.citations) > 0 }

// joint is what stands between two sentences.
func joint(before, s sentence, last string) string {
	item := strings.HasPrefix(s.text, "- ")
	switch {
	case item && strings.HasPrefix(before.text, "- "):
		return "\n"
	case item || strings.HasPrefix(before.text, "- "):
		return "\n\n"
	case len(s.cite) > 0 && last != "" && s.cite[0] != last:
		return "\n\n"
	}
	return " "
}

func (p prompt) sentence(s llm.Sentence) sentence {
	out := sentence{text: oneLine(p.hidden.Reveal(s.Text)), quote: strings.TrimSpace(p.hidden.Reveal(s.Quote))}
	for _, id := range s.Cite {
		if k, ok := p.passages[id]; ok {
			out.cite = append(out.cite, k.ID)
		} else {
			out.unknown = append(out.unknown, id)
		}
	}
	return out
}

// cite adds a sentence's passages to the citations, its quote to the one that it
// stands in. Quotes that follow one another in a passage become one.
func (p prompt) cite(all []bot.Citation, s sentence) []bot.Citation {
	holder := max(0, quotedIn(s.quote, s.cite, func(id string) string { return p.passage(id).Text }))
	for i, id := range s.cite {
		quote := ""
		if i == holder {
			quote = s.quote
		}
		k := p.passage(id)
		marker := 0
		for j, c := range all {
			if c.Passage != id {
				continue
			}
			marker = c.Marker
			if merged, ok := merge(k.Text, c.Quote, quote); ok {
				all[j].Quote, all[j].Conflict = merged, conflictWords(k, merged)
				quote = ""
				break
			}
		}
		if marker == 0 || quote != "" {
			if marker == 0 {
				marker = markers(all) + 1
			}
			all = append(all, citation(k, marker, quote))
		}
	}
	return all
}

func markers(all []bot.Citation) int {
	n := 0
	for _, c := range all {
		n = max(n, c.Marker)
	}
	return n
}

func (p prompt) passage(id string) knowledge.Passage {
	for _, k := range p.passages {
		if k.ID == id {
			return k
		}
	}
	return knowledge.Passage{}
}

// merge joins two quotes of a text into one where nothing but white space and
// list marks stands between them, or where one holds the other.
func merge(text, a, b string) (string, bool) {
	switch {
	case b == "" || strings.Contains(a, b):
		return a, true
	case a == "" || strings.Contains(b, a):
		return b, true
	}
	i, j := strings.Index(text, a), strings.Index(text, b)
	if i < 0 || j < i+len(a) {
		return "", false
	}
	if strings.Trim(text[i+len(a):j], " \t\r\n-*•|") != "" {
		return "", false
	}
	return text[i : j+len(b)], true
}

func citation(k knowledge.Passage, marker int, quote string) bot.Citation {
	return bot.Citation{Marker: marker, Passage: k.ID, Title: k.Title, File: k.File, Heading: k.Heading, Quote: quote,
		Reviewed: k.Reviewed, Stale: k.Stale, Conflict: conflictWords(k, quote), Hash: k.Hash, Page: k.PageHash}
}

// conflictWords says where other pages say otherwise than the quote.
func conflictWords(k knowledge.Passage, quote string) string {
	var out []string
	for _, c := range k.Conflicts {
		mine, theirs := c.Figure, c.OtherFigure
		switch {
		case c.Sentence && saidIn(mine, quote):
			mine, theirs = "“"+clip(mine, mostSaid)+"”", "“"+clip(theirs, mostSaid)+"”"
		case c.Sentence || !concerns(mine, quote):
			continue
		}
		s := "This page says " + mine + "; " + passageName(c.File, c.Heading) + " says " + theirs
		if c.Newer {
			s += " and was reviewed later"
		}
		s += "."
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}

// mostSaid bounds a sentence in the words on a contradiction, in bytes.
const mostSaid = 160

// saidIn tells whether a quote has a sentence, or part of it.
func saidIn(sentence, quote string) bool {
	q, s := grounding.Fold(quote), grounding.Fold(sentence)
	return strings.Contains(q, s) || strings.Contains(s, q)
}

// concerns tells whether a quote holds a figure. When in doubt it does.
func concerns(stated, quote string) bool {
	want := grounding.Figures(stated)
	if quote == "" || len(want) == 0 || llm.HasFigure(grounding.Fold(quote), grounding.Fold(stated)) {
		return true
	}
	have := grounding.Figures(quote)
	return slices.ContainsFunc(want, func(f grounding.Figure) bool { return f.In(have) })
}

func reviewedWords(t time.Time) string {
	if t.IsZero() {
		return "has no date of review"
	}
	return "was last reviewed on " + t.Format("2 January 2006")
}
