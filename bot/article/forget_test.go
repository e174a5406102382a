package article

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAProposedPageLosesTheClientsWordsAndKeepsWhatAPersonWrote(t *testing.T) {
	dir := t.TempDir()
	page := "---\ntitle: T\n---\n\n## What was asked\n\nHidden.\n\n> where do I park\n> on Mondays\n\n## What is missing\n\n> parking\n\n## The answer\n\nBehind the house.\n\n## The nearest passages there are\n\n> a passage\n"
	for _, name := range []string{"proposed-parking-case-7.md", "proposed-parking-case-8.md", "notes.md"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	seven := func(id int64) bool { return id == 7 }
	changed, err := Forget(dir, seven)
	if err != nil || len(changed) != 1 || filepath.Base(changed[0]) != "proposed-parking-case-7.md" {
		t.Fatalf("changed %v, %v", changed, err)
	}
	raw, err := os.ReadFile(changed[0])
	if text := string(raw); err != nil || strings.Contains(text, "park") && strings.Contains(text, "where") || strings.Contains(text, "> parking") ||
		!strings.Contains(text, "Behind the house.") || !strings.Contains(text, "> a passage") || strings.Count(text, "(erased)") != 2 {
		t.Errorf("the page is now\n%s", raw)
	}
	if again, err := Forget(dir, seven); err != nil || len(again) > 0 {
		t.Errorf("again: %v, %v", again, err)
	}
	for _, name := range []string{"proposed-parking-case-8.md", "notes.md"} {
		if raw, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(raw) != page {
			t.Errorf("%s was changed: %v", name, err)
		}
	}
	if changed, err := Forget(filepath.Join(dir, "none"), seven); err != nil || changed != nil {
		t.Errorf("of no folder: %v, %v", changed, err)
	}
}
