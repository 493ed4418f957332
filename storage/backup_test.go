package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"readiness/assessment"
)

func TestBackupUnderLoad(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	var acked atomic.Int64
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := s.Submit(t.Context(), newSubmission(id)); err != nil {
					t.Error(err)
					return
				}
				acked.Add(1)
			}
		})
	}
	for acked.Load() < 200 {
		continue
	}
	folder := t.TempDir()
	type backup struct {
		path  string
		least int
	}
	var backups []backup
	for _, name := range []string{"1.db", "2.db", "3.db"} {
		b := backup{filepath.Join(folder, name), int(acked.Load())}
		must(t, Backup(t.Context(), dsn, b.path))
		backups = append(backups, b)
	}
	close(stop)
	wg.Wait()
	for _, b := range backups {
		wantMode(t, b.path, 0o600)
		restored := openTest(t, "sqlite:"+b.path)
		n := countResponses(t, restored, id)
		if n < b.least || n > int(acked.Load()) {
			t.Errorf("%d responses in a backup begun after %d acknowledgements", n, b.least)
		}
		p, err := restored.Progress(t.Context(), id)
		must(t, err)
		if p.Completed() != n {
			t.Errorf("%d responses in a backup, %d counted", n, p.Completed())
		}
	}
	left, err := filepath.Glob(filepath.Join(folder, "*.partial*"))
	must(t, err)
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestBackupRefuses(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	out := filepath.Join(t.TempDir(), "out.db")
	must(t, os.WriteFile(out, []byte("precious"), 0o600))
	if err := Backup(t.Context(), dsn, out); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: error %v, want %v", err, fs.ErrExist)
	}
	if b, err := os.ReadFile(out); err != nil || string(b) != "precious" {
		t.Errorf("the file in the way is now %q, %v", b, err)
	}
	if err := Backup(t.Context(), testDSN(t), out+"2"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of nothing: error %v, want %v", err, fs.ErrNotExist)
	}
	if err := Backup(t.Context(), "postgres://x", out+"3"); err == nil {
		t.Error("of PostgreSQL: no error")
	}

	// A copy that does not pass its check is no backup.
	id := openAssessment(t, s)
	must(t, submitMany(t.Context(), s, id, 5, nil))
	rawSQL(t, dsn, "DELETE FROM responses WHERE id IN (SELECT id FROM responses LIMIT 1)")
	if err := Backup(t.Context(), dsn, out+"4"); err == nil || !strings.Contains(err.Error(), "39 responses, 40 were counted") {
		t.Errorf("error %v, want one about the counts", err)
	}
	if _, err := os.Stat(out + "4"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a copy that failed its check was left: %v", err)
	}
}

func TestVerifyCopyMissesRows(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	openAssessment(t, s)
	out := filepath.Join(t.TempDir(), "out.db")
	must(t, Backup(t.Context(), dsn, out))
	must(t, verifyCopy(t.Context(), out, map[string]int64{"assessments": 1}))
	if err := verifyCopy(t.Context(), out, map[string]int64{"assessments": 2}); !errors.Is(err, errUnsound) {
		t.Errorf("error %v, want one about a missing row", err)
	}
}

// TestFileTellsNoOrder: two databases that took the same anonymous answers in
// different orders are the same file after a clean stop, and so are their
// backups: nothing in them can tell who answered before whom.
func TestFileTellsNoOrder(t *testing.T) {
	t.Parallel()
	base := testDSN(t)
	s := openTest(t, base)
	id := openAssessment(t, s)
	const n = 60
	invitations := make([]assessment.Invitation, n)
	submissions := make([]assessment.Submission, n)
	for i := range invitations {
		inv := newID()
		invitations[i] = assessment.Invitation{
			ID: inv, Assessment: id, Group: "executives", Email: string(inv), Generation: 1, Hash: assessment.HashToken(string(inv)),
		}
		submissions[i] = newSubmission(id)
		submissions[i].Invitation, submissions[i].Generation = inv, 1
	}
	must(t, s.AddInvitations(t.Context(), invitations))
	closeTest(t, s)
	start, err := os.ReadFile(pathOf(base))
	must(t, err)

	run := func(step int) (live, stopped, backup string) {
		dsn := testDSN(t)
		must(t, prepareFilesIn(pathOf(dsn)))
		must(t, os.WriteFile(pathOf(dsn), start, 0o600))
		s := openTest(t, dsn)
		for i := range n {
			sub := submissions[i*step%n]
			must(t, s.SaveDraft(t.Context(), assessment.SealedDraft{
				Key: sub.Draft, Submission: sub.Key, Assessment: id, Group: "executives", Revision: 1, Sealed: []byte(sub.Response.ID),
			}))
			if stored, err := s.Submit(t.Context(), sub); err != nil || !stored {
				t.Fatalf("not stored: %v", err)
			}
		}
		out := pathOf(dsn) + ".backup"
		must(t, Backup(t.Context(), dsn, out))
		rawSQL(t, dsn, "PRAGMA wal_checkpoint(TRUNCATE)")
		live = fileContent(t, pathOf(dsn))
		closeTest(t, s)
		return live, fileContent(t, pathOf(dsn)), fileContent(t, out)
	}
	// A process that was killed leaves the order; the next clean stop removes it.
	afterKill := func(live string) string {
		dsn := testDSN(t)
		must(t, prepareFilesIn(pathOf(dsn)))
		must(t, os.WriteFile(pathOf(dsn), []byte(live), 0o600))
		must(t, os.WriteFile(pathOf(dsn)+"-wal", make([]byte, 64), 0o600)) // a journal with nothing in it
		closeTest(t, openTest(t, dsn))
		return fileContent(t, pathOf(dsn))
	}
	live1, stopped1, backup1 := run(1)
	live2, stopped2, backup2 := run(7)
	if live1 == live2 {
		t.Error("the control failed: the files were the same before they were compacted")
	}
	if stopped1 != stopped2 {
		t.Error("the stopped databases differ by the order of arrival")
	}
	if afterKill(live1) != afterKill(live2) {
		t.Error("the databases differ by the order of arrival after a crash and a clean stop")
	}
	if backup1 != backup2 {
		t.Error("the backups differ by the order of arrival")
	}
}

// fileContent is the file without the counters of changes in its header.
func fileContent(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	clear(b[24:28])
	clear(b[92:96])
	return string(b)
}

// TestDeletedIsGone looks for what was deleted in every file.
func TestDeletedIsGone(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	const marker = "MARKER-OF-A-DRAFT"
	must(t, s.SaveDraft(t.Context(), assessment.SealedDraft{
		Key: assessment.DraftKey{1}, Assessment: id, Group: "customers", Revision: 1, Sealed: []byte(marker),
	}))
	rawSQL(t, dsn, "PRAGMA wal_checkpoint(TRUNCATE)")
	if !strings.Contains(folderContent(t, dsn), marker) {
		t.Fatal("the control failed: the marker was never in the files")
	}
	must(t, s.DeleteDrafts(t.Context(), id))
	closeTest(t, s)
	if strings.Contains(folderContent(t, dsn), marker) {
		t.Error("a deleted draft is still in the files")
	}
}

func folderContent(t *testing.T, dsn string) string {
	t.Helper()
	var all strings.Builder
	names, err := filepath.Glob(filepath.Join(filepath.Dir(pathOf(dsn)), "*"))
	must(t, err)
	for _, name := range names {
		b, err := os.ReadFile(name)
		must(t, err)
		all.Write(b)
	}
	return all.String()
}
