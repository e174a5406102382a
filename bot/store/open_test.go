package store

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
)

var start = time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)

// path is the database file of the options.
func path(t testing.TB, opts Options) string {
	t.Helper()
	p, err := opts.path()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// refused opens a store that must not open, and gives the sentence.
func refused(t *testing.T, opts Options) string {
	t.Helper()
	s, err := Open(t.Context(), opts, slog.New(slog.DiscardHandler))
	if err == nil {
		closeStore(t, s)
		t.Fatal("the store was opened")
	}
	return err.Error()
}

// onFile runs SQL on the file from outside, as somebody with access to it could.
func onFile(t *testing.T, file string, queries ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, q := range queries {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

func add(t testing.TB, s *Store, c *bot.Case) *bot.Case {
	t.Helper()
	if err := s.Write(t.Context(), func(tx bot.Tx) error { return tx.Create(c) }); err != nil {
		t.Fatalf("Create: %v", err)
	}
	return c
}

func addEvents(t testing.TB, s *Store, evs ...*bot.Event) {
	t.Helper()
	if err := s.Write(t.Context(), func(tx bot.Tx) error { return tx.Append(evs...) }); err != nil {
		t.Fatalf("Append: %v", err)
	}
}

func TestFilesAreForTheOwnerOnly(t *testing.T) {
	opts := testOptions(t)
	opts.URL = "sqlite://" + filepath.Join(t.TempDir(), "new", "folder", "countersign.db")
	s := openWith(t, opts)
	add(t, s, &bot.Case{})
	for _, end := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path(t, opts) + end)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("database%s: mode %v, error %v", end, info.Mode().Perm(), err)
		}
	}
	if info, err := os.Stat(filepath.Dir(path(t, opts))); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: mode %v, error %v", info.Mode().Perm(), err)
	}
}

func TestFileThatOthersCanReadIsReported(t *testing.T) {
	opts := testOptions(t)
	closeStore(t, openWith(t, opts))
	if err := os.Chmod(path(t, opts), 0o644); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	s, err := Open(t.Context(), opts, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	if !strings.Contains(log.String(), "can be read by others") {
		t.Errorf("log: %s", log.String())
	}
}

func TestNewerSchemaIsRefusedAndLeftAlone(t *testing.T) {
	opts := testOptions(t)
	closeStore(t, openWith(t, opts))
	onFile(t, path(t, opts), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	if why := refused(t, opts); !strings.Contains(why, "schema 99") || !strings.Contains(why, "newer countersign") {
		t.Errorf("got %q", why)
	}
}

func TestWrongMasterKeyIsRefused(t *testing.T) {
	opts := testOptions(t)
	closeStore(t, openWith(t, opts))
	wrong := opts
	wrong.MasterKey = NewMasterKey()
	if why := refused(t, wrong); !strings.Contains(why, "COUNTERSIGN_MASTER_KEY is not the key this database was made with") {
		t.Errorf("got %q", why)
	}
	wrong.ReadOnly = true
	refused(t, wrong)
	openWith(t, opts)
}

func TestPathMayHoldAnything(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"plain.db", "with space.db", "100%.db", "a&b=c.db", "żółć.db", "file:x.db", "..x.db"} {
		opts := Options{URL: "sqlite://" + name, MasterKey: NewMasterKey()}
		closeStore(t, openWith(t, opts))
		if _, err := os.Stat(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if names, err := os.ReadDir("."); err != nil || len(names) != 7 {
		t.Errorf("got %d files and error %v, want one for each name", len(names), err)
	}
}

func TestReadOnlyStoreLooksAndMakesNothing(t *testing.T) {
	opts := testOptions(t)
	looking := Options{URL: opts.URL, ReadOnly: true}
	beside := opts
	beside.Existing = true
	for _, o := range []Options{looking, beside} {
		if why := refused(t, o); !strings.Contains(why, "no such database: set store.url right") {
			t.Errorf("got %q", why)
		}
	}
	if _, err := os.Stat(path(t, opts)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("looking made a file")
	}
	s := openWith(t, opts)
	c := add(t, s, &bot.Case{State: bot.StateReceived})
	addEvents(t, s, &bot.Event{Case: c.ID, Kind: bot.EventReceived, At: start, Words: map[string]string{"text": "words"}})
	r := openWith(t, looking) // while the other is open
	if v, err := r.Verify(t.Context()); err != nil || v.Entries != 1 {
		t.Errorf("Verify: %+v and error %v", v, err)
	}
	if err := r.Write(t.Context(), func(bot.Tx) error { return nil }); err == nil {
		t.Error("a store for reading was written to")
	}
	if err := r.Events(t.Context(), bot.EventFilter{Words: true}, func(bot.Event) error { return nil }); err == nil || !strings.Contains(err.Error(), "COUNTERSIGN_MASTER_KEY") {
		t.Errorf("words without a key: %v", err)
	}
	if _, err := r.Case(t.Context(), c.ID); err == nil {
		t.Error("a case was read without a key")
	}
}

func TestManyMayOpenANewDatabaseAtOnce(t *testing.T) {
	opts := testOptions(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := Open(t.Context(), opts, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Errorf("Open: %v", err)
				return
			}
			if err := s.Write(t.Context(), func(tx bot.Tx) error { return tx.Append(&bot.Event{Kind: bot.EventStarted, At: start}) }); err != nil {
				t.Errorf("Write: %v", err)
			}
			closeStore(t, s)
		})
	}
	wg.Wait()
	if v, err := openWith(t, opts).Verify(t.Context()); err != nil || v.Entries != 6 {
		t.Errorf("Verify: %+v and error %v", v, err)
	}
}

func TestClosedFileAloneIsTheWholeDatabase(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	c := add(t, s, &bot.Case{State: bot.StateReceived})
	closeStore(t, s)
	raw, err := os.ReadFile(path(t, opts))
	if err != nil {
		t.Fatal(err)
	}
	moved := opts
	moved.URL = "sqlite://" + filepath.Join(t.TempDir(), "restored.db")
	if err := os.WriteFile(path(t, moved), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openWith(t, moved).Case(t.Context(), c.ID); err != nil {
		t.Errorf("Case: %v", err)
	}
}

func TestADamagedDatabaseIsRefusedWithWhatToDo(t *testing.T) {
	for name, tc := range map[string]struct {
		damage func(raw []byte) []byte
		says   string
	}{
		"another file": {func([]byte) []byte { return bytes.Repeat([]byte("junk"), 4096) }, "no database of countersign"},
		"cut":          {func(raw []byte) []byte { return raw[:len(raw)/2] }, "restore a backup"},
	} {
		opts := testOptions(t)
		twenty(t, opts)
		raw, err := os.ReadFile(path(t, opts))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path(t, opts), tc.damage(raw), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), opts, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: got error %v, want one that says %q", name, err, tc.says)
		}
	}
}
