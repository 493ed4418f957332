package reports

import (
	"cmp"
	"fmt"
	"slices"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports/stats"
)

// customersKey is the group that perception gaps are measured against
// (questionnaires.md).
const customersKey = "customers"

// The two dimensions that segments come in.
const (
	byLocation = iota
	byFunction
	dimensions
)

// dimensionName is the name of a dimension in files.
func dimensionName(d int) string { return [dimensions]string{"location", "function"}[d] }

// layout is the shape of an assessment: what is counted, in which order. Groups,
// items, scales and segments are positions in its slices everywhere else.
type layout struct {
	in         *assessment.ReportInput
	groups     []assessment.Group
	groupAt    map[string]int
	weights    []float64 // by group, summing to 1
	items      []itemDef
	scales     []setDef // stages in order, then categories
	practices  []setDef
	commons    []commonDef
	segments   [dimensions][]assessment.Segment
	segmentAt  [dimensions]map[string]int
	importance []plainDef
	rivals     *plainDef
	languages  []string
	before     *waveBefore // nil with one wave
}

// itemDef is a question that was not left out.
type itemDef struct {
	question      *questionnaires.Question
	questionnaire *questionnaires.Questionnaire
	position      int // in the packed answers
}

// setDef is a set of items that is scored together: a scale or the practices
// behind a stage.
type setDef struct {
	id            string
	kind          questionnaires.ScaleKind
	questionnaire *questionnaires.Questionnaire
	items         []int // positions in layout.items
}

// commonDef is a part of a scale's items that two groups with different
// questions have in common.
type commonDef struct {
	scale int
	items []int
}

// plainDef is an item that stands alone: importance or riv1.
type plainDef struct {
	id       string
	stage    string
	levels   int
	position int
}

func newLayout(in *assessment.ReportInput) (*layout, error) {
	a := in.Assessment
	l := &layout{in: in, groups: a.Groups, groupAt: map[string]int{}, languages: questionnaires.Languages()}
	for i := range a.Groups {
		l.groupAt[a.Groups[i].Key] = i
	}
	l.segments = [dimensions][]assessment.Segment{byLocation: a.Locations, byFunction: a.Functions}
	for d := range l.segments {
		l.segmentAt[d] = map[string]int{}
		for i, s := range l.segments[d] {
			l.segmentAt[d][s.Key] = i
		}
	}
	if err := l.weigh(&a.Weights); err != nil {
		return nil, err
	}
	if err := l.place(); err != nil {
		return nil, err
	}
	l.findCommons()
	return l, l.findBefore()
}

// weigh sets the group weights (statistics.md 2.4).
func (l *layout) weigh(w *assessment.Weights) (err error) {
	if w.Preset == "custom" {
		entered := make([]float64, len(l.groups))
		for i, g := range l.groups {
			v, ok := w.Custom[g.Key]
			if !ok {
				return fmt.Errorf("weights leave out group %s", g.Key)
			}
			entered[i] = v
		}
		l.weights, err = stats.CustomWeights(entered)
		return err
	}
	levels := make([]int, len(l.groups))
	for i, g := range l.groups {
		levels[i] = g.Level
	}
	l.weights, err = stats.Weights(stats.Preset(w.Preset), levels)
	return err
}

// place lists the items of the form and the sets they belong to.
func (l *layout) place() error {
	for position, item := range l.in.Form.Items {
		if l.in.Form.LeftOut(item.ID) {
			continue
		}
		switch item.Kind {
		case assessment.QuestionItem:
			q := l.in.Form.Questionnaire(item.Questionnaire)
			if q == nil {
				return fmt.Errorf("question %s: questionnaire %s is not part of the assessment", item.ID, item.Questionnaire)
			}
			l.items = append(l.items, itemDef{question: item.Question, questionnaire: q, position: position})
		case assessment.ImportanceItem:
			l.importance = append(l.importance, plainDef{id: item.ID, stage: item.Stage, levels: item.Levels, position: position})
		case assessment.RivalsItem:
			l.rivals = &plainDef{id: item.ID, levels: item.Levels, position: position}
		}
	}
	l.placeScales()
	l.placePractices()
	return nil
}

func (l *layout) placeScales() {
	for _, q := range l.in.Form.Questionnaires {
		for _, s := range q.Scales {
			def := setDef{id: s.ID, kind: s.Kind, questionnaire: q}
			for i, item := range l.items {
				if item.questionnaire == q && item.question.Scale == s.ID {
					def.items = append(def.items, i)
				}
			}
			if len(def.items) > 0 {
				l.scales = append(l.scales, def)
			}
		}
	}
	rank := func(s setDef) int {
		if i := slices.Index(questionnaires.Stages(), s.id); s.kind == questionnaires.Stage && i >= 0 {
			return i
		}
		return len(questionnaires.Stages())
	}
	slices.SortStableFunc(l.scales, func(a, b setDef) int { return cmp.Compare(rank(a), rank(b)) })
}

// placePractices collects the items by what they support (statistics.md 2.12).
func (l *layout) placePractices() {
	for _, id := range append(questionnaires.Stages(), "foundation") {
		def := setDef{id: id}
		for i, item := range l.items {
			if item.question.Supports == id {
				def.items = append(def.items, i)
			}
		}
		if len(def.items) > 0 {
			l.practices = append(l.practices, def)
		}
	}
}

// findCommons lists, for each scale, the sets of items that two groups are both
// asked and that are not all that either is asked: perception gaps need scores
// over them (questionnaires.md).
func (l *layout) findCommons() {
	for s, def := range l.scales {
		var sets [][]int
		for g := range l.groups {
			own := l.shownOf(def.items, g)
			for h := range l.groups {
				common := intersect(own, l.shownOf(def.items, h))
				if len(common) == 0 || len(common) == len(own) || slices.ContainsFunc(sets, func(x []int) bool { return slices.Equal(x, common) }) {
					continue
				}
				sets = append(sets, common)
			}
		}
		for _, set := range sets {
			l.commons = append(l.commons, commonDef{scale: s, items: set})
		}
	}
}

func (l *layout) shownOf(items []int, group int) []int {
	var shown []int
	for _, i := range items {
		if l.in.Form.Shown(&l.groups[group], l.items[i].position) {
			shown = append(shown, i)
		}
	}
	return shown
}

func intersect(a, b []int) []int {
	var both []int
	for _, x := range a {
		if slices.Contains(b, x) {
			both = append(both, x)
		}
	}
	return both
}

// threshold is the least number of answers of a group that may be shown.
func (l *layout) threshold(group int) int {
	return l.groups[group].Threshold(l.in.Assessment.K)
}

// customers is the position of the customers, -1 if there are none.
func (l *layout) customers() int {
	if g, ok := l.groupAt[customersKey]; ok {
		return g
	}
	return -1
}
