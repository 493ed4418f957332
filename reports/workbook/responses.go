package workbook

import (
	"slices"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
)

// responseColumns is the width of the table on Responses.
const responseColumns = 12

// responses says how many people of each group were asked and answered.
func (b *book) responses(s *sheet) {
	s.sized(26, 10, 10, 12, 15, 12, 12, 12, 12, 12, 14, 14)
	row := s.titled(responseColumns)
	s.headed(row, 1, b.t("group"), b.t("mark"), b.t("level"), b.t("side"), b.t("anonymity"), b.t("invited"), b.t("started"),
		b.t("completed"), b.t("rate"), b.t("minimum_wanted"), b.t("least_shown"), b.t("enough"))
	s.frozen, s.repeated = [2]int{row, 1}, row
	top := row
	rated := false
	for i := range b.report.Groups {
		row++
		rated = b.responseRow(s, row, &b.report.Groups[i]) || rated
	}
	last := row
	s.met(span(top+1, responseColumns, last, responseColumns))
	row++
	total := strong(look{border: true, fill: band, align: "center", format: whole})
	s.text(row, 1, b.t("total"), strong(look{border: true, fill: band}))
	for c := 2; c <= responseColumns; c++ {
		s.put(row, c, cell{look: total})
	}
	s.put(row, 8, cell{value: b.answers(), look: total})
	if last > top {
		column, format := 8, whole
		value := axis(ptr(0.0), nil, 0, format, "")
		title := b.t("chart_completed")
		if rated {
			column = 9
			value = axis(ptr(0.0), ptr(1.0), 0.25, percent, "")
			title = b.t("chart_rates")
		}
		chart := bars(excelize.Bar, value, series(s.ref(top, column), s.area(top+1, 1, last, 1), s.area(top+1, column, last, column), accent))
		chart.Legend.Position = "none"
		row = s.place(row+2, 1, 12, responseColumns, title, b.t("alt_responses"), chart)
	}
	b.byDay(s, row+1)
}

// responseRow writes one group and reports whether it has a rate.
func (b *book) responseRow(s *sheet, row int, g *reports.Group) bool {
	b.named(s, row, 1, b.groupName(g.Group))
	b.mark(s, row, 2, g.Group)
	s.put(row, 3, cell{value: g.Level, look: number(whole)})
	s.text(row, 4, b.t("side_"+g.Side), body())
	s.text(row, 5, b.t("anonymity_"+g.Anonymity), body())
	s.count(row, 6, g.Invited, number(whole))
	s.put(row, 7, cell{value: g.Started, look: number(whole)})
	s.put(row, 8, cell{value: g.Completed, look: strong(number(whole))})
	if g.Minimum > 0 {
		s.put(row, 10, cell{value: g.Minimum, look: number(whole)})
	} else {
		s.text(row, 10, b.t("none"), hiddenLook())
	}
	s.put(row, 11, cell{value: g.Threshold, look: number(whole)})
	// A number, for the icon, that reads as a word.
	met, word, color := 1, b.t("enough_yes"), "0F7A5F"
	if g.Completed < max(g.Threshold, g.Minimum) {
		met, word, color = 0, b.t("enough_no"), "A3261B"
	}
	s.put(row, responseColumns, cell{value: met, look: look{
		format: quote(word), bold: true, color: color, align: "center", border: true,
	}})
	if g.Invited == nil || *g.Invited == 0 {
		s.text(row, 9, b.t("none"), hiddenLook())
		return false
	}
	s.num(row, 9, float64(g.Completed)/float64(*g.Invited), number(percent))
	return true
}

// byDay counts the answers of each day.
func (b *book) byDay(s *sheet, row int) {
	if len(b.report.ByDay) == 0 {
		return
	}
	var days []string
	counts := map[string]map[string]int{}
	for _, c := range b.report.ByDay {
		if counts[c.Day] == nil {
			counts[c.Day] = map[string]int{}
			days = append(days, c.Day)
		}
		counts[c.Day][c.Group] += c.Completed
	}
	slices.Sort(days)
	s.headedTo = row - 2
	s.keep(row, row+min(20, 1+len(days)))
	s.text(row, 1, b.t("section_by_day"), section())
	row++
	s.headed(row, 1, b.t("day"))
	for i := range b.report.Groups {
		name := b.groupName(b.report.Groups[i].Group)
		s.text(row, 2+i, name, header())
		s.heads(row, name, s.width(2+i))
	}
	for _, day := range days {
		row++
		s.text(row, 1, day, body())
		for i := range b.report.Groups {
			s.put(row, 2+i, cell{value: counts[day][b.report.Groups[i].Group], look: number(whole)})
		}
	}
}
