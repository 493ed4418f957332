package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"readiness/assessment"
)

type demoCmd struct {
	Addr    string `help:"Address to listen on." default:"127.0.0.1:8080" env:"READINESS_ADDR"`
	BaseURL string `help:"Address that links are made with." env:"READINESS_BASE_URL" placeholder:"URL"`
}

// Help is printed by --help.
func (*demoCmd) Help() string {
	return `Nothing is kept: the database lives in a temporary folder that is removed at the end.

Example:
  readiness demo --addr 127.0.0.1:9000`
}

//go:embed sample/assessment.yaml
var sampleAssessment string

const (
	sampleFile  = "sample/assessment.yaml"
	closedTitle = "title: {en: Customer readiness in spring, es: Preparados para cada cliente (primavera), it: Pronti per ogni cliente (primavera), zh: 面向客户的准备度（春季）}\n"
	openTitle   = "title: {en: Customer readiness in autumn, es: Preparados para cada cliente (otoño), it: Pronti per ogni cliente (autunno), zh: 面向客户的准备度（秋季）}\n"
)

// demo is what the sample company consists of.
type demo struct {
	closed, open *assessment.Assessment
	workbook     string // file
	signIn       string // token
}

// Run builds the sample company and serves it.
func (c *demoCmd) Run(ctx context.Context, env *environ) (err error) {
	dir, err := os.MkdirTemp("", "readiness-demo-")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	config := env.config
	config.DB, config.Key, config.KeyFile = "sqlite:"+filepath.Join(dir, "demo.db"), "", ""
	app, err := Open(ctx, config, env.catalog, env.logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.Close(context.WithoutCancel(ctx))) }()
	sample, err := buildDemo(ctx, app, filepath.Join(dir, "gap-analysis.xlsx"))
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return app.Run(ctx, serveOptions{Addr: c.Addr, BaseURL: c.BaseURL}, func(baseURL string) error {
		return sample.print(ctx, env, app, baseURL)
	})
}

func buildDemo(ctx context.Context, app *App, workbook string) (*demo, error) {
	d := &demo{workbook: workbook}
	var err error
	if d.closed, err = app.sampleResults(ctx); err != nil {
		return nil, err
	}
	snapshot, err := app.Service.Report(ctx, d.closed.ID)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Clean(workbook), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(reportWriter{app.catalog}.Write(ctx, file, snapshot, "xlsx", "en"), file.Close()); err != nil {
		return nil, err
	}
	if d.open, err = app.sampleOpen(ctx); err != nil {
		return nil, err
	}
	user, err := app.Accounts.AddUser(ctx, "demo@example.org", "Marta Ruiz", assessment.Admin, "")
	if err != nil {
		return nil, err
	}
	d.signIn, err = app.Accounts.SignInLink(ctx, user.ID)
	return d, err
}

// sampleResults creates, fills and closes the assessment with answers.
func (a *App) sampleResults(ctx context.Context) (*assessment.Assessment, error) {
	created, err := a.Service.CreateFromFile(ctx, sampleFile, []byte(closedTitle+sampleAssessment))
	if err != nil {
		return nil, err
	}
	if err := a.Service.Open(ctx, created.ID); err != nil {
		return nil, err
	}
	form, err := a.Service.Form(ctx, created)
	if err != nil {
		return nil, err
	}
	rows := sampleResponses(created, form, a.Service.Now())
	if _, err := a.Service.ImportResponses(ctx, created.ID, func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(rows)), nil
	}, nil); err != nil {
		return nil, err
	}
	if _, err := a.Service.ImportCustomers(ctx, created.ID, bytes.NewReader(sampleCustomers()), "margin"); err != nil {
		return nil, err
	}
	return created, a.Service.Close(ctx, created.ID, assessment.ShowComments)
}

// sampleOpen creates the wave that visitors can answer.
func (a *App) sampleOpen(ctx context.Context) (*assessment.Assessment, error) {
	const fieldwork = 14 * 24 * time.Hour
	closes := a.Service.Now().Add(fieldwork).Format(time.DateOnly)
	created, err := a.Service.CreateFromFile(ctx, sampleFile, []byte(openTitle+sampleAssessment+"closes: "+closes+"\n"))
	if err != nil {
		return nil, err
	}
	return created, a.Service.Open(ctx, created.ID)
}

func (d *demo) print(ctx context.Context, env *environ, app *App, baseURL string) error {
	if err := env.printf(`Readiness demo at %s
Nothing is kept; stop with Ctrl+C.

Sign in as the organiser (one use):
  %s/sign-in/%s

Results of the closed assessment, as a workbook:
  %s
  %s/assessments/%s/report.xlsx?lang=en (after signing in)

Answer the open assessment as a member of each group:
`, baseURL, baseURL, d.signIn, d.workbook, baseURL, d.closed.ID); err != nil {
		return err
	}
	return app.files().Links(ctx, env.out, d.open.ID, baseURL, "text", "")
}
