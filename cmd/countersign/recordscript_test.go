package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// recordJSON is a record as the JSON interface gives it.
type recordJSON struct {
	Kind, Profile, Loss, Outcome string
	ClosedBy                     string `json:"closed_by"`
	Due                          []string
	Deadlines                    []struct{ Name, At, Kind string }
}

func (f *firm) records(id int64) ([]recordJSON, error) {
	var k struct{ Records []recordJSON }
	_, err := f.do(context.Background(), http.MethodGet, fmt.Sprintf("/api/cases/%d", id), nil, &k)
	return k.Records, err
}

func scriptRecords(ts *testscript.TestScript, _ bool, args []string) {
	f := theFirm(ts)
	all, err := f.records(f.cases[args[0]])
	ts.Check(err)
	for _, r := range all {
		state := "open"
		if r.Outcome != "" {
			state = "closed " + r.Outcome + " by " + r.ClosedBy
		}
		fmt.Fprintf(ts.Stdout(), "%s %s %s loss=%s\n", r.Kind, r.Profile, state, r.Loss)
		if len(r.Due) == 0 {
			ts.Fatalf("the record %s has no deadline", r.Kind)
		}
		for _, d := range r.Deadlines {
			if d.Kind != "reminder" && !slices.Contains(r.Due, d.At) {
				ts.Fatalf("the deadline %s of %s is not among the due times %q", d.Name, d.At, r.Due)
			}
			fmt.Fprintf(ts.Stdout(), "  %s %s\n", d.Name, d.At)
		}
	}
}

// within tries until it holds, for a minute at most.
func within(ts *testscript.TestScript, what string, holds func() bool) {
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			ts.Fatalf("%s: not within a minute", what)
		}
	}
}

func scriptUntilRecord(ts *testscript.TestScript, _ bool, args []string) {
	f := theFirm(ts)
	within(ts, "a record "+args[1], func() bool {
		all, err := f.records(f.cases[args[0]])
		ts.Check(err)
		return slices.ContainsFunc(all, func(r recordJSON) bool { return r.Kind == args[1] })
	})
}

func scriptUntilSeen(ts *testscript.TestScript, _ bool, args []string) {
	want := regexp.MustCompile(args[1])
	within(ts, "the client to see "+args[1], func() bool {
		seen, err := theFirm(ts).thread(context.Background(), args[0])
		ts.Check(err)
		for _, m := range seen.Messages {
			if m.Role == "bot" && want.MatchString(m.Text) {
				return true
			}
		}
		return false
	})
}

func scriptDemoKey(ts *testscript.TestScript, _ bool, _ []string) {
	raw, err := os.ReadFile(ts.MkAbs("state/demo.key"))
	ts.Check(err)
	ts.Setenv("COUNTERSIGN_MASTER_KEY", strings.TrimSpace(string(raw)))
}
