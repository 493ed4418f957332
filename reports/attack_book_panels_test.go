package reports

import "slices"

// itemTotals are what the groups that are shown on a question say together: their
// answers, and their rates and indices averaged with the weights of the report.
func (b *bookReader) itemTotals(item *Item) []float64 {
	answers := 0
	var sums, weights [4]float64
	for i := range item.Groups {
		g := &item.Groups[i]
		if _, shown := b.own[key("item", g.Group, item.ID)]; !shown || g.N == nil {
			continue
		}
		answers += *g.N
		for at, v := range []*float64{g.DKRate, g.NARate, g.AWG, g.Polarisation} {
			if v != nil {
				sums[at] += b.weightOf(g.Group) * max(0, *v)
				weights[at] += b.weightOf(g.Group)
			}
		}
	}
	out := []float64{float64(answers)}
	for at, weight := range weights {
		if weight > 0 {
			out = append(out, sums[at]/weight)
		}
	}
	return out
}

// itemPanel reads the lists of questions beside the table: a code, the question,
// its figure.
func (b *bookReader) itemPanel(from int) {
	own := &figures{}
	for column := from; column < len(b.sheet.rows[b.row]); column++ {
		id := b.sheet.at(b.row, column).text
		if at := slices.IndexFunc(b.report.Items, func(item Item) bool { return item.ID == id }); at >= 0 {
			item := &b.report.Items[at]
			own = &figures{}
			own.add(figuresOf(item.WeightedMean, item.LargestGap)...)
			b.places++
		}
		b.among(column, own, "of the question before it")
	}
}

// sidesPanel reads what the people inside and those outside say about a scale.
func (b *bookReader) sidesPanel(from int) {
	own := &figures{}
	for i := range b.report.Scales {
		if s := &b.report.Scales[i]; s.ID == b.scaleID(b.sheet.at(b.row, from).text) {
			own.add(figuresOf(s.Inside, s.Outside, s.InsideOutsideGap)...)
			b.places++
		}
	}
	for column := from; column < len(b.sheet.rows[b.row]); column++ {
		b.among(column, own, "of the two sides")
	}
}
