package bottest

import (
	"slices"
	"sync"
	"testing"
	"time"

	"countersign/bot"
)

func postPromises() map[string]func(*testing.T, OpenStore) {
	return map[string]func(*testing.T, OpenStore){
		"RowComesBackWhole":                   postWhole,
		"SameKeyIsPlannedOnce":                planOnce,
		"ConcurrentPlansOfOneKeyAreOne":       planRace,
		"RowUpdateWantsTheLoadedVersion":      postCompareAndSet,
		"ThreadGoesOutInOrder":                threadInOrder,
		"OtherThreadsDoNotWait":               otherThreads,
		"RowWaitsForItsTimeAndHoldsTheThread": rowWaits,
		"RowThatWasPutOffComesBackLater":      putOff,
		"RowLeftSendingComesBackAsSending":    leftSending,
		"RowForAPersonHoldsUpNothing":         unknownHoldsNothing,
		"AnswersGoBeforeCardsAndDigests":      postOrder,
		"CardsOfOtherCasesDoNotWait":          cardsApart,
		"ClaimedRowIsGivenToNobodyElse":       postsExclusive,
	}
}

// answer is a planned row to a client.
func answer(key, thread string, change func(*bot.Outbound)) *bot.Outbound {
	o := &bot.Outbound{Case: 0, Key: key, Marker: "marker-" + key, Kind: bot.PostAnswer, Platform: bot.Console, Channel: "acme",
		Thread: thread, Text: "text of " + key, Hash: bot.TextHash("text of " + key), State: bot.PostPlanned, UpdatedAt: start}
	if change != nil {
		change(o)
	}
	return o
}

func plan(t *testing.T, s bot.Store, rows ...*bot.Outbound) {
	t.Helper()
	write(t, s, func(tx bot.Tx) error {
		for _, o := range rows {
			if added, err := tx.Plan(o); err != nil || !added {
				t.Errorf("Plan(%s): got %v and error %v", o.Key, added, err)
				return err
			}
		}
		return nil
	})
}

func claimPosts(t *testing.T, s bot.Store, worker string, now time.Time, limit int) []string {
	t.Helper()
	rows, err := s.ClaimPosts(t.Context(), worker, now, lease, limit)
	if err != nil {
		t.Fatalf("ClaimPosts: %v", err)
	}
	var keys []string
	for _, o := range rows {
		keys = append(keys, o.Key)
	}
	return keys
}

func setState(t *testing.T, s bot.Store, o *bot.Outbound, state bot.PostState) {
	t.Helper()
	o.State = state
	write(t, s, func(tx bot.Tx) error { return tx.UpdatePost(o) })
}

func postWhole(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	c := create(t, s, sample())
	o := answer("k", "t1", func(o *bot.Outbound) {
		o.Case, o.Label, o.Draft, o.ReplaceID, o.Attempt, o.Looks = c.ID, "Drafted with AI, checked by Priya", 3, "p9", 2, 1
		o.NotBefore, o.PlatformID, o.Detail = start, "p10", "rate limited"
	})
	plan(t, s, o)
	s = reopen()
	write(t, s, func(tx bot.Tx) error {
		got, err := tx.Post(o.ID)
		same(t, "row", got, *o)
		if err != nil {
			return err
		}
		posts, err := tx.Posts(c.ID)
		same(t, "rows of the case", posts, []bot.Outbound{*o})
		return err
	})
}

func planOnce(t *testing.T, open OpenStore) {
	s, _ := open(t)
	first, again := answer("k", "t1", nil), answer("k", "t2", nil)
	plan(t, s, first)
	if first.ID == 0 || first.Version != 1 {
		t.Errorf("planned row has id %d and version %d", first.ID, first.Version)
	}
	write(t, s, func(tx bot.Tx) error {
		added, err := tx.Plan(again)
		same(t, "added again", added, false)
		if err != nil {
			return err
		}
		got, err := tx.Post(first.ID)
		same(t, "row", got, *first)
		return err
	})
}

func planRace(t *testing.T, open OpenStore) {
	s, _ := open(t)
	added := make([]bool, 8)
	together(len(added), func(i int) {
		err := s.Write(t.Context(), func(tx bot.Tx) (err error) {
			added[i], err = tx.Plan(answer("k", "t1", nil))
			return err
		})
		if err != nil {
			t.Errorf("Plan: %v", err)
		}
	})
	same(t, "plans that were added", len(slices.DeleteFunc(added, func(a bool) bool { return !a })), 1)
}

func postCompareAndSet(t *testing.T, open OpenStore) {
	s, _ := open(t)
	o := answer("k", "t1", nil)
	plan(t, s, o)
	theirs := *o
	setState(t, s, o, bot.PostSending)
	same(t, "version", o.Version, int64(2))
	theirs.State = bot.PostSent
	err := s.Write(t.Context(), func(tx bot.Tx) error { return tx.UpdatePost(&theirs) })
	isErr(t, "second update", err, bot.ErrConflict)
	same(t, "version after a conflict", theirs.Version, int64(1))
}

func threadInOrder(t *testing.T, open OpenStore) {
	s, _ := open(t)
	first, second := answer("k1", "t1", nil), answer("k2", "t1", nil)
	plan(t, s, first, second)
	same(t, "first claim", claimPosts(t, s, "w", start, 10), []string{"k1"})
	same(t, "while it is out", claimPosts(t, s, "v", start, 10), []string(nil))
	setState(t, s, first, bot.PostSending)
	same(t, "while it is sending", claimPosts(t, s, "v", start, 10), []string(nil))
	setState(t, s, first, bot.PostAmbiguous)
	same(t, "while it is ambiguous and leased", claimPosts(t, s, "v", start, 10), []string(nil))
	if err := s.ReleasePost(t.Context(), "w", first.ID); err != nil {
		t.Fatalf("ReleasePost: %v", err)
	}
	same(t, "once it is released", claimPosts(t, s, "v", start, 10), []string{"k1"})
	setState(t, s, first, bot.PostSent)
	same(t, "once it is sent", claimPosts(t, s, "v", start, 10), []string{"k2"})
	setState(t, s, second, bot.PostCancelled)
	same(t, "when all is done", claimPosts(t, s, "v", start.Add(time.Hour), 10), []string(nil))
}

func otherThreads(t *testing.T, open OpenStore) {
	s, _ := open(t)
	plan(t, s, answer("k1", "t1", nil), answer("k2", "t1", nil), answer("k3", "t2", nil),
		answer("k4", "t1", func(o *bot.Outbound) { o.Channel = "bright" }),
		answer("k5", "t1", func(o *bot.Outbound) { o.Platform = bot.Teams }))
	same(t, "claim", claimPosts(t, s, "w", start, 10), []string{"k1", "k3", "k4", "k5"})
}

func rowWaits(t *testing.T, open OpenStore) {
	s, _ := open(t)
	plan(t, s, answer("k1", "t1", func(o *bot.Outbound) { o.NotBefore = start.Add(time.Minute) }), answer("k2", "t1", nil))
	same(t, "before its time", claimPosts(t, s, "w", start.Add(time.Minute-1), 10), []string(nil))
	same(t, "at its time", claimPosts(t, s, "w", start.Add(time.Minute), 10), []string{"k1"})
}

func putOff(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	mine, theirs := answer("a", "t1", nil), answer("b", "t2", nil)
	plan(t, s, mine, theirs)
	same(t, "claimed by one", claimPosts(t, s, "w", start, 1), []string{"a"})
	same(t, "claimed by another", claimPosts(t, s, "other", start, 1), []string{"b"})
	later := start.Add(lease / 2)
	if err := s.PostponePosts(t.Context(), "w", map[int64]time.Time{mine.ID: later, theirs.ID: later.Add(time.Hour)}); err != nil {
		t.Fatalf("PostponePosts: %v", err)
	}
	same(t, "before its time", claimPosts(t, s, "w", later.Add(-time.Nanosecond), 9), []string(nil))
	due, err := s.NextDue(t.Context())
	if err != nil || !due.Equal(later) {
		t.Errorf("NextDue gave %s and error %v, want %s", due, err, later)
	}
	if err := s.PostponePosts(t.Context(), "", map[int64]time.Time{mine.ID: start, theirs.ID: start}); err != nil {
		t.Fatalf("PostponePosts for nobody: %v", err)
	}
	same(t, "let go, and the other's is not", claimPosts(t, s, "w", start, 9), []string{"a"})
	if err := s.PostponePosts(t.Context(), "w", map[int64]time.Time{mine.ID: later}); err != nil {
		t.Fatalf("PostponePosts: %v", err)
	}
	s = reopen()
	same(t, "before its time", claimPosts(t, s, "w", start, 9), []string(nil))
	if err := s.RecallPosts(t.Context(), start); err != nil {
		t.Fatalf("RecallPosts: %v", err)
	}
	same(t, "recalled, and the other's is not", claimPosts(t, s, "w", start, 9), []string{"a"})
	same(t, "when the leases have ended", claimPosts(t, s, "w", start.Add(lease), 9), []string{"a", "b"})
	write(t, s, func(tx bot.Tx) error {
		got, err := tx.Post(mine.ID)
		same(t, "row that was put off", got.Version, mine.Version)
		return err
	})
}

func leftSending(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	o := answer("k1", "t1", nil)
	plan(t, s, o, answer("k2", "t1", nil))
	claimPosts(t, s, "w", start, 10)
	setState(t, s, o, bot.PostSending)
	s = reopen()
	same(t, "during the lease", claimPosts(t, s, "v", start.Add(lease-1), 10), []string(nil))
	rows, err := s.ClaimPosts(t.Context(), "v", start.Add(lease), lease, 10)
	if err != nil || len(rows) != 1 {
		t.Fatalf("ClaimPosts: got %v and error %v, want one row", rows, err)
	}
	same(t, "row after the lease", rows[0], *o)
}

func unknownHoldsNothing(t *testing.T, open OpenStore) {
	s, _ := open(t)
	o := answer("k1", "t1", nil)
	plan(t, s, o, answer("k2", "t1", nil))
	setState(t, s, o, bot.PostUnknown)
	same(t, "claim", claimPosts(t, s, "w", start, 10), []string{"k2"})
}

func postOrder(t *testing.T, open OpenStore) {
	s, _ := open(t)
	urgent := sample()
	urgent.Assessment = &bot.Assessment{Tier: bot.TierHuman, Priority: bot.P0}
	create(t, s, urgent)
	usual := create(t, s, sample())
	kind := func(key string, kind bot.PostKind, caseID int64) *bot.Outbound {
		return answer(key, "", func(o *bot.Outbound) { o.Kind, o.Channel, o.Case = kind, "", caseID })
	}
	plan(t, s, kind("digest", bot.PostDigest, 0), kind("card", bot.PostCard, usual.ID), kind("urgent", bot.PostCard, urgent.ID),
		answer("answer", "t1", nil))
	same(t, "order", claimPosts(t, s, "w", start, 10), []string{"answer", "urgent", "card", "digest"})
}

func cardsApart(t *testing.T, open OpenStore) {
	s, _ := open(t)
	one, two := create(t, s, sample()), create(t, s, sample())
	card := func(key string, caseID int64) *bot.Outbound {
		return answer(key, "", func(o *bot.Outbound) { o.Kind, o.Channel, o.Case = bot.PostCard, "", caseID })
	}
	first := card("k1", one.ID)
	first.NotBefore = start.Add(time.Hour)
	plan(t, s, first, card("k2", one.ID), card("k3", two.ID))
	same(t, "claim", claimPosts(t, s, "w", start, 10), []string{"k3"})
}

func postsExclusive(t *testing.T, open OpenStore) {
	s, _ := open(t)
	const n = 40
	for i := range n {
		plan(t, s, answer("k"+string(rune('A'+i)), "t"+string(rune('A'+i)), nil))
	}
	var mu sync.Mutex
	owners := map[string]int{}
	together(8, func(w int) {
		for {
			rows, err := s.ClaimPosts(t.Context(), string(rune('a'+w)), start, lease, 3)
			if err != nil {
				t.Errorf("ClaimPosts: %v", err)
			}
			if len(rows) == 0 {
				return
			}
			mu.Lock()
			for _, o := range rows {
				owners[o.Key]++
			}
			mu.Unlock()
		}
	})
	same(t, "rows claimed", len(owners), n)
	for key, times := range owners {
		if times != 1 {
			t.Errorf("row %s was given to %d workers", key, times)
		}
	}
}
