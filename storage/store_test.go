package storage

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"readiness/assessment"
)

func testDSN(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "data", "readiness.db")
}

func pathOf(dsn string) string { return strings.TrimPrefix(dsn, "sqlite:") }

func openTest(t testing.TB, dsn string) *Store {
	t.Helper()
	return openWith(t, Options{DSN: dsn})
}

func openWith(t testing.TB, o Options) *Store {
	t.Helper()
	o.Key = []byte(cmp.Or(string(o.Key), "fingerprint"))
	if o.Now == nil {
		o.Now = time.Now
	}
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeTest(t, s) })
	return s
}

// closeTest may run after the test's own context has ended.
func closeTest(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newID() assessment.ID {
	return assessment.ID(strings.ToLower(rand.Text())) // 26 letters of base32
}

func newSubmission(id assessment.ID) assessment.Submission {
	s := assessment.Submission{
		Assessment: id, Day: "2026-11-22",
		Response: assessment.Response{
			ID: newID(), Group: "customers", Location: "Milan", Language: "en", Answers: bytes.Repeat([]byte{3}, 24),
		},
		Comments: []assessment.Comment{{ID: newID(), Group: "customers", Item: "bv1", Language: "en", Text: "A comment of some words."}},
	}
	s.Key = sha256.Sum256([]byte("submission" + s.Response.ID))
	s.Draft = sha256.Sum256([]byte("draft" + s.Response.ID))
	return s
}

// openAssessment stores an assessment that takes answers.
func openAssessment(t testing.TB, s *Store) assessment.ID {
	t.Helper()
	id := newID()
	a := &assessment.Assessment{
		ID: id, Title: assessment.Text("T"), Groups: []assessment.Group{{Key: "customers"}, {Key: "executives"}},
		Status: assessment.StatusOpen, Created: time.Unix(1, 0),
	}
	must(t, s.CreateAssessment(t.Context(), a, nil))
	return id
}

func countResponses(t testing.TB, s *Store, id assessment.ID) int {
	t.Helper()
	n := 0
	must(t, s.Responses(t.Context(), id, func(*assessment.Response) error { n++; return nil }))
	return n
}

// rawSQL changes a closed database behind the store's back.
func rawSQL(t *testing.T, dsn, query string, args ...any) {
	t.Helper()
	db, err := openHandle(t.Context(), pathOf(dsn), false, 1, nil)
	must(t, err)
	_, err = db.ExecContext(t.Context(), query, args...)
	must(t, err)
	must(t, db.Close())
}
