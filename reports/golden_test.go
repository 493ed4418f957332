package reports

import (
	"math"
	"testing"

	"readiness/assessment"
	"readiness/questionnaires"
)

// overallGolden is a weighted mean in testdata/stats.json.
type overallGolden struct {
	Theta, SE, Lo, Hi, Coverage float64
	NEff                        float64 `json:"n_eff"`
	DF                          float64 `json:"df_floor"`
}

type statsGolden struct {
	Weights map[string]float64 `json:"weights_rank_sum"`
	Groups  map[string]struct {
		N                    int
		Mean, SD, SE, Lo, Hi float64
	}
	All         overallGolden                             `json:"overall_rank_sum_all"`
	K5          overallGolden                             `json:"overall_k5"`
	Equal       overallGolden                             `json:"overall_equal"`
	Reciprocal  overallGolden                             `json:"overall_rr"`
	Centroid    overallGolden                             `json:"overall_roc"`
	NoCustomers overallGolden                             `json:"overall_no_customers"`
	Gaps        map[string]float64                        `json:"gap_vs_customers"`
	Sides       struct{ Internal, External, Gap float64 } `json:"inside_outside"`
	Tests       map[string]struct {
		U1      float64
		PExact  float64 `json:"p_exact"`
		Cliff   float64
		HedgesG float64 `json:"hedges_g"`
	} `json:"mwu_vs_customers"`
	BH        map[string]float64
	KW        struct{ H, DF, P, Eps2 float64 }
	Agreement map[string]struct {
		RWG, AWG, Polar float64
		Valid           bool `json:"awg_valid"`
	}
	Trend struct{ T0, T1, Delta, SE, P, Lo, Hi, T float64 }
}

func checkOverall(t *testing.T, w *Weighted, want *overallGolden) {
	t.Helper()
	near(t, "theta", w.Mean, want.Theta)
	near(t, "se", w.SE, want.SE)
	near(t, "df", w.DF, want.DF)
	near(t, "ci_low", w.CILow, want.Lo)
	near(t, "ci_high", w.CIHigh, want.Hi)
	near(t, "n_eff", w.NEff, want.NEff)
	near(t, "coverage", &w.Coverage, want.Coverage)
}

func TestGoldenStage(t *testing.T) {
	t.Parallel()
	var want statsGolden
	golden(t, "stats.json", &want)
	report := d1(t, nil).report()
	scale := report.scale(t, "customize")
	for _, g := range report.Groups {
		near(t, g.Group+" weight", &g.Weight, want.Weights[g.Group])
		cell, golden := scale.group(t, g.Group), want.Groups[g.Group]
		if cell.N == nil || *cell.N != golden.N {
			t.Errorf("%s: n %v, want %d", g.Group, cell.N, golden.N)
		}
		near(t, g.Group+" mean", cell.Mean, golden.Mean)
		near(t, g.Group+" sd", cell.SD, golden.SD)
		near(t, g.Group+" se", cell.SE, golden.SE)
		near(t, g.Group+" ci_low", cell.CILow, golden.Lo)
		near(t, g.Group+" ci_high", cell.CIHigh, golden.Hi)
	}
	checkOverall(t, &scale.Weighted, &want.All)
	near(t, "target gap", scale.TargetGap, 75-want.All.Theta)
	near(t, "inside", scale.Inside, want.Sides.Internal)
	near(t, "outside", scale.Outside, want.Sides.External)
	near(t, "inside-outside", scale.InsideOutsideGap, want.Sides.Gap)
	near(t, "equal weights", scale.EqualWeightMean, want.Equal.Theta)
	if g := scale.LargestGap; g == nil || g.Higher != "initiative" || g.Lower != "customers" || math.Abs(g.Gap-60.8333333333) > tolerance {
		t.Errorf("largest gap %+v", g)
	}
	near(t, "H", scale.KruskalWallis.H, want.KW.H)
	near(t, "df", scale.KruskalWallis.DF, want.KW.DF)
	near(t, "p", scale.KruskalWallis.P, want.KW.P)
	near(t, "epsilon2", scale.KruskalWallis.Epsilon2, want.KW.Eps2)
}

func TestGoldenGapsAndAgreement(t *testing.T) {
	t.Parallel()
	var want statsGolden
	golden(t, "stats.json", &want)
	report := d1(t, nil).report()
	scale, item := report.scale(t, "customize"), report.item(t, "bv4")
	// The other stages have no answers, so the family holds these five only.
	for _, gaps := range [][]Gap{scale.PerceptionGaps, item.PerceptionGaps} {
		if len(gaps) != 5 {
			t.Fatalf("%d gaps, want 5", len(gaps))
		}
		for _, g := range gaps {
			test := want.Tests[g.Group]
			near(t, g.Group+" gap", &g.Gap, want.Gaps[g.Group])
			near(t, g.Group+" u", g.U, test.U1)
			near(t, g.Group+" p", g.P, test.PExact)
			near(t, g.Group+" q", g.Q, want.BH[g.Group])
			near(t, g.Group+" delta", g.CliffsDelta, test.Cliff)
			near(t, g.Group+" g", g.HedgesG, test.HedgesG)
		}
	}
	for i, evidence := range []string{"confirmed", "confirmed", "confirmed", "none", "none"} {
		if got := scale.PerceptionGaps[i].Evidence; got != evidence {
			t.Errorf("%s: %s, want %s", scale.PerceptionGaps[i].Group, got, evidence)
		}
	}
	for group, a := range want.Agreement {
		cell := item.group(t, group)
		near(t, group+" rwg", cell.RWG, a.RWG)
		near(t, group+" polarisation", cell.Polarisation, a.Polar)
		if a.Valid {
			near(t, group+" a_wg", cell.AWG, a.AWG)
		} else {
			null(t, group+" a_wg", cell.AWG)
		}
	}
}

func TestGoldenWeights(t *testing.T) {
	t.Parallel()
	var want statsGolden
	golden(t, "stats.json", &want)
	for _, c := range []struct {
		name   string
		change func(a *assessment.Assessment)
		want   *overallGolden
	}{
		{"equal", func(a *assessment.Assessment) { a.Weights.Preset = "equal" }, &want.Equal},
		{"reciprocal", func(a *assessment.Assessment) { a.Weights.Preset = "rank_reciprocal" }, &want.Reciprocal},
		{"centroid", func(a *assessment.Assessment) { a.Weights.Preset = "rank_order_centroid" }, &want.Centroid},
		{"k 5", func(a *assessment.Assessment) { a.K = 5 }, &want.K5},
		{"own weights", func(a *assessment.Assessment) {
			a.Weights = assessment.Weights{Preset: "custom", Custom: map[string]float64{
				"initiative": 3, "executives": 3, "managers": 3, "frontline": 3, "channel": 3, "customers": 3,
			}}
		}, &want.Equal},
		{"customers hidden", func(a *assessment.Assessment) { a.Groups[5].MinN = 11 }, &want.NoCustomers},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			checkOverall(t, &d1(t, c.change).report().scale(t, "customize").Weighted, c.want)
		})
	}
}

func TestGoldenTrend(t *testing.T) {
	t.Parallel()
	var want statsGolden
	golden(t, "stats.json", &want)
	before := d1(t, func(a *assessment.Assessment) { a.ID = "first" })
	before.responses = nil
	for group, scores := range map[string][]int{
		"initiative": {75, 75, 50}, "executives": {75, 75, 75, 50, 50}, "managers": {50, 50, 25, 50, 75, 25},
		"frontline": {25, 25, 25, 50, 0, 25, 50, 0}, "channel": {25, 25, 25, 0, 50}, "customers": {0, 25, 0, 25, 25, 0, 25, 0, 50, 0, 0, 25},
	} {
		for _, score := range scores {
			before.levels(group, "bv4", score/25+1)
		}
	}
	now := d1(t, func(a *assessment.Assessment) { a.Previous = "first" })
	now.previous = before.snapshot()
	trend := now.report().Trend
	if trend == nil || trend.Previous != "first" {
		t.Fatalf("trend %+v", trend)
	}
	row := trend.Scales[3]
	near(t, "earlier", row.Earlier, want.Trend.T0)
	near(t, "latest", row.Latest, want.Trend.T1)
	near(t, "change", row.Change, want.Trend.Delta)
	near(t, "se", row.SE, want.Trend.SE)
	near(t, "t", row.T, want.Trend.T)
	near(t, "p", row.P, want.Trend.P)
	near(t, "q", row.Q, want.Trend.P) // the only stage with answers
	near(t, "ci_low", row.CILow, want.Trend.Lo)
	near(t, "ci_high", row.CIHigh, want.Trend.Hi)
	near(t, "df", row.DF, 35)
	near(t, "compatibility", row.Compatibility, 1)
}

// priorityGolden is a row of the worked example of priorities.md 3.4.
type priorityGolden struct {
	Stage                                     string
	Theta, Shortfall, Blind, Base, F, M, K, P float64
	Rank                                      int
	Share                                     float64
	CShortfall                                float64 `json:"c_shortfall"`
	CBlind                                    float64 `json:"c_blind"`
	DFit                                      float64 `json:"d_fit"`
	DImp                                      float64 `json:"d_imp"`
	DGate                                     float64 `json:"d_gate"`
}

// worked is a builder that has got as far as the scores of the worked example.
func worked(t *testing.T) *builder {
	t.Helper()
	s := newSurvey(t, []string{"broad-view"}, nil)
	in := s.input()
	l, err := newLayout(in)
	if err != nil {
		t.Fatal(err)
	}
	tally, err := newTally(l)
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{words: newReporter(t).words, l: l, t: tally, parameters: parameters(s.a), report: &Report{}}
	for g := range l.groups {
		b.shown = append(b.shown, disclose(tally.census(g)))
	}
	figures := [][4]float64{{52, 60, 44, 70}, {34, 44, 22, 80}, {45, 55, 33, 90}, {38.373016, 52.083333, 25.909091, 85}}
	b.scales()
	for i, id := range questionnaires.Stages() {
		f := &figures[i]
		scale := &b.report.Scales[i]
		scale.Weighted.Mean, scale.Inside, scale.Outside = &f[0], &f[1], &f[2]
		b.report.Importance = append(b.report.Importance, Importance{Stage: id, Weighted: &f[3]})
	}
	v, d := 0.4607308385314931, 0.5192230933248643
	b.report.Situation = Situation{ValueSkew: v, NeedsDiversity: d, SkewSource: sourceCustomers, DiversitySource: sourceCustomers}
	if err := b.priorities(); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGoldenPriorities(t *testing.T) {
	t.Parallel()
	var want struct {
		Prio      []priorityGolden
		Stability map[string]int
	}
	golden(t, "priorities.json", &want)
	report := worked(t).report
	for i, w := range want.Prio {
		p := &report.Priorities[i]
		if p.Stage != w.Stage || p.Rank == nil || *p.Rank != w.Rank || p.Stability.Same != want.Stability[w.Stage] || p.Stability.Of != 10 {
			t.Errorf("%s: %+v", w.Stage, p)
		}
		for _, f := range []struct {
			what      string
			got, want float64
		}{
			{"score", p.Score, w.P},
			{"share", p.Share, w.Share},
			{"shortfall", p.ShortfallPoints, w.CShortfall},
			{"blind spot", p.BlindSpotPoints, w.CBlind},
			{"fit", p.FitPoints, w.DFit},
			{"importance", p.ImportancePoints, w.DImp},
			{"gate", p.GatePoints, w.DGate},
			{"base", p.Base, w.Base},
			{"F", p.Fit, w.F},
			{"M", p.ImportanceFactor, w.M},
			{"K", p.Gate, w.K},
		} {
			near(t, w.Stage+" "+f.what, &f.got, f.want)
		}
	}
}

func TestWorkedExampleInWords(t *testing.T) {
	t.Parallel()
	b := worked(t)
	interact := b.report.Priorities[2]
	for lang, want := range map[string][]string{
		"en": {
			"Readiness 45.0 is 30.0 below target (+21.0).",
			"Your people rate it 22.0 higher than those outside; this may be chance (+6.6).",
			"Your customer base (a value curve between flat and steep, and needs between similar and diverse) favours this stage (×1.19, +5.2).",
			"People find it more important than the average of the stages (×1.108, +3.5).",
			"Held back in the ranking: Differentiate is at 34.0, below the 40 that the ranking asks of earlier stages (×0.925, −2.7).",
			"Practically tied with Differentiate (33.6 and 33.3): this stage is first in 5 of 10 scenarios, Differentiate in 5.",
		},
		"es": {"La preparación, 45,0, está 30,0 puntos por debajo del objetivo (+21,0)."},
		"it": {"La preparazione, 45,0, è di 30,0 punti sotto l'obiettivo (+21,0)."},
		"zh": {"准备度为 45.0，比目标低 30.0（+21.0）。"},
	} {
		for i, sentence := range want {
			if got := interact.Reasons[i].In(b.words, lang); got != sentence {
				t.Errorf("%s: %q, want %q", lang, got, sentence)
			}
		}
	}
	ready := b.report.ReadyToday
	if ready.Through == nil || *ready.Through != "identify" || ready.Scope != "limited" {
		t.Errorf("ready today %+v", ready)
	}
	if got := ready.Sentence[0].In(b.words, "en") + " " + ready.Sentence[1].In(b.words, "en"); got !=
		"Ready today for a limited programme that identifies customers. Prepare Differentiate first (34.0, floor 40)." {
		t.Errorf("verdict %q", got)
	}
	if got := b.report.StartOrder; len(got) != 4 || got[0] != "differentiate" || got[1] != "interact" || got[2] != "customize" || got[3] != "identify" {
		t.Errorf("start order %v", got)
	}
	for i, verdict := range []string{"limited", "prepare", "prepare", "prepare"} {
		if got := b.report.Priorities[i].Verdict; got != verdict {
			t.Errorf("%s: %s, want %s", b.report.Priorities[i].Stage, got, verdict)
		}
	}
	if held := b.report.Priorities[2].HeldBackBy; held == nil || *held != "differentiate" {
		t.Errorf("interact is held back by %v", held)
	}
}
