package stats

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWeightsTies(t *testing.T) {
	t.Parallel()
	cases := []struct {
		preset Preset
		levels []int
		want   []float64
	}{
		// Levels are made dense first: 10, 20, 20, 90 are 1, 2, 2, 3.
		{RankSum, []int{10, 20, 20, 90}, []float64{1.0 / 8, 2.0 / 8, 2.0 / 8, 3.0 / 8}},
		// The two in the middle share the positions 2 and 3.
		{RankReciprocal, []int{1, 2, 2, 3}, []float64{0.25 / (25.0 / 12), (5.0 / 12) / (25.0 / 12), (5.0 / 12) / (25.0 / 12), 1 / (25.0 / 12)}},
		{RankOrderCentroid, []int{5, 5}, []float64{0.5, 0.5}},
		{RankOrderCentroid, []int{2, 1, 2}, []float64{(11.0/18 + 5.0/18) / 2, 2.0 / 18, (11.0/18 + 5.0/18) / 2}},
		{Equal, []int{3, 1}, []float64{0.5, 0.5}},
	}
	for _, c := range cases {
		got, err := Weights(c.preset, c.levels)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			near(t, string(c.preset), got[i], c.want[i])
		}
	}
}

func TestWeightsRefuse(t *testing.T) {
	t.Parallel()
	if _, err := Weights("swing", []int{1}); err == nil || !strings.Contains(err.Error(), "swing") {
		t.Errorf("error %v", err)
	}
	if _, err := Weights(Equal, nil); err == nil {
		t.Error("no groups are accepted")
	}
	for want, entered := range map[string][]float64{
		"at least one": {0, 0},
		"weight 2":     {1, -1},
		"weight 1":     {math.NaN()},
		"weight 3":     {1, 1, math.Inf(1)},
	} {
		if _, err := CustomWeights(entered); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", entered, err, want)
		}
	}
	got, err := CustomWeights([]float64{2, 0, 6})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float64{0.25, 0, 0.75}, got); diff != "" {
		t.Error(diff)
	}
}

func TestWeightsProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		levels := rapid.SliceOfN(rapid.IntRange(1, 6), 1, 9).Draw(t, "levels")
		preset := rapid.SampledFrom(Presets()).Draw(t, "preset")
		got, err := Weights(preset, levels)
		if err != nil {
			t.Fatal(err)
		}
		var sum float64
		for i, w := range got {
			sum += w
			for j := range got {
				if levels[i] > levels[j] && w < got[j]-1e-12 {
					t.Fatalf("%s: level %d weighs %v, level %d weighs %v", preset, levels[i], w, levels[j], got[j])
				}
				if levels[i] == levels[j] && math.Abs(w-got[j]) > 1e-12 {
					t.Fatalf("%s: tied levels weigh %v and %v", preset, w, got[j])
				}
			}
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("sum %v", sum)
		}
	})
}

func TestWeightedMeanEdges(t *testing.T) {
	t.Parallel()
	none := WeightedMean(nil)
	wantNil(t, "mean of nothing", none.Mean)
	wantNil(t, "coverage of nothing", none.Coverage)

	hidden := WeightedMean([]Cell{{N: 4, Mean: 50, Weight: 1}})
	wantNil(t, "mean", hidden.Mean)
	nearPtr(t, "coverage", hidden.Coverage, 0)

	weightless := WeightedMean([]Cell{{N: 4, Mean: 50, Weight: 0, Disclosed: true}, {N: 9, Mean: 10, Weight: 2}})
	wantNil(t, "mean", weightless.Mean)
	nearPtr(t, "coverage", weightless.Coverage, 0)

	ones := WeightedMean([]Cell{{N: 1, Mean: 50, Weight: 1, Disclosed: true}, {N: 1, Mean: 100, Weight: 1, Disclosed: true}})
	nearPtr(t, "mean", ones.Mean, 75)
	nearPtr(t, "n_eff", ones.NEff, 2)
	wantNil(t, "se", ones.SE)
	wantNil(t, "df", ones.DF)
	wantNil(t, "interval", ones.CILow)

	flat := WeightedMean([]Cell{{N: 5, Mean: 50, Weight: 1, Disclosed: true}, {N: 1, Mean: 100, Weight: 1, Disclosed: true}})
	nearPtr(t, "se", flat.SE, 0)
	wantNil(t, "df", flat.DF)
	wantNil(t, "interval", flat.CIHigh)

	// One group alone: Welch's number is its own n-1.
	alone := WeightedMean([]Cell{sampleOf(0, 50, 100, 50).Cell(0.3, true), {N: 3, Mean: 9, Weight: 0.7}})
	nearPtr(t, "df", alone.DF, 3)
	nearPtr(t, "coverage", alone.Coverage, 0.3)
	nearPtr(t, "deff", alone.Deff, 1)
}

func TestAnswerRatio(t *testing.T) {
	t.Parallel()
	customers := Cell{N: 10, Mean: 20, Weight: 6, Disclosed: true}
	managers := Cell{N: 6, Mean: 50, Weight: 3, Disclosed: true}
	nearPtr(t, "ratio", AnswerRatio(customers, managers), 1.2)
	managers.Disclosed = false
	wantNil(t, "hidden", AnswerRatio(customers, managers))
	customers.Weight = 0
	wantNil(t, "weightless", AnswerRatio(customers, customers))
}

// cells draws groups; some are hidden, some hold a single score.
func cells(least int) *rapid.Generator[[]Cell] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Cell {
		c := sampleOf(scores(1).Draw(t, "scores")...).Cell(rapid.Float64Range(0, 10).Draw(t, "weight"), true)
		c.Disclosed = rapid.IntRange(0, 4).Draw(t, "disclosed") > 0
		return c
	}), least, 7)
}

func TestWeightedMeanProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		drawn := cells(1).Draw(t, "cells")
		got := WeightedMean(drawn)
		if got.Coverage != nil && (*got.Coverage < 0 || *got.Coverage > 1) {
			t.Fatalf("coverage %v", *got.Coverage)
		}
		if got.Mean == nil {
			return
		}
		lo, hi, n := math.Inf(1), math.Inf(-1), 0
		for _, c := range drawn {
			if c.Disclosed {
				lo, hi, n = math.Min(lo, c.Mean), math.Max(hi, c.Mean), n+c.N
			}
		}
		if *got.Mean < lo || *got.Mean > hi || got.N != n {
			t.Fatalf("mean %v of cells from %v to %v, n %d of %d", *got.Mean, lo, hi, got.N, n)
		}
		if *got.NEff > float64(n)+1e-9 || *got.Deff < 1-1e-9 {
			t.Fatalf("n_eff %v of %d, deff %v", *got.NEff, n, *got.Deff)
		}
		if got.DF != nil && (*got.DF < 1 || *got.DF != math.Trunc(*got.DF) || *got.CILow > *got.Mean || *got.CIHigh < *got.Mean) {
			t.Fatalf("df %v, interval %v to %v", *got.DF, *got.CILow, *got.CIHigh)
		}
		// Only ratios of weights matter.
		scaled := append([]Cell(nil), drawn...)
		for i := range scaled {
			scaled[i].Weight *= 1024
		}
		if diff := cmp.Diff(got, WeightedMean(scaled)); diff != "" {
			t.Fatal(diff)
		}
		// A hidden cell's figures play no part.
		for i := range scaled {
			if !scaled[i].Disclosed {
				scaled[i].Mean, scaled[i].N, scaled[i].Variance = 100-scaled[i].Mean, scaled[i].N+1, 3
			}
		}
		if diff := cmp.Diff(got, WeightedMean(scaled)); diff != "" {
			t.Fatal(diff)
		}
	})
}
