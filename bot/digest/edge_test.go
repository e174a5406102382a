package digest_test

import (
	"strings"
	"testing"

	"countersign/bot"
	"countersign/bot/digest"
)

func TestWhatAPlatformDidStandsInTheHealthLine(t *testing.T) {
	b := golden()
	for i, ev := range []struct {
		what string
		day  int
	}{{"unknown_event", 1}, {"unknown_event", 2}, {"unknown_event", -3}, {"swept", 3}, {"deletion_found", 3}, {"edit_found", -3}, {"redelivered", 3}} {
		b.events = append(b.events, bot.Event{Seq: int64(1000 + i), Kind: bot.EventPlatform, At: monday.AddDate(0, 0, ev.day), Facts: map[string]any{"what": ev.what}})
	}
	for i, ev := range []bot.Event{
		{Kind: bot.EventDown, At: monday.AddDate(0, 0, 1), Facts: map[string]any{"seconds": 130}}, {Kind: bot.EventDown, At: monday.AddDate(0, 0, -1), Facts: map[string]any{"seconds": 999}},
		{Kind: bot.EventLadder, At: monday.AddDate(0, 0, 2), Facts: map[string]any{"rung": "owner"}}, {Kind: bot.EventLadder, At: monday.AddDate(0, 0, 2), Facts: map[string]any{"rung": "remind"}},
		{Kind: bot.EventSurgeBegan, At: monday.AddDate(0, 0, 3)}, {Kind: bot.EventSurgeEnded, At: monday.AddDate(0, 0, 3)},
	} {
		ev.Seq = int64(2000 + i)
		b.events = append(b.events, ev)
	}
	r := compute(t, b, monday.AddDate(0, 0, 7))
	if r.Edge != (digest.Edge{NotUnderstood: 2, NeverDelivered: 2, Outages: 1, Down: 130, Longest: 130, ToOwner: 1, Surges: 1}) {
		t.Errorf("counted %+v", r.Edge)
	}
	if text := r.Text(); !strings.Contains(text, "; 1 case that nobody took until the owner was told; 1 surge of cases that waited; 2 events of a platform not understood; 2 messages or changes that a platform never delivered") {
		t.Errorf("the digest does not say so:\n%s", text)
	}
	if text := compute(t, golden(), monday.AddDate(0, 0, 7)).Text(); strings.Contains(text, "not understood") {
		t.Errorf("a digest of nothing special:\n%s", text)
	}
}

// TestTheHealthLineHoldsOutagesBreachesAndDrillsAgainstWhatIsAllowed: minutes down
// stand there when they are none, too.
func TestTheHealthLineHoldsOutagesBreachesAndDrillsAgainstWhatIsAllowed(t *testing.T) {
	at := func(day int, seq int64, kind bot.EventKind, facts map[string]any) bot.Event {
		return bot.Event{Seq: seq, Kind: kind, At: monday.AddDate(0, 0, day), Facts: facts}
	}
	down := func(day int, seconds int) bot.Event {
		return at(day, 9, bot.EventDown, map[string]any{"seconds": seconds})
	}
	for name, c := range map[string]struct {
		events    []bot.Event
		says, not string
	}{
		"nothing":            {nil, "Health: not at work 0 min; unseen", "breach"},
		"two short outages":  {[]bot.Event{down(1, 600), down(2, 300)}, "Health: not at work 15 min (longest outage 10 of 15 min allowed);", "**"},
		"one that was long":  {[]bot.Event{down(1, 901)}, "Health: **not at work 16 min (longest outage 16 of 15 min allowed)**;", ""},
		"a breach":           {[]bot.Event{at(1, 41, bot.EventBreach, nil)}, "; **data breaches reported 1, not closed 1**", ""},
		"one that is closed": {[]bot.Event{at(1, 41, bot.EventBreach, nil), at(2, 42, bot.EventBreachClosed, map[string]any{"breach": 41})}, "; **data breaches reported 1, not closed 0**", ""},
		"one of weeks ago":   {[]bot.Event{at(-20, 41, bot.EventBreach, nil)}, "; **data breaches reported 0, not closed 1**", ""},
		"one of last year":   {[]bot.Event{at(-400, 41, bot.EventBreach, nil)}, "; **data breaches reported 0, not closed 1**", ""},
		"closed last year":   {[]bot.Event{at(-400, 41, bot.EventBreach, nil), at(-399, 42, bot.EventBreachClosed, map[string]any{"breach": 41})}, "Health: not at work 0 min;", "breach"},
		"another is closed":  {[]bot.Event{at(-20, 40, bot.EventBreach, nil), at(-19, 41, bot.EventBreach, nil), at(2, 42, bot.EventBreachClosed, map[string]any{"breach": 40})}, "; **data breaches reported 0, not closed 1**", ""},
		"drills":             {[]bot.Event{at(1, 7, bot.EventDrill, map[string]any{"passed": true}), at(1, 8, bot.EventDrill, map[string]any{"passed": false})}, "; drills passed 1 of 2", ""},
	} {
		lines := compute(t, &book{events: c.events}, monday.AddDate(0, 0, 7)).Lines()
		health := lines[len(lines)-1]
		if !strings.Contains(health, c.says) || c.not != "" && strings.Contains(health, c.not) {
			t.Errorf("%s: the line is %q; want it to say %q and not %q", name, health, c.says, c.not)
		}
	}
}
