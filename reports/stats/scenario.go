package stats

import "math"

// situationShift is how far the scenarios move V and D.
const situationShift = 0.2

// Alternative is a scenario over other scores: S10 and S11 (other group
// weights) and S12 (practices averaged in). It is shown, not counted.
type Alternative struct {
	ID     string
	Stages []StageInput
}

// Scenario is the ranking under one change of assumptions (priorities.md 3.4).
type Scenario struct {
	ID string
	// Counted says whether it enters the stability (decisions.md 1).
	Counted bool
	// Ranks is indexed by stage; nil for a stage without a rank.
	Ranks []*int
}

// Stability says how firm a stage's rank is.
type Stability struct {
	Stage int
	// Same of Of counted scenarios give the same rank, S0 itself included; First
	// of them put the stage first.
	Same, First, Of int
	// Others lists the other ranks seen in the counted scenarios, ascending.
	Others []int
}

// Scenarios ranks the stages under S0 to S9, and under the alternatives, and
// counts how often each stage that has a score keeps its rank. It fails where
// Priorities does, for the alternatives too.
func Scenarios(stages []StageInput, situation Situation, p Parameters, alternatives ...Alternative) ([]Scenario, []Stability, error) {
	if err := check(stages, situation, p); err != nil {
		return nil, nil, err
	}
	shortfallOnly, even := p, p
	shortfallOnly.BlindSpotWeight = 0
	half := (p.ShortfallWeight + p.BlindSpotWeight) / 2
	even.ShortfallWeight, even.BlindSpotWeight = half, half
	ranking := func(id string, s Situation, p Parameters, off switches) Scenario {
		return Scenario{ID: id, Counted: true, Ranks: ranksOf(len(stages), prioritise(stages, s, p, off))}
	}
	scenarios := []Scenario{
		ranking("S0", situation, p, switches{}),
		ranking("S1", situation, shortfallOnly, switches{}),
		ranking("S2", situation, even, switches{}),
		ranking("S3", situation, p, switches{noFit: true}),
		ranking("S4", situation, p, switches{noImportance: true}),
		ranking("S5", situation, p, switches{noGate: true}),
		ranking("S6", situation.shift(situationShift, 0), p, switches{}),
		ranking("S7", situation.shift(-situationShift, 0), p, switches{}),
		ranking("S8", situation.shift(0, situationShift), p, switches{}),
		ranking("S9", situation.shift(0, -situationShift), p, switches{}),
	}
	for _, a := range alternatives {
		priorities, err := Priorities(a.Stages, situation, p)
		if err != nil {
			return nil, nil, err
		}
		scenarios = append(scenarios, Scenario{ID: a.ID, Ranks: ranksOf(len(a.Stages), priorities)})
	}
	return scenarios, stability(stages, scenarios), nil
}

// shift moves the indices, within 0–1.
func (s Situation) shift(skew, diversity float64) Situation {
	return Situation{
		ValueSkew:      clamp(s.ValueSkew+skew, 0, 1),
		NeedsDiversity: clamp(s.NeedsDiversity+diversity, 0, 1),
	}
}

func ranksOf(stages int, priorities []StagePriority) []*int {
	ranks := make([]*int, stages)
	for _, p := range priorities {
		ranks[p.Stage] = p.Rank
	}
	return ranks
}

func stability(stages []StageInput, scenarios []Scenario) []Stability {
	var out []Stability
	for stage, input := range stages {
		if input.Score == nil {
			continue
		}
		base := scenarios[0].Ranks[stage]
		s := Stability{Stage: stage}
		seen := make([]bool, len(stages)+1)
		for _, scenario := range scenarios {
			if !scenario.Counted {
				continue
			}
			s.Of++
			place := scenario.Ranks[stage]
			if place != nil && *place == 1 {
				s.First++
			}
			switch {
			case samePlace(place, base):
				s.Same++
			case place != nil:
				seen[*place] = true
			}
		}
		for place, other := range seen {
			if other {
				s.Others = append(s.Others, place)
			}
		}
		out = append(out, s)
	}
	return out
}

func samePlace(a, b *int) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// IPAQuadrant is a place in the importance–performance panel.
type IPAQuadrant string

// The quadrants.
const (
	IPAConcentrate IPAQuadrant = "concentrate_here"
	IPAKeepUp      IPAQuadrant = "keep_up"
	IPALow         IPAQuadrant = "low_priority"
	IPAOverkill    IPAQuadrant = "possible_overkill"
)

// nearCrosshair is the distance, in points, that is called borderline.
const nearCrosshair = 2.5

// IPAPoint is a stage in the panel.
type IPAPoint struct {
	Stage                int
	Readiness, Relevance float64
	Quadrant             IPAQuadrant
	Borderline           bool // within 2.5 points of either line of the crosshair
}

// IPAPanel is the importance–performance panel (priorities.md 3.4). Readiness is
// the score; Relevance is the importance, or F·50 when some stage lacks one, so
// that all points are on one axis. The crosshair stands at the means.
type IPAPanel struct {
	Points               []IPAPoint
	Readiness, Relevance *float64 // the crosshair; nil without points
	Asked                bool     // Relevance is the importance that was asked
}

// IPA places the stages that have a score. It fails where Priorities does.
func IPA(stages []StageInput, situation Situation, p Parameters) (IPAPanel, error) {
	if err := check(stages, situation, p); err != nil {
		return IPAPanel{}, err
	}
	panel := IPAPanel{Asked: true}
	for _, s := range stages {
		panel.Asked = panel.Asked && (s.Score == nil || s.Importance != nil)
	}
	var xs, ys []*float64
	for i, s := range stages {
		if s.Score == nil {
			continue
		}
		point := IPAPoint{Stage: i, Readiness: *s.Score, Relevance: 50 * p.Emphasis.Fit(i, situation)}
		if panel.Asked {
			point.Relevance = *s.Importance
		}
		panel.Points = append(panel.Points, point)
		xs, ys = append(xs, optional(point.Readiness)), append(ys, optional(point.Relevance))
	}
	panel.Readiness, panel.Relevance = Mean(xs), Mean(ys)
	if len(panel.Points) == 0 {
		panel.Asked = false
		return panel, nil
	}
	for i := range panel.Points {
		panel.Points[i].place(*panel.Readiness, *panel.Relevance)
	}
	return panel, nil
}

func (p *IPAPoint) place(x, y float64) {
	ready, relevant := Reaches(p.Readiness, x), Reaches(p.Relevance, y)
	switch {
	case relevant && !ready:
		p.Quadrant = IPAConcentrate
	case relevant:
		p.Quadrant = IPAKeepUp
	case !ready:
		p.Quadrant = IPALow
	default:
		p.Quadrant = IPAOverkill
	}
	p.Borderline = Reaches(nearCrosshair, math.Abs(p.Readiness-x)) || Reaches(nearCrosshair, math.Abs(p.Relevance-y))
}
