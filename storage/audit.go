package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"readiness/assessment"
)

type auditRow struct {
	Number       int64 `gorm:"primaryKey;autoIncrement:false"`
	At           int64
	Account      string
	AssessmentID string
	Action       string
	Detail       string
	Hash         []byte
}

func (auditRow) TableName() string { return "audit_log" }

func (r *auditRow) entry() *assessment.AuditEntry {
	return &assessment.AuditEntry{
		Number: r.Number, Hash: [sha256.Size]byte(r.Hash),
		Event: assessment.Event{
			At: fromMicro(r.At), Account: assessment.ID(r.Account), Assessment: assessment.ID(r.AssessmentID),
			Action: assessment.Action(r.Action), Detail: r.Detail,
		},
	}
}

// chained is the hash of an entry that follows one with this hash (nil: the first).
func (r *auditRow) chained(previous []byte) ([]byte, error) {
	// A JSON list keeps fields apart, whatever they hold.
	body, err := json.Marshal([]any{previous, r.Number, r.At, r.Account, r.AssessmentID, r.Action, r.Detail})
	if err != nil {
		return nil, fmt.Errorf("audit log: %w", err)
	}
	sum := sha256.Sum256(body)
	return sum[:], nil
}

// record adds entries to the audit log in the caller's transaction.
func record(tx *gorm.DB, events ...assessment.Event) error {
	if len(events) == 0 {
		return nil
	}
	var last auditRow
	if err := tx.Order("number DESC").Limit(1).Find(&last).Error; err != nil {
		return wrap("audit log", err)
	}
	rows := make([]auditRow, 0, len(events))
	for _, e := range events {
		row := auditRow{
			Number: last.Number + 1, At: micro(e.At), Account: string(e.Account), AssessmentID: string(e.Assessment),
			Action: string(e.Action), Detail: e.Detail,
		}
		var err error
		if row.Hash, err = row.chained(last.Hash); err != nil {
			return err
		}
		rows, last = append(rows, row), row
	}
	return wrap("audit log", tx.CreateInBatches(&rows, auditBatch).Error)
}

// auditBatch is how many entries one statement adds: seven variables each.
const auditBatch = 500

// Record implements assessment.AuditStore.
func (s *Store) Record(ctx context.Context, e assessment.Event) error {
	return s.writer.do(ctx, func(tx *gorm.DB) error { return record(tx, e) })
}

// AuditLog implements assessment.AuditStore.
func (s *Store) AuditLog(ctx context.Context, id assessment.ID, yield func(*assessment.AuditEntry) error) (err error) {
	query := s.reader.WithContext(ctx).Model(&auditRow{}).Order("number DESC")
	if id != "" {
		query = query.Where("assessment_id = ?", string(id))
	}
	rows, err := query.Rows()
	if err != nil {
		return wrap("audit log", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var row auditRow
		if err := s.reader.ScanRows(rows, &row); err != nil {
			return wrap("audit log", err)
		}
		if err := yield(row.entry()); err != nil {
			return err
		}
	}
	return wrap("audit log", rows.Err())
}

// checkAudit finds the first entry of the audit log that is not what was written.
func checkAudit(ctx context.Context, db *sql.DB) (err error) {
	rows, err := db.QueryContext(ctx, "SELECT number, at, account, assessment_id, action, detail, hash FROM audit_log ORDER BY number")
	if err != nil {
		return fmt.Errorf("check the audit log: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var last auditRow
	for rows.Next() {
		var row auditRow
		err := rows.Scan(&row.Number, &row.At, &row.Account, &row.AssessmentID, &row.Action, &row.Detail, &row.Hash)
		if err != nil {
			return fmt.Errorf("check the audit log: %w", err)
		}
		if row.Number != last.Number+1 {
			return fmt.Errorf("%w: entry %d of the audit log is missing", errUnsound, last.Number+1)
		}
		want, err := row.chained(last.Hash)
		if err != nil {
			return err
		}
		if string(want) != string(row.Hash) {
			return fmt.Errorf("%w: entry %d of the audit log was changed", errUnsound, row.Number)
		}
		last = row
	}
	return wrap("check the audit log", rows.Err())
}
