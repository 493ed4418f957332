package web

import (
	"strings"

	"readiness/reports"
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

// interval is "31.2–45.6", "–" where there is none.
func (v resultsView) interval(s *reports.Scale) string {
	if s.Weighted.CILow == nil || s.Weighted.CIHigh == nil {
		return "–"
	}
	return v.t("results_range", "From", v.one(*s.Weighted.CILow), "To", v.one(*s.Weighted.CIHigh))
}

func (v resultsView) stageScores() stagesFigure {
	stages := v.d.ScalesOf("stage")
	picture := v.pictures().Stages()
	out := stagesFigure{figureView: figureView{
		ID: "stages", Title: picture.Title, Chart: picture.Chart.HTML(), Lead: v.t("results_stages_lead"),
		Table: figureTable{
			Caption: v.t("results_stages_caption"), Corner: v.t("results_kind_stage"),
			Heads: []string{
				v.t("results_score"), v.t("results_interval"), v.t("results_level"), v.t("results_target"), v.t("results_target_gap"),
				v.t("results_equal"), v.t("results_n"), v.t("results_coverage"),
			},
		},
		Calculated: v.stagesCalculated(stages),
	}}
	for _, s := range stages {
		none := v.t("results_no_score")
		answers := "–"
		if s.Weighted.Mean != nil {
			answers = v.whole(s.Answers())
		}
		out.Table.Rows = append(out.Table.Rows, figureRow{s.Name.In(v.lang), []figureCell{
			v.figure(s.Weighted.Mean, none),
			{Text: v.interval(s)},
			v.plainFigure(s.Level, v.one),
			{Text: v.plain(s.Target)},
			v.plainFigure(s.TargetGap, v.signed), v.plainFigure(s.EqualWeightMean, v.one),
			{Text: answers},
			{Text: v.percent(s.Weighted.Coverage)},
		}})
		out.Cards = append(out.Cards, v.stageCard(s))
	}
	out.Hidden = v.hiddenNotes(&out.Table)
	return out
}

// stageCard sorts what the report says in words by what it is about.
func (v resultsView) stageCard(s *reports.Scale) stageCard {
	card := stageCard{Name: s.Name.In(v.lang)}
	if s.Weighted.Mean != nil {
		card.Score = v.one(*s.Weighted.Mean)
	} else if s.NoScore != "" {
		card.Place = v.t("report_verdict_unjudged", "Stage", card.Name, "Why", v.t("report_unjudged_"+s.NoScore))
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
	picture, found := v.pictures().Claimed()
	if !found {
		return nil
	}
	out := &figureView{
		ID: "claimed", Title: picture.Title, Chart: picture.Chart.HTML(), Lead: v.t("results_claimed_lead"),
		Table: figureTable{
			Caption: v.t("results_claimed_caption"), Corner: v.t("results_kind_stage"),
			Heads: []string{v.t("results_claimed"), v.t("results_practised"), v.t("results_difference"), v.t("results_meaning"), v.t("results_groups")},
		},
	}
	for i := range v.d.Practices {
		p := &v.d.Practices[i]
		scale := v.d.scale(p.ID)
		if scale == nil || scale.Kind != "stage" {
			continue
		}
		name, both := scale.Name.In(v.lang), v.inBoth(scale, p)
		none := v.t("results_no_common")
		out.Table.Rows = append(out.Table.Rows, figureRow{name, []figureCell{
			v.figure(p.Claimed, none), v.figure(p.Practised, none), v.plainFigure(p.Difference, v.signed),
			{Text: v.claimMeaning(p), Words: true},
			{Text: v.catalog.Join(v.lang, both), Words: true},
		}})
		if p.Difference != nil && len(out.Calculated) == 0 {
			out.Calculated = []string{v.t("results_calc_practised"), v.t("results_calc_difference",
				"Scale", name, "A", v.one(*p.Claimed), "B", v.one(*p.Practised), "Difference", v.signed(*p.Difference))}
		}
	}
	out.Hidden = v.hiddenNotes(&out.Table)
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
	picture, found := v.pictures().Agendas()
	if !found {
		return nil
	}
	out := &agendaView{figureView: figureView{
		ID: "agendas", Title: picture.Title, Chart: picture.Chart.HTML(), Lead: v.t("results_agenda_lead"),
		Table:      figureTable{Caption: v.t("results_agenda_caption"), Corner: v.t("results_group")},
		Calculated: []string{v.t("results_calc_agenda")},
	}}
	for i := range v.d.Importance {
		out.Table.Heads = append(out.Table.Heads, v.d.Importance[i].Name.In(v.lang))
	}
	for i := range v.d.Groups {
		v.agendaOf(out, &v.d.Groups[i])
	}
	if first, _ := v.d.WantedByAll(); first != nil {
		out.Firsts = nil // the title says it
	}
	weighted := figureRow{Name: v.t("results_agenda_all")}
	for i := range v.d.Importance {
		weighted.Cells = append(weighted.Cells, v.plainFigure(v.d.Importance[i].Weighted, v.one))
	}
	out.Table.Rows = append(out.Table.Rows, weighted)
	out.Hidden = v.hiddenNotes(&out.Table)
	return out
}

// agendaOf adds one group; a group that was not asked has no row.
func (v resultsView) agendaOf(out *agendaView, g *reports.Group) {
	row := figureRow{Name: g.Name.In(v.lang)}
	var firsts []string
	asked, ordered := false, 0
	for i := range v.d.Importance {
		stage := &v.d.Importance[i]
		cell := figureCell{Text: "–"}
		for _, c := range stage.Groups {
			switch {
			case c.Group != g.Group:
			case c.Suppressed || c.Mean == nil || c.Order == nil:
				asked, cell = true, v.hidden(c.Hidden, g.Group)
			default:
				asked = true
				ordered++
				cell.Text = v.t("results_agenda_cell", "Order", v.whole(*c.Order), "Mean", v.one(*c.Mean), "N", v.whole(*c.N))
				if *c.Order == 1 {
					firsts = append(firsts, stage.Name.In(v.lang))
				}
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	if !asked {
		return
	}
	if len(firsts) > 0 && ordered == len(v.d.Importance) { // an order with a hole would mislead
		out.Firsts = append(out.Firsts, v.t("results_agenda_first", "Group", row.Name, "Stages", v.catalog.Join(v.lang, firsts)))
	}
	out.Table.Rows = append(out.Table.Rows, row)
}

// nText is "n = 34", or "n = 30–34" where it varies.
func (v resultsView) nText(least, most int) string {
	if least == most {
		return v.t("results_n_of", "N", v.whole(most))
	}
	return v.t("results_n_of", "N", v.t("results_range", "From", v.whole(least), "To", v.whole(most)))
}
