package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestACaseThatTurnsIntoARiskToLifeIsPagedAtOnce(t *testing.T) {
	d := newLadderDesk(t)
	d.assess = func(s bot.Situation) (bot.Assessment, error) {
		a, err := assessByWord(s)
		if strings.Contains(a.Cleaned, "danger") {
			a.Priority, a.Notice = bot.P0, "signpost"
		}
		return a, err
	}
	r := d.says("m1", "This is a complaint")
	d.settle()
	d.passes(5 * time.Minute)
	d.wantPaged("as a complaint")
	d.says("m2", "And now I am in danger", "m1")
	d.settle()
	d.wantPaged("as a risk to life", bot.ToApprovers)
	d.passes(20 * time.Minute)
	d.wantPaged("unclaimed", bot.ToApprovers, bot.ToApprovers, bot.ToOwner)
	if got := d.rungs(r.Case); !slices.Equal(got, []string{"P0 began", "P0 remind", "P0 owner"}) {
		t.Errorf("the ledger holds %q: the rungs of the lower level ended", got)
	}
}

func TestARiskThatWasSeenStaysOneWhateverIsWrittenNext(t *testing.T) {
	d := newLadderDesk(t)
	r := d.says("m1", "I am in danger")
	d.settle()
	d.assess = func(_ bot.Situation) (bot.Assessment, error) {
		return bot.Assessment{Tier: bot.TierRoutine, Priority: bot.P2, Topic: "other", Cleaned: "never mind"}, nil
	}
	d.says("m2", "Never mind", "m1")
	d.settle()
	k := d.wantState(r.Case, bot.StateEscalated)
	if k.Assessment.Priority != bot.P0 || k.Climb.Level != bot.P0 || k.Climb.Round != 1 {
		t.Errorf("priority %s, ladder %+v; want P0 and no new round", k.Assessment.Priority, k.Climb)
	}
	d.passes(12 * time.Minute)
	d.wantPaged("in all", bot.ToApprovers, bot.ToApprovers, bot.ToOwner)
}

func TestWhereMoneyMayBeLeavingTheClientIsToldWhereToTurnOnceInAThread(t *testing.T) {
	d := newLadderDesk(t, func(*bot.Ladder) {})
	d.assess = func(_ bot.Situation) (bot.Assessment, error) {
		return bot.Assessment{Tier: bot.TierHuman, Priority: bot.P0, Topic: "other", Flags: []string{"fraud"}, Cleaned: "x"}, nil
	}
	d.says("m1", "Somebody has my card")
	d.settle()
	d.clock.advance(30 * time.Hour)
	d.says("m2", "And they use it", "m1")
	d.settle()
	d.wantClientsSaw("Ring your bank.")
}

func TestNobodyIsPagedForADrill(t *testing.T) {
	d := newLadderDesk(t)
	d.accounts.remap("acme", bot.DrillAccounts+"abc")
	d.at("2026-11-27 18:00")
	d.says("m1", "This is a complaint, and I am in danger")
	d.says("m2", "This is a complaint")
	d.settle()
	d.passes(20 * time.Minute)
	d.clock.advance(80 * time.Hour)
	d.drain()
	d.wantPaged("in a drill")
}

func TestGivenToAColleagueACaseIsOnNoLadder(t *testing.T) {
	d := newLadderDesk(t)
	r := d.says("m1", "This is a complaint")
	d.settle()
	_, err := d.Decide(t.Context(), r.Case, bot.Decision{Action: bot.HandTo, By: priya, To: bot.Person{ID: "U_TOM", Name: "Tom"}})
	if err != nil {
		t.Fatal(err)
	}
	d.passes(2 * time.Hour)
	d.wantPaged("the colleague alone, once", bot.ToPerson("U_TOM"))
}

func TestWithoutALadderNobodyIsPaged(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "This is a complaint")
	d.settle()
	d.passes(3 * time.Hour)
	d.wantPaged("with the ladder off")
	if k := d.kase(r.Case); k.Climb.Level != "" {
		t.Errorf("the case is on a ladder: %+v", k.Climb)
	}
}

// TestATimerOfAnotherWaitTellsNobodyAndEndsNoneOfThisOne: an older program, or a copy of
// the database, may have left one.
func TestATimerOfAnotherWaitTellsNobodyAndEndsNoneOfThisOne(t *testing.T) {
	for name, change := range map[string]func(x *bot.Timer){
		"another round": func(x *bot.Timer) { x.Round = 9 },
		"another level": func(x *bot.Timer) { x.Level, x.Rung = bot.P2, bot.RungQueue },
	} {
		t.Run(name, func(t *testing.T) {
			d := newLadderDesk(t)
			r := d.says("m1", "This is a complaint")
			d.settle()
			left := bot.Timer{Case: r.Case, Round: d.kase(r.Case).Climb.Round, Rung: bot.RungOwner, Level: bot.P1, Platform: bot.Console, DueAt: d.clock.now()}
			change(&left)
			if err := d.store.Write(t.Context(), func(tx bot.Tx) error { return tx.PlanTimers(left) }); err != nil {
				t.Fatal(err)
			}
			before := d.paged()
			d.drain()
			d.wantPaged("at the timer of another wait", before...)
			d.passes(2 * time.Hour)
			if got := d.rungs(r.Case); !slices.Equal(got, []string{"P1 remind", "P1 manager", "P1 owner"}) {
				t.Errorf("the case came to %q", got)
			}
		})
	}
}

// TestManyWhoNeedAPersonAtOnceAreNoSurgeBeforeAnybodyHadToWait, though each is told of at once.
func TestManyWhoNeedAPersonAtOnceAreNoSurgeBeforeAnybodyHadToWait(t *testing.T) {
	d := surging(t)
	for i := range 20 {
		d.receive(bot.Enquiry{Platform: bot.Slack, MessageID: fmt.Sprint("m", i), Text: "I am in danger", Author: bot.Person{ID: fmt.Sprint("U_", i), Name: "Jo"}})
	}
	d.settle()
	if len(d.surges()) != 0 {
		t.Errorf("surges %v, want none yet", d.surges())
	}
	d.passes(31 * time.Minute)
	if len(d.surges()) == 0 {
		t.Error("no surge though twenty waited: this proves nothing")
	}
}

// TestACaseKeepsItsLastStepsAlone; the ledger has all.
func TestACaseKeepsItsLastStepsAlone(t *testing.T) {
	d := newLadderDesk(t)
	r := d.says("m1", "This is a complaint")
	d.settle()
	err := d.store.Write(t.Context(), func(tx bot.Tx) error {
		k, err := tx.Case(r.Case)
		if err != nil {
			return err
		}
		for len(k.Climb.Steps) < 12 {
			k.Climb.Steps = append(k.Climb.Steps, bot.Step{Level: bot.P1, Rung: bot.RungBegan})
		}
		return tx.Update(k)
	})
	if err != nil {
		t.Fatal(err)
	}
	d.passes(2 * time.Hour)
	k := d.kase(r.Case)
	if n := len(k.Climb.Steps); n != 12 || k.Climb.Steps[n-1].Rung != bot.RungOwner {
		t.Errorf("%d steps, the last %+v", n, k.Climb.Steps[n-1])
	}
}
