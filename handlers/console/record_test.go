package console

import (
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestFactsOfAnEventAreSaidShortly(t *testing.T) {
	for _, tt := range []struct {
		fact any
		want string
	}{
		{nil, ""}, {"", ""}, {"fees", "fees"}, {float64(3), "3"}, {true, "true"}, {[]any{"a", float64(2)}, "a, 2"},
		{map[string]any{"b": "2", "a": []any{"x", "y"}}, "a: x, y, b: 2"},
	} {
		if got := factWords(tt.fact); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.fact, got, tt.want)
		}
	}
	h := guarded(Options{})
	e := h.recordEvent(bot.Event{Kind: bot.EventAssessed, Actor: "system", Facts: map[string]any{"tier": "human", "weight": float64(55), "topic": "", "by": nil}, Words: map[string]string{"explanation": "why", "none": ""}}, "", nil)
	if e.Title != "Sorted" || e.Brief != "human, weight 55" || len(e.Facts) != 2 || len(e.Words) != 1 || e.Who != "the system" {
		t.Errorf("the event is shown as %+v", e)
	}
	if e := h.recordEvent(bot.Event{Kind: "model_changed"}, "", nil); e.Title != "Model changed." {
		t.Errorf("an event without a title of its own is called %q", e.Title)
	}
}

func TestARecordSaysWhoAcknowledgedItOnceItWas(t *testing.T) {
	by := bot.Person{ID: "s", Name: "Priya"}
	for _, at := range []time.Time{{}, time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)} {
		v := newRecordView(&bot.Record{Kind: bot.RecordComplaint, AckBy: by, AckAt: at})
		if want := map[bool]string{false: "Priya"}[at.IsZero()]; v.AcknowledgedBy != want || v.AcknowledgedAt != stamp(at) {
			t.Errorf("acknowledged at %v: by %q at %q, want %q", at, v.AcknowledgedBy, v.AcknowledgedAt, want)
		}
	}
	open := newMarkView(&bot.Mark{Complaint: true})
	said := newMarkView(&bot.Mark{Complaint: true, At: time.Now(), By: by})
	if newMarkView(nil) != nil || open.Complaint != nil || said.Complaint == nil || !*said.Complaint {
		t.Errorf("a mark that is open: %+v; one that is answered: %+v", open, said)
	}
}

func TestADeadlineSaysWhetherItIsADuty(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	v := newRecordView(&bot.Record{Kind: bot.RecordComplaint, OpenedAt: at, Due: []bot.Deadline{{Name: "duty", At: at}, {Name: "may", At: at, Optional: true}}, Reminders: []bot.Deadline{{Name: "soon", At: at}}})
	var got []string
	for _, d := range v.Deadlines {
		got = append(got, d.Name+" "+d.Kind)
	}
	if want := "duty duty, may option, soon reminder"; strings.Join(got, ", ") != want || len(v.Due) != 2 {
		t.Errorf("deadlines %q and %q, want %q", got, v.Due, want)
	}
}
