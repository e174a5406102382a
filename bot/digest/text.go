package digest

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/bot/measure"
)

// Text lays the report out in twelve lines at the most, with the chart as bars
// of text below. Words between ** are to be set off.
func (r *Report) Text() string {
	return strings.Join(append(r.Lines(), "", r.Bars()), "\n") + "\n"
}

// Lines are the report in words, one figure or a few that belong together to a
// line. The second is the verdict. Quality and cost share a line: neither stands alone.
func (r *Report) Lines() []string {
	n, p, ripe, past := r.Now, r.Past, r.Ripe, r.RipePast
	return []string{
		r.Title(),
		r.Verdict(),
		fmt.Sprintf("Enquiries: %d (%d routine, %d for people); the period before %d (%d, %d); waiting at the end %s",
			n.Enquiries.Len(), n.Routine.Len(), n.Human.Len(), p.Enquiries.Len(), p.Routine.Len(), p.Human.Len(), waiting(n.Waiting)),
		"Drafts: " + fates(n.Drafts) + "; before " + fates(p.Drafts),
		fmt.Sprintf("Escalations: %s%s; before %s%s", n.Escalations.Rate, reasons(n.Escalations.Reasons), of(p.Escalations.Rate), opinions(n.Opinions)),
		fmt.Sprintf("Complaints: opened %d, before %d; deadlines missed %s; of 8 weeks' cases whose 30 days are over: AI-touched %s, before %s; people only %s, before %s",
			n.Complaints.Opened.Len(), p.Complaints.Opened.Len(), missed(n.Complaints.Missed), ripe.Complaints.AI, of(past.Complaints.AI), ripe.Complaints.HumanOnly, of(past.Complaints.HumanOnly)),
		r.qualityBesideCost(),
		"Overrides in 8 weeks: " + r.topics(),
		r.towards(),
		"Knowledge gaps: " + gaps(n.Gaps),
		fmt.Sprintf("Reviewers, as a team: before approval %s; approved under 5 s %s%s; no edit in their last 50: %s", n.Watch.ReadingTime(), n.Watch.Quick, n.Watch.Blind(), n.Watch.NoEdit),
		r.health(),
	}
}

// qualityBesideCost puts what was saved beside what it may have cost clients.
func (r *Report) qualityBesideCost() string {
	n, q := r.Now, r.Ripe.Quality
	return fmt.Sprintf("Quality beside cost: in 8 weeks back within 72 h %s, reopened %s; half wait: routine %s, people %s | %s, %s",
		q.Repeat72, q.Reopen, half(n.RoutineWait), half(n.HumanWait), r.Saved.words(), r.modelCost())
}

// half is the median wait in working time.
func half(w measure.Wait) string {
	switch n := len(w.Cases); {
	case n == 0:
		return "n/a"
	case n < w.Fewest:
		return fmt.Sprintf("low data (n %d)", n)
	default:
		return fmt.Sprintf("%s (n %d)", measure.Within(w.Quantile(.5)), n)
	}
}

// modelCost is what models cost, as far as prices are known.
func (r *Report) modelCost() string {
	c := r.ModelCost
	switch {
	case c == nil || (len(c.Models) > 0 && len(c.Unpriced) == len(c.Models)):
		return "cost of the model not known"
	case len(c.Models) == 0:
		return "no model asked"
	case len(c.Unpriced) > 0:
		return "model at least " + money(c.Currency, c.Total)
	}
	return "model " + money(c.Currency, c.Total)
}

// of is a rate as k of n alone, for the period before; "n/a" without any case.
func of(r measure.Rate) string {
	if len(r.N) == 0 {
		return r.String()
	}
	return fmt.Sprintf("%d/%d", len(r.K), len(r.N))
}

// missed names the cases whose deadline passed: each is for somebody to see to.
func missed(cases measure.Cases) string {
	var ids []string
	for _, id := range cases[:min(5, len(cases))] {
		ids = append(ids, fmt.Sprint(id))
	}
	if len(ids) == 0 {
		return "0"
	}
	return fmt.Sprintf("%d (case %s)", len(cases), strings.Join(ids, ", "))
}

// health tells of failures, of the tolerance used and of the ledger.
func (r *Report) health() string {
	n := r.Now
	return strings.TrimSpace(fmt.Sprintf("Health: %s; unseen by staff for over 15 min %d of %d, given to a person after a failure %d, deliveries unknown %d%s; %s. %s",
		r.Edge.down(), len(n.Unseen.K), len(n.Unseen.N), n.Parked.Len(), n.Unknown.Len(), r.Edge.words(), r.Verified.words(r.Ledger), r.Calendar))
}

// Title names the firm and the period.
func (r *Report) Title() string {
	late := ""
	if r.Late {
		late = " (late)"
	}
	return fmt.Sprintf("%s, %s%s", r.Firm, r.Now.Period, late)
}

// Verdict is the period in one sentence: how busy it was, whether anybody waits,
// and what was caught or went wrong.
func (r *Report) Verdict() string {
	n := r.Now
	parts := []string{r.pace()}
	switch begun, earlier := n.Waiting.Begun.Len(), n.Waiting.Earlier.Len(); {
	case begun+earlier == 0 && n.Enquiries.Len() > 0:
		parts = append(parts, "all answered")
	case earlier == 0 && begun > 0:
		parts = append(parts, english.Plural(begun, "still waits", "still wait"))
	case begun == 0 && earlier > 0:
		parts = append(parts, english.Plural(earlier, "from before still waits", "from before still wait"))
	case earlier > 0:
		parts = append(parts, fmt.Sprintf("%s and %d from before", english.Plural(begun, "still waits", "still wait"), earlier))
	}
	var more []string
	for _, x := range []struct {
		n         int
		one, many string
	}{
		{n.Complaints.Missed.Len(), "deadline of a complaint or a data request was missed", "cases missed a deadline of a complaint or a data request"},
		{n.Complaints.Opened.Len(), "complaint was opened", "complaints were opened"},
		{len(n.Recall.Misses), "enquiry should have had a person at once", "enquiries should have had a person at once"},
		{n.Drafts.Promises.Len(), "promise was caught before sending", "promises were caught before sending"},
		{n.Drafts.Material.Len(), "draft was changed in substance before sending", "drafts were changed in substance before sending"},
	} {
		if x.n > 0 && len(more) < 3 {
			more = append(more, english.Plural(x.n, x.one, x.many))
		}
	}
	text := strings.Join(parts, ", ")
	if len(more) > 0 {
		text += "; " + strings.Join(more, ", ")
	}
	return text + "."
}

// busier and quieter are how far the enquiries of a period must be from those of
// the one before to say so.
const busier, quieter, fewToCompare = 1.25, 0.75, 10

// pace says how many enquiries came, and whether that is many or few. A firm that
// began within the period before has nothing to compare with.
func (r *Report) pace() string {
	n, p := r.Now.Enquiries.Len(), r.Past.Enquiries.Len()
	count := english.Plural(n, "enquiry", "")
	if n == 0 {
		count = "no enquiries"
	}
	word := map[measure.Kind]string{measure.Weekly: "week", measure.Daily: "day"}[r.Now.Period.Kind]
	switch {
	case word == "" || n+p < fewToCompare || !r.whole:
		return capital(count)
	case float64(n) >= busier*float64(p):
		return "Busy " + word + ": " + count
	case float64(n) <= quieter*float64(p):
		return "Quiet " + word + ": " + count
	}
	return "Usual " + word + ": " + count
}

// waiting says how many wait, and how many of them began before the period.
func waiting(w measure.Waiting) string {
	if w.Earlier.Len() == 0 {
		return fmt.Sprint(w.Len())
	}
	return fmt.Sprintf("%d, %d of them from before", w.Len(), w.Earlier.Len())
}

// reasons names what sent cases to people most often.
func reasons(all []measure.Named) string {
	var out []string
	for _, x := range all[:min(3, len(all))] {
		out = append(out, fmt.Sprintf("%s %d", reasonWords(x.Name), x.Cases.Len()))
	}
	if len(out) == 0 {
		return ""
	}
	return "; most often " + strings.Join(out, ", ")
}

// topicWords is a topic as it stands in a sentence.
func topicWords(topic string) string {
	if topic == "" || topic == "other" {
		return "other" // of no topic of the list
	}
	return card.Midway(card.Topic(topic))
}

// reasonWords is why a case went to a person, as a digest counts it.
func reasonWords(reason string) string {
	switch reason {
	case "staff":
		return "escalated by staff"
	case "rejected":
		return "draft rejected"
	case bot.NotCovered:
		return "no document covers it"
	}
	return card.Midway(card.Reason(bot.Code(reason)))
}

// gateLimit and gateAlpha are what a topic's overrides are held to, at each of the three looks.
const gateLimit, gateAlpha = .05, .05 / 3

// topics gives the overrides of the topics with the most drafts: a bar of the
// share that stood, which is full only where all did, k/n, and the bound.
func (r *Report) topics() string {
	var out []string
	for _, x := range r.Ripe.Topics[:min(4, len(r.Ripe.Topics))] {
		out = append(out, capital(topicWords(x.Topic))+" "+r.overrides(x))
	}
	if len(out) == 0 {
		return "no draft was decided"
	}
	return strings.Join(out, "; ")
}

func (r *Report) overrides(x measure.Topic) string {
	k, n := len(x.Override.K), len(x.Override.N)
	switch text := fmt.Sprintf("%s %d/%d (at most %d %%)", bar(n-k, n, 4), k, n, atMost(x)); {
	case x.Override.Enough() && r.never(x.Topic):
		return text + ", never automatic"
	case x.Override.Enough():
		return text
	}
	return fmt.Sprintf("too few to say (%s)", r.decided(x))
}

// never tells whether a person always decides on a topic.
func (r *Report) never(topic string) bool { return slices.Contains(r.Never, topic) }

// decided says how many drafts of a topic were decided, of how many it needs
// before it may ask for autonomy; where it may never, it needs none.
func (r *Report) decided(x measure.Topic) string {
	k, n := len(x.Override.K), len(x.Override.N)
	if r.never(x.Topic) {
		return fmt.Sprintf("%d, never automatic", n)
	}
	return fmt.Sprintf("%d of %d", n, measure.Needed(k, gateLimit, gateAlpha))
}

// atMost is the bound of a topic in whole per cents, upwards.
func atMost(x measure.Topic) int { return int(math.Ceil(100*x.AtMost - 1e-9)) }

// opinions says how far the model's opinion of the tier agrees; "" where it had none.
func opinions(o measure.Opinions) string {
	if len(o.Agrees.N)+len(o.Failed) == 0 {
		return ""
	}
	return fmt.Sprintf("; the model agreed with routine %s, sent %d to a person, could not be asked %d", o.Agrees, o.Raised.Len(), o.Failed.Len())
}

// bar draws k of n with full and light blocks; it is full only where k is n.
func bar(k, n, width int) string {
	full := 0
	if n > 0 {
		full = k * width / n
	}
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

// shownGaps is how many questions without a document are named.
const shownGaps = 3

func gaps(all []measure.Gap) string {
	var out []string
	for _, g := range all[:min(shownGaps, len(all))] {
		owner := g.Owner
		if owner == "" {
			owner = "no owner"
		}
		out = append(out, fmt.Sprintf("case %d (%s, %s)", g.Case, topicWords(g.Topic), owner))
	}
	switch {
	case len(all) == 0:
		return "none: a document covered every question"
	case len(all) > shownGaps:
		out = append(out, fmt.Sprintf("%d more", len(all)-shownGaps))
	}
	return strings.Join(out, ", ")
}

// fates is what became of decided drafts, each as k of n, and how many answers
// went by themselves, which nobody decided on.
func fates(d measure.Drafts) string {
	itself := ""
	if n := d.Automatic.Len(); n > 0 {
		itself = ", " + english.Plural(n, "answer sent by itself", "answers sent by themselves")
	}
	n := d.Decided.Len()
	if n == 0 {
		return "none decided" + itself
	}
	return fmt.Sprintf("as drafted %d/%d, edited %d/%d, replaced %d/%d, escalated %d/%d%s",
		d.AsDrafted.Len(), n, d.Edited.Len(), n, d.Replaced.Len(), n, d.Escalated.Len(), n, itself)
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
	all := kinds(r.Weeks)
	var names []string
	for _, o := range all {
		names = append(names, string(o.mark)+" "+o.name)
	}
	fmt.Fprintln(&b, "Week from    "+strings.Join(names, ", "))
	for _, w := range r.Weeks {
		line := ""
		for _, o := range all {
			width := o.of(w) * barWidth / most
			if o.of(w) > 0 {
				width = max(1, width)
			}
			line += strings.Repeat(string(o.mark), width)
		}
		complaints := ""
		if w.Complaint.Len() > 0 {
			complaints = ", " + english.Plural(w.Complaint.Len(), "complaint", "")
		}
		fmt.Fprintf(&b, "%-12s %s (n %d%s)\n", w.Start.Format("2 Jan 2006"), line, w.Enquiries.Len(), complaints)
	}
	return strings.TrimRight(b.String(), "\n")
}

func (w Week) total() int {
	return w.Automatic.Len() + w.AsDrafted.Len() + w.Edited.Len() + w.Replaced.Len() + w.Escalated.Len()
}

// Alt says in words what the chart shows.
func (r *Report) Alt() string {
	var out []string
	for _, w := range r.Weeks {
		if w.Enquiries.Len() > 0 {
			itself := ""
			if n := w.Automatic.Len(); n > 0 {
				itself = fmt.Sprintf("%d sent by itself, ", n)
			}
			out = append(out, fmt.Sprintf("week from %s: %s%d sent as drafted, %d edited, %d replaced, %d needed a person, %s",
				w.Start.Format("2 January"), itself, w.AsDrafted.Len(), w.Edited.Len(), w.Replaced.Len(), w.Escalated.Len(), english.Plural(w.Complaint.Len(), "complaint", "")))
		}
	}
	if len(out) == 0 {
		return "Eight weeks without an enquiry."
	}
	return fmt.Sprintf("Outcomes in the last %d weeks. ", len(r.Weeks)) + strings.Join(out, "; ") + "."
}
