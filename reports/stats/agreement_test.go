package stats

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestAgreeEdges(t *testing.T) {
	t.Parallel()
	for name, counts := range map[string][]int{"no options": nil, "one option": {9}, "no answers": {0, 0, 0}} {
		if diff := cmp.Diff(Agreement{}, Agree(counts)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	one := Agree([]int{0, 1, 0, 0, 0})
	wantNil(t, "rwg of one", one.RWG)
	wantNil(t, "a_wg of one", one.AWG)
	nearPtr(t, "polarisation of one", one.Polarisation, 0)
	end := Agree([]int{0, 0, 0, 0, 8})
	nearPtr(t, "rwg at the end", end.RWG, 1)
	wantNil(t, "a_wg at the end", end.AWG)
	middle := Agree([]int{0, 0, 8, 0, 0})
	nearPtr(t, "a_wg in the middle", middle.AWG, 1)
}

func TestPolarisedNeedsBothEnds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		counts []int
		want   bool
	}{
		{[]int{5, 0, 0, 0, 5}, true},
		{[]int{3, 0, 4, 0, 3}, true},  // .6, 30 % at either end
		{[]int{1, 1, 1, 1, 1}, true},  // .5, 40 % in either box
		{[]int{2, 0, 0, 0, 8}, false}, // .64, only 20 % below
		{[]int{0, 5, 0, 5, 0}, false}, // .25
	} {
		if got := Agree(c.counts).Polarised; got != c.want {
			t.Errorf("%v: %v", c.counts, got)
		}
	}
}

func TestGradeAgreement(t *testing.T) {
	t.Parallel()
	for awg, want := range map[float64]AgreementGrade{
		0.7: AgreementAcceptable, 0.7 - 1e-12: AgreementAcceptable, 0.69: AgreementReasonable,
		0.6: AgreementReasonable, 0.59: AgreementWeak, -1: AgreementWeak,
	} {
		if got := GradeAgreement(awg); got != want {
			t.Errorf("%v is %s, want %s", awg, got, want)
		}
	}
}

func TestAgreeProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 30), 2, 11).Draw(t, "counts")
		got := Agree(counts)
		// Turned round, the agreement is the same.
		turned := make([]int, len(counts))
		for i, c := range counts {
			turned[len(counts)-1-i] = c
		}
		back := Agree(turned)
		for _, pair := range [][2]*float64{{got.RWG, back.RWG}, {got.AWG, back.AWG}, {got.Polarisation, back.Polarisation}} {
			if (pair[0] == nil) != (pair[1] == nil) || (pair[0] != nil && !close9(*pair[0], *pair[1])) {
				t.Fatalf("%v turned round gives %+v, then %+v", counts, got, back)
			}
		}
		if got.Polarised != back.Polarised {
			t.Fatalf("%v turned round changes the flag", counts)
		}
		if got.RWG != nil && *got.RWG > 1 {
			t.Fatalf("rwg %v", *got.RWG)
		}
		if got.AWG != nil && (*got.AWG > 1 || *got.AWG < -1-1e-9) {
			t.Fatalf("a_wg %v", *got.AWG)
		}
	})
}

func TestConsistencyThresholds(t *testing.T) {
	t.Parallel()
	collect := func(times int) *Consistency {
		c := NewConsistency([]int{5, 5, 5, 5})
		for i := range times {
			c.Add(alphaCases()[i%10])
		}
		return c
	}
	nine := collect(9).Reliability()
	if nine.N != 9 || nine.Alpha != nil || nine.IfDropped != nil || nine.ItemRest != nil || nine.Indicative {
		t.Errorf("9 cases: %+v", nine)
	}
	if got := collect(19).Reliability(); got.Alpha == nil || !got.Indicative {
		t.Errorf("19 cases: %+v", got)
	}
	if got := collect(20).Reliability(); got.Alpha == nil || got.Indicative {
		t.Errorf("20 cases: %+v", got)
	}
}

func TestConsistencyEdges(t *testing.T) {
	t.Parallel()
	c := NewConsistency([]int{5, 3})
	for _, answers := range [][]int{{1}, {0, 2}, {6, 2}, {5, 4}, {1, 2, 3}, nil} {
		if c.Add(answers) {
			t.Errorf("%v is taken as complete", answers)
		}
	}
	if c.N() != 0 || c.ItemVariances() != nil || c.RWGJ() != nil {
		t.Errorf("incomplete cases count: n = %d", c.N())
	}
	for range 12 {
		c.Add([]int{3, 2})
	}
	flat := c.Reliability()
	wantNil(t, "alpha without variation", flat.Alpha)
	wantNil(t, "item-rest without variation", flat.ItemRest[0])
	if flat.IfDropped != nil {
		t.Error("two items have an alpha if dropped")
	}
	nearPtr(t, "rwg(j) of agreement", c.RWGJ(), 1)
	if c.Merge(nil) || c.Merge(NewConsistency([]int{5})) {
		t.Error("other items are merged")
	}
}

func TestRWGJWithoutDenominator(t *testing.T) {
	t.Parallel()
	// Two items of 3 levels with a variance of 4/3, twice that of uniform
	// answers: J(1-2) + 2 = 0.
	c := NewConsistency([]int{3, 3})
	for _, answers := range [][]int{{1, 1}, {3, 3}, {1, 3}, {3, 1}} {
		c.Add(answers)
	}
	wantNil(t, "rwg(j)", c.RWGJ())
}

func TestConsistencyOrderAndHalves(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		levels := []int{5, 5, 4}
		cases := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, 5), 3, 3), 0, 60).Draw(t, "cases")
		collect := func(cases [][]int) *Consistency {
			c := NewConsistency(levels)
			for _, answers := range cases {
				c.Add(answers)
			}
			return c
		}
		want := collect(cases)
		cut := rapid.IntRange(0, len(cases)).Draw(t, "cut")
		got := collect(rapid.Permutation(cases[cut:]).Draw(t, "second half"))
		got.Merge(collect(rapid.Permutation(cases[:cut]).Draw(t, "first half")))
		if diff := cmp.Diff(want.Reliability(), got.Reliability()); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(want.RWGJ(), got.RWGJ()); diff != "" {
			t.Fatal(diff)
		}
		if r := got.Reliability(); r.Alpha != nil && *r.Alpha > 1+1e-9 {
			t.Fatalf("alpha %v", *r.Alpha)
		}
	})
}
