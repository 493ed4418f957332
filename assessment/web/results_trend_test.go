package web

import (
	"strings"
	"testing"

	"readiness/assessment"
	"readiness/reports"
	"readiness/static/i18n"
)

// The change since the wave before: figures, words, and what is not compared.
func TestTrendSaysWhatTheReportSays(t *testing.T) {
	t.Parallel()
	catalog := newRig(t).catalog
	full, none := 1.0, 0.0
	before, now, change, low, high, mix := 30.8, 38.4, 7.6, -2.0, 17.1, -2.6
	report := &reports.Report{
		Groups: []reports.Group{{Group: "managers", Name: reports.Text{"": "Managers"}}, {Group: "customers", Name: reports.Text{"": "Customers"}}},
		Scales: []reports.Scale{
			{ID: "identify", Kind: "stage", Name: reports.Text{"": "Identify"}, Target: 75},
			{ID: "interact", Kind: "stage", Name: reports.Text{"": "Interact"}, Target: 75},
		},
		Trend: &reports.Trend{Closed: "2026-03-31", Scales: []reports.ScaleTrend{
			{
				ID: "identify", Compatibility: &full, Groups: []string{"managers", "customers"}, Direction: "up",
				Earlier: &before, Latest: &now, Change: &change, CILow: &low, CIHigh: &high, MixEffect: &mix,
			},
			{ID: "interact", Compatibility: &none},
		}, Improved: []reports.ItemTrend{
			{ID: "bv1", Scale: "identify", Name: reports.Text{"": "Names"}, Groups: []string{"managers"}, Earlier: before, Latest: now, Change: change, Direction: "up"},
		}},
		Parameters: assessment.DefaultParameters(),
	}
	for _, lang := range i18n.Languages() {
		v := resultsView{prioVoice{catalog, lang}, &reportIndex{report}}
		f := v.trend()
		if f == nil {
			t.Fatalf("%s: no trend", lang)
		}
		if want := catalog.T(lang, "results_trend_title_up", "Up", "Identify"); f.Title != want {
			t.Errorf("%s: title %q, want %q", lang, f.Title, want)
		}
		if !strings.Contains(f.Lead, "31") || !strings.Contains(f.Lead, "2026") {
			t.Errorf("%s: the lead %q has no day", lang, f.Lead)
		}
		cells := f.Table.Rows[0].Cells
		want := []string{v.one(before), v.one(now), v.signed(change), "", catalog.T(lang, "results_trend_up"), catalog.Join(lang, []string{"Managers", "Customers"})}
		for i, text := range want {
			if text != "" && cells[i].Text != text {
				t.Errorf("%s: column %d says %q, want %q", lang, i, cells[i].Text, text)
			}
		}
		if other := f.Table.Rows[1].Cells; other[2].Text != "–" || other[4].Text != catalog.T(lang, "results_trend_other_questions") {
			t.Errorf("%s: a stage with other questions says %+v", lang, other)
		}
		if compatible := []string{cells[6].Text, f.Table.Rows[1].Cells[6].Text}; compatible[0] != v.wholePercent(1) || compatible[1] != v.wholePercent(0) {
			t.Errorf("%s: comparable questions: %v", lang, compatible)
		}
		if len(f.Lists) != 1 || f.Lists[0].Rows[0].Name != "Names" || f.Lists[0].Rows[0].Cells[2].Text != v.signed(change) || f.ListsNote == "" {
			t.Errorf("%s: the questions that changed most are %+v", lang, f.Lists)
		}
		if said := strings.Join(f.Calculated, " "); !strings.Contains(said, v.signed(change+mix)) || !strings.Contains(said, v.signed(mix)) {
			t.Errorf("%s: the mix effect is missing in %q", lang, said)
		}
	}
	report.Trend.Scales = report.Trend.Scales[1:]
	f := (resultsView{prioVoice{catalog, "en"}, &reportIndex{report}}).trend()
	if f == nil || f.Chart != "" || f.Title != catalog.T("en", "results_trend_title_missing") || f.Why != catalog.T("en", "results_trend_why_questions") {
		t.Errorf("without a stage to compare: %+v", f)
	}
	report.Trend = nil
	if f := (resultsView{prioVoice{catalog, "en"}, &reportIndex{report}}).trend(); f != nil {
		t.Errorf("a trend with one wave: %+v", f)
	}
}
