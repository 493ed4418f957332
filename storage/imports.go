package storage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
	"gorm.io/gorm"

	"readiness/assessment"
)

// Imports. The rows of an import carry its number; readers leave out numbers
// whose import is not finished, so finishing is one small transaction however
// many rows there are. A process that imports holds a shared lock on a file of
// its own: a start that finds the lock free knows that unfinished imports were
// left by processes that have ended, and removes them.

type importRow struct {
	ID           string `gorm:"primaryKey"`
	AssessmentID string
	Number       int64
	State        string
}

func (importRow) TableName() string { return "imports" }

// States of an import. The rows of a discarded one are being removed; it takes
// no more of them, so that none is left behind under a number used again.
const (
	importRunning   = "running"
	importFinished  = "finished"
	importDiscarded = "discarded"
)

type importCounterRow struct {
	ImportID string `gorm:"primaryKey"`
	GroupKey string `gorm:"primaryKey"`
	Day      string `gorm:"primaryKey"`
	N        int
}

func (importCounterRow) TableName() string { return "import_counters" }

// discardStep is how many responses one transaction looks through when an
// import is removed, so that submissions do not wait for all of it.
const discardStep = 5000

// BeginImport implements assessment.ResponseStore; ErrNotFound if there is no
// such assessment, ErrConflict if the import exists.
func (s *Store) BeginImport(ctx context.Context, id, importID assessment.ID) error {
	if err := s.beginLiveness(importID); err != nil {
		return err
	}
	err := s.writer.do(ctx, func(tx *gorm.DB) error {
		var newest int64
		err := tx.Raw("SELECT coalesce(max(number), 0) FROM imports WHERE assessment_id = ?", string(id)).Row().Scan(&newest)
		if err != nil {
			return wrap("begin import", err)
		}
		row := importRow{ID: string(importID), AssessmentID: string(id), Number: newest + 1, State: importRunning}
		return wrapInsert("begin import", tx.Create(&row).Error)
	})
	if err != nil {
		return joinLiveness(err, s.leaveLiveness(importID))
	}
	return nil
}

// ImportResponses implements assessment.ResponseStore; ErrNotFound if there is
// no such import, ErrConflict also if it is finished or a row is there already.
func (s *Store) ImportResponses(ctx context.Context, id, importID assessment.ID, day string, rows []assessment.ImportedResponse) error {
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		number, err := unfinished(tx, id, importID)
		if err != nil {
			return err
		}
		if err := requireStatus(tx, id, assessment.StatusDraft, assessment.StatusOpen); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		// In the order of the key, neighbours land on the same page.
		byID := func(a, b assessment.ImportedResponse) int { return cmp.Compare(a.Response.ID, b.Response.ID) }
		for chunk := range slices.Chunk(slices.SortedFunc(slices.Values(rows), byID), rowsPerInsert) {
			if err := insertChunk(tx, id, number, chunk); err != nil {
				return err
			}
		}
		return raiseImportCounters(tx, importID, day, rows)
	})
}

// unfinished returns the number of an import that takes rows.
func unfinished(tx *gorm.DB, id, importID assessment.ID) (int64, error) {
	var row importRow
	err := tx.Where("id = ? AND assessment_id = ? AND state <> ?", string(importID), string(id), importDiscarded).Take(&row).Error
	if err != nil {
		return 0, wrapTake(fmt.Sprintf("import %s", importID), err)
	}
	if row.State == importFinished {
		return 0, conflict(fmt.Sprintf("import %s is finished", importID))
	}
	return row.Number, nil
}

const (
	insertResponses = `INSERT INTO responses (assessment_id, id, import, group_key, location, function, language, day, invitation_id, answers, checksum) VALUES `
	insertComments  = `INSERT INTO comments (assessment_id, id, import, group_key, item, language, text, response_id, checksum) VALUES `
)

// values is n times (?, …, ?) with as many placeholders as columns.
func values(n, columns int) string {
	row := "(" + strings.Repeat("?, ", columns-1) + "?)"
	return strings.Repeat(row+", ", n-1) + row
}

// insertChunk stores at most rowsPerInsert rows and their comments. The
// statements are written out: building them from structs takes longer than
// running them.
func insertChunk(tx *gorm.DB, id assessment.ID, number int64, chunk []assessment.ImportedResponse) error {
	const responseColumns = 11
	args := make([]any, 0, len(chunk)*responseColumns)
	var comments []commentRow
	for i := range chunk {
		r := newResponseRow(id, number, &chunk[i].Response)
		args = append(args, r.AssessmentID, r.ID, r.Import, r.GroupKey, r.Location, r.Function, r.Language,
			r.Day, r.InvitationID, r.Answers, r.Checksum)
		for j := range chunk[i].Comments {
			comments = append(comments, newCommentRow(id, number, &chunk[i].Comments[j]))
		}
	}
	if err := tx.Exec(insertResponses+values(len(chunk), responseColumns), args...).Error; err != nil {
		return wrapInsert("import responses", err)
	}
	const commentColumns = 9
	for part := range slices.Chunk(comments, rowsPerInsert) {
		args = args[:0]
		for _, c := range part {
			args = append(args, c.AssessmentID, c.ID, c.Import, c.GroupKey, c.Item, c.Language, c.Text, c.ResponseID, c.Checksum)
		}
		if err := tx.Exec(insertComments+values(len(part), commentColumns), args...).Error; err != nil {
			return wrapInsert("import comments", err)
		}
	}
	return nil
}

// raiseImportCounters counts the rows by group and day: a row's own, else day.
func raiseImportCounters(tx *gorm.DB, importID assessment.ID, day string, rows []assessment.ImportedResponse) error {
	type key struct{ group, day string }
	counts := map[key]int{}
	for i := range rows {
		counts[key{rows[i].Response.Group, cmp.Or(rows[i].Day, day)}]++
	}
	for k, n := range counts {
		err := tx.Exec(`INSERT INTO import_counters (import_id, group_key, day, n) VALUES (?, ?, ?, ?)
			ON CONFLICT (import_id, group_key, day) DO UPDATE SET n = n + excluded.n`, string(importID), k.group, k.day, n).Error
		if err != nil {
			return wrap("count the import", err)
		}
	}
	return nil
}

// FinishImport implements assessment.ResponseStore; ErrNotFound if there is no
// such import, ErrConflict if it is finished or the assessment takes no rows
// any more.
func (s *Store) FinishImport(ctx context.Context, id, importID assessment.ID) error {
	err := s.writer.do(ctx, func(tx *gorm.DB) error {
		if _, err := unfinished(tx, id, importID); err != nil {
			return err
		}
		if err := requireStatus(tx, id, assessment.StatusDraft, assessment.StatusOpen); err != nil {
			return fmt.Errorf("finish import: %w", err)
		}
		var counts []importCounterRow
		if err := tx.Where("import_id = ?", string(importID)).Find(&counts).Error; err != nil {
			return wrap("finish import", err)
		}
		for _, c := range counts {
			if err := raiseCounter(tx, id, c.GroupKey, c.Day, c.N); err != nil {
				return err
			}
		}
		if err := tx.Where("import_id = ?", string(importID)).Delete(&importCounterRow{}).Error; err != nil {
			return wrap("finish import", err)
		}
		err := tx.Model(&importRow{}).Where("id = ?", string(importID)).Update("state", importFinished).Error
		return wrap("finish import", err)
	})
	if err != nil {
		return err
	}
	return s.leaveLiveness(importID)
}

// DiscardImport implements assessment.ResponseStore: it succeeds if there is no
// such import; a finished one is ErrConflict. Its rows are never visible, so
// they may go in several transactions.
func (s *Store) DiscardImport(ctx context.Context, importID assessment.ID) error {
	var rows []importRow
	if err := s.reader.WithContext(ctx).Where("id = ?", string(importID)).Limit(1).Find(&rows).Error; err != nil {
		return wrap("discard import", err)
	}
	if len(rows) == 0 {
		return s.leaveLiveness(importID)
	}
	if err := s.removeImport(ctx, rows[0]); err != nil {
		return err
	}
	return s.leaveLiveness(importID)
}

// removeImport deletes an unfinished import's rows step by step in the order
// of their keys, then the import.
func (s *Store) removeImport(ctx context.Context, row importRow) error {
	err := s.writer.do(ctx, func(tx *gorm.DB) error {
		result := tx.Model(&importRow{}).Where("id = ? AND state <> ?", row.ID, importFinished).Update("state", importDiscarded)
		if result.Error != nil {
			return wrap("discard import", result.Error)
		}
		if result.RowsAffected == 0 {
			return conflict(fmt.Sprintf("import %s is finished", row.ID))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, table := range []string{"comments", "responses"} {
		if err := s.removeImported(ctx, table, row); err != nil {
			return err
		}
	}
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		return wrap("remove import", tx.Where("id = ? AND state = ?", row.ID, importDiscarded).Delete(&importRow{}).Error)
	})
}

func (s *Store) removeImported(ctx context.Context, table string, row importRow) error {
	last := ""
	for {
		var ids []string
		err := s.reader.WithContext(ctx).Table(table).Where("assessment_id = ? AND id > ?", row.AssessmentID, last).
			Order("id").Limit(discardStep).Pluck("id", &ids).Error
		if err != nil {
			return wrap("remove import", err)
		}
		if len(ids) == 0 {
			return nil
		}
		from := last
		last = ids[len(ids)-1]
		err = s.writer.do(ctx, func(tx *gorm.DB) error {
			err := tx.Table(table).Where("assessment_id = ? AND id > ? AND id <= ? AND import = ?",
				row.AssessmentID, from, last, row.Number).Delete(nil).Error
			return wrap("remove import", err)
		})
		if err != nil {
			return err
		}
	}
}

// removeUnfinishedImports runs at start, under the start's lock.
func (s *Store) removeUnfinishedImports(ctx context.Context) error {
	var rows []importRow
	if err := s.reader.WithContext(ctx).Where("state <> ?", importFinished).Find(&rows).Error; err != nil {
		return wrap("look for unfinished imports", err)
	}
	if len(rows) == 0 {
		return nil
	}
	lock, err := tryLock(importLockPath(s.path), unix.LOCK_EX)
	if err != nil {
		return err
	}
	if lock == nil {
		s.logger.Info("another process is importing: unfinished imports stay")
		return nil
	}
	for _, row := range rows {
		s.logger.Warn("removing an import that was not finished", "import", row.ID, "assessment", row.AssessmentID)
		if err := s.removeImport(ctx, row); err != nil {
			return joinLiveness(err, lock.unlock())
		}
	}
	return lock.unlock()
}
