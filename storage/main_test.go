package storage

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"readiness/assessment"
)

// The test binary runs itself as a second process when this is set.
const (
	helperMode = "STORAGE_TEST_HELPER"
	helperDSN  = "STORAGE_TEST_DSN"
	helperID   = "STORAGE_TEST_ASSESSMENT"
)

func TestMain(m *testing.M) {
	mode := os.Getenv(helperMode)
	if mode == "" {
		os.Exit(m.Run())
	}
	if err := runHelper(mode); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func helper(t *testing.T, mode, dsn string, id assessment.ID) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), helperMode+"="+mode, helperDSN+"="+dsn, helperID+"="+string(id))
	return cmd
}

func runHelper(mode string) error {
	ctx := context.Background()
	if mask, ok := os.LookupEnv("STORAGE_TEST_UMASK"); ok {
		bits, err := strconv.ParseInt(mask, 8, 32)
		if err != nil {
			return err
		}
		syscall.Umask(int(bits))
	}
	s, err := Open(ctx, Options{DSN: os.Getenv(helperDSN), Key: []byte("fingerprint"), Now: time.Now})
	if err != nil {
		return err
	}
	id := assessment.ID(os.Getenv(helperID))
	switch mode {
	case "open":
	case "submit":
		if err := submitMany(ctx, s, id, 25, nil); err != nil {
			return err
		}
	case "import":
		importID := newID()
		if err := errors.Join(s.BeginImport(ctx, id, importID), s.ImportResponses(ctx, id, importID, "2026-11-22", importRows(10))); err != nil {
			return err
		}
		fmt.Println("imported")
		time.Sleep(time.Hour) // until it is killed
	case "load":
		return submitMany(ctx, s, id, 1<<30, os.Stdout)
	default:
		return fmt.Errorf("unknown mode %q", mode)
	}
	return s.Close(ctx)
}

// submitMany submits n responses from each of eight goroutines and prints every
// id that was acknowledged.
func submitMany(ctx context.Context, s *Store, id assessment.ID, n int, acked *os.File) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failure error
	for range 8 {
		wg.Go(func() {
			for range n {
				sub := newSubmission(id)
				_, err := s.Submit(ctx, sub)
				mu.Lock()
				if err == nil && acked != nil {
					_, err = fmt.Fprintln(acked, sub.Response.ID)
				}
				if err != nil {
					failure = err
				}
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	return failure
}

// readIDs returns the whole lines of an output.
func readIDs(lines *bufio.Scanner) []assessment.ID {
	var ids []assessment.ID
	for lines.Scan() {
		if len(lines.Text()) == 26 {
			ids = append(ids, assessment.ID(lines.Text()))
		}
	}
	return ids
}
