package workbook

import "github.com/xuri/excelize/v2"

// trend compares with the wave before; with one wave it says so.
func (b *book) trend(s *sheet) {
	s.sized(24, 11, 11, 11, 10, 9, 9, 10, 10, 11, 11, 14, 13, 32)
	row := s.titled(14)
	s.frozen = [2]int{3, 1}
	t := b.report.Trend
	if t == nil || len(t.Scales) == 0 {
		s.block(row, 1, 14, b.t("one_wave"), prose())
		return
	}
	s.block(row, 1, 14, b.t("trend_since", "Day", b.day(t.Closed)), look{})
	row++
	s.headed(row, 1, b.t("scale"), b.t("earlier"), b.t("latest"), b.t("change"), b.t("se"), b.t("df"), b.t("p"), b.t("q"),
		b.t("ci_low"), b.t("ci_high"), b.t("mix_effect"), b.t("direction"), b.t("compatibility"), b.t("common_groups"))
	s.frozen, s.repeated = [2]int{row, 1}, row
	top := row
	for i := range t.Scales {
		c := &t.Scales[i]
		row++
		s.text(row, 1, b.scaleName(c.ID), strong(prose()))
		for j, v := range []struct {
			value  *float64
			format string
		}{
			{c.Earlier, oneDecimal},
			{c.Latest, oneDecimal},
			{c.Change, signed},
			{c.SE, oneDecimal},
			{c.DF, whole},
			{c.P, threePlace},
			{c.Q, threePlace},
			{c.CILow, signed},
			{c.CIHigh, signed},
			{c.MixEffect, signed},
		} {
			s.maybe(row, 2+j, v.value, number(v.format))
		}
		direction := c.Direction
		if direction == "" {
			direction = "none"
		}
		s.text(row, 12, b.t("direction_"+direction), prose())
		s.maybe(row, 13, c.Compatibility, number(percent))
		names := make([]string, 0, len(c.Groups))
		for _, key := range c.Groups {
			names = append(names, b.groupName(key))
		}
		list := b.words.Join(b.lang, names)
		s.text(row, 14, list, prose())
		s.grow(row, list, s.width(14), look{})
	}
	s.headedTo = row
	b.trendChart(s, top, row)
}

// trendChart draws one line a stage, or a category where there is no stage, from
// the earlier wave to the latest.
func (b *book) trendChart(s *sheet, top, last int) {
	drawn := stage
	if len(b.scalesOf(stage)) == 0 {
		drawn = category
	}
	palette := stagePalette()
	var lines []excelize.ChartSeries
	for i := range b.report.Trend.Scales {
		scale, r := b.scale(b.report.Trend.Scales[i].ID), top+1+i
		if scale == nil || scale.Kind != drawn || !s.anyNumber(r, 2, r, 3) || len(lines) == len(palette) {
			continue
		}
		line := lineSeries(s.ref(r, 1), s.area(top, 2, top, 3), s.area(r, 2, r, 3), palette[len(lines)])
		line.Marker = excelize.ChartMarker{Symbol: "circle", Size: 7, Fill: solid(palette[len(lines)])}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return
	}
	s.place(last+2, 1, 18, 10, b.t("chart_trend"), b.t("alt_trend"), &excelize.Chart{
		Type: excelize.Line, Series: lines, Legend: legend(), YAxis: scoreAxis(), XAxis: excelize.ChartAxis{Font: chartFont()},
	})
}
