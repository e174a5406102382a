package llm

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 4 << 20

// wire carries the requests of every live provider. It puts the key where it
// belongs, reads the whole answer within its bounds, and turns whatever is not
// a JSON document with a status of 200 into an *Error, in the one way for all:
// no SDK gets to see a failure, so none retries one or prints one. It follows
// no redirect, since that would carry the key to another host.
type wire struct {
	next   http.RoundTripper
	sign   func(*http.Request)                           // puts the key into the header
	ask    func(context.Context, []byte) ([]byte, error) // changes the body of a request; nil leaves it
	answer func([]byte) ([]byte, error)                  // changes the body of an answer; nil leaves it
}

// exchange is what one call put on the wire and got back.
type exchange struct {
	sent bool
	hash string // SHA-256 in hex of the answer's body
	body []byte // the answer's body as it came
}

type exchangeKey struct{}

// exchanging gives a context whose requests leave their traces in the exchange.
func exchanging(ctx context.Context) (context.Context, *exchange) {
	x := &exchange{}
	return context.WithValue(ctx, exchangeKey{}, x), x
}

// RoundTrip sends one request. Its error is an *Error.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	x, _ := req.Context().Value(exchangeKey{}).(*exchange)
	if x == nil {
		x = &exchange{}
	}
	out, err := w.prepared(req)
	if err != nil {
		return nil, &Error{Kind: BadRequest, Err: errors.New("the request could not be put together")}
	}
	x.sent = true
	resp, err := w.next.RoundTrip(out)
	if err != nil {
		return nil, unsent(req.Context(), err)
	}
	defer func() { _ = resp.Body.Close() }() // it was read as far as it matters
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, unsent(req.Context(), err)
	}
	x.body = body
	sum := sha256.Sum256(body)
	x.hash = hex.EncodeToString(sum[:])
	if e := refused(resp, body); e != nil {
		return nil, e
	}
	if w.answer != nil {
		if body, err = w.answer(body); err != nil {
			return nil, &Error{Kind: Malformed, Err: errors.New("the answer does not have the provider's format")}
		}
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Del("Content-Length")
	return resp, nil
}

// prepared gives the request as it goes out; the SDK's own stays as it is.
func (w *wire) prepared(req *http.Request) (*http.Request, error) {
	out := req.Clone(req.Context())
	if w.sign != nil {
		w.sign(out)
	}
	if req.Body == nil {
		return out, nil
	}
	body, err := io.ReadAll(req.Body)
	if err = errors.Join(err, req.Body.Close()); err != nil {
		return nil, err
	}
	if w.ask != nil {
		if body, err = w.ask(req.Context(), body); err != nil {
			return nil, err
		}
	}
	out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return out, nil
}

// unsent is the error of a request that got no answer. An URL, which may hold a
// key, is not part of it.
func unsent(ctx context.Context, err error) *Error {
	if ctx.Err() != nil {
		return &Error{Kind: Timeout, Err: ctx.Err()}
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		return &Error{Kind: Timeout, Err: errors.New("no answer from the network in time")}
	}
	if e, ok := errors.AsType[*net.OpError](err); ok {
		return &Error{Kind: Unavailable, Err: e}
	}
	return &Error{Kind: Unavailable, Err: errors.New("the connection broke off")}
}

// wireFault is the body of a refusal, as Google and OpenAI write it.
type wireFault struct {
	Error struct {
		Status  string          `json:"status"`
		Type    string          `json:"type"`
		Code    json.RawMessage `json:"code"`
		Param   string          `json:"param"`
		Message string          `json:"message"`
		Details []struct {
			Reason     string `json:"reason"`
			RetryDelay string `json:"retryDelay"`
			Violations []struct {
				QuotaID string `json:"quotaId"`
				Field   string `json:"field"`
			} `json:"violations"`
			Fields []struct {
				Field string `json:"field"`
			} `json:"fieldViolations"`
		} `json:"details"`
	} `json:"error"`
}

// refused tells what is wrong with an answer; nil where it is a document to read.
func refused(resp *http.Response, body []byte) *Error {
	status := resp.StatusCode
	if status == http.StatusOK {
		switch {
		case len(body) > maxAnswer:
			return &Error{Kind: Malformed, Err: errors.New("the answer is too long")}
		case !json.Valid(body):
			return &Error{Kind: Malformed, Err: errors.New("the answer is no JSON")}
		}
		return nil
	}
	var f wireFault
	if list := bytes.TrimSpace(body); bytes.HasPrefix(list, []byte("[")) { // Google wraps some faults in a list
		body = bytes.TrimSuffix(bytes.TrimPrefix(list, []byte("[")), []byte("]"))
	}
	_ = json.Unmarshal(body, &f) // a refusal without a readable body is told by its status alone
	return &Error{Kind: f.kind(status), RetryAfter: f.wait(resp.Header), Optional: f.optional(status),
		Err: fmt.Errorf("HTTP %d%s", status, f.code())}
}

func (f wireFault) kind(status int) Kind {
	code := strings.Trim(string(f.Error.Code), `"`)
	switch {
	case code == "content_filter" || f.Error.Type == "content_filter":
		return Blocked
	case code == "insufficient_quota" || status == http.StatusTooManyRequests && f.daily():
		return Quota
	case status == http.StatusTooManyRequests:
		return Rate
	case status == http.StatusUnauthorized, status == http.StatusForbidden, f.reason("API_KEY_INVALID"), f.reason("API_KEY_EXPIRED"):
		return Auth
	case status == http.StatusNotFound, status == http.StatusGone:
		return ModelGone
	case status == http.StatusRequestTimeout, status == http.StatusGatewayTimeout:
		return Timeout
	case status >= 400 && status < 500:
		return BadRequest
	}
	return Unavailable
}

func (f wireFault) reason(want string) bool {
	for _, d := range f.Error.Details {
		if d.Reason == want {
			return true
		}
	}
	return false
}

// daily tells whether a quota that lasts until tomorrow is used up.
func (f wireFault) daily() bool {
	for _, d := range f.Error.Details {
		for _, v := range d.Violations {
			if strings.Contains(v.QuotaID, "PerDay") {
				return true
			}
		}
	}
	return false
}

// optionals are the parameters that a model may refuse and that an answer can
// be had without, as providers spell them.
var optionals = []string{"thinking", "reasoning_effort", "response_format", "json_schema", "jsonschema", "responseschema",
	"response_schema", "max_completion_tokens"}

// optional tells whether the refusal is of a parameter that can be left out.
func (f wireFault) optional(status int) bool {
	if status != http.StatusBadRequest && status != http.StatusUnprocessableEntity {
		return false
	}
	names := f.Error.Param + " " + f.Error.Message
	for _, d := range f.Error.Details {
		for _, v := range d.Fields {
			names += " " + v.Field
		}
	}
	names = strings.ToLower(names)
	for _, o := range optionals {
		if strings.Contains(names, o) || strings.Contains(names, strings.ReplaceAll(o, "_", "")) {
			return true
		}
	}
	return false
}

// longestWait bounds what a provider may ask for: a longer time is a mistake.
const longestWait = 24 * time.Hour

// wait is how long the provider asks to be left alone; zero where it does not say.
func (f wireFault) wait(h http.Header) time.Duration {
	out := retryAfter(h, time.Now())
	for _, d := range f.Error.Details {
		if w, err := time.ParseDuration(d.RetryDelay); err == nil && w > out {
			out = min(w, longestWait)
		}
	}
	return out
}

// retryAfter reads the header of that name: seconds, or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if s, err := strconv.ParseFloat(text, 64); err == nil && s > 0 {
		return time.Duration(min(s, longestWait.Seconds()) * float64(time.Second))
	}
	if at, err := http.ParseTime(text); err == nil && at.After(now) {
		return min(at.Sub(now), longestWait)
	}
	return 0
}

// code is the provider's word for a refusal, where it is plainly one: a message
// may repeat what was asked.
func (f wireFault) code() string {
	for _, word := range []string{f.Error.Status, strings.Trim(string(f.Error.Code), `"`), f.Error.Type} {
		if len(word) > 3 && len(word) < 40 && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_") == "" {
			return " " + word
		}
	}
	return ""
}

// failure makes an *Error of what an SDK returned. x is what was on the wire.
// Nothing of the SDK's own words is kept: they may repeat a key or a prompt.
func failure(ctx context.Context, provider string, x *exchange, err error) *Error {
	out := Error{Provider: provider}
	e, known := errors.AsType[*Error](err)
	switch {
	case known:
		out = *e
		out.Provider = provider
	case ctx.Err() != nil:
		out.Kind, out.Err = Timeout, ctx.Err()
	case !x.sent:
		out.Kind, out.Err = BadRequest, errors.New("the request could not be put together")
	default:
		out.Kind, out.Err = Malformed, errors.New("the answer does not have the provider's format")
	}
	return &out
}

// client makes an HTTP client over the wire. It has no time-out of its own: each
// call has a deadline.
func (w *wire) client() *http.Client {
	return &http.Client{Transport: w, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// newTransport is the connection pool under a provider.
func newTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost, t.ResponseHeaderTimeout = 8, 0
	return t
}
