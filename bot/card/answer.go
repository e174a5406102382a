package card

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"countersign/bot"
)

// quoteRunes is how much of the client's words stands on a card.
const quoteRunes = 600

// quote merges what the client asks now. Where the words are of somebody's
// health or life, the card says only that: they are in the record.
func (m viewer) quote() Quote {
	asked := m.c.Asked()
	if len(asked) == 0 {
		asked = m.c.Questions()
	}
	q := Quote{Gone: len(asked) == 0}
	var words []string
	for _, x := range asked {
		words = append(words, x.Text)
		q.Changed = q.Changed || !x.EditedAt.IsZero()
		for _, f := range x.Files {
			q.Files = append(q.Files, shorten(OneLine(f.Name), 80))
		}
	}
	if m.v.Private {
		q.Held, q.Files = "Not shown here: the message holds personal details. It stands in the case's record.", nil
		return q
	}
	q.Text, q.Rest = cut(strings.TrimSpace(closeUp(Visible(strings.Join(words, "\n")))), quoteRunes)
	return q
}

var gap = regexp.MustCompile(`\n[\s\p{Z}\x{2800}]*\n[\s\p{Z}\x{2800}]*\n`)

// closeUp leaves one blank line of several, so that no client can push the rest
// of their words, or the draft, out of sight.
func closeUp(text string) string { return gap.ReplaceAllString(text, "\n\n") }

// draft puts the current draft, its sources and the findings on it into the view.
func (m viewer) draft() {
	d := m.c.Draft()
	if d == nil {
		return
	}
	if m.v.Version = m.c.ButtonVersion(); m.v.Version != 0 {
		m.v.Token = d.Token
	}
	if m.v.Shape == ShapePerson {
		m.v.Useful, _ = m.sources(orNearest(d))
		return
	}
	m.v.Draft = &Draft{Version: d.Version, Text: d.Text, Current: d.Status == ""}
	switch d.Status {
	case "superseded":
		m.v.Draft.Note = "Set aside: it is being drafted anew."
	case "withdrawn":
		m.v.Draft.Note = "Withdrawn: it was never sent."
	}
	found := d.Checks
	if decided, ok := m.c.Decided(d.Version); ok && decided.Action == bot.Edit {
		m.v.Draft.Text, m.v.Draft.Note = decided.Text, "As edited by "+name(decided.By)+"."
		found = decided.Checks
	}
	if !d.CanAnswer || d.Text == "" {
		m.v.Draft.Missing = "No document covers this."
		if d.Missing != "" {
			m.v.Draft.Missing = strings.TrimSuffix(OneLine(d.Missing), ".") + "."
		}
	}
	m.v.Sources, m.v.More = m.sources(d.Citations)
	m.v.Checks = checks(found)
	if b := m.c.AnsweredBeside(); b != nil && d.Status == "" {
		m.v.Checks = append(m.v.Checks, Check{Name: "Colleague", Verdict: bot.Warn, Word: "May have answered",
			Detail: m.besides(b) + ", after this question: look there first"})
	}
	if d.HeldBack != "" && d.Status == "" {
		m.v.Checks = append(m.v.Checks, Check{Name: "Automatic answer", Verdict: bot.Warn, Word: "Left to staff", Detail: OneLine(d.HeldBack)})
	}
}

// orNearest gives what a draft rests on; without a text, the passages that came
// nearest to the question.
func orNearest(d *bot.Draft) []bot.Citation {
	if len(d.Citations) > 0 {
		return d.Citations
	}
	var out []bot.Citation
	for i, s := range d.Sources {
		out = append(out, bot.Citation{Marker: i + 1, Passage: s.Passage, Title: s.Title, File: s.File, Heading: s.Heading, Quote: s.Text, Hash: s.Hash})
	}
	return out
}

// sources gives the first three documents of a draft and how many follow.
func (m viewer) sources(cited []bot.Citation) ([]Source, int) {
	var out []Source
	for _, x := range cited {
		s := Source{
			Marker: x.Marker, Title: OneLine(x.Title), Heading: OneLine(x.Heading),
			File: OneLine(x.File), Quote: shorten(OneLine(x.Quote), 300), Trust: Sound,
		}
		if !x.Reviewed.IsZero() {
			s.Updated = "updated " + x.Reviewed.Format("2 Jan 2006")
		}
		switch {
		case x.Conflict != "":
			s.Trust, s.Note = Disputed, "Sources disagree: "+OneLine(x.Conflict)
		case x.Stale:
			s.Trust, s.Note = Old, "Past its review date"
		}
		out = append(out, s)
	}
	if len(out) <= 3 {
		return out, 0
	}
	// The doubtful ones must be among those that are seen.
	slices.SortStableFunc(out, func(a, b Source) int { return doubt(b.Trust) - doubt(a.Trust) })
	more := len(out) - 3
	out = out[:3]
	slices.SortStableFunc(out, func(a, b Source) int { return a.Marker - b.Marker })
	return out, more
}

func doubt(t Trust) int { return map[Trust]int{Disputed: 2, Old: 1}[t] }

var verdicts = map[bot.Verdict]string{
	bot.Warn: "Please look", bot.NoAutonomy: "A person must decide", bot.NoDraft: "Blocks sending",
}

// checks lists the findings that are not clean, the gravest first.
func checks(all []bot.Check) []Check {
	var out []Check
	for _, verdict := range []bot.Verdict{bot.NoDraft, bot.NoAutonomy, bot.Warn} {
		for _, x := range all {
			if x.Verdict == verdict {
				out = append(out, Check{Name: plainly(x.Name), Verdict: verdict, Word: verdicts[verdict], Detail: OneLine(x.Detail)})
			}
		}
	}
	return out
}

// why says what brought the case into its tier.
func (m viewer) why() string {
	a := m.c.Assessment
	if a == nil {
		return ""
	}
	text := fmt.Sprintf("weight %d of 100; a person takes over at %d", a.Weight, a.Cut)
	if a.Cut <= 0 {
		text = fmt.Sprintf("weight %d of 100", a.Weight)
	}
	if !m.v.Private && a.Explanation != "" {
		return text + ". " + strings.TrimSuffix(capital(shorten(OneLine(a.Explanation), 400)), ".")
	}
	var codes []string
	for _, r := range a.Reasons {
		if word := strings.ToLower(Reason(r.Code)); !slices.Contains(codes, word) {
			codes = append(codes, word)
		}
	}
	if len(codes) == 0 {
		return text + ". Nothing weighty in the words or the history"
	}
	return text + ". " + capital(strings.Join(codes, ", "))
}
