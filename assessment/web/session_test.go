package web

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"readiness/assessment"
)

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]struct {
		name   string
		secure bool
	}{
		rigBase:                         {"readiness-session", false},
		"https://readiness.example.org": {"__Host-readiness-session", true},
	} {
		r := newRig(t, func(d *Deps) { d.BaseURL = base })
		user := r.account(t, "ana@example.org", assessment.Admin)
		token, err := r.accounts.SignInLink(t.Context(), user.ID)
		if err != nil {
			t.Fatal(err)
		}
		rec := r.device(t).post("/sign-in/" + token)
		found := false
		for _, c := range rec.Result().Cookies() {
			if c.Name != want.name {
				continue
			}
			found = true
			if !c.HttpOnly || c.Secure != want.secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 || !c.Expires.IsZero() {
				t.Errorf("%s: %+v", base, c)
			}
			if len(c.Value) != 43 {
				t.Errorf("%s: the token %q has not 256 bits", base, c.Value)
			}
		}
		if !found {
			t.Errorf("%s: no cookie %s in %v", base, want.name, rec.Result().Cookies())
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.account(t, "admin@example.org", assessment.Admin)
	idle := r.signedIn(t, assessment.Executive)
	r.clock.add(29 * time.Minute)
	if !idle.inside() {
		t.Error("ended after 29 idle minutes")
	}
	r.clock.add(29 * time.Minute)
	if !idle.inside() {
		t.Error("a request did not start the idle time anew")
	}
	r.clock.add(30 * time.Minute)
	token := idle.session()
	if idle.inside() {
		t.Error("goes on after 30 idle minutes")
	}
	if idle.session() != "" {
		t.Error("the cookie of an ended session stays")
	}
	idle.cookies[sessionCookie] = token
	if idle.inside() {
		t.Error("an ended session came back")
	}

	busy := r.signedIn(t, assessment.Executive)
	for range 12*3 - 1 {
		r.clock.add(20 * time.Minute)
		if !busy.inside() {
			t.Fatal("a busy session ended too early")
		}
	}
	r.clock.add(20 * time.Minute)
	if busy.inside() {
		t.Error("a session goes on after twelve hours")
	}

	user := r.account(t, "gone@example.org", assessment.Executive)
	gone := r.as(t, user)
	if !gone.inside() {
		t.Fatal("not signed in")
	}
	if err := r.accounts.Disable(t.Context(), user.ID); err != nil {
		t.Fatal(err)
	}
	if gone.inside() {
		t.Error("a disabled account is still signed in")
	}
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.signedIn(t, assessment.Executive)
	token := d.session()
	if rec := d.get("/sign-out"); rec.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET signs out: %d", rec.Code)
	}
	rec := d.post("/sign-out")
	d.redirects(rec, "/sign-in")
	if rec.Header().Get("Clear-Site-Data") == "" || d.session() != "" {
		t.Errorf("after signing out: %v", rec.Header())
	}
	d.cookies[sessionCookie] = token
	if d.inside() {
		t.Error("the old cookie still works")
	}
}

// A stolen data folder signs nobody in: neither tokens of sessions nor of
// one-time links nor passwords are in it, nor in the log.
func TestNoSecretIsStored(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	folder := filepath.Dir(t.TempDir()) // holds the rig's folder as well
	user := r.account(t, "ana@example.org", assessment.Admin)
	link, err := r.accounts.SignInLink(t.Context(), user.ID)
	if err != nil {
		t.Fatal(err)
	}
	unused, err := r.accounts.ResetLink(t.Context(), user.ID)
	if err != nil {
		t.Fatal(err)
	}
	d := r.device(t)
	d.get("/sign-in/" + link)
	d.redirects(d.post("/sign-in/"+link), "/")
	d.get("/setup/" + unused)
	other := r.device(t)
	other.redirects(other.post("/sign-in", "email", user.Email, "password", rigPassword), "/")
	secrets := map[string]string{
		"session": d.session(), "second session": other.session(), "used link": link, "unused link": unused, "password": rigPassword,
	}
	files := 0
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for name, secret := range secrets {
			if strings.Contains(string(raw), secret) {
				t.Errorf("%s holds the %s", entry.Name(), name)
			}
		}
		return nil
	})
	if err != nil || files < 2 {
		t.Fatalf("%d files, want the database and its log at least: %v", files, err)
	}
	for name, secret := range secrets {
		if secret == "" || strings.Contains(r.log.String(), secret) {
			t.Errorf("the log holds the %s", name)
		}
	}
	if !strings.Contains(r.log.String(), "/sign-in/:token") {
		t.Error("the log does not mention the link's page at all")
	}
}
