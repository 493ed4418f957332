package reports

import (
	"fmt"
	"slices"

	"readiness/questionnaires"
	"readiness/reports/stats"
)

// trend compares with the wave before, over the groups disclosed in both and
// with this wave's weights (statistics.md 2.11). A scale is compared where all
// of its items are the same questions in both waves.
func (b *builder) trend() error {
	if len(b.l.in.Previous) == 0 {
		return nil
	}
	earlier, err := ParseSnapshot(b.l.in.Previous)
	if err != nil {
		return fmt.Errorf("the wave before: %w", err)
	}
	out := &Trend{Previous: earlier.Assessment.ID, Closed: earlier.Assessment.Closed, Scales: []ScaleTrend{}}
	for s := range b.report.Scales {
		now := &b.report.Scales[s]
		at := slices.IndexFunc(earlier.Scales, func(o Scale) bool { return o.ID == now.ID && o.Kind == now.Kind })
		if at >= 0 {
			out.Scales = append(out.Scales, b.scaleTrend(s, earlier, &earlier.Scales[at]))
		}
	}
	correctTrend(out, b.report.Scales)
	b.report.Trend = out
	return nil
}

func (b *builder) scaleTrend(s int, earlier *Report, before *Scale) ScaleTrend {
	now := &b.report.Scales[s]
	both, either := comparableItems(itemsOf(b.report.Items, now.ID), itemsOf(earlier.Items, now.ID))
	out := ScaleTrend{ID: now.ID, Compatibility: stats.Compatibility(both, either), Groups: []string{}}
	if both < either {
		return out
	}
	cells := b.allCells(b.scaleStatistic(s))
	old := make([]stats.Cell, len(cells))
	for g := range b.l.groups {
		at := slices.IndexFunc(before.Groups, func(c ScaleGroup) bool { return c.Group == b.l.groups[g].Key })
		if at < 0 || before.Groups[at].Mean == nil || before.Groups[at].N == nil {
			continue
		}
		cell := &before.Groups[at]
		old[g] = stats.Cell{N: *cell.N, Mean: *cell.Mean, Disclosed: true}
		if cell.SD != nil {
			old[g].Variance = *cell.SD * *cell.SD
		}
	}
	change := stats.Change(cells, old)
	for _, g := range change.Common {
		out.Groups = append(out.Groups, b.l.groups[g].Key)
	}
	out.Earlier, out.Latest, out.Change, out.MixEffect = change.Earlier, change.Latest, change.Change, change.MixEffect
	out.SE, out.DF, out.T, out.P, out.CILow, out.CIHigh = change.SE, change.DF, change.T, change.P, change.CILow, change.CIHigh
	out.Direction = string(change.Direction)
	return out
}

// itemsOf lists the items of a scale.
func itemsOf(items []Item, scale string) []Item {
	return slices.DeleteFunc(slices.Clone(items), func(i Item) bool { return i.Scale != scale })
}

// comparableItems counts the items that are the same question with the same options
// in both waves, and those in either.
func comparableItems(now, before []Item) (both, either int) {
	either = len(now)
	for _, old := range before {
		at := slices.IndexFunc(now, func(i Item) bool { return i.ID == old.ID })
		switch {
		case at < 0:
			either++
		case now[at].Questionnaire == old.Questionnaire && now[at].Levels == old.Levels && now[at].Reverse == old.Reverse:
			both++
		}
	}
	return both, either
}

// correctTrend corrects the p-values of the stages together (family F5,
// decisions.md 38).
func correctTrend(t *Trend, scales []Scale) {
	var rows []*ScaleTrend
	var p []*float64
	for i := range t.Scales {
		at := slices.IndexFunc(scales, func(s Scale) bool { return s.ID == t.Scales[i].ID })
		if scales[at].Kind == string(questionnaires.Stage) {
			rows, p = append(rows, &t.Scales[i]), append(p, t.Scales[i].P)
		}
	}
	for i, q := range stats.BenjaminiHochberg(p) {
		rows[i].Q = q
	}
}
