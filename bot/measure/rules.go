package measure

import (
	"time"

	"countersign/bot/clock"
)

// Rules are what a firm has set for its figures.
type Rules struct {
	Fewest        int           // below this n a rate says nothing
	Hours         clock.Hours   // when the firm works
	RoutineTarget time.Duration // of working time, to the first answer of a routine case
	HumanTarget   time.Duration // the same of a case that needs a person
}

// DefaultRules are those of a firm that has set none but its hours: 20 cases for
// a rate, first answers within 60 working minutes for routine cases and 30 for
// those that need a person.
func DefaultRules(h clock.Hours) Rules {
	return Rules{Fewest: 20, RoutineTarget: time.Hour, HumanTarget: 30 * time.Minute, Hours: h}
}
