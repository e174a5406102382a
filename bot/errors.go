package bot

import (
	"errors"
	"fmt"
	"time"
)

var (
	// ErrConflict reports that somebody else changed what was loaded; load it and try again.
	ErrConflict = errors.New("changed by another step")
	// ErrNotFound reports that there is no such case, message or row.
	ErrNotFound = errors.New("not found")
	// ErrErased reports that the words were erased: the case's key is gone.
	ErrErased = errors.New("the words of this case were erased")
	// ErrUnderWay reports a case on which work is being done, or waits to be:
	// words of it are not erased before that is over.
	ErrUnderWay = errors.New("work on the case is under way")
	// ErrClosed reports a call after the store was closed.
	ErrClosed = errors.New("closed")
)

// SettledError reports a decision that came too late: the draft version was
// decided, or is no longer current.
type SettledError struct {
	Decision *Decision // who decided, when; nil when the version was superseded or withdrawn
	State    State
	Current  int // the current draft version
	Why      string
	expired  bool           // the draft is to be made anew
	zone     *time.Location // in which the firm reads a time; nil is UTC
}

// Error gives a sentence for staff.
func (e *SettledError) Error() string {
	if e.Decision == nil {
		return e.Why
	}
	at := e.Decision.At
	if e.zone != nil {
		at = at.In(e.zone)
	}
	return fmt.Sprintf("already decided by %s at %s: %s", e.Decision.By.Label(), at.Format("15:04 on 2 January"), e.Decision.Action)
}

// InvalidError reports a decision or message that cannot be carried out as it
// stands, with what is wrong in words for whoever made it.
type InvalidError struct {
	Field  string
	Why    string
	Checks []Check // findings that bar the text, where that is the cause
}

// Error gives a sentence for staff.
func (e *InvalidError) Error() string { return e.Why }
