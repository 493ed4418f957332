package reports

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"slices"

	"readiness/assessment"
)

// commentCell is the set of comments of one group on one item.
type commentCell struct {
	item, group string
}

// comments keeps the comments of every item and group that has enough of them
// (statistics.md 2.15). Attributed groups were told that their answers can be
// traced and keep their own minimum.
func (b *builder) comments(ctx context.Context) error {
	b.report.Comments = []Comment{}
	if b.l.in.Comments == nil {
		return nil
	}
	cells := map[commentCell][]Comment{}
	err := b.l.in.Comments(ctx, func(c *assessment.Comment) error {
		if _, ok := b.l.groupAt[c.Group]; ok && c.Text != "" && !b.l.in.Form.LeftOut(c.Item) {
			at := commentCell{item: c.Item, group: c.Group}
			cells[at] = append(cells[at], Comment{Item: c.Item, Group: c.Group, Language: c.Language, Text: c.Text})
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, item := range b.commentItems() {
		var released []Comment
		for g := range b.l.groups {
			cell := cells[commentCell{item: item, group: b.l.groups[g].Key}]
			if len(cell) >= b.commentMinimum(g) {
				released = append(released, b.dropRareLanguages(cell, g)...)
			}
		}
		b.report.Comments = append(b.report.Comments, shuffled(b.report.Assessment.ID, released)...)
	}
	return nil
}

// commentItems lists what can be commented on: the questions, then the whole.
func (b *builder) commentItems() []string {
	var items []string
	for _, item := range b.l.in.Form.Items {
		items = append(items, item.ID)
	}
	return append(items, "")
}

func (b *builder) commentMinimum(g int) int {
	if b.attributed(g) {
		return b.l.threshold(g)
	}
	return max(b.l.in.Assessment.CommentK, b.l.threshold(g))
}

// dropRareLanguages blanks languages that too few comments share.
func (b *builder) dropRareLanguages(comments []Comment, g int) []Comment {
	n := map[string]int{}
	for _, c := range comments {
		n[c.Language]++
	}
	for i := range comments {
		if n[comments[i].Language] < b.l.threshold(g) {
			comments[i].Language = ""
		}
	}
	return comments
}

// shuffled orders comments by a hash of their content: an order that says
// nothing about when or by whom, and the same one whenever it is computed.
func shuffled(assessmentID string, comments []Comment) []Comment {
	type keyed struct {
		key [sha256.Size]byte
		Comment
	}
	rows := make([]keyed, len(comments))
	for i, c := range comments {
		rows[i] = keyed{sha256.Sum256([]byte(assessmentID + "\x00" + c.Item + "\x00" + c.Text)), c}
	}
	slices.SortFunc(rows, func(a, b keyed) int {
		return cmp.Or(bytes.Compare(a.key[:], b.key[:]), cmp.Compare(a.Group, b.Group), cmp.Compare(a.Language, b.Language))
	})
	out := make([]Comment, len(rows))
	for i, r := range rows {
		out[i] = r.Comment
	}
	return out
}
