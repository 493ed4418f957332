package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
	"gorm.io/gorm"

	"readiness/assessment"
)

// Options say which database to open.
type Options struct {
	// DSN is "sqlite:PATH".
	DSN string
	// Key is the fingerprint of the instance key. It is kept at the first start;
	// a database that was started with another key is refused (decisions.md 50).
	Key    []byte
	Logger *slog.Logger     // nil: silent
	Now    func() time.Time // the clock, required
	// MinFree is the free disk space in bytes below which writes are refused as
	// Unavailable while reading goes on; 0 means 100 MiB.
	MinFree uint64

	files  fs.FS  // migrations; nil: the embedded ones
	tamper tamper // tests only
}

// Store keeps everything in one SQLite file. It implements assessment.Store
// and is safe for concurrent use, also by several processes on one machine.
type Store struct {
	path    string
	latest  int64 // schema version of this program
	now     func() time.Time
	logger  *slog.Logger
	writer  *writer
	writing *sql.DB
	reading *sql.DB
	reader  *gorm.DB
	arrival *sql.Stmt // selectArrival

	imports  sync.Mutex
	running  map[assessment.ID]struct{} // imports begun here and not ended
	liveness *fileLock                  // held while running is not empty

	sessions SessionStore
	use      *fileLock   // shared, while the store is open
	unsorted atomic.Bool // a response was stored since the file was last compacted
}

var _ assessment.Store = (*Store)(nil)

// Open creates, migrates and checks the database, waiting for other processes
// that start at the same time, and removes imports that nobody finishes any
// more. It refuses a damaged file, a newer schema, another instance key and
// connections without the promised durability, and leaves the file as it is.
func Open(ctx context.Context, o Options) (*Store, error) {
	path, err := parseDSN(o.DSN)
	if err != nil {
		return nil, err
	}
	if len(o.Key) == 0 {
		return nil, errors.New("open the database: the instance key's fingerprint is missing")
	}
	if o.Now == nil {
		return nil, errors.New("open the database: the clock is missing")
	}
	if o.files == nil {
		if o.files, err = migrations(); err != nil {
			return nil, err
		}
	}
	latest, err := newestMigration(o.files)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, latest: latest, now: o.Now, logger: o.Logger, running: map[assessment.ID]struct{}{}}
	if s.logger == nil {
		s.logger = slog.New(slog.DiscardHandler)
	}
	s.sessions.store = s
	lock, err := lockFile(ctx, path)
	if err != nil {
		return nil, err
	}
	if o.MinFree == 0 {
		o.MinFree = defaultMinFree
	}
	if err := s.start(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close(context.WithoutCancel(ctx)), lock.unlock())
	}
	if err := lock.unlock(); err != nil {
		return nil, errors.Join(err, s.Close(context.WithoutCancel(ctx)))
	}
	return s, nil
}

// start runs under the lock. What it has opened when it fails, Close closes.
func (s *Store) start(ctx context.Context, o Options) error {
	if err := s.takeUse(ctx); err != nil {
		return err
	}
	if err := migrateLocked(ctx, s.path, o.files, o.tamper); err != nil {
		return err
	}
	var err error
	if s.writing, err = openHandle(ctx, s.path, false, 1, o.tamper); err != nil {
		return refuse(s.path, err)
	}
	if s.reading, err = openHandle(ctx, s.path, true, readers, o.tamper); err != nil {
		return refuse(s.path, err)
	}
	if s.reader, err = openGorm(s.reading, true); err != nil {
		return err
	}
	if s.arrival, err = s.reading.PrepareContext(ctx, selectArrival); err != nil {
		return refuse(s.path, err)
	}
	if s.writer, err = newWriter(ctx, s.path, s.writing, s.logger); err != nil {
		return err
	}
	if err := s.checkKey(ctx, o.Key); err != nil {
		return err
	}
	if err := tighten(s.path); err != nil {
		return err
	}
	if err := s.removeUnfinishedImports(ctx); err != nil {
		return err
	}
	s.writer.floor.Store(o.MinFree)
	return warnAboutSpace(s.path, o.MinFree, s.logger)
}

// takeUse marks the file as used by this process. If nobody else uses it and a
// journal is there, the last stop was not a clean one.
func (s *Store) takeUse(ctx context.Context) error {
	alone, err := tryLock(useLockPath(s.path), unix.LOCK_EX)
	if err != nil {
		return err
	}
	if alone != nil {
		if info, err := os.Stat(s.path + "-wal"); err == nil && info.Size() > 0 {
			s.unsorted.Store(true)
		}
		if err := alone.unlock(); err != nil {
			return err
		}
	}
	s.use, err = waitLock(ctx, useLockPath(s.path), unix.LOCK_SH)
	return err
}

type instanceRow struct {
	ID             int `gorm:"primaryKey;autoIncrement:false"`
	KeyFingerprint []byte
	Created        int64
	Probed         int64
}

func (instanceRow) TableName() string { return "instance" }

// checkKey keeps the fingerprint at the first start and compares it afterwards.
func (s *Store) checkKey(ctx context.Context, fingerprint []byte) error {
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		var rows []instanceRow
		if err := tx.Limit(1).Find(&rows).Error; err != nil {
			return wrap("read the key's fingerprint", err)
		}
		if len(rows) == 0 {
			created := micro(s.now())
			row := instanceRow{ID: 1, KeyFingerprint: fingerprint, Created: created, Probed: created}
			return wrap("keep the key's fingerprint", tx.Create(&row).Error)
		}
		if !bytes.Equal(rows[0].KeyFingerprint, fingerprint) {
			return errors.New("the database was started with another instance key: links that were sent out would stop working; give the key file that belongs to this database")
		}
		return nil
	})
}

// Ready reports whether the database answers, has this program's schema and
// can be written to. After a failed commit it tries a small write of its own,
// so that it recovers as soon as the disk does.
func (s *Store) Ready(ctx context.Context) error {
	current, err := schemaVersion(ctx, s.reading)
	if err != nil {
		return wrap("ready", err)
	}
	if current > s.latest {
		return newerSchema(current, s.latest)
	}
	if current < s.latest {
		return fmt.Errorf("the database has schema version %d, this program needs %d", current, s.latest)
	}
	if !s.writer.failing.Load() {
		return nil
	}
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		return wrap("ready", tx.Model(&instanceRow{}).Where("id = 1").Update("probed", micro(s.now())).Error)
	})
}

// Close waits until every write that was handed in is done, moves the journal
// into the file and closes both handles. It may be called twice.
func (s *Store) Close(ctx context.Context) error {
	var errs []error
	if s.writer != nil {
		if err := s.writer.close(ctx); err != nil {
			return err
		}
	}
	if s.arrival != nil {
		errs = append(errs, s.arrival.Close())
	}
	if s.reading != nil {
		errs = append(errs, s.reading.Close())
	}
	if s.writing != nil {
		if s.writer != nil {
			errs = append(errs, s.compact(ctx), s.checkpoint(ctx))
		}
		errs = append(errs, s.writing.Close())
	}
	errs = append(errs, s.leaveUse())
	errs = append(errs, s.endLiveness())
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	s.writing, s.reading = nil, nil
	return nil
}

// compactLimit is the largest file in bytes that Close rewrites: about two seconds.
const compactLimit = 256 << 20

// compact rewrites the file in the order of its keys. Within a page, SQLite
// fills in rows from the end as they arrive; without this the place of a row
// would tell who answered before whom, although no column does. What cannot be
// rewritten, because another process uses the file or it is too large, is
// rewritten by a later stop, and in every backup.
func (s *Store) compact(ctx context.Context) error {
	if !s.unsorted.Load() {
		return nil
	}
	if err := s.leaveUse(); err != nil {
		return err
	}
	alone, err := tryLock(useLockPath(s.path), unix.LOCK_EX)
	if err != nil || alone == nil {
		return err
	}
	s.use = alone
	info, err := os.Stat(s.path)
	if err != nil || info.Size() > compactLimit {
		s.logger.Info("the database is not compacted", "error", err)
		return nil
	}
	if _, err := s.writing.ExecContext(ctx, "VACUUM"); err != nil {
		s.logger.Warn("the database was not compacted", "error", err)
		return nil
	}
	s.unsorted.Store(false)
	return nil
}

func (s *Store) leaveUse() error {
	if s.use == nil {
		return nil
	}
	lock := s.use
	s.use = nil
	return lock.unlock()
}

// checkpoint empties the journal, so that what was deleted is in no file any
// more (reliability.md A-09). Another process that still reads keeps its part.
func (s *Store) checkpoint(ctx context.Context) error {
	var busy, pages, moved int
	err := s.writing.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	if err != nil {
		return fmt.Errorf("empty the journal: %w", err)
	}
	if busy != 0 {
		s.logger.Info("the journal stays: another process uses the database")
	}
	return nil
}

// micro and fromMicro convert times to the stored form and back; the zero time
// is stored as NULL where a column allows it, see optional.
func micro(t time.Time) int64 { return t.UnixMicro() }

func fromMicro(us int64) time.Time { return time.UnixMicro(us).UTC() }

func optional(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	us := micro(t)
	return &us
}

func fromOptional(us *int64) time.Time {
	if us == nil {
		return time.Time{}
	}
	return fromMicro(*us)
}

// null stores "" as NULL, for columns that refer to another table.
func null[T ~string](s T) *string {
	if s == "" {
		return nil
	}
	text := string(s)
	return &text
}

func fromNull[T ~string](s *string) T {
	if s == nil {
		return ""
	}
	return T(*s)
}
