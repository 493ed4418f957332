package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"readiness/assessment"
)

type responsesCmd struct {
	Import responsesImport `cmd:"" help:"Load a responses file, all rows or none."`
	Export responsesExport `cmd:"" help:"Write the rows of a closed assessment as CSV or XLSX, as far as anonymity allows."`
}

type responsesImport struct {
	ID   string `arg:"" help:"Assessment ID."`
	File string `arg:"" help:"Responses file (CSV)." type:"path"`
}

// Help is printed by --help.
func (*responsesImport) Help() string {
	return `Columns: group (needed), location, function, language, submitted, one for each
question, imp_<stage>, riv1, comment, comment_<question>. The whole file is
checked first; an error names row and column, and nothing is stored. Prints the
number of rows.

Example:
  readiness responses import "$id" paper-forms.csv`
}

// Run imports the file.
func (c *responsesImport) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		progress, done := env.progressLine()
		n, err := app.Service.ImportResponses(ctx, assessment.ID(c.ID), opener(c.File), progress)
		done()
		if err != nil {
			return err
		}
		return env.printf("%d\n", n)
	})
}

// progressLine returns a function that keeps one line of a terminal current,
// and one that ends the line; both do nothing where errors do not go to a terminal.
func (e *environ) progressLine() (progress func(rows int), done func()) {
	file, ok := e.err.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil, func() {}
	}
	shown := false
	progress = func(rows int) {
		shown = true
		_, _ = fmt.Fprintf(e.err, "\r%d rows", rows)
	}
	return progress, func() {
		if shown {
			_, _ = fmt.Fprintln(e.err)
		}
	}
}

func opener(path string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return os.Open(filepath.Clean(path)) }
}

type responsesExport struct {
	ID     string `arg:"" help:"Assessment ID."`
	Format string `help:"Format: ${enum}." enum:"csv,xlsx" default:"csv"`
	Out    string `help:"File to write; default standard output." placeholder:"FILE" type:"path"`
}

// Help is printed by --help.
func (*responsesExport) Help() string {
	return `One row a respondent, in the columns of a responses file (docs/downloads.md).
Rows stand in random order. Groups below the threshold are left out; what could
point to a person is blank. A workbook goes on with another sheet after
1,048,575 rows.

Example:
  readiness responses export "$id" --format xlsx --out rows.xlsx`
}

// Run exports the rows.
func (c *responsesExport) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		return env.output(c.Out, func(w io.Writer) error {
			if err := app.files().Rows(ctx, w, assessment.ID(c.ID), c.Format, ""); err != nil {
				return err
			}
			return app.Service.Exported(ctx, assessment.ID(c.ID), "rows "+c.Format)
		})
	})
}

// output writes to a file, which appears only when it is complete, or to
// standard output.
func (e *environ) output(path string, write func(io.Writer) error) (err error) {
	if path == "" {
		buffered := bufio.NewWriter(e.out)
		if err := write(buffered); err != nil {
			return err
		}
		return buffered.Flush()
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".readiness-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(file.Name()))
		}
	}()
	buffered := bufio.NewWriter(file)
	if err := errors.Join(write(buffered), buffered.Flush(), file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

type customersCmd struct {
	Import customersImport `cmd:"" help:"Load customer values; only the value curve and the needs mix are kept."`
}

type customersImport struct {
	ID    string `arg:"" help:"Assessment ID."`
	File  string `arg:"" help:"CSV with the header customer,value[,segment]." type:"path"`
	Basis string `help:"What the value is: ${enum}." enum:"margin,revenue,lifetime," default:""`
}

// Help is printed by --help.
func (*customersImport) Help() string {
	return `Values of one customer are added up. Customer ids are not stored. Prints the
number of customers.

Example:
  readiness customers import "$id" customers.csv --basis margin`
}

// Run imports the list.
func (c *customersImport) Run(ctx context.Context, env *environ) (err error) {
	file, err := os.Open(filepath.Clean(c.File))
	if err != nil {
		return fmt.Errorf("read the customers: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return env.withApp(ctx, func(app *App) error {
		base, err := app.Service.ImportCustomers(ctx, assessment.ID(c.ID), file, c.Basis)
		if err != nil {
			return err
		}
		return env.printf("%d\n", base.Curve.N)
	})
}
