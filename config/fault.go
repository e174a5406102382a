package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong with a setting.
type Fault struct {
	Path   string // such as firm.timezone or accounts[1].slack; the name of a variable of the environment; "" for the file as a whole
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

// Error gives a heading and a line for each fault, in the order of the file.
func (e *FaultsError) Error() string {
	name := e.File
	if name == "" {
		name = "the configuration"
	}
	var b strings.Builder
	if len(e.Faults) == 1 {
		fmt.Fprintf(&b, "%s has a fault:", name)
	} else {
		fmt.Fprintf(&b, "%s has %d faults:", name, len(e.Faults))
	}
	for _, f := range e.Faults {
		b.WriteString("\n  " + f.String())
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
