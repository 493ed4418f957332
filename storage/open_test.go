package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-sqlite3"

	"readiness/assessment"
)

func TestOpenRefusesNames(t *testing.T) {
	t.Parallel()
	for dsn, want := range map[string]string{
		"postgres://user:secret@db/readiness": "PostgreSQL is not part of this release yet",
		"postgresql://db/readiness":           "PostgreSQL is not part of this release yet",
		"":                                    "sqlite:PATH",
		"data/readiness.db":                   "sqlite:PATH",
		"sqlite:":                             "sqlite:PATH",
		"sqlite::memory:":                     "must be a file",
		"sqlite:file:x?mode=memory":           "must be a file",
	} {
		_, err := Open(t.Context(), Options{DSN: dsn, Key: []byte("k"), Now: time.Now})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", dsn, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: the error repeats the password: %v", dsn, err)
		}
	}
	if _, err := Open(t.Context(), Options{DSN: testDSN(t), Now: time.Now}); err == nil {
		t.Error("opened without the key's fingerprint")
	}
	if _, err := Open(t.Context(), Options{DSN: testDSN(t), Key: []byte("k")}); err == nil {
		t.Error("opened without a clock")
	}
}

func TestOpenOddPath(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a b", "50%?x=1#y&é", "r.db")
	s := openTest(t, "sqlite:"+path)
	id := openAssessment(t, s)
	if _, err := s.Assessment(t.Context(), id); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestPragmas(t *testing.T) {
	t.Parallel()
	s := openTest(t, testDSN(t))
	for _, p := range pragmas(true) {
		var got string
		must(t, s.reading.QueryRowContext(t.Context(), "PRAGMA "+p.name).Scan(&got))
		if got != fmt.Sprint(p.want) {
			t.Errorf("reader: %s is %s, want %v", p.name, got, p.want)
		}
	}
	// The writer owns its connection; another one of the same handle's kind
	// passed the same checks.
	db, err := openHandle(t.Context(), s.path, false, 1, nil)
	must(t, err)
	defer func() { must(t, db.Close()) }()
	for _, p := range pragmas(false) {
		var got string
		must(t, db.QueryRowContext(t.Context(), "PRAGMA "+p.name).Scan(&got))
		if got != fmt.Sprint(p.want) {
			t.Errorf("writer: %s is %s, want %v", p.name, got, p.want)
		}
	}
	if _, err := s.reading.ExecContext(t.Context(), "DELETE FROM users"); err == nil {
		t.Error("the reader can write")
	}
	if n := s.writing.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("the writer has %d connections, want 1", n)
	}
}

func TestOpenRefusesTamperedPragma(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, statement string
		readOnly        bool
	}{
		{"synchronous", "PRAGMA synchronous = NORMAL", false},
		{"synchronous", "PRAGMA synchronous = OFF", true},
		{"journal_mode", "PRAGMA journal_mode = DELETE", false},
		{"foreign_keys", "PRAGMA foreign_keys = OFF", false},
		{"foreign_keys", "PRAGMA foreign_keys = OFF", true},
		{"busy_timeout", "PRAGMA busy_timeout = 0", false},
		{"trusted_schema", "PRAGMA trusted_schema = ON", true},
		{"cell_size_check", "PRAGMA cell_size_check = OFF", true},
		{"secure_delete", "PRAGMA secure_delete = FAST", false},
		{"query_only", "PRAGMA query_only = OFF", true},
	} {
		t.Run(fmt.Sprint(c.statement, c.readOnly), func(t *testing.T) {
			t.Parallel()
			fired := 0
			_, err := Open(t.Context(), Options{DSN: testDSN(t), Key: []byte("k"), Now: time.Now, tamper: func(conn *sqlite3.SQLiteConn) error {
				queryOnly, err := readPragma(conn, "query_only")
				if err != nil || (queryOnly == int64(1)) != c.readOnly {
					return err
				}
				fired++
				_, err = conn.Exec(c.statement, nil)
				return err
			}})
			if fired == 0 {
				t.Fatal("the setting was never tampered with")
			}
			if err == nil || !strings.Contains(err.Error(), "database setting "+c.name) {
				t.Errorf("error %v, want one that names %s", err, c.name)
			}
		})
	}
}

func TestOpenRefusesOtherKey(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	closeTest(t, openWith(t, Options{DSN: dsn, Key: []byte("one")}))
	_, err := Open(t.Context(), Options{DSN: dsn, Key: []byte("two"), Now: time.Now})
	if err == nil || !strings.Contains(err.Error(), "another instance key") {
		t.Errorf("error %v, want one about the key", err)
	}
	closeTest(t, openWith(t, Options{DSN: dsn, Key: []byte("one")}))
}

func TestOpenRefusesNewerSchema(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	closeTest(t, openTest(t, dsn))
	rawSQL(t, dsn, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)")
	for name, err := range map[string]error{
		"open":    openError(t, dsn),
		"migrate": Migrate(t.Context(), dsn),
	} {
		if err == nil || !strings.Contains(err.Error(), "schema version 99") {
			t.Errorf("%s: error %v, want one about version 99", name, err)
		}
	}
}

func openError(t *testing.T, dsn string) error {
	t.Helper()
	s, err := Open(t.Context(), Options{DSN: dsn, Key: []byte("fingerprint"), Now: time.Now})
	if err == nil {
		closeTest(t, s)
	}
	return err
}

func TestReadyNoticesAnotherSchema(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	must(t, s.Ready(t.Context()))
	rawSQL(t, dsn, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)")
	if err := s.Ready(t.Context()); err == nil {
		t.Error("ready with a newer schema")
	}
	rawSQL(t, dsn, "DELETE FROM goose_db_version WHERE version_id > 0")
	if err := s.Ready(t.Context()); err == nil {
		t.Error("ready with an older schema")
	}
}

func TestOpenRefusesForeignDatabase(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	must(t, prepareFilesIn(pathOf(dsn)))
	rawSQL(t, dsn, "CREATE TABLE theirs (x)")
	if err := openError(t, dsn); err == nil || !strings.Contains(err.Error(), "another program") {
		t.Errorf("error %v, want one about another program", err)
	}
}

func prepareFilesIn(path string) error {
	return errors.Join(makeFolder(filepath.Dir(path)), prepareFiles(path))
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	current, latest, err := MigrationStatus(t.Context(), dsn)
	must(t, err)
	if current != 0 || latest < 1 {
		t.Errorf("status of nothing: %d of %d, want 0 of at least 1", current, latest)
	}
	if _, err := os.Stat(filepath.Dir(pathOf(dsn))); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("asking for the status created the folder: %v", err)
	}
	must(t, Migrate(t.Context(), dsn))
	must(t, Migrate(t.Context(), dsn))
	current, after, err := MigrationStatus(t.Context(), dsn)
	must(t, err)
	if current != latest || after != latest {
		t.Errorf("status after migrating: %d of %d, want %d of %d", current, after, latest, latest)
	}
}

// TestMigrateKeepsACopy upgrades a database with data to a schema of the future.
func TestMigrateKeepsACopy(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	must(t, submitMany(t.Context(), s, id, 5, nil))
	closeTest(t, s)

	known, err := migrations()
	must(t, err)
	names, err := fs.Glob(known, "*.sql")
	must(t, err)
	files := fstest.MapFS{}
	for _, name := range names {
		body, err := fs.ReadFile(known, name)
		must(t, err)
		files[name] = &fstest.MapFile{Data: body}
	}
	latest := len(names)
	later, copied := fmt.Sprintf("%05d_later.sql", latest+1), fmt.Sprintf(".before-version-%d", latest+1)
	files[later] = &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE later (id TEXT NOT NULL PRIMARY KEY) STRICT;\nINSERT INTO later VALUES (1 / 0);\n")}
	if _, err := Open(t.Context(), Options{DSN: dsn, Key: []byte("fingerprint"), Now: time.Now, files: files}); err == nil {
		t.Fatal("a migration that violates its table succeeded")
	}
	current, _, err := MigrationStatus(t.Context(), dsn)
	must(t, err)
	if current != int64(latest) {
		t.Errorf("version %d after a failed migration, want %d", current, latest)
	}
	must(t, os.Remove(pathOf(dsn)+copied))
	files[later].Data = []byte("-- +goose Up\nCREATE TABLE later (id TEXT NOT NULL PRIMARY KEY) STRICT;\n")
	upgraded := openWith(t, Options{DSN: dsn, files: files})
	must(t, upgraded.Ready(t.Context()))
	if n := countResponses(t, upgraded, id); n != 40 {
		t.Errorf("%d responses after the migration, want 40", n)
	}
	closeTest(t, upgraded)
	if err := openError(t, dsn); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("schema version %d", latest+1)) {
		t.Errorf("older program on a newer schema: %v", err)
	}
	old := openTest(t, dsn+copied)
	if n := countResponses(t, old, id); n != 40 {
		t.Errorf("%d responses in the copy from before, want 40", n)
	}
}

// TestReopenAfterAnUpgrade opens an assessment again that was closed under the
// first schema, which knew no re-opening.
func TestReopenAfterAnUpgrade(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	first, err := migrationFiles.ReadFile("migrations/sqlite/00001_init.sql")
	must(t, err)
	lock, err := lockFile(t.Context(), pathOf(dsn)) // makes the file
	must(t, err)
	must(t, lock.unlock())
	must(t, migrateLocked(t.Context(), pathOf(dsn), fstest.MapFS{"00001_init.sql": {Data: first}}, nil))
	must(t, Check(t.Context(), dsn))
	id := newID()
	rawSQL(t, dsn, `INSERT INTO assessments VALUES (?, 'closed', '{"groups": [{"key": "customers"}]}', 1, 2, 3)`, string(id))
	rawSQL(t, dsn, "INSERT INTO snapshots VALUES (?, 1, CAST('{}' AS BLOB))", string(id))

	upgraded := openTest(t, dsn)
	a, err := upgraded.Assessment(t.Context(), id)
	must(t, err)
	must(t, upgraded.Reopen(t.Context(), a, assessment.Reopening{Version: 1, At: time.Now(), Counts: []byte("{}")}))
	kept, err := upgraded.Closings(t.Context(), id)
	must(t, err)
	if len(kept) != 1 || string(kept[0].Body) != "{}" {
		t.Errorf("earlier reports: %v", kept)
	}
	closeTest(t, upgraded)
	must(t, Check(t.Context(), dsn))

	// A copy has the note; without it the file is not sound.
	copied := filepath.Join(t.TempDir(), "copy.db")
	must(t, Backup(t.Context(), dsn, copied))
	restored := openTest(t, "sqlite:"+copied)
	if kept, err = restored.Closings(t.Context(), id); err != nil || len(kept) != 1 {
		t.Errorf("earlier reports in a backup: %v, %v", kept, err)
	}
	rawSQL(t, dsn, "DELETE FROM reopenings")
	if err := Check(t.Context(), dsn); err == nil || !strings.Contains(err.Error(), "report 1 of assessment "+string(id)+" has no note") {
		t.Errorf("error %v, want one about the missing note", err)
	}
}

func TestOpenRefusesDamage(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	must(t, submitMany(t.Context(), s, id, 100, nil))
	closeTest(t, s)
	sound, err := os.ReadFile(pathOf(dsn))
	must(t, err)
	for name, damage := range map[string]func(b []byte) []byte{
		"header":    func(b []byte) []byte { copy(b, "not a database"); return b },
		"text":      func([]byte) []byte { return []byte(strings.Repeat("a text file\n", 1000)) },
		"truncated": func(b []byte) []byte { return b[:len(b)/2] },
		"zero page": func(b []byte) []byte { clear(b[len(b)/2/4096*4096:][:4096]); return b },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := testDSN(t)
			must(t, prepareFilesIn(pathOf(dsn)))
			bad := damage(append([]byte{}, sound...))
			must(t, os.WriteFile(pathOf(dsn), bad, 0o600))
			err := openError(t, dsn)
			if err == nil || !strings.Contains(err.Error(), "readiness restore") {
				t.Errorf("error %v, want one that says how to restore", err)
			}
			after, err := os.ReadFile(pathOf(dsn))
			must(t, err)
			if !cmp.Equal(bad, after) {
				t.Error("the damaged file was changed")
			}
		})
	}
	t.Run("lost rows", func(t *testing.T) {
		t.Parallel()
		dsn := testDSN(t)
		must(t, prepareFilesIn(pathOf(dsn)))
		must(t, os.WriteFile(pathOf(dsn), sound, 0o600))
		closeTest(t, openTest(t, dsn))
		rawSQL(t, dsn, "DELETE FROM responses WHERE id IN (SELECT id FROM responses LIMIT 7)")
		if err := openError(t, dsn); err == nil || !strings.Contains(err.Error(), "793 responses, 800 were counted") {
			t.Errorf("error %v, want one about the counts", err)
		}
	})
}

// TestChecksum changes one byte inside a value, which SQLite does not notice.
func TestChecksum(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	var marked assessment.Submission
	for range 50 {
		marked = newSubmission(id)
		if _, err := s.Submit(t.Context(), marked); err != nil {
			t.Fatal(err)
		}
	}
	marked = newSubmission(id)
	marked.Response.Answers = []byte("\x01\x02\x03\x04\x05\x01\x02\x03\x04\x05\x01\x02")
	marked.Comments[0].Text = "this very comment"
	_, err := s.Submit(t.Context(), marked)
	must(t, err)
	closeTest(t, s)

	file, err := os.ReadFile(pathOf(dsn))
	must(t, err)
	for _, marker := range []string{string(marked.Response.Answers), marked.Comments[0].Text} {
		if n := strings.Count(string(file), marker); n != 1 {
			t.Fatalf("marker found %d times, want once", n)
		}
		file[strings.Index(string(file), marker)]++
	}
	must(t, os.WriteFile(pathOf(dsn), file, 0o600))
	s = openTest(t, dsn)
	err = s.Responses(t.Context(), id, func(*assessment.Response) error { return nil })
	if err == nil || !strings.Contains(err.Error(), string(marked.Response.ID)) {
		t.Errorf("error %v, want one that names response %s", err, marked.Response.ID)
	}
	err = s.Comments(t.Context(), id, func(*assessment.Comment) error { return nil })
	if err == nil || !strings.Contains(err.Error(), string(marked.Comments[0].ID)) {
		t.Errorf("error %v, want one that names comment %s", err, marked.Comments[0].ID)
	}
	err = Check(t.Context(), dsn)
	if err == nil || !strings.Contains(err.Error(), string(marked.Response.ID)) || !strings.Contains(err.Error(), string(marked.Comments[0].ID)) {
		t.Errorf("check: error %v, want one that names both", err)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	if err := Check(t.Context(), dsn); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("check of nothing: error %v, want %v", err, fs.ErrNotExist)
	}
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	must(t, submitMany(t.Context(), s, id, 5, nil))
	must(t, Check(t.Context(), dsn))
	rawSQL(t, dsn, "PRAGMA foreign_keys = OFF; INSERT INTO submission_keys (key, assessment_id) VALUES (x'00', 'nobody')")
	if err := Check(t.Context(), dsn); err == nil || !strings.Contains(err.Error(), "submission_keys refers to nothing in assessments") {
		t.Errorf("error %v, want one about a missing parent", err)
	}
	rawSQL(t, dsn, "DELETE FROM submission_keys WHERE key = x'00'; DELETE FROM counters")
	if err := Check(t.Context(), dsn); err == nil || !strings.Contains(err.Error(), "40 responses, 0 were counted") {
		t.Errorf("error %v, want one about the counts", err)
	}
}
