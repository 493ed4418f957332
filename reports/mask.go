package reports

import (
	"slices"

	"readiness/reports/stats"
)

// shown says which statistics of one group may be published. Everything that is
// printed of a group passes through it (statistics.md 2.10).
type shown struct {
	items    []bool
	scales   []bool
	segments [][dimensions][]bool // [scale][dimension][segment]
	practice []bool
	plain    []bool // importance items, then riv1
}

// hiding collects what has to be hidden of one group.
type hiding struct {
	c        *census
	items    []bool
	sets     []bool
	segments [][dimensions][]bool // [set][dimension][segment]
}

// disclose decides from counts alone what may be shown of one group. It starts
// from the cells with too few answers (rule 1) and repeats complementary
// suppression and differencing (rules 3 and 4), then looks for what still follows
// by linear equations, until nothing changes. What earlier closings showed counts
// as known (rule 6). Cells are only ever hidden, never
// shown again, so it ends.
func disclose(c *census) *shown {
	h := &hiding{c: c, segments: make([][dimensions][]bool, len(c.sets))}
	h.primary()
	h.earlier()
	for h.pass() || h.solve() || h.solveSegments() || h.solveEarlier() {
		continue
	}
	return h.result()
}

// primary hides every cell with too few answers.
func (h *hiding) primary() {
	for _, n := range h.c.items {
		h.items = append(h.items, stats.TooFew(n, h.c.threshold))
	}
	for s := range h.c.sets {
		set := &h.c.sets[s]
		h.sets = append(h.sets, stats.TooFew(set.n, h.c.threshold))
		for d := range set.segments {
			for _, n := range set.segments[d] {
				h.segments[s][d] = append(h.segments[s][d], stats.TooFew(n, h.c.threshold))
			}
		}
	}
}

// pass applies each rule once and reports whether it hid anything.
func (h *hiding) pass() bool {
	before := h.count()
	for s := range h.c.sets {
		h.protectItems(s)
		h.protectSegments(s)
		h.difference(s)
		h.protectNew(s)
	}
	h.link()
	return h.count() > before
}

func (h *hiding) count() int {
	n := trueIn(h.items) + trueIn(h.sets)
	for s := range h.segments {
		for d := range h.segments[s] {
			n += trueIn(h.segments[s][d])
		}
	}
	return n
}

// protect runs rule 3 over one partition and reports whether its total has to
// be hidden.
func (h *hiding) protect(n []int, hidden []bool) (hideTotal bool) {
	p := stats.SuppressPartition(n, hidden, h.c.threshold)
	for i, reason := range p.Reasons {
		hidden[i] = reason != stats.ReasonNone
	}
	return p.Total
}

// protectItems treats the items as a partition of the set's score (decisions.md 3).
func (h *hiding) protectItems(set int) {
	if h.sets[set] {
		return
	}
	items := h.c.sets[set].items
	n, hidden := make([]int, len(items)), make([]bool, len(items))
	for i, item := range items {
		n[i], hidden[i] = h.c.items[item], h.items[item]
	}
	h.sets[set] = h.protect(n, hidden)
	for i, item := range items {
		h.items[item] = hidden[i]
	}
}

// protectSegments treats locations, and functions, as partitions of the group's
// score; those without one are a part of their own (decisions.md 4). Under a
// hidden score no segment is shown: together they would give it away.
func (h *hiding) protectSegments(set int) {
	for d, n := range h.c.sets[set].segments {
		if len(n) > 0 && !h.sets[set] && h.protect(n, h.segments[set][d]) {
			h.sets[set] = true
		}
	}
	if h.sets[set] {
		for d := range h.segments[set] {
			for i := range h.segments[set][d] {
				h.segments[set][d][i] = true
			}
		}
	}
}

// difference hides a location's cell that lies within a function's cell and
// leaves too few beside it, or the other way round (rule 4, decisions.md 28). It
// hides one cell at a time: rule 3 has to run again before the next is judged.
func (h *hiding) difference(set int) {
	locations, functions := h.c.sets[set].segments[byLocation], h.c.sets[set].segments[byFunction]
	if len(locations) == 0 || len(functions) == 0 {
		return
	}
	for l, inLocation := range locations {
		for f, inFunction := range functions {
			if h.segments[set][byLocation][l] || h.segments[set][byFunction][f] {
				continue
			}
			switch both := h.c.sets[set].cross[l*len(functions)+f]; {
			case both == inLocation && stats.Differenced(inLocation, inFunction, h.c.threshold):
				h.segments[set][byLocation][l] = true
				return
			case both == inFunction && stats.Differenced(inFunction, inLocation, h.c.threshold):
				h.segments[set][byFunction][f] = true
				return
			}
		}
	}
}

// link treats statistics that rest on the same answered items as one: where a
// group answered a single item of a scale, the scale's score is the item's.
func (h *hiding) link() {
	for s := range h.c.sets {
		mine := h.answered(s)
		if len(mine) == 1 {
			item := mine[0]
			h.sets[s] = h.sets[s] || h.items[item]
			h.items[item] = h.items[item] || h.withheld(s)
		}
		for other := range s {
			if slices.Equal(mine, h.answered(other)) {
				h.sets[s] = h.sets[s] || h.withheld(other)
				h.sets[other] = h.sets[other] || h.withheld(s)
			}
		}
	}
}

// withheld reports whether a set with enough scores is hidden all the same.
func (h *hiding) withheld(set int) bool {
	return h.sets[set] && !stats.TooFew(h.c.sets[set].n, h.c.threshold)
}

// answered lists the items of a set that have answers.
func (h *hiding) answered(set int) []int {
	var items []int
	for _, i := range h.c.sets[set].items {
		if h.c.items[i] > 0 {
			items = append(items, i)
		}
	}
	return items
}

// solve hides the practices that, together with the scales, would determine a
// hidden item: rule 3 protects each partition by itself, but an item belongs to
// a category and to a practice. It reports whether it hid anything.
func (h *hiding) solve() bool {
	var unknown []int
	for i, hidden := range h.items {
		if hidden && h.c.items[i] > 0 {
			unknown = append(unknown, i)
		}
	}
	var equations [][]float64
	for s := range h.c.sets {
		if row := h.equation(s, unknown); row != nil {
			equations = append(equations, row)
		}
	}
	found := determined(equations, len(unknown))
	if len(found) == 0 {
		return false
	}
	at := unknown[found[0]]
	practice := h.openPractice(func(items []int) bool { return slices.Contains(items, at) })
	if practice < 0 {
		// Practices that do not hold the item take part all the same.
		practice = h.openPractice(func(items []int) bool { return len(intersect(items, unknown)) > 0 })
	}
	if practice < 0 {
		return false
	}
	h.sets[practice] = true
	return true
}

// openPractice is the first published practice whose items fit, -1 for none.
func (h *hiding) openPractice(fits func(items []int) bool) int {
	for s := h.c.scales; s < len(h.c.sets); s++ {
		if !h.sets[s] && fits(h.c.sets[s].items) {
			return s
		}
	}
	return -1
}

// equation is what the published score of a set says about the unknown items.
func (h *hiding) equation(set int, unknown []int) []float64 {
	if h.sets[set] {
		return nil
	}
	var row []float64
	for at, item := range unknown {
		if slices.Contains(h.c.sets[set].items, item) {
			if row == nil {
				row = make([]float64, len(unknown))
			}
			row[at] = h.c.weights[item]
		}
	}
	return row
}

// solveSegments hides the smallest shown segment of a scale while locations,
// functions and the total together determine a hidden one, or a set of too few
// people where they cross: two locations less a function may leave a single
// person, which rule 4 does not see because neither set holds the other. It
// reports whether it hid anything.
func (h *hiding) solveSegments() bool {
	for s := range h.c.sets {
		if h.crossed(s) && h.hideSmallestSegment(s) {
			return true
		}
	}
	return false
}

func (h *hiding) result() *shown {
	out := &shown{items: invert(h.items), scales: invert(h.sets[:h.c.scales]), practice: invert(h.sets[h.c.scales:])}
	for s := range h.c.scales {
		var segments [dimensions][]bool
		for d := range segments {
			segments[d] = invert(h.segments[s][d])
		}
		out.segments = append(out.segments, segments)
	}
	for i, n := range h.c.plain {
		out.plain = append(out.plain, !stats.TooFew(n, h.c.threshold) && h.plainShown(i, n))
	}
	return out
}

func invert(hidden []bool) []bool {
	out := make([]bool, len(hidden))
	for i, v := range hidden {
		out[i] = !v
	}
	return out
}

func trueIn(values []bool) int {
	n := 0
	for _, v := range values {
		if v {
			n++
		}
	}
	return n
}
