package workbook

import (
	"cmp"
	"fmt"
	"slices"

	"readiness/reports"
)

// Columns before the group means on Items.
const (
	itemCode = iota + 1
	itemQuestion
	itemScale
	itemStage
	itemScore
	itemFirst
)

// itemsTop is the row of the first question on Items.
const itemsTop = 7

// items lists every question with each group's mean.
func (b *book) items(s *sheet) {
	groups := len(b.report.Groups)
	gap := itemFirst + groups
	s.sized(8, 40, 18, 15, 11)
	for c := itemFirst; c < gap; c++ {
		s.widths[c] = 13.5
	}
	s.widths[gap], s.widths[gap+1], s.widths[gap+2] = 10, 18, 18
	row := s.titled(gap + 2)
	// The live weight of each group, above its column.
	s.text(row, itemScore, b.t("weight"), look{color: muted, align: "right"})
	for i := range b.report.Groups {
		g := &b.report.Groups[i]
		s.live(row, itemFirst+i, b.model.weight(g.Group)+"*"+b.model.include(g.Group), &g.Weight, look{format: threePlace, align: "center", color: muted})
	}
	weights := fixed(row, itemFirst) + ":" + fixed(row, gap-1)
	row++
	s.headed(row, 1, b.t("code"), b.t("question"), b.t("scale"), b.t("supports"), b.t("weighted"))
	for i := range b.report.Groups {
		s.headed(row, itemFirst+i, b.groupName(b.report.Groups[i].Group))
	}
	s.headed(row, gap, b.t("largest_gap"), b.t("higher"), b.t("lower"))
	s.frozen, s.repeated = [2]int{row, 2}, row
	top := row
	for i := range b.report.Items {
		row = itemsTop + i
		b.itemRow(s, row, &b.report.Items[i], weights)
	}
	if row == top {
		return
	}
	s.filter = span(top, 1, row, gap+2)
	s.scoreColours(span(top+1, itemScore, row, gap-1))
	s.headedTo = row
	b.topItems(s, row+2)
}

// question is what a reader sees of an item: its short name, else the question.
func (b *book) question(item *reports.Item) string {
	for _, text := range []reports.Text{item.Name, item.Inside.Question, item.Outside.Question} {
		if words := b.name(text); words != "" {
			return words
		}
	}
	return clean(item.ID)
}

func (b *book) itemRow(s *sheet, row int, item *reports.Item, weights string) {
	groups := len(b.report.Groups)
	gap := itemFirst + groups
	s.text(row, itemCode, item.ID, body())
	question := b.question(item)
	s.text(row, itemQuestion, question, prose())
	s.grow(row, question, s.width(itemQuestion), look{})
	s.text(row, itemScale, b.scaleName(item.Scale), prose())
	s.grow(row, b.scaleName(item.Scale), s.width(itemScale), look{})
	supports := b.supports(item.Supports)
	s.text(row, itemStage, supports, prose())
	s.grow(row, supports, s.width(itemStage), look{})
	means := at(row, itemFirst) + ":" + at(row, gap-1)
	formula := fmt.Sprintf(`IF(SUMIF(%[1]s,">=0",%[2]s)=0,%[3]s,SUMPRODUCT(%[1]s,%[2]s)/SUMIF(%[1]s,">=0",%[2]s))`, means, weights, quote(b.t("not_shown")))
	if item.WeightedMean == nil {
		s.says(row, itemScore, formula, b.t("not_shown"), hiddenLook())
	} else {
		s.live(row, itemScore, formula, item.WeightedMean, strong(number(oneDecimal)))
	}
	for i := range b.report.Groups {
		b.itemCell(s, row, itemFirst+i, b.report.Groups[i].Group, item)
	}
	if item.LargestGap == nil {
		for c := gap; c <= gap+2; c++ {
			s.text(row, c, b.t("none"), hiddenLook())
		}
		return
	}
	s.num(row, gap, item.LargestGap.Gap, number(oneDecimal))
	s.text(row, gap+1, b.groupName(item.LargestGap.Higher), prose())
	s.text(row, gap+2, b.groupName(item.LargestGap.Lower), prose())
}

// supports names what a question supports: a stage, or the foundation of all.
func (b *book) supports(id string) string {
	switch {
	case id == "":
		return b.t("none")
	case slices.Contains(stages(), id):
		return b.stageName(id)
	case b.words.Has(b.lang, "wb_supports_"+id):
		return b.t("supports_" + id)
	}
	return clean(id)
}

func (b *book) itemCell(s *sheet, row, column int, group string, item *reports.Item) {
	for i := range item.Groups {
		c := &item.Groups[i]
		if c.Group != group {
			continue
		}
		if c.Suppressed || c.Mean == nil {
			s.text(row, column, b.fewer(group), hiddenLook())
			s.grow(row, b.fewer(group), s.width(column), look{})
			return
		}
		s.num(row, column, *c.Mean, number(oneDecimal))
		return
	}
	s.text(row, column, b.t("not_asked"), hiddenLook())
	s.grow(row, b.t("not_asked"), s.width(column), look{})
}

// topItems lists the lowest scores and the largest gaps.
func (b *book) topItems(s *sheet, row int) {
	var scored, apart []*reports.Item
	for i := range b.report.Items {
		item := &b.report.Items[i]
		if item.WeightedMean != nil {
			scored = append(scored, item)
		}
		if item.LargestGap != nil {
			apart = append(apart, item)
		}
	}
	slices.SortStableFunc(scored, func(x, y *reports.Item) int { return cmp.Compare(*x.WeightedMean, *y.WeightedMean) })
	slices.SortStableFunc(apart, func(x, y *reports.Item) int { return cmp.Compare(y.LargestGap.Gap, x.LargestGap.Gap) })
	s.text(row, 1, b.t("section_lowest"), section())
	s.keep(row, row+min(10, len(scored)))
	for i, item := range scored[:min(10, len(scored))] {
		s.text(row+1+i, itemCode, item.ID, body())
		s.text(row+1+i, itemQuestion, b.question(item), prose())
		s.grow(row+1+i, b.question(item), s.width(itemQuestion), look{})
		s.num(row+1+i, itemScale, *item.WeightedMean, number(oneDecimal))
	}
	row += min(10, len(scored)) + 2
	s.text(row, 1, b.t("section_widest"), section())
	s.keep(row, row+min(10, len(apart)))
	for i, item := range apart[:min(10, len(apart))] {
		r := row + 1 + i
		s.text(r, itemCode, item.ID, body())
		s.text(r, itemQuestion, b.question(item), prose())
		s.grow(r, b.question(item), s.width(itemQuestion), look{})
		s.num(r, itemScale, item.LargestGap.Gap, number(oneDecimal))
		pair := b.t("higher_than", "Higher", b.groupName(item.LargestGap.Higher), "Lower", b.groupName(item.LargestGap.Lower))
		s.block(r, itemStage, itemStage+3, pair, prose())
	}
}

func (b *book) item(id string) *reports.Item {
	for i := range b.report.Items {
		if b.report.Items[i].ID == id {
			return &b.report.Items[i]
		}
	}
	return nil
}
