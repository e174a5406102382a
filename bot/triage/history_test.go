package triage

import (
	"slices"
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
				s.Turns = []bot.Turn{client(50*hour, "Please ring about the dates"), staff(49*hour, "We will call you back today."), staff(47*hour, "Good to talk just now.")}
			},
			func(s *bot.Situation) {
				s.Turns = []bot.Turn{client(50*hour, "Please ring about the dates"), staff(49*hour, "We will call you back today.")}
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
				s.Earlier = []bot.Earlier{{Case: 1, Author: "U_SAM", Topic: "fees", State: bot.StateAnswered, OpenedAt: noon.Add(-20 * hour)}}
			},
			func(s *bot.Situation) {
				for i := range 3 {
					s.Earlier = append(s.Earlier, bot.Earlier{Case: int64(i), Author: "U_JO", Topic: "fees",
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
	friday := at.AddDate(0, 0, 3)
	for _, tt := range []struct {
		said string
		at   time.Time
		want string
	}{
		{"We'll do it today", at, "24 November"}, {"We will ring this afternoon", at, "24 November"}, {"We'll send it tomorrow", at, "25 November"},
		{"You'll have it within one working day", at, "25 November"}, {"We'll send it by Friday", at, "27 November"}, {"We'll ring on Monday", at, "30 November"},
		{"We'll do it by the end of the day", at, "24 November"}, {"We'll ring on Tuesday", at, "24 November"},
		{"We'll send it in two weeks", at, "8 December"}, {"We'll reply in 3 weeks", at, "15 December"}, {"We'll send it in a fortnight", at, "8 December"},
		{"We'll send it within 48 hours", at, "26 November"}, {"We'll ring within 24 hours", at, "25 November"}, {"We'll ring in an hour", at, "24 November"},
		{"We'll ring in 10 minutes", at, "24 November"}, {"We'll send it within three working days", at, "29 November"}, {"We'll send it in ten working days", at, "8 December"},
		{"We will send it on 14 December", at, "14 December"}, {"We'll send it by December 14th", at, "14 December"}, {"We'll ring you by the 3rd", at, "3 December"},
		{"We'll send it on 5 January", at, "5 January"}, {"We'll send it by the end of the month", at, "30 November"}, {"We'll do it next month", at, "31 December"},
		{"We'll do it by the end of next week", at, "6 December"}, {"We'll ring next week", at, "6 December"}, {"We'll do it this week", at, "29 November"},
		{"We'll ring next Tuesday", at, "1 December"}, {"We'll ring next Monday", friday, "30 November"}, {"We'll ring next Wednesday", at, "2 December"},
		{"We'll call you on Monday week", at, "7 December"}, {"We'll send it by 5pm tomorrow", at, "25 November"}, {"We'll ring by 5pm on Friday", at, "27 November"},
		{"We'll ring within one working day", friday, "30 November"}, {"We'll do it first thing", friday, "30 November"}, {"We'll send it in the new year", at, "31 January"},
		{"We'll be in touch shortly", at, "1 December"}, {"We'll send it over", at, "27 November"},
	} {
		folded := fold(tt.said).text
		due := dueBy(byWhen.FindString(folded), tt.at)
		if got := due.Format("2 January"); got != tt.want || due.Hour() != 23 || due.Before(tt.at) {
			t.Errorf("%q is due by %s (%q), want %s", tt.said, due, byWhen.FindString(folded), tt.want)
		}
	}
}

// TestTheTimesOfFactsAreThoseOfTheFirmsClock has a promise of a summer night, when
// London is an hour ahead of the clock of the record.
func TestTheTimesOfFactsAreThoseOfTheFirmsClock(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	made := time.Date(2026, 6, 30, 22, 30, 0, 0, time.UTC) // 23:30 in London
	s := of("Any news?")
	s.Zone, s.Now = london, made.Add(50*time.Minute)
	s.Turns = []bot.Turn{{Role: bot.RoleClient, Author: "U_JO", Text: "Where is my form?", At: made.Add(-5 * time.Hour)}, {Role: bot.RoleStaff, Text: "We will send it today.", At: made}}
	a := assess(t, s)
	i := slices.IndexFunc(a.Reasons, func(r bot.Reason) bool { return r.Code == bot.MissedPromise })
	if i < 0 || !strings.Contains(a.Reasons[i].Evidence, "on 30 June at 23:30 to be in touch by 30 June at 23:59") {
		t.Errorf("after midnight in London a promise of today is no missed one: %+v", a.Reasons)
	}
	if s.Turns[0].At.Location() != time.UTC {
		t.Error("the caller's times were changed")
	}
}

// TestATurnWithoutATimeMakesNoFactOfTime has a history of which no times are
// known, and one of which some are.
func TestATurnWithoutATimeMakesNoFactOfTime(t *testing.T) {
	for _, turns := range [][]bot.Turn{
		{{Role: bot.RoleClient, Author: "U_JO", Text: "Could you send the form?"}},
		{{Role: bot.RoleClient, Author: "U_JO", Text: "Could you send the form?"}, {Role: bot.RoleStaff, Text: "We will send it today."}},
		{{Role: bot.RoleClient, Author: "U_JO", Text: "I need the form by Friday"}, client(time.Hour, "Where is it?")},
	} {
		s := of("Which day suits you?")
		s.Turns = turns
		for _, r := range assess(t, s).Reasons {
			if r.Source == "history" && (strings.Contains(r.Evidence, "1 January") || r.Code == bot.LongWait || r.Code == bot.MissedPromise || r.Code == bot.DeadlinePassed) {
				t.Errorf("%s of a time that nobody knows: %q", r.Code, r.Evidence)
			}
		}
	}
}

// TestAColleagueChasesTheSameQuestion has another person of the client write in
// the thread in which a question waits, and in a thread of their own.
func TestAColleagueChasesTheSameQuestion(t *testing.T) {
	s := of("Any news?")
	s.Turns = []bot.Turn{{Role: bot.RoleClient, Author: "U_BEA", Text: "Could you send the October summary?", At: noon.Add(-72 * time.Hour), Case: 3}}
	s.Earlier = []bot.Earlier{{Case: 3, Author: "U_BEA", SameThread: true, Tier: bot.TierRoutine, State: bot.StateInReview, Topic: "documents", OpenedAt: noon.Add(-72 * time.Hour)}}
	if a := assess(t, s); !hasCode(a, bot.UnansweredChaser) || !hasCode(a, bot.LongWait) || a.Tier != bot.TierHuman {
		t.Errorf("in the same thread: %s by %v", a.Tier, codes(a))
	}
	s.Earlier[0].SameThread = false
	if a := assess(t, s); hasCode(a, bot.UnansweredChaser) {
		t.Errorf("a colleague's other thread is chased: %v", codes(a))
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
		"And what if I can't?", "What about us?", "Thanks for nothing", "Any news?", "And again £150?",
		"And the ombudsman?", "What about small claims?"} {
		if goesOn(fold(text).text) {
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

// TestWhatWaitsForTheClientIsNoPromise has what the firm does once the client has
// done something, and what it says that it will not do.
func TestWhatWaitsForTheClientIsNoPromise(t *testing.T) {
	for text, want := range map[string]bool{
		"If you send the form we'll file it.": false, "We'll call you back once you have the letter.": false, "As soon as you sign we will send it.": false,
		"We won't call before nine.": false, "We will not write to them.": false, "Let me know. I'll chase the bank if you like.": false,
		"We will call you back today.": true, "If you want to come in, do. We'll send the form tomorrow.": true, "I'll ring when I hear from HMRC.": true,
		"Once we have the figures from them I'll write to you.": true,
	} {
		if got := vowed(fold(text).text) != ""; got != want {
			t.Errorf("%q promises something: %v, want %v", text, got, want)
		}
	}
	s := of("Here it is.")
	s.Turns = []bot.Turn{client(170*time.Hour, "Can you file it?"), staff(169*time.Hour, "If you send the form we will file it.")}
	if a := assess(t, s); hasCode(a, bot.MissedPromise) {
		t.Errorf("the firm is said to have missed a promise: %s", a.Explanation)
	}
}
