package main

import (
	"strings"
	"testing"

	"countersign/bot/ledger"
)

// TestOneIsSaidInTheSingular in what commands print of counts.
func TestOneIsSaidInTheSingular(t *testing.T) {
	for n, want := range map[int64]string{
		1: "1 word fits its digest\n1 case erased\n1 word erased by itself, of a case that is kept\n",
		2: "2 words fit their digests\n2 cases erased\n2 words erased by themselves, of cases that are kept\n",
	} {
		var out strings.Builder
		printWords(&out, ledger.Report{Words: n, Erased: int(n), Blank: n})
		if out.String() != want {
			t.Errorf("of %d each: %q, want %q", n, out.String(), want)
		}
	}
}
