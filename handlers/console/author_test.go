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
