package bot

import (
	"fmt"
	"sync"
	"time"
)

// Deadlines, the ladder and the order of a case's steps go by this machine's
// clock. One that is wrong is told apart by three others: that of the process
// which gave the last heartbeat over the same database, and a platform's, in the
// time that it gives a message of ours or a client's.

const (
	// skewed is how far two clocks may be apart before people are told.
	skewed = time.Minute
	// skewAgain is how long after that they are told once more.
	skewAgain = time.Hour
)

// skews keeps when people were told last of each clock that differs.
type skews struct {
	mu   sync.Mutex
	told map[string]time.Time
}

// due tells whether it is time to tell of a clock, and notes that it was.
func (s *skews) due(whose string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, ok := s.told[whose]; ok && now.Sub(last).Abs() < skewAgain {
		return false
	}
	if s.told == nil {
		s.told = map[string]time.Time{}
	}
	s.told[whose] = now
	return true
}

// compare holds this machine's clock against another's that shows there now, and
// raises the alarm where they are more than a minute apart. whose is one of few
// names. The zero time says nothing.
func (c *Copilot) compare(whose string, there time.Time) {
	now := c.now()
	apart := there.Sub(now)
	if there.IsZero() || apart.Abs() <= skewed || !c.skews.due(whose, now) {
		return
	}
	which := "ahead of"
	if apart > 0 {
		which = "behind"
	}
	c.deps.Alarm(fmt.Sprintf("The clock of this machine is %s %s that of %s. Deadlines and reminders go by it: set it right (see to NTP), then restart.",
		apart.Abs().Round(time.Second), which, whose))
}

// compareLater is compare for a time that had passed already when it was given:
// only one that lies ahead says that the clocks differ.
func (c *Copilot) compareLater(whose string, there time.Time) {
	if there.After(c.now()) {
		c.compare(whose, there)
	}
}
