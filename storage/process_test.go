package storage

import (
	"bufio"
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"readiness/assessment"
)

// TestEightStartsAtOnce: eight stores in this process and eight processes meet
// on a path where nothing is yet.
func TestEightStartsAtOnce(t *testing.T) {
	t.Parallel()
	for round := range 3 {
		dsn := testDSN(t)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				s, err := Open(t.Context(), Options{DSN: dsn, Key: []byte("fingerprint"), Now: time.Now})
				if err != nil {
					t.Errorf("round %d: open: %v", round, err)
					return
				}
				closeTest(t, s)
			})
			cmd := helper(t, "open", dsn, "")
			wg.Go(func() {
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("round %d: process: %v: %s", round, err, out)
				}
			})
		}
		wg.Wait()
		must(t, openTest(t, dsn).Ready(t.Context()))
	}
}

// TestProcessesSubmitTogether: every response of eight processes is there.
func TestProcessesSubmitTogether(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	var wg sync.WaitGroup
	for range 8 {
		cmd := helper(t, "submit", dsn, id)
		wg.Go(func() {
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("process: %v: %s", err, out)
			}
		})
	}
	wg.Wait()
	const want = 8 * 8 * 25
	if n := countResponses(t, s, id); n != want {
		t.Errorf("%d responses, want %d", n, want)
	}
	p, err := s.Progress(t.Context(), id)
	must(t, err)
	if p.Completed() != want {
		t.Errorf("%d completed, want %d", p.Completed(), want)
	}
}

// TestKillLosesNothing kills a process under load and looks for every response
// it had acknowledged.
func TestKillLosesNothing(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	id := openAssessment(t, s)
	closeTest(t, s)
	acked := map[assessment.ID]bool{}
	for round := range 3 {
		cmd := helper(t, "load", dsn, id)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines := bufio.NewScanner(out)
		if !lines.Scan() {
			t.Fatal("the process acknowledged nothing")
		}
		acked[assessment.ID(lines.Text())] = true
		timer := time.AfterFunc(150*time.Millisecond, func() {
			if err := cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
		})
		for _, ack := range readIDs(lines) {
			acked[ack] = true
		}
		timer.Stop()
		if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
			t.Fatalf("round %d: the process was not killed: %v", round, err)
		}
		s := openTest(t, dsn)
		stored := map[assessment.ID]bool{}
		must(t, s.Responses(t.Context(), id, func(r *assessment.Response) error {
			stored[r.ID] = true
			return nil
		}))
		for ack := range acked {
			if !stored[ack] {
				t.Errorf("round %d: response %s was acknowledged and is gone", round, ack)
			}
		}
		closeTest(t, s)
	}
	t.Logf("%d acknowledged responses", len(acked))
}

func TestFilesArePrivate(t *testing.T) {
	t.Parallel()
	for _, umask := range []string{"000", "022", "777"} {
		t.Run(umask, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join(t.TempDir(), "a", "b")
			path := filepath.Join(folder, "r.db")
			cmd := helper(t, "load", "sqlite:"+path, "none")
			cmd.Env = append(cmd.Env, "STORAGE_TEST_UMASK="+umask)
			// The assessment does not exist, so the process ends by itself
			// without closing and leaves the journal.
			if out, err := cmd.CombinedOutput(); err == nil || !bytes.Contains(out, []byte("error_not_found")) {
				t.Fatalf("process: %v: %s", err, out)
			}
			for _, dir := range []string{folder, filepath.Dir(folder)} {
				wantMode(t, dir, fs.ModeDir|0o700)
			}
			for _, name := range []string{path, path + "-wal", path + "-shm", path + ".lock"} {
				wantMode(t, name, 0o600)
			}
		})
	}
}

func TestOpenTightensFiles(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	closeTest(t, openTest(t, dsn))
	must(t, os.Chmod(pathOf(dsn), 0o644))
	openTest(t, dsn)
	wantMode(t, pathOf(dsn), 0o600)
	wantMode(t, pathOf(dsn)+"-wal", 0o600)
}

func wantMode(t *testing.T, name string, want fs.FileMode) {
	t.Helper()
	info, err := os.Stat(name)
	must(t, err)
	if info.Mode() != want {
		t.Errorf("%s has mode %v, want %v", name, info.Mode(), want)
	}
}

// killed ends a process started by the test and waits for it.
func killed(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	must(t, cmd.Process.Kill())
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("the process was not killed: %v", err)
	}
}
