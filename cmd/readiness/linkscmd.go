package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"readiness/assessment"
)

type linksCmd struct {
	ID      string `arg:"" help:"Assessment ID."`
	BaseURL string `help:"Address that links are made with." default:"http://127.0.0.1:8080" env:"READINESS_BASE_URL" placeholder:"URL"`
}

// Help is printed by --help.
func (*linksCmd) Help() string {
	return `One line each: the group, a tab, the link. A group with personal links has a line
for each invitation, with the address after a further tab. Revoked links are left out.

Example:
  readiness links "$id" --base-url https://readiness.example.org`
}

// Run prints the links.
func (c *linksCmd) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		addresses, err := app.Service.Addresses(ctx, assessment.ID(c.ID))
		if err != nil {
			return err
		}
		return printLinks(env, addresses, c.BaseURL)
	})
}

func printLinks(env *environ, addresses []assessment.LinkAddress, baseURL string) error {
	for _, a := range addresses {
		if a.Revoked {
			continue
		}
		line := a.Group + "\t" + strings.TrimSuffix(baseURL, "/") + "/s/" + a.Token
		if a.Email != "" {
			line += "\t" + a.Email
		}
		if err := env.printf("%s\n", line); err != nil {
			return err
		}
	}
	return nil
}

type contactsCmd struct {
	Import contactsImport `cmd:"" help:"Invite everybody in a CSV file by personal link."`
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
