package console

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// signedInAs signs in and gives the cookie as the browser sends it, and the token
// of the session's forms.
func signedInAs(t *testing.T, h *Handler, name string) (cookie, csrf string) {
	t.Helper()
	got := answer(t, h, "POST", "/login", url.Values{"name": {name}, "secret": {testSecret}}.Encode())
	cookie, _, _ = strings.Cut(got.Header().Get("Set-Cookie"), ";")
	_, value, _ := strings.Cut(cookie, "=")
	who, ok := h.gate.read(value)
	if !ok {
		t.Fatalf("%s is not signed in: %d", name, got.Code)
	}
	return cookie, who.csrf
}

func TestSigningOutEndsTheSessionForWhoeverKeptItsCookie(t *testing.T) {
	h := guarded(Options{})
	cookie, csrf := signedInAs(t, h, "Priya")
	other, _ := signedInAs(t, h, "Priya")
	if got := answer(t, h, "POST", "/logout", url.Values{"csrf": {"another"}}.Encode(), "Cookie", cookie); got.Code != http.StatusForbidden {
		t.Errorf("a form of another page signs out: %d", got.Code)
	}
	got := answer(t, h, "POST", "/logout", url.Values{"csrf": {csrf}}.Encode(), "Cookie", cookie)
	gone, err := http.ParseSetCookie(got.Header().Get("Set-Cookie"))
	if got.Code != http.StatusSeeOther || err != nil || gone.MaxAge >= 0 || gone.Value != "" {
		t.Errorf("signing out: %d, cookie %v", got.Code, gone)
	}
	for c, want := range map[string]int{cookie: http.StatusUnauthorized, other: http.StatusOK} {
		if got := answer(t, h, "GET", "/api/cases/7", "", "Cookie", c); got.Code != want {
			t.Errorf("afterwards: %d, want %d", got.Code, want)
		}
	}
}

// TestWhoeverIsTakenOffTheListIsSignedOut: the list is read when the program
// starts, and sessions outlive that.
func TestWhoeverIsTakenOffTheListIsSignedOut(t *testing.T) {
	cookie, _ := signedInAs(t, guarded(Options{Staff: []string{"Priya", "Tom"}}), "Priya")
	for list, want := range map[string]int{"Priya": http.StatusOK, "Tom": http.StatusUnauthorized} {
		if got := answer(t, guarded(Options{Staff: []string{list}}), "GET", "/api/cases/7", "", "Cookie", cookie); got.Code != want {
			t.Errorf("with %s alone on the list: %d, want %d", list, got.Code, want)
		}
	}
}

// TestWhoeverSignsInOrPlaysStaffHasAReadableName: decisions stand in it.
func TestWhoeverSignsInOrPlaysStaffHasAReadableName(t *testing.T) {
	demo, _, _ := newTestConsole(t, Options{Demo: true})
	for name, fits := range map[string]bool{"Priya": true, strings.Repeat("x", 120): true, strings.Repeat("x", 121): false,
		"": false, "  ": false, "\u200b": false, "Pri\u202eya": false, "Pri\nya": false} {
		got := answer(t, guarded(Options{}), "POST", "/login", url.Values{"name": {name}, "secret": {testSecret}}.Encode())
		if want := map[bool]int{true: http.StatusSeeOther, false: http.StatusUnprocessableEntity}[fits]; got.Code != want {
			t.Errorf("signing in as %q: %d, want %d", name, got.Code, want)
		}
		cookie := asCookie + "=" + base64.RawURLEncoding.EncodeToString([]byte(name))
		if _, page := call(t, demo, "GET", "/", "", "Cookie", cookie); name != "" && strings.Contains(page, `value="`+name+`"`) != fits {
			t.Errorf("the demo takes the name %q: %v, want %v", name, !fits, fits)
		}
	}
	if got := answer(t, guarded(Options{Staff: []string{"Tom"}}), "POST", "/login", login(testSecret)); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("somebody who is not of the staff signs in: %d", got.Code)
	}
}

func TestSigningInLeadsBackAndNeverElsewhere(t *testing.T) {
	for _, tt := range []struct{ path, to string }{{"/", "/login"}, {"/cases/7?x=1", "/login?next=%2Fcases%2F7%3Fx%3D1"}} {
		if got := answer(t, guarded(Options{}), "GET", tt.path, ""); got.Header().Get("Location") != tt.to {
			t.Errorf("%s leads to %q, want %q", tt.path, got.Header().Get("Location"), tt.to)
		}
	}
	for next, to := range map[string]string{"/cases/7": "/cases/7", "": "/", "//evil.example": "/", "https://evil.example": "/", `/\evil.example`: "/", "javascript:alert(1)": "/"} {
		form := url.Values{"name": {"Priya"}, "secret": {testSecret}, "next": {next}}
		if got := answer(t, guarded(Options{}), "POST", "/login", form.Encode()); got.Header().Get("Location") != to {
			t.Errorf("next=%q leads to %q, want %q", next, got.Header().Get("Location"), to)
		}
	}
}

// TestTheAddressOfARequestIsTheLastOneThatAProxyOfOursAdded: those before it the
// client may have written.
func TestTheAddressOfARequestIsTheLastOneThatAProxyOfOursAdded(t *testing.T) {
	for _, tt := range []struct {
		proxy           bool
		remote, forward string // "|" parts lines of the header
		want            string
	}{
		{false, "192.0.2.1:80", "", "192.0.2.1"},
		{false, "192.0.2.1:80", "198.51.100.7", "192.0.2.1"},
		{true, "192.0.2.1:80", "", "192.0.2.1"},
		{true, "192.0.2.1:80", "198.51.100.7", "198.51.100.7"},
		{true, "192.0.2.1:80", "203.0.113.9, 198.51.100.7", "198.51.100.7"},
		{true, "192.0.2.1:80", "203.0.113.9, ", "192.0.2.1"},
		{true, "192.0.2.1:80", "127.0.0.1|198.51.100.7", "198.51.100.7"},
		{true, "192.0.2.1:80", "203.0.113.9, 127.0.0.1|203.0.113.8, 198.51.100.7", "198.51.100.7"},
		{true, "[2001:db8::1]:80", "", "2001:db8::1"},
		{false, "pipe", "", "pipe"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.RemoteAddr = tt.remote
		r.Header["X-Forwarded-For"] = strings.Split(tt.forward, "|")
		if got := guarded(Options{Proxy: tt.proxy}).gate.address(r); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt, got, tt.want)
		}
	}
}

// TestWhetherABrowserSpeaksTLSIsTheLastProxysWord: a client may send a line of its own.
func TestWhetherABrowserSpeaksTLSIsTheLastProxysWord(t *testing.T) {
	for lines, want := range map[string]bool{"https": true, "http|https": true, "http, https": true, "https|http": false, "": false} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header["X-Forwarded-Proto"] = strings.Split(lines, "|")
		if got := guarded(Options{Proxy: true}).gate.secure(r); got != want {
			t.Errorf("%q: secure %t, want %t", lines, got, want)
		}
		if guarded(Options{}).gate.secure(r) {
			t.Errorf("%q is believed without a proxy", lines)
		}
	}
}

func TestASessionEndsWithItsTime(t *testing.T) {
	h := guarded(Options{})
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	h.gate.now = func() time.Time { return now }
	for ends, want := range map[time.Duration]bool{time.Second: true, 0: false, -time.Hour: false} {
		if _, ok := h.gate.read(h.gate.sign(ticket{Name: "Priya", ID: "x", Ends: now.Add(ends).Unix()})); ok != want {
			t.Errorf("a session that ends in %s is good: %v, want %v", ends, ok, want)
		}
	}
	value := h.gate.sign(ticket{Name: "Priya", ID: "x", Ends: now.Add(time.Hour).Unix()})
	for _, forged := range []string{"", ".", value[1:], value + "x", strings.Replace(value, ".", "", 1)} {
		if who, ok := h.gate.read(forged); ok {
			t.Errorf("%q signs %+v in", forged, who)
		}
	}
}

// TestALargeChangeIsAskedForItsReason: it is the evidence by which a topic earns trust.
func TestALargeChangeIsAskedForItsReason(t *testing.T) {
	h, k := guarded(Options{}), routineCase("When do you open?")
	k.Drafts[0].Text = "The office opens at nine from Monday to Friday."
	for _, tt := range []struct {
		action       bot.Action
		text, reason string
		asked        bool
	}{
		{bot.Edit, "The office opens at nine from Monday to Friday!", "", false},
		{bot.Edit, "Come whenever you like, we shall be there for you.", "", true},
		{bot.Edit, "Come whenever you like, we shall be there for you.", "wrong fact", false},
		{bot.Edit, "  ", "", false},
		{bot.Approve, "", "", false},
	} {
		err := h.signedFor(&http.Request{PostForm: url.Values{}}, k, decisionIn{Action: string(tt.action), Text: tt.text, Reason: tt.reason})
		if (err != nil) != tt.asked {
			t.Errorf("%s to %q because of %q: %v, want it asked: %v", tt.action, tt.text, tt.reason, err, tt.asked)
		}
	}
}
