package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestAFileIsReplacedWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "weights.bin"), filepath.Join(dir, "link.bin")
	if err := errors.Join(os.WriteFile(path, []byte("old"), 0o600), os.Symlink(path, link)); err != nil {
		t.Fatal(err)
	}
	holds := func(want string) {
		t.Helper()
		got, err := os.ReadFile(path)
		left, _ := filepath.Glob(filepath.Join(dir, "*.part"))
		if err != nil || string(got) != want || len(left) > 0 {
			t.Errorf("the file holds %q (%v), want %q; %v is left over", got, err, want, left)
		}
	}
	stop := errors.New("stopped")
	err := replacing(path, func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		holdsNot(t, path, "half")
		return errors.Join(err, stop)
	})
	if !errors.Is(err, stop) {
		t.Errorf("error %v, want what stopped it", err)
	}
	holds("old")
	if err := replacing(link, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Error(err)
	}
	holds("new")
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
	if err := replacing(filepath.Join(dir, "no", "such", "place"), func(io.Writer) error {
		t.Error("the work began though nothing can be written")
		return nil
	}); err == nil {
		t.Error("a folder that is not there was written to")
	}
	if err := replacing(os.DevNull, func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err }); err != nil {
		t.Errorf("a device: %v", err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatal("the device is a plain file now")
	}
}

func holdsNot(t *testing.T, path, text string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) == text {
		t.Errorf("%s holds %q (%v) before it is whole", path, got, err)
	}
}

// TestAReportIsItsOwnersAlone, also where a file of its name was open to others.
func TestAReportIsItsOwnersAlone(t *testing.T) {
	dir, _ := answeredFirm(t)
	out, config := t.TempDir(), filepath.Join(dir, "firm.yaml")
	for name, args := range map[string][]string{
		"pilot.html":           {"pilot", "report", "--html", filepath.Join(out, "pilot.html")},
		"outcome-2026-10.html": {"outcome-pack", "--month", "2026-10", "--out", out},
		"outcome-2026-10.csv":  {"outcome-pack", "--month", "2026-10", "--out", out},
		"dpia.md":              {"dpia", "--out", out},
	} {
		path := filepath.Join(out, name)
		if err := errors.Join(os.WriteFile(path, []byte("old"), 0o600), os.Chmod(path, 0o644)); err != nil { // #nosec G302 -- what the test is about
			t.Fatal(err)
		}
		code, said, errs := command(t, append(args, "--config", config)...)
		info, err := os.Stat(path)
		if code != exitOK || err != nil || info.Size() <= 3 || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: exit code %d, %s%s; %v, mode %v", name, code, said, errs, err, info.Mode())
		}
	}
}
