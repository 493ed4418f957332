package charts_test

import (
	"fmt"

	"readiness/reports/charts"
)

func ptr[T any](v T) *T { return &v }

func frame(id string) charts.Frame {
	return charts.Frame{ID: id, Title: "Title of " + id, Desc: "What " + id + " shows.", Hidden: "fewer than 5"}
}

func shares(id string) charts.Frame {
	f := frame(id)
	f.Number = func(v float64) string { return fmt.Sprintf("%.0f%%", v) }
	return f
}

func groups() []charts.Group {
	return []charts.Group{
		{Key: "executives", Name: "Executives", Note: "n = 11"},
		{Key: "initiative", Place: 1, Name: "Initiative team", Note: "n = 9"},
		{Key: "managers", Place: 2, Name: "Managers", Note: "n = 31"},
		{Key: "frontline", Place: 3, Name: "Front line", Note: "n = 52"},
		{Key: "channel", Place: 4, Name: "Partners", Note: "n = 8"},
		{Key: "customers", Place: 5, Name: "Customers", Note: "n = 34"},
	}
}

func stages() []string { return []string{"Identify", "Differentiate", "Interact", "Customize"} }

func quadrants(note string) charts.Quadrants {
	return charts.Quadrants{
		Mass: charts.Quadrant{Name: "Mass market", Note: note}, Niche: charts.Quadrant{Name: "Niche", Note: note, Marked: true},
		KeyAccount: charts.Quadrant{Name: "Key accounts", Note: note}, OneToOne: charts.Quadrant{Name: "One to one", Note: note},
	}
}

// samples are all charts with figures as a report has them; those of the
// priorities are the worked example of priorities.md 3.4.
func samples() map[string]charts.Chart {
	g, s := groups(), stages()
	out := map[string]charts.Chart{}
	out["dumbbell"] = charts.Dumbbell{
		Frame: frame("dumbbell"), A: g[0], B: g[5], Others: g[1:5], OthersName: "Other groups", Target: "Target", Difference: "Difference",
		Rows: []charts.DumbbellRow{
			{Name: s[0], Note: "Weighted score 38.4", A: ptr(72.5), B: ptr(20.0), Others: []*float64{ptr(80.8), ptr(51.7), ptr(28.8), nil}, Target: ptr(75.0)},
			{Name: s[1], A: ptr(100.0), B: ptr(0.0), Target: ptr(75.0)},
			{Name: s[2], A: ptr(50.0), B: ptr(50.0), Target: ptr(75.0)},
			{Name: s[3], B: ptr(30.0), Target: ptr(75.0)},
		},
	}.Chart()
	out["claimed"] = charts.ClaimedPractised{
		Frame: frame("claimed"), Claimed: "Claimed", Practised: "Practised", Difference: "Difference",
		Rows: []charts.ClaimedRow{{Name: s[0], Claimed: ptr(52.0), Practised: ptr(31.0)}, {Name: s[1], Practised: ptr(31.0)}},
	}.Chart()
	out["change"] = charts.Change{
		Frame: frame("change"), Earlier: "Spring", Latest: "Autumn", Difference: "Change", Target: "Target",
		Rows: []charts.ChangeRow{
			{Name: s[0], Note: "higher", Earlier: ptr(30.8), Latest: ptr(38.4), Target: ptr(75.0)},
			{Name: s[1], Earlier: ptr(40.0), Latest: ptr(38.0), Target: ptr(60.0)},
			{Name: s[2], Note: "asked other questions"},
		},
	}.Chart()
	out["stagebars"] = charts.StageBars{
		Frame: frame("stagebars"), Readiness: "Readiness", Interval: "95% interval", Target: "Target", Level: "Level", Levels: 5,
		Rows: []charts.StageBar{
			{Name: s[0], Note: "between level 2 and 3", Score: ptr(38.373), Low: ptr(30.696), High: ptr(46.05), Target: ptr(75.0)},
			{Name: s[1], Score: ptr(0.0), Low: ptr(0.0), High: ptr(0.0), Target: ptr(50.0)},
			{Name: s[2], Score: ptr(100.0)},
			{Name: s[3]},
		},
	}.Chart()
	out["waterfall"] = charts.Waterfall{Frame: frame("waterfall"), Total: "Priority", Steps: []charts.Step{
		{Name: "Distance to target", Points: 21},
		{Name: "Overrated", Points: 6.6},
		{Name: "Fit", Points: 5.237951},
		{Name: "Importance", Points: 3.536395},
		{Name: "Base", Points: -2.728076},
	}}.Chart()
	out["scatter"] = charts.Scatter{
		Frame: frame("scatter"), Importance: "Importance", Readiness: "Readiness", MeanImportance: ptr(81.25), MeanReadiness: ptr(42.343),
		Concentrate: "Concentrate here", KeepUp: "Keep up the good work", LowPriority: "Low priority", Overkill: "Possible overkill",
		Points: []charts.ScatterPoint{
			{Name: s[0], Importance: 70, Readiness: 52},
			{Name: s[1], Importance: 80, Readiness: 34, Borderline: true, Note: "borderline"},
			{Name: s[2], Importance: 90, Readiness: 45},
			{Name: s[3], Importance: 85, Readiness: 38.373},
		},
	}.Chart()
	out["situation"] = charts.SituationMatrix{
		Frame: frame("situation"), Needs: charts.Axis{Name: "Needs", Low: "uniform", High: "diverse"}, Value: charts.Axis{Name: "Value", Low: "flat", High: "steep"},
		Quadrants: quadrants("What this means for a company."), Base: "Your customers", Diversity: ptr(.519223), Skew: ptr(.460731), Band: .1, BandName: "Borderline",
	}.Chart()
	out["capability"] = charts.CapabilityMatrix{
		Frame: frame("capability"), Customize: charts.Axis{Name: s[3], Low: "0", High: "100"}, Interact: charts.Axis{Name: s[2], Low: "0", High: "100"},
		Quadrants: quadrants("What this means for a company."), Company: "Your company today", CustomizeScore: ptr(38.4), InteractScore: ptr(95.0),
	}.Chart()
	out["distribution"] = charts.Distribution{
		Frame: shares("distribution"), Options: []string{"Never", "Rarely", "At times", "Often", "Always"}, Lower: "lower", Higher: "higher", DontKnow: "Don't know", Responses: "n",
		Rows: []charts.DistributionRow{
			{Group: g[0], N: ptr(11), Counts: []int{0, 1, 3, 5, 2}, DontKnow: ptr(0.0)},
			{Group: g[3], N: ptr(52), Counts: []int{52, 0, 0, 0, 0}, DontKnow: ptr(.3)},
			{Group: g[4]},
			{Group: g[5], N: ptr(34), Counts: []int{20, 8, 3, 2, 1}, DontKnow: ptr(.41)},
		},
	}.Chart()
	out["lorenz"] = charts.Lorenz{
		Frame: shares("lorenz"), Customers: "Customers, best first", Value: "Share of value", CurveName: "Your customers", Equality: "All worth the same",
		Curve: [][2]float64{{0, 0}, {.05, .4}, {.1, .66}, {.2, .84}, {.5, .97}, {1, 1}},
		Marks: []charts.LorenzMark{{Customers: .069, Value: .5, Label: "6.9% of customers bring half"}, {Customers: .167, Value: .8, Label: "16.7% bring 80%"}},
	}.Chart()
	out["rates"] = charts.RateBars{Frame: frame("rates"), Threshold: "Least number shown", Rows: []charts.RateRow{
		{Group: g[0], Text: "11 of 12 (92%)", Completed: 11, Expected: ptr(12), Threshold: 5},
		{Group: g[5], Text: "34 answers", Completed: 34, Threshold: 10},
		{Group: g[4], Text: "0 of 20", Expected: ptr(20), Threshold: 5},
	}}.Chart()
	out["days"] = charts.Days{Frame: frame("days"), Answers: "Answers a day", Days: []charts.Day{
		{Label: "8 Nov", Count: 4, Event: "Invitation"}, {Label: "9 Nov", Count: 17}, {Label: "10 Nov"}, {Label: "11 Nov", Count: 9, Event: "First reminder"},
	}}.Chart()
	out["agendas"] = charts.Agendas{Frame: frame("agendas"), First: "Matters most", Last: "Matters least", Stages: s, Groups: []charts.Agenda{
		{Group: g[0], Order: []int{4, 3, 2, 1}}, {Group: g[1], Order: []int{1, 2, 3, 4}}, {Group: g[4]}, {Group: g[5], Order: []int{2, 4, 1, 3}},
	}}.Chart()
	return out
}
