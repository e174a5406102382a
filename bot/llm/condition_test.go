package llm

import "testing"

func TestWhatLimitsASentenceIsQuotedWithIt(t *testing.T) {
	const dog, fee = "Can I keep a dog in the flat?", "Is the survey fee refundable?"
	tryAnswers(t, []asking{
		{"for some alone", dog, "Rules", "You can keep a dog in the flat. This applies to ground-floor flats only. We like cats.", "You can keep a dog in the flat.\nThis applies to ground-floor flats only."},
		{"it must", dog, "Rules", "You can keep a dog in the flat. It must be under ten kilos.", "You can keep a dog in the flat.\nIt must be under ten kilos."},
		{"until", fee, "Fees", "The survey fee is refundable. That is so until the surveyor has been booked.", "The survey fee is refundable.\nThat is so until the surveyor has been booked."},
		{"only some of them", fee, "Fees", "The survey fee is refundable. Only fees paid after 1 May are.", "The survey fee is refundable.\nOnly fees paid after 1 May are."},
		{"not for all", "Do you accept credit cards?", "Paying", "We accept credit cards. We do not accept them for rent.", "We accept credit cards.\nWe do not accept them for rent."},
		{"only something else", dog, "Rules", "You can keep a dog in the flat. Only adults may use the pool.", "You can keep a dog in the flat."},
		{"a pronoun of its own sentence", dog, "Rules", "You can keep a dog in the flat. If you break a lamp, only its price is charged when you tell us of it.", "You can keep a dog in the flat."},
		{"no limit", dog, "Rules", "You can keep a dog in the flat. This is a house of flats.", "You can keep a dog in the flat."},
	})
}

func TestALineWithAColonIsQuotedWithItsItems(t *testing.T) {
	tryAnswers(t, []asking{
		{"the cases of a sentence", "Can I end the tenancy early?", "Rules", "You can end the tenancy early if:\nyour job moves far away\nthe landlord agrees.\n\nBring the keys.",
			"You can end the tenancy early if:\nYour job moves far away.\nThe landlord agrees."},
		{"the case of an item", "Is the survey fee refundable?", "Fees", "Where the sale falls through:\nThe survey fee is refundable.\nThe search fee is lost.", "Where the sale falls through:\nThe survey fee is refundable."},
		{"a line that says no case", "How much is a survey of a flat?", "Fees", "Our prices:\nA survey of a flat is £300.\nA survey of a house is £500.", "A survey of a flat is £300."},
	})
}
