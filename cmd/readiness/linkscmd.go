package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"readiness/assessment"
	"readiness/reports/workbook"
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

// Run prints the links.
func (c *linksCmd) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		addresses, err := app.Service.Addresses(ctx, assessment.ID(c.ID))
		if err != nil {
			return err
		}
		if c.Format == "text" && c.Out == "" {
			return printLinks(env, addresses, c.BaseURL)
		}
		a, err := app.Service.Assessment(ctx, assessment.ID(c.ID))
		if err != nil {
			return err
		}
		return env.output(c.Out, func(w io.Writer) error { return c.write(w, env, a, addresses) })
	})
}

// write writes the links as a file. In a workbook groups have their names; in
// CSV they have their keys, as in a contacts file.
func (c *linksCmd) write(w io.Writer, env *environ, a *assessment.Assessment, addresses []assessment.LinkAddress) error {
	if c.Format == "text" {
		return writeLinks(w, addresses, c.BaseURL)
	}
	var rows []workbook.Link
	for _, address := range addresses {
		if address.Revoked {
			continue
		}
		row := workbook.Link{
			Group: address.Group, Email: address.Email, Name: address.Name, Language: address.Language,
			URL: linkURL(c.BaseURL, address.Token),
		}
		if name := a.Group(address.Group).Name.In(a.DefaultLanguage()); c.Format == "xlsx" && name != "" {
			row.Group = name
		}
		rows = append(rows, row)
	}
	if c.Format == "csv" {
		return workbook.LinksCSV(w, rows)
	}
	return workbook.Links(w, env.catalog, a.DefaultLanguage(), rows)
}

func linkURL(baseURL, token string) string { return strings.TrimSuffix(baseURL, "/") + "/s/" + token }

func printLinks(env *environ, addresses []assessment.LinkAddress, baseURL string) error {
	return writeLinks(env.out, addresses, baseURL)
}

func writeLinks(w io.Writer, addresses []assessment.LinkAddress, baseURL string) error {
	for _, a := range addresses {
		if a.Revoked {
			continue
		}
		line := a.Group + "\t" + linkURL(baseURL, a.Token)
		if a.Email != "" {
			line += "\t" + a.Email
		}
		if _, err := fmt.Fprintf(w, "%s\n", line); err != nil {
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
