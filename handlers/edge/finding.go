package edge

import (
	"errors"
	"fmt"
	"strings"
)

// Grade says how much a finding matters.
type Grade string

// Good needs nothing; Look is worth a look; Bad keeps the set-up from working.
const (
	Good Grade = "ok"
	Look Grade = "look"
	Bad  Grade = "fault"
)

// Finding is what a check found, and what to do about it.
type Finding struct {
	Grade Grade
	What  string
	Do    string // "" where nothing is to be done
}

// String is a finding on one line.
func (f Finding) String() string {
	if f.Do == "" {
		return fmt.Sprintf("%-5s  %s", f.Grade, f.What)
	}
	return fmt.Sprintf("%-5s  %s %s", f.Grade, f.What, f.Do)
}

// Faults makes findings of settings that cannot work, one for each error that
// was joined.
func Faults(err error) []Finding {
	var out []Finding
	for _, fault := range flatten(err) {
		what, do, found := strings.Cut(fault.Error(), ": ")
		if !found {
			what, do = fault.Error(), "Set it right in the configuration."
		}
		if found && strings.Contains(what, " ") { // a sentence, and not the name of a setting
			what += ":"
		}
		out = append(out, Fault(what, do))
	}
	return out
}

// Named puts the name of a group of settings before each fault that was
// joined, such as slack before "mode: ...". nil for nil.
func Named(group string, err error) error {
	var out []error
	for _, fault := range flatten(err) {
		out = append(out, fmt.Errorf("%s.%w", group, fault))
	}
	return errors.Join(out...)
}

// flatten gives the errors that were joined, or the one there is; none for nil.
func flatten(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var out []error
	for _, part := range joined.Unwrap() {
		out = append(out, flatten(part)...)
	}
	return out
}

// Fine is a finding that needs nothing.
func Fine(what string) Finding { return Finding{Grade: Good, What: what} }

// Fault is a finding that keeps the set-up from working, and what to do.
func Fault(what, do string) Finding { return Finding{Grade: Bad, What: what, Do: do} }
