package stats

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGoldenWeights(t *testing.T) {
	t.Parallel()
	g := loadStats(t)
	for preset, want := range map[Preset]map[string]float64{
		RankSum: g.RankSum, RankReciprocal: g.RankReciprocal, RankOrderCentroid: g.Centroid, Equal: g.Equal,
	} {
		got, err := Weights(preset, []int{1, 2, 3, 4, 5, 6})
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range groupOrder() {
			near(t, string(preset)+" "+name, got[i], want[name])
		}
	}
}

func TestGoldenGroups(t *testing.T) {
	t.Parallel()
	g := loadStats(t)
	for i, s := range d1Samples(t) {
		name := groupOrder()[i]
		want, got := g.Groups[name], s.Summary()
		if got.N != want.N {
			t.Errorf("%s: n = %d, want %d", name, got.N, want.N)
		}
		nearPtr(t, name+" mean", got.Mean, want.Mean)
		nearPtr(t, name+" sd", got.SD, want.SD)
		nearPtr(t, name+" se", got.SE, want.SE)
		near(t, name+" t", studentT(float64(got.N-1)), want.T)
		nearPtr(t, name+" lo", got.CILow, want.Lo)
		nearPtr(t, name+" hi", got.CIHigh, want.Hi)
	}
}

func TestGoldenWeightedMean(t *testing.T) {
	t.Parallel()
	g := loadStats(t)
	cases := []struct {
		name  string
		cells []Cell
		want  overall
	}{
		{"rank_sum, all", d1Cells(t, RankSum), g.All},
		{"rank_sum, k=5", d1Cells(t, RankSum, "initiative"), g.K5},
		{"equal", d1Cells(t, Equal), g.OverallEqual},
		{"reciprocal", d1Cells(t, RankReciprocal), g.OverallRR},
		{"centroid", d1Cells(t, RankOrderCentroid), g.OverallROC},
		{"no customers", d1Cells(t, RankSum, "customers"), g.NoCustomers},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := WeightedMean(c.cells)
			nearPtr(t, "theta", got.Mean, c.want.Theta)
			nearPtr(t, "se", got.SE, c.want.SE)
			nearPtr(t, "nu", got.Nu, c.want.DF)
			nearPtr(t, "df", got.DF, c.want.DFFloor)
			near(t, "t", studentT(*got.DF), c.want.T)
			nearPtr(t, "lo", got.CILow, c.want.Lo)
			nearPtr(t, "hi", got.CIHigh, c.want.Hi)
			nearPtr(t, "n_eff", got.NEff, c.want.NEff)
			nearPtr(t, "deff", got.Deff, c.want.Deff)
			nearPtr(t, "coverage", got.Coverage, c.want.Coverage)
			if got.N != c.want.N {
				t.Errorf("n = %d, want %d", got.N, c.want.N)
			}
			for i, name := range groupOrder() {
				near(t, "omega "+name, got.Omega[i], c.want.Omega[name])
			}
		})
	}
}

func TestGoldenSingleRater(t *testing.T) {
	t.Parallel()
	want := loadStats(t).SingleRater
	cells := []Cell{
		sampleOf(50).Cell(1, true),
		sampleOf(25, 50, 75, 50).Cell(2, true),
		sampleOf(0, 25, 25, 50, 25).Cell(3, true),
	}
	parts, ok := strata(cells, []float64{1, 0, 0})
	if !ok {
		t.Fatal("no pooled variance")
	}
	near(t, "pooled variance", parts[0].term, want.PooledVar)
	near(t, "pooled df", parts[0].df, want.PooledDF)
	got := WeightedMean(cells)
	nearPtr(t, "theta", got.Mean, want.Theta)
	nearPtr(t, "se", got.SE, want.SE)
	nearPtr(t, "nu", got.Nu, want.DF)
	nearPtr(t, "df", got.DF, want.DFFloor)
	nearPtr(t, "lo", got.CILow, want.Lo)
	nearPtr(t, "hi", got.CIHigh, want.Hi)
}

func TestGoldenGaps(t *testing.T) {
	t.Parallel()
	g := loadStats(t)
	samples := d1Samples(t)
	var means []*float64
	for _, s := range samples {
		means = append(means, s.Summary().Mean)
	}
	for i, name := range groupOrder()[:5] {
		nearPtr(t, name, Difference(means[i], means[5]), g.Gaps[name])
	}
	pair := LargestGap(means)
	if pair == nil {
		t.Fatal("no largest gap")
	}
	names := []any{groupOrder()[pair.Higher], groupOrder()[pair.Lower]}
	if diff := cmp.Diff(g.MaxGap[:2], names); diff != "" {
		t.Error(diff)
	}
	size, ok := g.MaxGap[2].(float64)
	if !ok {
		t.Fatalf("max_gap holds %T", g.MaxGap[2])
	}
	near(t, "largest gap", pair.Gap, size)
	sides := InsideOutsideGap(d1Cells(t, RankSum), []bool{false, false, false, false, true, true})
	nearPtr(t, "inside", sides.Inside, g.Sides.Internal)
	nearPtr(t, "outside", sides.Outside, g.Sides.External)
	nearPtr(t, "gap", sides.Gap, g.Sides.Gap)
}

func TestGoldenMannWhitney(t *testing.T) {
	t.Parallel()
	g := loadStats(t)
	samples := d1Samples(t)
	var ps []*float64
	for i, name := range groupOrder()[:5] {
		want := g.MannWhitney[name]
		got := Compare(samples[i], samples[5])
		ps = append(ps, got.P)
		if got.N1 != want.N1 || got.N2 != want.N2 || !got.Exact || !got.Testable {
			t.Errorf("%s: %+v", name, got)
		}
		nearPtr(t, name+" U", got.U, want.U1)
		nearPtr(t, name+" p", got.P, want.PExact)
		nearPtr(t, name+" delta", got.CliffsDelta, want.Cliff)
		nearPtr(t, name+" g", got.HedgesG, want.HedgesG)
		near(t, name+" J", hedgesCorrection(float64(got.N1+got.N2-2)), want.J)
		near(t, name+" s", pooledSD(samples[i], samples[5]), want.SpreadSD)
		ranks := newRankSums([]*Sample{samples[i], samples[5]})
		near(t, name+" R1", ranks.sum(0), want.R1)
		near(t, name+" sigma", ranks.sigma(), want.Sigma)
		extreme, all := ranks.exact()
		if extreme != want.ExactNum || all != want.ExactDen {
			t.Errorf("%s: exact p is %v/%v, want %v/%v", name, extreme, all, want.ExactNum, want.ExactDen)
		}
		z, p := ranks.normal()
		near(t, name+" z", z, want.ZCC)
		near(t, name+" normal p", p, want.PNormCC)
	}
	for i, q := range BenjaminiHochberg(ps) {
		nearPtr(t, groupOrder()[i]+" q", q, g.BH[groupOrder()[i]])
	}
}

func TestGoldenKruskalWallis(t *testing.T) {
	t.Parallel()
	want := loadStats(t).KW
	got := KruskalWallis(d1Samples(t))
	nearPtr(t, "H", got.H, want.H)
	nearPtr(t, "df", got.DF, want.DF)
	nearPtr(t, "p", got.P, want.P)
	nearPtr(t, "epsilon2", got.Epsilon2, want.Eps2)
	ranks := newRankSums(d1Samples(t))
	n := float64(ranks.total)
	near(t, "tie correction", 1-ranks.ties/(n*n*n-n), want.TieC)
	near(t, "H before ties", *got.H*want.TieC, want.HUncorrected)
	if got.N != want.N || !got.Approximate {
		t.Errorf("n = %d, approximate = %v", got.N, got.Approximate)
	}
}

func TestGoldenAgreement(t *testing.T) {
	t.Parallel()
	g := loadStats(t)
	for name, answers := range d1() {
		want, got := g.Agreement[name], Agree(countsOf(answers, 5))
		nearPtr(t, name+" variance", got.Variance, want.Var)
		nearPtr(t, name+" rwg", got.RWG, want.RWG)
		near(t, name+" rwg shown", math.Max(0, *got.RWG), want.RWG0)
		nearPtr(t, name+" a_wg formula", awg(*got.Mean, *got.Variance, 5, got.N), want.AWG)
		if got.AWGValid != want.AWGValid {
			t.Errorf("%s: a_wg valid = %v", name, got.AWGValid)
		}
		if want.AWGValid {
			nearPtr(t, name+" a_wg", got.AWG, want.AWG)
		} else {
			wantNil(t, name+" a_wg", got.AWG)
		}
		nearPtr(t, name+" polarisation", got.Polarisation, want.Polar)
		// The ends between which a_wg is valid.
		if !awgValid(want.Mlo+1e-12, 5, got.N) || awgValid(want.Mlo-1e-6, 5, got.N) ||
			!awgValid(want.Mhi-1e-12, 5, got.N) || awgValid(want.Mhi+1e-6, 5, got.N) {
			t.Errorf("%s: a_wg is not valid from %v to %v", name, want.Mlo, want.Mhi)
		}
	}
	split := Agree([]int{4, 0, 0, 0, 4})
	nearPtr(t, "mean", split.Mean, 1+g.PolarExample.Mean/25)
	nearPtr(t, "polarisation", split.Polarisation, g.PolarExample.Polar)
	nearPtr(t, "rwg", split.RWG, g.PolarExample.RWG)
	nearPtr(t, "a_wg", split.AWG, g.PolarExample.AWG)
	if !split.Polarised {
		t.Error("half at each end is not flagged")
	}
	nearPtr(t, "uniform", Agree([]int{1, 1, 1, 1, 1}).Polarisation, g.PolarUniform)
}

func countsOf(answers []int, levels int) []int {
	counts := make([]int, levels)
	for _, a := range answers {
		counts[a-1]++
	}
	return counts
}

// alphaCases is the example matrix of statistics.md 2.9.
func alphaCases() [][]int {
	return [][]int{
		{2, 3, 2, 3},
		{4, 4, 3, 4},
		{3, 3, 3, 2},
		{5, 4, 4, 5},
		{1, 2, 1, 2},
		{3, 4, 3, 3},
		{4, 5, 4, 4},
		{2, 2, 3, 2},
		{3, 3, 2, 4},
		{4, 4, 5, 5},
	}
}

func TestGoldenAlpha(t *testing.T) {
	t.Parallel()
	g := loadStats(t)
	c := NewConsistency([]int{5, 5, 5, 5})
	for _, answers := range alphaCases() {
		if !c.Add(answers) {
			t.Fatalf("%v refused", answers)
		}
	}
	got := c.Reliability()
	nearPtr(t, "alpha", got.Alpha, g.Alpha.Alpha)
	if got.N != 10 || !got.Indicative {
		t.Errorf("n = %d, indicative = %v", got.N, got.Indicative)
	}
	var total float64
	for i := range 4 {
		near(t, "item variance", c.ItemVariances()[i], g.Alpha.ItemVar[i])
		nearPtr(t, "if dropped", got.IfDropped[i], g.Alpha.IfDropped[i])
		nearPtr(t, "item-rest", got.ItemRest[i], g.Alpha.ItemRest[i])
		for j := range 4 {
			total += c.covariance(i, j)
		}
	}
	near(t, "total variance", total, g.Alpha.TotalVar)
	nearPtr(t, "rwg(j)", c.RWGJ(), g.RWGJ)
}

func TestGoldenScale(t *testing.T) {
	t.Parallel()
	g := loadStats(t)
	item := Item{Levels: 5, Weight: 1}
	scale, err := NewScale([]Item{item, item, item, item})
	if err != nil {
		t.Fatal(err)
	}
	level := func(l int) Answer { return Answer{Kind: Substantive, Level: l} }
	dk, skipped := Answer{Kind: DontKnow}, Answer{Kind: Skipped}
	var group Sample
	for name, answers := range map[string][]Answer{
		"r1": {level(4), level(3), dk, level(5)},
		"r2": {level(2), skipped, skipped, level(3)},
		"r3": {skipped, skipped, skipped, level(5)},
		"r4": {level(1), level(2), level(2), level(1)},
	} {
		got, ok := scale.Score(answers)
		want := g.Scale[name]
		if ok != (want != nil) {
			t.Errorf("%s: ok = %v", name, ok)
		}
		if ok {
			near(t, name, got, *want)
			group.Add(got)
		}
	}
	nearPtr(t, "group mean", group.Summary().Mean, g.ScaleMean)
}

func TestGoldenTrend(t *testing.T) {
	t.Parallel()
	g := loadStats(t)
	wave0 := []*Sample{
		sampleOf(75, 75, 50),
		sampleOf(75, 75, 75, 50, 50),
		sampleOf(50, 50, 25, 50, 75, 25),
		sampleOf(25, 25, 25, 50, 0, 25, 50, 0),
		sampleOf(25, 25, 25, 0, 50),
		sampleOf(0, 25, 0, 25, 25, 0, 25, 0, 50, 0, 0, 25),
	}
	latest := d1Cells(t, RankSum)
	earlier := make([]Cell, len(wave0))
	for i, s := range wave0 {
		// Other weights in the earlier wave may not matter.
		earlier[i] = s.Cell(1, true)
	}
	got := Change(latest, earlier)
	nearPtr(t, "theta0", got.Earlier, g.Trend.T0)
	nearPtr(t, "theta1", got.Latest, g.Trend.T1)
	nearPtr(t, "change", got.Change, g.Trend.Delta)
	nearPtr(t, "se", got.SE, g.Trend.SE)
	nearPtr(t, "nu", got.Nu, g.Trend.DF)
	nearPtr(t, "df", got.DF, g.Trend.Floor)
	near(t, "critical t", studentT(*got.DF), g.Trend.TCrit)
	nearPtr(t, "t", got.T, g.Trend.T)
	nearPtr(t, "p", got.P, g.Trend.P)
	nearPtr(t, "lo", got.CILow, g.Trend.Lo)
	nearPtr(t, "hi", got.CIHigh, g.Trend.Hi)
	nearPtr(t, "naive", got.Naive, g.Trend.Delta)
	nearPtr(t, "mix", got.MixEffect, 0)
	near(t, "se0", *WeightedMean(reweighted(earlier, latest)).SE, g.Trend.SE0)
	near(t, "se1", *WeightedMean(latest).SE, g.Trend.SE1)
	if got.Direction != NoClearChange {
		t.Errorf("direction %q with p %v", got.Direction, *got.P)
	}

	earlier[4].Disclosed = false
	mix := Change(latest, earlier)
	nearPtr(t, "naive", mix.Naive, g.Mix.NaiveDelta)
	nearPtr(t, "common", mix.Change, g.Mix.CommonDelta)
	nearPtr(t, "latest", mix.Latest, g.Mix.C1)
	nearPtr(t, "earlier", mix.Earlier, g.Mix.C0)
	nearPtr(t, "mix", mix.MixEffect, g.Mix.Mix)
	nearPtr(t, "without channel", WeightedMean(reweighted(earlier, latest)).Mean, g.Mix.NoChannel)
	if diff := cmp.Diff([]int{0, 1, 2, 3, 5}, mix.Common); diff != "" {
		t.Error(diff)
	}
}

func TestGoldenSlice(t *testing.T) {
	t.Parallel()
	g := loadStats(t)
	hq := []Cell{{N: 5, Mean: 60, Weight: 3, Disclosed: true}, {N: 5, Mean: 30, Weight: 6, Disclosed: true}}
	north := []Cell{{N: 5, Mean: 45, Weight: 3, Disclosed: true}, {N: 5, Mean: 20, Weight: 6, Disclosed: true}}
	a, b, gap := SliceGap(hq, north)
	nearPtr(t, "HQ", a, g.Slice["HQ"])
	nearPtr(t, "North", b, g.Slice["North"])
	nearPtr(t, "gap", gap, 11.666667)
}
