package autonomy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/bot/measure"
)

// bound is the condition on the override rate.
func (d *Desk) bound(s Status, e evidence) Finding {
	k, n := e.k, e.n()
	f := Finding{Name: "evidence", Holds: Passes(k, n)}
	if f.Holds {
		f.Words = fmt.Sprintf("%s of %d decided: at most %.1f %%, and %.0f %% is allowed", english.Plural(k, "override", ""), n, percentUp(Bound(k, n)), 100*Limit)
		return f
	}
	if n < Needed(k) {
		f.Words = fmt.Sprintf("%d of %d decided by day %d", n, Needed(k), s.Look.Look)
		if k > 0 {
			f.Words += fmt.Sprintf(", %d of them changed in what they said", k)
		}
	}
	f.Words += fmt.Sprintf(" (at most %.1f %%, and %.0f %% is allowed); now %s", percentUp(Bound(k, n)), 100*Limit, s.progress())
	return f
}

func (d *Desk) openDays(e evidence) (Finding, error) {
	n, err := e.openDays(d.deps.Zone, d.deps.Rules.Hours.BusinessDay)
	if err != nil {
		return Finding{}, fmt.Errorf("counting business days: %w", err)
	}
	return Finding{"activity", n >= MinOpen, fmt.Sprintf("decisions on %s, %d are wanted", english.Plural(n, "business day", ""), MinOpen)}, nil
}

func harm(e evidence) Finding {
	if len(e.harm) == 0 {
		return Finding{"harm", true, "no wrong fact, wrong client or promise found"}
	}
	return Finding{"harm", false, "a wrong fact, wrong client or promise in " + caseList(e.harm)}
}

func missed(e evidence) Finding {
	if len(e.missed) == 0 {
		return Finding{"human_tier", true, "no case of the topic turned out to need a person"}
	}
	return Finding{"human_tier", false, "sorted as routine and given to a person by staff: " + caseList(e.missed)}
}

// caseList names cases, the first few by number.
func caseList(ids []int64) string {
	var out []string
	for _, id := range ids[:min(len(ids), 5)] {
		out = append(out, fmt.Sprint(id))
	}
	text := "case " + strings.Join(out, ", ")
	if len(ids) > 1 {
		text = "cases " + strings.Join(out, ", ")
	}
	if more := len(ids) - len(out); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// pooled is the condition on topics whose evidence counts together.
func pooled(st bot.Standing, e evidence) Finding {
	if len(st.Pooled) == 0 {
		return Finding{}
	}
	var few []string
	for _, topic := range st.Pooled {
		if n := e.of(topic); n < MinPool {
			few = append(few, fmt.Sprintf("%s %d", topic, n))
		}
	}
	if len(few) > 0 {
		return Finding{"pool", false, fmt.Sprintf("pooled topics want %d decided each: %s", MinPool, strings.Join(few, ", "))}
	}
	return Finding{"pool", true, "pooled by the owner: " + strings.Join(st.Pooled, ", ")}
}

// changed is the condition that what the evidence rests on still stands.
func (d *Desk) changed(e bot.Evidence) Finding {
	why := d.shaken(&bot.Grant{Until: d.now().Add(time.Hour), Policy: e.Policy, Pages: e.Pages})
	if why != "" {
		return Finding{"unchanged", false, why + ": decide a draft on it first"}
	}
	return Finding{"unchanged", true, "model, prompt, rules and pages are those of the evidence"}
}

func (d *Desk) owner() Finding {
	if len(d.deps.Owners()) == 0 {
		return Finding{"owner", false, "nobody may sign: name the owner in the setting firm.owner"}
	}
	return Finding{"owner", true, "the owner is named"}
}

// people are the conditions on who decided, and how.
func (d *Desk) people(st bot.Standing, e evidence, all []*measure.Decision, at time.Time) []Finding {
	took, stamps := e.approvers(all, at)
	people := d.apart(took)
	f := Finding{"approvers", people >= 2, fmt.Sprintf("%s took part, 2 are wanted (the owner may waive this)", english.Plural(people, "approver", ""))}
	if people < len(took) {
		f.Words += fmt.Sprintf("; %d ids of several platforms may be the same people", len(took))
	}
	if len(stamps) > 0 {
		f.Words += fmt.Sprintf("; %d more not counted, for not one edit in %d decided drafts", len(stamps), measure.Watched)
	}
	if !f.Holds && slices.Contains(st.Waived, "approvers") {
		f.Holds, f.Words = true, f.Words+"; the owner waives it"
	}
	k, n, viewed := e.quick()
	quick := Finding{"reading", n == 0 || float64(k) <= quickLimit*float64(n), fmt.Sprintf("%d of %d approvals in under %.0f s, at most a fifth may be", k, n, unread)}
	if viewed < n {
		quick.Words += fmt.Sprintf("; %d of them timed from when the card came, not when it was read", n-viewed)
	}
	return []Finding{f, quick}
}

// apart is how many people approvers are at the least: one person may have an id
// on each platform, and never two on one.
func (d *Desk) apart(ids []string) int {
	most, on := 0, map[string]int{}
	for _, id := range ids {
		on[d.deps.IDs(id)]++
		most = max(most, on[d.deps.IDs(id)])
	}
	return most
}
