package store

import (
	"fmt"
	"sync"
	"testing"
)

func TestAQueryIsPreparedOnceHoweverManyAskIt(t *testing.T) {
	s := openWith(t, testOptions(t))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 20 {
				if _, err := s.NextDue(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	before := len(s.reads.stmts)
	kept := s.reads.prepared(t.Context(), nextDueQuery)
	if kept == nil || kept != s.reads.stmts[nextDueQuery] || len(s.reads.stmts) != before {
		t.Errorf("the statement of a query asked 400 times is not kept: %d are", before)
	}
}

func TestQueriesBeyondThoseKeptAreAnswered(t *testing.T) {
	s := openWith(t, testOptions(t))
	for i := range 2 * maxPrepared {
		var got int
		if err := s.reads.QueryRowContext(t.Context(), fmt.Sprintf("SELECT %d", i)).Scan(&got); err != nil || got != i {
			t.Fatalf("query %d gave %d, %v", i, got, err)
		}
	}
	if n := len(s.reads.stmts); n > maxPrepared {
		t.Errorf("%d statements are kept, at most %d may be", n, maxPrepared)
	}
}

func TestABrokenQueryIsAnError(t *testing.T) {
	s := openWith(t, testOptions(t))
	var n int
	if err := s.reads.QueryRowContext(t.Context(), "SELECT nothing FROM nowhere").Scan(&n); err == nil {
		t.Error("a table that is not there was read")
	}
}
