package bot_test

import (
	"testing"

	"countersign/bot"
)

var owen = bot.Person{ID: "U_OWEN", Name: "Owen"}

func TestACaseIsHandedToANamedColleague(t *testing.T) {
	d := newDesk(t)
	r := d.escalated("m1")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.HandTo}), "say who gets the case")
	d.must(r.Case, bot.Decision{Action: bot.HandTo, To: owen, Reason: "he knows the flat"})
	k := d.wantState(r.Case, bot.StateClaimed)
	if k.OwnerID != owen.ID || k.Owner != "Owen" || k.ClaimedAt.IsZero() {
		t.Errorf("owner %q %q at %s", k.OwnerID, k.Owner, k.ClaimedAt)
	}
	wantSettled(t, d.by(r.Case, bot.Decision{Action: bot.HandTo, To: owen}), "with Owen already")
	wantSettled(t, d.by(r.Case, bot.Decision{Action: bot.Claim}), "already decided by Owen")
	d.wantPaged("handed over", bot.ToPerson(owen.ID))
	d.must(r.Case, bot.Decision{Action: bot.HandTo, To: priya, By: owen})
	d.wantPaged("handed back", bot.ToPerson(owen.ID), bot.ToPerson(priya.ID))
	var handed []bot.Event
	if err := d.store.Events(t.Context(), bot.EventFilter{Case: r.Case, Kinds: []bot.EventKind{bot.EventHandedTo}, Words: true}, func(e bot.Event) error {
		handed = append(handed, e)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(handed) != 2 || handed[0].Facts["to"] != owen.ID || handed[0].Words["note"] != "he knows the flat" || handed[1].Facts["from"] != owen.ID {
		t.Errorf("the record says %+v", handed)
	}
	d.must(r.Case, bot.Decision{Action: bot.Resolve, Reason: "sorted"})
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.HandTo, To: owen}), "nothing to hand over")
}

func TestADraftCanBeHandedToAColleagueAndIsStillDecidedOn(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.must(r.Case, bot.Decision{Action: bot.HandTo, To: owen})
	if k := d.wantState(r.Case, bot.StateInReview); k.OwnerID != owen.ID {
		t.Errorf("owner %q", k.OwnerID)
	}
	d.decided(r.Case, bot.Approve, 1)
}

func TestThatACaseNeededNoPersonIsALabelAndNoDraft(t *testing.T) {
	d := newDesk(t)
	r := d.escalated("m1")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.NotTier, Reason: " "}), "say why it did not need a person")
	d.must(r.Case, bot.Decision{Action: bot.NotTier, Reason: "a question about opening hours"})
	k := d.wantState(r.Case, bot.StateClaimed)
	if k.OwnerID != priya.ID || k.Tier() != bot.TierHuman || len(k.Drafts) != 0 || d.drafter.calls != 0 {
		t.Errorf("owner %q, tier %s, %d drafts: whoever says so deals with it, and it is never drafted", k.OwnerID, k.Tier(), len(k.Drafts))
	}
	wantSettled(t, d.by(r.Case, bot.Decision{Action: bot.NotTier, Reason: "again", By: owen}), "already decided by Priya")
	found := 0
	if err := d.store.Events(t.Context(), bot.EventFilter{Case: r.Case, Kinds: []bot.EventKind{bot.EventRelabelled}}, func(e bot.Event) error {
		found++
		if e.Facts["system_tier"] != "human" || e.Facts["staff_tier"] != "routine" {
			t.Errorf("the label says %v", e.Facts)
		}
		return nil
	}); err != nil || found != 1 {
		t.Errorf("%d labels, %v", found, err)
	}
	q := d.asked("m2")
	wantInvalid(t, d.by(q.Case, bot.Decision{Action: bot.NotTier, Reason: "x"}), "only one that people got")
}
