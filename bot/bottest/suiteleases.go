package bottest

import (
	"slices"
	"sync"
	"testing"
	"time"

	"countersign/bot"
)

const lease = 10 * time.Second

func leasePromises() map[string]func(*testing.T, OpenStore) {
	return map[string]func(*testing.T, OpenStore){
		"CaseIsClaimedWhenItIsDue":             claimWhenDue,
		"ClaimedCaseIsGivenToNobodyElse":       claimExclusive,
		"EndedLeaseIsGivenToAnother":           leaseEnds,
		"RenewedLeaseHolds":                    leaseRenewed,
		"OnlyTheOwnerReleases":                 onlyOwnerReleases,
		"UpdateKeepsTheLease":                  updateKeepsLease,
		"LeaseOutlivesARestart":                leaseOverRestart,
		"PeopleComeFirstThenTheLongestWaiting": claimOrder,
		"ClaimKeepsToTheStatesAskedFor":        claimStates,
		"NextDueTellsWhenToWake":               nextDue,
	}
}

func claim(t *testing.T, s bot.Store, worker string, now time.Time, limit int, states ...bot.State) []int64 {
	t.Helper()
	cases, err := s.Claim(t.Context(), worker, now, lease, limit, states...)
	if err != nil {
		t.Fatalf("Claim: %v", err)
	}
	var ids []int64
	for _, c := range cases {
		ids = append(ids, c.ID)
	}
	return ids
}

// waking stores a case that wakes at a time.
func waking(t *testing.T, s bot.Store, at time.Time, change func(*bot.Case)) int64 {
	t.Helper()
	c := sample()
	c.WakeAt = at
	if change != nil {
		change(c)
	}
	return create(t, s, c).ID
}

func claimWhenDue(t *testing.T, open OpenStore) {
	s, _ := open(t)
	waking(t, s, time.Time{}, nil)
	due := waking(t, s, start, nil)
	later := waking(t, s, start.Add(time.Minute), nil)
	same(t, "before the time", claim(t, s, "w", start.Add(-1), 10), []int64(nil))
	same(t, "at the time", claim(t, s, "w", start, 10), []int64{due})
	same(t, "a minute on", claim(t, s, "w", start.Add(time.Minute), 10), []int64{due, later})
}

func claimExclusive(t *testing.T, open OpenStore) {
	s, _ := open(t)
	const n = 40
	for range n {
		waking(t, s, start, nil)
	}
	var mu sync.Mutex
	owners := map[int64]int{}
	together(8, func(w int) {
		for {
			cases, err := s.Claim(t.Context(), string(rune('a'+w)), start, lease, 3)
			if err != nil {
				t.Errorf("Claim: %v", err)
			}
			if len(cases) == 0 {
				return
			}
			mu.Lock()
			for _, c := range cases {
				owners[c.ID]++
			}
			mu.Unlock()
		}
	})
	same(t, "cases claimed", len(owners), n)
	for id, times := range owners {
		if times != 1 {
			t.Errorf("case %d was given to %d workers", id, times)
		}
	}
}

func leaseEnds(t *testing.T, open OpenStore) {
	s, _ := open(t)
	id := waking(t, s, start, nil)
	claim(t, s, "a", start, 1)
	same(t, "just before the end", claim(t, s, "b", start.Add(lease-1), 1), []int64(nil))
	same(t, "at the end", claim(t, s, "b", start.Add(lease), 1), []int64{id})
	if err := s.Renew(t.Context(), "a", start.Add(lease), time.Hour); err != nil {
		t.Fatalf("Renew: %v", err)
	}
	same(t, "after the late owner renewed", claim(t, s, "c", start.Add(3*lease), 1), []int64{id})
}

func leaseRenewed(t *testing.T, open OpenStore) {
	s, _ := open(t)
	id := waking(t, s, start, nil)
	claim(t, s, "a", start, 1)
	if err := s.Renew(t.Context(), "a", start.Add(lease/2), lease); err != nil {
		t.Fatalf("Renew: %v", err)
	}
	same(t, "at the old end", claim(t, s, "b", start.Add(lease), 1), []int64(nil))
	same(t, "at the new end", claim(t, s, "b", start.Add(lease/2+lease), 1), []int64{id})
}

func onlyOwnerReleases(t *testing.T, open OpenStore) {
	s, _ := open(t)
	id := waking(t, s, start, nil)
	claim(t, s, "a", start, 1)
	for _, worker := range []string{"b", "a"} {
		if err := s.ReleaseCase(t.Context(), worker, id); err != nil {
			t.Fatalf("ReleaseCase: %v", err)
		}
		want := []int64(nil)
		if worker == "a" {
			want = []int64{id}
		}
		same(t, "after a release by "+worker, claim(t, s, "c", start, 1), want)
	}
}

func updateKeepsLease(t *testing.T, open OpenStore) {
	s, _ := open(t)
	id := waking(t, s, start, nil)
	claim(t, s, "a", start, 1)
	c := load(t, s, id)
	write(t, s, func(tx bot.Tx) error { return tx.Update(c) })
	same(t, "claim of another", claim(t, s, "b", start, 1), []int64(nil))
}

func leaseOverRestart(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	id := waking(t, s, start, nil)
	claim(t, s, "a", start, 1)
	s = reopen()
	same(t, "during the lease", claim(t, s, "b", start.Add(1), 1), []int64(nil))
	same(t, "after the lease", claim(t, s, "b", start.Add(lease), 1), []int64{id})
}

func claimOrder(t *testing.T, open OpenStore) {
	s, _ := open(t)
	tier := func(tier bot.Tier, p bot.Priority) func(*bot.Case) {
		return func(c *bot.Case) {
			c.Messages[0].Assessed = true
			c.Assessment = &bot.Assessment{Tier: tier, Priority: p}
		}
	}
	routine := waking(t, s, start, tier(bot.TierRoutine, bot.P2))
	unsorted := waking(t, s, start, nil)
	human := waking(t, s, start.Add(2), tier(bot.TierHuman, bot.P1))
	longest := waking(t, s, start.Add(1), tier(bot.TierHuman, bot.P1))
	danger := waking(t, s, start.Add(3), tier(bot.TierHuman, bot.P0))
	want := []int64{danger, longest, human, unsorted, routine}
	var got []int64
	for range want {
		got = append(got, claim(t, s, "w", start.Add(time.Second), 1)...)
	}
	same(t, "order one by one", got, want)
	same(t, "order together", claim(t, s, "w", start.Add(time.Hour), 10), want)
}

func claimStates(t *testing.T, open OpenStore) {
	s, _ := open(t)
	received := waking(t, s, start, nil)
	assessed := waking(t, s, start, func(c *bot.Case) { c.State = bot.StateAssessed })
	reopened := waking(t, s, start, func(c *bot.Case) { c.State = bot.StateReopened })
	same(t, "one state", claim(t, s, "w", start, 10, bot.StateAssessed), []int64{assessed})
	got := claim(t, s, "w", start, 10, bot.StateReceived, bot.StateReopened)
	slices.Sort(got)
	same(t, "two states", got, []int64{received, reopened})
}

func nextDue(t *testing.T, open OpenStore) {
	s, _ := open(t)
	due := func(what string, want time.Time) {
		t.Helper()
		got, err := s.NextDue(t.Context())
		if err != nil || !got.Equal(want) {
			t.Errorf("%s: got %v and error %v, want %v", what, got, err, want)
		}
	}
	due("nothing waits", time.Time{})
	waking(t, s, time.Time{}, nil)
	due("a case without a time", time.Time{})
	waking(t, s, start.Add(time.Hour), nil)
	due("a case in an hour", start.Add(time.Hour))
	waking(t, s, start, nil)
	due("a case now", start)
	claim(t, s, "w", start, 1)
	due("that one leased", start.Add(lease))
	plan(t, s, answer("k1", "t1", func(o *bot.Outbound) { o.NotBefore = start.Add(time.Second) }))
	due("a row in a second", start.Add(time.Second))
	plan(t, s, answer("k2", "t1", nil))
	due("a row behind that one", start.Add(time.Second))
	plan(t, s, answer("k3", "t2", nil))
	if got, err := s.NextDue(t.Context()); err != nil || got.IsZero() || got.After(start) {
		t.Errorf("a row at once: got %v and error %v, want a time that has passed", got, err)
	}
}
