package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	slackgo "github.com/slack-go/slack"
)

// newAPI makes the library's client the way this package needs it: with a
// time limit, without retries of its own (the outbox knows which are safe),
// and without a log, which would hold client messages.
func newAPI(opts Options, secrets Secrets, wire *doer) *slackgo.Client {
	return slackgo.New(secrets.BotToken,
		slackgo.OptionHTTPClient(wire),
		slackgo.OptionAPIURL(opts.APIURL),
		slackgo.OptionAppLevelToken(secrets.AppToken),
		slackgo.OptionLog(log.New(io.Discard, "", 0)),
	)
}

func newDoer(opts Options, secrets Secrets) *doer {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 16
	return &doer{client: &http.Client{Timeout: opts.RequestTimeout, Transport: t, CheckRedirect: stay}, url: opts.APIURL, secrets: secrets}
}

// stay follows no redirect: the library sends the token in the form of a request,
// which would go along.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// doer sends requests and remembers of a failed one whether any of it left.
type doer struct {
	client  *http.Client
	url     string
	secrets Secrets
}

// Do sends one request. The library puts the token of some methods into the
// form; servers that stand in for Slack look for the header only.
func (d *doer) Do(req *http.Request) (*http.Response, error) {
	var wrote atomic.Bool
	trace := &httptrace.ClientTrace{WroteHeaders: func() { wrote.Store(true) }}
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), trace))
	if req.Header.Get("Authorization") == "" && strings.HasPrefix(req.URL.String(), d.url) && d.secrets.BotToken != "" {
		req.Header.Set("Authorization", "Bearer "+d.secrets.BotToken)
	}
	resp, err := d.client.Do(req)
	if err != nil && !wrote.Load() {
		return nil, unsentError{err}
	}
	return resp, err
}

// maxAnswer bounds what is read of an answer, in bytes: a page of a history may
// hold 200 long messages.
const maxAnswer = 32 << 20

// form calls a method by ourselves, where the library does not know it or reads
// its answer into types that one odd message breaks.
func (d *doer) form(ctx context.Context, method string, values url.Values, answer any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+method, strings.NewReader(values.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := d.Do(req)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return err
	}
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && resp.StatusCode == http.StatusTooManyRequests {
		return &slackgo.RateLimitedError{RetryAfter: time.Duration(seconds) * time.Second}
	}
	if resp.StatusCode != http.StatusOK {
		return slackgo.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
	}
	return json.Unmarshal(raw, answer)
}

// call runs one call to Slack, counts it, and puts its error into words. Once Slack
// does not believe the token any more nothing is asked.
func (c *Client) call(ctx context.Context, method string, fn func(ctx context.Context) error) error {
	if err := c.turnedAwayBefore(method); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.RequestTimeout)
	defer cancel()
	err := callError(method, fn(ctx))
	outcome := "ok"
	if err != nil {
		outcome = outcomeLabel(err)
	}
	c.metrics.calls.WithLabelValues(method, outcome).Inc()
	if e, ok := errors.AsType[*CallError](err); ok && lostToken[e.Code] && !slices.Contains(otherwise, method) {
		c.turnedAway(e)
	}
	return err
}
