package store

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite" // and the driver "sqlite"

	"countersign/bot"
)

// Store is a bot.Store in one SQLite file. Safe for concurrent use; other
// processes may have the same file open.
type Store struct {
	opts  Options
	path  string
	file  os.FileInfo // of the database, when it was opened
	log   *slog.Logger
	vault *vault // nil without a master key

	db      *sql.DB // writes
	reads   *readPool
	session *session // the writer's own
	jobs    chan *job
	written chan struct{} // the writer asks for the log to be moved; closed when it has ended
	moved   chan struct{} // closed when nobody moves the log any more

	commits   int // of the writer's own
	logIsLong atomic.Bool
	failing   atomic.Bool // a write was not carried out, and none was tried by Ready since

	gate   sync.RWMutex // held for reading while a job is handed over
	closed bool
}

var (
	_ bot.Store    = (*Store)(nil)
	_ bot.ShownLog = (*Store)(nil)
)

// Open opens the database that the options name and creates it if need be.
// It refuses a schema newer than this program and a master key other than the
// one the database was made with. The caller closes the store.
func Open(ctx context.Context, opts Options, log *slog.Logger) (*Store, error) {
	if err := opts.Validate(); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	s := &Store{
		opts: opts.withDefaults(), log: log.With("component", "store"), jobs: make(chan *job, 256),
		written: make(chan struct{}, 1), moved: make(chan struct{}),
	}
	if err := s.open(ctx); err != nil {
		return nil, fmt.Errorf("store %s: %w", s.path, errors.Join(plainly(err), s.closePools()))
	}
	go s.runWriter()
	go s.runCheckpoints() //nolint:gosec // G118: the store lives longer than the call that opens it; Close ends it
	return s, nil
}

// ErrNone tells that there is no database where one must be.
var ErrNone = errors.New("there is no such database: set store.url right, or start countersign once, which makes it")

// meanings are what SQLite's numbers most often mean, and what to do.
var meanings = map[int]string{
	5:  "another program holds the database: stop it, or wait until it is done",
	8:  "the database must not be written to: see who owns it and the disk",
	10: "the disk may be full, or must not be written to",
	11: "the database is damaged: put it aside and restore a backup",
	13: "the disk is full: make room, then start again",
	14: "the file or its folder cannot be opened: see who owns them",
	26: "this is no database of countersign, or a damaged one: set store.url right, or restore a backup",
}

// plainly adds to an error that SQLite gives by a number what it most often means.
func plainly(err error) error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		if meaning := meanings[e.Code()&0xff]; meaning != "" {
			return fmt.Errorf("%w: %s", err, meaning)
		}
	}
	return err
}

func (s *Store) open(ctx context.Context) error {
	var err error
	if s.path, err = s.opts.path(); err != nil {
		return err
	}
	if err := s.prepareFile(); err != nil {
		return err
	}
	if s.db, err = sql.Open("sqlite", s.dsn(false)); err != nil {
		return err
	}
	if s.reads, err = openReads(s.dsn(true)); err != nil {
		return err
	}
	if err := migrate(ctx, s.db, s.opts.ReadOnly); err != nil {
		return err
	}
	return s.unlock(ctx)
}

// prepareFile makes the file with mode 0600 before SQLite can make it with
// another; SQLite gives the files beside it the same mode.
func (s *Store) prepareFile() error {
	if !s.opts.ReadOnly && !s.opts.Existing {
		if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
			return err
		}
		f, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	info, err := os.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNone
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("is no regular file")
	}
	if info.Mode().Perm()&0o077 != 0 {
		s.log.Warn("database can be read by others on this machine", "mode", info.Mode().Perm().String())
	}
	s.file = info
	return nil
}

// inPlace tells whether the database still is the file at its path. Writes to one
// that was removed, or replaced by a backup, would succeed and be gone with the
// next start, and connections opened later would read another.
func (s *Store) inPlace() error {
	info, err := os.Stat(s.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("looking whether the database file is in its place: %w", err)
	}
	if err != nil || !os.SameFile(info, s.file) {
		return errors.New("the database file was removed or replaced while the program ran: put it back, or start the program anew")
	}
	return nil
}

// dsn gives the connection string; each connection of the pools has these
// settings. secure_delete overwrites what is deleted, so that an erased key
// does not stay in a free page.
func (s *Store) dsn(reading bool) string {
	q := url.Values{}
	q.Set("_busy_timeout", fmt.Sprint(s.opts.BusyTimeout.Milliseconds()))
	q.Set("_foreign_keys", "1")
	q.Set("_dqs", "0")
	q.Set("_defensive", "1")
	q.Set("_error_rc", "1")
	if reading || s.opts.ReadOnly {
		q.Set("mode", "rw")
		q.Set("_query_only", "1")
		q.Add("_pragma", fmt.Sprintf("cache_size(-%d)", readerCacheKB))
	} else {
		q.Set("_journal_mode", "WAL")
		q.Set("_synchronous", "FULL")
		q.Set("_txlock", "immediate")
		q.Add("_pragma", fmt.Sprintf("cache_size(-%d)", writerCacheKB))
		q.Add("_pragma", "secure_delete(1)")
		q.Add("_pragma", "temp_store(memory)")    // what a savepoint may have to take back: a page or two a step
		q.Add("_pragma", "wal_autocheckpoint(0)") // see runCheckpoints
	}
	path := s.path
	if !filepath.IsAbs(path) && !strings.HasPrefix(path, ".") {
		path = "./" + path // "//x" in a URI would be a host
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// unlock compares the master key with the one the database was made with. A
// new database takes the key it is given.
func (s *Store) unlock(ctx context.Context) error {
	if s.opts.MasterKey == "" {
		return nil // reading only, without words: see Validate
	}
	master, err := parseMasterKey(s.opts.MasterKey)
	if err != nil {
		return err
	}
	if s.vault, err = newVault(master); err != nil {
		return err
	}
	if !s.opts.ReadOnly {
		if err := s.adoptKey(ctx); err != nil {
			return err
		}
	}
	var check []byte
	if err := s.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'key_check'`).Scan(&check); err != nil {
		return fmt.Errorf("reading the key check: %w", err)
	}
	if !hmac.Equal(check, s.vault.check) {
		return errors.New("COUNTERSIGN_MASTER_KEY is not the key this database was made with: its words cannot be read; give the right key")
	}
	return nil
}

// adoptKey stores the key check and the key of case 0, unless they are there.
func (s *Store) adoptKey(ctx context.Context) error {
	wrapped, _, err := s.vault.newKey(0)
	if err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	n, err := affected(tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('key_check', ?) ON CONFLICT DO NOTHING`, s.vault.check))
	if err != nil || n == 0 {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO keys (case_id, wrapped) VALUES (0, ?)`, wrapped); err != nil {
		return err
	}
	return tx.Commit()
}

// Close lets the writes that wait finish, moves the write-ahead log into the
// database file, so that the file alone is a whole copy, and closes it.
func (s *Store) Close() error {
	s.gate.Lock()
	if s.closed {
		s.gate.Unlock()
		return nil
	}
	s.closed = true
	close(s.jobs)
	s.gate.Unlock()
	<-s.moved // which is after the writer
	var err error
	if !s.opts.ReadOnly {
		err = s.emptyLog(context.Background())
	}
	if errors.Is(err, errInUse) {
		s.log.Info("write-ahead log stays", "err", err)
		err = nil // whoever uses it closes it later
	}
	return errors.Join(err, s.closePools())
}

func (s *Store) closePools() error {
	var errs []error
	if s.reads != nil {
		errs = append(errs, s.reads.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	return errors.Join(errs...)
}

// Case loads a case; bot.ErrNotFound. Of an erased case it gives state and
// times, and no words.
func (s *Store) Case(ctx context.Context, id int64) (*bot.Case, error) {
	cases, err := s.cases(ctx, ` WHERE c.id = ?`, id)
	if err != nil {
		return nil, err
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("case %d: %w", id, bot.ErrNotFound)
	}
	return cases[0], nil
}

// Cases lists cases, newest first; erased ones too, as Case gives them.
func (s *Store) Cases(ctx context.Context, f bot.CaseFilter) ([]*bot.Case, error) {
	where, args := caseQuery(f)
	return s.cases(ctx, where, args...)
}

// caseQuery is the condition, order and limit of a filter.
func caseQuery(f bot.CaseFilter) (string, []any) {
	query, args := inStates("c.state", f.States)
	add := func(cond string, arg any) { query, args = query+cond, append(args, arg) }
	for _, eq := range []struct{ column, value string }{
		{"tier", string(f.Tier)}, {"platform", string(f.Platform)}, {"channel", f.Channel}, {"thread", f.Thread}, {"account", f.Account},
	} {
		if eq.value != "" {
			add(` AND c.`+eq.column+` = ?`, eq.value)
		}
	}
	if f.Waking {
		add(` AND c.wake_at > ?`, 0)
	}
	if f.Before != 0 {
		add(` AND c.id < ?`, f.Before)
	}
	if !f.Since.IsZero() {
		add(` AND c.opened_at >= ?`, f.Since.UnixNano())
	}
	if !f.Until.IsZero() {
		add(` AND c.opened_at < ?`, f.Until.UnixNano())
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 100
	}
	return ` WHERE true` + query + ` ORDER BY c.id DESC LIMIT +?`, append(args, limit)
}

func (s *Store) cases(ctx context.Context, where string, args ...any) ([]*bot.Case, error) {
	rows, err := s.reads.QueryContext(ctx, selectCase+where, args...)
	if err != nil {
		return nil, wrap("cases", err)
	}
	var out []*bot.Case
	err = eachRow(rows, func(r rowScanner) error {
		var row caseRow
		if err := r.Scan(row.dest()...); err != nil {
			return err
		}
		c, err := row.open(s.vault)
		out = append(out, c)
		return err
	})
	if err != nil {
		return nil, wrap("cases", err)
	}
	return out, nil
}

func wrap(what string, err error) error { return fmt.Errorf("store: %s: %w", what, err) }

// rowScanner is the one method of sql.Rows that reading a row needs.
type rowScanner interface{ Scan(dest ...any) error }
