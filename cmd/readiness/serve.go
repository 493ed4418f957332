package main

import (
	"context"
	"errors"
)

type serveCmd struct {
	Addr           string   `help:"Address to listen on." default:"127.0.0.1:8080" env:"READINESS_ADDR"`
	BaseURL        string   `help:"Address that links are made with, as people reach it." env:"READINESS_BASE_URL" placeholder:"URL"`
	TrustedProxies []string `help:"Networks whose forwarded headers are believed." env:"READINESS_TRUSTED_PROXIES" placeholder:"CIDR"`
}

// Help is printed by --help.
func (*serveCmd) Help() string {
	return `On an empty database a one-time link to create the first account is printed.

Example:
  readiness serve --addr 0.0.0.0:8080 --base-url https://readiness.example.org`
}

// Run serves until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, env *environ) (err error) {
	app, err := Open(ctx, env.config, env.catalog, env.logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.Close(context.WithoutCancel(ctx))) }()
	options := serveOptions{Addr: c.Addr, BaseURL: c.BaseURL, TrustedProxies: c.TrustedProxies}
	return app.Run(ctx, options, func(baseURL string) error {
		if err := env.printf("Readiness is at %s\n", baseURL); err != nil {
			return err
		}
		users, err := app.Accounts.Users(ctx)
		if err != nil || len(users) > 0 {
			return err
		}
		token, err := app.Accounts.SetupLink(ctx)
		if err != nil {
			return err
		}
		return env.printf("Create the first account (one use, 24 hours): %s/setup/%s\n", baseURL, token)
	})
}

// withApp opens the product for one command and closes it again.
func (e *environ) withApp(ctx context.Context, do func(*App) error) (err error) {
	app, err := Open(ctx, e.config, e.catalog, e.logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.Close(context.WithoutCancel(ctx))) }()
	return do(app)
}
