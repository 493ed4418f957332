package stats

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// LeastCustomers is the number of customers below which a skew is a matter of
// judgement (priorities.md 3.1).
const LeastCustomers = 20

const (
	// lorenzSteps is the largest number of steps of the Lorenz curve.
	lorenzSteps = 100
	// halfway splits steep from shallow and diverse from uniform.
	halfway = 0.5
	// nearHalfway is the distance from it that is called borderline.
	nearHalfway = 0.1
)

// SkewAnchors are the percentages of customers that bring half of the value at
// V = 1 and at V = 0 (priorities.md 3.1).
type SkewAnchors struct {
	Steep   float64 `json:"steep"`
	Shallow float64 `json:"shallow"`
}

// Point is a point of the Lorenz curve from the top: the share of customers and
// their share of the value, both 0–1.
type Point struct {
	Customers, Value float64
}

// Skew describes how unevenly the customers' value is spread (priorities.md 3.1
// and 3.7). The pointers are nil when the total value is 0 or less, which counts
// as having no customers (decisions.md 34).
type Skew struct {
	Customers  int
	LossMakers int
	// TooFew marks fewer than 20 customers: the figures are given, V is a matter
	// of judgement.
	TooFew bool
	// Total is the net value, Positive without the loss makers.
	Total, Positive *float64
	// V is 0 (shallow) to 1 (steep).
	V *float64
	// X50 and X80 are the smallest percentages of customers that bring 50 and
	// 80 % of the positive value, 0–100.
	X50, X80 *float64
	// Count50 is the number of customers that bring half, 0 when undefined.
	Count50 int
	// Gini and HHI are 0–1; EffectiveCustomers is 1 / HHI.
	Gini, HHI, EffectiveCustomers *float64
	// WhalePeak is the largest cumulative value over the net total, 1 or more.
	WhalePeak *float64
	// Shares are the value shares (0–1) of the top SharePercents() of customers.
	Shares []float64
	// Deciles are the value shares of each tenth of the customers, best first.
	Deciles []float64
	// Lorenz holds at most 101 points, from (0,0) to (1,1).
	Lorenz []Point
}

// SharePercents lists the top percentages of which Skew.Shares tells the value.
func SharePercents() []float64 { return []float64{1, 2, 5, 10, 20, 50} }

// ValueSkew measures the skew of the customers' values, one each. It fails on a
// value that is not a finite number, naming its position from 1, and on anchors
// that are not 0 < steep < shallow <= 100.
func ValueSkew(values []float64, anchors SkewAnchors) (Skew, error) {
	out := Skew{Customers: len(values), TooFew: len(values) < LeastCustomers}
	if err := anchors.check(); err != nil {
		return out, err
	}
	var largest float64
	for i, v := range values {
		if !finite(v) {
			return out, fmt.Errorf("customer %d: value %v is not a finite number", i+1, v)
		}
		if v < 0 {
			out.LossMakers++
		}
		largest = math.Max(largest, v)
	}
	if largest <= 0 {
		return out, nil
	}
	// Only ratios matter; the largest value as the unit keeps every sum finite.
	sorted := slices.Clone(values)
	slices.SortFunc(sorted, func(a, b float64) int { return cmp.Compare(b, a) })
	for i := range sorted {
		sorted[i] /= largest
	}
	curve := newLorenz(sorted)
	net := curve.total
	for _, v := range sorted {
		net += math.Min(v, 0)
	}
	if !positive(net) {
		return out, nil
	}
	out.Total, out.Positive = optional(net*largest), optional(curve.total*largest)
	out.WhalePeak = optional(math.Max(1, curve.total/net))
	out.describe(curve, anchors)
	return out, nil
}

func (a SkewAnchors) check() error {
	if !positive(a.Steep) || a.Steep == a.Shallow || !within(a.Shallow, a.Steep, 100) {
		return fmt.Errorf("skew anchors must be above 0, rising and at most 100, not %v and %v", a.Steep, a.Shallow)
	}
	return nil
}

// Index is V (0–1) where x50 % of the customers, above 0 and at most 100, bring
// half of the value: 1 at the steep anchor, 0 at the shallow one, on a
// logarithmic scale between (priorities.md 3.1).
func (a SkewAnchors) Index(x50 float64) float64 {
	return clamp(math.Log(a.Shallow/x50)/math.Log(a.Shallow/a.Steep), 0, 1)
}

func (s *Skew) describe(curve lorenz, anchors SkewAnchors) {
	half, count := curve.percentFor(0.5)
	most, _ := curve.percentFor(0.8)
	s.X50, s.X80, s.Count50 = optional(half), optional(most), count
	s.V = optional(anchors.Index(half))
	s.Gini, s.HHI = optional(curve.gini()), optional(curve.hhi())
	s.EffectiveCustomers = optional(1 / curve.hhi())
	for _, percent := range SharePercents() {
		s.Shares = append(s.Shares, curve.share(percent))
	}
	for d := range 10 {
		s.Deciles = append(s.Deciles, math.Max(0, curve.share(float64(d+1)*10)-curve.share(float64(d)*10)))
	}
	steps := min(lorenzSteps, len(curve.sums))
	for i := range steps + 1 {
		x := float64(i) / float64(steps)
		s.Lorenz = append(s.Lorenz, Point{Customers: x, Value: curve.share(100 * x)})
	}
}

// lorenz holds values of 0 or more, largest first, with their running sums.
type lorenz struct {
	values, sums []float64
	total        float64
}

func newLorenz(sorted []float64) lorenz {
	out := lorenz{values: make([]float64, len(sorted)), sums: make([]float64, len(sorted))}
	for i, v := range sorted {
		out.values[i] = math.Max(0, v)
		out.total += out.values[i]
		out.sums[i] = out.total
	}
	return out
}

// share is the value share of the top percent of customers, interpolated inside
// a customer.
func (l lorenz) share(percent float64) float64 {
	customers := percent / 100 * float64(len(l.sums))
	whole := min(int(Round9(customers)), len(l.sums))
	var sum float64
	if whole > 0 {
		sum = l.sums[whole-1]
	}
	if whole < len(l.values) {
		sum += math.Max(0, customers-float64(whole)) * l.values[whole]
	}
	return clamp(sum/l.total, 0, 1)
}

// percentFor is the smallest percentage of customers that brings a share of the
// value, interpolated, and the number of customers that it takes whole.
func (l lorenz) percentFor(share float64) (percent float64, customers int) {
	target := share * l.total
	for i, sum := range l.sums {
		if !Reaches(sum/l.total, share) {
			continue
		}
		before := sum - l.values[i]
		part := 1.0
		if l.values[i] > 0 {
			part = clamp((target-before)/l.values[i], 0, 1)
		}
		return 100 * (float64(i) + part) / float64(len(l.sums)), i + 1
	}
	return 100, len(l.sums)
}

func (l lorenz) gini() float64 {
	n := float64(len(l.values))
	var sum float64
	for i, v := range l.values {
		// The formula counts from the smallest; the values stand largest first.
		sum += (n - float64(i)) * v
	}
	return clamp(2*sum/(n*l.total)-(n+1)/n, 0, 1)
}

func (l lorenz) hhi() float64 {
	var sum float64
	for _, v := range l.values {
		sum += (v / l.total) * (v / l.total)
	}
	return clamp(sum, 0, 1)
}

// Quadrant is a place in the differentiation matrix (priorities.md 3.3).
type Quadrant string

// The quadrants (decisions.md 17).
const (
	QuadrantMass       Quadrant = "mass"        // value shallow, needs uniform
	QuadrantNiche      Quadrant = "niche"       // value shallow, needs diverse
	QuadrantKeyAccount Quadrant = "key_account" // value steep, needs uniform
	QuadrantOneToOne   Quadrant = "one_to_one"  // value steep, needs diverse
)

// Situation holds the two indices of the customer base, each 0–1.
type Situation struct {
	ValueSkew      float64
	NeedsDiversity float64
}

// Quadrant places the situation: an index of 0.5 or more counts as steep or
// diverse.
func (s Situation) Quadrant() Quadrant {
	steep, diverse := Reaches(s.ValueSkew, halfway), Reaches(s.NeedsDiversity, halfway)
	switch {
	case steep && diverse:
		return QuadrantOneToOne
	case steep:
		return QuadrantKeyAccount
	case diverse:
		return QuadrantNiche
	}
	return QuadrantMass
}

// Borderline reports whether an index is so near 0.5 that both readings should
// be shown (priorities.md 3.1).
func Borderline(index float64) bool {
	return !Reaches(math.Abs(index-halfway), nearHalfway)
}
