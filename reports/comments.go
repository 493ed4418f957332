package reports

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"slices"

	"readiness/assessment"
	"readiness/reports/stats"
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
	cells, err := b.readComments(ctx)
	if err != nil {
		return err
	}
	for _, item := range b.commentItems() {
		var released []Comment
		for g := range b.l.groups {
			cell := cells[commentCell{item: item, group: b.l.groups[g].Key}]
			if len(cell) >= b.commentMinimum(g) && !b.fewComments(item, g, len(cell)) {
				released = append(released, b.dropRareLanguages(item, cell, g)...)
			}
		}
		b.report.Comments = append(b.report.Comments, shuffled(b.report.Assessment.ID, released)...)
	}
	return nil
}

// readComments collects the comments by item and group.
func (b *builder) readComments(ctx context.Context) (map[commentCell][]Comment, error) {
	cells := map[commentCell][]Comment{}
	if b.l.in.Comments == nil {
		return cells, nil
	}
	err := b.l.in.Comments(ctx, func(c *assessment.Comment) error {
		if _, ok := b.l.groupAt[c.Group]; ok && c.Text != "" && !b.l.in.Form.LeftOut(c.Item) {
			at := commentCell{item: c.Item, group: c.Group}
			cells[at] = append(cells[at], Comment{Item: c.Item, Group: c.Group, Language: c.Language, Text: c.Text})
		}
		return nil
	})
	return cells, err
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

// fewComments reports whether the comments on an item were released at a closing
// before and have become so few more that these would stand alone.
func (b *builder) fewComments(item string, g, n int) bool {
	return slices.ContainsFunc(b.released(item, g), func(then map[string]int) bool {
		before := 0
		for _, n := range then {
			before += n
		}
		return tooClose(before, n, b.commentMinimum(g))
	})
}

// released lists how many comments there were by language, at each closing that
// released them.
func (b *builder) released(item string, g int) []map[string]int {
	var out []map[string]int
	for v, p := range b.past.of(g, b.l.threshold(g)) {
		if slices.ContainsFunc(b.past[v].report.Comments, func(c Comment) bool { return c.Item == item && c.Group == b.l.groups[g].Key }) {
			out = append(out, p.ledger.Comments[item])
		}
	}
	return out
}

// dropRareLanguages blanks languages that too few comments share. Texts are known
// again in a later report, so a language needs enough of them at each closing that
// released them, and since.
func (b *builder) dropRareLanguages(item string, comments []Comment, g int) []Comment {
	n := languagesOf(comments)
	for i := range comments {
		lang := comments[i].Language
		rare := n[lang] < b.l.threshold(g)
		for _, then := range b.released(item, g) {
			rare = rare || stats.Differenced(0, then[lang], b.l.threshold(g)) || tooClose(then[lang], n[lang], b.l.threshold(g))
		}
		if rare {
			comments[i].Language = ""
		}
	}
	return comments
}

func languagesOf(comments []Comment) map[string]int {
	n := map[string]int{}
	for _, c := range comments {
		n[c.Language]++
	}
	return n
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
