package web

import "readiness/reports"

// trendView is the change since the wave before.
type trendView struct {
	figureView
	Why       string // no stage can be compared; "" where one can
	Lists     []figureTable
	ListsNote string
}

// trend sets the stages and categories beside those of the wave before
// (statistics.md 2.11), and says so where no stage can be compared; nil with one
// wave.
func (v resultsView) trend() *trendView {
	if v.d.Trend == nil {
		return nil
	}
	out := &trendView{figureView: figureView{
		ID: "trend", Lead: v.t("results_trend_lead", "Day", v.pictures().Day(v.d.Trend.Closed)),
		Table: figureTable{
			Caption: v.t("results_trend_caption"), Corner: v.t("report_col_scale"),
			Heads: []string{
				v.t("results_trend_earlier"), v.t("results_trend_latest"), v.t("results_change"), v.t("results_interval"),
				v.t("results_meaning"), v.t("results_groups"), v.t("results_trend_compatibility"),
			},
		},
		Calculated: []string{v.t("results_trend_calc")},
	}}
	if picture, found := v.pictures().Trend(); found {
		out.Title, out.Chart = picture.Title, picture.Chart.HTML()
	} else {
		out.Title, out.Why = v.pictures().TrendMissing()
	}
	v.trendRows(&out.figureView)
	for _, list := range v.pictures().TrendLists() {
		out.Lists, out.ListsNote = append(out.Lists, v.trendList(&list)), v.t("results_trend_items_lead")
	}
	return out
}

// trendList is one list of the questions that changed most.
func (v resultsView) trendList(list *reports.TrendList) figureTable {
	t := figureTable{
		Caption: list.Title, Corner: v.t("report_col_item"),
		Heads: []string{
			v.t("results_trend_earlier"), v.t("results_trend_latest"), v.t("results_change"), v.t("results_meaning"), v.t("report_col_scale"), v.t("results_groups"),
		},
	}
	for i := range list.Rows {
		row := &list.Rows[i]
		scale := ""
		if s := v.d.scale(row.Scale); s != nil {
			scale = s.Name.In(v.lang)
		}
		t.Rows = append(t.Rows, figureRow{row.Name.In(v.lang), []figureCell{
			{Text: v.one(row.Earlier)},
			{Text: v.one(row.Latest)},
			{Text: v.signed(row.Change)},
			{Text: v.pictures().DirectionInWords(row.Direction), Words: true},
			{Text: scale, Words: true},
			{Text: v.groupNames(row.Groups), Words: true},
		}})
	}
	return t
}

// trendRows has one row a scale, and says what other groups would have changed.
func (v resultsView) trendRows(out *figureView) {
	mixed := len(out.Calculated)
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
			v.plainFigure(row.Compatibility, v.wholePercent),
		}})
		if row.Change != nil && row.MixEffect != nil && changes(*row.MixEffect) {
			out.Calculated = append(out.Calculated, v.t("results_trend_calc_mix",
				"Scale", scale.Name.In(v.lang), "Naive", v.signed(*row.Change+*row.MixEffect), "Mix", v.signed(*row.MixEffect)))
		}
	}
	if len(out.Calculated) > mixed {
		out.Calculated = append(out.Calculated, v.t("results_trend_calc_mix_why"))
	}
}

// wholePercent writes a fraction 0–1 without decimals.
func (v resultsView) wholePercent(x float64) string {
	const hundred = 100
	return v.t("prio_percent", "Number", v.catalog.Number(v.lang, hundred*x, 0))
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
