package digest_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/digest"
)

// complains puts a case with a record of a kind into the rig's ledger, opened now.
func (r *rig) complains(t *testing.T, account, kind string) int64 {
	t.Helper()
	k := &bot.Case{State: bot.StateEscalated, Platform: bot.Console, Channel: account, Thread: r.now.String(), Account: account, OpenedAt: r.now, UpdatedAt: r.now}
	err := r.store.Write(t.Context(), func(tx bot.Tx) error {
		if err := tx.Create(k); err != nil {
			return err
		}
		return tx.Append(&bot.Event{Case: k.ID, Kind: bot.EventReceived, At: r.now, Actor: "client", Facts: map[string]any{"account": account}},
			&bot.Event{Case: k.ID, Kind: bot.EventAssessed, At: r.now, Actor: "system", Facts: map[string]any{"tier": "human", "topic": "fees"}},
			&bot.Event{Case: k.ID, Kind: bot.EventRecordOpened, At: r.now, Actor: "system", Facts: map[string]any{"record": kind, "opened_at": r.now.Format(time.RFC3339)}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return k.ID
}

// posts lists the texts that wait to be posted.
func (r *rig) posts(t *testing.T) []string {
	t.Helper()
	var out []string
	err := r.store.Write(t.Context(), func(tx bot.Tx) error {
		out = nil
		all, err := tx.Posts(0)
		for _, p := range all {
			out = append(out, p.Text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAComplaintIsToldAsItComesAndOnce: over two replicas and a restart, with the
// rates that it makes, and not only in the digest of its week.
func TestAComplaintIsToldAsItComesAndOnce(t *testing.T) {
	r := newRig(t, time.Date(2026, 11, 4, 12, 0, 0, 0, london))
	two := []*digest.Scheduler{r.scheduler(t, "0 8 * * 1"), r.scheduler(t, "0 8 * * 1")}
	due := func() {
		t.Helper()
		var wg sync.WaitGroup
		for _, s := range two {
			wg.Go(func() {
				if err := s.Due(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	due()
	if got := r.posts(t); len(got) != 0 {
		t.Fatalf("before any complaint: %q", got)
	}
	r.now = r.now.Add(time.Minute)
	r.complains(t, "acme", bot.RecordComplaint)
	r.complains(t, "bright", bot.RecordAccess) // a request for data is none
	r.now = r.now.Add(time.Minute)
	due()
	due()
	got := r.posts(t)
	if len(got) != 1 || !strings.HasPrefix(got[0], "A complaint was opened: case 1. That makes 1 this week, after 0 last week.") ||
		!strings.Contains(got[0], "after AI-drafted answers n/a, after people's own n/a") {
		t.Fatalf("staff were told %q, want one post of case 1 with the rates", got)
	}
	r.complains(t, "acme", bot.RecordComplaint)
	r.complains(t, "carr", bot.RecordDataComplaint)
	r.complains(t, bot.DrillAccounts+"x", bot.RecordComplaint)
	r.now = r.now.Add(time.Minute)
	two[1] = r.scheduler(t, "0 8 * * 1") // restarted
	due()
	if got := r.posts(t); len(got) != 2 || !strings.HasPrefix(got[1], "2 complaints were opened: cases 3, 4. That makes 3 this week") {
		t.Errorf("after two more and a drill's: %q", got[1:])
	}
}

func TestComplaintsOfALongDowntimeAreLeftToTheDigest(t *testing.T) {
	r := newRig(t, time.Date(2026, 11, 2, 12, 0, 0, 0, london))
	r.complains(t, "acme", bot.RecordComplaint)
	r.now = r.now.AddDate(0, 0, 2)
	if err := r.scheduler(t, "0 8 * * 1").Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := r.posts(t); len(got) != 0 {
		t.Errorf("two days later staff were told %q", got)
	}
	r.now = time.Date(2026, 11, 9, 8, 1, 0, 0, london)
	if err := r.scheduler(t, "0 8 * * 1").Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := r.posts(t); len(got) != 1 || !strings.Contains(got[0], "Complaints: opened 1,") {
		t.Errorf("the digest says %q", got)
	}
}

// TestComplaintsThatFollowShareAPost: whatever a burst opens within a quarter of an
// hour of a post is in the next one, none left out, and a clock that is set back
// holds nothing up.
func TestComplaintsThatFollowShareAPost(t *testing.T) {
	r := newRig(t, time.Date(2026, 11, 4, 12, 0, 0, 0, london))
	s := r.scheduler(t, "0 8 * * 1")
	want := func(when string, posts int, last string) {
		t.Helper()
		if err := s.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := r.posts(t); len(got) != posts || !strings.Contains(got[len(got)-1], last) {
			t.Fatalf("%s: %q, want %d posts, the last of %s", when, got, posts, last)
		}
	}
	r.complains(t, "acme", bot.RecordComplaint)
	if err := s.Due(t.Context()); err != nil || len(r.posts(t)) != 0 {
		t.Fatalf("at the moment of its event: %q, %v", r.posts(t), err)
	}
	r.now = r.now.Add(time.Second)
	want("the first", 1, "case 1.")
	for range 2 {
		r.complains(t, "acme", bot.RecordComplaint)
		r.now = r.now.Add(7 * time.Minute)
		want("within the quarter of an hour", 1, "case 1.")
	}
	r.now = r.now.Add(time.Minute)
	want("after it", 2, "cases 2, 3.")
	r.now = r.now.Add(time.Minute)
	r.now = r.now.Add(-time.Hour)
	r.complains(t, "acme", bot.RecordComplaint)
	r.now = r.now.Add(time.Second)
	want("the clock was set back", 3, "case 4.")
}

// TestAComplaintCountsToTheWeekInWhichItCame: one of a Sunday night is told on Monday.
func TestAComplaintCountsToTheWeekInWhichItCame(t *testing.T) {
	r := newRig(t, time.Date(2026, 11, 4, 12, 0, 0, 0, london))
	r.now = time.Date(2026, 11, 8, 23, 59, 30, 0, london)
	r.complains(t, "acme", bot.RecordComplaint)
	r.now = r.now.Add(time.Minute)
	if err := r.scheduler(t, "0 8 * * 1").Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := r.posts(t); len(got) != 1 || !strings.HasPrefix(got[0], "A complaint was opened: case 1. That makes 1 last week, after 0 the week before.") {
		t.Errorf("staff were told %q", got)
	}
}

// TestTheWeekOfAComplaintIsTheFirms: an hour after midnight in summer it is still
// Sunday by the ledger's clock.
func TestTheWeekOfAComplaintIsTheFirms(t *testing.T) {
	r := newRig(t, time.Date(2026, 7, 1, 12, 0, 0, 0, london))
	r.now = time.Date(2026, 7, 6, 0, 30, 0, 0, london)
	r.complains(t, "acme", bot.RecordComplaint)
	r.now = r.now.Add(time.Hour)
	if err := r.scheduler(t, "0 8 * * 1").Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := r.posts(t); len(got) != 1 || !strings.HasPrefix(got[0], "A complaint was opened: case 1. That makes 1 this week, after 0 last week.") {
		t.Errorf("staff were told %q", got)
	}
}
