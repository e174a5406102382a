package store

import (
	"testing"
	"time"
)

func TestAMarkOutlivesARestart(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	if at, err := s.Mark(t.Context(), "slack/C1"); err != nil || !at.IsZero() {
		t.Errorf("before it was set: %v (%v)", at, err)
	}
	want := time.Date(2026, 11, 23, 9, 0, 0, 5, time.UTC)
	for _, at := range []time.Time{want.Add(-time.Hour), want} {
		if err := s.SetMark(t.Context(), "slack/C1", at); err != nil {
			t.Fatal(err)
		}
	}
	closeStore(t, s)
	s = openWith(t, opts)
	if at, err := s.Mark(t.Context(), "slack/C1"); err != nil || !at.Equal(want) {
		t.Errorf("after a restart: %v (%v), want %v", at, err, want)
	}
}
