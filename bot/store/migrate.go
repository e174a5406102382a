package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date, or refuses one that is newer than
// this program. Two processes may do it at once: the slower one finds the
// work done when it tries again.
func migrate(ctx context.Context, db *sql.DB, readOnly bool) error {
	const tries = 5
	var err error
	for try := range tries {
		if try > 0 {
			select {
			case <-time.After(time.Duration(try) * 100 * time.Millisecond):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		var refused *schemaError
		if err = migrateOnce(ctx, db, readOnly); err == nil || errors.As(err, &refused) {
			return err
		}
	}
	return fmt.Errorf("bringing the schema up to date: %w", err)
}

// schemaError is a schema that this program must not touch.
type schemaError struct{ why string }

func (e *schemaError) Error() string { return e.why }

func migrateOnce(ctx context.Context, db *sql.DB, readOnly bool) error {
	have, err := schemaVersion(ctx, db)
	if err != nil {
		return err
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files,
		goose.WithDisableGlobalRegistry(true), goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return err
	}
	sources := p.ListSources()
	want := sources[len(sources)-1].Version
	switch {
	case have > want:
		return &schemaError{fmt.Sprintf("the database has schema %d and this program knows %d: "+
			"it was written by a newer countersign; run that one, or restore a backup", have, want)}
	case have == want:
		return nil
	case readOnly:
		return &schemaError{fmt.Sprintf("the database has schema %d and this program needs %d: "+
			"start countersign once to bring it up to date", have, want)}
	}
	_, err = p.Up(ctx)
	return err
}

// schemaVersion is 0 for a database without tables.
func schemaVersion(ctx context.Context, db *sql.DB) (int64, error) {
	var tables int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'`).Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	var version int64
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied = 1`).Scan(&version)
	return version, err
}
