package workbook

import (
	"math"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"
)

// planned is the place of an action.
type planned struct{ rank, score string }

// plan reads the ranks and scores of the actions by their titles.
func plan(t *testing.T, f *excelize.File) map[string]planned {
	t.Helper()
	out := map[string]planned{}
	for row := 6; ; row++ {
		var cells [3]string
		for i, column := range []int{actTitle, actRank, actScore} {
			value, err := f.GetCellValue("Actions", at(row, column), excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			cells[i] = value
		}
		if cells[0] == "" {
			return out
		}
		out[cells[0]] = planned{rank: cells[1], score: cells[2]}
	}
}

// samePlan compares scores, and ranks too where the same actions apply.
func samePlan(t *testing.T, name string, want, got map[string]planned) {
	t.Helper()
	common := 0
	for title, w := range want {
		g, ok := got[title]
		if !ok {
			continue
		}
		common++
		if math.Abs(float64Of(t, w.score)-float64Of(t, g.score)) > 1e-6 {
			t.Errorf("%s: %q scores %s, want %s", name, title, g.score, w.score)
		}
	}
	if common < 10 {
		t.Errorf("%s: %d actions in common", name, common)
	}
	if common < len(want) || len(want) != len(got) {
		return
	}
	for title, w := range want {
		if got[title].rank != w.rank {
			t.Errorf("%s: %q has rank %s, want %s", name, title, got[title].rank, w.rank)
		}
	}
}

// TestPlanIsLive ticks an action as done and enters one of the reader's own.
func TestPlanIsLive(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	applies := 0
	for _, a := range r.Actions {
		if a.Rank != nil {
			applies++
		}
	}
	own := 6 + applies
	body := with(t, written(t, r, "en"), "Actions", map[string]string{
		at(6, actDone): "✓", at(own, actTitle): "Our own", at(own, actStage): "Interact", at(own, actEffortNumber): "1", at(own, actFirstTrigger): "bv3",
	})
	back := recalculated(t, map[string][]byte{"plan": body})["plan"]
	got := plan(t, back)
	var priority, item float64
	for _, p := range r.Priorities {
		if p.Stage == "interact" {
			priority = p.Score
		}
	}
	for _, i := range r.Items {
		if i.ID == "bv3" {
			item = *i.WeightedMean
		}
	}
	want := priority * (75 - item) / 75
	if score := float64Of(t, got["Our own"].score); math.Abs(score-want) > 1e-6 {
		t.Errorf("the own action scores %v, want %v", score, want)
	}
	place := 1
	for i, a := range r.Actions {
		if i > 0 && a.Rank != nil && a.Score > want {
			place++
		}
	}
	if rank := got["Our own"].rank; rank != strconv.Itoa(place) {
		t.Errorf("the own action has rank %s, want %d", rank, place)
	}
	// The steps stand beside the rank that the plan now gives.
	for i := range r.Actions[:applies] {
		title, row := r.Actions[i].Title.In("en"), 6+i
		name, err := back.GetCellValue("Action steps", at(row, 3))
		if err != nil {
			t.Fatal(err)
		}
		rank, err := back.GetCellValue("Action steps", at(row, 1))
		if err != nil {
			t.Fatal(err)
		}
		if want := got[title].rank; name != title || rank != want && (want != "" || rank != "–") {
			t.Errorf("the steps of %q stand under %q with rank %q, want %q", title, name, rank, want)
		}
	}
	first, second := r.Actions[0].Title.In("en"), r.Actions[1].Title.In("en")
	if got[first].rank != "" || float64Of(t, got[second].rank) > 2 {
		t.Errorf("with %q done its rank is %q and that of %q is %q", first, got[first].rank, second, got[second].rank)
	}
}
