package bot

import (
	"context"
	"time"
)

// Assessor sorts an enquiry. An error sends the case to a person.
type Assessor interface {
	Assess(ctx context.Context, s Situation) (Assessment, error)
}

// Drafter proposes an answer, and checks any text against what it rests on.
type Drafter interface {
	// Draft proposes an answer. That nothing covers the question is no error:
	// CanAnswer is false then. An error sends the case to a person.
	Draft(ctx context.Context, b Brief) (Draft, error)
	// Check runs every check on a text that staff wrote in place of the draft's.
	Check(ctx context.Context, b Brief, d Draft, text string) []Check
}

// Register knows the duties that records stand for: package complaint is one.
// It is asked inside transactions: what it gives depends on its arguments alone.
type Register interface {
	// Opened gives a new record its profile, its deadlines and the fixed text
	// that acknowledges it.
	Opened(r Record) Record
	// Clocked works the deadlines of a record out anew, after its clock was
	// stopped, restarted or extended. Those that were told of stay told.
	Clocked(r Record) Record
	// MarkBy is by when staff must say whether dissatisfaction is a complaint;
	// an error where that cannot be worked out.
	MarkBy(since time.Time) (time.Time, error)
	// MayClose refuses, with *InvalidError, to close a record as its Outcome
	// and Acceptance say; contents are the parts of what ends a complaint that
	// whoever closes it has checked.
	MayClose(r Record, k *Case, contents []string) error
}

// noRegister keeps records without a deadline, for a workflow without a Register.
type noRegister struct{}

// Opened leaves a record as it is.
func (noRegister) Opened(r Record) Record { return r }

// Clocked leaves a record as it is.
func (noRegister) Clocked(r Record) Record { return r }

// MarkBy knows no deadline.
func (noRegister) MarkBy(time.Time) (time.Time, error) { return time.Time{}, nil }

// MayClose allows every end.
func (noRegister) MayClose(Record, *Case, []string) error { return nil }

// Sessions caches the recent turns of a thread and wakes workers. It holds
// nothing that the store does not: any call may fail without loss.
type Sessions interface {
	// Turns gives the turns of a thread, oldest first; false when they are not held.
	Turns(ctx context.Context, key ThreadKey) ([]Turn, bool, error)
	// Fill puts all the turns of a thread in place, from the store.
	Fill(ctx context.Context, key ThreadKey, turns []Turn) error
	// Append adds a turn to a thread that is held; it does nothing otherwise.
	Append(ctx context.Context, key ThreadKey, turn Turn) error
	// Forget drops a thread, because a turn of it changed or was erased.
	Forget(ctx context.Context, key ThreadKey) error
	// Wake tells every worker, in this process and others, that work is due.
	Wake(ctx context.Context) error
	// Woken is signalled after a Wake of anybody; signals may be merged or lost.
	Woken() <-chan struct{}
}

// Hours are when the firm works. They may not know every year: an error says so.
type Hours interface {
	Open(t time.Time) bool
	// NextOpening is the first time from t on at which the firm is open, in its zone.
	NextOpening(t time.Time) (time.Time, error)
	// Add is the time when the firm has been open for d since t.
	Add(t time.Time, d time.Duration) (time.Time, error)
	// Between is how long the firm was open between two times.
	Between(a, b time.Time) (time.Duration, error)
}

// alwaysOpen is a firm that never closes.
type alwaysOpen struct{}

// Open is true.
func (alwaysOpen) Open(time.Time) bool { return true }

// NextOpening is the time itself.
func (alwaysOpen) NextOpening(t time.Time) (time.Time, error) { return t, nil }

// Add goes by the clock.
func (alwaysOpen) Add(t time.Time, d time.Duration) (time.Time, error) { return t.Add(d), nil }

// Between goes by the clock.
func (alwaysOpen) Between(a, b time.Time) (time.Duration, error) { return max(0, b.Sub(a)), nil }

// ThreadKey names a thread.
type ThreadKey struct {
	Platform Platform
	Channel  string
	Thread   string
}

// Directory knows which account a channel belongs to. It may change while the
// program runs.
type Directory interface {
	Account(p Platform, channel string) Account
	Accounts() []Account // the slice is the caller's
}

// CardText renders a case's card as plain text: what the ledger keeps of what
// staff were shown.
type CardText func(c *Case) string

// Shown is a message as the console platform shows it to a client.
type Shown struct {
	ID      string    `json:"id"`
	Case    int64     `json:"case"`
	Channel string    `json:"channel"`
	Thread  string    `json:"thread"`
	Marker  string    `json:"-"`
	Author  string    `json:"author"`
	Text    string    `json:"text"`
	Label   string    `json:"label,omitempty"`
	At      time.Time `json:"at"`
}

// ShownLog keeps what the console platform has shown. It is that platform's
// own record, apart from the outbox: it accepts the same marker twice, as any
// platform would.
type ShownLog interface {
	Show(ctx context.Context, s Shown) error
	ShownIn(ctx context.Context, channel, thread string) ([]Shown, error)
	ShownBy(ctx context.Context, marker string) (Shown, bool, error)
	// Unshow takes a message away; one that is not there is no error.
	Unshow(ctx context.Context, id string) error
}
