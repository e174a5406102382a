package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
)

// session is the one connection that writes, with its prepared statements. It
// belongs to the writer goroutine.
type session struct {
	conn   *sql.Conn
	stmts  map[string]*sql.Stmt
	synced bool // commits wait for the disk
}

func openSession(ctx context.Context, db *sql.DB) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &session{conn: conn, stmts: make(map[string]*sql.Stmt), synced: true}, nil // see dsn
}

func (s *session) prepare(query string) (*sql.Stmt, error) {
	if st, ok := s.stmts[query]; ok {
		return st, nil
	}
	st, err := s.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	s.stmts[query] = st
	return st, nil
}

// sync says whether the commits that follow wait for the disk (FULL) or not
// (NORMAL): in a write-ahead log those that do not are kept in order and come
// to the disk with the next that does. It must be called outside a transaction.
func (s *session) sync(on bool) error {
	if on == s.synced {
		return nil
	}
	mode := "NORMAL"
	if on {
		mode = "FULL"
	}
	if _, err := s.conn.ExecContext(context.Background(), "PRAGMA synchronous="+mode); err != nil {
		return fmt.Errorf("synchronous=%s: %w", mode, err)
	}
	s.synced = on
	return nil
}

// The statements of a transaction are not tied to a caller's context: one
// caller giving up must not end the batch that others share.

func (s *session) exec(query string, args ...any) (sql.Result, error) {
	st, err := s.prepare(query) //nolint:sqlclosecheck // statements are kept and closed with the session
	if err != nil {
		return nil, err
	}
	return st.ExecContext(context.Background(), args...)
}

func (s *session) query(query string, args ...any) (*sql.Rows, error) {
	st, err := s.prepare(query) //nolint:sqlclosecheck // statements are kept and closed with the session
	if err != nil {
		return nil, err
	}
	return st.QueryContext(context.Background(), args...)
}

// close ends the connection; a transaction that is open on it is rolled back.
// The statements go first: they are of no use to a closed connection.
func (s *session) close() {
	for _, st := range s.stmts {
		_ = st.Close() // the connection goes next
	}
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn }) // so that the pool closes it and keeps it for nobody
	_ = s.conn.Close()
}
