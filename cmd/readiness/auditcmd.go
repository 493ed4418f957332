package main

import (
	"context"
	"time"

	"readiness/assessment"
)

type auditCmd struct {
	ID string `arg:"" optional:"" help:"Assessment ID; default all."`
}

// Help is printed by --help.
func (*auditCmd) Help() string {
	return `One line each, the latest first, fields separated by tabs: number, time (UTC), account
("-" for the command line), assessment, action, detail. "readiness check" verifies that no
entry was changed or removed.

Example:
  readiness audit "$id"`
}

// Run prints the audit log.
func (c *auditCmd) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		users, err := app.Accounts.Users(ctx)
		if err != nil {
			return err
		}
		names := map[assessment.ID]string{"": "-"}
		for _, u := range users {
			names[u.ID] = u.Email
		}
		return app.Service.AuditLog(ctx, assessment.ID(c.ID), func(e *assessment.AuditEntry) error {
			who, ok := names[e.Account]
			if !ok {
				who = string(e.Account)
			}
			return env.printf("%d\t%s\t%s\t%s\t%s\t%s\n", e.Number, e.At.Format(time.RFC3339), who, e.Assessment, e.Action, e.Detail)
		})
	})
}
