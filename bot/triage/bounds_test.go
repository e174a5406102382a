package triage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// TestWhatIsTooMuchToReadGoesToAPerson has what nobody reads to its end: a long
// message, many, and many words that are short.
func TestWhatIsTooMuchToReadGoesToAPerson(t *testing.T) {
	many := of("")
	many.Messages = nil
	for i := range 200 {
		many.Messages = append(many.Messages, bot.Message{ID: fmt.Sprint(i), Text: strings.Repeat("Could you send the summary? ", 40), Author: bot.Person{ID: "U_JO"}})
	}
	for name, s := range map[string]bot.Situation{
		"long": of(strings.Repeat("please help ", 60_000)), "many": many, "short words": of(strings.Repeat("a ", 1500) + "What time do you open?"),
	} {
		a := assess(t, s)
		if a.Tier != bot.TierHuman || !slices.Contains(a.Flags, "oversize") {
			t.Errorf("%s: %s with %v by %v", name, a.Tier, a.Flags, codes(a))
		}
	}
}

// TestEachOfSeveralMessagesIsRead has a danger in a short message after a long one.
func TestEachOfSeveralMessagesIsRead(t *testing.T) {
	s := of(strings.Repeat("The receipts are in the folder. ", 2000))
	s.Messages = append(s.Messages, bot.Message{ID: "m2", Text: "I smell gas in the hall", Author: bot.Person{ID: "U_JO"}})
	if a := assess(t, s); a.Priority != bot.P0 {
		t.Errorf("priority %s: %s", a.Priority, a.Explanation)
	}
}

// TestEvidenceOfAMessageThatWasCutIsShort has words that weigh where the reading ends.
func TestEvidenceOfAMessageThatWasCutIsShort(t *testing.T) {
	for pad := range 40 {
		text := strings.Repeat("receipt ", maxText/8-5) + strings.Repeat("x", pad) + " nobody rang back " + strings.Repeat("and more £ ", 5000)
		for _, r := range assess(t, of(text)).Reasons {
			if r.Source == "rules" && len(r.Evidence) > 100 {
				t.Fatalf("%s: %d bytes of evidence", r.Code, len(r.Evidence))
			}
		}
	}
}

// TestALongPastIsReadInAMoment bounds the work that a thread of huge messages makes.
func TestALongPastIsReadInAMoment(t *testing.T) {
	s := of("Any news?")
	for i := range 40 {
		turn := client(time.Duration(80-i)*time.Hour, strings.Repeat("Could you send the October summary? ", 14_000))
		if i%2 == 1 {
			turn = staff(time.Duration(80-i)*time.Hour, strings.Repeat("The balance is due on Friday. ", 14_000))
		}
		s.Turns = append(s.Turns, turn)
	}
	a := assess(t, s)
	if n := len(s.Turns[0].Text); n < 500_000 {
		t.Errorf("the caller's turn is cut to %d bytes", n)
	}
	if total := len(said(bounded(s).Turns, "U_JO", "any news?")); total > maxSaid+100 {
		t.Errorf("%d bytes of earlier words are read", total)
	}
	if a.Weight == 0 {
		t.Error("a thread of eighty hours weighs nothing")
	}
}

// TestLettersThatStandApartAreJoinedInPieces bounds what is looked at from each
// letter on: a text of nothing else took half a second.
func TestLettersThatStandApartAreJoinedInPieces(t *testing.T) {
	f := fold(strings.Repeat("h q ", 3000))
	if word, n := (reading{}).joined(f, tokensOf(f.text)); n != longestApart || len(word) != longestApart {
		t.Errorf("%d letters are joined to %q", n, word)
	}
}
