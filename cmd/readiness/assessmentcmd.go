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
	Reopen assessmentReopen `cmd:"" help:"Take answers again after closing."`
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
	ID           string `arg:"" help:"Assessment ID."`
	HoldComments bool   `help:"Keep comments back until \"comments release\"."`
}

// Help is printed by --help.
func (*assessmentClose) Help() string {
	return `With --hold-comments the report shows none until somebody has checked them for names
("readiness comments").

Example:
  readiness assessment close "$id"`
}

// Run closes the assessment.
func (c *assessmentClose) Run(ctx context.Context, env *environ) error {
	comments := assessment.ShowComments
	if c.HoldComments {
		comments = assessment.HoldComments
	}
	return env.withApp(ctx, func(app *App) error { return app.Service.Close(ctx, assessment.ID(c.ID), comments) })
}

type assessmentReopen struct {
	ID     string `arg:"" help:"Assessment ID."`
	Closes string `help:"Last day for answers, as in 2026-12-31; default none." placeholder:"DATE"`
}

// Help is printed by --help.
func (*assessmentReopen) Help() string {
	return `The same links work again, but no personal link that was used. The report is kept, but
there is none to be had until the assessment is closed again, which makes the next version.
A group that has received new answers by then, but fewer than the minimum, is hidden
in it: the two reports together would tell what these few people answered.

Example:
  readiness assessment reopen "$id" --closes 2026-12-31`
}

// Run opens the assessment again.
func (c *assessmentReopen) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		return app.Service.Reopen(ctx, assessment.ID(c.ID), c.Closes)
	})
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
