package llm

import (
	"fmt"
	"time"
)

// Kind says why a model call failed.
type Kind string

// The closed set of kinds.
const (
	Timeout     Kind = "timeout"
	Rate        Kind = "rate"        // too many calls; RetryAfter may say when to try again
	Quota       Kind = "quota"       // the budget is used up
	Unavailable Kind = "unavailable" // 5xx, no connection, a panic in the provider
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
	Err        error // the cause; may be nil
}

// Error names the provider, the kind and the cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("model %s: %s", e.Provider, e.Kind)
	}
	return fmt.Sprintf("model %s: %s: %v", e.Provider, e.Kind, e.Err)
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
