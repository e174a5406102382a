package measure

import (
	"cmp"
	"slices"

	"countersign/bot"
)

// kinds are the sources of an escalation as a digest splits them.
var kinds = []struct {
	name    string
	sources []string
}{
	{"rule", []string{"rules", "history", "classifier"}},
	{"model", []string{"model"}},
	{"person", []string{"person"}},
	{"timer", []string{"timer"}},
	{"client request", []string{"client"}},
	{"failure", []string{"failure"}},
	{"other", []string{"other"}},
}

// escalations counts the cases that ended in the human tier, by who sent them
// there first and why. Vulnerability is counted with the others and is no reason
// by name: a list of its cases, or in a small firm the count alone, says who.
func (t tally) escalations(mine Files) Escalations {
	e := Escalations{Rate: t.rate(), By: []Named{}, Sources: []Named{}, Reasons: []Named{}}
	by, why := map[string]Cases{}, map[string]Cases{}
	for _, f := range mine {
		e.Rate.N = append(e.Rate.N, f.ID)
		if f.Tier != bot.TierHuman {
			continue
		}
		e.Rate.K = append(e.Rate.K, f.ID)
		first := f.firstRaised()
		by[first.By] = append(by[first.By], f.ID)
		if first.Reason != "" && first.Reason != string(bot.Vulnerability) {
			why[first.Reason] = append(why[first.Reason], f.ID)
		}
	}
	for _, k := range kinds {
		var all Cases
		for _, name := range k.sources {
			all = append(all, by[name]...)
			if len(by[name]) > 0 {
				e.Sources = append(e.Sources, Named{name, by[name]})
			}
		}
		if len(all) > 0 {
			slices.Sort(all)
			e.By = append(e.By, Named{k.name, all})
		}
	}
	for name, cases := range why {
		e.Reasons = append(e.Reasons, Named{name, cases})
	}
	slices.SortFunc(e.Reasons, mostFirst)
	return e
}

// firstRaised is who sent the case to a person first, and why. What a person had
// answered before it was sorted went to nobody: there the sorting says it.
func (f *File) firstRaised() Raising {
	if len(f.Raised) > 0 {
		return f.Raised[0]
	}
	for _, s := range f.Sorted {
		if s.Tier == bot.TierHuman {
			reason := ""
			if len(s.Codes) > 0 {
				reason = s.Codes[0]
			}
			return Raising{s.At, source(s.By, reason), reason}
		}
	}
	return Raising{By: "other"} // a person put a duty on record
}

// mostFirst orders by size, then by name: never by chance.
func mostFirst(a, b Named) int {
	return cmp.Or(len(b.Cases)-len(a.Cases), cmp.Compare(a.Name, b.Name))
}
