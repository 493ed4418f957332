package auth

import (
	"context"
	_ "embed"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"readiness/assessment"
)

// Length of a password in characters (reliability.md S-02).
const (
	MinPassword = 15
	MaxPassword = 128
)

// DefaultParams are the product's argon2id parameters (reliability.md S-01):
// 64 MiB, three passes, two lanes, 16 bytes of salt.
func DefaultParams() argon2id.Params {
	return argon2id.Params{Memory: 64 << 10, Iterations: 3, Parallelism: 2, SaltLength: 16, KeyLength: 32}
}

// parallelHashes bounds the memory that signing in takes: four times 64 MiB.
const parallelHashes = 4

// passwords hashes and compares, a few at a time.
type passwords struct {
	params argon2id.Params
	dummy  string // compared with where there is no account, so that it takes as long
	slots  chan struct{}
}

func newPasswords(params argon2id.Params) *passwords {
	zeros := func(n uint32) string { return base64.RawStdEncoding.EncodeToString(make([]byte, n)) }
	return &passwords{
		params: params,
		dummy: fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s",
			params.Memory, params.Iterations, params.Parallelism, zeros(params.SaltLength), zeros(params.KeyLength)),
		slots: make(chan struct{}, parallelHashes),
	}
}

func (p *passwords) enter(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for a password check: %w", ctx.Err())
	}
}

func (p *passwords) leave() { <-p.slots }

// hash returns the PHC string of a password.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	hashed, err := argon2id.CreateHash(norm.NFC.String(password), &p.params)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return hashed, nil
}

// matches compares a password with a PHC string; outdated tells that the string
// was made with other parameters than those in use. An empty string matches
// nothing and takes as long.
func (p *passwords) matches(ctx context.Context, password, hashed string) (match, outdated bool, err error) {
	if err := p.enter(ctx); err != nil {
		return false, false, err
	}
	defer p.leave()
	none := hashed == ""
	if none {
		hashed = p.dummy
	}
	match, used, err := argon2id.CheckHash(norm.NFC.String(password), hashed)
	if err != nil {
		return false, false, fmt.Errorf("check a password: %w", err)
	}
	return match && !none, *used != p.params, nil
}

//go:embed blocklist.txt
var blocklist string

// checkPassword refuses passwords that are too short, too long or among the
// first that anybody would try. There are no rules about kinds of characters.
func checkPassword(password string, personal ...string) error {
	length := utf8.RuneCountInString(norm.NFC.String(password))
	switch {
	case !utf8.ValidString(password):
		return invalid("password", "error_password_text")
	case length < MinPassword:
		return invalid("password", "error_password_short", "Min", MinPassword)
	case length > MaxPassword:
		return invalid("password", "error_password_long", "Max", MaxPassword)
	case common(password, personal):
		return invalid("password", "error_password_common")
	}
	return nil
}

// common reports whether a password is a word of the blocklist or of the
// account, however often repeated, or one character or short pattern repeated.
func common(password string, personal []string) bool {
	const shortPattern = 4
	folded := strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(password)), ""))
	unit := []rune(smallestUnit(folded))
	if len(unit) <= shortPattern {
		return true
	}
	known := strings.Fields(blocklist)
	for _, text := range personal {
		known = append(known, strings.ToLower(strings.Join(strings.Fields(text), "")))
	}
	for _, word := range known {
		if word != "" && (folded == word || string(unit) == word) {
			return true
		}
	}
	return false
}

// smallestUnit returns the shortest text that s is a repetition of; a last
// repetition may be cut off.
func smallestUnit(s string) string {
	runes := []rune(s)
	for n := 1; n <= len(runes)/2; n++ {
		repeats := true
		for i := n; i < len(runes) && repeats; i++ {
			repeats = runes[i] == runes[i-n]
		}
		if repeats {
			return string(runes[:n])
		}
	}
	return s
}

// invalid is an error of kind Invalid for an input field; args alternate names and values.
func invalid(field, key string, args ...any) *assessment.Error {
	e := &assessment.Error{Kind: assessment.Invalid, Key: key, Field: field, Args: map[string]any{}}
	for i := 0; i+1 < len(args); i += 2 {
		name, _ := args[i].(string)
		e.Args[name] = args[i+1]
	}
	return e
}
