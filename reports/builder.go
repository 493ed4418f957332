package reports

import (
	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports/activities"
	"readiness/reports/stats"
)

// builder computes the figures of a report from counts, for what may be shown.
type builder struct {
	words      Words
	library    *activities.Library
	l          *layout
	t          *tally
	shown      []*shown // by group
	parameters stats.Parameters
	families   [families][]*Gap // compared together (statistics.md 2.8)
	report     *Report
	// baseWarnings are about the customer base; they come last.
	baseWarnings []Message
}

// The families of comparisons that are corrected together.
const (
	familyStages = iota
	familyCategories
	familyItems
	families
)

// overview fills in what does not depend on answers.
func (b *builder) overview(closed string) {
	a := b.l.in.Assessment
	b.report.Assessment = Overview{
		ID: string(a.ID), Title: Text(a.Title), Organisation: Text(a.Organisation), K: a.K, CommentK: a.CommentK,
		Weights: a.Weights.Preset, Closed: closed, Languages: a.Languages, Previous: string(a.Previous), Conditions: a.Conditions,
	}
	for _, q := range b.l.in.Form.Questionnaires {
		b.report.Assessment.Questionnaires = append(b.report.Assessment.Questionnaires, Questionnaire{
			ID: q.ID, Version: q.Version, Hash: q.Hash, Title: textOf(q.Languages(), q.Title),
		})
	}
	b.report.Snapshot = Snapshot{Version: b.l.in.Version, Program: b.l.in.Program}
	b.groups()
}

// groups lists the groups with their response counts.
func (b *builder) groups() {
	progress := b.l.in.Progress
	if progress == nil {
		progress = &assessment.Progress{}
	}
	for g := range b.l.groups {
		group := &b.l.groups[g]
		at := progress.Of(group.Key)
		row := Group{
			Group: group.Key, Name: b.groupName(group), Level: group.Level, Side: string(group.Side), Weight: b.l.weights[g],
			Access: string(group.Access), Anonymity: string(group.Anonymity), Threshold: b.l.threshold(g),
			Minimum: group.Minimum, Asked: group.Questionnaires,
			Started: max(at.Started, b.t.responses[g]), Completed: b.t.responses[g],
		}
		switch {
		case at.Invited > 0:
			row.Invited = &at.Invited
		case group.Expected > 0:
			row.Invited = &group.Expected
		}
		b.report.Groups = append(b.report.Groups, row)
	}
	for _, c := range progress.ByDay {
		b.report.ByDay = append(b.report.ByDay, DayCount{Day: c.Day, Group: c.Group, Completed: c.N})
	}
}

// groupName is the organiser's name of a group, or the catalogue's of a preset.
func (b *builder) groupName(g *assessment.Group) Text {
	if len(g.Name) > 0 {
		return Text(g.Name)
	}
	return textOf(b.l.languages, func(lang string) string { return b.words.T(lang, "group_"+g.Key) })
}

// statistic is one figure by group: the cells of a scale, a set of practices or
// an item.
type statistic struct {
	asked   []bool
	shown   []bool
	hidden  []string // why, by group; "" where shown
	samples []*stats.Sample
	sums    []stats.Summary
}

// statistic computes a statistic for the groups that were asked; hidden ones
// keep an empty sample, so that nothing computed from it can hold them.
func (b *builder) statistic(asked func(g int) bool, shown func(g int) bool, sample func(g int) *stats.Sample) *statistic {
	st := &statistic{}
	for g := range b.l.groups {
		isShown := asked(g) && shown(g)
		s, why := sample(g), ""
		if !isShown {
			why = HiddenComplementary
			if stats.TooFew(s.N(), b.l.threshold(g)) {
				why = HiddenFew
			}
			s = &stats.Sample{}
		}
		st.asked, st.shown = append(st.asked, asked(g)), append(st.shown, isShown)
		st.hidden = append(st.hidden, why)
		st.samples, st.sums = append(st.samples, s), append(st.sums, s.Summary())
	}
	return st
}

func (b *builder) scaleStatistic(s int) *statistic {
	items := b.l.scales[s].items
	return b.statistic(
		func(g int) bool { return b.t.askedAny(items, g) },
		func(g int) bool { return b.shown[g].scales[s] },
		func(g int) *stats.Sample { return b.t.scales[s].scorer.sample(b.t.scales[s].groups[g]) },
	)
}

func (b *builder) practiceStatistic(p int) *statistic {
	items := b.l.practices[p].items
	return b.statistic(
		func(g int) bool { return b.t.askedAny(items, g) },
		func(g int) bool { return b.shown[g].practice[p] },
		func(g int) *stats.Sample { return b.t.practices[p].scorer.sample(b.t.practices[p].groups[g]) },
	)
}

func (b *builder) itemStatistic(i int) *statistic {
	q := b.l.items[i].question
	return b.statistic(
		func(g int) bool { return b.t.asked(i, g) },
		func(g int) bool { return b.shown[g].items[i] },
		func(g int) *stats.Sample { return b.t.answers[i][g].sample(q.Levels, q.Reverse) },
	)
}

func (b *builder) plainStatistic(i int) *statistic {
	def := b.t.plain[i].def
	return b.statistic(
		func(g int) bool {
			k := b.t.plain[i].groups[g].kinds()
			return b.l.in.Form.Shown(&b.l.groups[g], def.position) || k.Substantive+k.DontKnow+k.NotApplicable+k.Skipped > 0
		},
		func(g int) bool { return b.shown[g].plain[i] },
		func(g int) *stats.Sample { return b.t.plain[i].groups[g].sample(def.levels, false) },
	)
}

// cells are what the weighted mean reads; weights default to the groups' own.
func (st *statistic) cells(weights []float64) []stats.Cell {
	var cells []stats.Cell
	for g := range st.asked {
		if !st.asked[g] {
			continue
		}
		cells = append(cells, st.samples[g].Cell(weights[g], st.shown[g]))
	}
	return cells
}

// sides tells for each of the cells whether its group stands outside.
func (b *builder) sides(st *statistic) []bool {
	var outside []bool
	for g := range st.asked {
		if st.asked[g] {
			outside = append(outside, b.l.groups[g].Side == questionnaires.Outside)
		}
	}
	return outside
}

func (b *builder) weighted(st *statistic) Weighted {
	w := stats.WeightedMean(st.cells(b.l.weights))
	out := Weighted{Mean: w.Mean, SE: w.SE, DF: w.DF, CILow: w.CILow, CIHigh: w.CIHigh, NEff: w.NEff}
	if w.Coverage != nil {
		out.Coverage = *w.Coverage
	}
	return out
}

// equalMean is the mean with all groups weighing the same.
func (b *builder) equalMean(st *statistic) *float64 {
	equal := make([]float64, len(b.l.groups))
	for i := range equal {
		equal[i] = 1
	}
	return stats.WeightedMean(st.cells(equal)).Mean
}

// largestGap names the two disclosed groups farthest apart.
func (b *builder) largestGap(st *statistic) *LargestGap {
	means := make([]*float64, len(st.sums))
	for g := range st.sums {
		means[g] = st.sums[g].Mean
	}
	pair := stats.LargestGap(means)
	if pair == nil {
		return nil
	}
	return &LargestGap{Higher: b.l.groups[pair.Higher].Key, Lower: b.l.groups[pair.Lower].Key, Gap: pair.Gap}
}

// reference is the group that a statistic's gaps are measured against, -1
// without one (decisions.md 11).
func (b *builder) reference(st *statistic) int {
	levels := make([]int, len(b.l.groups))
	for g := range levels {
		levels[g] = b.l.groups[g].Level
	}
	return stats.Reference(b.l.customers(), levels, st.shown)
}

// scaleGroups are the printed cells of a scale or a set of practices.
func (b *builder) scaleGroups(st *statistic) []ScaleGroup {
	out := []ScaleGroup{}
	for g := range st.asked {
		if !st.asked[g] {
			continue
		}
		row := ScaleGroup{Group: b.l.groups[g].Key, Suppressed: !st.shown[g], Hidden: st.hidden[g]}
		if st.shown[g] {
			s := &st.sums[g]
			row.N, row.Mean, row.SD, row.SE = &s.N, s.Mean, s.SD, s.SE
			row.CILow, row.CIHigh, row.Median, row.Min, row.Max = s.CILow, s.CIHigh, s.Median, s.Min, s.Max
			row.TopBox, row.BottomBox, row.NoVariance = s.TopBox, s.BottomBox, s.NoVariance
		}
		out = append(out, row)
	}
	return out
}
