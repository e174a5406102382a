package measure

import (
	"time"

	"countersign/bot"
)

// Recall is how well the system gave to people what people say was theirs.
type Recall struct {
	Rate       Rate   `json:"human_tier_recall"`          // said human before any draft's text was sent / staff say human
	Misses     []Miss `json:"misses"`                     // one by one
	Over       Rate   `json:"over_escalation"`            // staff say routine / the system said human
	Unlabelled Cases  `json:"human_without_staff_label"`  // the system said human, and no person has said or done anything yet
	Later      Cases  `json:"human_after_a_drafted_text"` // sent to people after a drafted answer, by a later message: staff have not said which
}

// Miss is a case that was a person's, and got a drafted text first or was sent
// to a person by a person.
type Miss struct {
	Case  int64  `json:"case"`
	Topic string `json:"topic"`
	Sent  bool   `json:"drafted_text_sent"` // to the client, before the system said human
}

// SystemHuman is when the system itself first said that the case needs a person:
// rules, history, classifier, model or a failure. That a person said so is their
// word, and that nobody decided in time says nothing of the case.
func (f *File) SystemHuman() (at time.Time, ok bool) {
	said := func(t time.Time) {
		if !ok || t.Before(at) {
			at, ok = t, true
		}
	}
	for _, s := range f.Sorted {
		if s.Tier == bot.TierHuman {
			said(s.At)
		}
	}
	for _, r := range f.Raised {
		if r.By != "person" && r.By != "timer" {
			said(r.At)
		}
	}
	return at, ok
}

// Label is the final label of staff: what a person said of the tier, the last
// time they did; else human where a person escalated the case, or dealt with one
// that the system had given to people before any draft's text was sent; else
// routine where a person approved or edited a draft. ok is false where nobody has
// said or done any of it: a rejection says something of the draft, not the tier, and
// an escalation because no document covers the question something of the documents.
func (f *File) Label() (tier bot.Tier, ok bool) {
	if n := len(f.Labels); n > 0 {
		return f.Labels[n-1].Tier, true
	}
	approved := false
	for _, d := range f.Drafts {
		if d.Decision == nil || d.Decision.Automatic {
			continue
		}
		if d.Decision.Action == bot.Escalate && d.Decision.Code != bot.NotCovered {
			return bot.TierHuman, true
		}
		approved = approved || d.Decision.Sends()
	}
	for _, r := range f.Raised {
		if r.By == "person" && r.Reason == "staff" {
			return bot.TierHuman, true
		}
	}
	system, said := f.SystemHuman()
	ai, sent := f.FirstAI()
	switch {
	case approved:
		return bot.TierRoutine, !said // raised afterwards: nobody has said which it was
	case said && f.handled() && (!sent || system.Before(ai)):
		return bot.TierHuman, true
	}
	return "", false
}

// handled tells whether a person answered or resolved the case.
func (f *File) handled() bool {
	for _, a := range f.Answers {
		if a.Version == 0 {
			return true
		}
	}
	return len(f.Resolved) > 0
}

func (t tally) recall(mine Files) Recall {
	out := Recall{Rate: t.rate(), Over: t.rate(), Misses: []Miss{}}
	for _, f := range mine {
		label, known := f.Label()
		system, said := f.SystemHuman()
		ai, sent := f.FirstAI()
		if said {
			out.Over.N = append(out.Over.N, f.ID)
			add(&out.Over.K, known && label == bot.TierRoutine, f.ID)
			add(&out.Later, !known && sent && ai.Before(system), f.ID)
			add(&out.Unlabelled, !known && (!sent || !ai.Before(system)), f.ID)
		}
		if !known || label != bot.TierHuman {
			continue
		}
		out.Rate.N = append(out.Rate.N, f.ID)
		if said && (!sent || system.Before(ai)) {
			out.Rate.K = append(out.Rate.K, f.ID)
			continue
		}
		out.Misses = append(out.Misses, Miss{Case: f.ID, Topic: f.Topic, Sent: sent})
	}
	return out
}
