package reports

import (
	"slices"
	"strconv"

	"readiness/questionnaires"
	"readiness/reports/stats"
)

// filled is the table in a list, or nothing without rows.
func filled(t printTable) []printTable {
	if len(t.Rows) == 0 {
		return nil
	}
	return []printTable{t}
}

// ranking is the table of the stages with their reasons; rows are by rank.
func (p *printer) ranking(rows []*Priority) []printTable {
	t := printTable{Class: "wide", Head: p.head("scale", "rank", "points", "verdict", "stability", "reasons")}
	for _, row := range rows {
		rank := numberCell(p.t("report_on_target"))
		if row.Rank != nil {
			rank = numberCell(strconv.Itoa(*row.Rank))
		}
		t.Rows = append(t.Rows, []printCell{
			textCell(row.Name.In(p.lang)),
			rank, p.figure(&row.Score),
			textCell(p.t("report_verdict_word_" + row.Verdict)),
			textCell(p.t("report_of_scenarios", "Same", row.Stability.Same, "Of", row.Stability.Of)),
			textCell(p.prose(row.Reasons)),
		})
	}
	return filled(t)
}

// rankOrder sorts stages on target behind the ranked ones.
func rankOrder(rank *int) int {
	if rank == nil {
		return len(questionnaires.Stages()) + 1
	}
	return *rank
}

// scale is the name of a scale.
func (p *printer) scale(id string) string {
	for i := range p.report.Scales {
		if p.report.Scales[i].ID == id {
			return p.report.Scales[i].Name.In(p.lang)
		}
	}
	return id
}

// inWords puts every stage into sentences.
func (p *printer) inWords() []string {
	var out []string
	for i := range p.report.Scales {
		if s := &p.report.Scales[i]; s.Kind == string(questionnaires.Stage) && len(s.InWords) > 0 {
			out = append(out, p.prose(s.InWords))
		}
	}
	return out
}

// scales has one table a scale: its groups and the weighted score.
func (p *printer) scales(kind string) []printTable {
	var out []printTable
	for i := range p.report.Scales {
		s := &p.report.Scales[i]
		if s.Kind != kind {
			continue
		}
		t := printTable{Caption: s.Name.In(p.lang), Head: p.head("group", "n", "mean", "ci")}
		for j := range s.Groups {
			g := &s.Groups[j]
			row := []printCell{textCell(p.group(g.Group)), textCell(""), p.hiddenCell(g.Hidden, g.Group), textCell("")}
			if !g.Suppressed {
				row = []printCell{textCell(p.group(g.Group)), whole(g.N), p.figure(g.Mean), p.interval(g.CILow, g.CIHigh)}
			}
			t.Rows = append(t.Rows, row)
		}
		w := &s.Weighted
		t.Rows = append(t.Rows,
			[]printCell{textCell(p.t("report_col_weighted")), textCell(""), p.figure(w.Mean), p.interval(w.CILow, w.CIHigh)},
			[]printCell{textCell(p.t("report_col_target")), textCell(""), p.figure(&s.Target), textCell("")},
			[]printCell{textCell(p.t("report_col_gap_to_target")), textCell(""), p.signed(s.TargetGap), textCell("")},
			[]printCell{textCell(p.t("report_col_inside_outside")), textCell(""), p.signed(s.InsideOutsideGap), textCell("")})
		out = append(out, t)
	}
	return out
}

// items is the heat map of questions by group, by stage and category.
func (p *printer) items() []printTable {
	t := printTable{Class: "heat", Head: append(p.head("item"), p.groupHeads()...)}
	t.Head = append(t.Head, p.head("weighted")...)
	for i := range p.report.Groups {
		t.Head[i+1].Sub = p.answersOf(p.report.Groups[i].Group)
	}
	add := func(item *Item) {
		row := []printCell{textCell(item.Name.In(p.lang))}
		for i := range p.report.Groups {
			row = append(row, p.heatCell(item, p.report.Groups[i].Group))
		}
		t.Rows = append(t.Rows, append(row, p.figure(item.WeightedMean)))
	}
	for i := range p.report.Scales {
		s := &p.report.Scales[i]
		headed := false
		for j := range p.report.Items {
			if p.report.Items[j].Scale != s.ID {
				continue
			}
			if !headed {
				t.Rows = append(t.Rows, []printCell{textCell(s.Name.In(p.lang))})
				headed = true
			}
			add(&p.report.Items[j])
		}
	}
	headed := false
	for i := range p.report.Items {
		if p.report.ScaleOf(p.report.Items[i].Scale) == nil {
			if !headed {
				t.Rows = append(t.Rows, []printCell{textCell(p.t("quest_other"))})
				headed = true
			}
			add(&p.report.Items[i])
		}
	}
	return filled(t)
}

// answersOf is how many answers of a group stand behind the questions.
func (p *printer) answersOf(group string) string {
	least, most := 0, 0
	for i := range p.report.Items {
		for _, c := range p.report.Items[i].Groups {
			if c.Group != group || c.Suppressed || c.N == nil {
				continue
			}
			if most == 0 || *c.N < least {
				least = *c.N
			}
			most = max(most, *c.N)
		}
	}
	if most == 0 {
		return ""
	}
	return p.pictures().nText(least, most)
}

// heatCell is the mean of a group with its shade.
func (p *printer) heatCell(item *Item, group string) printCell {
	at := slices.IndexFunc(item.Groups, func(g ItemGroup) bool { return g.Group == group })
	if at < 0 {
		return printCell{Text: p.t("results_not_asked"), Class: "unasked"}
	}
	cell := &item.Groups[at]
	switch {
	case cell.Suppressed:
		return p.hiddenCell(cell.Hidden, group)
	case cell.Mean == nil:
		return printCell{Text: "–", Class: "unasked"}
	}
	return printCell{Text: p.figure(cell.Mean).Text, Class: "b" + strconv.Itoa(HeatBin(*cell.Mean))}
}

// heatBins is how many shades the scores 0–100 are divided into.
const heatBins = 9

// HeatBin is the shade, 1–9, of a score 0–100 in a heat map.
func HeatBin(score float64) int {
	return 1 + min(max(int(stats.Round9(score*heatBins/100)), 0), heatBins-1)
}

// segments has one row a location or function and one column a stage.
func (p *printer) segments() []printTable {
	t := printTable{Head: p.head("segment")}
	var stages []int
	for i := range p.report.Scales {
		if p.report.Scales[i].Kind == string(questionnaires.Stage) {
			stages = append(stages, i)
			t.Head = append(t.Head, printHead{Text: p.report.Scales[i].Name.In(p.lang)})
		}
	}
	for i := range p.report.Segments {
		s := &p.report.Segments[i]
		row := []printCell{textCell(s.Name.In(p.lang))}
		for _, at := range stages {
			cell := p.figure(s.Scales[at].Mean)
			if s.Scales[at].Suppressed {
				cell = p.hiddenCell(s.Scales[at].Hidden, "")
			} else if n := s.Scales[at].N; n != nil {
				cell.Sub = p.t("results_n_of", "N", strconv.Itoa(*n))
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return filled(t)
}

// statistics has the tests and the reliability of each scale.
func (p *printer) statistics() []printTable {
	t := printTable{Head: p.head("scale")}
	for _, head := range p.pictures().StatisticsHeads() {
		t.Head = append(t.Head, printHead{Text: head})
	}
	for _, row := range p.pictures().Statistics() {
		t.Rows = append(t.Rows, []printCell{
			textCell(row.Scale), {Text: row.Test, Sub: row.TestNote}, numberCell(row.Effect), {Text: row.Alpha, Sub: row.Caution}, textCell(row.Small),
		})
	}
	return filled(t)
}

// comments has one table a question, and one for the whole.
func (p *printer) comments() []printTable {
	var out []printTable
	list := func(id, caption string) {
		t := printTable{Caption: caption, Head: append(p.head("group"), printHead{Text: p.t("report_heading_comments")})}
		for i := range p.report.Comments {
			if c := &p.report.Comments[i]; c.Item == id {
				t.Rows = append(t.Rows, []printCell{textCell(p.group(c.Group)), {Text: c.Text, Lang: c.Language}})
			}
		}
		out = append(out, filled(t)...)
	}
	for i := range p.report.Items {
		list(p.report.Items[i].ID, p.report.Items[i].Name.In(p.lang))
	}
	if p.report.Rivals != nil {
		list(p.report.Rivals.ID, p.t("quest_rivals"))
	}
	list("", p.t("report_whole"))
	return out
}

func (p *printer) responses() []printTable {
	t := printTable{Head: p.head("group", "invited", "completed", "weight")}
	for i := range p.report.Groups {
		g := &p.report.Groups[i]
		t.Rows = append(t.Rows, []printCell{
			textCell(g.Name.In(p.lang)),
			whole(g.Invited), whole(&g.Completed),
			numberCell(p.t("prio_percent", "Number", p.words.Number(p.lang, 100*g.Weight, 1))),
		})
	}
	return filled(t)
}
