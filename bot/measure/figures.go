package measure

import (
	"slices"
	"time"

	"countersign/bot"
)

// Figures are what the ledger says of the cases of one period: those whose first
// message lies in it.
type Figures struct {
	Period    Period  `json:"period"`
	Enquiries Cases   `json:"enquiries"`
	Routine   Cases   `json:"routine"`
	Human     Cases   `json:"human"`
	Unsorted  Cases   `json:"unsorted"`
	NoReply   Cases   `json:"no_reply_needed"` // thanks and the like
	Gone      Cases   `json:"taken_back"`      // deleted by the client before an answer
	Waiting   Waiting `json:"waiting"`

	Drafts      Drafts      `json:"drafts"`
	Escalations Escalations `json:"escalations"`
	Opinions    Opinions    `json:"second_opinions"`
	Usage       Usage       `json:"model_usage"`
	Complaints  Complaints  `json:"complaints"`
	Quality     Quality     `json:"quality"`

	RoutineWait Wait `json:"routine_first_answer"`
	HumanWait   Wait `json:"human_first_answer"`
	RoutineSLA  Rate `json:"routine_in_time"`
	HumanSLA    Rate `json:"human_in_time"`

	Topics []Topic `json:"topics"` // by decided drafts, most first
	Gaps   []Gap   `json:"gaps"`

	Parked  Cases `json:"parked"`           // a step failed and a person was given the case
	Unknown Cases `json:"delivery_unknown"` // whether an answer arrived was not known
}

// Waiting are the cases whose client waited for an answer at the end of the
// period, those answered once and written to again included. A case of which
// nothing was heard in the time that the ledger is read is not among them.
type Waiting struct {
	Begun   Cases `json:"begun_in_the_period"`
	Earlier Cases `json:"begun_before"`
}

// Len is how many there are.
func (w Waiting) Len() int { return w.Begun.Len() + w.Earlier.Len() }

// Drafts is what staff did with drafts. Each draft version counts once.
type Drafts struct {
	Decided    Cases     `json:"decided"`
	AsDrafted  Cases     `json:"as_drafted"`
	Edited     Cases     `json:"edited"`    // and still the draft's text by half at least
	Replaced   Cases     `json:"replaced"`  // edited by more than half, or rejected
	Escalated  Cases     `json:"escalated"` // by a person, though sorted as routine
	Confirmed  Cases     `json:"confirmed"` // escalated by a person when sorted as human tier: not decided drafts
	Bands      [5]Cases  `json:"bands"`     // sent texts by edit distance: 0, to .05, to .20, to .50, above
	Material   Cases     `json:"material"`  // edits that changed what is said
	Override   Rate      `json:"override"`
	Touch      Rate      `json:"touch"`
	Superseded Cases     `json:"superseded"`
	Withdrawn  Cases     `json:"withdrawn"`
	Expired    Cases     `json:"expired"` // nobody decided in time
	Undecided  Cases     `json:"undecided"`
	Automatic  Cases     `json:"automatic"` // sent by a grant, decided by nobody
	Quick      Rate      `json:"approved_under_5s"`
	Reading    []float64 `json:"seconds_on_card"` // before an approval, ascending
}

// Escalations are the cases that ended in the human tier.
type Escalations struct {
	Rate    Rate    `json:"rate"`
	By      []Named `json:"by"`      // who sent the case to a person first
	Reasons []Named `json:"reasons"` // most frequent first
}

// Named is a figure with a name.
type Named struct {
	Name  string `json:"name"`
	Cases Cases  `json:"cases"`
}

// Complaints are the complaint records that cases opened.
type Complaints struct {
	Opened     Cases `json:"opened"` // within the period, whenever the case began
	AfterAI    Cases `json:"opened_after_ai"`
	AfterHuman Cases `json:"opened_after_human_only"`
	AtFirst    Cases `json:"opened_before_an_answer"` // the enquiry was the complaint
	AI         Rate  `json:"ai_handled"`
	HumanOnly  Rate  `json:"human_only"`
	FirstIsOne Cases `json:"excluded_complaint_was_the_enquiry"`
	Maturing   Cases `json:"maturing"` // answered less than 30 days ago: in neither rate
}

// Quality is how well answers held.
type Quality struct {
	Repeat         Rate  `json:"repeat_contact"`
	RepeatUnsure   Cases `json:"repeat_contact_unsure"` // of those counted: the same topic cannot be told
	RepeatMaturing Cases `json:"repeat_contact_maturing"`
	Reopen         Rate  `json:"reopened"`
	ReopenMaturing Cases `json:"reopened_maturing"`
}

// Topic is the override rate of one topic.
type Topic struct {
	Topic    string  `json:"topic"`
	Override Rate    `json:"override"`
	AtMost   float64 `json:"upper_bound"` // one-sided 95 %
}

// Gap is a question that no document covers. Its words stand in the case.
type Gap struct {
	Case  int64  `json:"case"`
	Topic string `json:"topic"`
}

// LookBack is how far before a period events are read: complaints and repeats
// may concern cases of the month before, and a chart shows eight weeks.
const LookBack = 95 * 24 * time.Hour

// tally computes figures from files.
type tally struct {
	files  Files // all that were read, by id
	now    time.Time
	rules  Rules
	period Period
}

// Count computes the figures of a period from files that were read up to asOf,
// from far enough before the period: see [LookBack].
func Count(files Files, p Period, asOf time.Time, rules Rules) Figures {
	return tally{files: files, now: asOf, rules: rules, period: p}.figures()
}

func (t tally) figures() Figures {
	f := Figures{Period: t.period, Gaps: []Gap{}, Topics: []Topic{}}
	var mine Files
	for _, c := range t.files {
		if !c.Opened.IsZero() && t.period.Holds(c.Opened) {
			mine = append(mine, c)
		}
	}
	t.enquiries(&f, mine)
	f.Waiting = t.waiting()
	f.Drafts = t.drafts(mine)
	f.Escalations = t.escalations(mine)
	f.Opinions = t.opinionsOf(mine)
	f.Usage = t.usage(mine)
	f.Complaints = t.complaints(mine)
	f.Quality = t.quality(mine)
	f.RoutineWait, f.RoutineSLA = t.waits(mine, bot.TierRoutine, t.rules.RoutineTarget)
	f.HumanWait, f.HumanSLA = t.waits(mine, bot.TierHuman, t.rules.HumanTarget)
	f.Topics = append(f.Topics, t.topics(mine)...)
	return f
}

func (t tally) rate() Rate { return Rate{Fewest: t.rules.Fewest} }

func (t tally) enquiries(f *Figures, mine Files) {
	for _, c := range mine {
		f.Enquiries = append(f.Enquiries, c.ID)
		switch c.Tier {
		case bot.TierRoutine:
			f.Routine = append(f.Routine, c.ID)
		case bot.TierHuman:
			f.Human = append(f.Human, c.ID)
		default:
			f.Unsorted = append(f.Unsorted, c.ID)
		}
		add(&f.NoReply, c.ThanksOnly(), c.ID)
		add(&f.Gone, c.Gone(), c.ID)
		add(&f.Parked, len(c.Parked) > 0, c.ID)
		add(&f.Unknown, len(c.Unknown) > 0, c.ID)
		if len(c.Gaps) > 0 {
			f.Gaps = append(f.Gaps, Gap{Case: c.ID, Topic: c.Topic})
		}
	}
}

// waiting counts who waited at the end of the period, whenever the case began.
func (t tally) waiting() Waiting {
	var w Waiting
	for _, c := range t.files {
		early := c.Opened.Before(t.period.Start) // zero, too: before what was read
		add(&w.Begun, !early && c.Waits(t.period.End), c.ID)
		add(&w.Earlier, early && c.Waits(t.period.End), c.ID)
	}
	return w
}

func add(to *Cases, when bool, id int64) {
	if when {
		*to = append(*to, id)
	}
}

// escalations counts the cases that ended in the human tier, by who sent them
// there first and why.
func (t tally) escalations(mine Files) Escalations {
	e := Escalations{Rate: t.rate(), By: []Named{}, Reasons: []Named{}}
	by, why := map[string]Cases{}, map[string]Cases{}
	for _, c := range mine {
		e.Rate.N = append(e.Rate.N, c.ID)
		if c.Tier != bot.TierHuman {
			continue
		}
		e.Rate.K = append(e.Rate.K, c.ID)
		first := Raising{By: "other"}
		if len(c.Raised) > 0 {
			first = c.Raised[0]
		}
		by[first.By] = append(by[first.By], c.ID)
		if first.Reason != "" {
			why[first.Reason] = append(why[first.Reason], c.ID)
		}
	}
	for _, name := range sources {
		if len(by[name]) > 0 {
			e.By = append(e.By, Named{name, by[name]})
		}
	}
	for name, cases := range why {
		e.Reasons = append(e.Reasons, Named{name, cases})
	}
	slices.SortFunc(e.Reasons, mostFirst)
	return e
}

// mostFirst orders by size, then by name: never by chance.
func mostFirst(a, b Named) int {
	if n := len(b.Cases) - len(a.Cases); n != 0 {
		return n
	}
	if a.Name < b.Name {
		return -1
	}
	return 1
}

// working is how long the firm was open between two times. Days beyond the bank
// holidays known count as working days; the report says so (digest.Report.Calendar).
func (t tally) working(from, to time.Time) time.Duration {
	d, err := t.rules.Hours.WithoutEnd().Between(from, to)
	if err != nil {
		return 0 // hours without an end know every year
	}
	return d
}

// waits gives the time to the first answer of the cases of a tier, and how many
// got theirs within the target of working time. A case that has not been
// answered and may still be in time is not counted in the rate.
func (t tally) waits(mine Files, tier bot.Tier, target time.Duration) (Wait, Rate) {
	w, sla := Wait{Fewest: t.rules.Fewest}, t.rate()
	for _, c := range mine {
		at, answered := c.FirstAnswer()
		if c.Tier != tier || c.ThanksOnly() || c.Gone() || (!answered && len(c.Resolved) > 0) {
			continue
		}
		if !answered {
			at = t.now
		}
		one := Waited{Case: c.ID, Answered: answered, Clock: at.Sub(c.Opened), Working: t.working(c.Opened, at)}
		w.Cases = append(w.Cases, one)
		add(&sla.K, answered && one.Working <= target, c.ID)
		add(&sla.N, answered || one.Working > target, c.ID)
	}
	return w.sorted(), sla
}
