package console

import (
	"encoding/json"
	"testing"

	"countersign/bot"
)

// TestWhatIsPostedToStaffReachesThePagesThatAreOpen: a card is nowhere else.
func TestWhatIsPostedToStaffReachesThePagesThatAreOpen(t *testing.T) {
	hub := NewHub()
	notes, leave, ok := hub.subscribe()
	if !ok {
		t.Fatal("nobody may listen")
	}
	defer leave()
	looked, finding := bot.Absent, map[bot.Finding]string{bot.Found: "found", bot.Absent: "absent"}
	p := NewPlatform(&desk{}, hub, PlatformOptions{Look: func(out bot.Outbound) *bot.Finding {
		if out.Key == "looked" {
			return &looked
		}
		return nil
	}})
	card, digest := bot.Outbound{Case: 7, Kind: bot.PostCard, Marker: "m"}, bot.Outbound{Kind: bot.PostDigest, Key: "weekly", Marker: "d"}
	for _, step := range []struct {
		do   func() string
		id   string
		told string // "": nothing
	}{
		{func() string { return p.Post(t.Context(), card, nil).ID }, "card-7", `case {"case":7}`},
		{func() string { return p.Post(t.Context(), digest, nil).ID }, "digest-d", `digest {"digest":"weekly"}`},
		{func() string { f, id := p.Find(t.Context(), card); return finding[f] + " " + id }, "found card-7", `case {"case":7}`},
		{func() string {
			f, id := p.Find(t.Context(), bot.Outbound{Case: 7, Kind: bot.PostCard, Key: "looked"})
			return finding[f] + " " + id
		}, "absent ", ""},
	} {
		if got := step.do(); got != step.id {
			t.Errorf("it is %q, want %q", got, step.id)
		}
		told := ""
		select {
		case n := <-notes:
			raw, err := json.Marshal(n.Data)
			if err != nil {
				t.Fatal(err)
			}
			told = n.Event + " " + string(raw)
		default:
		}
		if told != step.told {
			t.Errorf("after %q pages are told %q, want %q", step.id, told, step.told)
		}
	}
}
