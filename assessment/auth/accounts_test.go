package auth_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"readiness/assessment"
	"readiness/assessment/auth"
)

const goodPassword = "a field of grey horses"

// fixture is Accounts over a store in memory, with a clock that stands still
// until it is moved.
type fixture struct {
	*auth.Accounts
	store *memoryStore
	clock atomic.Int64
}

func cheap() argon2id.Params {
	return argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{store: newMemoryStore()}
	f.clock.Store(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC).UnixNano())
	f.Accounts = auth.NewAccounts(auth.Options{Store: f.store, Now: f.now, Random: rand.Reader, Params: cheap()})
	return f
}

func (f *fixture) now() time.Time       { return time.Unix(0, f.clock.Load()).UTC() }
func (f *fixture) pass(d time.Duration) { f.clock.Add(int64(d)) }
func (f *fixture) add(t *testing.T, email string, role assessment.Role) *assessment.User {
	t.Helper()
	u, err := f.AddUser(t.Context(), email, "Ana Ruiz", role, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func wantError(t *testing.T, name string, err error, kind assessment.Kind, key string) {
	t.Helper()
	if assessment.KindOf(err) != kind || assessment.KeyOf(err) != key || err == nil {
		t.Errorf("%s: got %v, want kind %d, %s", name, err, kind, key)
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ana := f.add(t, " Ana@Example.org ", assessment.Executive)
	if ana.Email != "ana@example.org" || ana.ID == "" || ana.Created.IsZero() {
		t.Errorf("account stored as %+v", ana)
	}
	got, err := f.SignIn(t.Context(), "ANA@example.org ", goodPassword)
	if err != nil || got.ID != ana.ID {
		t.Fatalf("sign in: %v, %v", got, err)
	}
	noPassword, err := f.AddUser(t.Context(), "new@example.org", "", assessment.Consultant, "")
	if err != nil {
		t.Fatal(err)
	}
	disabled := f.add(t, "gone@example.org", assessment.Consultant)
	if err := f.Disable(t.Context(), disabled.ID); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, email, password string }{
		{"wrong password", "ana@example.org", goodPassword + " "},
		{"unknown address", "nobody@example.org", goodPassword},
		{"no password set", noPassword.Email, ""},
		{"disabled", disabled.Email, goodPassword},
		{"empty", "", ""},
		{"zero key of the dummy", "nobody2@example.org", string(make([]byte, 32))},
	} {
		user, err := f.SignIn(t.Context(), tt.email, tt.password)
		wantError(t, tt.name, err, assessment.Unauthenticated, "error_credentials")
		if user != nil {
			t.Errorf("%s: an account was returned", tt.name)
		}
		if err != nil && err.Error() != "error_credentials" {
			t.Errorf("%s: the error tells more than the others: %v", tt.name, err)
		}
	}
}

func TestStorageFailureIsNotAWrongPassword(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.add(t, "ana@example.org", assessment.Executive)
	f.store.fails = &assessment.Error{Kind: assessment.Unavailable, Key: "error_storage_unavailable"}
	_, err := f.SignIn(t.Context(), "ana@example.org", goodPassword)
	wantError(t, "sign in", err, assessment.Unavailable, "error_storage_unavailable")
}

func TestPasswordPolicy(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for i, tt := range []struct{ name, password, key string }{
		{"15 characters", "abcdefghijk lmx", ""},
		{"14 characters", "abcdefghijk lm", "error_password_short"},
		{"15 Chinese characters", "山高水长风和日丽春暖花开岁月静", ""},
		{"14 Chinese characters", "山高水长风和日丽春暖花开岁月", "error_password_short"},
		{"letters composed of two", strings.Repeat("e\u0301", 10) + "xyz", "error_password_short"},
		{"128 characters", strings.Repeat("abcdefgh ijklmno", 7) + "0123456789 98765", ""},
		{"129 characters", strings.Repeat("abcdefgh ijklmno", 8) + "x", "error_password_long"},
		{"not UTF-8", "\xff\xfe a long password", "error_password_text"},
		{"blocklist", "qwertyuiopasdfghjkl", "error_password_common"},
		{"blocklist with capitals and spaces", "Correct Horse Battery Staple", "error_password_common"},
		{"word repeated", "passwordpassword", "error_password_common"},
		{"word repeated, cut off", "passwordpasswordpa", "error_password_common"},
		{"one character", strings.Repeat("x", 20), "error_password_common"},
		{"short pattern", "abcabcabcabcabcabc", "error_password_common"},
		{"own name", "Maximilian Mustermann", "error_password_common"},
		{"own address", "maximilian17@example.org", "error_password_common"},
		{"no rules about characters", "only small letters here", ""},
	} {
		email := fmt.Sprintf("user%d@example.org", i)
		name := "Maximilian Mustermann"
		if tt.name == "own address" {
			email = tt.password
		}
		_, err := f.AddUser(t.Context(), email, name, assessment.Executive, tt.password)
		if tt.key == "" {
			if err != nil {
				t.Errorf("%s: refused: %v", tt.name, err)
			} else if _, err := f.SignIn(t.Context(), email, tt.password); err != nil {
				t.Errorf("%s: cannot sign in with it: %v", tt.name, err)
			}
			continue
		}
		wantError(t, tt.name, err, assessment.Invalid, tt.key)
		if e, ok := errors.AsType[*assessment.Error](err); ok && e.Field != "password" {
			t.Errorf("%s: field is %q", tt.name, e.Field)
		}
	}
}

// Keyboards differ in how they send é; both must open the account.
func TestPasswordIsComposed(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if _, err := f.AddUser(t.Context(), "a@example.org", "", assessment.Admin, "caf\u00e9 cre\u0301me brule\u0301e"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.SignIn(t.Context(), "a@example.org", "cafe\u0301 cr\u00e9me brul\u00e9e"); err != nil {
		t.Errorf("the same text in another composition: %v", err)
	}
}

func TestStoredHash(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.Accounts = auth.NewAccounts(auth.Options{Store: f.store, Now: f.now, Random: rand.Reader}) // the product's own cost
	ana := f.add(t, "ana@example.org", assessment.Executive)
	params, salt, key, err := argon2id.DecodeHash(ana.PasswordHash)
	if err != nil {
		t.Fatal(err)
	}
	if params.Memory != 64<<10 || params.Iterations != 3 || params.Parallelism != 2 || len(salt) != 16 || len(key) != 32 {
		t.Errorf("hashed with %+v, salt %d, key %d bytes", params, len(salt), len(key))
	}
	if strings.Contains(ana.PasswordHash, goodPassword) {
		t.Error("the hash holds the password")
	}
}

func TestChangedParametersRehash(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ana := f.add(t, "ana@example.org", assessment.Executive)
	dearer := cheap()
	dearer.Iterations = 2
	f.Accounts = auth.NewAccounts(auth.Options{Store: f.store, Now: f.now, Random: rand.Reader, Params: dearer})
	if _, err := f.SignIn(t.Context(), ana.Email, "wrong, wrong, wrong"); err == nil {
		t.Fatal("a wrong password was accepted")
	}
	if got, err := f.User(t.Context(), ana.ID); err != nil || got.PasswordHash != ana.PasswordHash {
		t.Fatalf("a wrong password changed the hash (%v)", err)
	}
	got, err := f.SignIn(t.Context(), ana.Email, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	params, _, _, err := argon2id.DecodeHash(got.PasswordHash)
	if err != nil || params.Iterations != 2 {
		t.Fatalf("after signing in the hash has %+v, %v", params, err)
	}
	if got.SessionEpoch != ana.SessionEpoch {
		t.Error("rehashing ended the sessions")
	}
	again, err := f.SignIn(t.Context(), ana.Email, goodPassword)
	if err != nil || again.PasswordHash != got.PasswordHash {
		t.Errorf("hashed again without need: %v", err)
	}
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	for _, email := range []string{"ana@example.org", "nobody@example.org"} {
		t.Run(email, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.add(t, "ana@example.org", assessment.Executive)
			f.add(t, "other@example.org", assessment.Executive)
			for i := range 10 {
				_, err := f.SignIn(t.Context(), email, "wrong password, really")
				wantError(t, fmt.Sprint("failure ", i+1), err, assessment.Unauthenticated, "error_credentials")
			}
			_, err := f.SignIn(t.Context(), email, goodPassword)
			wantError(t, "right after ten failures", err, assessment.TooMany, "error_sign_in_slow")
			if _, err := f.SignIn(t.Context(), "other@example.org", goodPassword); err != nil {
				t.Errorf("another account is slowed down too: %v", err)
			}
			// Refused attempts must not push the end of the pause away.
			for range 50 {
				f.pass(100 * time.Millisecond)
				_, err := f.SignIn(t.Context(), email, "wrong password, really")
				wantError(t, "during the pause", err, assessment.TooMany, "error_sign_in_slow")
			}
			f.pass(11 * time.Second)
			_, err = f.SignIn(t.Context(), email, "wrong password, really")
			wantError(t, "after the pause", err, assessment.Unauthenticated, "error_credentials")
			// However long it goes on, one attempt every four minutes stays possible.
			for i := range 200 {
				f.pass(4 * time.Minute)
				_, err := f.SignIn(t.Context(), email, "wrong password, really")
				wantError(t, fmt.Sprint("failure ", i+12), err, assessment.Unauthenticated, "error_credentials")
			}
			if email == "nobody@example.org" {
				return
			}
			f.pass(4 * time.Minute)
			if _, err := f.SignIn(t.Context(), email, goodPassword); err != nil {
				t.Fatalf("locked out for good: %v", err)
			}
			for i := range 10 {
				_, err := f.SignIn(t.Context(), email, "wrong password, really")
				wantError(t, fmt.Sprint("after a success, failure ", i+1), err, assessment.Unauthenticated, "error_credentials")
			}
		})
	}
}

func TestFailuresAreForgottenAfterAWhile(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.add(t, "ana@example.org", assessment.Executive)
	for range 3 {
		for range 9 {
			_, err := f.SignIn(t.Context(), "ana@example.org", "wrong password, really")
			wantError(t, "failure", err, assessment.Unauthenticated, "error_credentials")
		}
		f.pass(15 * time.Minute)
	}
	if _, err := f.SignIn(t.Context(), "ana@example.org", goodPassword); err != nil {
		t.Error(err)
	}
}

func TestManyAttemptsAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.add(t, "ana@example.org", assessment.Executive)
	var checked atomic.Int32
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if _, err := f.SignIn(t.Context(), "ana@example.org", "wrong password, really"); assessment.KindOf(err) == assessment.Unauthenticated {
				checked.Add(1)
			}
		})
	}
	wg.Wait()
	if got := checked.Load(); got != 10 {
		t.Errorf("%d of 100 attempts at once were checked, want 10", got)
	}
}

func TestThrottleForgetsTheOldest(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.add(t, "ana@example.org", assessment.Executive)
	for range 10 {
		_, err := f.SignIn(t.Context(), "ana@example.org", "wrong password, really")
		wantError(t, "failure", err, assessment.Unauthenticated, "error_credentials")
	}
	for i := range 5000 { // a flood of made-up addresses pushes out no recent one
		if _, err := f.SignIn(t.Context(), fmt.Sprintf("x%d@example.org", i), "y"); err == nil {
			t.Fatal("an unknown address signed in")
		}
	}
	_, err := f.SignIn(t.Context(), "ana@example.org", goodPassword)
	wantError(t, "after a flood", err, assessment.TooMany, "error_sign_in_slow")
}

func TestWaitingForASlotEnds(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.add(t, "ana@example.org", assessment.Executive)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ended := false
	for range 9 { // a free slot may be taken although the context has ended
		_, err := f.SignIn(ctx, "ana@example.org", goodPassword)
		ended = ended || errors.Is(err, context.Canceled)
	}
	if !ended {
		t.Error("signing in went on after the request had ended")
	}
}

func TestAddUserRefuses(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.add(t, "ana@example.org", assessment.Admin)
	for _, tt := range []struct {
		name, email, person string
		role                assessment.Role
		kind                assessment.Kind
		key                 string
	}{
		{"no address", "", "", assessment.Admin, assessment.Invalid, "error_account_email"},
		{"address with name", "Ana <b@example.org>", "", assessment.Admin, assessment.Invalid, "error_account_email"},
		{"line break in address", "b@example.org\r\nBcc: c@example.org", "", assessment.Admin, assessment.Invalid, "error_account_email"},
		{"long address", strings.Repeat("a", 250) + "@example.org", "", assessment.Admin, assessment.Invalid, "error_account_email"},
		{"line break in name", "b@example.org", "Ana\nRuiz", assessment.Admin, assessment.Invalid, "error_account_name"},
		{"long name", "b@example.org", strings.Repeat("a", 101), assessment.Admin, assessment.Invalid, "error_account_name"},
		{"unknown role", "b@example.org", "", "owner", assessment.Invalid, "error_role_unknown"},
		{"address taken", "ANA@example.org", "", assessment.Admin, assessment.Conflict, "error_account_exists"},
	} {
		_, err := f.AddUser(t.Context(), tt.email, tt.person, tt.role, "")
		wantError(t, tt.name, err, tt.kind, tt.key)
	}
	users, err := f.Users(t.Context())
	if err != nil || len(users) != 1 {
		t.Errorf("%d accounts, %v", len(users), err)
	}
}

func TestDisable(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	first := f.add(t, "first@example.org", assessment.Admin)
	wantError(t, "last administrator", f.Disable(t.Context(), first.ID), assessment.Conflict, "error_last_admin")
	second := f.add(t, "second@example.org", assessment.Admin)
	if err := f.Disable(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	got, err := f.User(t.Context(), first.ID)
	if err != nil || !got.Disabled || got.SessionEpoch != first.SessionEpoch+1 {
		t.Errorf("after disabling: %+v, %v", got, err)
	}
	wantError(t, "now the last", f.Disable(t.Context(), second.ID), assessment.Conflict, "error_last_admin")
	wantError(t, "unknown", f.Disable(t.Context(), "nobody"), assessment.NotFound, "error_not_found")
}

func TestSetLanguage(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ana := f.add(t, "ana@example.org", assessment.Executive)
	if err := f.SetLanguage(t.Context(), ana.ID, "zh"); err != nil {
		t.Fatal(err)
	}
	got, err := f.ByEmail(t.Context(), "Ana@example.org")
	if err != nil || got.Language != "zh" || got.SessionEpoch != ana.SessionEpoch {
		t.Errorf("got %+v, %v", got, err)
	}
	wantError(t, "unknown language", f.SetLanguage(t.Context(), ana.ID, "fr"), assessment.Invalid, "error_value_unknown")
}
