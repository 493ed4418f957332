package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"

	"github.com/mattn/go-sqlite3"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	gormlogger "gorm.io/gorm/logger"
)

// readers is the number of connections that read at once. A long export holds
// one of them.
const readers = 8

// writerCache is 16 MiB, in SQLite's way of saying KiB: imports insert at
// random places of a large table.
const writerCache = "-16384"

// pragma is a setting of a connection and the value that reading it back must give.
type pragma struct {
	name, set string
	want      any
}

// pragmas are set on every connection and read back: durability rests on
// synchronous=FULL (2), which the driver leaves at NORMAL unless told.
func pragmas(readOnly bool) []pragma {
	queryOnly := pragma{"query_only", "OFF", int64(0)}
	journal := pragma{"journal_mode", "WAL", "wal"}
	if readOnly {
		queryOnly.set, queryOnly.want = "ON", int64(1)
		journal.set = "" // the mode belongs to the file; a reader can only look
	}
	return []pragma{
		{"busy_timeout", "5000", int64(5000)},
		journal,
		{"synchronous", "FULL", int64(2)},
		{"foreign_keys", "ON", int64(1)},
		{"trusted_schema", "OFF", int64(0)},
		{"cell_size_check", "ON", int64(1)},
		{"secure_delete", "ON", int64(1)},
		queryOnly,
	}
}

// connector opens connections to one file without a global sql.Register.
type connector struct {
	dsn    string
	driver *sqlite3.SQLiteDriver
}

// tamper is run on a new connection after its pragmas are set and before they
// are read back; nil outside of tests.
type tamper func(conn *sqlite3.SQLiteConn) error

func newConnector(path string, readOnly bool, hook tamper) *connector {
	query := url.Values{"mode": {"rw"}, "_txlock": {"immediate"}, "_cache_size": {writerCache}}
	if readOnly {
		query = url.Values{"mode": {"ro"}, "_query_only": {"1"}}
	}
	query.Set("_synchronous", "FULL")
	query.Set("_busy_timeout", "5000")
	return &connector{dsn: uri(path, query), driver: &sqlite3.SQLiteDriver{
		ConnectHook: func(conn *sqlite3.SQLiteConn) error {
			if err := setPragmas(conn, readOnly); err != nil {
				return err
			}
			if hook != nil {
				if err := hook(conn); err != nil {
					return err
				}
			}
			return checkPragmas(conn, readOnly)
		},
	}}
}

func (c *connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }

func (c *connector) Driver() driver.Driver { return c.driver }

func setPragmas(conn *sqlite3.SQLiteConn, readOnly bool) error {
	for _, p := range pragmas(readOnly) {
		if p.set == "" {
			continue
		}
		if _, err := conn.Exec("PRAGMA "+p.name+" = "+p.set, nil); err != nil {
			return fmt.Errorf("set %s: %w", p.name, err)
		}
	}
	return nil
}

// checkPragmas refuses a connection whose settings are not the promised ones.
func checkPragmas(conn *sqlite3.SQLiteConn, readOnly bool) error {
	for _, p := range pragmas(readOnly) {
		got, err := readPragma(conn, p.name)
		if err != nil {
			return fmt.Errorf("read back %s: %w", p.name, err)
		}
		if got != p.want {
			return fmt.Errorf("database setting %s is %v instead of %v: refusing to start", p.name, got, p.want)
		}
	}
	return nil
}

func readPragma(conn *sqlite3.SQLiteConn, name string) (value any, err error) {
	rows, err := conn.Query("PRAGMA "+name, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	dest := make([]driver.Value, len(rows.Columns()))
	if err := rows.Next(dest); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("no value")
		}
		return nil, err
	}
	if text, ok := dest[0].([]byte); ok {
		return string(text), nil
	}
	return dest[0], nil
}

// openHandle opens path with at most conns connections and proves the first one.
func openHandle(ctx context.Context, path string, readOnly bool, conns int, hook tamper) (*sql.DB, error) {
	db := sql.OpenDB(newConnector(path, readOnly, hook))
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(translate(err), db.Close())
	}
	return db, nil
}

// openGorm puts gorm on a connection pool. Errors are returned, not printed;
// transactions are the writer's business.
func openGorm(pool gorm.ConnPool, prepare bool) (*gorm.DB, error) {
	db, err := gorm.Open(&sqlite.Dialector{Conn: pool}, &gorm.Config{
		Logger:                 gormlogger.Discard,
		SkipDefaultTransaction: true,
		PrepareStmt:            prepare,
	})
	if err != nil {
		return nil, fmt.Errorf("open gorm: %w", err)
	}
	return db, nil
}
