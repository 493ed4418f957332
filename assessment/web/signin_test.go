package web

import (
	"bytes"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/net/html"

	"readiness/assessment"
	"readiness/assessment/auth"
	"readiness/assessment/web/htmlcheck"
	"readiness/static/i18n"
)

const rigPassword = "nine quiet violet lamps"

// newTestAccounts are accounts in the rig's database; hashing costs little.
func newTestAccounts(t testing.TB, r *rig) *auth.Accounts {
	t.Helper()
	return auth.NewAccounts(auth.Options{
		Store: r.store, Now: r.clock.Now, Random: rand.Reader,
		Params: argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
}

// account adds an account with rigPassword.
func (r *rig) account(t testing.TB, email string, role assessment.Role) *assessment.User {
	t.Helper()
	user, err := r.accounts.AddUser(t.Context(), email, "Marta Ruiz", role, rigPassword)
	if err != nil {
		t.Fatal(err)
	}
	return user
}

// signedIn is a device on which a new account of this role is signed in.
func (r *rig) signedIn(t testing.TB, role assessment.Role) *device {
	t.Helper()
	return r.as(t, r.account(t, string(role)+strings.ToLower(rand.Text())+"@example.org", role))
}

// as is a device on which this account is signed in; by a link, so that many
// of them do not meet the limit of sign-ins.
func (r *rig) as(t testing.TB, user *assessment.User) *device {
	t.Helper()
	token, err := r.accounts.SignInLink(t.Context(), user.ID)
	if err != nil {
		t.Fatal(err)
	}
	d := r.device(t)
	d.redirects(d.post("/sign-in/"+token), "/")
	return d
}

// inside checks whether the device is signed in.
func (d *device) inside() bool {
	d.t.Helper()
	rec := d.get("/assessments")
	if rec.Code == http.StatusSeeOther && strings.HasPrefix(rec.Header().Get("Location"), "/sign-in") {
		return false
	}
	if rec.Code != http.StatusOK {
		d.t.Fatalf("/assessments: %d", rec.Code)
	}
	return true
}

func (d *device) session() string { return d.cookies[sessionCookie] }

func TestFirstAccount(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.device(t)
	d.redirects(d.get("/"), "/sign-in?next=%2F")
	token, err := r.accounts.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	address := "/setup/" + token
	for range 3 {
		d.shows(d.get(address), http.StatusOK, htmlcheck.Count("input[type=password][autocomplete=new-password]", 1), htmlcheck.NotIn(".err"))
	}
	rec := d.post(address, "name", "Ana <b>", "email", "not an address", "password", rigPassword)
	d.shows(rec, http.StatusUnprocessableEntity,
		htmlcheck.In("title", htmlcheck.HasText("Error")),
		htmlcheck.Count("#errors a", 1), htmlcheck.In("#errors a[href=#email]"), htmlcheck.In("#email[aria-invalid=true]", htmlcheck.HasAttr("value", "not an address"), htmlcheck.HasAttr("aria-describedby", "email-error")),
		htmlcheck.In("#name", htmlcheck.HasAttr("value", "Ana <b>")), htmlcheck.NotIn("b"))
	if strings.Contains(rec.Body.String(), rigPassword) {
		t.Error("the password comes back on the page")
	}
	d.shows(d.post(address, "name", "Ana", "email", "ana@example.org", "password", "short"), http.StatusUnprocessableEntity,
		htmlcheck.In("#errors a[href=#password]"), htmlcheck.In("#password-error", htmlcheck.HasText("15")))
	d.shows(d.post(address, "email", "x"), http.StatusUnprocessableEntity, htmlcheck.Count("#errors a", 2), htmlcheck.In("#email-error"), htmlcheck.In("#password-error"))
	d.get("/sign-in?lang=es")
	d.redirects(d.post(address, "name", "Ana", "email", "Ana@example.org", "password", rigPassword), "/")
	d.redirects(d.get("/"), "/assessments")
	d.shows(d.get("/assessments"), http.StatusOK, htmlcheck.In(".who", htmlcheck.HasText("Ana")), htmlcheck.In(".empty a[href=/assessments/new]"))
	for _, rec := range []*httptest.ResponseRecorder{d.get(address), r.device(t).post(address, "email", "eve@example.org", "password", rigPassword)} {
		d.shows(rec, http.StatusGone, htmlcheck.Count("h1", 1))
	}
	user, err := r.accounts.ByEmail(t.Context(), "ana@example.org")
	if err != nil || user.Role != assessment.Admin || user.Language != "es" {
		t.Errorf("the first account is %+v, %v", user, err)
	}
	// On another device the pages speak the account's language.
	other := r.as(t, user)
	other.shows(other.get("/assessments"), http.StatusOK, htmlcheck.In("html", htmlcheck.HasAttr("lang", "es")))
}

func TestResetPassword(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	user := r.account(t, "ana@example.org", assessment.Executive)
	old := r.as(t, user)
	token, err := r.accounts.ResetLink(t.Context(), user.ID)
	if err != nil {
		t.Fatal(err)
	}
	d := r.device(t)
	d.shows(d.get("/setup/"+token), http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("ana@example.org")), htmlcheck.NotIn("#name"))
	if !old.inside() {
		t.Fatal("looking at the link ended the session")
	}
	d.redirects(d.post("/setup/"+token, "email", "eve@example.org", "password", rigPassword+" more"), "/")
	if old.inside() {
		t.Error("the session of before goes on after a new password")
	}
	if !d.inside() {
		t.Error("the new password did not sign in")
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.account(t, "ana@example.org", assessment.Executive)
	d := r.device(t)
	d.shows(d.get("/sign-in?next=/assessments/new"), http.StatusOK,
		htmlcheck.In("input[name=next]", htmlcheck.HasAttr("value", "/assessments/new")),
		htmlcheck.In("#email[autocomplete=username]"), htmlcheck.In("#password[autocomplete=current-password]"))
	var pages []string
	for _, email := range []string{"ana@example.org", "eve@example.org"} {
		rec := d.post("/sign-in", "email", email, "password", "wrong, all wrong", "next", "/assessments/new")
		d.shows(rec, http.StatusUnauthorized, htmlcheck.In("#errors"), htmlcheck.In("#email", htmlcheck.HasAttr("value", email)),
			htmlcheck.In("input[name=next]", htmlcheck.HasAttr("value", "/assessments/new")))
		pages = append(pages, strings.ReplaceAll(rec.Body.String(), email, ""))
	}
	if pages[0] != pages[1] {
		t.Error("a wrong password and an unknown address give different pages")
	}
	if d.session() != "" {
		t.Error("a session began without signing in")
	}
	d.redirects(d.post("/sign-in", "email", " ANA@example.org", "password", rigPassword, "next", "/assessments/new"), "/assessments/new")
	first := d.session()
	d.redirects(d.get("/sign-in?next=/assessments"), "/assessments")
	// Signing in again gives another token, and the one of before is worth nothing.
	d.redirects(d.post("/sign-in", "email", "ana@example.org", "password", rigPassword), "/")
	if d.session() == first {
		t.Error("signing in kept the token of before")
	}
	stale := r.device(t)
	stale.cookies[sessionCookie] = first
	if stale.inside() {
		t.Error("the token of before still works")
	}
}

func TestSignInOnTheTableOfAttempts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.account(t, "ana@example.org", assessment.Executive)
	d := r.device(t)
	limited := 0
	for range 40 {
		rec := d.post("/sign-in", "email", "ana@example.org", "password", "wrong, all wrong")
		switch rec.Code {
		case http.StatusTooManyRequests:
			limited++
			if rec.Header().Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
		case http.StatusUnauthorized:
		default:
			t.Fatalf("got %d", rec.Code)
		}
	}
	if limited < 30 {
		t.Errorf("%d of 40 wrong passwords were refused, want 30", limited)
	}
	r.clock.add(16 * time.Minute)
	d.redirects(d.post("/sign-in", "email", "ana@example.org", "password", rigPassword), "/")
}

// Programs that read mails open every link in them; none of that uses the link up.
func TestSignInLinkSurvivesScanners(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	user := r.account(t, "ana@example.org", assessment.Executive)
	token, err := r.accounts.SignInLink(t.Context(), user.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		scanner := r.device(t)
		method := http.MethodGet
		if i%2 == 1 {
			method = http.MethodHead
		}
		if rec := scanner.do(method, "/sign-in/"+token, "", ""); rec.Code != http.StatusOK || scanner.session() != "" {
			t.Fatalf("%s: %d, session %q", method, rec.Code, scanner.session())
		}
	}
	d := r.device(t)
	d.shows(d.get("/sign-in/"+token), http.StatusOK, htmlcheck.Count("main form[method=post] button", 1), htmlcheck.In("main", htmlcheck.HasText("Marta Ruiz")))
	d.redirects(d.post("/sign-in/"+token), "/")
	if !d.inside() {
		t.Error("not signed in")
	}
	if rec := r.device(t).post("/sign-in/" + token); rec.Code != http.StatusGone {
		t.Errorf("used twice: %d", rec.Code)
	}
	if rec := r.device(t).get("/setup/" + token); rec.Code != http.StatusGone {
		t.Errorf("on the page for passwords: %d", rec.Code)
	}
	setup, err := r.accounts.ResetLink(t.Context(), user.ID)
	if err != nil {
		t.Fatal(err)
	}
	if rec := r.device(t).post("/sign-in/" + setup); rec.Code != http.StatusGone {
		t.Errorf("a link for passwords signed in: %d", rec.Code)
	}
}

// A form that arrives after the session has ended is not lost.
func TestExpiredSessionKeepsTheForm(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	user := r.account(t, "ana@example.org", assessment.Executive)
	d := r.as(t, user)
	r.clock.add(time.Hour)
	rec := d.post("/assessments/new", "title", `A & B "quoted" <x>`, "lang_en", "on", "organisation", "日本 & co")
	d.shows(rec, http.StatusUnauthorized, htmlcheck.In("input[name=kept_path]", htmlcheck.HasAttr("value", "/assessments/new")))
	kept := value(t, rec, "kept_body")
	if all, err := r.service.Assessments(t.Context()); err != nil || len(all) != 0 {
		t.Fatalf("the form was carried out without a session: %v, %v", all, err)
	}
	// A wrong password keeps it as well.
	rec = d.post("/sign-in", "email", user.Email, "password", "wrong, all wrong", "kept_path", "/assessments/new", "kept_body", kept)
	if got := value(t, rec, "kept_body"); got != kept {
		t.Errorf("after a wrong password the kept form is %q", got)
	}
	rec = d.post("/sign-in", "email", user.Email, "password", rigPassword, "kept_path", "/assessments/new", "kept_body", kept)
	d.shows(rec, http.StatusOK,
		htmlcheck.In("main form[method=post]", htmlcheck.HasAttr("action", "/assessments/new"), htmlcheck.Count("input[type=hidden]", 3)),
		htmlcheck.In("main input[name=title]", htmlcheck.HasAttr("value", `A & B "quoted" <x>`)),
		htmlcheck.In("main input[name=organisation]", htmlcheck.HasAttr("value", "日本 & co")))

	d = r.as(t, user)
	r.clock.add(time.Hour)
	d.shows(d.post("/assessments/new", "title", strings.Repeat("long ", maxKept/4)), http.StatusUnauthorized,
		htmlcheck.NotIn("input[name=kept_body]"), htmlcheck.In(".note.warn"))
	// Elsewhere is nowhere: only paths of this server are taken.
	d.redirects(d.post("/sign-in", "email", user.Email, "password", rigPassword, "kept_path", "https://evil.example/x", "kept_body", "a=b"), "/")
}

// value returns the value of a page's input.
func value(t *testing.T, rec *httptest.ResponseRecorder, name string) string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(rec.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	found := htmlcheck.Find(root, "input[name="+name+"]")
	if len(found) != 1 {
		t.Fatalf("%d inputs %s", len(found), name)
	}
	text, _ := htmlcheck.Attr(found[0], "value")
	return text
}

// Whatever next says, signing in leads to a page of this server.
func TestNextStaysHere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	user := r.account(t, "ana@example.org", assessment.Executive)
	for _, next := range redirectBypasses() {
		d := r.device(t)
		r.clock.add(time.Minute) // several sign-ins from one network
		rec := d.post("/sign-in", "email", user.Email, "password", rigPassword, "next", next)
		d.redirects(rec, "/")
		d.redirects(d.get("/sign-in?next="+url.QueryEscape(next)), "/")
	}
	for _, next := range []string{"/assessments", "/assessments/new?x=1&y=//z", "/assessments/abc/report.xlsx?lang=es"} {
		d := r.device(t)
		r.clock.add(time.Minute)
		d.redirects(d.post("/sign-in", "email", user.Email, "password", rigPassword, "next", next), next)
	}
}

// redirectBypasses are known ways around checks of a local path.
func redirectBypasses() []string {
	return []string{
		"", "evil.example", "https://evil.example", "http://evil.example/", "//evil.example", "///evil.example", "////evil.example",
		`/\evil.example`, `\\evil.example`, `\/evil.example`, `/\/evil.example`, `//\evil.example`, `/\\evil.example`,
		"/\tevil.example", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example",
		"%2f%2fevil.example", "/%2fevil.example", "/%2Fevil.example", "/%5cevil.example", "/%5Cevil.example", "/%2f%2fevil.example",
		"/%09/evil.example/../..\r", "https:evil.example", "https:/evil.example", "https:///evil.example", "http:////evil.example",
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x", "blob:x", "file:///etc/passwd",
		"@evil.example", "user@evil.example", "https://readiness.test@evil.example", "//readiness.test@evil.example/", "//evil.example#/",
		"//evil.example?/", "//evil.example/%2f..", "?next=//evil.example", "#//evil.example", "./evil", "../evil", "evil/..//evil",
		"/x\r\nSet-Cookie: a=b", "/x\nLocation: https://evil.example", "/\x00/evil.example",
		"ftp://evil.example", "//[::1]/", "//%65vil.example", "/" + strings.Repeat("a", 3000), "/\x7f/evil",
	}
}

// Account pages in every language: all texts exist, every input has a label.
func TestAccountPagesInEveryLanguage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	setup, err := r.accounts.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Languages() {
		d := r.device(t)
		d.sound(lang, "setup", d.get("/setup/"+setup+"?lang="+lang).Body.Bytes())
		d.sound(lang, "setup refused", d.post("/setup/"+setup, "email", "x").Body.Bytes())
	}
	user := r.account(t, "ana@example.org", assessment.Executive)
	reset, err := r.accounts.ResetLink(t.Context(), user.ID)
	if err != nil {
		t.Fatal(err)
	}
	link, err := r.accounts.SignInLink(t.Context(), user.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Languages() {
		d := r.device(t)
		d.sound(lang, "sign-in", d.get("/sign-in?next=/assessments&lang="+lang).Body.Bytes())
		d.sound(lang, "sign-in refused", d.post("/sign-in", "email", "x", "password", "y").Body.Bytes())
		d.sound(lang, "form kept", d.post("/assessments/new", "title", "x").Body.Bytes())
		d.sound(lang, "form too long", d.post("/assessments/new", "title", strings.Repeat("x", maxKept+1)).Body.Bytes())
		d.sound(lang, "reset", d.get("/setup/"+reset).Body.Bytes())
		d.sound(lang, "link", d.get("/sign-in/"+link).Body.Bytes())
		d.sound(lang, "used link", d.get("/sign-in/unknown").Body.Bytes())
		d.sound(lang, "resumed", d.post("/sign-in", "email", user.Email, "password", rigPassword, "kept_path", "/assessments/new", "kept_body", "title=x").Body.Bytes())
		d.sound(lang, "no assessments", d.get("/assessments").Body.Bytes())
		r.clock.add(time.Minute)
	}
	r.opened(t, nil)
	for _, lang := range i18n.Languages() {
		d := r.as(t, user)
		d.sound(lang, "assessments", d.get("/assessments?lang="+lang).Body.Bytes())
	}
}
