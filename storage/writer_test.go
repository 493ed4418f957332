package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"

	"readiness/assessment"
)

// setUser stores a row that is easy to look for.
func addUser(tx *gorm.DB, id string) error {
	return tx.Create(&userRow{ID: id, Email: id, Role: "admin"}).Error
}

func userIDs(t *testing.T, s *Store) map[string]bool {
	t.Helper()
	users, err := s.Users(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, u := range users {
		ids[string(u.ID)] = true
	}
	return ids
}

// stalled occupies the writer until release is called, so that what is handed
// in meanwhile becomes one batch.
func stalled(t *testing.T, s *Store) (release func()) {
	t.Helper()
	running, free := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- s.writer.do(context.Background(), func(*gorm.DB) error {
			close(running)
			<-free
			return nil
		})
	}()
	<-running
	return func() {
		close(free)
		if err := <-done; err != nil {
			t.Errorf("the stalling operation: %v", err)
		}
	}
}

// handIn starts op and returns when it has queued.
func handIn(t *testing.T, s *Store, ctx context.Context, op func(tx *gorm.DB) error) <-chan error { //nolint:revive // t first
	t.Helper()
	before := len(s.writer.queue)
	result := make(chan error, 1)
	go func() { result <- s.writer.do(ctx, op) }()
	for len(s.writer.queue) == before {
		select {
		case err := <-result:
			t.Fatalf("ended without queueing: %v", err)
		default:
		}
	}
	return result
}

func TestWriterIsolatesFailingOperations(t *testing.T) {
	t.Parallel()
	s := openTest(t, testDSN(t))
	release := stalled(t, s)
	own := errors.New("own failure")
	var results []<-chan error
	for i := range 30 {
		results = append(results, handIn(t, s, t.Context(), func(tx *gorm.DB) error {
			if err := addUser(tx, fmt.Sprint("user", i)); err != nil {
				return err
			}
			switch i % 3 {
			case 1:
				return own
			case 2:
				panic("surprise")
			}
			return nil
		}))
	}
	release()
	for i, result := range results {
		err := <-result
		switch {
		case i%3 == 0 && err != nil:
			t.Errorf("operation %d: %v", i, err)
		case i%3 == 1 && !errors.Is(err, own):
			t.Errorf("operation %d: error %v, want its own", i, err)
		case i%3 == 2 && (err == nil || !strings.Contains(err.Error(), "surprise")):
			t.Errorf("operation %d: error %v, want the panic", i, err)
		}
	}
	ids := userIDs(t, s)
	for i := range 30 {
		if got, want := ids[fmt.Sprint("user", i)], i%3 == 0; got != want {
			t.Errorf("row of operation %d stored: %v, want %v", i, got, want)
		}
	}
}

// commitFault makes commits fail while armed and counts how often it did.
type commitFault struct{ armed, fired atomic.Int32 }

func (f *commitFault) hook(conn *sqlite3.SQLiteConn) error {
	conn.RegisterCommitHook(func() int {
		if f.armed.Load() == 0 {
			return 0
		}
		f.fired.Add(1)
		return 1
	})
	return nil
}

func TestWriterFailingCommit(t *testing.T) {
	t.Parallel()
	fault := &commitFault{}
	s := openWith(t, Options{DSN: testDSN(t), tamper: fault.hook})
	release := stalled(t, s)
	var results []<-chan error
	for i := range 10 {
		results = append(results, handIn(t, s, t.Context(), func(tx *gorm.DB) error {
			fault.armed.Store(1)
			return addUser(tx, fmt.Sprint("lost", i))
		}))
	}
	release()
	for i, result := range results {
		if err := <-result; assessment.KindOf(err) != assessment.Unavailable || assessment.KeyOf(err) != "error_storage_unavailable" {
			t.Errorf("operation %d: error %v, want unavailable", i, err)
		}
	}
	if n := fault.fired.Load(); n != 1 {
		t.Fatalf("the fault fired %d times, want once for the batch", n)
	}
	if ids := userIDs(t, s); len(ids) != 0 {
		t.Errorf("rows of a failed commit: %v", ids)
	}
	if err := s.Ready(t.Context()); err == nil {
		t.Error("ready while commits fail")
	}
	fault.armed.Store(0)
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("not ready after the fault: %v", err)
	}
	if err := s.writer.do(t.Context(), func(tx *gorm.DB) error { return addUser(tx, "later") }); err != nil {
		t.Errorf("write after the fault: %v", err)
	}
}

func TestWriterFullDisk(t *testing.T) {
	t.Parallel()
	s := openTest(t, testDSN(t))
	limit := func(pages string) {
		t.Helper()
		err := s.writer.do(t.Context(), func(tx *gorm.DB) error {
			var got int64
			return tx.Raw("PRAGMA max_page_count = " + pages).Row().Scan(&got)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit("1") // SQLite takes the present size
	big := strings.Repeat("x", 1<<20)
	release := stalled(t, s)
	full := handIn(t, s, t.Context(), func(tx *gorm.DB) error {
		return tx.Create(&userRow{ID: "big", Email: big, Role: "admin"}).Error
	})
	release()
	if err := <-full; assessment.KindOf(err) != assessment.Unavailable {
		t.Fatalf("write to a full disk: error %v, want unavailable", err)
	} else if se, ok := errors.AsType[sqlite3.Error](err); !ok || se.Code != sqlite3.ErrFull {
		t.Fatalf("the fault did not fire: %v", err)
	}
	limit("1000000")
	if err := s.writer.do(t.Context(), func(tx *gorm.DB) error { return addUser(tx, "later") }); err != nil {
		t.Errorf("write after space is free: %v", err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestWriterLostTransaction: an operation after which SQLite has no
// transaction any more fails its whole batch, and the writer goes on.
func TestWriterLostTransaction(t *testing.T) {
	t.Parallel()
	s := openTest(t, testDSN(t))
	release := stalled(t, s)
	before := handIn(t, s, t.Context(), func(tx *gorm.DB) error { return addUser(tx, "before") })
	culprit := handIn(t, s, t.Context(), func(tx *gorm.DB) error { return tx.Exec("ROLLBACK").Error })
	after := handIn(t, s, t.Context(), func(tx *gorm.DB) error { return addUser(tx, "after") })
	release()
	for name, result := range map[string]<-chan error{"before": before, "culprit": culprit, "after": after} {
		if err := <-result; assessment.KindOf(err) != assessment.Unavailable {
			t.Errorf("%s: error %v, want unavailable", name, err)
		}
	}
	if ids := userIDs(t, s); len(ids) != 0 {
		t.Errorf("rows of a lost transaction: %v", ids)
	}
	if err := s.writer.do(t.Context(), func(tx *gorm.DB) error { return addUser(tx, "later") }); err != nil {
		t.Error(err)
	}
}

func TestWriterNewConnectionAfterIOError(t *testing.T) {
	t.Parallel()
	s := openTest(t, testDSN(t))
	s.writer.do(t.Context(), func(tx *gorm.DB) error { return addUser(tx, "first") }) //nolint:errcheck // checked below
	var conns atomic.Int32
	connection := func(tx *gorm.DB) error {
		if pool, ok := tx.ConnPool.(*pinned); !ok || pool != s.writer.conn {
			return errors.New("another connection than the writer's")
		}
		conns.Add(1)
		return nil
	}
	old := s.writer.conn
	// The transaction is gone and the cause is the file: the connection must go too.
	err := s.writer.do(t.Context(), func(tx *gorm.DB) error {
		if err := tx.Exec("ROLLBACK").Error; err != nil {
			return err
		}
		return sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrFsync}
	})
	if assessment.KindOf(err) != assessment.Unavailable {
		t.Errorf("error %v, want unavailable", err)
	}
	if err := s.writer.do(t.Context(), connection); err != nil || conns.Load() != 1 {
		t.Errorf("write after an i/o error: %v", err)
	}
	if s.writer.conn == old {
		t.Error("the connection was kept")
	}
	if !userIDs(t, s)["first"] {
		t.Error("a row committed before the fault is gone")
	}
}

func TestWriterCancel(t *testing.T) {
	t.Parallel()
	s := openTest(t, testDSN(t))
	release := stalled(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	waiting := handIn(t, s, ctx, func(tx *gorm.DB) error { return addUser(tx, "dropped") })
	cancel()
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Errorf("dropped operation: error %v, want canceled", err)
	}
	running, free := make(chan struct{}), make(chan struct{})
	ctx, cancel = context.WithCancel(t.Context())
	begun := handIn(t, s, ctx, func(tx *gorm.DB) error {
		close(running)
		<-free
		return addUser(tx, "kept")
	})
	release()
	<-running
	cancel()
	close(free)
	if err := <-begun; err != nil {
		t.Errorf("operation that had started: %v", err)
	}
	ids := userIDs(t, s)
	if ids["dropped"] || !ids["kept"] {
		t.Errorf("rows %v, want kept only", ids)
	}
}

func TestWriterDrainsOnClose(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	release := stalled(t, s)
	var results []<-chan error
	for i := range 100 {
		results = append(results, handIn(t, s, t.Context(), func(tx *gorm.DB) error { return addUser(tx, strconv.Itoa(i)) }))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("close that may not wait: error %v, want canceled", err)
	}
	if err := s.writer.do(t.Context(), func(*gorm.DB) error { return nil }); assessment.KindOf(err) != assessment.Unavailable {
		t.Errorf("write after close: error %v, want unavailable", err)
	}
	release()
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, result := range results {
		if err := <-result; err != nil {
			t.Errorf("operation %d: %v", i, err)
		}
	}
	if n := len(userIDs(t, openTest(t, dsn))); n != 100 {
		t.Errorf("%d rows after reopening, want 100", n)
	}
}

// TestWriterConcurrentClose hands in while the store closes: every operation
// either fails or is stored.
func TestWriterConcurrentClose(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	s := openTest(t, dsn)
	var acked atomic.Int32
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				if err := s.writer.do(t.Context(), func(tx *gorm.DB) error { return addUser(tx, fmt.Sprint(g, "-", i)) }); err != nil {
					return
				}
				acked.Add(1)
			}
		})
	}
	for acked.Load() < 100 {
		continue
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if n := len(userIDs(t, openTest(t, dsn))); n != int(acked.Load()) {
		t.Errorf("%d rows after reopening, %d were acknowledged", n, acked.Load())
	}
}

func TestWriterRefusesBelowTheFloor(t *testing.T) {
	t.Parallel()
	dsn := testDSN(t)
	closeTest(t, openTest(t, dsn))
	s := openWith(t, Options{DSN: dsn, MinFree: 1 << 62}) // more than any disk has
	write := func(id string) error {
		return s.writer.do(t.Context(), func(tx *gorm.DB) error { return addUser(tx, id) })
	}
	err := write("refused")
	if assessment.KindOf(err) != assessment.Unavailable || !strings.Contains(err.Error(), "MiB are free") {
		t.Errorf("error %v, want unavailable with the free space", err)
	}
	if err := s.Ready(t.Context()); assessment.KindOf(err) != assessment.Unavailable {
		t.Errorf("ready: error %v, want unavailable", err)
	}
	if ids := userIDs(t, s); len(ids) != 0 {
		t.Errorf("rows %v, want none", ids)
	}
	s.writer.floor.Store(1)
	must(t, s.Ready(t.Context()))
	must(t, write("later"))
}
