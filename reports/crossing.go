package reports

import (
	"math"

	"readiness/reports/stats"
)

// crossing is what locations and functions of one set say together. Its unknowns
// are the sums over the people of one location and one function.
type crossing struct {
	n         []int // people by unknown
	equations [][]float64
	secrets   [][]float64 // hidden parts
	k         int
}

// crossed reports whether the shown parts of a set determine a hidden one, or a
// set of too few people.
func (h *hiding) crossed(set int) bool {
	locations, functions := h.c.sets[set].segments[byLocation], h.c.sets[set].segments[byFunction]
	if h.sets[set] || len(locations) == 0 || len(functions) == 0 {
		return false
	}
	x := &crossing{k: h.c.threshold}
	at := make([]int, len(h.c.sets[set].cross)) // unknown of a crossed cell, -1 for none
	for i, n := range h.c.sets[set].cross {
		at[i] = -1
		if n > 0 {
			at[i] = len(x.n)
			x.n = append(x.n, n)
		}
	}
	whole := make([]float64, len(x.n))
	for i := range whole {
		whole[i] = 1
	}
	x.equations = append(x.equations, whole)
	for l := range locations {
		x.part(h.segments[set][byLocation][l], len(functions), func(f int) int { return at[l*len(functions)+f] })
	}
	for f := range functions {
		x.part(h.segments[set][byFunction][f], len(locations), func(l int) int { return at[l*len(functions)+f] })
	}
	return x.open()
}

// part adds a segment, which is the sum of so many crossed cells. Those without a
// segment count as shown where they are enough: the row-level export has them.
func (x *crossing) part(hidden bool, cells int, unknown func(i int) int) {
	row := make([]float64, len(x.n))
	empty := true
	for i := range cells {
		if at := unknown(i); at >= 0 {
			row[at], empty = 1, false
		}
	}
	switch {
	case empty:
	case hidden:
		x.secrets = append(x.secrets, row)
	default:
		x.equations = append(x.equations, row)
	}
}

func (x *crossing) open() bool {
	basis := echelon(x.equations, len(x.n))
	for _, row := range basis {
		// A row without subtractions is the sum over the people it names.
		people, sum := 0, true
		for i, v := range row {
			sum = sum && v > -pivotFloor
			if math.Abs(v) >= pivotFloor {
				people += x.n[i]
			}
		}
		if sum && stats.TooFew(people, x.k) {
			return true
		}
	}
	for _, secret := range x.secrets {
		if follows(basis, secret) {
			return true
		}
	}
	return false
}

// hideSmallestSegment hides the shown segment of a set with the fewest answers,
// of either dimension; false if none is shown.
func (h *hiding) hideSmallestSegment(set int) bool {
	dimension, segment := -1, -1
	for d, n := range h.c.sets[set].segments {
		for i := range n {
			if n[i] > 0 && !h.segments[set][d][i] && (segment < 0 || n[i] < h.c.sets[set].segments[dimension][segment]) {
				dimension, segment = d, i
			}
		}
	}
	if segment < 0 {
		return false
	}
	h.segments[set][dimension][segment] = true
	return true
}
