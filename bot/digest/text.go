package digest

import (
	"fmt"
	"strings"

	"countersign/bot/measure"
)

// Text lays the report out in twelve lines at the most, with the chart as bars
// of text below.
func (r *Report) Text() string {
	return strings.Join(append(r.Lines(), "", r.Bars()), "\n") + "\n"
}

// Lines are the report in words, one figure or a few that belong together to a
// line. The first is the verdict.
func (r *Report) Lines() []string {
	n, p := r.Now, r.Past
	lines := []string{
		r.Title(),
		r.Verdict(),
		fmt.Sprintf("Enquiries: %d (%d routine, %d needed a person); before: %d (%d, %d)",
			n.Enquiries.Len(), n.Routine.Len(), n.Human.Len(), p.Enquiries.Len(), p.Routine.Len(), p.Human.Len()),
		fmt.Sprintf("Drafts decided: %d, sent as drafted %d, edited %d, replaced %d, escalated %d; before: %d, %d, %d, %d, %d",
			n.Drafts.Decided.Len(), n.Drafts.AsDrafted.Len(), n.Drafts.Edited.Len(), n.Drafts.Replaced.Len(), n.Drafts.Escalated.Len(),
			p.Drafts.Decided.Len(), p.Drafts.AsDrafted.Len(), p.Drafts.Edited.Len(), p.Drafts.Replaced.Len(), p.Drafts.Escalated.Len()),
		fmt.Sprintf("Escalations: %s%s%s", n.Escalations.Rate, reasons(n.Escalations.Reasons), opinions(n.Opinions)),
		fmt.Sprintf("Complaints opened: %d (before: %d); after AI-drafted answers %s, after people's own %s, %d still maturing",
			n.Complaints.Opened.Len(), p.Complaints.Opened.Len(), n.Complaints.AI, n.Complaints.HumanOnly, n.Complaints.Maturing.Len()),
		fmt.Sprintf("Overrides: %s; touched at all: %s", n.Drafts.Override, n.Drafts.Touch),
		fmt.Sprintf("First answer, working time: routine %s; needing a person %s; waiting at the end %s", n.RoutineWait, n.HumanWait, waiting(n.Waiting)),
		fmt.Sprintf("Quality: repeat contact within 7 days %s; reopened %s", n.Quality.Repeat, n.Quality.Reopen),
		"By topic: " + topics(n.Topics),
		fmt.Sprintf("No document covered: %s; approved within 5 seconds: %s, before staff until then: %s", gaps(n.Gaps), n.Watch.Quick, n.Watch.ReadingTime()),
		strings.TrimSpace(fmt.Sprintf("Health: steps given to a person after failing %d, deliveries unknown %d%s; ledger read up to entry %d. %s",
			n.Parked.Len(), n.Unknown.Len(), r.Edge.words(), r.Ledger, r.Calendar)),
	}
	return lines
}

// Title names the firm and the period.
func (r *Report) Title() string {
	late := ""
	if r.Late {
		late = " (late)"
	}
	return fmt.Sprintf("%s, %s%s", r.Firm, r.Now.Period, late)
}

// Verdict is the period in one sentence.
func (r *Report) Verdict() string {
	n := r.Now
	parts := []string{"No enquiries"}
	if n.Enquiries.Len() > 0 {
		parts[0] = plural(n.Enquiries.Len(), "enquiry", "enquiries")
	}
	switch begun, earlier := n.Waiting.Begun.Len(), n.Waiting.Earlier.Len(); {
	case begun+earlier == 0 && n.Enquiries.Len() > 0:
		parts = append(parts, "all answered")
	case earlier == 0 && begun > 0:
		parts = append(parts, plural(begun, "still waits", "still wait"))
	case begun == 0 && earlier > 0:
		parts = append(parts, plural(earlier, "from before still waits", "from before still wait"))
	case earlier > 0:
		parts = append(parts, fmt.Sprintf("%s and %d from before", plural(begun, "still waits", "still wait"), earlier))
	}
	if c := n.Complaints.Opened.Len(); c > 0 {
		parts = append(parts, plural(c, "complaint", "complaints")+" opened")
	}
	if m := n.Drafts.Material.Len(); m > 0 {
		parts = append(parts, plural(m, "draft", "drafts")+" changed in substance before sending")
	}
	return strings.Join(parts, ", ") + "."
}

// waiting says how many wait, and how many of them began before the period.
func waiting(w measure.Waiting) string {
	if w.Earlier.Len() == 0 {
		return fmt.Sprint(w.Len())
	}
	return fmt.Sprintf("%d, %d of them from before", w.Len(), w.Earlier.Len())
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func reasons(all []measure.Named) string {
	var out []string
	for _, x := range all[:min(3, len(all))] {
		out = append(out, fmt.Sprintf("%s %d", words(x.Name), x.Cases.Len()))
	}
	if len(out) == 0 {
		return ""
	}
	return "; most often " + strings.Join(out, ", ")
}

func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

// topics gives the overrides of the topics with the most drafts, with the bound
// that a topic must stay under to earn anything.
func topics(all []measure.Topic) string {
	var out []string
	for _, x := range all[:min(4, len(all))] {
		if !x.Override.Enough() {
			out = append(out, words(x.Topic)+" "+x.Override.String())
			continue
		}
		out = append(out, fmt.Sprintf("%s %s %d/%d (at most %.0f %%)", words(x.Topic), bar(len(x.Override.K), len(x.Override.N), 4),
			len(x.Override.K), len(x.Override.N), 100*x.AtMost+0.5))
	}
	if len(out) == 0 {
		return "no draft was decided"
	}
	return strings.Join(out, "; ")
}

// opinions says how far the model's opinion of the tier agrees; "" where it had none.
func opinions(o measure.Opinions) string {
	if len(o.Agrees.N)+len(o.Failed) == 0 {
		return ""
	}
	return fmt.Sprintf("; the model agreed with routine %s, sent %d to a person, could not be asked %d", o.Agrees, o.Raised.Len(), o.Failed.Len())
}

// bar draws k of n with full and light blocks.
func bar(k, n, width int) string {
	full := 0
	if n > 0 {
		full = (k*width + n/2) / n
	}
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

func gaps(all []measure.Gap) string {
	var out []string
	for _, g := range all[:min(3, len(all))] {
		out = append(out, fmt.Sprintf("case %d (%s)", g.Case, words(g.Topic)))
	}
	switch {
	case len(all) == 0:
		return "nothing"
	case len(all) > 3:
		out = append(out, fmt.Sprintf("%d more", len(all)-3))
	}
	return strings.Join(out, ", ")
}

// barWidth is the length of the longest bar of text, in characters.
const barWidth = 32

// Bars draws the chart with characters: a line for each week, a letter for each
// kind of outcome, so that no colour is needed to read it.
func (r *Report) Bars() string {
	most := 1
	for _, w := range r.Weeks {
		most = max(most, w.total())
	}
	var b strings.Builder
	fmt.Fprintln(&b, "Week from    a sent as drafted, e edited, r replaced, p needed a person")
	for _, w := range r.Weeks {
		line := ""
		for _, part := range []struct {
			n    int
			mark string
		}{{w.AsDrafted, "a"}, {w.Edited, "e"}, {w.Replaced, "r"}, {w.Escalated, "p"}} {
			width := part.n * barWidth / most
			if part.n > 0 {
				width = max(1, width)
			}
			line += strings.Repeat(part.mark, width)
		}
		complaints := ""
		if w.Complaint > 0 {
			complaints = ", " + plural(w.Complaint, "complaint", "complaints")
		}
		fmt.Fprintf(&b, "%-12s %s (n %d%s)\n", w.Start.Format("2 Jan 2006"), line, w.Enquiries, complaints)
	}
	return strings.TrimRight(b.String(), "\n")
}

func (w Week) total() int { return w.AsDrafted + w.Edited + w.Replaced + w.Escalated }

// Alt says in words what the chart shows.
func (r *Report) Alt() string {
	var out []string
	for _, w := range r.Weeks {
		if w.Enquiries > 0 {
			out = append(out, fmt.Sprintf("week from %s: %d sent as drafted, %d edited, %d replaced, %d needed a person, %s",
				w.Start.Format("2 January"), w.AsDrafted, w.Edited, w.Replaced, w.Escalated, plural(w.Complaint, "complaint", "complaints")))
		}
	}
	if len(out) == 0 {
		return "Eight weeks without an enquiry."
	}
	return fmt.Sprintf("Outcomes in the last %d weeks. ", len(r.Weeks)) + strings.Join(out, "; ") + "."
}
