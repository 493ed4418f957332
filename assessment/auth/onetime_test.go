package auth_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"readiness/assessment"
	"readiness/assessment/auth"
)

const strongPassword = "nine quiet violet lamps"

func TestSetupLink(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx := t.Context()
	token, err := f.SetupLink(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(token) != 43 {
		t.Errorf("token %q is not 256 bits", token)
	}
	for hash := range f.store.links {
		if strings.Contains(string(hash[:]), token) {
			t.Error("the token itself is stored")
		}
	}
	second, err := f.SetupLink(ctx)
	if err != nil {
		t.Fatal(err)
	}
	// Looking, however often, uses nothing up; neither does refused input.
	for range 5 {
		link, err := f.Link(ctx, token)
		if err != nil || link.Purpose != auth.Setup || link.User != nil {
			t.Fatalf("look: %+v, %v", link, err)
		}
	}
	_, err = f.UseLink(ctx, token, "Ana", "ana@example.org", "short")
	wantError(t, "short password", err, assessment.Invalid, "error_password_short")
	_, err = f.UseLink(ctx, token, "Ana", "ana@example.org", "")
	wantError(t, "no password", err, assessment.Invalid, "error_password_short")
	_, err = f.UseLink(ctx, token, "Ana", "ana", strongPassword)
	wantError(t, "no address", err, assessment.Invalid, "error_account_email")
	_, err = f.UseLink(ctx, token, "Ana\nRuiz", "ana", "")
	for _, key := range []string{"error_account_name", "error_account_email", "error_password_short"} {
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("everything wrong: got %v, want it to name %s", err, key)
		}
	}
	_, err = f.UseSignInLink(ctx, token)
	wantError(t, "setup link used to sign in", err, assessment.Gone, "error_one_time_link")

	ana, err := f.UseLink(ctx, token, "Ana", "ana@example.org", strongPassword)
	if err != nil {
		t.Fatal(err)
	}
	if ana.Role != assessment.Admin || ana.Name != "Ana" {
		t.Errorf("the first account is %+v", ana)
	}
	if _, err := f.SignIn(ctx, "ana@example.org", strongPassword); err != nil {
		t.Errorf("cannot sign in: %v", err)
	}
	_, err = f.UseLink(ctx, token, "Eve", "eve@example.org", strongPassword)
	wantError(t, "used twice", err, assessment.Gone, "error_one_time_link")
	_, err = f.UseLink(ctx, second, "Eve", "eve@example.org", strongPassword)
	wantError(t, "another setup link", err, assessment.Gone, "error_setup_done")
	_, err = f.SetupLink(ctx)
	wantError(t, "link once there is an account", err, assessment.Gone, "error_setup_done")
}

func TestResetLink(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx := t.Context()
	ana := f.add(t, "ana@example.org", assessment.Executive)
	for range 10 {
		if _, err := f.SignIn(ctx, ana.Email, "forgotten, sorry about it"); err == nil {
			t.Fatal("a wrong password was accepted")
		}
	}
	token, err := f.ResetLink(ctx, ana.ID)
	if err != nil {
		t.Fatal(err)
	}
	link, err := f.Link(ctx, token)
	if err != nil || link.Purpose != auth.Reset || link.User.ID != ana.ID {
		t.Fatalf("look: %+v, %v", link, err)
	}
	got, err := f.UseLink(ctx, token, "Someone", "else@example.org", strongPassword)
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != ana.ID || got.Email != ana.Email || got.Name != ana.Name || got.Role != ana.Role {
		t.Errorf("a reset changed the account: %+v", got)
	}
	if got.SessionEpoch != ana.SessionEpoch+1 {
		t.Errorf("sessions go on: epoch %d after %d", got.SessionEpoch, ana.SessionEpoch)
	}
	if _, err := f.SignIn(ctx, ana.Email, strongPassword); err != nil {
		t.Errorf("the new password does not open the account at once: %v", err)
	}
	_, err = f.SignIn(ctx, ana.Email, goodPassword)
	wantError(t, "old password", err, assessment.Unauthenticated, "error_credentials")

	dead, err := f.ResetLink(ctx, ana.ID)
	if err != nil {
		t.Fatal(err)
	}
	f.add(t, "admin@example.org", assessment.Admin)
	if err := f.Disable(ctx, ana.ID); err != nil {
		t.Fatal(err)
	}
	_, err = f.UseLink(ctx, dead, "", "", strongPassword+"!")
	wantError(t, "disabled account", err, assessment.Gone, "error_one_time_link")
}

func TestSignInLink(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx := t.Context()
	ana := f.add(t, "ana@example.org", assessment.Executive)
	token, err := f.SignInLink(ctx, ana.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.UseLink(ctx, token, "", "", strongPassword)
	wantError(t, "used to set a password", err, assessment.Gone, "error_one_time_link")
	var successes atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if u, err := f.UseSignInLink(ctx, token); err == nil && u.ID == ana.ID {
				successes.Add(1)
			}
		})
	}
	wg.Wait()
	if got := successes.Load(); got != 1 {
		t.Errorf("the link signed in %d times", got)
	}
}

func TestLinksExpire(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx := t.Context()
	ana := f.add(t, "ana@example.org", assessment.Executive)
	token, err := f.SignInLink(ctx, ana.ID)
	if err != nil {
		t.Fatal(err)
	}
	f.pass(24*time.Hour - time.Second)
	if _, err := f.Link(ctx, token); err != nil {
		t.Errorf("expired too early: %v", err)
	}
	f.pass(time.Second)
	_, err = f.UseSignInLink(ctx, token)
	wantError(t, "after 24 hours", err, assessment.Gone, "error_one_time_link")
	for _, unknown := range []string{"", "x", strings.Repeat("x", 43), strings.Repeat("x", 100000)} {
		_, err = f.Link(ctx, unknown)
		wantError(t, "unknown", err, assessment.Gone, "error_one_time_link")
	}
	other, err := f.SignInLink(ctx, ana.ID)
	if err != nil {
		t.Fatal(err)
	}
	f.store.fails = &assessment.Error{Kind: assessment.Unavailable, Key: "error_storage_unavailable"}
	_, err = f.Link(ctx, other)
	wantError(t, "storage failure", err, assessment.Unavailable, "error_storage_unavailable")
}

func TestOnlyOneFirstAccount(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ctx := t.Context()
	var tokens []string
	for range 8 {
		token, err := f.SetupLink(ctx)
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, token)
	}
	var wg sync.WaitGroup
	for i, token := range tokens {
		wg.Go(func() {
			email := string(rune('a'+i)) + "@example.org"
			if _, err := f.UseLink(ctx, token, "", email, strongPassword); err != nil && assessment.KindOf(err) != assessment.Gone {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if users, err := f.Users(ctx); err != nil || len(users) != 1 {
		t.Errorf("%d first accounts, %v", len(users), err)
	}
}
