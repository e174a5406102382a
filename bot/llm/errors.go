package llm

import (
	"errors"
	"fmt"
	"time"
)

// Kind says why a model call failed.
type Kind string

// The closed set of kinds.
const (
	Timeout     Kind = "timeout"
	Rate        Kind = "rate"        // too many calls; RetryAfter may say when to try again
	Quota       Kind = "quota"       // the day's budget is used up, the firm's own or the provider's
	Limit       Kind = "limit"       // one client asked too much in too short a time
	Unavailable Kind = "unavailable" // 5xx, no connection, a panic in the provider
	Paused      Kind = "paused"      // not asked, because it kept failing a moment ago
	Auth        Kind = "auth"
	ModelGone   Kind = "model_gone"
	BadRequest  Kind = "bad_request"
	Blocked     Kind = "blocked" // refused by a safety filter: a person should read the enquiry
	Malformed   Kind = "malformed"
	Truncated   Kind = "truncated"
	Empty       Kind = "empty"
)

// Error is a failed model call. It never holds a key, a prompt or a client's words.
type Error struct {
	Kind       Kind
	RetryAfter time.Duration // zero when the provider did not say
	Provider   string
	Optional   bool  // the same request without its optional parameters may be accepted
	Err        error // the cause; may be nil
}

// Error names the provider, the kind and the cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("model %s: %s", e.Provider, e.Kind)
	}
	return fmt.Sprintf("model %s: %s: %v", e.Provider, e.Kind, e.Err)
}

// KindOfError is the kind of an error: Unavailable for one that is no *Error.
func KindOfError(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Unavailable
}

var failureWords = map[Kind]string{
	Timeout:     "The model did not answer in time.",
	Rate:        "The model's provider takes no more questions for the moment.",
	Quota:       "Today's budget for the model is used up.",
	Limit:       "This client asked more in a few minutes than the model may be asked for one client.",
	Unavailable: "The model could not be reached.",
	Paused:      "The model kept failing a moment ago and is being left alone for now.",
	Auth:        "The model's provider does not accept the firm's key.",
	ModelGone:   "The provider no longer offers the model that is configured.",
	BadRequest:  "The model's provider did not accept the question as it was put.",
	Blocked:     "The model's safety filter refused the enquiry, so a person should read it.",
	Malformed:   "What the model wrote could not be used.",
	Truncated:   "The model stopped before its answer was complete.",
	Empty:       "The model gave an empty answer.",
}

// Words says in a sentence for staff why there is no answer of the model.
func (k Kind) Words() string {
	if w, ok := failureWords[k]; ok {
		return w
	}
	return "The model gave no answer that could be used."
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of the failure that a finish stands for; "" for FinishOK.
func KindOf(f Finish) Kind {
	switch f {
	case FinishOK:
		return ""
	case FinishTruncated:
		return Truncated
	case FinishBlocked:
		return Blocked
	case FinishEmpty:
		return Empty
	}
	return Malformed
}
