package reports

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/reports/stats"
)

// The word about a blind spot belongs to the gap inside minus outside, not to the
// largest gap of any one group.
func TestBlindSpotEvidence(t *testing.T) {
	t.Parallel()
	const none, indicative, confirmed = "none", "indicative", "confirmed"
	gap := func(group, reference string, size float64, evidence string) Gap {
		return Gap{Group: group, Reference: reference, Gap: size, Evidence: evidence}
	}
	for _, tt := range []struct {
		name            string
		inside, outside float64
		gaps            []Gap
		strict          bool
		want            string
	}{
		{"too small, whatever one group says", 40, 30, []Gap{gap("executives", "customers", 40, confirmed)}, false, none},
		{"notable, nothing tested", 42.5, 30, nil, false, indicative},
		{"notable and confirmed across", 50, 30, []Gap{gap("managers", "customers", 13, indicative), gap("executives", "customers", 40, confirmed)}, false, confirmed},
		{"only two groups outside differ", 50, 30, []Gap{gap("channel", "customers", 40, confirmed)}, false, indicative},
		{"a group inside that rates it lower", 50, 30, []Gap{gap("frontline", "customers", -20, confirmed)}, false, indicative},
		{"the reference is inside", 50, 30, []Gap{gap("channel", "frontline", -30, confirmed)}, false, confirmed},
		{"the reference is inside, outside is higher", 50, 30, []Gap{gap("channel", "frontline", 30, confirmed)}, false, indicative},
		{"two groups inside", 50, 30, []Gap{gap("executives", "frontline", 30, confirmed)}, false, indicative},
		{"below a strict label", 60, 30, []Gap{gap("executives", "customers", 40, confirmed)}, true, none},
		{"outside rates it higher", 30, 60, []Gap{gap("executives", "customers", 40, confirmed)}, false, none},
	} {
		b := worked(t)
		if tt.strict {
			b.parameters.Labels = stats.StrictThresholds()
		}
		scale := &Scale{Inside: &tt.inside, Outside: &tt.outside, PerceptionGaps: tt.gaps}
		if got := b.blindSpotEvidence(scale); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if got := worked(t).blindSpotEvidence(&Scale{}); got != none {
		t.Errorf("one side hidden: %s", got)
	}
}

// A step that prints as 0.0 is no reason, unless there is no other.
func TestReasonsSayWhatShows(t *testing.T) {
	t.Parallel()
	b := worked(t)
	for _, tt := range []struct {
		name   string
		points [5]float64 // shortfall, blind spot, fit, importance, gate
		want   []string
	}{
		{"importance of 0.04", [5]float64{20, 0, 1, 0.04, -0.05}, []string{"report_reason_shortfall", "report_reason_fit_up", "report_reason_gate"}},
		{"hardly anything", [5]float64{0.03, 0.01, 0, 0, 0}, []string{"report_reason_shortfall"}},
	} {
		p := b.report.Priorities[3]
		p.ShortfallPoints, p.BlindSpotPoints, p.FitPoints, p.ImportancePoints, p.GatePoints =
			tt.points[0], tt.points[1], tt.points[2], tt.points[3], tt.points[4]
		var got []string
		for _, m := range b.reasons(&p, b.stageInputs(b.readiness)) {
			got = append(got, m.Key)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}
