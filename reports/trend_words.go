package reports

import "readiness/questionnaires"

// TrendMissing says that no stage can be compared with the wave before, and why;
// for reports with a wave before of which Trend draws nothing.
func (p Pictures) TrendMissing() (title, why string) {
	title, why = p.t("results_trend_title_missing"), p.t("results_trend_why_stages")
	for i := range p.Report.Trend.Scales {
		row := &p.Report.Trend.Scales[i]
		s := p.Report.ScaleOf(row.ID)
		if s == nil || s.Kind != string(questionnaires.Stage) {
			continue
		}
		if !row.otherQuestions() {
			return title, p.t("results_trend_why_groups")
		}
		why = p.t("results_trend_why_questions")
	}
	return title, why
}

// otherQuestions reports whether no question of a scale is the same in both waves.
func (row *ScaleTrend) otherQuestions() bool {
	return row.Compatibility == nil || *row.Compatibility == 0
}

// TrendInWords is what became of a scale since the wave before.
func (p Pictures) TrendInWords(row *ScaleTrend) string {
	switch {
	case row.Change == nil && row.otherQuestions():
		return p.t("results_trend_other_questions")
	case row.Change == nil && *row.Compatibility < 1:
		return p.t("results_trend_no_groups_partial")
	case row.Change == nil:
		return p.t("results_trend_no_groups")
	case len(row.CommonItems) > 0:
		return p.t("results_trend_partial", "Meaning", p.DirectionInWords(row.Direction))
	}
	return p.DirectionInWords(row.Direction)
}

// DirectionInWords is the arrow of a change in words.
func (p Pictures) DirectionInWords(direction string) string {
	if direction == "" {
		return p.t("results_trend_unclear")
	}
	return p.t("results_trend_" + direction)
}

// TrendList is one of the lists of questions that changed most.
type TrendList struct {
	Title string
	Rows  []ItemTrend
}

// TrendLists are the lists that have questions.
func (p Pictures) TrendLists() []TrendList {
	var out []TrendList
	for _, list := range []TrendList{
		{p.t("results_trend_improved"), p.Report.Trend.Improved},
		{p.t("results_trend_concern"), p.Report.Trend.Concern},
	} {
		if len(list.Rows) > 0 {
			out = append(out, list)
		}
	}
	return out
}
