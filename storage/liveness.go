package storage

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"

	"readiness/assessment"
)

// beginLiveness tells other processes that an import runs in this one.
func (s *Store) beginLiveness(importID assessment.ID) error {
	s.imports.Lock()
	defer s.imports.Unlock()
	if _, ok := s.running[importID]; ok {
		return conflict(fmt.Sprintf("import %s is running", importID))
	}
	if s.liveness == nil {
		lock, err := tryLock(importLockPath(s.path), unix.LOCK_SH)
		if err != nil {
			return err
		}
		if lock == nil {
			return unavailable(errors.New("another process is removing unfinished imports"))
		}
		s.liveness = lock
	}
	s.running[importID] = struct{}{}
	return nil
}

func (s *Store) leaveLiveness(importID assessment.ID) error {
	s.imports.Lock()
	defer s.imports.Unlock()
	delete(s.running, importID)
	if len(s.running) > 0 || s.liveness == nil {
		return nil
	}
	lock := s.liveness
	s.liveness = nil
	return lock.unlock()
}

func (s *Store) endLiveness() error {
	s.imports.Lock()
	defer s.imports.Unlock()
	clear(s.running)
	if s.liveness == nil {
		return nil
	}
	lock := s.liveness
	s.liveness = nil
	return lock.unlock()
}

func joinLiveness(err, unlocking error) error {
	if unlocking != nil {
		return errors.Join(err, fmt.Errorf("import lock: %w", unlocking))
	}
	return err
}
