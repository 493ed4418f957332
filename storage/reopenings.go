package storage

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"readiness/assessment"
)

type reopeningRow struct {
	AssessmentID string `gorm:"primaryKey"`
	Version      int    `gorm:"primaryKey;autoIncrement:false"`
	Reopened     int64
	Account      string
	Counts       []byte
}

func (reopeningRow) TableName() string { return "reopenings" }

// Reopen implements assessment.WaveStore; ErrNotFound if there is no such
// assessment.
func (s *Store) Reopen(ctx context.Context, a *assessment.Assessment, r assessment.Reopening, notes ...assessment.Event) error {
	changed, err := newAssessmentRow(a)
	if err != nil {
		return err
	}
	row := reopeningRow{
		AssessmentID: string(a.ID), Version: r.Version, Reopened: micro(r.At), Account: string(r.Account), Counts: blob(r.Counts),
	}
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		if err := requireStatus(tx, a.ID, assessment.StatusClosed); err != nil {
			return fmt.Errorf("reopen: %w", err)
		}
		var newest int
		err := tx.Raw("SELECT coalesce(max(version), 0) FROM snapshots WHERE assessment_id = ?", row.AssessmentID).Row().Scan(&newest)
		if err != nil {
			return wrap("reopen", err)
		}
		if row.Version != newest {
			return conflict(fmt.Sprintf("reopen: the newest report is version %d, not %d", newest, row.Version))
		}
		if err := tx.Create(&row).Error; err != nil {
			return wrapInsert("reopen", err)
		}
		// A draft that was saved at the very moment of closing.
		if err := tx.Where("assessment_id = ?", row.AssessmentID).Delete(&draftRow{}).Error; err != nil {
			return wrap("reopen", err)
		}
		changes := map[string]any{"status": string(assessment.StatusOpen), "closed": nil, "definition": changed.Definition}
		if err := tx.Model(&assessmentRow{}).Where("id = ?", row.AssessmentID).Updates(changes).Error; err != nil {
			return wrap("reopen", err)
		}
		return record(tx, notes...)
	})
}

// Closings implements assessment.WaveStore.
func (s *Store) Closings(ctx context.Context, id assessment.ID) ([]assessment.Closing, error) {
	var closings []assessment.Closing
	err := s.reader.WithContext(ctx).Raw(`SELECT s.version, s.body, r.counts FROM snapshots AS s
		JOIN reopenings AS r ON r.assessment_id = s.assessment_id AND r.version = s.version
		WHERE s.assessment_id = ? ORDER BY s.version`, string(id)).Scan(&closings).Error
	return closings, wrap(fmt.Sprintf("earlier reports of %s", id), err)
}

// Reopenings implements assessment.WaveStore.
func (s *Store) Reopenings(ctx context.Context, id assessment.ID) ([]assessment.Reopening, error) {
	var rows []reopeningRow
	err := s.reader.WithContext(ctx).Omit("counts").Where("assessment_id = ?", string(id)).Order("version").Find(&rows).Error
	if err != nil {
		return nil, wrap(fmt.Sprintf("reopenings of %s", id), err)
	}
	list := make([]assessment.Reopening, 0, len(rows))
	for _, r := range rows {
		list = append(list, assessment.Reopening{Version: r.Version, At: fromMicro(r.Reopened), Account: assessment.ID(r.Account)})
	}
	return list, nil
}
