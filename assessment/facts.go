package assessment

import (
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxReason is the most characters of a written reason.
const MaxReason = 500

// SetJudgement states how the organiser sees the customer base, until the
// assessment is closed; nil takes it back. At least one index is judged, each is
// 0–1, and a reason is needed (priorities.md 3.1); an index that is left open
// stands at 0.5. Customers that were imported win over it, except for a value
// skew with Override. Errors name the fields value_skew, needs_diversity, reason.
func (s *Service) SetJudgement(ctx context.Context, id ID, j *Judgement) error {
	if j != nil {
		stated, err := j.checked()
		if err != nil {
			return err
		}
		j = stated
	}
	return s.amend(ctx, id, func(a *Assessment) error {
		a.Situation = j
		return nil
	})
}

// checked returns the judgement as it is stored.
func (j *Judgement) checked() (*Judgement, error) {
	out := *j
	for _, index := range []struct {
		name  string
		value *float64
	}{{IndexValueSkew, &out.ValueSkew}, {IndexNeedsDiversity, &out.NeedsDiversity}} {
		if !out.Judges(index.name) {
			*index.value = neutralIndex
		} else if !(*index.value >= 0 && *index.value <= 1) {
			return nil, invalid(index.name, "error_index_range")
		}
	}
	if out.Override && !out.Judges(IndexValueSkew) {
		return nil, invalid(IndexValueSkew, "error_override_value")
	}
	var err error
	out.Reason, err = writtenReason(out.Reason)
	return &out, err
}

// SetConditions states the facts that limit the verdict (priorities.md 3.6),
// until the assessment is closed; nil or an empty value takes them back. Errors
// name the condition.
func (s *Service) SetConditions(ctx context.Context, id ID, c *Conditions) error {
	if c != nil {
		for _, fact := range c.facts() {
			if fact.value != "" && !slices.Contains(fact.allowed, fact.value) {
				return invalid(fact.name, "error_value_unknown", "Value", fact.value)
			}
		}
		stated := *c
		stated.Areas = slices.Clone(c.Areas)
		if c = &stated; c.Empty() {
			c = nil
		}
	}
	return s.amend(ctx, id, func(a *Assessment) error {
		a.Conditions = c
		return nil
	})
}

// SetAnchors changes the shares of customers, in %, that bring half of the value
// at a value skew of 1 and of 0 (priorities.md 3.1), until the assessment is
// closed. Others than the product's own need a reason. Errors name the fields
// steep_share, shallow_share, reason.
func (s *Service) SetAnchors(ctx context.Context, id ID, steep, shallow float64, reason string) error {
	const least, most = 0.01, 100
	for _, share := range []struct {
		name  string
		value float64
	}{{"steep_share", steep}, {"shallow_share", shallow}} {
		if !(share.value >= least && share.value <= most) {
			return invalid(share.name, "error_share_range")
		}
	}
	if steep >= shallow {
		return invalid("shallow_share", "error_shares_order")
	}
	own := DefaultParameters()
	if isOwn := same(steep, own.SteepShare) && same(shallow, own.ShallowShare); isOwn {
		reason = ""
	} else {
		var err error
		if reason, err = writtenReason(reason); err != nil {
			return err
		}
	}
	return s.amend(ctx, id, func(a *Assessment) error {
		if len(a.Parameters.Emphasis) == 0 {
			a.Parameters = own
		}
		a.Parameters.SteepShare, a.Parameters.ShallowShare, a.Parameters.AnchorsReason = steep, shallow, reason
		return nil
	})
}

func same(x, y float64) bool {
	const tolerance = 1e-9
	return math.Abs(x-y) < tolerance
}

// CheckReason says what is wrong with a written reason, nil if nothing is.
func CheckReason(text string) error {
	_, err := writtenReason(text)
	return err
}

// writtenReason puts a reason on one line and refuses none, a very long one and
// control characters.
func writtenReason(text string) (string, error) {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
	switch {
	case text == "":
		return "", invalid("reason", "error_reason_missing")
	case utf8.RuneCountInString(text) > MaxReason:
		return "", invalid("reason", "error_text_long", "Max", MaxReason)
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "", invalid("reason", "error_text_control")
	}
	return text, nil
}

func (s *Service) amend(ctx context.Context, id ID, change func(*Assessment) error) error {
	return statusError(s.store.AmendAssessment(ctx, id, change), "error_facts_closed")
}
