package house

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// maxTracked is what weights may have at most, far below any program.
const maxTracked = 5_000_000

func TestNoTrackedFileIsAProgramOrLarge(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "git", "-C", "../..", "ls-files", "-z").Output()
	if err != nil {
		t.Skipf("no git here: %v", err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		info, err := os.Lstat(filepath.Join("../..", name))
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
			continue // deleted and not yet committed, or a link
		}
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > maxTracked {
			t.Errorf("%s is tracked and has %d bytes; the most is %d", name, info.Size(), maxTracked)
		}
		if isELF(t, filepath.Join("../..", name)) {
			t.Errorf("%s is tracked and is a program; build it, do not keep it", name)
		}
	}
}

func isELF(t *testing.T, path string) bool {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	var start [4]byte
	_, err = io.ReadFull(f, start[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	return bytes.Equal(start[:], []byte("\x7fELF"))
}
