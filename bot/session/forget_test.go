package session

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"countersign/bot"
)

func TestForgettingAllLeavesNothingAndLetsTheCacheGoOn(t *testing.T) {
	onBoth(t, Options{}, forgetsAll)
}

func forgetsAll(t *testing.T, s *bench, _ *redis.Client) {
	key := bot.ThreadKey{Platform: bot.Console, Channel: "c", Thread: "t"}
	turns := []bot.Turn{{Role: bot.RoleClient, Text: "words", At: time.Now()}}
	fill := func() {
		t.Helper()
		if _, _, err := s.Turns(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		if err := s.Fill(t.Context(), key, turns); err != nil {
			t.Fatal(err)
		}
		if got, ok, err := s.Turns(t.Context(), key); err != nil || !ok || len(got) != 1 {
			t.Fatalf("the thread is not held: %v, %v", got, err)
		}
	}
	fill()
	if err := s.Set(t.Context(), "person", "U1", "Jo", time.Hour); err != nil {
		t.Fatal(err)
	}
	if held, endless, err := s.Lifetimes(t.Context()); err != nil || held < 2 || endless != 0 {
		t.Errorf("Lifetimes: %d held, %d without an end, %v", held, endless, err)
	}
	if err := s.ForgetAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.Turns(t.Context(), key); err != nil || ok {
		t.Errorf("a thread is still held: %v", err)
	}
	if _, ok, err := s.Get(t.Context(), "person", "U1"); err != nil || ok {
		t.Errorf("a name is still held: %v", err)
	}
	fill()
}
