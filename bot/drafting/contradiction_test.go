package drafting

import (
	"strings"
	"testing"
	"testing/fstest"

	"countersign/bot"
	"countersign/bot/llm"
	"countersign/knowledge"
)

// disagreeing is a firm of two pages with two figures for one thing.
func disagreeing(t *testing.T, a, b string) *knowledge.Base {
	t.Helper()
	base, err := knowledge.OpenFS(fstest.MapFS{"a.md": {Data: []byte(a)}, "b.md": {Data: []byte(b)}}, knowledge.Options{Now: atToday})
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func page(front, text string) string {
	return "---\ntitle: Guide\nowner: Priya\n" + front + "audience: client\n---\n" + text + "\n"
}

const (
	fresh   = "reviewed: 2026-09-01\nreview_due: 2027-09-01\n"
	earlier = "reviewed: 2026-02-01\nreview_due: 2027-02-01\n"
	overdue = "reviewed: 2025-02-01\nreview_due: 2026-02-01\n"
	undated = ""
)

func TestOfTwoPagesThatDisagreeTheOneReviewedLastIsQuotedAndStaffAreTold(t *testing.T) {
	for name, tt := range map[string]struct{ question, old, new, quoted, not string }{
		"a notice":    {"How much notice do I need to cancel an appointment?", "You can cancel an appointment with 24 hours' notice.", "To cancel an appointment, give us 48 hours' notice.", "48 hours", "24 hours"},
		"other words": {"How much notice do I need to cancel a meeting?", "Please give at least 24 hours' notice to cancel a meeting without charge.", "A meeting can be moved or cancelled without charge up to 48 hours before it starts.", "48 hours", "24 hours"},
		"a price":     {"How much is a bookkeeping review?", "A bookkeeping review of a small company costs £60.", "The bookkeeping review costs £75 for each company, plus VAT.", "£75", "£60"},
		"a share":     {"What is the late payment charge?", "The late payment charge is 3% of the invoice.", "A late payment charge of 4% of the invoice applies.", "4%", "3%"},
		"an address":  {"Where is the lettings office?", "The lettings office is at 14 Quay Street, by the fish market.", "Visit our lettings office at 3 Mariner House.", "3 Mariner House", "14 Quay Street"},
		"a closing":   {"When does the lettings office close on Fridays?", "The lettings office closes at 5:30pm on Fridays.", "On Fridays our lettings office closes at 6pm.", "6pm", "5:30pm"},
		"a deadline":  {"By when do you need my payroll changes?", "Send us payroll changes for the month by the 20th.", "We need your payroll changes for the month by the 18th.", "18th", "20th"},
	} {
		for dates, d := range map[string][2]string{"an older review": {earlier, fresh}, "an overdue review": {overdue, earlier}, "no review": {undated, fresh}} {
			for _, swap := range []bool{false, true} {
				pages := [2]string{page(d[0], tt.old), page(d[1], tt.new)}
				if swap {
					pages[0], pages[1] = pages[1], pages[0]
				}
				dr := New(Options{}, disagreeing(t, pages[0], pages[1]), llm.NewOffline(), nil)
				out, err := dr.Draft(t.Context(), ask(tt.question))
				if err != nil || !strings.Contains(out.Text, tt.quoted) || strings.Contains(out.Text, tt.not) {
					t.Errorf("%s against %s: %q (missing %q), error %v, want %s alone", name, dates, out.Text, out.Missing, err, tt.quoted)
				}
				if got := detail(out.Checks, "conflicting_sources"); !strings.Contains(got, tt.not) || verdicts(out.Checks)["conflicting_sources"] != bot.NoAutonomy {
					t.Errorf("%s against %s: staff are told %q, want that another page says %s", name, dates, got, tt.not)
				}
			}
		}
	}
}

// TestWhatANewerPageSaysOfAnotherThingIsNotQuoted: two sentences that share their
// words may be taken to contradict each other and do not.
func TestWhatANewerPageSaysOfAnotherThingIsNotQuoted(t *testing.T) {
	for name, tt := range map[string]struct{ question, old, new, quoted string }{
		"another thing":  {"When are reminders sent?", "Reminders are sent by text message three days before the appointment.", "We send a medical form by text message two days before the appointment.", "three days"},
		"another day":    {"When does the lettings office close on Fridays?", "The lettings office closes at 5:30pm on Fridays.", "The lettings office closes at 2pm on Saturdays.", "5:30pm"},
		"the same":       {"How much notice do I need to cancel an appointment?", "You can cancel an appointment with 24 hours' notice.", "To cancel an appointment, give us 24 hours' notice.", "24 hours"},
		"another kind":   {"When is the tenancy deposit returned?", "The tenancy deposit is returned within ten days of the end of the tenancy.", "The holding deposit is returned within seven days of the end of the checks.", "ten days"},
		"another figure": {"How much is a bookkeeping review?", "A bookkeeping review of a small company costs £60.", "The bookkeeping review of a small company takes three hours.", "£60"},
	} {
		dr := New(Options{}, disagreeing(t, page(earlier, tt.old), page(fresh, tt.new)), llm.NewOffline(), nil)
		if out, err := dr.Draft(t.Context(), ask(tt.question)); err != nil || !strings.Contains(out.Text, tt.quoted) {
			t.Errorf("%s: %q (missing %q), error %v, want %s", name, out.Text, out.Missing, err, tt.quoted)
		}
	}
}

// TestStaffAreToldOfAContradictionOfTheFigureThatIsQuotedAlone: a figure within
// another is another, however either is written.
func TestStaffAreToldOfAContradictionOfTheFigureThatIsQuotedAlone(t *testing.T) {
	for _, tt := range []struct {
		figure, quote string
		want          bool
	}{
		{"£5", "A key costs £5.", true}, {"£5", "A key costs £50.", false}, {"£5", "A key costs £5.50.", false},
		{"8 hours", "Give us 48 hours' notice.", false}, {"48 hours", "Give us 48 Hours' notice.", true},
		{"three days", "It takes 3 days.", true}, {"four days", "It takes twenty-four days.", false},
		{"14 Quay Street", "We are at 14 Quay Street.", true}, {"£5", "", true},
	} {
		if got := concerns(tt.figure, tt.quote); got != tt.want {
			t.Errorf("a contradiction of %q concerns %q: %t, want %t", tt.figure, tt.quote, got, tt.want)
		}
	}
}

// twoPages are two pages that share nearly all their words, the second of which was
// reviewed later, and what an answer quotes of them.
type twoPages struct {
	name, question, old, new string
	quoted                   string // "" for none
	told                     bool   // staff are, that they disagree
}

// holds asks of the pages in both orders.
func (tt twoPages) holds(t *testing.T) {
	t.Helper()
	for _, swap := range []bool{false, true} {
		pages := [2]string{page(earlier, tt.old), page(fresh, tt.new)}
		if swap {
			pages[0], pages[1] = pages[1], pages[0]
		}
		out, err := New(Options{}, disagreeing(t, pages[0], pages[1]), llm.NewOffline(), nil).Draft(t.Context(), ask(tt.question))
		if err != nil || (out.Text != "") != (tt.quoted != "") || !strings.Contains(out.Text, tt.quoted) {
			t.Errorf("%s: %q (missing %q), error %v, want %q", tt.name, out.Text, out.Missing, err, tt.quoted)
		}
		if told := verdicts(out.Checks)["conflicting_sources"] == bot.NoAutonomy; told != tt.told {
			t.Errorf("%s: staff are told %t (%q), want %t", tt.name, told, detail(out.Checks, "conflicting_sources"), tt.told)
		}
	}
}

// TestOfTwoPagesOnTwoThingsTheOneThatWasAskedForIsQuoted: the newer page speaks of
// another thing, and nobody is told of a contradiction.
func TestOfTwoPagesOnTwoThingsTheOneThatWasAskedForIsQuoted(t *testing.T) {
	for _, tt := range []twoPages{
		{"opening and closing", "When does the lettings office open on Fridays?", "The lettings office opens at 9am on Fridays.", "The lettings office closes at 5pm on Fridays.", "9am", false},
		{"two offices", "When does the Leeds office open on Mondays?", "The Leeds office opens at 9am on Mondays.", "The York office opens at 8am on Mondays.", "9am", false},
		{"two offices, said after", "When does the office in Leeds open on Mondays?", "The office in Leeds opens at 9am on Mondays.", "The office in York opens at 8am on Mondays.", "9am", false},
		{"two offices, the newer asked for", "When does the York office open on Mondays?", "The Leeds office opens at 9am on Mondays.", "The York office opens at 8am on Mondays.", "8am", false},
		{"an office that no page knows", "When does the Hull office open on Mondays?", "The Leeds office opens at 9am on Mondays.", "The York office opens at 8am on Mondays.", "", false},
		{"fees by kind", "How much is an inventory of a furnished flat?", "An inventory of a furnished flat costs £150.", "An inventory of an unfurnished flat costs £120.", "£150", false},
		{"fees by size", "How much is an inventory of a one bed flat?", "An inventory of a one bed flat costs £120.", "An inventory of a two bed flat costs £150.", "£120", false},
		{"fees for whom", "How much is a check-up for a child?", "A check-up for a child costs £20.", "A check-up for an adult costs £45.", "£20", false},
		{"fees of two years", "How much is the VAT return for 2025?", "The VAT return for 2025 costs £180.", "The VAT return for 2026 costs £195.", "£180", false},
		{"two sorts of tenancy", "How much notice ends a fixed-term tenancy?", "Two months' notice ends a fixed-term tenancy.", "One month's notice ends a periodic tenancy.", "Two months", false},
		{"two sorts of hire", "How much is a long-term parking space?", "A long-term parking space costs £40.", "A short-term parking space costs £60.", "£40", false},
		{"a sort that no page knows", "How much is a long-term parking space?", "A weekend parking space costs £40.", "A short-term parking space costs £60.", "", false},
		{"two parties", "How much notice must tenants give to end the tenancy?", "Tenants must give one month's notice to end the tenancy.", "Landlords must give two months' notice to end the tenancy.", "one month", false},
		{"on paper or online", "When is the online tax return due?", "Online tax returns are due by 31 January.", "Paper tax returns are due by 31 October.", "31 January", false},
		{"two of a row", "When is the first payment on account due?", "The first payment on account is due by 31 January.", "The second payment on account is due by 31 July.", "31 January", false},
		{"the least and the most", "What is the minimum deposit for a garage?", "The minimum deposit for a garage is £50.", "The maximum deposit for a garage is £200.", "£50", false},
		{"two months", "When does the office close in December?", "In December the office closes at 3pm.", "In July the office closes at 5pm.", "3pm", false},
		{"two keys", "How much is a copy of the front door key?", "A copy of the front door key costs £5.", "A copy of the back door key costs £50.", "£5.", false},
		{"a visit of two days", "How much is a same-day visit?", "A same-day visit costs £90.", "A next-day visit costs £60.", "£90", false},
		{"whole or part of the time", "How much is a full-time nursery place?", "A full-time nursery place costs £900.", "A part-time nursery place costs £500.", "£900", false},
		{"two floors", "How much is a ground-floor storage room?", "A ground-floor storage room costs £45.", "A first-floor storage room costs £30.", "£45", false},
		{"written apart", "How much is a long stay parking permit?", "A long-stay parking permit costs £45.", "A short-stay parking permit costs £30.", "£45", false},
		{"one word and its half", "How much is a survey of a detached house?", "A survey of a detached house costs £700.", "A survey of a semi-detached house costs £500.", "£700", false},
		{"a word and its contrary", "How much is a non-resident tax return?", "A non-resident tax return costs £300.", "A resident tax return costs £200.", "£300", false},
		{"how somebody works", "How much is the set-up fee for an employed client?", "The set-up fee for an employed client is £20.", "The set-up fee for a self-employed client is £50.", "£20", false},
		{"cheap hours", "How much is an off-peak appointment?", "An off-peak appointment costs £30.", "A peak appointment costs £45.", "£30", false},
		{"in and out of hours", "How much is a call-out in working hours?", "A call-out in working hours costs £50.", "A call-out out of hours costs £120.", "£50", false},
		{"two feasts", "When do you close before Christmas?", "We close at noon on the last day before Christmas.", "We close at 3pm on the last day before Easter.", "noon", false},
	} {
		tt.holds(t)
	}
}

// TestOfTwoPagesOnOneThingStaffAreToldWhereTheyDisagree: in other words, and of equal
// figures that are written otherwise nothing.
func TestOfTwoPagesOnOneThingStaffAreToldWhereTheyDisagree(t *testing.T) {
	for _, tt := range []twoPages{
		{"one office", "When does the Leeds office open on Mondays?", "The Leeds office opens at 9am on Mondays.", "On Mondays our office in Leeds opens at 8am.", "8am", true},
		{"one sort of tenancy", "How much notice ends a periodic tenancy?", "Two months' notice ends a periodic tenancy.", "One month's notice ends a periodic tenancy.", "One month", true},
		{"days in words", "How soon is a boiler repair booked?", "A boiler repair is booked within twenty-eight days.", "A boiler repair is booked within 28 days.", "days", false},
		{"a time of 24 hours", "When does the office close on Fridays?", "The office closes at 5:30pm on Fridays.", "On Fridays the office closes at 17:30.", ":30", false},
		{"another time of 24 hours", "When does the lettings office close on Fridays?", "The lettings office closes at 5:30pm on Fridays.", "On Fridays the lettings office closes at 18:00.", "18:00", true},
		{"a price with VAT", "How much is a bookkeeping review?", "A bookkeeping review of a small company costs £100 plus VAT.", "A bookkeeping review of a small company costs £120 including VAT.", "£1", false},
		{"another price in words", "How much is a copy of the front door key?", "A copy of the front door key costs five pounds.", "A copy of the front door key costs £7.", "£7", true},
		{"other days in words", "How long does a boiler repair take?", "A boiler repair takes twenty-eight days.", "A boiler repair takes eight days.", "eight days", true},
		{"written apart", "How much is a long-stay parking permit?", "A long-stay parking permit costs £45.", "The long stay parking permit is £50.", "£50", true},
	} {
		tt.holds(t)
	}
}

// TestStaffAreToldOfAContradictionWithoutAFigure, where the sentence that is denied is
// quoted, and the page reviewed last is the one that is.
func TestStaffAreToldOfAContradictionWithoutAFigure(t *testing.T) {
	for _, tt := range []twoPages{
		{"pets", "Do you accept pets?", "We do accept pets.", "We do not accept pets.", "We do not accept pets.", true},
		{"a card", "Can I pay the rent by card?", "You cannot pay the rent by card.", "You can pay the rent by card.", "You can pay the rent by card.", true},
		{"on Saturdays", "Is the lettings office open on Saturdays?", "The lettings office is open on Saturdays.", "The lettings office is closed on Saturdays.", "closed", true},
		{"by post only", "How do I make a complaint?", "Complaints can be made by email.", "Complaints can be made by post only.", "by post only", true},
		{"another sentence", "Do you accept pets?", "We accept pets. The lettings office is open on Saturdays.", "The lettings office is closed on Saturdays.", "We accept pets.", false},
		{"an exception", "Do you give tax advice?", "We give tax advice.", "We do not give tax advice on shares.", "tax advice", false},
	} {
		tt.holds(t)
	}
}
