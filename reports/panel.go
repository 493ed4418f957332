package reports

import (
	"cmp"
	"slices"

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
// for at the least (priorities.md 3.7): interact stands against the value skew,
// because customers of very different value have to be addressed one by one, and
// customize against the needs. Either counts as high from 50 on. What pays most
// is another question, which the ranking answers.
type Capability struct {
	Interact  float64   `json:"interact"`        // 0–100
	Customize float64   `json:"customize"`       // 0–100
	Place     string    `json:"place"`           // quadrant that the scores fit: mass, niche, key_account, one_to_one
	Base      *string   `json:"base"`            // quadrant of the situation, or null
	Lags      []string  `json:"lags"`            // stages below what the base asks for, the farther one first
	Sentence  Message   `json:"sentence"`        // on what is certain
	Notes     []Message `json:"notes,omitempty"` // on what is not, and on the ranking
}

// InWords is all that is said of the capabilities.
func (c *Capability) InWords(words Words, lang string) string {
	said := c.Sentence.In(words, lang)
	for _, note := range c.Notes {
		said = words.T(lang, "list_sentences", "First", said, "Next", note.In(words, lang))
	}
	return said
}

// highCapability is the score from which a stage serves a demanding base.
const highCapability = 50

// Lag reads whether a capability with this score (0–100) lags behind what an
// index asks for: high where it does, low where it does not.
func (r Reading) Lag(score float64) Reading {
	if stats.Reaches(score, highCapability) {
		return ReadLow
	}
	return r
}

// axis is a capability beside the index that asks for it.
type axis struct {
	stage        string
	index        string  // value, needs: part of keys
	score, asked float64 // 0–100, 0–1
	lag          Reading
}

func (b *builder) capability() {
	interact, customize := b.readiness(stageInteract), b.readiness(stageCustomize)
	if interact == nil || customize == nil {
		return
	}
	place := stats.Situation{ValueSkew: *interact / 100, NeedsDiversity: *customize / 100}
	s := &b.report.Situation
	out := &Capability{Interact: *interact, Customize: *customize, Place: string(place.Quadrant()), Base: s.Quadrant, Lags: []string{}}
	axes := []axis{
		{stageInteract, "value", *interact, s.ValueSkew, s.ReadValue().Lag(*interact)},
		{stageCustomize, "needs", *customize, s.NeedsDiversity, s.ReadNeeds().Lag(*customize)},
	}
	slices.SortStableFunc(axes, func(x, y axis) int { return cmp.Compare(x.score, y.score) })
	open := false
	var lagging []Text
	for i := range axes {
		a := &axes[i]
		if a.lag != ReadLow && a.lag != ReadUnknown && stats.Reaches(a.asked, neutralIndex) {
			out.Lags = append(out.Lags, a.stage)
		}
		if a.lag == ReadHigh {
			lagging = append(lagging, b.stageName(a.stage))
		}
		open = open || a.lag == ReadUnknown || a.lag == ReadBorder
	}
	out.Sentence = b.capabilitySentence(out, lagging, open)
	for i := range axes {
		out.Notes = append(out.Notes, b.capabilityNote(&axes[i])...)
	}
	b.report.Capability = out
}

// capabilitySentence says what lags for certain; open is set where an index that
// is not known, or lies on the border, decides.
func (b *builder) capabilitySentence(c *Capability, lagging []Text, open bool) Message {
	scores := args{"Interact": score(c.Interact), "Customize": score(c.Customize)}
	phrase := b.report.Situation.Phrase()
	switch {
	case phrase == nil:
		return Message{Key: "report_capability_unknown", Args: scores}
	case len(lagging) > 0:
		scores["Stages"], scores["Situation"] = names(lagging), Arg{Phrase: phrase}
		return Message{Key: "report_capability_lags", Args: scores}
	case open:
		return Message{Key: "report_capability_scores", Args: scores}
	}
	scores["Situation"] = Arg{Phrase: phrase}
	return Message{Key: "report_capability_enough", Args: scores}
}

// capabilityNote says what depends on a reading, and why the ranking may favour
// a stage of which the base asks no more.
func (b *builder) capabilityNote(a *axis) []Message {
	if b.report.Situation.Phrase() == nil {
		return nil
	}
	stage := args{"Stage": name(b.stageName(a.stage))}
	switch p := b.priorityOf(a.stage); {
	case a.lag == ReadUnknown || a.lag == ReadBorder:
		return []Message{{Key: "report_capability_" + string(a.lag) + "_" + a.index, Args: stage}}
	case a.lag == ReadLow && !stats.Reaches(a.score, highCapability) && p != nil && p.Rank != nil && !stats.Reaches(1, p.Fit):
		// The ranking favours a stage of which the base asks no more.
		stage["Factor"] = plain(p.Fit)
		return []Message{{Key: "report_capability_favoured", Args: stage}}
	}
	return nil
}

func (b *builder) stageName(id string) Text { return b.report.Scales[b.l.stage(id)].Name }
