package web

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/questionnaires"
	"readiness/reports"
	"readiness/static/i18n"
	"readiness/storage"
)

// fakeTokens derives tokens as assessment/auth does, from a fixed key.
type fakeTokens struct{}

func (fakeTokens) Token(kind assessment.TokenKind, id assessment.ID, generation int) string {
	return fakeMAC(fmt.Sprintf("%s|%s|%d", kind, id, generation))
}

func (fakeTokens) DraftSecret(token string) string { return fakeMAC("draft|" + token) }

func fakeMAC(text string) string {
	mac := hmac.New(sha256.New, []byte("a key of the tests"))
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// plainReports writes what it was asked for.
type plainReports struct{}

func (plainReports) Write(_ context.Context, w io.Writer, _ *assessment.Snapshot, format, lang string) error {
	_, err := io.WriteString(w, format+" "+lang)
	return err
}

// plainFiles writes what it was asked for.
type plainFiles struct{}

func (plainFiles) Rows(_ context.Context, w io.Writer, id assessment.ID, format, lang string) error {
	_, err := io.WriteString(w, "rows "+string(id)+" "+format+" "+lang)
	return err
}

func (plainFiles) Links(_ context.Context, w io.Writer, id assessment.ID, baseURL, format, lang string) error {
	_, err := io.WriteString(w, "links "+string(id)+" "+baseURL+" "+format+" "+lang)
	return err
}

func (plainFiles) Contacts(_ context.Context, w io.Writer, id assessment.ID, format, lang string) error {
	_, err := io.WriteString(w, "contacts "+string(id)+" "+format+" "+lang)
	return err
}

// clock is a settable clock.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// logBook collects log lines.
type logBook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// rig is a server on a real database in a temporary folder.
type rig struct {
	*Server
	store *storage.Store
	clock *clock
	log   *logBook
	ready error
}

const rigBase = "http://readiness.test:8080"

func newRig(t testing.TB, options ...func(*Deps)) *rig {
	t.Helper()
	r := &rig{clock: &clock{now: time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)}, log: &logBook{}}
	var err error
	r.store, err = storage.Open(t.Context(), storage.Options{
		DSN: "sqlite:" + filepath.Join(t.TempDir(), "readiness.db"), Key: []byte("fingerprint"), Now: r.clock.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.store.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	shipped, err := questionnaires.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	deps := Deps{
		Service: assessment.NewService(assessment.Deps{
			Store: r.store, Shipped: shipped, Tokens: fakeTokens{},
			Reporter: reports.New(reports.Options{Catalog: catalog, Now: r.clock.Now}),
			Now:      r.clock.Now, Random: rand.Reader, Program: "test",
		}),
		Accounts: newTestAccounts(t, r), Reports: plainReports{}, Files: plainFiles{}, Sessions: r.store.Sessions(), Catalog: catalog, BaseURL: rigBase,
		Now: r.clock.Now, Random: rand.Reader, Logger: slog.New(slog.NewJSONHandler(r.log, nil)), Version: "test",
		Ready: func(context.Context) error { return r.ready },
	}
	for _, option := range options {
		option(&deps)
	}
	if r.Server, err = New(deps); err != nil {
		t.Fatal(err)
	}
	return r
}

// allLanguages is an assessment with everything that respondent pages can show.
func allLanguages() *assessment.Assessment {
	closes := time.Date(2026, 12, 15, 23, 0, 0, 0, time.UTC) // midnight in Rome
	both := []string{"broad-view", "one-to-one-gap"}
	return &assessment.Assessment{
		Title:        assessment.Label{"en": "Customer readiness", "es": "Preparación", "it": "Preparazione", "zh": "客户准备度"},
		Organisation: assessment.Text("Alder & Finch"), Languages: i18n.Languages(),
		Questionnaires: []assessment.QuestionnaireRef{{ID: both[0]}, {ID: both[1]}},
		K:              5, CommentK: 10, Weights: assessment.Weights{Preset: "rank_sum"}, Target: 75,
		Groups:     assessment.PresetGroups(both),
		Locations:  []assessment.Segment{{Key: "Milan", Name: assessment.Label{"en": "Milan", "es": "Milán", "it": "Milano", "zh": "米兰"}}, {Key: "Madrid", Name: assessment.Text("Madrid")}},
		Functions:  []assessment.Segment{{Key: "Sales", Name: assessment.Text("Sales")}},
		Importance: true, Rivals: true, Parameters: assessment.DefaultParameters(), Timezone: "Europe/Rome", Closes: &closes,
		Privacy: assessment.Privacy{
			Controller: assessment.Text("Alder & Finch S.p.A."), Contact: "privacy@example.org", Basis: assessment.Text("Legitimate interest"),
			Recipients: []assessment.Label{assessment.Text("The consultancy")}, Retention: assessment.Text("24 months"), NoticeURL: "https://example.org/privacy",
		},
	}
}

// survey creates and opens an assessment; change adapts it first.
func (r *rig) opened(t testing.TB, change func(*assessment.Assessment)) *assessment.Assessment {
	t.Helper()
	a := allLanguages()
	if change != nil {
		change(a)
	}
	a, err := r.service.Create(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.service.Open(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	return a
}

// groupToken is the token of a group's link.
func (r *rig) groupToken(t testing.TB, id assessment.ID, group string) string {
	t.Helper()
	links, err := r.store.Links(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range links {
		if link.Group == group {
			return fakeTokens{}.Token(assessment.GroupToken, link.ID, link.Generation)
		}
	}
	t.Fatalf("no link for %s", group)
	return ""
}

// personalToken invites somebody and returns the token.
func (r *rig) personalToken(t testing.TB, id assessment.ID, c assessment.Contact) string {
	t.Helper()
	if _, err := r.service.Invite(t.Context(), id, []assessment.Contact{c}); err != nil {
		t.Fatal(err)
	}
	invitations, err := r.store.Invitations(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range invitations {
		if i.Email == c.Email {
			return fakeTokens{}.Token(assessment.PersonalToken, i.ID, i.Generation)
		}
	}
	t.Fatalf("no invitation for %s", c.Email)
	return ""
}

// responses returns what has been stored.
func (r *rig) responses(t testing.TB, id assessment.ID) []assessment.Response {
	t.Helper()
	var all []assessment.Response
	err := r.store.Responses(t.Context(), id, func(one *assessment.Response) error {
		kept := *one
		kept.Answers = bytes.Clone(one.Answers)
		all = append(all, kept)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// device is a browser without script: it keeps cookies and follows no redirect.
type device struct {
	t       testing.TB
	rig     *rig
	cookies map[string]string
	header  http.Header
}

func (r *rig) device(t testing.TB) *device {
	t.Helper()
	return &device{t: t, rig: r, cookies: map[string]string{}, header: http.Header{}}
}

func (d *device) do(method, path, contentType, body string) *httptest.ResponseRecorder {
	d.t.Helper()
	req := httptest.NewRequestWithContext(d.t.Context(), method, d.rig.baseURL+path, strings.NewReader(body))
	if body == "" {
		req.Body, req.ContentLength = http.NoBody, 0
	}
	for name, values := range d.header {
		req.Header[name] = values
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for name, value := range d.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	rec := httptest.NewRecorder()
	d.rig.Handler().ServeHTTP(rec, req)
	for _, cookie := range rec.Result().Cookies() {
		if cookie.MaxAge < 0 {
			delete(d.cookies, cookie.Name)
		} else {
			d.cookies[cookie.Name] = cookie.Value
		}
	}
	return rec
}

func (d *device) get(path string) *httptest.ResponseRecorder {
	d.t.Helper()
	return d.do(http.MethodGet, path, "", "")
}

func (d *device) post(path string, pairs ...string) *httptest.ResponseRecorder {
	d.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return d.do(http.MethodPost, path, "application/x-www-form-urlencoded", form.Encode())
}

// open follows a link to the intro.
func (d *device) open(token string) *device {
	d.t.Helper()
	d.redirects(d.get("/s/"+token), "/s")
	return d
}

func (d *device) redirects(rec *httptest.ResponseRecorder, want string) {
	d.t.Helper()
	if got := rec.Header().Get("Location"); rec.Code != http.StatusSeeOther || got != want {
		d.t.Fatalf("got %d to %q, want 303 to %q; body: %.300s; log: %s", rec.Code, got, want, rec.Body, lastLines(d.rig.log.String()))
	}
}

// shows checks status and page.
func (d *device) shows(rec *httptest.ResponseRecorder, status int, checks ...htmlcheck.Checker) {
	d.t.Helper()
	if rec.Code != status {
		d.t.Fatalf("got %d, want %d; body: %.300s", rec.Code, status, rec.Body)
	}
	if err := htmlcheck.Run(bytes.NewReader(rec.Body.Bytes()), checks...); err != nil {
		d.t.Errorf("%v", err)
	}
}

// lastLines is the end of a log, for the message of a failed test.
func lastLines(log string) string { return log[max(0, len(log)-600):] }

// noted returns the entries of the audit log about one kind of action, the newest
// first.
func (r *rig) noted(t testing.TB, id assessment.ID, action assessment.Action) []assessment.AuditEntry {
	t.Helper()
	var entries []assessment.AuditEntry
	err := r.service.AuditLog(t.Context(), id, func(e *assessment.AuditEntry) error {
		if e.Action == action {
			entries = append(entries, *e)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries
}
