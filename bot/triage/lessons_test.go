package triage

import (
	"testing"

	"countersign/bot"
	"countersign/bot/triage/classifier"
)

// TestTheWordsOfAFirmsOwnClientsAreKept holds it for messages, their sentences, and what
// was written before them; the words of one writer alone are not kept.
func TestTheWordsOfAFirmsOwnClientsAreKept(t *testing.T) {
	for source, want := range map[string]bool{StaffSource: true, "plain": true, "writer_w1": false, "banking77": false} {
		alone := of("Here is the roof tag form. Please send the bin fob back.")
		later := of("And the roof tag?")
		later.Turns = []bot.Turn{client(40*60e9, "Please send the bin fob.")}
		later.Turns[0].Author = oneClient
		var l lessons
		for _, s := range []bot.Situation{alone, later} {
			m := Labelled{Situation: s, Tier: bot.TierRoutine, Source: source}
			l.add(m, seen{text: fold(m.Text()).text})
		}
		for _, e := range l.examples {
			if e.Use != classifier.Scored && e.Keep != want {
				t.Errorf("%s: %q is kept: %v, want %v", source, e.Text, e.Keep, want)
			}
		}
		if len(l.examples) < 4 {
			t.Errorf("%s: only %d examples", source, len(l.examples))
		}
	}
}
