package assessment

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
)

// HiddenPart stands where a reviewer has hidden words of a comment, in every
// language.
const HiddenPart = "[…]"

// CommentKey recognises a comment by what it says, so that what was hidden stays
// hidden in a later report; comments of a group that say the same about the same
// question are one.
type CommentKey [sha256.Size]byte

// KeyOfComment is the key of what a group wrote on an item, "" for the whole.
func KeyOfComment(item, group, text string) CommentKey {
	return sha256.Sum256([]byte(item + "\x00" + group + "\x00" + text))
}

// String is the key as commands and the audit log print it: its first 16
// hexadecimal digits.
func (k CommentKey) String() string { return hex.EncodeToString(k[:8]) }

// Span is a part of a text: its runes from From up to, but without, To.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Redaction is what a reviewer hid of one comment. The stored text is never
// edited (statistics.md 2.15).
type Redaction struct {
	Comment CommentKey
	Parts   []Span // in order, apart from each other; none: all of it
}

// CommentReview says what readers may see of an assessment's comments.
type CommentReview struct {
	// Held: nothing until somebody has read them and releases them.
	Held bool
	// Hidden holds the hidden parts by comment; an empty list: all of it.
	Hidden map[CommentKey][]Span
	// Revision rises with every change of the review.
	Revision int
}

// Show is a comment as readers see it; ok is false where they do not.
func (r *CommentReview) Show(item, group, text string) (shown string, ok bool) {
	if r.Held {
		return "", false
	}
	if len(r.Hidden) == 0 {
		return text, true
	}
	parts, hidden := r.Hidden[KeyOfComment(item, group, text)]
	if hidden && len(parts) == 0 {
		return "", false
	}
	return redact(text, parts), true
}

// redact puts HiddenPart in the place of the parts.
func redact(text string, parts []Span) string {
	if len(parts) == 0 {
		return text
	}
	runes := []rune(text)
	var out strings.Builder
	from := 0
	for _, part := range parts {
		if part.From < from || part.To > len(runes) {
			continue // kept for another text: nothing is cut at random
		}
		out.WriteString(string(runes[from:part.From]))
		out.WriteString(HiddenPart)
		from = part.To
	}
	out.WriteString(string(runes[from:]))
	return out.String()
}

// Words are the parts of a text that can be hidden: words, and single characters
// of scripts that put no space between them.
func Words(text string) []Span {
	var words []Span
	runes := []rune(text)
	for at, r := range runes {
		if !inWord(r) {
			continue
		}
		if n := len(words); n > 0 && words[n-1].To == at && !alone(r) && !alone(runes[at-1]) {
			words[n-1].To = at + 1
			continue
		}
		words = append(words, Span{at, at + 1})
	}
	return words
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// alone reports whether a character is a word of its own here.
func alone(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// Occurrences are the places where a text says a phrase in whole words, whatever
// the case. A phrase without words is said nowhere.
func Occurrences(text, phrase string) []Span {
	runes, sought := []rune(text), []rune(strings.TrimSpace(phrase))
	if len(Words(phrase)) == 0 {
		return nil
	}
	starts, ends := map[int]bool{}, map[int]bool{}
	for _, w := range Words(text) {
		starts[w.From], ends[w.To] = true, true
	}
	var found []Span
	for at := 0; at+len(sought) <= len(runes); at++ {
		end := at + len(sought)
		if starts[at] && ends[end] && strings.EqualFold(string(runes[at:end]), string(sought)) {
			found = append(found, Span{at, end})
			at = end - 1
		}
	}
	return found
}

// MergeSpans sorts the parts of a text and joins those that overlap or have but one
// character between them, outside of words: a first and a second name are one gap.
func MergeSpans(text string, parts []Span) []Span {
	runes := []rune(text)
	var out []Span
	for _, p := range slices.SortedFunc(slices.Values(parts), func(a, b Span) int { return cmp.Compare(a.From, b.From) }) {
		if n := len(out); n > 0 && (p.From <= out[n-1].To || p.From == out[n-1].To+1 && !inWord(runes[out[n-1].To])) {
			out[n-1].To = max(out[n-1].To, p.To)
			continue
		}
		out = append(out, p)
	}
	return out
}

// Phrases are the texts of the parts.
func Phrases(text string, parts []Span) []string {
	runes := []rune(text)
	var out []string
	for _, p := range parts {
		out = append(out, string(runes[p.From:p.To]))
	}
	return out
}

// ReviewStore keeps what reviewers decided about comments.
type ReviewStore interface {
	// CommentReview returns the review of an assessment; one without a review is
	// the zero value.
	CommentReview(ctx context.Context, assessment ID) (*CommentReview, error)
	// Redact stores redactions in the place of earlier ones of the same comments;
	// ErrConflict unless the assessment is closed.
	Redact(ctx context.Context, assessment ID, redactions []Redaction, notes ...Event) error
	// Unredact shows a comment again as it was written; ErrConflict unless the
	// assessment is closed, ErrNotFound if nothing of it is hidden.
	Unredact(ctx context.Context, assessment ID, comment CommentKey, notes ...Event) error
	// ReleaseComments ends the hold of SaveSnapshot; ErrConflict if there is none.
	ReleaseComments(ctx context.Context, assessment ID, notes ...Event) error
}

// HideComments hides parts of comments, or comments as a whole, in every page and
// file of the report from now on.
func (s *Service) HideComments(ctx context.Context, id ID, redactions []Redaction) error {
	notes := make([]Event, 0, len(redactions))
	for _, r := range redactions {
		what := "whole"
		if len(r.Parts) > 0 {
			what = "words"
		}
		notes = append(notes, s.event(ctx, id, ActionCommentHidden, r.Comment.String()+" "+what))
	}
	return statusError(s.store.Redact(ctx, id, redactions, notes...), "error_not_closed")
}

// ShowComment shows a comment again as it was written.
func (s *Service) ShowComment(ctx context.Context, id ID, comment CommentKey) error {
	err := s.store.Unredact(ctx, id, comment, s.event(ctx, id, ActionCommentShown, comment.String()))
	return statusError(err, "error_not_closed")
}

// ReleaseComments lets readers see the comments that were held back at closing,
// but for what is hidden of them.
func (s *Service) ReleaseComments(ctx context.Context, id ID) error {
	err := s.store.ReleaseComments(ctx, id, s.event(ctx, id, ActionCommentsReleased, ""))
	return statusError(err, "error_comments_not_held")
}
