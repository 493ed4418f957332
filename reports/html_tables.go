package reports

import (
	"slices"
	"strconv"
	"strings"

	"readiness/questionnaires"
)

// filled is the table in a list, or nothing without rows.
func filled(t printTable) []printTable {
	if len(t.Rows) == 0 {
		return nil
	}
	return []printTable{t}
}

// priorities ranks the stages with their reasons, the first one first.
func (p *printer) priorities() []printTable {
	t := printTable{Head: p.head("scale", "rank", "points", "verdict", "stability", "reasons")}
	rows := slices.Clone(p.report.Priorities)
	slices.SortStableFunc(rows, func(a, b Priority) int { return rankOrder(a.Rank) - rankOrder(b.Rank) })
	for i := range rows {
		row := &rows[i]
		rank := printCell{p.t("report_on_target"), "number"}
		if row.Rank != nil {
			rank = printCell{strconv.Itoa(*row.Rank), "number"}
		}
		t.Rows = append(t.Rows, []printCell{
			{row.Name.In(p.lang), ""},
			rank, p.figure(&row.Score),
			{p.t("report_verdict_word_" + row.Verdict), ""},
			{p.t("report_of_scenarios", "Same", row.Stability.Same, "Of", row.Stability.Of), ""},
			{strings.Join(p.sentences(row.Reasons), " "), ""},
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

// actions is the plan: what applies, the most useful first.
func (p *printer) actions() []printTable {
	t := printTable{Head: p.head("rank", "action", "scale", "when", "effort", "points", "blocked")}
	for i := range p.report.Actions {
		a := &p.report.Actions[i]
		if a.Rank == nil {
			continue
		}
		t.Rows = append(t.Rows, []printCell{
			{strconv.Itoa(*a.Rank), ""},
			{a.Title.In(p.lang), ""},
			{p.scale(a.Stage), ""},
			{p.t("when_" + a.When), ""},
			{p.t("effort_" + strconv.Itoa(a.Effort)), ""},
			p.figure(&a.Score),
			{p.words.Join(p.lang, p.sentences(a.BlockedBy)), ""},
		})
	}
	return filled(t)
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
			out = append(out, strings.Join(p.sentences(s.InWords), " "))
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
			row := []printCell{{p.group(g.Group), ""}, p.hiddenCell(), p.hiddenCell(), p.hiddenCell()}
			if !g.Suppressed {
				row = []printCell{{p.group(g.Group), ""}, whole(g.N), p.figure(g.Mean), p.interval(g.CILow, g.CIHigh)}
			}
			t.Rows = append(t.Rows, row)
		}
		w := &s.Weighted
		t.Rows = append(t.Rows,
			[]printCell{{p.t("report_col_weighted"), ""}, {"", ""}, p.figure(w.Mean), p.interval(w.CILow, w.CIHigh)},
			[]printCell{{p.t("report_col_target"), ""}, {"", ""}, p.figure(&s.Target), {"", ""}},
			[]printCell{{p.t("report_col_gap_to_target"), ""}, {"", ""}, p.signed(s.TargetGap), {"", ""}},
			[]printCell{{p.t("report_col_inside_outside"), ""}, {"", ""}, p.signed(s.InsideOutsideGap), {"", ""}})
		out = append(out, t)
	}
	return out
}

// gaps lists the labelled perception gaps of stages and categories.
func (p *printer) gaps() []printTable {
	t := printTable{Head: p.head("scale", "group", "reference", "gap", "evidence")}
	for i := range p.report.Scales {
		s := &p.report.Scales[i]
		for j := range s.PerceptionGaps {
			g := &s.PerceptionGaps[j]
			t.Rows = append(t.Rows, []printCell{
				{s.Name.In(p.lang), ""},
				{p.group(g.Group), ""},
				{p.group(g.Reference), ""},
				p.signed(&g.Gap),
				{p.t("report_evidence_" + g.Evidence), ""},
			})
		}
	}
	return filled(t)
}

// practices compares what is claimed with what is practised.
func (p *printer) practices() []printTable {
	t := printTable{Head: append(p.head("scale"), p.t("report_col_claimed"), p.t("report_col_practised"), p.t("report_col_gap"))}
	for i := range p.report.Practices {
		if row := &p.report.Practices[i]; slices.Contains(questionnaires.Stages(), row.ID) && row.Difference != nil {
			t.Rows = append(t.Rows, []printCell{{row.Name.In(p.lang), ""}, p.figure(row.Claimed), p.figure(row.Practised), p.signed(row.Difference)})
		}
	}
	return filled(t)
}

// items is the heat map of questions by group, as a table.
func (p *printer) items() []printTable {
	t := printTable{Head: p.head("item", "weighted")}
	for i := range p.report.Groups {
		t.Head = append(t.Head, p.report.Groups[i].Name.In(p.lang))
	}
	for i := range p.report.Items {
		item := &p.report.Items[i]
		row := []printCell{{item.Name.In(p.lang), ""}, p.figure(item.WeightedMean)}
		for j := range p.report.Groups {
			at := slices.IndexFunc(item.Groups, func(g ItemGroup) bool { return g.Group == p.report.Groups[j].Group })
			switch {
			case at < 0:
				row = append(row, printCell{"", ""})
			case item.Groups[at].Suppressed:
				row = append(row, p.hiddenCell())
			default:
				row = append(row, p.figure(item.Groups[at].Mean))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return filled(t)
}

// segments has one row a location or function and one column a stage.
func (p *printer) segments() []printTable {
	t := printTable{Head: p.head("segment")}
	var stages []int
	for i := range p.report.Scales {
		if p.report.Scales[i].Kind == string(questionnaires.Stage) {
			stages = append(stages, i)
			t.Head = append(t.Head, p.report.Scales[i].Name.In(p.lang))
		}
	}
	for i := range p.report.Segments {
		s := &p.report.Segments[i]
		row := []printCell{{s.Name.In(p.lang), ""}}
		for _, at := range stages {
			if s.Scales[at].Suppressed {
				row = append(row, p.hiddenCell())
			} else {
				row = append(row, p.figure(s.Scales[at].Mean))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return filled(t)
}

func (p *printer) comments() []printTable {
	t := printTable{Head: append(p.head("item", "group"), p.t("report_heading_comments"))}
	for i := range p.report.Comments {
		c := &p.report.Comments[i]
		item := p.t("report_whole")
		for j := range p.report.Items {
			if p.report.Items[j].ID == c.Item {
				item = p.report.Items[j].Name.In(p.lang)
			}
		}
		t.Rows = append(t.Rows, []printCell{{item, ""}, {p.group(c.Group), ""}, {c.Text, ""}})
	}
	return filled(t)
}

func (p *printer) responses() []printTable {
	t := printTable{Head: p.head("group", "invited", "completed", "weight")}
	for i := range p.report.Groups {
		g := &p.report.Groups[i]
		t.Rows = append(t.Rows, []printCell{
			{g.Name.In(p.lang), ""},
			whole(g.Invited), whole(&g.Completed),
			{p.words.Number(p.lang, 100*g.Weight, 1) + " %", "number"},
		})
	}
	return filled(t)
}
