package store

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"countersign/bot"
)

// fill writes a file until its disk is full.
func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for {
		if _, err := f.Write(make([]byte, 4096)); errors.Is(err, syscall.ENOSPC) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

// smallDisk mounts a disk of the given size; only root may.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no small disk here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	return dir
}

// openOnFullDisk opens a store on a disk that a file fills: with the file gone there is room.
func openOnFullDisk(t *testing.T) (s *Store, opts Options, filler string) {
	t.Helper()
	disk := smallDisk(t, "3m")
	opts = testOptions(t)
	opts.URL = "sqlite://" + filepath.Join(disk, "countersign.db")
	s = openWith(t, opts)
	filler = filepath.Join(disk, "filler")
	fill(t, filler)
	return s, opts, filler
}

func TestFullDiskRefusesWritesUntilThereIsRoom(t *testing.T) {
	s, opts, filler := openOnFullDisk(t)
	kept, refusals := int64(0), 0
	for range 200 {
		err := s.write(t.Context(), func(t *tx) error {
			return t.Append(&bot.Event{Kind: bot.EventStarted, At: start, Words: map[string]string{"text": strings.Repeat("x", 4000)}})
		})
		if err == nil {
			kept++
		} else if refusals++; refusals == 3 {
			break
		}
	}
	if refusals == 0 {
		t.Fatal("a full disk took every write")
	}
	if err := s.Ready(t.Context()); err == nil {
		t.Error("is ready with a full disk")
	}
	if n := size(t, s); n != kept {
		t.Errorf("%d events, %d writes were told done", n, kept)
	}
	remove(t, filler)
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("is not ready with room again: %v", err)
	}
	if err := s.write(t.Context(), started); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	fill(t, filler)
	if _, err := Open(t.Context(), opts, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "full") {
		t.Errorf("Open on a full disk: %v", err)
	}
	remove(t, filler)
	s = openWith(t, opts)
	if v, err := s.Verify(t.Context()); err != nil || v.Entries != kept+1 {
		t.Errorf("Verify: %+v and error %v, want %d entries", v, err, kept+1)
	}
}

// TestADiskWithRoomForLittleIsNotReady: a few pages would be written, and no message.
func TestADiskWithRoomForLittleIsNotReady(t *testing.T) {
	s, _, filler := openOnFullDisk(t)
	info, err := os.Stat(filler)
	if err == nil {
		err = os.Truncate(filler, info.Size()-(32<<10))
	}
	if err != nil {
		t.Fatal(err)
	}
	long := &bot.Event{Kind: bot.EventStarted, At: start, Words: map[string]string{"text": strings.Repeat("x", 64<<10)}}
	if err := s.write(t.Context(), func(t *tx) error { return t.Append(long) }); err == nil {
		t.Fatal("a long message found room")
	}
	if err := s.Ready(t.Context()); err == nil {
		t.Error("is ready for what it has no room for")
	}
	remove(t, filler)
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("is not ready with room again: %v", err)
	}
	addEvents(t, s, long)
	if v, err := s.Verify(t.Context()); err != nil || v.Entries != 1 {
		t.Errorf("Verify: %+v and error %v, want the one entry", v, err)
	}
}
