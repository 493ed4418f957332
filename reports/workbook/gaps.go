package workbook

import (
	"math"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
)

// Columns of the table on Perception gaps.
const (
	gapScale = iota + 1
	gapGroup
	gapMark
	gapReference
	gapMean
	gapReferenceMean
	gapPoints
	gapN
	gapReferenceN
	gapDelta
	gapP
	gapQ
	gapMinP
	gapDirection
	gapLabel
	gapEvidence
	_
	sidesScale // the panel beside the table
	sidesInside
	sidesOutside
	sidesGap
	sidesReported
	sidesChanged
	_
	sidesChart
)

// gaps sets every group against the reference group, scale by scale.
func (b *book) gaps(s *sheet) {
	s.sized(24, 28, 8, 26, 10, 11, 16, 10, 11, 10, 10, 10, 12, 11, 12, 14, 4, 24, 11, 11, 16, 11, 11, 4)
	s.printed = gapEvidence
	row := s.titled(gapEvidence)
	s.frozen, s.repeated = [2]int{row, 2}, row
	s.headed(row, 1, b.t("scale"), b.t("group"), b.t("mark"), b.t("reference"), b.t("mean"), b.t("reference_mean"), b.t("gap"),
		b.t("n"), b.t("reference_n"), b.t("cliffs_delta"), b.t("p"), b.t("q"), b.t("min_p"), b.t("direction"), b.t("label"), b.t("evidence"))
	top := row
	b.sides(s, row)
	for i := range b.report.Scales {
		scale := &b.report.Scales[i]
		for j := range scale.PerceptionGaps {
			row++
			b.gapRow(s, row, scale, &scale.PerceptionGaps[j])
		}
	}
	if row == top {
		row++
		s.block(row, 1, gapEvidence, b.t("no_gaps"), prose())
	} else {
		s.filter = span(top, 1, row, gapEvidence)
		s.bars(span(top+1, gapPoints, row, gapPoints), b.reach())
		s.arrows(span(top+1, gapDirection, row, gapDirection), b.report.Parameters.Notable, b.report.Parameters.Large)
	}
	s.headedTo = row
}

// reach is how far the data bars go to either side: to the largest gap, rounded
// up to the size of a large one.
func (b *book) reach() float64 {
	widest, step := 0.0, math.Max(1, b.report.Parameters.Large)
	for i := range b.report.Scales {
		scale := &b.report.Scales[i]
		for j := range scale.PerceptionGaps {
			widest = math.Max(widest, math.Abs(scale.PerceptionGaps[j].Gap))
		}
		if scale.InsideOutsideGap != nil {
			widest = math.Max(widest, math.Abs(*scale.InsideOutsideGap))
		}
	}
	return math.Min(100, step*math.Max(1, math.Ceil(widest/step)))
}

func (b *book) gapRow(s *sheet, row int, scale *reports.Scale, g *reports.Gap) {
	s.text(row, gapScale, b.scaleName(scale.ID), body())
	b.wrapped(s, row, gapGroup, b.groupName(g.Group))
	b.mark(s, row, gapMark, g.Group)
	b.wrapped(s, row, gapReference, b.groupName(g.Reference))
	plain := number(oneDecimal)
	if len(g.CommonItems) == 0 {
		s.maybe(row, gapMean, meanOf(scale, g.Group), plain)
		s.maybe(row, gapReferenceMean, meanOf(scale, g.Reference), plain)
	} else {
		// The gap is taken over the questions that both were asked, so the means
		// of all questions would not explain it.
		s.text(row, gapMean, b.t("none"), hiddenLook())
		s.text(row, gapReferenceMean, b.t("none"), hiddenLook())
	}
	s.num(row, gapPoints, g.Gap, beside(strong(number(signed))))
	s.put(row, gapN, cell{value: g.N, look: number(whole)})
	s.put(row, gapReferenceN, cell{value: g.ReferenceN, look: number(whole)})
	s.maybe(row, gapDelta, g.CliffsDelta, number(twoPlace))
	s.maybe(row, gapP, g.P, number(threePlace))
	s.maybe(row, gapQ, g.Q, number(threePlace))
	s.maybe(row, gapMinP, g.MinP, number(threePlace))
	s.num(row, gapDirection, g.Gap, look{format: arrowFormat(g.Label), align: "center", border: true})
	s.text(row, gapLabel, b.t("label_"+g.Label), prose())
	s.text(row, gapEvidence, b.t("evidence_"+g.Evidence), prose())
	s.grow(row, b.scaleName(scale.ID), s.width(gapScale), look{})
}

// beside keeps a number off the axis of its data bar.
func beside(l look) look { l.align = "right"; return l }

// arrowFormat shows a gap as the arrows of its label where a program knows no
// icon sets.
func arrowFormat(label string) string {
	switch label {
	case "large":
		return `"▲▲";"▼▼";""`
	case "notable":
		return `"▲";"▼";""`
	}
	return `"";"";""`
}

func meanOf(scale *reports.Scale, group string) *float64 {
	for i := range scale.Groups {
		if scale.Groups[i].Group == group {
			return scale.Groups[i].Mean
		}
	}
	return nil
}

// sides sets the people inside against those outside, live, in a panel that
// prints on a page of its own.
func (b *book) sides(s *sheet, row int) {
	if len(b.report.Scales) == 0 {
		return
	}
	top := row
	s.text(row-1, sidesScale, b.t("section_sides"), section())
	s.headed(row, sidesScale, b.t("scale"), b.t("inside"), b.t("outside"), b.t("sides_gap"), b.t("reported_gap"), b.t("changed_head"))
	for i := range b.report.Scales {
		scale := &b.report.Scales[i]
		row++
		b.wrapped(s, row, sidesScale, b.scaleName(scale.ID))
		b.shown(s, row, sidesInside, b.model.result(scale.ID, resultInside), scale.Inside, b.t("not_shown"), number(oneDecimal))
		b.shown(s, row, sidesOutside, b.model.result(scale.ID, resultOutside), scale.Outside, b.t("not_shown"), number(oneDecimal))
		b.shown(s, row, sidesGap, b.model.result(scale.ID, resultSides), scale.InsideOutsideGap, b.t("none"), beside(strong(number(signed))))
		b.reported(s, row, sidesReported, scale.InsideOutsideGap, b.t("none"), number(signed))
		b.changed(s, row, sidesChanged, at(row, sidesGap), at(row, sidesReported))
	}
	s.bars(span(top+1, sidesGap, row, sidesGap), b.reach())
	const columns, width = 7, 14.0 // that the chart covers
	for c := sidesChart; c < sidesChart+columns; c++ {
		s.widths[c] = width
	}
	end := row
	if s.anyNumber(top+1, sidesGap, row, sidesGap) {
		chart := bars(excelize.Bar, axis(ptr(-100.0), ptr(100.0), 25, whole, ""),
			series(s.ref(top, sidesGap), s.area(top+1, sidesScale, row, sidesScale), s.area(top+1, sidesGap, row, sidesGap), low))
		chart.Legend.Position = "none"
		chart.XAxis.TickLabelPosition = excelize.ChartTickLabelLow
		end = max(end, s.place(top, sidesChart, 18, columns, b.t("chart_inside_outside"), b.t("alt_inside_outside"), chart)-1)
	}
	s.panel(top-1, sidesScale, end, sidesChart+columns-1)
}
