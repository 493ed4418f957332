package stats

import "math"

// Agreement says how much the answers of one group to one item agree
// (statistics.md 2.9), on the raw levels 1 … A.
type Agreement struct {
	N        int
	Mean     *float64 // raw level
	Variance *float64 // raw, divided by n-1; nil below 2 answers
	// RWG is 1 minus variance over that of uniform answers; it is not clipped
	// and may be negative (decisions.md 14).
	RWG *float64
	// AWG is a_wg, nil below 2 answers and where the mean lies too near the end
	// of the scale; AWGValid tells the second case.
	AWG      *float64
	AWGValid bool
	// Polarisation is 0 when all are equal, 1 with half at either end.
	Polarisation *float64
	// Polarised flags at least .5 with 30 % or more in both boxes.
	Polarised bool
}

// Agree computes the agreement from the answer counts of the options in order,
// counts[0] for level 1. Whether the item is reverse-keyed makes no difference.
// Fewer than two options give nothing.
func Agree(counts []int) Agreement {
	var out Agreement
	var raw, scores Sample
	levels := len(counts)
	if levels < 2 {
		return out
	}
	for i, count := range counts {
		raw.AddN(float64(i+1), count)
		scores.AddN(pomp(i+1, levels), count)
	}
	out.N = raw.N()
	if out.N == 0 {
		return out
	}
	mean, variance := moments(raw.Values(), out.N)
	out.Mean = optional(mean)
	out.Polarisation = optional(polarisation(&scores))
	top, bottom := boxes(scores.Values())
	out.Polarised = out.Polarisation != nil && Reaches(*out.Polarisation, 0.5) &&
		Reaches(float64(top)/float64(out.N), 0.3) && Reaches(float64(bottom)/float64(out.N), 0.3)
	if out.N < 2 {
		return out
	}
	out.Variance = optional(variance)
	out.RWG = optional(1 - variance/uniformVariance(levels))
	out.AWGValid = awgValid(mean, levels, out.N)
	if out.AWGValid {
		out.AWG = awg(mean, variance, levels, out.N)
	}
	return out
}

// uniformVariance is the variance of answers spread evenly over the levels.
func uniformVariance(levels int) float64 {
	a := float64(levels)
	return (a*a - 1) / 12
}

// polarisation is 4·population variance / 100² of scores 0–100.
func polarisation(scores *Sample) float64 {
	mean, _ := moments(scores.Values(), scores.N())
	var squares float64
	for _, v := range scores.Values() {
		squares += float64(v.Count) * (v.Value - mean) * (v.Value - mean)
	}
	return clamp(4*squares/float64(scores.N())/(100*100), 0, 1)
}

// awgValid reports whether the mean leaves room for disagreement.
func awgValid(mean float64, levels, n int) bool {
	lo, hi, count := 1.0, float64(levels), float64(n)
	return Reaches(mean, (lo*(count-1)+hi)/count) && Reaches((hi*(count-1)+lo)/count, mean)
}

func awg(mean, variance float64, levels, n int) *float64 {
	lo, hi, count := 1.0, float64(levels), float64(n)
	return optional(1 - 2*variance/(((hi+lo)*mean-mean*mean-hi*lo)*count/(count-1)))
}

// AgreementGrade is a_wg in a word (Brown and Hauenstein).
type AgreementGrade string

// The grades.
const (
	AgreementWeak       AgreementGrade = "weak"
	AgreementReasonable AgreementGrade = "reasonable"
	AgreementAcceptable AgreementGrade = "acceptable"
)

// GradeAgreement names a value of a_wg: acceptable from .70, reasonable from
// .60, else weak.
func GradeAgreement(awg float64) AgreementGrade {
	switch {
	case Reaches(awg, 0.70):
		return AgreementAcceptable
	case Reaches(awg, 0.60):
		return AgreementReasonable
	}
	return AgreementWeak
}

// The least complete answers for alpha, and for alpha without reservation.
const (
	alphaIndicative = 10
	alphaFirm       = 20
)

// Consistency collects the complete answers to the items of a scale, for
// Cronbach's alpha and rwg(j). It keeps sums of whole numbers only: memory does
// not grow with the answers, and their order plays no part.
type Consistency struct {
	levels []int
	n      int
	sums   []int64
	cross  [][]int64 // cross[i][j], j <= i, sums of products
}

// NewConsistency starts a collection over items with the given numbers of
// levels.
func NewConsistency(levels []int) *Consistency {
	c := &Consistency{
		levels: append([]int(nil), levels...),
		sums:   make([]int64, len(levels)),
		cross:  make([][]int64, len(levels)),
	}
	for i := range c.cross {
		c.cross[i] = make([]int64, i+1)
	}
	return c
}

// Add counts the answers of one respondent in item order, as levels 1 … A with
// reverse-keyed items already turned round (ReverseLevel). An answer outside
// its item's levels, 0 for none, makes the case incomplete: it is left out, and
// Add returns false.
func (c *Consistency) Add(answers []int) bool {
	if len(answers) != len(c.levels) {
		return false
	}
	for i, a := range answers {
		if a < 1 || a > c.levels[i] {
			return false
		}
	}
	c.n++
	for i, a := range answers {
		c.sums[i] += int64(a)
		for j, b := range answers[:i+1] {
			c.cross[i][j] += int64(a) * int64(b)
		}
	}
	return true
}

// Merge adds the cases of another collection over the same items; one over a
// different number of items is ignored and Merge returns false.
func (c *Consistency) Merge(other *Consistency) bool {
	if other == nil || len(other.sums) != len(c.sums) {
		return false
	}
	c.n += other.n
	for i := range c.sums {
		c.sums[i] += other.sums[i]
		for j := range c.cross[i] {
			c.cross[i][j] += other.cross[i][j]
		}
	}
	return true
}

// N is the number of complete cases.
func (c *Consistency) N() int { return c.n }

// covariance of two items, divided by n-1.
func (c *Consistency) covariance(i, j int) float64 {
	if j > i {
		i, j = j, i
	}
	n := float64(c.n)
	return (float64(c.cross[i][j]) - float64(c.sums[i])*float64(c.sums[j])/n) / (n - 1)
}

// ItemVariances lists the variances (n-1) of the items; nil below 2 cases.
func (c *Consistency) ItemVariances() []float64 {
	if c.n < 2 {
		return nil
	}
	out := make([]float64, len(c.sums))
	for i := range out {
		out[i] = math.Max(0, c.covariance(i, i))
	}
	return out
}

// Reliability is Cronbach's alpha of a scale (statistics.md 2.9).
type Reliability struct {
	N int
	// Alpha is nil below 10 complete cases, with fewer than 2 items, and without
	// variation.
	Alpha *float64
	// IfDropped is alpha without each item, in item order; nil with fewer than 3
	// items. ItemRest is each item's correlation with the sum of the others.
	IfDropped, ItemRest []*float64
	// Indicative marks 10 to 19 complete cases.
	Indicative bool
}

// Reliability computes alpha from the cases collected.
func (c *Consistency) Reliability() Reliability {
	out := Reliability{N: c.n}
	items := len(c.sums)
	if items < 2 || c.n < alphaIndicative {
		return out
	}
	out.Indicative = c.n < alphaFirm
	out.Alpha = c.alpha(-1)
	for i := range items {
		out.ItemRest = append(out.ItemRest, c.itemRest(i))
		if items > 2 {
			out.IfDropped = append(out.IfDropped, c.alpha(i))
		}
	}
	return out
}

// alpha over all items but one; without = -1 leaves none out.
func (c *Consistency) alpha(without int) *float64 {
	var items, single, total float64
	for i := range c.sums {
		if i == without {
			continue
		}
		items++
		single += c.covariance(i, i)
		for j := range c.sums {
			if j != without {
				total += c.covariance(i, j)
			}
		}
	}
	if items < 2 || Round9(total) <= 0 {
		return nil
	}
	return optional(items / (items - 1) * (1 - single/total))
}

func (c *Consistency) itemRest(item int) *float64 {
	var with, rest float64
	for i := range c.sums {
		if i == item {
			continue
		}
		with += c.covariance(item, i)
		for j := range c.sums {
			if j != item {
				rest += c.covariance(i, j)
			}
		}
	}
	own := c.covariance(item, item)
	if Round9(own) <= 0 || Round9(rest) <= 0 {
		return nil
	}
	return optional(clamp(with/math.Sqrt(own*rest), -1, 1))
}

// RWGJ is rwg(j) over the items (statistics.md 2.9): not clipped; nil without
// items, below 2 complete cases, and where its denominator is 0.
func (c *Consistency) RWGJ() *float64 {
	variances := c.ItemVariances()
	if len(variances) == 0 {
		return nil
	}
	var observed, expected float64
	for i, v := range variances {
		observed += v
		expected += uniformVariance(c.levels[i])
	}
	ratio := observed / expected
	j := float64(len(variances))
	denominator := j*(1-ratio) + ratio
	if Round9(denominator) == 0 {
		return nil
	}
	return optional(j * (1 - ratio) / denominator)
}
