package reports_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"readiness/assessment"
	"readiness/assessment/auth"
	"readiness/assessment/web"
	"readiness/questionnaires"
	"readiness/reports"
	"readiness/reports/workbook"
	"readiness/static/i18n"
)

// memory keeps one closed assessment, one account and its session. What the
// pages of a closed assessment do not ask for is not there: a call to it panics.
type memory struct {
	assessment.Store

	mu       sync.Mutex
	survey   *reports.Closed
	version  int
	user     assessment.User
	link     assessment.OneTimeLink
	sessions map[string][]byte
}

func (m *memory) Assessment(context.Context, assessment.ID) (*assessment.Assessment, error) {
	return m.survey.Assessment, nil
}

func (m *memory) Snapshot(context.Context, assessment.ID) (*assessment.Snapshot, error) {
	return &assessment.Snapshot{Assessment: m.survey.Assessment.ID, Version: m.version, Body: m.survey.Snapshot}, nil
}

func (m *memory) Progress(context.Context, assessment.ID) (*assessment.Progress, error) {
	return m.survey.Progress, nil
}

func (m *memory) QuestionnaireFiles(context.Context) ([]map[string][]byte, error) { return nil, nil }

func (m *memory) AddUser(_ context.Context, u assessment.User) error {
	m.user = u
	return nil
}

func (m *memory) Users(context.Context) ([]assessment.User, error) {
	return []assessment.User{m.user}, nil
}

func (m *memory) User(context.Context, assessment.ID) (*assessment.User, error) {
	user := m.user
	return &user, nil
}

func (m *memory) AddOneTimeLink(_ context.Context, l assessment.OneTimeLink) error {
	m.link = l
	return nil
}

func (m *memory) OneTimeLink(context.Context, assessment.TokenHash, time.Time) (*assessment.OneTimeLink, error) {
	link := m.link
	return &link, nil
}

func (m *memory) UseOneTimeLink(ctx context.Context, hash assessment.TokenHash, now time.Time) (*assessment.OneTimeLink, error) {
	return m.OneTimeLink(ctx, hash, now)
}

func (m *memory) FindCtx(_ context.Context, token string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.sessions[token]
	return b, ok, nil
}

func (m *memory) CommitCtx(_ context.Context, token string, b []byte, _ time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[token] = bytes.Clone(b)
	return nil
}

func (m *memory) DeleteCtx(_ context.Context, token string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, token)
	return nil
}

func (m *memory) Find(token string) ([]byte, bool, error) {
	return m.FindCtx(context.Background(), token)
}

func (m *memory) Commit(token string, b []byte, expiry time.Time) error {
	return m.CommitCtx(context.Background(), token, b, expiry)
}

func (m *memory) Delete(token string) error { return m.DeleteCtx(context.Background(), token) }

const base = "http://readiness.test"

// renderer makes the pages and the workbook of closed assessments as the product
// does: pages go through the server's routes, for an organiser who is signed in.
type renderer struct {
	handler http.Handler
	memory  *memory
	catalog *i18n.Catalog
	cookies []*http.Cookie
}

var loadCatalog = sync.OnceValues(i18n.Load)

func newRenderer(t testing.TB, own ...*questionnaires.Questionnaire) reports.Renderer {
	t.Helper()
	catalog, err := loadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	known, err := questionnaires.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range own {
		if err := known.Add(q); err != nil {
			t.Fatal(err)
		}
	}
	now := func() time.Time { return time.Date(2026, 12, 16, 0, 0, 0, 0, time.UTC) }
	m := &memory{sessions: map[string][]byte{}}
	accounts := auth.NewAccounts(auth.Options{Store: m, Now: now, Random: rand.Reader})
	server, err := web.New(web.Deps{
		Service: assessment.NewService(assessment.Deps{
			Store: m, Shipped: known, Reporter: reports.New(reports.Options{Catalog: catalog, Now: now}),
			Now: now, Random: rand.Reader, Program: "test",
		}),
		Accounts: accounts, Sessions: m, Catalog: catalog, BaseURL: base, Now: now, Random: rand.Reader,
		Logger: slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelError + 1})), Version: "test",
		Ready: func(context.Context) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &renderer{handler: server.Handler(), memory: m, catalog: catalog}
	r.signIn(t, accounts)
	return r
}

func (r *renderer) signIn(t testing.TB, accounts *auth.Accounts) {
	t.Helper()
	r.memory.user = assessment.User{ID: "marta", Email: "marta@example.org", Name: "Marta Ruiz", Role: assessment.Admin, Language: "en"}
	token, err := accounts.SignInLink(t.Context(), "marta")
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	r.handler.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodPost, base+"/sign-in/"+token, http.NoBody))
	if rec.Code != http.StatusSeeOther {
		t.Fatalf("sign in: %d %.300s", rec.Code, rec.Body)
	}
	r.cookies = rec.Result().Cookies()
}

// Show is the assessment that the pages are about from now on.
func (r *renderer) Show(c *reports.Closed) {
	r.memory.survey = c
	r.memory.version++ // the server keeps reports by their version
}

// Page gets a page of the assessment that is shown.
func (r *renderer) Page(t testing.TB, address string) (status int, body []byte) {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, base+"/assessments/"+string(r.memory.survey.Assessment.ID)+address, http.NoBody)
	for _, cookie := range r.cookies {
		req.AddCookie(cookie)
	}
	rec := httptest.NewRecorder()
	r.handler.ServeHTTP(rec, req)
	return rec.Code, rec.Body.Bytes()
}

// Workbook writes the workbook of a report.
func (r *renderer) Workbook(t testing.TB, report *reports.Report) []byte {
	t.Helper()
	var body bytes.Buffer
	if err := workbook.Write(&body, report, r.catalog, "en"); err != nil {
		t.Fatal(err)
	}
	return body.Bytes()
}
