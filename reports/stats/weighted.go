package stats

import "math"

// Cell is one group's result on one scale or item, as the weighted mean uses
// it. Weight is the group's weight in any unit; only ratios matter. A cell that
// is not Disclosed adds to nothing but the weight that was asked.
type Cell struct {
	N         int
	Mean      float64
	Variance  float64 // divided by n-1; 0 when N is 1
	Weight    float64
	Disclosed bool
}

// Weighted is the weighted overall score (statistics.md 2.5).
type Weighted struct {
	// N is the number of scores in the disclosed cells.
	N int
	// Mean is 0–100; nil when no disclosed cell carries weight.
	Mean *float64
	// SE is nil when no disclosed group has two scores; it is 0, with DF and the
	// interval nil, when all variances are 0 (decisions.md 18 and 34).
	SE *float64
	// Nu is Satterthwaite's number, DF the whole degrees of freedom, at least 1.
	Nu, DF *float64
	// CILow and CIHigh are clipped to 0–100.
	CILow, CIHigh *float64
	// NEff is Kish's effective number of scores, Deff is N / NEff.
	NEff, Deff *float64
	// Coverage is disclosed weight over asked weight, 0–1; nil when none of the
	// cells carries weight.
	Coverage *float64
	// Omega is each cell's renormalised weight, 0 where it is not used.
	Omega []float64
}

// WeightedMean weights the disclosed cells. cells holds every group that was
// asked, disclosed or not, so that coverage can be told (decisions.md 10).
// Disclosed cells with n = 1 borrow the pooled variance of the others.
func WeightedMean(cells []Cell) Weighted {
	out := Weighted{Omega: make([]float64, len(cells)), Coverage: coverage(cells)}
	omega, ok := omegas(cells, usable)
	if !ok {
		return out
	}
	out.Omega = omega
	var kish float64
	for i, c := range cells {
		if usable(c) {
			out.N += c.N
			kish += omega[i] * omega[i] / float64(c.N)
		}
	}
	mean := weigh(cells, omega)
	out.Mean = optional(mean)
	out.NEff = optional(1 / kish)
	out.Deff = optional(float64(out.N) * kish)
	parts, ok := strata(cells, omega)
	if !ok {
		return out
	}
	variance, nu := satterthwaite(parts)
	se := math.Sqrt(variance)
	out.SE = optional(se)
	if nu == nil {
		return out
	}
	df := wholeDF(*nu)
	out.Nu, out.DF = nu, optional(df)
	out.CILow, out.CIHigh = interval(mean, se, df)
	return out
}

// SliceGap compares two slices, such as locations, over the groups disclosed in
// both (statistics.md 2.7, decisions.md 38). a and b hold the same groups in
// the same order; the weights are a's. Means and Gap (a minus b) are nil
// without a common group that carries weight.
func SliceGap(a, b []Cell) (meanA, meanB, gap *float64) {
	a, b, _ = common(a, b)
	meanA, meanB = WeightedMean(a).Mean, WeightedMean(b).Mean
	return meanA, meanB, Difference(meanA, meanB)
}

// AnswerRatio says how many answers of cell b weigh as much as one of cell a in
// the weighted mean (statistics.md 2.14); nil when either is not used.
func AnswerRatio(a, b Cell) *float64 {
	if !usable(a) || !usable(b) || a.Weight == 0 || b.Weight == 0 {
		return nil
	}
	return optional((a.Weight / float64(a.N)) / (b.Weight / float64(b.N)))
}

func usable(c Cell) bool {
	return c.Disclosed && c.N > 0 && c.Weight >= 0 && c.Variance >= 0 &&
		finite(c.Weight) && finite(c.Mean) && finite(c.Variance)
}

// omegas renormalises the weights over the cells that take part; ok is false
// when they carry no weight.
func omegas(cells []Cell, takes func(Cell) bool) (omega []float64, ok bool) {
	omega = make([]float64, len(cells))
	for i, c := range cells {
		if takes(c) {
			omega[i] = c.Weight
		}
	}
	normal, err := CustomWeights(omega)
	if err != nil {
		return nil, false
	}
	return normal, true
}

// weigh is the weighted mean over cells whose omega sums to 1. Rounding may not
// carry it past the cells' own means.
func weigh(cells []Cell, omega []float64) float64 {
	var sum float64
	lo, hi := math.Inf(1), math.Inf(-1)
	for i, c := range cells {
		if omega[i] > 0 {
			sum += omega[i] * c.Mean
			lo, hi = math.Min(lo, c.Mean), math.Max(hi, c.Mean)
		}
	}
	return clamp(sum, lo, hi)
}

func coverage(cells []Cell) *float64 {
	asked, ok := omegas(cells, func(c Cell) bool { return c.Weight > 0 && finite(c.Weight) })
	if !ok {
		return nil
	}
	var share float64
	all := true
	for i, c := range cells {
		if usable(c) {
			share += asked[i]
		} else if asked[i] > 0 {
			all = false
		}
	}
	if all {
		// The shares sum to 1 but for the last bit.
		return optional(1)
	}
	return optional(clamp(share, 0, 1))
}

// stratum is one group's term omega²·s²/n with the degrees of freedom of its
// variance.
type stratum struct {
	term, df float64
}

// strata lists the terms of the used cells. A group of one takes the pooled
// variance and its degrees of freedom; ok is false when nothing can be pooled.
func strata(cells []Cell, omega []float64) (parts []stratum, ok bool) {
	var squares, pooledDF float64
	for _, c := range cells {
		if usable(c) && c.N > 1 {
			squares += float64(c.N-1) * c.Variance
			pooledDF += float64(c.N - 1)
		}
	}
	if pooledDF == 0 {
		return nil, false
	}
	pooled := squares / pooledDF
	for i, c := range cells {
		if omega[i] == 0 {
			continue
		}
		variance, df := c.Variance, float64(c.N-1)
		if c.N == 1 {
			variance, df = pooled, pooledDF
		}
		parts = append(parts, stratum{term: omega[i] * omega[i] * variance / float64(c.N), df: df})
	}
	return parts, true
}

// satterthwaite sums the terms and gives the approximate degrees of freedom, nil
// when all terms are 0.
func satterthwaite(parts []stratum) (variance float64, nu *float64) {
	var largest float64
	for _, p := range parts {
		variance += p.term
		largest = math.Max(largest, p.term)
	}
	if largest == 0 {
		return variance, nil
	}
	// The ratio is free of scale; dividing first keeps tiny terms from
	// vanishing when they are squared.
	var sum, squares float64
	for _, p := range parts {
		share := p.term / largest
		sum += share
		squares += share * share / p.df
	}
	return variance, optional(sum * sum / squares)
}

// wholeDF floors degrees of freedom (decisions.md 5), at least 1.
func wholeDF(nu float64) float64 {
	return math.Max(1, math.Floor(nu+1e-9))
}
