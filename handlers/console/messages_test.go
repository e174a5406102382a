package console

import (
	"cmp"
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
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

var (
	formOfMessages = regexp.MustCompile(`(?s)<form[^>]* action="/messages" data-live="(\w+)">.*?</form>`)
	hiddenField    = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)
)

// forms are the forms of a page by which messages are sent, as a browser without
// scripts would send them.
func forms(t *testing.T, page string) map[string]url.Values {
	t.Helper()
	out := map[string]url.Values{}
	for _, form := range formOfMessages.FindAllStringSubmatch(page, -1) {
		fields := url.Values{}
		for _, f := range hiddenField.FindAllStringSubmatch(form[0], -1) {
			fields.Set(f[1], html.UnescapeString(f[2]))
		}
		fields.Set("channel", cmp.Or(fields.Get("channel"), "acme"))
		fields.Set("author", cmp.Or(fields.Get("author"), "Dana Cole"))
		out[form[1]] = fields
	}
	return out
}

// TestAFormPressedTwiceWithoutScriptsIsOneMessage, and what was changed between
// the two is another: nothing is lost for it.
func TestAFormPressedTwiceWithoutScriptsIsOneMessage(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true, Staff: []string{"Priya"}, AuthorKey: []byte("key")})
	d.cases[7] = heavyCase()
	load := func() map[string]url.Values {
		t.Helper()
		status, page := call(t, s, "GET", "/?channel=acme", "")
		if status != http.StatusOK {
			t.Fatalf("the page: %d", status)
		}
		return forms(t, page)
	}
	send := func(form url.Values, text string) string {
		t.Helper()
		form.Set("text", text)
		status, body := call(t, s, "POST", "/messages", form.Encode(), typed...)
		if status != http.StatusAccepted {
			t.Fatalf("%v: %d %s", form, status, body)
		}
		return d.enquired[len(d.enquired)-1].MessageID
	}
	page, again := load(), load()
	for _, kind := range []string{"message", "reply", "answer"} {
		form := page[kind]
		if form.Get("form") == "" {
			t.Fatalf("%s: the form has no name of its own: %v", kind, form)
		}
		first := send(form, "Are you open on Friday?")
		if second := send(form, "Are you open on Friday?"); second != first {
			t.Errorf("%s: pressed twice it is %s and %s", kind, first, second)
		}
		if other := send(form, "Are you open on Monday?"); other == first {
			t.Errorf("%s: what was changed is taken for the same message", kind)
		}
	}
	if one, two := send(page["message"], "Hello?"), send(again["message"], "Hello?"); one == two {
		t.Error("the same words from a page loaded anew are taken for the same message")
	}
	reply := page["reply"]
	d.cases[7].Messages = append(d.cases[7].Messages, bot.Message{ID: "m2", Role: bot.RoleClient, Text: "And on Monday?"})
	if one, two := send(reply, "Hello?"), send(load()["reply"], "Hello?"); one == two {
		t.Error("the same words in a thread that went on are taken for the same message")
	}
	if one, two := load()["reply"].Get("form"), load()["reply"].Get("form"); one != two {
		t.Error("a thread in which nothing was written looks changed, so the page would put it anew under whoever writes a reply")
	}
}
