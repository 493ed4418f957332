package reports

import (
	"math"
	"slices"

	"readiness/reports/charts"
)

// StepPoints is one of the five parts of a priority (priorities.md 3.4).
type StepPoints struct {
	Name   string
	Times  string  // what makes the points: "0.7 × 41.0", "× 1.190"
	Points float64 // additive
}

// Steps are the parts of a priority: gap to target, blind spot, customers,
// importance, base.
func (p Pictures) Steps(row *Priority) []StepPoints {
	parameters := &p.Report.Parameters
	factor := func(v float64) string { return "×\u00a0" + p.Words.Number(p.Lang, v, 3) }
	part := func(weight, v float64) string {
		return p.Words.Number(p.Lang, weight, decimalsOf(weight)) + "\u00a0×\u00a0" + p.one(v)
	}
	return []StepPoints{
		{p.t("prio_col_shortfall"), part(parameters.ShortfallWeight, row.Shortfall), row.ShortfallPoints},
		{p.t("prio_col_blind"), part(parameters.BlindSpotWeight, row.BlindSpot), row.BlindSpotPoints},
		{p.t("prio_col_fit"), factor(row.Fit), row.FitPoints},
		{p.t("prio_col_importance"), factor(row.ImportanceFactor), row.ImportancePoints},
		{p.t("prio_col_gate"), factor(row.Gate), row.GatePoints},
	}
}

// Points draw how the points of each stage add up, all on one scale, in the
// given order; a title is the name of the stage.
func (p Pictures) Points(rows []*Priority) []Picture {
	low, high := 0.0, 0.0
	for _, row := range rows {
		sum := 0.0
		for _, step := range p.Steps(row) {
			sum += step.Points
			low, high = math.Min(low, sum), math.Max(high, sum)
		}
	}
	out := make([]Picture, 0, len(rows))
	for _, row := range rows {
		name := row.Name.In(p.Lang)
		chart := charts.Waterfall{
			Frame: p.frame("points-"+row.Stage, p.t("prio_waterfall_of", "Stage", name), p.t("prio_waterfall_desc", "Stage", name, "Score", p.one(row.Score))),
			Total: p.t("prio_priority"), Low: low, High: high,
		}
		for _, step := range p.Steps(row) {
			chart.Steps = append(chart.Steps, charts.Step{Name: step.Name, Note: step.Times, Points: step.Points})
		}
		out = append(out, Picture{name, chart.Chart()})
	}
	return out
}

// PointsTitle names the stage with the most points and what brings it most of
// them; rows are by rank.
func (p Pictures) PointsTitle(rows []*Priority) string {
	if len(rows) == 0 || rows[0].Rank == nil {
		return p.t("prio_waterfall_heading")
	}
	var largest StepPoints
	for _, step := range p.Steps(rows[0]) {
		if math.Abs(step.Points) > math.Abs(largest.Points) {
			largest = step
		}
	}
	return p.t("prio_waterfall_title", "Stage", rows[0].Name.In(p.Lang), "Step", largest.Name, "Points", p.Words.Signed(p.Lang, largest.Points, 1))
}

// quadrants name the four situations; those that the customer base may be in
// stand out.
func (p Pictures) quadrants() charts.Quadrants {
	places := p.Report.Situation.Places()
	if len(places) == everyPlace {
		places = nil // none stands out
	}
	one := func(id string) charts.Quadrant {
		return charts.Quadrant{Name: p.t("prio_situation_" + id), Note: p.t("prio_situation_" + id + "_like"), Marked: slices.Contains(places, id)}
	}
	return charts.Quadrants{KeyAccount: one("key_account"), OneToOne: one("one_to_one"), Mass: one("mass"), Niche: one("niche")}
}

// borderBand is how near an index may lie to 0.5 before both readings are shown
// (priorities.md 3.1).
const borderBand = 0.1

// Situation draws the differentiation matrix: value against needs.
func (p Pictures) Situation() Picture {
	s := &p.Report.Situation
	out := Picture{Title: p.t("prio_situation_title")}
	chart := charts.SituationMatrix{
		Frame:     p.frame("situation", out.Title, s.InWords(p.Words, p.Lang)),
		Needs:     charts.Axis{Name: p.t("prio_axis_needs"), Low: p.t("prio_axis_needs_low"), High: p.t("prio_axis_needs_high")},
		Value:     charts.Axis{Name: p.t("prio_axis_value"), Low: p.t("prio_axis_value_low"), High: p.t("prio_axis_value_high")},
		Quadrants: p.quadrants(), Base: p.t("prio_your_customers"), Band: borderBand,
	}
	if s.Placed() {
		chart.Diversity, chart.Skew = &s.NeedsDiversity, &s.ValueSkew
	}
	out.Chart = chart.Chart()
	return out
}

// Capability draws what the company can do against its customer base; false
// without a score on Interact or Customize.
func (p Pictures) Capability() (Picture, bool) {
	c := p.Report.Capability
	if c == nil {
		return Picture{}, false
	}
	axis := func(stage string) charts.Axis {
		name := p.t("prio_stage_" + stage)
		if s := p.Report.ScaleOf(stage); s != nil {
			name = s.Name.In(p.Lang)
		}
		return charts.Axis{Name: name, Low: p.t("prio_axis_low"), High: p.t("prio_axis_high")}
	}
	out := Picture{Title: p.t("prio_capability_title")}
	out.Chart = charts.CapabilityMatrix{
		Frame:     p.frame("capability", out.Title, c.InWords(p.Words, p.Lang)),
		Customize: axis(stageCustomize), Interact: axis(stageInteract), Quadrants: p.quadrants(),
		Company: p.t("prio_your_company"), CustomizeScore: &c.Customize, InteractScore: &c.Interact,
	}.Chart()
	return out, true
}

// Panel draws importance against readiness; false without a stage to show.
func (p Pictures) Panel() (Picture, bool) {
	panel := &p.Report.IPA
	if panel.Readiness == nil || panel.Relevance == nil {
		return Picture{}, false
	}
	out := Picture{Title: p.t("prio_ipa_none")}
	name := func(quadrant string) string { return p.t("prio_quadrant_" + quadrant) }
	relevance := "prio_fit_times_50"
	if panel.Asked {
		relevance = "prio_importance"
	}
	chart := charts.Scatter{
		Importance: p.t(relevance), Readiness: p.t("prio_readiness"), MeanImportance: panel.Relevance, MeanReadiness: panel.Readiness,
		Concentrate: name("concentrate_here"), KeepUp: name("keep_up"), LowPriority: name("low_priority"), Overkill: name("possible_overkill"),
	}
	var first []string
	for _, point := range panel.Points {
		one := charts.ScatterPoint{Name: point.Name.In(p.Lang), Importance: point.Relevance, Readiness: point.Readiness, Borderline: point.Borderline}
		if point.Borderline {
			one.Note = p.t("prio_borderline")
		}
		if point.Quadrant == "concentrate_here" {
			first = append(first, one.Name)
		}
		chart.Points = append(chart.Points, one)
	}
	if len(first) > 0 {
		out.Title = p.t("prio_ipa_title", "Stages", p.Words.Join(p.Lang, first))
	}
	chart.Frame = p.frame("ipa", p.t("prio_ipa_heading"), out.Title)
	out.Chart = chart.Chart()
	return out, true
}
