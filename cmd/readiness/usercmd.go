package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"readiness/assessment"
)

type userCmd struct {
	Add   userAdd   `cmd:"" help:"Add an account."`
	List  userList  `cmd:"" help:"List accounts: address, role, state."`
	Reset userReset `cmd:"" help:"Print a one-time link to set a new password."`
}

type userAdd struct {
	Email         string `help:"Address to sign in with." required:""`
	Name          string `help:"Name to show."`
	Role          string `help:"What the account may do: ${enum}." enum:"admin,executive,consultant" required:""`
	PasswordStdin bool   `help:"Read the password from standard input; otherwise a one-time link to set it is printed."`
	BaseURL       string `help:"Address that the link is made with." default:"http://127.0.0.1:8080" env:"READINESS_BASE_URL" placeholder:"URL"`
}

// Help is printed by --help.
func (*userAdd) Help() string {
	return `Example:
  readiness user add --email ana@example.org --role consultant --password-stdin < password.txt`
}

// Run adds the account.
func (c *userAdd) Run(ctx context.Context, env *environ) error {
	password := ""
	if c.PasswordStdin {
		var err error
		if password, err = readPassword(env.in); err != nil {
			return err
		}
	}
	return env.withApp(ctx, func(app *App) error {
		user, err := app.Accounts.AddUser(ctx, c.Email, c.Name, assessment.Role(c.Role), password)
		if err != nil {
			return err
		}
		if password != "" {
			return env.printf("%s\n", user.ID)
		}
		return printResetLink(ctx, env, app, user, c.BaseURL)
	})
}

// readPassword takes the first line.
func readPassword(r io.Reader) (string, error) {
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	password := strings.TrimRight(line, "\r\n")
	if password == "" {
		return "", errors.New("standard input holds no password")
	}
	return password, nil
}

func printResetLink(ctx context.Context, env *environ, app *App, user *assessment.User, baseURL string) error {
	token, err := app.Accounts.ResetLink(ctx, user.ID)
	if err != nil {
		return err
	}
	return env.printf("%s/setup/%s\n", strings.TrimSuffix(baseURL, "/"), token)
}

type userList struct{}

// Help is printed by --help.
func (*userList) Help() string { return "Example:\n  readiness user list" }

// Run lists accounts.
func (*userList) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		users, err := app.Accounts.Users(ctx)
		if err != nil {
			return err
		}
		for _, u := range users {
			state := "active"
			switch {
			case u.Disabled:
				state = "disabled"
			case u.PasswordHash == "":
				state = "no password yet"
			}
			if err := env.printf("%s\t%s\t%s\n", u.Email, u.Role, state); err != nil {
				return err
			}
		}
		return nil
	})
}

type userReset struct {
	Email   string `help:"Address of the account." required:""`
	BaseURL string `help:"Address that the link is made with." default:"http://127.0.0.1:8080" env:"READINESS_BASE_URL" placeholder:"URL"`
}

// Help is printed by --help.
func (*userReset) Help() string {
	return `The old password works until the link is used.

Example:
  readiness user reset --email ana@example.org`
}

// Run prints the link.
func (c *userReset) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		user, err := app.Accounts.ByEmail(ctx, c.Email)
		if err != nil {
			return err
		}
		return printResetLink(ctx, env, app, user, c.BaseURL)
	})
}
