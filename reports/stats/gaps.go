package stats

import "math"

// Thresholds are the sizes, in points of 0–100, from which a gap is called
// notable and large (statistics.md 2.6).
type Thresholds struct {
	Notable float64 `json:"notable"`
	Large   float64 `json:"large"`
}

// StandardThresholds are half a step and a full step of a five-point scale.
func StandardThresholds() Thresholds { return Thresholds{Notable: 12.5, Large: 25} }

// StrictThresholds know one size only, a third of the scale: below it a gap has
// no label, from it on it is large.
func StrictThresholds() Thresholds { return Thresholds{Notable: 100.0 / 3, Large: 100.0 / 3} }

// Label is the size of a gap in a word.
type Label string

// The labels, from the smallest gap to the largest.
const (
	LabelNone    Label = "none"
	LabelNotable Label = "notable"
	LabelLarge   Label = "large"
)

// Label names the size of a gap, whatever its sign. The thresholds are compared
// at nine decimals (decisions.md 26).
func (t Thresholds) Label(gap float64) Label {
	switch size := math.Abs(gap); {
	case Reaches(size, t.Large):
		return LabelLarge
	case Reaches(size, t.Notable):
		return LabelNotable
	}
	return LabelNone
}

// Spot says what a perception gap means.
type Spot string

// A group that rates higher than the reference by a notable gap has a blind
// spot; one that rates lower has a hidden strength.
const (
	SpotNone       Spot = ""
	SpotBlind      Spot = "blind_spot"
	SpotHiddenGood Spot = "hidden_strength"
)

// Spot names the meaning of a perception gap (statistics.md 2.6).
func (t Thresholds) Spot(gap float64) Spot {
	switch {
	case Reaches(gap, t.Notable):
		return SpotBlind
	case Reaches(-gap, t.Notable):
		return SpotHiddenGood
	}
	return SpotNone
}

// Evidence says how sure a labelled gap is.
type Evidence string

// The grades of evidence.
const (
	EvidenceNone       Evidence = "none"
	EvidenceIndicative Evidence = "indicative"
	EvidenceConfirmed  Evidence = "confirmed"
)

// Significance is the p-value up to which a difference counts as more than chance
// (statistics.md 2.6, 2.8).
const Significance = 0.05

// EvidenceFor grades a label by its corrected p-value; q is nil where the gap
// could not be tested (statistics.md 2.6, decisions.md 12).
func EvidenceFor(label Label, q *float64) Evidence {
	switch {
	case label != LabelNotable && label != LabelLarge:
		return EvidenceNone
	case q != nil && Reaches(Significance, *q):
		return EvidenceConfirmed
	}
	return EvidenceIndicative
}

// Difference is a - b, nil when either is.
func Difference(a, b *float64) *float64 {
	if a == nil || b == nil {
		return nil
	}
	return optional(*a - *b)
}

// TargetGap is target minus score: positive below the target (statistics.md 2.6).
func TargetGap(target float64, score *float64) *float64 {
	return Difference(&target, score)
}

// InsideOutside compares the two sides of the company's door.
type InsideOutside struct {
	Inside, Outside *float64 // weighted means, nil for a side without a disclosed group
	Gap             *float64 // inside minus outside
}

// InsideOutsideGap weights each side on its own over its disclosed cells
// (statistics.md 2.6). outside tells the side of each cell.
func InsideOutsideGap(cells []Cell, outside []bool) InsideOutside {
	var inner, outer []Cell
	for i, c := range cells {
		if i < len(outside) && outside[i] {
			outer = append(outer, c)
		} else {
			inner = append(inner, c)
		}
	}
	out := InsideOutside{Inside: WeightedMean(inner).Mean, Outside: WeightedMean(outer).Mean}
	out.Gap = Difference(out.Inside, out.Outside)
	return out
}

// PairGap names two positions and how far apart they are; Gap is 0 or more.
type PairGap struct {
	Higher, Lower int
	Gap           float64
}

// LargestGap finds the two means farthest apart, nil entries left out. Of equal
// gaps the first pair in order counts (statistics.md 2.6). Nil when fewer than
// two means are given.
func LargestGap(means []*float64) *PairGap {
	var best *PairGap
	for i, a := range means {
		if a == nil || !finite(*a) {
			continue
		}
		for j := i + 1; j < len(means); j++ {
			b := means[j]
			if b == nil || !finite(*a-*b) {
				continue
			}
			pair := PairGap{Higher: i, Lower: j, Gap: *a - *b}
			if *b > *a {
				pair = PairGap{Higher: j, Lower: i, Gap: *b - *a}
			}
			if best == nil || Round9(pair.Gap) > Round9(best.Gap) {
				best = &pair
			}
		}
	}
	return best
}

// Reference picks the group that perception gaps are measured against: the
// preferred one if it is disclosed, else the disclosed one with the highest
// level, the first of equals (decisions.md 11). It is -1 when none is
// disclosed; preferred may be -1.
func Reference(preferred int, levels []int, disclosed []bool) int {
	if preferred >= 0 && preferred < len(disclosed) && disclosed[preferred] {
		return preferred
	}
	best, highest := -1, 0
	for i, level := range levels {
		if i < len(disclosed) && disclosed[i] && (best < 0 || level > highest) {
			best, highest = i, level
		}
	}
	return best
}
