package web

import "readiness/reports"

// trend sets the stages and categories beside those of the wave before
// (statistics.md 2.11); nil with one wave, or where no stage can be compared.
func (v resultsView) trend() *figureView {
	picture, found := v.pictures().Trend()
	if !found {
		return nil
	}
	out := &figureView{
		ID: "trend", Title: picture.Title, Chart: picture.Chart.HTML(),
		Lead: v.t("results_trend_lead", "Day", v.pictures().Day(v.d.Trend.Closed)),
		Table: figureTable{
			Caption: v.t("results_trend_caption"), Corner: v.t("report_col_scale"),
			Heads: []string{
				v.t("results_trend_earlier"), v.t("results_trend_latest"), v.t("results_change"), v.t("results_interval"),
				v.t("results_meaning"), v.t("results_groups"),
			},
		},
		Calculated: []string{v.t("results_trend_calc")},
	}
	for i := range v.d.Trend.Scales {
		row := &v.d.Trend.Scales[i]
		scale := v.d.scale(row.ID)
		if scale == nil {
			continue
		}
		out.Table.Rows = append(out.Table.Rows, figureRow{scale.Name.In(v.lang), []figureCell{
			v.plainFigure(row.Earlier, v.one), v.plainFigure(row.Latest, v.one), v.plainFigure(row.Change, v.signed),
			{Text: v.changeInterval(row)},
			{Text: v.pictures().TrendInWords(row), Words: true},
			{Text: v.groupNames(row.Groups), Words: true},
		}})
		if row.Change != nil && row.MixEffect != nil && changes(*row.MixEffect) {
			out.Calculated = append(out.Calculated, v.t("results_trend_calc_mix",
				"Scale", scale.Name.In(v.lang), "Naive", v.signed(*row.Change+*row.MixEffect), "Mix", v.signed(*row.MixEffect)))
		}
	}
	return out
}

// changeInterval is the interval of a change, "–" where there is none.
func (v resultsView) changeInterval(row *reports.ScaleTrend) string {
	if row.CILow == nil || row.CIHigh == nil {
		return "–"
	}
	return v.t("results_from_to", "From", v.signed(*row.CILow), "To", v.signed(*row.CIHigh))
}

// groupNames lists groups, "–" where there is none.
func (v resultsView) groupNames(keys []string) string {
	if len(keys) == 0 {
		return "–"
	}
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = v.groupName(key)
	}
	return v.catalog.Join(v.lang, names)
}
