package main

import (
	"context"
	"os"
	"path/filepath"

	"readiness/questionnaires"
)

type questionnaireCmd struct {
	List  questionnaireList  `cmd:"" help:"List questionnaires: id, version, questions, languages, title."`
	Check questionnaireCheck `cmd:"" help:"Check a questionnaire folder without storing it."`
	Add   questionnaireAdd   `cmd:"" help:"Check a questionnaire folder and store it as a version."`
}

type questionnaireList struct{}

// Help is printed by --help.
func (*questionnaireList) Help() string {
	return "One line each, fields separated by tabs.\n\nExample:\n  readiness questionnaire list"
}

// Run lists questionnaires.
func (*questionnaireList) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		all, err := app.Service.Questionnaires(ctx)
		if err != nil {
			return err
		}
		for _, q := range all {
			if err := env.printf("%s\t%d\t%d\t%v\t%s\n", q.ID, q.Version, len(q.Questions), q.Languages(), q.Title("en")); err != nil {
				return err
			}
		}
		return nil
	})
}

type questionnaireCheck struct {
	Dir string `arg:"" help:"Folder with structure.yaml and one file for each language." type:"path"`
}

// Help is printed by --help.
func (*questionnaireCheck) Help() string {
	return `Every problem is printed as file:line: reason.

Example:
  readiness questionnaire check service-climate/`
}

// Run checks the folder.
func (c *questionnaireCheck) Run(env *environ) error {
	dir := filepath.Clean(c.Dir)
	q, err := questionnaires.Load(os.DirFS(filepath.Dir(dir)), filepath.Base(dir))
	if err != nil {
		return err
	}
	return env.printf("%s version %d: %d questions, %d languages, nothing wrong\n", q.ID, q.Version, len(q.Questions), len(q.Languages()))
}

type questionnaireAdd struct {
	Dir string `arg:"" help:"Folder with structure.yaml and one file for each language." type:"path"`
}

// Help is printed by --help.
func (*questionnaireAdd) Help() string {
	return `A stored version never changes: raise the version number to change a question.
Prints the questionnaire's id.

Example:
  readiness questionnaire add service-climate/`
}

// Run stores the folder.
func (c *questionnaireAdd) Run(ctx context.Context, env *environ) error {
	dir := filepath.Clean(c.Dir)
	return env.withApp(ctx, func(app *App) error {
		q, err := app.Service.AddQuestionnaire(ctx, os.DirFS(filepath.Dir(dir)), filepath.Base(dir))
		if err != nil {
			return err
		}
		return env.printf("%s\n", q.ID)
	})
}
