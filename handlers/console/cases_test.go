package console

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"countersign/bot"
)

func TestTheLatestAnswerStandsForWhatWasDelivered(t *testing.T) {
	of := func(kinds ...bot.PostKind) *bot.Case {
		k := &bot.Case{}
		for i, kind := range kinds {
			k.Deliveries = append(k.Deliveries, bot.Delivery{Kind: kind, PlatformID: string(rune('a' + i))})
		}
		return k
	}
	for _, tt := range []struct {
		k    *bot.Case
		want string
	}{
		{of(), ""},
		{of(bot.PostNotice), "a"},
		{of(bot.PostNotice, bot.PostAck), "b"},
		{of(bot.PostNotice, bot.PostAnswer, bot.PostAck), "b"},
		{of(bot.PostAnswer, bot.PostNotice, bot.PostAnswer), "c"},
	} {
		got := ""
		if v := lastDelivery(tt.k); v != nil {
			got = v.ID
		}
		if got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.k.Deliveries, got, tt.want)
		}
	}
}

// TestACaseThatIsAnsweredStillSaysWhatWasAsked, in as many messages as it was.
func TestACaseThatIsAnsweredStillSaysWhatWasAsked(t *testing.T) {
	k := routineCase("When do you open?")
	again := k.Messages[0]
	again.ID, again.Text = "m2", "On Saturday, too?"
	k.Messages = append(k.Messages, again)
	for _, answered := range []bool{false, true} {
		for i := range k.Messages {
			k.Messages[i].Answered = answered
		}
		if got := newCaseView(k).Question; got != "When do you open?\nOn Saturday, too?" {
			t.Errorf("answered %v: the question is %q", answered, got)
		}
	}
}

func TestAnAcknowledgementThatIsHeldIsToldWithItsTime(t *testing.T) {
	k := routineCase("When?")
	if v := newCaseView(k); v.Telling != nil {
		t.Errorf("nothing is held, told %+v", v.Telling)
	}
	k.Telling = &bot.Telling{Text: "A person has it.", Due: k.OpenedAt}
	if v := newCaseView(k); v.Telling == nil || v.Telling.Text != "A person has it." || v.Telling.Due != "2026-11-24T09:41:00Z" {
		t.Errorf("told %+v", v.Telling)
	}
}

func TestTheListOfCasesIsAskedForInBounds(t *testing.T) {
	for query, want := range map[string]struct {
		f    bot.CaseFilter
		says string
	}{
		"":                                     {f: bot.CaseFilter{Limit: 1000}},
		"tier=human&limit=10&before=10":        {f: bot.CaseFilter{Tier: bot.TierHuman, Limit: 10, Before: 10}},
		"state=in_review&state=&state=sending": {f: bot.CaseFilter{States: []bot.State{bot.StateInReview, bot.StateSending}, Limit: 1000}},
		"limit=1":                              {f: bot.CaseFilter{Limit: 1}},
		"limit=1000&before=1":                  {f: bot.CaseFilter{Limit: 1000, Before: 1}},
		"limit=1001":                           {says: "limit must be"},
		"limit=0":                              {says: "limit must be"},
		"limit=ten":                            {says: "limit must be"},
		"before=0":                             {says: "before must be"},
		"before=9223372036854775808":           {says: "before must be"},
		"tier=vip":                             {says: "tier must be"},
		"state=lost":                           {says: "there is no state"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/api/cases?"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		f, err := caseFilter(r)
		if want.says != "" && (err == nil || !strings.Contains(err.Error(), want.says)) || want.says == "" && (err != nil || !reflect.DeepEqual(f, want.f)) {
			t.Errorf("%q: %+v, error %v, want %+v or %q", query, f, err, want.f, want.says)
		}
	}
}

func TestASourceWithoutADateOfReviewShowsNone(t *testing.T) {
	k := routineCase("When?")
	k.Drafts[0].Citations = append(k.Drafts[0].Citations, bot.Citation{Marker: 2})
	if c := newCaseView(k).Draft.Citations; c[0].Reviewed != "2026-11-24" || c[1].Reviewed != "" {
		t.Errorf("reviewed on %q and %q", c[0].Reviewed, c[1].Reviewed)
	}
	if newDraftView(nil) != nil {
		t.Error("no draft has a view")
	}
}
