package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"readiness/assessment"
)

// Options are the parts of Accounts. All but Params are required.
type Options struct {
	Store  assessment.UserStore
	Now    func() time.Time
	Random io.Reader // cryptographic
	// Params are the cost of a password check; the zero value means
	// DefaultParams. Tests take cheaper ones.
	Params argon2id.Params
}

// Accounts is who may sign in, and how. It is safe for concurrent use.
type Accounts struct {
	store     assessment.UserStore
	now       func() time.Time
	random    io.Reader
	passwords *passwords
	throttle  *throttle
	// changing keeps two first accounts from being created at once, and an
	// account's changes from overtaking each other.
	changing sync.Mutex
}

// NewAccounts wires Accounts.
func NewAccounts(o Options) *Accounts {
	if o.Params == (argon2id.Params{}) {
		o.Params = DefaultParams()
	}
	return &Accounts{
		store: o.Store, now: o.Now, random: o.Random,
		passwords: newPasswords(o.Params), throttle: newThrottle(o.Now),
	}
}

// SignIn returns the account with this address and password. A wrong password,
// an unknown address and a disabled account are one and the same error of kind
// Unauthenticated, after the same time; too many failures are TooMany.
func (a *Accounts) SignIn(ctx context.Context, email, password string) (*assessment.User, error) {
	email = foldEmail(email)
	if wait := a.throttle.take(email); wait > 0 {
		return nil, &assessment.Error{
			Kind: assessment.TooMany, Key: "error_sign_in_slow",
			Args: map[string]any{"Count": int((wait + time.Minute - 1) / time.Minute)},
		}
	}
	user, err := a.store.UserByEmail(ctx, email)
	if err != nil && assessment.KindOf(err) != assessment.NotFound {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	hashed := ""
	if user != nil && !user.Disabled {
		hashed = user.PasswordHash
	}
	match, outdated, err := a.passwords.matches(ctx, password, hashed)
	if err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	if !match {
		return nil, &assessment.Error{Kind: assessment.Unauthenticated, Key: "error_credentials"}
	}
	a.throttle.clear(email)
	if outdated {
		if err := a.rehash(ctx, user, password); err != nil {
			return nil, fmt.Errorf("sign in: %w", err)
		}
	}
	return user, nil
}

// rehash renews a password's hash under the parameters in use now. Sessions go on.
func (a *Accounts) rehash(ctx context.Context, user *assessment.User, password string) error {
	hashed, err := a.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	old := user.PasswordHash
	changed, err := a.change(ctx, user.ID, func(u *assessment.User) error {
		if u.PasswordHash == old {
			u.PasswordHash = hashed
		}
		return nil
	})
	if err != nil {
		return err
	}
	*user = *changed
	return nil
}

// AddUser adds an account. Without a password it can sign in only after a
// ResetLink was used. Errors name the field; Conflict if the address is taken.
func (a *Accounts) AddUser(ctx context.Context, email, name string, role assessment.Role, password string) (*assessment.User, error) {
	user, err := a.newUser(ctx, email, name, role, password)
	if err != nil {
		return nil, err
	}
	if err := a.store.AddUser(ctx, *user); err != nil {
		return nil, userConflict(err)
	}
	return user, nil
}

// newUser checks everything and names all that is wrong at once.
func (a *Accounts) newUser(ctx context.Context, email, name string, role assessment.Role, password string) (*assessment.User, error) {
	email, emailErr := parseEmail(email)
	name, nameErr := parseName(name)
	problems := []error{nameErr, emailErr}
	if !slices.Contains(assessment.Roles(), role) {
		problems = append(problems, invalid("role", "error_role_unknown", "Role", string(role)))
	}
	if password != "" {
		problems = append(problems, checkPassword(password, email, name))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	hashed := ""
	if password != "" {
		var err error
		if hashed, err = a.passwords.hash(ctx, password); err != nil {
			return nil, err
		}
	}
	id, err := assessment.NewID(a.random)
	if err != nil {
		return nil, fmt.Errorf("add account: %w", err)
	}
	return &assessment.User{
		ID: id, Email: email, Name: name, Role: role, PasswordHash: hashed, Created: a.now().UTC(),
	}, nil
}

// Users returns all accounts by address.
func (a *Accounts) Users(ctx context.Context) ([]assessment.User, error) { return a.store.Users(ctx) }

// User returns an account; NotFound.
func (a *Accounts) User(ctx context.Context, id assessment.ID) (*assessment.User, error) {
	return a.store.User(ctx, id)
}

// ByEmail returns the account with this address; NotFound.
func (a *Accounts) ByEmail(ctx context.Context, email string) (*assessment.User, error) {
	return a.store.UserByEmail(ctx, foldEmail(email))
}

// Disable keeps an account from signing in and ends its sessions on their next
// request. The last administrator cannot be disabled (Conflict).
func (a *Accounts) Disable(ctx context.Context, id assessment.ID) error {
	users, err := a.store.Users(ctx)
	if err != nil {
		return fmt.Errorf("disable account: %w", err)
	}
	_, err = a.change(ctx, id, func(u *assessment.User) error {
		others := slices.ContainsFunc(users, func(o assessment.User) bool {
			return o.ID != id && o.Role == assessment.Admin && !o.Disabled
		})
		if u.Role == assessment.Admin && !others {
			return &assessment.Error{Kind: assessment.Conflict, Key: "error_last_admin"}
		}
		u.Disabled = true
		u.SessionEpoch++
		return nil
	})
	return err
}

// SetLanguage keeps the language that an account's pages are shown in.
func (a *Accounts) SetLanguage(ctx context.Context, id assessment.ID, lang string) error {
	if !slices.Contains(languages(), lang) {
		return invalid("lang", "error_value_unknown", "Value", lang)
	}
	_, err := a.change(ctx, id, func(u *assessment.User) error {
		u.Language = lang
		return nil
	})
	return err
}

// change reads, changes and stores an account.
func (a *Accounts) change(ctx context.Context, id assessment.ID, edit func(*assessment.User) error) (*assessment.User, error) {
	a.changing.Lock()
	defer a.changing.Unlock()
	user, err := a.store.User(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("change account: %w", err)
	}
	if err := edit(user); err != nil {
		return nil, err
	}
	if err := a.store.UpdateUser(ctx, *user); err != nil {
		return nil, userConflict(err)
	}
	return user, nil
}

func userConflict(err error) error {
	if assessment.KindOf(err) == assessment.Conflict {
		return &assessment.Error{Kind: assessment.Conflict, Key: "error_account_exists", Field: "email", Err: err}
	}
	return err
}

// foldEmail is the form that addresses are stored and looked up in.
func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// parseEmail accepts a bare address.
func parseEmail(email string) (string, error) {
	const longest = 254
	email = foldEmail(email)
	address, err := mail.ParseAddress(email)
	if err != nil || address.Address != email || len(email) > longest {
		return "", invalid("email", "error_account_email")
	}
	return email, nil
}

// parseName accepts one line of text, or none.
func parseName(name string) (string, error) {
	const longest = 100
	name = strings.TrimSpace(name)
	control := strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f })
	if !utf8.ValidString(name) || control || utf8.RuneCountInString(name) > longest {
		return "", invalid("name", "error_account_name", "Max", longest)
	}
	return name, nil
}

// languages are those that pages exist in.
func languages() []string { return []string{"en", "es", "it", "zh"} }
