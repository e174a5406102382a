package grounding

import (
	"reflect"
	"slices"
	"testing"
)

func TestWhatTurnsAStatementRoundIsFound(t *testing.T) {
	tests := []struct {
		name, source, claim string
		want                []Kind // none: nothing may be found
	}{
		{"the same", "Refunds are paid within 10 working days.", "Refunds are paid within 10 working days.", nil},
		{"number in words", "Refunds are paid within 10 working days.", "Refunds are paid within ten working days.", nil},
		{"courtesy before", "Refunds are paid within 10 working days.", "Thanks for your message. Refunds are paid within 10 working days", nil},
		{"yes before", "You may bring one supporter to any meeting.", "Yes, you may bring one supporter to any meeting.", nil},
		{"no before", "There is no charge for a change of named person.", "No. There is no charge for a change of named person.", nil},
		{"contraction", "We cannot give legal advice about eviction.", "We can't give legal advice about eviction.", nil},
		{"shortened", "We write to landlords and tenants about renewal 90 days before a fixed term ends.", "We write to landlords about renewal 90 days before a fixed term ends.", nil},
		{"same meaning", "You may buy a permit at the front desk.", "You may purchase a permit at the front desk.", nil},
		{"at most for within", "Notice is confirmed within two working days.", "Notice is confirmed in no more than two working days.", nil},
		{"figure", "Keys may be borrowed for up to 24 hours.", "Keys may be borrowed for up to 25 hours.", []Kind{OtherFigure}},
		{"figures that change places", "It costs £120 for one bedroom and £30 for each extra.", "It costs £30 for one bedroom and £120 for each extra.", []Kind{OtherFigure}},
		{"not came", "The rooms are on the ground floor.", "The rooms are not on the ground floor.", []Kind{OtherPolarity}},
		{"not went", "We do not charge for a change of person.", "We do charge for a change of person.", []Kind{OtherPolarity}},
		{"cannot", "We cannot release a disputed deposit.", "We can release a disputed deposit.", []Kind{OtherPolarity}},
		{"n't", "Keys are left in the safe.", "Keys aren't left in the safe.", []Kind{OtherPolarity}},
		{"never to always", "We never change our bank details by email.", "We always change our bank details by email.", []Kind{OtherPolarity}},
		{"double", "Wear and tear is never deducted.", "Wear and tear is not never deducted.", []Kind{OtherPolarity}},
		{"without to with", "Cancel a meeting without charge by noon.", "Cancel a meeting with charge by noon.", []Kind{OtherPolarity}},
		{"opposite word", "The set-up fee is included in the price.", "The set-up fee is excluded from the price.", []Kind{OtherPolarity}},
		{"prefix", "The desk is available on Saturdays in summer.", "The desk is unavailable on Saturdays in summer.", []Kind{OtherPolarity}},
		{"before to after", "Every adult must pass a check before the tenancy starts.", "Every adult must pass a check after the tenancy starts.", []Kind{OtherRelation}},
		{"least to most", "Give at least two months' notice in writing.", "Give at most two months' notice in writing.", []Kind{OtherRelation}},
		{"within to after", "We reply within one month of your letter.", "We reply after one month of your letter.", []Kind{OtherRelation}},
		{"must to may", "Every tenant must give notice in writing.", "Every tenant may give notice in writing.", []Kind{OtherForce}},
		{"need not", "We must check the identity of new clients.", "We need not check the identity of new clients.", []Kind{OtherForce}},
		{"all to some", "We answer all letters from clients.", "We answer some letters from clients.", []Kind{OtherForce}},
		{"usually to always", "Checks usually take two working days.", "Checks always take two working days.", []Kind{OtherForce}},
		{"turned in another order", "Set-up fees are not refundable once marketing has begun.", "Once marketing has begun, set-up fees are refundable.", []Kind{OtherPolarity}},
		{"non- left out", "The fee is non-refundable.", "The fee is refundable.", []Kind{OtherPolarity}},
		{"non- for not", "The fee is not refundable.", "The fee is non-refundable.", nil},
		{"hardly left out", "We hardly ever charge a fee for letters.", "We charge a fee for letters.", []Kind{OtherPolarity}},
		{"rarely put in", "We accept pets in our flats.", "We rarely accept pets in our flats.", []Kind{OtherPolarity}},
		{"denied as a whole", "Set-up fees are not refundable once marketing has begun.", "It is not true that set-up fees are not refundable once marketing has begun.", []Kind{OtherPolarity}},
		{"the same in another order", "Set-up fees are not refundable once marketing has begun.", "Once marketing has begun, set-up fees are not refundable.", nil},
		{"a part that is not denied", "Opened medicines cannot be returned or refunded; unopened food can be returned within 30 days.", "Unopened food can be returned within 30 days.", nil},
		{"until for once", "Set-up fees are not refundable once marketing has begun.", "Set-up fees are not refundable until marketing has begun.", []Kind{OtherRelation}},
		{"as soon as for once", "Set-up fees are not refundable once marketing has begun.", "Set-up fees are not refundable as soon as marketing has begun.", nil},
		{"one thing for another", "Statements stay in the portal for seven years.", "Statements stay in the archive for seven years.", []Kind{OtherWord}},
		{"name", "Write to the practice manager, Priya Nandakumar.", "Write to the practice manager, Owen Castell.", []Kind{OtherWord}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := NewSources([]string{tt.source}).Judge(tt.claim).Findings
			if len(tt.want) == 0 && len(got) > 0 {
				t.Errorf("found %+v", got)
			}
			for _, k := range tt.want {
				if !slices.ContainsFunc(got, func(f Finding) bool { return f.Kind == k }) {
					t.Errorf("found %+v, want %s", got, k)
				}
			}
		})
	}
}

func TestTheReadersOwnFiguresNeedNoSource(t *testing.T) {
	s := NewSources([]string{"Refunds are paid within 10 working days."}, Figures("Where is my £80?")...)
	if got := s.Judge("Your £80 is on its way.").Findings; len(got) != 0 {
		t.Errorf("found %+v", got)
	}
}

func TestNamesThatStandNowhereAreFound(t *testing.T) {
	tests := []struct {
		text, sources string
		want          []string
	}{
		{"Please write to Priya Nandakumar.", "the manager is priya nandakumar", nil},
		{"Please write to Owen Castell.", "the manager is Priya Nandakumar", []string{"Owen Castell"}},
		{"Owen Castell will call you.", "the manager is Priya Nandakumar", []string{"Owen Castell"}},
		{"Your deposit is held by the Deposit Protection Service.", "It is protected by the Tenancy Deposit Scheme", []string{"Deposit Protection Service"}},
		{"Rent is due on Monday. Thanks for asking.", "nothing", nil},
		{"We follow the Tenant Fees Act 2019.", "We follow the Tenant Fees Act 2019", nil},
		{"I hope this helps, Jo.", "jo", nil},
		{"Our office is in Westhaven.", "the office is in Porthaven", []string{"Westhaven"}},
	}
	for _, tt := range tests {
		if got := Unnamed(tt.text, tt.sources); !slices.Equal(got, tt.want) {
			t.Errorf("%q on %q: %q, want %q", tt.text, tt.sources, got, tt.want)
		}
	}
}

func TestPartOfAWordIsNoName(t *testing.T) {
	for text, want := range map[string][]string{"We use eBanking and 3Com for it.": nil, "Ask our Priya Shah.": {"Priya Shah"}} {
		if got := Names(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzJudge(f *testing.F) {
	f.Add("We cannot do 5 days.", "We can do 10 days, at least.")
	f.Add("n't ' 1 , 000 %%", "\x00 not")
	f.Fuzz(func(t *testing.T, claim, source string) {
		j := NewSources([]string{source}).Judge(claim)
		if j.Share < 0 || j.Share > 1 || j.Close < 0 || j.Close > 1 {
			t.Errorf("shares out of range: %+v", j)
		}
		if r := Assess(claim, "", []string{source}); r.Score < 0 || r.Score > 1 {
			t.Errorf("score %v", r.Score)
		}
	})
}

// TestOnlyWholePassagesAreKeptAsTheyWereRead: sentences of them, one by one, would
// take the room of the passages that come again.
func TestOnlyWholePassagesAreKeptAsTheyWereRead(t *testing.T) {
	kept := keptPassage
	t.Cleanup(func() { keptPassage = kept })
	var asked []string
	keptPassage = func(text string) passage { asked = append(asked, text); return readPassage(text) }
	const claim, whole = "The fee is £60.", "The fee is £50."
	one, other := NewSources([]string{whole}).Judge(claim), PassingSources([]string{whole}).Judge(claim)
	if len(one.Findings) == 0 || !reflect.DeepEqual(one, other) {
		t.Errorf("judged %+v by what is kept and %+v by what is not, want the same finding", one, other)
	}
	if PassageFigures(whole); !slices.Equal(asked, []string{whole, whole}) {
		t.Errorf("kept %q, want the passage and its figures alone", asked)
	}
}

// TestFormsOfOneWordAreRelatedAndOthersAreNot walks along the limit of how many
// letters two stems must begin with.
func TestFormsOfOneWordAreRelatedAndOthersAreNot(t *testing.T) {
	for pair, want := range map[[2]string]bool{
		{"deposit", "depositor"}: true, {"contract", "contrast"}: true, {"rent", "rental"}: true, {"rental", "rent"}: true, {"charg", "chart"}: true,
		{"contact", "contest"}: false, {"letter", "letting"}: false, {"note", "notice"}: false, {"book", "boot"}: false, {"fee", "feed"}: false, {"tax", "tax"}: false,
	} {
		if got := related(token{stem: pair[0]}, token{stem: pair[1]}); got != want {
			t.Errorf("%q: related %v, want %v", pair, got, want)
		}
	}
}

func TestAFindingShowsTheWordsOfBothSides(t *testing.T) {
	const source = "Set-up fees are not refundable once marketing of a property has begun."
	for claim, want := range map[string]Finding{
		"Set-up fees are refundable once marketing of a property has begun.":            {Kind: OtherPolarity, Source: "not"},
		"Once marketing of a property has begun, set-up fees are refundable.":           {Kind: OtherPolarity, Source: "not", Whole: true},
		"Set-up fees of £60 are not refundable once marketing of a property has begun.": {Kind: OtherFigure, Said: "£60"},
	} {
		got := NewSources([]string{source}).Judge(claim).Findings
		if !slices.ContainsFunc(got, func(f Finding) bool {
			return f.Kind == want.Kind && f.Said == want.Said && f.Source == want.Source && f.Whole == want.Whole
		}) {
			t.Errorf("%s: %+v, want %+v among them", claim, got, want)
		}
	}
}

// TestOnlyWordsThatSaySomethingCountTowardsAShare: small ones stand in any page.
func TestOnlyWordsThatSaySomethingCountTowardsAShare(t *testing.T) {
	sources := NewSources([]string{"Refunds are paid within ten days."})
	for claim, want := range map[string]float64{"": 1, "It is of the.": 1, "Refunds are paid.": 1, "The deposit.": 0, "Refunds and deposits": 0.5, "The refunds of it are for us.": 1} {
		if got := sources.Judge(claim).Share; got != want {
			t.Errorf("%q: %v of its words are the source's, want %v", claim, got, want)
		}
	}
}
