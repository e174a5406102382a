package main

import (
	"os"
	"testing"
)

// A kernel that maps whole folios maps up to 2 MB for one word, but never beyond
// a mapping.
func TestNoWordMapsMoreOfTheProgramThanAPiece(t *testing.T) {
	if _, err := os.Stat("/sys/kernel/mm/transparent_hugepage"); err != nil {
		t.Skipf("this kernel has no large folios: %v", err)
	}
	for range 2 { // cut once, it must stay so
		if err := trimMemory(); err != nil {
			t.Fatal(err)
		}
	}
	parts, err := ownFile()
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, pages := range parts {
		if total += len(pages); len(pages) > piece {
			t.Errorf("a mapping of %d bytes is whole", len(pages))
		}
	}
	if total < 10<<20 {
		t.Fatalf("%d bytes of the program are mapped: those of its code were not seen", total)
	}
}
