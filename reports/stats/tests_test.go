package stats

import (
	"math"
	"math/bits"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// bruteForce is the definition of the exact p-value, over every assignment.
func bruteForce(a, b []float64) float64 {
	pooled := append(append([]float64(nil), a...), b...)
	statistic := func(inA uint) float64 {
		var u float64
		for i, x := range pooled {
			for j, y := range pooled {
				if inA>>i&1 == 1 && inA>>j&1 == 0 {
					switch {
					case Round9(x) > Round9(y):
						u++
					case Round9(x) == Round9(y):
						u += 0.5
					}
				}
			}
		}
		return math.Abs(u - float64(len(a)*len(b))/2)
	}
	observed := statistic(1<<len(a) - 1)
	var extreme, all float64
	for inA := range uint(1) << len(pooled) {
		if bits.OnesCount(inA) != len(a) {
			continue
		}
		all++
		if statistic(inA) >= observed-1e-9 {
			extreme++
		}
	}
	return extreme / all
}

func TestCompareAgainstDefinition(t *testing.T) {
	t.Parallel()
	few := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 5), func(i int) float64 { return float64(i) * 20 }), 3, 5)
	rapid.Check(t, func(t *rapid.T) {
		a, b := few.Draw(t, "a"), few.Draw(t, "b")
		got := Compare(sampleOf(a...), sampleOf(b...))
		if want := bruteForce(a, b); math.Abs(*got.P-want) > 1e-12 {
			t.Fatalf("p %v, want %v", *got.P, want)
		}
		if *got.P < *got.MinP-1e-12 {
			t.Fatalf("p %v is below the least attainable %v", *got.P, *got.MinP)
		}
		// The other way round: the same p, the opposite effects.
		back := Compare(sampleOf(b...), sampleOf(a...))
		if *back.P != *got.P || *back.U+*got.U != float64(len(a)*len(b)) || !close9(*back.CliffsDelta, -*got.CliffsDelta) {
			t.Fatalf("%+v, back %+v", got, back)
		}
	})
}

func TestCompareSmall(t *testing.T) {
	t.Parallel()
	// statistics.md 2.8: the case in which twice the smaller tail exceeds 1.
	tiny := Compare(sampleOf(2, 2), sampleOf(2, 2, 2, 2, 3))
	if tiny.Testable || tiny.P != nil || tiny.MinP != nil || tiny.NeverSignificant {
		t.Errorf("two scores are tested: %+v", tiny)
	}
	nearPtr(t, "u", tiny.U, 4)
	nearPtr(t, "delta", tiny.CliffsDelta, -0.2)
	if tiny.HedgesG == nil || *tiny.HedgesG >= 0 {
		t.Errorf("g = %v", tiny.HedgesG)
	}
	three := Compare(sampleOf(1, 2, 3), sampleOf(4, 5, 6))
	nearPtr(t, "p", three.P, 0.1)
	nearPtr(t, "least p", three.MinP, 0.1)
	if !three.NeverSignificant {
		t.Error("3 against 3 is not said to be too small")
	}
	four := Compare(sampleOf(1, 2, 3, 4), sampleOf(5, 6, 7, 8))
	nearPtr(t, "p", four.P, 2.0/70)
	if four.NeverSignificant {
		t.Error("4 against 4 is said to be too small")
	}
	// 3 against 4 reach 0.057 at least, unless ties make one tail rarer.
	if got := Compare(sampleOf(1, 2, 3), sampleOf(4, 5, 6, 7)); !got.NeverSignificant {
		t.Errorf("3 against 4 without ties: %v at least", *got.MinP)
	}
	rarer := Compare(sampleOf(60, 60, 60), sampleOf(0, 0, 40, 40))
	nearPtr(t, "p with ties", rarer.P, 1.0/35)
	nearPtr(t, "least p with ties", rarer.MinP, 1.0/35)
	if rarer.NeverSignificant {
		t.Error("a significant result is said to be impossible")
	}
	equal := Compare(sampleOf(5, 5, 5), sampleOf(5, 5, 5, 5))
	nearPtr(t, "p of equal scores", equal.P, 1)
	nearPtr(t, "delta of equal scores", equal.CliffsDelta, 0)
	wantNil(t, "g of equal scores", equal.HedgesG)
	wantNil(t, "g below 2 degrees of freedom", Compare(sampleOf(1, 2), sampleOf(4)).HedgesG)
	empty := Compare(&Sample{}, sampleOf(1, 2, 3))
	if diff := cmp.Diff(Comparison{N2: 3}, empty); diff != "" {
		t.Error(diff)
	}
	// Ties at nine decimals are ties.
	tied := Compare(sampleOf(100.0/3, 50, 60), sampleOf(33.3333333333333, 50, 60))
	nearPtr(t, "u of ties", tied.U, 4.5)
}

func TestCompareLarge(t *testing.T) {
	t.Parallel()
	// 50 together are exact, 51 are not; both agree to what the normal leaves.
	ramp := func(n, shift int) *Sample {
		var s Sample
		for i := range n {
			s.Add(float64((i*7 + shift) % 29))
		}
		return &s
	}
	exact := Compare(ramp(25, 0), ramp(25, 5))
	approximate := Compare(ramp(26, 0), ramp(25, 5))
	if !exact.Exact || approximate.Exact {
		t.Errorf("exact: %v and %v", exact.Exact, approximate.Exact)
	}
	_, p := newRankSums([]*Sample{ramp(25, 0), ramp(25, 5)}).normal()
	if math.Abs(p-*exact.P) > 0.01 {
		t.Errorf("normal p %v, exact p %v", p, *exact.P)
	}
	// A million responses cost no more than their distinct scores.
	var a, b Sample
	for i := range 5 {
		a.AddN(float64(i*25), 100_000+i)
		b.AddN(float64(i*25), 100_000-i)
	}
	million := Compare(&a, &b)
	if million.Exact || *million.P < 0.9 || math.Abs(*million.CliffsDelta) > 1e-4 {
		t.Errorf("a million equal answers: p %v, delta %v", *million.P, *million.CliffsDelta)
	}
	var same, other Sample
	same.AddN(50, 40)
	other.AddN(50, 40)
	nearPtr(t, "p of many equal scores", Compare(&same, &other).P, 1)
}

func TestHedgesCorrectionIsSmooth(t *testing.T) {
	t.Parallel()
	below, above := hedgesCorrection(1e5), hedgesCorrection(1e5+1)
	if math.Abs(below-above) > 1e-9 || !(above < 1) {
		t.Errorf("J jumps from %v to %v", below, above)
	}
}

func TestCliffEffect(t *testing.T) {
	t.Parallel()
	for delta, want := range map[float64]Effect{
		0: EffectNegligible, 0.1469: EffectNegligible, 0.147: EffectSmall, -0.3299: EffectSmall,
		0.33: EffectMedium, -0.473: EffectMedium, 0.474: EffectLarge, -1: EffectLarge,
	} {
		if got := CliffEffect(delta); got != want {
			t.Errorf("%v is %s, want %s", delta, got, want)
		}
	}
}

func TestKruskalWallisEdges(t *testing.T) {
	t.Parallel()
	for name, samples := range map[string][]*Sample{
		"no group":     nil,
		"one group":    {sampleOf(1, 2, 3), nil, {}},
		"no variation": {sampleOf(5, 5), sampleOf(5, 5, 5)},
	} {
		got := KruskalWallis(samples)
		if got.H != nil || got.DF != nil || got.P != nil || got.Epsilon2 != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	// With two groups H is the square of the uncorrected z.
	a, b := sampleOf(1, 2, 2, 5, 9, 9), sampleOf(2, 3, 7, 9, 11, 12, 14)
	ranks := newRankSums([]*Sample{a, b})
	z := (ranks.sum(0) - 21 - 21) / ranks.sigma()
	got := KruskalWallis([]*Sample{nil, a, b})
	nearPtr(t, "H", got.H, z*z)
	nearPtr(t, "df", got.DF, 1)
	nearPtr(t, "p", got.P, math.Erfc(math.Abs(z)/math.Sqrt2))
	if got.Approximate {
		t.Error("groups of 6 and 7 are called too small")
	}
}

func TestBenjaminiHochberg(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOf(rapid.Ptr(rapid.Float64Range(0, 1), true)).Draw(t, "p")
		q := BenjaminiHochberg(p)
		for i := range p {
			if (p[i] == nil) != (q[i] == nil) {
				t.Fatalf("p %v, q %v", p[i], q[i])
			}
			if p[i] == nil {
				continue
			}
			if *q[i] < *p[i]-1e-15 || *q[i] > 1 {
				t.Fatalf("p %v, q %v", *p[i], *q[i])
			}
			for j := range p {
				if p[j] != nil && *p[i] <= *p[j] && *q[i] > *q[j] {
					t.Fatalf("p %v < %v, q %v > %v", *p[i], *p[j], *q[i], *q[j])
				}
			}
		}
	})
	q := BenjaminiHochberg([]*float64{ref(0.01), nil, ref(0.02), ref(0.9)})
	nearPtr(t, "first", q[0], 0.03)
	nearPtr(t, "second", q[2], 0.03)
	nearPtr(t, "last", q[3], 0.9)
}
