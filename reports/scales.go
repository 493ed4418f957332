package reports

import (
	"readiness/questionnaires"
	"readiness/reports/stats"
)

// scales computes stages and categories (statistics.md 2.3–2.9).
func (b *builder) scales() {
	b.report.Scales = []Scale{}
	for s := range b.l.scales {
		b.report.Scales = append(b.report.Scales, b.scale(s))
	}
}

func (b *builder) scale(s int) Scale {
	def := b.l.scales[s]
	st := b.scaleStatistic(s)
	target := b.l.in.Assessment.TargetOf(def.id)
	out := Scale{
		ID: def.id, Kind: string(def.kind), Questionnaire: def.questionnaire.ID, Name: scaleName(&def),
		Groups: b.scaleGroups(st), Weighted: b.weighted(st), EqualWeightMean: b.equalMean(st),
		Target: target, LargestGap: b.largestGap(st),
	}
	out.NoScore = b.noScore(&out, s, st)
	out.TargetGap = stats.TargetGap(target, out.Weighted.Mean)
	sides := stats.InsideOutsideGap(st.cells(b.l.weights), b.sides(st))
	out.Inside, out.Outside, out.InsideOutsideGap = sides.Inside, sides.Outside, sides.Gap
	b.levels(&out, &def)
	b.statements(&out, &def)
	b.answerRatios(&out, st)
	b.inWords(&out)
	b.agreement(&out, s, st)
	family := familyCategories
	if def.kind == questionnaires.Stage {
		family = familyStages
	}
	out.PerceptionGaps = b.scaleGaps(s, st, family)
	out.KruskalWallis = kruskalWallis(st)
	return out
}

func scaleName(def *setDef) Text {
	return textOf(def.questionnaire.Languages(), func(lang string) string { return def.questionnaire.ScaleName(lang, def.id) })
}

// levels places score and target between the levels of a scale's one question
// (statistics.md 2.14).
func (b *builder) levels(out *Scale, def *setDef) {
	if len(def.items) != 1 {
		return
	}
	levels := b.l.items[def.items[0]].question.Levels
	at := stats.Position(out.Target, levels)
	out.TargetLevel = &at
	if out.Weighted.Mean != nil {
		level := stats.Position(*out.Weighted.Mean, levels)
		out.Level = &level
	}
}

// agreement adds rwg(j) of each group and alpha over the groups together, where
// every item is shown and enough answers are complete (decisions.md 27, 36).
func (b *builder) agreement(out *Scale, s int, st *statistic) {
	complete := b.t.complete[s]
	if complete == nil {
		return
	}
	items := b.l.scales[s].items
	var together *stats.Consistency
	row := 0
	for g := range b.l.groups {
		if !st.asked[g] {
			continue
		}
		before := func(p *pastGroup) (int, bool) { return p.ledger.Complete[s], p.shown.scales[s] }
		if st.shown[g] && b.allShown(items, g) && !stats.TooFew(complete[g].N(), b.l.threshold(g)) && !b.few(g, before, complete[g].N()) {
			out.Groups[row].RWGJ = complete[g].RWGJ()
			if together == nil {
				together = newConsistencies(b.l, b.l.scales[s])[0]
			}
			together.Merge(complete[g])
		}
		row++
	}
	if together == nil {
		return
	}
	if r := together.Reliability(); r.Alpha != nil {
		out.Alpha = &Alpha{N: r.N, Alpha: r.Alpha, IfDropped: r.IfDropped, ItemRest: r.ItemRest, Indicative: r.Indicative}
	}
}

func (b *builder) allShown(items []int, g int) bool {
	for _, i := range items {
		if !b.shown[g].items[i] {
			return false
		}
	}
	return true
}

// kruskalWallis compares all disclosed groups; null figures with fewer than two
// or without variation (decisions.md 18).
func kruskalWallis(st *statistic) *KruskalWallis {
	kw := stats.KruskalWallis(st.samples)
	return &KruskalWallis{H: kw.H, DF: kw.DF, P: kw.P, Epsilon2: kw.Epsilon2, Approximate: kw.Approximate}
}

// practices computes what stands behind each stage (statistics.md 2.12).
func (b *builder) practices() {
	b.report.Practices = []Practice{}
	for p, def := range b.l.practices {
		st := b.practiceStatistic(p)
		row := Practice{ID: def.id, Groups: b.scaleGroups(st), Weighted: b.weighted(st)}
		row.Name = textOf(b.l.languages, func(lang string) string { return b.words.T(lang, "report_practice_"+def.id) })
		for _, i := range def.items {
			row.Items = append(row.Items, b.l.items[i].question.ID)
		}
		if s := b.l.stage(def.id); s >= 0 {
			row.Claimed, row.Practised, row.Difference = stats.SliceGap(b.allCells(b.scaleStatistic(s)), b.allCells(st))
		}
		b.report.Practices = append(b.report.Practices, row)
	}
}

// stage is the position of a stage among the scales, -1 if nothing scores it.
func (l *layout) stage(id string) int {
	for s := range l.scales {
		if l.scales[s].id == id && l.scales[s].kind == questionnaires.Stage {
			return s
		}
	}
	return -1
}

// allCells has one cell a group, asked or not, so that two statistics line up.
func (b *builder) allCells(st *statistic) []stats.Cell {
	cells := make([]stats.Cell, len(b.l.groups))
	for g := range cells {
		cells[g] = st.samples[g].Cell(b.l.weights[g], st.shown[g])
	}
	return cells
}
