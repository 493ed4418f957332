package reports

import (
	"fmt"
	"math"
	"slices"
	"time"

	"readiness/questionnaires"
	"readiness/reports/charts"
)

// Pictures draws the figures of a report in one language, for the pages and for
// the print view alike.
type Pictures struct {
	Report *Report
	Words  Words
	Lang   string
}

// Picture is a drawing under a title that says what it shows.
type Picture struct {
	Title string
	Chart charts.Chart
}

func (p Pictures) t(key string, args ...any) string { return p.Words.T(p.Lang, key, args...) }

// one writes a figure with one decimal.
func (p Pictures) one(v float64) string { return p.Words.Number(p.Lang, v, 1) }

// plain writes a target with as many decimals, at most two, as it needs.
func (p Pictures) plain(v float64) string {
	const most = 2
	decimals := 0
	for scaled := v; decimals < most && math.Abs(scaled-math.Round(scaled)) > 1e-9; scaled *= 10 {
		decimals++
	}
	return p.Words.Number(p.Lang, v, decimals)
}

func (p Pictures) whole(n int) string { return p.Words.Number(p.Lang, float64(n), 0) }

// Day writes an ISO date in words; what is none stays as it is.
func (p Pictures) Day(iso string) string {
	at, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return p.t("date_long", "Day", at.Day(), "Month", p.t(fmt.Sprintf("month_%d", at.Month())), "Year", at.Year())
}

// frame of a drawing: its figures are written as beside it.
func (p Pictures) frame(id, title, desc string) charts.Frame {
	return charts.Frame{ID: id, Title: title, Desc: desc, Number: p.one, Goal: p.plain, Hidden: p.t("results_hidden")}
}

// nText is "n = 34", or "n = 30–34" where it varies.
func (p Pictures) nText(least, most int) string {
	if least == most {
		return p.t("results_n_of", "N", p.whole(most))
	}
	return p.t("results_n_of", "N", p.t("results_range", "From", p.whole(least), "To", p.whole(most)))
}

// group is how a group is drawn.
func (p Pictures) group(place int, note string) charts.Group {
	g := &p.Report.Groups[place]
	return charts.Group{Key: g.Group, Place: p.Report.MarkPlace(g.Group), Name: g.Name.In(p.Lang), Note: note}
}

// MarkPlace is a group's place among the groups without a mark of their own,
// from 0 (ux.md section 3).
func (r *Report) MarkPlace(group string) int {
	place := 0
	for i := range r.Groups {
		key := r.Groups[i].Group
		if key == group {
			break
		}
		if !charts.HasMark(key) {
			place++
		}
	}
	return place
}

// groupName is the name of a group, its key where there is none.
func (p Pictures) groupName(key string) string {
	for i := range p.Report.Groups {
		if p.Report.Groups[i].Group == key {
			return p.Report.Groups[i].Name.In(p.Lang)
		}
	}
	return key
}

// Hidden says in a few words why a figure of a group is not shown.
func (p Pictures) Hidden(why, group string) string {
	least := p.Report.Assessment.K
	for i := range p.Report.Groups {
		if p.Report.Groups[i].Group == group {
			least = p.Report.Groups[i].Threshold
		}
	}
	switch {
	case why == HiddenComplementary:
		return p.t("results_hidden_complementary")
	case why == HiddenEarlier:
		return p.t("quest_hidden_earlier", "K", least)
	case least <= 1:
		return p.t("quest_no_answers")
	default:
		return p.t("quest_fewer", "K", least)
	}
}

// Stages is the readiness of the stages with interval, level and target.
func (p Pictures) Stages() Picture {
	out := Picture{Title: p.stagesTitle()}
	bars := charts.StageBars{
		Frame:     p.frame("stages", out.Title, p.t("results_stages_caption")),
		Readiness: p.t("results_score"), Interval: p.t("results_interval"), Target: p.t("results_target"), Level: p.t("results_level"), Levels: p.levels(),
	}
	for _, s := range p.Report.ScalesOf(string(questionnaires.Stage)) {
		note := ""
		if s.Weighted.Mean != nil { // else "n = 0" would hide that some answered
			note = p.t("results_n_of", "N", p.whole(s.Answers()))
		}
		bars.Rows = append(bars.Rows, charts.StageBar{
			Name: s.Name.In(p.Lang), Note: note,
			Score: s.Weighted.Mean, Low: s.Weighted.CILow, High: s.Weighted.CIHigh, Target: &s.Target,
		})
	}
	out.Chart = bars.Chart()
	return out
}

// stagesTitle says which stage is the lowest, and how many reach their target.
func (p Pictures) stagesTitle() string {
	var lowest *Scale
	reached, scored := 0, 0
	for _, s := range p.Report.ScalesOf(string(questionnaires.Stage)) {
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
		return p.t("results_stages_title_none")
	case reached == scored:
		return p.t("results_stages_title_all")
	case reached == 0:
		return p.t("results_stages_title_below", "Stage", lowest.Name.In(p.Lang), "Score", p.one(*lowest.Weighted.Mean))
	default:
		return p.t("results_stages_title_some", "Reached", p.whole(reached), "Of", p.whole(scored), "Stage", lowest.Name.In(p.Lang), "Score", p.one(*lowest.Weighted.Mean))
	}
}

// levels is the number of levels of the stages' questions, 0 where they differ.
func (p Pictures) levels() int {
	levels := 0
	for i := range p.Report.Items {
		item := &p.Report.Items[i]
		s := p.Report.ScaleOf(item.Scale)
		if s == nil || s.Kind != string(questionnaires.Stage) || s.Questionnaire != item.Questionnaire {
			continue
		}
		if levels != 0 && levels != item.Levels {
			return 0
		}
		levels = item.Levels
	}
	return levels
}

// Claimed sets what is claimed of the stages beside what is practised
// (statistics.md 2.12); false where a questionnaire is missing or all is hidden.
func (p Pictures) Claimed() (Picture, bool) {
	chart := charts.ClaimedPractised{
		Claimed: p.t("results_claimed"), Practised: p.t("results_practised"), Difference: p.t("results_difference"),
	}
	var widest *Practice
	for i := range p.Report.Practices {
		row := &p.Report.Practices[i]
		s := p.Report.ScaleOf(row.ID)
		if s == nil || s.Kind != string(questionnaires.Stage) {
			continue
		}
		chart.Rows = append(chart.Rows, charts.ClaimedRow{Name: s.Name.In(p.Lang), Claimed: row.Claimed, Practised: row.Practised})
		if row.Notable() && (widest == nil || math.Abs(*row.Difference) > math.Abs(*widest.Difference)) {
			widest = row
		}
	}
	if !slices.ContainsFunc(chart.Rows, func(r charts.ClaimedRow) bool { return r.Claimed != nil || r.Practised != nil }) {
		return Picture{}, false
	}
	out := Picture{Title: p.t("results_claimed_title")}
	if widest != nil {
		key := "results_claimed_title_more"
		if *widest.Difference < 0 {
			key = "results_claimed_title_less"
		}
		out.Title = p.t(key, "Stage", p.Report.ScaleOf(widest.ID).Name.In(p.Lang), "Claimed", p.one(*widest.Claimed), "Practised", p.one(*widest.Practised))
	}
	chart.Frame = p.frame("claimed", out.Title, p.t("results_claimed_caption"))
	out.Chart = chart.Chart()
	return out, true
}

// Agendas is what each group wants first (statistics.md 2.13); false unless
// importance was asked and a group's order is shown.
func (p Pictures) Agendas() (Picture, bool) {
	rows := p.Report.Importance
	if len(rows) == 0 {
		return Picture{}, false
	}
	chart := charts.Agendas{First: p.t("results_agenda_most"), Last: p.t("results_agenda_least")}
	for i := range rows {
		chart.Stages = append(chart.Stages, rows[i].Name.In(p.Lang))
	}
	for place := range p.Report.Groups {
		if agenda, asked := p.agenda(place); asked {
			chart.Groups = append(chart.Groups, agenda)
		}
	}
	if !slices.ContainsFunc(chart.Groups, func(a charts.Agenda) bool { return a.Order != nil }) {
		return Picture{}, false
	}
	out := Picture{Title: p.agendaTitle()}
	chart.Frame = p.frame("agendas", out.Title, p.t("results_agenda_caption"))
	out.Chart = chart.Chart()
	return out, true
}

// agenda is the order of one group. One with a hole would mislead and is left out.
func (p Pictures) agenda(place int) (out charts.Agenda, asked bool) {
	least, most := 0, 0
	for i := range p.Report.Importance {
		for _, c := range p.Report.Importance[i].Groups {
			if c.Group != p.Report.Groups[place].Group {
				continue
			}
			asked = true
			if c.Suppressed || c.Mean == nil || c.Order == nil || c.N == nil {
				continue
			}
			out.Order = append(out.Order, *c.Order)
			if most == 0 || *c.N < least {
				least = *c.N
			}
			most = max(most, *c.N)
		}
	}
	note := ""
	if len(out.Order) < len(p.Report.Importance) {
		out.Order = nil
	} else {
		note = p.nText(least, most)
	}
	out.Group = p.group(place, note)
	return out, asked
}

// agendaTitle says what all groups want first, and on which stage two groups
// differ most.
func (p Pictures) agendaTitle() string {
	rows := p.Report.Importance
	var most *Importance
	for i := range rows {
		if rows[i].LargestGap != nil && (most == nil || rows[i].LargestGap.Gap > most.LargestGap.Gap) {
			most = &rows[i]
		}
	}
	first, everybody := p.Report.WantedByAll()
	all, withGap := "results_agenda_title_shown", "results_agenda_title_shown_gap" // a hidden group may want something else
	if everybody {
		all, withGap = "results_agenda_title_all", "results_agenda_title_all_gap"
	}
	if most != nil && !most.Notable() {
		most = nil
	}
	switch {
	case first == nil && most == nil:
		return p.t("results_agenda_title")
	case most == nil:
		return p.t(all, "First", first.Name.In(p.Lang))
	}
	args := []any{"Higher", p.groupName(most.LargestGap.Higher), "Lower", p.groupName(most.LargestGap.Lower), "Stage", most.Name.In(p.Lang)}
	if first == nil {
		return p.t("results_agenda_title_gap", args...)
	}
	return p.t(withGap, append(args, "First", first.Name.In(p.Lang))...)
}

// Trend sets the readiness of the stages beside that of the wave before, over
// the groups of both (statistics.md 2.11); false with one wave, or where no
// stage can be compared.
func (p Pictures) Trend() (Picture, bool) {
	if p.Report.Trend == nil {
		return Picture{}, false
	}
	chart := charts.Change{
		Earlier: p.t("results_trend_earlier"), Latest: p.t("results_trend_latest"), Difference: p.t("results_change"), Target: p.t("results_target"),
	}
	up, down, compared := []string{}, []string{}, 0
	for i := range p.Report.Trend.Scales {
		row := &p.Report.Trend.Scales[i]
		s := p.Report.ScaleOf(row.ID)
		if s == nil || s.Kind != string(questionnaires.Stage) {
			continue
		}
		name := s.Name.In(p.Lang)
		chart.Rows = append(chart.Rows, charts.ChangeRow{Name: name, Note: p.TrendInWords(row), Earlier: row.Earlier, Latest: row.Latest, Target: &s.Target})
		if row.Change != nil {
			compared++
		}
		switch row.Direction {
		case "up":
			up = append(up, name)
		case "down":
			down = append(down, name)
		}
	}
	if compared == 0 {
		return Picture{}, false
	}
	out := Picture{Title: p.t("results_trend_title_none")}
	switch {
	case len(up) > 0 && len(down) > 0:
		out.Title = p.t("results_trend_title_both", "Up", p.Words.Join(p.Lang, up), "Down", p.Words.Join(p.Lang, down))
	case len(up) > 0:
		out.Title = p.t("results_trend_title_up", "Up", p.Words.Join(p.Lang, up))
	case len(down) > 0:
		out.Title = p.t("results_trend_title_down", "Down", p.Words.Join(p.Lang, down))
	}
	chart.Frame = p.frame("trend", out.Title, p.t("results_trend_caption"))
	out.Chart = chart.Chart()
	return out, true
}

// TrendInWords is what became of a scale since the wave before.
func (p Pictures) TrendInWords(row *ScaleTrend) string {
	if row.Change == nil {
		if row.Compatibility == nil || *row.Compatibility < 1 {
			return p.t("results_trend_other_questions")
		}
		return p.t("results_trend_no_groups")
	}
	meaning := p.t("results_trend_unclear")
	if row.Direction != "" {
		meaning = p.t("results_trend_" + row.Direction)
	}
	if len(row.CommonItems) > 0 {
		return p.t("results_trend_partial", "Meaning", meaning)
	}
	return meaning
}
