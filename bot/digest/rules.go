package digest

import "time"

// Rules are what a firm has set for its figures.
type Rules struct {
	Fewest        int           // below this n a rate says nothing
	Hours         Hours         // when the firm works
	RoutineTarget time.Duration // of working time, to the first answer of a routine case
	HumanTarget   time.Duration // the same of a case that needs a person
}

// DefaultRules are those of a firm that has set none: 20 cases for a rate,
// Monday to Friday from 9:00 to 17:30, first answers within 60 working minutes
// for routine cases and 30 for those that need a person.
func DefaultRules(zone *time.Location) Rules {
	return Rules{
		Fewest: 20, RoutineTarget: time.Hour, HumanTarget: 30 * time.Minute,
		Hours: Hours{Zone: zone, Opens: 9 * time.Hour, Closes: 17*time.Hour + 30*time.Minute},
	}
}
