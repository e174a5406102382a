package console

import (
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
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

// TestAHeadOfEventsEnds: such a request would listen for ever to a body that
// never comes.
func TestAHeadOfEventsEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		h := New(Options{Demo: true}, Deps{Hub: hub}, slog.New(slog.DiscardHandler))
		ended := make(chan string, 1)
		go func() { ended <- answer(t, h, "HEAD", "/api/events", "").Header().Get("Content-Type") }()
		synctest.Wait()
		if len(ended) != 1 || len(hub.subs) != 0 {
			t.Errorf("ended: %v, %d pages listen", len(ended) == 1, len(hub.subs))
		}
		hub.Close()
		if kind := <-ended; kind != "text/event-stream" {
			t.Errorf("it is told %q", kind)
		}
	})
}

// TestAPageThatListensEndsWithTheProgram: stopping would wait for it.
func TestAPageThatListensEndsWithTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := NewHub()
		h := New(Options{Demo: true}, Deps{Hub: hub}, slog.New(slog.DiscardHandler))
		ended := make(chan int, 1)
		go func() { ended <- answer(t, h, "GET", "/api/events", "").Code }()
		synctest.Wait()
		if len(hub.subs) != 1 || len(ended) != 0 {
			t.Fatalf("%d pages listen, %d have ended", len(hub.subs), len(ended))
		}
		hub.Close()
		synctest.Wait()
		if len(ended) != 1 {
			t.Fatal("the page still listens")
		}
		if got := answer(t, h, "GET", "/api/events", ""); got.Code != http.StatusServiceUnavailable {
			t.Errorf("one that comes afterwards: %d", got.Code)
		}
	})
}
