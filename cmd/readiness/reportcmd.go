package main

import (
	"context"
	"fmt"
	"io"

	"readiness/assessment"
	"readiness/reports"
	"readiness/reports/workbook"
	"readiness/static/i18n"
)

type reportCmd struct {
	ID     string `arg:"" help:"Assessment ID."`
	Format string `help:"Format: ${enum}." enum:"xlsx,json,csv,html" required:""`
	Lang   string `help:"Language: ${enum}; default the assessment's first." enum:"en,es,it,zh," default:""`
	Out    string `help:"File to write; default standard output." placeholder:"FILE" type:"path"`
}

// Help is printed by --help.
func (*reportCmd) Help() string {
	return `Example:
  readiness report "$id" --format xlsx --lang es --out gap-analysis.xlsx`
}

// Run writes the report.
func (c *reportCmd) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		id := assessment.ID(c.ID)
		snapshot, err := app.Service.Report(ctx, id)
		if err != nil {
			return err
		}
		lang := c.Lang
		if lang == "" {
			a, err := app.Service.Assessment(ctx, id)
			if err != nil {
				return err
			}
			lang = a.DefaultLanguage()
		}
		return env.output(c.Out, func(w io.Writer) error {
			if err := (reportWriter{env.catalog}).Write(ctx, w, snapshot, c.Format, lang); err != nil {
				return err
			}
			return app.Service.Exported(ctx, id, "report "+c.Format)
		})
	})
}

// reportWriter writes a stored snapshot in any format; pages and commands share it.
type reportWriter struct{ catalog *i18n.Catalog }

// Write writes the report as readers may see it, as xlsx, json, csv or html.
func (r reportWriter) Write(_ context.Context, w io.Writer, snapshot *assessment.Snapshot, format, lang string) error {
	parsed, err := reports.Published(snapshot)
	if err != nil {
		return err
	}
	switch format {
	case "xlsx":
		return workbook.Write(w, parsed, r.catalog, lang)
	case "json":
		return reports.JSON(w, parsed, r.catalog, lang)
	case "csv":
		return reports.CSV(w, parsed, r.catalog, lang)
	case "html":
		return reports.HTML(w, parsed, r.catalog, lang)
	default:
		return fmt.Errorf("there is no report format %q", format)
	}
}
