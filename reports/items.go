package reports

import (
	"readiness/questionnaires"
	"readiness/reports/stats"
)

// items computes the questions (statistics.md 2.2, 2.9).
func (b *builder) items() {
	b.report.Items = []Item{}
	for i := range b.l.items {
		b.report.Items = append(b.report.Items, b.item(i))
	}
}

func (b *builder) item(i int) Item {
	def := b.l.items[i]
	q, from := def.question, def.questionnaire
	st := b.itemStatistic(i)
	out := Item{
		ID: q.ID, Questionnaire: from.ID, Scale: q.Scale, Supports: q.Supports, Levels: q.Levels, Reverse: q.Reverse,
		Name:   textOf(from.Languages(), func(lang string) string { return from.ShortName(lang, q.ID) }),
		Inside: itemText(from, questionnaires.Inside, q), Outside: itemText(from, questionnaires.Outside, q),
		WeightedMean: b.weighted(st).Mean, LargestGap: b.largestGap(st), Groups: []ItemGroup{},
		PerceptionGaps: b.itemGaps(st),
	}
	for g := range b.l.groups {
		if st.asked[g] {
			out.Groups = append(out.Groups, b.itemGroup(&b.t.answers[i][g], st, g, q.Levels))
		}
	}
	return out
}

func itemText(from *questionnaires.Questionnaire, voice questionnaires.Voice, q *questionnaires.Question) ItemText {
	out := ItemText{Question: textOf(from.Languages(), func(lang string) string { return from.Wording(lang, voice, q.ID).Question })}
	for level := range q.Levels {
		out.Options = append(out.Options, textOf(from.Languages(), func(lang string) string {
			if options := from.Wording(lang, voice, q.ID).Options; level < len(options) {
				return options[level]
			}
			return ""
		}))
	}
	return out
}

// itemGroup is the printed cell of one group.
func (b *builder) itemGroup(counts *answerCounts, st *statistic, g, levels int) ItemGroup {
	row := ItemGroup{Group: b.l.groups[g].Key, Suppressed: !st.shown[g], Hidden: st.hidden[g]}
	if !st.shown[g] {
		return row
	}
	s, kinds, byLevel := &st.sums[g], counts.kinds(), counts.levels(levels)
	agreement := stats.Agree(byLevel)
	low := kinds.LowVisibility(b.l.threshold(g))
	row.N, row.Mean, row.SD = &s.N, s.Mean, s.SD
	row.DKRate, row.NARate, row.SkippedRate = kinds.DontKnowRate(), kinds.NotApplicableRate(), kinds.SkippedRate()
	row.LowVisibility, row.Polarised = &low, &agreement.Polarised
	row.AWG, row.RWG, row.Polarisation = agreement.AWG, agreement.RWG, agreement.Polarisation
	if stats.CountsShown(byLevel, b.l.threshold(g), b.attributed(g)) {
		row.Counts = byLevel
	}
	return row
}

// importance computes how much each stage matters to each group (statistics.md
// 2.13).
func (b *builder) importance() {
	b.report.Importance = []Importance{}
	for i, def := range b.l.importance {
		st := b.plainStatistic(i)
		row := Importance{
			Stage: def.stage, Weighted: b.weighted(st).Mean, LargestGap: b.largestGap(st), Groups: []ImportanceGroup{},
		}
		if s := b.l.stage(def.stage); s >= 0 {
			row.Name = scaleName(&b.l.scales[s])
		}
		for g := range b.l.groups {
			if !st.asked[g] {
				continue
			}
			cell := ImportanceGroup{Group: b.l.groups[g].Key, Suppressed: !st.shown[g], Hidden: st.hidden[g]}
			if st.shown[g] {
				cell.N, cell.Mean, cell.SD = &st.sums[g].N, st.sums[g].Mean, st.sums[g].SD
			}
			row.Groups = append(row.Groups, cell)
		}
		b.report.Importance = append(b.report.Importance, row)
	}
	orderImportance(b.report.Importance)
}

// orderImportance numbers the stages within each group, the most important
// first; equal means share a place.
func orderImportance(rows []Importance) {
	means := map[string][]float64{}
	for i := range rows {
		for _, cell := range rows[i].Groups {
			if cell.Mean != nil {
				means[cell.Group] = append(means[cell.Group], *cell.Mean)
			}
		}
	}
	for i := range rows {
		for j := range rows[i].Groups {
			cell := &rows[i].Groups[j]
			if cell.Mean == nil {
				continue
			}
			place := 1
			for _, other := range means[cell.Group] {
				if stats.Round9(other) > stats.Round9(*cell.Mean) {
					place++
				}
			}
			cell.Order = &place
		}
	}
}

// rivals computes the comparison with other suppliers, shown and never scored.
func (b *builder) rivals() {
	if b.l.rivals == nil {
		return
	}
	i := len(b.l.importance)
	st := b.plainStatistic(i)
	out := &Rivals{ID: b.l.rivals.id, Groups: []ItemGroup{}}
	for g := range b.l.groups {
		if st.asked[g] {
			out.Groups = append(out.Groups, b.itemGroup(&b.t.plain[i].groups[g], st, g, b.l.rivals.levels))
		}
	}
	b.report.Rivals = out
}
