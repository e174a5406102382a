package console

import (
	"testing"
	"time"

	"countersign/bot"
)

// TestTheMostPressingCardsStandFirst, those put aside last.
func TestTheMostPressingCardsStandFirst(t *testing.T) {
	now := time.Date(2026, 11, 26, 15, 0, 0, 0, time.UTC)
	k := func(s bot.State, p bot.Priority) *bot.Case {
		return &bot.Case{State: s, Assessment: &bot.Assessment{Priority: p}}
	}
	aside := k(bot.StateInReview, bot.P2)
	aside.SnoozedTo = now.Add(time.Hour)
	order := []*bot.Case{k(bot.StateEscalated, bot.P0), k(bot.StateUnknown, bot.P2), k(bot.StateEscalated, bot.P1), k(bot.StateInReview, bot.P2),
		k(bot.StateClaimed, bot.P1), k(bot.StateSending, bot.P2), aside}
	for i := range order {
		if got := rank(order[i], now); got != i {
			t.Errorf("%s of %s has rank %d, want %d", order[i].State, order[i].Assessment.Priority, got, i)
		}
	}
	if got := rank(&bot.Case{State: bot.StateReceived}, now); got != 5 {
		t.Errorf("what is not sorted yet has rank %d", got)
	}
}
