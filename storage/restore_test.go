package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRestore(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	must(t, submitMany(t.Context(), s, id, 5, nil))
	out := filepath.Join(t.TempDir(), "out.db")
	must(t, Backup(t.Context(), dsn, out))
	must(t, submitMany(t.Context(), s, id, 5, nil))
	if err := Restore(t.Context(), dsn, out); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Fatalf("restore of an open database: error %v, want one that says it is in use", err)
	}
	if n := countResponses(t, s, id); n != 80 {
		t.Errorf("%d responses after a refused restore, want 80", n)
	}
	closeTest(t, s)

	// A journal that was left must not be played into the restored file.
	cmd := helper(t, "import", dsn, id)
	printed, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	if _, err := printed.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	killed(t, cmd)
	if info, err := os.Stat(pathOf(dsn) + "-wal"); err != nil || info.Size() == 0 {
		t.Fatalf("the control failed: no journal was left: %v", err)
	}
	must(t, os.WriteFile(pathOf(dsn)+".replaced", []byte("of the last time"), 0o600))
	must(t, Restore(t.Context(), dsn, out))
	wantMode(t, pathOf(dsn), 0o600)
	s = openTest(t, dsn)
	if n := countResponses(t, s, id); n != 40 {
		t.Errorf("%d responses after restoring, want 40", n)
	}
	closeTest(t, s)
	if _, err := os.Stat(pathOf(dsn) + ".replaced-wal"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the journal was not moved into the database it belongs to: %v", err)
	}
	kept := openTest(t, dsn+".replaced")
	if n := countResponses(t, kept, id); n != 80 {
		t.Errorf("%d responses in the database that was replaced, want 80", n)
	}

	fresh := testDSN(t)
	must(t, Restore(t.Context(), fresh, out))
	if n := countResponses(t, openTest(t, fresh), id); n != 40 {
		t.Errorf("%d responses restored where nothing was, want 40", n)
	}
}

func TestRestoreRefusesDamage(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	must(t, submitMany(t.Context(), s, id, 50, nil))
	out := filepath.Join(t.TempDir(), "out.db")
	must(t, Backup(t.Context(), dsn, out))
	closeTest(t, s)
	sound, err := os.ReadFile(out)
	must(t, err)
	for name, content := range map[string][]byte{
		"empty": {}, "text": []byte("no database at all"), "truncated": sound[:len(sound)/2],
	} {
		bad := filepath.Join(t.TempDir(), "bad.db")
		must(t, os.WriteFile(bad, content, 0o600))
		if err := Restore(t.Context(), dsn, bad); err == nil || !strings.Contains(err.Error(), "not a sound backup") {
			t.Errorf("%s: error %v, want one about the backup", name, err)
		}
	}
	if err := Restore(t.Context(), dsn, out+".missing"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("restore of nothing: error %v, want %v", err, fs.ErrNotExist)
	}
	if n := countResponses(t, openTest(t, dsn), id); n != 400 {
		t.Errorf("%d responses after refused restores, want 400", n)
	}
}

// TestRestoreOverDamage is what restoring is for.
func TestRestoreOverDamage(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	must(t, submitMany(t.Context(), s, id, 5, nil))
	out := filepath.Join(t.TempDir(), "out.db")
	must(t, Backup(t.Context(), dsn, out))
	closeTest(t, s)
	damaged := []byte(strings.Repeat("damaged ", 2000))
	must(t, os.WriteFile(pathOf(dsn), damaged, 0o600))
	must(t, os.WriteFile(pathOf(dsn)+"-wal", []byte("a journal of the damaged file"), 0o600))
	must(t, Restore(t.Context(), dsn, out))
	if n := countResponses(t, openTest(t, dsn), id); n != 40 {
		t.Errorf("%d responses after restoring, want 40", n)
	}
	kept, err := os.ReadFile(pathOf(dsn) + ".replaced")
	must(t, err)
	if string(kept) != string(damaged) {
		t.Error("the damaged file was not kept as it was")
	}
}
