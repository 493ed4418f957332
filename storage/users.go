package storage

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"readiness/assessment"
)

type userRow struct {
	ID           string `gorm:"primaryKey"`
	Email        string
	Name         string
	Role         string
	PasswordHash string
	Language     string
	Disabled     bool
	Created      int64
	SessionEpoch int
}

func (userRow) TableName() string { return "users" }

func newUserRow(u assessment.User) userRow {
	return userRow{
		ID: string(u.ID), Email: u.Email, Name: u.Name, Role: string(u.Role), PasswordHash: u.PasswordHash,
		Language: u.Language, Disabled: u.Disabled, Created: micro(u.Created), SessionEpoch: u.SessionEpoch,
	}
}

func (r *userRow) user() assessment.User {
	return assessment.User{
		ID: assessment.ID(r.ID), Email: r.Email, Name: r.Name, Role: assessment.Role(r.Role), PasswordHash: r.PasswordHash,
		Language: r.Language, Disabled: r.Disabled, Created: fromMicro(r.Created), SessionEpoch: r.SessionEpoch,
	}
}

type oneTimeLinkRow struct {
	Hash    []byte `gorm:"primaryKey"`
	UserID  *string
	SignIn  bool
	Expires int64
}

func (oneTimeLinkRow) TableName() string { return "one_time_links" }

func (r *oneTimeLinkRow) link(hash assessment.TokenHash) *assessment.OneTimeLink {
	return &assessment.OneTimeLink{
		Hash: hash, User: fromNull[assessment.ID](r.UserID), SignIn: r.SignIn, Expires: fromMicro(r.Expires),
	}
}

// AddUser implements assessment.UserStore.
func (s *Store) AddUser(ctx context.Context, u assessment.User) error {
	row := newUserRow(u)
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		return wrapInsert("add user", tx.Create(&row).Error)
	})
}

// UpdateUser implements assessment.UserStore; ErrConflict if another account
// has the address. Created stays.
func (s *Store) UpdateUser(ctx context.Context, u assessment.User) error {
	changes := map[string]any{
		"email": u.Email, "name": u.Name, "role": string(u.Role), "password_hash": u.PasswordHash,
		"language": u.Language, "disabled": u.Disabled, "session_epoch": u.SessionEpoch,
	}
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		result := tx.Model(&userRow{}).Where("id = ?", string(u.ID)).Updates(changes)
		if result.Error != nil {
			return wrapInsert("update user", result.Error)
		}
		if result.RowsAffected == 0 {
			return notFound(fmt.Sprintf("user %s", u.ID))
		}
		return nil
	})
}

// User implements assessment.UserStore.
func (s *Store) User(ctx context.Context, id assessment.ID) (*assessment.User, error) {
	return s.takeUser(ctx, "id = ?", string(id))
}

// UserByEmail implements assessment.UserStore.
func (s *Store) UserByEmail(ctx context.Context, email string) (*assessment.User, error) {
	return s.takeUser(ctx, "email = ?", email)
}

func (s *Store) takeUser(ctx context.Context, condition, value string) (*assessment.User, error) {
	var row userRow
	if err := s.reader.WithContext(ctx).Where(condition, value).Take(&row).Error; err != nil {
		return nil, wrapTake("user", err)
	}
	u := row.user()
	return &u, nil
}

// Users implements assessment.UserStore.
func (s *Store) Users(ctx context.Context) ([]assessment.User, error) {
	var rows []userRow
	if err := s.reader.WithContext(ctx).Order("email").Find(&rows).Error; err != nil {
		return nil, wrap("list users", err)
	}
	users := make([]assessment.User, 0, len(rows))
	for i := range rows {
		users = append(users, rows[i].user())
	}
	return users, nil
}

// AddOneTimeLink implements assessment.UserStore; ErrNotFound if the account
// does not exist, ErrConflict if the link does.
func (s *Store) AddOneTimeLink(ctx context.Context, l assessment.OneTimeLink) error {
	row := oneTimeLinkRow{Hash: l.Hash[:], UserID: null(l.User), SignIn: l.SignIn, Expires: micro(l.Expires)}
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		return wrapInsert("add one-time link", tx.Create(&row).Error)
	})
}

// OneTimeLink implements assessment.UserStore.
func (s *Store) OneTimeLink(ctx context.Context, hash assessment.TokenHash, now time.Time) (*assessment.OneTimeLink, error) {
	row, err := takeOneTimeLink(s.reader.WithContext(ctx), hash, now)
	if err != nil {
		return nil, err
	}
	return row.link(hash), nil
}

// UseOneTimeLink implements assessment.UserStore. Links that have expired are
// removed on the way.
func (s *Store) UseOneTimeLink(ctx context.Context, hash assessment.TokenHash, now time.Time) (*assessment.OneTimeLink, error) {
	var row *oneTimeLinkRow
	err := s.writer.do(ctx, func(tx *gorm.DB) error {
		var err error
		if row, err = takeOneTimeLink(tx, hash, now); err != nil {
			return err
		}
		return wrap("use one-time link", tx.Where("hash = ? OR expires <= ?", hash[:], micro(now)).Delete(&oneTimeLinkRow{}).Error)
	})
	if err != nil {
		return nil, err
	}
	return row.link(hash), nil
}

func takeOneTimeLink(db *gorm.DB, hash assessment.TokenHash, now time.Time) (*oneTimeLinkRow, error) {
	var row oneTimeLinkRow
	if err := db.Where("hash = ? AND expires > ?", hash[:], micro(now)).Take(&row).Error; err != nil {
		return nil, wrapTake("one-time link", err)
	}
	return &row, nil
}
