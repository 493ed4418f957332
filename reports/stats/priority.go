package stats

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// StageInput is what the priorities need to know of a stage. Scores and
// importance are 0–100.
type StageInput struct {
	// Score is the weighted mean; nil leaves the stage out of the priorities, of
	// the gate and of the mean importance (decisions.md 19).
	Score  *float64
	Target float64
	// Inside and Outside are the two sides' means; with either nil the blind
	// spot is 0.
	Inside, Outside *float64
	// Importance is nil where it was not asked or is not disclosed.
	Importance *float64
}

// StagePriority is the explained priority of one stage (priorities.md 3.4). The
// five kinds of points add up to Score.
type StagePriority struct {
	Stage int // position, 0 … 3
	Score float64
	// Rank is 1 for the most urgent; nil when Score is 0, "on target".
	Rank *int
	// Share is the part of all scores, 0–1; 0 when they sum to 0.
	Share float64
	// Shortfall and BlindSpot are points of 0–100, 0 or more.
	Shortfall, BlindSpot float64
	// Base · Fit (F) · Importance (M) · Gate (K) is the score.
	Base, Fit, Importance, Gate float64
	// The waterfall.
	ShortfallPoints, BlindSpotPoints, FitPoints, ImportancePoints, GatePoints float64
	// TiedWith lists the stages whose score lies within 5 % of this one's:
	// "practically tied".
	TiedWith []int
}

// switches turns factors off for the scenarios.
type switches struct {
	noFit, noImportance, noGate bool
}

// practicallyTied is the relative distance of scores that are called tied.
const practicallyTied = 0.05

// Priorities explains and ranks the stages that have a score; the result is in
// stage order. stages holds up to four stages in order. It fails on more stages,
// on numbers that are not finite, and on parameters that do not validate.
func Priorities(stages []StageInput, situation Situation, p Parameters) ([]StagePriority, error) {
	if err := check(stages, situation, p); err != nil {
		return nil, err
	}
	return prioritise(stages, situation, p, switches{}), nil
}

func check(stages []StageInput, situation Situation, p Parameters) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if len(stages) > Stages {
		return fmt.Errorf("%d stages: at most %d are known", len(stages), Stages)
	}
	for _, index := range []float64{situation.ValueSkew, situation.NeedsDiversity} {
		if !within(index, 0, 1) {
			return fmt.Errorf("situation: %v is outside 0 to 1", index)
		}
	}
	for i, s := range stages {
		for _, v := range []*float64{s.Score, &s.Target, s.Inside, s.Outside, s.Importance} {
			if v != nil && !within(Round9(*v), scaleMin, scaleMax) {
				return fmt.Errorf("stage %d: %v is outside 0 to 100", i+1, *v)
			}
		}
	}
	return nil
}

func prioritise(stages []StageInput, situation Situation, p Parameters, off switches) []StagePriority {
	mean := meanImportance(stages)
	var lowest *float64 // the lowest score of the earlier stages
	var out []StagePriority
	for i, s := range stages {
		if s.Score == nil {
			continue
		}
		sp := StagePriority{Stage: i, Fit: 1, Importance: 1, Gate: 1}
		sp.Shortfall = math.Max(0, s.Target-*s.Score)
		if gap := Difference(s.Inside, s.Outside); gap != nil {
			sp.BlindSpot = math.Max(0, *gap)
		}
		if !off.noFit {
			sp.Fit = p.Emphasis.Fit(i, situation)
		}
		if !off.noImportance {
			sp.Importance = p.importance(s.Importance, mean)
		}
		if !off.noGate {
			sp.Gate = p.gate(lowest)
		}
		sp.explain(p)
		out = append(out, sp)
		if lowest == nil || *s.Score < *lowest {
			lowest = s.Score
		}
	}
	rank(out)
	return out
}

// explain fills in the base, the waterfall and the score.
func (s *StagePriority) explain(p Parameters) {
	s.ShortfallPoints = p.ShortfallWeight * s.Shortfall
	s.BlindSpotPoints = p.BlindSpotWeight * s.BlindSpot
	s.Base = s.ShortfallPoints + s.BlindSpotPoints
	s.FitPoints = s.Base * (s.Fit - 1)
	s.ImportancePoints = s.Base * s.Fit * (s.Importance - 1)
	s.GatePoints = s.Base * s.Fit * s.Importance * (s.Gate - 1)
	s.Score = s.Base * s.Fit * s.Importance * s.Gate
}

// meanImportance is the mean over the stages that have a score and an
// importance (decisions.md 8 and 19).
func meanImportance(stages []StageInput) *float64 {
	var given []*float64
	for _, s := range stages {
		if s.Score != nil {
			given = append(given, s.Importance)
		}
	}
	return Mean(given)
}

// importance is M; 1 where the importance is missing or its mean is 0.
func (p Parameters) importance(importance, mean *float64) float64 {
	if importance == nil || mean == nil || *mean == 0 {
		return 1
	}
	return clamp(*importance / *mean, p.ImportanceMin, p.ImportanceMax)
}

// gate is K: 1 without an earlier stage or when the lowest reaches the floor.
func (p Parameters) gate(lowest *float64) float64 {
	if lowest == nil || Reaches(*lowest, p.GateFloor) {
		return 1
	}
	return 1 - p.GateDepth*(p.GateFloor-*lowest)/p.GateFloor
}

// rank sets ranks, shares and ties. Scores are compared at six decimals; of
// equal ones the larger shortfall comes first, compared at four decimals as in
// the workbook (decisions.md 55), then the earlier stage.
func rank(stages []StagePriority) {
	var total float64
	order := make([]int, 0, len(stages))
	for i, s := range stages {
		total += s.Score
		if roundTo(s.Score, 6) > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(
			cmp.Compare(roundTo(stages[b].Score, 6), roundTo(stages[a].Score, 6)),
			cmp.Compare(roundTo(stages[b].Shortfall, 4), roundTo(stages[a].Shortfall, 4)),
		)
	})
	for position, at := range order {
		place := position + 1
		stages[at].Rank = &place
	}
	for i := range stages {
		if total > 0 {
			stages[i].Share = stages[i].Score / total
		}
		for j := range stages {
			if i != j && tied(stages[i], stages[j]) {
				stages[i].TiedWith = append(stages[i].TiedWith, stages[j].Stage)
			}
		}
	}
}

// tied reports whether two ranked scores lie within 5 % of the larger.
func tied(a, b StagePriority) bool {
	return a.Rank != nil && b.Rank != nil &&
		Reaches(practicallyTied*math.Max(a.Score, b.Score), math.Abs(a.Score-b.Score))
}

// Factor is a step of the waterfall.
type Factor string

// The factors, in waterfall order.
const (
	FactorShortfall  Factor = "shortfall"
	FactorBlindSpot  Factor = "blind_spot"
	FactorFit        Factor = "fit"
	FactorImportance Factor = "importance"
	FactorGate       Factor = "gate"
)

// Contribution is what one factor adds to a score, in points.
type Contribution struct {
	Factor Factor
	Points float64
}

// Contributions lists the steps of the waterfall that are not 0, the largest
// first whatever the sign: the order of the reason sentences.
func (s StagePriority) Contributions() []Contribution {
	all := []Contribution{
		{FactorShortfall, s.ShortfallPoints},
		{FactorBlindSpot, s.BlindSpotPoints},
		{FactorFit, s.FitPoints},
		{FactorImportance, s.ImportancePoints},
		{FactorGate, s.GatePoints},
	}
	all = slices.DeleteFunc(all, func(c Contribution) bool { return Round9(c.Points) == 0 })
	slices.SortStableFunc(all, func(a, b Contribution) int {
		return cmp.Compare(Round9(math.Abs(b.Points)), Round9(math.Abs(a.Points)))
	})
	return all
}

// Categories ranks any number of categories by the same base, with F, M and K
// of 1 (priorities.md 3.5, decisions.md 9). Stage is the category's position;
// categories without a score are left out.
func Categories(categories []StageInput, p Parameters) ([]StagePriority, error) {
	if err := check(nil, Situation{}, p); err != nil {
		return nil, err
	}
	for i, c := range categories {
		if err := check([]StageInput{c}, Situation{}, p); err != nil {
			return nil, fmt.Errorf("category %d: %w", i+1, err)
		}
	}
	return prioritise(categories, Situation{}, p, switches{noFit: true, noImportance: true, noGate: true}), nil
}
