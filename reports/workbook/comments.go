package workbook

// comments lists what people wrote and may be shown. Theme is left for the
// reader to fill in.
func (b *book) comments(s *sheet) {
	s.open = true
	s.sized(34, 18, 20, 70, 24)
	row := s.titled(5)
	for _, note := range b.report.ReviewNotes() {
		s.block(row, 1, 5, b.say(note), prose())
		row += 2
	}
	s.headed(row, 1, b.t("question"), b.t("scale"), b.t("group"), b.t("comment"), b.t("theme"))
	s.frozen, s.repeated = [2]int{row, 0}, row
	top := row
	for i := range b.report.Comments {
		c := &b.report.Comments[i]
		row++
		question, scale := b.t("comment_whole"), b.t("none")
		if item := b.item(c.Item); item != nil {
			question, scale = b.question(item), b.scaleName(item.Scale)
		}
		s.text(row, 1, question, prose())
		s.text(row, 2, scale, prose())
		s.text(row, 3, b.groupName(c.Group), prose())
		s.text(row, 4, c.Text, prose())
		s.put(row, 5, cell{look: input("")})
		s.grow(row, question, s.width(1), look{})
		s.grow(row, scale, s.width(2), look{})
		s.grow(row, clean(c.Text), s.width(4), look{})
	}
	if row == top && (b.report.CommentReview == nil || !b.report.CommentReview.Held) {
		s.block(row+1, 1, 5, b.t("no_comments", "K", b.report.Assessment.CommentK), prose())
	}
	if row == top {
		return
	}
	s.filter = span(top, 1, row, 5)
}
