package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"readiness/assessment"
)

type assessmentRow struct {
	ID         string `gorm:"primaryKey"`
	Status     string
	Definition string
	Created    int64
	Opened     *int64
	Closed     *int64
	Reopened   int `gorm:"->"` // counted, no column
}

// assessmentColumns selects an assessmentRow.
const assessmentColumns = "*, (SELECT count(*) FROM reopenings AS r WHERE r.assessment_id = assessments.id) AS reopened"

func (assessmentRow) TableName() string { return "assessments" }

func newAssessmentRow(a *assessment.Assessment) (*assessmentRow, error) {
	definition, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("encode assessment %s: %w", a.ID, err)
	}
	return &assessmentRow{
		ID: string(a.ID), Status: string(a.Status), Definition: string(definition),
		Created: micro(a.Created), Opened: optional(a.Opened), Closed: optional(a.Closed),
	}, nil
}

func (r *assessmentRow) assessment() (*assessment.Assessment, error) {
	a := &assessment.Assessment{}
	if err := json.Unmarshal([]byte(r.Definition), a); err != nil {
		return nil, fmt.Errorf("decode assessment %s: %w", r.ID, err)
	}
	a.ID, a.Status = assessment.ID(r.ID), assessment.Status(r.Status)
	a.Created, a.Opened, a.Closed, a.Reopened = fromMicro(r.Created), fromOptional(r.Opened), fromOptional(r.Closed), r.Reopened
	return a, nil
}

type snapshotRow struct {
	AssessmentID string `gorm:"primaryKey"`
	Version      int    `gorm:"primaryKey;autoIncrement:false"`
	Body         []byte
}

func (snapshotRow) TableName() string { return "snapshots" }

type customerBaseRow struct {
	AssessmentID string `gorm:"primaryKey"`
	Definition   string
}

func (customerBaseRow) TableName() string { return "customer_bases" }

// CreateAssessment implements assessment.WaveStore. An id that is taken,
// or two links of one group, are ErrConflict.
func (s *Store) CreateAssessment(ctx context.Context, a *assessment.Assessment, links []assessment.Link) error {
	row, err := newAssessmentRow(a)
	if err != nil {
		return err
	}
	rows := make([]linkRow, 0, len(links))
	for _, l := range links {
		rows = append(rows, newLinkRow(l))
	}
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		if err := tx.Create(row).Error; err != nil {
			return wrapInsert("create assessment", err)
		}
		if len(rows) == 0 {
			return nil
		}
		return wrapInsert("create assessment: links", tx.Create(&rows).Error)
	})
}

// Assessment implements assessment.WaveStore.
func (s *Store) Assessment(ctx context.Context, id assessment.ID) (*assessment.Assessment, error) {
	return takeAssessment(s.reader.WithContext(ctx), id)
}

func takeAssessment(db *gorm.DB, id assessment.ID) (*assessment.Assessment, error) {
	var row assessmentRow
	if err := db.Select(assessmentColumns).Where("id = ?", string(id)).Take(&row).Error; err != nil {
		return nil, wrapTake(fmt.Sprintf("assessment %s", id), err)
	}
	return row.assessment()
}

// Standing implements assessment.WaveStore.
func (s *Store) Standing(ctx context.Context, id assessment.ID) (assessment.Standing, error) {
	var status string
	var closed *int64
	var reopened int
	err := s.reader.WithContext(ctx).Raw(`SELECT status, closed, (SELECT count(*) FROM reopenings WHERE assessment_id = a.id)
		FROM assessments AS a WHERE id = ?`, string(id)).Row().Scan(&status, &closed, &reopened)
	if err != nil {
		return assessment.Standing{}, wrapScan(fmt.Sprintf("assessment %s", id), err)
	}
	return assessment.Standing{Status: assessment.Status(status), Closed: fromOptional(closed), Reopened: reopened}, nil
}

// Assessments implements assessment.WaveStore.
func (s *Store) Assessments(ctx context.Context) ([]*assessment.Assessment, error) {
	var rows []assessmentRow
	if err := s.reader.WithContext(ctx).Select(assessmentColumns).Order("created DESC, id").Find(&rows).Error; err != nil {
		return nil, wrap("list assessments", err)
	}
	all := make([]*assessment.Assessment, 0, len(rows))
	for i := range rows {
		a, err := rows[i].assessment()
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// statusOf returns an assessment's status inside a transaction; ErrNotFound.
func statusOf(tx *gorm.DB, id assessment.ID) (assessment.Status, error) {
	var status string
	err := tx.Raw("SELECT status FROM assessments WHERE id = ?", string(id)).Row().Scan(&status)
	if err != nil {
		return "", wrapScan(fmt.Sprintf("assessment %s", id), err)
	}
	return assessment.Status(status), nil
}

// requireStatus is ErrConflict unless the assessment is in one of the statuses.
func requireStatus(tx *gorm.DB, id assessment.ID, statuses ...assessment.Status) error {
	status, err := statusOf(tx, id)
	if err != nil {
		return err
	}
	for _, s := range statuses {
		if status == s {
			return nil
		}
	}
	return conflict(fmt.Sprintf("assessment %s is %s", id, status))
}

// UpdateAssessment implements assessment.WaveStore; ErrNotFound if there
// is no such assessment. Status and times stay.
func (s *Store) UpdateAssessment(ctx context.Context, a *assessment.Assessment, added []assessment.Link) error {
	row, err := newAssessmentRow(a)
	if err != nil {
		return err
	}
	links := make([]linkRow, 0, len(added))
	for _, l := range added {
		links = append(links, newLinkRow(l))
	}
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		if err := requireStatus(tx, a.ID, assessment.StatusDraft); err != nil {
			return fmt.Errorf("update: %w", err)
		}
		err := tx.Model(&assessmentRow{}).Where("id = ?", row.ID).Update("definition", row.Definition).Error
		if err != nil || len(links) == 0 {
			return wrap("update assessment", err)
		}
		return wrapInsert("update assessment: links", tx.Create(&links).Error)
	})
}

// AmendAssessment implements assessment.WaveStore; ErrNotFound if there is no
// such assessment. Status and times stay.
func (s *Store) AmendAssessment(ctx context.Context, id assessment.ID, change func(*assessment.Assessment) error) error {
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		if err := requireStatus(tx, id, assessment.StatusDraft, assessment.StatusOpen); err != nil {
			return fmt.Errorf("amend: %w", err)
		}
		a, err := takeAssessment(tx, id)
		if err != nil {
			return err
		}
		if err := change(a); err != nil {
			return err
		}
		row, err := newAssessmentRow(a)
		if err != nil {
			return err
		}
		return wrap("amend assessment", tx.Model(&assessmentRow{}).Where("id = ?", row.ID).Update("definition", row.Definition).Error)
	})
}

// Transition implements assessment.WaveStore; ErrNotFound if there is no
// such assessment. Going from draft to open stamps Opened, going to closed
// stamps Closed.
func (s *Store) Transition(
	ctx context.Context, id assessment.ID, from, to assessment.Status, at time.Time, notes ...assessment.Event,
) error {
	changes := map[string]any{"status": string(to)}
	switch {
	case from == assessment.StatusDraft && to == assessment.StatusOpen:
		changes["opened"] = micro(at)
	case to == assessment.StatusClosed:
		changes["closed"] = micro(at)
	}
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		if err := requireStatus(tx, id, from); err != nil {
			return fmt.Errorf("move to %s: %w", to, err)
		}
		if err := tx.Model(&assessmentRow{}).Where("id = ?", string(id)).Updates(changes).Error; err != nil {
			return wrap("move to "+string(to), err)
		}
		return record(tx, notes...)
	})
}

// SaveSnapshot implements assessment.WaveStore; a version that is not the
// next one is ErrConflict too.
func (s *Store) SaveSnapshot(ctx context.Context, snapshot assessment.Snapshot, at time.Time, notes ...assessment.Event) error {
	row := snapshotRow{AssessmentID: string(snapshot.Assessment), Version: snapshot.Version, Body: blob(snapshot.Body)}
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		if err := requireStatus(tx, snapshot.Assessment, assessment.StatusClosing); err != nil {
			return fmt.Errorf("save report: %w", err)
		}
		var newest int
		err := tx.Raw("SELECT coalesce(max(version), 0) FROM snapshots WHERE assessment_id = ?", row.AssessmentID).Row().Scan(&newest)
		if err != nil {
			return wrap("save report", err)
		}
		if row.Version != newest+1 {
			return conflict(fmt.Sprintf("save report: version %d follows %d", row.Version, newest))
		}
		if err := tx.Create(&row).Error; err != nil {
			return wrapInsert("save report", err)
		}
		changes := map[string]any{"status": string(assessment.StatusClosed), "closed": micro(at)}
		if err := tx.Model(&assessmentRow{}).Where("id = ?", row.AssessmentID).Updates(changes).Error; err != nil {
			return wrap("save report", err)
		}
		if err := hold(tx, snapshot.Assessment, snapshot.Review.Held); err != nil {
			return err
		}
		return record(tx, notes...)
	})
}

// Snapshot implements assessment.WaveStore.
func (s *Store) Snapshot(ctx context.Context, id assessment.ID) (*assessment.Snapshot, error) {
	var row snapshotRow
	var review *assessment.CommentReview
	// One transaction: a report must not be read with the review of another.
	err := s.reader.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		err := tx.Where("assessment_id = ?", string(id)).Order("version DESC").Take(&row).Error
		if err != nil {
			return wrapTake(fmt.Sprintf("report of %s", id), err)
		}
		review, err = readReview(tx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &assessment.Snapshot{Assessment: id, Version: row.Version, Body: row.Body, Review: *review}, nil
}

// SaveCustomers implements assessment.WaveStore; ErrNotFound if there is
// no such assessment.
func (s *Store) SaveCustomers(ctx context.Context, id assessment.ID, c *assessment.CustomerBase) error {
	definition, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode customers: %w", err)
	}
	row := customerBaseRow{AssessmentID: string(id), Definition: string(definition)}
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		err := requireStatus(tx, id, assessment.StatusDraft, assessment.StatusOpen, assessment.StatusClosing)
		if err != nil {
			return fmt.Errorf("save customers: %w", err)
		}
		return wrap("save customers", tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error)
	})
}

// Customers implements assessment.WaveStore.
func (s *Store) Customers(ctx context.Context, id assessment.ID) (*assessment.CustomerBase, error) {
	var row customerBaseRow
	if err := s.reader.WithContext(ctx).Where("assessment_id = ?", string(id)).Take(&row).Error; err != nil {
		return nil, wrapTake(fmt.Sprintf("customers of %s", id), err)
	}
	c := &assessment.CustomerBase{}
	if err := json.Unmarshal([]byte(row.Definition), c); err != nil {
		return nil, fmt.Errorf("decode customers of %s: %w", id, err)
	}
	return c, nil
}

// blob keeps an empty value from being stored as NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// errAlready ends a transaction that has nothing to store.
var errAlready = errors.New("already stored")
