package drafting

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

// What one check may take, and all of them on all sentences of a draft or on a text
// of staff: a person must have the case, and an answer, in time, whatever anybody wrote.
const (
	checkBudget = 2 * time.Second
	allBudget   = 8 * time.Second
)

// check looks at one property of a text.
type check struct {
	name string
	run  func(s subject) bot.Check // the name is filled in
	bars int                       // its place among the checks that take a sentence of the model out of a draft; 0: it takes none
}

// allChecks lists the checks in the order in which staff read them. Each has a
// file of its own.
func allChecks() []check {
	return []check{
		{"length", checkLength, 1},
		{"hidden_text", checkHidden, 2},
		{"citation_known", checkCitationKnown, 11},
		{"quote_verbatim", checkQuoteVerbatim, 12},
		{"support", checkSupport, 13},
		{"figures", checkFigures, 10},
		{"negation", checkNegation, 0},
		{"conditions", checkConditions, 0},
		{"names", checkNames, 0},
		{"links", checkLinks, 3},
		{"commitment", checkCommitment, 8},
		{"advice", checkAdvice, 7},
		{"absolutes", checkAbsolutes, 0},
		{"manner", checkManner, 9},
		{"addressed", checkAddressed, 14},
		{"internal", checkInternal, 5},
		{"other_clients", checkOtherClients, 4},
		{"personal_data", checkPersonal, 6},
		{"stale_source", checkStaleSource, 0},
		{"conflicting_sources", checkConflictingSources, 0},
		{"language", checkLanguage, 0},
	}
}

// forStaffToo are the checks that bar what a person wrote as well.
var forStaffToo = []string{"length", "internal", "other_clients"}

// Check runs every check on a text that staff wrote in place of the draft's.
// What bars a draft of the model is a warning here, since a named person signs
// the text; words of internal pages and names of other clients stay barred.
func (d *Drafter) Check(ctx context.Context, b bot.Brief, draft bot.Draft, text string) []bot.Check {
	ctx, cancel := context.WithTimeout(ctx, allBudget)
	defer cancel()
	checks := d.run(ctx, d.ofStaff(b, draft, text))
	for i, c := range checks {
		if c.Verdict == bot.NoDraft && !slices.Contains(forStaffToo, c.Name) {
			checks[i].Verdict = bot.NoAutonomy
		}
	}
	return checks
}

// run carries the checks out. One that fails or takes too long counts against
// autonomy, never for it; and against a text of staff where it bars those, since
// such a text leaves as soon as it is written.
func (d *Drafter) run(ctx context.Context, s subject) []bot.Check {
	out := make([]bot.Check, 0, len(d.checks))
	for _, c := range d.checks {
		out = append(out, d.one(ctx, c, s))
	}
	return out
}

func (d *Drafter) one(ctx context.Context, c check, s subject) bot.Check {
	failed := bot.Check{Name: c.name, Verdict: bot.NoAutonomy, Detail: fmt.Sprintf("The check %q could not be carried out.", strings.ReplaceAll(c.name, "_", " "))}
	if s.staff && slices.Contains(forStaffToo, c.name) {
		failed.Verdict, failed.Detail = bot.NoDraft, failed.Detail+" Nothing is sent without it: try again in a moment."
	}
	if ctx.Err() != nil {
		return failed
	}
	runtime.Gosched()               // what waits to be taken in goes between two checks
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

// taken are sentences that were taken out of a draft, each by the name of the
// first check that bars it.
type taken map[string][]string

// sift parts the sentences of the model into those that may stand and those
// that a check bars by themselves: a quote that is false, an address or a figure
// from nowhere, a promise of nobody. They never reach the text that staff approve.
func (d *Drafter) sift(ctx context.Context, s subject, lines []sentence) ([]sentence, taken) {
	bars := slices.DeleteFunc(slices.Clone(d.checks), func(c check) bool { return c.bars == 0 })
	slices.SortFunc(bars, func(a, b check) int { return a.bars - b.bars })
	var kept []sentence
	out := taken{}
	for _, line := range lines {
		i := slices.IndexFunc(bars, func(c check) bool { return d.one(ctx, c, s.alone(line)).Verdict == bot.NoDraft })
		if i < 0 {
			kept = append(kept, line)
			continue
		}
		out[bars[i].name] = append(out[bars[i].name], line.text)
	}
	return kept, out
}

// note says on each check what it took out. The rest may be right, but a model
// that wrote such a sentence answers nobody without a person.
func (t taken) note(checks []bot.Check) []bot.Check {
	for i, c := range checks {
		lines := t[c.Name]
		if len(lines) == 0 {
			continue
		}
		if c.Verdict != bot.NoDraft {
			checks[i].Verdict = bot.NoAutonomy
		}
		checks[i].Detail = strings.TrimSpace("Taken out of the model's text, " + takenFor[c.Name] + ": " + quoted(lines) + ". " + c.Detail)
	}
	return checks
}

// verdicts lists the checks that took something out, in the order of allChecks.
func (t taken) verdicts() []bot.Check {
	out := []bot.Check{}
	for _, c := range allChecks() {
		if len(t[c.name]) > 0 {
			out = append(out, bot.Check{Name: c.name, Verdict: bot.NoAutonomy})
		}
	}
	return out
}

// takenFor says in words why a check takes a sentence out.
var takenFor = map[string]string{
	"length":         "for its length",
	"hidden_text":    "for characters that cannot be seen",
	"citation_known": "for citing a document that was not found for this question",
	"quote_verbatim": "for a quote that does not stand in the page it cites",
	"support":        "since no cited page supports it",
	"figures":        "for a figure that stands in no page found and not in the client's words",
	"links":          "for an address or a mention that stands in none of the cited pages",
	"commitment":     "for a promise that no cited page makes",
	"advice":         "for advice that only a qualified person may give",
	"addressed":      "for speaking to a model or to staff, or resting on a page that does",
	"manner":         "for words that the firm does not use to a client",
	"internal":       "for words that clients must not see",
	"other_clients":  "for naming another client",
	"personal_data":  "for a placeholder or a number of somebody else's",
}

// quoted names a few words for staff.
func quoted(words []string) string {
	var out []string
	for _, w := range words {
		if q := "“" + clip(visible(oneLine(w)), 120) + "”"; !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	if len(out) > 3 {
		out = append(out[:3], fmt.Sprintf("and %d more", len(out)-3))
	}
	return strings.Join(out, ", ")
}
