package assessment

import (
	"maps"
	"slices"
	"time"
)

// Status is where an assessment stands. Answers are taken while it is open only.
type Status string

const (
	// StatusDraft can still be changed; its links say "not open yet".
	StatusDraft Status = "draft"
	// StatusOpen takes answers.
	StatusOpen Status = "open"
	// StatusClosing takes no answers any more; its report is being computed.
	StatusClosing Status = "closing"
	// StatusClosed has a report.
	StatusClosed Status = "closed"
)

// Assessment is one wave: who is asked what, by which rules, until when.
type Assessment struct {
	ID             ID                 `json:"id"`
	Title          Label              `json:"title"`
	Organisation   Label              `json:"organisation"`
	Languages      []string           `json:"languages"`      // first = default
	Questionnaires []QuestionnaireRef `json:"questionnaires"` // frozen versions
	LeaveOut       []string           `json:"leave_out,omitempty"`
	K              int                `json:"k"`         // least number of answers shown, >= 3
	CommentK       int                `json:"comment_k"` // >= K
	Weights        Weights            `json:"weights"`
	Target         float64            `json:"target"`            // 0–100, for scales not in Targets
	Targets        map[string]float64 `json:"targets,omitempty"` // by scale id, 0–100
	Groups         []Group            `json:"groups"`
	Locations      []Segment          `json:"locations,omitempty"`
	Functions      []Segment          `json:"functions,omitempty"`
	Situation      *Judgement         `json:"situation,omitempty"`
	Importance     bool               `json:"importance"`
	Rivals         bool               `json:"rivals"`
	UsePartials    bool               `json:"use_partials"`
	StrictLabels   bool               `json:"strict_labels"` // gaps are labelled from a third of the scale, whatever Parameters says
	Parameters     Parameters         `json:"parameters"`
	Privacy        Privacy            `json:"privacy"`
	Conditions     *Conditions        `json:"conditions,omitempty"`
	Timezone       string             `json:"timezone"`
	Closes         *time.Time         `json:"closes,omitempty"` // first instant after the last day, UTC
	Previous       ID                 `json:"previous,omitempty"`

	// Kept in columns of their own, not in the definition.
	Status  Status    `json:"-"`
	Created time.Time `json:"-"`
	Opened  time.Time `json:"-"`
	Closed  time.Time `json:"-"`
	// Reopened is how often it was opened again after closing.
	Reopened int `json:"-"`
}

// QuestionnaireRef names one frozen version of a questionnaire.
type QuestionnaireRef struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	Hash    string `json:"hash"`
}

// Segment is a location or a function of the company; Key is its name in the
// assessment's first language and the value used in files and reports.
type Segment struct {
	Key  string `json:"key"`
	Name Label  `json:"name"`
}

// Weights is a preset of statistics.md 2.4 or, with Preset "custom", own weights by group key.
type Weights struct {
	Preset string             `json:"preset"` // equal, rank_sum, rank_reciprocal, rank_order_centroid, custom
	Custom map[string]float64 `json:"custom,omitempty"`
}

// WeightPresets lists the presets an assessment file may name.
func WeightPresets() []string {
	return []string{"equal", "rank_sum", "rank_reciprocal", "rank_order_centroid"}
}

// Judgement is the situation as the organiser sees it; indices are 0–1.
type Judgement struct {
	ValueSkew      float64 `json:"value_skew"`
	NeedsDiversity float64 `json:"needs_diversity"`
	Reason         string  `json:"reason,omitempty"`
	// Missing names the index that was left open, IndexValueSkew or
	// IndexNeedsDiversity; it stands at 0.5 (decisions.md 40). "" = both are judged.
	Missing string `json:"missing,omitempty"`
	// Override: the value skew counts although customers give one of their own
	// (priorities.md 3.1).
	Override bool `json:"override,omitempty"`
}

// The indices of the situation, by their names in files.
const (
	IndexValueSkew      = "value_skew"
	IndexNeedsDiversity = "needs_diversity"
)

// neutralIndex stands in for an index that nobody gave.
const neutralIndex = 0.5

// Judges tells whether the judgement gives an index.
func (j *Judgement) Judges(index string) bool { return j != nil && j.Missing != index }

// Privacy is what the intro tells respondents about their data (fieldwork.md).
type Privacy struct {
	Controller   Label   `json:"controller,omitempty"`
	Contact      string  `json:"contact,omitempty"`
	Officer      string  `json:"officer,omitempty"` // data protection officer
	Basis        Label   `json:"basis,omitempty"`
	Recipients   []Label `json:"recipients,omitempty"`
	Transfers    Label   `json:"transfers,omitempty"`
	Retention    Label   `json:"retention,omitempty"`
	NoticeURL    string  `json:"notice_url,omitempty"`
	ConsentAsked bool    `json:"consent_asked,omitempty"`
}

// Complete reports whether the intro can say who asks, on what basis, and whom to write to.
func (p *Privacy) Complete() bool {
	return len(p.Controller) > 0 && p.Contact != "" && len(p.Basis) > 0
}

// Conditions are facts the organiser states (priorities.md 3.6); they limit the
// verdict in words and never change a score.
type Conditions struct {
	Sponsor         string   `json:"sponsor,omitempty" yaml:"sponsor"`                     // yes, no
	Funds           string   `json:"funds,omitempty" yaml:"funds"`                         // none, pilot, programme
	ITCapacity      string   `json:"it_capacity,omitempty" yaml:"it_capacity"`             // none, some, enough
	DeliveryCanVary string   `json:"delivery_can_vary,omitempty" yaml:"delivery_can_vary"` // yes, partly, no
	CustomerOwner   string   `json:"customer_owner,omitempty" yaml:"customer_owner"`       // yes, no
	Areas           []string `json:"areas,omitempty" yaml:"areas"`                         // sales_force, call_centre, web_site, shops
}

// ConditionValues lists what each condition but areas may be, by its name in
// files, worst first; areas are ConditionAreas.
func ConditionValues() map[string][]string {
	return map[string][]string{
		"sponsor": {"no", "yes"}, "funds": {"none", "pilot", "programme"}, "it_capacity": {"none", "some", "enough"},
		"delivery_can_vary": {"no", "partly", "yes"}, "customer_owner": {"no", "yes"},
	}
}

// ConditionAreas lists the areas that a programme may be limited to.
func ConditionAreas() []string { return []string{"sales_force", "call_centre", "web_site", "shops"} }

// Empty reports whether nothing is stated.
func (c *Conditions) Empty() bool {
	return c.Sponsor+c.Funds+c.ITCapacity+c.DeliveryCanVary+c.CustomerOwner == "" && len(c.Areas) == 0
}

type conditionFact struct {
	name, value string
	allowed     []string
}

// facts lists what is stated with what may be.
func (c *Conditions) facts() []conditionFact {
	values := ConditionValues()
	list := []conditionFact{
		{"sponsor", c.Sponsor, nil},
		{"funds", c.Funds, nil},
		{"it_capacity", c.ITCapacity, nil},
		{"delivery_can_vary", c.DeliveryCanVary, nil},
		{"customer_owner", c.CustomerOwner, nil},
	}
	for i := range list {
		list[i].allowed = values[list[i].name]
	}
	for _, area := range c.Areas {
		list = append(list, conditionFact{"areas", area, ConditionAreas()})
	}
	return list
}

// Parameters are the editable figures of the priority formula (priorities.md 3).
type Parameters struct {
	ShortfallWeight float64               `json:"shortfall_weight" yaml:"shortfall_weight"` // 0.7
	BlindSpotWeight float64               `json:"blind_spot_weight" yaml:"blind_spot_weight"`
	Gate            float64               `json:"gate" yaml:"gate"`                   // 0–100, 40
	GateFactor      float64               `json:"gate_factor" yaml:"gate_factor"`     // 0–1, 0.5
	SteepShare      float64               `json:"steep_share" yaml:"steep_share"`     // % of customers with half the value: V = 1
	ShallowShare    float64               `json:"shallow_share" yaml:"shallow_share"` // likewise V = 0
	DiverseNeeds    float64               `json:"diverse_needs" yaml:"diverse_needs"` // equal needs segments that make D = 1
	Notable         float64               `json:"notable" yaml:"notable"`             // points
	Large           float64               `json:"large" yaml:"large"`                 // points
	Emphasis        map[string][4]float64 `json:"emphasis" yaml:"emphasis"`           // by corner, stages in order, each row sums to 4
	// AnchorsReason is why SteepShare and ShallowShare were changed.
	AnchorsReason string `json:"anchors_reason,omitempty" yaml:"anchors_reason" validate:"max=2000"`
	// NeedsBy says what the size of a needs segment is: its customers, also if "",
	// or their positive value (priorities.md 3.2).
	NeedsBy string `json:"needs_by,omitempty" yaml:"needs_by" validate:"omitempty,oneof=customers value"`
}

// Corners of the situation, keys of Parameters.Emphasis: (V,D) = (0,0), (0,1), (1,0), (1,1).
func Corners() []string { return []string{"mass", "niche", "key_account", "one_to_one"} }

// DefaultParameters are the product's own figures (priorities.md 3.1–3.4, statistics.md 2.6).
func DefaultParameters() Parameters {
	return Parameters{
		ShortfallWeight: 0.7, BlindSpotWeight: 0.3, Gate: 40, GateFactor: 0.5,
		SteepShare: 2, ShallowShare: 20, DiverseNeeds: 6, Notable: 12.5, Large: 25,
		Emphasis: map[string][4]float64{
			"mass":        {1.20, 0.80, 1.30, 0.70},
			"niche":       {0.80, 0.80, 1.40, 1.00},
			"key_account": {1.10, 1.30, 1.00, 0.60},
			"one_to_one":  {0.80, 1.00, 1.00, 1.20},
		},
	}
}

// Filled puts the product's own figures where none were given: the emphasis, or
// all of them. A gate of 0 is never given.
func (p Parameters) Filled() Parameters {
	own := DefaultParameters()
	switch {
	case len(p.Emphasis) > 0:
	case p.Gate > 0:
		p.Emphasis = own.Emphasis
	default:
		return own
	}
	return p
}

// TargetOf returns the target of a scale, 0–100.
func (a *Assessment) TargetOf(scale string) float64 {
	if t, ok := a.Targets[scale]; ok {
		return t
	}
	return a.Target
}

// Group returns the group with this key, or nil.
func (a *Assessment) Group(key string) *Group {
	i := slices.IndexFunc(a.Groups, func(g Group) bool { return g.Key == key })
	if i < 0 {
		return nil
	}
	return &a.Groups[i]
}

// DefaultLanguage is the first of the assessment's languages.
func (a *Assessment) DefaultLanguage() string { return a.Languages[0] }

// Language returns lang if the assessment is offered in it, else the default.
func (a *Assessment) Language(lang string) string {
	if slices.Contains(a.Languages, lang) {
		return lang
	}
	return a.DefaultLanguage()
}

// TakesAnswers tells whether the group may answer at this instant; the error
// says in words why not: not open yet, or closed.
func (a *Assessment) TakesAnswers(g *Group, now time.Time) error {
	switch {
	case a.Status == StatusDraft:
		return fail(Conflict, "error_survey_not_open")
	case a.Status != StatusOpen, a.Closes != nil && !now.Before(*a.Closes):
		return fail(Gone, "error_survey_closed")
	case g.Opens != nil && now.Before(*g.Opens):
		return fail(Conflict, "error_survey_not_open")
	case g.Closes != nil && !now.Before(*g.Closes):
		return fail(Gone, "error_survey_closed")
	}
	return nil
}

// clone copies what a service may change without touching the stored value.
func (a *Assessment) clone() *Assessment {
	c := *a
	c.Groups = slices.Clone(a.Groups)
	c.Targets = maps.Clone(a.Targets)
	return &c
}
