package stats

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSummaryEdges(t *testing.T) {
	t.Parallel()
	var none Sample
	if diff := cmp.Diff(Summary{}, none.Summary()); diff != "" {
		t.Errorf("empty:\n%s", diff)
	}
	var absent *Sample
	if absent.N() != 0 || absent.Distinct() != 0 || absent.Values() != nil {
		t.Error("a nil sample is not empty")
	}
	one := sampleOf(40).Summary()
	nearPtr(t, "mean of one", one.Mean, 40)
	nearPtr(t, "median of one", one.Median, 40)
	wantNil(t, "sd of one", one.SD)
	wantNil(t, "se of one", one.SE)
	wantNil(t, "interval of one", one.CILow)
	if one.NoVariance {
		t.Error("a single score is flagged as without variance")
	}
	same := sampleOf(33.333333333, 33.3333333333, 100.0/3).Summary()
	if !same.NoVariance || same.N != 3 {
		t.Errorf("equal scores: %+v", same)
	}
	nearPtr(t, "se", same.SE, 0)
	wantNil(t, "interval", same.CILow)
	wantNil(t, "interval", same.CIHigh)
}

func TestSummaryDescribes(t *testing.T) {
	t.Parallel()
	got := sampleOf(0, 25, 25, 75, 100, 50).Summary()
	nearPtr(t, "median", got.Median, 37.5)
	nearPtr(t, "min", got.Min, 0)
	nearPtr(t, "max", got.Max, 100)
	nearPtr(t, "top box", got.TopBox, 2.0/6)
	nearPtr(t, "bottom box", got.BottomBox, 3.0/6)
	nearPtr(t, "odd median", sampleOf(1, 9, 2).Summary().Median, 2)
}

func TestMergeNothing(t *testing.T) {
	t.Parallel()
	s := sampleOf(1, 2)
	s.Merge(nil)
	s.Merge(&Sample{})
	if s.N() != 2 || s.Distinct() != 2 {
		t.Errorf("n = %d, %d distinct", s.N(), s.Distinct())
	}
}

func TestSampleIgnoresWhatIsNoScore(t *testing.T) {
	t.Parallel()
	s := sampleOf(1, math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 0)
	s.AddN(7, 0)
	s.AddN(7, -2)
	if diff := cmp.Diff([]Value{{0, 2}, {1, 1}}, s.Values()); diff != "" {
		t.Error(diff)
	}
}

// scores draws values that often tie, some only at nine decimals.
func scores(least int) *rapid.Generator[[]float64] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 {
		y := 100 * float64(rapid.IntRange(0, 12).Draw(t, "twelfths")) / 12
		return clamp(y+float64(rapid.IntRange(-1, 1).Draw(t, "noise"))*1e-13, 0, 100)
	}), least, 40)
}

func TestSampleProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := scores(1).Draw(t, "scores")
		s := sampleOf(values...)
		got := s.Summary()
		// Order plays no part, not even in the last bit.
		shuffled := rapid.Permutation(values).Draw(t, "shuffled")
		if diff := cmp.Diff(got, sampleOf(shuffled...).Summary()); diff != "" {
			t.Fatal(diff)
		}
		// Nor does counting in two halves.
		cut := rapid.IntRange(0, len(values)).Draw(t, "cut")
		half := sampleOf(values[:cut]...)
		half.Merge(sampleOf(values[cut:]...))
		if diff := cmp.Diff(got, half.Summary()); diff != "" {
			t.Fatal(diff)
		}
		if s.Distinct() > 13 {
			t.Fatalf("%d distinct values of 13", s.Distinct())
		}
		lo, hi := slices.Min(values), slices.Max(values)
		for _, v := range []*float64{got.Mean, got.Median, got.Min, got.Max} {
			if *v < lo-1e-9 || *v > hi+1e-9 {
				t.Fatalf("%v is outside %v to %v", *v, lo, hi)
			}
		}
		if got.CILow != nil && (*got.CILow < 0 || *got.CILow > *got.Mean || *got.Mean > *got.CIHigh || *got.CIHigh > 100) {
			t.Fatalf("interval %v to %v around %v", *got.CILow, *got.CIHigh, *got.Mean)
		}
		if (got.CILow == nil) != (len(values) < 2 || got.NoVariance) {
			t.Fatalf("interval %v with n = %d", got.CILow, got.N)
		}
	})
}
