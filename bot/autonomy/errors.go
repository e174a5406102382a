package autonomy

import (
	"errors"
	"strings"
)

// ErrNotOwner reports that somebody would sign who is not one of the owners.
var ErrNotOwner = errors.New("only the owner of the firm signs: see the setting firm.owner")

// NotYetError reports that the evidence does not hold, with every sentence that
// says what is missing.
type NotYetError struct {
	Topic string
	Why   []string
}

// Error gives the sentences in one line.
func (e *NotYetError) Error() string { return "not yet: " + strings.Join(e.Why, "; ") }

// StateError reports an action that does not fit where a topic stands.
type StateError struct{ Why string }

// Error gives a sentence for staff.
func (e *StateError) Error() string { return e.Why }
