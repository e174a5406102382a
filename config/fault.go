package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong with a setting.
type Fault struct {
	Path   string // such as firm.timezone or accounts[1].slack; the name of a variable; "" for the file as a whole
	Env    bool   // it is of the environment, not of the file
	Line   int    // from 1; 0 where the setting is not in the file
	Column int    // from 1, in characters
	Why    string // what is wrong and what to do, in a sentence without a full stop
}

// String gives the fault as a line for people.
func (f Fault) String() string {
	where := f.Path
	if f.Line > 0 {
		where = strings.TrimLeft(fmt.Sprintf("%s (line %d, column %d)", f.Path, f.Line, f.Column), " ")
	}
	if where == "" {
		return f.Why
	}
	return where + ": " + f.Why
}

// FaultsError reports everything that is wrong with the settings.
type FaultsError struct {
	File   string // "" when there is none
	Faults []Fault
}

// Error gives a line for each fault, those of the file in its order and after
// them those of the environment, each under the heading of its place.
func (e *FaultsError) Error() string {
	var file, env []Fault
	for _, f := range e.Faults {
		if f.Env {
			env = append(env, f)
		} else {
			file = append(file, f)
		}
	}
	return strings.TrimSpace(listed(cmp.Or(e.File, "the configuration"), file) + listed("the environment", env))
}

// listed gives faults under the heading of their place; "" for none.
func listed(place string, faults []Fault) string {
	if len(faults) == 0 {
		return ""
	}
	var b strings.Builder
	if len(faults) == 1 {
		fmt.Fprintf(&b, "%s has a fault:\n", place)
	} else {
		fmt.Fprintf(&b, "%s has %d faults:\n", place, len(faults))
	}
	for _, f := range faults {
		b.WriteString("  " + f.String() + "\n")
	}
	return b.String()
}

// byPlace orders faults as they stand in the file; those of no line come last.
func byPlace(a, b Fault) int {
	if (a.Line == 0) != (b.Line == 0) {
		return cmp.Compare(b.Line, a.Line)
	}
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// faultsError makes an error of the faults; nil without any.
func faultsError(file string, faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	slices.SortStableFunc(faults, byPlace)
	return &FaultsError{File: file, Faults: faults}
}
