package bot_test

import (
	"testing"

	"countersign/bot"
)

func TestWhatHappensAtAPlatformIsInTheLedger(t *testing.T) {
	d := newDesk(t)
	err := d.Note(t.Context(), bot.Note{What: "unknown_event", Facts: map[string]any{"event": "Ev1"}, Words: map[string]string{"raw": "{}"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []bot.Event
	f := bot.EventFilter{Kinds: []bot.EventKind{bot.EventPlatform}, Words: true}
	if err := d.store.Events(t.Context(), f, func(e bot.Event) error { got = append(got, e); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Facts["what"] != "unknown_event" || got[0].Facts["event"] != "Ev1" || got[0].Words["raw"] != "{}" {
		t.Fatalf("Events: got %+v, want the one note with its facts and words", got)
	}
}

func TestANoteThatIsMadeOnceIsMadeOnceAlsoAfterARestart(t *testing.T) {
	d := newDesk(t)
	for range 3 {
		if err := d.Note(t.Context(), bot.Note{What: "unknown_event", Once: "Ev1"}); err != nil {
			t.Fatal(err)
		}
		d.Copilot = d.copilot()
	}
	if err := d.Note(t.Context(), bot.Note{What: "unknown_event", Once: "Ev2"}); err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := d.store.Events(t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventPlatform}}, func(bot.Event) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	if n != 2 {
		t.Errorf("%d notes of two events", n)
	}
}
