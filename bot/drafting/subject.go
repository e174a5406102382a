package drafting

import (
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
	"countersign/bot/triage/language"
)

// subject is a text under check with what it may rest on.
type subject struct {
	text      string
	sentences []sentence
	staff     bool   // a person wrote it and signs it
	question  string // the client's own words, earlier ones included
	own       []grounding.Figure
	language  string            // the client's
	english   string            // what the text says in English, by the model; "" where it gave none
	passages  map[string]string // what was found, by passage
	titles    map[string]string // what each of them is about
	citations []bot.Citation
	internal  []string
	prompt    string   // its system text must not show
	links     []string // the firm's own
	secrets   []string // marks and ids of the request, which nobody but the model saw
	others    []string // names and ids of other clients
	people    []string // who may be named: the firm, the account, the thread
	caseID    int64
	read      *reading
}

// subject holds what is the same for a draft and for a text of staff.
func (d *Drafter) subject(b bot.Brief, out bot.Draft) subject {
	s := subject{question: b.Question, language: b.Language, passages: map[string]string{}, titles: map[string]string{}, citations: out.Citations, internal: d.search.InternalText(),
		prompt: replyText, others: b.Others, people: append([]string{d.opts.Firm, b.Account.Name}, b.Names...), caseID: b.Case, links: d.opts.Links, read: newReading()}
	for _, t := range b.Turns {
		if t.Role == bot.RoleClient {
			s.question += "\n" + t.Text
		}
	}
	s.own = grounding.Figures(s.question)
	for _, x := range out.Sources {
		s.passages[x.Passage], s.titles[x.Passage] = x.Text, x.Title+" "+x.Heading
	}
	return s
}

// ofStaff is the subject of a text that a person wrote in place of a draft: each
// of its sentences may rest on all that the draft cites.
func (d *Drafter) ofStaff(b bot.Brief, draft bot.Draft, text string) subject {
	s := d.subject(b, draft)
	s.text, s.staff = text, true
	var cited []string
	for _, c := range draft.Citations {
		if !slices.Contains(cited, c.Passage) {
			cited = append(cited, c.Passage)
		}
	}
	for _, line := range grounding.Sentences(text) {
		s.sentences = append(s.sentences, sentence{text: line, cite: cited})
	}
	return s
}

// alone is the subject of one sentence of a draft.
func (s subject) alone(line sentence) subject {
	s.text, s.english, s.sentences, s.citations = line.text, "", []sentence{line}, nil
	for _, id := range line.cite {
		s.citations = append(s.citations, bot.Citation{Passage: id})
	}
	return s
}

// foreign tells whether a cited sentence is in the client's own language, which
// is not the documents': its words cannot be held against them, only its quote and
// its figures. Nothing of it goes out without a person.
func (s subject) foreign(line sentence) bool {
	return len(line.cite) > 0 && s.language != "" && s.language != language.Unknown && s.language != english && s.read.languageOf(line.text) == s.language
}

// cited gives the text of the passages that a sentence cites.
func (s subject) cited(line sentence) string {
	var out []string
	for _, id := range line.cite {
		out = append(out, s.passages[id])
	}
	return strings.Join(out, "\n")
}

// allCited gives the text of every passage that is cited.
func (s subject) allCited() string {
	var out []string
	for _, c := range s.citations {
		out = append(out, s.passages[c.Passage])
	}
	return strings.Join(out, "\n")
}

// judge holds a sentence against what it cites. The client's own figures need
// no passage.
func (s subject) judge(line sentence) grounding.Judgement {
	return s.read.judge(line.text, []string{s.cited(line), s.headings(line)}, s.own)
}

// headings gives the titles and headings of what a sentence cites: they say
// what the passage is about.
func (s subject) headings(line sentence) string {
	var out []string
	for _, id := range line.cite {
		out = append(out, s.titles[id])
	}
	return strings.Join(out, "\n")
}
