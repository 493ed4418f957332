package reports

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports/stats"
)

// Reweigh tells what the report would say if the groups weighed otherwise. The
// preset is one of stats.Presets, or "custom" with a weight of 0 or more for
// every group. The result is computed from the published figures of r alone, so
// that hidden groups stay out and nothing hidden can come to light; r stays as
// it is. With the weights of r itself, the result is r.
//
// The trend is left out, for r does not hold the earlier wave's groups, and so
// is the hash, for the result is no report of record. An activity that r leaves
// out stays out. Weights that cannot be used are an error.
func Reweigh(r *Report, preset string, custom map[string]float64) (*Report, error) {
	out, err := cloned(r)
	if err != nil {
		return nil, err
	}
	w, err := newReweigher(out, preset, custom)
	if err != nil {
		return nil, err
	}
	if err := w.reweigh(preset); err != nil {
		return nil, fmt.Errorf("try other weights: %w", err)
	}
	return out, nil
}

func cloned(r *Report) (*Report, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("copy a report: %w", err)
	}
	out := &Report{}
	if err := json.Unmarshal(body, out); err != nil {
		return nil, fmt.Errorf("copy a report: %w", err)
	}
	return out, nil
}

// reweigher is a builder without answers: its layout is the report's own shape.
type reweigher struct {
	builder
}

func newReweigher(out *Report, preset string, custom map[string]float64) (*reweigher, error) {
	a := &assessment.Assessment{
		K: out.Assessment.K, Targets: map[string]float64{}, Parameters: out.Parameters, Conditions: out.Assessment.Conditions,
	}
	l := &layout{in: &assessment.ReportInput{Assessment: a}, groupAt: map[string]int{}, languages: questionnaires.Languages()}
	for i := range out.Groups {
		g := &out.Groups[i]
		l.groupAt[g.Group] = i
		a.Groups = append(a.Groups, assessment.Group{
			Key: g.Group, Name: assessment.Label(g.Name), Level: g.Level, Side: questionnaires.Voice(g.Side),
		})
	}
	l.groups = a.Groups
	for i := range out.Scales {
		s := &out.Scales[i]
		a.Targets[s.ID] = s.Target
		l.scales = append(l.scales, setDef{id: s.ID, kind: questionnaires.ScaleKind(s.Kind)})
	}
	if err := l.weigh(&assessment.Weights{Preset: preset, Custom: custom}); err != nil {
		return nil, fmt.Errorf("try other weights: %w", err)
	}
	return &reweigher{builder{l: l, parameters: parameters(a), report: out}}, nil
}

// reweigh recomputes what depends on weights, in the order of builder.build.
func (w *reweigher) reweigh(preset string) error {
	out := w.report
	out.Snapshot.Hash, out.Trend = "", nil
	out.Assessment.Weights = preset
	for i := range out.Groups {
		out.Groups[i].Weight = w.l.weights[i]
	}
	for i := range out.Scales {
		w.rescale(&out.Scales[i])
	}
	for i := range out.Items {
		item := &out.Items[i]
		item.WeightedMean = stats.WeightedMean(cellsOf(w, item.Groups, w.l.weights, itemCell)).Mean
	}
	w.resegment()
	for i := range out.Importance {
		row := &out.Importance[i]
		row.Weighted = stats.WeightedMean(cellsOf(w, row.Groups, w.l.weights, importanceCell)).Mean
	}
	for i := range out.Practices {
		w.repractise(&out.Practices[i])
	}
	if err := w.reprioritise(); err != nil {
		return err
	}
	if err := w.replan(); err != nil {
		return err
	}
	if err := w.panel(); err != nil {
		return err
	}
	w.modules()
	out.Capability = nil
	w.capability()
	w.remark()
	return nil
}

func scaleCell(c *ScaleGroup) (key string, cell stats.Cell) {
	return c.Group, publishedCell(c.N, c.Mean, c.SD, c.Suppressed)
}

func itemCell(c *ItemGroup) (key string, cell stats.Cell) {
	return c.Group, publishedCell(c.N, c.Mean, c.SD, c.Suppressed)
}

func importanceCell(c *ImportanceGroup) (key string, cell stats.Cell) {
	return c.Group, publishedCell(c.N, c.Mean, c.SD, c.Suppressed)
}

func segmentCell(c *SegmentCell) (key string, cell stats.Cell) {
	return c.Group, publishedCell(c.N, c.Mean, nil, c.Suppressed)
}

// publishedCell is a cell as the report tells it; a figure that is not there
// hides the cell.
func publishedCell(n *int, mean, sd *float64, suppressed bool) stats.Cell {
	if suppressed || n == nil || mean == nil {
		return stats.Cell{}
	}
	cell := stats.Cell{N: *n, Mean: *mean, Disclosed: true}
	if sd != nil {
		cell.Variance = *sd * *sd
	}
	return cell
}

// cellsOf are the published cells of the groups that were asked, with weights by
// group.
func cellsOf[G any](w *reweigher, groups []G, weights []float64, read func(*G) (string, stats.Cell)) []stats.Cell {
	cells := make([]stats.Cell, len(groups))
	for i := range groups {
		key, cell := read(&groups[i])
		cell.Weight = weights[w.l.groupAt[key]]
		cells[i] = cell
	}
	return cells
}

// lined puts cells at their groups' positions, so that two statistics line up.
func (w *reweigher) lined(groups []ScaleGroup) []stats.Cell {
	cells := make([]stats.Cell, len(w.l.groups))
	for i, cell := range cellsOf(w, groups, w.l.weights, scaleCell) {
		cells[w.l.groupAt[groups[i].Group]] = cell
	}
	return cells
}

func weightedOf(cells []stats.Cell) Weighted {
	found := stats.WeightedMean(cells)
	out := Weighted{Mean: found.Mean, SE: found.SE, DF: found.DF, CILow: found.CILow, CIHigh: found.CIHigh, NEff: found.NEff}
	if found.Coverage != nil {
		out.Coverage = *found.Coverage
	}
	return out
}

// sidesOf is the inside–outside gap of a scale under any weights.
func (w *reweigher) sidesOf(s *Scale, weights []float64) stats.InsideOutside {
	outside := make([]bool, len(s.Groups))
	for i := range s.Groups {
		outside[i] = w.l.groups[w.l.groupAt[s.Groups[i].Group]].Side == questionnaires.Outside
	}
	return stats.InsideOutsideGap(cellsOf(w, s.Groups, weights, scaleCell), outside)
}

func (w *reweigher) rescale(s *Scale) {
	s.Weighted = weightedOf(cellsOf(w, s.Groups, w.l.weights, scaleCell))
	switch {
	case s.Weighted.Mean != nil:
		s.NoScore = ""
	case slices.ContainsFunc(s.Groups, func(g ScaleGroup) bool { return !g.Suppressed }):
		s.NoScore = NoScoreWeight
	}
	s.TargetGap = stats.TargetGap(s.Target, s.Weighted.Mean)
	sides := w.sidesOf(s, w.l.weights)
	s.Inside, s.Outside, s.InsideOutsideGap = sides.Inside, sides.Outside, sides.Gap
	w.restate(s)
	w.reratio(s)
	w.inWords(s)
}

// restate places the new score between the statements of the scale's question.
func (w *reweigher) restate(s *Scale) {
	s.Level = nil
	at := slices.IndexFunc(w.report.Items, func(i Item) bool { return i.Questionnaire == s.Questionnaire && i.Scale == s.ID })
	if s.TargetLevel == nil || at < 0 {
		return
	}
	item := &w.report.Items[at]
	if s.Weighted.Mean != nil {
		level := stats.Position(*s.Weighted.Mean, item.Levels)
		s.Level = &level
	}
	if s.Statements != nil {
		s.Statements = statementsAt(item, s)
	}
}

// statementsAt are the statements of an item around the score of its scale.
func statementsAt(item *Item, s *Scale) *Statements {
	at := func(level int) *Statement {
		option := level - 1
		if item.Reverse {
			option = item.Levels - level
		}
		return &Statement{Level: level, Text: item.Inside.Options[option]}
	}
	out := &Statements{Target: s.Statements.Target}
	if s.Level == nil {
		return out
	}
	level := stats.Round9(*s.Level)
	below := int(level)
	out.Lower = at(below)
	if level > float64(below) {
		out.Upper = at(below + 1)
	}
	if !stats.Reaches(*s.Weighted.Mean, s.Target) {
		out.Next = at(below + 1)
	}
	return out
}

func (w *reweigher) reratio(s *Scale) {
	s.AnswerRatios = []AnswerRatio{}
	cells := w.lined(s.Groups)
	levels, disclosed := make([]int, len(cells)), make([]bool, len(cells))
	for g := range cells {
		levels[g], disclosed[g] = w.l.groups[g].Level, cells[g].Disclosed
	}
	reference := stats.Reference(w.l.customers(), levels, disclosed)
	if reference < 0 {
		return
	}
	for g := range cells {
		ratio := stats.AnswerRatio(cells[reference], cells[g])
		if g == reference || ratio == nil {
			continue
		}
		s.AnswerRatios = append(s.AnswerRatios, AnswerRatio{
			Group: w.l.groups[g].Key, Reference: w.l.groups[reference].Key, Ratio: *ratio,
		})
	}
}

func (w *reweigher) resegment() {
	for i := range w.report.Segments {
		for j := range w.report.Segments[i].Scales {
			s := &w.report.Segments[i].Scales[j]
			if !s.Suppressed {
				s.Mean = stats.WeightedMean(cellsOf(w, s.Cells, w.l.weights, segmentCell)).Mean
			}
		}
	}
}

func (w *reweigher) repractise(p *Practice) {
	p.Weighted = weightedOf(cellsOf(w, p.Groups, w.l.weights, scaleCell))
	if s := w.l.stage(p.ID); s >= 0 {
		p.Claimed, p.Practised, p.Difference = stats.SliceGap(w.lined(w.report.Scales[s].Groups), w.lined(p.Groups))
	}
}

// reprioritise ranks stages and categories anew and gives the verdict.
func (w *reweigher) reprioritise() error {
	inputs := w.stageInputs(w.readiness)
	situation := stats.Situation{ValueSkew: w.report.Situation.ValueSkew, NeedsDiversity: w.report.Situation.NeedsDiversity}
	found, err := stats.Priorities(inputs, situation, w.parameters)
	if err != nil {
		return err
	}
	others, err := w.others()
	if err != nil {
		return err
	}
	scenarios, stability, err := stats.Scenarios(inputs, situation, w.parameters, others...)
	if err != nil {
		return err
	}
	verdict := stats.ReadyToday(inputs, found, w.parameters)
	w.report.Priorities = []Priority{}
	for i := range found {
		row := w.priority(&found[i], &verdict.Stages[i])
		row.Stability = stabilityOf(&stability[i], scenarios)
		w.report.Priorities = append(w.report.Priorities, row)
	}
	for i := range w.report.Priorities {
		row := &w.report.Priorities[i]
		row.Reasons = w.reasons(row, inputs)
	}
	w.verdict(&verdict)
	return w.categories()
}

// others are the scenarios beside the stability, as builder.alternatives has them.
func (w *reweigher) others() ([]stats.Alternative, error) {
	levels := make([]int, len(w.l.groups))
	for g := range levels {
		levels[g] = w.l.groups[g].Level
	}
	var out []stats.Alternative
	for _, beside := range []struct {
		id     string
		preset stats.Preset
	}{{besideEqual, stats.Equal}, {besideCentroid, stats.RankOrderCentroid}} {
		weights, err := stats.Weights(beside.preset, levels)
		if err != nil {
			return nil, err
		}
		out = append(out, stats.Alternative{ID: beside.id, Stages: w.inputsUnder(weights)})
	}
	practised := map[string]*float64{}
	for _, p := range w.report.Practices {
		practised[p.ID] = p.Weighted.Mean
	}
	if len(practised) == 0 {
		return out, nil
	}
	return append(out, stats.Alternative{ID: besidePractices, Stages: w.stageInputs(func(stage string) *float64 {
		claimed := w.readiness(stage)
		if claimed == nil || practised[stage] == nil {
			return claimed
		}
		return stats.Mean([]*float64{claimed, practised[stage]})
	})}), nil
}

// inputsUnder are the stages under given weights of the groups.
func (w *reweigher) inputsUnder(weights []float64) []stats.StageInput {
	inputs := w.stageInputs(w.readiness)
	for i, id := range questionnaires.Stages() {
		if at := w.l.stage(id); at >= 0 {
			s := &w.report.Scales[at]
			sides := w.sidesOf(s, weights)
			inputs[i].Score = stats.WeightedMean(cellsOf(w, s.Groups, weights, scaleCell)).Mean
			inputs[i].Inside, inputs[i].Outside = sides.Inside, sides.Outside
		}
		for j := range w.report.Importance {
			if row := &w.report.Importance[j]; row.Stage == id {
				inputs[i].Importance = stats.WeightedMean(cellsOf(w, row.Groups, weights, importanceCell)).Mean
			}
		}
	}
	return inputs
}

// replan ranks the actions anew.
func (w *reweigher) replan() error {
	actions := w.report.Actions
	inputs := make([]stats.ActionInput, len(actions))
	for i := range actions {
		a := &actions[i]
		priority := w.priorityOf(a.Stage)
		if priority == nil && a.ReasonLeftOut == nil {
			reason := bare("report_left_out_no_score")
			a.ReasonLeftOut = &reason
		}
		a.Relevance, a.When = w.relevance(a), ""
		inputs[i] = stats.ActionInput{ID: a.ID, Effort: a.Effort, Relevance: a.Relevance, Applies: a.ReasonLeftOut == nil}
		if priority != nil {
			inputs[i].StageScore = priority.Score
		}
		if inputs[i].Applies {
			a.When = w.when(priority, a.Effort)
		}
	}
	ranks, err := stats.RankActions(inputs)
	if err != nil {
		return err
	}
	for i, r := range ranks {
		a := &actions[i]
		a.Rank, a.Score, a.QuickWin, a.Maintain = r.Rank, r.Score, r.QuickWin, r.Maintain
	}
	slices.SortStableFunc(actions, func(x, y Action) int {
		return cmp.Compare(placeOf(x.Rank, len(actions)), placeOf(y.Rank, len(actions)))
	})
	return nil
}

// remark renews the remarks that depend on weights and keeps the others.
func (w *reweigher) remark() {
	out := w.report
	taken, warned := out.Takeaways, out.Warnings
	out.Takeaways = []Message{}
	w.gapTakeaways()
	w.practiceTakeaways()
	for _, m := range taken {
		if m.Key == keyUnrated || m.Key == "report_takeaway_visibility" {
			out.Takeaways = append(out.Takeaways, m)
		}
	}
	w.agendaTakeaway()
	w.voiceTakeaways()

	ofScales := []string{
		"report_warning_customers_absent", "report_warning_customers_unable", "report_warning_no_customer_voice", "report_warning_customers_earlier",
		"report_warning_customers_not_asked", "report_warning_coverage",
	}
	ofGroups := []string{"report_warning_group", "report_warning_no_answers", "report_warning_also_hidden"}
	isOf := func(keys []string) func(Message) bool {
		return func(m Message) bool { return slices.Contains(keys, m.Key) }
	}
	out.Warnings = slices.DeleteFunc(slices.Clone(warned), func(m Message) bool { return !isOf(ofGroups)(m) })
	w.warnScales()
	for _, m := range warned {
		if !isOf(ofGroups)(m) && !isOf(ofScales)(m) {
			out.Warnings = append(out.Warnings, m)
		}
	}
}
