package console

import (
	"testing"

	"countersign/bot"
)

func TestTheLatestAnswerStandsForWhatWasDelivered(t *testing.T) {
	of := func(kinds ...bot.PostKind) *bot.Case {
		k := &bot.Case{}
		for i, kind := range kinds {
			k.Deliveries = append(k.Deliveries, bot.Delivery{Kind: kind, PlatformID: string(rune('a' + i))})
		}
		return k
	}
	for _, tt := range []struct {
		k    *bot.Case
		want string
	}{
		{of(), ""},
		{of(bot.PostNotice), "a"},
		{of(bot.PostNotice, bot.PostAck), "b"},
		{of(bot.PostNotice, bot.PostAnswer, bot.PostAck), "b"},
		{of(bot.PostAnswer, bot.PostNotice, bot.PostAnswer), "c"},
	} {
		got := ""
		if v := lastDelivery(tt.k); v != nil {
			got = v.ID
		}
		if got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.k.Deliveries, got, tt.want)
		}
	}
}

// TestACaseThatIsAnsweredStillSaysWhatWasAsked, in as many messages as it was.
func TestACaseThatIsAnsweredStillSaysWhatWasAsked(t *testing.T) {
	k := routineCase("When do you open?")
	again := k.Messages[0]
	again.ID, again.Text = "m2", "On Saturday, too?"
	k.Messages = append(k.Messages, again)
	for _, answered := range []bool{false, true} {
		for i := range k.Messages {
			k.Messages[i].Answered = answered
		}
		if got := newCaseView(k).Question; got != "When do you open?\nOn Saturday, too?" {
			t.Errorf("answered %v: the question is %q", answered, got)
		}
	}
}

func TestAnAcknowledgementThatIsHeldIsToldWithItsTime(t *testing.T) {
	k := routineCase("When?")
	if v := newCaseView(k); v.Telling != nil {
		t.Errorf("nothing is held, told %+v", v.Telling)
	}
	k.Telling = &bot.Telling{Text: "A person has it.", Due: k.OpenedAt}
	if v := newCaseView(k); v.Telling == nil || v.Telling.Text != "A person has it." || v.Telling.Due != "2026-11-24T09:41:00Z" {
		t.Errorf("told %+v", v.Telling)
	}
}
