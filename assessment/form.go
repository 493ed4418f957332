package assessment

import (
	"fmt"
	"slices"

	"readiness/questionnaires"
)

// ItemKind tells scored questions from the optional ones at the end.
type ItemKind int

const (
	// QuestionItem belongs to a questionnaire.
	QuestionItem ItemKind = iota
	// ImportanceItem asks how much a stage matters (imp_<stage>, 1–5).
	ImportanceItem
	// RivalsItem is riv1, never scored.
	RivalsItem
)

// RivalsID is the id of the comparison with other suppliers.
const RivalsID = "riv1"

// ImportancePrefix starts the ids of the importance items.
const ImportancePrefix = "imp_"

// Item is one thing a respondent can answer.
type Item struct {
	ID            string
	Kind          ItemKind
	Levels        int
	Questionnaire string                   // id; "" for RivalsItem
	Question      *questionnaires.Question // nil unless QuestionItem
	Stage         string                   // of an ImportanceItem
}

// Form is the ordered list of an assessment's items. The order is part of the
// stored format of Answers: questionnaires in the assessment's order, their
// questions in file order, then importance, then riv1. Items that the organiser
// left out keep their position and are shown to nobody.
type Form struct {
	Items          []Item
	Questionnaires []*questionnaires.Questionnaire
	index          map[string]int
	leftOut        map[string]bool
}

// NewForm lays out the items of a. It refuses question ids that occur twice and
// scales that two questionnaires score (decisions.md 41).
func NewForm(a *Assessment, qs []*questionnaires.Questionnaire) (*Form, error) {
	f := &Form{Questionnaires: qs, index: map[string]int{}, leftOut: map[string]bool{}}
	scaleOf := map[string]string{}
	stages := map[string]string{} // stage → questionnaire
	for _, q := range qs {
		for _, s := range q.Scales {
			if other, ok := scaleOf[s.ID]; ok {
				return nil, fmt.Errorf("scale %s is scored by both %s and %s", s.ID, other, q.ID)
			}
			scaleOf[s.ID] = q.ID
			if s.Kind == questionnaires.Stage {
				stages[s.ID] = q.ID
			}
		}
		for i := range q.Questions {
			item := Item{
				ID: q.Questions[i].ID, Kind: QuestionItem, Levels: q.Questions[i].Levels,
				Questionnaire: q.ID, Question: &q.Questions[i],
			}
			if err := f.add(item); err != nil {
				return nil, err
			}
		}
	}
	if a.Importance {
		for _, stage := range questionnaires.Stages() {
			owner, ok := stages[stage]
			if !ok {
				continue
			}
			if err := f.add(Item{ID: ImportancePrefix + stage, Kind: ImportanceItem, Levels: 5, Questionnaire: owner, Stage: stage}); err != nil {
				return nil, err
			}
		}
	}
	if a.Rivals {
		if err := f.add(Item{ID: RivalsID, Kind: RivalsItem, Levels: 5}); err != nil {
			return nil, err
		}
	}
	for _, id := range a.LeaveOut {
		if _, ok := f.index[id]; !ok {
			return nil, fmt.Errorf("leave_out names %s, which is not a question of this assessment", id)
		}
		f.leftOut[id] = true
	}
	return f, nil
}

func (f *Form) add(item Item) error {
	if _, ok := f.index[item.ID]; ok {
		return fmt.Errorf("question %s occurs twice", item.ID)
	}
	f.index[item.ID] = len(f.Items)
	f.Items = append(f.Items, item)
	return nil
}

// Index returns the position of an item.
func (f *Form) Index(id string) (int, bool) {
	i, ok := f.index[id]
	return i, ok
}

// Assigned reports whether the group answers the item's questionnaire at all.
// An import may carry answers to every assigned item.
func (f *Form) Assigned(g *Group, i int) bool {
	item := f.Items[i]
	return item.Kind == RivalsItem || g.Answers(item.Questionnaire)
}

// Shown reports whether pages show the item at position i to the group.
func (f *Form) Shown(g *Group, i int) bool {
	item := f.Items[i]
	if f.leftOut[item.ID] || !f.Assigned(g, i) {
		return false
	}
	return item.Question == nil || item.Question.AskedOf(g.Side, g.Key)
}

// LeftOut reports whether the organiser left the item out.
func (f *Form) LeftOut(id string) bool { return f.leftOut[id] }

// Blank returns the answers of somebody in the group who has answered nothing:
// Skipped where the item is shown, NotShown elsewhere.
func (f *Form) Blank(g *Group) Answers {
	a := make(Answers, len(f.Items))
	for i := range f.Items {
		if f.Shown(g, i) {
			a[i] = byte(Skipped)
		}
	}
	return a
}

// Questionnaire returns the questionnaire with this id, or nil.
func (f *Form) Questionnaire(id string) *questionnaires.Questionnaire {
	i := slices.IndexFunc(f.Questionnaires, func(q *questionnaires.Questionnaire) bool { return q.ID == id })
	if i < 0 {
		return nil
	}
	return f.Questionnaires[i]
}
