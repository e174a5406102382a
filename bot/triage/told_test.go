package triage

import (
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func toldNames(turns ...bot.Turn) []string {
	var out []string
	for _, n := range toldIn(turns) {
		out = append(out, strings.TrimPrefix(n.name, "told "))
	}
	return out
}

func TestWhatTheFirmWroteIsKnownByItsWords(t *testing.T) {
	for text, want := range map[string]string{
		"We need £640 before we operate.": "sum", "The balance on the account is overdue.": "money", "I'm so sorry, that slipped.": "apology",
		"Would you like the 9th or the 16th?": "choice", "Unfortunately the lender declined.": "no", "There's no update at present, thank you for your patience.": "delay",
		"Would you like her cardigan back from the hospice?": "grave", "They have sent a letter before action.": "legal threat", "The signature isn't like the one we have.": "access",
		"Here are the fixed and the tracker.": "advice", "The fire brigade has closed the stairs.": "lost", "Your daughter has the sheet.": "family",
	} {
		if got := toldNames(staff(time.Hour, text)); !slices.Contains(got, want) {
			t.Errorf("%q tells %v, want %s among them", text, got, want)
		}
	}
	if got := toldNames(client(time.Hour, "We need £640 before we operate.")); len(got) != 1 || got[0] != "nothing" {
		t.Errorf("a client's words tell %v of the firm", got)
	}
}

func TestAPriceThatWasAskedForIsNoFact(t *testing.T) {
	const answer = "An inventory costs £150 for a two-bedroom flat, plus our fee."
	if got := toldNames(client(2*time.Hour, "How much is an inventory?"), staff(time.Hour, answer)); slices.Contains(got, "money") || slices.Contains(got, "sum") {
		t.Errorf("the answer to a question for a price tells %v", got)
	}
	if got := toldNames(client(2*time.Hour, "The inventory was wrong."), staff(time.Hour, answer)); !slices.Contains(got, "money") || !slices.Contains(got, "sum") {
		t.Errorf("a sum that nobody asked for tells %v", got)
	}
}

// TestNoFactIsHowStaffSound gives staff words of every feeling: none is a fact.
func TestNoFactIsHowStaffSound(t *testing.T) {
	for _, text := range []string{"I am furious, this is a disgrace and I want to die.", "How dare you speak to me like that", "I hate this job and I feel sick", "You idiots"} {
		if got := toldNames(staff(time.Hour, text)); len(got) != 0 {
			t.Errorf("%q tells %v", text, got)
		}
	}
}

func TestWhatTheFirmWroteLastCountsInFull(t *testing.T) {
	turns := []bot.Turn{staff(3*time.Hour, "The balance is overdue."), client(2*time.Hour, "Right."), staff(time.Hour, "Cake on Friday.")}
	for _, n := range toldIn(turns) {
		want := map[string]float64{"told social": 1, "told due": earlierTold, "told money": earlierTold}[n.name]
		if want != n.value {
			t.Errorf("%s counts %v, want %v", n.name, n.value, want)
		}
	}
}

// TestTheSameWordsWeighByWhatTheFirmWrote holds that the history shows what was
// written with its date, and that all reasons add up to the weight.
func TestTheSameWordsWeighByWhatTheFirmWrote(t *testing.T) {
	after := func(text string) bot.Assessment {
		s := of("Is that everything?")
		s.Turns = []bot.Turn{client(3*time.Hour, "What do I bring?"), staff(2*time.Hour, text)}
		return assess(t, s)
	}
	calm, loaded := after("His card, and a cake if you like!"), after("I'm afraid the court has sent a notice: £640 is overdue.")
	if calm.Weight >= loaded.Weight || loaded.Tier != bot.TierHuman {
		t.Errorf("weight %d after a cake, %d after a court", calm.Weight, loaded.Weight)
	}
	sum, dated := 0, false
	for _, r := range loaded.Reasons {
		sum += r.Points
		dated = dated || strings.HasPrefix(r.Evidence, "we wrote on 24 November")
	}
	if min(100, sum) != loaded.Weight || !dated {
		t.Errorf("weight %d of reasons of %d, a dated one: %v: %s", loaded.Weight, sum, dated, loaded.Explanation)
	}
}

// TestThanksForGraveNewsIsMoreThanThanks has thanks after an answer and after
// what nobody gives thanks for lightly, and an answer without a letter.
func TestThanksForGraveNewsIsMoreThanThanks(t *testing.T) {
	after := func(text, told string) bot.Assessment {
		s := of(text)
		s.Turns = []bot.Turn{client(3*time.Hour, "How much is an inventory for a two bed?"), staff(2*time.Hour, told)}
		return assess(t, s)
	}
	if a := after("Thanks.", "An inventory costs £150 for a two-bedroom flat."); a.Weight != 0 {
		t.Errorf("thanks for an answer weigh %d: %s", a.Weight, a.Explanation)
	}
	for text, told := range map[string]string{"Thanks.": "The hospice rang: your mother died at six.", "£286": "How much have you left after the bailiffs took the car?"} {
		if a := after(text, told); a.Weight == 0 {
			t.Errorf("%q after %q weighs nothing", text, told)
		}
	}
}

// TestAQuestionOfAnotherThreadIsNoPartOfThisTalk has a client ask a plain
// question while another thread of theirs waits since a minute.
func TestAQuestionOfAnotherThreadIsNoPartOfThisTalk(t *testing.T) {
	s := of("What are your opening hours?")
	alone := assess(t, s)
	s.Turns = []bot.Turn{client(time.Minute, "How much is an inventory for a two bed?")}
	s.Turns[0].Case = 7
	s.Earlier = []bot.Earlier{{Case: 7, Author: "U_JO", Tier: bot.TierRoutine, State: bot.StateInReview, Topic: "notice_renewal", OpenedAt: noon.Add(-time.Minute)}}
	if a := assess(t, s); a.Tier != bot.TierRoutine || a.Weight > alone.Weight+10 {
		t.Errorf("%s at %d, and %d without the other thread: %s", a.Tier, a.Weight, alone.Weight, a.Explanation)
	}
}
