package reports

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports/activities"
	"readiness/static/i18n"
)

// tolerance is the absolute tolerance of statistics.md 2.1.
const tolerance = 1e-6

// survey is an assessment with its answers, as tests write them down.
type survey struct {
	t         testing.TB
	a         *assessment.Assessment
	catalog   []*questionnaires.Questionnaire
	form      *assessment.Form
	responses []*assessment.Response
	comments  []*assessment.Comment
	customers *assessment.CustomerBase
	previous  []byte
	before    *assessment.ReportInput
	earlier   []assessment.Closing
	// Without actions snapshots are short, which many of them need.
	actionless bool
}

// loadShipped parses the product's questionnaires once.
var loadShipped = sync.OnceValues(questionnaires.Shipped)

// loadWords reads the message catalogue once.
var loadWords = sync.OnceValues(i18n.Load)

// loadLibrary reads the shipped activities once.
var loadLibrary = sync.OnceValues(activities.Load)

// newSurvey is a draft of the product's questionnaires with the preset groups.
func newSurvey(t testing.TB, ids []string, change func(a *assessment.Assessment)) *survey {
	t.Helper()
	shipped, err := loadShipped()
	if err != nil {
		t.Fatal(err)
	}
	var qs []*questionnaires.Questionnaire
	for _, id := range ids {
		q, ok := shipped.Latest(id)
		if !ok {
			t.Fatalf("no questionnaire %s", id)
		}
		qs = append(qs, q)
	}
	return surveyOf(t, qs, change)
}

func surveyOf(t testing.TB, qs []*questionnaires.Questionnaire, change func(a *assessment.Assessment)) *survey {
	t.Helper()
	a := &assessment.Assessment{
		ID: "test", Title: assessment.Text("Readiness 2026"), Organisation: assessment.Label{"en": "Alder & Finch", "zh": "桤木与雀"},
		Languages: []string{"en", "es"}, K: 5, CommentK: 10, Weights: assessment.Weights{Preset: "rank_sum"}, Target: 75,
		Parameters: assessment.DefaultParameters(), Timezone: "UTC", Closed: time.Date(2026, 12, 15, 18, 0, 0, 0, time.UTC),
	}
	var ids []string
	for _, q := range qs {
		ids = append(ids, q.ID)
		a.Questionnaires = append(a.Questionnaires, assessment.QuestionnaireRef{ID: q.ID, Version: q.Version, Hash: q.Hash})
	}
	a.Groups = assessment.PresetGroups(ids)
	if change != nil {
		change(a)
	}
	form, err := assessment.NewForm(a, qs)
	if err != nil {
		t.Fatal(err)
	}
	return &survey{t: t, a: a, catalog: qs, form: form}
}

// respond adds a respondent; answers are by item id in the form of files.
func (s *survey) respond(group string, answers map[string]string) *assessment.Response {
	s.t.Helper()
	g := s.a.Group(group)
	if g == nil {
		s.t.Fatalf("no group %s", group)
	}
	packed := s.form.Blank(g)
	for id, text := range answers {
		i, ok := s.form.Index(id)
		if !ok {
			s.t.Fatalf("no item %s", id)
		}
		answer, err := assessment.ParseAnswer(text, s.form.Items[i].Levels)
		if err != nil {
			s.t.Fatal(err)
		}
		packed[i] = byte(answer)
	}
	r := &assessment.Response{ID: assessment.ID(fmt.Sprintf("r%d", len(s.responses))), Group: group, Language: "en", Answers: packed}
	s.responses = append(s.responses, r)
	return r
}

// levels adds one respondent for each level given to a single item.
func (s *survey) levels(group, item string, levels ...int) {
	s.t.Helper()
	for _, level := range levels {
		s.respond(group, map[string]string{item: strconv.Itoa(level)})
	}
}

func (s *survey) input() *assessment.ReportInput {
	progress := &assessment.Progress{}
	for _, g := range s.a.Groups {
		n := 0
		for _, r := range s.responses {
			if r.Group == g.Key {
				n++
			}
		}
		progress.Groups = append(progress.Groups, assessment.GroupProgress{Group: g.Key, Started: n, Completed: n})
	}
	return &assessment.ReportInput{
		Assessment: s.a, Questionnaires: s.catalog, Form: s.form, Progress: progress, Customers: s.customers,
		Version: len(s.earlier) + 1, Program: "test", Previous: s.previous, Before: s.before, Earlier: s.earlier,
		Responses: func(_ context.Context, yield func(*assessment.Response) error) error {
			for _, r := range s.responses {
				if err := yield(r); err != nil {
					return err
				}
			}
			return nil
		},
		Comments: func(_ context.Context, yield func(*assessment.Comment) error) error {
			for _, c := range s.comments {
				if err := yield(c); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func newReporter(t testing.TB) *Reporter {
	t.Helper()
	catalog, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	library, err := loadLibrary()
	if err != nil {
		t.Fatal(err)
	}
	return New(Options{Catalog: catalog, Activities: library, Now: func() time.Time { return time.Date(2026, 12, 16, 0, 0, 0, 0, time.UTC) }})
}

func (s *survey) reporter() *Reporter {
	s.t.Helper()
	r := newReporter(s.t)
	if s.actionless {
		r.activities = func() (*activities.Library, error) { return &activities.Library{}, nil }
	}
	return r
}

func (s *survey) snapshot() []byte {
	s.t.Helper()
	body, err := s.reporter().Snapshot(s.t.Context(), s.input())
	if err != nil {
		s.t.Fatal(err)
	}
	return body
}

// report goes through the stored form, as every output does.
func (s *survey) report() *Report {
	s.t.Helper()
	report, err := ParseSnapshot(s.snapshot())
	if err != nil {
		s.t.Fatal(err)
	}
	return report
}

// d1 is the canonical data set of statistics.md 2.1, in its own hierarchy.
func d1(t testing.TB, change func(a *assessment.Assessment)) *survey {
	t.Helper()
	s := newSurvey(t, []string{"broad-view"}, func(a *assessment.Assessment) {
		a.K = 3
		a.Groups[0].Level, a.Groups[1].Level = 2, 1
		a.Groups[0], a.Groups[1] = a.Groups[1], a.Groups[0]
		if change != nil {
			change(a)
		}
	})
	s.levels("initiative", "bv4", 4, 5, 4)
	s.levels("executives", "bv4", 4, 4, 5, 3, 4)
	s.levels("managers", "bv4", 3, 4, 3, 2, 4, 3)
	s.levels("frontline", "bv4", 2, 3, 2, 3, 1, 2, 3, 2)
	s.levels("channel", "bv4", 2, 2, 3, 1, 3)
	s.levels("customers", "bv4", 1, 2, 1, 3, 2, 1, 2, 1, 4, 2)
	return s
}

func (r *Report) scale(t testing.TB, id string) *Scale {
	t.Helper()
	for i := range r.Scales {
		if r.Scales[i].ID == id {
			return &r.Scales[i]
		}
	}
	t.Fatalf("no scale %s", id)
	return nil
}

func (r *Report) item(t testing.TB, id string) *Item {
	t.Helper()
	for i := range r.Items {
		if r.Items[i].ID == id {
			return &r.Items[i]
		}
	}
	t.Fatalf("no item %s", id)
	return nil
}

func (s *Scale) group(t testing.TB, key string) *ScaleGroup {
	t.Helper()
	for i := range s.Groups {
		if s.Groups[i].Group == key {
			return &s.Groups[i]
		}
	}
	t.Fatalf("no group %s", key)
	return nil
}

func (i *Item) group(t testing.TB, key string) *ItemGroup {
	t.Helper()
	for g := range i.Groups {
		if i.Groups[g].Group == key {
			return &i.Groups[g]
		}
	}
	t.Fatalf("no group %s", key)
	return nil
}

// near compares a figure with its golden value.
func near(t *testing.T, what string, got *float64, want float64) {
	t.Helper()
	switch {
	case got == nil:
		t.Errorf("%s: null, want %v", what, want)
	case math.Abs(*got-want) > tolerance:
		t.Errorf("%s: %v, want %v", what, *got, want)
	}
}

func null[T any](t *testing.T, what string, got *T) {
	t.Helper()
	if got != nil {
		t.Errorf("%s: %v, want null", what, *got)
	}
}

// golden reads a file of testdata into target.
func golden(t testing.TB, file string, target any) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, target); err != nil {
		t.Fatal(err)
	}
}
