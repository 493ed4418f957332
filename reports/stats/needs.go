package stats

import (
	"fmt"
	"math"
)

// Diversity describes how much the customers' needs differ (priorities.md 3.2).
type Diversity struct {
	Segments int // segments with customers
	// Entropy is H in nats, EffectiveNeeds is exp(H), 1 or more.
	Entropy, EffectiveNeeds *float64
	// Evenness is H / ln K, 0–1, and 0 for a single segment; Simpson is the
	// chance that two customers differ, 0–1.
	Evenness, Simpson *float64
	// D is 0 (one need) to 1 (as many effective needs as full).
	D *float64
}

// NeedsDiversity measures the diversity from the size of each segment: customers
// or their positive value. full is the effective number of needs at which D is
// 1, above 1. Without a size above 0 the figures are nil. It fails on a size
// that is negative or not finite, naming its position from 1, and on full.
func NeedsDiversity(sizes []float64, full float64) (Diversity, error) {
	var out Diversity
	if full <= 1 || !finite(full) {
		return out, fmt.Errorf("the number of needs that counts as fully diverse must be above 1, not %v", full)
	}
	for i, size := range sizes {
		if size < 0 || !finite(size) {
			return out, fmt.Errorf("segment %d: size %v is not a number of 0 or more", i+1, size)
		}
		if size > 0 {
			out.Segments++
		}
	}
	if out.Segments == 0 {
		return out, nil
	}
	shares, err := CustomWeights(sizes)
	if err != nil {
		return out, fmt.Errorf("segment sizes: %w", err)
	}
	var entropy, same float64
	for _, p := range shares {
		if p > 0 {
			entropy -= p * math.Log(p)
			same += p * p
		}
	}
	if out.Segments == 1 {
		entropy, same = 0, 1
	}
	evenness := 0.0
	if out.Segments > 1 {
		evenness = clamp(entropy/math.Log(float64(out.Segments)), 0, 1)
	}
	needs := math.Exp(entropy)
	out.Entropy, out.EffectiveNeeds = optional(entropy), optional(needs)
	out.Evenness, out.Simpson = optional(evenness), optional(clamp(1-same, 0, 1))
	out.D = optional(clamp((needs-1)/(full-1), 0, 1))
	return out, nil
}
