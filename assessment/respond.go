package assessment

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"readiness/questionnaires"
)

// Visit is a respondent at the door: what the link opens and what has been
// answered so far.
type Visit struct {
	Assessment *Assessment
	Group      *Group
	Form       *Form
	Draft      *Draft
	// Personal links belong to one person and resume anywhere; location and
	// function come from the invitation where it has them.
	Personal bool
	// Submitted: this device (or person) has sent its answers.
	Submitted bool
	// State says why no answers are taken now; nil if they are.
	State error

	invitation *Invitation
	secret     string
}

// Locked reports whether location and function are set by the invitation.
func (v *Visit) Locked() bool {
	return v.invitation != nil && (v.invitation.Location != "" || v.invitation.Function != "")
}

// AsksFunction reports whether the intro asks for the function: inside only.
func (v *Visit) AsksFunction() bool {
	return len(v.Assessment.Functions) > 0 && v.Group.Side == questionnaires.Inside && !v.Locked()
}

// AsksLocation reports whether the intro asks for the location.
func (v *Visit) AsksLocation() bool { return len(v.Assessment.Locations) > 0 && !v.Locked() }

// Items returns the positions of the items shown to this respondent.
func (v *Visit) Items() []int {
	var items []int
	for i := range v.Form.Items {
		if v.Form.Shown(v.Group, i) {
			items = append(items, i)
		}
	}
	return items
}

// Missing returns the ids of the questions without an answer, in order.
// Importance and rivals are optional and never missing.
func (v *Visit) Missing() []string {
	var missing []string
	for _, i := range v.Items() {
		item := v.Form.Items[i]
		if item.Kind == QuestionItem && v.Draft.Answers[item.ID] == "" {
			missing = append(missing, item.ID)
		}
	}
	return missing
}

// secretBytes is the length of a group link's draft secret: 128 bits.
const secretBytes = 16

// NewSecret makes the secret that a group link's draft is kept under; the
// respondent's device holds it, the database only a hash.
func (s *Service) NewSecret() (string, error) {
	raw := make([]byte, secretBytes)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return "", fmt.Errorf("new draft secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// Enter recognises a link. secret is the device's draft secret and ignored for
// personal links. Unknown tokens are NotFound, revoked links Gone; a survey
// that takes no answers is returned with State set, so that its page can speak
// the group's language.
func (s *Service) Enter(ctx context.Context, token, secret string) (*Visit, error) {
	v := &Visit{secret: secret}
	hash := HashToken(token)
	var assessment ID
	var group string
	// Shared links first: they are what many people come through.
	link, err := s.store.LinkByHash(ctx, hash)
	switch {
	case err == nil:
		if link.Revoked {
			return nil, fail(Gone, "error_link_revoked")
		}
		assessment, group = link.Assessment, link.Group
	case KindOf(err) == NotFound:
		if v.invitation, err = s.store.InvitationByHash(ctx, hash); err != nil {
			if KindOf(err) == NotFound {
				return nil, fail(NotFound, "error_link_unknown")
			}
			return nil, err
		}
		if v.invitation.Revoked {
			return nil, fail(Gone, "error_link_revoked")
		}
		v.Personal, v.secret = true, s.tokens.DraftSecret(token)
		assessment, group = v.invitation.Assessment, v.invitation.Group
	default:
		return nil, err
	}
	if v.Assessment, v.Form, err = s.wave(ctx, assessment); err != nil {
		return nil, err
	}
	if v.Group = v.Assessment.Group(group); v.Group == nil {
		return nil, fail(Gone, "error_link_revoked")
	}
	v.State = v.Assessment.TakesAnswers(v.Group, s.Now())
	return v, s.loadDraft(ctx, v)
}

func (s *Service) loadDraft(ctx context.Context, v *Visit) error {
	v.Draft = newDraft()
	if v.invitation != nil {
		v.Draft.Location, v.Draft.Function = v.invitation.Location, v.invitation.Function
		v.Draft.Language = v.invitation.Language
	}
	if v.secret == "" {
		return nil
	}
	sealed, err := s.store.Draft(ctx, draftKey(v.secret))
	switch {
	case err == nil:
		draft, err := openDraft(sealed, v.secret)
		if err != nil {
			return err
		}
		v.Draft = draft
		return nil
	case KindOf(err) != NotFound:
		return err
	}
	if v.invitation != nil {
		v.Submitted = v.invitation.Completed
		return nil
	}
	v.Submitted, err = s.store.Submitted(ctx, submissionKey(v.secret))
	return err
}

// Change is one answer, comment or detail that a respondent gave. Field is an
// item id, "comment", "comment_<item id>", "location", "function" or
// "language". Seq orders the changes of one field: a smaller one that arrives
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
	value = strings.TrimSpace(strings.ToValidUTF8(value, "\uFFFD"))
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

// Remaining estimates how long the unanswered questions take: statements need
// about three quarters of a minute, anchored questions about half.
func (v *Visit) Remaining() time.Duration {
	var left time.Duration
	for _, id := range v.Missing() {
		i, _ := v.Form.Index(id)
		left += v.Form.Items[i].typicalTime()
	}
	return left
}

// Duration estimates how long the whole takes.
func (v *Visit) Duration() time.Duration {
	var total time.Duration
	for _, i := range v.Items() {
		total += v.Form.Items[i].typicalTime()
	}
	return total
}

func (it *Item) typicalTime() time.Duration {
	const statements, anchors, short = 45 * time.Second, 25 * time.Second, 6 * time.Second
	switch {
	case it.Kind != QuestionItem:
		return short
	case slices.Contains(questionnaires.Stages(), it.Question.Scale):
		return statements
	default:
		return anchors
	}
}
