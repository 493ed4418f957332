package web

import (
	"math"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports"
	"readiness/reports/charts"
	"readiness/reports/stats"
)

// formulaView is how the priorities are calculated, with the figures of this
// report.
type formulaView struct {
	Formula    string
	Parts      []string // what F, M and K are
	Stages     []string // names of the columns
	Emphasis   []emphasisRow
	Parameters []termView
}

type emphasisRow struct {
	Name    string
	Factors []string
}

// termView is a name with its figure.
type termView struct{ Name, Value string }

func nearWhole(x float64) bool {
	const near = 1e-9
	return math.Abs(x-math.Round(x)) < near
}

// calculation is the formula of a stage with its figures.
func (v prioVoice) calculation(d *reportIndex, p *reports.Priority) string {
	return v.t("prio_how_stage", "Stage", p.Name.In(v.lang),
		"ShortfallWeight", v.plain(d.Parameters.ShortfallWeight), "Distance", v.one(p.Shortfall),
		"BlindWeight", v.plain(d.Parameters.BlindSpotWeight), "Blind", v.one(p.BlindSpot),
		"F", v.factor(p.Fit), "M", v.factor(p.ImportanceFactor), "K", v.factor(p.Gate), "Score", v.one(p.Score))
}

func (v prioVoice) formula(d *reportIndex) formulaView {
	p, s := &d.Parameters, &d.Situation
	limits := stats.Default()
	const percent = 100
	out := formulaView{
		Formula: v.t("prio_how_formula", "Shortfall", v.plain(p.ShortfallWeight), "BlindSpot", v.plain(p.BlindSpotWeight)),
		Parts: []string{
			v.t("prio_how_fit", "V", v.two(s.ValueSkew), "D", v.two(s.NeedsDiversity)),
			v.t("prio_how_importance", "Least", v.plain(limits.ImportanceMin), "Most", v.plain(limits.ImportanceMax)),
			v.t("prio_how_gate", "Gate", v.plain(p.Gate), "Percent", v.plain(percent*p.GateFactor)),
			v.t("prio_how_tied"), v.t("prio_how_rounding"),
		},
		Parameters: []termView{
			{v.t("wb_factor_shortfall_weight"), v.plain(p.ShortfallWeight)},
			{v.t("wb_factor_blind_spot_weight"), v.plain(p.BlindSpotWeight)},
			{v.t("wb_factor_gate"), v.plain(p.Gate)},
			{v.t("wb_factor_gate_factor"), v.plain(p.GateFactor)},
			{v.t("wb_factor_value_skew"), v.two(s.ValueSkew)},
			{v.t("wb_factor_needs_diversity"), v.two(s.NeedsDiversity)},
			{v.t("prio_param_steep"), v.plain(p.SteepShare)},
			{v.t("prio_param_shallow"), v.plain(p.ShallowShare)},
			{v.t("prio_param_needs"), v.plain(p.DiverseNeeds)},
		},
	}
	for _, id := range questionnaires.Stages() {
		out.Stages = append(out.Stages, v.stageName(d, id))
	}
	for _, corner := range assessment.Corners() {
		row := emphasisRow{Name: v.t("report_situation_" + corner)}
		for _, factor := range p.Emphasis[corner] {
			row.Factors = append(row.Factors, v.two(factor))
		}
		out.Emphasis = append(out.Emphasis, row)
	}
	return out
}

// two writes an index or factor with two decimals.
func (v prioVoice) two(x float64) string { return v.catalog.Number(v.lang, x, 2) }

// stageName is the name of a stage, also of one without a score.
func (v prioVoice) stageName(d *reportIndex, id string) string {
	if scale := d.scale(id); scale != nil {
		return scale.Name.In(v.lang)
	}
	return v.t("prio_stage_" + id)
}

func (v prioVoice) frame(id, title, desc string) charts.Frame {
	return charts.Frame{ID: id, Title: title, Desc: desc, Number: v.one}
}

// stability says how firm a rank is (priorities.md 3.4).
func (v prioVoice) stability(p *reports.Priority) string {
	s := &p.Stability
	if s.Same == s.Of {
		return v.t("prio_firm_always", "Of", s.Of)
	}
	if len(s.OtherRanks) == 0 { // on target in the others
		return v.t("report_of_scenarios", "Same", s.Same, "Of", s.Of)
	}
	others := make([]string, len(s.OtherRanks))
	for i, rank := range s.OtherRanks {
		others[i] = v.whole(rank)
	}
	return v.t("prio_firm_some", "Same", s.Same, "Of", s.Of, "Others", v.catalog.Join(v.lang, others))
}

// besideHeads names the scenarios that are shown beside the ten.
func (v prioVoice) besideHeads(r *reports.Report) []string {
	if len(r.Priorities) == 0 {
		return nil
	}
	var out []string
	for _, beside := range r.Priorities[0].Stability.Beside {
		out = append(out, v.t("prio_beside_"+beside.Scenario))
	}
	return out
}
