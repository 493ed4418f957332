package storage

import (
	"fmt"
	"log/slog"
	"path/filepath"

	"golang.org/x/sys/unix"
)

const (
	// defaultMinFree is the free space below which nothing is written any more:
	// enough for SQLite to recover its journal and for reports to be made.
	defaultMinFree = 100 << 20
	// soundBlock is the smallest block size that is safe: on a full disk with
	// smaller ones, mapping the journal's index can kill the process
	// (reliability.md, finding 4).
	soundBlock = 4096
)

// space describes the disk below a file, in bytes.
type space struct{ free, block uint64 }

func spaceAt(path string) (space, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(filepath.Dir(path), &fs); err != nil {
		return space{}, fmt.Errorf("ask for the free space: %w", err)
	}
	block := uint64(max(fs.Bsize, 0))
	return space{free: fs.Bavail * block, block: block}, nil
}

// requireSpace is an error if fewer than floor bytes are free.
func requireSpace(path string, floor uint64) error {
	if floor == 0 {
		return nil
	}
	s, err := spaceAt(path)
	if err != nil {
		return err
	}
	if s.free < floor {
		return fmt.Errorf("%d MiB are free on the database's disk, at least %d are needed", s.free>>20, floor>>20)
	}
	return nil
}

// warnAboutSpace says at start what will go wrong later.
func warnAboutSpace(path string, floor uint64, logger *slog.Logger) error {
	s, err := spaceAt(path)
	if err != nil {
		return err
	}
	if s.free < floor {
		logger.Warn("the disk is nearly full: the database takes no writes", "free", s.free, "floor", floor)
	}
	if s.block < soundBlock {
		logger.Warn("the disk's blocks are smaller than 4 KiB: a full disk could stop the program", "block", s.block)
	}
	return nil
}
