package triage

import (
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func client(ago time.Duration, text string) bot.Turn {
	return bot.Turn{Role: bot.RoleClient, Author: "U_JO", Text: text, At: noon.Add(-ago)}
}

func staff(ago time.Duration, text string) bot.Turn {
	return bot.Turn{Role: bot.RoleStaff, Author: "U_ANN", Text: text, At: noon.Add(-ago)}
}

// TestHistoryAloneDecidesTheTier has the same last message twice: with a calm
// history, and with one that a person must see.
func TestHistoryAloneDecidesTheTier(t *testing.T) {
	const hour = time.Hour
	tests := []struct {
		name, text   string
		calm, loaded func(s *bot.Situation)
		code         bot.Code
	}{
		{"a chaser after silence", "Any news?",
			func(s *bot.Situation) {
				s.Turns = []bot.Turn{client(30*hour, "Can you send the October summary?"), staff(2*hour, "It is nearly done.")}
			},
			func(s *bot.Situation) {
				s.Turns = []bot.Turn{client(30*hour, "Can you send the October summary?")}
			}, bot.UnansweredChaser},
		{"a long wait", "Which day suits you?",
			func(s *bot.Situation) {
				s.Turns = []bot.Turn{client(72*hour, "Could you send the form?"), staff(71*hour, "Here it is, attached.")}
			},
			func(s *bot.Situation) { s.Turns = []bot.Turn{client(72*hour, "Could you send the form?")} }, bot.LongWait},
		{"a call-back that never came", "Is there anything you need from me?",
			func(s *bot.Situation) {
				s.Turns = []bot.Turn{client(50*hour, "Please ring"), staff(49*hour, "We will call you back today."), staff(47*hour, "Good to talk just now.")}
			},
			func(s *bot.Situation) {
				s.Turns = []bot.Turn{client(50*hour, "Please ring"), staff(49*hour, "We will call you back today.")}
			}, bot.MissedPromise},
		{"an open case of theirs with people", "What time do you open on Friday?",
			func(s *bot.Situation) {
				s.Earlier = []bot.Earlier{{Case: 1, Author: "U_JO", Tier: bot.TierRoutine, State: bot.StateAnswered, Topic: "fees", OpenedAt: noon.Add(-20 * hour)}}
			},
			func(s *bot.Situation) {
				s.Earlier = []bot.Earlier{{Case: 1, Author: "U_JO", Tier: bot.TierHuman, State: bot.StateClaimed, Topic: "opening_hours", OpenedAt: noon.Add(-20 * hour)}}
			}, bot.EarlierConcern},
		{"an open case of theirs, and words that may be about it", "Is it done?",
			func(s *bot.Situation) {
				s.Earlier = []bot.Earlier{{Case: 1, Author: "U_JO", Tier: bot.TierRoutine, State: bot.StateAnswered, Topic: "repairs", OpenedAt: noon.Add(-20 * hour)}}
			},
			func(s *bot.Situation) {
				s.Earlier = []bot.Earlier{{Case: 1, Author: "U_JO", Tier: bot.TierHuman, State: bot.StateClaimed, Topic: "repairs", OpenedAt: noon.Add(-20 * hour)}}
			}, bot.EarlierConcern},
		{"the same question for the third time", "How much is an inventory?",
			func(s *bot.Situation) {
				s.Earlier = []bot.Earlier{{Case: 1, Author: "U_SAM", Topic: "notice_renewal", State: bot.StateAnswered, OpenedAt: noon.Add(-20 * hour)}}
			},
			func(s *bot.Situation) {
				for i := range 3 {
					s.Earlier = append(s.Earlier, bot.Earlier{Case: int64(i), Author: "U_JO", Topic: "notice_renewal",
						State: bot.StateAnswered, OpenedAt: noon.Add(time.Duration(-20-i) * hour), AnsweredAt: noon.Add(-19 * hour)})
				}
			}, bot.RepeatContact},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			calm, loaded := of(tt.text), of(tt.text)
			tt.calm(&calm)
			tt.loaded(&loaded)
			if a := assess(t, calm); a.Tier != bot.TierRoutine {
				t.Errorf("with a calm history %s: %s", a.Tier, a.Explanation)
			}
			a := assess(t, loaded)
			if a.Tier != bot.TierHuman || !hasCode(a, tt.code) {
				t.Errorf("with a loaded history %s by %v, want human by %s", a.Tier, codes(a), tt.code)
			}
			for _, r := range a.Reasons {
				if r.Source == "history" && !strings.Contains(r.Evidence, "November") && r.Code != bot.RepeatContact {
					t.Errorf("%s: %q names no date", r.Code, r.Evidence)
				}
			}
		})
	}
}

func TestAPromiseRunsOutAtTheEndOfTheDayItNames(t *testing.T) {
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) // a Tuesday
	tests := []struct {
		when string
		day  int
	}{
		{"today", 24}, {"this afternoon", 24}, {"tomorrow", 25}, {"within one working day", 25}, {"by friday", 27}, {"on monday", 30},
		{"by the end of the day", 24}, {"on tuesday", 24},
	}
	for _, tt := range tests {
		if got := dueBy(tt.when, at); got.Day() != tt.day || got.Hour() != 23 {
			t.Errorf("dueBy(%q) = %s, want the end of the %dth", tt.when, got, tt.day)
		}
	}
}

func TestThanksIsNoUnansweredQuestion(t *testing.T) {
	s := of("And one more: when do payslips go out?")
	s.Turns = []bot.Turn{client(80*time.Hour, "When is the office open?"), staff(79*time.Hour, "From nine."), client(78*time.Hour, "Perfect, thank you!")}
	if a := assess(t, s); a.Tier != bot.TierRoutine {
		t.Errorf("%s: %s", a.Tier, a.Explanation)
	}
}

// TestAPlainQuestionIsNotHeldToAnotherMatter has a client who awaits a person
// about repairs and asks about something else meanwhile.
func TestAPlainQuestionIsNotHeldToAnotherMatter(t *testing.T) {
	open := bot.Earlier{Case: 7, Author: "U_JO", Tier: bot.TierHuman, State: bot.StateClaimed, Topic: "repairs", OpenedAt: noon.Add(-2 * time.Hour)}
	upset := client(2*time.Hour, "The boiler has failed again and I am furious.")
	upset.Case = open.Case
	for text, want := range map[string]bot.Tier{
		"When is the rent due?": bot.TierRoutine, "What time do you open on Friday?": bot.TierRoutine,
		"Any news?": bot.TierHuman, "Who fixes the boiler?": bot.TierHuman, "When is the rent due, and why does nobody answer?": bot.TierHuman,
	} {
		s := of(text)
		s.Earlier, s.Turns = []bot.Earlier{open}, []bot.Turn{upset}
		if a := assess(t, s); a.Tier != want {
			t.Errorf("%q is %s: %s", text, a.Tier, a.Explanation)
		}
	}
	s := of("When is the rent due?")
	s.Earlier, s.Turns = []bot.Earlier{open}, []bot.Turn{upset}
	s.Turns[0].At = noon.Add(-96 * time.Hour)
	if a := assess(t, s); !hasCode(a, bot.LongWait) {
		t.Errorf("four days without an answer are no reason: %v", codes(a))
	}
}

// TestAPlainFollowUpOfAnAnswerWeighsNothing has thanks and further questions
// after an answer, and the same place in a thread with words that say more.
func TestAPlainFollowUpOfAnAnswerWeighsNothing(t *testing.T) {
	const question, answer = "How much is an inventory for a two bed?", "An inventory costs £150 for a two-bedroom flat."
	ask := func(text, answer string) bot.Assessment {
		s := of(text)
		s.Turns = []bot.Turn{client(40*time.Minute, question), staff(30*time.Minute, answer)}
		return assess(t, s)
	}
	for _, text := range []string{"And for one bed?", "And what about a three bed?", "What about a studio?", "And a renewal?", "Or a house?",
		"Thanks, and on Saturdays?", "ok", "Got it", "Understood, cheers", "Thanks!", "👍"} {
		if a := ask(text, answer); a.Tier != bot.TierRoutine || a.Weight != 0 || len(a.Reasons) > 0 {
			t.Errorf("%q is %s: %s", text, a.Tier, a.Explanation)
		}
	}
	for _, text := range []string{"And nobody rang?", "And why should I pay that?", "And what about the children?", "And when will you keep your promise?",
		"And what if I can't?", "What about us?", "Thanks for nothing", "Any news?", "And again £150?"} {
		if goesOn(text) {
			t.Errorf("%q is taken for a plain follow-up", text)
		}
	}
	for _, answer := range []string{"I am sorry, that was our mistake.", "Unfortunately we cannot do that.", "We have refunded the fee taken in error.", "We will call you back tomorrow."} {
		s := of("And a renewal?")
		s.Turns = []bot.Turn{client(40*time.Minute, question), staff(30*time.Minute, answer)}
		if follows(s, fold(s.Messages[0].Text).text, func(string) int { return 0 }) {
			t.Errorf("after %q a question is taken for a plain follow-up", answer)
		}
	}
}

func TestNoReasonIsWorthNothing(t *testing.T) {
	w, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	none := *w
	none.Points.History = map[string]int{"tone_rising": 0, "weighed_before": 0, "weighed_last": 0}
	s := of("I am rather worried, is it long until then?")
	s.Turns = []bot.Turn{client(3*time.Hour, "What time do you open?"), client(2*time.Hour, "And on Sundays?"), staff(time.Hour, "Nine, every day.")}
	a, err := NewWith(&none, DefaultCut).Assess(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range a.Reasons {
		if r.Points == 0 {
			t.Errorf("%s is shown with 0 points: %s", r.Code, r.Note)
		}
	}
}
