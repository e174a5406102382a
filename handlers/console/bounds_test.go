package console

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// digester knows no period.
type digester struct{}

func (digester) Digest(context.Context, time.Time, time.Time) (Digest, error) {
	return Digest{}, &bot.InvalidError{Field: "since", Why: "the period is longer than 10 years"}
}

func TestAPeriodThatCannotBeIsTheRequestsFault(t *testing.T) {
	h := New(Options{Demo: true}, Deps{Digest: digester{}, Hub: NewHub()}, slog.New(slog.DiscardHandler))
	for _, path := range []string{"/api/digest", "/digest", "/digest/chart.png"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "http://127.0.0.1"+path+"?since=0000-01-01&until=9999-12-31", nil))
		if w.Code != 400 || !strings.Contains(w.Body.String(), "longer than 10 years") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// TestALongMessageIsCutOnTheDesk holds that one client cannot make the desk
// slow for everybody: all the words stand in the record.
func TestALongMessageIsCutOnTheDesk(t *testing.T) {
	for _, state := range []bot.State{bot.StateInReview, bot.StateEscalated} {
		s, d, _ := newTestConsole(t, Options{Demo: true})
		k := d.cases[7]
		k.Messages[0].Text = strings.Repeat("long words ", 80_000) + "THE END"
		k.State = state
		if state == bot.StateEscalated {
			k.Assessment.Tier, k.Drafts = bot.TierHuman, nil
		}
		for _, path := range []string{"/", "/fragments/queue"} {
			_, body := call(t, s, "GET", path, "")
			if len(body) > 50_000 || strings.Contains(body, "THE END") || !strings.Contains(body, `<a href="/cases/7">Show all</a>`) {
				t.Errorf("%s, %s: %d bytes, want the beginning and a link to the rest", state, path, len(body))
			}
		}
		if _, body := call(t, s, "GET", "/cases/7", ""); !strings.Contains(body, "THE END") {
			t.Errorf("%s: the record does not hold the whole message", state)
		}
	}
}
