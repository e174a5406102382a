package knowledge

import (
	"strings"
	"testing"
)

// TestTwoPagesThatDenyEachOtherAreAContradiction: staff are told where one page says
// that something is so and another that it is not, though no figure is in either.
func TestTwoPagesThatDenyEachOtherAreAContradiction(t *testing.T) {
	for _, pair := range [][2]string{
		{"We do accept pets.", "We do not accept pets."},
		{"Pets are allowed in our flats.", "We do not allow pets in any flat."},
		{"The office is open on Saturdays.", "The office is closed on Saturdays."},
		{"You can pay by card.", "We cannot take payment by card."},
		{"The holding deposit is refundable.", "The holding deposit is non-refundable."},
		{"We keep recordings of calls.", "Calls are not recorded."},
		{"Tenants must arrange contents insurance.", "Tenants do not need to arrange contents insurance."},
		{"Guarantors are required.", "We do not require guarantors."},
		{"Complaints may be made by telephone.", "Complaints may not be made by telephone."},
		{"We work with limited companies.", "We don't work with limited companies."},
		{"We no longer accept cheques.", "We accept cheques."},
		{"We accept cash, cards and cheques.", "We do not accept cheques."},
		{"You must bring photo ID to the meeting.", "You do not need to bring photo ID to the meeting."},
		{"Please send original documents.", "Do not send original documents."},
		{"Dogs are welcome at the surgery.", "Dogs are not welcome at the surgery."},
		{"Complaints can be made by email.", "Complaints can be made by post only."},
		{"Send your complaint by email.", "We accept complaints by post only."},
		{"You can pay the rent by card.", "Rent can only be paid by standing order."},
		{"We are open on weekdays only.", "We are open on Saturdays."},
		{"Do you accept pets? No.", "We accept pets."},
		{"Do you accept pets? Yes, we do.", "We do not accept pets."},
		{"The late fee is optional.", "The late fee is required."},
		{"Smoking is forbidden in the flat.", "Smoking is allowed in the flat."},
		{"If you lose a key, you pay for the new lock.", "If you lose a key, you do not pay for the new lock."},
		{"There is parking at the office.", "There is no parking at the office."},
		{"Viewings are available at weekends.", "There are no viewings at weekends."},
		{"We offer free first meetings.", "We do not offer a free first meeting."},
		{"The portal is available in Welsh.", "The portal is not available in Welsh."},
		{"Our lift reaches the second floor.", "Our lift does not reach the second floor."},
		{"We can meet you at home.", "We cannot meet clients at home."},
		{"Your documents are kept in the United States.", "We never keep documents in the United States."},
		{"Subletting is permitted.", "Subletting is not permitted."},
		{"The inventory fee is payable by the tenant.", "The inventory fee is not payable by the tenant."},
		{"Complaints must be made in writing only.", "Complaints can be made by telephone."},
		{"Repairs can be reported online only.", "Report a repair by phone."},
		{"Fees can be paid by instalments.", "Fees cannot be paid by instalments."},
		{"The meeting room has a hearing loop.", "The meeting room has no hearing loop."},
	} {
		tryDenied(t, pair, true)
	}
}

// TestWhatCanHoldWithADenialIsNoContradiction: an exception, another case, thing, party
// or way, and what is allowed beside what is not needed.
func TestWhatCanHoldWithADenialIsNoContradiction(t *testing.T) {
	for _, pair := range [][2]string{
		{"Tenants may not smoke in the flat.", "Tenants may keep pets in the flat."},
		{"We do not charge tenants for references.", "We charge landlords for references."},
		{"The fee is refundable before work begins.", "The fee is not refundable once work has begun."},
		{"We do not accept cheques.", "We accept cards."},
		{"The office is closed on Sundays.", "The office is open on Saturdays."},
		{"We do not give tax advice on shares.", "We give tax advice."},
		{"We do not accept dogs.", "We accept assistance dogs."},
		{"You do not need to send originals.", "We send originals back by post."},
		{"You do not need to pay by card.", "You can pay by card."},
		{"We send statements by post only.", "Send us your statements by email."},
		{"We accept complaints by post only.", "We answer complaints by email."},
		{"Deposits are not only returned by transfer.", "Deposits are returned by transfer."},
		{"The tenancy deposit is refundable.", "The holding deposit is not refundable."},
		{"We do not accept pets in furnished flats.", "We accept pets in unfurnished flats."},
		{"We do not let to smokers.", "We let flats to students."},
		{"We will not share your data with other clients.", "We share your data with HMRC."},
		{"We are closed on bank holidays.", "We are closed at Christmas."},
		{"The portal is not available on Sundays.", "The portal is available on weekdays."},
		{"Statements are sent by post only.", "Statements can be read in the portal."},
		{"You may not sublet the flat.", "You may not keep pets."},
		{"Landlords must not enter without notice.", "Landlords must give notice."},
		{"We do not hold meetings at the office.", "We hold meetings by video."},
		{"We do not charge for the first visit.", "We charge for a home visit."},
		{"We do not share records with your employer.", "We share records with your insurer."},
		{"Do not leave keys with the neighbours.", "Leave the keys at the office."},
		{"We are not open on Sundays.", "We are open Monday to Friday."},
		{"No fee is charged to tenants for a viewing.", "A fee is charged to landlords for a viewing."},
		{"We never ask for your password.", "You need your password to sign in."},
		{"You must not use the lift in a fire.", "You may use the lift to the second floor."},
		{"We do not issue receipts for cash.", "We issue receipts for card payments."},
		{"The deposit is not taken as rent.", "The deposit is taken with the first rent."},
		{"We will not call you after 6pm.", "We will call you within two days."},
		{"Pets are not included in the tenancy agreement.", "Garden care is included in the tenancy agreement."},
		{"We accept card payments by phone only.", "We send receipts by email."},
		{"Letters are sent by post only.", "Invoices are sent by email."},
		{"Open on Saturdays only by appointment.", "The office is open Monday to Friday."},
		{"We do not answer by email outside office hours.", "We answer by email within one day."},
		{"Do not pay by cheque.", "Pay by bank transfer."},
		{"Your tenancy does not end by itself.", "Your tenancy ends on the date in the agreement."},
		{"There is no lift.", "There is a lift key at the desk."},
		{"Interest is not paid on holding deposits.", "Interest is paid on late rent."},
	} {
		tryDenied(t, pair, false)
	}
}

// tryDenied wants a contradiction of two pages, or none, in both orders.
func tryDenied(t *testing.T, pair [2]string, want bool) {
	t.Helper()
	t.Run(pair[0], func(t *testing.T) {
		tryPair(t, "# One\n\n"+pair[0]+"\n", "# Other\n\n"+pair[1]+"\n", want)
		tryPair(t, "# Other\n\n"+pair[1]+"\n", "# One\n\n"+pair[0]+"\n", want)
	})
}

// TestOfADenialBothSentencesAreNoted as they stand, in a list and after a question too.
func TestOfADenialBothSentencesAreNoted(t *testing.T) {
	for _, tt := range []struct{ one, other, said, denied string }{
		{"Hours vary. We accept pets in all flats.", "Some rules:\n- No smoking.\n- We do not accept pets.", "We accept pets in all flats.", "We do not accept pets."},
		{"Do you accept pets? Yes, up to two.", "We do not accept pets.", "Yes, up to two.", "We do not accept pets."},
	} {
		all := []Passage{{ID: "a", File: "a.md", Text: tt.one}, {ID: "b", File: "b.md", Text: tt.other}}
		problems := markConflicts(all)
		if len(problems) != 1 || !strings.Contains(problems[0].Detail, tt.said) || !strings.Contains(problems[0].Detail, tt.denied) {
			t.Errorf("%q against %q: problems %+v", tt.one, tt.other, problems)
		}
		for i, want := range [][2]string{{tt.said, tt.denied}, {tt.denied, tt.said}} {
			if c := all[i].Conflicts; len(c) != 1 || !c[0].Sentence || [2]string{c[0].Figure, c[0].OtherFigure} != want {
				t.Errorf("passage %d conflicts with %+v, want %q", i, c, want)
			}
		}
	}
}
