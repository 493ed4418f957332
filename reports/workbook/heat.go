package workbook

import (
	"fmt"
	"math"
	"slices"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
)

// Columns before the scores of the heat maps.
const (
	heatGroup = iota + 1
	heatMark
	heatWeight
	heatFirst // the first score
)

// heat fills the sheet that sets groups against the scales of one kind: the
// means with the live rows below, a chart, then answers and intervals.
func (b *book) heat(s *sheet, kind string) {
	scales := b.scalesOf(kind)
	wide := heatWeight + len(scales)
	s.sized(28, 12, 12)
	columns := 8
	if kind == stage && b.report.Rivals != nil {
		columns = heatFirst + rivalLevels
	}
	for c := heatFirst; c <= max(wide, columns); c++ {
		// Few columns are made wider, so that the first page holds the chart.
		s.widths[c] = math.Max(15, math.Min(24, 90/float64(max(1, len(scales)))))
	}
	row := s.titled(max(wide, 8))
	if len(scales) == 0 {
		s.frozen = [2]int{3, 1}
		s.block(row, 1, 8, b.t("no_stages"), prose())
		if kind == stage {
			b.rivals(s, b.practices(s, row+2))
		}
		return
	}
	b.heatHead(s, row, b.t("group"), scales)
	s.frozen = [2]int{row, 1}
	top := row + 1
	row = top
	for i := range b.report.Groups {
		g := &b.report.Groups[i]
		b.heatRow(s, row, g, scales, func(c *reports.ScaleGroup) any { return some(c.Mean) }, strong(number(oneDecimal)))
		s.live(row, heatWeight, b.model.weight(g.Group), &g.Weight, number(threePlace))
		row++
	}
	s.scoreColours(span(top, heatFirst, row, wide))
	last := b.heatSums(s, row, scales)
	row = b.heatChart(s, top, row-1, scales, kind, last+2)
	s.breaks = append(s.breaks, row+1)
	row++
	if kind == category {
		row = b.categoryTable(s, row)
	}
	row = b.heatDetails(s, row, scales)
	if kind == stage {
		row = b.heatWords(s, row, scales, max(wide, 8))
		b.rivals(s, b.practices(s, row))
	}
}

func (b *book) heatHead(s *sheet, row int, first string, scales []*reports.Scale) {
	s.headed(row, 1, first, b.t("mark"), b.t("weight"))
	for i, scale := range scales {
		s.headed(row, heatFirst+i, b.scaleName(scale.ID))
	}
}

// heatDetails lists what stands behind the means, group by group, and returns
// the next free row.
func (b *book) heatDetails(s *sheet, row int, scales []*reports.Scale) int {
	for _, part := range []struct {
		key    string
		value  func(*reports.ScaleGroup) any
		format string
	}{
		{"n_long", func(c *reports.ScaleGroup) any { return whole64(c.N) }, whole},
		{"ci_low", func(c *reports.ScaleGroup) any { return some(c.CILow) }, oneDecimal},
		{"ci_high", func(c *reports.ScaleGroup) any { return some(c.CIHigh) }, oneDecimal},
	} {
		s.keep(row, row+len(b.report.Groups))
		s.headed(row, 1, b.t(part.key), b.t("mark"))
		s.put(row, heatWeight, cell{look: header()})
		for i, scale := range scales {
			s.headed(row, heatFirst+i, b.scaleName(scale.ID))
		}
		for i := range b.report.Groups {
			row++
			s.put(row, heatWeight, cell{look: body()})
			b.heatRow(s, row, &b.report.Groups[i], scales, part.value, number(part.format))
		}
		row += 2
	}
	return row
}

// heatWords puts each score into words: between which statements it lies, what
// comes next, and what the weights do to it.
func (b *book) heatWords(s *sheet, row int, scales []*reports.Scale, columns int) int {
	from := row
	for _, scale := range scales {
		if len(scale.InWords) == 0 {
			continue
		}
		if row == from {
			s.text(row, 1, b.t("section_words"), section())
		}
		row++
		b.wrapped(s, row, 1, b.scaleName(scale.ID))
		s.block(row, 2, columns, joined(sayAll(b, scale.InWords)), prose())
	}
	if row == from {
		return row
	}
	s.keep(from, row)
	return row + 2
}

// some is a figure, nil for none.
func some(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

func whole64(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}

// heatRow writes one figure of a group on every scale.
func (b *book) heatRow(s *sheet, row int, g *reports.Group, scales []*reports.Scale, value func(*reports.ScaleGroup) any, l look) {
	b.named(s, row, heatGroup, b.groupName(g.Group))
	b.mark(s, row, heatMark, g.Group)
	for i, scale := range scales {
		column := heatFirst + i
		at := slices.IndexFunc(scale.Groups, func(c reports.ScaleGroup) bool { return c.Group == g.Group })
		switch {
		case at < 0:
			s.text(row, column, b.t("not_asked"), hiddenLook())
		case scale.Groups[at].Suppressed:
			b.hide(s, row, column, g.Group, scale.Groups[at].Hidden)
		default:
			v := value(&scale.Groups[at])
			if v == nil {
				s.text(row, column, b.t("none"), hiddenLook())
				continue
			}
			s.put(row, column, cell{value: v, look: l})
		}
	}
}

// heatSums writes the weighted row and the two sides, live.
func (b *book) heatSums(s *sheet, row int, scales []*reports.Scale) int {
	rows := []struct {
		key    string
		column int
		value  func(*reports.Scale) *float64
		format string
	}{
		{"weighted", resultMean, func(x *reports.Scale) *float64 { return x.Weighted.Mean }, oneDecimal},
		{"equal_weighted", resultEqual, func(x *reports.Scale) *float64 { return x.EqualWeightMean }, oneDecimal},
		{"inside", resultInside, func(x *reports.Scale) *float64 { return x.Inside }, oneDecimal},
		{"outside", resultOutside, func(x *reports.Scale) *float64 { return x.Outside }, oneDecimal},
		{"sides_gap", resultSides, func(x *reports.Scale) *float64 { return x.InsideOutsideGap }, signed},
		{"target", resultTarget, func(x *reports.Scale) *float64 { return &x.Target }, oneDecimal},
		{"target_gap", resultGap, func(x *reports.Scale) *float64 { return x.TargetGap }, signed},
	}
	for i, sum := range rows {
		fill := look{format: sum.format, align: "center", border: true, fill: band, bold: i == 0}
		s.text(row, 1, b.t(sum.key), strong(look{border: true, fill: band}))
		s.put(row, 2, cell{look: fill})
		s.put(row, 3, cell{look: fill})
		for j, scale := range scales {
			b.shown(s, row, heatFirst+j, b.model.result(scale.ID, sum.column), sum.value(scale), b.t("none"), fill)
		}
		s.grow(row, b.t(sum.key), s.width(1), look{})
		row++
	}
	s.text(row, 1, b.t("reported_readiness"), look{border: true, color: muted})
	s.grow(row, b.t("reported_readiness"), s.width(1), look{})
	s.text(row+1, 1, b.t("changed_head"), look{border: true, color: muted})
	for j, scale := range scales {
		b.reported(s, row, heatFirst+j, scale.Weighted.Mean, b.t("none"), number(oneDecimal))
		b.changed(s, row+1, heatFirst+j, at(row-len(rows), heatFirst+j), at(row, heatFirst+j))
	}
	return row + 1
}

// heatChart draws one bar a group and scale in the groups' colours.
func (b *book) heatChart(s *sheet, top, last int, scales []*reports.Scale, kind string, row int) int {
	names := s.area(top-1, heatFirst, top-1, heatFirst+len(scales)-1)
	var groups []excelize.ChartSeries
	for i := range b.report.Groups {
		g := &b.report.Groups[i]
		r := top + i
		if r > last {
			break
		}
		groups = append(groups, series(s.ref(r, heatGroup), names, s.area(r, heatFirst, r, heatFirst+len(scales)-1), markOf(g.Group, b.report.MarkPlace(g.Group)).color))
	}
	if !s.anyNumber(top, heatFirst, last, heatFirst+len(scales)-1) {
		return row
	}
	return s.place(row, 1, 13, max(heatWeight+len(scales), 8), b.t("chart_groups_"+kind), b.t("alt_groups_"+kind),
		bars(excelize.Col, scoreAxis(), groups...))
}

// categoryTable ranks the categories by the same formula as the stages.
func (b *book) categoryTable(s *sheet, row int) int {
	if len(b.report.Categories) == 0 {
		return row
	}
	s.keep(row, row+1+len(b.report.Categories))
	s.text(row, 1, b.t("section_ranks_category"), section())
	row++
	s.headed(row, 1, b.t("category"), b.t("rank"), b.t("priority"), b.t("share"), b.t("shortfall_points"), b.t("blind_spot_points"),
		b.t("reported_rank"), b.t("changed_head"))
	for i := range b.report.Categories {
		c := &b.report.Categories[i]
		row++
		s.text(row, 1, b.scaleName(c.Category), strong(body()))
		s.grow(row, b.scaleName(c.Category), s.width(1), strong(look{}))
		b.shown(s, row, 2, b.model.ranked(c.Category, rankRank), float(c.Rank), b.t("on_target"), strong(number(whole)))
		for j, part := range []struct {
			column int
			value  float64
			format string
		}{
			{rankScore, c.Score, oneDecimal},
			{rankShare, c.Share, percent},
			{pointsShortfall, c.ShortfallPoints, signed},
			{pointsBlindSpot, c.BlindSpotPoints, signed},
		} {
			s.live(row, 3+j, b.model.ranked(c.Category, part.column), &part.value, number(part.format))
		}
		b.reported(s, row, 7, float(c.Rank), b.t("on_target"), number(whole))
		s.says(row, 8, fmt.Sprintf(`IF(%s=%s,"",%s)`, at(row, 2), at(row, 7), quote(b.t("changed"))), "",
			look{bold: true, color: "A3261B", align: "center", border: true})
	}
	if mixed, found := b.report.MixedSides(category); found {
		row++
		s.block(row, 1, 8, clean(b.say(mixed)), note())
	}
	return row + 2
}
