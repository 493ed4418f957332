package storage

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"readiness/assessment"
)

type reviewRow struct {
	AssessmentID string `gorm:"primaryKey"`
	Held         bool
	Revision     int
}

func (reviewRow) TableName() string { return "comment_reviews" }

type redactionRow struct {
	AssessmentID string `gorm:"primaryKey"`
	Comment      []byte `gorm:"primaryKey"`
	Parts        string
}

func (redactionRow) TableName() string { return "redactions" }

// CommentReview implements assessment.ReviewStore.
func (s *Store) CommentReview(ctx context.Context, id assessment.ID) (*assessment.CommentReview, error) {
	var review *assessment.CommentReview
	// One transaction, so that the revision is that of the redactions.
	err := s.reader.WithContext(ctx).Transaction(func(tx *gorm.DB) (err error) {
		review, err = readReview(tx, id)
		return err
	})
	return review, err
}

func readReview(tx *gorm.DB, id assessment.ID) (*assessment.CommentReview, error) {
	what := fmt.Sprintf("review of the comments of %s", id)
	var row reviewRow
	if err := tx.Where("assessment_id = ?", string(id)).Limit(1).Find(&row).Error; err != nil {
		return nil, wrap(what, err)
	}
	review := &assessment.CommentReview{Held: row.Held, Revision: row.Revision}
	if row.Revision == 0 {
		return review, nil
	}
	var rows []redactionRow
	if err := tx.Where("assessment_id = ?", string(id)).Find(&rows).Error; err != nil {
		return nil, wrap(what, err)
	}
	review.Hidden = make(map[assessment.CommentKey][]assessment.Span, len(rows))
	for _, r := range rows {
		var parts []assessment.Span
		if err := json.Unmarshal([]byte(r.Parts), &parts); err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		review.Hidden[assessment.CommentKey(r.Comment)] = parts
	}
	return review, nil
}

// Redact implements assessment.ReviewStore; ErrNotFound if there is no such
// assessment.
func (s *Store) Redact(ctx context.Context, id assessment.ID, redactions []assessment.Redaction, notes ...assessment.Event) error {
	rows := make([]redactionRow, 0, len(redactions))
	for _, r := range redactions {
		parts := r.Parts
		if parts == nil {
			parts = []assessment.Span{}
		}
		encoded, err := json.Marshal(parts)
		if err != nil {
			return fmt.Errorf("hide comments: %w", err)
		}
		rows = append(rows, redactionRow{AssessmentID: string(id), Comment: r.Comment[:], Parts: string(encoded)})
	}
	return s.review(ctx, id, notes, func(tx *gorm.DB) error {
		if len(rows) == 0 {
			return nil
		}
		err := tx.Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(&rows, redactionBatch).Error
		return wrap("hide comments", err)
	})
}

// redactionBatch is how many rows one statement adds: three variables each.
const redactionBatch = 1000

// Unredact implements assessment.ReviewStore.
func (s *Store) Unredact(ctx context.Context, id assessment.ID, comment assessment.CommentKey, notes ...assessment.Event) error {
	return s.review(ctx, id, notes, func(tx *gorm.DB) error {
		result := tx.Where("assessment_id = ? AND comment = ?", string(id), comment[:]).Delete(&redactionRow{})
		if result.Error != nil {
			return wrap("show a comment", result.Error)
		}
		if result.RowsAffected == 0 {
			return notFound(fmt.Sprintf("hidden comment %s", comment))
		}
		return nil
	})
}

// ReleaseComments implements assessment.ReviewStore.
func (s *Store) ReleaseComments(ctx context.Context, id assessment.ID, notes ...assessment.Event) error {
	return s.review(ctx, id, notes, func(tx *gorm.DB) error {
		result := tx.Model(&reviewRow{}).Where("assessment_id = ? AND held", string(id)).Update("held", false)
		if result.Error != nil {
			return wrap("release comments", result.Error)
		}
		if result.RowsAffected == 0 {
			return conflict(fmt.Sprintf("the comments of %s are not held back", id))
		}
		return nil
	})
}

// review changes the review of a closed assessment, raises its revision and notes it.
func (s *Store) review(ctx context.Context, id assessment.ID, notes []assessment.Event, change func(tx *gorm.DB) error) error {
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		if err := requireStatus(tx, id, assessment.StatusClosed); err != nil {
			return fmt.Errorf("review comments: %w", err)
		}
		if err := change(tx); err != nil {
			return err
		}
		if err := raiseReview(tx, id); err != nil {
			return err
		}
		return record(tx, notes...)
	})
}

func raiseReview(tx *gorm.DB, id assessment.ID) error {
	err := tx.Exec(`INSERT INTO comment_reviews (assessment_id, held, revision) VALUES (?, 0, 1)
		ON CONFLICT DO UPDATE SET revision = revision + 1`, string(id)).Error
	return wrap("review comments", err)
}

// hold stores whether the comments of a new report are held back. An assessment
// that never holds any needs no row.
func hold(tx *gorm.DB, id assessment.ID, held bool) error {
	if held {
		if err := raiseReview(tx, id); err != nil {
			return err
		}
	}
	err := tx.Model(&reviewRow{}).Where("assessment_id = ?", string(id)).Update("held", held).Error
	return wrap("hold comments back", err)
}
