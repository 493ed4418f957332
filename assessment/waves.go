package assessment

import (
	"context"
	"sync"
	"time"
)

// waves keeps what is frozen once an assessment has been opened, its definition
// and its form, so that an answer does not decode them again. Whether answers
// are taken is asked of the store every time.
type waves struct {
	mu    sync.RWMutex
	known map[ID]*wave
}

type wave struct {
	assessment *Assessment
	form       *Form
}

// maxWaves bounds the memory: about 30 KB each.
const maxWaves = 256

func newWaves() *waves { return &waves{known: map[ID]*wave{}} }

func (w *waves) find(id ID) (*wave, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	found, ok := w.known[id]
	return found, ok
}

func (w *waves) keep(id ID, found *wave) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.known) >= maxWaves {
		clear(w.known)
	}
	w.known[id] = found
}

// wave returns an assessment with its current status, and its form.
func (s *Service) wave(ctx context.Context, id ID) (*Assessment, *Form, error) {
	if _, ok := s.waves.find(id); ok {
		status, closed, err := s.store.Status(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		return s.waveIn(ctx, id, status, closed)
	}
	return s.readWave(ctx, id)
}

// waveIn is wave where the status has been read already.
func (s *Service) waveIn(ctx context.Context, id ID, status Status, closed time.Time) (*Assessment, *Form, error) {
	known, ok := s.waves.find(id)
	if !ok {
		return s.readWave(ctx, id)
	}
	current := *known.assessment
	current.Status, current.Closed = status, closed
	return &current, known.form, nil
}

func (s *Service) readWave(ctx context.Context, id ID) (*Assessment, *Form, error) {
	a, err := s.store.Assessment(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	form, err := s.Form(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	if a.Status != StatusDraft {
		s.waves.keep(id, &wave{a, form})
	}
	return a, form, nil
}
