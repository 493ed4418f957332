package reports

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"readiness/questionnaires"
	"readiness/reports/activities"
	"readiness/reports/stats"
)

// When an action is to be started (priorities.md 3.8).
const (
	whenNow   = "now"   // of the first stage to start with, effort 1
	whenNext  = "next"  // everything else that is not held back
	whenLater = "later" // of a stage that is held back by an earlier one
)

// Action is one start-up activity with its place in the plan (priorities.md 3.5,
// 3.8). Texts are kept, so that a report reads the same when the library grows.
type Action struct {
	ID            string    `json:"id"`
	Stage         string    `json:"stage"`
	Category      string    `json:"category"`
	Rank          *int      `json:"rank"` // null: left out
	Score         float64   `json:"score"`
	Effort        int       `json:"effort"` // 1 (little) to 3 (much)
	QuickWin      bool      `json:"quick_win"`
	Maintain      bool      `json:"maintain"`  // relevance below .05: only to be kept up
	Relevance     float64   `json:"relevance"` // 0–1
	When          string    `json:"when"`      // now, next, later; "" if left out
	Area          []string  `json:"area"`
	Rhythm        string    `json:"rhythm"`
	Triggers      []string  `json:"triggers"` // items
	BlockedBy     []Message `json:"blocked_by"`
	ReasonLeftOut *Message  `json:"reason_left_out"` // null if the action applies
	Title         Text      `json:"title"`
	Steps         []Text    `json:"steps"`
	Measure       Text      `json:"measure"`
}

// actions ranks the activities of the library. Relevance is taken from the
// weighted means of the trigger questions, which hold disclosed groups only.
func (b *builder) actions() error {
	b.report.Actions = []Action{}
	all := b.library.All()
	var inputs []stats.ActionInput
	for i := range all {
		action := b.action(&all[i])
		priority := b.priorityOf(action.Stage)
		input := stats.ActionInput{
			ID: action.ID, Effort: action.Effort, Relevance: b.relevance(&action), Applies: action.ReasonLeftOut == nil,
		}
		if priority != nil {
			input.StageScore = priority.Score
		}
		if input.Applies {
			action.When = b.when(priority, action.Effort)
		}
		action.Relevance = input.Relevance
		b.report.Actions, inputs = append(b.report.Actions, action), append(inputs, input)
	}
	ranks, err := stats.RankActions(inputs)
	if err != nil {
		return err
	}
	for i, r := range ranks {
		action := &b.report.Actions[i]
		action.Rank, action.Score, action.QuickWin, action.Maintain = r.Rank, r.Score, r.QuickWin, r.Maintain
	}
	slices.SortStableFunc(b.report.Actions, func(x, y Action) int {
		return cmp.Compare(placeOf(x.Rank, len(all)), placeOf(y.Rank, len(all)))
	})
	b.report.Snapshot.Activities, err = libraryHash(all)
	return err
}

// NothingToStart says that every stage has reached its target and what the
// activities are for then; nil where a stage is behind, or none has a score.
func (r *Report) NothingToStart() []Message {
	behind := func(p Priority) bool { return stats.Round9(p.Shortfall) > 0 }
	if len(r.Priorities) == 0 || slices.ContainsFunc(r.Priorities, behind) {
		return nil
	}
	out := []Message{bare("report_plan_on_target")}
	if r.ranksAny() {
		out[0] = bare("report_plan_blind_spots")
	}
	below := 0
	for i := range r.Actions {
		if r.Actions[i].Rank != nil && !r.Actions[i].Maintain {
			below++
		}
	}
	if below > 0 {
		return append(out, Message{Key: "report_plan_single_questions", Args: args{"Count": count(below)}})
	}
	return append(out, bare("report_plan_keep_up"))
}

// ranksAny tells whether there is a stage to work on; a blind spot is enough.
func (r *Report) ranksAny() bool {
	return slices.ContainsFunc(r.Priorities, func(p Priority) bool { return p.Rank != nil })
}

// NoteOn is the key of the note on a part of the plan.
func (r *Report) NoteOn(when string) string {
	if len(r.Priorities) > 0 && !r.ranksAny() {
		return "prio_when_" + when + "_on_target"
	}
	return "prio_when_" + when + "_note"
}

// placeOf sorts what has no rank behind everything that has one.
func placeOf(rank *int, all int) int {
	if rank == nil {
		return all + 1
	}
	return *rank
}

// action is one activity without its place.
func (b *builder) action(a *activities.Activity) Action {
	languages := b.l.languages
	out := Action{
		ID: a.ID, Stage: a.Stage, Category: a.Category, Effort: a.Effort, Area: a.Areas, Rhythm: a.Rhythm, Triggers: a.Triggers,
		BlockedBy: []Message{}, ReasonLeftOut: b.leftOut(a),
		Title: textOf(languages, a.Title), Measure: textOf(languages, a.Measure), Steps: []Text{},
	}
	for _, c := range a.Blocked(b.l.in.Assessment.Conditions) {
		out.BlockedBy = append(out.BlockedBy, bare(c.Key()))
	}
	for i := range a.Steps(questionnaires.Languages()[0]) {
		out.Steps = append(out.Steps, textOf(languages, func(lang string) string {
			if steps := a.Steps(lang); i < len(steps) {
				return steps[i]
			}
			return ""
		}))
	}
	return out
}

// leftOut says why an activity does not apply, nil if it does: it suits another
// kind of customer base, or nothing is known of its stage. An index that nobody
// gave rules nothing out.
func (b *builder) leftOut(a *activities.Activity) *Message {
	s := &b.report.Situation
	var reason Message
	switch {
	case b.priorityOf(a.Stage) == nil:
		reason = bare("report_left_out_no_score")
	case s.SkewSource != sourceNone && !a.Fit.SuitsSkew(stats.Reaches(s.ValueSkew, neutralIndex)):
		reason = bare("report_left_out_skew_" + a.Fit.Skew + bordering(s.ReadValue()))
	case s.DiversitySource != sourceNone && !a.Fit.SuitsNeeds(stats.Reaches(s.NeedsDiversity, neutralIndex)):
		reason = bare("report_left_out_needs_" + a.Fit.Needs + bordering(s.ReadNeeds()))
	default:
		return nil
	}
	return &reason
}

// bordering ends the key of a reason that only one of two readings gives.
func bordering(r Reading) string {
	if r == ReadBorder {
		return "_border"
	}
	return ""
}

// relevance of an action: how far its trigger questions are from the target of
// its stage, 0–1.
func (b *builder) relevance(a *Action) float64 {
	target := b.l.in.Assessment.TargetOf(a.Stage)
	var triggers []*float64
	for i := range b.report.Items {
		if item := &b.report.Items[i]; slices.Contains(a.Triggers, item.ID) {
			triggers = append(triggers, item.WeightedMean)
		}
	}
	return stats.Relevance(triggers, target, b.readiness(a.Stage), target)
}

func (b *builder) priorityOf(stage string) *Priority {
	for i := range b.report.Priorities {
		if b.report.Priorities[i].Stage == stage {
			return &b.report.Priorities[i]
		}
	}
	return nil
}

func (b *builder) when(stage *Priority, effort int) string {
	switch {
	case stage.HeldBackBy != nil:
		return whenLater
	case effort == 1 && len(b.report.StartOrder) > 0 && b.report.StartOrder[0] == stage.Stage:
		return whenNow
	}
	return whenNext
}

// libraryHash identifies a library by its content, texts in every language
// included.
func libraryHash(all []activities.Activity) (string, error) {
	hash := sha256.New()
	encoder := json.NewEncoder(hash)
	for i := range all {
		if err := encoder.Encode(&all[i]); err != nil {
			return "", fmt.Errorf("activity %s: %w", all[i].ID, err)
		}
		for _, lang := range questionnaires.Languages() {
			if err := encoder.Encode([]any{all[i].Title(lang), all[i].Steps(lang), all[i].Measure(lang)}); err != nil {
				return "", fmt.Errorf("activity %s: %w", all[i].ID, err)
			}
		}
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
