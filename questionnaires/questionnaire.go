// Package questionnaires defines what a respondent is asked: questions, levels,
// scales and their wording in two voices and several languages. Definitions are
// files, strictly parsed, checked at load and identified by a content hash; a
// published version never changes. The package knows no respondents, no HTTP
// and no storage, and imports nothing of this module but yamlfile below it.
package questionnaires

import "slices"

// Voice is the point of view a question is worded from.
type Voice string

const (
	// Inside is "we": the company's own people.
	Inside Voice = "inside"
	// Outside is "this company": channel partners and customers.
	Outside Voice = "outside"
)

// ScaleKind tells a stage of the programme from a category of practices.
type ScaleKind string

const (
	// Stage scales are the four stages, scored from the Broad View.
	Stage ScaleKind = "stage"
	// Category scales group practices, scored from the One-to-One Gap or an own questionnaire.
	Category ScaleKind = "category"
)

// The stages of a one-to-one programme.
const (
	Identify      = "identify"
	Differentiate = "differentiate"
	Interact      = "interact"
	Customize     = "customize"
)

// Stages lists the four stages in their order; each needs the ones before it.
func Stages() []string { return []string{Identify, Differentiate, Interact, Customize} }

// Languages lists the product's languages in display order.
func Languages() []string { return []string{"en", "es", "it", "zh"} }

// Questionnaire is one immutable version of an instrument.
type Questionnaire struct {
	ID        string
	Version   int // 1 and up
	Hash      string
	Scales    []Scale
	Questions []Question
	texts     map[string]*texts // by language
}

// Scale is what a group of questions measures.
type Scale struct {
	ID   string
	Kind ScaleKind
}

// Question is one item: an ordered choice of Levels levels, low to high.
type Question struct {
	ID       string
	Scale    string
	Levels   int      // 2–11
	Reverse  bool     // high answers mean low readiness (statistics.md 2.2)
	Weight   float64  // >= 0, weight inside the scale score
	Supports string   // stage or "foundation" whose practice this is; "" for none
	Ask      []string // sides or group keys that are shown the question; empty: everybody
}

// AskedOf reports whether a group with this key and side is shown the question.
func (q *Question) AskedOf(side Voice, group string) bool {
	return len(q.Ask) == 0 || slices.Contains(q.Ask, string(side)) || slices.Contains(q.Ask, group)
}

// Wording is everything a page prints about one question in one language and voice.
type Wording struct {
	Question string
	Low      string   // low anchor, "" when Options carry the meaning
	High     string   // high anchor
	Options  []string // one label per level, low to high
}

// Find returns the question with this id, or nil.
func (q *Questionnaire) Find(id string) *Question {
	for i := range q.Questions {
		if q.Questions[i].ID == id {
			return &q.Questions[i]
		}
	}
	return nil
}

// FindScale returns the scale with this id, or nil.
func (q *Questionnaire) FindScale(id string) *Scale {
	for i := range q.Scales {
		if q.Scales[i].ID == id {
			return &q.Scales[i]
		}
	}
	return nil
}
