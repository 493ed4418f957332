package main

import (
	"context"
	"runtime/debug"

	"readiness/storage"
)

type migrateCmd struct {
	Up     migrateUp     `cmd:"" help:"Create or migrate the database."`
	Status migrateStatus `cmd:"" help:"Print the schema of the database and of this program."`
}

type migrateUp struct{}

// Help is printed by --help.
func (*migrateUp) Help() string {
	return `Other processes that start at the same time wait. Make a backup first.

Example:
  readiness migrate up`
}

// Run migrates.
func (*migrateUp) Run(ctx context.Context, env *environ) error {
	return storage.Migrate(ctx, env.config.DB)
}

type migrateStatus struct{}

// Help is printed by --help.
func (*migrateStatus) Help() string { return "Example:\n  readiness migrate status" }

// Run prints where the database stands.
func (*migrateStatus) Run(ctx context.Context, env *environ) error {
	current, latest, err := storage.MigrationStatus(ctx, env.config.DB)
	if err != nil {
		return err
	}
	return env.printf("database\t%d\nprogram\t%d\n", current, latest)
}

type backupCmd struct {
	Out string `help:"File to write; must not exist." required:"" placeholder:"FILE" type:"path"`
}

// Help is printed by --help.
func (*backupCmd) Help() string {
	return `The copy is consistent, verified and holds everything acknowledged before the
command began; the server may go on. It does not hold the instance key: keep
that elsewhere, without it no link works.

Example:
  readiness backup --out backup-2026-12-15.db`
}

// Run writes the backup.
func (c *backupCmd) Run(ctx context.Context, env *environ) error {
	if err := storage.Backup(ctx, env.config.DB, c.Out); err != nil {
		return err
	}
	env.notef("The backup does not hold the instance key. Keep the key file in another safe place: without it no link works.")
	return env.printf("%s\n", c.Out)
}

type versionCmd struct{}

// Help is printed by --help.
func (*versionCmd) Help() string { return "Example:\n  readiness version" }

// Run prints the version.
func (*versionCmd) Run(env *environ) error { return env.printf("%s\n", version()) }

// version is the module's version as the build recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
