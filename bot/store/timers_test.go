package store

import (
	"testing"
	"time"

	"countersign/bot"
)

func TestAnErasedCaseHasNoTimers(t *testing.T) {
	s := openWith(t, testOptions(t))
	c := &bot.Case{Platform: bot.Console, Channel: "acme", Thread: "t", Account: "acme", Client: bot.Person{ID: "U1"}, OpenedAt: start, State: bot.StateEscalated}
	err := s.Write(t.Context(), func(tx bot.Tx) error {
		if err := tx.Create(c); err != nil {
			return err
		}
		return tx.PlanTimers(bot.Timer{Case: c.ID, Round: 1, Rung: bot.RungRemind, Level: bot.P1, Platform: bot.Console, DueAt: start})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), c.ID, "staff:U9"); err != nil {
		t.Fatal(err)
	}
	if due, err := s.DueTimers(t.Context(), start.Add(time.Hour), 10); err != nil || len(due) != 0 {
		t.Errorf("an erased case has the timers %v (%v): nobody could be told of it", due, err)
	}
}
