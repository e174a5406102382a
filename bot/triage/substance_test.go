package triage

import (
	"testing"

	"countersign/bot"
)

func TestWhatAComplaintIsAboutIsReadFromItsWords(t *testing.T) {
	tests := []struct {
		text string
		want bot.Substance
	}{
		{"This is the third time I've chased the VAT return and we've now had a £400 penalty because of it. What are you going to do about it?", bot.Substance{Cause: "no_reply", Loss: "financial"}},
		{"Nobody rang back again yesterday. I've lost half a day sorting the submission out myself.", bot.Substance{Cause: "no_reply", Loss: "inconvenience"}},
		{"Brilliant service as always, only took five weeks to post one form. Our mortgage offer lapsed in the meantime.", bot.Substance{Cause: "delay", Loss: "financial"}},
		{"By the way the fee note is £250 more than you quoted and I don't think we should be paying it.", bot.Substance{Cause: "charges", Loss: "financial"}},
		{"You emailed my payslip to the wrong person. I want this looked into.", bot.Substance{Cause: "data"}},
		{"I am writing on behalf of my mother. Nobody has called her back and she is so upset.", bot.Substance{Cause: "no_reply", Loss: "distress", OnBehalfOf: "my mother"}},
		{"My Dad's account has been wrong again and nobody answers.", bot.Substance{Cause: "no_reply", Loss: "inconvenience", OnBehalfOf: "My Dad"}},
		{"I told you twice that I'm deaf and your people keep phoning. This is not acceptable.", bot.Substance{Cause: "care", AboutVulnerability: true}},
		{"Your team knew my wife had died and still sent her three reminders. I am very unhappy.", bot.Substance{Cause: "care", AboutVulnerability: true}},
		{"When do you open?", bot.Substance{}},
		{"My daughter's lease starts in May, which form is it?", bot.Substance{}},
	}
	for _, tt := range tests {
		if got := assess(t, of(tt.text)).Substance; got != tt.want {
			t.Errorf("%q is about %+v, want %+v", tt.text, got, tt.want)
		}
	}
}

// TestDissatisfactionThatIsNotClearIsForStaffToMark: and so is what nothing here
// can read. What is a complaint needs no question, what is none neither.
func TestDissatisfactionThatIsNotClearIsForStaffToMark(t *testing.T) {
	for _, text := range []string{
		"I never agreed to this fee", "how dare you", "any news? anything at all?", "expect a letter before action",
		"Το πρόγραμμά σας δεν μου αρέσει καθόλου και περιμένω πολύ καιρό", "Ich warte schon seit Wochen auf eine Antwort und bin sehr unzufrieden mit Ihnen",
	} {
		a := assess(t, of(text))
		complaint := false
		for _, kind := range a.Records {
			complaint = complaint || kind == bot.RecordComplaint
		}
		if a.MustMark == complaint || a.Tier != bot.TierHuman {
			t.Errorf("%q: tier %s, records %v, must be marked %t: want a record or a question, not both", text, a.Tier, a.Records, a.MustMark)
		}
	}
	for _, text := range []string{"When do you open?", "thanks for everything", "Nobody rang back again yesterday.", "my husband passed away on Tuesday", "can I pay in small instalments", "I want to talk to a person"} {
		if a := assess(t, of(text)); a.MustMark {
			t.Errorf("%q is to be marked: %v", text, a.Reasons)
		}
	}
}

// TestVulnerabilityIsADriverANeedAndAMessage: never the words, and no diagnosis.
func TestVulnerabilityIsADriverANeedAndAMessage(t *testing.T) {
	tests := []struct{ text, driver, need string }{
		{"I've just started chemo so I may be slow sending receipts. Is the 31st still the deadline?", "health", "more_time"},
		{"My husband passed away last Tuesday and the account is in his name. How do I change it?", "life_event", "one_person_to_deal_with"},
		{"If the direct debit goes on the 1st we can't make wages this month. Can it move to the 15th?", "resilience", "a_talk_before_any_charge"},
		{"I don't really understand these forms, my daughter normally does them for me. What is a UTR?", "capability", "somebody_who_helps_them"},
		{"please send large print, my eyesight is going", "health", "large_print"},
		{"I am deaf, please do not ring", "health", "in_writing"},
		{"my english is not good, is there an interpreter", "capability", "interpreter"},
	}
	for _, tt := range tests {
		a := assess(t, of(tt.text))
		at := -1
		for i, n := range a.Needs {
			if n.Driver == tt.driver {
				at = i
			}
		}
		if at < 0 || a.Needs[at].Need != tt.need || a.Needs[at].Message == "" {
			t.Errorf("%q gives the needs %+v, want %s: %s with its message", tt.text, a.Needs, tt.driver, tt.need)
		}
	}
}
