package triage

import (
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// TestAPromiseOnRecordIsAFactOfTheHistory holds that a call-back which staff
// booked is known by its time, whatever the words in the thread say.
func TestAPromiseOnRecordIsAFactOfTheHistory(t *testing.T) {
	call := func(due time.Duration, kept bool) bot.Promised {
		return bot.Promised{Kind: bot.PromisedCall, Made: noon.Add(-24 * time.Hour), Due: noon.Add(due), Kept: kept}
	}
	other := func(due time.Duration) bot.Promised {
		return bot.Promised{Kind: bot.PromisedOther, Made: noon.Add(-24 * time.Hour), Due: noon.Add(due)}
	}
	mine := bot.Earlier{Case: 1, Author: "U_JO", OpenedAt: noon.Add(-24 * time.Hour), AnsweredAt: noon.Add(-24 * time.Hour)}
	with := func(e bot.Earlier, promised ...bot.Promised) bot.Earlier { e.Promises = promised; return e }
	theirs := mine
	theirs.Author = "U_BEA"
	for name, tt := range map[string]struct {
		own     []bot.Promised
		earlier []bot.Earlier
		turns   []bot.Turn
		code    bot.Code // "": nothing is owed
		says    string
	}{
		"missed":                     {own: []bot.Promised{call(-time.Hour, false)}, code: bot.MissedPromise, says: "a call-back was promised for"},
		"kept":                       {own: []bot.Promised{call(-time.Hour, true)}},
		"still to come":              {own: []bot.Promised{call(time.Hour, false)}, code: bot.PromiseOpen, says: "due by"},
		"the missed one of two":      {own: []bot.Promised{call(time.Hour, false), other(-time.Hour)}, code: bot.MissedPromise, says: "something was promised for"},
		"of an earlier case":         {earlier: []bot.Earlier{with(mine, call(-time.Hour, false))}, code: bot.MissedPromise},
		"of somebody else's case":    {earlier: []bot.Earlier{with(theirs, call(-time.Hour, false))}},
		"after an answer since then": {own: []bot.Promised{call(-2*time.Hour, false)}, turns: []bot.Turn{client(3*time.Hour, "When are you open?"), staff(time.Hour, "From nine.")}, code: bot.MissedPromise},
	} {
		t.Run(name, func(t *testing.T) {
			s := bot.Situation{Now: noon, Messages: []bot.Message{{Author: bot.Person{ID: "U_JO"}, Text: "And on Saturdays?"}},
				Promises: tt.own, Earlier: tt.earlier, Turns: tt.turns}
			var got []fact
			for _, f := range history(s, "opening_hours", "and on saturdays?", func(string) int { return 0 }) {
				if f.code == bot.MissedPromise || f.code == bot.PromiseOpen {
					got = append(got, f)
				}
			}
			switch {
			case tt.code == "" && len(got) > 0:
				t.Errorf("found %+v, want nothing owed", got)
			case tt.code != "" && (len(got) != 1 || got[0].code != tt.code || !strings.Contains(got[0].evidence, tt.says)):
				t.Errorf("found %+v, want %s with %q", got, tt.code, tt.says)
			}
		})
	}
}
