package slack

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The paths of http mode. Both kinds of delivery are taken at both.
const (
	EventsPath  = "/slack/events"
	ActionsPath = "/slack/actions"
)

// maxBody bounds a delivery, in bytes; DrainBody is how much a server should
// let come of a request before it cuts it off: see readBody.
const (
	maxBody   = 1 << 20
	DrainBody = 32 << 20
)

// errNotSlack reports a request that Slack did not sign. It holds nothing that
// would help to sign one.
var errNotSlack = errors.New("not signed by slack")

// skew is how far Slack's clock and ours may be apart.
const skew = 5 * time.Minute

// verify checks a signature over the raw body, before anything of it is read.
func verify(secrets []string, header http.Header, body []byte, now time.Time) error {
	stamp, given := header.Get("X-Slack-Request-Timestamp"), header.Get("X-Slack-Signature")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	signature, found := strings.CutPrefix(given, "v0=")
	if err != nil || !found || now.Sub(time.Unix(seconds, 0)).Abs() > skew {
		return errNotSlack
	}
	sent, err := hex.DecodeString(signature)
	if err != nil || len(sent) != sha256.Size {
		return errNotSlack
	}
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte("v0:" + stamp + ":"))
		mac.Write(body)
		if hmac.Equal(mac.Sum(nil), sent) {
			return nil
		}
	}
	return errNotSlack
}

// Handler takes the signed deliveries of http mode.
func (l *Listener) Handler() http.Handler { return http.HandlerFunc(l.serve) }

// Mount adds the routes of http mode to a server.
func (l *Listener) Mount(handle func(pattern string, h http.Handler)) {
	handle("POST "+EventsPath, l.Handler())
	handle("POST "+ActionsPath, l.Handler())
}

func (l *Listener) serve(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	d := delivery{via: "http", reason: r.Header.Get("X-Slack-Retry-Reason")}
	if r.Method != http.MethodPost {
		http.Error(w, "only POST", http.StatusMethodNotAllowed)
		return
	}
	body, err := readBody(r.Body)
	if err != nil {
		l.refuse(w, d, err)
		return
	}
	if verify(l.c.secrets.signing(l.c.deps.Now().Sub(l.c.began)), r.Header, body, l.c.deps.Now()) != nil {
		l.count(d, "forged")
		http.Error(w, errNotSlack.Error(), http.StatusUnauthorized)
		return
	}
	if n, err := strconv.Atoi(r.Header.Get("X-Slack-Retry-Num")); err == nil && n > 0 {
		d.retry = n
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "application/x-www-form-urlencoded" {
		l.serveAction(w, r, body, d)
	} else {
		l.serveEvent(w, r, body, d)
	}
	l.c.metrics.ack.Observe(time.Since(began).Seconds())
}

// errTooBig reports a delivery that is longer than Slack's are.
var errTooBig = errors.New("the delivery is too big")

// readBody reads a delivery. Of one that is too big the rest is thrown away
// before it is refused, as far as the server lets it come: whoever is still
// writing when the connection closes never reads the answer.
func readBody(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	if err != nil || len(body) <= maxBody {
		return body, err
	}
	_, _ = io.Copy(io.Discard, r) // the server's own limit may end it: it is refused either way
	return nil, errTooBig
}

func (l *Listener) refuse(w http.ResponseWriter, d delivery, err error) {
	if errors.Is(err, errTooBig) {
		l.count(d, "too_big")
		http.Error(w, "too big", http.StatusRequestEntityTooLarge)
		return
	}
	l.count(d, "broken")
	http.Error(w, "unreadable", http.StatusBadRequest)
}

func (l *Listener) serveEvent(w http.ResponseWriter, r *http.Request, body []byte, d delivery) {
	if challenge, ok := challengeOf(body); ok {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, challenge) // whoever asked has gone
		return
	}
	switch err := l.take(r.Context(), body, d); {
	case errors.Is(err, errBroken):
		http.Error(w, err.Error(), http.StatusBadRequest)
	case err != nil:
		l.log.Error("delivery is not acknowledged; Slack will make it again", "event", d.event, "err", err)
		http.Error(w, "not stored, try again", http.StatusServiceUnavailable)
	default:
		w.WriteHeader(http.StatusOK)
	}
}

func challengeOf(body []byte) (string, bool) {
	var e envelope
	if json.Unmarshal(body, &e) != nil || e.Type != "url_verification" {
		return "", false
	}
	return e.Challenge, true
}

func (l *Listener) serveAction(w http.ResponseWriter, r *http.Request, body []byte, d delivery) {
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("payload") == "" {
		l.count(d, "broken")
		http.Error(w, errBroken.Error(), http.StatusBadRequest)
		return
	}
	// The answer to a dialogue is owed within three seconds even when Slack
	// has hung up meanwhile: what was decided stays decided.
	payload, err := l.interact(context.WithoutCancel(r.Context()), []byte(form.Get("payload")), d)
	switch {
	case errors.Is(err, errBroken):
		http.Error(w, err.Error(), http.StatusBadRequest)
	case err != nil:
		http.Error(w, "busy, try again", http.StatusServiceUnavailable)
	case payload != nil:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(payload) // whoever asked has gone
	default:
		w.WriteHeader(http.StatusOK)
	}
}
