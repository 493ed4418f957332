package stats

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestLabels(t *testing.T) {
	t.Parallel()
	standard, strict := StandardThresholds(), StrictThresholds()
	cases := []struct {
		thresholds Thresholds
		gap        float64
		label      Label
		spot       Spot
	}{
		{standard, 0, LabelNone, SpotNone},
		{standard, 12.4999, LabelNone, SpotNone},
		{standard, 12.5, LabelNotable, SpotBlind},
		{standard, 12.5 - 1e-12, LabelNotable, SpotBlind},
		{standard, 12.5 - 1e-8, LabelNone, SpotNone},
		{standard, 24.999, LabelNotable, SpotBlind},
		{standard, 25 - 1e-12, LabelLarge, SpotBlind},
		{standard, -12.5, LabelNotable, SpotHiddenGood},
		{standard, -25, LabelLarge, SpotHiddenGood},
		{strict, 33.3, LabelNone, SpotNone},
		{strict, 33.33333333333, LabelLarge, SpotBlind},
		{strict, -40, LabelLarge, SpotHiddenGood},
	}
	for _, c := range cases {
		if got := c.thresholds.Label(c.gap); got != c.label {
			t.Errorf("%v is %q, want %q", c.gap, got, c.label)
		}
		if got := c.thresholds.Spot(c.gap); got != c.spot {
			t.Errorf("%v is %q, want %q", c.gap, got, c.spot)
		}
	}
}

func TestEvidence(t *testing.T) {
	t.Parallel()
	cases := []struct {
		label Label
		q     *float64
		want  Evidence
	}{
		{LabelNone, ref(0.001), EvidenceNone},
		{LabelNotable, ref(0.05), EvidenceConfirmed},
		{LabelNotable, ref(0.05 + 1e-12), EvidenceConfirmed},
		{LabelLarge, ref(0.050001), EvidenceIndicative},
		{LabelLarge, nil, EvidenceIndicative},
	}
	for _, c := range cases {
		if got := EvidenceFor(c.label, c.q); got != c.want {
			t.Errorf("%s with q %v is %s, want %s", c.label, c.q, got, c.want)
		}
	}
}

func TestGapsOfNothing(t *testing.T) {
	t.Parallel()
	nearPtr(t, "target gap", TargetGap(75, ref(38.373016)), 36.626984)
	wantNil(t, "target gap", TargetGap(75, nil))
	wantNil(t, "difference", Difference(nil, ref(1.0)))
	if LargestGap([]*float64{nil, ref(3.0)}) != nil {
		t.Error("one mean has a largest gap")
	}
	sides := InsideOutsideGap([]Cell{{N: 5, Mean: 40, Weight: 1, Disclosed: true}, {N: 5, Mean: 10, Weight: 1}}, []bool{false, true})
	nearPtr(t, "inside", sides.Inside, 40)
	wantNil(t, "outside", sides.Outside)
	wantNil(t, "gap", sides.Gap)
}

func TestLargestGapTie(t *testing.T) {
	t.Parallel()
	// 0 to 1 and 1 to 2 are 30 apart, the second by a last bit more.
	means := []*float64{ref(40.0), ref(10.0), ref(40.0 + 1e-13), nil}
	want := &PairGap{Higher: 0, Lower: 1, Gap: 30}
	if diff := cmp.Diff(want, LargestGap(means)); diff != "" {
		t.Error(diff)
	}
}

func TestReference(t *testing.T) {
	t.Parallel()
	levels := []int{1, 6, 5, 6}
	cases := []struct {
		preferred int
		disclosed []bool
		want      int
	}{
		{3, []bool{true, true, true, true}, 3},
		{3, []bool{true, true, true, false}, 1},
		{-1, []bool{true, true, true, true}, 1},
		{1, []bool{true, false, true, false}, 2},
		{1, []bool{false, false, false, false}, -1},
	}
	for _, c := range cases {
		if got := Reference(c.preferred, levels, c.disclosed); got != c.want {
			t.Errorf("preferred %d of %v: %d, want %d", c.preferred, c.disclosed, got, c.want)
		}
	}
}

func TestSliceGapCommonGroups(t *testing.T) {
	t.Parallel()
	a := []Cell{{N: 5, Mean: 60, Weight: 1, Disclosed: true}, {N: 5, Mean: 90, Weight: 1, Disclosed: true}}
	b := []Cell{{N: 5, Mean: 50, Weight: 9, Disclosed: true}, {N: 5, Mean: 0, Weight: 1}}
	meanA, meanB, gap := SliceGap(a, b)
	nearPtr(t, "a", meanA, 60)
	nearPtr(t, "b", meanB, 50)
	nearPtr(t, "gap", gap, 10)
	_, _, gap = SliceGap(a[:1], b[1:])
	wantNil(t, "nothing in common", gap)
}

func TestChangeEdges(t *testing.T) {
	t.Parallel()
	up := Change([]Cell{sampleOf(80, 81, 82, 83).Cell(1, true)}, []Cell{sampleOf(50, 51, 52, 53).Cell(1, true)})
	if up.Direction != Up {
		t.Errorf("up is %q", up.Direction)
	}
	down := Change([]Cell{sampleOf(50, 51, 52, 53).Cell(1, true)}, []Cell{sampleOf(80, 81, 82, 83).Cell(1, true)})
	if down.Direction != Down {
		t.Errorf("down is %q", down.Direction)
	}
	small := Change([]Cell{sampleOf(52, 52.1, 52, 52.1).Cell(1, true)}, []Cell{sampleOf(50, 50.1, 50, 50.1).Cell(1, true)})
	if small.Direction != NoClearChange || *small.P > 0.01 {
		t.Errorf("2 points are %q", small.Direction)
	}
	flat := Change([]Cell{sampleOf(70, 70).Cell(1, true)}, []Cell{sampleOf(50, 50).Cell(1, true)})
	nearPtr(t, "change", flat.Change, 20)
	nearPtr(t, "se", flat.SE, 0)
	wantNil(t, "p", flat.P)
	wantNil(t, "df", flat.DF)
	if flat.Direction != NoClearChange {
		t.Errorf("without variance the direction is %q", flat.Direction)
	}
	apart := Change([]Cell{{N: 4, Mean: 60, Weight: 1, Disclosed: true}, {}}, []Cell{{}, {N: 4, Mean: 60, Weight: 1, Disclosed: true}})
	wantNil(t, "nothing in common", apart.Change)
	if len(apart.Common) != 0 {
		t.Errorf("common %v", apart.Common)
	}
}

func TestChangeProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := cells(1).Draw(t, "latest"), cells(1).Draw(t, "earlier")
		there, back := Change(a, b), Change(reweighted(b, a), a)
		if there.Change == nil {
			return
		}
		if back.Change == nil || !close9(*there.Change, -*back.Change) {
			t.Fatalf("there %v, back %v", *there.Change, back.Change)
		}
		if there.P != nil && (*there.P < 0 || *there.P > 1 || *there.CILow > *there.Change || *there.CIHigh < *there.Change) {
			t.Fatalf("p %v, interval %v to %v around %v", *there.P, *there.CILow, *there.CIHigh, *there.Change)
		}
		same := Change(a, a)
		if same.Change != nil && *same.Change != 0 {
			t.Fatalf("a wave changed by %v against itself", *same.Change)
		}
	})
}

func close9(a, b float64) bool { return Round9(a-b) == 0 }
