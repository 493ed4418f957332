package reports

import (
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"readiness/assessment"
)

// wholeCompany is a survey with everything that weights reach: both
// questionnaires, importance, locations, conditions and a group too small to show.
func wholeCompany(t testing.TB, weights assessment.Weights) *survey {
	t.Helper()
	s := newSurvey(t, []string{"broad-view", "one-to-one-gap"}, func(a *assessment.Assessment) {
		a.Weights, a.Importance = weights, true
		a.Locations = []assessment.Segment{{Key: "Milan"}, {Key: "Madrid"}}
		a.Targets = map[string]float64{"identify": 50, "process": 60}
		a.Conditions = &assessment.Conditions{Funds: "pilot"}
		a.Situation = &assessment.Judgement{ValueSkew: 0.3, NeedsDiversity: 0.7, Reason: "Seen in the shops"}
	})
	sizes := map[string]int{"initiative": 4, "executives": 12, "managers": 9, "frontline": 14, "channel": 7, "customers": 23}
	for g := range s.a.Groups {
		group := &s.a.Groups[g]
		for r := range sizes[group.Key] {
			answers := map[string]string{}
			for i := range s.form.Items {
				item := &s.form.Items[i]
				if !s.form.Shown(group, i) {
					continue
				}
				// Spread over the levels, the groups apart from each other.
				answers[item.ID] = strconv.Itoa(1 + (r*(i+3)+2*i+(5-g)*r/3+max(0, 3-g))%item.Levels)
				if group.Key == "customers" && item.ID == "bv3" && r%2 == 0 {
					answers[item.ID] = "dk"
				}
			}
			row := s.respond(group.Key, answers)
			row.Location = []string{"Milan", "Madrid", ""}[min(r%5, 2)]
		}
	}
	return s
}

// asRecord drops what a tried report does not have.
func asRecord(r *Report) *Report {
	out := *r
	out.Trend, out.Snapshot.Hash = nil, ""
	return &out
}

func close9() cmp.Options {
	return cmp.Options{cmpopts.EquateApprox(0, 1e-9), cmpopts.EquateEmpty()}
}

func ownWeights(r *Report) map[string]float64 {
	own := map[string]float64{}
	for _, g := range r.Groups {
		own[g.Group] = g.Weight
	}
	return own
}

func TestReweighWithOwnWeightsIsTheRecord(t *testing.T) {
	t.Parallel()
	custom := map[string]float64{"initiative": 1, "executives": 0, "managers": 2.5, "frontline": 3, "channel": 0.5, "customers": 7}
	for _, weights := range []assessment.Weights{
		{Preset: "equal"},
		{Preset: "rank_sum"},
		{Preset: "rank_reciprocal"},
		{Preset: "rank_order_centroid"},
		{Preset: "custom", Custom: custom},
	} {
		t.Run(weights.Preset, func(t *testing.T) {
			t.Parallel()
			record := wholeCompany(t, weights).report()
			own := map[string]float64(nil)
			if weights.Preset == "custom" {
				own = ownWeights(record)
			}
			tried, err := Reweigh(record, weights.Preset, own)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(asRecord(record), tried, close9()); diff != "" {
				t.Errorf("own weights (-record +tried):\n%s", diff)
			}
		})
	}
}

// Other weights give what a survey with these weights gives.
func TestReweighIsTheReportUnderThoseWeights(t *testing.T) {
	t.Parallel()
	record := wholeCompany(t, assessment.Weights{Preset: "rank_sum"}).report()
	custom := map[string]float64{"initiative": 0, "executives": 4, "managers": 1, "frontline": 0, "channel": 2, "customers": 1}
	for _, weights := range []assessment.Weights{{Preset: "equal"}, {Preset: "rank_order_centroid"}, {Preset: "custom", Custom: custom}} {
		t.Run(weights.Preset, func(t *testing.T) {
			t.Parallel()
			before, err := cloned(record)
			if err != nil {
				t.Fatal(err)
			}
			tried, err := Reweigh(record, weights.Preset, weights.Custom)
			if err != nil {
				t.Fatal(err)
			}
			want := wholeCompany(t, weights).report()
			if diff := cmp.Diff(asRecord(want), tried, close9()); diff != "" {
				t.Errorf("%s (-closed with these weights +tried):\n%s", weights.Preset, diff)
			}
			if *tried.Scales[0].Weighted.Mean == *record.Scales[0].Weighted.Mean {
				t.Error("the weights changed nothing")
			}
			if diff := cmp.Diff(before, record); diff != "" {
				t.Errorf("the record was changed:\n%s", diff)
			}
		})
	}
}

// The example of statistics.md 2.5, read from published figures.
func TestReweighGolden(t *testing.T) {
	t.Parallel()
	record := d1(t, nil).report()
	for _, tt := range []struct {
		preset         string
		mean, low, top float64
	}{
		{"rank_sum", 38.373016, 30.696190, 46.049842},
		{"equal", 49.375, 42.624345, 56.125655},
		{"rank_reciprocal", 36.876417, 28.392423, 45.360411},
	} {
		tried, err := Reweigh(record, tt.preset, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := tried.scale(t, "customize").Weighted
		near(t, tt.preset+" mean", w.Mean, tt.mean)
		near(t, tt.preset+" low", w.CILow, tt.low)
		near(t, tt.preset+" high", w.CIHigh, tt.top)
	}
}

// A hidden group has no say, however much it is made to weigh.
func TestReweighLeavesHiddenGroupsOut(t *testing.T) {
	t.Parallel()
	record := wholeCompany(t, assessment.Weights{Preset: "rank_sum"}).report()
	custom := ownWeights(record)
	light, err := Reweigh(record, "custom", custom)
	if err != nil {
		t.Fatal(err)
	}
	custom["initiative"] = 1000
	heavy, err := Reweigh(record, "custom", custom)
	if err != nil {
		t.Fatal(err)
	}
	for i := range heavy.Scales {
		s := &heavy.Scales[i]
		if g := s.group(t, "initiative"); !g.Suppressed || g.Mean != nil || g.N != nil {
			t.Errorf("%s: the hidden group shows %+v", s.ID, g)
		}
		if math.Abs(*s.Weighted.Mean-*light.Scales[i].Weighted.Mean) > 1e-9 {
			t.Errorf("%s: the hidden group moves the score", s.ID)
		}
		if s.Weighted.Coverage > 0.01 {
			t.Errorf("%s: coverage %v with nearly all weight hidden", s.ID, s.Weighted.Coverage)
		}
	}
	// With all the weight on it, nothing is left to tell.
	only := map[string]float64{}
	for _, g := range record.Groups {
		only[g.Group] = 0
	}
	only["initiative"] = 1
	none, err := Reweigh(record, "custom", only)
	if err != nil {
		t.Fatal(err)
	}
	for i := range none.Scales {
		if none.Scales[i].Weighted.Mean != nil {
			t.Errorf("%s has a score of a hidden group", none.Scales[i].ID)
		}
	}
	if len(none.Priorities) > 0 || none.ReadyToday.Scope != "none" || none.ReadyToday.Sentence[0].Args["Why"].Word != "report_unjudged_weight" {
		t.Errorf("priorities without scores: %+v, %+v", none.Priorities, none.ReadyToday)
	}
	for _, a := range none.Actions {
		if a.Rank != nil || a.ReasonLeftOut == nil {
			t.Errorf("action %s is ranked for a stage without a score", a.ID)
		}
	}
}

func TestReweighRefuses(t *testing.T) {
	t.Parallel()
	record := d1(t, nil).report()
	negative, infinite, zero := ownWeights(record), ownWeights(record), ownWeights(record)
	negative["customers"], infinite["customers"] = -1, math.Inf(1)
	for key := range zero {
		zero[key] = 0
	}
	for name, tt := range map[string]struct {
		preset string
		custom map[string]float64
	}{
		"unknown preset": {"loudest", nil},
		"a group absent": {"custom", map[string]float64{"customers": 1}},
		"negative":       {"custom", negative},
		"infinite":       {"custom", infinite},
		"all zero":       {"custom", zero},
	} {
		if out, err := Reweigh(record, tt.preset, tt.custom); err == nil || out != nil {
			t.Errorf("%s: %v, %v", name, out, err)
		}
	}
}
