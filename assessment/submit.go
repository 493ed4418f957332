package assessment

import (
	"context"
	"errors"
	"fmt"
)

// Submit sends the draft as the respondent's response, once: a retry, a double
// click or a second tab is a success that stores nothing. What was skipped is
// stored as skipped.
func (s *Service) Submit(ctx context.Context, v *Visit) error {
	if v.Submitted {
		return nil
	}
	if v.State != nil {
		return v.State
	}
	if v.NeedsConsent() {
		return fail(Forbidden, "error_consent_missing")
	}
	if !v.Draft.Started() {
		return fail(Invalid, "error_nothing_answered")
	}
	submission, err := s.submission(v)
	if err != nil {
		return err
	}
	if _, err := s.store.Submit(ctx, *submission); err != nil {
		if errors.Is(err, ErrConflict) {
			return &Error{Kind: Gone, Key: "error_survey_closed", Err: err}
		}
		return err
	}
	v.Submitted = true
	return nil
}

func (s *Service) submission(v *Visit) (*Submission, error) {
	id, err := NewID(s.random)
	if err != nil {
		return nil, fmt.Errorf("submit: %w", err)
	}
	d, now := v.Draft, s.Now()
	sub := &Submission{
		Key: submissionKey(v.secret), Assessment: v.Assessment.ID, Day: v.Assessment.Date(now),
		Draft: draftKey(v.secret), Cap: v.Group.Cap,
		Response: Response{
			ID: id, Group: v.Group.Key, Location: d.Location, Function: d.Function,
			Language: v.Assessment.Language(d.Language), Answers: v.Form.Blank(v.Group),
		},
	}
	for field, value := range d.Answers {
		i, ok := v.shown(field)
		if !ok {
			continue
		}
		answer, err := ParseAnswer(value, v.Form.Items[i].Levels)
		if err != nil {
			return nil, fmt.Errorf("submit: %s: %w", field, err)
		}
		sub.Response.Answers[i] = byte(answer)
	}
	attributed := v.Group.Anonymity == Attributed
	if v.invitation != nil {
		sub.Invitation, sub.Generation, sub.Cap = v.invitation.ID, v.invitation.Generation, 0
		if attributed {
			sub.Response.Invitation = v.invitation.ID
		}
	}
	if attributed {
		sub.Response.Day = sub.Day
	}
	for item, text := range d.Comments {
		commentID, err := NewID(s.random)
		if err != nil {
			return nil, fmt.Errorf("submit: %w", err)
		}
		comment := Comment{ID: commentID, Group: v.Group.Key, Item: item, Language: sub.Response.Language, Text: text}
		if attributed {
			comment.Response = id
		}
		sub.Comments = append(sub.Comments, comment)
	}
	return sub, nil
}
