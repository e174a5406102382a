package slack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"
)

// CallError is a call to Slack that failed, in words for staff and operators.
// It holds no token, no address and no words of a message.
type CallError struct {
	Method string
	Code   string        // Slack's own code, or timeout, unreachable, cut_off, http_503, rate_limited
	Needed string        // scopes that the token lacks
	Wait   time.Duration // how long Slack asks us to wait
	Sent   bool          // the request may have reached Slack
	cause  error
}

// Error gives a sentence that says what to do, where there is something to do.
func (e *CallError) Error() string {
	text := "slack " + e.Method + ": " + e.Code
	if e.Needed != "" {
		text += " (needs " + e.Needed + ")"
	}
	if do := e.advice(); do != "" {
		text += ": " + do
	}
	return text
}

// advice says what to do; "" where that is not known.
func (e *CallError) advice() string {
	if do, ok := advice[e.Code]; ok {
		return do
	}
	switch {
	case strings.HasPrefix(e.Code, "restricted_action_"):
		return advice["restricted_action"]
	case strings.HasPrefix(e.Code, "http_3"):
		return "the address leads elsewhere, where no token goes: set slack.api_url to where it leads"
	case strings.HasPrefix(e.Code, "http_4"):
		return "that is no answer of Slack's own: check slack.api_url, and what stands between it and here"
	case strings.HasPrefix(e.Code, "http_5"):
		return "the other side has trouble of its own: try again in a while"
	}
	return ""
}

// Unwrap gives what the call failed with. It may name addresses: do not log it.
func (e *CallError) Unwrap() error { return e.cause }

var advice = map[string]string{
	"not_in_channel":                        "the app is not in this channel: invite it there",
	"channel_not_found":                     "there is no such channel for the app: check the id, and invite the app",
	"is_archived":                           "the channel is archived: unarchive it or set another one",
	"restricted_action":                     "a setting of the workspace does not let the app post here",
	"msg_too_long":                          "the text is too long for Slack: shorten it",
	"invalid_blocks":                        "Slack does not accept the layout of this message",
	"missing_scope":                         "the app lacks a permission: add it, reinstall the app",
	"invalid_auth":                          "the token is not valid: copy it anew and restart",
	"not_authed":                            "no token was sent: set SLACK_BOT_TOKEN",
	"account_inactive":                      "the app was removed from the workspace: install it again",
	"token_revoked":                         "the token was revoked: install the app again and set the new token",
	"timeout":                               "Slack did not answer in time",
	"unreachable":                           "Slack could not be reached: check the network",
	"cut_off":                               "the connection broke before Slack gave an answer that can be read",
	"not_allowed_token_type":                "the token is of another kind: SLACK_BOT_TOKEN begins with xoxb-, SLACK_APP_TOKEN with xapp-",
	"thread_not_found":                      "the message that this answers is gone",
	"user_not_found":                        "there is nobody of this id in the workspace",
	"rate_limited":                          "Slack asks to wait",
	"expired_trigger_id":                    "the dialogue took too long to open: press the button again",
	"messages_tab_disabled":                 "the app may not write direct messages: enable the messages tab of its home",
	"cant_update_message":                   "the card cannot be changed any more",
	"method_not_supported_for_channel_type": "set a channel, not a direct message",
}

// unsentError is an error of a request of which not a byte was written.
type unsentError struct{ error }

func (e unsentError) Unwrap() error { return e.error }

// callError makes a CallError of what slack-go gives for a call; nil for nil.
func callError(method string, err error) error {
	if err == nil {
		return nil
	}
	e := &CallError{Method: method, Sent: true, cause: err}
	var limited *slackgo.RateLimitedError
	var status slackgo.StatusCodeError
	var refused slackgo.SlackErrorResponse
	var unsent unsentError
	switch {
	case errors.As(err, &limited):
		e.Code, e.Wait, e.Sent = "rate_limited", max(limited.RetryAfter, time.Second), false
	case errors.As(err, &status):
		e.status(status.Code)
	case errors.As(err, &refused):
		e.refused(refused)
	case errors.As(err, &unsent):
		e.Code, e.Sent = "unreachable", false
	case timedOut(err):
		e.Code = "timeout"
	default:
		e.Code = "cut_off"
	}
	return e
}

func timedOut(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &n) && n.Timeout())
}

func (e *CallError) status(code int) {
	e.Code = fmt.Sprintf("http_%d", code)
	switch {
	case code == http.StatusTooManyRequests:
		e.Code, e.Wait, e.Sent = "rate_limited", 30*time.Second, false
	case code < http.StatusInternalServerError:
		e.Sent = false
	}
}

// unsure are answers of Slack after which the message may be there all the
// same: Slack says of them that part of the work may have been done.
var unsure = []string{"internal_error", "fatal_error"}

// limits are codes by which Slack asks to wait without an HTTP 429.
var limits = []string{"ratelimited", "rate_limited", "message_limit_exceeded"}

// passing are answers after which the same message may go through later.
var passing = []string{"service_unavailable", "request_timeout", "team_added_to_org", "accesslimited"}

func (e *CallError) refused(r slackgo.SlackErrorResponse) {
	e.Code, e.Needed, e.Sent = r.Err, r.Needed, slices.Contains(unsure, r.Err)
	if slices.Contains(limits, r.Err) {
		e.Code, e.Wait = "rate_limited", 30*time.Second
	}
}

// codeOf gives the code of a failed call; "" for another error.
func codeOf(err error) string {
	if e, ok := errors.AsType[*CallError](err); ok {
		return e.Code
	}
	return ""
}

// permanent tells whether trying the same call again cannot help.
func (e *CallError) permanent() bool {
	return !e.Sent && e.Wait == 0 && e.Code != "unreachable" && !slices.Contains(passing, e.Code)
}
