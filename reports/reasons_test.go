package reports

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/questionnaires"
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
		{"importance of 0.04", [5]float64{20, 0, 1, 0.04, -0.05}, []string{"report_reason_shortfall", "report_reason_fit_base_up", "report_reason_gate"}},
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

// Without a first stage the verdict says why, and not that the company is unready.
func TestVerdictOnStagesThatCannotBeJudged(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		ids     []string
		n       int // in each group
		answers map[string]string
		change  func(s *survey)
		want    []string
	}{
		{
			"everybody could not tell about the first",
			[]string{"broad-view"},
			10,
			map[string]string{"bv1": "dk", "bv2": "5", "bv3": "5", "bv4": "5"},
			nil,
			[]string{"No verdict is possible: Identify comes first and cannot be judged, because everybody who answered chose “I don't know”."},
		},
		{
			"a unanimity that may not be told",
			[]string{"broad-view"},
			9,
			map[string]string{"bv1": "dk", "bv2": "5", "bv3": "5", "bv4": "5"},
			nil,
			[]string{"No verdict is possible: Identify comes first and cannot be judged, because there are too few answers that may be shown."},
		},
		{
			"one could tell",
			[]string{"broad-view"},
			10,
			map[string]string{"bv1": "dk", "bv2": "5", "bv3": "5", "bv4": "5"},
			func(s *survey) { s.respond("customers", map[string]string{"bv1": "3"}) },
			[]string{"No verdict is possible: Identify comes first and cannot be judged, because there are too few answers that may be shown."},
		},
		{
			"one in the middle",
			[]string{"broad-view"},
			10,
			map[string]string{"bv1": "5", "bv2": "dk", "bv3": "5", "bv4": "5"},
			nil,
			[]string{
				"Ready today for a limited programme that identifies customers.",
				"Differentiate cannot be judged, because everybody who answered chose “I don't know”.",
			},
		},
		{
			"the last, and the first is not ready",
			[]string{"broad-view"},
			10,
			map[string]string{"bv1": "1", "bv2": "5", "bv3": "5"},
			nil,
			[]string{
				"Not ready yet for a one-to-one programme.", "Prepare Identify first (0.0, floor 40).",
				"Customize cannot be judged, because there are too few answers that may be shown.",
			},
		},
		{
			"no stage was asked",
			[]string{"one-to-one-gap"},
			6,
			map[string]string{"g01": "3"},
			nil,
			[]string{"The four stages were not part of this assessment, so it gives no verdict."},
		},
		{"nobody answered", []string{"broad-view"}, 0, nil, nil, []string{"There are too few answers for a verdict."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSurvey(t, tt.ids, nil)
			for _, g := range s.a.Groups {
				for range tt.n {
					s.respond(g.Key, tt.answers)
				}
			}
			if tt.change != nil {
				tt.change(s)
			}
			r := s.report()
			words := newReporter(t).words
			var got []string
			for _, m := range r.ReadyToday.Sentence {
				got = append(got, m.In(words, "en"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if again, err := Reweigh(r, r.Assessment.Weights, nil); err != nil || !cmp.Equal(again.ReadyToday, r.ReadyToday) {
				t.Errorf("under the same weights: %v, %+v", err, again.ReadyToday)
			}
		})
	}
}

// Weights that change nothing are said to.
func TestEqualWeightsInWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		weighted, equal float64
		want            string
	}{
		{66.66, 66.74, "With equal weights for the same groups, the score is 66.7 too: the weights make no difference here."},
		{66.66, 66.76, "With equal weights for the same groups, the score is 66.8 instead of 66.7."},
	} {
		b := worked(t)
		s := &Scale{Weighted: Weighted{Mean: &tt.weighted}, EqualWeightMean: &tt.equal}
		b.inWords(s)
		if got := s.InWords[0].In(b.words, "en"); len(s.InWords) != 1 || got != tt.want {
			t.Errorf("%v and %v: %q", tt.weighted, tt.equal, got)
		}
	}
}

// What holds a stage back comes with the floor that the verdict used, which a low
// target lowers.
func TestHeldBackNamesTheFloor(t *testing.T) {
	t.Parallel()
	b := worked(t)
	b.report.Parameters.Gate = 40
	held := &b.report.Priorities[2]
	for target, want := range map[float64]string{75: "waits for Differentiate (34.0, floor 40)", 35: "waits for Differentiate (34.0, floor 35)"} {
		b.report.Scales[1].Target = target
		if got := b.report.HeldBack(held, "prio_held").In(b.words, "en"); got != want {
			t.Errorf("target %v: %q, want %q", target, got, want)
		}
	}
}

// Stored reports keep their words.
func TestTiesOfStoredReportsRead(t *testing.T) {
	t.Parallel()
	m := Message{Key: tiedBefore, Args: args{"Stages": names([]Text{{"": "Interact"}}), "Same": count(5), "Of": count(10)}}
	words := newReporter(t).words
	for _, lang := range questionnaires.Languages() {
		if got := m.In(words, lang); !strings.Contains(got, "Interact") || !strings.Contains(got, "5") || strings.Contains(got, "no value") {
			t.Errorf("%s: %q", lang, got)
		}
	}
}
