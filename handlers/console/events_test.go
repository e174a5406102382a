package console

import (
	"log/slog"
	"net/http"
	"testing"
	"time"
)

func TestAPageThatReadsTooSlowlyIsLetGo(t *testing.T) {
	hub := NewHub()
	slow, leave, _ := hub.subscribe()
	for range hubBuffer + 1 {
		hub.Changed(7)
	}
	n := 0
	for range slow { // ends: the channel was closed
		n++
	}
	leave() // again, which does nothing
	if n != hubBuffer || len(hub.subs) != 0 {
		t.Errorf("it was told %d times, and %d pages listen", n, len(hub.subs))
	}
	hub.Close()
	if _, _, ok := hub.subscribe(); ok {
		t.Error("a page may listen to a program that stops")
	}
}

// TestAPageThatListensEndsWithTheProgram: stopping would wait for it.
func TestAPageThatListensEndsWithTheProgram(t *testing.T) {
	hub := NewHub()
	h := New(Options{Demo: true}, Deps{Hub: hub}, slog.New(slog.DiscardHandler))
	ended := make(chan int, 1)
	go func() { ended <- answer(t, h, "GET", "/api/events", "").Code }()
	for listening := 0; listening == 0; time.Sleep(time.Millisecond) {
		hub.mu.Lock()
		listening = len(hub.subs)
		hub.mu.Unlock()
	}
	hub.Close()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the page still listens")
	}
	if got := answer(t, h, "GET", "/api/events", ""); got.Code != http.StatusServiceUnavailable {
		t.Errorf("one that comes afterwards: %d", got.Code)
	}
}
