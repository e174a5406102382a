package console

import (
	"net/http"
	"strings"
	"testing"
)

func TestWhatALabelSaysInBracketsStandsApart(t *testing.T) {
	for label, want := range map[string][2]string{"": {"", ""}, "Monday": {"Monday", ""}, "1 hour (10:41)": {"1 hour", "10:41"}, "a (b) c": {"a (b) c", ""}, "a (b": {"a (b", ""}} {
		if head, rest := aside(label); head != want[0] || rest != want[1] {
			t.Errorf("%q: %q and %q, want %q", label, head, rest, want)
		}
	}
}

func TestOnlyAFileOfThisBuildIsKeptByTheBrowser(t *testing.T) {
	h := guarded(Options{})
	for name, a := range h.static {
		for v, kept := range map[string]bool{a.hash: true, "": false, "0123": false} {
			got := answer(t, h, "GET", "/static/"+name+"?v="+v, "")
			if strings.Contains(got.Header().Get("Cache-Control"), "immutable") != kept || got.Code != http.StatusOK {
				t.Errorf("%s?v=%s: %d, kept %q, want %v", name, v, got.Code, got.Header().Get("Cache-Control"), kept)
			}
		}
	}
	if got := answer(t, h, "GET", "/static/nothing.js", ""); got.Code != http.StatusNotFound {
		t.Errorf("no file: %d", got.Code)
	}
}
