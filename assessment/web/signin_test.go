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
func newTestAccounts(t *testing.T, r *rig) *auth.Accounts {
	t.Helper()
	return auth.NewAccounts(auth.Options{
		Store: r.store, Now: r.clock.Now, Random: rand.Reader,
		Params: argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
}

// account adds an account with rigPassword.
func (r *rig) account(t *testing.T, email string, role assessment.Role) *assessment.User {
	t.Helper()
	user, err := r.accounts.AddUser(t.Context(), email, "Marta Ruiz", role, rigPassword)
	if err != nil {
		t.Fatal(err)
	}
	return user
}

// signedIn is a device on which a new account of this role is signed in; it
// uses a link, so that many of them do not meet the limit of sign-ins.
func (r *rig) signedIn(t *testing.T, role assessment.Role) *device {
	t.Helper()
	email := string(role) + strings.ToLower(rand.Text()) + "@example.org"
	return r.as(t, r.account(t, email, role))
}

func (r *rig) as(t *testing.T, user *assessment.User) *device {
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
		htmlcheck.In("#errors a[href=#email]"), htmlcheck.In("#email[aria-invalid=true]", htmlcheck.HasAttr("value", "not an address"), htmlcheck.HasAttr("aria-describedby", "email-error")),
		htmlcheck.In("#name", htmlcheck.HasAttr("value", "Ana <b>")), htmlcheck.NotIn("b"))
	if strings.Contains(rec.Body.String(), rigPassword) {
		t.Error("the password comes back on the page")
	}
	d.shows(d.post(address, "name", "Ana", "email", "ana@example.org", "password", "short"), http.StatusUnprocessableEntity,
		htmlcheck.In("#errors a[href=#password]"), htmlcheck.In("#password-error", htmlcheck.HasText("15")))
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

func TestAssessmentsList(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	manager, reader := r.signedIn(t, assessment.Executive), r.signedIn(t, assessment.Consultant)
	manager.shows(manager.get("/assessments"), http.StatusOK, htmlcheck.In(".empty a.btn.primary"), htmlcheck.NotIn("table"))
	reader.shows(reader.get("/assessments"), http.StatusOK, htmlcheck.In(".empty"), htmlcheck.NotIn("a[href=/assessments/new]"))

	draft, err := r.service.Create(t.Context(), allLanguages())
	if err != nil {
		t.Fatal(err)
	}
	open := r.opened(t, func(a *assessment.Assessment) {
		a.Title = assessment.Text("Open one")
		for i := range a.Groups {
			a.Groups[i].Expected = 10
		}
	})
	for range 4 {
		answerAll(t, r, open.ID, "frontline")
	}
	for range 6 {
		answerAll(t, r, open.ID, "channel")
	}
	rec := manager.get("/assessments")
	manager.shows(rec, http.StatusOK,
		htmlcheck.Count("tbody tr", 2), htmlcheck.In("tbody a[href=/assessments/"+string(draft.ID)+"]"),
		htmlcheck.In("tbody .chip.live", htmlcheck.HasText("Collecting")), htmlcheck.In("a.btn.primary[href=/assessments/new]"),
		// 6 of the channel are shown; the 4 of the front line are not, nor can they be worked out.
		htmlcheck.In("tbody", htmlcheck.HasText("At least 6 of 60"), htmlcheck.HasText("15 December 2026")))
	if text := rec.Body.String(); strings.Contains(text, "10 of 60") {
		t.Error("the sum tells the hidden count")
	}
	reader.shows(reader.get("/assessments"), http.StatusOK, htmlcheck.Count("tbody tr", 2), htmlcheck.NotIn("a[href=/assessments/new]"))
	r.clock.add(60 * 24 * time.Hour)
	later := r.signedIn(t, assessment.Executive)
	later.shows(later.get("/assessments"), http.StatusOK, htmlcheck.In("tbody .chip.warn", htmlcheck.HasText("Ended")))
	if err := r.service.Close(t.Context(), open.ID); err != nil {
		t.Fatal(err)
	}
	later.shows(later.get("/assessments"), http.StatusOK, htmlcheck.In("tbody", htmlcheck.HasText("10 of 60"), htmlcheck.HasText("Closed")))
}

// answerAll sends one response through a group's link.
func answerAll(t *testing.T, r *rig, id assessment.ID, group string) {
	t.Helper()
	secret, err := r.service.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	visit, err := r.service.Enter(t.Context(), r.groupToken(t, id, group), secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.service.Save(t.Context(), visit, []assessment.Change{{Field: "bv1", Value: "3"}}); err != nil {
		t.Fatal(err)
	}
	if err := r.service.Submit(t.Context(), visit); err != nil {
		t.Fatal(err)
	}
}

// payloads are texts that have broken pages elsewhere.
func payloads() []string {
	return []string{
		`<script>alert(1)</script>`, `"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`, `</title><script>alert(1)</script>`,
		`</textarea><svg onload=alert(1)>`, `<svg/onload=alert(1)>`, `<img src=x onerror=alert(1)//`, `javascript:alert(1)`,
		`" onmouseover="alert(1)`, `' autofocus onfocus='alert(1)`, `{{.}}`, `{{template "x"}}`, `${7*7}`, `<!--`, `-->`, `]]>`,
		`<iframe srcdoc="<script>alert(1)</script>">`, `<a href="javascript:alert(1)">x</a>`, `<style>*{x:expression(alert(1))}</style>`,
		`<math><mi//xlink:href="data:x,<script>alert(1)</script>">`, "\u2028alert(1)\u2029", `&lt;script&gt;`, `&#60;script&#62;`,
		`<base href=//evil.example>`, `<meta http-equiv=refresh content=0;url=//evil.example>`, `<form action=//evil.example>`,
	}
}

// noInjection fails if a page has an element, handler or address that only a payload brings.
func noInjection(t *testing.T, name string, rec *httptest.ResponseRecorder) {
	t.Helper()
	for _, found := range injections(rec.Body.Bytes()) {
		t.Errorf("%s: %s", name, found)
	}
}

func injections(page []byte) []string {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	var found []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "iframe", "base", "math", "style", "img":
			found = append(found, "a <"+n.Data+">")
		case "script":
			if src, _ := htmlcheck.Attr(n, "src"); !strings.HasPrefix(src, "/static/") || htmlcheck.Text(n) != "" {
				found = append(found, "a foreign or inline script")
			}
		}
		for _, attr := range n.Attr {
			if harmful(attr.Key, attr.Val) {
				found = append(found, "<"+n.Data+" "+attr.Key+"="+attr.Val+">")
			}
		}
	}
	return found
}

// harmful tells attributes that run something or lead away.
func harmful(name, value string) bool {
	switch name {
	case "style", "http-equiv", "srcdoc":
		return true
	case "href", "src", "action":
		value = strings.ToLower(strings.TrimSpace(value))
		return strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") || strings.HasPrefix(value, "//")
	default:
		return strings.HasPrefix(name, "on")
	}
}

func TestNoInjection(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	setup, err := r.accounts.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range payloads() {
		rec := r.device(t).post("/setup/"+setup, "name", p, "email", p, "password", p)
		noInjection(t, "setup with "+p, rec)
	}
	user, err := r.accounts.UseLink(t.Context(), setup, `<script>alert("name")</script>`, "ana@example.org", rigPassword)
	if err != nil {
		t.Fatal(err)
	}
	d := r.as(t, user)
	for _, p := range payloads() {
		r.clock.add(15 * time.Second)
		noInjection(t, "sign-in with "+p, r.device(t).post("/sign-in", "email", p, "password", p, "next", p))
		if _, err := r.service.Create(t.Context(), func() *assessment.Assessment {
			a := allLanguages()
			a.Title, a.Organisation = assessment.Text(p), assessment.Text(p)
			a.Groups[0].Name = assessment.Text(p)
			a.Locations[1] = assessment.Segment{Key: p, Name: assessment.Text(p)}
			return a
		}()); err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		r.clock.add(-15 * time.Second)
	}
	rec := d.get("/assessments")
	d.shows(rec, http.StatusOK, htmlcheck.Count("tbody tr", len(payloads())), htmlcheck.In("tbody", htmlcheck.HasText("<script>alert(1)</script>")),
		htmlcheck.In(".who", htmlcheck.HasText(`<script>alert("name")</script>`)))
	noInjection(t, "list", rec)
}

// The check for injections finds what it is for.
func TestNoInjectionCheck(t *testing.T) {
	t.Parallel()
	for _, planted := range []string{
		`<script>x</script>`, `<script src="//evil.example/x.js"></script>`, `<img src="x">`, `<p onclick="x">`, `<p style="x">`,
		`<a href=" JavaScript:x">`, `<a href="//evil.example">`, `<iframe></iframe>`, `<base href="/">`, `<meta http-equiv="refresh">`,
	} {
		if len(injections([]byte(planted))) == 0 {
			t.Errorf("%s is not found", planted)
		}
	}
	if found := injections([]byte(`<script src="/static/app.js"></script><a href="/x" title="onclick=x">javascript:x</a>`)); len(found) > 0 {
		t.Errorf("harmless page: %v", found)
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
