package bot

import (
	"fmt"
	"strings"
	"time"
)

// holdingEvery is how long after a holding line the same thread gets no other.
const holdingEvery = 24 * time.Hour

// holdingLine is the name of the notice; {opens} in it stands for the next opening.
const holdingLine = "holding"

// planHolding plans the line that tells a client out of hours when somebody will
// be there: the firm's fixed words, at most once in a thread and 24 hours, for a
// case that needs a person and that nobody has taken. It is no answer, and no
// first response in any figure.
func (c *Copilot) planHolding(tx Tx, k *Case) error {
	now := c.now()
	text := c.opts.Notices[holdingLine]
	if text == "" || k.OwnerID != "" || k.drill() || k.Tier() != TierHuman || k.Assessment.Priority == P0 || c.deps.Hours.Open(now) {
		return nil
	}
	opens, err := c.deps.Hours.NextOpening(now)
	if err != nil {
		c.log.Warn("no holding line: the next opening cannot be worked out", "case", k.ID, "err", err)
		return nil
	}
	mark := fmt.Sprintf("holding:%s:%s:%s", k.Platform, k.Channel, k.Thread)
	last, err := tx.Mark(mark)
	if err != nil || !last.IsZero() && now.Sub(last) < holdingEvery {
		return err
	}
	if err := tx.SetMark(mark, now); err != nil {
		return err
	}
	k.Telling = nil // said in other words
	return c.planClient(tx, k, &Outbound{
		Key: fmt.Sprintf("%s:%d", mark, now.UnixNano()), Kind: PostNotice, Notice: holdingLine,
		Text: strings.ReplaceAll(text, "{opens}", opens.Format("on Monday 2 January at 15:04")), Label: "Automatic notice",
	}, system)
}
