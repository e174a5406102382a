package teams

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// CallError is a call to Teams that failed, in words for staff and operators.
// It holds no token, no address and no words of a message.
type CallError struct {
	Op     string        // post, create, update, members, channels
	Status int           // of the answer; 0 where there was none
	Code   string        // the connector's own code, or timeout, unreachable, cut_off, token
	Wait   time.Duration // how long Teams asks us to wait
	Sent   bool          // the message may have reached Teams
	cause  error
}

// Error gives a sentence that says what to do, where there is something to do.
func (e *CallError) Error() string {
	text := "teams " + e.Op + ": " + e.Code
	if e.Status != 0 {
		text = fmt.Sprintf("teams %s: status %d", e.Op, e.Status)
		if e.Code != "" {
			text += " " + e.Code
		}
	}
	var token *TokenError
	if errors.As(e.cause, &token) {
		return text + ": " + token.Error()
	}
	if do := e.advice(); do != "" {
		text += ": " + do
	}
	return text
}

// Unwrap gives what the call failed with. It may name addresses: do not log it.
func (e *CallError) Unwrap() error { return e.cause }

func (e *CallError) advice() string {
	switch e.Status {
	case http.StatusUnauthorized:
		return "the connector does not accept our token: check teams.app_id, teams.tenant and the secret"
	case http.StatusForbidden:
		return "the app was removed or blocked there: install it again in the team or chat"
	case http.StatusNotFound:
		return "there is no such conversation or message for the app"
	case http.StatusRequestEntityTooLarge:
		return "the message is too long for Teams: shorten it"
	case http.StatusTooManyRequests:
		return "Teams asks to wait"
	}
	return map[string]string{"timeout": "Teams did not answer in time", "unreachable": "Teams could not be reached: check the network",
		"cut_off": "the connection broke before Teams answered"}[e.Code]
}

// permanent tells whether trying the same call again cannot help.
func (e *CallError) permanent() bool {
	return !e.Sent && e.Wait == 0 && e.Status >= 400 && e.Status < 500
}

// statusOf gives the status with which a call was refused; 0 for another error.
func statusOf(err error) int {
	if e, ok := errors.AsType[*CallError](err); ok {
		return e.Status
	}
	return 0
}

// notWrittenError is an error of a request of which not a byte was written.
type notWrittenError struct{ error }

func (e notWrittenError) Unwrap() error { return e.error }

// broken makes a CallError of a call that got no answer.
func broken(op string, err error) *CallError {
	e := &CallError{Op: op, Code: "cut_off", Sent: true, cause: err}
	var unsent notWrittenError
	var n net.Error
	switch {
	case errors.As(err, &unsent):
		e.Code, e.Sent = "unreachable", false
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &n) && n.Timeout():
		e.Code = "timeout"
	}
	return e
}

// plainCode is what an error code of the connector looks like.
var plainCode = regexp.MustCompile(`^[A-Za-z]{1,64}$`)

// refused makes a CallError of an answer that is no success. What Teams says of
// 412 and 5xx leaves open whether the message is there.
func refused(op string, status int, code string, retryAfter string, now time.Time) *CallError {
	if !plainCode.MatchString(code) {
		code = ""
	}
	e := &CallError{Op: op, Status: status, Code: code}
	switch {
	case status == http.StatusTooManyRequests:
		e.Wait = waitOf(retryAfter, now)
	case status == http.StatusPreconditionFailed, status == http.StatusRequestTimeout, status >= 500, status < 400:
		e.Sent = true
	}
	return e
}

// The least and the most that we wait because Teams asked for it.
const (
	leastWait = time.Second
	mostWait  = 5 * time.Minute
)

// waitOf reads a Retry-After header: seconds or a date.
func waitOf(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	wait := 2 * time.Second
	if seconds, err := strconv.Atoi(header); err == nil {
		wait = time.Duration(min(max(seconds, 0), 3600)) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, leastWait), mostWait)
}
