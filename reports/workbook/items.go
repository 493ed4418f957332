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

// What follows the group means on Items, counted from the first column after
// them; the panel stands beside the table.
const (
	afterN = iota
	afterDK
	afterNA
	afterAgreement
	afterPolarisation
	afterGap
	afterHigher
	afterLower
	_
	panelLowest
	_
	_
	_
	panelWidest
	_
	_
	panelPair // three columns
)

// items lists every question with each group's mean.
func (b *book) items(s *sheet) {
	groups := len(b.report.Groups)
	after := itemFirst + groups
	s.sized(8, 36, 17, 14, 11)
	for c := itemFirst; c < after; c++ {
		s.widths[c] = 12
	}
	for i, width := range []float64{9, 8, 10, 11, 11.5, 9, 16, 16, 4, 8, 36, 11, 4, 8, 36, 11, 18, 18, 18} {
		s.widths[after+i] = width
	}
	s.printed = after + afterLower
	row := s.titled(s.printed)
	// The live weight of each group, above its column.
	s.text(row, itemScore, b.t("weight"), look{color: muted, align: "right"})
	for i := range b.report.Groups {
		g := &b.report.Groups[i]
		s.live(row, itemFirst+i, b.model.weight(g.Group)+"*"+b.model.include(g.Group), &g.Weight, look{format: threePlace, align: "center", color: muted})
	}
	weights := fixed(row, itemFirst) + ":" + fixed(row, after-1)
	row++
	s.headed(row, 1, b.t("code"), b.t("question"), b.t("scale"), b.t("supports"), b.t("weighted"))
	for i := range b.report.Groups {
		s.headed(row, itemFirst+i, b.groupName(b.report.Groups[i].Group))
	}
	s.headed(row, after, b.t("n"), b.t("dont_know"), b.t("not_applicable"), b.t("agreement"), b.t("polarisation"),
		b.t("largest_gap"), b.t("higher"), b.t("lower"))
	s.frozen, s.repeated = [2]int{row, 2}, row
	top := row
	for i := range b.report.Items {
		row = itemsTop + i
		b.itemRow(s, row, &b.report.Items[i], weights)
	}
	if row == top {
		return
	}
	s.filter = span(top, 1, row, s.printed)
	s.scoreColours(span(top+1, itemScore, row, after-1))
	s.headedTo = row
	b.topItems(s, top-1, after)
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
	after := itemFirst + len(b.report.Groups)
	gap := after + afterGap
	s.text(row, itemCode, item.ID, body())
	question := b.question(item)
	s.text(row, itemQuestion, question, prose())
	s.grow(row, question, s.width(itemQuestion), look{})
	s.text(row, itemScale, b.scaleName(item.Scale), prose())
	s.grow(row, b.scaleName(item.Scale), s.width(itemScale), look{})
	supports := b.supports(item.Supports)
	s.text(row, itemStage, supports, prose())
	s.grow(row, supports, s.width(itemStage), look{})
	means := at(row, itemFirst) + ":" + at(row, after-1)
	formula := fmt.Sprintf(`IF(SUMIF(%[1]s,">=0",%[2]s)=0,%[3]s,SUMPRODUCT(%[1]s,%[2]s)/SUMIF(%[1]s,">=0",%[2]s))`, means, weights, quote(b.t("not_shown")))
	if item.WeightedMean == nil {
		s.says(row, itemScore, formula, b.t("not_shown"), hiddenLook())
	} else {
		s.live(row, itemScore, formula, item.WeightedMean, strong(number(oneDecimal)))
	}
	for i := range b.report.Groups {
		b.itemCell(s, row, itemFirst+i, b.report.Groups[i].Group, item)
	}
	b.itemTotals(s, row, after, item)
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

// itemTotals sums the answers of the groups that are shown, and averages their
// rates and indices with the weights of the report.
func (b *book) itemTotals(s *sheet, row, after int, item *reports.Item) {
	answers := 0
	var dk, na, agreement, polarisation average
	for i := range item.Groups {
		c := &item.Groups[i]
		g := b.group(c.Group)
		if c.Suppressed || c.N == nil || g == nil {
			continue
		}
		answers += *c.N
		dk.add(c.DKRate, g.Weight)
		na.add(c.NARate, g.Weight)
		polarisation.add(c.Polarisation, g.Weight)
		if c.AWG != nil {
			agreement.add(ptr(max(0, *c.AWG)), g.Weight)
		}
	}
	s.put(row, after+afterN, cell{value: answers, look: number(whole)})
	for column, a := range map[int]struct {
		average
		format string
	}{
		afterDK: {dk, percent}, afterNA: {na, percent}, afterAgreement: {agreement, twoPlace}, afterPolarisation: {polarisation, twoPlace},
	} {
		if a.weight == 0 {
			s.text(row, after+column, b.t("none"), hiddenLook())
			continue
		}
		s.num(row, after+column, a.sum/a.weight, number(a.format))
	}
}

// average is a weighted mean in the making.
type average struct{ sum, weight float64 }

func (a *average) add(v *float64, weight float64) {
	if v != nil {
		a.sum += *v * weight
		a.weight += weight
	}
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
			b.hide(s, row, column, group, c.Hidden)
			return
		}
		s.num(row, column, *c.Mean, number(oneDecimal))
		return
	}
	s.text(row, column, b.t("not_asked"), hiddenLook())
	s.grow(row, b.t("not_asked"), s.width(column), look{})
}

// topItems lists the lowest scores and the largest gaps in a panel beside the
// table.
func (b *book) topItems(s *sheet, row, after int) {
	const most = 10
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
	listed := func(row, column int, item *reports.Item, figure float64) {
		s.text(row, column, item.ID, body())
		b.wrapped(s, row, column+1, b.question(item))
		s.num(row, column+2, figure, number(oneDecimal))
	}
	s.text(row, after+panelLowest, b.t("section_lowest"), section())
	for i, item := range scored[:min(most, len(scored))] {
		listed(row+1+i, after+panelLowest, item, *item.WeightedMean)
	}
	s.text(row, after+panelWidest, b.t("section_widest"), section())
	for i, item := range apart[:min(most, len(apart))] {
		listed(row+1+i, after+panelWidest, item, item.LargestGap.Gap)
		pair := b.t("higher_than", "Higher", b.groupName(item.LargestGap.Higher), "Lower", b.groupName(item.LargestGap.Lower))
		s.block(row+1+i, after+panelPair, after+panelPair+2, pair, prose())
	}
	s.panel(row, after+panelLowest, row+most, after+panelPair+2)
}

func (b *book) item(id string) *reports.Item {
	for i := range b.report.Items {
		if b.report.Items[i].ID == id {
			return &b.report.Items[i]
		}
	}
	return nil
}
