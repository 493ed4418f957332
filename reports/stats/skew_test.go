package stats

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSkewCount50(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []float64
		want   int
	}{
		{[]float64{400, 260, 120, 60, 40, 30, 20, 15, 12, 10, 8, 6, 5, 4, 3, 3, 2, 1, 1, 0}, 2},
		{[]float64{50, 25, 25}, 1},
		{[]float64{1, 1, 1, 1}, 2},
		{[]float64{1, 1, 1}, 2},
	} {
		got, err := ValueSkew(c.values, Default().Skew)
		if err != nil {
			t.Fatal(err)
		}
		if got.Count50 != c.want {
			t.Errorf("%v: %d customers bring half, want %d", c.values, got.Count50, c.want)
		}
	}
}

func TestSkewUndefined(t *testing.T) {
	t.Parallel()
	for name, values := range map[string][]float64{
		"none": nil, "zeros": {0, 0}, "losses": {-5, -1}, "net loss": {10, -30}, "net zero": {10, -10},
	} {
		got, err := ValueSkew(values, Default().Skew)
		if err != nil {
			t.Fatal(err)
		}
		if got.V != nil || got.X50 != nil || got.Gini != nil || got.WhalePeak != nil || got.Lorenz != nil || got.Count50 != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestSkewRefuses(t *testing.T) {
	t.Parallel()
	if _, err := ValueSkew([]float64{1, math.NaN()}, Default().Skew); err == nil || !strings.Contains(err.Error(), "customer 2") {
		t.Errorf("error %v", err)
	}
	for _, a := range []SkewAnchors{{}, {Steep: 20, Shallow: 2}, {Steep: 2, Shallow: 101}, {Steep: math.NaN(), Shallow: 20}} {
		if _, err := ValueSkew([]float64{1}, a); err == nil {
			t.Errorf("anchors %v are accepted", a)
		}
	}
}

func TestSkewAnchors(t *testing.T) {
	t.Parallel()
	values := repeated(20, 2.5, 80, 0.625) // half from 20 %
	for anchors, want := range map[SkewAnchors]float64{
		{Steep: 2, Shallow: 20}:  0,
		{Steep: 20, Shallow: 50}: 1,
		{Steep: 10, Shallow: 40}: 0.5,
	} {
		got, err := ValueSkew(values, anchors)
		if err != nil {
			t.Fatal(err)
		}
		nearPtr(t, "V", got.V, want)
	}
}

func TestSkewProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-50, 1000), 1, 150).Draw(t, "values")
		got, err := ValueSkew(values, Default().Skew)
		if err != nil {
			t.Fatal(err)
		}
		shuffled, err := ValueSkew(rapid.Permutation(values).Draw(t, "shuffled"), Default().Skew)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, shuffled); diff != "" {
			t.Fatal(diff)
		}
		if got.V == nil {
			return
		}
		for _, v := range []*float64{got.V, got.Gini, got.HHI} {
			if *v < 0 || *v > 1 {
				t.Fatalf("%v is outside 0 to 1: %+v", *v, got)
			}
		}
		if *got.X50 > *got.X80 || *got.X50 <= 0 || *got.X80 > 100 || *got.WhalePeak < 1 || got.Count50 < 1 {
			t.Fatalf("%+v", got)
		}
		checkLorenz(t, got)
		// Doubling every value changes nothing but the totals.
		doubled := make([]float64, len(values))
		for i, v := range values {
			doubled[i] = 2 * v
		}
		twice, err := ValueSkew(doubled, Default().Skew)
		if err != nil {
			t.Fatal(err)
		}
		twice.Total, twice.Positive = got.Total, got.Positive
		if diff := cmp.Diff(got, twice); diff != "" {
			t.Fatal(diff)
		}
	})
}

func checkLorenz(t *rapid.T, s Skew) {
	last := len(s.Lorenz) - 1
	if last < 1 || last > 100 || s.Lorenz[0] != (Point{}) || s.Lorenz[last] != (Point{1, 1}) {
		t.Fatalf("curve of %d points: %v", last+1, s.Lorenz)
	}
	for i := 1; i <= last; i++ {
		if s.Lorenz[i].Value < s.Lorenz[i-1].Value || s.Lorenz[i].Value < s.Lorenz[i].Customers-1e-9 {
			t.Fatalf("the curve falls at %v", s.Lorenz[i])
		}
	}
	var sum float64
	for i, d := range s.Deciles {
		sum += d
		if i > 0 && d > s.Deciles[i-1]+1e-9 {
			t.Fatalf("deciles %v", s.Deciles)
		}
	}
	if len(s.Deciles) != 10 || math.Abs(sum-1) > 1e-9 {
		t.Fatalf("deciles %v sum to %v", s.Deciles, sum)
	}
}

func TestDiversityEdges(t *testing.T) {
	t.Parallel()
	none, err := NeedsDiversity([]float64{0, 0}, 6)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Diversity{}, none); diff != "" {
		t.Error(diff)
	}
	got, err := NeedsDiversity([]float64{5, 0, 5}, 6)
	if err != nil {
		t.Fatal(err)
	}
	if got.Segments != 2 {
		t.Errorf("%d segments, want 2", got.Segments)
	}
	nearPtr(t, "evenness", got.Evenness, 1)
	nearPtr(t, "D", got.D, 0.2)
	for _, sizes := range [][]float64{{1, -1}, {1, math.Inf(1)}} {
		if _, err := NeedsDiversity(sizes, 6); err == nil || !strings.Contains(err.Error(), "segment 2") {
			t.Errorf("%v: error %v", sizes, err)
		}
	}
	if _, err := NeedsDiversity([]float64{1}, 1); err == nil {
		t.Error("a full diversity of one need is accepted")
	}
}

func TestDiversityProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 1, 12).Draw(t, "sizes")
		got, err := NeedsDiversity(sizes, 6)
		if err != nil {
			t.Fatal(err)
		}
		if got.D == nil {
			return
		}
		if *got.D < 0 || *got.D > 1 || *got.Evenness < 0 || *got.Evenness > 1 ||
			*got.EffectiveNeeds < 1-1e-9 || *got.EffectiveNeeds > float64(got.Segments)+1e-9 {
			t.Fatalf("%+v", got)
		}
	})
}

func TestQuadrant(t *testing.T) {
	t.Parallel()
	for s, want := range map[Situation]Quadrant{
		{0, 0}:                     QuadrantMass,
		{0.460731, 0.519223}:       QuadrantNiche,
		{0.5, 0.4999}:              QuadrantKeyAccount,
		{0.5 - 1e-12, 0.5 - 1e-12}: QuadrantOneToOne,
	} {
		if got := s.Quadrant(); got != want {
			t.Errorf("%v is %s, want %s", s, got, want)
		}
	}
	for index, want := range map[float64]bool{0.460731: true, 0.519223: true, 0.4: false, 0.6: false, 0.41: true, 1: false} {
		if got := Borderline(index); got != want {
			t.Errorf("%v is borderline: %v", index, got)
		}
	}
}
