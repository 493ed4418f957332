package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// maxStatements bounds the prepared statements kept; statements of bulk
// inserts differ by their number of rows.
const maxStatements = 128

// pinned is one database connection with its prepared statements. gorm uses it
// as its pool. It belongs to one goroutine. Statements prepared here outlive a
// transaction, which those of database/sql's Tx do not.
type pinned struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

func newPinned(ctx context.Context, db *sql.DB) (*pinned, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("take the writing connection: %w", err)
	}
	return &pinned{conn: conn, statements: map[string]*sql.Stmt{}}, nil
}

// PrepareContext returns the kept statement for query, preparing it the first time.
func (p *pinned) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := p.statements[query]; ok {
		return stmt, nil
	}
	if len(p.statements) >= maxStatements {
		if err := p.forget(); err != nil {
			return nil, err
		}
	}
	stmt, err := p.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.statements[query] = stmt
	return stmt, nil
}

// ExecContext implements gorm.ConnPool.
func (p *pinned) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := p.PrepareContext(ctx, query) //nolint:sqlclosecheck // kept; forget closes it
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// QueryContext implements gorm.ConnPool.
func (p *pinned) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := p.PrepareContext(ctx, query) //nolint:sqlclosecheck // kept; forget closes it
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// QueryRowContext implements gorm.ConnPool.
func (p *pinned) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := p.PrepareContext(ctx, query) //nolint:sqlclosecheck // kept; forget closes it
	if err != nil {
		return p.conn.QueryRowContext(ctx, query, args...) // reports the same error through Scan
	}
	return stmt.QueryRowContext(ctx, args...)
}

func (p *pinned) forget() error {
	var errs []error
	for _, stmt := range p.statements {
		errs = append(errs, stmt.Close())
	}
	clear(p.statements)
	return errors.Join(errs...)
}

func (p *pinned) close() error { return errors.Join(p.forget(), p.conn.Close()) }
