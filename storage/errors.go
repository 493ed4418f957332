package storage

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"

	"readiness/assessment"
)

// unavailableKey is the message shown when a write could not be made durable.
const unavailableKey = "error_storage_unavailable"

func unavailable(cause error) error {
	return &assessment.Error{Kind: assessment.Unavailable, Key: unavailableKey, Err: cause}
}

func notFound(what string) error { return fmt.Errorf("%s: %w", what, assessment.ErrNotFound) }

func conflict(why string) error { return fmt.Errorf("%s: %w", why, assessment.ErrConflict) }

// translate gives driver errors the domain's kind: what a retry may cure is
// Unavailable. Errors of the domain pass unchanged.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*assessment.Error](err); ok {
		return err
	}
	se, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return err
	}
	switch se.Code {
	case sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrNomem,
		sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrProtocol:
		return unavailable(err)
	default:
		return err
	}
}

// wrap says what was tried and translates err.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, translate(err))
}

// wrapTake is wrap for reading one row: no row is ErrNotFound.
func wrapTake(what string, err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return notFound(what)
	}
	return wrap(what, err)
}

func isUnique(err error) bool {
	se, ok := errors.AsType[sqlite3.Error](err)
	return ok && (se.ExtendedCode == sqlite3.ErrConstraintUnique || se.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}

func isForeignKey(err error) bool {
	se, ok := errors.AsType[sqlite3.Error](err)
	return ok && se.ExtendedCode == sqlite3.ErrConstraintForeignKey
}

// wrapInsert is wrap for an insert: a row that is already there is ErrConflict,
// a missing parent ErrNotFound.
func wrapInsert(what string, err error) error {
	switch {
	case isUnique(err):
		return fmt.Errorf("%s: %w: %w", what, assessment.ErrConflict, err)
	case isForeignKey(err):
		return fmt.Errorf("%s: %w: %w", what, assessment.ErrNotFound, err)
	default:
		return wrap(what, err)
	}
}

// isIO reports that the file below a connection misbehaved.
func isIO(err error) bool {
	se, ok := errors.AsType[sqlite3.Error](err)
	return ok && (se.Code == sqlite3.ErrIoErr || se.Code == sqlite3.ErrCantOpen)
}

// wrapScan is wrapTake for a row scanned by hand.
func wrapScan(what string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return notFound(what)
	}
	return wrap(what, err)
}
