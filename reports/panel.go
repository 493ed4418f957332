package reports

import (
	"readiness/questionnaires"
	"readiness/reports/stats"
)

// The stages that the capability matrix is about.
const (
	stageInteract  = "interact"
	stageCustomize = "customize"
)

// Panel is the importance–performance panel (priorities.md 3.4). The crosshair
// stands at the means of the points and is null without any.
type Panel struct {
	Asked     bool         `json:"asked"`     // relevance is the importance that was asked, else fit × 50
	Readiness *float64     `json:"readiness"` // crosshair, 0–100
	Relevance *float64     `json:"relevance"` // crosshair, 0–100
	Points    []PanelPoint `json:"points"`
}

// PanelPoint is a stage in the panel.
type PanelPoint struct {
	Stage      string  `json:"stage"`
	Name       Text    `json:"name"`
	Readiness  float64 `json:"readiness"`  // 0–100
	Relevance  float64 `json:"relevance"`  // 0–100
	Quadrant   string  `json:"quadrant"`   // concentrate_here, keep_up, low_priority, possible_overkill
	Borderline bool    `json:"borderline"` // within 2.5 points of the crosshair
}

func (b *builder) panel() error {
	b.report.IPA = Panel{Points: []PanelPoint{}}
	s := &b.report.Situation
	found, err := stats.IPA(b.stageInputs(b.readiness), stats.Situation{ValueSkew: s.ValueSkew, NeedsDiversity: s.NeedsDiversity}, b.parameters)
	if err != nil {
		return err
	}
	b.report.IPA.Asked, b.report.IPA.Readiness, b.report.IPA.Relevance = found.Asked, found.Readiness, found.Relevance
	for _, p := range found.Points {
		id := questionnaires.Stages()[p.Stage]
		b.report.IPA.Points = append(b.report.IPA.Points, PanelPoint{
			Stage: id, Name: b.report.Scales[b.l.stage(id)].Name, Readiness: p.Readiness, Relevance: p.Relevance,
			Quadrant: string(p.Quadrant), Borderline: p.Borderline,
		})
	}
	return nil
}

// Capability sets what the company can do against what its customer base asks
// for (priorities.md 3.7): interact stands against the value skew, because
// customers of very different value have to be addressed one by one, and
// customize against the needs. Either counts as high from 50 on.
type Capability struct {
	Interact  float64  `json:"interact"`  // 0–100
	Customize float64  `json:"customize"` // 0–100
	Place     string   `json:"place"`     // quadrant that the scores fit: mass, niche, key_account, one_to_one
	Base      *string  `json:"base"`      // quadrant of the customer base; null without a situation
	Lags      []string `json:"lags"`      // stages below what the base asks for, the farther one first
	Sentence  Message  `json:"sentence"`
}

// highCapability is the score from which a stage serves a demanding base.
const highCapability = 50

func (b *builder) capability() {
	interact, customize := b.readiness(stageInteract), b.readiness(stageCustomize)
	if interact == nil || customize == nil {
		return
	}
	place := stats.Situation{ValueSkew: *interact / 100, NeedsDiversity: *customize / 100}
	s := &b.report.Situation
	out := &Capability{Interact: *interact, Customize: *customize, Place: string(place.Quadrant()), Base: s.Quadrant, Lags: []string{}}
	type axis struct {
		stage        string
		score, asked float64
	}
	first, second := axis{stageInteract, *interact, s.ValueSkew}, axis{stageCustomize, *customize, s.NeedsDiversity}
	if second.score < first.score {
		first, second = second, first
	}
	var lagging []Text
	for _, a := range []axis{first, second} {
		if s.Quadrant != nil && stats.Reaches(a.asked, neutralIndex) && !stats.Reaches(a.score, highCapability) {
			out.Lags = append(out.Lags, a.stage)
			lagging = append(lagging, b.report.Scales[b.l.stage(a.stage)].Name)
		}
	}
	asked := args{"Interact": score(*interact), "Customize": score(*customize)}
	switch {
	case s.Quadrant == nil:
		out.Sentence = Message{Key: "report_capability_unknown", Args: asked}
	case len(lagging) > 0:
		asked["Stages"] = names(lagging)
		asked["Situation"] = word("report_base_" + *s.Quadrant)
		out.Sentence = Message{Key: "report_capability_lags", Args: asked}
	default:
		asked["Situation"] = word("report_base_" + *s.Quadrant)
		out.Sentence = Message{Key: "report_capability_enough", Args: asked}
	}
	b.report.Capability = out
}
