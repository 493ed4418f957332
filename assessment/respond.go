package assessment

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"time"

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

// NeedsConsent reports whether nothing may be stored yet: the organiser asks for
// consent, and it has not been given.
func (v *Visit) NeedsConsent() bool {
	return v.Assessment.Privacy.ConsentAsked && !v.Draft.Consented
}

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
	var draft DraftKey // no draft has the zero key
	var submission SubmissionKey
	if secret != "" {
		draft, submission = draftKey(secret), submissionKey(secret)
	}
	// Shared links first: they are what many people come through.
	arrival, err := s.store.Arrive(ctx, hash, draft, submission)
	switch {
	case err == nil:
		err = s.arrive(ctx, v, arrival)
	case KindOf(err) == NotFound:
		err = s.enterInvited(ctx, v, token, hash)
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

// arrive fills in a visit through a shared link.
func (s *Service) arrive(ctx context.Context, v *Visit, at *Arrival) (err error) {
	if at.Link.Revoked {
		return fail(Gone, "error_link_revoked")
	}
	if v.Assessment, v.Form, err = s.waveIn(ctx, at.Link.Assessment, at.Status, at.Closed); err != nil {
		return err
	}
	if err := s.admit(v, at.Link.Group); err != nil {
		return err
	}
	v.Draft, v.Submitted = newDraft(), at.Submitted && at.Draft == nil
	if at.Draft != nil {
		v.Draft, err = openDraft(at.Draft, v.secret)
	}
	return err
}

// enterInvited fills in a visit through a personal link.
func (s *Service) enterInvited(ctx context.Context, v *Visit, token string, hash TokenHash) (err error) {
	if v.invitation, err = s.store.InvitationByHash(ctx, hash); err != nil {
		if KindOf(err) == NotFound {
			return fail(NotFound, "error_link_unknown")
		}
		return err
	}
	if v.invitation.Revoked {
		return fail(Gone, "error_link_revoked")
	}
	v.Personal, v.secret = true, s.tokens.DraftSecret(token)
	if v.Assessment, v.Form, err = s.wave(ctx, v.invitation.Assessment); err != nil {
		return err
	}
	if err := s.admit(v, v.invitation.Group); err != nil {
		return err
	}
	return s.loadDraft(ctx, v)
}

// admit gives a visit its group and says whether answers are taken.
func (s *Service) admit(v *Visit, group string) error {
	if v.Group = v.Assessment.Group(group); v.Group == nil {
		return fail(Gone, "error_link_revoked")
	}
	v.State = v.Assessment.TakesAnswers(v.Group, s.Now())
	return nil
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
