package stats

import (
	"errors"
	"fmt"
	"slices"
)

// Preset names a way to weight groups by their place in the hierarchy
// (statistics.md 2.4).
type Preset string

// The presets. Each gives the groups lowest in the hierarchy, the highest
// levels, the most weight, except Equal.
const (
	Equal             Preset = "equal"
	RankSum           Preset = "rank_sum"
	RankReciprocal    Preset = "rank_reciprocal"
	RankOrderCentroid Preset = "rank_order_centroid"
)

// Presets lists the presets in the order in which they are offered.
func Presets() []Preset {
	return []Preset{RankSum, RankReciprocal, RankOrderCentroid, Equal}
}

// Weights gives every group its weight, summing to 1, from its hierarchy level
// (1 = top). Levels are made dense first; tied groups share the mean weight of
// their positions, except under RankSum, which uses the level itself
// (decisions.md 2). It fails without groups and on an unknown preset.
func Weights(preset Preset, levels []int) ([]float64, error) {
	if len(levels) == 0 {
		return nil, errors.New("weights need at least one group")
	}
	raw := make([]float64, len(levels))
	switch preset {
	case Equal:
		for i := range raw {
			raw[i] = 1
		}
	case RankSum:
		for i, level := range denseLevels(levels) {
			raw[i] = float64(level)
		}
	case RankReciprocal:
		shareByPosition(raw, levels, func(r, _ int) float64 { return 1 / float64(r) })
	case RankOrderCentroid:
		shareByPosition(raw, levels, centroid)
	default:
		return nil, fmt.Errorf("unknown weights %q", preset)
	}
	return CustomWeights(raw)
}

// CustomWeights normalises weights as entered so that they sum to 1. It fails
// when one is negative or not a finite number, or when none is above 0; the
// error names the position, counted from 1.
func CustomWeights(entered []float64) ([]float64, error) {
	var largest float64
	for i, w := range entered {
		if w < 0 || !finite(w) {
			return nil, fmt.Errorf("weight %d: %v is not a number of 0 or more", i+1, w)
		}
		largest = max(largest, w)
	}
	if largest == 0 {
		return nil, errors.New("at least one weight must be above 0")
	}
	// Dividing by the largest first keeps the sum finite whatever was entered.
	var sum float64
	for _, w := range entered {
		sum += w / largest
	}
	out := make([]float64, len(entered))
	for i, w := range entered {
		out[i] = w / largest / sum
	}
	return out, nil
}

// denseLevels renumbers levels to 1, 2, 3 … without holes.
func denseLevels(levels []int) []int {
	distinct := slices.Compact(slices.Sorted(slices.Values(levels)))
	out := make([]int, len(levels))
	for i, level := range levels {
		at, _ := slices.BinarySearch(distinct, level)
		out[i] = at + 1
	}
	return out
}

// shareByPosition sorts the groups from the lowest in the hierarchy, gives
// position r of g the weight weigh(r, g), and lets tied groups share the mean.
func shareByPosition(raw []float64, levels []int, weigh func(r, g int) float64) {
	order := make([]int, len(levels))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case levels[a] > levels[b]:
			return -1
		case levels[a] < levels[b]:
			return 1
		}
		return 0
	})
	for start := 0; start < len(order); {
		end := start
		var sum float64
		for end < len(order) && levels[order[end]] == levels[order[start]] {
			sum += weigh(end+1, len(order))
			end++
		}
		for _, group := range order[start:end] {
			raw[group] = sum / float64(end-start)
		}
		start = end
	}
}

// centroid is the rank-order centroid weight of position r of g.
func centroid(r, g int) float64 {
	var sum float64
	for j := g; j >= r; j-- {
		sum += 1 / float64(j)
	}
	return sum / float64(g)
}
