package retention

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// TestEachNightIsPurgedOnceThroughBothClockChanges looks every ten minutes over the
// nights in which clocks go back and forward: one purge a night, no night without.
func TestEachNightIsPurgedOnceThroughBothClockChanges(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	o := options()
	o.Timezone = "Europe/London"
	for _, at := range []string{"00:30", "02:00", "03:30", "23:50"} {
		o.PurgeAt = at
		for _, noon := range []time.Time{time.Date(2026, 10, 23, 12, 0, 0, 0, london), time.Date(2027, 3, 26, 12, 0, 0, 0, london)} {
			nights, last := map[string]int{}, ""
			for now := noon; now.Before(noon.AddDate(0, 0, 5)); now = now.Add(10 * time.Minute) {
				due, day, err := o.night(now)
				if err != nil {
					t.Fatal(err)
				}
				if due.After(now) || now.Sub(due) > 25*time.Hour {
					t.Errorf("at %s the purge of %s was due %s", now, day, due)
				}
				if got := due.In(london).Format("15:04"); got != at {
					t.Errorf("the purge of %s is at %s, want %s", day, got, at)
				}
				if day != last {
					nights[day]++
				}
				last = day
			}
			for day, n := range nights {
				if n != 1 {
					t.Errorf("%s: the night of %s came %d times", at, day, n)
				}
			}
			if len(nights) != 6 {
				t.Errorf("%s: %d nights in five days from noon, want the one that was and five", at, len(nights))
			}
		}
	}
}

// TestANightBeginsAtTheVeryMomentOfItsPurge and not a second before.
func TestANightBeginsAtTheVeryMomentOfItsPurge(t *testing.T) {
	o := options()
	o.PurgeAt, o.Timezone = "03:30", "UTC"
	for at, want := range map[string]string{"2026-11-25T03:30:00Z": "2026-11-25", "2026-11-25T03:29:59Z": "2026-11-24"} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if _, day, err := o.night(now); err != nil || day != want {
			t.Errorf("at %s the night is that of %s (%v), want %s", at, day, err, want)
		}
	}
}

// TestStaffAreToldOfABreachAtEachMomentThatIsSet and at none in between.
func TestStaffAreToldOfABreachAtEachMomentThatIsSet(t *testing.T) {
	w := newWorld(t)
	now := start
	if _, err := ReportBreach(t.Context(), w.Store, 0, ann, "the answer went astray", now, now); err != nil {
		t.Fatal(err)
	}
	k := w.keeper(options(), &forgetful{}, func() time.Time { return now })
	for _, c := range []struct {
		left time.Duration
		told int
	}{{72 * time.Hour, 1}, {24*time.Hour + time.Second, 1}, {24 * time.Hour, 2}, {4*time.Hour + time.Second, 2}, {4 * time.Hour, 3}, {time.Second, 3}, {0, 4}, {-time.Hour, 4}} {
		now = start.Add(bot.BreachTime - c.left)
		if err := k.remind(t.Context()); err != nil {
			t.Fatal(err)
		}
		var posts []bot.Outbound
		w.write(func(tx bot.Tx) (err error) { posts, err = tx.Posts(0); return err })
		if len(posts) != c.told {
			t.Errorf("with %s left staff were told %d times, want %d", c.left, len(posts), c.told)
		}
	}
}

// TestTheRunningProgramPurgesForgetsAndTells: what is due at its start is done in one
// turn, and it ends when it is asked to.
func TestTheRunningProgramPurgesForgetsAndTells(t *testing.T) {
	w := newWorld(t)
	w.answered(start, nil, line{jo, "an old question"})
	now := days(200)
	if _, err := ReportBreach(t.Context(), w.Store, 1, ann, "the answer went astray", now.Add(-time.Hour), now); err != nil {
		t.Fatal(err)
	}
	cache := &forgetful{}
	k := w.keeper(options(), cache, func() time.Time { return now })
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- k.Run(ctx) }()
	told := func() (out []bot.Outbound) {
		w.write(func(tx bot.Tx) (err error) { out, err = tx.Posts(0); return err })
		return out
	}
	for deadline := time.Now().Add(20 * time.Second); len(told()) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("staff were told of nothing")
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	if cache.times != 1 {
		t.Errorf("the session cache was emptied %d times, want once: a case was erased", cache.times)
	}
	if found := w.holds("an old question"); len(found) > 0 {
		t.Errorf("the firm still holds %q", found)
	}
	if got := told(); len(got) != 1 || !strings.Contains(got[0].Text, "71 hours are left") {
		t.Errorf("staff were told %+v", got)
	}
}

func TestWhatAPurgeDidReadsAsASentence(t *testing.T) {
	for want, p := range map[string]Purged{
		"1 case erased, 2 cases without their drafts and prompts, 1 word of no case erased, 0 cases kept for a complaint, 1 case still open":   {Cases: []int64{1}, Drafts: []int64{2, 3}, Loose: 1, Open: []int64{9}},
		"0 cases erased, 0 cases without their drafts and prompts, 0 words of no case erased, 1 case kept for a complaint, 0 cases still open": {Kept: []int64{4}},
	} {
		if got := p.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestWhatIsKeptOutsideForgetsThoughTheCacheIsDown: a page with a client's words waits for
// no server. Once that answers it is asked again, and then no more.
func TestWhatIsKeptOutsideForgetsThoughTheCacheIsDown(t *testing.T) {
	w := newWorld(t)
	k := w.answered(start, nil, line{jo, "a question"})
	if err := w.Destroy(t.Context(), k.ID, "person", ""); err != nil {
		t.Fatal(err)
	}
	cache, told := &deaf{err: errors.New("the session cache is down")}, 0
	keeper := w.keeper(options(), cache, func() time.Time { return start })
	keeper.outside = func(gone func(int64) bool) error {
		if gone(k.ID) {
			told++
		}
		return nil
	}
	if err := keeper.forget(t.Context()); !errors.Is(err, cache.err) || told != 1 {
		t.Errorf("while the cache is down: %v, told outside %d times", err, told)
	}
	cache.err = nil
	for range 2 {
		if err := keeper.forget(t.Context()); err != nil || told != 2 {
			t.Errorf("once it answers: %v, told outside %d times", err, told)
		}
	}
}

// deaf is a cache that cannot be told.
type deaf struct{ err error }

func (d *deaf) ForgetAll(context.Context) error { return d.err }
