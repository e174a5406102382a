package slack

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/handlers/edge"
)

// What a failed call means for the message.
func TestOnlyWhatCertainlyDidNotLeaveIsTakenForNotSent(t *testing.T) {
	refused := func(code string) error { return slackgo.SlackErrorResponse{Err: code} }
	for name, x := range map[string]struct {
		err  error
		want bot.Outcome
		perm bool
	}{
		"rate limited":            {&slackgo.RateLimitedError{RetryAfter: time.Second}, bot.NotSent, false},
		"429 without Retry-After": {slackgo.StatusCodeError{Code: http.StatusTooManyRequests}, bot.NotSent, false},
		"ratelimited in the body": {refused("ratelimited"), bot.NotSent, false},
		"500":                     {slackgo.StatusCodeError{Code: 500}, bot.Unclear, false},
		"503":                     {slackgo.StatusCodeError{Code: 503}, bot.Unclear, false},
		"404":                     {slackgo.StatusCodeError{Code: 404}, bot.NotSent, true},
		"internal_error":          {refused("internal_error"), bot.Unclear, false},
		"fatal_error":             {refused("fatal_error"), bot.Unclear, false},
		"service_unavailable":     {refused("service_unavailable"), bot.NotSent, false},
		"channel_not_found":       {refused("channel_not_found"), bot.NotSent, true},
		"invalid_auth":            {refused("invalid_auth"), bot.NotSent, false}, // for all messages alike: they wait
		"time-out":                {context.DeadlineExceeded, bot.Unclear, false},
		"cut off":                 {errors.New("unexpected EOF"), bot.Unclear, false},
		"nothing was written":     {unsentError{errors.New("connection refused")}, bot.NotSent, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := &Client{pace: edge.NewPacer(time.Second, 1, time.Now), log: quietLog()}
			p := c.posting("C1", "", callError("chat.postMessage", x.err))
			if p.Outcome != x.want || p.Permanent != x.perm || p.Err == nil {
				t.Errorf("posting: got %+v, want outcome %v, permanent %t", p, x.want, x.perm)
			}
		})
	}
}

func TestARefusedConnectionIsNotSentAndAnAcceptedOneIsUnclear(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	c, err := NewClient(testOptions(f), testSecrets(), Deps{Directory: nobody{}, Cases: noCases{}}, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	k := &bot.Case{ID: 1, Platform: bot.Slack, Channel: clientChannel, Thread: "1.1"}
	out := bot.Outbound{ID: 1, Kind: bot.PostAnswer, Channel: clientChannel, Thread: "1.1", Text: "Hello", Hash: bot.TextHash("Hello")}
	f.next("chat.postMessage", "drop-before")
	if p := c.Post(t.Context(), out, k); p.Outcome != bot.Unclear {
		t.Errorf("cut off after it was written: %+v, want unclear", p)
	}
	f.server.CloseClientConnections()
	f.server.Listener.Close()
	if p := c.Post(t.Context(), out, k); p.Outcome != bot.NotSent || p.Permanent {
		t.Errorf("refused: %+v, want not sent, and tried again", p)
	}
}

type nobody struct{}

func (nobody) Account(bot.Platform, string) bot.Account { return bot.Account{} }
func (nobody) Accounts() []bot.Account                  { return nil }

type noCases struct{ err error }

func (n noCases) Case(context.Context, int64) (*bot.Case, error)             { return nil, bot.ErrNotFound }
func (n noCases) Cases(context.Context, bot.CaseFilter) ([]*bot.Case, error) { return nil, n.err }

// Point 31: the library sends the token in the form of a request.
func TestNoTokenFollowsARedirect(t *testing.T) {
	t.Parallel()
	var got atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { got.Add(1) }))
	defer elsewhere.Close()
	f := newFake(t)
	f.until("auth.test", "to:"+elsewhere.URL)
	c, err := NewClient(testOptions(f), testSecrets(), Deps{Directory: nobody{}, Cases: noCases{}}, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.identify(t.Context())
	if got.Load() != 0 {
		t.Error("the request went on")
	}
	if err == nil || !strings.Contains(err.Error(), "set slack.api_url") || strings.Contains(err.Error(), elsewhere.URL) {
		t.Errorf("error %v", err)
	}
}

// Points 8 and 26: what is not known to have arrived is no matter for staff while Slack
// does not believe the token. What another token is for stops nothing.
func TestALookWithATokenThatSlackDoesNotBelieveIsMadeAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	out := bot.Outbound{ID: 900, Kind: bot.PostAnswer, Channel: clientChannel, Thread: k.Thread, Marker: "the-mark"}
	for _, method := range []string{"apps.connections.open", "auth.test"} {
		if err := r.client.call(t.Context(), method, func(context.Context) error { return slackgo.SlackErrorResponse{Err: "invalid_auth"} }); err == nil || r.client.stopped() != "" {
			t.Errorf("%s: error %v, stopped because of %q; want the error alone", method, err, r.client.stopped())
		}
	}
	r.slack.next("conversations.replies", "error:token_revoked")
	for range 2 {
		if got, _ := r.client.Find(t.Context(), out); got != bot.LookLater {
			t.Errorf("found %v, want to look later", got)
		}
	}
	if n := len(r.slack.called("conversations.replies")); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
	r.client.stop("", "")
	if got, _ := r.client.Find(t.Context(), out); got != bot.Absent {
		t.Errorf("with a new token: %v, want absent", got)
	}
}
