package console

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"countersign/bot"
)

const (
	sessionLength = 8 * time.Hour
	loginWindow   = time.Minute
	loginTries    = 5           // wrong passwords of one address in a window
	loginTriesAll = 60          // of all addresses
	loginDelay    = time.Second // before a wrong one beyond them is answered
)

// gate knows who may come in. The zero secret lets nobody in but in a demo.
type gate struct {
	opts Options
	now  func() time.Time
	key  []byte // signs sessions

	mu      sync.Mutex
	ended   map[string]time.Time // sessions that were signed out, until they would have ended
	failed  map[string]int       // wrong passwords by address since window
	failing int
	window  time.Time
	delay   time.Duration
}

func newGate(opts Options, now func() time.Time) *gate {
	mac := hmac.New(sha256.New, []byte(opts.Secret))
	mac.Write([]byte("countersign console session v1")) // never fails
	return &gate{opts: opts, now: now, key: mac.Sum(nil), ended: map[string]time.Time{}, failed: map[string]int{}, delay: loginDelay}
}

// opens tells whether a password is the right one, in a time that says nothing.
func (g *gate) opens(secret string) bool {
	want, got := sha256.Sum256([]byte(g.opts.Secret)), sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1 && len(g.opts.Secret) >= minSecret
}

// ticket is what a session cookie says.
type ticket struct {
	Name string `json:"n"`
	ID   string `json:"i"`
	Ends int64  `json:"e"` // Unix seconds
}

func (g *gate) sign(t ticket) string {
	raw, _ := json.Marshal(t) // strings and a number: never fails
	body := base64.RawURLEncoding.EncodeToString(raw)
	return body + "." + g.mac("session", body)
}

func (g *gate) mac(use, text string) string {
	mac := hmac.New(sha256.New, g.key)
	mac.Write([]byte(use + "\x00" + text)) // never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// read gives the identity of a session cookie that is ours and has not ended.
func (g *gate) read(cookie string) (identity, bool) {
	body, sum, ok := strings.Cut(cookie, ".")
	if !ok || !hmac.Equal([]byte(sum), []byte(g.mac("session", body))) {
		return identity{}, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return identity{}, false
	}
	var t ticket
	if json.Unmarshal(raw, &t) != nil || g.now().Unix() >= t.Ends {
		return identity{}, false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, out := g.ended[t.ID]; out {
		return identity{}, false
	}
	return identity{name: t.Name, session: true, csrf: g.mac("csrf", t.ID), id: t.ID}, true
}

// end makes a session useless, wherever its cookie has gone.
func (g *gate) end(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	for old, until := range g.ended {
		if now.After(until) {
			delete(g.ended, old)
		}
	}
	g.ended[id] = now.Add(sessionLength)
}

// tooMany counts a wrong password of an address, and tells whether there were
// too many of late. A right one is never asked: whoever shares an address with
// a guesser, such as that of a proxy, still comes in.
func (g *gate) tooMany(addr string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.now(); now.Sub(g.window) >= loginWindow {
		g.window, g.failing = now, 0
		clear(g.failed)
	}
	if g.failing >= loginTriesAll || g.failed[addr] >= loginTries {
		return true
	}
	g.failed[addr]++
	g.failing++
	return false
}

// secure tells whether the browser speaks TLS to us or to the proxy in front.
func (g *gate) secure(r *http.Request) bool {
	return r.TLS != nil || (g.opts.Proxy && lastOf(r, "X-Forwarded-Proto") == "https")
}

// cookieName has the prefix that binds a cookie to this host and to TLS
// wherever there is TLS.
func (g *gate) cookieName(r *http.Request) string {
	if g.secure(r) {
		return "__Host-countersign"
	}
	return "countersign"
}

func (g *gate) cookie(r *http.Request, value string, age time.Duration) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // G124: Secure wherever TLS is spoken; plain http is for loopback
		Name: g.cookieName(r), Value: value, Path: "/", MaxAge: int(age.Seconds()), HttpOnly: true,
		Secure: g.secure(r), SameSite: http.SameSiteStrictMode,
	}
}

// address is where a request comes from: the last hop before our own proxy.
func (g *gate) address(r *http.Request) string {
	if g.opts.Proxy {
		if last := lastOf(r, "X-Forwarded-For"); last != "" {
			return last
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// lastOf gives the last value of a header: what our own proxy wrote. A proxy
// may add a line of its own to those that the client sent.
func lastOf(r *http.Request, name string) string {
	values := strings.Split(strings.Join(r.Header.Values(name), ","), ",")
	return strings.TrimSpace(values[len(values)-1])
}

// who finds out who makes a request; false when nobody we know.
func (h *Handler) who(r *http.Request) (identity, bool) {
	if h.opts.Demo {
		return identity{name: h.chosenName(r)}, true
	}
	if token, ok := bearer(r); ok {
		return identity{}, h.gate.opens(token)
	}
	return h.session(r)
}

// bearer reads the token of a request. The scheme is written in any case (RFC
// 9110, section 11.1).
func bearer(r *http.Request) (string, bool) {
	scheme, token, found := strings.Cut(strings.TrimSpace(r.Header.Get("Authorization")), " ")
	return strings.TrimSpace(token), found && strings.EqualFold(scheme, "Bearer")
}

// session gives who is signed in with a cookie: nobody whose name was taken off
// the list since.
func (h *Handler) session(r *http.Request) (identity, bool) {
	c, err := r.Cookie(h.gate.cookieName(r))
	if err != nil {
		return identity{}, false
	}
	who, ok := h.gate.read(c.Value)
	return who, ok && h.opts.mayDecide(who.name)
}

// signedIn lets known people through, and of those who came with a cookie only
// such posts as carry the session's own token.
func (h *Handler) signedIn(next http.HandlerFunc, otherwise http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, ok := h.who(r)
		if !ok {
			if _, tried := bearer(r); tried && h.heldBack(w, r) {
				h.fail(w, r, &badRequest{http.StatusTooManyRequests, tooManyTries})
				return
			}
			otherwise(w, r)
			return
		}
		if who.session && r.Method != http.MethodGet && r.Method != http.MethodHead {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			if !hmac.Equal([]byte(csrfOf(r)), []byte(who.csrf)) {
				h.fail(w, r, &badRequest{http.StatusForbidden, "this page is out of date: load it again"})
				return
			}
		}
		next(w, r.WithContext(context.WithValue(r.Context(), identityKey{}, who)))
	})
}

const tooManyTries = "too many wrong passwords came from here: wait a minute, then try again"

// heldBack takes note of a wrong password, and tells whether there were too
// many of late; the answer is late then.
func (h *Handler) heldBack(w http.ResponseWriter, r *http.Request) bool {
	addr := h.gate.address(r)
	if !h.gate.tooMany(addr) {
		h.log.Warn("login refused", "address", addr)
		return false
	}
	w.Header().Set("Retry-After", "60")
	late := time.NewTimer(h.gate.delay)
	defer late.Stop()
	select {
	case <-late.C:
	case <-r.Context().Done():
	}
	return true
}

// csrfOf reads the token of a post from its header or form.
func csrfOf(r *http.Request) string {
	if token := r.Header.Get("X-CSRF-Token"); token != "" {
		return token
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return r.PostFormValue("csrf")
	}
	return ""
}

func (h *Handler) unauthorised(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="countersign"`)
	h.fail(w, r, &badRequest{http.StatusUnauthorized, "send the header Authorization: Bearer with the secret of the console"})
}

func (h *Handler) toLogin(w http.ResponseWriter, r *http.Request) {
	if wantsJSON(r) {
		h.unauthorised(w, r)
		return
	}
	to := "/login"
	if r.Method == http.MethodGet && r.URL.Path != "/" {
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// localPath keeps a target within this site.
func localPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}

type loginPage struct {
	Chrome chrome
	Next   string
	Name   string // as it was given before
	Error  string
	Plain  bool // the way to this page is not encrypted
}

func (h *Handler) getLogin(w http.ResponseWriter, r *http.Request) {
	if _, ok := h.session(r); ok || h.opts.Demo {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	h.showLogin(w, r, http.StatusOK, "")
}

func (h *Handler) showLogin(w http.ResponseWriter, r *http.Request, status int, why string) {
	p := loginPage{Chrome: h.chrome(r, "Sign in"), Next: localPath(r.FormValue("next")), Name: r.PostFormValue("name"), Error: why, Plain: !h.private(r)}
	h.render(w, status, "login", p)
}

// private tells whether a password can be sent over this connection unread.
func (h *Handler) private(r *http.Request) bool {
	return h.gate.secure(r) || loopbackHost(h.gate.address(r))
}

func (h *Handler) postLogin(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	name := strings.TrimSpace(r.PostFormValue("name"))
	switch {
	case h.opts.Demo:
		http.Redirect(w, r, "/", http.StatusSeeOther)
	case !h.private(r):
		h.showLogin(w, r, http.StatusForbidden, "Sign in over https: this connection can be read by others.")
	case !h.gate.opens(r.PostFormValue("secret")):
		if h.heldBack(w, r) {
			h.showLogin(w, r, http.StatusTooManyRequests, sentence(tooManyTries))
			return
		}
		h.showLogin(w, r, http.StatusUnauthorized, "That is not the password of this console.")
	case bot.Blank(name) || unfit(name) != "" || len(name) > 120 || !h.opts.mayDecide(name):
		h.showLogin(w, r, http.StatusUnprocessableEntity, "Say who you are: decisions stand in your name.")
	default:
		t := ticket{Name: name, ID: rand.Text(), Ends: h.now().Add(sessionLength).Unix()}
		http.SetCookie(w, h.gate.cookie(r, h.gate.sign(t), sessionLength))
		http.Redirect(w, r, localPath(r.PostFormValue("next")), http.StatusSeeOther)
	}
}

func (h *Handler) postLogout(w http.ResponseWriter, r *http.Request) {
	if who := identityOf(r.Context()); who.session {
		h.gate.end(who.id)
	}
	gone := h.gate.cookie(r, "", 0) //nolint:gosec // G124: made by cookie, which sets what must be set
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

// asCookie holds the name that a visitor of the demo goes by. It opens nothing.
const asCookie = "countersign-as"

func (h *Handler) chosenName(r *http.Request) string {
	if c, err := r.Cookie(asCookie); err == nil {
		if raw, err := base64.RawURLEncoding.DecodeString(c.Value); err == nil && len(raw) <= 120 && !bot.Blank(string(raw)) && unfit(string(raw)) == "" {
			return string(raw)
		}
	}
	if len(h.opts.Staff) > 0 {
		return h.opts.Staff[0]
	}
	return "Demo staff"
}

func (h *Handler) postAs(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if name := strings.TrimSpace(r.PostFormValue("name")); h.opts.Demo && !bot.Blank(name) && unfit(name) == "" && len(name) <= 120 {
		http.SetCookie(w, &http.Cookie{ //nolint:gosec // G124: a name of the demo, which has no TLS
			Name: asCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(name)), Path: "/",
			HttpOnly: true, SameSite: http.SameSiteStrictMode,
		})
	}
	http.Redirect(w, r, localPath(r.PostFormValue("next")), http.StatusSeeOther)
}
