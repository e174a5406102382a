package console

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
)

// library stands in for the firm's documents.
type library struct{ err error }

func (l library) Library(context.Context) (Knowledge, error) {
	return Knowledge{Pages: []Page{{File: "old.md", Title: "Old", Due: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}, {File: "new.md", Title: "New"}}}, l.err
}

func TestThePageOfDocumentsMarksWhatIsPastItsReview(t *testing.T) {
	page := func(l Library) (int, string) {
		h := New(Options{Demo: true}, Deps{Hub: NewHub(), Library: l}, slog.New(slog.DiscardHandler))
		got := answer(t, h, "GET", "/knowledge", "")
		return got.Code, got.Body.String()
	}
	if code, body := page(library{}); code != http.StatusOK || strings.Count(body, "old.md") == 0 || strings.Count(body, "past review") != 1 {
		t.Errorf("%d:\n%s", code, body)
	}
	if code, _ := page(library{errors.New("disk")}); code != http.StatusServiceUnavailable {
		t.Errorf("documents that cannot be read: %d", code)
	}
	if code, _ := page(nil); code != http.StatusNotFound {
		t.Errorf("no documents: %d", code)
	}
}
