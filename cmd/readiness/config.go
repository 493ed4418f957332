package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/alecthomas/kong"

	"readiness/assessment"
	"readiness/static/i18n"
)

// Exit codes (interfaces.md).
const (
	exitOK    = 0
	exitFail  = 1
	exitUsage = 2
)

// terminal is where a command reads and writes; tests give buffers.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

// Config is every flag that all commands share. Flags win over environment
// variables, which win over defaults.
type Config struct {
	DB      string `help:"Database: sqlite:PATH." default:"sqlite:data/readiness.db" env:"READINESS_DB" placeholder:"URL"`
	KeyFile string `help:"File with the instance key, made if missing; default PATH.key beside a SQLite file." env:"READINESS_KEY_FILE" placeholder:"FILE"`
	Key     string `kong:"-"` // READINESS_KEY: never a flag, flags can be seen by other users
	Log     string `help:"Least level that is logged: ${enum}." enum:"debug,info,warn,error" default:"info" env:"READINESS_LOG"`
}

// CLI is the command line, one field a command.
type CLI struct {
	Config

	Serve         serveCmd         `cmd:"" help:"Serve pages; creates or migrates the database."`
	Demo          demoCmd          `cmd:"" help:"Serve a throw-away sample company and print its links."`
	Assessment    assessmentCmd    `cmd:"" help:"Create, open, close and list assessments."`
	Links         linksCmd         `cmd:"" help:"Print the links of an assessment, one line each."`
	Contacts      contactsCmd      `cmd:"" help:"Invite people by personal link."`
	Responses     responsesCmd     `cmd:"" help:"Import and export responses."`
	Customers     customersCmd     `cmd:"" help:"Import the customer value list."`
	Comments      commentsCmd      `cmd:"" help:"Check comments for names, hide and release them."`
	Report        reportCmd        `cmd:"" help:"Write the report of a closed assessment."`
	Questionnaire questionnaireCmd `cmd:"" help:"List, check and add questionnaires."`
	Audit         auditCmd         `cmd:"" help:"Print who did what."`
	User          userCmd          `cmd:"" help:"Add, list and reset accounts."`
	Migrate       migrateCmd       `cmd:"" help:"Bring the database to this program's schema, or say where it stands."`
	Backup        backupCmd        `cmd:"" help:"Write a copy of the database while it is in use."`
	Restore       restoreCmd       `cmd:"" help:"Put a backup in the place of the database."`
	Check         checkCmd         `cmd:"" help:"Verify the database and say what is wrong."`
	Version       versionCmd       `cmd:"" help:"Print the program's version."`
}

// usageError is a wrong use of a command that the parser could not see.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// run parses args, runs the command and returns the exit code.
func run(ctx context.Context, args []string, t terminal) int {
	catalog, err := i18n.Load()
	if err != nil {
		return report(t, err, nil)
	}
	var cli CLI
	helped := false
	parser, err := kong.New(&cli,
		kong.Name("readiness"),
		kong.Description("Tells a company which part of a one-to-one marketing programme it is ready for, and what to do first."),
		kong.Writers(t.out, t.err),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
	)
	if err != nil {
		return report(t, err, catalog)
	}
	parsed, err := parser.Parse(args)
	if helped {
		return exitOK
	}
	if err != nil {
		return usage(t, err)
	}
	cli.Key = environment("READINESS_KEY")
	env := &environ{
		terminal: t, config: cli.Config, catalog: catalog,
		logger: slog.New(slog.NewJSONHandler(t.err, &slog.HandlerOptions{Level: logLevel(cli.Log)})),
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(env); err != nil {
		if wrong, ok := errors.AsType[usageError](err); ok {
			return usage(t, wrong)
		}
		return report(t, err, catalog)
	}
	return exitOK
}

// environ is what commands are given beside their own flags.
type environ struct {
	terminal
	config  Config
	catalog *i18n.Catalog
	logger  *slog.Logger
}

// printf writes to standard output; a closed pipe is an error like any other.
func (e *environ) printf(format string, args ...any) error {
	_, err := fmt.Fprintf(e.out, format, args...)
	return err
}

// notef writes a remark to standard error, which scripts do not capture.
func (e *environ) notef(format string, args ...any) {
	_, _ = fmt.Fprintf(e.err, format+"\n", args...)
}

func usage(t terminal, err error) int {
	_, _ = fmt.Fprintf(t.err, "readiness: %v\nTry: readiness --help\n", err)
	return exitUsage
}

// report prints an error in words and returns the exit code of a failure.
func report(t terminal, err error, catalog *i18n.Catalog) int {
	lines := []string{err.Error()}
	switch {
	case errors.Is(err, assessment.ErrNotFound):
		// Its message speaks of addresses of pages; here it was an ID.
		lines = []string{strings.TrimSuffix(err.Error(), assessment.ErrNotFound.Error()) + "not found"}
	case catalog != nil:
		lines = assessment.Explain(err, func(key string, args map[string]any) string {
			return catalog.Message("en", key, args)
		})
	}
	for _, line := range lines {
		_, _ = fmt.Fprintln(t.err, "readiness: "+strings.ReplaceAll(line, "\n", " "))
	}
	return exitFail
}

func logLevel(name string) slog.Level {
	var level slog.Level
	if level.UnmarshalText([]byte(name)) != nil {
		return slog.LevelInfo // the parser's enum has refused anything else
	}
	return level
}
