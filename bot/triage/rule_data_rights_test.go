package triage

import (
	"slices"
	"testing"
)

// TestDataRightsAreRecognisedInPlainWords holds for each right words that must
// open its record and near misses that must open none.
func TestDataRightsAreRecognisedInPlainWords(t *testing.T) {
	for kind, words := range map[string]struct{ yes, no []string }{
		"sar": {[]string{
			"Please send me everything you hold about me.", "Can I have copies of all the emails you've sent about me?", "What information do you keep on us?", "I'd like to see my file please",
			"send me a copy of my file", "what have you got on me?", "please provide all personal data you process about me under article 15", "I want to know what you hold on me and who you've shared it with",
			"I'd like a copy of all the information you have about me", "Under GDPR please send me my data", "Could I get a printout of what you have stored about my family?", "this is a subject access request", "I am making a SAR.", "treat this as a DSAR please",
			"I want to see everything with my name on it", "please let me have all the notes your staff have written about me",
		}, []string{
			"send me a copy of my tax return", "What information do you need from me?", "what documents do you hold for the property?", "everything you have on the VAT return please", "do you have all my records now?",
			"can you send everything you have about the boiler?", "can I have a copy of my tenancy agreement", "is everything you need about us on the form?", "what information do you have on Making Tax Digital?",
			"have you received my file?", "I can't see my file in the portal", "a copy of my P60 please", "where is your data protection policy?", "please erase everything you hold about me", "Ci sarà il sole oggi?",
		}},
		"erasure": {[]string{
			"Please remove me from your records", "delete all my details", "take us off your system and destroy what you hold", "I no longer want you to keep my data", "please erase everything you hold about me",
			"wipe my records", "can you get rid of my personal information", "delete my account and everything in it", "I want my data gone", "Please remove our details from your database", "stop keeping my information",
		}, []string{
			"forget my last message", "please delete my last email", "delete the duplicate invoice from my file", "remove my old phone number", "please remove John from our payroll", "remove the late fee from my account",
			"can I delete a document from my portal?", "remove my old address and use the new one", "please take my colleague off the distribution list", "please remove us from the mailing list", "how long must we keep our records?",
			"can we destroy our records from 2015?",
		}},
		"dp_complaint": {[]string{
			"You emailed my payslip to the wrong person. I want this looked into.", "you shared my address with my ex", "someone else's payslip came to me", "your email had all your clients in cc", "my data was leaked",
			"you had no right to pass my number on", "Why did my landlord get my bank statement from you?", "I can see another client's documents in my portal", "I never agreed to you giving my details to a third party",
			"you left my file on the reception desk for anyone to read", "I'm complaining about how you handle my personal data", "you've been using my data for marketing without asking", "I am reporting this to the ICO",
		}, []string{
			"I emailed the wrong person, sorry", "the tenant sent his deposit to the wrong account", "wrong email address on my file, please update", "I sent you the wrong documents", "what is your gdpr policy?",
			"we need to register with the ICO, what does it cost?", "please share my details with the mortgage broker", "does the ICO fee apply to us?", "our supplier had a data breach, do we need to tell anybody?",
			"can you send the accounts to another person at the bank as well?", "please send my payslips to my new address", "how do I report a data breach at our own company?", "do we have to report it to the ICO?",
		}},
	} {
		for _, text := range words.yes {
			if a := assess(t, of(text)); !slices.Contains(a.Records, kind) || a.Tier != "human" {
				t.Errorf("%q opens %v and goes to %s, want %s and a person", text, a.Records, a.Tier, kind)
			}
		}
		for _, text := range words.no {
			if a := assess(t, of(text)); slices.Contains(a.Records, kind) {
				t.Errorf("%q opens %v, and must not open %s", text, a.Records, kind)
			}
		}
	}
}

func TestAComplaintAboutDataIsAComplaintAboutTheFirmToo(t *testing.T) {
	a := assess(t, of("You emailed my payslip to the wrong person. I want this looked into."))
	if !slices.Contains(a.Records, "complaint") || !slices.Contains(a.Flags, "data_breach") {
		t.Errorf("records %v, flags %v", a.Records, a.Flags)
	}
	if a := assess(t, of("Please send me everything you hold about me. And nobody has rung me back for three weeks.")); !slices.Contains(a.Records, "sar") || !slices.Contains(a.Records, "complaint") {
		t.Errorf("records %v, want a request beside a complaint", a.Records)
	}
}
