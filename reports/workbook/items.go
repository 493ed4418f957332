package workbook

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

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
	s.breaks = append(s.breaks, row+2)
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
	for i, item := range scored[:min(10, len(scored))] {
		s.text(row+1+i, itemCode, item.ID, body())
		s.text(row+1+i, itemQuestion, b.question(item), prose())
		s.grow(row+1+i, b.question(item), s.width(itemQuestion), look{})
		s.num(row+1+i, itemScale, *item.WeightedMean, number(oneDecimal))
	}
	row += min(10, len(scored)) + 2
	s.text(row, 1, b.t("section_widest"), section())
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

// Columns before the options on Distributions.
const (
	distCode = iota + 1
	distQuestion
	distGroup
	distMark
	distN
	distMean
	distFirst // the first option
)

// distributions lists, for each question and group, how the answers fell.
func (b *book) distributions(s *sheet) {
	options := 0
	for i := range b.report.Items {
		options = max(options, b.report.Items[i].Levels)
	}
	after := distFirst + options
	s.sized(8, 40, 22, 7, 9, 9)
	for c := distFirst; c < after+5; c++ {
		s.widths[c] = 10
	}
	row := s.titled(after + 4)
	s.headed(row, 1, b.t("code"), b.t("question"), b.t("group"), b.t("mark"), b.t("n"), b.t("mean"))
	for i := range options {
		s.headed(row, distFirst+i, b.t("option", "Number", i+1))
	}
	s.headed(row, after, b.t("dont_know"), b.t("not_applicable"), b.t("skipped"), b.t("agreement"), b.t("polarisation"))
	s.frozen, s.repeated = [2]int{row, 3}, row
	top := row
	for i := range b.report.Items {
		item := &b.report.Items[i]
		for j := range item.Groups {
			row++
			b.distributionRow(s, row, after, item, &item.Groups[j])
		}
	}
	if row == top {
		return
	}
	s.filter = span(top, 1, row, after+4)
	b.distributionChart(s, top, row, options, after)
}

func (b *book) distributionRow(s *sheet, row, after int, item *reports.Item, g *reports.ItemGroup) {
	s.text(row, distCode, item.ID, body())
	question := b.question(item)
	s.text(row, distQuestion, question, prose())
	s.grow(row, question, s.width(distQuestion), look{})
	s.text(row, distGroup, b.groupName(g.Group), body())
	b.mark(s, row, distMark, g.Group)
	if g.Suppressed || g.N == nil {
		for c := distN; c <= after+4; c++ {
			s.put(row, c, cell{look: hiddenLook()})
		}
		s.block(row, distN, distFirst+min(2, after-distFirst-1), b.fewer(g.Group), hiddenLook())
		return
	}
	s.count(row, distN, g.N, number(whole))
	s.maybe(row, distMean, g.Mean, number(oneDecimal))
	for c := distFirst; c < after; c++ {
		s.put(row, c, cell{look: number(percent)})
	}
	switch {
	case len(g.Counts) > 0 && *g.N > 0:
		for i, n := range g.Counts {
			s.num(row, distFirst+i, float64(n)/float64(*g.N), number(percent))
		}
	case item.Levels > 0:
		s.block(row, distFirst, after-1, b.t("counts_hidden"), hiddenLook())
	}
	s.maybe(row, after, g.DKRate, number(percent))
	s.maybe(row, after+1, g.NARate, number(percent))
	s.maybe(row, after+2, g.SkippedRate, number(percent))
	if g.AWG == nil {
		s.text(row, after+3, b.t("none"), hiddenLook())
	} else {
		s.num(row, after+3, max(0, *g.AWG), number(twoPlace))
	}
	s.maybe(row, after+4, g.Polarisation, number(twoPlace))
}

// distributionChart shows the shares of the first questions, one bar a group.
func (b *book) distributionChart(s *sheet, top, last, options, after int) {
	var found []int
	code := ""
	for r := top + 1; r <= last; r++ {
		if _, ok := s.get(r, distFirst).value.(float64); !ok {
			continue
		}
		this, ok := s.get(r, distCode).value.(string)
		if !ok || (code != "" && this != code) {
			break
		}
		code = this
		found = append(found, r)
	}
	if len(found) < 2 || found[len(found)-1]-found[0] != len(found)-1 {
		return
	}
	from, to := found[0], found[len(found)-1]
	var parts []excelize.ChartSeries
	for i := range options {
		parts = append(parts, series(s.ref(top, distFirst+i), s.area(from, distGroup, to, distGroup),
			s.area(from, distFirst+i, to, distFirst+i), shade(i, options)))
	}
	chart := bars(excelize.BarPercentStacked, axis(ptr(0.0), ptr(1.0), 0.25, percent, ""), parts...)
	overlap := 100
	chart.Overlap = &overlap
	item := b.item(code)
	if item == nil {
		return
	}
	s.breaks = append(s.breaks, last+1)
	s.place(last+2, 1, 16, min(10, after), b.t("chart_distribution", "Question", cut(b.question(item), 120)), b.t("alt_distribution"), chart)
}

func (b *book) item(id string) *reports.Item {
	for i := range b.report.Items {
		if b.report.Items[i].ID == id {
			return &b.report.Items[i]
		}
	}
	return nil
}

// shade blends orange over grey to teal for option i of so many.
func shade(i, options int) string {
	place := 0.5
	if options > 1 {
		place = float64(i) / float64(options-1)
	}
	from, to, part := low, middle, place*2
	if place > 0.5 {
		from, to, part = middle, high, place*2-1
	}
	var rgb [3]int
	for c := range rgb {
		x, y := hexByte(from[2*c:2*c+2]), hexByte(to[2*c:2*c+2])
		rgb[c] = int(x + (y-x)*part + 0.5)
	}
	return fmt.Sprintf("%02X%02X%02X", rgb[0], rgb[1], rgb[2])
}

func hexByte(text string) float64 {
	v, err := strconv.ParseUint(text, 16, 8)
	if err != nil {
		return 0 // the colours above are all hexadecimal
	}
	return float64(v)
}
