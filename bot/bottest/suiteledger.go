package bottest

import (
	"errors"
	"testing"
	"time"

	"countersign/bot"
)

func ledgerPromises() map[string]func(*testing.T, OpenStore) {
	return map[string]func(*testing.T, OpenStore){
		"EventComesBackWhole":       eventWhole,
		"EventsAreNumberedInOrder":  eventsNumbered,
		"EventsAreFiltered":         eventFilters,
		"WordsComeOnlyWhenAskedFor": wordsOnDemand,
		"ManyEventsComeInOrder":     manyEvents,
		"ReaderMayStopAndMayWrite":  readerStops,
		"EventNeedsKindAndTime":     eventNeeds,
	}
}

func eventWhole(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	c := create(t, s, sample())
	ev := &bot.Event{Case: c.ID, Kind: bot.EventDecided, At: start, Actor: "staff:S1",
		Facts: map[string]any{"action": "edit", "version": 2, "distance": 0.25, "checks": []string{"figures"}, "nested": map[string]any{"ok": true}},
		Words: map[string]string{"text": "Hello", "reason": "too long"}}
	appendEvents(t, s, ev)
	want := bot.Event{Seq: 1, Case: c.ID, Kind: bot.EventDecided, At: start, Actor: "staff:S1",
		Facts: map[string]any{"action": "edit", "version": 2.0, "distance": 0.25, "checks": []any{"figures"}, "nested": map[string]any{"ok": true}},
		Words: ev.Words}
	same(t, "event", events(t, reopen(), bot.EventFilter{Words: true}), []bot.Event{want})
}

func eventsNumbered(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	a, b := &bot.Event{Kind: bot.EventStarted, At: start}, &bot.Event{Kind: bot.EventDigest, At: start}
	appendEvents(t, s, a, b)
	same(t, "numbers", []int64{a.Seq, b.Seq}, []int64{1, 2})
	s = reopen()
	c := &bot.Event{Kind: bot.EventStarted, At: start}
	appendEvents(t, s, c)
	same(t, "number after a restart", c.Seq, int64(3))
	evs := events(t, s, bot.EventFilter{})
	same(t, "kind of the second", evs[1].Kind, bot.EventDigest)
	noGaps(t, evs)
}

func eventFilters(t *testing.T, open OpenStore) {
	s, _ := open(t)
	c := create(t, s, sample())
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	appendEvents(t, s,
		&bot.Event{Kind: bot.EventStarted, At: at(0)},
		&bot.Event{Case: c.ID, Kind: bot.EventReceived, At: at(1)},
		&bot.Event{Case: c.ID, Kind: bot.EventAssessed, At: at(2)},
		&bot.Event{Case: c.ID + 1, Kind: bot.EventReceived, At: at(3)},
		&bot.Event{Case: c.ID, Kind: bot.EventDrafted, At: at(4)})
	for _, test := range []struct {
		name string
		f    bot.EventFilter
		want []int64
	}{
		{"all", bot.EventFilter{}, []int64{1, 2, 3, 4, 5}},
		{"case", bot.EventFilter{Case: c.ID}, []int64{2, 3, 5}},
		{"after", bot.EventFilter{After: 3}, []int64{4, 5}},
		{"since", bot.EventFilter{Since: at(2)}, []int64{3, 4, 5}},
		{"until", bot.EventFilter{Until: at(2)}, []int64{1, 2}},
		{"kind", bot.EventFilter{Kinds: []bot.EventKind{bot.EventReceived}}, []int64{2, 4}},
		{"kinds", bot.EventFilter{Kinds: []bot.EventKind{bot.EventDrafted, bot.EventStarted}}, []int64{1, 5}},
		{"all together", bot.EventFilter{Case: c.ID, After: 2, Since: at(1), Until: at(4), Kinds: []bot.EventKind{bot.EventAssessed, bot.EventDrafted}}, []int64{3}},
		{"past the end", bot.EventFilter{After: 5}, nil},
		{"none", bot.EventFilter{Case: 99}, nil},
	} {
		var got []int64
		for _, ev := range events(t, s, test.f) {
			got = append(got, ev.Seq)
		}
		same(t, test.name, got, test.want)
	}
}

func wordsOnDemand(t *testing.T, open OpenStore) {
	s, _ := open(t)
	appendEvents(t, s, &bot.Event{Kind: bot.EventDigest, At: start, Words: map[string]string{"text": "the week"}}, &bot.Event{Kind: bot.EventStarted, At: start})
	if words := events(t, s, bot.EventFilter{})[0].Words; words != nil {
		t.Errorf("got words %v without asking", words)
	}
	evs := events(t, s, bot.EventFilter{Words: true})
	same(t, "words", evs[0].Words, map[string]string{"text": "the week"})
	if evs[1].Words != nil {
		t.Errorf("an event without words has %v", evs[1].Words)
	}
}

func manyEvents(t *testing.T, open OpenStore) {
	s, _ := open(t)
	const n = 1500
	write(t, s, func(tx bot.Tx) error {
		for range n {
			if err := tx.Append(&bot.Event{Kind: bot.EventStarted, At: start, Words: map[string]string{"w": "x"}}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, words := range []bool{false, true} {
		evs := events(t, s, bot.EventFilter{Words: words})
		same(t, "events", len(evs), n)
		noGaps(t, evs)
	}
}

func readerStops(t *testing.T, open OpenStore) {
	s, _ := open(t)
	appendEvents(t, s, &bot.Event{Kind: bot.EventStarted, At: start}, &bot.Event{Kind: bot.EventDigest, At: start})
	seen := 0
	err := s.Events(t.Context(), bot.EventFilter{}, func(bot.Event) error {
		seen++
		if err := s.Write(t.Context(), func(tx bot.Tx) error { return tx.Append(&bot.Event{Kind: bot.EventStarted, At: start}) }); err != nil {
			return err
		}
		return errRefused
	})
	if !errors.Is(err, errRefused) || seen != 1 {
		t.Errorf("got error %v after %d events, want the reader's own after 1", err, seen)
	}
	same(t, "events afterwards", len(events(t, s, bot.EventFilter{})), 3)
}

func eventNeeds(t *testing.T, open OpenStore) {
	s, _ := open(t)
	for _, ev := range []*bot.Event{{At: start}, {Kind: bot.EventStarted}, {Kind: bot.EventStarted, At: start, Facts: map[string]any{"f": func() {}}}} {
		if err := s.Write(t.Context(), func(tx bot.Tx) error { return tx.Append(ev) }); err == nil {
			t.Errorf("an event like %+v was taken", ev)
		}
	}
	same(t, "events", len(events(t, s, bot.EventFilter{})), 0)
}
