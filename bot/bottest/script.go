package bottest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// Script is a ledger written by hand, as a file that a person can read and work
// figures out from. A line is one case, its steps parted by |:
//
//	7 acme thread=t | d1 10:00 asks question | routine fees | drafted | card | +20m edit ann 0.20
//
// A step begins with when it happens: dN HH:MM on the N-th day after the start, or
// +DURATION after the step before; without either, at the same time. What can happen
// stands in the table of steps below. Lines from "expect" on are figures: a name, a
// colon, what the test that reads them expects.
type Script struct {
	Events []bot.Event
	Expect map[string]string
}

// ReadScript reads a script whose day 0 begins at start.
func ReadScript(t testing.TB, path string, start time.Time) *Script {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	s, expecting := &Script{Expect: map[string]string{}}, false
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		switch line = strings.TrimSpace(line); {
		case line == "":
		case line == "expect":
			expecting = true
		case expecting:
			name, want, ok := strings.Cut(line, ":")
			if !ok {
				t.Fatalf("%s:%d: no colon in %q", path, n, line)
			}
			s.Expect[strings.TrimSpace(name)] = strings.TrimSpace(want)
		default:
			if err := s.line(line, start); err != nil {
				t.Fatalf("%s:%d: %v", path, n, err)
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(s.Events, func(a, b bot.Event) int { return a.At.Compare(b.At) })
	for i := range s.Events {
		s.Events[i].Seq = int64(i + 1)
	}
	return s
}

// Events reads the script as a ledger.
func (s *Script) ledger(f bot.EventFilter, fn func(bot.Event) error) error {
	for _, ev := range s.Events {
		if (!f.Since.IsZero() && ev.At.Before(f.Since)) || (!f.Until.IsZero() && !ev.At.Before(f.Until)) ||
			(len(f.Kinds) > 0 && !slices.Contains(f.Kinds, ev.Kind)) || (f.Case != 0 && f.Case != ev.Case) {
			continue
		}
		if err := fn(ev); err != nil {
			return err
		}
	}
	return nil
}

// Ledger gives the script as what reads a ledger.
func (s *Script) Ledger() ScriptLedger { return ScriptLedger{s} }

// ScriptLedger is a Script as a ledger.
type ScriptLedger struct{ s *Script }

// Events calls fn with the events of a filter in their order.
func (l ScriptLedger) Events(_ context.Context, f bot.EventFilter, fn func(bot.Event) error) error {
	return l.s.ledger(f, fn)
}

// scripted is one case being read.
type scripted struct {
	s       *Script
	id      int64
	account string
	thread  string
	at      time.Time
	asked   time.Time // the client's last message
	n       int       // messages so far
	version int
	card    time.Time
}

func (s *Script) line(line string, start time.Time) error {
	parts := strings.Split(line, "|")
	head := strings.Fields(parts[0])
	if len(head) < 2 {
		return fmt.Errorf("a case begins with its number and account, not %q", parts[0])
	}
	id, err := strconv.ParseInt(head[0], 10, 64)
	if err != nil {
		return fmt.Errorf("case number: %w", err)
	}
	c := &scripted{s: s, id: id, account: head[1], thread: "t" + head[0], at: start}
	for _, x := range head[2:] {
		c.thread = strings.TrimPrefix(x, "thread=")
	}
	for _, step := range parts[1:] {
		fields, err := c.when(strings.Fields(step), start)
		if err != nil {
			return err
		}
		if err := c.step(fields); err != nil {
			return fmt.Errorf("step %q: %w", strings.TrimSpace(step), err)
		}
	}
	return nil
}

// when takes the time off a step.
func (c *scripted) when(f []string, start time.Time) ([]string, error) {
	switch {
	case len(f) > 2 && strings.HasPrefix(f[0], "d") && strings.Contains(f[1], ":"):
		day, err := strconv.Atoi(f[0][1:])
		if err != nil {
			return nil, fmt.Errorf("day %q: %w", f[0], err)
		}
		clock, err := time.Parse("15:04", f[1])
		if err != nil {
			return nil, fmt.Errorf("time %q: %w", f[1], err)
		}
		y, m, d := start.Date()
		c.at = time.Date(y, m, d+day, clock.Hour(), clock.Minute(), 0, 0, start.Location())
		return f[2:], nil
	case len(f) > 1 && strings.HasPrefix(f[0], "+"):
		by, err := time.ParseDuration(f[0][1:])
		if err != nil {
			return nil, fmt.Errorf("time %q: %w", f[0], err)
		}
		c.at = c.at.Add(by)
		return f[1:], nil
	case len(f) == 0:
		return nil, fmt.Errorf("an empty step")
	}
	return f, nil
}

func (c *scripted) put(kind bot.EventKind, actor string, facts map[string]any) {
	c.s.Events = append(c.s.Events, bot.Event{Case: c.id, Kind: kind, At: c.at, Actor: actor, Facts: facts})
}
