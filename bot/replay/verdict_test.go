package replay

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
)

// wednesday is when the reports of these tests are made.
var wednesday = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// firm makes n enquiries over some weeks, the first loaded of them for a person.
func firm(n, loaded int, weeks float64) []Sorted {
	var out []Sorted
	for i := range n {
		at := wednesday.Add(-time.Duration(float64(n-1-i) / float64(max(1, n-1)) * weeks * 7 * 24 * float64(time.Hour)))
		e := Enquiry{ID: fmt.Sprint("E", i), Thread: fmt.Sprint("t", i), At: at, Answered: Unknown, Resolved: Unknown, Messages: []bot.Message{{Text: "What is the fee?", SentAt: at}}}
		s := Sorted{Enquiry: e, Opens: true, Got: bot.Assessment{Tier: bot.TierRoutine, Topic: "fees", Cut: 40, Cleaned: "What is the fee?"}}
		if i < loaded {
			s.Got.Tier, s.Got.Weight, s.Got.Reasons = bot.TierHuman, 80, []bot.Reason{{Code: bot.Anger, Points: 80, Source: "rules"}}
		}
		out = append(out, s)
	}
	return out
}

// paper covers the first n questions it is asked.
type paper struct{ n *int }

func covers(n int) Documents { return paper{&n} }

func (p paper) Cover(context.Context, string, []string) (Cover, error) {
	*p.n--
	return Cover{Covered: *p.n >= 0, File: "fees.md"}, nil
}
func (p paper) Faults() []string { return nil }
func (p paper) Pages() int       { return 1 }

func labelled(all []Sorted, misses int) []Sorted {
	for i := range all {
		all[i].Label = all[i].Got.Tier
	}
	for i := range misses {
		all[len(all)-1-i].Label = bot.TierHuman
	}
	return all
}

func made(t *testing.T, all []Sorted, d Documents, ready Readiness) *Report {
	t.Helper()
	r, err := Make(t.Context(), all, About{Firm: "Harbour & Finch", Source: "test", Now: wednesday, Zone: time.UTC, Calendar: clock.Default(nil).Calendar, Documents: d, Readiness: ready})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var ready = Readiness{Regulated: No, HighTouch: No, Policies: Yes, CheapError: Yes, Repeats: Yes}

func with(change func(r *Readiness)) Readiness {
	r := ready
	change(&r)
	return r
}

func TestTheVerdictFollowsFromTheFacts(t *testing.T) {
	for name, x := range map[string]struct {
		all    []Sorted
		d      Documents
		ready  Readiness
		want   Verdict
		reason string // of the three
	}{
		"all is well":                   {firm(100, 33, 6), covers(60), ready, Go, "67 of 100 enquiries could be drafted"},
		"labels agree":                  {labelled(firm(100, 33, 6), 1), covers(60), ready, Go, "kappa 0.98"},
		"nothing is answered":           {firm(100, 33, 6), covers(60), Readiness{}, Go, "67 of 100"},
		"regulated alone":               {firm(100, 33, 6), covers(60), with(func(r *Readiness) { r.Regulated = Yes }), Go, "67 of 100"},
		"no documents were given":       {firm(100, 33, 6), nil, ready, NotYet, "None were given"},
		"documents cover too little":    {firm(100, 33, 6), covers(25), ready, NotYet, "do not yet answer enough"},
		"labels differ":                 {labelled(firm(100, 33, 6), 12), covers(60), ready, NotYet, "cannot be told apart well enough"},
		"nothing in writing":            {firm(100, 33, 6), covers(60), with(func(r *Readiness) { r.Policies = No }), NotYet, "not in writing"},
		"errors are dear":               {firm(100, 33, 6), covers(60), with(func(r *Readiness) { r.CheapError = No }), NotYet, "cannot be put right cheaply"},
		"nearly all loaded":             {firm(100, 70, 6), covers(60), ready, NoGo, "Most of what your clients write needs a person"},
		"hardly any":                    {firm(100, 33, 60), covers(60), ready, NoGo, "too little to save"},
		"regulated, nothing in writing": {firm(100, 33, 6), covers(60), with(func(r *Readiness) { r.Regulated, r.Policies = Yes, No }), NoGo, "You are regulated and your answers are not in writing"},
		"the person is the service":     {firm(100, 33, 6), covers(60), with(func(r *Readiness) { r.HighTouch, r.CheapError = Yes, No }), NoGo, "Clients pay to hear from a particular person"},
	} {
		r := made(t, x.all, x.d, x.ready)
		if r.Verdict != x.want || len(r.Reasons) != 3 || !strings.Contains(strings.Join(r.Reasons, "\n"), x.reason) {
			t.Errorf("%s: %s\n%s", name, r.Verdict, strings.Join(r.Reasons, "\n"))
		}
		if r.Verdict != Go && len(r.Change) == 0 {
			t.Errorf("%s: nothing is said of what would have to change", name)
		}
	}
}

func TestNoVerdictComesFromFewerThanFifty(t *testing.T) {
	for _, loaded := range []int{0, 10, 49} {
		r := made(t, firm(FewestEnquiries-1, loaded, 4), covers(49), with(func(r *Readiness) { r.Regulated, r.Policies = Yes, No }))
		if r.Verdict != NotYet || !strings.HasPrefix(r.Headline, "Too few enquiries for a verdict.") || !strings.Contains(strings.Join(r.Reasons, "\n"), "49 of the 50") {
			t.Errorf("%d loaded: %s, %s %q", loaded, r.Verdict, r.Headline, r.Reasons)
		}
	}
	if r := made(t, firm(FewestEnquiries, 10, 4), covers(49), ready); r.Verdict != Go {
		t.Errorf("fifty: %s %q", r.Verdict, r.Reasons)
	}
}

func TestFewLabelsSayNothing(t *testing.T) {
	all := firm(100, 33, 6)
	for i := range 29 {
		all[i].Label = bot.TierRoutine // all of them against the tool
	}
	r := made(t, all, covers(60), ready)
	if r.Verdict != Go || !strings.Contains(r.Text(), "too few to say a kappa") {
		t.Errorf("%s\n%s", r.Verdict, r.Text())
	}
}

func TestWhatIsNotAnsweredStandsInTheVerdict(t *testing.T) {
	r := made(t, firm(100, 33, 6), covers(60), with(func(r *Readiness) { r.Regulated, r.Repeats = "", "" }))
	if r.Readiness.Regulated != NotAnswered || !strings.Contains(r.Headline, "Two questions about the firm are not answered (regulated, repeats)") {
		t.Errorf("%q %+v", r.Headline, r.Readiness)
	}
}

func TestEveryMissIsNamed(t *testing.T) {
	r := made(t, labelled(firm(100, 33, 6), 3), covers(60), ready)
	if len(r.Agreement.Misses) != 3 || r.Agreement.All.Found() != (Share{33, 36}) {
		t.Fatalf("%+v", r.Agreement)
	}
	html, err := r.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range r.Agreement.Misses {
		if !strings.Contains(string(html), id+" · weight 0") || !strings.Contains(r.Text(), "  "+id+" “") {
			t.Errorf("%s is not named", id)
		}
	}
}

func TestTheNextStepHasADayOnWhichPeopleWork(t *testing.T) {
	for want, r := range map[string]*Report{
		"Monday 7 December 2026":   made(t, firm(100, 33, 6), covers(60), ready),
		"Tuesday 29 December 2026": made(t, firm(100, 33, 6), covers(5), ready),
		"Tuesday 1 June 2027":      made(t, firm(100, 80, 6), covers(60), ready),
	} {
		if got := r.Next.Date.Format(day); got != want {
			t.Errorf("%s: %s, want %s", r.Verdict, got, want)
		}
	}
}

// 19 routine ones of 50 are too few, and nothing else stands in the way.
func TestTheNextStepIsOfTheRuleThatStandsInTheWay(t *testing.T) {
	r := made(t, labelled(firm(50, 31, 3), 0), covers(50), ready)
	if r.Verdict != NotYet || !strings.Contains(r.Next.Text, "until 20 of them are routine") {
		t.Errorf("%s: %+v\n%q", r.Verdict, r.Next, r.Change)
	}
}

func TestWhatSpeaksTheOtherWayIsMarkedSo(t *testing.T) {
	r := made(t, firm(100, 33, 6), covers(5), ready)
	if r.Verdict != NotYet || strings.HasPrefix(r.Reasons[0], "In favour") || !strings.HasPrefix(r.Reasons[1], "In favour: there is a routine part. ") {
		t.Errorf("%s: %q", r.Verdict, r.Reasons)
	}
	if r := made(t, firm(100, 33, 6), covers(60), ready); r.Verdict != Go || strings.Contains(strings.Join(r.Reasons, ""), "In favour") {
		t.Errorf("%s: %q", r.Verdict, r.Reasons)
	}
}

func TestTheHeadlineIsOfTheReason(t *testing.T) {
	for want, r := range map[string]*Report{
		"cost more than it brings":            made(t, firm(100, 80, 6), covers(60), ready),
		"nobody could answer for":             made(t, firm(100, 33, 6), covers(60), with(func(r *Readiness) { r.Regulated, r.Policies = Yes, No })),
		"at risk what your clients pay for":   made(t, firm(100, 33, 6), covers(60), with(func(r *Readiness) { r.HighTouch, r.CheapError = Yes, No })),
		"Nothing stands against it so far":    made(t, firm(100, 33, 6), nil, ready),
		"Something has to be put right first": made(t, firm(100, 33, 6), nil, with(func(r *Readiness) { r.Policies = No })),
		"Begin with the routine part":         made(t, firm(100, 33, 6), covers(60), ready),
	} {
		if !strings.Contains(r.Headline, want) {
			t.Errorf("%s: %s\nwant %s", r.Verdict, r.Headline, want)
		}
	}
}

// One year mistyped must not make of a busy firm one with an enquiry a month.
func TestAMistypedYearSaysNothingOfTheVolume(t *testing.T) {
	all := firm(100, 33, 6)
	all[0].At = all[0].At.AddDate(-20, 0, 0)
	r := made(t, all, covers(60), ready)
	if r.Verdict != Go || !strings.Contains(strings.Join(r.Change, " "), "Put right the dates") {
		t.Errorf("%s: %q", r.Verdict, r.Change)
	}
	if text := r.Text(); !strings.Contains(text, "weeks before these)") || strings.Count(text, "\n") > 120 {
		t.Errorf("a thousand empty weeks are printed:\n%s", text[:2000])
	}
	all = firm(100, 33, 6)
	all[99].At = wednesday.AddDate(0, 0, 3)
	if r := made(t, all, covers(60), ready); !strings.Contains(strings.Join(r.Notes, " "), "One enquiry dated after the day of this report") {
		t.Errorf("%q", r.Notes)
	}
}

func TestWhatTheToolCannotReadIsNoFindingAboutTheClients(t *testing.T) {
	all := firm(100, 33, 6)
	for i := range 12 {
		all[i].Got.Language, all[i].Got.Flags = "cy", []string{"language:cy"}
	}
	for i := 12; i < 20; i++ {
		all[i].Got.Language = "und"
		all[i].Messages = []bot.Message{{Files: []bot.File{{Name: "p60.pdf"}}}}
	}
	notes := strings.Join(made(t, all, covers(60), ready).Notes, " ")
	if !strings.Contains(notes, "12 enquiries in a language in which the sorting is not measured") || !strings.Contains(notes, "8 enquiries with a file: nothing here reads files") {
		t.Errorf("%q", notes)
	}
}
