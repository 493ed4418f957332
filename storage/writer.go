package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"

	"gorm.io/gorm"
)

// The writer.
//
// One goroutine owns the only connection that writes. Callers hand in an
// operation and wait. Whatever has queued while the last commit ran becomes
// the next transaction, so the cost of making data durable (one fsync) is
// shared by everybody who waits; nobody is delayed to fill a batch. Each
// operation runs in a savepoint: one that fails is undone alone, the others
// are committed. A caller gets nil only after the COMMIT that contains its
// operation succeeded. If the COMMIT fails, every operation of the batch fails
// as Unavailable; whether it reached the disk is then unknown (a failing fsync
// can leave a committed row), which is why submissions carry a key that makes
// them safe to repeat.

const (
	// maxBatch is the most operations in one transaction. It bounds the time
	// that one caller waits for the others.
	maxBatch = 256
	// queueLength lets a whole batch queue up while another one commits.
	queueLength = 2 * maxBatch
)

var errClosed = errors.New("the store is closed")

// States of an operation: whoever moves it away from queued owns it.
const (
	queued int32 = iota
	started
	dropped
)

// operation is one caller's work. run may be given up before it starts, never after.
type operation struct {
	run   func(tx *gorm.DB) error
	state atomic.Int32
	done  chan error // holds one result
}

type writer struct {
	path   string
	db     *sql.DB // one connection
	logger *slog.Logger

	mu     sync.RWMutex // held for reading while handing in, so that close can wait for senders
	closed bool
	queue  chan *operation
	ended  chan struct{}

	failing atomic.Bool   // the last batch could not be committed
	floor   atomic.Uint64 // bytes that must be free; set when the start is over

	// Owned by the goroutine.
	conn *pinned // nil after the file misbehaved
	gorm *gorm.DB
}

func newWriter(ctx context.Context, path string, db *sql.DB, logger *slog.Logger) (*writer, error) {
	w := &writer{
		path: path, db: db, logger: logger,
		queue: make(chan *operation, queueLength), ended: make(chan struct{}),
	}
	if err := w.connect(ctx); err != nil {
		return nil, err
	}
	go w.loop() //nolint:contextcheck // it outlives the start, and no caller may interrupt the others
	return w, nil
}

// do runs op in a transaction shared with others and returns its error after
// the commit. If ctx ends before op has started, op never runs and ctx's error
// is returned; afterwards do waits for the result, which is then known.
func (w *writer) do(ctx context.Context, op func(tx *gorm.DB) error) error {
	o := &operation{run: op, done: make(chan error, 1)}
	if err := w.hand(ctx, o); err != nil {
		return err
	}
	select {
	case err := <-o.done:
		return err
	case <-ctx.Done():
		if o.state.CompareAndSwap(queued, dropped) {
			return fmt.Errorf("write given up before it started: %w", ctx.Err())
		}
		return <-o.done
	}
}

func (w *writer) hand(ctx context.Context, o *operation) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return unavailable(errClosed)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("write given up before it started: %w", err)
	}
	select {
	case w.queue <- o:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("write given up before it started: %w", ctx.Err())
	}
}

// close takes no more operations and waits until those handed in are done.
func (w *writer) close(ctx context.Context) error {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	select {
	case <-w.ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("drain the writer: %w", ctx.Err())
	}
}

func (w *writer) loop() {
	defer close(w.ended)
	batch := make([]*operation, 0, maxBatch)
	for first := range w.queue {
		batch = w.collect(append(batch[:0], first))
		w.commit(claim(batch))
		clear(batch)
	}
	if w.conn != nil {
		if err := w.conn.close(); err != nil {
			w.logger.Error("close the writing connection", "error", err)
		}
	}
}

// collect adds what has queued so far. Callers that the last commit has just
// answered are about to hand in again: they get the processor once, without
// which every second commit would hold a single operation.
func (w *writer) collect(batch []*operation) []*operation {
	runtime.Gosched()
	for len(batch) < maxBatch {
		select {
		case o, ok := <-w.queue:
			if !ok {
				return batch
			}
			batch = append(batch, o)
		default:
			return batch
		}
	}
	return batch
}

// claim returns the operations whose callers still wait.
func claim(batch []*operation) []*operation {
	live := batch[:0]
	for _, o := range batch {
		if o.state.CompareAndSwap(queued, started) {
			live = append(live, o)
		}
	}
	return live
}

// commit runs a batch in one transaction and tells every caller the outcome.
func (w *writer) commit(batch []*operation) {
	if len(batch) == 0 {
		return
	}
	results := make([]error, len(batch))
	if err := w.transact(batch, results); err != nil {
		if !w.failing.Swap(true) { // once, not for every batch until it is cured
			w.logger.Error("writes could not be committed", "operations", len(batch), "error", err)
		}
		for _, o := range batch {
			o.done <- unavailable(err)
		}
		return
	}
	w.failing.Store(false)
	for i, o := range batch {
		o.done <- results[i]
	}
}

// transact fills results, one an operation, or returns the error that undid
// the whole batch.
func (w *writer) transact(batch []*operation, results []error) error {
	// A caller that gives up must not interrupt the work of the others.
	ctx := context.Background()
	if err := requireSpace(w.path, w.floor.Load()); err != nil {
		return err
	}
	if w.conn == nil {
		if err := w.connect(ctx); err != nil {
			return err
		}
	}
	if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return w.abandon(ctx, err)
	}
	stored := false
	for i, o := range batch {
		var lost error
		results[i], lost = w.apply(ctx, o)
		if lost != nil {
			return w.abandon(ctx, lost)
		}
		stored = stored || results[i] == nil
	}
	if !stored { // nothing to make durable
		if err := w.exec(ctx, "ROLLBACK"); err != nil {
			return w.abandon(ctx, err)
		}
		return nil
	}
	if err := w.exec(ctx, "COMMIT"); err != nil {
		return w.abandon(ctx, err)
	}
	return nil
}

// apply runs one operation in a savepoint. lost is not nil if the transaction
// around it is gone: SQLite undoes a whole transaction by itself after some
// errors, a full disk among them.
func (w *writer) apply(ctx context.Context, o *operation) (result, lost error) {
	if err := w.exec(ctx, "SAVEPOINT operation"); err != nil {
		return nil, err
	}
	result = protect(o.run, w.gorm)
	if result != nil {
		if err := w.exec(ctx, "ROLLBACK TO operation"); err != nil {
			return nil, errors.Join(result, err)
		}
	}
	if err := w.exec(ctx, "RELEASE operation"); err != nil {
		return nil, errors.Join(result, err)
	}
	return translate(result), nil
}

// protect turns a panic in an operation into its error: it must not take the
// writer, and with it everybody else's answers, along.
func protect(run func(tx *gorm.DB) error, tx *gorm.DB) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("write operation panicked: %v", p)
		}
	}()
	return run(tx)
}

// abandon undoes the open transaction and gives up the connection if the file
// misbehaved: the next batch then takes a new one and checks the file first.
func (w *writer) abandon(ctx context.Context, cause error) error {
	rollback := w.exec(ctx, "ROLLBACK")
	if isIO(cause) || errors.Is(cause, driver.ErrBadConn) || (rollback != nil && w.inTransaction()) {
		w.disconnect()
	}
	return cause
}

func (w *writer) exec(ctx context.Context, statement string) error {
	_, err := w.conn.ExecContext(ctx, statement)
	return err
}

// autoCommitter is the part of the driver's connection that tells whether a
// transaction is open.
type autoCommitter interface{ AutoCommit() bool }

func (w *writer) inTransaction() bool {
	open := true
	err := w.conn.conn.Raw(func(conn any) error {
		if c, ok := conn.(autoCommitter); ok {
			open = !c.AutoCommit()
		}
		return nil
	})
	return err != nil || open
}

// disconnect throws the connection away instead of returning it to its pool.
func (w *writer) disconnect() {
	if err := w.conn.forget(); err != nil {
		w.logger.Warn("give up prepared statements", "error", err)
	}
	if err := w.conn.conn.Raw(func(any) error { return driver.ErrBadConn }); !errors.Is(err, driver.ErrBadConn) {
		w.logger.Warn("give up the writing connection", "error", err)
	}
	w.conn = nil
}

// connect takes the writing connection; after a fault it checks the file
// before anything more is promised.
func (w *writer) connect(ctx context.Context) error {
	conn, err := newPinned(ctx, w.db)
	if err != nil {
		return err
	}
	if w.gorm != nil {
		if err := quickCheck(ctx, conn); err != nil {
			return errors.Join(fmt.Errorf("check the file after a fault: %w", err), conn.close())
		}
	}
	db, err := openGorm(conn, false)
	if err != nil {
		return errors.Join(err, conn.close())
	}
	w.conn, w.gorm = conn, db
	return nil
}
