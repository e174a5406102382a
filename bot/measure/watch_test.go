package measure

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
)

// decisions makes n decisions of one person, a minute apart, the i-th as change has it.
func decisions(name string, n int, change func(i int, d *Decision)) []*Decision {
	var out []*Decision
	for i := range n {
		d := &Decision{Case: int64(i + 1), Approver: name, Drafted: true, Action: bot.Approve, SystemTier: bot.TierRoutine, At: nine.Add(time.Duration(i) * time.Minute)}
		if change != nil {
			change(i, d)
		}
		out = append(out, d)
	}
	return out
}

// TestOnlyAnEditShowsThatSomebodyReads: the gate of autonomy and the digest mean the
// same by "no edit in their last fifty".
func TestOnlyAnEditShowsThatSomebodyReads(t *testing.T) {
	edit := func(at int) func(int, *Decision) {
		return func(i int, d *Decision) {
			if i == at {
				d.Action = bot.Edit
			}
		}
	}
	for name, c := range map[string]struct {
		all       []*Decision
		stamps, n int
	}{
		"fifty approved":              {decisions("ann", 50, nil), 1, 1},
		"forty-nine approved":         {decisions("ann", 49, nil), 0, 0},
		"one of them edited":          {decisions("ann", 50, edit(0)), 0, 1},
		"edited before the fifty":     {decisions("ann", 51, edit(0)), 1, 1},
		"edited the last":             {decisions("ann", 70, edit(69)), 0, 1},
		"escalated and rejected":      {decisions("ann", 50, func(i int, d *Decision) { d.Action = []bot.Action{bot.Approve, bot.Escalate, bot.Reject}[i%3] }), 1, 1},
		"half of them automatic":      {decisions("ann", 60, func(i int, d *Decision) { d.Automatic = i%2 == 0 }), 0, 0},
		"no draft was before them":    {decisions("ann", 60, func(i int, d *Decision) { d.Drafted = i%2 == 0 }), 0, 0},
		"some only confirm":           {decisions("ann", 60, func(i int, d *Decision) { confirms(i < 11, d) }), 0, 0},
		"one stamps and one does not": {append(decisions("ann", 50, nil), decisions("bob", 50, edit(49))...), 1, 2},
		"after the end":               {decisions("ann", 50, func(_ int, d *Decision) { d.At = nine.AddDate(0, 0, 2) }), 0, 0},
	} {
		without, n := WithoutEdit(c.all, nine.AddDate(0, 0, 1))
		if len(without) != c.stamps || n != c.n {
			t.Errorf("%s: %d of %d without an edit, want %d of %d", name, len(without), n, c.stamps, c.n)
		}
		for _, who := range slices.Sorted(maps.Keys(without)) {
			if len(without[who]) != Watched {
				t.Errorf("%s: %d decisions of %s behind it, want %d", name, len(without[who]), who, Watched)
			}
		}
	}
}

func confirms(yes bool, d *Decision) {
	if yes {
		d.Action, d.SystemTier = bot.Escalate, bot.TierHuman
	}
}

// TestWhatIsTimedFromTheCardSaysSo: Slack and Teams do not tell when a message card
// is read, so the share approved under five seconds says of how many that is so.
func TestWhatIsTimedFromTheCardSaysSo(t *testing.T) {
	var all written
	for id := range int64(4) {
		at := nine.Add(time.Duration(id) * time.Hour)
		put := func(after time.Duration, kind bot.EventKind, facts map[string]any) {
			all = append(all, bot.Event{Case: id + 1, Kind: kind, At: at.Add(after), Actor: "staff:U_ANN", Facts: facts})
		}
		put(0, bot.EventReceived, map[string]any{"account": fmt.Sprint("a", id)})
		put(time.Second, bot.EventAssessed, map[string]any{"tier": "routine", "topic": "fees"})
		put(2*time.Second, bot.EventDrafted, map[string]any{"version": 1})
		put(3*time.Second, bot.EventCard, map[string]any{"version": 1})
		if id == 0 { // opened on the console, and approved two seconds later
			put(8*time.Second, bot.EventViewed, map[string]any{"version": 1})
		}
		put(10*time.Second, bot.EventDecided, map[string]any{"version": 1, "action": "approve", "seconds_on_card": 7})
	}
	files, err := Read(t.Context(), all, time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := Between(nine, nine.AddDate(0, 0, 7))
	if err != nil {
		t.Fatal(err)
	}
	w := Count(files, p, nine.AddDate(0, 0, 45), DefaultRules(clock.Default(time.UTC))).Watch
	if !slices.Equal(w.Quick.K, Cases{1}) || len(w.Quick.N) != 4 || !strings.Contains(w.Blind(), "3 of 4 timed from when the card came") {
		t.Errorf("approved under 5 s: cases %v of %v%s; want case 1 of four, and that three are timed from their cards", w.Quick.K, w.Quick.N, w.Blind())
	}
	w.Viewed = w.Quick.N
	if got := w.Blind(); got != "" {
		t.Errorf("where every view is known it says %q, want nothing", got)
	}
}
