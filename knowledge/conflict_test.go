package knowledge

import (
	"fmt"
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
			b := openFiles(t, fstest.MapFS{"one.md": page("# One\n\n" + tt.one + "\n"), "other.md": page("# Other\n\n" + tt.other + "\n")})
			found := 0
			for _, p := range b.Problems() {
				if p.Kind == ProblemContradiction {
					found++
				}
			}
			if want := map[bool]int{true: 1}[tt.want]; found != want {
				t.Errorf("%d contradictions are found, want %d: %+v", found, want, b.Problems())
			}
		})
	}
}

// TestEachPageOfAContradictionNamesTheOther, once however often they differ, where
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
			for i, want := range []Conflict{{With: "b.md#prices", Account: tt.accounts[1], File: "b.md", Heading: "Prices", Figure: "£120", OtherFigure: "£150"},
				{With: "a.md#fees", Account: tt.accounts[0], File: "a.md", Heading: "Fees", Figure: "£150", OtherFigure: "£120"}} {
				if got := all[i].Conflicts; len(got) != 1 || got[0] != want {
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
