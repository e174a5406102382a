package knowledge

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// settleTime is how long the folder must be quiet before it is read again:
	// an editor writes a file in several steps.
	settleTime = 250 * time.Millisecond
	// maxSettle is how long it is waited for quiet: some file may be written
	// to all the time.
	maxSettle = time.Second
)

// notifications asks the operating system to tell of changes in the folder. It
// is nil where that cannot be; looking the folder over from time to time finds
// them then.
func (b *Base) notifications() *fsnotify.Watcher {
	told, err := fsnotify.NewWatcher()
	if err != nil {
		b.log.Warn("folder is looked over from time to time only", "err", err)
		return nil
	}
	b.follow(told)
	return told
}

func closeWatcher(told *fsnotify.Watcher) error {
	if told == nil {
		return nil
	}
	return told.Close()
}

// follow asks to be told of changes in every folder below the base's own; for
// one that is followed already that changes nothing.
func (b *Base) follow(told *fsnotify.Watcher) {
	err := fs.WalkDir(os.DirFS(b.dir), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return nil //nolint:nilerr // what cannot be read is reported by reload
		case name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir // nothing in it is read
		}
		err = told.Add(filepath.Join(b.dir, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it went meanwhile
		}
		return err
	})
	if err != nil {
		b.log.Warn("some folders are looked over from time to time only", "err", err)
	}
}

// watch reads the folder again after each change, until Close.
func (b *Base) watch(told *fsnotify.Watcher) {
	ctx, cancel := context.WithCancel(context.Background())
	b.stop = cancel
	b.watched.Go(func() {
		b.loop(ctx, told)
		if err := closeWatcher(told); err != nil {
			b.log.Warn("ending the watch of the folder", "err", err)
		}
	})
}

func (b *Base) loop(ctx context.Context, told *fsnotify.Watcher) {
	poll := time.NewTicker(b.opts.Poll)
	defer poll.Stop()
	settled := time.NewTimer(time.Hour)
	settled.Stop()
	var events chan fsnotify.Event
	var faults chan error
	if told != nil {
		events, faults = told.Events, told.Errors
	}
	var first time.Time // of the changes that are waited out
	for {
		select {
		case <-ctx.Done():
			return
		case <-events:
			if first.IsZero() {
				first = time.Now()
			}
			settled.Reset(max(0, min(settleTime, maxSettle-time.Since(first))))
		case err := <-faults:
			b.log.Warn("watching the folder", "err", err)
		case <-settled.C:
			first = time.Time{}
			b.follow(told) // before reading: what comes into a new folder after it is told
			b.again(ctx)
		case <-poll.C:
			if told != nil {
				b.follow(told)
			}
			b.again(ctx)
		}
	}
}

func (b *Base) again(ctx context.Context) {
	changed, err := b.reload(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		b.log.Error("documents cannot be read again, the last state is used", "err", err)
	case changed:
		s := b.current.Load()
		b.log.Info("documents read", "pages", len(s.pages), "passages", len(s.byID), "problems", len(s.problems))
	}
}
