package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"readiness/assessment"
)

type assessmentCmd struct {
	Create assessmentCreate `cmd:"" help:"Create a draft from a YAML file; prints its ID."`
	Open   assessmentOpen   `cmd:"" help:"Start taking answers."`
	Close  assessmentClose  `cmd:"" help:"Stop taking answers and compute the report."`
	List   assessmentList   `cmd:"" help:"List assessments: ID, status, responses, title."`
}

type assessmentCreate struct {
	File string `arg:"" help:"Assessment file (YAML)." type:"path"`
}

// Help is printed by --help.
func (*assessmentCreate) Help() string {
	return `The file names title, organisation, languages, questionnaires, groups and rules;
docs/assessment-file.md describes every key.

Example:
  id=$(readiness assessment create customers-2026.yaml)`
}

// Run creates the draft.
func (c *assessmentCreate) Run(ctx context.Context, env *environ) error {
	data, err := os.ReadFile(filepath.Clean(c.File))
	if err != nil {
		return fmt.Errorf("read the assessment file: %w", err)
	}
	return env.withApp(ctx, func(app *App) error {
		a, err := app.Service.CreateFromFile(ctx, c.File, data)
		if err != nil {
			return err
		}
		return env.printf("%s\n", a.ID)
	})
}

type assessmentOpen struct {
	ID string `arg:"" help:"Assessment ID."`
}

// Help is printed by --help.
func (*assessmentOpen) Help() string { return "Example:\n  readiness assessment open \"$id\"" }

// Run opens the assessment.
func (c *assessmentOpen) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		a, err := app.Service.Assessment(ctx, assessment.ID(c.ID))
		if err != nil {
			return err
		}
		if !a.Privacy.Complete() {
			env.notef("warning: the assessment names no controller, contact and legal basis; respondents will not read who is responsible for their data")
		}
		return app.Service.Open(ctx, a.ID)
	})
}

type assessmentClose struct {
	ID string `arg:"" help:"Assessment ID."`
}

// Help is printed by --help.
func (*assessmentClose) Help() string { return "Example:\n  readiness assessment close \"$id\"" }

// Run closes the assessment.
func (c *assessmentClose) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error { return app.Service.Close(ctx, assessment.ID(c.ID)) })
}

type assessmentList struct{}

// Help is printed by --help.
func (*assessmentList) Help() string {
	return "One line each, fields separated by tabs.\n\nExample:\n  readiness assessment list"
}

// Run lists assessments, newest first.
func (*assessmentList) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		list, err := app.Service.Assessments(ctx)
		if err != nil {
			return err
		}
		for _, a := range list {
			progress, err := app.Service.Progress(ctx, a)
			if err != nil {
				return err
			}
			if err := env.printf("%s\t%s\t%d\t%s\n", a.ID, a.Status, progress.Completed(), a.Title.In("en", a.Languages...)); err != nil {
				return err
			}
		}
		return nil
	})
}
