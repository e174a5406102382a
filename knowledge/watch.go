package knowledge

import (
	"context"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settleTime is how long the folder must be quiet before it is read again: an
// editor writes a file in several steps.
const settleTime = 250 * time.Millisecond

// watch reads the folder again after each change, until Close. Where the
// operating system tells of no changes, looking it over from time to time
// finds them.
func (b *Base) watch(dir string) {
	ctx, cancel := context.WithCancel(context.Background())
	b.stop = cancel
	told, err := fsnotify.NewWatcher()
	if err != nil {
		b.log.Warn("folder is looked over from time to time only", "err", err)
	} else {
		b.follow(told, dir)
	}
	b.watched.Go(func() { b.loop(ctx, told, dir) })
}

// follow asks to be told of changes in every folder below dir.
func (b *Base) follow(told *fsnotify.Watcher, dir string) {
	err := fs.WalkDir(b.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return nil //nolint:nilerr // what cannot be read is reported by reload
		}
		return told.Add(filepath.Join(dir, filepath.FromSlash(name)))
	})
	if err != nil {
		b.log.Warn("some folders are looked over from time to time only", "err", err)
	}
}

func (b *Base) loop(ctx context.Context, told *fsnotify.Watcher, dir string) {
	poll := time.NewTicker(b.opts.Poll)
	defer poll.Stop()
	settled := time.NewTimer(time.Hour)
	settled.Stop()
	var events chan fsnotify.Event
	var faults chan error
	if told != nil {
		defer told.Close() //nolint:errcheck // nothing is left to do about it
		events, faults = told.Events, told.Errors
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-events:
			settled.Reset(settleTime)
		case err := <-faults:
			b.log.Warn("watching the folder", "err", err)
		case <-settled.C:
			b.again(ctx)
			if told != nil {
				b.follow(told, dir)
			}
		case <-poll.C:
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
