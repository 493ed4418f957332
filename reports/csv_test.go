package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"readiness/assessment"
)

// csvNames are the statistics that are not called like their field.
func csvNames() map[string]string {
	return map[string]string{
		"scales.weighted.mean": "weighted_mean", "scales.weighted.se": "weighted_se", "scales.weighted.df": "weighted_df",
		"scales.weighted.ci_low": "weighted_ci_low", "scales.weighted.ci_high": "weighted_ci_high",
		"practices.weighted.mean": "weighted_mean", "practices.weighted.se": "weighted_se", "practices.weighted.df": "weighted_df",
		"practices.weighted.ci_low": "weighted_ci_low", "practices.weighted.ci_high": "weighted_ci_high",
		"importance.weighted":    "weighted_mean",
		"scales.largest_gap.gap": "largest_gap", "items.largest_gap.gap": "largest_gap", "importance.largest_gap.gap": "largest_gap",
		"scales.answer_ratios.ratio": "answer_ratio",
		"scales.perception_gaps.gap": "perception_gap", "scales.perception_gaps.n": "perception_gap_n",
		"scales.perception_gaps.p": "perception_gap_p", "scales.perception_gaps.q": "perception_gap_q",
		"scales.perception_gaps.reference_n": "perception_gap_reference_n", "scales.perception_gaps.min_p": "perception_gap_min_p",
		"items.perception_gaps.gap": "perception_gap", "items.perception_gaps.n": "perception_gap_n",
		"items.perception_gaps.p": "perception_gap_p", "items.perception_gaps.q": "perception_gap_q",
		"items.perception_gaps.reference_n": "perception_gap_reference_n", "items.perception_gaps.min_p": "perception_gap_min_p",
		"scales.kruskal_wallis.h": "kruskal_wallis_h", "scales.kruskal_wallis.df": "kruskal_wallis_df",
		"scales.kruskal_wallis.p": "kruskal_wallis_p", "scales.kruskal_wallis.epsilon2": "kruskal_wallis_epsilon2",
		"scales.alpha.n": "alpha_n", "scales.alpha.if_dropped": "alpha_if_dropped",
		"priorities.stability.same": "stability_same", "priorities.stability.first": "stability_first", "priorities.stability.of": "stability_of",
	}
}

// csvWithout are the numbers that the table does not have, and why.
func csvWithout() map[string]string {
	return map[string]string{
		"assessment.questionnaires.version": "identity, not a figure",
		"snapshot.version":                  "identity, not a figure",
		"scales.statements.lower.level":     "level, rounded",
		"scales.statements.upper.level":     "level, rounded",
		"scales.statements.target.level":    "target_level, rounded",
		"scales.statements.next.level":      "level, rounded",

		"priorities.stability.other_ranks": "a list without a key; how many scenarios keep the rank has rows",
		"situation.lorenz":                 "points of a curve; shares and deciles have rows",
	}
}

// csvFigure is a figure as the table has it, whatever else its row says.
type csvFigure struct {
	statistic, group string
	number           string
}

// csvFigures collects the figures of the JSON as the table should have them, by field.
func csvFigures(v any, path, group string, into map[string][]csvFigure) {
	switch v := v.(type) {
	case []any:
		for i, e := range v {
			if strings.HasSuffix(path, ".counts") || path == "situation.deciles" {
				name := map[bool]string{true: "decile_", false: "count_"}[path == "situation.deciles"]
				into[path] = append(into[path], csvFigure{name + strconv.Itoa(i+1), group, fmt.Sprint(e)})
				continue
			}
			csvFigures(e, path, group, into)
		}
	case map[string]any:
		if own, ok := v["group"].(string); ok {
			group = own
		}
		for name, child := range v {
			at := strings.TrimPrefix(path+"."+name, ".")
			switch path {
			case "situation.shares":
				into[path] = append(into[path], csvFigure{"share_" + name, group, fmt.Sprint(child)})
			case "parameters.emphasis":
				csvFigures(child, path, group, into)
			default:
				csvFigures(child, at, group, into)
			}
		}
	case json.Number:
		name := path[strings.LastIndex(path, ".")+1:]
		if other, ok := csvNames()[path]; ok {
			name = other
		}
		into[path] = append(into[path], csvFigure{name, group, v.String()})
	}
}

// Every number of the JSON is a row of the table, except for the few that are
// left out on purpose.
func TestCSVHoldsEveryNumber(t *testing.T) {
	t.Parallel()
	s := newSurvey(t, both(), wide)
	s.fill(rand.New(rand.NewPCG(7, 8)), sizes(12))
	s.customers = &assessment.CustomerBase{
		Curve:    newReporter(t).Curve([]float64{400, 260, 120, 60, 40, 30, 20, 15, 12, 10, 8, 6, 5, 4, 3, 3, 2, 1, 1, -2}),
		Segments: []assessment.NeedsSegment{{Segment: "a", Customers: 40}, {Segment: "b", Customers: 30}},
	}
	s.a.Situation = &assessment.Judgement{ValueSkew: 0.9, NeedsDiversity: 0.1, Override: true, Reason: "known"}
	s.previous = s.snapshot()
	s.responses = nil
	s.fill(rand.New(rand.NewPCG(9, 10)), sizes(7))
	in := s.input()
	in.Progress.ByDay = []assessment.Count{{Group: "customers", Day: "2026-12-01", N: 3}}
	report, err := newReporter(t).Build(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Trend.Improved) == 0 || len(report.Trend.Concern) == 0 {
		t.Fatalf("no question has changed: %+v", report.Trend)
	}
	report.Situation.SuggestedSkew = &report.Situation.ValueSkew
	var out, table bytes.Buffer
	if err := JSON(&out, report, newReporter(t).words, "en"); err != nil {
		t.Fatal(err)
	}
	if err := CSV(&table, report, newReporter(t).words, "en"); err != nil {
		t.Fatal(err)
	}
	has, seen := map[csvFigure]bool{}, map[string]bool{}
	for _, row := range csvRows(t, table.Bytes())[1:] {
		key := strings.Join(row[:6], ",")
		if seen[key] {
			t.Errorf("%s occurs twice", key)
		}
		seen[key] = true
		has[csvFigure{row[5], row[4], row[6]}] = true
	}
	decoder := json.NewDecoder(&out)
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		t.Fatal(err)
	}
	fields, without := map[string][]csvFigure{}, csvWithout()
	csvFigures(tree, "", "", fields)
	for path, figures := range fields {
		_, left := without[path]
		delete(without, path)
		for _, f := range figures {
			if found := has[plainNumber(f)]; !found && !left {
				t.Errorf("%s: no row with %+v", path, f)
				break
			}
		}
	}
	if len(fields) < 120 {
		t.Errorf("only %d fields with numbers were met", len(fields))
	}
	if len(without) > 0 {
		t.Errorf("left out, but not in the report: %v", slices.Sorted(maps.Keys(without)))
	}
}

// plainNumber writes a number as the table does.
func plainNumber(f csvFigure) csvFigure {
	v, err := json.Number(f.number).Float64()
	if err != nil {
		return f
	}
	f.number = strconv.FormatFloat(v, 'g', -1, 64)
	return f
}
