package bot_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"countersign/bot"
)

// orders gives all orders of n things, the natural one first.
func orders(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var out [][]int
	for _, o := range orders(n - 1) {
		for i := len(o); i >= 0; i-- {
			out = append(out, slices.Insert(slices.Clone(o), i, n-1))
		}
	}
	return out
}

// open gives what waits for an answer once everything came in an order, and was
// told once more as the history shows it: the id and the words of each message.
func open(t *testing.T, told []bot.Enquiry, order []int, history []bot.Enquiry) []string {
	d := newDesk(t)
	d.clock.advance(time.Hour)
	for _, i := range order {
		d.receive(told[i])
	}
	for _, e := range history {
		d.receive(e)
	}
	d.settle()
	cases, err := d.Cases(t.Context(), bot.CaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, k := range cases {
		for _, m := range k.Asked() {
			if k.State != bot.StateInReview {
				t.Errorf("order %v: %q waits in a case that is %s", order, m.Text, k.State)
			}
			out = append(out, m.ID+" "+m.Text)
		}
	}
	return out
}

func TestWhateverTheOrderNoQuestionIsTakenForAnsweredThatIsNot(t *testing.T) {
	at := func(seconds int) time.Time { return time.Date(2026, 11, 23, 9, 0, seconds, 0, time.UTC) }
	asked := bot.Enquiry{MessageID: "m1", Text: "When are you open?", SentAt: at(0)}
	answer := bot.Enquiry{MessageID: "s1", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "Until five.", SentAt: at(30)}
	more := bot.Enquiry{MessageID: "m2", Thread: "m1", Text: "And on Mondays?", SentAt: at(40)}
	gone := bot.Enquiry{MessageID: "s1", Thread: "m1", Author: priya, Change: bot.ChangeDeleted, ChangedAt: at(50)}
	edited := asked
	edited.Change, edited.Text, edited.ChangedAt = bot.ChangeEdited, "When are you open on Sundays?", at(55)
	asEdited := edited
	asEdited.Change = bot.ChangeNew
	back := edited
	back.Text, back.ChangedAt = asked.Text, at(56)
	for name, x := range map[string]struct{ told, history []bot.Enquiry }{
		"the question is edited there and back":     {[]bot.Enquiry{asked, edited, back, more}, nil},
		"a question is answered, and more is asked": {[]bot.Enquiry{asked, answer, more}, []bot.Enquiry{asked, answer, more}},
		"the answer is deleted again":               {[]bot.Enquiry{asked, answer, more, gone}, []bot.Enquiry{asked, more}},
		"the question is edited after its answer":   {[]bot.Enquiry{asked, answer, more, edited}, []bot.Enquiry{asEdited, edited, answer, more}},
		"nobody answers":                            {[]bot.Enquiry{asked, more, edited}, []bot.Enquiry{asEdited, edited, more}},
	} {
		t.Run(name, func(t *testing.T) {
			all := orders(len(x.told))
			want := open(t, x.told, all[0], x.history)
			if len(want) == 0 {
				t.Fatal("nothing waits: this proves nothing")
			}
			for _, order := range all[1:] {
				got := open(t, x.told, order, x.history)
				for _, q := range want {
					if !slices.Contains(got, q) {
						t.Errorf("order %s: %q waits, and not %q", fmt.Sprint(order), got, q)
					}
				}
			}
		})
	}
}
