package llm

import "testing"

// TestANewerPageIsQuotedInTheOldersPlaceOnlyWhereItAnswers gives pages that were
// taken to contradict each other: two sentences share their words whether or not they
// speak of one thing, and a figure has another one's digits whether or not it is it.
func TestANewerPageIsQuotedInTheOldersPlaceOnlyWhereItAnswers(t *testing.T) {
	for _, tt := range []struct {
		name, question, old, figure, newer, other string
		quoted                                    bool // what the newer page says
	}{
		{"another deposit", "When is the tenancy deposit returned?", "The tenancy deposit is returned within ten days of the end of the tenancy.", "ten days",
			"The holding deposit is returned within seven days of the end of the checks.", "seven days", false},
		{"the same deposit", "When is the tenancy deposit returned?", "The tenancy deposit is returned within ten days of the end of the tenancy.", "ten days",
			"The tenancy deposit is returned within seven days of the end of the tenancy.", "seven days", true},
		{"another purpose", "What is the deposit for a crown?", "The deposit for a crown is £60 and is paid at the visit.", "£60",
			"The deposit for a missed visit is £40 and is paid at the desk.", "£40", false},
		{"another thing for the same price", "How much is a parking permit?", "A parking permit for a tenant costs £60.", "£60", "A garage key for a tenant with a parking space costs £40.", "£40", false},
		{"no word of what is asked of it", "Is the set-up fee refundable?", "The set-up fee of £60 is refundable.", "£60", "The set-up fee of the plan is £80.", "£80", false},
		{"£5 in £50", "How much is a copy of the key?", "A copy of the key costs £50.", "£5", "A copy of the key to the bin store costs £7.", "£7", false},
		{"£5 in £5.50", "How much is a copy of the key?", "A copy of the key costs £5.50.", "£5", "A copy of the key costs £7.", "£7", false},
		{"£5 in £5,000", "How much is a copy of the key?", "A copy of the key costs £5,000.", "£5", "A copy of the key costs £7.", "£7", false},
		{"£5 at the end", "How much is a copy of the key?", "A copy of the key costs £5.", "£5", "A copy of the key costs £7.", "£7", true},
		{"8 hours in 48 hours", "How much notice do I need to cancel an appointment?", "An appointment can be cancelled with 48 hours' notice.", "8 hours", "Cancel a visit to the office with 12 hours' notice.", "12 hours", false},
		{"5% in 2.5%", "What is the late payment charge?", "The late payment charge is 2.5% of the invoice.", "5%", "The late payment charge is 4% of the invoice.", "4%", false},
		{"four days in twenty-four days", "How long does a reference of a tenant by letter take?", "A reference of a tenant by letter takes twenty-four days.", "four days", "A reference of a tenant takes six days.", "six days", false},
		{"the 2 May in the 12 May", "By when do you need my records?", "Send us your records by 12 May.", "2 May", "Send us your records by 20 May.", "20 May", false},
		{"a newer £7 in £70", "How much is a copy of the key?", "A copy of the key costs £5.", "£5", "A copy of the key costs £70. Keys are cut on Mondays.", "£7", false},
	} {
		old, newer := passage("old", "Guide", tt.old), passage("new", "Guide", tt.newer)
		old.Outdated = []Outdated{{Figure: tt.figure, By: "new", Newer: tt.other}}
		for order, blocks := range map[string][]Block{"the older first": {old, newer}, "the newer first": {newer, old}} {
			var from string
			for _, s := range answer(t, ask(tt.question, blocks...)).Sentences {
				if len(s.Cite) > 0 {
					from += s.Cite[0]
				}
			}
			if want := map[bool]string{true: "new", false: "old"}[tt.quoted]; from != want {
				t.Errorf("%s, %s: %q is quoted, want %q", tt.name, order, from, want)
			}
		}
	}
}

// TestTwoSentencesThatAnswerAlikeAreChosenAlikeEachTime: the weights of a question's
// words are added up in any order.
func TestTwoSentencesThatAnswerAlikeAreChosenAlikeEachTime(t *testing.T) {
	one, other := passage("one", "Guide", "Cancel an appointment of an hour with our lettings manager with 48 hours' notice."), passage("other", "Guide", "Cancel an appointment of an hour with our lettings manager with 12 hours' notice.")
	for range 200 {
		if got := said(answer(t, ask("How much notice do I need to cancel an appointment of an hour with your lettings manager?", one, other))); got != "Cancel an appointment of an hour with our lettings manager with 12 hours' notice." {
			t.Fatalf("quoted: %q, want the first, by its letters, of two that say as much", got)
		}
	}
}
