package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// replacing hands fn a file to write, and puts it in the place of path once it is
// whole: whoever reads path meets the old or the new. That nothing can be written
// there shows before fn begins, which may take long. What is no plain file, such
// as a device, is written as it is.
func replacing(path string, fn func(io.Writer) error) (err error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0) // #nosec G304 -- the caller's own file
		if err != nil {
			return err
		}
		return errors.Join(fn(f), f.Close())
	}
	if to, err := filepath.EvalSymlinks(path); err == nil {
		path = to
	}
	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part.Name()))
		}
	}()
	if err = errors.Join(fn(part), part.Chmod(0o644), part.Close()); err != nil {
		return err
	}
	return os.Rename(part.Name(), path)
}

// writePrivate writes a file that only its owner may read, also where one of
// that name was open to others: it quotes clients.
func writePrivate(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600) // #nosec G304 -- the caller's own file
	if err != nil {
		return err
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		if err := errors.Join(f.Chmod(0o600), f.Truncate(0)); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
