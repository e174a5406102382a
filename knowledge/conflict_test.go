package knowledge

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestTwoPagesContradictEachOtherOnTheSameThingOnly: a contradiction bars an
// automatic answer and asks somebody to look, one that is none does so in vain.
func TestTwoPagesContradictEachOtherOnTheSameThingOnly(t *testing.T) {
	for name, tt := range map[string]struct {
		one, other string
		want       bool
	}{
		"another price":          {"An inventory of a two bed flat costs £120.", "For an inventory of a two bed flat we charge £150.", true},
		"another share":          {"Our lettings commission is 10% of the monthly rent.", "The lettings commission is 12 per cent of the monthly rent.", true},
		"another time":           {"Repairs of a boiler are booked within three working days.", "Repairs of a boiler are booked within 5 working days.", true},
		"another closing time":   {"The lettings office closes at 5:30pm on Fridays.", "On Fridays the lettings office closes at 5 pm.", true},
		"another half of a day":  {"The lettings office closes at 12pm on Saturdays.", "The lettings office closes at 12am on Saturdays.", true},
		"another time as 5 Pm":   {"The lettings office closes at 5 Pm on Fridays.", "On Fridays the lettings office closes at 4Pm.", true},
		"another time as 9aM":    {"The lettings office opens at 9aM on Fridays.", "On Fridays the lettings office opens at 8 Am.", true},
		"a date, and its day":    {"Payroll changes for the year are due by the 5th April.", "Payroll changes for the year are due by the 6th of the month.", false},
		"another date":           {"Payroll changes for the year are due by 5 April.", "Payroll changes for the year are due by 31 March.", true},
		"another month":          {"Payroll changes for the year are due by 5 April.", "Payroll changes for the year are due by 5th May.", true},
		"another day":            {"Send payroll changes for the month by the 20th.", "Payroll changes for the month are due by the 18th.", true},
		"the same closing time":  {"The lettings office closes at 5.00pm on Fridays.", "On Fridays the lettings office closes at 5 PM.", false},
		"the same noon":          {"The lettings office closes at 12:00pm on Saturdays.", "The lettings office closes at 12pm on Saturdays.", false},
		"the same date":          {"Payroll changes for the year are due by 5 April.", "Payroll changes for the year are due by 5th April.", false},
		"a time for a date":      {"Payroll changes for the month are due by 5pm.", "Payroll changes for the month are due by 5 April.", false},
		"another address":        {"Our lettings office is at 12 Harbour Street.", "Visit the lettings office at 14 Harbour Street.", true},
		"the same price":         {"An inventory of a two bed flat costs £1,200.", "For an inventory of a two bed flat we charge £1200.00.", false},
		"the same time in words": {"Repairs of a boiler are booked within three working days.", "Repairs of a boiler are booked within 3 working days.", false},
		"another thing":          {"An inventory of a two bed flat costs £120.", "A parking permit of the marina costs £40.", false},
		"another unit":           {"Repairs of a boiler are booked within 2 hours.", "Repairs of a boiler are done within 3 weeks.", false},
		"another kind of figure": {"The lettings commission for a flat is 10%.", "The lettings commission for a flat is £90.", false},
		"no figure":              {"An inventory of a two bed flat is charged.", "For an inventory of a two bed flat we charge £150.", false},
		"one price of two":       {"An inventory of a two bed flat costs £120, furnished £150.", "For an inventory of a two bed flat we charge £150.", false},
		"two prices and one":     {"For an inventory of a two bed flat we charge £150.", "An inventory of a two bed flat costs £120, furnished £150.", false},
		"a price and a share":    {"The lettings commission for a flat is £12 or 10%.", "The lettings commission for a flat is £10.", true},
		"an address, one word":   {"Our office is at 12 Harbour Street.", "The office: 14 Harbour Street.", false},
		"some words in common": {"Tenants lodge their deposit by letter, naming guarantor, surveyor, landlord, broker and solicitor, for £30.",
			"Tenants dispute a deposit by letter, enclosing photographs, invoices, receipts, meter readings and statements, for £45.", false},
	} {
		t.Run(name, func(t *testing.T) {
			tryPair(t, "# One\n\n"+tt.one+"\n", "# Other\n\n"+tt.other+"\n", tt.want)
		})
	}
}

// TestTwoThingsOfAKindAreNoContradiction: fees by kind, offices, years, days and those
// for whom a rule is differ because they are two.
func TestTwoThingsOfAKindAreNoContradiction(t *testing.T) {
	for name, tt := range map[string]struct {
		one, other string
		want       bool
	}{
		"two deposits":                {"The tenancy deposit is returned within ten days of the end of the tenancy.", "The holding deposit is returned within seven days of the end of the checks.", false},
		"one deposit":                 {"The tenancy deposit is returned within ten days of the end of the tenancy.", "The tenancy deposit is returned within seven days of the end of the tenancy.", true},
		"one deposit, less said":      {"The tenancy deposit is returned within ten days of the end of the tenancy.", "The deposit is returned within seven days of the end of the tenancy.", true},
		"an end of two things":        {"Keys are returned to the office within ten days of the end of the tenancy.", "Keys are returned to the office within three days of the end of the viewing.", false},
		"two offices":                 {"The Leeds lettings office opens at 9am on Mondays.", "The York lettings office opens at 8am on Mondays.", false},
		"two offices, said after":     {"The lettings office in Leeds opens at 9am on Mondays.", "On Mondays the lettings office in York opens at 8am.", false},
		"two offices, one each way":   {"The lettings office in Leeds opens at 9am on Mondays.", "On Mondays the York lettings office opens at 8am.", false},
		"one office":                  {"The lettings office in Leeds opens at 9am on Mondays.", "On Mondays the Leeds lettings office opens at 8am.", true},
		"opening and closing":         {"The lettings office opens at 9am on Fridays.", "The lettings office closes at 5pm on Fridays.", false},
		"two days":                    {"The lettings office closes at 5pm on Fridays.", "The lettings office closes at 2pm on Saturdays.", false},
		"a day of several":            {"The lettings office closes at 5pm Monday to Friday.", "The lettings office closes at 6pm on Wednesdays.", true},
		"a day of a week's work":      {"The lettings office closes at 5pm Monday to Saturday.", "The lettings office closes at 6pm on Saturdays.", true},
		"round the end of a week":     {"The emergency line is answered from 6pm, Friday until Monday.", "On Sundays the emergency line is answered from 8pm.", true},
		"one day and the others":      {"The lettings office closes at 5pm Monday–Saturday.", "The lettings office closes at 2pm on Sundays.", false},
		"the weekend and a weekday":   {"The lettings office closes at 5pm on weekdays.", "The lettings office closes at 2pm at weekends.", false},
		"two months":                  {"In December the lettings office closes at 3pm.", "In July the lettings office closes at 5pm.", false},
		"two years":                   {"The Self Assessment return for 2025 costs £180.", "The Self Assessment return for 2026 costs £195.", false},
		"two tax years":               {"The personal allowance for the tax year 2024/25 is £12,570.", "The personal allowance for the tax year 2025/26 is £12,670.", false},
		"one year":                    {"The Self Assessment return for 2026 costs £180.", "The Self Assessment return for 2026 costs £195.", true},
		"two sorts of tenancy":        {"A fixed-term tenancy ends with two months' notice in writing.", "A periodic tenancy ends with one month's notice in writing.", false},
		"one sort of tenancy":         {"A periodic tenancy ends with two months' notice in writing.", "A periodic tenancy ends with one month's notice in writing.", true},
		"two parties":                 {"Tenants give one month of notice in writing to end the tenancy.", "Landlords give two months of notice in writing to end the tenancy.", false},
		"two sizes":                   {"An inventory of a one bed flat costs £120.", "For an inventory of a two bed flat we charge £150.", false},
		"one size in two writings":    {"An inventory of a 2 bed flat costs £120.", "For an inventory of a two bed flat we charge £150.", true},
		"two priorities":              {"A priority one fault is answered by the help desk within two hours.", "A priority two fault is answered by the help desk within eight hours.", false},
		"furnished or not":            {"The inventory of a furnished flat costs £150.", "The inventory of an unfurnished flat costs £120.", false},
		"on paper or online":          {"Paper returns for the tax year must reach HMRC by 31 October.", "Online returns for the tax year must reach HMRC by 31 January.", false},
		"two of a row":                {"The first payment on account is due by 31 January.", "The second payment on account is due by 31 July.", false},
		"the least and the most":      {"The minimum deposit for a garage space is £50.", "The maximum deposit for a garage space is £200.", false},
		"two purposes":                {"The deposit for a crown is £60, paid at the desk.", "The deposit for a missed visit is £40, paid at the desk.", false},
		"two keys":                    {"A copy of the front door key costs £5 at the desk.", "A copy of the back door key costs £7 at the desk.", false},
		"one key":                     {"A copy of the front door key costs £5 at the desk.", "We charge £7 for a copy of the front door key at the desk.", true},
		"two rows":                    {"Service: Full management; Fee: 13% of monthly rent.", "Service: Let only; Fee: 8% of monthly rent.", false},
		"one row":                     {"Service: Full management; Fee: 13% of monthly rent.", "Service: Full management; Fee: 12% of monthly rent.", true},
		"verbs of one meaning":        {"Send payroll changes for the month by the 20th.", "Submit payroll changes for the month by the 18th.", true},
		"who does it, said otherwise": {"Our accountants file the VAT return within seven days.", "The firm files the VAT return within five days.", true},
	} {
		t.Run(name, func(t *testing.T) { tryPair(t, "# One\n\n"+tt.one+"\n", "# Other\n\n"+tt.other+"\n", tt.want) })
	}
}

// TestDaysAreReadOneByOneAndAsRanges, however they are written.
func TestDaysAreReadOneByOneAndAsRanges(t *testing.T) {
	for text, want := range map[string]string{"Monday to Saturday": "fri mon satur thurs tues wednes", "from Friday until Monday": "fri mon satur sun", "Tuesday–Thursday": "thurs tues wednes",
		"on Mondays and Thursdays": "mon thurs", "on weekdays": "fri mon thurs tues wednes", "at weekends": "satur sun", "within two working days": "", "ſunday": "", "Monday to ſunday": ""} {
		if got := strings.Join(slices.Sorted(maps.Keys(daysOf(text))), " "); got != want {
			t.Errorf("daysOf(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestOneThingInOtherWordsIsAContradiction: what tells two things apart must not hide
// that two pages say of one thing two things.
func TestOneThingInOtherWordsIsAContradiction(t *testing.T) {
	for name, pair := range map[string][2]string{
		"a notice":            {"Please give at least 24 hours' notice to cancel a meeting without charge.", "A meeting can be moved or cancelled without charge up to 48 hours before it starts."},
		"a check-up":          {"A check-up with the hygienist costs £45 for adults.", "For adults we charge £52 for a hygienist check-up."},
		"records":             {"Keep your business records for at least five years.", "Business records must be kept for six years after the end of the tax year."},
		"a late fee":          {"A late filing penalty of £100 applies to each return.", "HMRC charges a late filing penalty of £150 per return."},
		"a deadline":          {"Online returns must reach HMRC by 31 January.", "Your online return is due with HMRC by 30 January 2027."},
		"rent":                {"Rent is due on the 1st of each month by standing order.", "Please pay the rent by standing order on the 5th of the month."},
		"an emergency":        {"In an emergency a vet will see your pet within two hours.", "Emergency: a vet sees your pet within 4 hours."},
		"a reply":             {"The help desk replies to urgent tickets within one hour.", "Urgent tickets get a reply from our help desk in two hours."},
		"a vaccination":       {"The first vaccination of a puppy is given at eight weeks.", "Puppies have their first vaccination at 10 weeks."},
		"a retainer":          {"Our monthly retainer for a limited company is £150 plus VAT.", "Limited companies pay a monthly retainer of £175 plus VAT."},
		"a complaint":         {"Complaints are acknowledged in writing within three working days.", "We acknowledge a complaint in writing within five business days."},
		"one office, in full": {"Our Leeds office opens at 9am Monday to Friday.", "The Leeds office is open from 8:30am on weekdays."},
		"a room":              {"The deposit for a single room is £200 before you move in.", "Before you move in we take a £250 deposit for a single room."},
		"a row":               {"Service: Rent collection; Fee: 9% of monthly rent.", "Service: Rent collection service; Fee: 10% of monthly rent."},
		"a reset link":        {"The link to reset your portal password is valid for 30 minutes.", "Your portal password reset link is valid for one minute."},
	} {
		t.Run(name, func(t *testing.T) { tryPair(t, "# One\n\n"+pair[0]+"\n", "# Other\n\n"+pair[1]+"\n", true) })
	}
}

// TestWhatAHeadingSaysOfAThingTellsItFromAnother: the pages of two offices need not
// name them in each sentence.
func TestWhatAHeadingSaysOfAThingTellsItFromAnother(t *testing.T) {
	for name, tt := range map[string]struct {
		one, other string
		want       bool
	}{
		"two offices":         {"# Leeds office\n\nThe office opens at 9am on Mondays.\n", "# York office\n\nThe office opens at 8am on Mondays.\n", false},
		"one office":          {"# Leeds office\n\nThe office opens at 9am on Mondays.\n", "# Visit the Leeds office\n\nThe office opens at 8am on Mondays.\n", true},
		"an office and hours": {"# Leeds office\n\nThe office opens at 9am on Mondays.\n", "# Opening hours\n\nThe office opens at 8am on Mondays.\n", true},
		"two deposits":        {"# Fees\n\n## Holding deposit\n\nThe deposit is returned to tenants within seven days.\n", "# Rules\n\n## Tenancy deposit\n\nThe deposit is returned to tenants within ten days.\n", false},
		"two years":           {"# Fees 2025\n\nAn inventory of a two bed flat costs £120.\n", "# Fees 2026\n\nAn inventory of a two bed flat costs £150.\n", false},
		"one year":            {"# Fees 2026\n\nAn inventory of a two bed flat costs £120.\n", "# Prices 2026\n\nAn inventory of a two bed flat costs £150.\n", true},
	} {
		t.Run(name, func(t *testing.T) { tryPair(t, tt.one, tt.other, tt.want) })
	}
}

// TestAFigureIsTheSameHoweverItIsWritten, and another however alike it is.
func TestAFigureIsTheSameHoweverItIsWritten(t *testing.T) {
	for name, tt := range map[string]struct {
		sentence, one, other string
		want                 bool
	}{
		"days in words":              {"Repairs of a boiler are booked within %s.", "twenty-eight days", "28 days", false},
		"other days in words":        {"Repairs of a boiler are booked within %s.", "twenty-eight days", "8 days", true},
		"days in words, no hyphen":   {"Repairs of a boiler are booked within %s.", "twenty eight days", "28 days", false},
		"eleven":                     {"Repairs of a boiler are booked within %s.", "eleven days", "11 days", false},
		"other than eleven":          {"Repairs of a boiler are booked within %s.", "eleven days", "12 days", true},
		"a hundred":                  {"Repairs of a boiler are booked within %s.", "one hundred days", "100 days", false},
		"a part of an hour":          {"Repairs of a boiler are finished in %s.", "2.5 hours", "5 hours", true},
		"the same part of an hour":   {"Repairs of a boiler are finished in %s.", "2.5 hours", "2.50 hours", false},
		"business days":              {"Repairs of a boiler are booked within %s.", "five business days", "5 working days", false},
		"other business days":        {"Repairs of a boiler are booked within %s.", "five business days", "10 working days", true},
		"a clock of 24 hours":        {"The lettings office closes at %s on Fridays.", "17:30", "5:30pm", false},
		"another time of it":         {"The lettings office closes at %s on Fridays.", "17:00", "5:30pm", true},
		"two times of it":            {"The lettings office closes at %s on Fridays.", "17:00", "17:30", true},
		"pm with full stops":         {"The lettings office closes at %s on Fridays.", "5.30 p.m.", "5:30pm", false},
		"another with full stops":    {"The lettings office closes at %s on Fridays.", "5 p.m.", "6 p.m.", true},
		"noon":                       {"The lettings office closes at %s on Saturdays.", "noon", "12pm", false},
		"another time than noon":     {"The lettings office closes at %s on Saturdays.", "noon", "1pm", true},
		"midnight":                   {"The lettings office closes at %s on Saturdays.", "midnight", "12am", false},
		"pounds in words":            {"An inventory of a two bed flat is %s.", "forty-five pounds", "£45", false},
		"other pounds in words":      {"An inventory of a two bed flat is %s.", "forty-five pounds", "£40", true},
		"a share in words":           {"Our lettings commission is %s of the monthly rent.", "ten per cent", "10%", false},
		"another share in words":     {"Our lettings commission is %s of the monthly rent.", "ten per cent", "12%", true},
		"a price with VAT":           {"An inventory of a two bed flat costs %s.", "£100 plus VAT", "£120 including VAT", false},
		"another price with VAT":     {"An inventory of a two bed flat costs %s.", "£100 plus VAT", "£125 including VAT", true},
		"two prices without VAT":     {"An inventory of a two bed flat costs %s.", "£100 plus VAT", "£120 plus VAT", true},
		"a price that VAT is not of": {"An inventory of a two bed flat costs %s.", "£100", "£120", true},
	} {
		t.Run(name, func(t *testing.T) {
			tryPair(t, "# One\n\n"+strings.ReplaceAll(tt.sentence, "%s", tt.one)+"\n", "# Other\n\n"+strings.ReplaceAll(tt.sentence, "%s", tt.other)+"\n", tt.want)
		})
	}
}

// tryPair wants one contradiction of two pages, or none.
func tryPair(t *testing.T, one, other string, want bool) {
	t.Helper()
	b := openFiles(t, fstest.MapFS{"one.md": page(one), "other.md": page(other)})
	found := 0
	for _, p := range b.Problems() {
		if p.Kind == ProblemContradiction {
			found++
		}
	}
	if n := map[bool]int{true: 1}[want]; found != n {
		t.Errorf("%d contradictions are found, want %d: %+v", found, n, b.Problems())
	}
}

// TestEachPageOfAContradictionNamesTheOther for each figure, and is reported once, where
// one client could see both.
func TestEachPageOfAContradictionNamesTheOther(t *testing.T) {
	const one, other = "An inventory of a two bed flat costs £120.", "For an inventory of a two bed flat we charge £150."
	for name, tt := range map[string]struct {
		accounts [2]string
		again    string
		want     bool
	}{
		"for everybody":         {want: true},
		"of one account":        {accounts: [2]string{"bright", "bright"}, want: true},
		"the first's own":       {accounts: [2]string{"bright", ""}, want: true},
		"the second's own":      {accounts: [2]string{"", "acme"}, want: true},
		"of two accounts":       {accounts: [2]string{"bright", "acme"}},
		"said in two sentences": {again: " Repairs of a boiler are booked within %s working days.", want: true},
	} {
		t.Run(name, func(t *testing.T) {
			again := func(days string) string { return strings.ReplaceAll(tt.again, "%s", days) }
			all := []Passage{{ID: "a.md#fees", File: "a.md", Heading: "Fees", Account: tt.accounts[0], Text: one + again("three")},
				{ID: "b.md#prices", File: "b.md", Heading: "Prices", Account: tt.accounts[1], Text: other + again("five")}}
			problems := markConflicts(all)
			if !tt.want {
				if len(problems) != 0 || all[0].Conflicts != nil || all[1].Conflicts != nil {
					t.Errorf("problems %+v, passages %+v, want none", problems, all)
				}
				return
			}
			want := []Problem{{Kind: ProblemContradiction, File: "b.md", Heading: "Prices",
				Detail: `Says "£150" where a.md (Fees) says "£120" of what seems the same. Make them agree.`}}
			if !slices.Equal(problems, want) {
				t.Errorf("problems %+v, want %+v", problems, want)
			}
			a := Conflict{With: "b.md#prices", Account: tt.accounts[1], File: "b.md", Heading: "Prices", Figure: "£120", OtherFigure: "£150"}
			b := Conflict{With: "a.md#fees", Account: tt.accounts[0], File: "a.md", Heading: "Fees", Figure: "£150", OtherFigure: "£120"}
			noted := [][]Conflict{{a}, {b}}
			if tt.again != "" {
				a.Figure, a.OtherFigure, b.Figure, b.OtherFigure = "three working days", "five working days", "five working days", "three working days"
				noted[0], noted[1] = append(noted[0], a), append(noted[1], b)
			}
			for i, want := range noted {
				if got := all[i].Conflicts; !slices.Equal(got, want) {
					t.Errorf("passage %d conflicts with %+v, want %+v", i, got, want)
				}
			}
		})
	}
}

// TestHowMuchTwoStatementsMustShareToBeAboutTheSame walks along each limit.
func TestHowMuchTwoStatementsMustShareToBeAboutTheSame(t *testing.T) {
	words := func(common, all int) map[string]bool {
		out := map[string]bool{}
		for i := range all {
			out[fmt.Sprintf("%d of %d", i, all)] = true
		}
		for i := range common {
			delete(out, fmt.Sprintf("%d of %d", i, all))
			out[fmt.Sprint("both ", i)] = true
		}
		return out
	}
	for _, tt := range []struct {
		common, one, other int
		want, address      bool
	}{
		{3, 3, 3, true, true}, {2, 2, 2, false, true}, // three words, of an address fewer
		{4, 10, 10, true, true}, {4, 11, 10, true, true}, {4, 11, 11, false, false}, // two fifths of the shorter
		{3, 3, 25, true, true}, {3, 3, 26, false, true}, {3, 26, 3, false, true}, // an eighth of both, but for an address
	} {
		a := statement{words: words(tt.common, tt.one)}
		b := statement{words: words(tt.common, tt.other)}
		if tt.one == tt.other { // words of one statement are none of the other's
			b.words = map[string]bool{}
			for w := range words(tt.common, tt.other) {
				b.words[strings.Replace(w, " of ", " elsewhere of ", 1)] = true
			}
		}
		for address, want := range map[bool]bool{false: tt.want, true: tt.address} {
			if got := alike(a, b, tt.common, address, func(string) float64 { return 1 }); got != want {
				t.Errorf("%d words in common of %d and %d, address %t: alike %t, want %t", tt.common, tt.one, tt.other, address, got, want)
			}
		}
	}
}

func TestAPageDoesNotContradictItself(t *testing.T) {
	b := openFiles(t, fstest.MapFS{"one.md": page("# Fees\n\nAn inventory of a two bed flat costs £120.\n\n# Fees of last year\n\nAn inventory of a two bed flat cost £150.\n")})
	for _, p := range b.Problems() {
		if p.Kind == ProblemContradiction {
			t.Errorf("found: %+v", p)
		}
	}
}
