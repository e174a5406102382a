package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Damage is a line of a checkpoint file that was not trusted.
type Damage struct {
	Line int  // from 1
	Torn bool // the last line, without its end: a write was cut short
	Why  string
}

// ReadCheckpoints reads a checkpoint file, one checkpoint a line. Damaged
// lines are left out and reported. Without a file the error wraps fs.ErrNotExist.
func ReadCheckpoints(path string) ([]Checkpoint, []Damage, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("reading checkpoints: %w", err)
	}
	good, damaged := parseCheckpoints(raw)
	return good, damaged, nil
}

func parseCheckpoints(raw []byte) (good []Checkpoint, damaged []Damage) {
	for n := 1; len(raw) > 0; n++ {
		line, rest, ended := bytes.Cut(raw, []byte("\n"))
		raw = rest
		switch c, err := ParseCheckpoint(string(line)); {
		case len(line) == 0: // closes a torn line: see AppendCheckpoint
		case err != nil && !ended:
			damaged = append(damaged, Damage{Line: n, Torn: true, Why: "half written"})
		case err != nil:
			damaged = append(damaged, Damage{Line: n, Why: err.Error()})
		default:
			good = append(good, c)
		}
	}
	return good, damaged
}

// AppendCheckpoint adds a line to a checkpoint file, makes the file with mode
// 0600 if need be, and returns once the line is on the disk. A line that was
// left half written is closed first; nothing is ever overwritten.
func AppendCheckpoint(path string, c Checkpoint) error {
	if err := appendCheckpoint(path, c); err != nil {
		return fmt.Errorf("writing a checkpoint: %w", err)
	}
	return nil
}

func appendCheckpoint(path string, c Checkpoint) (err error) {
	line := c.String() + "\n"
	if _, err := ParseCheckpoint(c.String()); err != nil {
		return fmt.Errorf("of size %d: %w", c.Size, err)
	}
	_, missing := os.Lstat(path)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	torn, err := tornEnd(f)
	if err != nil {
		return err
	}
	if torn {
		line = "\n" + line
	}
	if _, err := f.WriteString(line); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if errors.Is(missing, fs.ErrNotExist) {
		return syncFolder(filepath.Dir(path))
	}
	return nil
}

// tornEnd tells whether the file ends within a line.
func tornEnd(f *os.File) (bool, error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return false, err
	}
	var last [1]byte
	if _, err := f.ReadAt(last[:], info.Size()-1); err != nil {
		return false, err
	}
	return last[0] != '\n', nil
}

// syncFolder makes a new file's name durable.
func syncFolder(path string) (err error) {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.Close()) }()
	return dir.Sync()
}
