package storage

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"readiness/assessment"
)

type counterRow struct {
	AssessmentID string `gorm:"primaryKey"`
	GroupKey     string `gorm:"primaryKey"`
	Day          string `gorm:"primaryKey"`
	N            int
}

func (counterRow) TableName() string { return "counters" }

// Submit implements assessment.ResponseStore. An unknown assessment or
// invitation is ErrNotFound, an invitation that was revoked or replaced since
// is Gone with "error_link_revoked".
func (s *Store) Submit(ctx context.Context, sub assessment.Submission) (stored bool, err error) {
	response := newResponseRow(sub.Assessment, 0, &sub.Response)
	comments := make([]commentRow, 0, len(sub.Comments))
	for i := range sub.Comments {
		comments = append(comments, newCommentRow(sub.Assessment, 0, &sub.Comments[i]))
	}
	err = s.writer.do(ctx, func(tx *gorm.DB) error {
		if err := claimSubmission(tx, &sub); err != nil {
			return err
		}
		if err := response.insert(tx); err != nil {
			return wrapInsert("submit: response", err)
		}
		for i := range comments {
			if err := comments[i].insert(tx); err != nil {
				return wrapInsert("submit: comments", err)
			}
		}
		if err := raiseCounter(tx, sub.Assessment, sub.Response.Group, sub.Day, 1); err != nil {
			return err
		}
		_, err := direct(tx, deleteDraft, sub.Draft[:])
		return wrap("submit: draft", err)
	})
	if errors.Is(err, errAlready) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	s.unsorted.Store(true)
	return true, nil
}

// claimSubmission makes sure that this response may be stored, and only once;
// errAlready if it has been stored before.
func claimSubmission(tx *gorm.DB, sub *assessment.Submission) error {
	added, err := direct(tx, insertKey, sub.Key[:], string(sub.Assessment))
	if isUnique(err) {
		return errAlready
	}
	if err != nil {
		return wrapInsert("submit", err)
	}
	if added == 0 { // it is not open; what was stored while it was is stored all the same
		done, err := submitted(tx, sub.Key)
		if err != nil {
			return err
		}
		if done {
			return errAlready
		}
		if err := requireStatus(tx, sub.Assessment, assessment.StatusOpen); err != nil {
			return fmt.Errorf("submit: %w", err)
		}
		return conflict(fmt.Sprintf("submit: assessment %s was not open", sub.Assessment))
	}
	if sub.Invitation != "" {
		if err := completeInvitation(tx, sub); err != nil {
			return err
		}
	}
	if sub.Cap > 0 {
		return checkCap(tx, sub)
	}
	return nil
}

// completeInvitation sets the flag of the invitation, which carries no date.
func completeInvitation(tx *gorm.DB, sub *assessment.Submission) error {
	result := tx.Exec(`UPDATE invitations SET completed = 1
		WHERE id = ? AND assessment_id = ? AND generation = ? AND completed = 0 AND revoked = 0`,
		string(sub.Invitation), string(sub.Assessment), sub.Generation)
	if result.Error != nil {
		return wrap("submit: invitation", result.Error)
	}
	if result.RowsAffected == 1 {
		return nil
	}
	var row invitationRow
	err := tx.Where("id = ? AND assessment_id = ?", string(sub.Invitation), string(sub.Assessment)).Take(&row).Error
	switch {
	case err != nil:
		return wrapTake("submit: invitation", err)
	case row.Completed:
		return errAlready
	default:
		return &assessment.Error{Kind: assessment.Gone, Key: "error_link_revoked"}
	}
}

func checkCap(tx *gorm.DB, sub *assessment.Submission) error {
	var n int
	err := tx.Raw("SELECT coalesce(sum(n), 0) FROM counters WHERE assessment_id = ? AND group_key = ?",
		string(sub.Assessment), sub.Response.Group).Row().Scan(&n)
	if err != nil {
		return wrap("submit: count", err)
	}
	if n >= sub.Cap {
		return &assessment.Error{Kind: assessment.Gone, Key: "error_link_full"}
	}
	return nil
}

// raiseCounter adds n responses to the counter of a group and a day.
func raiseCounter(tx *gorm.DB, id assessment.ID, group, day string, n int) error {
	_, err := direct(tx, raiseCount, string(id), group, day, n)
	return wrap("raise the counter", err)
}
