package reports

import (
	"readiness/questionnaires"
	"readiness/reports/stats"
)

// stageInputs are the four stages in order; a stage that nothing scores has no
// score (decisions.md 19).
func (b *builder) stageInputs(score func(stage string) *float64) []stats.StageInput {
	inputs := make([]stats.StageInput, stats.Stages)
	for i, id := range questionnaires.Stages() {
		s := b.l.stage(id)
		if s < 0 {
			continue
		}
		scale := &b.report.Scales[s]
		inputs[i] = stats.StageInput{Score: score(id), Target: scale.Target, Inside: scale.Inside, Outside: scale.Outside}
		for j := range b.report.Importance {
			if b.report.Importance[j].Stage == id {
				inputs[i].Importance = b.report.Importance[j].Weighted
			}
		}
	}
	return inputs
}

// readiness is the weighted mean of a stage.
func (b *builder) readiness(stage string) *float64 {
	if s := b.l.stage(stage); s >= 0 {
		return b.report.Scales[s].Weighted.Mean
	}
	return nil
}

// priorities ranks stages and categories and gives the verdict.
func (b *builder) priorities() error {
	b.report.Parameters = printedParameters(b.l.in.Assessment)
	inputs := b.stageInputs(b.readiness)
	situation := stats.Situation{ValueSkew: b.report.Situation.ValueSkew, NeedsDiversity: b.report.Situation.NeedsDiversity}
	found, err := stats.Priorities(inputs, situation, b.parameters)
	if err != nil {
		return err
	}
	scenarios, stability, err := stats.Scenarios(inputs, situation, b.parameters, b.alternatives()...)
	if err != nil {
		return err
	}
	verdict := stats.ReadyToday(inputs, found, b.parameters)
	b.report.Priorities = []Priority{}
	for i, p := range found {
		row := b.priority(&p, &verdict.Stages[i])
		row.Stability = stabilityOf(&stability[i], scenarios)
		b.report.Priorities = append(b.report.Priorities, row)
	}
	for i := range b.report.Priorities {
		row := &b.report.Priorities[i]
		row.Reasons = b.reasons(row, inputs)
	}
	b.verdict(&verdict)
	return b.categories()
}

// priority is one row without its stability and reasons.
func (b *builder) priority(p *stats.StagePriority, v *stats.StageVerdict) Priority {
	id := questionnaires.Stages()[p.Stage]
	scale := &b.report.Scales[b.l.stage(id)]
	row := Priority{
		Stage: id, Name: scale.Name, Rank: p.Rank, Score: p.Score, Share: p.Share, Shortfall: p.Shortfall, BlindSpot: p.BlindSpot,
		ShortfallPoints: p.ShortfallPoints, BlindSpotPoints: p.BlindSpotPoints, FitPoints: p.FitPoints,
		ImportancePoints: p.ImportancePoints, GatePoints: p.GatePoints,
		Base: p.Base, Fit: p.Fit, ImportanceFactor: p.Importance, Gate: p.Gate,
		Verdict: string(v.Verdict), Evidence: b.blindSpotEvidence(scale), TiedWith: []string{},
	}
	if v.HeldBackBy != nil {
		held := questionnaires.Stages()[*v.HeldBackBy]
		row.HeldBackBy = &held
	}
	for _, other := range p.TiedWith {
		row.TiedWith = append(row.TiedWith, questionnaires.Stages()[other])
	}
	return row
}

// blindSpotEvidence grades the gap that the blind spot is, inside minus outside:
// none unless it is notable itself, and confirmed where a comparison of a group
// inside with one outside confirms it (statistics.md 2.6, priorities.md 3.4).
func (b *builder) blindSpotEvidence(scale *Scale) string {
	sides := stats.Difference(scale.Inside, scale.Outside)
	if sides == nil || *sides <= 0 || b.parameters.Labels.Label(*sides) == stats.LabelNone {
		return string(stats.EvidenceNone)
	}
	outside := func(key string) bool { return b.l.groups[b.l.groupAt[key]].Side == questionnaires.Outside }
	for i := range scale.PerceptionGaps {
		g := &scale.PerceptionGaps[i]
		across := outside(g.Group) != outside(g.Reference)
		insideHigher := (g.Gap > 0) == outside(g.Reference)
		if across && insideHigher && g.Evidence == string(stats.EvidenceConfirmed) {
			return g.Evidence
		}
	}
	return string(stats.EvidenceIndicative)
}

// The scenarios that are shown beside the stability (priorities.md 3.4,
// statistics.md 2.12).
const (
	besideEqual     = "equal"
	besideCentroid  = "rank_order_centroid"
	besidePractices = "practices"
)

// alternatives are S10, S11 and, where practices were asked, S12.
func (b *builder) alternatives() []stats.Alternative {
	out := []stats.Alternative{
		{ID: besideEqual, Stages: b.reweighted(stats.Equal)},
		{ID: besideCentroid, Stages: b.reweighted(stats.RankOrderCentroid)},
	}
	practised := map[string]*float64{}
	for _, p := range b.report.Practices {
		practised[p.ID] = p.Weighted.Mean
	}
	if len(practised) == 0 {
		return out
	}
	return append(out, stats.Alternative{ID: besidePractices, Stages: b.stageInputs(func(stage string) *float64 {
		claimed := b.readiness(stage)
		if claimed == nil || practised[stage] == nil {
			return claimed
		}
		return stats.Mean([]*float64{claimed, practised[stage]})
	})})
}

// reweighted are the stages under another preset of group weights.
func (b *builder) reweighted(preset stats.Preset) []stats.StageInput {
	levels := make([]int, len(b.l.groups))
	for g := range levels {
		levels[g] = b.l.groups[g].Level
	}
	weights, err := stats.Weights(preset, levels)
	if err != nil {
		weights = b.l.weights // only without groups, and then nothing is weighed
	}
	inputs := b.stageInputs(b.readiness)
	for i, id := range questionnaires.Stages() {
		s := b.l.stage(id)
		if s < 0 {
			continue
		}
		st := b.scaleStatistic(s)
		cells := st.cells(weights)
		sides := stats.InsideOutsideGap(cells, b.sides(st))
		inputs[i].Score, inputs[i].Inside, inputs[i].Outside = stats.WeightedMean(cells).Mean, sides.Inside, sides.Outside
	}
	for i, def := range b.l.importance {
		for j, id := range questionnaires.Stages() {
			if def.stage == id {
				inputs[j].Importance = stats.WeightedMean(b.plainStatistic(i).cells(weights)).Mean
			}
		}
	}
	return inputs
}

func stabilityOf(s *stats.Stability, scenarios []stats.Scenario) Stability {
	out := Stability{Same: s.Same, Of: s.Of, First: s.First, OtherRanks: append([]int{}, s.Others...), Beside: []BesideRanks{}}
	for _, scenario := range scenarios {
		if !scenario.Counted {
			out.Beside = append(out.Beside, BesideRanks{Scenario: scenario.ID, Rank: scenario.Ranks[s.Stage]})
		}
	}
	return out
}

// verdict sets what the company is ready for today (priorities.md 3.6).
func (b *builder) verdict(v *stats.Readiness) {
	stages := questionnaires.Stages()
	out := ReadyToday{Scope: string(v.Scope), Areas: []Area{}}
	if v.Through != nil {
		through := stages[*v.Through]
		out.Through = &through
	}
	var scores [][]*float64
	for i := range b.report.Segments {
		row := make([]*float64, len(stages))
		for j, id := range stages {
			if s := b.l.stage(id); s >= 0 {
				row[j] = b.report.Segments[i].Scales[s].Mean
			}
		}
		scores = append(scores, row)
	}
	for _, i := range stats.ReadyAreas(scores, *v) {
		s := &b.report.Segments[i]
		out.Areas = append(out.Areas, Area{Dimension: s.Dimension, Value: s.Value, Name: s.Name})
	}
	b.report.StartOrder = []string{}
	for _, i := range v.StartOrder {
		b.report.StartOrder = append(b.report.StartOrder, stages[i])
	}
	b.report.ReadyToday = out
	b.report.ReadyToday.Sentence = b.verdictSentence(v)
}

// categories ranks the categories by the same base (priorities.md 3.5).
func (b *builder) categories() error {
	b.report.Categories = []Category{}
	var inputs []stats.StageInput
	var scales []*Scale
	for s := range b.report.Scales {
		if scale := &b.report.Scales[s]; scale.Kind == string(questionnaires.Category) {
			scales = append(scales, scale)
			inputs = append(inputs, stats.StageInput{
				Score: scale.Weighted.Mean, Target: scale.Target, Inside: scale.Inside, Outside: scale.Outside,
			})
		}
	}
	found, err := stats.Categories(inputs, b.parameters)
	if err != nil {
		return err
	}
	for _, p := range found {
		b.report.Categories = append(b.report.Categories, Category{
			Category: scales[p.Stage].ID, Name: scales[p.Stage].Name, Rank: p.Rank, Score: p.Score, Share: p.Share,
			ShortfallPoints: p.ShortfallPoints, BlindSpotPoints: p.BlindSpotPoints,
		})
	}
	return nil
}
