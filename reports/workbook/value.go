package workbook

import (
	"strconv"

	"github.com/xuri/excelize/v2"

	"readiness/assessment"
	"readiness/reports"
)

// value describes the customer base: how unequal its value is, how different
// its needs are.
func (b *book) value(s *sheet) {
	s.sized(44, 14, 4, 16, 14, 14, 4, 24, 14, 14, 4, 14, 14, 14, 14)
	s.onePage, s.printed = true, 10
	row := s.titled(10)
	s.frozen, s.repeated = [2]int{3, 0}, 1
	base := &b.report.Situation
	s.headed(row, 1, b.t("parameter"), b.t("value"))
	indices := []struct {
		key    string
		value  *float64
		format string
	}{
		{"factor_" + b.known("value_skew"), &base.ValueSkew, twoPlace},
		{"measured_skew", base.MeasuredSkew, twoPlace},
		{"factor_" + b.known("needs_diversity"), &base.NeedsDiversity, twoPlace},
		{"customers_count", float(base.Customers), whole},
		{"loss_makers", float(base.LossMakers), whole},
		{"count50", float(base.Count50), whole},
		{"x50", base.X50, oneDecimal},
		{"x80", base.X80, oneDecimal},
		{"gini", base.Gini, threePlace},
		{"hhi", base.HHI, threePlace},
		{"whale_peak", base.WhalePeak, twoPlace},
		{"effective_needs", base.EffectiveNeeds, twoPlace},
		{"needs_evenness", base.NeedsEvenness, threePlace},
		{"needs_simpson", base.NeedsSimpson, threePlace},
	}
	top := row
	for _, index := range indices {
		if index.value == nil {
			continue
		}
		row++
		s.text(row, 1, b.t(index.key), prose())
		s.grow(row, b.t(index.key), s.width(1), look{})
		s.num(row, 2, *index.value, number(index.format))
	}
	row++
	s.text(row, 1, b.t("value_source"), prose())
	s.text(row, 2, b.t("source_"+base.Source), prose())
	s.grow(row, b.t("source_"+base.Source), s.width(2), look{})
	if base.Basis != "" {
		row++
		s.text(row, 1, b.word("prio_basis"), prose())
		s.text(row, 2, b.word("prio_basis_"+base.Basis), prose())
		s.grow(row, b.word("prio_basis_"+base.Basis), s.width(2), look{})
	}
	if base.Reason != "" {
		row++
		s.block(row, 1, 2, b.t("value_reason", "Reason", clean(base.Reason)), prose())
	}
	b.needs(s, top)
	if len(base.Lorenz) == 0 {
		row += 2
		s.block(row, 1, s.printed, b.t("no_customers"), note())
	} else {
		row = b.lorenz(s, top, row)
	}
	for _, sentence := range append(sayAll(b, base.Advice), sayAll(b, base.Levers)...) {
		row++
		s.block(row, 1, s.printed, "• "+sentence, look{})
	}
}

// known marks the name of an index of the situation that is not known; other
// names stay.
func (b *book) known(factor string) string {
	base := &b.report.Situation
	read := map[string]reports.Reading{"value_skew": base.ReadValue(), "needs_diversity": base.ReadNeeds()}[factor]
	if read == reports.ReadUnknown {
		return factor + "_unknown"
	}
	return factor
}

// needs lists the needs segments and the shares of the best customers.
func (b *book) needs(s *sheet, top int) {
	base := &b.report.Situation
	if len(base.Shares) > 0 {
		s.headed(top, 4, b.t("best_customers"), b.t("value_share"))
		row := top
		for _, p := range []int{1, 2, 5, 10, 20, 50} {
			share, ok := base.Shares[strconv.Itoa(p)]
			if !ok {
				continue
			}
			row++
			s.num(row, 4, float64(p)/100, number(percent))
			s.num(row, 5, share, number("0.0%"))
		}
	}
	if len(base.Segments) > 0 {
		share := "customer_share"
		if b.report.Parameters.NeedsBy == assessment.NeedsByValue {
			share = "value_share"
		}
		s.headed(top, 8, b.t("needs_segment"), b.t("customers_count"), b.t(share))
		for i := range base.Segments {
			n := &base.Segments[i]
			s.text(top+1+i, 8, n.Segment, prose())
			s.put(top+1+i, 9, cell{value: n.Customers, look: number(whole)})
			s.num(top+1+i, 10, n.Share, number(percent))
		}
	}
}

// Columns of the points of the curve, beside the printed part.
const (
	curveCustomers = iota + 12
	curveValue
	curveEqualX
	curveEqual
)

// lorenz draws the curve of value over customers and the line of equality, and
// returns the first row below.
func (b *book) lorenz(s *sheet, top, last int) int {
	points := b.report.Situation.Lorenz
	row := max(last, top+len(b.report.Situation.Segments), top+7) + 2
	end := top + len(points)
	chart := &excelize.Chart{
		Type: excelize.Scatter, Legend: legend(),
		XAxis: axis(ptr(0.0), ptr(1.0), 0.25, percent, b.t("best_customers")), YAxis: axis(ptr(0.0), ptr(1.0), 0.25, percent, b.t("value_share")),
		Series: []excelize.ChartSeries{
			lineSeries(s.ref(top, curveValue), s.area(top+1, curveCustomers, end, curveCustomers), s.area(top+1, curveValue, end, curveValue), accent),
			lineSeries(s.ref(top, curveEqual), s.area(top+1, curveEqualX, top+2, curveEqualX), s.area(top+1, curveEqual, top+2, curveEqual), targetBg),
		},
	}
	below := s.place(row, 1, 20, 6, b.t("chart_lorenz"), b.t("alt_lorenz"), chart)
	s.headed(top, curveCustomers, b.t("customers_best_first"), b.t("value_share"), b.t("customers_best_first"), b.t("equal_line"))
	for i, p := range points {
		s.num(top+1+i, curveCustomers, p[0], number("0.0%"))
		s.num(top+1+i, curveValue, p[1], number("0.0%"))
	}
	for i := range 2 {
		s.num(top+1+i, curveEqualX, float64(i), number(percent))
		s.num(top+1+i, curveEqual, float64(i), number(percent))
	}
	if deciles := b.report.Situation.Deciles; len(deciles) > 0 {
		s.headed(row, 8, b.t("decile"), b.t("value_share"))
		for i, v := range deciles {
			s.put(row+1+i, 8, cell{value: i + 1, look: number(whole)})
			s.num(row+1+i, 9, v, number("0.0%"))
		}
	}
	return below
}

func lineSeries(name, x, y, color string) excelize.ChartSeries {
	return excelize.ChartSeries{
		Name: name, Categories: x, Values: y, Fill: solid(color),
		Line:   excelize.LineOptions{Type: excelize.LineSolid, Width: 2},
		Marker: excelize.ChartMarker{Symbol: "none"},
	}
}
