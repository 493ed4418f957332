package reports

import (
	"slices"
	"strconv"

	"readiness/questionnaires"
)

// order is the order in which to start, with what each stage waits for.
func (p *printer) order() []printPlace {
	var out []printPlace
	for _, id := range p.report.StartOrder {
		for i := range p.report.Priorities {
			row := &p.report.Priorities[i]
			if row.Stage != id {
				continue
			}
			start := printPlace{Name: row.Name.In(p.lang), Verdict: p.t("report_verdict_word_" + row.Verdict)}
			if row.HeldBackBy != nil {
				start.Held = p.report.HeldBack(row, "prio_held").In(p.words, p.lang)
			}
			out = append(out, start)
		}
	}
	return out
}

// stages draws the readiness of the stages and says it in words.
func (p *printer) stages() printSection {
	picture := p.pictures().Stages()
	return printSection{
		Heading: picture.Title, Figures: []Picture{{Chart: picture.Chart}}, Words: p.inWords(), Beside: true,
		Tables: p.scales(string(questionnaires.Stage)), Notes: p.mixed(p.report.MixedSides(string(questionnaires.Stage))),
	}
}

// trend compares with the wave before; empty with one wave.
func (p *printer) trend() printSection {
	picture, found := p.pictures().Trend()
	if !found {
		return printSection{}
	}
	t := printTable{Head: p.head("scale")}
	for _, key := range []string{"results_trend_earlier", "results_trend_latest", "results_change", "results_interval", "results_meaning", "results_groups"} {
		t.Head = append(t.Head, printHead{Text: p.t(key)})
	}
	for i := range p.report.Trend.Scales {
		row := &p.report.Trend.Scales[i]
		groups := make([]string, len(row.Groups))
		for j, key := range row.Groups {
			groups[j] = p.group(key)
		}
		interval := numberCell("–")
		if row.CILow != nil && row.CIHigh != nil {
			interval = numberCell(p.t("results_from_to", "From", p.signed(row.CILow).Text, "To", p.signed(row.CIHigh).Text))
		}
		t.Rows = append(t.Rows, []printCell{
			textCell(p.scale(row.ID)), p.figure(row.Earlier), p.figure(row.Latest), p.signed(row.Change), interval,
			textCell(p.pictures().TrendInWords(row)), textCell(p.words.Join(p.lang, groups)),
		})
	}
	return printSection{
		Heading: picture.Title, Lines: []string{p.t("results_trend_lead", "Day", p.pictures().Day(p.report.Trend.Closed))},
		Figures: []Picture{{Chart: picture.Chart}}, Tables: filled(t), Notes: []string{p.t("results_trend_calc")},
	}
}

// practices compares what is claimed with what is practised.
func (p *printer) practices() printSection {
	picture, found := p.pictures().Claimed()
	t := printTable{Head: append(p.head("scale"), p.head("claimed", "practised", "gap")...)}
	for i := range p.report.Practices {
		if row := &p.report.Practices[i]; slices.Contains(questionnaires.Stages(), row.ID) && row.Difference != nil {
			t.Rows = append(t.Rows, []printCell{textCell(row.Name.In(p.lang)), p.figure(row.Claimed), p.figure(row.Practised), p.signed(row.Difference)})
		}
	}
	if !found || len(t.Rows) == 0 {
		return printSection{}
	}
	return printSection{Heading: picture.Title, Lines: []string{p.t("results_claimed_lead")}, Figures: []Picture{{Chart: picture.Chart}}, Tables: filled(t)}
}

// gaps draws the two groups that stand out most and sets every group against
// the reference.
func (p *printer) gaps() printSection {
	out := printSection{Heading: p.t("report_heading_gaps"), Notes: p.mixed(p.report.MixedMarks())}
	for _, kind := range []string{string(questionnaires.Stage), string(questionnaires.Category)} {
		if picture, found := p.pictures().widest(kind); found {
			out.Figures = append(out.Figures, picture)
		}
	}
	t := printTable{Head: append(p.head("scale", "reference"), p.groupHeads()...)}
	if len(p.report.Groups) > mostUpright {
		t.Class = "many"
	}
	for i := range p.report.Scales {
		s := &p.report.Scales[i]
		if len(s.PerceptionGaps) == 0 {
			continue
		}
		row := []printCell{textCell(s.Name.In(p.lang)), textCell(p.group(s.PerceptionGaps[0].Reference))}
		for j := range p.report.Groups {
			row = append(row, p.gapCell(s, p.report.Groups[j].Group))
		}
		t.Rows = append(t.Rows, row)
	}
	out.Tables = filled(t)
	return out
}

// gapCell is the gap of a group to the reference and how sure it is.
func (p *printer) gapCell(s *Scale, group string) printCell {
	if gap := s.GapOf(group); gap != nil {
		cell := p.signed(&gap.Gap)
		if gap.Evidence != "none" {
			cell.Sub = p.t("report_evidence_" + gap.Evidence)
		}
		return cell
	}
	if cell := s.CellOf(group); cell != nil && cell.Suppressed {
		return p.hiddenCell(cell.Hidden, group)
	}
	return numberCell("–")
}

// agendas is what each group wants first.
func (p *printer) agendas() printSection {
	picture, found := p.pictures().Agendas()
	if !found {
		return printSection{}
	}
	t := printTable{Head: p.head("group")}
	for i := range p.report.Importance {
		t.Head = append(t.Head, printHead{Text: p.report.Importance[i].Name.In(p.lang)})
	}
	for i := range p.report.Groups {
		g := &p.report.Groups[i]
		row := []printCell{textCell(g.Name.In(p.lang))}
		for j := range p.report.Importance {
			cell := numberCell("–")
			for _, c := range p.report.Importance[j].Groups {
				switch {
				case c.Group != g.Group:
				case c.Suppressed || c.Mean == nil || c.Order == nil || c.N == nil:
					cell = p.hiddenCell(c.Hidden, g.Group)
				default:
					cell = numberCell(p.t("results_agenda_cell", "Order", strconv.Itoa(*c.Order), "Mean", p.figure(c.Mean).Text, "N", strconv.Itoa(*c.N)))
				}
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return printSection{Heading: picture.Title, Lines: []string{p.t("results_agenda_lead")}, Figures: []Picture{{Chart: picture.Chart}}, Tables: filled(t)}
}

// priorities ranks the stages with their reasons, the first one first.
func (p *printer) priorities() printSection {
	rows := make([]*Priority, len(p.report.Priorities))
	for i := range p.report.Priorities {
		rows[i] = &p.report.Priorities[i]
	}
	slices.SortStableFunc(rows, func(a, b *Priority) int { return rankOrder(a.Rank) - rankOrder(b.Rank) })
	out := printSection{Heading: p.t("report_heading_priorities"), Beside: true, Tables: p.ranking(rows)}
	if len(rows) == 0 {
		return out
	}
	out.Lines = []string{p.pictures().PointsTitle(rows)}
	out.Figures = p.pictures().Points(rows)
	return out
}

// customers places the customer base and what the company can do with it.
func (p *printer) customers() printSection {
	s := &p.report.Situation
	out := printSection{Heading: p.t("prio_base_heading"), Beside: true}
	out.Words = append(out.Words, s.InWords(p.words, p.lang))
	if c := p.report.Capability; c != nil {
		out.Words = append(out.Words, c.InWords(p.words, p.lang))
	}
	out.Words = append(append(out.Words, p.sentences(s.Levers)...), p.sentences(s.Advice)...)
	if len(s.Places()) > 0 {
		out.Figures = append(out.Figures, p.pictures().Situation())
	}
	if picture, found := p.pictures().Capability(); found {
		out.Figures = append(out.Figures, picture)
	}
	if picture, found := p.pictures().Panel(); found {
		out.Figures = append(out.Figures, picture)
	}
	return out
}

// actions is the plan: now, next, later, the most useful first.
func (p *printer) actions() printSection {
	out := printSection{Heading: p.t("prio_plan_heading"), Lines: p.sentences(p.report.NothingToStart())}
	first := ""
	if len(p.report.StartOrder) > 0 {
		first = p.scale(p.report.StartOrder[0])
	}
	for _, when := range []string{"now", "next", "later"} {
		t := printTable{
			Class: "plan", Caption: p.t("report_plan_caption", "When", p.t("when_"+when), "Note", p.t(p.report.NoteOn(when), "Stage", first)),
			Head: p.head("rank", "action", "scale"),
		}
		for _, key := range []string{"prio_area", "prio_rhythm", "prio_effort", "prio_blocked"} {
			t.Head = append(t.Head, printHead{Text: p.t(key)})
		}
		for i := range p.report.Actions {
			if a := &p.report.Actions[i]; a.Rank != nil && a.When == when {
				t.Rows = append(t.Rows, p.action(a))
			}
		}
		out.Tables = append(out.Tables, filled(t)...)
	}
	return out
}

func (p *printer) action(a *Action) []printCell {
	areas := make([]string, len(a.Area))
	for i, area := range a.Area {
		areas[i] = p.t("area_" + area)
	}
	blocked := "–"
	if len(a.BlockedBy) > 0 {
		blocked = p.words.Join(p.lang, p.sentences(a.BlockedBy))
	}
	return []printCell{
		textCell(strconv.Itoa(*a.Rank)),
		{Text: a.Title.In(p.lang), Sub: p.t("report_measure", "Measure", a.Measure.In(p.lang))},
		textCell(p.scale(a.Stage)), textCell(p.words.Join(p.lang, areas)),
		textCell(p.t("rhythm_" + a.Rhythm)), textCell(p.t("effort_" + strconv.Itoa(a.Effort))), textCell(blocked),
	}
}
