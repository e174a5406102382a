package autonomy

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"countersign/bot"
	"countersign/bot/measure"
)

// Baseline is what a firm's answers were like before it began, as counts.
type Baseline struct {
	RepeatK, RepeatN       int
	ComplaintK, ComplaintN int
}

// Finding is one condition of the gate: whether it holds, in words with figures.
type Finding struct {
	Name  string `json:"name"`
	Holds bool   `json:"holds"`
	Words string `json:"words"`
}

// Status is where a topic stands, with everything that it was judged by.
type Status struct {
	Topic  string            `json:"topic"`
	State  bot.AutonomyState `json:"state"`
	Since  time.Time         `json:"since,omitzero"`
	Cause  string            `json:"cause,omitempty"` // why it is forbidden, came back or rests
	Paused *bot.Pause        `json:"paused,omitempty"`
	Grant  *bot.Grant        `json:"grant,omitempty"`
	Ask    *bot.AutonomyAsk  `json:"ask,omitempty"`
	Clean  int               `json:"clean,omitempty"`

	Day      int       `json:"day"` // of the round
	K        int       `json:"overrides"`
	N        int       `json:"decided"`
	Needed   int       `json:"needed"` // decided drafts, with as many overrides as there are
	Cases    []int64   `json:"cases"`
	NextLook time.Time `json:"next_look,omitzero"`
	At       string    `json:"at_this_pace,omitempty"`

	Look     *bot.Evidence `json:"look,omitempty"` // the latest scheduled look
	Findings []Finding     `json:"findings,omitempty"`
	Auto     AutoFigures   `json:"automatic"`
	Words    string        `json:"words"` // all of it in a sentence
}

// AutoFigures are what became of automatic answers under the grant.
type AutoFigures struct {
	Sent      int `json:"sent"`
	Sampled   int `json:"sampled"`
	Looked    int `json:"looked_at"`
	Overrides int `json:"overrides_of_last_20"`
	Waiting   int `json:"waiting_to_be_looked_at"`
}

// Ready tells whether every condition of the gate holds.
func (s Status) Ready() bool {
	return len(s.Findings) > 0 && !slices.ContainsFunc(s.Findings, func(f Finding) bool { return !f.Holds })
}

// missing are the words of the conditions that do not hold.
func (s Status) missing() []string {
	var out []string
	for _, f := range s.Findings {
		if !f.Holds {
			out = append(out, f.Words)
		}
	}
	return out
}

// books is what a status is computed from.
type books struct {
	now       time.Time
	files     measure.Files
	standings map[string]bot.Standing
	auto      []bot.AutoAnswer
	all       []*measure.Decision
	baseline  *Baseline
}

// open reads the store as it is now.
func (d *Desk) open(ctx context.Context) (*books, error) {
	b := &books{now: d.now(), standings: map[string]bot.Standing{}}
	all, err := d.deps.Store.Standings(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the standings: %w", err)
	}
	for _, s := range all {
		b.standings[s.Topic] = s
	}
	if b.auto, err = d.deps.Store.AutoAnswers(ctx, bot.AutoFilter{}); err != nil {
		return nil, fmt.Errorf("reading automatic answers: %w", err)
	}
	since := b.now.AddDate(0, 0, -readBack)
	if b.files, err = measure.Read(ctx, d.deps.Store, since, time.Time{}); err != nil {
		return nil, err
	}
	b.all = b.files.Decisions()
	if d.deps.Baseline != nil {
		base, ok, err := d.deps.Baseline(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading the baseline: %w", err)
		}
		if ok {
			b.baseline = &base
		}
	}
	return b, nil
}

// readBack is how many days of the ledger a status is computed from: two
// rounds, and the weeks that a draft may be older than its decision.
const readBack = 2*MaxDays + 31

// Status tells where every topic stands, forbidden ones last. It reads the ledger.
func (d *Desk) Status(ctx context.Context) ([]Status, error) {
	b, err := d.open(ctx)
	if err != nil {
		return nil, err
	}
	topics := slices.Clone(d.deps.Topics)
	for topic := range b.standings {
		if topic != "" && !slices.Contains(topics, topic) {
			topics = append(topics, topic)
		}
	}
	var out []Status
	for _, topic := range topics {
		one, err := d.status(b, topic)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b Status) int {
		return cmp.Or(cmp.Compare(rank[a.State], rank[b.State]), cmp.Compare(b.N, a.N), cmp.Compare(a.Topic, b.Topic))
	})
	return out, nil
}

var rank = map[bot.AutonomyState]int{bot.Granted: 0, bot.Lapsed: 1, bot.Asked: 2, bot.CoPilot: 3, bot.Forbidden: 4}

// One tells where one topic stands.
func (d *Desk) One(ctx context.Context, topic string) (Status, error) {
	b, err := d.open(ctx)
	if err != nil {
		return Status{}, err
	}
	return d.status(b, topic)
}

// status judges one topic by the books.
func (d *Desk) status(b *books, topic string) (Status, error) {
	st, ok := b.standings[topic]
	if !ok {
		st = bot.Standing{Topic: topic, State: bot.CoPilot}
	}
	s := Status{Topic: topic, State: st.State, Since: st.Since, Cause: st.Cause, Paused: st.Paused, Grant: st.Grant, Ask: st.Ask, Clean: st.Clean, Cases: []int64{}}
	if all := b.standings[""]; s.Paused == nil {
		s.Paused = all.Paused
	}
	if why := Denied(topic); why != "" {
		s.State, s.Cause = bot.Forbidden, why
		s.Words = "never: " + why
		return s, nil
	}
	s.automatic(b)
	if err := d.judge(b, st, &s); err != nil {
		return s, err
	}
	s.Words = d.words(s)
	return s, nil
}

// automatic counts the automatic answers under the topic's grant.
func (s *Status) automatic(b *books) {
	if s.Grant == nil {
		return
	}
	var mine []bot.AutoAnswer
	for _, a := range b.auto {
		if a.Grant == s.Grant.ID && a.Sent {
			mine = append(mine, a)
			s.Auto.Sent++
			if a.Sampled {
				s.Auto.Sampled++
			}
			if a.Review != "" {
				s.Auto.Looked++
			}
		}
	}
	s.Auto.Waiting, s.Auto.Overrides = unreviewed(mine), overridesOf(mine, rolling)
}

// members are the topics whose evidence counts for a topic.
func members(st bot.Standing) []string {
	if len(st.Pooled) == 0 {
		return []string{st.Topic}
	}
	return st.Pooled
}

// judge counts the evidence of a topic and goes through the conditions.
func (d *Desk) judge(b *books, st bot.Standing, s *Status) error {
	if st.Start.IsZero() {
		s.Needed = Needed(0)
		s.Findings = []Finding{{"days", false, "no draft on this topic was decided yet"}}
		return nil
	}
	r := roundAt(st.Start, b.now, d.deps.Zone)
	e := gather(b.files, members(st), st.Basis, later(r.from, st.Start), b.now.Add(time.Nanosecond))
	s.Day, s.K, s.N, s.Needed, s.Cases = r.day(), e.k, e.n(), Needed(e.k), e.cases()
	s.NextLook = r.next().at
	s.At = pace(r, e)
	l, looked := r.last(st.Start)
	if !looked {
		s.Findings = append(s.Findings, Finding{"days", false, fmt.Sprintf("day %d of %d in co-pilot", r.day(), MinDays)})
		s.Findings = append(s.Findings, Finding{"evidence", false, s.progress()})
		return nil
	}
	seen := gather(b.files, members(st), st.Basis, later(l.from, st.Start), l.at)
	since := gather(b.files, members(st), st.Basis, later(l.from, st.Start), b.now.Add(time.Nanosecond))
	s.Look = &bot.Evidence{Look: l.day, From: l.from, Until: l.at, K: seen.k, N: seen.n(), Bound: Bound(seen.k, seen.n()),
		Cases: seen.cases(), Policy: st.Basis, Pages: since.pages()}
	if len(st.Pooled) > 0 {
		s.Look.Members = st.Pooled
	}
	s.Findings = append(s.Findings, Finding{"days", true, fmt.Sprintf("%d days in co-pilot, looked at on day %d", r.day(), l.day)}, d.bound(*s, seen))
	open, err := d.openDays(seen)
	if err != nil {
		return err
	}
	s.Findings = append(s.Findings, open, harm(since), missed(since), pooled(st, seen), d.changed(*s.Look), d.owner())
	s.Findings = append(s.Findings, d.people(st, seen, b.all, b.now)...)
	s.Findings = append(s.Findings, d.quality(b, st, l)...)
	s.Findings = slices.DeleteFunc(s.Findings, func(f Finding) bool { return f.Name == "" })
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// progress says how far the evidence is, as the small firm's line has it.
func (s *Status) progress() string {
	text := fmt.Sprintf("%d of %d decided", s.N, s.Needed)
	if s.K > 0 {
		text += fmt.Sprintf(", %d of them changed in what they said", s.K)
	}
	return text + before(", ", s.At)
}

func before(sep, text string) string {
	if text == "" {
		return ""
	}
	return sep + text
}

// pace says when, at the pace so far, there will be enough decided drafts: at the
// first scheduled look after that. Where the round ends before, it says so.
func pace(r round, e evidence) string {
	need := Needed(e.k) - e.n()
	days := r.now.Sub(r.from).Hours() / 24
	if need <= 0 {
		return "enough; next look on " + r.next().at.Format("2 January 2006")
	}
	if e.n() == 0 || days < 1 {
		return "no pace to tell a date from yet"
	}
	perDay := float64(e.n()) / days
	reach := r.now.Add(time.Duration(float64(need) / perDay * 24 * float64(time.Hour)))
	for _, day := range Looks() {
		if at := r.from.AddDate(0, 0, day); at.After(r.now) && !at.Before(reach) {
			return "at this pace about " + at.Format("2 January 2006")
		}
	}
	return fmt.Sprintf("at this pace %d by day %d, too few: only %d days count, and the bar is not lowered", e.n()+int(perDay*(MaxDays-days)), MaxDays, MaxDays)
}

// Stopped gives the switch over all topics, where it is pulled; nil otherwise.
func (d *Desk) Stopped(ctx context.Context) (*bot.Pause, error) {
	all, err := d.deps.Store.Standings(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the standings: %w", err)
	}
	for _, s := range all {
		if s.Topic == "" {
			return s.Paused, nil
		}
	}
	return nil, nil
}
