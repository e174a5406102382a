package knowledge

import (
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
		"another address":        {"Our lettings office is at 12 Harbour Street.", "Visit the lettings office at 14 Harbour Street.", true},
		"the same price":         {"An inventory of a two bed flat costs £1,200.", "For an inventory of a two bed flat we charge £1200.00.", false},
		"the same time in words": {"Repairs of a boiler are booked within three working days.", "Repairs of a boiler are booked within 3 working days.", false},
		"another thing":          {"An inventory of a two bed flat costs £120.", "A parking permit of the marina costs £40.", false},
		"another unit":           {"Repairs of a boiler are booked within 2 hours.", "Repairs of a boiler are done within 3 weeks.", false},
		"another kind of figure": {"The lettings commission for a flat is 10%.", "The lettings commission for a flat is £90.", false},
		"no figure":              {"An inventory of a two bed flat is charged.", "For an inventory of a two bed flat we charge £150.", false},
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

func TestAPageDoesNotContradictItself(t *testing.T) {
	b := openFiles(t, fstest.MapFS{"one.md": page("# Fees\n\nAn inventory of a two bed flat costs £120.\n\n# Fees of last year\n\nAn inventory of a two bed flat cost £150.\n")})
	for _, p := range b.Problems() {
		if p.Kind == ProblemContradiction {
			t.Errorf("found: %+v", p)
		}
	}
}
