package assessment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"readiness/questionnaires"
)

// Change is one answer, comment or detail that a respondent gave. Field is an
// item id, "comment", "comment_<item id>", "location", "function", "language" or
// "consent" ("yes"). Seq orders the changes of one field: a smaller one that arrives
// late is ignored. Pages without script send 0, which always counts.
type Change struct {
	Field string
	Value string
	Seq   int64
}

// CommentField is the field of an item's comment, "comment" for the whole.
func CommentField(item string) string {
	if item == "" {
		return commentField
	}
	return commentField + "_" + item
}

const commentField = "comment"

// saveAttempts bounds how often a save is retried when two tabs save at once.
const saveAttempts = 8

// Save stores changes in the visit's draft and returns after the commit.
// Errors name the field. Saving the same change twice is a success.
func (s *Service) Save(ctx context.Context, v *Visit, changes []Change) error {
	if v.State != nil {
		return v.State
	}
	if v.Submitted {
		return fail(Gone, "error_link_answered")
	}
	for range saveAttempts {
		applied := false
		for _, change := range changes {
			ok, err := v.apply(change)
			if err != nil {
				return err
			}
			applied = applied || ok
		}
		if v.Draft.Started() && v.NeedsConsent() {
			return fail(Forbidden, "error_consent_missing")
		}
		if !applied {
			return nil
		}
		err := s.storeDraft(ctx, v)
		if err == nil || !errors.Is(err, ErrConflict) {
			return err
		}
		if err := s.loadDraft(ctx, v); err != nil {
			return err
		}
		if v.Submitted {
			return fail(Gone, "error_link_answered")
		}
	}
	return fail(Unavailable, "error_storage_unavailable")
}

func (s *Service) storeDraft(ctx context.Context, v *Visit) error {
	sealed, err := v.Draft.seal(v.secret, s.random)
	if err != nil {
		return fmt.Errorf("save draft: %w", err)
	}
	err = s.store.SaveDraft(ctx, SealedDraft{
		Key: draftKey(v.secret), Assessment: v.Assessment.ID, Group: v.Group.Key,
		Revision: v.Draft.revision + 1, Sealed: sealed, Submission: submissionKey(v.secret),
	})
	if err != nil {
		return fmt.Errorf("save draft: %w", err)
	}
	v.Draft.revision++
	return nil
}

// apply changes the draft in memory; false if an older or the same change.
func (v *Visit) apply(c Change) (bool, error) {
	if seen, ok := v.Draft.Seq[c.Field]; ok && c.Seq != 0 && c.Seq <= seen {
		return false, nil
	}
	changed, err := v.set(c)
	if err != nil {
		return false, err
	}
	if c.Seq != 0 && c.Seq != v.Draft.Seq[c.Field] {
		v.Draft.Seq[c.Field] = c.Seq
		changed = true
	}
	return changed, nil
}

func (v *Visit) set(c Change) (bool, error) {
	d := v.Draft
	switch c.Field {
	case "language":
		if !slices.Contains(v.Assessment.Languages, c.Value) {
			return false, invalid(c.Field, "error_value_unknown", "Value", c.Value)
		}
		return replace(&d.Language, c.Value), nil
	case "consent":
		if c.Value != "yes" {
			return false, invalid(c.Field, "error_value_unknown", "Value", c.Value)
		}
		changed := !d.Consented
		d.Consented = true
		return changed, nil
	case "location":
		if v.Locked() {
			return false, nil
		}
		if c.Value != "" && !hasSegment(v.Assessment.Locations, c.Value) {
			return false, invalid(c.Field, "error_value_unknown", "Value", c.Value)
		}
		return replace(&d.Location, c.Value), nil
	case "function":
		if v.Locked() {
			return false, nil
		}
		if c.Value != "" && (v.Group.Side != questionnaires.Inside || !hasSegment(v.Assessment.Functions, c.Value)) {
			return false, invalid(c.Field, "error_value_unknown", "Value", c.Value)
		}
		return replace(&d.Function, c.Value), nil
	}
	if c.Field == commentField {
		return setText(d.Comments, "", c.Value, c.Field)
	}
	if item, ok := strings.CutPrefix(c.Field, commentField+"_"); ok {
		if _, shown := v.shown(item); !shown {
			return false, invalid(c.Field, "error_field_unknown", "Field", c.Field)
		}
		return setText(d.Comments, item, c.Value, c.Field)
	}
	i, ok := v.shown(c.Field)
	if !ok {
		return false, invalid(c.Field, "error_field_unknown", "Field", c.Field)
	}
	if !v.Form.Items[i].accepts(c.Value, v.Group.Side) {
		return false, invalid(c.Field, "error_answer_invalid", "Value", c.Value, "Levels", v.Form.Items[i].Levels)
	}
	if c.Value == "" {
		_, had := d.Answers[c.Field]
		delete(d.Answers, c.Field)
		return had, nil
	}
	had := d.Answers[c.Field]
	d.Answers[c.Field] = c.Value
	return had != c.Value, nil
}

func (v *Visit) shown(id string) (int, bool) {
	i, ok := v.Form.Index(id)
	return i, ok && v.Form.Shown(v.Group, i)
}

// accepts tells which answers pages take: "does not apply" inside only,
// importance without "I don't know".
func (it *Item) accepts(value string, side questionnaires.Voice) bool {
	answer, err := ParseAnswer(value, it.Levels)
	if err != nil {
		return false
	}
	switch answer {
	case DontKnow:
		return it.Kind != ImportanceItem
	case NotApplicable:
		return it.Kind == QuestionItem && side == questionnaires.Inside
	default:
		return true
	}
}

func setText(texts map[string]string, key, value, field string) (bool, error) {
	// Browsers send line ends as CR LF; a CSV file would give them back as LF.
	value = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimSpace(strings.ToValidUTF8(value, "\uFFFD")))
	if utf8.RuneCountInString(value) > MaxComment {
		return false, invalid(field, "error_comment_long", "Max", MaxComment)
	}
	had, ok := texts[key]
	if value == "" {
		delete(texts, key)
		return ok, nil
	}
	texts[key] = value
	return had != value, nil
}

func replace(field *string, value string) bool {
	changed := *field != value
	*field = value
	return changed
}

func hasSegment(segments []Segment, key string) bool {
	return slices.ContainsFunc(segments, func(s Segment) bool { return s.Key == key })
}

func invalid(field, key string, args ...any) *Error {
	e := fail(Invalid, key, args...)
	e.Field = field
	return e
}
