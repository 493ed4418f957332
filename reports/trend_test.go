package reports

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/static/i18n"
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

// The lists of questions that changed most are made of what both reports show.
func TestTrendLists(t *testing.T) {
	t.Parallel()
	ids := []string{"c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"}
	before, now := climateSurvey(t, climate(t, 1, ids)), climateSurvey(t, climate(t, 2, ids, "We do c8\", outside: \"They do c8\", low: Low", "We do c8\", outside: \"They do c8\", low: Lower"))
	before.answer("managers", 4, "11111121")
	now.answer("managers", 4, "33333223") // six up, one as before, one asked otherwise
	before.answer("customers", 4, "22222231")
	now.answer("customers", 4, "22223111")
	for _, r := range now.responses[4:6] { // two customers leave c1 out: too few
		r.Answers[0] = byte(assessment.Skipped)
	}
	now.since(before)
	r := now.report()
	type row struct {
		id, groups, direction   string
		earlier, latest, change float64
	}
	rows := func(list []ItemTrend) []row {
		var out []row
		for i := range list {
			l := &list[i]
			out = append(out, row{l.ID, strings.Join(l.Groups, " "), l.Direction, l.Earlier, l.Latest, l.Change})
		}
		return out
	}
	both := "managers customers"
	// c2 is hidden for customers so that c1 cannot be worked out.
	want := []row{
		{"c1", "managers", "", 0, 100, 100}, {"c2", "managers", "", 0, 100, 100}, {"c5", both, "", 25, 100, 75}, {"c3", both, "", 25, 75, 50}, {"c4", both, "", 25, 75, 50},
	}
	if diff := cmp.Diff(want, rows(r.Trend.Improved), cmp.AllowUnexported(row{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]row{{"c7", both, "", 75, 25, -50}}, rows(r.Trend.Concern), cmp.AllowUnexported(row{})); diff != "" {
		t.Error(diff)
	}
	for _, lang := range i18n.Languages() {
		var page bytes.Buffer
		words := newReporter(t).words
		if err := HTML(&page, r, words, lang); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"results_trend_improved", "results_trend_concern", "results_trend_compatibility"} {
			if !strings.Contains(page.String(), words.T(lang, key)) {
				t.Errorf("%s: the print view has no %s", lang, key)
			}
		}
	}
}

// A report with a wave before says why no stage is compared with it.
func TestTrendWithoutStagesSaysWhy(t *testing.T) {
	t.Parallel()
	ids := []string{"c1", "c2"}
	for _, c := range []struct {
		name   string
		change []string
		group  string // that answers now
		want   string
	}{
		{"other options", []string{"Sometimes", "Often"}, "customers", "results_trend_why_questions"},
		{"another group", nil, "managers", "results_trend_why_groups"},
		{"another group, some questions", []string{"We do c1\", outside: \"They do c1\", low: Low", "We do c1\", outside: \"They do c1\", low: Lower"}, "managers", "results_trend_why_groups"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			before, now := climateSurvey(t, climate(t, 1, ids)), climateSurvey(t, climate(t, 2, ids, c.change...))
			before.answer("customers", 4, "12")
			now.answer(c.group, 4, "23")
			now.since(before)
			r, words := now.report(), newReporter(t).words
			p := Pictures{r, words, "en"}
			if _, drawn := p.Trend(); drawn {
				t.Fatal("a change is drawn")
			}
			if _, why := p.TrendMissing(); why != words.T("en", c.want) {
				t.Errorf("it says %q, want %s", why, c.want)
			}
			var page bytes.Buffer
			if err := HTML(&page, r, words, "en"); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(page.String(), words.T("en", c.want)) {
				t.Error("the print view does not say why")
			}
		})
	}
}
