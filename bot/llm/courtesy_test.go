package llm

import "testing"

func TestTheGistOfAMessageIsItsQuestion(t *testing.T) {
	for message, want := range map[string]string{
		"Hi":                                    "",
		"Thanks, Pat":                           "",
		"Ta":                                    "",
		"Hi How much is rent?":                  "How much is rent?",
		"Hello landlord statements are missing": "landlord statements are missing",
		"Dear Mr Smith, is Pat in?":             "is Pat in?",
		"Is Helen Achterberg in?":               "Is Helen Achterberg in?",
		"Do you file with HMRC":                 "Do you file with HMRC",
		"How long do you keep P60s?":            "How long do you keep P60s?",
		"Thank you for the invoice. When is it due?":     "When is it due?",
		"How much\nis a set-up?\nWhen do you open?":      "How much is a set-up?\nWhen do you open?",
		"two new starters, Dana\nhow much is a payslip?": "two new starters, Dana\nhow much is a payslip?",
		"Sorry, when are you open?":                      "when are you open?",
		"When is rent due?\nBest,\nPat":                  "When is rent due?",
		"How much is\nInventory":                         "How much is Inventory",
		"What is the best?":                              "What is the best?",
		"Which scheme is best":                           "Which scheme is best",
		"I am sorry for my late rent":                    "I am sorry for my late rent",
		"ok [NAME_1], when is rent due?":                 "ok [NAME_1], when is rent due?",
		"When is rent due? Thanks [NAME_1]":              "When is rent due?",
	} {
		if got := Gist(message); got != want {
			t.Errorf("Gist(%q) = %q, want %q", message, got, want)
		}
	}
}
