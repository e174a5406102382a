package bot_test

import (
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
