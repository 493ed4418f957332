package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// sweepEvery is how often expired sessions are removed, on the occasion of a
// session being saved.
const sweepEvery = 10 * time.Minute

// SessionStore keeps sign-in sessions. Its methods are those of scs's CtxStore
// and IterableCtxStore; scs itself is not imported. Tokens are stored as their
// SHA-256, so a stolen database signs nobody in. With scs's HashTokenInStore
// the token that arrives here is a hash already; it is hashed once more, which
// does no harm and brings nothing.
type SessionStore struct {
	store *Store
	swept atomic.Int64 // when expired sessions were last removed, microseconds
}

// Sessions returns the store of sign-in sessions.
func (s *Store) Sessions() *SessionStore { return &s.sessions }

type sessionRow struct {
	TokenHash []byte `gorm:"primaryKey"`
	Data      []byte
	Expires   int64
}

func (sessionRow) TableName() string { return "sessions" }

func hashSession(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

// FindCtx returns a session's data; found is false if there is none or it has expired.
func (s *SessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	var row sessionRow
	err = s.store.reader.WithContext(ctx).
		Where("token_hash = ? AND expires > ?", hashSession(token), micro(s.store.now())).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, wrap("find session", err)
	}
	return row.Data, true, nil
}

// CommitCtx stores or replaces a session's data until expiry.
func (s *SessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	row := sessionRow{TokenHash: hashSession(token), Data: blob(data), Expires: micro(expiry)}
	now := micro(s.store.now())
	last := s.swept.Load()
	sweep := now-last >= sweepEvery.Microseconds() && s.swept.CompareAndSwap(last, now)
	return s.store.writer.do(ctx, func(tx *gorm.DB) error {
		if sweep {
			if err := tx.Where("expires <= ?", now).Delete(&sessionRow{}).Error; err != nil {
				return wrap("remove expired sessions", err)
			}
		}
		return wrap("save session", tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error)
	})
}

// DeleteCtx removes a session; one that does not exist is no error.
func (s *SessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.store.writer.do(ctx, func(tx *gorm.DB) error {
		return wrap("delete session", tx.Where("token_hash = ?", hashSession(token)).Delete(&sessionRow{}).Error)
	})
}

// AllCtx returns the data of every session that has not expired. The keys are
// the hashes in hexadecimal: tokens are not kept.
func (s *SessionStore) AllCtx(ctx context.Context) (map[string][]byte, error) {
	var rows []sessionRow
	if err := s.store.reader.WithContext(ctx).Where("expires > ?", micro(s.store.now())).Find(&rows).Error; err != nil {
		return nil, wrap("list sessions", err)
	}
	all := make(map[string][]byte, len(rows))
	for _, row := range rows {
		all[hex.EncodeToString(row.TokenHash)] = row.Data
	}
	return all, nil
}

// Find is FindCtx for callers without a context.
func (s *SessionStore) Find(token string) (data []byte, found bool, err error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for callers without a context.
func (s *SessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx for callers without a context.
func (s *SessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// All is AllCtx for callers without a context.
func (s *SessionStore) All() (map[string][]byte, error) { return s.AllCtx(context.Background()) }
