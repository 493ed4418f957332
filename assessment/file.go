package assessment

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"readiness/questionnaires"
	"readiness/questionnaires/yamlfile"
)

// assessmentFile is the YAML form of interfaces.md and decisions.md 40.
type assessmentFile struct {
	Title          Label         `yaml:"title" validate:"required"`
	Organisation   Label         `yaml:"organisation" validate:"required"`
	Languages      []string      `yaml:"languages" validate:"unique,dive,oneof=en es it zh"`
	Questionnaires []string      `yaml:"questionnaires" validate:"unique,max=20,dive,id"`
	LeaveOut       []string      `yaml:"leave_out" validate:"unique,dive,required"`
	K              *int          `yaml:"k" validate:"omitnil,min=3,max=1000"`
	CommentK       *int          `yaml:"comment_k" validate:"omitnil,min=3,max=1000"`
	Weights        weightsForm   `yaml:"weights"`
	Target         targetForm    `yaml:"target"`
	Groups         []groupForm   `yaml:"groups" validate:"max=50,dive"`
	Locations      []Label       `yaml:"locations" validate:"max=1000"`
	Functions      []Label       `yaml:"functions" validate:"max=1000"`
	Situation      *judgmentForm `yaml:"situation" validate:"omitnil"`
	Importance     *bool         `yaml:"importance"`
	Rivals         bool          `yaml:"rivals"`
	UsePartials    bool          `yaml:"use_partials"`
	Labels         string        `yaml:"labels" validate:"omitempty,oneof=standard strict"`
	Parameters     *Parameters   `yaml:"parameters" validate:"omitnil"`
	Privacy        privacyForm   `yaml:"privacy"`
	Conditions     *Conditions   `yaml:"conditions"`
	Timezone       string        `yaml:"timezone"`
	Closes         string        `yaml:"closes" validate:"omitempty,datetime=2006-01-02"`
	Previous       string        `yaml:"previous"`
}

type groupForm struct {
	Key            string   `yaml:"key" validate:"required,id"`
	Name           Label    `yaml:"name"`
	Level          *int     `yaml:"level" validate:"omitnil,min=1,max=1000"`
	Side           string   `yaml:"side" validate:"omitempty,oneof=inside outside"`
	Access         string   `yaml:"access" validate:"omitempty,oneof=personal group open"`
	Anonymity      string   `yaml:"anonymity" validate:"omitempty,oneof=anonymous attributed"`
	Questionnaires []string `yaml:"questionnaires" validate:"unique,dive,id"`
	Expected       int      `yaml:"expected" validate:"min=0,max=100000000"`
	MinN           int      `yaml:"min_n" validate:"min=0,max=1000000"`
	MergeWith      string   `yaml:"merge_with"`
	Minimum        int      `yaml:"minimum" validate:"min=0,max=100000000"`
	Cap            int      `yaml:"cap" validate:"min=0,max=100000000"`
	Opens          string   `yaml:"opens" validate:"omitempty,datetime=2006-01-02"`
	Closes         string   `yaml:"closes" validate:"omitempty,datetime=2006-01-02"`
}

type judgmentForm struct {
	ValueSkew      *float64 `yaml:"value_skew" validate:"omitnil,min=0,max=1"`
	NeedsDiversity *float64 `yaml:"needs_diversity" validate:"omitnil,min=0,max=1"`
	Reason         string   `yaml:"reason" validate:"max=2000"`
	Override       bool     `yaml:"override"`
}

type privacyForm struct {
	Controller Label   `yaml:"controller"`
	Contact    string  `yaml:"contact" validate:"max=200,printable"`
	Officer    string  `yaml:"officer" validate:"max=200,printable"`
	Basis      Label   `yaml:"basis"`
	Recipients []Label `yaml:"recipients" validate:"max=50"`
	Transfers  Label   `yaml:"transfers"`
	Retention  Label   `yaml:"retention"`
	NoticeURL  string  `yaml:"notice_url" validate:"omitempty,http_url,max=500"`
	Consent    string  `yaml:"consent" validate:"omitempty,oneof=none required"`
}

// weightsForm is a preset's name or a map of own weights.
type weightsForm struct{ Weights }

// UnmarshalYAML accepts both forms.
func (w *weightsForm) UnmarshalYAML(node *yaml.Node) error {
	switch node.Kind {
	case yaml.ScalarNode:
		w.Preset = node.Value
		return nil
	case yaml.MappingNode:
		w.Preset = customWeights
		return node.Decode(&w.Custom)
	default:
		return yamlfile.Mistyped(node, "the name of a weighting, or a number for each group,")
	}
}

const customWeights = "custom"

// targetForm is one target for all scales or a map by scale.
type targetForm struct {
	all *float64
	by  map[string]float64
}

// UnmarshalYAML accepts both forms.
func (t *targetForm) UnmarshalYAML(node *yaml.Node) error {
	switch node.Kind {
	case yaml.ScalarNode:
		return node.Decode(&t.all)
	case yaml.MappingNode:
		return node.Decode(&t.by)
	default:
		return yamlfile.Mistyped(node, "a number, or one for each stage or category,")
	}
}

// CreateFromFile creates a draft from an assessment file. The error lists every
// problem as *yamlfile.Error with file, line and reason.
func (s *Service) CreateFromFile(ctx context.Context, name string, data []byte) (*Assessment, error) {
	a, err := s.parseFile(ctx, name, data)
	if err != nil {
		return nil, err
	}
	return s.Create(ctx, a)
}

func (s *Service) parseFile(ctx context.Context, name string, data []byte) (*Assessment, error) {
	var form assessmentFile
	defaults := DefaultParameters()
	form.Parameters = &defaults // a map of parameters overrides single figures
	doc := yamlfile.Parse(name, data, &form)
	if !doc.Readable() {
		return nil, yamlfile.Join(doc.Problems)
	}
	validate, err := yamlfile.NewValidator(nil)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(validate, &form); err != nil {
		return nil, err
	}
	if len(doc.Problems) > 0 {
		return nil, yamlfile.Join(doc.Problems)
	}
	a := form.assessment(doc)
	var qs []*questionnaires.Questionnaire
	for i, ref := range a.Questionnaires {
		q, err := s.library.latest(ctx, ref.ID)
		if KindOf(err) == Invalid {
			doc.AddAt("there is no questionnaire "+strconv.Quote(ref.ID), "questionnaires", strconv.Itoa(i))
			continue
		}
		if err != nil {
			return nil, err
		}
		qs = append(qs, q)
	}
	if len(doc.Problems) == 0 {
		laidOut, err := NewForm(a, qs)
		if err != nil {
			doc.AddAt(err.Error(), "questionnaires")
		} else {
			for _, f := range check(a, laidOut) {
				doc.AddAt(f.reason, f.path...)
			}
		}
	}
	if a.Previous != "" {
		if _, err := s.store.Assessment(ctx, a.Previous); err != nil {
			if !errors.Is(err, ErrNotFound) {
				return nil, err
			}
			doc.AddAt("there is no assessment "+strconv.Quote(form.Previous), "previous")
		}
	}
	return a, yamlfile.Join(doc.Problems)
}

// NewDraft returns an assessment with the product's defaults: both shipped
// questionnaires, the six preset groups, k = 5, rank-sum weights, target 75.
func NewDraft() *Assessment {
	a := &Assessment{
		Languages: []string{"en"},
		K:         5, CommentK: 10, Weights: Weights{Preset: "rank_sum"}, Target: 75,
		Importance: true, Parameters: DefaultParameters(), Timezone: "UTC",
	}
	ids := questionnaires.ShippedIDs()
	for _, id := range ids {
		a.Questionnaires = append(a.Questionnaires, QuestionnaireRef{ID: id})
	}
	a.Groups = PresetGroups(ids)
	return a
}

func (f *assessmentFile) assessment(doc *yamlfile.Document) *Assessment {
	a := NewDraft()
	a.Title, a.Organisation = f.Title, f.Organisation
	if len(f.Languages) > 0 {
		a.Languages = f.Languages
	}
	if len(f.Questionnaires) > 0 {
		a.Questionnaires = nil
		for _, id := range f.Questionnaires {
			a.Questionnaires = append(a.Questionnaires, QuestionnaireRef{ID: id})
		}
	}
	assigned := a.questionnaireIDs()
	a.Groups = PresetGroups(assigned)
	a.LeaveOut, a.Rivals, a.UsePartials = f.LeaveOut, f.Rivals, f.UsePartials
	a.StrictLabels = f.Labels == "strict"
	a.Conditions, a.Previous = f.Conditions, ID(f.Previous)
	if f.Parameters != nil { // a key without a value
		a.Parameters = *f.Parameters
	}
	a.K = cmp.Or(deref(f.K), a.K)
	a.CommentK = cmp.Or(deref(f.CommentK), max(a.CommentK, a.K))
	a.Timezone = cmp.Or(f.Timezone, a.Timezone)
	if f.Importance != nil {
		a.Importance = *f.Importance
	}
	if f.Weights.Preset != "" {
		a.Weights = f.Weights.Weights
	}
	if f.Target.all != nil {
		a.Target = *f.Target.all
	}
	a.Targets = f.Target.by
	a.Locations, a.Functions = segments(f.Locations, a.Languages[0]), segments(f.Functions, a.Languages[0])
	a.Situation = f.Situation.judgement()
	a.Privacy = f.Privacy.privacy()
	if _, err := time.LoadLocation(a.Timezone); err != nil {
		doc.AddAt("there is no time zone "+strconv.Quote(a.Timezone), "timezone")
		a.Timezone = "UTC"
	}
	a.Closes = a.endOf(f.Closes)
	if len(f.Groups) > 0 {
		a.Groups = nil
		for i := range f.Groups {
			a.Groups = append(a.Groups, f.Groups[i].group(doc, i, a, assigned))
		}
	}
	return a
}

func (a *Assessment) questionnaireIDs() []string {
	ids := make([]string, len(a.Questionnaires))
	for i, ref := range a.Questionnaires {
		ids[i] = ref.ID
	}
	return ids
}

// group fills what a preset knows; any other group must say its level and side.
func (f *groupForm) group(doc *yamlfile.Document, i int, a *Assessment, assigned []string) Group {
	at := func(field string) []string { return []string{"groups", strconv.Itoa(i), field} }
	g := Group{Key: f.Key, Access: AccessGroup, Anonymity: Anonymous, Questionnaires: assigned}
	presets := PresetGroups(assigned)
	p := slices.IndexFunc(presets, func(g Group) bool { return g.Key == f.Key })
	if p >= 0 {
		g = presets[p]
	}
	if len(f.Name) > 0 {
		g.Name = f.Name
	} else if p < 0 {
		g.Name = Text(f.Key)
	}
	switch {
	case f.Level != nil:
		g.Level = *f.Level
	case p < 0:
		doc.AddAt("level is missing: 1 is the top of the hierarchy", at("key")...)
	}
	switch {
	case f.Side != "":
		g.Side = questionnaires.Voice(f.Side)
	case p < 0:
		doc.AddAt("side is missing: inside or outside", at("key")...)
	}
	if f.MergeWith != "" {
		doc.AddAt("merging groups is not available in this release", at("merge_with")...)
	}
	g.Access = cmp.Or(Access(f.Access), g.Access)
	g.Anonymity = cmp.Or(Anonymity(f.Anonymity), g.Anonymity)
	if len(f.Questionnaires) > 0 {
		g.Questionnaires = f.Questionnaires
	}
	g.Expected, g.MinN, g.Minimum, g.Cap = f.Expected, f.MinN, f.Minimum, f.Cap
	g.Opens, g.Closes = a.startOf(f.Opens), a.endOf(f.Closes)
	return g
}

// startOf is the first instant of a day in the assessment's time zone.
func (a *Assessment) startOf(day string) *time.Time {
	if day == "" {
		return nil
	}
	loc, err := time.LoadLocation(a.Timezone)
	if err != nil {
		loc = time.UTC
	}
	start, err := time.ParseInLocation(time.DateOnly, day, loc)
	if err != nil {
		return nil // the form's datetime rule has refused it already
	}
	start = start.UTC()
	return &start
}

// endOf is the first instant after a day in the assessment's time zone.
func (a *Assessment) endOf(day string) *time.Time {
	start := a.startOf(day)
	if start == nil {
		return nil
	}
	loc, err := time.LoadLocation(a.Timezone)
	if err != nil {
		loc = time.UTC
	}
	end := start.In(loc).AddDate(0, 0, 1).UTC() // a day may have 23 or 25 hours
	return &end
}

// ClosesOn sets the last day on which answers are taken (ISO date); "" for none.
func (a *Assessment) ClosesOn(day string) { a.Closes = a.endOf(day) }

func (f *judgmentForm) judgement() *Judgement {
	if f == nil || f.ValueSkew == nil && f.NeedsDiversity == nil {
		return nil
	}
	j := &Judgement{ValueSkew: neutralIndex, NeedsDiversity: neutralIndex, Reason: f.Reason, Override: f.Override}
	if f.ValueSkew != nil {
		j.ValueSkew = *f.ValueSkew
	} else {
		j.Missing = IndexValueSkew
	}
	if f.NeedsDiversity != nil {
		j.NeedsDiversity = *f.NeedsDiversity
	} else {
		j.Missing = IndexNeedsDiversity
	}
	return j
}

func (f *privacyForm) privacy() Privacy {
	return Privacy{
		Controller: f.Controller, Contact: f.Contact, Officer: f.Officer, Basis: f.Basis, Recipients: f.Recipients,
		Transfers: f.Transfers, Retention: f.Retention, NoticeURL: f.NoticeURL, ConsentAsked: f.Consent == "required",
	}
}

func segments(labels []Label, first string) []Segment {
	var list []Segment
	for _, l := range labels {
		list = append(list, Segment{Key: l.In(first), Name: l})
	}
	return list
}

func deref(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}
