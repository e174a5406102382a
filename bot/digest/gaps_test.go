package digest_test

import (
	"bytes"
	"image/png"
	"log/slog"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/digest"
	"countersign/bot/measure"
)

func TestEachGapOfADigestComesWithAButtonThatProposesAPage(t *testing.T) {
	for review, want := range map[string]int{"": 0, "review": 1} {
		r := newRig(t, time.Date(2026, 11, 4, 12, 0, 0, 0, london))
		err := r.store.Write(t.Context(), func(tx bot.Tx) error {
			return tx.Append(
				&bot.Event{Case: 5, Kind: bot.EventReceived, At: r.now, Facts: map[string]any{"account": "a", "message": "m"}},
				&bot.Event{Case: 5, Kind: bot.EventAssessed, At: r.now, Facts: map[string]any{"tier": "routine", "topic": "late_fees"}},
				&bot.Event{Case: 5, Kind: bot.EventNoDraft, At: r.now, Facts: map[string]any{"version": 1}})
		})
		if err != nil {
			t.Fatal(err)
		}
		s, err := digest.NewScheduler(digest.Options{Schedule: "0 8 * * 1", Timezone: "Europe/London", Platform: "slack", Channel: "C", Review: review,
			Rules: measure.DefaultRules(clock.Default(london))}, r.store, digest.Maker{}, func() time.Time { return r.now }, nil, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		r.now = time.Date(2026, 11, 9, 8, 1, 0, 0, london)
		for range 2 {
			if err := s.Due(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		posts, err := r.store.ClaimPosts(t.Context(), "w", r.now, time.Minute, 9)
		if err != nil {
			t.Fatal(err)
		}
		var sheets []bot.Sheet
		for _, p := range posts {
			if p.Kind == bot.PostSheet {
				sheets = append(sheets, *p.Sheet)
			}
		}
		if len(sheets) != want || (want > 0 && (sheets[0].ID != "gap:5" || sheets[0].Buttons[0].Action != digest.DraftArticle || sheets[0].Lines[0] != "Topic: late fees. Owner: nobody yet.")) {
			t.Errorf("with the folder %q: sheets %+v", review, sheets)
		}
	}
}

func TestTheSmallChartFitsIntoAMessage(t *testing.T) {
	r := made(t, digest.Maker{})
	raw, err := r.SmallPNG()
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil || img.Bounds().Dx() != 800 || img.Bounds().Dy() != 340 {
		t.Fatalf("picture %v, %v", img.Bounds(), err)
	}
	if len(raw) > 14<<10 {
		t.Errorf("%d bytes", len(raw))
	}
	drawn := 0
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if r, g, b, _ := img.At(x, y).RGBA(); r>>8 == 0x00 && g>>8 == 0x72 && b>>8 == 0xB2 {
				drawn++
			}
		}
	}
	if drawn < 1000 {
		t.Errorf("%d pixels of what was sent as drafted", drawn)
	}
}
