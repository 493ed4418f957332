package stats

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestReadyTodayExample(t *testing.T) {
	t.Parallel()
	stages := exampleStages(true)
	priorities, err := Priorities(stages, exampleSituation(t), Default())
	if err != nil {
		t.Fatal(err)
	}
	got := ReadyToday(stages, priorities, Default())
	want := Readiness{
		Stages: []StageVerdict{
			{Stage: 0, Verdict: VerdictLimited, Floor: 40},
			{Stage: 1, Verdict: VerdictPrepare, Floor: 40},
			{Stage: 2, Verdict: VerdictPrepare, Floor: 40, HeldBackBy: ref(1)},
			{Stage: 3, Verdict: VerdictPrepare, Floor: 40, HeldBackBy: ref(1)},
		},
		Through:    ref(0),
		Scope:      ScopeLimited,
		StartOrder: []int{1, 2, 3, 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadyToday(t *testing.T) {
	t.Parallel()
	none := -1.0 // a stage without a score
	cases := []struct {
		name     string
		scores   []float64
		targets  []float64
		verdicts []Verdict
		through  *int
		scope    Scope
	}{
		{
			"everything on target",
			[]float64{75, 80, 90, 75 - 1e-12},
			[]float64{75, 75, 75, 75},
			[]Verdict{VerdictCompany, VerdictCompany, VerdictCompany, VerdictCompany},
			ref(3), ScopeCompany,
		},
		{
			"the second below target",
			[]float64{80, 60, 90, 90},
			[]float64{75, 75, 75, 75},
			[]Verdict{VerdictCompany, VerdictLimited, VerdictLimited, VerdictLimited},
			ref(3), ScopeLimited,
		},
		{
			"the first below its floor",
			[]float64{39.9, 90, 90, 90},
			[]float64{75, 75, 75, 75},
			[]Verdict{VerdictPrepare, VerdictPrepare, VerdictPrepare, VerdictPrepare},
			nil, ScopeNone,
		},
		{
			"a target below the gate is the floor",
			[]float64{25, 50, 30, 50},
			[]float64{25, 75, 35, 75},
			[]Verdict{VerdictCompany, VerdictLimited, VerdictPrepare, VerdictPrepare},
			ref(1), ScopeLimited,
		},
		{
			"a stage without a score ends the run",
			[]float64{80, none, 80, 80},
			[]float64{75, 75, 75, 75},
			[]Verdict{VerdictCompany, VerdictLimited, VerdictLimited},
			ref(0), ScopeLimited,
		},
		{
			"the first without a score",
			[]float64{none, 80, 80, 80},
			[]float64{75, 75, 75, 75},
			[]Verdict{VerdictLimited, VerdictLimited, VerdictLimited},
			nil, ScopeNone,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var stages []StageInput
			for i, score := range c.scores {
				s := StageInput{Target: c.targets[i]}
				if score != none {
					s.Score = ref(score)
				}
				stages = append(stages, s)
			}
			priorities, err := Priorities(stages, Situation{}, Default())
			if err != nil {
				t.Fatal(err)
			}
			got := ReadyToday(stages, priorities, Default())
			var verdicts []Verdict
			for _, v := range got.Stages {
				verdicts = append(verdicts, v.Verdict)
			}
			if diff := cmp.Diff(c.verdicts, verdicts); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.through, got.Through); diff != "" {
				t.Error(diff)
			}
			if got.Scope != c.scope {
				t.Errorf("scope %s, want %s", got.Scope, c.scope)
			}
		})
	}
	if got := ReadyToday(nil, nil, Default()); got.Scope != ScopeNone || got.Through != nil {
		t.Errorf("no stages: %+v", got)
	}
}

func TestReadyTodayProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		stages := stageInputs().Draw(t, "stages")
		priorities, err := Priorities(stages, situations().Draw(t, "situation"), Default())
		if err != nil {
			t.Fatal(err)
		}
		got := ReadyToday(stages, priorities, Default())
		for at, stage := range got.StartOrder {
			if slices.Contains(got.StartOrder[:at], stage) {
				t.Fatalf("%v names a stage twice", got.StartOrder)
			}
			// Nothing below its floor comes after a later stage.
			for _, v := range got.Stages {
				if v.Stage < stage && !Reaches(*stages[v.Stage].Score, v.Floor) && !slices.Contains(got.StartOrder[:at], v.Stage) {
					t.Fatalf("%v starts %d before %d, which is below its floor", got.StartOrder, stage, v.Stage)
				}
			}
		}
		for _, p := range priorities {
			if p.Rank != nil && !slices.Contains(got.StartOrder, p.Stage) {
				t.Fatalf("%v leaves out stage %d", got.StartOrder, p.Stage)
			}
		}
		for _, v := range got.Stages {
			if got.Through != nil && v.Stage <= *got.Through && v.Verdict == VerdictPrepare {
				t.Fatalf("through %d, yet %d is to be prepared", *got.Through, v.Stage)
			}
			if v.HeldBackBy != nil && v.Verdict == VerdictLimited {
				t.Fatalf("%+v", v)
			}
		}
	})
}

func TestReadyAreas(t *testing.T) {
	t.Parallel()
	r := Readiness{
		Through: ref(1),
		Stages:  []StageVerdict{{Stage: 0, Floor: 40}, {Stage: 1, Floor: 30}, {Stage: 2, Floor: 40}},
	}
	scores := [][]*float64{
		{ref(40.0), ref(30.0), ref(0.0)},
		{ref(39.0), ref(90.0), ref(90.0)},
		{ref(90.0), nil, ref(90.0)},
		{ref(90.0)},
		{ref(41.0), ref(31.0), nil},
	}
	if diff := cmp.Diff([]int{0, 4}, ReadyAreas(scores, r)); diff != "" {
		t.Error(diff)
	}
	if got := ReadyAreas(scores, Readiness{}); got != nil {
		t.Errorf("ready through nothing: %v", got)
	}
}

func TestRelevance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		triggers []*float64
		target   float64
		stage    *float64
		want     float64
	}{
		{"mean of what is short", []*float64{ref(0.0), ref(90.0)}, 75, nil, 0.5},
		{"hidden items are left out", []*float64{nil, ref(25.0)}, 50, ref(0.0), 0.5},
		{"the stage without items", nil, 75, ref(60.0), 0.25},
		{"the stage without disclosed items", []*float64{nil}, 75, ref(60.0), 0.25},
		{"nothing known", nil, 75, nil, 0},
		{"target 0", []*float64{ref(0.0)}, 0, nil, 0},
	} {
		near(t, c.name, Relevance(c.triggers, c.target, c.stage, 80), c.want)
	}
}

func TestRankActions(t *testing.T) {
	t.Parallel()
	actions := []ActionInput{
		{ID: "d", Effort: 2, StageScore: 15, Relevance: 1, Applies: true},
		{ID: "b", Effort: 1, StageScore: 10, Relevance: 1, Applies: true},
		{ID: "a", Effort: 1, StageScore: 10, Relevance: 1, Applies: true},
		{ID: "c", Effort: 1, StageScore: 90, Relevance: 1},
		{ID: "e", Effort: 3, StageScore: 10, Relevance: 0.049, Applies: true},
	}
	got, err := RankActions(actions)
	if err != nil {
		t.Fatal(err)
	}
	want := []ActionRank{
		{Score: 10, Rank: ref(3)},
		{Score: 10, Rank: ref(2), QuickWin: true},
		{Score: 10, Rank: ref(1), QuickWin: true},
		{Score: 90},
		{Score: 10 * 0.049 / 2.25, Rank: ref(4), Maintain: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []ActionInput{{ID: "x", Effort: 4}, {ID: "x", Effort: 1, StageScore: -1}, {ID: "x", Effort: 1, Relevance: -1}} {
		if _, err := RankActions([]ActionInput{bad}); err == nil || !strings.Contains(err.Error(), "action x") {
			t.Errorf("%+v: error %v", bad, err)
		}
	}
}
