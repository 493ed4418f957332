package storage

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	"golang.org/x/sys/unix"
)

//go:embed migrations/sqlite/*.sql
var migrationFiles embed.FS

// migrations are the schema's versions for SQLite.
func migrations() (fs.FS, error) {
	files, err := fs.Sub(migrationFiles, "migrations/sqlite")
	if err != nil {
		return nil, fmt.Errorf("find the migrations: %w", err)
	}
	return files, nil
}

func newProvider(db *sql.DB, files fs.FS) (*goose.Provider, error) {
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return nil, fmt.Errorf("load the migrations: %w", err)
	}
	return provider, nil
}

// schemaVersion returns the version of the schema in the file, 0 if it has none.
func schemaVersion(ctx context.Context, q querier) (int64, error) {
	var tables int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'").Scan(&tables)
	if err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	if tables == 0 {
		return 0, nil
	}
	var version int64
	err = q.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	return version, nil
}

func newerSchema(current, latest int64) error {
	return fmt.Errorf("the database has schema version %d, this program knows versions up to %d: use the newer program", current, latest)
}

// Migrate creates the database named dsn or brings its schema up to date. It
// waits for other processes that do the same, and refuses a schema that is
// newer than the program.
func Migrate(ctx context.Context, dsn string) (err error) {
	path, err := parseDSN(dsn)
	if err != nil {
		return err
	}
	files, err := migrations()
	if err != nil {
		return err
	}
	lock, err := lockFile(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.unlock()) }()
	return migrateLocked(ctx, path, files, nil)
}

// lockFile creates the file if needed and takes the lock that only one
// starting process holds (decisions.md 49).
func lockFile(ctx context.Context, path string) (*fileLock, error) {
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	lock, err := waitLock(ctx, lockPath(path), unix.LOCK_EX)
	if err != nil {
		return nil, err
	}
	if err := prepareFiles(path); err != nil {
		return nil, errors.Join(err, lock.unlock())
	}
	return lock, nil
}

// migrateLocked checks the file and migrates it; the caller holds the lock.
func migrateLocked(ctx context.Context, path string, files fs.FS, hook tamper) (err error) {
	db, err := openHandle(ctx, path, false, 1, hook)
	if err != nil {
		return refuse(path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := quickCheck(ctx, db); err != nil {
		return refuse(path, err)
	}
	current, err := schemaVersion(ctx, db)
	if err != nil {
		return refuse(path, err)
	}
	latest, err := newestMigration(files)
	if err != nil {
		return err
	}
	switch {
	case current > latest:
		return newerSchema(current, latest)
	case current == latest:
		return refuse(path, checkCounts(ctx, db))
	case current == 0:
		if err := refuseForeign(ctx, db, path); err != nil {
			return err
		}
	default:
		// A migration that goes wrong must not be the end of the data.
		kept := fmt.Sprintf("%s.before-version-%d", path, latest)
		if err := vacuumInto(ctx, db, kept); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("back up before the migration: %w", err)
		}
	}
	provider, err := newProvider(db, files)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", translate(err))
	}
	return nil
}

// refuseForeign keeps the program from moving into another program's database.
func refuseForeign(ctx context.Context, q querier, path string) error {
	var tables int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name <> 'goose_db_version' AND name NOT LIKE 'sqlite_%'").Scan(&tables)
	if err != nil {
		return refuse(path, fmt.Errorf("read the schema: %w", err))
	}
	if tables > 0 {
		return fmt.Errorf("%s is the database of another program", path)
	}
	return nil
}

// MigrationStatus returns the schema version of the database named dsn, 0 if
// there is none yet, and the version this program would bring it to. It
// changes nothing.
func MigrationStatus(ctx context.Context, dsn string) (current, latest int64, err error) {
	path, err := parseDSN(dsn)
	if err != nil {
		return 0, 0, err
	}
	files, err := migrations()
	if err != nil {
		return 0, 0, err
	}
	latest, err = newestMigration(files)
	if err != nil {
		return 0, 0, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || (err == nil && info.Size() == 0) {
		return 0, latest, nil
	}
	if err != nil {
		return 0, 0, fmt.Errorf("database file: %w", err)
	}
	db, err := openHandle(ctx, path, false, 1, nil)
	if err != nil {
		return 0, 0, refuse(path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	current, err = schemaVersion(ctx, db)
	return current, latest, err
}

// newestMigration is the schema version that this program is made for, read
// without a database.
func newestMigration(files fs.FS) (int64, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return 0, fmt.Errorf("find the migrations: %w", err)
	}
	var newest int64
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return 0, fmt.Errorf("migration %s: %w", name, err)
		}
		newest = max(newest, version)
	}
	return newest, nil
}
