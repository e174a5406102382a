package console

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"countersign/bot"
)

const testSecret = "a-secret-of-32-letters-for-tests"

// guarded is a console with a password, whose late answers are not waited for.
func guarded(opts Options) *Handler {
	opts.Listen, opts.Secret = "127.0.0.1:0", testSecret
	d := &desk{cases: map[int64]*bot.Case{7: routineCase("When do you open?")}}
	h := New(opts, Deps{Workflow: d, Reader: d, Shown: d, Directory: directory{}, Hub: NewHub()}, slog.New(slog.DiscardHandler))
	h.gate.delay = 0
	return h
}

// answer has a request answered that came from this machine, through a proxy or not.
func answer(t *testing.T, h *Handler, method, path, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "http://127.0.0.1"+path, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:4711"
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestTheSchemeOfATokenIsReadInAnyCase(t *testing.T) {
	h := guarded(Options{})
	for header, want := range map[string]int{
		"Bearer " + testSecret:            http.StatusOK,
		"bearer " + testSecret:            http.StatusOK,
		"BEARER  " + testSecret:           http.StatusOK,
		"bearer wrong":                    http.StatusUnauthorized,
		"bearer":                          http.StatusUnauthorized,
		"bearer ":                         http.StatusUnauthorized,
		"Basic " + testSecret:             http.StatusUnauthorized,
		"Bearer" + testSecret:             http.StatusUnauthorized,
		testSecret:                        http.StatusUnauthorized,
		"bearer " + testSecret + " wrong": http.StatusUnauthorized,
	} {
		if got := answer(t, h, "GET", "/api/cases/7", "", "Authorization", header); got.Code != want {
			t.Errorf("Authorization: %s: status %d, want %d", strings.ReplaceAll(header, testSecret, "TOKEN"), got.Code, want)
		}
	}
}

func TestWrongTokensInAnyCaseAreHeldBack(t *testing.T) {
	h := guarded(Options{})
	for range 2 * loginTriesAll {
		if got := answer(t, h, "GET", "/api/cases/7", "", "Authorization", "bearer wrong"); got.Code == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("wrong tokens in lower case are tried without end")
}

func login(secret string) string {
	return url.Values{"name": {"Priya"}, "secret": {secret}}.Encode()
}

func TestWrongPasswordsNeverLockOutARightOne(t *testing.T) {
	h := guarded(Options{})
	for i := range 2 * loginTriesAll {
		want := http.StatusUnauthorized
		if i >= loginTries {
			want = http.StatusTooManyRequests
		}
		if got := answer(t, h, "POST", "/login", login("wrong")); got.Code != want {
			t.Fatalf("wrong password %d: %d, want %d", i+1, got.Code, want)
		}
	}
	if got := answer(t, h, "POST", "/login", login(testSecret)); got.Code != http.StatusSeeOther || got.Header().Get("Set-Cookie") == "" {
		t.Errorf("the right password got %d", got.Code)
	}
	if got := answer(t, h, "GET", "/api/cases/7", "", "Authorization", "Bearer "+testSecret); got.Code != http.StatusOK {
		t.Errorf("the right token got %d", got.Code)
	}
}

func TestGuessedTokensAreHeldBackLikePasswords(t *testing.T) {
	h := guarded(Options{})
	paths := []string{"/api/cases", "/", "/api/nothing", "/cases/7"}
	for i := range loginTries {
		if got := answer(t, h, "GET", paths[i%len(paths)], "", "Authorization", "Bearer wrong"); got.Code == http.StatusTooManyRequests {
			t.Fatalf("try %d is held back already", i+1)
		}
	}
	for _, path := range paths {
		got := answer(t, h, "GET", path, "", "Authorization", "Bearer wrong")
		if got.Code != http.StatusTooManyRequests || got.Header().Get("Retry-After") == "" {
			t.Errorf("%s: %d, want it held back", path, got.Code)
		}
	}
	if got := answer(t, h, "POST", "/login", login("wrong")); got.Code != http.StatusTooManyRequests {
		t.Errorf("a wrong password after them: %d", got.Code)
	}
	if got := answer(t, h, "GET", "/login", "", "Authorization", "Bearer "+testSecret); got.Code != http.StatusOK {
		t.Errorf("the login page tells a right token from a wrong one: %d", got.Code)
	}
}

// TestTheCookieIsBoundToTLSWhereAProxySpeaksIt holds that the header of a
// proxy counts only where the settings say that there is one.
func TestTheCookieIsBoundToTLSWhereAProxySpeaksIt(t *testing.T) {
	for _, proxy := range []bool{true, false} {
		got := answer(t, guarded(Options{Proxy: proxy}), "POST", "/login", login(testSecret), "X-Forwarded-Proto", "https", "X-Forwarded-For", "127.0.0.1")
		c, err := http.ParseSetCookie(got.Header().Get("Set-Cookie"))
		if err != nil || c.Secure != proxy || strings.HasPrefix(c.Name, "__Host-") != proxy || !c.HttpOnly || c.Path != "/" {
			t.Errorf("proxy %v: cookie %v (%v), status %d", proxy, c, err, got.Code)
		}
	}
}

func TestAPageThatSignedOutIsToldNothingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := guarded(Options{})
		cookie, _, _ := strings.Cut(answer(t, h, "POST", "/login", login(testSecret)).Header().Get("Set-Cookie"), ";")
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			answer(t, h, "GET", "/api/events", "", "Cookie", cookie)
		}()
		time.Sleep(heartbeat + time.Second)
		select {
		case <-ended:
			t.Fatal("the page is told nothing though it is signed in")
		default:
		}
		_, value, _ := strings.Cut(cookie, "=")
		who, ok := h.gate.read(value)
		if !ok {
			t.Fatal("nobody is signed in")
		}
		h.gate.end(who.id)
		time.Sleep(heartbeat)
		synctest.Wait()
		select {
		case <-ended:
		default:
			t.Error("a page that signed out is still told of changes")
		}
	})
}
