package bot

import (
	"fmt"
	"time"

	"github.com/dustin/go-humanize/english"
)

// A surge begins when a case has waited so long that somebody is paged, and more
// cases wait on its platform than the firm has set: many that came in a short
// time, and are seen to, are none. Cards of routine cases that are not before
// staff yet are held back then, so that those that need a person are not buried;
// one message says so and tells the owner. It is over when half as many wait.
// Held cases go on climbing the ladder: a draft that nobody could see is given to
// a person in the end. The console knows no surge: there a card is a page that
// nobody is sent, in a list that has those that need a person on top.

// surgeLook is how often a card that is held back asks again.
const surgeLook = time.Minute

func surgeMark(p Platform) string { return "surge:" + string(p) }

// inSurge tells whether a platform is in a surge.
func (c *Copilot) inSurge(tx Tx, p Platform) (bool, error) {
	if c.opts.Ladder.SurgeAbove <= 0 || p == Console {
		return false, nil
	}
	since, err := tx.Mark(surgeMark(p))
	return !since.IsZero(), err
}

// overdue begins a surge when a case has come to a rung and too many wait.
func (c *Copilot) overdue(tx Tx, k *Case) error {
	limit := c.opts.Ladder.SurgeAbove
	on, err := c.inSurge(tx, k.Platform)
	if err != nil || on || limit <= 0 || k.Platform == Console {
		return err
	}
	q, err := tx.Waiting(k.Platform)
	if err != nil || q.All <= limit {
		return err
	}
	now := c.now()
	if err := tx.SetMark(surgeMark(k.Platform), now); err != nil {
		return err
	}
	return c.surge(tx, k.Platform, EventSurgeBegan, q, fmt.Sprintf("%s That is more than %d: "+
		"those that need a person come first, and cards of other new cases are held back until no more than %d wait.", q, limit, limit/2))
}

// queueShrank ends a surge when few enough cases wait.
func (c *Copilot) queueShrank(tx Tx, k *Case) error {
	on, err := c.inSurge(tx, k.Platform)
	if err != nil || !on {
		return err
	}
	q, err := tx.Waiting(k.Platform)
	if err != nil || q.All > c.opts.Ladder.SurgeAbove/2 {
		return err
	}
	if err := tx.SetMark(surgeMark(k.Platform), time.Time{}); err != nil {
		return err
	}
	return c.surge(tx, k.Platform, EventSurgeEnded, q, fmt.Sprintf("The queue is back to normal: %s Cards that were held back follow now.", q))
}

// surge records the beginning or the end of a surge, and tells staff and the owner.
func (c *Copilot) surge(tx Tx, p Platform, kind EventKind, q Queue, text string) error {
	now := c.now()
	facts := map[string]any{"platform": string(p), "waiting": q.All, "human": q.Human, "limit": c.opts.Ladder.SurgeAbove}
	if err := tx.Append(&Event{Kind: kind, At: now, Actor: system, Facts: facts}); err != nil {
		return err
	}
	return c.planPage(tx, &Outbound{Key: fmt.Sprintf("page:%s:%s:%d", kind, p, now.UnixNano()), Platform: p, To: ToOwner, Text: text})
}

// surgeHolds lets a card wait during a surge: that of a routine case which is not
// before staff yet.
func (c *Copilot) surgeHolds(tx Tx, o *Outbound, k *Case) (bool, error) {
	if o.Kind != PostCard || k == nil || k.CardID != "" || k.Tier() != TierRoutine {
		return false, nil
	}
	held, err := c.inSurge(tx, k.Platform)
	if held {
		o.NotBefore = c.now().Add(surgeLook)
	}
	return held, err
}

// String says in a sentence how many cases wait.
func (q Queue) String() string {
	return fmt.Sprintf("%s for staff, %d of them %s a person.", english.Plural(q.All, "case waits", "cases wait"),
		q.Human, english.PluralWord(q.Human, "needs", "need"))
}
