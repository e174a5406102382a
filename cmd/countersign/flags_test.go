package main

import (
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/bot/triage"
)

// TestEveryFlagSaysHowTheCaseIsHandled puts each flag that the sorting can give
// on a card: a flag without words would tell whoever takes the case nothing.
func TestEveryFlagSaysHowTheCaseIsHandled(t *testing.T) {
	all := triage.Flags()
	if len(all) < 60 {
		t.Fatalf("%d flags: %v; the sorting gives more", len(all), all)
	}
	read := map[string]string{}
	for _, flag := range all {
		k := &bot.Case{ID: 1, State: bot.StateEscalated, Assessment: &bot.Assessment{Tier: bot.TierHuman, Priority: bot.P1, Flags: []string{flag}}}
		got := card.New(k, time.Now(), card.Options{}).Flags
		if len(got) != 1 || got[0].Rule == "" {
			t.Errorf("flag %s stands on a card as %+v, want how the case is handled", flag, got)
			continue
		}
		if before, twice := read[got[0].Word]; twice {
			t.Errorf("flags %s and %s both read %q", before, flag, got[0].Word)
		}
		read[got[0].Word] = flag
	}
	if read["In another language (German)"] != "language:de" || read["May need extra support (a life event)"] != "vulnerability:life_event" {
		t.Errorf("what stands behind the colon is no word: %v", read)
	}
}
