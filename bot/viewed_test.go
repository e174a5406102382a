package bot_test

import (
	"testing"
	"time"

	"countersign/bot"
)

func TestThatADraftWasOpenedIsNotedOnceForEachPerson(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	for range 3 {
		if err := d.Viewed(t.Context(), r.Case, priya); err != nil {
			t.Fatal(err)
		}
		d.clock.advance(time.Minute)
	}
	if err := d.Viewed(t.Context(), r.Case, bot.Person{}); err != nil {
		t.Fatal(err)
	}
	d.decided(r.Case, bot.Approve, 1)
	if err := d.Viewed(t.Context(), r.Case, bot.Person{ID: "U_TOM"}); err != nil { // nothing waits any more
		t.Fatal(err)
	}
	var seen []string
	err := d.store.Events(t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventViewed}, Words: true}, func(ev bot.Event) error {
		seen = append(seen, ev.Actor+" "+ev.Words["name"])
		return nil
	})
	if err != nil || len(seen) != 1 || seen[0] != "staff:"+priya.ID+" "+priya.Name {
		t.Errorf("noted %v, %v; want once, by Priya", seen, err)
	}
}
