package stats

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestContributions(t *testing.T) {
	t.Parallel()
	got, err := Priorities(exampleStages(true), exampleSituation(t), Default())
	if err != nil {
		t.Fatal(err)
	}
	want := []Factor{FactorShortfall, FactorBlindSpot, FactorFit, FactorImportance, FactorGate}
	var order []Factor
	for _, c := range got[2].Contributions() {
		order = append(order, c.Factor)
	}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("interact:\n%s", diff)
	}
	// identify: +16.1 +4.8 -0.62 -2.81, and no gate
	want = []Factor{FactorShortfall, FactorBlindSpot, FactorImportance, FactorFit}
	order = nil
	for _, c := range got[0].Contributions() {
		order = append(order, c.Factor)
	}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("identify:\n%s", diff)
	}
}

func TestPracticallyTied(t *testing.T) {
	t.Parallel()
	got, err := Priorities(exampleStages(true), exampleSituation(t), Default())
	if err != nil {
		t.Fatal(err)
	}
	want := [][]int{nil, {2}, {1}, nil} // interact and differentiate
	for i, w := range want {
		if diff := cmp.Diff(w, got[i].TiedWith); diff != "" {
			t.Errorf("stage %d:\n%s", i, diff)
		}
	}
	a, b := StagePriority{Score: 100, Rank: ref(1)}, StagePriority{Score: 95, Rank: ref(2)}
	if !tied(a, b) || !tied(b, a) {
		t.Error("5 % apart is not tied")
	}
	b.Score = 94.99
	if tied(a, b) {
		t.Error("more than 5 % apart is tied")
	}
}

func TestRankTies(t *testing.T) {
	t.Parallel()
	ranks := func(stages []StagePriority) []int {
		rank(stages)
		var out []int
		for _, s := range stages {
			place := 0
			if s.Rank != nil {
				place = *s.Rank
			}
			out = append(out, place)
		}
		return out
	}
	cases := []struct {
		name   string
		stages []StagePriority
		want   []int
	}{
		{"equal at six decimals, the larger shortfall first", []StagePriority{
			{Score: 10.0000001, Shortfall: 20}, {Score: 10, Shortfall: 30},
		}, []int{2, 1}},
		{"equal shortfalls, stage order", []StagePriority{
			{Score: 10, Shortfall: 20}, {Score: 10.0000001, Shortfall: 20.00001}, {Score: 11},
		}, []int{2, 3, 1}},
		{"nothing to do has no rank", []StagePriority{
			{Score: 0}, {Score: 0.0000004}, {Score: 0.000001},
		}, []int{0, 0, 1}},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, ranks(c.stages)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

func TestPrioritiesOnTarget(t *testing.T) {
	t.Parallel()
	stages := []StageInput{{Score: ref(80.0), Target: 75}, {Score: ref(75.0), Target: 75, Inside: ref(10.0), Outside: ref(60.0)}}
	got, err := Priorities(stages, Situation{0.5, 0.5}, Default())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range got {
		if s.Score != 0 || s.Rank != nil || s.Share != 0 || len(s.Contributions()) != 0 || s.TiedWith != nil {
			t.Errorf("%+v", s)
		}
	}
}

func TestPrioritiesLeaveOut(t *testing.T) {
	t.Parallel()
	stages := exampleStages(true)
	stages[1].Score = nil // 34, the stage that holds the others back
	got, err := Priorities(stages, exampleSituation(t), Default())
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got[1].Stage != 2 {
		t.Fatalf("%+v", got)
	}
	near(t, "K without differentiate", got[1].Gate, 1)
	near(t, "M over the rest", got[1].Importance, 90/(245.0/3))
	stages[0].Importance = nil
	got, err = Priorities(stages, exampleSituation(t), Default())
	if err != nil {
		t.Fatal(err)
	}
	near(t, "M where it is missing", got[0].Importance, 1)
	near(t, "M over the rest", got[1].Importance, 90/87.5)
	// The lowest earlier stage counts, not the last.
	stages = exampleStages(false)
	stages[0].Score, stages[1].Score = ref(0.0), ref(100.0)
	got, err = Priorities(stages, exampleSituation(t), Default())
	if err != nil {
		t.Fatal(err)
	}
	near(t, "K below nothing", got[3].Gate, 0.5)
	near(t, "blind spot of a side hidden", sided(t, nil, ref(3.0)), 0)
	near(t, "blind spot the other way", sided(t, ref(3.0), ref(30.0)), 0)
}

func sided(t *testing.T, inside, outside *float64) float64 {
	t.Helper()
	got, err := Priorities([]StageInput{{Score: ref(1.0), Target: 75, Inside: inside, Outside: outside}}, Situation{}, Default())
	if err != nil {
		t.Fatal(err)
	}
	return got[0].BlindSpot
}

func TestImportanceLimits(t *testing.T) {
	t.Parallel()
	p := Default()
	near(t, "low", p.importance(ref(10.0), ref(50.0)), 0.75)
	near(t, "high", p.importance(ref(90.0), ref(50.0)), 1.25)
	near(t, "mean 0", p.importance(ref(0.0), ref(0.0)), 1)
}

func TestPrioritiesRefuse(t *testing.T) {
	t.Parallel()
	good := exampleStages(true)
	cases := []struct {
		name      string
		stages    []StageInput
		situation Situation
		change    func(*Parameters)
		want      string
	}{
		{"score", []StageInput{{Score: ref(101.0)}}, Situation{}, nil, "stage 1"},
		{"target", []StageInput{{Target: math.NaN()}}, Situation{}, nil, "stage 1"},
		{"stages", make([]StageInput, 5), Situation{}, nil, "5 stages"},
		{"situation", good, Situation{1.1, 0}, nil, "situation"},
		{"weight", good, Situation{}, func(p *Parameters) { p.ShortfallWeight = -1 }, "shortfall_weight"},
		{"weights", good, Situation{}, func(p *Parameters) { p.ShortfallWeight, p.BlindSpotWeight = 0, 0 }, "both 0"},
		{"limits", good, Situation{}, func(p *Parameters) { p.ImportanceMax = 0.5 }, "importance_max"},
		{"depth", good, Situation{}, func(p *Parameters) { p.GateDepth = 2 }, "gate_depth"},
		{"needs", good, Situation{}, func(p *Parameters) { p.NeedsFull = 1 }, "needs_full"},
		{"labels", good, Situation{}, func(p *Parameters) { p.Labels.Large = 3 }, "labels.large"},
		{"anchors", good, Situation{}, func(p *Parameters) { p.Skew.Steep = 30 }, "anchors"},
		{"emphasis", good, Situation{}, func(p *Parameters) { p.Emphasis.Niche[2] = -1 }, "emphasis.niche: stage 3"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := Default()
			if c.change != nil {
				c.change(&p)
			}
			_, err := Priorities(c.stages, c.situation, p)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if _, _, err := Scenarios(c.stages, c.situation, p); err == nil {
				t.Error("the scenarios accept it")
			}
			if _, err := IPA(c.stages, c.situation, p); err == nil {
				t.Error("the panel accepts it")
			}
		})
	}
	if err := Default().Validate(); err != nil {
		t.Errorf("the defaults: %v", err)
	}
}

func TestEmphasisRedistributes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := Situation{rapid.Float64Range(0, 1).Draw(t, "V"), rapid.Float64Range(0, 1).Draw(t, "D")}
		var sum float64
		for stage := range Stages {
			sum += Default().Emphasis.Fit(stage, s)
		}
		if math.Abs(sum-4) > 1e-12 {
			t.Fatalf("factors sum to %v", sum)
		}
	})
}

// stageInputs draws up to four stages.
func stageInputs() *rapid.Generator[[]StageInput] {
	score := rapid.Float64Range(0, 100)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) StageInput {
		return StageInput{
			Score:      rapid.Ptr(score, rapid.IntRange(0, 5).Draw(t, "hidden") == 0).Draw(t, "score"),
			Target:     score.Draw(t, "target"),
			Inside:     rapid.Ptr(score, true).Draw(t, "inside"),
			Outside:    rapid.Ptr(score, true).Draw(t, "outside"),
			Importance: rapid.Ptr(score, true).Draw(t, "importance"),
		}
	}), 0, Stages)
}

func situations() *rapid.Generator[Situation] {
	return rapid.Custom(func(t *rapid.T) Situation {
		return Situation{rapid.Float64Range(0, 1).Draw(t, "V"), rapid.Float64Range(0, 1).Draw(t, "D")}
	})
}

func TestPrioritiesProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		stages, situation := stageInputs().Draw(t, "stages"), situations().Draw(t, "situation")
		got, err := Priorities(stages, situation, Default())
		if err != nil {
			t.Fatal(err)
		}
		var shares float64
		seen := map[int]bool{}
		for _, s := range got {
			sum := s.ShortfallPoints + s.BlindSpotPoints + s.FitPoints + s.ImportancePoints + s.GatePoints
			if math.Abs(sum-s.Score) > 1e-9 {
				t.Fatalf("the waterfall sums to %v, the score is %v", sum, s.Score)
			}
			if s.Score < 0 || s.Gate < 0.5 || s.Gate > 1 || s.Importance < 0.75 || s.Importance > 1.25 {
				t.Fatalf("%+v", s)
			}
			shares += s.Share
			if s.Rank == nil {
				continue
			}
			if seen[*s.Rank] || *s.Rank < 1 || *s.Rank > len(got) {
				t.Fatalf("rank %d", *s.Rank)
			}
			seen[*s.Rank] = true
			for _, other := range got {
				if other.Rank != nil && *other.Rank > *s.Rank && other.Score > s.Score+1e-6 {
					t.Fatalf("rank %d scores %v, rank %d %v", *s.Rank, s.Score, *other.Rank, other.Score)
				}
			}
		}
		if len(seen) > 0 && math.Abs(shares-1) > 1e-9 {
			t.Fatalf("shares sum to %v", shares)
		}
		// A lower score of the last stage never lowers its own priority.
		if last := len(stages) - 1; last >= 0 && stages[last].Score != nil {
			worse := append([]StageInput(nil), stages...)
			worse[last].Score = ref(*stages[last].Score / 2)
			after, err := Priorities(worse, situation, Default())
			if err != nil {
				t.Fatal(err)
			}
			if after[len(after)-1].Score < got[len(got)-1].Score-1e-9 {
				t.Fatalf("priority falls from %v to %v", got[len(got)-1].Score, after[len(after)-1].Score)
			}
		}
	})
}

func TestScenariosAlternatives(t *testing.T) {
	t.Parallel()
	other := exampleStages(true)
	other[0].Score = ref(0.0)
	scenarios, stabilities, err := Scenarios(exampleStages(true), exampleSituation(t), Default(), Alternative{ID: "S10", Stages: other})
	if err != nil {
		t.Fatal(err)
	}
	last := scenarios[len(scenarios)-1]
	if last.ID != "S10" || last.Counted || *last.Ranks[0] != 1 {
		t.Errorf("%+v", last)
	}
	if s := stabilities[0]; s.Same != 10 || s.Of != 10 || s.Others != nil {
		t.Errorf("an alternative counts: %+v", s)
	}
	other[0].Target = -1
	if _, _, err := Scenarios(exampleStages(true), exampleSituation(t), Default(), Alternative{Stages: other}); err == nil {
		t.Error("a bad alternative is accepted")
	}
	onTarget := []StageInput{{Score: ref(90.0), Target: 75}, {Target: 75}}
	_, stabilities, err = Scenarios(onTarget, Situation{}, Default())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Stability{{Stage: 0, Same: 10, Of: 10}}, stabilities); diff != "" {
		t.Error(diff)
	}
}

func TestIPA(t *testing.T) {
	t.Parallel()
	stages := []StageInput{
		{Score: ref(20.0), Importance: ref(90.0)},
		{Score: ref(80.0), Importance: ref(90.0)},
		{Score: ref(20.0), Importance: ref(10.0)},
		{Score: ref(80.0), Importance: ref(10.0)},
	}
	got, err := IPA(stages, Situation{}, Default())
	if err != nil {
		t.Fatal(err)
	}
	nearPtr(t, "x", got.Readiness, 50)
	nearPtr(t, "y", got.Relevance, 50)
	for i, want := range []IPAQuadrant{IPAConcentrate, IPAKeepUp, IPALow, IPAOverkill} {
		if p := got.Points[i]; p.Quadrant != want || p.Borderline || p.Stage != i {
			t.Errorf("%+v, want %s", p, want)
		}
	}
	stages[3].Importance = nil
	got, err = IPA(stages, Situation{}, Default())
	if err != nil {
		t.Fatal(err)
	}
	if got.Asked {
		t.Error("one importance is missing")
	}
	near(t, "F times 50", got.Points[0].Relevance, 60)
	got, err = IPA([]StageInput{{Score: ref(50.0)}, {Score: ref(54.9)}, {}}, Situation{}, Default())
	if err != nil {
		t.Fatal(err)
	}
	if !got.Points[0].Borderline || len(got.Points) != 2 {
		t.Errorf("2.45 from the line: %+v", got.Points)
	}
	got, err = IPA(nil, Situation{}, Default())
	if err != nil || got.Readiness != nil || got.Asked {
		t.Errorf("nothing: %+v, %v", got, err)
	}
}

func TestCategories(t *testing.T) {
	t.Parallel()
	categories := make([]StageInput, 6)
	for i := range categories {
		categories[i] = StageInput{Score: ref(float64(10 * i)), Target: 45, Importance: ref(float64(i))}
	}
	categories[2].Inside, categories[2].Outside = ref(90.0), ref(10.0)
	categories[5].Score = nil
	got, err := Categories(categories, Default())
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 5 {
		t.Fatalf("%d categories", len(got))
	}
	near(t, "base only", got[2].Score, 0.7*25+0.3*80)
	near(t, "neither gate nor importance", got[1].Score, 0.7*35)
	if *got[2].Rank != 1 || *got[0].Rank != 2 || *got[4].Rank != 5 {
		t.Errorf("%+v", got)
	}
	categories[3].Target = 400
	if _, err := Categories(categories, Default()); err == nil || !strings.Contains(err.Error(), "category 4") {
		t.Errorf("error %v", err)
	}
	bad := Default()
	bad.ShortfallWeight = math.NaN()
	if _, err := Categories(nil, bad); err == nil {
		t.Error("bad parameters are accepted")
	}
}
