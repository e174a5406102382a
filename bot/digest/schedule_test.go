package digest_test

import (
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/digest"
	"countersign/bot/measure"
	"countersign/bot/store"
)

// rig is a scheduler over a real store whose clock the test moves.
type rig struct {
	store *store.Store
	now   time.Time
}

func newRig(t *testing.T, start time.Time) *rig {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: "sqlite://" + filepath.Join(t.TempDir(), "d.db"), MasterKey: store.NewMasterKey()},
		slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	err = s.Write(t.Context(), func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Kind: bot.EventReceived, At: start, Actor: "client:U", Facts: map[string]any{"account": "a"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return &rig{store: s, now: start}
}

func (r *rig) scheduler(t *testing.T, spec string) *digest.Scheduler {
	t.Helper()
	s, err := digest.NewScheduler(digest.Options{Schedule: spec, Timezone: "Europe/London", Firm: "F", Channel: "staff", Rules: measure.DefaultRules(clock.Default(london))}, r.store, digest.Maker{},
		func() time.Time { return r.now }, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// posted lists the periods that have a digest, and how many posts are planned.
func (r *rig) posted(t *testing.T) (starts []string, late int) {
	t.Helper()
	err := r.store.Events(t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventDigest}}, func(ev bot.Event) error {
		start, _ := ev.Facts["period_start"].(string)
		starts = append(starts, start[:10])
		if ev.Facts["late"] == true {
			late++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return starts, late
}

func TestOneDigestForEachDayAcrossBothClockChanges(t *testing.T) {
	for _, first := range []time.Time{time.Date(2026, 10, 22, 12, 0, 0, 0, london), time.Date(2027, 3, 25, 12, 0, 0, 0, london)} {
		r := newRig(t, first)
		two := []*digest.Scheduler{r.scheduler(t, "30 1 * * *"), r.scheduler(t, "30 1 * * *")} // 01:30 comes twice, or never
		for range 6 * 24 * 4 {
			r.now = r.now.Add(15 * time.Minute)
			for _, s := range two {
				if err := s.Due(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		starts, late := r.posted(t)
		if len(starts) != 6 || late != 0 {
			t.Errorf("from %s: digests for %v (%d late), want six days once each, in time", first.Format(time.DateOnly), starts, late)
		}
	}
}

// What was posted can be computed again from the ledger, to the letter, however
// late that is done.
func TestThePostedDigestIsItsOwnRecomputation(t *testing.T) {
	r := newRig(t, time.Date(2026, 11, 4, 12, 0, 0, 0, london))
	r.now = time.Date(2026, 11, 11, 11, 0, 0, 0, london)
	if err := r.scheduler(t, "0 8 * * 1").Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	posts, err := r.store.ClaimPosts(t.Context(), "w", r.now, time.Minute, 5)
	if err != nil || len(posts) != 1 {
		t.Fatalf("posts %+v, %v", posts, err)
	}
	p, ok := digest.PeriodOfKey(posts[0].Key)
	if !ok {
		t.Fatalf("key %q", posts[0].Key)
	}
	m := digest.Maker{Ledger: r.store, Firm: "F", Rules: measure.DefaultRules(clock.Default(london))}
	again, err := m.Make(t.Context(), p, p.End)
	if err != nil {
		t.Fatal(err)
	}
	again.Late = true
	if text := again.Text(); text != posts[0].Text || !strings.Contains(text, "(late)") {
		t.Errorf("posted:\n%s\ncomputed again:\n%s", posts[0].Text, text)
	}
}

func TestDowntimeIsMadeUpOnceAndMarkedLate(t *testing.T) {
	r := newRig(t, time.Date(2026, 11, 2, 12, 0, 0, 0, london))
	r.now = time.Date(2026, 11, 6, 11, 0, 0, 0, london)
	for range 3 {
		if err := r.scheduler(t, "0 8 * * *").Due(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	starts, late := r.posted(t)
	if want := []string{"2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"}; !slices.Equal(starts, want) || late != 4 {
		t.Errorf("digests for %v, %d late; want %v, all late", starts, late, want)
	}
}

func TestAWeeklyDigestWaitsForItsHour(t *testing.T) {
	r := newRig(t, time.Date(2026, 11, 4, 12, 0, 0, 0, london))
	s := r.scheduler(t, "0 8 * * 1")
	r.now = time.Date(2026, 11, 9, 7, 59, 0, 0, london)
	if err := s.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if starts, _ := r.posted(t); len(starts) != 0 {
		t.Fatalf("posted %v before its hour", starts)
	}
	r.now = time.Date(2026, 11, 9, 8, 0, 1, 0, london)
	if err := s.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if starts, late := r.posted(t); !slices.Equal(starts, []string{"2026-11-02"}) || late != 0 {
		t.Errorf("posted %v, %d late", starts, late)
	}
	posts, err := r.store.ClaimPosts(t.Context(), "w", r.now, time.Minute, 5)
	if err != nil || len(posts) != 1 || posts[0].Kind != bot.PostDigest || posts[0].Channel != "staff" {
		t.Errorf("posts %+v, %v; want one digest for the channel staff", posts, err)
	}
}
