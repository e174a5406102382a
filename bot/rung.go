package bot

import "time"

// Timer is one rung of the ladder that a waiting case climbs. It fires once, by
// whichever process comes first, and never after its case was taken.
type Timer struct {
	Case     int64
	Round    int // which wait of the case it belongs to, from 1
	Rung     Rung
	Level    Priority
	Platform Platform
	DueAt    time.Time
	FiredAt  time.Time // zero: it waits
}

// Queue is how many cases wait for staff and nobody has taken them.
type Queue struct {
	All   int
	Human int // of those, the ones that need a person
}
