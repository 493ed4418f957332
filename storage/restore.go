package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Restore puts the file from, written by Backup, in the place of the database
// named dsn. The copy is checked first; the file that was there is kept beside
// it as PATH.replaced (an older one of that name goes). A database that a
// process uses is refused. A journal of the old file is removed with it: SQLite
// would play it into the new one.
func Restore(ctx context.Context, dsn, from string) (err error) {
	path, err := parseDSN(dsn)
	if err != nil {
		return err
	}
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	start, err := waitLock(ctx, lockPath(path), unix.LOCK_EX)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, start.unlock()) }()
	use, err := tryLock(useLockPath(path), unix.LOCK_EX)
	if err != nil {
		return err
	}
	if use == nil {
		return fmt.Errorf("restore: %s is in use: stop the server first", path)
	}
	defer func() { err = errors.Join(err, use.unlock()) }()

	incoming := path + ".incoming"
	if err := copyFile(from, incoming); err != nil {
		return errors.Join(err, removeIfThere(incoming))
	}
	if err := verifyCopy(ctx, incoming, nil); err != nil {
		return errors.Join(fmt.Errorf("restore: %s is not a sound backup: %w", from, err), removeIfThere(incoming))
	}
	return replaceDatabase(ctx, path, incoming)
}

// replaceDatabase moves incoming to path. The old file's journal is first moved
// into it where that is possible, so that an interruption at any point leaves
// either database whole.
func replaceDatabase(ctx context.Context, path, incoming string) error {
	kept := path + ".replaced"
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := removeIfThere(kept + suffix); err != nil {
			return err
		}
	}
	if _, err := os.Stat(path); err == nil {
		// A damaged file, the usual reason for restoring, keeps its journal.
		settled := settle(ctx, path)
		if err := os.Link(path, kept); err != nil {
			return fmt.Errorf("restore: keep the old database: %w", err)
		}
		for _, suffix := range []string{"-wal", "-shm"} {
			err := os.Rename(path+suffix, kept+suffix)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return errors.Join(fmt.Errorf("restore: %w", err), settled)
			}
		}
	}
	if err := os.Rename(incoming, path); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// settle moves the journal of a database nobody uses into its file.
func settle(ctx context.Context, path string) error {
	db, err := openHandle(ctx, path, false, 1, nil)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return errors.Join(err, db.Close())
}

// copyFile copies from to a new private file and syncs it.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from) //nolint:gosec // the operator names the file
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	if err := removeIfThere(to); err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode) //nolint:gosec // the operator names the file
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if err := out.Chmod(fileMode); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if _, err := io.Copy(out, in); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return out.Sync()
}
