package storage

import (
	"context"

	"gorm.io/gorm"

	"readiness/assessment"
)

type draftRow struct {
	Key          []byte `gorm:"primaryKey"`
	AssessmentID string
	GroupKey     string
	Revision     int64
	Sealed       []byte
}

func (draftRow) TableName() string { return "drafts" }

// Draft implements assessment.DraftStore.
func (s *Store) Draft(ctx context.Context, key assessment.DraftKey) (*assessment.SealedDraft, error) {
	d := &assessment.SealedDraft{Key: key}
	err := s.reader.WithContext(ctx).Raw("SELECT assessment_id, group_key, revision, sealed FROM drafts WHERE key = ?", key[:]).
		Row().Scan(&d.Assessment, &d.Group, &d.Revision, &d.Sealed)
	if err != nil {
		return nil, wrapScan("draft", err)
	}
	return d, nil
}

// Submitted implements assessment.DraftStore.
func (s *Store) Submitted(ctx context.Context, key assessment.SubmissionKey) (bool, error) {
	return submitted(s.reader.WithContext(ctx), key)
}

func submitted(db *gorm.DB, key assessment.SubmissionKey) (bool, error) {
	var found bool
	err := db.Raw("SELECT EXISTS (SELECT 1 FROM submission_keys WHERE key = ?)", key[:]).Row().Scan(&found)
	return found, wrap("look for a submission", err)
}

// SaveDraft implements assessment.DraftStore. Revision 1 is ErrConflict too if
// the draft exists; an unknown assessment is ErrNotFound.
func (s *Store) SaveDraft(ctx context.Context, d assessment.SealedDraft) error {
	row := draftRow{
		Key: d.Key[:], AssessmentID: string(d.Assessment), GroupKey: d.Group,
		Revision: d.Revision, Sealed: blob(d.Sealed),
	}
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		var stored int64
		var err error
		if row.Revision == 1 {
			stored, err = direct(tx, insertDraft, row.Key, row.AssessmentID, row.GroupKey, row.Revision, row.Sealed, d.Submission[:])
		} else {
			stored, err = direct(tx, updateDraft, row.Revision, row.Sealed, row.Key, row.Revision-1, d.Submission[:])
		}
		if err != nil {
			return wrapInsert("save draft", err)
		}
		if stored == 0 {
			return conflict("save draft: it was submitted, or another one was saved in between")
		}
		return nil
	})
}

// DeleteDrafts implements assessment.DraftStore.
func (s *Store) DeleteDrafts(ctx context.Context, id assessment.ID) error {
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		return wrap("delete drafts", tx.Where("assessment_id = ?", string(id)).Delete(&draftRow{}).Error)
	})
}
