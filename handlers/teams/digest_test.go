package teams

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"countersign/bot"
)

type pictures struct{ size int }

func (p pictures) Chart(context.Context, string) (Chart, bool, error) {
	return Chart{PNG: make([]byte, p.size), Alt: "Outcomes in the last 8 weeks."}, true, nil
}

func digestOf(t *testing.T, size int, faults ...string) string {
	t.Helper()
	r := newRig(t, func(_ *Options, d *Deps) { d.Charts = pictures{size} })
	r.asks("When are you open?")
	r.quiet()
	r.teams.next("create", faults...)
	out := bot.Outbound{ID: 99, Kind: bot.PostDigest, Platform: bot.Teams, Text: "Quiet week.\nAutonomy: **Keys came back**; fees 22 of 80\n\nWeek from a"}
	if p := r.client.Post(t.Context(), out, nil); p.Outcome != bot.Sent {
		t.Fatalf("digest: %+v", p)
	}
	posts := r.teams.in(staffChannel)
	raw, err := json.Marshal(posts[len(posts)-1].body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestADigestInTeamsHasItsChartAndSetsDemotionsOff(t *testing.T) {
	t.Parallel()
	sent := digestOf(t, 9<<10)
	for _, want := range []string{`"contentType":"image/png","contentUrl":"data:image/png;base64,AAAA`, `"text":"Keys came back","type":"TextRun","weight":"bolder"`, `"fontType":"monospace"`} {
		if !strings.Contains(sent, want) {
			t.Errorf("the digest lacks %s:\n%.1500s", want, sent)
		}
	}
	if strings.Contains(sent, "**") {
		t.Error("the marks are shown")
	}
	if len(sent) > 28<<10 {
		t.Errorf("%d bytes: Teams takes 28 KB", len(sent))
	}
}

func TestAPictureThatIsTooLargeCostsTheDigestNothing(t *testing.T) {
	t.Parallel()
	if sent := digestOf(t, maxPicture+1); strings.Contains(sent, "image/png") || !strings.Contains(sent, "Quiet week.") {
		t.Errorf("sent %.500s", sent)
	}
}

func TestADigestThatTeamsFindsTooLargeGoesWithoutItsPicture(t *testing.T) {
	t.Parallel()
	if sent := digestOf(t, 9<<10, "413"); strings.Contains(sent, "image/png") || !strings.Contains(sent, "Quiet week.") {
		t.Errorf("sent %.500s", sent)
	}
}
