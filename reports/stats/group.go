package stats

import (
	"math"
	"slices"
)

// The boxes of statistics.md 2.3.
const (
	topBox    = 75.0
	bottomBox = 25.0
)

// Sample is the multiset of the scores of one group. It grows with the number
// of distinct values, not with the number of responses. The zero value is an
// empty sample. It is not safe for concurrent use; count in parallel with one
// sample each and Merge them.
type Sample struct {
	tallies map[float64]*Value
	n       int
}

// Value is a distinct score and how often it was given.
type Value struct {
	Value float64
	Count int
}

// Add counts one score. Values that are equal at nine decimals are one value
// (decisions.md 6), kept as the smallest of them, so that order plays no part.
// A value that is not finite is ignored.
func (s *Sample) Add(v float64) { s.AddN(v, 1) }

// AddN counts a score count times; a count below 1 is ignored.
func (s *Sample) AddN(v float64, count int) {
	if count < 1 || !finite(v) {
		return
	}
	v += 0 // -0 becomes 0
	s.n += count
	key := Round9(v)
	if t := s.tallies[key]; t != nil {
		t.Count += count
		t.Value = math.Min(t.Value, v)
		return
	}
	if s.tallies == nil {
		s.tallies = make(map[float64]*Value)
	}
	s.tallies[key] = &Value{Value: v, Count: count}
}

// Merge adds every score of another sample.
func (s *Sample) Merge(other *Sample) {
	if other == nil {
		return
	}
	for _, v := range other.Values() {
		s.AddN(v.Value, v.Count)
	}
}

// N is the number of scores.
func (s *Sample) N() int {
	if s == nil {
		return 0
	}
	return s.n
}

// Distinct is the number of distinct scores.
func (s *Sample) Distinct() int {
	if s == nil {
		return 0
	}
	return len(s.tallies)
}

// Values lists the distinct scores from the smallest to the largest.
func (s *Sample) Values() []Value {
	if s == nil {
		return nil
	}
	values := make([]Value, 0, len(s.tallies))
	for _, t := range s.tallies {
		values = append(values, *t)
	}
	slices.SortFunc(values, func(a, b Value) int {
		switch {
		case a.Value < b.Value:
			return -1
		case a.Value > b.Value:
			return 1
		}
		return 0
	})
	return values
}

// Summary describes one group on one scale or item (statistics.md 2.3).
type Summary struct {
	N int
	// Mean, Median, Min and Max are on the scale of the scores; nil when N is 0.
	Mean, Median, Min, Max *float64
	// Variance (divided by n-1), SD and SE are nil below 2 scores.
	Variance, SD, SE *float64
	// CILow and CIHigh are the 95 % t interval clipped to 0–100, nil below 2
	// scores and without variance.
	CILow, CIHigh *float64
	// TopBox and BottomBox are the fractions at 75 and above and at 25 and
	// below, 0–1.
	TopBox, BottomBox *float64
	// NoVariance says that all of 2 or more scores are equal.
	NoVariance bool
}

// Summary computes the statistics of the sample.
func (s *Sample) Summary() Summary {
	values := s.Values()
	out := Summary{N: s.N()}
	if out.N == 0 {
		return out
	}
	mean, variance := moments(values, out.N)
	n := float64(out.N)
	out.Mean = optional(mean)
	out.Median = optional(median(values, out.N))
	out.Min = optional(values[0].Value)
	out.Max = optional(values[len(values)-1].Value)
	top, bottom := boxes(values)
	out.TopBox = fraction(top, out.N)
	out.BottomBox = fraction(bottom, out.N)
	if out.N < 2 {
		return out
	}
	out.Variance = optional(variance)
	out.SD = optional(math.Sqrt(variance))
	se := math.Sqrt(variance / n)
	out.SE = optional(se)
	if len(values) == 1 {
		out.NoVariance = true
		return out
	}
	out.CILow, out.CIHigh = interval(mean, se, n-1)
	return out
}

// Cell is what the weighted mean needs of the sample. The weight is the
// group's, and disclosed says whether the cell may be used.
func (s *Sample) Cell(weight float64, disclosed bool) Cell {
	mean, variance := moments(s.Values(), s.N())
	return Cell{N: s.N(), Mean: mean, Variance: variance, Weight: weight, Disclosed: disclosed}
}

// moments returns the mean and the variance (n-1; 0 below two scores).
func moments(values []Value, n int) (mean, variance float64) {
	switch len(values) {
	case 0:
		return 0, 0
	case 1:
		// Dividing n times the value by n could differ from it in the last bit
		// and make a variance out of nothing.
		return values[0].Value, 0
	}
	var sum float64
	for _, v := range values {
		sum += v.Value * float64(v.Count)
	}
	mean = clamp(sum/float64(n), values[0].Value, values[len(values)-1].Value)
	var squares float64
	for _, v := range values {
		d := v.Value - mean
		squares += d * d * float64(v.Count)
	}
	return mean, squares / float64(n-1)
}

func median(values []Value, n int) float64 {
	lower, upper := nth(values, (n-1)/2), nth(values, n/2)
	return lower + (upper-lower)/2
}

// nth is the score at a position counted from 0 in the sorted sample.
func nth(values []Value, position int) float64 {
	seen := 0
	for _, v := range values {
		seen += v.Count
		if position < seen {
			return v.Value
		}
	}
	return values[len(values)-1].Value
}

func boxes(values []Value) (top, bottom int) {
	for _, v := range values {
		if Reaches(v.Value, topBox) {
			top += v.Count
		}
		if Reaches(bottomBox, v.Value) {
			bottom += v.Count
		}
	}
	return top, bottom
}
