package stats

import (
	"errors"
	"fmt"
)

// Stages is the number of stages of the programme, in order: identify,
// differentiate, interact, customize.
const Stages = 4

// Parameters are the editable numbers of priorities.md, printed in every report.
type Parameters struct {
	// ShortfallWeight and BlindSpotWeight make the base of a priority (3.4).
	ShortfallWeight float64 `json:"shortfall_weight"`
	BlindSpotWeight float64 `json:"blind_spot_weight"`
	// ImportanceMin and ImportanceMax limit the importance multiplier.
	ImportanceMin float64 `json:"importance_min"`
	ImportanceMax float64 `json:"importance_max"`
	// GateFloor is the score, 0–100, that an earlier stage needs; GateDepth is
	// what is taken off at an earlier score of 0, 0–1.
	GateFloor float64 `json:"gate_floor"`
	GateDepth float64 `json:"gate_depth"`
	// Emphasis is the table of 3.3.
	Emphasis Emphasis `json:"emphasis"`
	// Skew holds the anchors of V (3.1), NeedsFull the effective number of needs
	// at which D is 1 (3.2).
	Skew      SkewAnchors `json:"skew"`
	NeedsFull float64     `json:"needs_full"`
	// Labels are the thresholds of gaps (statistics.md 2.6).
	Labels Thresholds `json:"labels"`
}

// Emphasis holds a factor for each stage in each corner of the situation. Each
// row sums to 4 by default, so that it only redistributes.
type Emphasis struct {
	Mass       [Stages]float64 `json:"mass"`        // V 0, D 0
	Niche      [Stages]float64 `json:"niche"`       // V 0, D 1
	KeyAccount [Stages]float64 `json:"key_account"` // V 1, D 0
	OneToOne   [Stages]float64 `json:"one_to_one"`  // V 1, D 1
}

// Default returns the parameters that the product ships with.
func Default() Parameters {
	return Parameters{
		ShortfallWeight: 0.7,
		BlindSpotWeight: 0.3,
		ImportanceMin:   0.75,
		ImportanceMax:   1.25,
		GateFloor:       40,
		GateDepth:       0.5,
		Emphasis: Emphasis{
			Mass:       [Stages]float64{1.20, 0.80, 1.30, 0.70},
			Niche:      [Stages]float64{0.80, 0.80, 1.40, 1.00},
			KeyAccount: [Stages]float64{1.10, 1.30, 1.00, 0.60},
			OneToOne:   [Stages]float64{0.80, 1.00, 1.00, 1.20},
		},
		Skew:      SkewAnchors{Steep: 2, Shallow: 20},
		NeedsFull: 6,
		Labels:    StandardThresholds(),
	}
}

// Validate refuses parameters that the formulas cannot use; the error names the
// parameter.
func (p Parameters) Validate() error {
	limits := []struct {
		name    string
		value   float64
		lo, hi  float64
		exclude bool // lo itself is refused
	}{
		{"shortfall_weight", p.ShortfallWeight, 0, 100, false},
		{"blind_spot_weight", p.BlindSpotWeight, 0, 100, false},
		{"importance_min", p.ImportanceMin, 0, 100, true},
		{"importance_max", p.ImportanceMax, p.ImportanceMin, 100, false},
		{"gate_floor", p.GateFloor, 0, 100, false},
		{"gate_depth", p.GateDepth, 0, 1, false},
		{"needs_full", p.NeedsFull, 1, 1e6, true},
		{"labels.notable", p.Labels.Notable, 0, 100, true},
		{"labels.large", p.Labels.Large, p.Labels.Notable, 100, false},
	}
	for _, l := range limits {
		if !within(l.value, l.lo, l.hi) || (l.exclude && l.value == l.lo) {
			return fmt.Errorf("%s: %v is outside %v to %v", l.name, l.value, l.lo, l.hi)
		}
	}
	if p.ShortfallWeight+p.BlindSpotWeight == 0 {
		return errors.New("shortfall_weight and blind_spot_weight are both 0")
	}
	if err := p.Skew.check(); err != nil {
		return err
	}
	return p.Emphasis.check()
}

func (e Emphasis) check() error {
	corners := []struct {
		name string
		row  [Stages]float64
	}{
		{"mass", e.Mass},
		{"niche", e.Niche},
		{"key_account", e.KeyAccount},
		{"one_to_one", e.OneToOne},
	}
	for _, c := range corners {
		for i, v := range c.row {
			if !within(v, 0, 100) {
				return fmt.Errorf("emphasis.%s: stage %d: %v is outside 0 to 100", c.name, i+1, v)
			}
		}
	}
	return nil
}

// Fit blends the corners for a situation: the factor F of a stage (0 … 3),
// without a cliff at any threshold (priorities.md 3.3).
func (e Emphasis) Fit(stage int, s Situation) float64 {
	v, d := clamp(s.ValueSkew, 0, 1), clamp(s.NeedsDiversity, 0, 1)
	return (1-v)*(1-d)*e.Mass[stage] + (1-v)*d*e.Niche[stage] +
		v*(1-d)*e.KeyAccount[stage] + v*d*e.OneToOne[stage]
}
