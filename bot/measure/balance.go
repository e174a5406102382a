package measure

import "time"

// Balance is what automation saves beside what it may cost: four figures that
// are shown in one table or not at all. An answer that held was no bargain where
// the client had to come back, complained, or should have had a person.
type Balance struct {
	Deflection Rate  `json:"net_deflection"` // sent automatically and held / all cases old enough
	Maturing   Cases `json:"maturing"`       // opened less than 30 days ago
	Repeat     Rate  `json:"repeat_contact"`
	Complaint  Rate  `json:"complaints_ai_handled"`
	Recall     Rate  `json:"human_tier_recall"`
}

// balance counts automatic answers without a touch of a person, a repeat within
// 7 days, a reopening, or a complaint within 30.
func (t tally) balance(mine Files, f Figures) Balance {
	b := Balance{Deflection: t.rate(), Repeat: f.Quality.Repeat, Complaint: f.Complaints.AI, Recall: f.Recall.Rate}
	for _, c := range mine {
		if t.matures(c).After(t.now) {
			b.Maturing = append(b.Maturing, c.ID)
			continue
		}
		b.Deflection.N = append(b.Deflection.N, c.ID)
		add(&b.Deflection.K, c.Untouched() && t.held(c), c.ID)
	}
	return b
}

// matures is when all that can still count against a case has had its time.
func (t tally) matures(f *File) time.Time {
	last := f.Opened
	for _, a := range f.Answers {
		last = a.At
	}
	return last.Add(complaintWithin)
}

// held tells whether an answered case brought nothing after it.
func (t tally) held(f *File) bool {
	at, _, ok := f.Resolution(t.now)
	if !ok {
		return false
	}
	last := f.Answers[len(f.Answers)-1].At
	return t.repeated(f, at, repeatWithin) == notAgain && !t.reopened(f, at) && t.complainedAbout(f, last.Add(complaintWithin)) == notAgain
}
