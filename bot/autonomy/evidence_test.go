package autonomy

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/measure"
)

var (
	day0  = time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC) // a Monday
	basis = bot.Policy{Model: "gemini/m1", Prompt: "p1", Rules: "r1"}
)

// decided is a file with one decision on a draft about hours, at noon of day 3.
func decided(change func(d *measure.Decision)) *measure.File {
	d := &measure.Decision{Case: 7, Topic: "hours", Action: bot.Approve, At: day0.AddDate(0, 0, 3).Add(12 * time.Hour), Approver: "ann", Drafted: true, SystemTier: bot.TierRoutine,
		Policy: measure.Policy{Provider: "gemini", Asked: "m1", Prompt: "p1", Rules: "r1", Model: "m1-001", Cited: map[string]string{"hours.md": "h1"}}}
	if change != nil {
		change(d)
	}
	return &measure.File{ID: 7, Topic: "other", Drafts: []*measure.Draft{{Version: 1, Decision: d}, {Version: 2}}}
}

// TestWhatCountsAsEvidenceForATopic holds each thing that makes a decision count,
// be an override, show harm or a person missed, and the first that does not.
func TestWhatCountsAsEvidenceForATopic(t *testing.T) {
	from, until := day0, day0.AddDate(0, 0, 30)
	code := func(c string) func(d *measure.Decision) { return func(d *measure.Decision) { d.Code = c } }
	act := func(a bot.Action, c string) func(d *measure.Decision) {
		return func(d *measure.Decision) { d.Action, d.Code = a, c }
	}
	moved := func(at time.Time) func(d *measure.Decision) { return func(d *measure.Decision) { d.At = at } }
	review := func(verdict string, at time.Time) *measure.File {
		f := decided(nil)
		f.Reviews = []measure.Review{{At: at, Verdict: verdict}}
		return f
	}
	given := func(topic, code string, tier bot.Tier, at time.Time) *measure.File {
		return &measure.File{ID: 7, Given: []measure.Given{{At: at, Topic: topic, Code: code, Tier: tier}}}
	}
	for name, tt := range map[string]struct {
		f    *measure.File
		want string // decisions, overrides, harm, missed
	}{
		"an approval":                   {decided(nil), "1 0 [] []"},
		"another topic":                 {decided(func(d *measure.Decision) { d.Topic = "fees" }), "0 0 [] []"},
		"a topic that is pooled":        {decided(func(d *measure.Decision) { d.Topic = "keys" }), "1 0 [] []"},
		"nothing was drafted":           {decided(func(d *measure.Decision) { d.Drafted = false }), "0 0 [] []"},
		"nobody decided":                {decided(func(d *measure.Decision) { d.Automatic = true }), "0 0 [] []"},
		"the first moment":              {decided(moved(from)), "1 0 [] []"},
		"before the first":              {decided(moved(from.Add(-1))), "0 0 [] []"},
		"the last moment":               {decided(moved(until.Add(-1))), "1 0 [] []"},
		"after the last":                {decided(moved(until)), "0 0 [] []"},
		"another model":                 {decided(func(d *measure.Decision) { d.Policy.Asked = "m2" }), "0 0 [] []"},
		"another provider":              {decided(func(d *measure.Decision) { d.Policy.Provider = "openai" }), "0 0 [] []"},
		"another prompt":                {decided(func(d *measure.Decision) { d.Policy.Prompt = "p2" }), "0 0 [] []"},
		"other rules":                   {decided(func(d *measure.Decision) { d.Policy.Rules = "r2" }), "0 0 [] []"},
		"a rejection":                   {decided(act(bot.Reject, "")), "1 1 [] []"},
		"an edit of its meaning":        {decided(func(d *measure.Decision) { d.Action, d.Material = bot.Edit, true }), "1 1 [] []"},
		"an edit of its tone":           {decided(act(bot.Edit, "")), "1 0 [] []"},
		"a wrong fact":                  {decided(act(bot.Reject, "wrong_fact")), "1 1 [7] []"},
		"nothing covers it":             {decided(act(bot.Escalate, bot.NotCovered)), "1 1 [] []"},
		"a person is needed":            {decided(act(bot.Escalate, "tone")), "1 1 [] [7]"},
		"a person is needed, no reason": {decided(act(bot.Escalate, "")), "1 1 [] [7]"},
		"a wrong tier, of a rejection":  {decided(act(bot.Reject, "wrong_tier")), "1 1 [] [7]"},
		"the system had said so":        {decided(func(d *measure.Decision) { d.Action, d.SystemTier = bot.Escalate, bot.TierHuman }), "0 0 [] []"},
		"a reason with an approval":     {decided(code("wrong_client")), "1 0 [7] []"},
		"judged harmful afterwards":     {review(bot.JudgedHarmful, from), "1 0 [7] []"},
		"corrected afterwards":          {review(measure.Corrected, until.Add(-1)), "1 0 [7] []"},
		"harmful, of another topic": {func() *measure.File {
			f := review(bot.JudgedHarmful, from)
			f.Drafts[0].Decision.Topic = "fees"
			return f
		}(), "0 0 [] []"},
		"judged good":                     {review(bot.JudgedGood, from), "1 0 [] []"},
		"harmful, before":                 {review(bot.JudgedHarmful, from.Add(-1)), "1 0 [] []"},
		"harmful, later":                  {review(bot.JudgedHarmful, until), "1 0 [] []"},
		"given to people":                 {given("hours", "tone", bot.TierRoutine, from), "0 0 [] [7]"},
		"given to people at the last":     {given("hours", "tone", bot.TierRoutine, until.Add(-1)), "0 0 [] [7]"},
		"given to people, too early":      {given("hours", "tone", bot.TierRoutine, from.Add(-1)), "0 0 [] []"},
		"given to people, too late":       {given("hours", "tone", bot.TierRoutine, until), "0 0 [] []"},
		"given to people, another topic":  {given("fees", "tone", bot.TierRoutine, from), "0 0 [] []"},
		"given to people, nothing covers": {given("hours", bot.NotCovered, bot.TierRoutine, from), "0 0 [] []"},
		"given to people, as was said":    {given("hours", "tone", bot.TierHuman, from), "0 0 [] []"},
	} {
		e := gather(measure.Files{tt.f}, []string{"hours", "keys"}, basis, from, until)
		if got := fmt.Sprint(e.n(), e.k, e.harm, e.missed); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

// TestEvidenceSaysWhichCasesPeopleAndPagesItRestsOn.
func TestEvidenceSaysWhichCasesPeopleAndPagesItRestsOn(t *testing.T) {
	at := func(n int) time.Time { return day0.AddDate(0, 0, n) }
	d := func(id int64, who string, action bot.Action, timed bool, seconds float64, viewed time.Time, page string) *measure.Decision {
		return &measure.Decision{Case: id, Topic: []string{"hours", "keys"}[id%2], Approver: who, Action: action, Timed: timed, Seconds: seconds, ViewedAt: viewed, At: at(int(id)), Policy: measure.Policy{Cited: map[string]string{"a.md": page}}}
	}
	e := evidence{decisions: []*measure.Decision{
		d(1, "ann", bot.Approve, true, 4.9, time.Time{}, "h1"), d(2, "bob", bot.Approve, true, 5, at(2), "h2"), d(1, "ann", bot.Approve, true, 60, at(1), "h2"),
		d(3, "", bot.Edit, true, 1, at(3), "h2"), d(4, "bob", bot.Approve, false, 0, time.Time{}, "h3"), d(6, "ann", bot.Reject, true, 1, at(6), "h3"),
	}}
	if got := e.cases(); !slices.Equal(got, []int64{1, 2, 3, 4, 6}) {
		t.Errorf("cases %v, want each once in the order of the decisions", got)
	}
	if k, n, viewed := e.quick(); k != 1 || n != 3 || viewed != 2 {
		t.Errorf("%d of %d approvals in under 5 s, %d timed from when they were read; want 1 of 3, 2", k, n, viewed)
	}
	if got := e.pages(); len(got) != 1 || got["a.md"] != "h3" {
		t.Errorf("pages %v, want the page as it was cited last", got)
	}
	if took, stamps := e.approvers(nil, at(9)); !slices.Equal(took, []string{"ann", "bob"}) || stamps != nil {
		t.Errorf("decided by %v, not counted %v", took, stamps)
	}
	// The 7th of November 2026 is a Saturday: 3, 4, 5 and 6 are worked on.
	e.decisions = append(e.decisions, d(5, "ann", bot.Approve, true, 60, at(5), "h3"))
	if e.of("hours") != 3 || e.of("keys") != 4 {
		t.Errorf("%d on hours and %d on keys", e.of("hours"), e.of("keys"))
	}
	if n, err := e.openDays(time.UTC, clock.Default(time.UTC).BusinessDay); err != nil || n != 4 {
		t.Errorf("decided on %d business days, %v; want 4", n, err)
	}
}

// TestNothingGoesByItselfOnceWhatTheGrantRestsOnChanged names the part.
func TestNothingGoesByItselfOnceWhatTheGrantRestsOnChanged(t *testing.T) {
	now, pages := day0, map[string]string{"a.md": "h1", "b.md": "h2"}
	policy := basis
	d := New(Deps{Now: func() time.Time { return now }, Policy: func() bot.Policy { return policy }, Zone: time.UTC,
		Page: func(file string) (string, bool) { h, ok := pages[file]; return h, ok }})
	g := &bot.Grant{Until: day0.Add(time.Hour), Policy: basis, Pages: map[string]string{"a.md": "h1"}}
	k := &bot.Case{Assessment: &bot.Assessment{Rules: "r1"}}
	draft := bot.Draft{Provider: "gemini", Model: "m1", PromptID: "p1", Citations: []bot.Citation{{File: "a.md", Page: "h1"}}}
	for name, tt := range map[string]struct {
		do            func()
		shaken, alien string
	}{
		"as it was signed":             {func() {}, "", ""},
		"its last moment":              {func() { now = g.Until.Add(-1) }, "", ""},
		"its end":                      {func() { now = g.Until }, "the grant expired", ""},
		"another page changed":         {func() { pages["b.md"] = "h9" }, "", ""},
		"its page changed":             {func() { pages["a.md"] = "h9" }, "the page a.md changed", ""},
		"its page is gone":             {func() { delete(pages, "a.md") }, "the page a.md changed", ""},
		"another model":                {func() { policy.Model = "gemini/m2" }, "the model changed", ""},
		"another prompt":               {func() { policy.Prompt = "p2" }, "the prompt changed", ""},
		"other rules":                  {func() { policy.Rules = "r2" }, "the sorting rules changed", ""},
		"a draft of another model":     {func() { draft.Model = "m2" }, "", "the model changed since this draft was made"},
		"a draft of another prompt":    {func() { draft.PromptID = "p2" }, "", "the prompt changed since this draft was made"},
		"sorted by other rules":        {func() { k.Assessment = &bot.Assessment{Rules: "r2"} }, "", "the sorting rules changed since this draft was made"},
		"a draft on another page":      {func() { draft.Citations = []bot.Citation{{File: "b.md", Page: "h2"}} }, "", "it rests on a page that the evidence did not: b.md"},
		"a draft on the page of then":  {func() { draft.Citations = []bot.Citation{{File: "a.md", Page: "h0"}} }, "", "it rests on a page that the evidence did not: a.md"},
		"a draft on a page of no hash": {func() { draft.Citations = []bot.Citation{{File: "c.md"}} }, "", "it rests on a page that the evidence did not: c.md"},
	} {
		now, policy, pages = day0, basis, map[string]string{"a.md": "h1", "b.md": "h2"}
		k.Assessment = &bot.Assessment{Rules: "r1"}
		draft = bot.Draft{Provider: "gemini", Model: "m1", PromptID: "p1", Citations: []bot.Citation{{File: "a.md", Page: "h1"}}}
		tt.do()
		if got := d.shaken(g); got != tt.shaken {
			t.Errorf("%s: the grant is shaken by %q, want %q", name, got, tt.shaken)
		}
		if got := strange(g, k, draft); got != tt.alien {
			t.Errorf("%s: the draft is held by %q, want %q", name, got, tt.alien)
		}
		standing := pages["a.md"] == "h1" && len(draft.Citations) == 1 && draft.Citations[0] == (bot.Citation{File: "a.md", Page: "h1"}) || draft.Citations[0] == (bot.Citation{File: "b.md", Page: "h2"})
		if got := d.standing(draft.Citations); got != standing {
			t.Errorf("%s: the pages stand %t, want %t", name, got, standing)
		}
	}
	if d.standing(nil) {
		t.Error("a draft that cites nothing rests on pages that stand")
	}
}

// TestWhichAnswersWereLookedAtAndShouldHaveBeenOthers counts the latest only, by
// when they were sent, and what waits for somebody.
func TestWhichAnswersWereLookedAtAndShouldHaveBeenOthers(t *testing.T) {
	answer := func(n int, review bot.Action) bot.AutoAnswer {
		return bot.AutoAnswer{At: day0.Add(time.Duration(n) * time.Hour), Sampled: true, Sent: true, Review: review}
	}
	all := []bot.AutoAnswer{answer(4, bot.ReviewGood), answer(1, bot.ReviewChanged), answer(2, bot.ReviewHarmful), answer(3, ""), answer(5, bot.ReviewGood)}
	for n, want := range map[int]int{1: 0, 2: 0, 3: 1, 4: 2, 9: 2} {
		if got := overridesOf(all, n); got != want {
			t.Errorf("among the last %d looked at %d should have been others, want %d", n, got, want)
		}
	}
	all = append(all, bot.AutoAnswer{Sampled: true}, bot.AutoAnswer{Sent: true})
	if got := unreviewed(all); got != 1 {
		t.Errorf("%d wait, want the one that was sent, is to be looked at and was not", got)
	}
	for _, tt := range []struct {
		d    bot.Decision
		want bool
	}{{bot.Decision{Action: bot.Approve}, false}, {bot.Decision{Action: bot.Edit}, false}, {bot.Decision{Action: bot.Edit, Material: true}, true}, {bot.Decision{Action: bot.Approve, Material: true}, false},
		{bot.Decision{Action: bot.Reject}, true}, {bot.Decision{Action: bot.Escalate}, true}} {
		if got := override(tt.d); got != tt.want {
			t.Errorf("%+v is an override: %t", tt.d, got)
		}
	}
}

// TestLooksFollowOneAnotherFromRoundToRound, three in each.
func TestLooksFollowOneAnotherFromRoundToRound(t *testing.T) {
	start := day0.Add(15 * time.Hour)
	for _, tt := range []struct {
		day        int // after day0, at midnight
		last, next string
	}{
		{1, "", "30 on 30"}, {29, "", "30 on 30"}, {30, "30 on 30", "45 on 45"}, {44, "30 on 30", "45 on 45"}, {45, "45 on 45", "60 on 60"},
		{59, "45 on 45", "60 on 60"}, {60, "60 on 60", "30 on 90"}, {89, "60 on 60", "30 on 90"}, {90, "30 on 90", "45 on 105"},
	} {
		r := roundAt(start, day0.AddDate(0, 0, tt.day), time.UTC)
		days := func(at time.Time) int { return int(at.Sub(day0).Hours() / 24) }
		got := ""
		if l, ok := r.last(start); ok {
			got = fmt.Sprintf("%d on %d", l.day, days(l.at))
		}
		n := r.next()
		if next := fmt.Sprintf("%d on %d", n.day, days(n.at)); got != tt.last || next != tt.next {
			t.Errorf("on day %d the last look was %q and the next is %q, want %q and %q", tt.day, got, next, tt.last, tt.next)
		}
		if got := r.day(); got != tt.day%MaxDays {
			t.Errorf("day %d is day %d of its round", tt.day, got)
		}
	}
}

// TestASheetSaysWhatItAsksAndOffersNoMore: its words and its buttons, as the owner
// and staff get them.
func TestASheetSaysWhatItAsksAndOffersNoMore(t *testing.T) {
	d := New(Deps{Now: func() time.Time { return day0 }, Zone: time.UTC, Owners: func() []string { return []string{"o"} }, Log: slog.New(slog.DiscardHandler)})
	by := bot.Person{ID: "U1", Name: "Priya"}
	ask := bot.Standing{Topic: "opening_hours", Ask: &bot.AutonomyAsk{ID: "A1", By: "Ann", Evidence: bot.Evidence{Look: 30, K: 1, N: 200, Bound: .0412, From: day0, Until: day0.AddDate(0, 0, 30), Cases: []int64{1, 2, 3, 4, 5, 6, 7}}}}
	grant := bot.Standing{Topic: "opening_hours", Cause: "a complaint", Grant: &bot.Grant{ID: "G1", By: by, At: day0, Until: day0.AddDate(0, 0, 90)}, Paused: &bot.Pause{By: "Tom", At: day0}}
	status := Status{Topic: "opening_hours", Words: "12 of 87 decided", NextLook: day0.AddDate(0, 0, 45), Look: &bot.Evidence{Look: 30, K: 0, N: 12},
		Findings: []Finding{{"evidence", true, "E"}, {"owner", true, "O"}, {"harm", true, "no harm found"}}}
	none := status
	none.Look = &bot.Evidence{Look: 30}
	stop := []bot.SheetButton{{Action: PressStop, Label: "Stop automatic answers"}}
	for name, tt := range map[string]struct {
		s       bot.Sheet
		id      string
		title   string
		says    []string
		not     []string
		buttons []bot.SheetButton
	}{
		"ask": {d.sheetAsk(ask, status), "ask:A1", "May opening hours be answered without a person?",
			[]string{"Asked by Ann. 1 override of 200 decided drafts, ", "looked at on day 30: at most 4.2 %, and 5 % is allowed.", "✓ no harm found", Honest(1, 200), `"` + bot.AutoLabel + `", for 90 days`, "Cases: cases 1, 2, 3, 4, 5 and 2 more", "Only the owner"},
			[]string{"✓ E", "✓ O"}, []bot.SheetButton{{Action: PressGrant, Label: "Grant for 90 days", Primary: true}, {Action: PressRefuse, Label: "Refuse"}}},
		"granted": {d.sheetGranted(grant), "topic:opening_hours", "Opening hours is answered without a person", []string{"Signed by Priya on ", "Grant G1.", "countersign pause opening_hours --by NAME --config FILE"}, nil, stop},
		"lost":    {sheetLost(grant, "Automatic answers ended"), "topic:opening_hours", "Automatic answers ended: opening hours", []string{"A complaint. From now on a person decides"}, nil, nil},
		"again":   {d.sheetRestored(grant), "topic:opening_hours", "Opening hours is answered without a person again", []string{"20 decisions in a row", "of Priya holds again, until 31 January 2027"}, nil, stop},
		"paused":  {d.sheetPaused(grant), "topic:opening_hours", "Automatic answers stopped: opening hours", []string{"By Tom on ", "countersign resume opening_hours --by OWNER --config FILE"}, nil, nil},
		"all":     {d.sheetPaused(bot.Standing{Paused: grant.Paused}), "topic:", "Automatic answers stopped: all topics", []string{"countersign resume --by OWNER --config FILE"}, nil, nil},
		"looked":  {d.sheetLooked(status), "topic:opening_hours", "Day 30: opening hours stays with people", []string{"12 of 87 decided.", Honest(0, 12), "Next look on "}, nil, nil},
		"nothing": {d.sheetLooked(none), "topic:opening_hours", "Day 30: opening hours stays with people", []string{"12 of 87 decided."}, []string{Honest(0, 12), Honest(0, 0)}, nil},
	} {
		text := strings.Join(append(slices.Clone(tt.s.Lines), tt.s.Note), "\n")
		if tt.s.ID != tt.id || tt.s.Title != tt.title || !slices.Equal(tt.s.Buttons, tt.buttons) {
			t.Errorf("%s: %q, %q with %+v", name, tt.s.ID, tt.s.Title, tt.s.Buttons)
		}
		for _, want := range tt.says {
			if !strings.Contains(text, want) {
				t.Errorf("%s: it does not say %q:\n%s", name, want, text)
			}
		}
		for _, not := range tt.not {
			if strings.Contains(text, not) {
				t.Errorf("%s: it says %q:\n%s", name, not, text)
			}
		}
	}
	for want, ids := range map[string][]int64{"case 4": {4}, "cases 4, 5": {4, 5}, "cases 1, 2, 3, 4, 5": {1, 2, 3, 4, 5}, "cases 1, 2, 3, 4, 5 and 1 more": {1, 2, 3, 4, 5, 6}} {
		if got := caseList(ids); got != want {
			t.Errorf("%v are %q, want %q", ids, got, want)
		}
	}
}

// TestEachConditionSaysHowItStands, held or not, in figures that anybody can check.
func TestEachConditionSaysHowItStands(t *testing.T) {
	d := New(Deps{Now: func() time.Time { return day0 }, Zone: time.UTC, Rules: measure.DefaultRules(clock.Default(time.UTC)), Policy: func() bot.Policy { return basis },
		Page: func(file string) (string, bool) { return "h1", file == "a.md" }, IDs: func(id string) string { return id[:1] }})
	made := func(n, k int, change func(i int, d *measure.Decision)) evidence {
		e := evidence{k: k}
		for i := range n {
			x := &measure.Decision{Topic: "hours", Action: bot.Approve, Approver: []string{"s-ann", "s-bob"}[i%2], Timed: true, Seconds: 60, ViewedAt: day0, At: day0.AddDate(0, 0, i)}
			if change != nil {
				change(i, x)
			}
			e.decisions = append(e.decisions, x)
		}
		return e
	}
	people := func(st bot.Standing, e evidence, which int) Finding { return d.people(st, e, nil, day0)[which] }
	alone := func(_ int, x *measure.Decision) { x.Approver = "s-ann" }
	quick := func(n int) func(i int, x *measure.Decision) {
		return func(i int, x *measure.Decision) {
			if i < n {
				x.Seconds, x.ViewedAt = 1, time.Time{}
			}
		}
	}
	open := func(n int) Finding {
		f, err := d.openDays(made(n, 0, nil))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	st := Status{Look: &bot.Evidence{Look: 30}}
	pool := bot.Standing{Pooled: []string{"hours", "keys"}}
	for name, tt := range map[string]struct {
		got   Finding
		holds bool
		says  string
		not   string
	}{
		"enough without an override": {d.bound(st, made(Needed(0), 0, nil)), true, fmt.Sprintf("0 overrides of %d decided: at most ", Needed(0)), "now"},
		"one too few":                {d.bound(st, made(Needed(0)-1, 0, nil)), false, fmt.Sprintf("%d of %d decided by day 30 (at most ", Needed(0)-1, Needed(0)), "changed"},
		"too few with an override":   {d.bound(st, made(Needed(1)-1, 1, nil)), false, fmt.Sprintf("%d of %d decided by day 30, 1 of them changed in what they said (at most ", Needed(1)-1, Needed(1)), ""},
		"days enough":                {open(MinOpen + 4), true, "are wanted", ""},
		"a day too few":              {open(1), false, fmt.Sprintf("decisions on 1 business day, %d are wanted", MinOpen), ""},
		"two approvers":              {people(bot.Standing{}, made(4, 0, nil), 0), true, "2 approvers took part", "ids"},
		"one approver":               {people(bot.Standing{}, made(4, 0, alone), 0), false, "1 approver took part, 2 are wanted", "waives it"},
		"one approver, waived":       {people(bot.Standing{Waived: []string{"approvers"}}, made(4, 0, alone), 0), true, "; the owner waives it", ""},
		"two, waived for nothing":    {people(bot.Standing{Waived: []string{"approvers"}}, made(4, 0, nil), 0), true, "2 approvers took part", "waives it"},
		"one, with another waived":   {people(bot.Standing{Waived: []string{"baseline"}}, made(4, 0, alone), 0), false, "1 approver", "waives it"},
		"one on two platforms":       {people(bot.Standing{}, made(4, 0, func(i int, x *measure.Decision) { x.Approver = []string{"s-ann", "t-ann"}[i%2] }), 0), false, "1 approver took part, 2 are wanted (the owner may waive this); 2 ids of several platforms may be the same people", ""},
		"a fifth read too fast":      {people(bot.Standing{}, made(10, 0, quick(2)), 1), true, "2 of 10 approvals in under 5 s, at most a fifth may be; 2 of them timed from when the card came, not when it was read", ""},
		"more than a fifth":          {people(bot.Standing{}, made(10, 0, quick(3)), 1), false, "3 of 10 approvals in under 5 s", ""},
		"all timed from when read":   {people(bot.Standing{}, made(10, 0, nil), 1), true, "0 of 10 approvals in under 5 s, at most a fifth may be", "timed"},
		"no approval is timed":       {people(bot.Standing{}, made(4, 0, func(_ int, x *measure.Decision) { x.Timed = false }), 1), true, "0 of 0 approvals", ""},
		"pooled, enough of each":     {pooled(pool, made(2*MinPool, 0, func(i int, x *measure.Decision) { x.Topic = []string{"hours", "keys"}[i%2] })), true, "pooled by the owner: hours, keys", ""},
		"pooled, too few of one":     {pooled(pool, made(MinPool, 0, nil)), false, fmt.Sprintf("pooled topics want %d decided each: keys 0", MinPool), "hours"},
		"not pooled":                 {pooled(bot.Standing{}, made(1, 0, nil)), false, "", "pool"},
		"as the evidence":            {d.changed(bot.Evidence{Policy: basis, Pages: map[string]string{"a.md": "h1"}}), true, "are those of the evidence", ""},
		"a page of it changed":       {d.changed(bot.Evidence{Policy: basis, Pages: map[string]string{"b.md": "h1"}}), false, "the page b.md changed: decide a draft on it first", ""},
		"another model":              {d.changed(bot.Evidence{Policy: bot.Policy{Model: "other"}}), false, "the model changed: decide", ""},
	} {
		if tt.got.Holds != tt.holds || !strings.Contains(tt.got.Words, tt.says) || tt.not != "" && strings.Contains(tt.got.Words, tt.not) {
			t.Errorf("%s: holds %t, %q; want %t, %q and not %q", name, tt.got.Holds, tt.got.Words, tt.holds, tt.says, tt.not)
		}
	}
}

// TestTheDayOnWhichAGrantEndsIsTheFirms and not that of the ledger's clock.
func TestTheDayOnWhichAGrantEndsIsTheFirms(t *testing.T) {
	d := New(Deps{Zone: time.FixedZone("BST", 60*60)})
	st := bot.Standing{Topic: "opening_hours", State: bot.Granted, Grant: &bot.Grant{ID: "G1", Until: time.Date(2027, 4, 30, 23, 30, 0, 0, time.UTC)}}
	restored := d.sheetRestored(st)
	for _, says := range []string{restored.Text(), d.mayAsk(st).Error()} {
		if !strings.Contains(says, "until 1 May 2027") {
			t.Errorf("it says %q, want until 1 May 2027", says)
		}
	}
}
