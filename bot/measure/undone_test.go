package measure

import (
	"testing"
	"time"

	"countersign/bot"
)

// TestAnAnswerThatWasTakenBackIsNoAnswer has Ann approve a draft, take it back,
// and edit it: one decision counts, an override, and the client waited for it.
func TestAnAnswerThatWasTakenBackIsNoAnswer(t *testing.T) {
	events := written{
		at(0, 1, bot.EventReceived, "client:U1", map[string]any{"account": "acme"}),
		at(1, 1, bot.EventAssessed, "system", map[string]any{"tier": "routine", "topic": "hours"}),
		at(2, 1, bot.EventDrafted, "system", map[string]any{"version": 1.0}),
		at(3, 1, bot.EventCard, "system", map[string]any{"version": 1.0}),
		at(4, 1, bot.EventDecided, "staff:U_ANN", map[string]any{"action": "approve", "version": 1.0, "topic": "hours", "system_tier": "routine"}),
		at(5, 1, bot.EventSent, "system", map[string]any{"kind": "answer", "version": 1.0}),
		at(5, 1, bot.EventAnswered, "system", map[string]any{"by": "approved", "version": 1.0}),
		at(6, 1, bot.EventUndone, "staff:U_ANN", map[string]any{"version": 1.0, "topic": "hours"}),
		at(6, 1, bot.EventDrafted, "system", map[string]any{"version": 2.0}),
		at(7, 1, bot.EventSent, "system", map[string]any{"kind": "removal", "version": 0.0}),
		at(8, 1, bot.EventCard, "system", map[string]any{"version": 2.0}),
		at(20, 1, bot.EventDecided, "staff:U_ANN", map[string]any{"action": "edit", "version": 2.0, "distance": .3, "topic": "hours", "system_tier": "routine"}),
		at(21, 1, bot.EventSent, "system", map[string]any{"kind": "answer", "version": 2.0}),
		at(21, 1, bot.EventAnswered, "system", map[string]any{"by": "edited", "version": 2.0}),
	}
	files, err := Read(t.Context(), events, time.Time{}, nine.Add(time.Hour))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	if all := files.Decisions(); len(all) != 1 || all[0].Version != 2 || !all[0].Overrides() {
		t.Errorf("%d decisions count, want the edit alone: %+v", len(all), all)
	}
	f := files[0]
	if len(f.Answers) != 1 || !f.Answers[0].At.Equal(nine.Add(21*time.Minute)) {
		t.Errorf("answers %+v: want the one that stayed", f.Answers)
	}
	if got, want := waited(f), "0s to 5m0s; 6m0s to 21m0s; "; got != want {
		t.Errorf("the client waited %s, want %s", got, want)
	}
	if first := f.Drafts[0]; first.Decision != nil || first.End != Withdrawn {
		t.Errorf("the draft that was taken back ended as %q with decision %+v", first.End, first.Decision)
	}
}
