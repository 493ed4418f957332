package web

import (
	"strings"

	"readiness/reports"
	"readiness/reports/charts"
)

// stagesFigure is the readiness of the stages, drawn and in words.
type stagesFigure struct {
	figureView
	Cards []stageCard
}

// stageCard is one stage in words (statistics.md 2.14).
type stageCard struct {
	Name, Score string // Score is "" without one
	Place       string // between which statements it stands
	Target      string
	Next        string
	Beside      []string // equal weights, what an answer counts, interval, coverage
}

// scales are those of a kind, stage or category.
func (v resultsView) scales(kind string) []*reports.Scale {
	var out []*reports.Scale
	for i := range v.d.Scales {
		if v.d.Scales[i].Kind == kind {
			out = append(out, &v.d.Scales[i])
		}
	}
	return out
}

// frame of a drawing: its figures are written as on the page.
func (v resultsView) frame(id, title, desc string) charts.Frame {
	return charts.Frame{ID: id, Title: title, Desc: desc, Number: v.one, Hidden: v.t("results_hidden")}
}

// interval is "31.2–45.6", "–" where there is none.
func (v resultsView) interval(s *reports.Scale) string {
	if s.Weighted.CILow == nil || s.Weighted.CIHigh == nil {
		return "–"
	}
	return v.t("results_range", "From", v.one(*s.Weighted.CILow), "To", v.one(*s.Weighted.CIHigh))
}

func (v resultsView) stageScores() stagesFigure {
	stages := v.scales("stage")
	out := stagesFigure{figureView: figureView{
		ID: "stages", Title: v.stagesTitle(stages), Lead: v.t("results_stages_lead"),
		Table: figureTable{
			Caption: v.t("results_stages_caption"), Corner: v.t("results_kind_stage"),
			Heads: []string{
				v.t("results_score"), v.t("results_interval"), v.t("results_level"), v.t("results_target"), v.t("results_target_gap"),
				v.t("results_equal"), v.t("results_n"), v.t("results_coverage"),
			},
		},
		Calculated: v.stagesCalculated(stages),
	}}
	bars := charts.StageBars{
		Frame:     v.frame("stages", out.Title, v.t("results_stages_caption")),
		Readiness: v.t("results_score"), Interval: v.t("results_interval"), Target: v.t("results_target"), Level: v.t("results_level"), Levels: v.levels(),
	}
	for _, s := range stages {
		bars.Rows = append(bars.Rows, charts.StageBar{
			Name: s.Name.In(v.lang), Note: v.t("results_n_of", "N", v.whole(answers(s))),
			Score: s.Weighted.Mean, Low: s.Weighted.CILow, High: s.Weighted.CIHigh, Target: &s.Target,
		})
		none := v.t("results_no_score")
		out.Table.Rows = append(out.Table.Rows, figureRow{s.Name.In(v.lang), []figureCell{
			v.figure(s.Weighted.Mean, none),
			{Text: v.interval(s)},
			v.plainFigure(s.Level, v.one),
			{Text: v.plain(s.Target)},
			v.plainFigure(s.TargetGap, v.signed), v.plainFigure(s.EqualWeightMean, v.one),
			{Text: v.whole(answers(s))},
			{Text: v.percent(s.Weighted.Coverage)},
		}})
		out.Cards = append(out.Cards, v.stageCard(s))
	}
	out.Chart, out.Hidden = bars.Chart().HTML(), v.hiddenNotes(&out.Table)
	return out
}

// levels is the number of levels of the stages' questions, 0 where they differ.
func (v resultsView) levels() int {
	levels := 0
	for i := range v.d.Items {
		item := &v.d.Items[i]
		if s := v.d.scale(item.Scale); s == nil || s.Kind != "stage" || s.Questionnaire != item.Questionnaire {
			continue
		}
		if levels != 0 && levels != item.Levels {
			return 0
		}
		levels = item.Levels
	}
	return levels
}

// stagesTitle says what the figure shows: which stage is the lowest, and how
// many reach their target.
func (v resultsView) stagesTitle(stages []*reports.Scale) string {
	var lowest *reports.Scale
	reached, scored := 0, 0
	for _, s := range stages {
		if s.Weighted.Mean == nil {
			continue
		}
		scored++
		if s.OnTarget() {
			reached++
		}
		if lowest == nil || *s.Weighted.Mean < *lowest.Weighted.Mean {
			lowest = s
		}
	}
	switch {
	case scored == 0:
		return v.t("results_stages_title_none")
	case reached == scored:
		return v.t("results_stages_title_all")
	case reached == 0:
		return v.t("results_stages_title_below", "Stage", lowest.Name.In(v.lang), "Score", v.one(*lowest.Weighted.Mean))
	default:
		return v.t("results_stages_title_some", "Reached", v.whole(reached), "Of", v.whole(scored), "Stage", lowest.Name.In(v.lang), "Score", v.one(*lowest.Weighted.Mean))
	}
}

// stageCard sorts what the report says in words by what it is about.
func (v resultsView) stageCard(s *reports.Scale) stageCard {
	card := stageCard{Name: s.Name.In(v.lang)}
	if s.Weighted.Mean != nil {
		card.Score = v.one(*s.Weighted.Mean)
	}
	for _, m := range s.InWords {
		said := m.In(v.catalog, v.lang)
		switch m.Key {
		case "report_words_at", "report_words_between":
			card.Place = said
		case "report_words_target":
			card.Target = said
		case "report_words_next":
			card.Next = said
		case "report_words_equal_weights":
			if s.EqualWeightMean != nil && v.one(*s.EqualWeightMean) != card.Score {
				card.Beside = append(card.Beside, said)
			}
		default:
			card.Beside = append(card.Beside, said)
		}
	}
	if s.Weighted.CILow != nil && s.Weighted.CIHigh != nil {
		card.Beside = append(card.Beside, v.t("results_interval_words", "Interval", v.interval(s)))
	}
	return card
}

// stagesCalculated writes the weighted mean of the first stage out.
func (v resultsView) stagesCalculated(stages []*reports.Scale) []string {
	out := []string{v.t("results_calc_scale"), v.t("results_calc_weighted")}
	for _, s := range stages {
		if s.Weighted.Mean == nil {
			continue
		}
		sum := 0.0
		for _, g := range s.Groups {
			if !g.Suppressed {
				sum += v.group(g.Group).Weight
			}
		}
		var terms []string
		for _, g := range s.Groups {
			if g.Suppressed || sum == 0 || g.Mean == nil {
				continue
			}
			terms = append(terms, v.t("results_calc_term",
				"Group", v.groupName(g.Group), "Weight", v.factor(v.group(g.Group).Weight/sum), "Mean", v.one(*g.Mean)))
		}
		return append(out, v.t("results_calc_sum", "Scale", s.Name.In(v.lang), "Terms", strings.Join(terms, " + "), "Score", v.one(*s.Weighted.Mean)),
			v.t("results_calc_interval"), v.t("results_calc_target"))
	}
	return out
}

// claimed sets what the Broad View claims beside what the Gap finds practised
// (statistics.md 2.12); nil where a questionnaire is missing.
func (v resultsView) claimed() *figureView {
	out := &figureView{
		ID: "claimed", Title: v.t("results_claimed_title"), Lead: v.t("results_claimed_lead"),
		Table: figureTable{
			Caption: v.t("results_claimed_caption"), Corner: v.t("results_kind_stage"),
			Heads: []string{v.t("results_claimed"), v.t("results_practised"), v.t("results_difference"), v.t("results_meaning"), v.t("results_groups")},
		},
	}
	chart := charts.ClaimedPractised{
		Claimed: v.t("results_claimed"), Practised: v.t("results_practised"), Difference: v.t("results_difference"),
	}
	var widest *reports.Practice
	for i := range v.d.Practices {
		p := &v.d.Practices[i]
		scale := v.d.scale(p.ID)
		if scale == nil || scale.Kind != "stage" {
			continue
		}
		name, both := scale.Name.In(v.lang), v.inBoth(scale, p)
		chart.Rows = append(chart.Rows, charts.ClaimedRow{Name: name, Claimed: p.Claimed, Practised: p.Practised})
		none := v.t("results_no_common")
		out.Table.Rows = append(out.Table.Rows, figureRow{name, []figureCell{
			v.figure(p.Claimed, none), v.figure(p.Practised, none), v.plainFigure(p.Difference, v.signed),
			{Text: v.claimMeaning(p), Words: true},
			{Text: v.catalog.Join(v.lang, both), Words: true},
		}})
		if p.Notable() && (widest == nil || abs(*p.Difference) > abs(*widest.Difference)) {
			widest = p
		}
		if p.Difference != nil && len(out.Calculated) == 0 {
			out.Calculated = []string{v.t("results_calc_practised"), v.t("results_calc_difference",
				"Scale", name, "A", v.one(*p.Claimed), "B", v.one(*p.Practised), "Difference", v.signed(*p.Difference))}
		}
	}
	if len(chart.Rows) == 0 {
		return nil
	}
	if widest != nil {
		key := "results_claimed_title_more"
		if *widest.Difference < 0 {
			key = "results_claimed_title_less"
		}
		out.Title = v.t(key, "Stage", v.d.scale(widest.ID).Name.In(v.lang), "Claimed", v.one(*widest.Claimed), "Practised", v.one(*widest.Practised))
	}
	chart.Frame = v.frame("claimed", out.Title, v.t("results_claimed_caption"))
	out.Chart, out.Hidden = chart.Chart().HTML(), v.hiddenNotes(&out.Table)
	return out
}

// claimMeaning says which of the two is higher by a notable difference.
func (v resultsView) claimMeaning(p *reports.Practice) string {
	switch {
	case p.Difference == nil:
		return "–"
	case !p.Notable():
		return v.t("results_claims_match")
	case *p.Difference > 0:
		return v.t("results_claims_more")
	default:
		return v.t("results_claims_less")
	}
}

// inBoth names the groups that are shown for a stage and for its practices.
func (v resultsView) inBoth(s *reports.Scale, p *reports.Practice) []string {
	var out []string
	for _, g := range s.Groups {
		for _, h := range p.Groups {
			if g.Group == h.Group && !g.Suppressed && !h.Suppressed {
				out = append(out, v.groupName(g.Group))
			}
		}
	}
	return out
}

// agendaView is what each group wants first (statistics.md 2.13).
type agendaView struct {
	figureView
	Firsts []string // one sentence a group
}

func (v resultsView) agenda() *agendaView {
	rows := v.d.Importance
	if len(rows) == 0 {
		return nil
	}
	out := &agendaView{figureView: figureView{
		ID: "agendas", Title: v.agendaTitle(rows), Lead: v.t("results_agenda_lead"),
		Table:      figureTable{Caption: v.t("results_agenda_caption"), Corner: v.t("results_group")},
		Calculated: []string{v.t("results_calc_agenda")},
	}}
	chart := charts.Agendas{First: v.t("results_agenda_most"), Last: v.t("results_agenda_least")}
	for _, row := range rows {
		out.Table.Heads = append(out.Table.Heads, row.Name.In(v.lang))
		chart.Stages = append(chart.Stages, row.Name.In(v.lang))
	}
	for i := range v.d.Groups {
		v.agendaOf(out, &chart, &v.d.Groups[i], i)
	}
	weighted := figureRow{Name: v.t("results_agenda_all")}
	for _, row := range rows {
		weighted.Cells = append(weighted.Cells, v.plainFigure(row.Weighted, v.one))
	}
	out.Table.Rows = append(out.Table.Rows, weighted)
	chart.Frame = v.frame("agendas", out.Title, v.t("results_agenda_caption"))
	out.Chart, out.Hidden = chart.Chart().HTML(), v.hiddenNotes(&out.Table)
	return out
}

// agendaOf adds one group; a group that was not asked has no row.
func (v resultsView) agendaOf(out *agendaView, chart *charts.Agendas, g *reports.Group, place int) {
	row := figureRow{Name: g.Name.In(v.lang)}
	agenda := charts.Agenda{Group: charts.Group{Key: g.Group, Place: place, Name: row.Name}}
	var firsts []string
	asked, least, most := false, 0, 0
	for _, stage := range v.d.Importance {
		cell := figureCell{Text: "–"}
		for _, c := range stage.Groups {
			switch {
			case c.Group != g.Group:
			case c.Suppressed || c.Mean == nil || c.Order == nil:
				asked, cell = true, v.hidden(c.Hidden, g.Group)
			default:
				asked = true
				cell.Text = v.t("results_agenda_cell", "Order", v.whole(*c.Order), "Mean", v.one(*c.Mean), "N", v.whole(*c.N))
				agenda.Order = append(agenda.Order, *c.Order)
				if *c.Order == 1 {
					firsts = append(firsts, stage.Name.In(v.lang))
				}
				if most == 0 || *c.N < least {
					least = *c.N
				}
				most = max(most, *c.N)
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	if !asked {
		return
	}
	if len(agenda.Order) < len(v.d.Importance) {
		agenda.Order = nil // an order with a hole would mislead
	} else {
		agenda.Group.Note = v.nText(least, most)
	}
	if len(firsts) > 0 && agenda.Order != nil {
		out.Firsts = append(out.Firsts, v.t("results_agenda_first", "Group", row.Name, "Stages", v.catalog.Join(v.lang, firsts)))
	}
	chart.Groups = append(chart.Groups, agenda)
	out.Table.Rows = append(out.Table.Rows, row)
}

// nText is "n = 34", or "n = 30–34" where it varies.
func (v resultsView) nText(least, most int) string {
	if least == most {
		return v.t("results_n_of", "N", v.whole(most))
	}
	return v.t("results_n_of", "N", v.t("results_range", "From", v.whole(least), "To", v.whole(most)))
}

// agendaTitle names the stage on which two groups differ most.
func (v resultsView) agendaTitle(rows []reports.Importance) string {
	var most *reports.Importance
	for i := range rows {
		if rows[i].LargestGap != nil && (most == nil || rows[i].LargestGap.Gap > most.LargestGap.Gap) {
			most = &rows[i]
		}
	}
	if most == nil || !most.Notable() {
		return v.t("results_agenda_title")
	}
	return v.t("results_agenda_title_gap", "Higher", v.groupName(most.LargestGap.Higher), "Lower", v.groupName(most.LargestGap.Lower), "Stage", most.Name.In(v.lang))
}
