package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
	"readiness/questionnaires"
)

// climate is a version of a questionnaire with one stage; change rewrites its files.
func climate(t *testing.T, version int, ids []string, change ...string) *questionnaires.Questionnaire {
	t.Helper()
	var english strings.Builder
	structure := fmt.Sprintf("id: climate\nversion: %d\nlevels: 3\nscales:\n  - {id: identify, kind: stage}\nquestions:\n", version)
	english.WriteString("title: Climate\nintro: A few questions.\nscales: {identify: Identify}\nlevels: [Never, Sometimes, Always]\nquestions:\n")
	var questions strings.Builder
	for _, id := range ids {
		weight := 1
		if id == "c2" {
			weight = 2
		}
		fmt.Fprintf(&questions, "  - {id: %s, scale: identify, weight: %d}\n", id, weight)
		fmt.Fprintf(&english, "  %s: {inside: \"We do %s\", outside: \"They do %s\", low: Low, high: High}\n", id, id, id)
	}
	structure += questions.String()
	replacer := strings.NewReplacer(change...)
	files := map[string][]byte{"structure.yaml": []byte(structure), "en.yaml": []byte(replacer.Replace(english.String()))}
	if slices.Contains(change, "es") {
		files["es.yaml"] = []byte(strings.ReplaceAll(english.String(), "Always", "Siempre"))
	}
	q, err := questionnaires.LoadFiles(files)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func climateSurvey(t *testing.T, q *questionnaires.Questionnaire) *survey {
	t.Helper()
	return surveyOf(t, []*questionnaires.Questionnaire{q}, func(a *assessment.Assessment) {
		a.K, a.Importance, a.Weights.Preset = 3, false, "equal"
		a.Groups = slices.DeleteFunc(a.Groups, func(g assessment.Group) bool { return g.Key != "customers" && g.Key != "managers" })
	})
}

// answer adds respondents who give the levels of a string to the questions of the
// survey in their order, "-" for none.
func (s *survey) answer(group string, n int, levels string) {
	s.t.Helper()
	given := map[string]string{}
	for i, level := range strings.Split(levels, "") {
		if level != "-" {
			given[s.form.Items[i].ID] = level
		}
	}
	for range n {
		s.respond(group, given)
	}
}

// since reports on a wave and the one before it.
func (s *survey) since(before *survey) *ScaleTrend {
	s.t.Helper()
	s.previous, s.before = before.snapshot(), before.input()
	return &s.report().Trend.Scales[0]
}

// A scale whose questions changed in part is compared over those that stayed, and
// only where that gives nothing away of the others.
func TestTrendOverCommonQuestions(t *testing.T) {
	t.Parallel()
	three, other := []string{"c1", "c2", "c3"}, []string{"c1", "c2", "c4"}
	gone := func(_ context.Context, _ func(*assessment.Response) error) error { return nil }
	for _, c := range []struct {
		name        string
		first, then []string
		fill        func(before, now *survey)
		change      func(before, now *survey)
		groups      []string
		earlier     float64
		latest      float64
	}{
		{"everybody answered all", three, other, nil, nil, []string{"managers", "customers"}, (100.0/3 + 100) / 2, (200.0/3 + 50) / 2},
		{"question added", three[:2], three, nil, nil, []string{"managers", "customers"}, (100.0/3 + 100) / 2, (200.0/3 + 50) / 2},
		{"question dropped", three, three[:2], nil, nil, []string{"managers", "customers"}, (100.0/3 + 100) / 2, (200.0/3 + 50) / 2},
		{
			// Three who answered one question of three have no score, but one over c1 and c2.
			"as many more as may be shown", three, other, func(before, _ *survey) { before.answer("customers", 3, "1--") }, nil,
			[]string{"managers", "customers"},
			(100.0/3 + 100*4/7.0) / 2, (200.0/3 + 50) / 2,
		},
		{
			"too few more before", three, other, func(before, _ *survey) { before.answer("customers", 2, "1--") }, nil,
			[]string{"managers"},
			100.0 / 3, 200.0 / 3,
		},
		{
			"too few more now", three, other, func(_, now *survey) { now.answer("customers", 1, "1--") }, nil,
			[]string{"managers"},
			100.0 / 3, 200.0 / 3,
		},
		{
			"question hidden before", three, other, func(before, _ *survey) {
				for _, r := range before.responses[:2] { // managers
					r.Answers[2] = byte(assessment.Skipped)
				}
			}, nil, []string{"customers"}, 100, 50,
		},
		{
			"question hidden now", three, other, func(_, now *survey) {
				for _, r := range now.responses[4:6] { // customers
					r.Answers[2] = byte(assessment.Skipped)
				}
			}, nil, []string{"managers"}, 100.0 / 3, 200.0 / 3,
		},
		{"responses gone", three, other, nil, func(_, now *survey) { now.before.Responses = gone }, nil, 0, 0},
		{
			"responses gone, question added", three[:2], three, nil, func(_, now *survey) { now.before.Responses = gone },
			[]string{"managers", "customers"},
			(100.0/3 + 100) / 2, (200.0/3 + 50) / 2,
		},
		{"only the report is known", three, other, nil, func(_, now *survey) { now.before = nil }, nil, 0, 0},
		{
			"more responses than reported", three, other, nil, func(before, _ *survey) { before.answer("customers", 1, "111") },
			[]string{"managers"},
			100.0 / 3, 200.0 / 3,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			before, now := climateSurvey(t, climate(t, 1, c.first)), climateSurvey(t, climate(t, 2, c.then))
			before.answer("managers", 4, "31"+strings.Repeat("2", len(c.first)-2)) // over c1 and c2: (100 + 0) / 3
			before.answer("customers", 4, "33"+strings.Repeat("1", len(c.first)-2))
			now.answer("managers", 4, "13"+strings.Repeat("2", len(c.then)-2))
			now.answer("customers", 4, "22"+strings.Repeat("3", len(c.then)-2))
			if c.fill != nil {
				c.fill(before, now)
			}
			row := now.since(before)
			if c.change != nil {
				c.change(before, now)
				row = &now.report().Trend.Scales[0]
			}
			if diff := cmp.Diff(append([]string{}, c.groups...), row.Groups); diff != "" {
				t.Fatal(diff)
			}
			if len(c.groups) == 0 {
				null(t, "change", row.Change)
				return
			}
			near(t, "earlier", row.Earlier, c.earlier)
			near(t, "latest", row.Latest, c.latest)
			near(t, "change", row.Change, c.latest-c.earlier)
			if diff := cmp.Diff([]string{"c1", "c2"}, row.CommonItems); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The same code counts as the same question while its options stay
// (statistics.md 2.11).
func TestTrendComparesOptions(t *testing.T) {
	t.Parallel()
	ids := []string{"c1", "c2"}
	for _, c := range []struct {
		name          string
		change        []string
		compatibility float64
	}{
		{"nothing", nil, 1},
		{"wording of a question", []string{"We do c1", "We try c1"}, 1},
		{"one more language", []string{"es", "es"}, 1},
		{"an option", []string{"Sometimes", "Often"}, 0},
		{"an end of one question", []string{"We do c1\", outside: \"They do c1\", low: Low", "We do c1\", outside: \"They do c1\", low: Lower"}, 0.5},
		{"options of one question", []string{"They do c2\", low: Low, high: High", "They do c2\", options: [No, Partly, \"Yes\"]"}, 0.5},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			before, now := climateSurvey(t, climate(t, 1, ids)), climateSurvey(t, climate(t, 2, ids, c.change...))
			before.answer("customers", 4, "12")
			now.answer("customers", 4, "23")
			row := now.since(before)
			near(t, "compatibility", row.Compatibility, c.compatibility)
			if (row.Change != nil) != (c.compatibility > 0) {
				t.Errorf("change %v", row.Change)
			}
		})
	}
}

// Where all questions are the same, nothing depends on whether the earlier
// answers are still there.
func TestTrendOfTheSameQuestions(t *testing.T) {
	t.Parallel()
	before, now := climateSurvey(t, climate(t, 1, []string{"c1", "c2"})), climateSurvey(t, climate(t, 1, []string{"c1", "c2"}))
	before.answer("customers", 4, "12")
	before.answer("customers", 5, "3-")
	now.answer("customers", 6, "23")
	with := *now.since(before)
	now.before = nil
	if diff := cmp.Diff(with, now.report().Trend.Scales[0]); diff != "" || with.Change == nil {
		t.Errorf("change %v: %s", with.Change, diff)
	}
}
