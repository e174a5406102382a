package main

import (
	"strings"
	"testing"
)

// TestANumberThatIsNoneIsRefused: below one there is nothing to print or to
// report on.
func TestANumberThatIsNoneIsRefused(t *testing.T) {
	for _, args := range [][]string{
		{"knowledge", "search", "inventory", "--limit=-1"},
		{"knowledge", "search", "inventory", "--limit=0"},
		{"assess", last100, "--last=-1"},
		{"assess", last100, "--last=0"},
	} {
		flag, _, _ := strings.Cut(args[len(args)-1], "=")
		code, out, errs := command(t, args...)
		if code != exitUsage || out != "" || !strings.Contains(errs, flag+": ") {
			t.Errorf("%v: exit %d, %s%s; want a sentence about %s", args, code, out, errs, flag)
		}
	}
}
