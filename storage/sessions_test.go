package storage

import (
	"context"
	"strings"
	"testing"
	"time"
)

// ctxStore has the methods that scs asks of its stores.
type ctxStore interface {
	Find(token string) ([]byte, bool, error)
	Commit(token string, data []byte, expiry time.Time) error
	Delete(token string) error
	All() (map[string][]byte, error)
	FindCtx(ctx context.Context, token string) ([]byte, bool, error)
	CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error
	DeleteCtx(ctx context.Context, token string) error
	AllCtx(ctx context.Context) (map[string][]byte, error)
}

func TestSessions(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	dsn := testDSN(t)
	s := openWith(t, Options{DSN: dsn, Now: func() time.Time { return now }})
	var sessions ctxStore = s.Sessions()
	want := func(token, data string, found bool) {
		t.Helper()
		for name, find := range map[string]func() ([]byte, bool, error){
			"Find":    func() ([]byte, bool, error) { return sessions.Find(token) },
			"FindCtx": func() ([]byte, bool, error) { return sessions.FindCtx(t.Context(), token) },
		} {
			got, ok, err := find()
			if err != nil || ok != found || string(got) != data {
				t.Errorf("%s(%s) = %q, %v, %v, want %q, %v", name, token, got, ok, err, data, found)
			}
		}
	}
	want("token-one", "", false)
	must(t, sessions.Commit("token-one", []byte("a"), now.Add(time.Minute)))
	must(t, sessions.CommitCtx(t.Context(), "token-two", nil, now.Add(time.Hour)))
	want("token-one", "a", true)
	want("token-two", "", true)
	must(t, sessions.Commit("token-one", []byte("b"), now.Add(2*time.Minute)))
	want("token-one", "b", true)
	all, err := sessions.All()
	must(t, err)
	if len(all) != 2 {
		t.Errorf("%d sessions, want 2", len(all))
	}

	now = now.Add(2 * time.Minute)
	want("token-one", "", false)
	want("token-two", "", true)
	all, err = sessions.AllCtx(t.Context())
	must(t, err)
	if len(all) != 1 {
		t.Errorf("%d sessions after one has expired, want 1", len(all))
	}
	wantRows(t, s, "sessions", 2)
	now = now.Add(sweepEvery)
	must(t, sessions.Commit("token-three", []byte("c"), now.Add(time.Hour)))
	wantRows(t, s, "sessions", 2) // the expired one went

	must(t, sessions.Delete("token-two"))
	must(t, sessions.DeleteCtx(t.Context(), "token-two"))
	want("token-two", "", false)
	want("token-three", "c", true)
	rawSQL(t, dsn, "PRAGMA wal_checkpoint(TRUNCATE)")
	if strings.Contains(folderContent(t, dsn), "token-") {
		t.Error("a session's token is in the files")
	}
}
