package workbook

import (
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
	gapLabel
	gapEvidence
)

// gaps sets every group against the reference group, scale by scale.
func (b *book) gaps(s *sheet) {
	s.sized(24, 28, 8, 26, 10, 11, 10, 10, 11, 10, 10, 10, 12, 15, 14)
	row := s.titled(gapEvidence)
	s.frozen, s.repeated = [2]int{row, 2}, row
	s.headed(row, 1, b.t("scale"), b.t("group"), b.t("mark"), b.t("reference"), b.t("mean"), b.t("reference_mean"), b.t("gap"),
		b.t("n"), b.t("reference_n"), b.t("cliffs_delta"), b.t("p"), b.t("q"), b.t("min_p"), b.t("label"), b.t("evidence"))
	top := row
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
		s.gapColours(span(top+1, gapPoints, row, gapPoints))
	}
	s.headedTo = row
	b.sides(s, row+2)
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
	s.num(row, gapPoints, g.Gap, strong(number(signed)))
	s.put(row, gapN, cell{value: g.N, look: number(whole)})
	s.put(row, gapReferenceN, cell{value: g.ReferenceN, look: number(whole)})
	s.maybe(row, gapDelta, g.CliffsDelta, number(twoPlace))
	s.maybe(row, gapP, g.P, number(threePlace))
	s.maybe(row, gapQ, g.Q, number(threePlace))
	s.maybe(row, gapMinP, g.MinP, number(threePlace))
	s.text(row, gapLabel, labelShape(g)+b.t("label_"+g.Label), prose())
	s.text(row, gapEvidence, b.t("evidence_"+g.Evidence), prose())
	s.grow(row, b.scaleName(scale.ID), s.width(gapScale), look{})
}

// labelShape shows direction and size of a gap beside its label: shapes read
// without colours, and in every program.
func labelShape(g *reports.Gap) string {
	shape := "▲"
	if g.Gap < 0 {
		shape = "▼"
	}
	switch g.Label {
	case "large":
		return shape + shape + " "
	case "notable":
		return shape + " "
	}
	return ""
}

func meanOf(scale *reports.Scale, group string) *float64 {
	for i := range scale.Groups {
		if scale.Groups[i].Group == group {
			return scale.Groups[i].Mean
		}
	}
	return nil
}

// gapColours shades gaps to either side of zero: orange where the group rates
// higher than the reference, blue where it rates lower.
func (s *sheet) gapColours(area string) {
	s.conditions = append(s.conditions, condition{area, []excelize.ConditionalFormatOptions{{
		Type: "3_color_scale", Criteria: "=", MinType: "num", MinValue: "-50", MidType: "num", MidValue: "0", MaxType: "num", MaxValue: "50",
		MinColor: "#7FA7D1", MidColor: "#FFFFFF", MaxColor: "#" + low,
	}}})
}

// sides sets the people inside against those outside, live.
func (b *book) sides(s *sheet, row int) {
	if len(b.report.Scales) == 0 {
		return
	}
	s.text(row, 1, b.t("section_sides"), section())
	row++
	top := row
	s.headed(row, 1, b.t("scale"), b.t("inside"))
	s.headed(row, 4, b.t("outside"), b.t("sides_gap"), b.t("reported_gap"), b.t("changed_head"))
	s.put(row, 3, cell{look: header()})
	for i := range b.report.Scales {
		scale := &b.report.Scales[i]
		row++
		s.text(row, 1, b.scaleName(scale.ID), body())
		s.grow(row, b.scaleName(scale.ID), s.width(1), look{})
		b.shown(s, row, 2, b.model.result(scale.ID, resultInside), scale.Inside, b.t("not_shown"), number(oneDecimal))
		s.put(row, 3, cell{look: body()})
		b.shown(s, row, 4, b.model.result(scale.ID, resultOutside), scale.Outside, b.t("not_shown"), number(oneDecimal))
		b.shown(s, row, 5, b.model.result(scale.ID, resultSides), scale.InsideOutsideGap, b.t("none"), strong(number(signed)))
		b.reported(s, row, 6, scale.InsideOutsideGap, b.t("none"), number(signed))
		b.changed(s, row, 7, at(row, 5), at(row, 6))
	}
	s.keep(top-1, row+20) // with its chart
	chart := bars(excelize.Bar, axis(ptr(-100.0), ptr(100.0), 25, whole, ""),
		series(s.ref(top, 5), s.area(top+1, 1, row, 1), s.area(top+1, 5, row, 5), low))
	chart.Legend.Position = "none"
	chart.XAxis.TickLabelPosition = excelize.ChartTickLabelLow
	s.place(row+2, 1, 18, 10, b.t("chart_inside_outside"), b.t("alt_inside_outside"), chart)
}
