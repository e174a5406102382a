package console

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
)

// desk stands in for the workflow: it keeps what it was told and answers as
// the test says.
type desk struct {
	mu       sync.Mutex
	cases    map[int64]*bot.Case
	enquired []bot.Enquiry
	decided  []bot.Decision
	checks   []bot.Check // on an edited text
	receive  error
	decide   error
	reading  error
	shown    []bot.Shown
	refused  []string
}

func (d *desk) Receive(_ context.Context, e bot.Enquiry) (bot.Receipt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.receive != nil {
		return bot.Receipt{}, d.receive
	}
	d.enquired = append(d.enquired, e)
	if e.Role == bot.RoleStaff && e.Thread == "nowhere" {
		return bot.Receipt{Thread: e.MessageID, Message: e.MessageID}, nil // as where no client asks
	}
	return bot.Receipt{Case: 7, Thread: e.MessageID, Message: e.MessageID}, nil
}

func (d *desk) Refuse(_ context.Context, id int64, who bot.Person, why string) error {
	d.refused = append(d.refused, fmt.Sprintf("%d %s %s", id, who.ID, why))
	return nil
}

func (d *desk) Decide(_ context.Context, id int64, x bot.Decision) (*bot.Case, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k, ok := d.cases[id]
	if !ok {
		return nil, bot.ErrNotFound
	}
	if d.decide != nil {
		return k, d.decide
	}
	d.decided = append(d.decided, x)
	return k, nil
}

func (d *desk) CheckEdit(context.Context, int64, bot.Person, string) ([]bot.Check, error) {
	return d.checks, nil
}

func (d *desk) Case(_ context.Context, id int64) (*bot.Case, error) {
	if k, ok := d.cases[id]; ok {
		return k, nil
	}
	return nil, bot.ErrNotFound
}

func (d *desk) Cases(_ context.Context, f bot.CaseFilter) ([]*bot.Case, error) {
	if d.reading != nil {
		return nil, d.reading
	}
	var out []*bot.Case
	for _, k := range d.cases {
		if f.Thread == "" || f.Thread == k.Thread {
			out = append(out, k)
		}
	}
	return out, nil
}

func (d *desk) Events(_ context.Context, _ bot.EventFilter, fn func(bot.Event) error) error {
	return fn(bot.Event{Seq: 1, Case: 7, Kind: bot.EventReceived, At: time.Date(2026, 11, 24, 9, 41, 0, 0, time.UTC), Actor: "client:U",
		Facts: map[string]any{"thread": "m1"}, Words: map[string]string{"text": "When do you open?"}})
}

func (d *desk) Show(_ context.Context, s bot.Shown) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shown = append(d.shown, s)
	return nil
}

func (d *desk) ShownIn(_ context.Context, channel, thread string) ([]bot.Shown, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []bot.Shown
	for _, s := range d.shown {
		if (channel == "" || s.Channel == channel) && s.Thread == thread {
			out = append(out, s)
		}
	}
	return out, nil
}

func (d *desk) ShownBy(_ context.Context, marker string) (bot.Shown, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.shown {
		if s.Marker == marker {
			return s, true, nil
		}
	}
	return bot.Shown{}, false, nil
}

func (d *desk) Unshow(_ context.Context, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shown = slices.DeleteFunc(d.shown, func(s bot.Shown) bool { return s.ID == id })
	return nil
}

type directory struct{}

func (directory) Account(bot.Platform, string) bot.Account {
	return bot.Account{ID: "acme", Name: "Acme Ltd"}
}
func (directory) Accounts() []bot.Account { return []bot.Account{{ID: "acme", Name: "Acme Ltd"}} }

const hostileText = `<script>alert("x")</script> & "quotes" ` + "\u202e" + `reversed 👩‍👧 {{.}}`

// routineCase is a case whose draft is before staff.
func routineCase(text string) *bot.Case {
	at := time.Date(2026, 11, 24, 9, 41, 0, 0, time.UTC)
	return &bot.Case{
		ID: 7, Version: 4, State: bot.StateInReview, Platform: bot.Console, Channel: "acme", Thread: "m1", Account: "acme",
		Client: bot.Person{ID: "U", Name: "Dana Cole"}, OpenedAt: at, UpdatedAt: at,
		Messages:   []bot.Message{{ID: "m1", Role: bot.RoleClient, Author: bot.Person{ID: "U", Name: "Dana Cole"}, Text: text, SentAt: at, ReceivedAt: at, Assessed: true}},
		Assessment: &bot.Assessment{Tier: bot.TierRoutine, Topic: "opening_hours", Weight: 5, Cut: 40, Priority: bot.P2, Cleaned: text},
		Drafts: []bot.Draft{{Version: 1, At: at, Text: strings.ReplaceAll(text, "\u202e", "") + " answered", CanAnswer: true,
			Citations: []bot.Citation{{Marker: 1, Title: text, File: "hours.md", Heading: "Hours", Quote: text, Reviewed: at}},
			Checks:    []bot.Check{{Name: "figures", Verdict: bot.OK}}}},
	}
}

func newTestConsole(t testing.TB, opts Options) (*httptest.Server, *desk, *Hub) {
	t.Helper()
	d := &desk{cases: map[int64]*bot.Case{7: routineCase("When do you open?")}}
	hub := NewHub()
	h := New(opts, Deps{Workflow: d, Reader: d, Shown: d, Directory: directory{}, Hub: hub,
		Channels: func() []Channel { return []Channel{{ID: "acme", Account: "Acme Ltd", Author: "Dana Cole"}} }}, slog.New(slog.DiscardHandler))
	s := httptest.NewServer(h)
	t.Cleanup(func() { hub.Close(); s.Close() })
	return s, d, hub
}

func call(t testing.TB, s *httptest.Server, method, path, body string, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(raw)
}
