package retention

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestAMisdirectedMessageStartsSeventyTwoHours(t *testing.T) {
	w := newWorld(t)
	k := w.answered(start, nil, line{jo, "a question"})
	now := time.Date(2026, 3, 27, 16, 0, 0, 0, time.UTC) // a Friday; clocks go forward that weekend
	report, err := ReportBreach(t.Context(), w.Store, k.ID, ann, "the answer went to another client", now, now)
	if err != nil || !report.Due.Equal(time.Date(2026, 3, 30, 16, 0, 0, 0, time.UTC)) {
		t.Fatalf("reported %+v, %v: 72 hours are no business hours and no clock change moves them", report, err)
	}
	keeper := w.keeper(options(), &forgetful{}, func() time.Time { return now })
	told := func() []string {
		t.Helper()
		for range 2 { // a second look tells nobody again
			if err := keeper.remind(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		var out []string
		w.write(func(tx bot.Tx) error {
			out = nil
			posts, err := tx.Posts(0)
			for _, p := range posts {
				out = append(out, p.Text)
			}
			return err
		})
		return out
	}
	if got := told(); len(got) != 1 || !strings.Contains(got[0], "72 hours are left") || !strings.Contains(got[0], "Monday 30 March 17:00") ||
		!strings.Contains(got[0], "case 1") || strings.Contains(got[0], "another client") {
		t.Errorf("at the report staff were told %q", got)
	}
	now = now.Add(70 * time.Hour) // two warnings were slept through: one message
	if got := told(); len(got) != 2 || !strings.Contains(got[1], "2 hours are left") {
		t.Errorf("2 hours before the end staff were told %q", got)
	}
	now = now.Add(3 * time.Hour)
	if got := told(); len(got) != 3 || !strings.Contains(got[2], "have passed") {
		t.Errorf("after the end staff were told %q", got)
	}
	for _, bad := range []struct{ outcome, by, why string }{{"ignored", "Ann", "x"}, {Notified, "", "x"}, {Notified, "Ann", " "}} {
		if err := CloseBreach(t.Context(), w.Store, report.No, bad.outcome, bot.Person{Name: bad.by}, bad.why, now); err == nil {
			t.Errorf("closed with %+v", bad)
		}
	}
	if err := CloseBreach(t.Context(), w.Store, report.No, NotNotifiable, ann, "the other client had it already", now); err != nil {
		t.Fatal(err)
	}
	if err := CloseBreach(t.Context(), w.Store, report.No, Notified, ann, "again", now); err == nil || !strings.Contains(err.Error(), "was closed") {
		t.Errorf("closed twice: %v", err)
	}
	all, err := Breaches(t.Context(), w.Store)
	if err != nil || len(all) != 1 || all[0].Outcome != NotNotifiable || all[0].Case != k.ID {
		t.Errorf("on record: %+v, %v", all, err)
	}
	now = now.Add(time.Hour)
	if got := told(); len(got) != 3 {
		t.Errorf("staff were told of a closed breach: %q", got)
	}
	if err := CloseBreach(t.Context(), w.Store, 999, Notified, ann, "x", now); err == nil {
		t.Error("a breach that is not there was closed")
	}
	if _, err := ReportBreach(t.Context(), w.Store, 0, ann, "x", now.Add(time.Hour), now); err == nil {
		t.Error("a breach of the future was taken")
	}
	w.verifies()
}

func TestTheLastHourOfABreachIsSaidInTheSingular(t *testing.T) {
	for left, want := range map[time.Duration]string{90 * time.Minute: "1 hour is", 150 * time.Minute: "2 hours are", time.Minute: "0 hours are"} {
		if got := hours(left); got != want {
			t.Errorf("hours(%s) = %q, want %q", left, got, want)
		}
	}
}

// TestTwoWhoCloseABreachAtOnceAreNotBothTakenAtTheirWord: the later one is told.
func TestTwoWhoCloseABreachAtOnceAreNotBothTakenAtTheirWord(t *testing.T) {
	w := newWorld(t)
	b, err := ReportBreach(t.Context(), w.Store, 0, ann, "the answer went astray", start, start)
	if err != nil {
		t.Fatal(err)
	}
	w.write(func(tx bot.Tx) error { // the other one, of whose event nothing was read yet
		_, err := tx.Once(fmt.Sprintf("breach %d closed", b.No))
		return err
	})
	if err := CloseBreach(t.Context(), w.Store, b.No, Notified, ann, "told them", start); err == nil || !strings.Contains(err.Error(), "closed this moment by somebody else") {
		t.Errorf("the later one was told %v", err)
	}
}
