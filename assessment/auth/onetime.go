package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"readiness/assessment"
)

const (
	linkLife      = 24 * time.Hour
	linkBytes     = 32
	maxLinkLength = 64
)

// Purpose says what a one-time link is for. Each is of use on its own page only.
type Purpose int

const (
	// Setup creates the first account.
	Setup Purpose = iota
	// Reset sets a new password.
	Reset
	// SignIn signs in without a password.
	SignIn
)

// OneTimeLink is a link that has not been used yet.
type OneTimeLink struct {
	Purpose Purpose
	User    *assessment.User // nil for Setup
}

// SetupLink returns the token of a link that creates the first account, valid
// for 24 hours; Conflict once there is an account.
func (a *Accounts) SetupLink(ctx context.Context) (token string, err error) {
	if err := a.nobodyYet(ctx); err != nil {
		return "", err
	}
	return a.newLink(ctx, assessment.OneTimeLink{})
}

// ResetLink returns the token of a link that sets a new password, valid for 24 hours.
func (a *Accounts) ResetLink(ctx context.Context, user assessment.ID) (token string, err error) {
	return a.newLink(ctx, assessment.OneTimeLink{User: user})
}

// SignInLink returns the token of a link that signs in once, valid for 24 hours.
func (a *Accounts) SignInLink(ctx context.Context, user assessment.ID) (token string, err error) {
	return a.newLink(ctx, assessment.OneTimeLink{User: user, SignIn: true})
}

func (a *Accounts) newLink(ctx context.Context, link assessment.OneTimeLink) (string, error) {
	var raw [linkBytes]byte
	if _, err := io.ReadFull(a.random, raw[:]); err != nil {
		return "", fmt.Errorf("make a one-time link: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(raw[:])
	link.Hash = assessment.HashToken(token)
	link.Expires = a.now().UTC().Add(linkLife)
	if err := a.store.AddOneTimeLink(ctx, link); err != nil {
		return "", fmt.Errorf("make a one-time link: %w", err)
	}
	return token, nil
}

// Link looks at a one-time link without using it up. Unknown, used and expired
// ones are Gone, as are links of disabled accounts and setup links once there
// is an account.
func (a *Accounts) Link(ctx context.Context, token string) (*OneTimeLink, error) {
	if token == "" || len(token) > maxLinkLength {
		return nil, linkGone(nil)
	}
	link, err := a.store.OneTimeLink(ctx, assessment.HashToken(token), a.now().UTC())
	if err != nil {
		return nil, linkGone(err)
	}
	if link.User == "" {
		if err := a.nobodyYet(ctx); err != nil {
			return nil, err
		}
		return &OneTimeLink{Purpose: Setup}, nil
	}
	user, err := a.store.User(ctx, link.User)
	if err != nil {
		return nil, linkGone(err)
	}
	if user.Disabled {
		return nil, linkGone(nil)
	}
	purpose := Reset
	if link.SignIn {
		purpose = SignIn
	}
	return &OneTimeLink{Purpose: purpose, User: user}, nil
}

// UseLink uses up a link that sets a password. A setup link creates the first
// account, an administrator, with name, email and password; a reset link sets
// its account's password and ends all of its sessions (name and email are not
// looked at). Input that is refused leaves the link as it was.
func (a *Accounts) UseLink(ctx context.Context, token, name, email, password string) (*assessment.User, error) {
	link, err := a.Link(ctx, token)
	if err != nil {
		return nil, err
	}
	switch link.Purpose {
	case Setup:
		return a.useSetup(ctx, token, name, email, password)
	case Reset:
		return a.useReset(ctx, token, link.User, password)
	case SignIn:
	}
	return nil, linkGone(nil)
}

func (a *Accounts) useSetup(ctx context.Context, token, name, email, password string) (*assessment.User, error) {
	user, err := a.newUser(ctx, email, name, assessment.Admin, password)
	if password == "" {
		err = errors.Join(err, checkPassword(password))
	}
	if err != nil {
		return nil, err
	}
	a.changing.Lock()
	defer a.changing.Unlock()
	if err := a.nobodyYet(ctx); err != nil {
		return nil, err
	}
	if err := a.take(ctx, token); err != nil {
		return nil, err
	}
	if err := a.store.AddUser(ctx, *user); err != nil {
		return nil, userConflict(err)
	}
	return user, nil
}

func (a *Accounts) useReset(ctx context.Context, token string, user *assessment.User, password string) (*assessment.User, error) {
	if err := checkPassword(password, user.Email, user.Name); err != nil {
		return nil, err
	}
	hashed, err := a.passwords.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	if err := a.take(ctx, token); err != nil {
		return nil, err
	}
	changed, err := a.change(ctx, user.ID, func(u *assessment.User) error {
		if u.Disabled {
			return linkGone(nil)
		}
		u.PasswordHash = hashed
		u.SessionEpoch++
		return nil
	})
	if err != nil {
		return nil, err
	}
	a.throttle.clear(changed.Email)
	return changed, nil
}

// UseSignInLink uses up a link that signs in and returns its account.
func (a *Accounts) UseSignInLink(ctx context.Context, token string) (*assessment.User, error) {
	link, err := a.Link(ctx, token)
	if err != nil {
		return nil, err
	}
	if link.Purpose != SignIn {
		return nil, linkGone(nil)
	}
	if err := a.take(ctx, token); err != nil {
		return nil, err
	}
	return link.User, nil
}

// take uses up a link; of several at once one succeeds.
func (a *Accounts) take(ctx context.Context, token string) error {
	if _, err := a.store.UseOneTimeLink(ctx, assessment.HashToken(token), a.now().UTC()); err != nil {
		return linkGone(err)
	}
	return nil
}

// nobodyYet refuses what only an empty installation may do.
func (a *Accounts) nobodyYet(ctx context.Context) error {
	users, err := a.store.Users(ctx)
	if err != nil {
		return fmt.Errorf("look for accounts: %w", err)
	}
	if len(users) > 0 {
		return &assessment.Error{Kind: assessment.Gone, Key: "error_setup_done"}
	}
	return nil
}

// linkGone hides why a link is of no use; failures of storage stay what they are.
func linkGone(cause error) error {
	if cause != nil && assessment.KindOf(cause) != assessment.NotFound {
		return cause
	}
	return &assessment.Error{Kind: assessment.Gone, Key: "error_one_time_link", Err: cause}
}
