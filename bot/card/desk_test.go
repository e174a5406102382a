package card_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/bot/clock"
)

func TestATimeIsReadAsAPersonGivesIt(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 7, 3, 15, 10, 0, 0, london) // a Friday
	firm := card.Options{Zone: london}
	for text, want := range map[string]time.Time{
		"":                          {},
		"30m":                       now.Add(30 * time.Minute),
		"2h":                        now.Add(2 * time.Hour),
		"opening":                   time.Date(2026, 7, 4, 9, 0, 0, 0, london),
		"tomorrow":                  time.Date(2026, 7, 4, 9, 0, 0, 0, london),
		"2026-07-06T14:30":          time.Date(2026, 7, 6, 14, 30, 0, 0, london),
		" 2026-07-06 14:30 ":        time.Date(2026, 7, 6, 14, 30, 0, 0, london),
		"2026-07-06T14:30:00Z":      time.Date(2026, 7, 6, 15, 30, 0, 0, london),
		"2026-07-06T14:30:00-05:00": time.Date(2026, 7, 6, 20, 30, 0, 0, london),
	} {
		if got, err := firm.When(text, now); err != nil || !got.Equal(want) {
			t.Errorf("When(%q) = %s, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"soon", "14:30", "2026-13-01T09:00", "5h"} {
		if got, err := firm.When(text, now); err == nil {
			t.Errorf("When(%q) = %s, want an error", text, got)
		}
	}
	for _, p := range card.Pauses() {
		if at, err := firm.When(p.Code, now); err != nil || !at.After(now) || p.Label == "" {
			t.Errorf("the pause %+v ends at %s, %v", p, at, err)
		}
	}
}

// TestACardPutAsideUntilTheNextOpeningComesBackOnAWorkingDay: whoever puts one aside
// on the Friday before a bank holiday does not want it on Saturday morning.
func TestACardPutAsideUntilTheNextOpeningComesBackOnAWorkingDay(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	hours := clock.Default(london)
	firm := card.Options{Zone: london, NextOpening: hours.NextOpening}
	for now, want := range map[string]string{
		"2026-07-01 15:10": "2026-07-02 09:00", // a Wednesday
		"2026-07-01 07:10": "2026-07-02 09:00", // before the firm opens: today is not what was asked for
		"2026-07-03 15:10": "2026-07-06 09:00", // a Friday
		"2026-08-28 15:10": "2026-09-01 09:00", // before the summer bank holiday
		"2026-12-24 15:10": "2026-12-29 09:00", // before Christmas, with the Monday in lieu
		"2027-03-26 12:00": "2027-03-30 09:00", // Good Friday, and the clocks go forward
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", now, london)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := firm.When("opening", at); err != nil || got.In(london).Format("2006-01-02 15:04") != want {
			t.Errorf("on %s: %s, %v; want %s", now, got.In(london), err, want)
		}
	}
}

func TestAButtonCarriesWhatItRefersTo(t *testing.T) {
	all := states()
	for name, tt := range map[string]struct {
		k      *bot.Case
		action bot.Action
		want   bot.Decision
	}{
		"the promise that is due next": {all["promised"], bot.Kept, bot.Decision{Action: bot.Kept, Number: 2}},
		"the answer that is corrected": {all["sent"], bot.Correct, bot.Decision{Action: bot.Correct, Delivery: "1.0"}},
		"the last correction":          {all["corrected"], bot.Correct, bot.Decision{Action: bot.Correct, Delivery: "2.0"}},
		"nothing":                      {all["escalated"], bot.Claim, bot.Decision{Action: bot.Claim}},
	} {
		v := card.New(tt.k, morning.Add(30*time.Minute), card.Options{})
		got := bot.Decision{Action: tt.action}.About(v.About(tt.action))
		if got.Number != tt.want.Number || got.Delivery != tt.want.Delivery {
			t.Errorf("%s: the decision is %+v, want %+v", name, got, tt.want)
		}
	}
	if got := (bot.Decision{Action: bot.Kept}).About("none"); got.Number != 0 {
		t.Errorf("what is no number counts as promise %d", got.Number)
	}
}

func TestButtonsStandOnlyWhereTheyAreValid(t *testing.T) {
	labelled := heavy(bot.StateClaimed)
	labelled.Decisions = []bot.Decision{{Action: bot.NotTier, At: morning}}
	danger := heavy(bot.StateEscalated)
	danger.Assessment.Priority = bot.P0
	onItsWay := corrected()
	onItsWay.Deliveries[1].State = bot.PostSending
	byHand := heavy(bot.StateAnswered)
	for name, tt := range map[string]struct {
		k      *bot.Case
		action bot.Action
		stands bool
	}{
		"a label once":                         {labelled, bot.NotTier, false},
		"a label on what people have":          {heavy(bot.StateClaimed), bot.NotTier, true},
		"no label on what was routine":         {decided(routine(bot.StateAnswered), bot.Approve), bot.NotTier, false},
		"danger is not put aside":              {danger, bot.Snooze, false},
		"a draft can be put aside":             {routine(bot.StateInReview), bot.Snooze, true},
		"one correction at a time":             {onItsWay, bot.Correct, false},
		"a correction of a correction":         {corrected(), bot.Correct, true},
		"nothing of ours to correct":           {byHand, bot.Correct, false},
		"a promise is kept on a closed case":   {promised(), bot.Kept, true},
		"no promise, no button":                {heavy(bot.StateClaimed), bot.Kept, false},
		"only people's clients are told of it": {routine(bot.StateInReview), bot.Tell, false},
	} {
		if got := slices.Contains(actions(tt.k), tt.action); got != tt.stands {
			t.Errorf("%s: %s stands %v, want %v (%v)", name, tt.action, got, tt.stands, actions(tt.k))
		}
	}
	for _, b := range card.Actions(promised()) {
		if b.Action == bot.Kept && b.Label != "Call-back made" {
			t.Errorf("the button of a call-back says %q", b.Label)
		}
	}
}

func TestADialogProposesTheFirmsOwnWords(t *testing.T) {
	o := card.Options{Zone: time.UTC, Acks: bot.Acks{"default": "A person has it.", "complaint": "Thank you for telling us."}}
	acked := heavy(bot.StateClaimed)
	acked.Deliveries = []bot.Delivery{{Kind: bot.PostAck, State: bot.PostSent, Text: "A person has it."}}
	unmapped := routine(bot.StateInReview)
	unmapped.Account = ""
	for name, tt := range map[string]struct {
		k      *bot.Case
		action bot.Action
		want   string
	}{
		"of an escalation":          {routine(bot.StateInReview), bot.Escalate, "A person has it."},
		"for the reason of a case":  {heavy(bot.StateAnswered), bot.Escalate, "Thank you for telling us."},
		"none for unknown people":   {unmapped, bot.Escalate, ""},
		"what is held":              {telling(), bot.Tell, "A person has your message."},
		"where nobody has told":     {heavy(bot.StateClaimed), bot.Tell, "Thank you for telling us."},
		"none where they were told": {acked, bot.Tell, ""},
		"what a correction is of":   {decided(routine(bot.StateAnswered), bot.Approve), bot.Correct, "A correction to our message of 24 November, 09:52: "},
	} {
		if got := card.Editable(tt.k, tt.action, o); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	if got := card.ChipWords("a complaint", o); got != "Thank you for telling us." {
		t.Errorf("for a complaint: %q", got)
	}
	if got := card.ChipWords("other", o); got != "" {
		t.Errorf("for another reason: %q", got)
	}
}

func TestTheCardOfACaseThatWasHandedOverNamesWhoHasIt(t *testing.T) {
	v := card.New(states()["handed"], morning.Add(30*time.Minute), card.Options{Zone: time.UTC})
	var mentioned []string
	for _, p := range v.Layout(card.LayoutOptions{Longest: 3000}) {
		for _, r := range p.Rows {
			for _, x := range r.Pieces {
				if x.Mention != "" {
					mentioned = append(mentioned, x.Mention+" as "+x.Text)
				}
			}
		}
	}
	if len(mentioned) != 1 || mentioned[0] != "H as @Helen" || !strings.HasPrefix(v.Status.Text, "Handed to Helen by Priya") {
		t.Errorf("mentioned %v, status %q", mentioned, v.Status.Text)
	}
	taken := heavy(bot.StateClaimed)
	taken.Owner, taken.OwnerID = "Owen", "O"
	if v := card.New(taken, morning, card.Options{}); v.Handed.ID != "" {
		t.Errorf("a case that somebody took is for %+v", v.Handed)
	}
}
