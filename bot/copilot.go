package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Options are the settings of the workflow.
type Options struct {
	QuietWindow  time.Duration     // how long a client must be silent before the messages are one enquiry; 0: each top-level message is its own
	Workers      int               // steps and posts carried out at the same time
	Lease        time.Duration     // how long a step is ours before another worker may take it over
	LookInterval time.Duration     // between two look-ups for a message whose fate is unclear
	UndoWindow   time.Duration     // how long an answer that was just sent can be taken back; 0: not at all
	StaleAfter   time.Duration     // a draft older than this must be reviewed anew
	GiveUpAfter  time.Duration     // a draft that was before staff for so long is taken back and a person gets its case; 0: never
	ReopenWithin time.Duration     // a resolved case whose client writes within this is reopened
	Notices      map[string]string // static texts of the firm by name: signpost, fraud, disclosure, holding
	Acks         Acks              // what a client is told when people get the case
	AckAfter     time.Duration     // how long staff have to write it themselves, before the firm's words go; 0: they do not go by themselves
	Zone         *time.Location    // of the times in texts to clients; nil is UTC
	Ladder       Ladder            // who is told when, while nobody takes a case; the zero value is off
}

// Deps are what the workflow works with. Store, Assessor, Drafter, Directory,
// CardText and Messengers are required.
type Deps struct {
	Store      Store
	Assessor   Assessor
	Drafter    Drafter
	Finder     Finder // nil: a person gets no documents with a case
	Directory  Directory
	Register   Register // nil: records have no deadlines
	CardText   CardText
	Messengers map[Platform]Messenger
	Hours      Hours                            // nil: the firm is always open
	Sessions   Sessions                         // nil: history comes from the store, workers poll
	Autonomy   Autonomy                         // nil: every answer is decided by a person
	SendingOff func(ctx context.Context) string // why nothing goes to clients now; "" while it does
	Stale      func(d Draft) string             // why what the draft cites no longer stands; "" while it does
	Fault      func(point string)               // called at each fault point, for tests that stop the program there
	Now        func() time.Time                 // nil: time.Now
	Metrics    prometheus.Registerer            // nil: metrics work and are registered nowhere
	Beat       func(at time.Time)               // called with each heartbeat of Run; must not block
	Alarm      func(text string)                // tells people, by another way than a platform, what only they can see to; must not block
	Changed    func(caseID int64)               // called after each commit that changed a case; must not block

	// Recheck looks, before an approved answer leaves, what became of its
	// question on the platform, and has Receive take in what no delivery told.
	// An error says that this is not known for the moment. nil: deliveries
	// alone tell.
	Recheck func(ctx context.Context, c *Case) error
}

// Copilot is the one workflow: it takes enquiries in, carries each case
// through its steps, takes decisions and delivers what was decided. Safe for
// concurrent use, also by several processes over one store.
type Copilot struct {
	deps    Deps
	opts    Options
	log     *slog.Logger
	worker  string
	metrics *metrics
	woken   [3]chan struct{} // one for each loop of Run
	intake  precedence
	skews   skews
	held    heldRows
	turned  [4]atomic.Int64 // when each loop came round last, by the machine's own clock; 0 while it does not run
}

// New makes a Copilot. It does nothing until Receive, Decide or Run is called.
func New(opts Options, deps Deps, log *slog.Logger) *Copilot {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	if deps.Fault == nil {
		deps.Fault = func(string) {}
	}
	if deps.Register == nil {
		deps.Register = noRegister{}
	}
	if deps.Stale == nil {
		deps.Stale = func(Draft) string { return "" }
	}
	if deps.Hours == nil {
		deps.Hours = alwaysOpen{}
	}
	if deps.Beat == nil {
		deps.Beat = func(time.Time) {}
	}
	if deps.Alarm == nil {
		deps.Alarm = func(string) {}
	}
	if deps.Changed == nil {
		deps.Changed = func(int64) {}
	}
	if deps.SendingOff == nil {
		deps.SendingOff = func(context.Context) string { return "" }
	}
	if deps.Recheck == nil {
		deps.Recheck = func(context.Context, *Case) error { return nil }
	}
	if opts.Workers < 1 {
		opts.Workers = 1
	}
	if opts.Zone == nil {
		opts.Zone = time.UTC
	}
	c := &Copilot{
		deps: deps, opts: opts, log: log.With("component", "copilot"),
		worker: rand.Text(), metrics: newMetrics(deps.Metrics),
	}
	for i := range c.woken {
		c.woken[i] = make(chan struct{}, 1)
	}
	return c
}

func (c *Copilot) now() time.Time { return c.deps.Now().UTC() }

// errUnchanged makes change leave the case as it is, without an error.
var errUnchanged = errors.New("unchanged")

// change loads a case, lets fn change it, and commits the new state together
// with whatever fn appended and planned. A version of 0 accepts the case as it
// is; any other must still be the stored one.
func (c *Copilot) change(ctx context.Context, id, version int64, fn func(tx Tx, k *Case) error) (*Case, error) {
	var out *Case
	err := c.deps.Store.Write(ctx, func(tx Tx) error {
		k, err := tx.Case(id)
		if err != nil {
			return err
		}
		out = k
		if version != 0 && k.Version != version {
			return ErrConflict
		}
		before := k.State
		if err := fn(tx, k); err != nil {
			return err
		}
		if !CanMove(before, k.State) {
			return fmt.Errorf("case %d may not go from %s to %s", id, before, k.State)
		}
		k.UpdatedAt = c.now()
		return c.save(tx, k)
	})
	if errors.Is(err, errUnchanged) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	c.committed(ctx, out)
	return out, nil
}

// committed tells workers and watchers that a case changed.
func (c *Copilot) committed(ctx context.Context, k *Case) {
	c.deps.Changed(k.ID)
	c.wake(ctx)
}

// wake rouses the workers here at once and those of other processes through
// Redis; without it they find the work when they poll.
func (c *Copilot) wake(ctx context.Context) {
	c.wakeHere()
	if c.deps.Sessions != nil {
		_ = c.deps.Sessions.Wake(ctx) // a lost wake-up costs a poll interval, and is counted by the session package
	}
}

func (c *Copilot) wakeHere() {
	for _, woken := range c.woken {
		select {
		case woken <- struct{}{}:
		default:
		}
	}
}

// system is the actor of events that the program itself causes.
const system = "system"

// actor names who did something. Of a client it says no more than that: a
// client's id belongs among the words of the event, which can be erased.
func actor(role Role, id string) string {
	if role == RoleClient {
		return string(role)
	}
	return string(role) + ":" + id
}

// event makes an event of a case.
func (c *Copilot) event(k *Case, kind EventKind, who string, facts map[string]any) *Event {
	return &Event{Case: k.ID, Kind: kind, At: c.now(), Actor: who, Facts: facts}
}

// Case loads a case; ErrNotFound.
func (c *Copilot) Case(ctx context.Context, id int64) (*Case, error) {
	return c.deps.Store.Case(ctx, id)
}

// Cases lists cases, newest first.
func (c *Copilot) Cases(ctx context.Context, f CaseFilter) ([]*Case, error) {
	return c.deps.Store.Cases(ctx, f)
}
