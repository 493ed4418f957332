package reports

import (
	"cmp"
	"math"
	"slices"

	"readiness/reports/stats"
)

const (
	// trendListed is the most questions that a list of changes holds, and
	// trendLeast the least change, in points, of which it tells (statistics.md 2.11).
	trendListed = 5
	trendLeast  = 5
)

// itemTrends are the questions that improved most and those that fell most since
// the wave before. They are made of the figures that both reports show, so that
// they tell nothing that these do not.
func (b *builder) itemTrends(e *waveBefore) (improved, concern []ItemTrend) {
	var changed []ItemTrend
	for i := range b.report.Items {
		now := &b.report.Items[i]
		at := slices.IndexFunc(e.report.Items, func(o Item) bool { return o.ID == now.ID })
		if at < 0 || !sameItem(&b.l.items[i], &e.report.Items[at], e) {
			continue
		}
		change := stats.Change(b.itemCells(now), b.itemCells(&e.report.Items[at]))
		if change.Change == nil || !stats.Reaches(math.Abs(*change.Change), trendLeast) {
			continue
		}
		row := ItemTrend{
			ID: now.ID, Scale: now.Scale, Name: now.Name, Groups: []string{}, Earlier: *change.Earlier, Latest: *change.Latest, Change: *change.Change,
			P: change.P, Direction: string(change.Direction),
		}
		for _, g := range change.Common {
			row.Groups = append(row.Groups, b.l.groups[g].Key)
		}
		changed = append(changed, row)
	}
	slices.SortStableFunc(changed, func(x, y ItemTrend) int { return cmp.Compare(stats.Round9(y.Change), stats.Round9(x.Change)) })
	rising := slices.IndexFunc(changed, func(r ItemTrend) bool { return r.Change < 0 })
	if rising < 0 {
		rising = len(changed)
	}
	improved, concern = changed[:rising], changed[rising:]
	slices.Reverse(concern)
	return improved[:min(len(improved), trendListed)], concern[:min(len(concern), trendListed)]
}

// itemCells are the published figures of a question, of this wave or the one
// before, one cell a group of this wave.
func (b *builder) itemCells(item *Item) []stats.Cell {
	cells := make([]stats.Cell, len(b.l.groups))
	for g := range cells {
		cells[g].Weight = b.l.weights[g]
		at := slices.IndexFunc(item.Groups, func(c ItemGroup) bool { return c.Group == b.l.groups[g].Key })
		if at < 0 {
			continue
		}
		c := &item.Groups[at]
		if c.Suppressed || c.Mean == nil || c.N == nil {
			continue
		}
		cells[g].N, cells[g].Mean, cells[g].Disclosed = *c.N, *c.Mean, true
		if c.SD != nil {
			cells[g].Variance = *c.SD * *c.SD
		}
	}
	return cells
}
