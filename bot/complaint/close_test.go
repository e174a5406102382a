package complaint_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/complaint"
)

// TestASummaryResolutionNeedsTheClientsWordAndEveryPart tries each profile.
func TestASummaryResolutionNeedsTheClientsWordAndEveryPart(t *testing.T) {
	parts := map[complaint.Profile][]string{
		complaint.FCA:           bot.SummaryContents(),
		complaint.LegalServices: {bot.ContentRefers, bot.ContentResolved, bot.ContentOmbudsman, bot.ContentWebsite},
		complaint.Generic:       {bot.ContentRefers, bot.ContentResolved},
	}
	opened := at(t, "2026-11-23 10:00:00")
	k := &bot.Case{Messages: []bot.Message{
		{ID: "m0", Role: bot.RoleClient, ReceivedAt: opened.Add(-time.Hour)},
		{ID: "m1", Role: bot.RoleClient, ReceivedAt: opened},
		{ID: "m2", Role: bot.RoleStaff, ReceivedAt: opened.Add(time.Hour)},
		{ID: "m3", Role: bot.RoleClient, ReceivedAt: opened.Add(2 * time.Hour), Deleted: true},
		{ID: "m4", Role: bot.RoleClient, ReceivedAt: opened.Add(3 * time.Hour)},
	}}
	for p, all := range parts {
		r := register(t, p, clock.EnglandAndWales)
		rec := r.Opened(bot.Record{Kind: bot.RecordComplaint, OpenedAt: opened})
		rec.Outcome, rec.Acceptance, rec.ClosedAt = bot.OutcomeThirdDay, "m4", at(t, "2026-11-26 17:30:00")
		if err := r.MayClose(rec, k, all); err != nil {
			t.Errorf("%s: %v, want it to pass in the last second of the third business day", p, err)
		}
		for i := range all {
			lacking := append(append([]string{}, all[:i]...), all[i+1:]...)
			refused(t, r.MayClose(rec, k, lacking), bot.FieldContents, "summary resolution communication must have every part, and these were not checked: "+strings.ReplaceAll(all[i], "_", " "))
		}
		late := rec
		late.ClosedAt = late.ClosedAt.Add(time.Second)
		refused(t, r.MayClose(late, k, all), bot.FieldOutcome, "third business day ended")
		for id, says := range map[string]string{"": "silence is not acceptance", "m0": "from before it", "m1": "the complaint itself", "m2": "not the client's", "m3": "deleted", "m9": "no message m9"} {
			bad := rec
			bad.Acceptance = id
			refused(t, r.MayClose(bad, k, all), bot.FieldAcceptance, says)
		}
		unknown := rec
		unknown.Due = nil
		refused(t, r.MayClose(unknown, k, all), bot.FieldOutcome, "could not be worked out")
	}
}

// TestAFinalResponseNeedsEveryPartThatItsProfileDemands tries each profile and each
// end that a final response stands for; one of the other ends wants no such list.
func TestAFinalResponseNeedsEveryPartThatItsProfileDemands(t *testing.T) {
	opened := at(t, "2026-11-23 10:00:00")
	k := &bot.Case{Messages: []bot.Message{{ID: "m1", Role: bot.RoleClient, ReceivedAt: opened.Add(time.Hour)}}}
	for p, all := range map[complaint.Profile][]string{
		complaint.FCA: {bot.ContentDecision, bot.ContentRedress, bot.ContentOmbudsman, bot.ContentSixMonths, bot.ContentWaiver,
			bot.ContentWebsite, bot.ContentLeaflet},
		complaint.LegalServices: {bot.ContentDecision, bot.ContentRedress, bot.ContentOmbudsman, bot.ContentSixMonths, bot.ContentWebsite},
		complaint.Generic:       {bot.ContentDecision},
	} {
		r := register(t, p, clock.EnglandAndWales)
		rec := r.Opened(bot.Record{Kind: bot.RecordComplaint, OpenedAt: opened})
		rec.ClosedAt = opened.AddDate(0, 0, 30)
		for _, outcome := range []string{bot.OutcomeUpheld, bot.OutcomePartly, bot.OutcomeNotUpheld} {
			rec.Outcome = outcome
			if err := r.MayClose(rec, k, all); err != nil {
				t.Errorf("%s, %s: %v, want it to pass with every part checked", p, outcome, err)
			}
			for i := range all {
				lacking := append(append([]string{}, all[:i]...), all[i+1:]...)
				refused(t, r.MayClose(rec, k, lacking), bot.FieldContents, "final response must have every part, and these were not checked: "+strings.ReplaceAll(all[i], "_", " "))
			}
		}
		rec.Outcome, rec.Acceptance = bot.OutcomeWithdrawn, "m1"
		if err := r.MayClose(rec, k, nil); err != nil {
			t.Errorf("%s, withdrawn by the client: %v", p, err)
		}
		rec.Acceptance = ""
		refused(t, r.MayClose(rec, k, nil), bot.FieldAcceptance, "silence is not acceptance")
		data := r.Opened(bot.Record{Kind: bot.RecordDataComplaint, OpenedAt: opened})
		data.Outcome, data.ClosedAt = bot.OutcomeUpheld, opened.AddDate(0, 0, 20)
		if err := r.MayClose(data, k, nil); err != nil {
			t.Errorf("%s, a complaint about data: %v", p, err)
		}
	}
}

// refused wants a refusal that names the field to fix, and says why.
func refused(t *testing.T, err error, field, says string) {
	t.Helper()
	if invalid, ok := errors.AsType[*bot.InvalidError](err); !ok || invalid.Field != field || !strings.Contains(invalid.Why, says) {
		t.Errorf("got %#v, want a refusal of %s that says %q", err, field, says)
	}
}
