package workbook

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
)

// segmentSheets adds the sheets of the dimensions that were asked.
func (b *book) segmentSheets() (locations, functions *sheet) {
	for i := range b.report.Segments {
		switch b.report.Segments[i].Dimension {
		case "location":
			if locations == nil {
				locations = b.sheet("locations", tabResults)
			}
		case "function":
			if functions == nil {
				functions = b.sheet("functions", tabResults)
			}
		}
	}
	return locations, functions
}

// Columns before the scores on Locations and Functions.
const (
	segName = iota + 1
	segGroup
	segMark
	segWeight
	segFirst
)

// segments fills the sheet of a dimension: the standardised scores first, live,
// then the groups that they are made of.
func (b *book) segments(s *sheet, dimension string) {
	if s == nil {
		return
	}
	var parts []*reports.Segment
	for i := range b.report.Segments {
		if b.report.Segments[i].Dimension == dimension {
			parts = append(parts, &b.report.Segments[i])
		}
	}
	scales := len(b.report.Scales)
	wide := segFirst + scales - 1
	s.sized(26, 22, 11, 10)
	for c := segFirst; c <= wide; c++ {
		s.widths[c] = 13
	}
	row := s.titled(max(wide, 8))
	s.headed(row, 1, b.t(dimension), b.t("groups_included"), b.t("n"), b.t("statistic"))
	for i := range b.report.Scales {
		s.headed(row, segFirst+i, b.scaleName(b.report.Scales[i].ID))
	}
	s.frozen = [2]int{row, 1}
	top := row
	// The parts stand below the scores and the chart.
	first := top + len(parts) + 21
	cells := first
	for _, part := range parts {
		row++
		b.segmentRow(s, row, part, cells)
		cells += len(b.report.Groups)
	}
	s.scoreColours(span(top+1, segFirst, row, wide))
	b.segmentChart(s, top, row, wide, dimension)
	b.segmentCells(s, first, wide, dimension, parts)
}

// segmentRow writes the scores of a location or function; its groups stand from
// row cells on.
func (b *book) segmentRow(s *sheet, row int, part *reports.Segment, cells int) {
	s.text(row, segName, b.name(part.Name), strong(prose()))
	s.grow(row, b.name(part.Name), s.width(segName), strong(look{}))
	included, answers := 0, 0
	for i := range part.Scales {
		if sc := &part.Scales[i]; !sc.Suppressed && sc.N != nil && *sc.N > answers {
			answers, included = *sc.N, len(sc.Groups)
		}
	}
	if included == 0 {
		s.text(row, segGroup, b.t("none"), hiddenLook())
		s.text(row, segMark, b.t("none"), hiddenLook())
	} else {
		s.put(row, segGroup, cell{value: included, look: number(whole)})
		s.put(row, segMark, cell{value: answers, look: number(whole)})
	}
	s.text(row, segWeight, b.t("mean"), body())
	groups := len(b.report.Groups)
	for i := range part.Scales {
		sc := &part.Scales[i]
		column := segFirst + i
		values := span(cells, column, cells+groups-1, column)
		weights := span(cells, segWeight, cells+groups-1, segWeight)
		hidden := b.t("fewer_than", "Least", b.report.Assessment.K)
		if sc.Hidden == reports.HiddenComplementary {
			hidden = b.t("also_hidden")
			s.legend()
		}
		formula := fmt.Sprintf(`IF(SUMIF(%[1]s,">=0",%[2]s)=0,%[3]s,SUMPRODUCT(%[1]s,%[2]s)/SUMIF(%[1]s,">=0",%[2]s))`, values, weights, quote(hidden))
		if sc.Mean == nil {
			s.says(row, column, formula, hidden, hiddenLook())
			s.grow(row, hidden, s.width(column), look{})
			continue
		}
		s.live(row, column, formula, sc.Mean, strong(number(oneDecimal)))
	}
}

func (b *book) segmentChart(s *sheet, top, last, wide int, dimension string) {
	if !s.anyNumber(top+1, segFirst, last, wide) {
		return
	}
	drawn := len(b.scalesOf(stage))
	if drawn == 0 {
		drawn = wide - segFirst + 1
	}
	palette := stagePalette()
	var bar []excelize.ChartSeries
	for i := range min(drawn, len(palette)) {
		bar = append(bar, series(s.ref(top, segFirst+i), s.area(top+1, segName, last, segName),
			s.area(top+1, segFirst+i, last, segFirst+i), palette[i]))
	}
	s.place(last+2, 1, 16, wide, b.t("chart_"+dimension), b.t("alt_segments"), bars(excelize.Col, scoreAxis(), bar...))
}

// segmentCells lists the groups behind each score.
func (b *book) segmentCells(s *sheet, row, wide int, dimension string, parts []*reports.Segment) {
	s.text(row-2, 1, b.t("section_segment_groups"), section())
	s.headed(row-1, 1, b.t(dimension), b.t("group"), b.t("mark"), b.t("weight"))
	for i := range b.report.Scales {
		s.headed(row-1, segFirst+i, b.scaleName(b.report.Scales[i].ID))
	}
	top := row
	s.repeated = row - 1 // of the long table; the scores fit a page
	for i, part := range parts {
		from := row // the first part keeps its headings
		if i == 0 {
			from -= 2
		}
		s.keep(from, row+len(b.report.Groups)-1)
		for g := range b.report.Groups {
			group := &b.report.Groups[g]
			b.wrapped(s, row, segName, b.name(part.Name))
			b.wrapped(s, row, segGroup, b.groupName(group.Group))
			b.mark(s, row, segMark, group.Group)
			s.live(row, segWeight, b.model.weight(group.Group)+"*"+b.model.include(group.Group), &group.Weight, number(threePlace))
			for i := range part.Scales {
				b.segmentCell(s, row, segFirst+i, group.Group, &part.Scales[i])
			}
			row++
		}
	}
	s.scoreColours(span(top, segFirst, row-1, wide))
}

func (b *book) segmentCell(s *sheet, row, column int, group string, scale *reports.SegmentScale) {
	for i := range scale.Cells {
		c := &scale.Cells[i]
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
}
