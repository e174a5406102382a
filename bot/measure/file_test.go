package measure

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"countersign/bot"
)

// written is a ledger of events made by hand.
type written []bot.Event

func (w written) Events(_ context.Context, f bot.EventFilter, fn func(bot.Event) error) error {
	for _, ev := range w {
		if !f.Until.IsZero() && !ev.At.Before(f.Until) || ev.At.Before(f.Since) {
			continue
		}
		if err := fn(ev); err != nil {
			return err
		}
	}
	return nil
}

var nine = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func at(minute int, id int64, kind bot.EventKind, actor string, facts map[string]any) bot.Event {
	return bot.Event{Case: id, Kind: kind, At: nine.Add(time.Duration(minute) * time.Minute), Actor: actor, Facts: facts}
}

func TestEachDecisionCarriesWhatAGrantIsBoundTo(t *testing.T) {
	events := written{
		at(0, 1, bot.EventReceived, "client:U1", map[string]any{"account": "acme"}),
		at(1, 1, bot.EventAssessed, "system", map[string]any{"tier": "routine", "topic": "hours", "by": "rules", "rules": "r7", "flags": []any{"hidden_unicode"}}),
		at(2, 1, bot.EventDrafted, "system", map[string]any{"version": 1.0, "provider": "gemini", "model": "m-1", "asked": "m", "prompt_id": "p3", "knowledge": "k9",
			"citations": []any{"b", "a"}, "pages": map[string]any{"hours.md": "aa"}}),
		at(3, 1, bot.EventCard, "system", map[string]any{"version": 1.0}),
		at(4, 1, bot.EventCard, "system", map[string]any{"version": 1.0}), // the same card, brought up to date
		at(9, 1, bot.EventDecided, "staff:U_ANN", map[string]any{"action": "edit", "version": 1.0, "distance": 0.3, "material": false,
			"system_tier": "routine", "topic": "hours", "seconds_on_card": 360.0, "reason_code": "wrong_fact"}),
		at(0, 2, bot.EventReceived, "client:U2", map[string]any{"account": bot.DrillAccounts + "x"}),
	}
	files, err := Read(t.Context(), events, time.Time{}, nine.Add(time.Hour))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, %v; want the client's case alone", len(files), err)
	}
	want := []*Decision{{
		Case: 1, Account: "acme", Version: 1, Topic: "hours", Action: bot.Edit, At: nine.Add(9 * time.Minute), Approver: "U_ANN",
		ShownAt: nine.Add(3 * time.Minute), Seconds: 360, Timed: true, Drafted: true, Distance: .3, Material: true, Code: "wrong_fact", SystemTier: bot.TierRoutine, TierBy: "rules",
		Policy: Policy{Provider: "gemini", Model: "m-1", Prompt: "p3", Rules: "r7", Knowledge: "k9", Pages: []string{"a", "b"}, Asked: "m", Cited: map[string]string{"hours.md": "aa"}},
	}}
	if diff := cmp.Diff(want, files.Decisions()); diff != "" {
		t.Errorf("decisions differ (-want +got):\n%s", diff)
	}
	if d := files.Decisions()[0]; !d.Counts() || !d.Overrides() || !d.Touched() || !d.Sends() || d.Replaced() {
		t.Errorf("an edit by .30: counts %v, overrides %v, touched %v, sends %v, replaced %v", d.Counts(), d.Overrides(), d.Touched(), d.Sends(), d.Replaced())
	}
}

func TestDecisionsStandInTheOrderOfTheirTime(t *testing.T) {
	var events written
	for i, minute := range []int{30, 10, 20} {
		id := int64(i + 1)
		events = append(events, at(0, id, bot.EventReceived, "client:U", map[string]any{"account": "a"}),
			at(1, id, bot.EventDrafted, "system", map[string]any{"version": 1}),
			at(minute, id, bot.EventDecided, "staff:P", map[string]any{"action": "approve", "version": 1, "system_tier": "routine"}))
	}
	files, err := Read(t.Context(), events, time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var order []int64
	for _, d := range files.Decisions() {
		order = append(order, d.Case)
	}
	if !slices.Equal(order, []int64{2, 3, 1}) {
		t.Errorf("cases in the order %v", order)
	}
}

// What nobody decided is no evidence of what staff decide, and an escalation of
// what the system had given to people confirms it.
func TestAutomaticAnswersAndConfirmationsAreNoDecidedDrafts(t *testing.T) {
	for _, d := range []Decision{{Drafted: true, Action: bot.Approve, Automatic: true}, {Drafted: true, Action: bot.Escalate, SystemTier: bot.TierHuman}, {Action: bot.Edit}} {
		if d.Counts() || d.Overrides() || d.Touched() {
			t.Errorf("%+v counts", d)
		}
	}
	if d := (Decision{Drafted: true, Action: bot.Escalate, SystemTier: bot.TierRoutine}); !d.Overrides() {
		t.Error("an escalation of a routine draft does not count as an override")
	}
}
