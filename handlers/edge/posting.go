package edge

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"countersign/bot"
)

// Later says that a message did not leave and may later.
func Later(after time.Duration, why string) bot.Posting {
	return bot.Posting{Outcome: bot.NotSent, RetryAfter: after, Err: errors.New(why)}
}

// Never says that a message did not leave and that trying again cannot help.
func Never(err error) bot.Posting {
	return bot.Posting{Outcome: bot.NotSent, Permanent: true, Err: err}
}

// How long what goes to staff waits before it asks again whether it may.
const (
	UnsafeWait    = 30 * time.Second
	UncheckedWait = 3 * time.Second
)

// HeldBack says that what is to go to a place waits for that to be safe; why is the
// Guard's.
func HeldBack(what, why string) bot.Posting {
	wait := UnsafeWait
	if strings.HasPrefix(why, NotChecked) {
		wait = UncheckedWait
	}
	return Later(wait, "the "+what+" is held back: "+why)
}

// OffWait is when a message that was held asks again while sending is off.
const OffWait = 30 * time.Second

// SwitchedOff says that a message to a client waits because sending is off.
func SwitchedOff(why string) bot.Posting { return Later(OffWait, "sending is off: "+why) }

// AsPlanned holds a message to a client back that is not the one which was
// planned, or is for another place than its case's thread: the channel comes
// from the record and from nowhere else.
func AsPlanned(out bot.Outbound, k *bot.Case, p bot.Platform) error {
	switch {
	case out.Channel != k.Channel || out.Thread != k.Thread || k.Platform != p:
		return fmt.Errorf("%s: the message was planned for another place than its case's thread", p)
	case out.Hash != bot.TextHash(out.Text):
		return fmt.Errorf("%s: the text is not the one that was planned", p)
	}
	return nil
}

// Sleep waits, and tells whether ctx still stands afterwards.
func Sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
