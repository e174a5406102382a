package bot

import (
	"context"
	"time"
)

// Store is the truth: cases, the ledger, the outbox and what must be
// remembered of messages. Safe for concurrent use by any number of workers
// and, where the database allows it, processes.
type Store interface {
	// Write runs fn in one transaction and returns once it is durable. An
	// error from fn rolls back fn's own changes and nothing else. fn must
	// touch the database through tx only, must not block, and may run more
	// than once.
	Write(ctx context.Context, fn func(tx Tx) error) error

	Case(ctx context.Context, id int64) (*Case, error)
	Cases(ctx context.Context, f CaseFilter) ([]*Case, error)
	// Outlines gives of the same cases, in the same order, what sorting a later
	// enquiry needs, at a small part of the cost. Of erased ones it gives what
	// is kept of them: no codes and no records.
	Outlines(ctx context.Context, f CaseFilter) ([]Earlier, error)

	// Claim leases up to limit cases whose WakeAt has come to the worker, for
	// the given time. A leased case is given to nobody else until it is
	// released or the lease ends. With states, only cases in one of them.
	Claim(ctx context.Context, worker string, now time.Time, lease time.Duration, limit int, states ...State) ([]*Case, error)
	// ClaimPosts does the same for outbox rows: planned and ambiguous ones
	// that are due, and those left sending by a worker whose lease ended. At
	// most one row of a thread is out at a time, the oldest first.
	ClaimPosts(ctx context.Context, worker string, now time.Time, lease time.Duration, limit int) ([]Outbound, error)
	// Renew prolongs every lease of the worker; Release ends those of one case or row.
	Renew(ctx context.Context, worker string, now time.Time, lease time.Duration) error
	ReleaseCase(ctx context.Context, worker string, id int64) error
	ReleasePost(ctx context.Context, worker string, id int64) error
	// PostponePosts ends the worker's leases of rows that nothing was done about,
	// and has them due at the given times, by id. With a blank worker it moves rows
	// that nobody has leased. What is lost of it with the power
	// is due sooner.
	PostponePosts(ctx context.Context, worker string, due map[int64]time.Time) error
	// RecallPosts undoes that for rows that nobody has leased and that are not due
	// yet: they are due when they themselves say.
	RecallPosts(ctx context.Context, now time.Time) error
	// DueTimers lists the timers that are due, not fired and not stopped, the
	// oldest first. It claims none: whoever fires one asks Tx.FireTimer.
	DueTimers(ctx context.Context, now time.Time, limit int) ([]Timer, error)
	// NextDue is when the next case, row or timer will be due; zero when nothing waits.
	NextDue(ctx context.Context) (time.Time, error)

	// Standings lists how far topics may be answered without a person, by topic.
	Standings(ctx context.Context) ([]Standing, error)
	// AutoAnswers lists automatic answers of the filter, oldest first.
	AutoAnswers(ctx context.Context, f AutoFilter) ([]AutoAnswer, error)

	// Events calls fn with each event of the filter in order of Seq, words
	// included where fn asks for them and they are not erased.
	Events(ctx context.Context, f EventFilter, fn func(Event) error) error
}

// Tx is one transaction of a Store.
type Tx interface {
	// Case loads a case; ErrNotFound.
	Case(id int64) (*Case, error)
	// FindMessage gives the case that holds a message; ErrNotFound.
	FindMessage(p Platform, channel, id string) (Receipt, error)
	// RecentIn lists the newest cases of a channel, or of a thread in it, newest
	// first and no erased ones.
	RecentIn(p Platform, channel, thread string, limit int) ([]*Case, error)
	// OnRecord lists the cases of an account that hold a record, open or not, or of which
	// staff were asked whether they are a complaint; no erased ones.
	OnRecord(account string) ([]*Case, error)
	// LatestOf gives the newest case that a person opened in a channel; ErrNotFound.
	LatestOf(p Platform, channel, author string) (*Case, error)
	// LatestOpenIn gives the newest case of a channel whose state is open; ErrNotFound.
	LatestOpenIn(p Platform, channel string) (*Case, error)
	// Posts lists the outbox rows of a case, oldest first.
	Posts(caseID int64) ([]Outbound, error)
	Post(id int64) (Outbound, error)

	// Create stores a new case and gives it its ID and Version 1.
	Create(c *Case) error
	// Update stores a case if its Version is still the stored one, and raises
	// it; ErrConflict otherwise.
	Update(c *Case) error
	// Remember binds a message id to a case, so that it is taken in once; ErrConflict
	// if it is bound to one. What is bound to none, case 0, may be given one later.
	Remember(p Platform, channel, id string, r Receipt) error
	// Bury keeps that a message was deleted at that time, by its platform's clock,
	// before it came; of several times the latest. It is kept for
	// TombstonesKept after that.
	Bury(p Platform, channel, id string, at time.Time) error
	// Buried tells when a message was deleted that had not come; ErrNotFound.
	Buried(p Platform, channel, id string) (time.Time, error)
	// Append seals events and adds them to the ledger, in order; it fills in Seq.
	Append(evs ...*Event) error
	// Newest calls fn with the events of a kind as this transaction sees them,
	// the newest first and without their words, until fn wants no more.
	Newest(kind EventKind, fn func(Event) (more bool)) error
	// Plan adds an outbox row; a row with the same Key is left as it is and
	// false comes back.
	Plan(o *Outbound) (bool, error)
	// UpdatePost stores a row if its Version is still the stored one.
	UpdatePost(o *Outbound) error
	// Standing gives a topic's standing; one in co-pilot where none is stored.
	Standing(topic string) (Standing, error)
	Standings() ([]Standing, error)
	// SetStanding stores a standing if its Version is still the stored one, and
	// raises it; ErrConflict otherwise.
	SetStanding(s *Standing) error
	// AutoAnswers lists automatic answers of the filter, oldest first.
	AutoAnswers(f AutoFilter) ([]AutoAnswer, error)
	// NoteAuto stores an automatic answer, or what became of it.
	NoteAuto(a AutoAnswer) error
	// Once claims a key for good; false where it was claimed before. What may be
	// done once, such as the digest of a period, claims its key in the same transaction.
	Once(key string) (bool, error)

	// PlanTimers adds timers; one with the same case, round and rung is left as it is.
	PlanTimers(timers ...Timer) error
	// FireTimer marks a timer as fired; false when somebody else did, or it was
	// stopped: then nothing may follow from it.
	FireTimer(t Timer, now time.Time) (bool, error)
	// StopTimers ends all timers of a case: none of them fires any more.
	StopTimers(caseID int64) error
	// Waiting counts the cases of a platform that have timers.
	Waiting(p Platform) (Queue, error)
	// Mark is a time kept under a name, zero without one; SetMark keeps it, or
	// with the zero time forgets it.
	Mark(name string) (time.Time, error)
	SetMark(name string, at time.Time) error
}

// TombstonesKept is how long it is kept that a message was deleted before it
// came: longer than any platform, or a search of its history, brings one late.
const TombstonesKept = 30 * 24 * time.Hour

// CaseFilter chooses cases; zero fields choose all.
type CaseFilter struct {
	States   []State
	Tier     Tier
	Platform Platform
	Channel  string
	Thread   string
	Account  string
	Waking   bool      // only those whose WakeAt is set
	Before   int64     // ids below this one
	Since    time.Time // opened at or after
	Until    time.Time // opened before
	Limit    int       // newest first; 0 means 100
}

// EventFilter chooses events; zero fields choose all.
type EventFilter struct {
	Case  int64
	After int64 // Seq above this one
	Since time.Time
	Until time.Time
	Kinds []EventKind
	Words bool // fill Event.Words
}
