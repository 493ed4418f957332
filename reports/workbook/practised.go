package workbook

import (
	"strconv"

	"readiness/reports"
)

// rivalLevels is the number of answers to the question about other suppliers.
const rivalLevels = 5

// practices sets what is claimed of a stage against what is practised, where
// both questionnaires may be compared. It returns the next free row.
func (b *book) practices(s *sheet, row int) int {
	var rows []*reports.Practice
	for i := range b.report.Practices {
		if p := &b.report.Practices[i]; p.Difference != nil {
			rows = append(rows, p)
		}
	}
	if len(rows) == 0 {
		return row
	}
	from := row
	s.text(row, 1, b.t("section_practices"), section())
	s.block(row+1, 1, 8, b.t("note_practices"), note())
	row += 2
	s.headed(row, 1, b.t("stage"))
	s.joined(row, 1, heatWeight, header())
	s.headed(row, heatFirst, b.t("claimed"), b.t("practised"), b.t("difference"))
	for _, p := range rows {
		row++
		s.text(row, 1, b.practiceName(p), strong(body()))
		s.joined(row, 1, heatWeight, body())
		s.maybe(row, heatFirst, p.Claimed, number(oneDecimal))
		s.maybe(row, heatFirst+1, p.Practised, number(oneDecimal))
		s.maybe(row, heatFirst+2, p.Difference, strong(number(signed)))
	}
	s.scoreColours(span(from+3, heatFirst, row, heatFirst+1))
	s.keep(from, row)
	return row + 2
}

func (b *book) practiceName(p *reports.Practice) string {
	if len(p.Name) > 0 {
		return b.name(p.Name)
	}
	return b.scaleName(p.ID)
}

// rivals prints the comparison with other suppliers, which enters no score.
func (b *book) rivals(s *sheet, row int) {
	r := b.report.Rivals
	if r == nil || len(r.Groups) == 0 {
		return
	}
	from := row
	s.text(row, 1, b.t("section_rivals"), section())
	row++
	s.headed(row, 1, b.t("group"), b.t("mark"), b.t("n"), b.t("rivals_mean"))
	for i := range rivalLevels {
		s.headed(row, heatFirst+1+i, b.word("rivals_level_"+strconv.Itoa(i+1)))
	}
	for i := range r.Groups {
		row++
		b.rivalRow(s, row, &r.Groups[i])
	}
	s.keep(from, row)
}

func (b *book) rivalRow(s *sheet, row int, g *reports.ItemGroup) {
	last := heatFirst + rivalLevels
	b.named(s, row, heatGroup, b.groupName(g.Group))
	b.mark(s, row, heatMark, g.Group)
	if g.Suppressed || g.N == nil {
		s.block(row, heatWeight, last, b.fewer(g.Group, g.Hidden), hiddenLook())
		if g.Hidden == reports.HiddenComplementary {
			s.legend()
		}
		return
	}
	s.count(row, heatWeight, g.N, number(whole))
	s.maybe(row, heatFirst, g.Mean, strong(number(oneDecimal)))
	if len(g.Counts) != rivalLevels || *g.N == 0 {
		s.block(row, heatFirst+1, last, b.t("counts_hidden"), hiddenLook())
		return
	}
	for i, n := range g.Counts {
		s.num(row, heatFirst+1+i, float64(n)/float64(*g.N), number(percent))
	}
}
