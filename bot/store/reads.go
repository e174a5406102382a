package store

import (
	"context"
	"database/sql"
	"sync"
)

// Each connection keeps pages of its own, outside the heap that Go counts and
// twice as large there. They keep little: the operating system keeps the rest.
const (
	maxReaders    = 4
	readerCacheKB = 64
	writerCacheKB = 384
	maxPrepared   = 64 // statements that are kept; the queries of a running program are fewer
)

// readPool is the connections that only read. A query is prepared the first time it
// is asked and kept: under load, preparing took half as much time as reading. It is
// safe for concurrent use.
type readPool struct {
	*sql.DB
	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

func openReads(dsn string) (*readPool, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxReaders)
	db.SetMaxIdleConns(maxReaders)
	return &readPool{DB: db, stmts: make(map[string]*sql.Stmt)}, nil
}

// prepared gives the kept statement of a query; nil where none is kept.
func (p *readPool) prepared(ctx context.Context, query string) *sql.Stmt {
	p.mu.Lock()
	st, full := p.stmts[query], len(p.stmts) >= maxPrepared
	p.mu.Unlock()
	if st != nil || full {
		return st
	}
	st, err := p.PrepareContext(ctx, query)
	if err != nil {
		return nil // asking without it gives the error
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if other := p.stmts[query]; other != nil {
		_ = st.Close() //nolint:sqlclosecheck // another caller was as quick, and its statement is the one that is kept
		return other
	}
	p.stmts[query] = st
	return st
}

// QueryContext is that of sql.DB, with a statement that is kept.
func (p *readPool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if st := p.prepared(ctx, query); st != nil { //nolint:sqlclosecheck // statements are kept and closed with the pool
		return st.QueryContext(ctx, args...)
	}
	return p.DB.QueryContext(ctx, query, args...)
}

// QueryRowContext is that of sql.DB, with a statement that is kept.
func (p *readPool) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if st := p.prepared(ctx, query); st != nil { //nolint:sqlclosecheck // statements are kept and closed with the pool
		return st.QueryRowContext(ctx, args...)
	}
	return p.DB.QueryRowContext(ctx, query, args...)
}
