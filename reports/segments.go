package reports

import (
	"readiness/assessment"
	"readiness/reports/stats"
)

// segments computes locations and functions, standardised over the groups that
// are disclosed in each (statistics.md 2.7).
func (b *builder) segments() {
	b.report.Segments = []Segment{}
	for d := range b.l.segments {
		for i, segment := range b.l.segments[d] {
			row := Segment{Dimension: dimensionName(d), Value: segment.Key, Name: segmentName(&segment), Scales: []SegmentScale{}}
			for s := range b.l.scales {
				row.Scales = append(row.Scales, b.segmentScale(s, d, i))
			}
			b.report.Segments = append(b.report.Segments, row)
		}
	}
}

func segmentName(s *assessment.Segment) Text {
	if len(s.Name) > 0 {
		return Text(s.Name)
	}
	return Text{"": s.Key}
}

func (b *builder) segmentScale(s, dimension, segment int) SegmentScale {
	st := b.statistic(
		func(g int) bool { return b.t.askedAny(b.l.scales[s].items, g) },
		func(g int) bool { return b.shown[g].segments[s][dimension][segment] },
		func(g int) *stats.Sample {
			return b.t.scales[s].scorer.sample(b.t.scales[s].segments[dimension][g][segment])
		},
	)
	out := SegmentScale{ID: b.l.scales[s].id, Groups: []string{}, Cells: []SegmentCell{}, Suppressed: true, Hidden: HiddenFew}
	n := 0
	for g := range b.l.groups {
		if !st.asked[g] {
			continue
		}
		cell := SegmentCell{Group: b.l.groups[g].Key, Suppressed: !st.shown[g], Hidden: st.hidden[g]}
		if st.shown[g] {
			cell.N, cell.Mean = &st.sums[g].N, st.sums[g].Mean
			out.Groups = append(out.Groups, cell.Group)
			n += st.sums[g].N
		}
		if cell.Hidden == HiddenComplementary {
			out.Hidden = HiddenComplementary
		}
		out.Cells = append(out.Cells, cell)
	}
	if len(out.Groups) > 0 {
		out.Suppressed, out.Hidden = false, ""
		out.N, out.Mean = &n, stats.WeightedMean(st.cells(b.l.weights)).Mean
	}
	return out
}

func (b *builder) attributed(g int) bool {
	return b.l.groups[g].Anonymity == assessment.Attributed
}
