package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// The ends of the scale on which scores are reported.
const (
	scaleMin = 0.0
	scaleMax = 100.0
)

// confidence is the upper quantile of the two-sided 95 % interval.
const confidence = 0.975

// optional returns a pointer to v, or nil when v is not a finite number.
func optional(v float64) *float64 {
	if !finite(v) {
		return nil
	}
	return &v
}

func finite(v float64) bool {
	return !math.IsNaN(v) && !math.IsInf(v, 0)
}

// Round9 rounds to nine decimals: the precision at which values count as equal
// and thresholds are compared (decisions.md 6 and 26).
func Round9(v float64) float64 {
	// Above this size a float64 has no ninth decimal left to round.
	if math.Abs(v) >= 1e6*(1<<20) {
		return v
	}
	return math.Round(v*1e9)/1e9 + 0 // + 0 turns -0 into 0
}

// Reaches reports whether v is at or above the threshold, compared at nine
// decimals (decisions.md 26).
func Reaches(v, threshold float64) bool {
	return Round9(v) >= Round9(threshold)
}

// roundTo rounds to the given number of decimals.
func roundTo(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	if r := math.Round(v * scale); finite(r) {
		return r/scale + 0
	}
	return v
}

func clamp(v, lo, hi float64) float64 {
	return max(lo, min(hi, v))
}

// within reports whether v lies from lo to hi; NaN lies nowhere.
func within(v, lo, hi float64) bool {
	return v >= lo && v <= hi
}

// positive reports whether v is a finite number above 0.
func positive(v float64) bool {
	return v > 0 && finite(v)
}

// studentT is the .975 quantile of Student's t for df degrees of freedom.
func studentT(df float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(confidence)
}

// interval is mean ± t(.975, df)·se, clipped to 0–100 (statistics.md 2.3, 2.5).
func interval(mean, se, df float64) (lo, hi *float64) {
	half := studentT(df) * se
	if !finite(mean) || !finite(half) {
		return nil, nil
	}
	return optional(clamp(mean-half, scaleMin, scaleMax)), optional(clamp(mean+half, scaleMin, scaleMax))
}
