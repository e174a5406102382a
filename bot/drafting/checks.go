package drafting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

// checkBudget is what one check may take.
const checkBudget = 500 * time.Millisecond

// check looks at one property of a text.
type check struct {
	name string
	run  func(s subject) bot.Check // the name is filled in
}

// allChecks lists the checks in the order in which staff read them. Each has a
// file of its own.
func allChecks() []check {
	return []check{
		{"length", checkLength},
		{"hidden_text", checkHidden},
		{"citation_known", checkCitationKnown},
		{"quote_verbatim", checkQuoteVerbatim},
		{"support", checkSupport},
		{"figures", checkFigures},
		{"links", checkLinks},
		{"commitment", checkCommitment},
		{"advice", checkAdvice},
		{"absolutes", checkAbsolutes},
		{"internal", checkInternal},
		{"other_clients", checkOtherClients},
		{"stale_source", checkStaleSource},
		{"conflicting_sources", checkConflictingSources},
		{"language", checkLanguage},
	}
}

// subject is a text under check with what it may rest on.
type subject struct {
	text      string
	sentences []sentence
	staff     bool // a person wrote it and signs it
	question  string
	passages  map[string]string // text by passage id: what the prompt held
	citations []bot.Citation
	internal  []string
	prompt    string // its system text must not show
	others    []string
}

// ofDraft is the subject of a draft by the model.
func (d *Drafter) ofDraft(b bot.Brief, out bot.Draft, a answer) subject {
	s := d.subject(b, out)
	s.text, s.sentences = out.Text, a.sentences
	return s
}

// subject holds what is the same for a draft and for a text of staff.
func (d *Drafter) subject(b bot.Brief, out bot.Draft) subject {
	s := subject{question: b.Question, passages: map[string]string{}, citations: out.Citations,
		internal: d.search.InternalText(), prompt: replyText, others: b.Others}
	for _, t := range b.Turns {
		if t.Role == bot.RoleClient {
			s.question += "\n" + t.Text
		}
	}
	for _, x := range out.Sources {
		s.passages[x.Passage] = x.Text
	}
	return s
}

// Check runs every check on a text that staff wrote in place of the draft's.
// What bars a draft of the model is a warning here, since a named person signs
// the text; words of internal pages and names of other clients stay barred.
func (d *Drafter) Check(ctx context.Context, b bot.Brief, draft bot.Draft, text string) []bot.Check {
	s := d.subject(b, draft)
	s.text, s.staff = text, true
	var cited []string
	for _, c := range draft.Citations {
		if !slices.Contains(cited, c.Passage) {
			cited = append(cited, c.Passage)
		}
	}
	for _, line := range splitSentences(text) {
		s.sentences = append(s.sentences, sentence{text: line, cite: cited})
	}
	checks := d.run(ctx, s)
	for i, c := range checks {
		if c.Verdict == bot.NoDraft && c.Name != "internal" && c.Name != "other_clients" {
			checks[i].Verdict = bot.NoAutonomy
		}
	}
	return checks
}

// run carries the checks out. One that fails or takes too long counts against
// autonomy, never for it.
func (d *Drafter) run(ctx context.Context, s subject) []bot.Check {
	out := make([]bot.Check, 0, len(d.checks))
	for _, c := range d.checks {
		out = append(out, d.one(ctx, c, s))
	}
	return out
}

func (d *Drafter) one(ctx context.Context, c check, s subject) bot.Check {
	failed := bot.Check{Name: c.name, Verdict: bot.NoAutonomy, Detail: fmt.Sprintf("The check %q could not be carried out.", strings.ReplaceAll(c.name, "_", " "))}
	done := make(chan bot.Check, 1) // buffered: a check that comes late finds nobody waiting
	go func() {
		result := failed
		defer func() {
			if r := recover(); r != nil {
				// The value may hold a client's words: only its type is kept.
				d.log.Error("check panicked", "check", c.name, "type", fmt.Sprintf("%T", r))
				result = failed
			}
			done <- result
		}()
		result = c.run(s)
	}()
	late := time.NewTimer(d.budget)
	defer late.Stop()
	select {
	case result := <-done:
		result.Name = c.name
		if result.Verdict == "" {
			result.Verdict = bot.OK
		}
		return result
	case <-late.C:
	case <-ctx.Done():
	}
	d.log.Warn("check took too long", "check", c.name)
	return failed
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

func (s subject) internalText() string { return strings.Join(s.internal, "\n") }

// splitSentences cuts a text of staff into sentences. An abbreviation may cut
// one too early; checks look at sentences and at the whole.
func splitSentences(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		start := 0
		for i := range line {
			end := i + 1
			if strings.ContainsRune(".!?", rune(line[i])) && (end == len(line) || line[end] == ' ') {
				out = append(out, strings.TrimSpace(line[start:end]))
				start = end
			}
		}
		out = append(out, strings.TrimSpace(line[start:]))
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// quoted names a few words for staff.
func quoted(words []string) string {
	var out []string
	for _, w := range words {
		if q := "“" + clip(w, 60) + "”"; !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	if len(out) > 3 {
		out = append(out[:3], fmt.Sprintf("and %d more", len(out)-3))
	}
	return strings.Join(out, ", ")
}
