package workbook

import "readiness/reports"

// data lists every disclosed cell in one long table, with the codes of the CSV
// report.
func (b *book) data(s *sheet) {
	s.sized(14, 18, 12, 18, 12, 18, 18, 10, 12, 12, 13)
	row := 1
	s.headed(row, 1, b.t("wave"), b.t("questionnaire"), b.t("kind"), b.t("identifier"), b.t("dimension"), b.t("slice"), b.t("group"),
		b.t("n"), b.t("mean"), b.t("sd"), b.t("answer_weight"))
	s.frozen, s.repeated = [2]int{1, 0}, 1
	s.open = true // a table cannot be filtered while its sheet is protected
	add := func(questionnaire, kind, id, dimension, slice, group string, n *int, mean, sd *float64) {
		if n == nil || mean == nil {
			return
		}
		row++
		s.texts(row, 1, body(), b.report.Assessment.Closed, questionnaire, kind, id, dimension, slice, group)
		s.count(row, 8, n, number(whole))
		s.num(row, 9, *mean, number(exact))
		s.maybe(row, 10, sd, number(exact))
		s.put(row, 11, cell{look: number(exact)})
	}
	for i := range b.report.Scales {
		scale := &b.report.Scales[i]
		shown := b.shownWeight(scale)
		for j := range scale.Groups {
			g := &scale.Groups[j]
			add(scale.Questionnaire, scale.Kind, scale.ID, "all", "", g.Group, g.N, g.Mean, g.SD)
			if group := b.group(g.Group); group != nil && shown > 0 && g.N != nil && g.Mean != nil {
				s.num(row, 11, group.Weight/shown/float64(*g.N), number(exact))
			}
		}
	}
	for i := range b.report.Items {
		item := &b.report.Items[i]
		for j := range item.Groups {
			g := &item.Groups[j]
			add(item.Questionnaire, "item", item.ID, "all", "", g.Group, g.N, g.Mean, g.SD)
		}
	}
	for i := range b.report.Importance {
		m := &b.report.Importance[i]
		for j := range m.Groups {
			g := &m.Groups[j]
			add("", "importance", "imp_"+m.Stage, "all", "", g.Group, g.N, g.Mean, g.SD)
		}
	}
	for i := range b.report.Practices {
		p := &b.report.Practices[i]
		for j := range p.Groups {
			g := &p.Groups[j]
			add("", "practices", p.ID, "practices", p.ID, g.Group, g.N, g.Mean, g.SD)
		}
	}
	if r := b.report.Rivals; r != nil {
		for i := range r.Groups {
			g := &r.Groups[i]
			add("", "rivals", r.ID, "all", "", g.Group, g.N, g.Mean, g.SD)
		}
	}
	b.segmentData(add)
	if row == 1 {
		row++
		s.texts(row, 1, body(), b.report.Assessment.Closed, b.t("no_answers"))
	}
	s.table = span(1, 1, row, 11)
}

// shownWeight is the weight of the groups that enter a score. An answer counts
// for its group's part of it, divided by the group's answers (statistics.md 2.5).
func (b *book) shownWeight(scale *reports.Scale) float64 {
	sum := 0.0
	for i := range scale.Groups {
		if g := b.group(scale.Groups[i].Group); g != nil && scale.Groups[i].Mean != nil {
			sum += g.Weight
		}
	}
	return sum
}

// segmentData adds the cells of locations and functions.
func (b *book) segmentData(add func(questionnaire, kind, id, dimension, slice, group string, n *int, mean, sd *float64)) {
	for i := range b.report.Segments {
		segment := &b.report.Segments[i]
		for j := range segment.Scales {
			scale := b.scale(segment.Scales[j].ID)
			if scale == nil {
				scale = &reports.Scale{ID: segment.Scales[j].ID}
			}
			for _, c := range segment.Scales[j].Cells {
				add(scale.Questionnaire, scale.Kind, scale.ID, segment.Dimension, segment.Value, c.Group, c.N, c.Mean, nil)
			}
		}
	}
}
