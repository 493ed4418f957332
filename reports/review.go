package reports

import (
	"context"
	"fmt"
	"slices"

	"readiness/assessment"
)

// CommentReview says what a reviewer keeps from readers (statistics.md 2.15).
type CommentReview struct {
	Held      bool `json:"held"`      // all comments, until they are released
	Hidden    int  `json:"hidden"`    // comments left out
	Shortened int  `json:"shortened"` // comments in which "[…]" stands for hidden words
}

// Published is a stored report as readers may see it: without what a reviewer
// keeps back of its comments. Whatever leaves the program is made from it; the
// stored report stays as it is. It fails as ParseSnapshot does.
func Published(s *assessment.Snapshot) (*Report, error) {
	report, err := ParseSnapshot(s.Body)
	if err != nil {
		return nil, err
	}
	report.review(&s.Review)
	return report, nil
}

func (r *Report) review(review *assessment.CommentReview) {
	if !review.Held && len(review.Hidden) == 0 {
		return
	}
	note := CommentReview{Held: review.Held}
	shown := []Comment{}
	for _, c := range r.Comments {
		text, ok := review.Show(c.Item, c.Group, c.Text)
		switch {
		case review.Held:
			continue
		case !ok:
			note.Hidden++
			continue
		case text != c.Text:
			note.Shortened++
		}
		c.Text = text
		shown = append(shown, c)
	}
	r.Comments = shown
	if note != (CommentReview{}) {
		r.CommentReview = &note
	}
}

// ReviewNotes tell readers what a reviewer keeps from them.
func (r *Report) ReviewNotes() []Message {
	review := r.CommentReview
	switch {
	case review == nil:
		return nil
	case review.Held:
		return []Message{{Key: "comments_held"}}
	}
	var notes []Message
	if review.Hidden > 0 {
		notes = append(notes, Message{Key: "comments_hidden", Args: map[string]Arg{"Count": {Count: &review.Hidden}}})
	}
	if review.Shortened > 0 {
		notes = append(notes, Message{Key: "comments_shortened", Args: map[string]Arg{"Count": {Count: &review.Shortened}}})
	}
	return notes
}

// ReviewedComments is what a reviewer works on.
type ReviewedComments struct {
	Report *Report // as stored
	// Comments are those that readers would see without a review, each wording of a
	// group on a question once: those of the report, and those that stand in the rows
	// of groups that were told that their answers can be traced.
	Comments []Comment
	Review   *assessment.CommentReview
}

// ReadReview reads a stored report, its comments and what is hidden of them. It
// fails as ParseSnapshot does.
func ReadReview(ctx context.Context, snapshot *assessment.Snapshot, in *assessment.ReportInput) (*ReviewedComments, error) {
	report, err := ParseSnapshot(snapshot.Body)
	if err != nil {
		return nil, err
	}
	comments, err := reviewable(ctx, report, in)
	if err != nil {
		return nil, fmt.Errorf("read the comments: %w", err)
	}
	return &ReviewedComments{Report: report, Comments: comments, Review: &snapshot.Review}, nil
}

// Key recognises the comment in a review.
func (c *Comment) Key() assessment.CommentKey {
	return assessment.KeyOfComment(c.Item, c.Group, c.Text)
}

// Find returns the comment with a key as commands print it; nil if there is none.
func (r *ReviewedComments) Find(key string) *Comment {
	for i := range r.Comments {
		if r.Comments[i].Key().String() == key {
			return &r.Comments[i]
		}
	}
	return nil
}

// Hidden tells which parts of a comment are hidden, none for all of it, if any.
func (r *ReviewedComments) Hidden(c *Comment) (parts []assessment.Span, changed bool) {
	parts, changed = r.Review.Hidden[c.Key()]
	return parts, changed
}

// HideWords hides phrases in all of these comments that say them and of which
// anything is still shown.
func (r *ReviewedComments) HideWords(comments []Comment, phrases []string) []assessment.Redaction {
	var out []assessment.Redaction
	for i := range comments {
		c := &comments[i]
		parts, changed := r.Hidden(c)
		if changed && len(parts) == 0 {
			continue
		}
		said := false
		for _, phrase := range phrases {
			found := assessment.Occurrences(c.Text, phrase)
			parts, said = append(slices.Clip(parts), found...), said || len(found) > 0
		}
		if said {
			out = append(out, assessment.Redaction{Comment: c.Key(), Parts: assessment.MergeSpans(c.Text, parts)})
		}
	}
	return out
}

func reviewable(ctx context.Context, report *Report, in *assessment.ReportInput) ([]Comment, error) {
	var out []Comment
	seen := map[assessment.CommentKey]bool{}
	add := func(c Comment) {
		if key := c.Key(); !seen[key] {
			seen[key] = true
			out = append(out, c)
		}
	}
	for _, c := range report.Comments {
		add(c)
	}
	inRows := map[string]bool{}
	for i := range report.Groups {
		g := &report.Groups[i]
		if of := in.Assessment.Group(g.Group); of != nil && of.Anonymity == assessment.Attributed && g.Completed >= g.Threshold {
			inRows[g.Group] = true
		}
	}
	if len(inRows) == 0 {
		return out, nil
	}
	err := in.Comments(ctx, func(c *assessment.Comment) error {
		if inRows[c.Group] && c.Text != "" {
			add(Comment{Item: c.Item, Group: c.Group, Language: c.Language, Text: c.Text})
		}
		return nil
	})
	return out, err
}
