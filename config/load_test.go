package config

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the expected messages in testdata")

// TestEachMistakeIsExplained reads one file per mistake and compares the whole
// message with the one beside it.
func TestEachMistakeIsExplained(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) < 40 {
		t.Fatalf("found %d files of mistakes, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			_, err := Load(file, none)
			if _, ok := errors.AsType[*FaultsError](err); !ok {
				t.Fatalf("Load(%s) = %v, want a *FaultsError", file, err)
			}
			got := err.Error() + "\n"
			if strings.Contains(got, "sesame") || strings.Contains(got, "QUJD") {
				t.Fatalf("the message repeats a secret:\n%s", got)
			}
			compareGolden(t, strings.TrimSuffix(file, ".yaml")+".txt", filepath.ToSlash(got))
		})
	}
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("message changed (-want +got); run go test -update when it is meant:\n%s", diff)
	}
}

func TestAFileWithoutAnEndIsRefused(t *testing.T) {
	if _, err := Load("/dev/zero", os.Getenv); err == nil || !strings.Contains(err.Error(), "/dev/zero is not a file of at most") {
		t.Errorf("Load: %v", err)
	}
}
