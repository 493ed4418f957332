package reports

import (
	"math"
	"slices"
	"testing"

	"readiness/assessment"
)

// TestNeedsByValue: segments of 80 and 20 customers that bring 20 and 80 of the
// value, one that only loses, weighed either way (priorities.md 3.2).
func TestNeedsByValue(t *testing.T) {
	t.Parallel()
	x50 := 10.0
	base := &assessment.CustomerBase{
		Curve: assessment.ValueCurve{N: 110, Total: 90, Positive: 100, X50: &x50},
		Segments: []assessment.NeedsSegment{
			{Segment: "many", Customers: 80, Value: 20}, {Segment: "few", Customers: 20, Value: 80}, {Segment: "losing", Customers: 10},
		},
	}
	effective := func(shares ...float64) float64 {
		h := 0.0
		for _, p := range shares {
			h -= p * math.Log(p)
		}
		return math.Exp(h)
	}
	for by, want := range map[string]struct{ effective, share float64 }{
		"":                      {effective(80.0/110, 20.0/110, 10.0/110), 80.0 / 110},
		"customers":             {effective(80.0/110, 20.0/110, 10.0/110), 80.0 / 110},
		assessment.NeedsByValue: {effective(0.2, 0.8), 0.2},
	} {
		a := &assessment.Assessment{Parameters: assessment.DefaultParameters()}
		a.Parameters.NeedsBy = by
		s, warnings, err := Place(a, base)
		if err != nil {
			t.Fatal(err)
		}
		if said := slices.ContainsFunc(warnings, func(m Message) bool { return m.Key == "report_warning_needs_by_value" }); said != (by == assessment.NeedsByValue) {
			t.Errorf("by %q: %v", by, warnings)
		}
		near(t, by+" effective needs", s.EffectiveNeeds, want.effective)
		near(t, by+" diversity", &s.NeedsDiversity, (want.effective-1)/5)
		near(t, by+" share", &s.Segments[0].Share, want.share)
	}
	// A list from before values were kept by segment does not tell.
	for i := range base.Segments {
		base.Segments[i].Value = 0
	}
	a := &assessment.Assessment{Parameters: assessment.DefaultParameters()}
	a.Parameters.NeedsBy = assessment.NeedsByValue
	if s, warnings, err := Place(a, base); err != nil || s.DiversitySource != sourceNone || len(warnings) == 0 {
		t.Errorf("%+v, %v, %v", s, warnings, err)
	}
}
