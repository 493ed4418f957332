package reports

// census is what disclosure control sees of one group: how many answers each
// statistic rests on, and never an answer.
type census struct {
	threshold int
	responses int
	items     []int // substantive answers
	weights   []float64
	sets      []setCensus  // scales, then practices
	scales    int          // how many of the sets are scales
	plain     []int        // importance items, then riv1
	past      []*pastGroup // closings before, the oldest first
}

// setCensus counts the scores on one set of items.
type setCensus struct {
	items    []int // positions in census.items
	n        int
	segments [dimensions][]int // those without a segment last; nil for practices
	cross    []int             // location × function
}

// census counts one group.
func (t *tally) census(group int) *census {
	c := &census{threshold: t.l.threshold(group), responses: t.responses[group], scales: len(t.l.scales)}
	for i := range t.l.items {
		c.items = append(c.items, t.answers[i][group].kinds().Substantive)
		c.weights = append(c.weights, t.l.items[i].question.Weight)
	}
	for s, def := range t.l.scales {
		set := setCensus{items: def.items, n: total(t.scales[s].groups[group]), cross: t.scales[s].cross[group]}
		for d := range set.segments {
			if len(t.l.segments[d]) == 0 {
				continue
			}
			for _, counts := range t.scales[s].segments[d][group] {
				set.segments[d] = append(set.segments[d], total(counts))
			}
		}
		c.sets = append(c.sets, set)
	}
	for p, def := range t.l.practices {
		c.sets = append(c.sets, setCensus{items: def.items, n: total(t.practices[p].groups[group])})
	}
	for i := range t.plain {
		c.plain = append(c.plain, t.plain[i].groups[group].kinds().Substantive)
	}
	return c
}
