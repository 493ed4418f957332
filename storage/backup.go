package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
)

// Backup writes a copy of the database named dsn to the file out while writes
// go on. The copy has mode 0600, is synced, and has been checked: structure,
// counts, and no fewer rows than the database had when the copy began. A file
// that exists is never overwritten (errors.Is fs.ErrExist). The instance key
// is not part of it.
func Backup(ctx context.Context, dsn, out string) (err error) {
	path, err := parseDSN(dsn)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	db, err := openHandle(ctx, path, false, 1, nil)
	if err != nil {
		return refuse(path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return vacuumInto(ctx, db, out)
}

// vacuumInto copies the database behind db to the file out. The name is
// reserved first and filled by a rename at the end, so that an interrupted copy
// is never taken for a whole one.
func vacuumInto(ctx context.Context, db *sql.DB, out string) (err error) {
	reserved, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode) //nolint:gosec // the operator names the file
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	partial := out + ".partial"
	defer func() {
		if err != nil {
			err = errors.Join(err, removeIfThere(partial), removeIfThere(out))
		}
	}()
	if err := reserved.Close(); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	if err := removeIfThere(partial); err != nil {
		return err
	}
	before, err := permanentCounts(ctx, db)
	if err != nil {
		return err
	}
	// VACUUM INTO keeps the mode of an empty file that is there.
	private, err := os.OpenFile(partial, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode) //nolint:gosec // the operator names the file
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	defer func() { err = errors.Join(err, private.Close()) }()
	if err := private.Chmod(fileMode); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", partial); err != nil {
		return fmt.Errorf("back up: %w", translate(err))
	}
	if err := private.Sync(); err != nil {
		return fmt.Errorf("back up: sync: %w", err)
	}
	if err := verifyCopy(ctx, partial, before); err != nil {
		return fmt.Errorf("back up: check the copy: %w", err)
	}
	if err := os.Rename(partial, out); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return syncFolder(filepath.Dir(out))
}

func removeIfThere(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("back up: remove a partial copy: %w", err)
	}
	return nil
}

// permanentCounts counts the tables whose rows are never deleted one by one.
func permanentCounts(ctx context.Context, q querier) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, table := range []string{"assessments", "snapshots", "links", "invitations", "submission_keys", "users", "questionnaires"} {
		var n int64
		if err := q.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&n); err != nil {
			return nil, fmt.Errorf("count %s: %w", table, err)
		}
		counts[table] = n
	}
	return counts, nil
}

// verifyCopy opens the copy by itself: its structure is sound, its responses
// are as many as its counters say, and no table has fewer rows than before.
func verifyCopy(ctx context.Context, path string, before map[string]int64) (err error) {
	query := url.Values{"mode": {"ro"}, "immutable": {"1"}} // leaves no journal beside the copy
	db := sql.OpenDB(&connector{dsn: uri(path, query), driver: &sqlite3.SQLiteDriver{}})
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := quickCheck(ctx, db); err != nil {
		return err
	}
	if err := checkCounts(ctx, db); err != nil {
		return err
	}
	after, err := permanentCounts(ctx, db)
	if err != nil {
		return err
	}
	for table, n := range before {
		if after[table] < n {
			return fmt.Errorf("%w: %s has %d rows instead of at least %d", errUnsound, table, after[table], n)
		}
	}
	return nil
}
