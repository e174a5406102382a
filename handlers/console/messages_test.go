package console

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"countersign/bot"
)

func TestAStoreThatDoesNotAnswerIsNoAnswer(t *testing.T) {
	broken := errors.New("disk")
	s, d, _ := newTestConsole(t, Options{Demo: true})
	d.reading = broken
	for _, path := range []string{"/api/cases", "/api/threads/m1", "/", "/fragments/queue", "/fragments/client"} {
		if status, body := call(t, s, "GET", path, ""); status != http.StatusServiceUnavailable || strings.Contains(body, "disk") {
			t.Errorf("%s: %d %.80s", path, status, body)
		}
	}
}

// sent gives what the desk is told of messages that are posted.
func sent(t *testing.T, body string) bot.Enquiry {
	t.Helper()
	s, d, _ := newTestConsole(t, Options{Demo: true, AuthorKey: []byte("key")})
	if status, said := call(t, s, "POST", "/api/messages", body); status != http.StatusAccepted || len(d.enquired) != 1 {
		t.Fatalf("%s: %d %s", body, status, said)
	}
	return d.enquired[0]
}

// TestAMessageIsAClientsUnlessItSaysOtherwise, and nobody's id names them.
func TestAMessageIsAClientsUnlessItSaysOtherwise(t *testing.T) {
	key := []byte("key")
	for body, want := range map[string]bot.Person{
		`{"channel":"acme","author":"jo","text":"hello"}`:                                                     {ID: AuthorID(key, "acme", "jo"), Name: "jo"},
		`{"channel":"acme","author":"jo","text":"hello","role":"client","name":"Jo Cole"}`:                    {ID: AuthorID(key, "acme", "jo"), Name: "Jo Cole"},
		`{"channel":"acme","author":"Priya","text":"hello","role":"staff","thread":"m1","name":"Priya Shah"}`: {ID: StaffID(key, "Priya"), Name: "Priya Shah"},
	} {
		role := bot.RoleClient
		if strings.Contains(body, "staff") {
			role = bot.RoleStaff
		}
		if e := sent(t, body); e.Author != want || e.Role != role || e.Platform != bot.Console || !e.Unsent || e.MessageID == "" || e.SentAt.IsZero() {
			t.Errorf("%s: %+v, want of %+v", body, e, want)
		}
	}
}
