package measure

import (
	"slices"
	"time"
)

// complaints counts complaint records. One of which a person said, with a
// reason, that it is no complaint stands apart.
func (t tally) complaints(mine Files) Complaints {
	out := Complaints{AI: t.rate(), HumanOnly: t.rate(), AISoFar: t.rate()}
	for _, f := range t.of(t.files) {
		for _, c := range f.Complaints {
			if t.period.Holds(c.At) {
				out.open(f, c)
			}
		}
		add(&out.Missed, slices.ContainsFunc(f.Missed, t.period.Holds), f.ID)
	}
	for _, f := range mine {
		t.complained(&out, f)
	}
	return out
}

func (out *Complaints) open(f *File, c Complaint) {
	if c.None {
		out.None = append(out.None, f.ID)
		return
	}
	out.Opened = append(out.Opened, f.ID)
	first, answered := f.FirstAnswer()
	ai, drafted := f.FirstAI()
	switch {
	case !answered || c.At.Before(first):
		out.AtFirst = append(out.AtFirst, f.ID)
	case drafted && !c.At.Before(ai):
		out.AfterAI = append(out.AfterAI, f.ID)
	default:
		out.AfterHuman = append(out.AfterHuman, f.ID)
	}
}

// complained puts an answered case into the rate it belongs to, once 30 days have
// passed since the last text that could have caused a complaint. A case whose
// first message was the complaint is in neither.
func (t tally) complained(out *Complaints, f *File) {
	if f.beganAsComplaint() {
		out.FirstIsOne = append(out.FirstIsOne, f.ID)
		return
	}
	ai, last, answered := f.ByAI(), time.Time{}, len(f.Answers) > 0
	if !answered {
		return
	}
	for _, a := range f.Answers {
		if !ai || f.FromDraft(a) {
			last = a.At
		}
	}
	until := last.Add(complaintWithin)
	if until.After(t.now) {
		out.Maturing = append(out.Maturing, f.ID)
		add(&out.AISoFar.N, ai, f.ID)
		add(&out.AISoFar.K, ai && t.complainedAbout(f, t.now) != notAgain, f.ID)
		return
	}
	r := &out.HumanOnly
	if ai {
		r = &out.AI
	}
	found := t.complainedAbout(f, until)
	add(&r.N, true, f.ID)
	add(&r.K, found != notAgain, f.ID)
	add(&out.Unsure, found == unsure, f.ID)
}

// beganAsComplaint tells whether the enquiry itself was the complaint.
func (f *File) beganAsComplaint() bool {
	return slices.ContainsFunc(f.Complaints, func(c Complaint) bool { return !c.None && !c.Since.After(f.Opened.Truncate(time.Second)) })
}

// complainedAbout looks for a complaint in the case, or of the same account about
// it: one that comes after its first answer in the same thread or on the same
// topic. One of no topic in particular counts and is marked.
func (t tally) complainedAbout(f *File, until time.Time) again {
	found := notAgain
	first, _ := f.FirstAnswer()
	for _, o := range t.concerns[f.Account] {
		for _, c := range o.Complaints {
			switch {
			case c.None || c.At.After(until):
			case o == f:
				return surely
			case c.At.Before(first):
			case o.Thread == f.Thread || o.Topic == f.Topic:
				return surely
			case slices.Contains([]string{"", "other", "complaint"}, o.Topic):
				found = unsure
			}
		}
	}
	return found
}
