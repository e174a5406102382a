package bot

// Trim says what of the words of a case is to be erased while the case itself
// stays.
type Trim struct {
	Actor string // who asked for it
	Why   string // a code, for the record
	// Event tells whether the words of an event go; it is given with them.
	Event func(ev Event) bool
	// Case takes the same out of the case; nil leaves it as it is. It is not
	// called for what belongs to no case.
	Case func(c *Case)
	// Post tells which rows of the outbox lose their text; nil for none.
	Post func(o Outbound) bool
	// Shown blanks what the console platform shows of the case.
	Shown bool
}
