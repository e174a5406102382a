package measure

import (
	"slices"
	"sort"
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
	EmojiOnly Cases   `json:"emoji_only"`      // in the ledger, and no enquiry
	Gone      Cases   `json:"taken_back"`      // deleted by the client before an answer
	Waiting   Waiting `json:"waiting"`

	Drafts      Drafts      `json:"drafts"`
	Escalations Escalations `json:"escalations"`
	Opinions    Opinions    `json:"second_opinions"`
	Usage       Usage       `json:"model_usage"`
	Complaints  Complaints  `json:"complaints"`
	Quality     Quality     `json:"quality"`
	Recall      Recall      `json:"tier"`
	Balance     Balance     `json:"balance"`
	Watch       Watch       `json:"reviewers"`

	FirstAnswer Wait `json:"first_answer"`
	RoutineWait Wait `json:"routine_first_answer"`
	HumanWait   Wait `json:"human_first_answer"`
	Resolution  Wait `json:"resolution"` // to the resolution; unresolved cases count as not ended
	SLA         Rate `json:"in_time"`
	RoutineSLA  Rate `json:"routine_in_time"`
	HumanSLA    Rate `json:"human_in_time"`

	Topics []Topic `json:"topics"` // by decided drafts, most first
	Gaps   []Gap   `json:"gaps"`

	Unseen  Rate  `json:"unseen_by_staff_over_15_min"` // of working time, from the first message to the first card
	Parked  Cases `json:"parked"`                      // a step failed and a person was given the case
	Unknown Cases `json:"delivery_unknown"`            // whether an answer arrived was not known
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
	Decided    Cases    `json:"decided"`
	AsDrafted  Cases    `json:"as_drafted"`
	Edited     Cases    `json:"edited"`          // and still the draft's text by half at least
	Replaced   Cases    `json:"replaced"`        // edited by more than half, or rejected
	Escalated  Cases    `json:"escalated"`       // by a person, though sorted as routine
	Confirmed  Cases    `json:"confirmed"`       // escalated by a person when sorted as human tier: not decided drafts
	Bands      [5]Cases `json:"bands"`           // sent texts by edit distance: 0, to .05, to .20, to .50, above
	Material   Cases    `json:"material"`        // edits that changed what is said
	Promises   Cases    `json:"promises_caught"` // drafts with a promise that a check found, and that did not go out as they stood
	Override   Rate     `json:"override"`
	Touch      Rate     `json:"touch"`
	Superseded Cases    `json:"superseded"`
	Withdrawn  Cases    `json:"withdrawn"`
	Expired    Cases    `json:"expired"` // nobody decided in time
	Undecided  Cases    `json:"undecided"`
	Automatic  Cases    `json:"automatic"` // sent by a grant, decided by nobody
}

// Escalations are the cases that ended in the human tier, and who sent them there
// first: rule (rules, history, classifier), model, person, timer, client request,
// failure; Sources tells the rules apart.
type Escalations struct {
	Rate    Rate    `json:"rate"`
	By      []Named `json:"by"`
	Sources []Named `json:"sources"`
	Reasons []Named `json:"reasons"` // most frequent first; vulnerability is not among them
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
	Unsure     Cases `json:"unsure"` // of those in a rate: a complaint about nothing in particular
	FirstIsOne Cases `json:"excluded_complaint_was_the_enquiry"`
	Maturing   Cases `json:"maturing"`            // answered less than 30 days ago: in neither rate
	AISoFar    Rate  `json:"ai_handled_maturing"` // of those, AI-handled ones, and which complained already: the share can only rise
	None       Cases `json:"no_complaint_after_all"`
	Missed     Cases `json:"deadlines_missed"` // a deadline of a record passed within the period, requests for data too
}

// Quality is how well answers held.
type Quality struct {
	Resolved       Cases `json:"resolved"`
	Auto           Cases `json:"resolved_by_silence"` // of those: seven days without a word after our answer
	Repeat         Rate  `json:"repeat_contact"`
	RepeatUnsure   Cases `json:"repeat_contact_unsure"` // of those counted: the same topic cannot be told
	RepeatMaturing Cases `json:"repeat_contact_maturing"`
	Repeat72       Rate  `json:"repeat_contact_72h"` // the same within 72 hours
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
	Case    int64    `json:"case"`
	Topic   string   `json:"topic"`
	Nearest []string `json:"nearest,omitempty"` // passages that came nearest
	Owner   string   `json:"owner,omitempty"`   // who sees to it; filled in by who knows
}

// LookBack is how far before a period events are read: complaints and repeats
// may concern cases of the month before, and a chart shows eight weeks.
const LookBack = 95 * 24 * time.Hour

// tally computes figures from files.
type tally struct {
	files    Files                // all that were read, by id
	said     map[string][]contact // by account, in the order of time
	concerns map[string]Files     // by account: the cases with a complaint record
	keep     func(*File) bool     // nil keeps all
	now      time.Time
	rules    Rules
	period   Period
}

// contact is one message of a client.
type contact struct {
	of *File
	m  *Message
}

// Count computes the figures of a period from files that were read up to asOf,
// from far enough before the period: see [LookBack].
func Count(files Files, p Period, asOf time.Time, rules Rules) Figures {
	return CountOf(files, p, asOf, rules, nil)
}

// CountOf counts only the cases that keep tells, such as those flagged as
// vulnerable; what other cases say about them is looked at all the same.
func CountOf(files Files, p Period, asOf time.Time, rules Rules, keep func(*File) bool) Figures {
	t := tally{files: files, said: map[string][]contact{}, concerns: map[string]Files{}, keep: keep, now: asOf, rules: rules, period: p}
	for _, f := range files {
		for i := range f.Messages {
			t.said[f.Account] = append(t.said[f.Account], contact{f, &f.Messages[i]})
		}
		if len(f.Complaints) > 0 {
			t.concerns[f.Account] = append(t.concerns[f.Account], f)
		}
	}
	for _, all := range t.said {
		slices.SortStableFunc(all, func(a, b contact) int { return a.m.At.Compare(b.m.At) })
	}
	return t.figures()
}

// contacts are what an account wrote after a time and until another, in all its cases.
func (t tally) contacts(account string, after, until time.Time) []contact {
	all := t.said[account]
	first := func(later time.Time) int {
		return sort.Search(len(all), func(i int) bool { return all[i].m.At.After(later) })
	}
	return all[first(after):first(until)]
}

// of gives the files that are counted.
func (t tally) of(files Files) Files {
	if t.keep == nil {
		return files
	}
	return slices.DeleteFunc(slices.Clone(files), func(f *File) bool { return !t.keep(f) })
}

func (t tally) figures() Figures {
	f := Figures{Period: t.period, Gaps: []Gap{}, Topics: []Topic{}}
	var mine Files
	for _, c := range t.of(t.files) {
		switch {
		case c.Opened.IsZero() || !t.period.Holds(c.Opened):
		case c.EmojiOnly():
			f.EmojiOnly = append(f.EmojiOnly, c.ID)
		default:
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
	f.Recall = t.recall(mine)
	f.Watch = t.watch()
	f.FirstAnswer, f.SLA = t.waits(mine, "")
	f.RoutineWait, f.RoutineSLA = t.waits(mine, bot.TierRoutine)
	f.HumanWait, f.HumanSLA = t.waits(mine, bot.TierHuman)
	f.Resolution = t.resolutions(mine)
	f.Unseen = t.unseen(mine)
	f.Balance = t.balance(mine, f)
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
			f.Gaps = append(f.Gaps, Gap{Case: c.ID, Topic: c.Topic, Nearest: c.Nearest})
		}
	}
}

// waiting counts who waited at the end of the period, whenever the case began.
func (t tally) waiting() Waiting {
	var w Waiting
	for _, c := range t.of(t.files) {
		if c.EmojiOnly() {
			continue
		}
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
