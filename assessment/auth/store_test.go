package auth_test

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"readiness/assessment"
)

// memoryStore is a UserStore in memory.
type memoryStore struct {
	mu    sync.Mutex
	users map[assessment.ID]assessment.User
	links map[assessment.TokenHash]assessment.OneTimeLink
	fails error // returned by every method if set
}

var _ assessment.UserStore = (*memoryStore)(nil)

func newMemoryStore() *memoryStore {
	return &memoryStore{users: map[assessment.ID]assessment.User{}, links: map[assessment.TokenHash]assessment.OneTimeLink{}}
}

func (m *memoryStore) AddUser(_ context.Context, u assessment.User) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, other := range m.users {
		if other.Email == u.Email {
			return assessment.ErrConflict
		}
	}
	m.users[u.ID] = u
	return m.fails
}

func (m *memoryStore) UpdateUser(_ context.Context, u assessment.User) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.users[u.ID]; !ok {
		return assessment.ErrNotFound
	}
	m.users[u.ID] = u
	return m.fails
}

func (m *memoryStore) User(_ context.Context, id assessment.ID) (*assessment.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	u, ok := m.users[id]
	if !ok {
		return nil, assessment.ErrNotFound
	}
	return &u, m.fails
}

func (m *memoryStore) UserByEmail(_ context.Context, email string) (*assessment.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fails != nil {
		return nil, m.fails
	}
	for _, u := range m.users {
		if u.Email == email {
			return &u, nil
		}
	}
	return nil, assessment.ErrNotFound
}

func (m *memoryStore) Users(context.Context) ([]assessment.User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []assessment.User
	for _, u := range m.users {
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b assessment.User) int { return cmp.Compare(a.Email, b.Email) })
	return all, m.fails
}

func (m *memoryStore) AddOneTimeLink(_ context.Context, l assessment.OneTimeLink) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.links[l.Hash] = l
	return m.fails
}

func (m *memoryStore) OneTimeLink(_ context.Context, hash assessment.TokenHash, now time.Time) (*assessment.OneTimeLink, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l, ok := m.links[hash]
	if !ok || !now.Before(l.Expires) {
		return nil, assessment.ErrNotFound
	}
	return &l, m.fails
}

func (m *memoryStore) UseOneTimeLink(ctx context.Context, hash assessment.TokenHash, now time.Time) (*assessment.OneTimeLink, error) {
	l, err := m.OneTimeLink(ctx, hash, now)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.links[hash]; !ok {
		return nil, assessment.ErrNotFound
	}
	delete(m.links, hash)
	return l, nil
}
