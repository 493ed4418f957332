package stats

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// stageNames are the stages in order.
func stageNames() []string { return []string{"identify", "differentiate", "interact", "customize"} }

// skewGolden is a value list in testdata/priorities.json; gini_corrected is no
// figure of this product (decisions.md 39).
type skewGolden struct {
	N         int
	Total     float64
	Positive  float64 `json:"positive_total"`
	Share     map[string]float64
	X50, X80  float64
	Gini, V   float64
	Whale     float64 `json:"whale_peak"`
	Losses    int     `json:"loss_makers"`
	HHI       float64
	Effective float64 `json:"n_eff_customers"`
}

type diversityGolden struct {
	K    int
	H    float64
	N1   float64 `json:"D1"`
	Even float64
	Gini float64 `json:"gini_simpson"`
	// D2, the inverse of Simpson's index, is not defined in priorities.md. Its
	// name would otherwise be taken for D.
	D2 float64
	D  float64
}

type priorityGolden struct {
	Stage            string
	Theta, Target    float64
	Shortfall, Blind float64
	CShortfall       float64 `json:"c_shortfall"`
	CBlind           float64 `json:"c_blind"`
	Base, F          float64
	DFit             float64 `json:"d_fit"`
	M                float64
	DImp             float64 `json:"d_imp"`
	K                float64
	DGate            float64 `json:"d_gate"`
	P                float64
	Rank             int
	Share            float64
}

func loadPriorities(t *testing.T, key string, into any) {
	t.Helper()
	var all map[string]json.RawMessage
	readGolden(t, "priorities.json", &all)
	raw, ok := all[key]
	if !ok {
		t.Fatalf("no %q in priorities.json", key)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%s: %v", key, err)
	}
}

// repeated lists count customers of each value.
func repeated(pairs ...float64) []float64 {
	var out []float64
	for i := 0; i < len(pairs); i += 2 {
		for range int(pairs[i]) {
			out = append(out, pairs[i+1])
		}
	}
	return out
}

func TestGoldenSkew(t *testing.T) {
	t.Parallel()
	for key, values := range map[string][]float64{
		"skew_concentrated":    {400, 260, 120, 60, 40, 30, 20, 15, 12, 10, 8, 6, 5, 4, 3, 3, 2, 1, 1, 0},
		"skew_shallow":         {14, 13, 13, 12, 12, 11, 11, 10, 10, 10, 10, 9, 9, 9, 8, 8, 8, 8, 8, 7},
		"skew_loss":            {300, 200, 100, 50, 20, 10, 0, -30, -50, -100},
		"skew_article_steep":   repeated(2, 25, 98, 50.0/98),
		"skew_article_shallow": repeated(20, 2.5, 80, 0.625),
	} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			var want skewGolden
			loadPriorities(t, key, &want)
			got, err := ValueSkew(values, Default().Skew)
			if err != nil {
				t.Fatal(err)
			}
			if got.Customers != want.N || got.LossMakers != want.Losses || got.TooFew != (want.N < 20) {
				t.Errorf("%d customers, %d loss makers, too few %v", got.Customers, got.LossMakers, got.TooFew)
			}
			nearPtr(t, "total", got.Total, want.Total)
			nearPtr(t, "positive", got.Positive, want.Positive)
			nearPtr(t, "x50", got.X50, want.X50)
			nearPtr(t, "x80", got.X80, want.X80)
			nearPtr(t, "gini", got.Gini, want.Gini)
			nearPtr(t, "V", got.V, want.V)
			nearPtr(t, "whale peak", got.WhalePeak, want.Whale)
			nearPtr(t, "hhi", got.HHI, want.HHI)
			nearPtr(t, "1/hhi", got.EffectiveCustomers, want.Effective)
			for i, percent := range SharePercents() {
				near(t, "share", got.Shares[i], want.Share[strconv.Itoa(int(percent))])
			}
		})
	}
}

func TestGoldenDiversity(t *testing.T) {
	t.Parallel()
	for key, sizes := range map[string][]float64{
		"div_a":   {40, 30, 20, 10},
		"div_b":   {95, 3, 2},
		"div_c":   {1, 1, 1, 1, 1, 1, 1, 1},
		"div_one": {7},
	} {
		var want diversityGolden
		loadPriorities(t, key, &want)
		got, err := NeedsDiversity(sizes, Default().NeedsFull)
		if err != nil {
			t.Fatal(err)
		}
		if got.Segments != want.K {
			t.Errorf("%s: %d segments, want %d", key, got.Segments, want.K)
		}
		nearPtr(t, key+" H", got.Entropy, want.H)
		nearPtr(t, key+" N1", got.EffectiveNeeds, want.N1)
		nearPtr(t, key+" evenness", got.Evenness, want.Even)
		nearPtr(t, key+" Simpson", got.Simpson, want.Gini)
		nearPtr(t, key+" D", got.D, want.D)
	}
}

// exampleStages are the worked example of priorities.md 3.4, at the precision of
// the golden file.
func exampleStages(importance bool) []StageInput {
	stages := []StageInput{
		{Score: ref(52.0), Inside: ref(60.0), Outside: ref(44.0), Importance: ref(70.0)},
		{Score: ref(34.0), Inside: ref(44.0), Outside: ref(22.0), Importance: ref(80.0)},
		{Score: ref(45.0), Inside: ref(55.0), Outside: ref(33.0), Importance: ref(90.0)},
		{Score: ref(38.373016), Inside: ref(52.083333), Outside: ref(25.909091), Importance: ref(85.0)},
	}
	for i := range stages {
		stages[i].Target = 75
		if !importance {
			stages[i].Importance = nil
		}
	}
	return stages
}

// exampleSituation is the fit_steep_diva of the golden file.
func exampleSituation(t *testing.T) Situation {
	t.Helper()
	var fit struct{ V, D float64 }
	loadPriorities(t, "fit_steep_diva", &fit)
	return Situation{ValueSkew: fit.V, NeedsDiversity: fit.D}
}

func TestGoldenFit(t *testing.T) {
	t.Parallel()
	var want struct{ F []float64 }
	loadPriorities(t, "fit_steep_diva", &want)
	for i, f := range want.F {
		near(t, stageNames()[i], Default().Emphasis.Fit(i, exampleSituation(t)), f)
	}
}

func TestGoldenPriorities(t *testing.T) {
	t.Parallel()
	cases := []struct {
		key        string
		situation  Situation
		importance bool
	}{
		{"prio", exampleSituation(t), true},
		{"prio_bookstore", Situation{0, 1}, false},
		{"prio_gas", Situation{0, 0}, false},
		{"prio_airline", Situation{1, 0}, false},
		{"prio_computer", Situation{1, 1}, false},
	}
	for _, c := range cases {
		t.Run(c.key, func(t *testing.T) {
			t.Parallel()
			var want []priorityGolden
			loadPriorities(t, c.key, &want)
			got, err := Priorities(exampleStages(c.importance), c.situation, Default())
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(want) {
				t.Fatalf("%d stages, want %d", len(got), len(want))
			}
			for i, w := range want {
				g := got[i]
				if stageNames()[g.Stage] != w.Stage || g.Rank == nil || *g.Rank != w.Rank {
					t.Errorf("stage %d, rank %v, want %s, rank %d", g.Stage, g.Rank, w.Stage, w.Rank)
				}
				near(t, w.Stage+" theta", *exampleStages(false)[i].Score, w.Theta)
				near(t, w.Stage+" target", exampleStages(false)[i].Target, w.Target)
				near(t, w.Stage+" shortfall", g.Shortfall, w.Shortfall)
				near(t, w.Stage+" blind spot", g.BlindSpot, w.Blind)
				near(t, w.Stage+" shortfall points", g.ShortfallPoints, w.CShortfall)
				near(t, w.Stage+" blind-spot points", g.BlindSpotPoints, w.CBlind)
				near(t, w.Stage+" base", g.Base, w.Base)
				near(t, w.Stage+" F", g.Fit, w.F)
				near(t, w.Stage+" fit points", g.FitPoints, w.DFit)
				near(t, w.Stage+" M", g.Importance, w.M)
				near(t, w.Stage+" importance points", g.ImportancePoints, w.DImp)
				near(t, w.Stage+" K", g.Gate, w.K)
				near(t, w.Stage+" gate points", g.GatePoints, w.DGate)
				near(t, w.Stage+" P", g.Score, w.P)
				near(t, w.Stage+" share", g.Share, w.Share)
			}
		})
	}
}

func TestGoldenScenarios(t *testing.T) {
	t.Parallel()
	var ranks map[string][]int
	loadPriorities(t, "sens", &ranks)
	var same map[string]int
	loadPriorities(t, "stability", &same)
	scenarios, stabilities, err := Scenarios(exampleStages(true), exampleSituation(t), Default())
	if err != nil {
		t.Fatal(err)
	}
	if len(scenarios) != len(ranks) {
		t.Fatalf("%d scenarios, want %d", len(scenarios), len(ranks))
	}
	for key, want := range ranks {
		id := key[:2]
		for _, s := range scenarios {
			if s.ID != id {
				continue
			}
			var got []int
			for _, r := range s.Ranks {
				got = append(got, *r)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s:\n%s", key, diff)
			}
		}
	}
	for i, s := range stabilities {
		if s.Of != 10 || s.Same != same[stageNames()[i]] {
			t.Errorf("%s: %d of %d, want %d of 10", stageNames()[i], s.Same, s.Of, same[stageNames()[i]])
		}
	}
	// "each is first in 5 of 10 scenarios"
	if stabilities[1].First != 5 || stabilities[2].First != 5 {
		t.Errorf("first in %d and %d scenarios, want 5 and 5", stabilities[1].First, stabilities[2].First)
	}
	if diff := cmp.Diff([]int{1}, stabilities[1].Others); diff != "" {
		t.Errorf("differentiate, other ranks:\n%s", diff)
	}
	if diff := cmp.Diff([]int{2, 3}, stabilities[2].Others); diff != "" {
		t.Errorf("interact, other ranks:\n%s", diff)
	}
}

func TestGoldenActions(t *testing.T) {
	t.Parallel()
	type golden struct {
		ID, Stage        string
		Effort           int
		Relevance, Score float64
	}
	var want []golden
	loadPriorities(t, "actions", &want)
	triggers := map[string][]*float64{
		"A1": {ref(30.0), ref(40.0)},
		"A2": {ref(20.0), ref(25.0)},
		"A3": {ref(35.0)},
		"A4": {ref(25.0), ref(30.0)},
		"A5": {ref(45.0)},
	}
	priorities, err := Priorities(exampleStages(true), exampleSituation(t), Default())
	if err != nil {
		t.Fatal(err)
	}
	var actions []ActionInput
	for _, w := range want {
		a := ActionInput{ID: w.ID, Effort: w.Effort, Applies: true}
		a.Relevance = Relevance(triggers[w.ID], 75, nil, 75)
		for i, name := range stageNames() {
			if name == w.Stage {
				a.StageScore = priorities[i].Score
			}
		}
		near(t, w.ID+" relevance", a.Relevance, w.Relevance)
		actions = append(actions, a)
	}
	got, err := RankActions(actions)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		near(t, w.ID+" score", got[i].Score, w.Score)
		if got[i].Rank == nil || *got[i].Rank != i+1 {
			t.Errorf("%s: rank %v, want %d", w.ID, got[i].Rank, i+1)
		}
		// Two of five are the first third, rounded up.
		if wins := i < 2; got[i].QuickWin != wins {
			t.Errorf("%s: quick win %v, want %v", w.ID, got[i].QuickWin, wins)
		}
	}
}

func TestGoldenSuppression(t *testing.T) {
	t.Parallel()
	parts := []string{"North", "South", "East", "West"}
	for key, n := range map[string][]int{
		"supp_A": {12, 9, 3, 7},
		"supp_B": {12, 2, 2, 7},
		"supp_C": {6, 2},
		"supp_D": {12, 4, 3, 7},
	} {
		var want map[string]string
		loadPriorities(t, key, &want)
		got := SuppressPartition(n, primaries(n, 5), 5)
		for i, reason := range got.Reasons {
			word := string(reason)
			if reason == ReasonNone {
				word = "ok"
			}
			if word != want[parts[i]] {
				t.Errorf("%s %s: %s, want %s", key, parts[i], word, want[parts[i]])
			}
		}
		if got.Total || len(got.Reasons) != len(want) {
			t.Errorf("%s: %+v", key, got)
		}
	}
}

func primaries(n []int, k int) []bool {
	out := make([]bool, len(n))
	for i := range n {
		out[i] = TooFew(n[i], k)
	}
	return out
}
