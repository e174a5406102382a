package autonomy_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/autonomy"
)

// past is what the ledger tells of a topic: so many drafts decided on each
// working day, by two people in turn who read them, since the first of October.
type past struct {
	days, perDay int
	each         func(i int, d *told)  // changes the i-th decision
	more         func(f *firm)         // writes what else happened
	standing     func(s *bot.Standing) // changes the standing
	now          time.Time             // zero: 10:00 on the day after the last
	baseline     *autonomy.Baseline
}

// told is one decision as the ledger tells it.
type told struct {
	topic, approver, code, account string
	action                         bot.Action
	material                       bool
	seconds                        float64
	prompt                         string
}

var october = time.Date(2026, time.October, 1, 10, 0, 0, 0, time.UTC) // a Thursday

// write puts the past into the ledger and the clock where it ends.
func (p past) write(f *firm) {
	f.t.Helper()
	i := 0
	for day := range p.days {
		at := october.AddDate(0, 0, day)
		if at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
			continue
		}
		for n := range p.perDay {
			d := told{topic: topic, approver: []string{"U_PRIYA", "U_TOM"}[i%2], action: bot.Approve, seconds: 40, prompt: "answer@1", account: fmt.Sprintf("client-%d", i)}
			if i%10 < 2 {
				d.action = bot.Edit // a greeting: no override, and a sign that the draft was read
			}
			if p.each != nil {
				p.each(i, &d)
			}
			f.tell(at.Add(time.Duration(n)*10*time.Minute), d)
			i++
		}
	}
	now := p.now
	if now.IsZero() {
		now = october.AddDate(0, 0, p.days)
	}
	f.clock.Set(now)
	f.write(func(tx bot.Tx) error {
		s, err := tx.Standing(topic)
		if err != nil {
			return err
		}
		s.Start, s.Basis = october, f.policy
		if p.standing != nil {
			p.standing(&s)
		}
		return tx.SetStanding(&s)
	})
	f.baseline = &autonomy.Baseline{RepeatK: 0, RepeatN: 100, ComplaintK: 1, ComplaintN: 100}
	if p.baseline != nil {
		f.baseline = p.baseline
	}
	if p.more != nil {
		p.more(f)
	}
}

// tell writes one case that was drafted, shown and decided on, and in an hour resolved.
func (f *firm) tell(at time.Time, d told) int64 {
	f.t.Helper()
	k := &bot.Case{State: bot.StateResolved, Platform: bot.Console, Channel: d.account, Thread: at.String(), Account: d.account, OpenedAt: at, UpdatedAt: at}
	f.write(func(tx bot.Tx) error {
		if err := tx.Create(k); err != nil {
			return err
		}
		ev := func(after time.Duration, kind bot.EventKind, actor string, facts map[string]any) *bot.Event {
			return &bot.Event{Case: k.ID, Kind: kind, At: at.Add(after), Actor: actor, Facts: facts}
		}
		seen := time.Minute + time.Duration(d.seconds*float64(time.Second))
		events := []*bot.Event{
			ev(0, bot.EventReceived, "client:C", map[string]any{"account": d.account, "platform": "console", "channel": d.account}),
			ev(time.Second, bot.EventAssessed, "system", map[string]any{"tier": "routine", "topic": d.topic, "by": "rules", "rules": "bottest"}),
			ev(30*time.Second, bot.EventDrafted, "system", map[string]any{"version": 1, "provider": "bottest", "model": "bottest-1", "asked": "bottest-1",
				"prompt_id": d.prompt, "citations": []string{"hours#1"}, "pages": map[string]string{"hours.md": "hash-1"}}),
			ev(time.Minute, bot.EventCard, "system", map[string]any{"version": 1}),
			ev(seen, bot.EventDecided, "staff:"+d.approver, map[string]any{"action": string(d.action), "version": 1, "distance": 0.0, "material": d.material,
				"system_tier": "routine", "topic": d.topic, "seconds_on_card": d.seconds, "reason_code": d.code}),
		}
		if d.action == bot.Approve || d.action == bot.Edit {
			events = append(events, ev(seen+time.Second, bot.EventSent, "system", map[string]any{"kind": "answer", "version": 1}),
				ev(seen+time.Second, bot.EventAnswered, "system", map[string]any{"by": "approved", "version": 1}),
				ev(seen+time.Hour, bot.EventResolved, "staff:"+d.approver, map[string]any{"outcome_code": "staff"}))
		}
		return tx.Append(events...)
	})
	return k.ID
}

func (f *firm) status(topic string) autonomy.Status {
	f.t.Helper()
	s, err := f.desk.One(f.t.Context(), topic)
	if err != nil {
		f.t.Fatal(err)
	}
	return s
}

// failing names the conditions that do not hold.
func failing(s autonomy.Status) []string {
	var out []string
	for _, x := range s.Findings {
		if !x.Holds {
			out = append(out, x.Name)
		}
	}
	return out
}

// gateCase is what the ledger tells of a topic, and which conditions of the gate
// do not hold for it.
type gateCase struct {
	past past
	want []string
	says string
}

// enough is a past with which all holds: 84 decided by the look of day 30.
var enough = past{days: 30, perDay: 4}

// with is that past with a change.
func with(change func(p *past)) past { p := enough; change(&p); return p }

func TestEachConditionOfTheGateBarsTheGrantByItself(t *testing.T) {
	wantGate(t, map[string]gateCase{
		"not 30 days":  {with(func(p *past) { p.days = 29; p.perDay = 5 }), []string{"days", "evidence"}, "day 29 of 30"},
		"too few":      {with(func(p *past) { p.perDay = 1 }), []string{"evidence"}, "22 of 80 decided by day 30"},
		"one override": {with(func(p *past) { p.each = func(i int, d *told) { d.material = d.material || i == 11 } }), []string{"evidence"}, "of 119 decided"},
		"few days": {with(func(p *past) {
			p.perDay = 12
			p.each = func(i int, d *told) {
				if i >= 100 {
					d.topic = "keys"
				}
			}
		}), []string{"activity"}, "decisions on 9 business days, 10 are wanted"},
		"wrong fact":            {with(func(p *past) { p.each = func(i int, d *told) { d.code = when(i == 0, "wrong_fact") } }), []string{"harm"}, "case 1"},
		"harm afterwards":       {with(func(p *past) { p.more = func(f *firm) { f.reviewed(3, "harmful") } }), []string{"harm"}, "case 3"},
		"put right":             {with(func(p *past) { p.more = func(f *firm) { f.reviewed(3, "corrected") } }), []string{"harm"}, "case 3"},
		"needed a person":       {with(func(p *past) { p.perDay = 6; p.each = func(i int, d *told) { escalated(i == 4, "wrong_tier", d) } }), []string{"human_tier"}, "case 5"},
		"one approver":          {with(func(p *past) { p.each = func(_ int, d *told) { d.approver = "U_TOM" } }), []string{"approvers"}, "1 approver took part, 2 are wanted"},
		"ids of one, perhaps":   {with(func(p *past) { p.each = func(i int, d *told) { d.approver = []string{"U_TOM", "s-tom"}[i/10%2] } }), []string{"approvers"}, "2 ids of several platforms may be the same people"},
		"given to people after": {with(func(p *past) { p.more = func(f *firm) { f.given(3, "routine", "wrong_tier") } }), []string{"human_tier"}, "case 3"},
		"a rubber stamp":        {with(func(p *past) { p.perDay = 6; p.each = func(_ int, d *told) { stamped(d) } }), []string{"approvers"}, "1 more not counted, for not one edit in 50 decided drafts"},
		"nobody reads":          {with(func(p *past) { p.each = func(i int, d *told) { d.seconds = float64(2 + 40*(i%3)) } }), []string{"reading"}, "approvals in under 5 s"},
		"another prompt":        {with(func(p *past) { p.each = func(_ int, d *told) { d.prompt = "answer@0" } }), []string{"evidence", "activity", "approvers"}, "0 of 80"},
		"page changed":          {with(func(p *past) { p.more = func(f *firm) { f.set(func() { f.pages["hours.md"] = "hash-2" }) } }), []string{"unchanged"}, "hours.md changed"},
		"came back":             {with(func(p *past) { p.more = func(f *firm) { f.repeats() } }), []string{"repeats"}, "came back within a week"},
		"no baseline":           {with(func(p *past) { p.more = func(f *firm) { f.baseline = nil } }), []string{"baseline"}, "no baseline to compare with"},
		"complained at once":    {with(func(p *past) { p.more = func(f *firm) { f.complaint(3); f.complaint(7) } }), []string{"complaints"}, "2 of 88 complained within 30 days"},
		"complained, no baseline": {with(func(p *past) { p.more = func(f *firm) { f.complaint(3); f.baseline = nil } }), []string{"baseline"},
			"1 of 88 complained within 30 days"},
		"one in a hundred more": {with(func(p *past) {
			p.more = func(f *firm) { f.complaint(3) }
			p.baseline = &autonomy.Baseline{RepeatN: 100, ComplaintK: 1, ComplaintN: 89}
		}), []string{"complaints"}, "1 of 89 before"},
		"pooled, too few": {with(func(p *past) { p.each = pool(3); p.standing = pooled }), []string{"pool"}, "keys 3"},
		"evidence is old": {with(func(p *past) { p.now = october.AddDate(0, 0, 140) }), []string{"evidence", "activity", "approvers"}, "0 of 80"},
	})
}

func TestWhatIsNoFaultBarsNoGrant(t *testing.T) {
	wantGate(t, map[string]gateCase{
		"all holds":          {enough, nil, "ready"},
		"would have changed": {with(func(p *past) { p.more = func(f *firm) { f.reviewed(3, "would_have_changed") } }), nil, "ready"},
		"found good":         {with(func(p *past) { p.more = func(f *firm) { f.reviewed(3, "good") } }), nil, "ready"},
		"harm elsewhere": {with(func(p *past) {
			p.each = func(i int, d *told) { d.topic = cmp.Or(when(i == 2, "keys"), topic) }
			p.more = func(f *firm) { f.reviewed(3, "harmful") }
		}), nil, "ready"},
		"nothing covers":  {with(func(p *past) { p.perDay = 6; p.each = func(i int, d *told) { escalated(i == 4, "not_covered", d) } }), nil, "ready"},
		"one, and waived": {with(func(p *past) { p.each = func(_ int, d *told) { d.approver = "U_TOM" }; p.standing = waive }), nil, "ready"},
		"two, one of them on both": {with(func(p *past) {
			p.each = func(i int, d *told) { d.approver = []string{"U_TOM", "s-tom", "U_PRIYA"}[i/10%3] }
		}), nil, "ready"},
		"nothing covered after":  {with(func(p *past) { p.more = func(f *firm) { f.given(3, "routine", bot.NotCovered) } }), nil, "ready"},
		"the system had said so": {with(func(p *past) { p.more = func(f *firm) { f.given(3, "human", "wrong_tier") } }), nil, "ready"},
		"as many complain as before": {with(func(p *past) {
			p.more = func(f *firm) { f.complaint(3) }
			p.baseline = &autonomy.Baseline{RepeatN: 100, ComplaintK: 1, ComplaintN: 88}
		}), nil, "1 of 88 complained within 30 days; 1 of 88 before"},
		"no worse": {with(func(p *past) {
			p.more = func(f *firm) { f.repeats() }
			p.baseline = &autonomy.Baseline{RepeatK: 10, RepeatN: 100}
		}), nil, "ready"},
		"pooled, enough": {with(func(p *past) { p.each = pool(10); p.standing = pooled }), nil, "ready"},
	})
}

func wantGate(t *testing.T, cases map[string]gateCase) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFirm(t)
			c.past.write(f)
			s := f.status(topic)
			if got := failing(s); !slices.Equal(got, c.want) {
				t.Errorf("conditions that do not hold: got %v, want %v\n%s", got, c.want, s.Words)
			}
			all := s.Words
			for _, x := range s.Findings {
				all += "\n" + x.Words
			}
			if !strings.Contains(all, c.says) {
				t.Errorf("the words are\n%s\nwant them to hold %q", all, c.says)
			}
			_, err := f.desk.Ask(t.Context(), topic, tom)
			var notYet *autonomy.NotYetError
			if ready := len(c.want) == 0; ready != (err == nil) || !ready && !errors.As(err, &notYet) {
				t.Errorf("asking the owner: got error %v, want it to succeed: %v", err, ready)
			}
		})
	}
}

func when(yes bool, text string) string {
	if yes {
		return text
	}
	return ""
}

func escalated(yes bool, code string, d *told) {
	if yes {
		d.action, d.code = bot.Escalate, code
	}
}

func stamped(d *told) {
	if d.approver == "U_TOM" {
		d.action = bot.Approve
	}
}

func waive(s *bot.Standing)  { s.Waived = []string{"approvers"} }
func pooled(s *bot.Standing) { s.Pooled = []string{"keys", topic} }

func pool(n int) func(int, *told) {
	return func(i int, d *told) {
		if i < n {
			d.topic = "keys"
		}
	}
}

// reviewed has a person say what they think of an answer of a case.
func (f *firm) reviewed(id int64, verdict string) {
	f.write(func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Case: id, Kind: bot.EventReviewed, At: f.clock.Now().Add(-time.Hour), Actor: "staff:U_TOM",
			Facts: map[string]any{"verdict": verdict, "automatic": false, "topic": topic}})
	})
}

// given has a person give an answered case to people.
func (f *firm) given(id int64, system, code string) {
	at := f.kase(id).OpenedAt.Add(3 * time.Hour)
	f.write(func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Case: id, Kind: bot.EventDecided, At: at, Actor: "staff:U_TOM",
			Facts: map[string]any{"action": "escalate", "version": 0, "system_tier": system, "topic": topic, "reason_code": code}},
			&bot.Event{Case: id, Kind: bot.EventEscalated, At: at, Actor: "staff:U_TOM", Facts: map[string]any{"by": "person", "reason": "staff"}})
	})
}

// complaint has the client of a case complain in it two days after its answer.
func (f *firm) complaint(id int64) {
	f.t.Helper()
	at := f.kase(id).OpenedAt.AddDate(0, 0, 2)
	f.write(func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Case: id, Kind: bot.EventRecordOpened, At: at, Actor: "system",
			Facts: map[string]any{"record": "complaint", "opened_at": at.Format(time.RFC3339)}})
	})
}

// repeats has a client ask about the topic again two days after a resolution.
func (f *firm) repeats() {
	f.write(func(tx bot.Tx) error {
		k := &bot.Case{State: bot.StateReceived, Platform: bot.Console, Channel: "bright", Thread: "again", Account: "client-40", OpenedAt: october.AddDate(0, 0, 31)}
		if err := tx.Create(k); err != nil {
			return err
		}
		at := october.AddDate(0, 0, 15)
		return tx.Append(&bot.Event{Case: k.ID, Kind: bot.EventReceived, At: at, Actor: "client:C", Facts: map[string]any{"account": "client-40"}},
			&bot.Event{Case: k.ID, Kind: bot.EventAssessed, At: at.Add(time.Second), Actor: "system", Facts: map[string]any{"tier": "routine", "topic": topic}})
	})
}

func TestASmallFirmIsToldWhenAndNothingIsLowered(t *testing.T) {
	for name, c := range map[string]struct {
		past past
		says string
	}{
		"in time":      {past{days: 20, perDay: 2}, "28 of 80 decided, at this pace about 30 November 2026"},
		"never":        {past{days: 20, perDay: 1}, "14 of 80 decided, at this pace 41 by day 60, too few: only 60 days count, and the bar is not lowered"},
		"after day 30": {past{days: 35, perDay: 2}, "now 50 of 80 decided, at this pace about 30 November 2026"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFirm(t)
			c.past.write(f)
			if s := f.status(topic); !strings.HasPrefix(s.Words, "not yet: ") || !strings.Contains(s.Words, c.says) {
				t.Errorf("the status says %q, want it to say %q", s.Words, c.says)
			}
		})
	}
}
