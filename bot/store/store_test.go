package store

import (
	"io"
	"log/slog"
	"path/filepath"
	"testing"

	"countersign/bot"
	"countersign/bot/bottest"
)

func testOptions(t testing.TB) Options {
	t.Helper()
	return Options{URL: "sqlite://" + filepath.Join(t.TempDir(), "countersign.db"), MasterKey: NewMasterKey()}
}

// openWith opens a store that the test closes at its end, at the latest.
func openWith(t testing.TB, opts Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), opts, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { closeStore(t, s) })
	return s
}

func closeStore(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestStoreKeepsThePromisesOfEveryStore(t *testing.T) {
	bottest.StoreSuite(t, func(t *testing.T) (bot.Store, func() bot.Store) {
		opts := testOptions(t)
		s := openWith(t, opts)
		return s, func() bot.Store {
			closeStore(t, s)
			s = openWith(t, opts)
			return s
		}
	})
}

// openLogged opens a store whose log the test reads.
func openLogged(t *testing.T, opts Options, log io.Writer) *Store {
	t.Helper()
	s, err := Open(t.Context(), opts, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
