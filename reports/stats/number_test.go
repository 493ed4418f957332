package stats

import (
	"math"
	"testing"
)

func TestRound9(t *testing.T) {
	t.Parallel()
	for in, want := range map[float64]float64{
		12.4999999996: 12.5,
		12.499999999:  12.499999999,
		-0.0000000004: 0,
		100.0 / 3:     33.333333333,
		1e300:         1e300,
	} {
		got := Round9(in)
		if got != want || math.Signbit(got) != math.Signbit(want) {
			t.Errorf("%v becomes %v, want %v", in, got, want)
		}
	}
}

func TestReaches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v, threshold float64
		want         bool
	}{
		{40, 40, true}, {40 - 1e-12, 40, true}, {40 - 1e-8, 40, false}, {41, 40, true}, {math.NaN(), 40, false},
	} {
		if got := Reaches(c.v, c.threshold); got != c.want {
			t.Errorf("%v reaches %v: %v", c.v, c.threshold, got)
		}
	}
}

func TestOptional(t *testing.T) {
	t.Parallel()
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		wantNil(t, "optional", optional(v))
	}
	nearPtr(t, "optional", optional(3), 3)
}

// The quantile keeps to the normal's with many degrees of freedom.
func TestStudentT(t *testing.T) {
	t.Parallel()
	for df, want := range map[float64]float64{
		1: 12.706204736, 2: 4.302652730, 18: 2.100922040, 100: 1.983971519, 1e4: 1.960201240, 1e6: 1.959966357, 1e9: 1.959963987,
	} {
		near(t, "t", studentT(df), want)
	}
}
