package assessment

import (
	"context"
	"fmt"
	"io/fs"
	"sync"

	"readiness/questionnaires"
)

// library finds questionnaires: the shipped ones, and own ones from the store,
// which another process may have added a moment ago.
type library struct {
	store QuestionnaireStore

	mu      sync.RWMutex
	catalog *questionnaires.Catalog
}

func newLibrary(shipped *questionnaires.Catalog, store QuestionnaireStore) *library {
	return &library{store: store, catalog: shipped}
}

func (l *library) latest(ctx context.Context, id string) (*questionnaires.Questionnaire, error) {
	// A newer version may be in the store: look there first.
	if err := l.reload(ctx); err != nil {
		return nil, err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	if q, ok := l.catalog.Latest(id); ok {
		return q, nil
	}
	return nil, fail(Invalid, "error_questionnaire_unknown", "ID", id)
}

func (l *library) version(ctx context.Context, ref QuestionnaireRef) (*questionnaires.Questionnaire, error) {
	find := func() (*questionnaires.Questionnaire, bool) {
		l.mu.RLock()
		defer l.mu.RUnlock()
		return l.catalog.Version(ref.ID, ref.Version)
	}
	q, ok := find()
	if !ok {
		if err := l.reload(ctx); err != nil {
			return nil, err
		}
		if q, ok = find(); !ok {
			return nil, fail(Invalid, "error_questionnaire_unknown", "ID", ref.ID)
		}
	}
	if q.Hash != ref.Hash {
		return nil, fmt.Errorf("questionnaire %s version %d has changed since the assessment was created", ref.ID, ref.Version)
	}
	return q, nil
}

func (l *library) reload(ctx context.Context) error {
	stored, err := l.store.QuestionnaireFiles(ctx)
	if err != nil {
		return fmt.Errorf("read own questionnaires: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, files := range stored {
		q, err := questionnaires.LoadFiles(files)
		if err != nil {
			return fmt.Errorf("read own questionnaires: %w", err)
		}
		if err := l.catalog.Add(q); err != nil {
			return fmt.Errorf("read own questionnaires: %w", err)
		}
	}
	return nil
}

// keep stores a shipped questionnaire, so that assessments made with this version
// can be read by a later program that ships another. Own ones are stored already.
func (l *library) keep(ctx context.Context, q *questionnaires.Questionnaire) error {
	files, err := questionnaires.ShippedFiles(q.ID)
	if err != nil || files == nil {
		return err
	}
	if shipped, err := questionnaires.LoadFiles(files); err != nil || shipped.Hash != q.Hash {
		return err // an own version under a shipped id
	}
	if err := l.store.AddQuestionnaire(ctx, q, files); err != nil {
		return fmt.Errorf("keep questionnaire %s version %d: %w", q.ID, q.Version, err)
	}
	return nil
}

// Questionnaires lists every questionnaire that an assessment can name.
func (s *Service) Questionnaires(ctx context.Context) ([]*questionnaires.Questionnaire, error) {
	if err := s.library.reload(ctx); err != nil {
		return nil, err
	}
	s.library.mu.RLock()
	defer s.library.mu.RUnlock()
	return s.library.catalog.All(), nil
}

// AddQuestionnaire checks a questionnaire folder and stores it as a new version.
func (s *Service) AddQuestionnaire(ctx context.Context, fsys fs.FS, dir string) (*questionnaires.Questionnaire, error) {
	q, err := questionnaires.Load(fsys, dir)
	if err != nil {
		return nil, err
	}
	files, err := questionnaires.Files(fsys, dir)
	if err != nil {
		return nil, err
	}
	if known, ok := s.library.catalog.Version(q.ID, q.Version); ok && known.Hash != q.Hash {
		return nil, fail(Conflict, "error_questionnaire_version", "ID", q.ID, "Version", q.Version)
	}
	if err := s.store.AddQuestionnaire(ctx, q, files); err != nil {
		if KindOf(err) == Conflict {
			return nil, fail(Conflict, "error_questionnaire_version", "ID", q.ID, "Version", q.Version)
		}
		return nil, err
	}
	return q, nil
}
