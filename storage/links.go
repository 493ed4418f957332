package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"readiness/assessment"
)

type linkRow struct {
	ID           string `gorm:"primaryKey"`
	AssessmentID string
	GroupKey     string
	Generation   int
	Hash         []byte
	Revoked      bool
}

func (linkRow) TableName() string { return "links" }

func newLinkRow(l assessment.Link) linkRow {
	return linkRow{
		ID: string(l.ID), AssessmentID: string(l.Assessment), GroupKey: l.Group,
		Generation: l.Generation, Hash: l.Hash[:], Revoked: l.Revoked,
	}
}

func (r *linkRow) link() (*assessment.Link, error) {
	hash, err := hash32(r.Hash)
	if err != nil {
		return nil, fmt.Errorf("link %s: %w", r.ID, err)
	}
	return &assessment.Link{
		ID: assessment.ID(r.ID), Assessment: assessment.ID(r.AssessmentID), Group: r.GroupKey,
		Generation: r.Generation, Hash: hash, Revoked: r.Revoked,
	}, nil
}

type invitationRow struct {
	ID           string `gorm:"primaryKey"`
	AssessmentID string
	GroupKey     string
	Email        string
	Name         string
	Language     string
	Location     string
	Function     string
	Generation   int
	Hash         []byte
	Completed    bool
	Revoked      bool
}

func (invitationRow) TableName() string { return "invitations" }

func newInvitationRow(i assessment.Invitation) invitationRow {
	return invitationRow{
		ID: string(i.ID), AssessmentID: string(i.Assessment), GroupKey: i.Group, Email: i.Email, Name: i.Name,
		Language: i.Language, Location: i.Location, Function: i.Function, Generation: i.Generation,
		Hash: i.Hash[:], Completed: i.Completed, Revoked: i.Revoked,
	}
}

func (r *invitationRow) invitation() (*assessment.Invitation, error) {
	hash, err := hash32(r.Hash)
	if err != nil {
		return nil, fmt.Errorf("invitation %s: %w", r.ID, err)
	}
	return &assessment.Invitation{
		ID: assessment.ID(r.ID), Assessment: assessment.ID(r.AssessmentID), Group: r.GroupKey,
		Email: r.Email, Name: r.Name, Language: r.Language, Location: r.Location, Function: r.Function,
		Generation: r.Generation, Hash: hash, Completed: r.Completed, Revoked: r.Revoked,
	}, nil
}

// hash32 checks the length of a stored hash.
func hash32(b []byte) ([32]byte, error) {
	if len(b) != 32 {
		return [32]byte{}, fmt.Errorf("stored hash has %d bytes", len(b))
	}
	return [32]byte(b), nil
}

// Links implements assessment.LinkStore.
func (s *Store) Links(ctx context.Context, id assessment.ID) ([]assessment.Link, error) {
	var rows []linkRow
	err := s.reader.WithContext(ctx).Where("assessment_id = ?", string(id)).Order("group_key").Find(&rows).Error
	if err != nil {
		return nil, wrap("list links", err)
	}
	links := make([]assessment.Link, 0, len(rows))
	for i := range rows {
		link, err := rows[i].link()
		if err != nil {
			return nil, err
		}
		links = append(links, *link)
	}
	return links, nil
}

// LinkByHash implements assessment.LinkStore.
func (s *Store) LinkByHash(ctx context.Context, hash assessment.TokenHash) (*assessment.Link, error) {
	// Scanned by hand: every answer comes through here, and reflection would cost
	// more than the look-up.
	row := linkRow{Hash: hash[:]}
	err := s.reader.WithContext(ctx).Raw("SELECT id, assessment_id, group_key, generation, revoked FROM links WHERE hash = ?", hash[:]).
		Row().Scan(&row.ID, &row.AssessmentID, &row.GroupKey, &row.Generation, &row.Revoked)
	if err != nil {
		return nil, wrapScan("link", err)
	}
	return row.link()
}

// selectArrival is one look-up for what would be four: every answer and every
// page of a respondent comes through it.
const selectArrival = `SELECT l.id, l.assessment_id, l.group_key, l.generation, l.revoked, a.status, a.closed,
	(SELECT count(*) FROM reopenings AS r WHERE r.assessment_id = a.id), EXISTS (SELECT 1 FROM submission_keys WHERE key = ?), d.assessment_id, d.group_key, d.revision, d.sealed
FROM links AS l JOIN assessments AS a ON a.id = l.assessment_id LEFT JOIN drafts AS d ON d.key = ? WHERE l.hash = ?`

// Arrive implements assessment.LinkStore.
func (s *Store) Arrive(
	ctx context.Context, token assessment.TokenHash, draft assessment.DraftKey, submission assessment.SubmissionKey,
) (*assessment.Arrival, error) {
	at := &assessment.Arrival{Link: assessment.Link{Hash: token}}
	var closed, revision *int64
	var id, group *string
	var sealed []byte
	// It takes microseconds: watching whether the caller gives up would cost more.
	err := s.arrival.QueryRowContext(context.WithoutCancel(ctx), submission[:], draft[:], token[:]).Scan(
		&at.Link.ID, &at.Link.Assessment, &at.Link.Group, &at.Link.Generation, &at.Link.Revoked, &at.Status, &closed, &at.Reopened,
		&at.Submitted, &id, &group, &revision, &sealed)
	if err != nil {
		return nil, wrapScan("arrive at a link", err)
	}
	at.Closed = fromOptional(closed)
	if revision != nil {
		at.Draft = &assessment.SealedDraft{
			Key: draft, Assessment: fromNull[assessment.ID](id), Group: fromNull[string](group), Revision: *revision, Sealed: sealed,
		}
	}
	return at, nil
}

// InvitationByHash implements assessment.LinkStore.
func (s *Store) InvitationByHash(ctx context.Context, hash assessment.TokenHash) (*assessment.Invitation, error) {
	var row invitationRow
	if err := s.reader.WithContext(ctx).Where("hash = ?", hash[:]).Take(&row).Error; err != nil {
		return nil, wrapTake("invitation", err)
	}
	return row.invitation()
}

// ReplaceLink implements assessment.LinkStore.
func (s *Store) ReplaceLink(ctx context.Context, l assessment.Link, notes ...assessment.Event) error {
	changes := map[string]any{"generation": l.Generation, "hash": l.Hash[:], "revoked": l.Revoked}
	return s.replaceToken(ctx, &linkRow{}, fmt.Sprintf("link %s", l.ID), l.ID, changes, notes...)
}

// RevokeInvitation implements assessment.LinkStore: it stores generation, hash
// and revoked flag, nothing else.
func (s *Store) RevokeInvitation(ctx context.Context, i assessment.Invitation) error {
	changes := map[string]any{"generation": i.Generation, "hash": i.Hash[:], "revoked": i.Revoked}
	return s.replaceToken(ctx, &invitationRow{}, fmt.Sprintf("invitation %s", i.ID), i.ID, changes)
}

func (s *Store) replaceToken(
	ctx context.Context, model any, what string, id assessment.ID, changes map[string]any, notes ...assessment.Event,
) error {
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		result := tx.Model(model).Where("id = ?", string(id)).Updates(changes)
		if result.Error != nil {
			return wrapInsert(what, result.Error)
		}
		if result.RowsAffected == 0 {
			return notFound(what)
		}
		return record(tx, notes...)
	})
}

// rowsPerInsert keeps bulk inserts well below SQLite's 32766 variables.
const rowsPerInsert = 300

// AddInvitations implements assessment.LinkStore; ErrNotFound if an assessment
// does not exist.
func (s *Store) AddInvitations(ctx context.Context, invitations []assessment.Invitation) error {
	rows := make([]invitationRow, 0, len(invitations))
	for _, i := range invitations {
		rows = append(rows, newInvitationRow(i))
	}
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		for chunk := range slices.Chunk(rows, rowsPerInsert) {
			if err := tx.Create(&chunk).Error; err != nil {
				return wrapInsert("add invitations", err)
			}
		}
		return nil
	})
}

// EachInvitation implements assessment.LinkStore: it holds one row at a time.
func (s *Store) EachInvitation(ctx context.Context, id assessment.ID, group string, yield func(*assessment.Invitation) error) (err error) {
	// Scanned by hand, as there may be very many: reflection takes longer than the rest.
	rows, err := s.reader.WithContext(ctx).Raw(`SELECT id, assessment_id, group_key, email, name, language, location, function,
		generation, hash, completed, revoked FROM invitations WHERE assessment_id = ? AND group_key = ? ORDER BY email, id`, string(id), group).Rows()
	if err != nil {
		return wrap("list invitations", err)
	}
	defer func() {
		if closing := rows.Close(); closing != nil {
			err = errors.Join(err, fmt.Errorf("list invitations: %w", closing))
		}
	}()
	for rows.Next() {
		var row invitationRow
		err := rows.Scan(&row.ID, &row.AssessmentID, &row.GroupKey, &row.Email, &row.Name, &row.Language, &row.Location, &row.Function,
			&row.Generation, &row.Hash, &row.Completed, &row.Revoked)
		if err != nil {
			return wrap("list invitations", err)
		}
		invitation, err := row.invitation()
		if err != nil {
			return err
		}
		if err := yield(invitation); err != nil {
			return err
		}
	}
	return wrap("list invitations", rows.Err())
}

// Invitations implements assessment.LinkStore.
func (s *Store) Invitations(ctx context.Context, id assessment.ID) ([]assessment.Invitation, error) {
	var rows []invitationRow
	err := s.reader.WithContext(ctx).Where("assessment_id = ?", string(id)).Order("group_key, email, id").Find(&rows).Error
	if err != nil {
		return nil, wrap("list invitations", err)
	}
	invitations := make([]assessment.Invitation, 0, len(rows))
	for i := range rows {
		invitation, err := rows[i].invitation()
		if err != nil {
			return nil, err
		}
		invitations = append(invitations, *invitation)
	}
	return invitations, nil
}
