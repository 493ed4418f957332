package workbook

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports"
	"readiness/static/i18n"
)

var (
	loadShipped = sync.OnceValues(questionnaires.Shipped)
	loadWords   = sync.OnceValues(i18n.Load)
)

func words(t testing.TB) *i18n.Catalog {
	t.Helper()
	catalog, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	return catalog
}

// survey is an assessment with random answers around a level for each group.
type survey struct {
	a         *assessment.Assessment
	qs        []*questionnaires.Questionnaire
	sizes     map[string]int
	levels    map[string]float64 // 0–1, how high the group answers
	customers []float64
	fixed     map[string][]int // levels of the last question, instead of random answers
	comments  int              // for each group
	unsure    bool             // everybody answers “I don't know” throughout
}

func shipped(t testing.TB, ids ...string) []*questionnaires.Questionnaire {
	t.Helper()
	catalog, err := loadShipped()
	if err != nil {
		t.Fatal(err)
	}
	var qs []*questionnaires.Questionnaire
	for _, id := range ids {
		q, ok := catalog.Latest(id)
		if !ok {
			t.Fatalf("no questionnaire %s", id)
		}
		qs = append(qs, q)
	}
	return qs
}

// fullSurvey has every part that a workbook prints; one group is below the
// threshold.
func fullSurvey(t testing.TB) *survey {
	t.Helper()
	return asked(shipped(t, questionnaires.ShippedIDs()...))
}

// asked is a survey with these questionnaires and all that can be asked beside
// them.
func asked(qs []*questionnaires.Questionnaire) *survey {
	s := surveyOf(qs)
	s.sizes = map[string]int{"executives": 8, "initiative": 3, "managers": 22, "frontline": 40, "channel": 15, "customers": 60}
	s.levels = map[string]float64{"executives": 0.72, "initiative": 0.8, "managers": 0.58, "frontline": 0.45, "channel": 0.4, "customers": 0.33}
	s.a.Importance, s.a.Rivals = true, true
	s.a.Locations = []assessment.Segment{
		{Key: "Milan", Name: assessment.Label{"en": "Milan", "it": "Milano", "es": "Milán", "zh": "米兰"}},
		{Key: "Madrid", Name: assessment.Text("Madrid")},
		{Key: "Lyon", Name: assessment.Text("Lyon")},
	}
	s.a.Functions = []assessment.Segment{{Key: "Sales", Name: assessment.Text("Sales")}, {Key: "Service", Name: assessment.Text("Service")}}
	s.comments = 12
	for i := range 60 {
		s.customers = append(s.customers, 4000/float64((i+1)*(i+2)))
	}
	return s
}

func surveyOf(qs []*questionnaires.Questionnaire) *survey {
	a := &assessment.Assessment{
		ID: "w4ve2026", Title: assessment.Label{"en": "Customer readiness 2026", "es": "Preparación 2026", "it": "Preparazione 2026", "zh": "客户就绪度 2026"},
		Organisation: assessment.Text("Alder & Finch"), Languages: []string{"en", "es", "it", "zh"}, K: 5, CommentK: 10,
		Weights: assessment.Weights{Preset: "rank_sum"}, Target: 75, Parameters: assessment.DefaultParameters(),
		Timezone: "UTC", Closed: time.Date(2026, 12, 15, 18, 0, 0, 0, time.UTC),
	}
	var ids []string
	for _, q := range qs {
		ids = append(ids, q.ID)
		a.Questionnaires = append(a.Questionnaires, assessment.QuestionnaireRef{ID: q.ID, Version: q.Version, Hash: q.Hash})
	}
	a.Groups = assessment.PresetGroups(ids)
	return &survey{a: a, qs: qs, sizes: map[string]int{}, levels: map[string]float64{}}
}

// responses are the same in every run.
func (s *survey) responses(form *assessment.Form) []*assessment.Response {
	random := rand.New(rand.NewPCG(1, 2))
	var out []*assessment.Response
	for g := range s.a.Groups {
		group := &s.a.Groups[g]
		for _, level := range s.fixed[group.Key] {
			answers := form.Blank(group)
			answers[len(answers)-1] = byte(level)
			out = append(out, &assessment.Response{ID: assessment.ID(fmt.Sprintf("r%05d", len(out))), Group: group.Key, Language: "en", Answers: answers})
		}
		for range s.sizes[group.Key] {
			answers := form.Blank(group)
			lift := random.NormFloat64() * 0.1
			for i, item := range form.Items {
				if assessment.Answer(answers[i]) != assessment.Skipped {
					continue
				}
				switch p := random.Float64(); {
				case p < 0.05 || s.unsure:
					answers[i] = byte(assessment.DontKnow)
					continue
				case p < 0.07:
					continue
				}
				place := s.levels[group.Key] + lift + random.NormFloat64()*0.18 - 0.03*float64(i%4)
				level := 1 + int(max(0, min(0.999, place))*float64(item.Levels))
				answers[i] = byte(level)
			}
			r := &assessment.Response{ID: assessment.ID(fmt.Sprintf("r%05d", len(out))), Group: group.Key, Language: "en", Answers: answers}
			if n := len(s.a.Locations); n > 0 {
				r.Location = s.a.Locations[random.IntN(n)].Key
			}
			if n := len(s.a.Functions); n > 0 {
				r.Function = s.a.Functions[random.IntN(n)].Key
			}
			out = append(out, r)
		}
	}
	return out
}

func (s *survey) report(t testing.TB) *reports.Report {
	t.Helper()
	body, _ := s.snapshot(t)
	report, err := reports.ParseSnapshot(body)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func (s *survey) reporter(t testing.TB) *reports.Reporter {
	t.Helper()
	return reports.New(reports.Options{Catalog: words(t), Now: func() time.Time { return s.a.Closed }})
}

// export writes the row-level export.
func (s *survey) export(t testing.TB, w io.Writer) error {
	t.Helper()
	body, in := s.snapshot(t)
	return s.reporter(t).ExportRows(t.Context(), w, &assessment.Snapshot{Body: body}, in)
}

func (s *survey) snapshot(t testing.TB) ([]byte, *assessment.ReportInput) {
	t.Helper()
	in := s.input(t)
	body, err := s.reporter(t).Snapshot(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return body, in
}

func (s *survey) input(t testing.TB) *assessment.ReportInput {
	t.Helper()
	form, err := assessment.NewForm(s.a, s.qs)
	if err != nil {
		t.Fatal(err)
	}
	responses := s.responses(form)
	progress := &assessment.Progress{}
	for _, g := range s.a.Groups {
		n := s.sizes[g.Key]
		progress.Groups = append(progress.Groups, assessment.GroupProgress{Group: g.Key, Invited: n + n/2, Started: n + n/5, Completed: n})
		for d := range min(n, 4) {
			progress.ByDay = append(progress.ByDay, assessment.Count{Group: g.Key, Day: fmt.Sprintf("2026-12-%02d", 10+d), N: n / 4})
		}
	}
	in := &assessment.ReportInput{
		Assessment: s.a, Questionnaires: s.qs, Form: form, Progress: progress, Version: 1, Program: "1.0.0",
		Responses: func(_ context.Context, yield func(*assessment.Response) error) error {
			for _, r := range responses {
				if err := yield(r); err != nil {
					return err
				}
			}
			return nil
		},
		Comments: s.yieldComments,
	}
	if len(s.customers) > 0 {
		in.Customers = &assessment.CustomerBase{
			Curve: s.reporter(t).Curve(s.customers), Basis: "margin",
			Segments: []assessment.NeedsSegment{{Segment: "Speed", Customers: 30}, {Segment: "Advice", Customers: 20}, {Segment: "Price", Customers: 10}},
		}
	}
	return in
}

func (s *survey) yieldComments(_ context.Context, yield func(*assessment.Comment) error) error {
	for _, g := range s.a.Groups {
		for i := range min(s.comments, s.sizes[g.Key]) {
			c := &assessment.Comment{
				ID: assessment.ID(fmt.Sprintf("%s%d", g.Key, i)), Group: g.Key, Language: "en",
				Text: fmt.Sprintf("Comment %d: our system forgets what I said last time, and I have to start again.", i+1),
			}
			if err := yield(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// written is the workbook of a report.
func written(t testing.TB, r *reports.Report, lang string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, r, words(t), lang); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func opened(t testing.TB, body []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// parts are the files inside the workbook.
func parts(t testing.TB, body []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		if _, err := io.Copy(&text, r); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		out[f.Name] = text.String()
	}
	return out
}

// ownSurvey asks an own questionnaire with other numbers of levels, one of its
// scales a stage.
func ownSurvey(t testing.TB) *survey {
	t.Helper()
	q, err := questionnaires.LoadFiles(map[string][]byte{
		"structure.yaml": []byte(`id: service-climate
version: 1
levels: 6
scales:
  - {id: interact, kind: stage}
  - {id: front-desk, kind: category}
questions:
  - {id: q1, scale: interact}
  - {id: q2, scale: interact, reverse: true}
  - {id: q3, scale: front-desk, weight: 2}
  - {id: q4, scale: front-desk, levels: 3}
`),
		"en.yaml": []byte(`title: Service climate
intro: Five minutes.
scales: {interact: Interact, front-desk: Front desk}
levels: [Never, Rarely, Sometimes, Often, Very often, Always]
questions:
  q1: {inside: We listen., outside: They listen., low: Not at all, high: Fully}
  q2: {inside: We forget., outside: They forget., low: Not at all, high: Fully}
  q3: {inside: We greet., outside: They greet., low: Not at all, high: Fully}
  q4: {inside: We wait., outside: They wait., options: [No, Partly, Yes]}
`),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := surveyOf([]*questionnaires.Questionnaire{q})
	s.a.Groups = s.a.Groups[2:]
	s.sizes = map[string]int{"managers": 6, "frontline": 12, "channel": 4, "customers": 25}
	s.levels = map[string]float64{"managers": 0.7, "frontline": 0.6, "channel": 0.5, "customers": 0.4}
	s.a.Targets = map[string]float64{"front-desk": 60}
	return s
}
