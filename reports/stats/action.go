package stats

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// maintainBelow is the relevance under which an action is only to be kept up.
const maintainBelow = 0.05

// ActionInput is what ranking needs to know of an action (priorities.md 3.5).
type ActionInput struct {
	ID     string
	Effort int // 1, 2 or 3
	// StageScore is the priority of the action's stage, Relevance 0–1.
	StageScore, Relevance float64
	// Applies says whether the action fits the situation.
	Applies bool
}

// ActionRank is the place of one action.
type ActionRank struct {
	Score float64
	// Rank is 1 for the most useful; nil for an action that does not apply
	// (decisions.md 23).
	Rank     *int
	QuickWin bool // effort 1 and in the first third of those that apply
	Maintain bool // relevance below .05
}

// Relevance is the mean of max(0, target - score) / target over the trigger
// items that are disclosed, 0–1; without one it is taken from the stage. A
// target of 0 gives 0 (decisions.md 34).
func Relevance(triggers []*float64, target float64, stageScore *float64, stageTarget float64) float64 {
	var parts []*float64
	for _, t := range triggers {
		if t != nil {
			parts = append(parts, optional(shortOf(*t, target)))
		}
	}
	if mean := Mean(parts); mean != nil {
		return *mean
	}
	if stageScore == nil {
		return 0
	}
	return shortOf(*stageScore, stageTarget)
}

// shortOf is how much of the target is missing, 0–1.
func shortOf(score, target float64) float64 {
	if !positive(target) || !finite(score) {
		return 0
	}
	return clamp((target-score)/target, 0, 1)
}

// RankActions scores the actions, stage score · relevance / effort, and ranks
// those that apply: by score, then effort, then id. The result is in the order
// of the input. It fails on an effort that is not 1, 2 or 3 and on numbers that
// are negative or not finite, naming the action.
func RankActions(actions []ActionInput) ([]ActionRank, error) {
	out := make([]ActionRank, len(actions))
	var order []int
	for i, a := range actions {
		divisor, err := effortDivisor(a.Effort)
		if err != nil {
			return nil, fmt.Errorf("action %s: %w", a.ID, err)
		}
		out[i].Score = a.StageScore * a.Relevance / divisor
		if a.StageScore < 0 || a.Relevance < 0 || !finite(a.StageScore) || !finite(a.Relevance) || !finite(out[i].Score) {
			return nil, fmt.Errorf("action %s: score %v and relevance %v must be numbers of 0 or more", a.ID, a.StageScore, a.Relevance)
		}
		out[i].Maintain = !Reaches(a.Relevance, maintainBelow)
		if a.Applies {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(
			cmp.Compare(Round9(out[b].Score), Round9(out[a].Score)),
			cmp.Compare(actions[a].Effort, actions[b].Effort),
			cmp.Compare(actions[a].ID, actions[b].ID),
		)
	})
	firstThird := int(math.Ceil(float64(len(order)) / 3))
	for position, at := range order {
		place := position + 1
		out[at].Rank = &place
		out[at].QuickWin = actions[at].Effort == 1 && place <= firstThird
	}
	return out, nil
}

// effortDivisor is what an effort of 1, 2 or 3 divides a score by.
func effortDivisor(effort int) (float64, error) {
	switch effort {
	case 1:
		return 1, nil
	case 2:
		return 1.5, nil
	case 3:
		return 2.25, nil
	}
	return 0, fmt.Errorf("effort %d is not 1, 2 or 3", effort)
}
