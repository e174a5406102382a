package drafting

import (
	"testing"

	"countersign/bot"
)

func TestConditions(t *testing.T) {
	const page = "If you lose a key, you may collect a spare at the desk. A guest may stay overnight unless the landlord objects. Keys are handed to tenants only. " +
		"A pet may live in the flat as long as the insurer agrees. The waiting room is open to everyone. We send a receipt once the payment has arrived, by post."
	const prices = "An inventory costs £120 for a one-bedroom property and £30 for each extra bedroom. Full management is £80 plus VAT a month. A spare key costs £12."
	asking := func(question string) func(*subject) { return func(s *subject) { s.question = question } }
	try(t, checkConditions, []row{
		{"with its case", on("If you lose a key, you may collect a spare at the desk.", page), "", ""},
		{"with its case, last", on("You may collect a spare at the desk if you have lost a key.", page), "", ""},
		{"without its case", on("You may collect a spare at the desk.", page), bot.NoAutonomy, "“If you lose a key”"},
		{"without it, put otherwise", on("Yes, a spare may be collected at our desk.", page), bot.NoAutonomy, "“If you lose a key”"},
		{"the client's own case", on("You may collect a spare at the desk.", page).with(asking("What can I do if I lose my key?")), "", ""},
		{"without unless", on("A guest may stay overnight.", page), bot.NoAutonomy, "“unless the landlord objects”"},
		{"unless said as if", on("A guest may stay overnight if the landlord does not object.", page), "", ""},
		{"without as long as", on("Yes, a pet may live in the flat.", page), bot.NoAutonomy, "“as long as the insurer agrees”"},
		{"without once", on("We send a receipt by post.", page), bot.NoAutonomy, "“once the payment has arrived"},
		{"without only", on("Keys are handed to tenants.", page), bot.NoAutonomy, "“only”"},
		{"only as must", on("Keys must be handed to tenants.", page), "", ""},
		{"without a condition", on("The waiting room is open to everyone.", page), "", ""},
		{"of something else", on("Parking is free.", page), "", ""},
		{"in the sentence after", on("A guest may stay overnight.", page).with(func(s *subject) {
			s.sentences = append(s.sentences, sentence{text: "The landlord may object to it.", cite: []string{"p"}})
		}), "", ""},
		{"in a sentence on another page", on("A guest may stay overnight.", page).with(func(s *subject) {
			s.sentences = append(s.sentences, sentence{text: "The landlord may object to it.", cite: []string{"q"}})
		}), bot.NoAutonomy, "unless"},
		{"what an amount is for", on("An inventory costs £120.", prices), bot.NoAutonomy, "“for a one-bedroom property”"},
		{"an amount of something else", on("An inventory costs £120.", prices).with(asking("How much is it for two bedrooms?")), bot.NoAutonomy, "“for a one-bedroom property”"},
		{"what it is for, said", on("An inventory of a one-bedroom property costs £120.", prices), "", ""},
		{"what it is for, asked", on("An inventory costs £120.", prices).with(asking("What is an inventory of a one bedroom property?")), "", ""},
		{"how often it is due", on("Full management is £80 plus VAT.", prices), bot.NoAutonomy, "“a month”"},
		{"how often it is due, said", on("Full management is £80 plus VAT each month.", prices), "", ""},
		{"an amount for nothing in particular", on("A spare key costs £12.", prices), "", ""},
		{"a courtesy", on("Let me know if you need a key.", page).with(asking("I need a key")), "", ""},
	})
}

// TestADraftThatLeavesAConditionOutIsNotSentByItself goes by the whole way of a draft.
func TestADraftThatLeavesAConditionOutIsNotSentByItself(t *testing.T) {
	base := disagreeing(t, page(fresh, "The waiting room is open to everyone."), page(fresh, "A guest may stay overnight unless the landlord objects."))
	for text, want := range map[string]bot.Verdict{"A guest may stay overnight.": bot.NoAutonomy, "A guest may stay overnight unless the landlord objects.": bot.OK} {
		out, err := New(Options{}, base, says(text, "A guest may stay overnight", true), nil).Draft(t.Context(), ask("May a guest stay overnight?"))
		if err != nil || out.Text == "" || verdicts(out.Checks)["conditions"] != want {
			t.Errorf("%q: draft %q, error %v, checks %+v; want %q of its conditions", text, out.Text, err, out.Checks, want)
		}
	}
}

// TestConditionsOfALongTextAreFoundInTime: what is said around a sentence is read once
// for all that rest on the same pages.
func TestConditionsOfALongTextAreFoundInTime(t *testing.T) {
	const page, said = "If you lose a key, you may collect a spare at the desk.", "You may collect a spare at the desk."
	work := func(sentences int) float64 {
		return testing.AllocsPerRun(1, func() {
			s := on(said, page)
			s.read = newReading()
			for range sentences {
				s.sentences = append(s.sentences, sentence{text: said, cite: []string{"p"}})
			}
			if got := checkConditions(s); got.Verdict != bot.NoAutonomy {
				t.Errorf("got %+v, want the condition told", got)
			}
		})
	}
	if one, four := work(100), work(400); four > 6*one {
		t.Errorf("four times the sentences take %.1f times the work", four/one)
	}
}
