package bot

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Rung is one step of the ladder that a case climbs while nobody takes it.
type Rung string

// The rungs, from the bottom.
const (
	RungBegan   Rung = "began"   // the wait begins; of a P0 case everybody who may decide is told
	RungRemind  Rung = "remind"  // everybody who may decide is reminded
	RungManager Rung = "manager" // the manager is told
	RungOwner   Rung = "owner"   // whoever answers for the firm is told
	RungQueue   Rung = "queue"   // a routine draft is taken back and a person gets the case
)

// The people of the firm whom a page mentions. Each platform knows who they are.
const (
	ToApprovers = "approvers"
	ToManager   = "manager"
	ToOwner     = "owner"
)

// ToPerson addresses a page to one person, by the platform's id.
func ToPerson(id string) string { return onePerson + id }

// onePerson begins the address of a page to one person.
const onePerson = "person:"

// Addressee gives the one person whom an address names.
func Addressee(to string) (id string, ok bool) {
	id, ok = strings.CutPrefix(to, onePerson)
	return id, ok && id != ""
}

// tells says whom a rung tells.
var tells = map[Rung]string{RungBegan: ToApprovers, RungRemind: ToApprovers, RungManager: ToManager, RungOwner: ToOwner}

// Rungs are how long a case waits until each rung. 0 leaves one out.
type Rungs struct {
	Remind  time.Duration `yaml:"remind"`
	Manager time.Duration `yaml:"manager"`
	Owner   time.Duration `yaml:"owner"`
}

// Ladder is who is told when, while nobody takes a case that waits for staff.
// The zero value tells nobody: the ladder is off.
type Ladder struct {
	P0    Rungs         `yaml:"p0"`    // by the clock, day and night
	P1    Rungs         `yaml:"p1"`    // of the firm's opening hours
	P2    Rungs         `yaml:"p2"`    // of the firm's opening hours
	Queue time.Duration `yaml:"queue"` // of the opening hours: a draft that waited so long is taken back; 0: never

	SurgeAbove int `yaml:"surge_above"` // more cases waiting than this when one is paged is a surge; 0: there is none
}

// Validate reports times below zero and rungs that are not one above the other.
func (l Ladder) Validate() error {
	errs := []error{l.P0.check("p0"), l.P1.check("p1"), l.P2.check("p2")}
	if l.Queue < 0 || l.Queue > 0 && (l.Queue <= l.P2.Remind || l.Queue <= l.P2.Manager || l.Queue <= l.P2.Owner) {
		errs = append(errs, fmt.Errorf("queue: %s is not after the rungs of p2; a draft is taken back last of all", l.Queue))
	}
	if l.SurgeAbove < 0 {
		errs = append(errs, fmt.Errorf("surge_above: %d is below zero; 0 switches it off", l.SurgeAbove))
	}
	return errors.Join(errs...)
}

func (r Rungs) check(name string) error {
	var errs []error
	last, above := time.Duration(0), ""
	for _, x := range []struct {
		name string
		at   time.Duration
	}{{"remind", r.Remind}, {"manager", r.Manager}, {"owner", r.Owner}} {
		switch {
		case x.at < 0:
			errs = append(errs, fmt.Errorf("%s.%s: %s is below zero; 0 leaves the step out", name, x.name, x.at))
		case x.at > 0 && x.at <= last:
			errs = append(errs, fmt.Errorf("%s.%s: %s is not after %s, at %s", name, x.name, x.at, above, last))
		case x.at > 0:
			last, above = x.at, x.name
		}
	}
	return errors.Join(errs...)
}

func (l Ladder) on() bool {
	l.SurgeAbove = 0
	return l != Ladder{}
}

// rungs lists the rungs of a level that are not left out, from the bottom.
func (l Ladder) rungs(level Priority) (names []Rung, after []time.Duration) {
	r := map[Priority]Rungs{P0: l.P0, P1: l.P1, P2: l.P2}[level]
	queue := time.Duration(0)
	if level == P2 {
		queue = l.Queue
	}
	for _, x := range []struct {
		name Rung
		at   time.Duration
	}{{RungRemind, r.Remind}, {RungManager, r.Manager}, {RungOwner, r.Owner}, {RungQueue, queue}} {
		if x.at > 0 {
			names, after = append(names, x.name), append(after, x.at)
		}
	}
	return names, after
}

// Climb is where a case stands on the ladder.
type Climb struct {
	Level Priority  `json:"level,omitempty"` // "" while it waits for nobody
	Round int       `json:"round,omitempty"` // how often it has begun to wait
	Since time.Time `json:"since,omitzero"`  // when this wait began
	Steps []Step    `json:"steps,omitempty"` // the rungs it reached, the newest last
}

// Step is a rung that a case reached.
type Step struct {
	Level  Priority      `json:"level"`
	Rung   Rung          `json:"rung"`
	At     time.Time     `json:"at"`
	Waited time.Duration `json:"waited"` // by the clock
}

// mostSteps bounds what a case keeps of its steps; the ledger has all.
const mostSteps = 12

// levelOf is the ladder that a case is on by where it stands: none while
// somebody has it or nothing waits for staff. What is being made anew because
// the client wrote again stays where it was.
func (c *Copilot) levelOf(k *Case) Priority {
	if !c.opts.Ladder.on() || k.OwnerID != "" || k.drill() {
		return ""
	}
	urgent := k.Assessment != nil && k.Assessment.Priority == P0
	switch k.State {
	case StateEscalated, StateUnknown:
		if urgent {
			return P0
		}
		return P1
	case StateDecided, StateSending:
		if urgent { // it came while an answer was on its way: see meanwhile.go
			return P0
		}
	case StateDrafted, StateInReview:
		return P2
	case StateSuperseded, StateAssessed:
		if k.Climb.Level == P2 {
			return P2
		}
	}
	return ""
}

// drill tells whether a case is made up by a drill, of which nobody is told.
func (c *Case) drill() bool { return strings.HasPrefix(c.Account, DrillAccounts) }

// save stores a case. The ladder follows where the case stands now, in the same
// transaction: timers begin with the step that makes it wait, and end with the
// one that takes, answers or closes it.
func (c *Copilot) save(tx Tx, k *Case) error {
	if err := c.follow(tx, k); err != nil {
		return err
	}
	return tx.Update(k)
}

func (c *Copilot) follow(tx Tx, k *Case) error {
	level := c.levelOf(k)
	if level == k.Climb.Level {
		return nil
	}
	if k.Climb.Level != "" {
		if err := tx.StopTimers(k.ID); err != nil {
			return err
		}
	}
	k.Climb.Level = level
	if level == "" {
		return c.queueShrank(tx, k)
	}
	k.Climb.Round, k.Climb.Since = k.Climb.Round+1, c.now()
	return tx.PlanTimers(c.rungsOf(k)...)
}

// rungsOf are the rungs of the wait that begins now.
func (c *Copilot) rungsOf(k *Case) []Timer {
	began := Timer{Case: k.ID, Round: k.Climb.Round, Rung: RungBegan, Level: k.Climb.Level, Platform: k.Platform, DueAt: k.Climb.Since}
	if k.Climb.Level != P0 {
		began.FiredAt = k.Climb.Since // the card says it; only what cannot wait is paged at once
	}
	out := []Timer{began}
	names, after := c.opts.Ladder.rungs(k.Climb.Level)
	for i, name := range names {
		t := began
		t.Rung, t.DueAt, t.FiredAt = name, c.later(k.Climb.Level, k.Climb.Since, after[i]), time.Time{}
		out = append(out, t)
	}
	return out
}

// later is when a case of a level has waited for d: by the clock for P0, in the
// firm's opening hours for the rest. Hours that cannot be worked out count as
// open: somebody is told too early rather than never.
func (c *Copilot) later(level Priority, since time.Time, d time.Duration) time.Time {
	if level == P0 {
		return since.Add(d)
	}
	at, err := c.deps.Hours.Add(since, d)
	if err != nil {
		c.log.Warn("opening hours cannot be worked out: the ladder goes by the clock", "err", err)
		return since.Add(d)
	}
	return at
}
