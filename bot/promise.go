package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// PromiseKind tells what staff promised.
type PromiseKind string

// A call-back is a time at which the firm rings the client; anything else is
// said in words.
const (
	PromisedCall  PromiseKind = "call_back"
	PromisedOther PromiseKind = "other"
)

// Promise is what the firm owes a client by a time.
type Promise struct {
	Number   int         `json:"number"` // within its case, from 1
	Kind     PromiseKind `json:"kind"`
	What     string      `json:"what,omitempty"` // in the words of whoever made it
	Due      time.Time   `json:"due"`
	By       Person      `json:"by"`
	MadeAt   time.Time   `json:"made_at"`
	KeptAt   time.Time   `json:"kept_at,omitzero"`
	KeptBy   Person      `json:"kept_by,omitzero"`
	RemindAt time.Time   `json:"remind_at,omitzero"` // when staff are reminded next
	Late     bool        `json:"late,omitempty"`     // its time passed while it was open, and the ledger says so
}

// Open tells whether nobody has said yet that the promise was kept.
func (p Promise) Open() bool { return p.KeptAt.IsZero() }

// OpenPromises lists the promises of a case that are open, the next due first.
func (c *Case) OpenPromises() []Promise {
	out := slices.DeleteFunc(slices.Clone(c.Promises), func(p Promise) bool { return !p.Open() })
	slices.SortStableFunc(out, func(a, b Promise) int { return a.Due.Compare(b.Due) })
	return out
}

// Promised is what an assessment may know of a promise that was made to a client.
type Promised struct {
	Kind PromiseKind `json:"kind"`
	Made time.Time   `json:"made"`
	Due  time.Time   `json:"due"`
	Kept bool        `json:"kept,omitempty"`
}

// promised gives the promises of a case as facts of the history.
func (c *Case) promised() []Promised {
	var out []Promised
	for _, p := range c.Promises {
		out = append(out, Promised{Kind: p.Kind, Made: p.MadeAt, Due: p.Due, Kept: !p.Open()})
	}
	return out
}

// remindAgain is how long after a promise was missed staff are reminded once more.
const remindAgain = 24 * time.Hour

// furthest is how far off a promise may be due.
const furthest = 366 * 24 * time.Hour

// dueTime checks a time that a person gave for something still to come.
func (c *Copilot) dueTime(due time.Time, within time.Duration, what string) error {
	switch now := c.now(); {
	case due.IsZero():
		return &InvalidError{Field: "due", Why: "say when: " + what + " needs a date and a time"}
	case !due.After(now):
		return &InvalidError{Field: "due", Why: "that time has passed: choose one that is still to come"}
	case due.After(now.Add(within)):
		return &InvalidError{Field: "due", Why: fmt.Sprintf("that is more than %d days off: choose an earlier time", int(within/(24*time.Hour)))}
	}
	return nil
}

// promise puts a promise into the case, with its event.
func (c *Copilot) promise(tx Tx, k *Case, kind PromiseKind, what string, d Decision) error {
	p := Promise{Number: len(k.Promises) + 1, Kind: kind, What: strings.TrimSpace(what), Due: d.Due.UTC(), By: d.By, MadeAt: c.now(), RemindAt: d.Due.UTC()}
	k.Promises = append(k.Promises, p)
	ev := c.event(k, EventPromised, actor(RoleStaff, d.By.ID), map[string]any{
		"promise": p.Number, "kind": string(kind), "due": p.Due.Format(time.RFC3339),
	})
	ev.Words = map[string]string{"what": p.What, "name": d.By.Name}
	return tx.Append(ev)
}

// callBack books a call-back. Words for the client that came with it are sent
// in the name of the person who booked it.
func (c *Copilot) callBack(tx Tx, k *Case, d Decision) error {
	switch k.State {
	case StateEscalated, StateClaimed, StateAnswered:
	default:
		return &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: book a call-back once a person has it", plainState(k.State))}
	}
	if err := c.dueTime(d.Due, furthest, "a call-back"); err != nil {
		return err
	}
	if err := barred(d.Checks); err != nil {
		return err
	}
	for _, p := range k.OpenPromises() {
		if p.Kind == PromisedCall && p.Due.Equal(d.Due) {
			return &SettledError{State: k.State, Decision: &Decision{Action: CallBack, By: p.By, At: p.MadeAt}}
		}
	}
	if err := c.promise(tx, k, PromisedCall, d.Reason, d); err != nil {
		return err
	}
	if err := c.tellClient(tx, k, d); err != nil {
		return err
	}
	k.Decisions = append(k.Decisions, Decision{Action: CallBack, By: d.By, At: d.At, Due: d.Due.UTC(), Reason: d.Reason, Text: d.Text, Checks: d.Checks})
	c.wakeBy(k)
	return c.planCard(tx, k)
}

// keep takes a person's word that a promise was kept.
func (c *Copilot) keep(tx Tx, k *Case, d Decision) error {
	open := k.OpenPromises()
	switch {
	case len(open) == 0:
		return &InvalidError{Field: "action", Why: "no promise of this case is open"}
	case d.Number == 0 && len(open) > 1:
		return &InvalidError{Field: "number", Why: fmt.Sprintf("say which promise was kept: %d are open", len(open))}
	case d.Number == 0:
		d.Number = open[0].Number
	case d.Number < 0 || d.Number > len(k.Promises):
		return &InvalidError{Field: "number", Why: fmt.Sprintf("there is no promise %d in this case", d.Number)}
	}
	p := &k.Promises[d.Number-1]
	if !p.Open() {
		return &SettledError{State: k.State, Decision: &Decision{Action: Kept, By: p.KeptBy, At: p.KeptAt}}
	}
	p.KeptAt, p.KeptBy, p.RemindAt = c.now(), d.By, time.Time{}
	k.Decisions = append(k.Decisions, Decision{Action: Kept, By: d.By, At: d.At, Number: d.Number, Reason: d.Reason})
	ev := c.event(k, EventPromiseKept, actor(RoleStaff, d.By.ID), map[string]any{"promise": p.Number, "kind": string(p.Kind), "late": c.now().After(p.Due)})
	ev.Words = map[string]string{"how": d.Reason, "name": d.By.Name}
	if err := tx.Append(ev); err != nil {
		return err
	}
	c.wakeBy(k)
	return c.planCard(tx, k)
}

// promiseDue is what whoever answers for a promise is told when its time has come.
var promiseDue = map[PromiseKind]string{
	PromisedCall:  "A call-back of this case is due now. Say on its card when it was made.",
	PromisedOther: "What was promised in this case is due now. Say on its card when it was done.",
}

// answersFor is who is told of a promise: whoever has the case, else whoever
// made it.
func answersFor(k *Case, p Promise) string { return cmp.Or(k.OwnerID, p.By.ID) }

// promisesDue reminds staff of promises whose time has come, and notes each
// once in the ledger as missed. Reminding does not end before a person says
// that the promise was kept.
func (c *Copilot) promisesDue(tx Tx, k *Case) (bool, error) {
	due := false
	for i := range k.Promises {
		p := &k.Promises[i]
		if !p.Open() || c.now().Before(p.RemindAt) {
			continue
		}
		due, p.RemindAt = true, c.now().Add(remindAgain)
		if p.Late {
			continue
		}
		p.Late = true
		c.log.Warn("a promise to a client is due, and nobody has said that it was kept", "case", k.ID, "promise", p.Number, "kind", p.Kind)
		if err := tx.Append(c.event(k, EventPromiseLate, system, map[string]any{
			"promise": p.Number, "kind": string(p.Kind), "due": p.Due.Format(time.RFC3339),
		})); err != nil {
			return due, err
		}
		if err := c.pagePerson(tx, k, answersFor(k, *p), fmt.Sprintf("promise-%d", p.Number), promiseDue[p.Kind]); err != nil {
			return due, err
		}
	}
	return due, nil
}
