package main

import (
	"context"

	"readiness/storage"
)

type restoreCmd struct {
	File string `arg:"" help:"Backup file." type:"path"`
}

// Help is printed by --help.
func (*restoreCmd) Help() string {
	return `Stop the server first: while another process has the database open, restoring is
refused. The database that is replaced is kept beside it, ending in .replaced.

Example:
  readiness restore backup-2026-12-15.db`
}

// Run puts the backup in the database's place.
func (c *restoreCmd) Run(ctx context.Context, env *environ) error {
	return storage.Restore(ctx, env.config.DB, c.File)
}

type checkCmd struct{}

// Help is printed by --help.
func (*checkCmd) Help() string {
	return `Checks the file, its references, its counts and the checksum of every response.

Example:
  readiness check`
}

// Run checks the database.
func (*checkCmd) Run(ctx context.Context, env *environ) error {
	if err := storage.Check(ctx, env.config.DB); err != nil {
		return err
	}
	return env.printf("nothing wrong\n")
}
