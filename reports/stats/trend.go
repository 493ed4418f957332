package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// A change is called clear from these on (statistics.md 2.11).
const (
	clearChange = 5.0
	clearP      = 0.10
)

// Direction is the arrow of a trend.
type Direction string

// The arrows.
const (
	NoClearChange Direction = ""
	Up            Direction = "up"
	Down          Direction = "down"
)

// Trend is the change of a weighted mean between two waves (statistics.md 2.11).
type Trend struct {
	// Latest and Earlier are the weighted means over the common groups, Change
	// is latest minus earlier, in points. Nil without a common group.
	Latest, Earlier, Change *float64
	// SE is the standard error of Change; DF (whole, at least 1), T, P and the
	// 95 % interval are nil where it is nil or 0. The interval is not clipped.
	SE, Nu, DF, T, P, CILow, CIHigh *float64
	// Naive is the change between the means over each wave's own groups, and
	// MixEffect what of it comes from the change of groups: Naive - Change.
	Naive, MixEffect *float64
	// Common lists the positions of the groups disclosed in both waves.
	Common []int
	// Direction is set for a change of 5 points or more with p at most .10.
	Direction Direction
}

// Change compares two waves. latest and earlier hold the same groups in the
// same order, a group that a wave lacks as a cell that is not disclosed; the
// weights are the latest wave's.
func Change(latest, earlier []Cell) Trend {
	now, before, positions := common(latest, earlier)
	out := Trend{Common: positions}
	omega, ok := omegas(now, usable)
	if !ok {
		return out
	}
	change := weigh(now, omega) - weigh(before, omega)
	out.Latest = optional(weigh(now, omega))
	out.Earlier = optional(weigh(before, omega))
	out.Change = optional(change)
	naiveNow := WeightedMean(latest).Mean
	naiveBefore := WeightedMean(reweighted(earlier, latest)).Mean
	out.Naive = Difference(naiveNow, naiveBefore)
	out.MixEffect = Difference(out.Naive, out.Change)
	out.test(now, before, omega)
	return out
}

// test fills in Welch's test with the strata of both waves pooled.
func (t *Trend) test(now, before []Cell, omega []float64) {
	partsNow, okNow := strata(now, omega)
	partsBefore, okBefore := strata(before, omega)
	if t.Change == nil || !okNow || !okBefore {
		return
	}
	variance, nu := satterthwaite(append(partsNow, partsBefore...))
	se := math.Sqrt(variance)
	t.SE = optional(se)
	if nu == nil || t.SE == nil {
		return
	}
	df := wholeDF(*nu)
	ratio := *t.Change / se
	half := studentT(df) * se
	p := 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Survival(math.Abs(ratio))
	t.Nu, t.DF, t.T = nu, optional(df), optional(ratio)
	t.P = optional(clamp(p, 0, 1))
	t.CILow, t.CIHigh = optional(*t.Change-half), optional(*t.Change+half)
	if t.P != nil && Reaches(clearP, *t.P) && Reaches(math.Abs(*t.Change), clearChange) {
		t.Direction = Up
		if *t.Change < 0 {
			t.Direction = Down
		}
	}
}

// common keeps the cells usable on both sides, with a's weights on either side.
func common(a, b []Cell) (inA, inB []Cell, positions []int) {
	b = reweighted(b, a)
	for i := range min(len(a), len(b)) {
		if usable(a[i]) && usable(b[i]) {
			inA = append(inA, a[i])
			inB = append(inB, b[i])
			positions = append(positions, i)
		}
	}
	return inA, inB, positions
}

// reweighted gives cells the weights of other cells in the same order.
func reweighted(cells, weights []Cell) []Cell {
	out := make([]Cell, 0, len(cells))
	for i, c := range cells {
		c.Weight = 0
		if i < len(weights) {
			c.Weight = weights[i].Weight
		}
		out = append(out, c)
	}
	return out
}
