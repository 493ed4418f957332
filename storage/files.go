package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	folderMode fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
)

// companions are the files that stand beside a database file.
func companions(path string) []string {
	return []string{path, path + "-wal", path + "-shm", lockPath(path), importLockPath(path), useLockPath(path)}
}

// prepareFiles creates the folder and an empty database file that only the
// owner can read, whatever the umask, and tightens files that are already
// there. SQLite gives -wal and -shm the mode of the database file.
func prepareFiles(path string) error {
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, fileMode) //nolint:gosec // the operator names the file
	if err != nil {
		return fmt.Errorf("open the database file: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("open the database file: %w", err)
	}
	return tighten(path)
}

// tighten gives every file of the database mode 0600.
func tighten(path string) error {
	for _, name := range companions(path) {
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("database file: %w", err)
		}
		if !info.Mode().IsRegular() {
			return fmt.Errorf("database file %s is not a regular file", name)
		}
		if info.Mode().Perm() == fileMode {
			continue
		}
		if err := os.Chmod(name, fileMode); err != nil {
			return fmt.Errorf("make the database file private: %w", err)
		}
	}
	return nil
}

// makeFolder creates folder and what is missing above it with mode 0700;
// folders that exist keep theirs.
func makeFolder(folder string) error {
	info, err := os.Stat(folder)
	if err == nil {
		if !info.IsDir() {
			return fmt.Errorf("data folder %s is not a folder", folder)
		}
		return nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("data folder: %w", err)
	}
	if err := makeFolder(filepath.Dir(folder)); err != nil {
		return err
	}
	if err := os.Mkdir(folder, folderMode); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil // another process starting at the same time made it
		}
		return fmt.Errorf("create the data folder: %w", err)
	}
	if err := os.Chmod(folder, folderMode); err != nil {
		return fmt.Errorf("make the data folder private: %w", err)
	}
	return nil
}

// syncFolder makes the names in folder durable.
func syncFolder(folder string) error {
	dir, err := os.Open(folder) //nolint:gosec // the operator names the file
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return errors.Join(dir.Sync(), dir.Close())
}
