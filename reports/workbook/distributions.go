package workbook

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
)

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
	s.sized(8, 40, 30, 8, 12, 9)
	for c := distFirst; c < after+5; c++ {
		s.widths[c] = 10
	}
	s.widths[after+3], s.widths[after+4], s.widths[after+5] = 13, 13, 4
	s.printed = after + 4
	row := s.titled(s.printed)
	s.headed(row, 1, b.t("code"), b.t("question"), b.t("group"), b.t("mark"), b.t("n"), b.t("mean"))
	for i := range options {
		s.headed(row, distFirst+i, b.t("option", "Number", i+1))
	}
	s.headed(row, after, b.t("dont_know"), b.t("not_applicable"), b.t("skipped"), b.t("agreement"), b.t("polarisation"))
	s.frozen, s.repeated = [2]int{row, 3}, row
	top := row
	var asked []spread
	for i := range b.report.Items {
		item := &b.report.Items[i]
		asked = append(asked, spread{item: item, from: row + 1, to: row + len(item.Groups)})
		for j := range item.Groups {
			row++
			b.distributionRow(s, row, after, item, &item.Groups[j])
		}
		s.keep(row+1-len(item.Groups), row)
	}
	if row == top {
		return
	}
	s.filter, s.headedTo = span(top, 1, row, after+4), row
	b.distributionCharts(s, top, after+6, options, asked)
}

// spread is the rows of one question.
type spread struct {
	item     *reports.Item
	from, to int
}

// distributionCharts shows the answers to the two questions on which groups
// differ most, one bar a group, in a panel beside the table.
func (b *book) distributionCharts(s *sheet, top, column, options int, asked []spread) {
	apart := func(x spread) float64 {
		if x.item.LargestGap == nil {
			return 0
		}
		return x.item.LargestGap.Gap
	}
	asked = slices.DeleteFunc(asked, func(x spread) bool {
		return apart(x) == 0 || !s.anyNumber(x.from, distFirst, x.to, distFirst+options-1)
	})
	slices.SortStableFunc(asked, func(x, y spread) int { return cmp.Compare(apart(y), apart(x)) })
	if len(asked) == 0 {
		return
	}
	const columns, width = 6, 15.0 // that a chart covers
	height, first := max(16, 6+2*len(b.report.Groups)), column
	for _, x := range asked[:min(2, len(asked))] {
		var parts []excelize.ChartSeries
		for o := range x.item.Levels {
			parts = append(parts, series(s.ref(top, distFirst+o), s.area(x.from, distGroup, x.to, distGroup),
				s.area(x.from, distFirst+o, x.to, distFirst+o), shade(o, x.item.Levels)))
		}
		chart := bars(excelize.BarPercentStacked, axis(ptr(0.0), ptr(1.0), 0.25, percent, ""), parts...)
		overlap := 100
		chart.Overlap = &overlap
		for c := column; c < column+columns; c++ {
			s.widths[c] = width
		}
		s.place(top, column, height, columns, b.t("chart_distribution", "Question", cut(b.question(x.item), 120)), b.t("alt_distribution"), chart)
		column += columns
	}
	s.panel(top, first, top+height-1, column-1)
}

func (b *book) distributionRow(s *sheet, row, after int, item *reports.Item, g *reports.ItemGroup) {
	s.text(row, distCode, item.ID, body())
	question := b.question(item)
	s.text(row, distQuestion, question, prose())
	s.grow(row, question, s.width(distQuestion), look{})
	b.wrapped(s, row, distGroup, b.groupName(g.Group))
	b.mark(s, row, distMark, g.Group)
	if g.Suppressed || g.N == nil {
		for c := distN; c <= after+4; c++ {
			s.put(row, c, cell{look: hiddenLook()})
		}
		s.block(row, distN, distFirst+min(2, after-distFirst-1), b.fewer(g.Group, g.Hidden), hiddenLook())
		if g.Hidden == reports.HiddenComplementary {
			s.legend()
		}
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
