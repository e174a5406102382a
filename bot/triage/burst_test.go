package triage

import (
	"slices"
	"strings"
	"testing"

	"countersign/bot"
)

// burst is an enquiry of several messages.
func burst(texts ...string) bot.Situation {
	s := of(texts[0])
	for i, text := range texts[1:] {
		m := s.Messages[0]
		m.ID, m.Text = string(rune('b'+i)), text
		s.Messages = append(s.Messages, m)
	}
	return s
}

// TestASentenceIsReadAcrossTheMessagesOfABurst parts sentences that must not be
// missed, word by word and letter by letter, as people type them into a chat.
func TestASentenceIsReadAcrossTheMessagesOfABurst(t *testing.T) {
	for text, want := range map[string]bot.Code{
		"I want|to kill|myself": bot.Safety, "I want to make a|complaint": bot.Complaint, "can't afford|the rent": bot.Hardship, "Hi|my husband passed|away on Sunday": bot.Vulnerability,
		"I'm taking|you|to court": bot.LegalThreat, "s|u|i|c|i|d|e": bot.Safety, "let me talk|to a real|person": bot.RequestHuman,
	} {
		s := burst(strings.Split(text, "|")...)
		a := assess(t, s)
		if a.Tier != bot.TierHuman || !slices.Contains(ruled(a), want) {
			t.Errorf("%q is %s by %v, want %s", text, a.Tier, ruled(a), want)
		}
		for _, r := range a.Reasons {
			i := slices.IndexFunc(s.Messages, func(m bot.Message) bool { return m.ID == r.Message })
			if r.End > 0 && (i < 0 || s.Messages[i].Text[r.Start:r.End] != r.Evidence) {
				t.Errorf("%q: evidence %q is not what stands at %d to %d of %q", text, r.Evidence, r.Start, r.End, r.Message)
			}
		}
	}
}

// TestCalmMessagesOfABurstStayCalm has bursts in which nothing is parted.
func TestCalmMessagesOfABurstStayCalm(t *testing.T) {
	for _, text := range []string{"Hi|What time do you open on Friday?", "Thanks for the form|When is the VAT return due?|And is the fee plus VAT?", "Could you resend the invoice|the March one|cheers"} {
		if a := assess(t, burst(strings.Split(text, "|")...)); len(ruled(a)) > 0 {
			t.Errorf("%q gives %v", text, a.Reasons)
		}
	}
}
