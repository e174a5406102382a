package store

import (
	"testing"

	"countersign/bot"
)

func TestConsoleShowsWhatItWasGivenTwiceIfNeedBe(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	c := add(t, s, &bot.Case{State: bot.StateReceived})
	first := bot.Shown{ID: "1", Case: c.ID, Channel: "acme", Thread: "t1", Marker: "m", Author: "Countersign", Text: "Hello", Label: "Drafted with AI", At: start}
	again, other := first, first
	again.ID, other.ID, other.Thread, other.Marker = "2", "3", "t2", "n"
	for _, m := range []bot.Shown{first, again, other} {
		if err := s.Show(t.Context(), m); err != nil {
			t.Fatalf("Show: %v", err)
		}
	}
	closeStore(t, s)
	s = openWith(t, opts)
	got, err := s.ShownIn(t.Context(), "acme", "t1")
	if err != nil || len(got) != 2 || got[0] != first || got[1] != again {
		t.Errorf("ShownIn: %+v and error %v", got, err)
	}
	one, found, err := s.ShownBy(t.Context(), "m")
	if err != nil || !found || one != first {
		t.Errorf("ShownBy: %+v, %v and error %v", one, found, err)
	}
	if _, found, err := s.ShownBy(t.Context(), "x"); found || err != nil {
		t.Errorf("ShownBy of an unknown marker: %v and error %v", found, err)
	}
	for range 2 { // one that is gone is no error
		if err := s.Unshow(t.Context(), "1"); err != nil {
			t.Errorf("Unshow: %v", err)
		}
	}
	if left, err := s.ShownIn(t.Context(), "acme", "t1"); err != nil || len(left) != 1 || left[0] != again {
		t.Errorf("after one was taken away: %+v and error %v", left, err)
	}
	if none, err := s.ShownIn(t.Context(), "acme", "t9"); err != nil || len(none) > 0 {
		t.Errorf("ShownIn of an empty thread: %v and error %v", none, err)
	}
}
