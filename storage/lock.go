package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

const lockPoll = 10 * time.Millisecond

func lockPath(path string) string { return path + ".lock" }

// importLockPath names the file whose shared lock says "an import is running
// in some process".
func importLockPath(path string) string { return path + ".import" }

// useLockPath names the file that every open store holds a shared lock on.
func useLockPath(path string) string { return path + ".use" }

// fileLock is an advisory lock on a file, released by unlock or when the
// process ends, however it ends. The file stays: removing it would let two
// processes hold locks on two files of the same name.
type fileLock struct{ file *os.File }

func openLock(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, fileMode) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	if err := file.Chmod(fileMode); err != nil {
		return nil, errors.Join(fmt.Errorf("make the lock file private: %w", err), file.Close())
	}
	return file, nil
}

// waitLock waits for the lock on name until ctx ends; how is LOCK_EX or LOCK_SH.
func waitLock(ctx context.Context, name string, how int) (*fileLock, error) {
	file, err := openLock(name)
	if err != nil {
		return nil, err
	}
	for {
		ok, err := flock(file, how)
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		if ok {
			return &fileLock{file}, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("wait for %s: %w", name, ctx.Err()), file.Close())
		case <-time.After(lockPoll):
		}
	}
}

// tryLock takes the lock on name if it is free, else returns nil.
func tryLock(name string, how int) (*fileLock, error) {
	file, err := openLock(name)
	if err != nil {
		return nil, err
	}
	ok, err := flock(file, how)
	if err != nil || !ok {
		return nil, errors.Join(err, file.Close())
	}
	return &fileLock{file}, nil
}

// flock reports false if somebody else holds the lock.
func flock(file *os.File, how int) (bool, error) {
	for {
		err := unix.Flock(int(file.Fd()), how|unix.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK):
			return false, nil
		default:
			return false, fmt.Errorf("lock %s: %w", file.Name(), err)
		}
	}
}

func (l *fileLock) unlock() error {
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("release lock: %w", err)
	}
	return nil
}
