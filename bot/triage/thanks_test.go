package triage

import (
	"testing"

	"countersign/bot"
)

// TestOnlyThanksIsLeftWithoutAReply has what ends a case without a word, and
// what holds a word of thanks and asks or tells something.
func TestOnlyThanksIsLeftWithoutAReply(t *testing.T) {
	for _, text := range []string{"ok", "Thanks Helen!", "Thank you so much, that's really helpful.", "Great, thanks, see you then", "Thanks for letting me know",
		"Will do, have a lovely weekend", "no problem at all", "cheers mate", "Noted with thanks", "🎉👏", "👍🏽 thanks", "All good, speak soon", "👍🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"} {
		if !needsNoReply(fold(text).text) {
			t.Errorf("%q waits for a reply", text)
		}
	}
	for _, text := range []string{"ok mum passed", "ok. I give up", "Noted. I won't forget this", "lovely, the boiler has exploded", "Great. My dad's gone.",
		"understood, I'm on my own", "perfect, so I pay for your mistake", "Please cancel tomorrow's viewing, we've found somewhere, thanks.",
		"Can I upload the form as a PDF thank you", "is the key ready to collect ta", "great, again", "thanks for the late reply",
		"😡", "👎", "😭😭", "...", "!!!", "?", "🅷🅴🅻🅿", "thanks, see you in court"} {
		if needsNoReply(fold(text).text) {
			t.Errorf("%q would be left without a reply", text)
		}
	}
}

// TestBadNewsAfterAnAnswerIsNoThanks has words after a plain answer that begin
// like an acknowledgement.
func TestBadNewsAfterAnAnswerIsNoThanks(t *testing.T) {
	for _, text := range []string{"ok mum passed", "ok. I give up", "Great. My dad's gone.", "understood, I'm on my own"} {
		s := of(text)
		s.Turns = []bot.Turn{client(40*60e9, "How much is an inventory?"), staff(30*60e9, "An inventory costs £150.")}
		if a := assess(t, s); a.NoReply || a.Weight == 0 {
			t.Errorf("%q weighs %d, and no reply is %v: %s", text, a.Weight, a.NoReply, a.Explanation)
		}
	}
}

// TestSignsOfTroubleAloneGoToAPerson holds that a tear is no thumbs-up, and
// that one beside words is read with them.
func TestSignsOfTroubleAloneGoToAPerson(t *testing.T) {
	for _, text := range []string{"😡", "😡😡😡", "👎🏽", "😭", "💔!!", "🆘", "👍😡"} {
		if a := assess(t, of(text)); a.Tier != bot.TierHuman || !hasCode(a, bot.Distress) {
			t.Errorf("%q is %s by %v", text, a.Tier, codes(a))
		}
	}
	for _, text := range []string{"👍", "🙏🏽", "🎉", "😂 see the card 😭", "Booked for 9am 🔥"} {
		if a := assess(t, of(text)); hasCode(a, bot.Distress) && a.Reasons[0].Source == "rules" {
			t.Errorf("%q is taken for trouble", text)
		}
	}
}
