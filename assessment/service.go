package assessment

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"readiness/questionnaires"
)

// Service is what the product does with assessments; pages and commands call
// it and nothing else. It is safe for concurrent use.
type Service struct {
	store    Store
	library  *library
	waves    *waves
	tokens   Tokens
	reporter Reporter
	now      func() time.Time
	random   io.Reader
	program  string
}

// Deps are the parts a Service is made of. All are required.
type Deps struct {
	Store    Store
	Shipped  *questionnaires.Catalog
	Tokens   Tokens
	Reporter Reporter
	Now      func() time.Time
	Random   io.Reader // cryptographic; crypto/rand.Reader outside of tests
	Program  string    // version, for the record in reports
}

// NewService wires a Service.
func NewService(d Deps) *Service {
	return &Service{
		store: d.Store, library: newLibrary(d.Shipped, d.Store), waves: newWaves(), tokens: d.Tokens, reporter: d.Reporter,
		now: d.Now, random: d.Random, program: d.Program,
	}
}

// Now is the service's clock, UTC.
func (s *Service) Now() time.Time { return s.now().UTC() }

// Create stores a new draft with one link a group. It fills in the id, freezes
// the questionnaire versions and refuses what NewForm and Validate refuse.
func (s *Service) Create(ctx context.Context, a *Assessment) (*Assessment, error) {
	created := a.clone()
	id, err := NewID(s.random)
	if err != nil {
		return nil, fmt.Errorf("create assessment: %w", err)
	}
	created.ID, created.Status, created.Created = id, StatusDraft, s.Now()
	if err := s.freeze(ctx, created); err != nil {
		return nil, err
	}
	links := make([]Link, 0, len(created.Groups))
	for _, g := range created.Groups {
		link, err := s.newLink(created.ID, g.Key)
		if err != nil {
			return nil, fmt.Errorf("create assessment: %w", err)
		}
		links = append(links, link)
	}
	if created.Previous != "" {
		if _, err := s.store.Assessment(ctx, created.Previous); err != nil {
			return nil, fmt.Errorf("previous wave: %w", err)
		}
	}
	if err := s.store.CreateAssessment(ctx, created, links); err != nil {
		return nil, fmt.Errorf("create assessment: %w", err)
	}
	return created, nil
}

// Update replaces the definition of a draft; new groups get their links.
func (s *Service) Update(ctx context.Context, a *Assessment) error {
	changed := a.clone()
	if err := s.freeze(ctx, changed); err != nil {
		return err
	}
	links, err := s.store.Links(ctx, changed.ID)
	if err != nil {
		return err
	}
	var added []Link
	for _, g := range changed.Groups {
		if slices.ContainsFunc(links, func(l Link) bool { return l.Group == g.Key }) {
			continue
		}
		link, err := s.newLink(changed.ID, g.Key)
		if err != nil {
			return fmt.Errorf("update assessment: %w", err)
		}
		added = append(added, link)
	}
	return s.store.UpdateAssessment(ctx, changed, added)
}

// freeze pins the newest version of each questionnaire and checks the whole.
func (s *Service) freeze(ctx context.Context, a *Assessment) error {
	for i, ref := range a.Questionnaires {
		q, err := s.library.latest(ctx, ref.ID)
		if err != nil {
			return err
		}
		a.Questionnaires[i] = QuestionnaireRef{ID: q.ID, Version: q.Version, Hash: q.Hash}
		if err := s.library.keep(ctx, q); err != nil {
			return err
		}
	}
	form, err := s.Form(ctx, a)
	if err != nil {
		return err
	}
	return validate(a, form)
}

// Form lays out an assessment's items from its frozen questionnaires.
func (s *Service) Form(ctx context.Context, a *Assessment) (*Form, error) {
	qs := make([]*questionnaires.Questionnaire, 0, len(a.Questionnaires))
	for _, ref := range a.Questionnaires {
		q, err := s.library.version(ctx, ref)
		if err != nil {
			return nil, err
		}
		qs = append(qs, q)
	}
	form, err := NewForm(a, qs)
	if err != nil {
		return nil, &Error{Kind: Invalid, Key: "error_questionnaires_clash", Args: map[string]any{"Reason": err.Error()}, Err: err}
	}
	return form, nil
}

// Assessment returns one assessment.
func (s *Service) Assessment(ctx context.Context, id ID) (*Assessment, error) {
	return s.store.Assessment(ctx, id)
}

// Assessments returns all, newest first.
func (s *Service) Assessments(ctx context.Context) ([]*Assessment, error) {
	return s.store.Assessments(ctx)
}

// Open starts taking answers. Groups, threshold and questionnaires are frozen from here on.
func (s *Service) Open(ctx context.Context, id ID) error {
	a, err := s.store.Assessment(ctx, id)
	if err != nil {
		return err
	}
	if a.Closes != nil && !s.Now().Before(*a.Closes) {
		return fail(Conflict, "error_closes_past", "Date", a.Date(a.Closes.Add(-time.Second)))
	}
	note := s.event(ctx, id, ActionOpened, "")
	if err := s.store.Transition(ctx, id, StatusDraft, StatusOpen, note.At, note); err != nil {
		return statusError(err, "error_not_draft")
	}
	return nil
}

// AtClosing says what becomes of the comments when an assessment is closed.
type AtClosing int

const (
	// ShowComments lets readers see them at once.
	ShowComments AtClosing = iota
	// HoldComments keeps them back until somebody has read them for names and
	// releases them (statistics.md 2.15).
	HoldComments
)

// Close stops taking answers, computes the report once and stores it. A close
// that was interrupted is finished by closing again.
func (s *Service) Close(ctx context.Context, id ID, comments AtClosing) error {
	a, err := s.store.Assessment(ctx, id)
	if err != nil {
		return err
	}
	if a.Status != StatusClosing {
		if err := s.store.Transition(ctx, id, StatusOpen, StatusClosing, s.Now()); err != nil {
			return statusError(err, "error_not_open")
		}
		a.Status = StatusClosing
	}
	a.Closed = s.Now()
	in, err := s.reportInput(ctx, a)
	if err != nil {
		return fmt.Errorf("close: %w", err)
	}
	body, err := s.reporter.Snapshot(ctx, in)
	if err != nil {
		return fmt.Errorf("close: compute the report: %w", err)
	}
	snapshot := Snapshot{Assessment: id, Version: in.Version, Body: body, Review: CommentReview{Held: comments == HoldComments}}
	note := s.event(ctx, id, ActionClosed, strconv.Itoa(in.Version))
	if err := s.store.SaveSnapshot(ctx, snapshot, a.Closed, note); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	// What was not sent can never be sent now.
	if err := s.store.DeleteDrafts(ctx, id); err != nil {
		return fmt.Errorf("close: delete unsent drafts: %w", err)
	}
	return nil
}

// statusError explains a refused transition by the status that was expected.
func statusError(err error, key string) error {
	if KindOf(err) == Conflict {
		return &Error{Kind: Conflict, Key: key, Err: err}
	}
	return err
}

// Report returns the stored snapshot of a closed assessment.
func (s *Service) Report(ctx context.Context, id ID) (*Snapshot, error) {
	a, err := s.store.Assessment(ctx, id)
	if err != nil {
		return nil, err
	}
	if a.Status != StatusClosed {
		return nil, fail(Conflict, "error_not_closed")
	}
	return s.store.Snapshot(ctx, id)
}

// ReportInput gathers what a row-level export of a closed assessment needs.
func (s *Service) ReportInput(ctx context.Context, id ID) (*ReportInput, error) {
	a, err := s.store.Assessment(ctx, id)
	if err != nil {
		return nil, err
	}
	if a.Status != StatusClosed {
		return nil, fail(Conflict, "error_not_closed")
	}
	return s.reportInput(ctx, a)
}

func (s *Service) reportInput(ctx context.Context, a *Assessment) (*ReportInput, error) {
	form, err := s.Form(ctx, a)
	if err != nil {
		return nil, err
	}
	progress, err := s.Progress(ctx, a)
	if err != nil {
		return nil, err
	}
	earlier, err := s.store.Closings(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	in := &ReportInput{
		Assessment: a, Questionnaires: form.Questionnaires, Form: form, Progress: progress,
		Version: len(earlier) + 1, Earlier: earlier, Program: s.program,
		Responses: s.responses(a.ID),
		Comments: func(ctx context.Context, yield func(*Comment) error) error {
			return s.store.Comments(ctx, a.ID, yield)
		},
	}
	if in.Customers, err = s.store.Customers(ctx, a.ID); err != nil && KindOf(err) != NotFound {
		return nil, err
	}
	if a.Previous != "" {
		previous, err := s.store.Snapshot(ctx, a.Previous)
		switch {
		case err == nil:
			in.Previous = previous.Body
			if in.Before, err = s.waveBefore(ctx, a.Previous); err != nil {
				return nil, err
			}
		case KindOf(err) != NotFound:
			return nil, err
		}
	}
	return in, nil
}

// waveBefore gathers what a later wave compares itself with.
func (s *Service) waveBefore(ctx context.Context, id ID) (*ReportInput, error) {
	a, err := s.store.Assessment(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("previous wave: %w", err)
	}
	form, err := s.Form(ctx, a)
	if err != nil {
		return nil, fmt.Errorf("previous wave: %w", err)
	}
	return &ReportInput{Assessment: a, Questionnaires: form.Questionnaires, Form: form, Responses: s.responses(id)}, nil
}

func (s *Service) responses(id ID) func(context.Context, func(*Response) error) error {
	return func(ctx context.Context, yield func(*Response) error) error { return s.store.Responses(ctx, id, yield) }
}

// Progress counts who was invited, has started and has answered, groups in the
// assessment's order.
func (s *Service) Progress(ctx context.Context, a *Assessment) (*Progress, error) {
	counted, err := s.store.Progress(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	ordered := &Progress{ByDay: counted.ByDay}
	for _, g := range a.Groups {
		ordered.Groups = append(ordered.Groups, counted.Of(g.Key))
	}
	return ordered, nil
}
