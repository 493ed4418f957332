package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"readiness/assessment"
)

type linksCmd struct {
	ID      string `arg:"" help:"Assessment ID."`
	BaseURL string `help:"Address that links are made with." default:"http://127.0.0.1:8080" env:"READINESS_BASE_URL" placeholder:"URL"`
	Format  string `help:"Format: ${enum}." enum:"text,csv,xlsx" default:"text"`
	Out     string `help:"File to write; default standard output." placeholder:"FILE" type:"path"`
}

// Help is printed by --help.
func (*linksCmd) Help() string {
	return `One line each: the group, a tab, the link. A group with personal links has a line
for each invitation, with the address after a further tab. Revoked links are left out.
As csv or xlsx the columns are group, e-mail, name, language and link.

Example:
  readiness links "$id" --base-url https://readiness.example.org`
}

// Run writes the links.
func (c *linksCmd) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		return env.output(c.Out, func(w io.Writer) error {
			if err := app.files().Links(ctx, w, assessment.ID(c.ID), c.BaseURL, c.Format, ""); err != nil {
				return err
			}
			return app.Service.Exported(ctx, assessment.ID(c.ID), "links "+c.Format)
		})
	})
}

type contactsCmd struct {
	Import contactsImport `cmd:"" help:"Invite everybody in a CSV file by personal link."`
	Export contactsExport `cmd:"" help:"Write everybody who has a personal link as a contacts file."`
}

type contactsImport struct {
	ID   string `arg:"" help:"Assessment ID."`
	File string `arg:"" help:"CSV with the columns email, group and, if wanted, name, language, location, function." type:"path"`
}

// Help is printed by --help.
func (*contactsImport) Help() string {
	return `All or nothing; an error names row and column. "readiness links" then prints the personal links.

Example:
  readiness contacts import "$id" people.csv`
}

// Run invites the people in the file.
func (c *contactsImport) Run(ctx context.Context, env *environ) (err error) {
	file, err := os.Open(filepath.Clean(c.File))
	if err != nil {
		return fmt.Errorf("read the contacts: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	contacts, err := assessment.ReadContacts(file)
	if err != nil {
		return err
	}
	return env.withApp(ctx, func(app *App) error {
		n, err := app.Service.Invite(ctx, assessment.ID(c.ID), contacts)
		if err != nil {
			return err
		}
		return env.printf("%d\n", n)
	})
}

type contactsExport struct {
	ID     string `arg:"" help:"Assessment ID."`
	Format string `help:"Format: ${enum}." enum:"csv,xlsx" default:"csv"`
	Out    string `help:"File to write; default standard output." placeholder:"FILE" type:"path"`
}

// Help is printed by --help.
func (*contactsExport) Help() string {
	return `The columns are those that "readiness contacts import" reads: the file can be
corrected and used for another assessment. It does not say who has answered.

Example:
  readiness contacts export "$id" --out people.csv`
}

// Run writes the contacts.
func (c *contactsExport) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		return env.output(c.Out, func(w io.Writer) error {
			if err := app.files().Contacts(ctx, w, assessment.ID(c.ID), c.Format, ""); err != nil {
				return err
			}
			return app.Service.Exported(ctx, assessment.ID(c.ID), "contacts "+c.Format)
		})
	})
}
