package store

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// Options say where the store is and how it behaves. The zero value lacks a
// URL and a key; the other fields have sensible defaults.
type Options struct {
	URL         string        // sqlite://PATH
	BusyTimeout time.Duration // how long to wait for another process; 0 means 5s
	Batch       int           // most writes that share one commit; 0 means 128

	// MasterKey wraps the keys of the cases: base64 of 32 bytes, from the
	// environment and never from a file that holds other settings.
	MasterKey string `json:"-"`
	// Existing refuses to make a database where there is none: a mistyped path
	// would be taken for a firm of which nothing is held.
	Existing bool
	// ReadOnly opens an existing database for looking only, beside the
	// process that writes it. Without MasterKey there are no words then.
	ReadOnly bool
}

const scheme = "sqlite://"

// Validate reports every setting that is wrong.
func (o Options) Validate() error {
	var errs []error
	if _, err := o.path(); err != nil {
		errs = append(errs, err)
	}
	if o.BusyTimeout < 0 {
		errs = append(errs, fmt.Errorf("busy_timeout: %s is below zero", o.BusyTimeout))
	}
	if o.Batch < 0 {
		errs = append(errs, fmt.Errorf("batch: %d is below zero", o.Batch))
	}
	if o.MasterKey != "" || !o.ReadOnly {
		if _, err := parseMasterKey(o.MasterKey); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// path is the file that the URL names.
func (o Options) path() (string, error) {
	path, ok := strings.CutPrefix(o.URL, scheme)
	switch {
	case o.URL == "":
		return "", errors.New("url: is empty; give sqlite://PATH")
	case !ok:
		return "", errors.New("url: only sqlite://PATH is known")
	case path == "" || strings.HasSuffix(path, "/"):
		return "", errors.New("url: names no file; give sqlite://PATH")
	case strings.HasPrefix(path, ":memory:") || strings.ContainsAny(path, "?#\x00"):
		return "", fmt.Errorf("url: %q is no plain file name", path)
	}
	return path, nil
}

func (o Options) withDefaults() Options {
	if o.BusyTimeout == 0 {
		o.BusyTimeout = 5 * time.Second
	}
	if o.Batch == 0 {
		o.Batch = 128
	}
	return o
}

// String leaves the key out.
func (o Options) String() string { return fmt.Sprintf("store %s", o.URL) }

// GoString leaves the key out.
func (o Options) GoString() string { return o.String() }

// LogValue leaves the key out.
func (o Options) LogValue() slog.Value { return slog.StringValue(o.String()) }
