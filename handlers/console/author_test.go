package console

import (
	"strings"
	"testing"
)

func TestAClientOfTheConsoleHasOneIDThatDoesNotTellTheName(t *testing.T) {
	key := []byte("0123456789abcdef0123456789abcdef")
	id := AuthorID(key, "acme", "Dana Cole")
	if again := AuthorID(key, "acme", "Dana Cole"); again != id || len(id) != 26 || strings.Contains(id, "Dana") {
		t.Errorf("the ids are %q and %q", id, again)
	}
	seen := map[string]string{}
	for what, other := range map[string]string{
		"the id":          id,
		"another name":    AuthorID(key, "acme", "Dana Coles"),
		"another channel": AuthorID(key, "acm", "Dana Cole"),
		"another cut":     AuthorID(key, "acmeD", "ana Cole"),
		"another key":     AuthorID(key[1:], "acme", "Dana Cole"),
	} {
		if first, twice := seen[other]; twice {
			t.Errorf("%s and %s are both %q", first, what, other)
		}
		seen[other] = what
	}
}

func TestAnIDOfStaffSaysNothingOfTheName(t *testing.T) {
	key, other := []byte("0123456789abcdef0123456789abcdef"), []byte("another key of thirty-two bytes!")
	id := StaffID(key, "Priya")
	switch {
	case id != StaffID(key, "Priya"):
		t.Error("the same name has two ids")
	case strings.Contains(strings.ToLower(id), "priya") || !strings.HasPrefix(id, "s-") || len(id) != 26:
		t.Errorf("the id is %q", id)
	case id == StaffID(other, "Priya") || id == StaffID(key, "Priyam") || id[2:] == AuthorID(key, "", "staff:Priya")[2:]:
		t.Errorf("the id %q belongs to somebody else too", id)
	}
}
