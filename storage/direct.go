package storage

import "gorm.io/gorm"

// The statements that every answer goes through are written by hand and run
// past gorm, on the same connection and in the same transaction: building them
// anew each time cost gorm more than running them costs SQLite.

const (
	insertKey      = `INSERT INTO submission_keys (key, assessment_id) SELECT ?, id FROM assessments WHERE id = ? AND status = 'open'`
	insertResponse = `INSERT INTO responses (assessment_id, id, import, group_key, location, function, language, day, invitation_id, answers, checksum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	insertComment = `INSERT INTO comments (assessment_id, id, import, group_key, item, language, text, response_id, checksum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	raiseCount = `INSERT INTO counters (assessment_id, group_key, day, n) VALUES (?, ?, ?, ?)
		ON CONFLICT (assessment_id, group_key, day) DO UPDATE SET n = n + excluded.n`
	deleteDraft = `DELETE FROM drafts WHERE key = ?`
	insertDraft = `INSERT INTO drafts (key, assessment_id, group_key, revision, sealed)
		SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM submission_keys WHERE key = ?)`
	updateDraft = `UPDATE drafts SET revision = ?, sealed = ?
		WHERE key = ? AND revision = ? AND NOT EXISTS (SELECT 1 FROM submission_keys WHERE key = ?)`
)

// direct runs a statement and returns the number of rows it changed.
func direct(tx *gorm.DB, statement string, args ...any) (int64, error) {
	result, err := tx.Statement.ConnPool.ExecContext(tx.Statement.Context, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
