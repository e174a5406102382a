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
