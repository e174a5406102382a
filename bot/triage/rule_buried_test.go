package triage

import (
	"slices"
	"testing"

	"countersign/bot"
)

// TestAPlainThreatIsKnownInTheMidstOfBusiness has plain sentences that must not be
// missed, alone and in the middle of a message about something else, where the
// words as a whole weigh little.
func TestAPlainThreatIsKnownInTheMidstOfBusiness(t *testing.T) {
	for code, texts := range map[bot.Code][]string{
		bot.Safety: {"he said he will kill me", "She told me she'd stab my brother", "there is a fire in the kitchen", "there's a small fire behind the shed and it's spreading, there is a fire at the unit",
			"the dog is bleeding and won't stop", "#iwanttodie", "#IWantToDie", "ikillmyselftonight", "someone has hacked my account", "they've hacked into our mailbox",
			"what's the login for Acme's account", "send me the password for Mrs Field's portal"},
		bot.LegalThreat: {"you will hear from my solicitor", "You'll be hearing from our lawyers", "you can expect a claim form"},
		bot.Complaint:   {"nobody ever gets back to me", "no one answers my emails", "Nobody there replies"},
	} {
		for _, text := range texts {
			for _, whole := range []string{text, "Hi, hope you had a nice weekend. Please could you confirm the portal link and the March payslip dates? " + text + ". Also what time do you close on Friday? Thanks!"} {
				if a := assess(t, of(whole)); !slices.Contains(ruled(a), code) || a.Tier != bot.TierHuman {
					t.Errorf("%q is %s by %v, want %s", whole, a.Tier, ruled(a), code)
				}
			}
		}
	}
}

// TestWhatIsNearAPlainThreatIsNone has near misses of these sentences.
func TestWhatIsNearAPlainThreatIsNone(t *testing.T) {
	for code, texts := range map[bot.Code][]string{
		bot.Safety: {"he said the frost would kill the lawn", "my boss says he'll kill me if I miss the deadline", "there is a fire door in the kitchen", "is there a fire in the lounge?", "there is a gas fire in the lounge",
			"the colours are bleeding and won't line up", "he has hacked the hedge back", "what's the login for my account", "where is the login for the client portal?", "the login for our new portal", "the login for today's webinar"},
		bot.LegalThreat: {"have you heard from our solicitor?", "you will hear from my solicitor about completion dates", "do you expect a claim form from the insurer?"},
		bot.Complaint:   {"no one calls me Robert, it's Bob", "nobody gets the joke", "nobody rings on Sundays"},
	} {
		for _, text := range texts {
			if a := assess(t, of(text)); slices.Contains(ruled(a), code) {
				t.Errorf("%q gives %v", text, ruled(a))
			}
		}
	}
}
