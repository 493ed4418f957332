package storetest

import (
	"errors"
	"sync"
	"testing"

	"readiness/assessment"
	"readiness/questionnaires"
)

func testAssessments(t *testing.T, f *fixture) {
	ctx := t.Context()
	all, err := f.Assessments(ctx)
	must(t, err)
	same(t, "assessments of an empty store", len(all), 0)
	_, err = f.Assessment(ctx, newID(t))
	wantErr(t, "unknown assessment", err, assessment.ErrNotFound)

	first := f.draft(t)
	second := f.draft(t)
	second.ID = newID(t)
	second.Created = at(10)
	must(t, f.CreateAssessment(ctx, second, nil))
	got, err := f.Assessment(ctx, first.ID)
	must(t, err)
	same(t, "assessment", got, first)
	all, err = f.Assessments(ctx)
	must(t, err)
	same(t, "number of assessments", len(all), 3)
	same(t, "newest first", all[0], second)

	wantErr(t, "id that is taken", f.CreateAssessment(ctx, first, nil), assessment.ErrConflict)
}

func testUpdateAssessment(t *testing.T, f *fixture) {
	ctx := t.Context()
	a := f.draft(t)
	a.Title = assessment.Text("Another title")
	a.K = 7
	must(t, f.UpdateAssessment(ctx, a, nil))
	got, err := f.Assessment(ctx, a.ID)
	must(t, err)
	same(t, "updated assessment", got, a)

	opened := f.open(t)
	opened.K = 3
	wantErr(t, "update of an open assessment", f.UpdateAssessment(ctx, opened, nil), assessment.ErrConflict)
	got, err = f.Assessment(ctx, opened.ID)
	must(t, err)
	same(t, "threshold after a refused update", got.K, 5)

	a.ID = newID(t)
	wantErr(t, "update of nothing", f.UpdateAssessment(ctx, a, nil), assessment.ErrNotFound)
}

func testAmendAssessment(t *testing.T, f *fixture) {
	ctx := t.Context()
	judge := func(a *assessment.Assessment) error {
		a.Situation = &assessment.Judgement{ValueSkew: 1, NeedsDiversity: 0.5, Reason: "Two dealers", Missing: assessment.IndexNeedsDiversity}
		return nil
	}
	state := func(a *assessment.Assessment) error {
		a.Conditions = &assessment.Conditions{Funds: "pilot", Areas: []string{"shops"}}
		return nil
	}
	for _, a := range []*assessment.Assessment{f.draft(t), f.open(t)} {
		must(t, f.AmendAssessment(ctx, a.ID, judge))
		must(t, f.AmendAssessment(ctx, a.ID, state))
		same(t, "error of a change", f.AmendAssessment(ctx, a.ID, func(a *assessment.Assessment) error {
			a.K = 3
			return assessment.ErrConflict
		}), error(assessment.ErrConflict))
		got, err := f.Assessment(ctx, a.ID)
		must(t, err)
		must(t, errors.Join(judge(a), state(a)))
		same(t, "amended assessment", got, a)
	}
	wantErr(t, "amending a closing assessment", f.AmendAssessment(ctx, f.closing(t).ID, judge), assessment.ErrConflict)
	wantErr(t, "amending nothing", f.AmendAssessment(ctx, newID(t), judge), assessment.ErrNotFound)

	// Changes at the same time do not undo each other.
	a := f.draft(t)
	const writers = 8
	var all sync.WaitGroup
	failed := make([]error, writers)
	for i := range writers {
		all.Go(func() {
			failed[i] = f.AmendAssessment(ctx, a.ID, func(a *assessment.Assessment) error {
				a.K++
				return nil
			})
		})
	}
	all.Wait()
	must(t, errors.Join(failed...))
	got, err := f.Assessment(ctx, a.ID)
	must(t, err)
	same(t, "changes that counted", got.K, a.K+writers)
}

func testTransitions(t *testing.T, f *fixture) {
	ctx := t.Context()
	a := f.draft(t)
	for _, from := range []assessment.Status{assessment.StatusOpen, assessment.StatusClosing, assessment.StatusClosed} {
		err := f.Transition(ctx, a.ID, from, assessment.StatusOpen, at(5))
		wantErr(t, "transition from "+string(from), err, assessment.ErrConflict)
	}
	wantErr(t, "unknown", f.Transition(ctx, newID(t), assessment.StatusDraft, assessment.StatusOpen, at(5)), assessment.ErrNotFound)
	must(t, f.Transition(ctx, a.ID, assessment.StatusDraft, assessment.StatusOpen, at(5)))
	must(t, f.Transition(ctx, a.ID, assessment.StatusOpen, assessment.StatusClosing, at(6)))
	must(t, f.Transition(ctx, a.ID, assessment.StatusClosing, assessment.StatusClosed, at(7)))
	got, err := f.Assessment(ctx, a.ID)
	must(t, err)
	a.Status, a.Opened, a.Closed = assessment.StatusClosed, at(5), at(7)
	same(t, "closed assessment", got, a)
}

func testSnapshots(t *testing.T, f *fixture) {
	ctx := t.Context()
	a := f.closing(t)
	_, err := f.Snapshot(ctx, a.ID)
	wantErr(t, "report of an assessment without one", err, assessment.ErrNotFound)

	s := assessment.Snapshot{Assessment: a.ID, Version: 2, Body: []byte(`{"a":1}`)}
	wantErr(t, "version that is not the next", f.SaveSnapshot(ctx, s, at(200)), assessment.ErrConflict)
	s.Version = 1
	must(t, f.SaveSnapshot(ctx, s, at(201)))
	wantErr(t, "report of a closed assessment", f.SaveSnapshot(ctx, s, at(202)), assessment.ErrConflict)
	got, err := f.Snapshot(ctx, a.ID)
	must(t, err)
	same(t, "report", got, &s)
	closed, err := f.Assessment(ctx, a.ID)
	must(t, err)
	a.Status, a.Closed = assessment.StatusClosed, at(201)
	same(t, "assessment with a report", closed, a)

	must(t, f.Transition(ctx, a.ID, assessment.StatusClosed, assessment.StatusClosing, at(203)))
	s.Version, s.Body = 2, []byte(`{"a":2}`)
	must(t, f.SaveSnapshot(ctx, s, at(204)))
	got, err = f.Snapshot(ctx, a.ID)
	must(t, err)
	same(t, "newest report", got, &s)

	for _, other := range []*assessment.Assessment{f.draft(t), f.open(t)} {
		err := f.SaveSnapshot(ctx, assessment.Snapshot{Assessment: other.ID, Version: 1}, at(205))
		wantErr(t, "report of an assessment that is "+string(other.Status), err, assessment.ErrConflict)
	}
}

func testCustomers(t *testing.T, f *fixture) {
	ctx := t.Context()
	a := f.draft(t)
	_, err := f.Customers(ctx, a.ID)
	wantErr(t, "no customers", err, assessment.ErrNotFound)
	x50 := 6.92
	c := &assessment.CustomerBase{
		Basis: "margin",
		Curve: assessment.ValueCurve{
			N: 120, Total: 1e6, Positive: 1.1e6, X50: &x50, Count50: 8, LossMakers: 3,
			Shares: map[int]float64{1: 0.2, 20: 0.8}, Deciles: []float64{0.5, 0.5}, Lorenz: [][2]float64{{0, 0}, {1, 1}},
		},
		Segments: []assessment.NeedsSegment{{Segment: "Families", Customers: 70}},
	}
	must(t, f.SaveCustomers(ctx, a.ID, c))
	c.Basis = "revenue"
	must(t, f.SaveCustomers(ctx, a.ID, c))
	got, err := f.Customers(ctx, a.ID)
	must(t, err)
	same(t, "customers", got, c)

	closed := f.closing(t)
	must(t, f.SaveCustomers(ctx, closed.ID, c))
	must(t, f.SaveSnapshot(ctx, assessment.Snapshot{Assessment: closed.ID, Version: 1, Body: []byte("{}")}, at(9)))
	wantErr(t, "customers of a closed assessment", f.SaveCustomers(ctx, closed.ID, c), assessment.ErrConflict)
	wantErr(t, "customers of nothing", f.SaveCustomers(ctx, newID(t), c), assessment.ErrNotFound)
}

func testQuestionnaires(t *testing.T, f *fixture) {
	ctx := t.Context()
	all, err := f.QuestionnaireFiles(ctx)
	must(t, err)
	same(t, "questionnaires of an empty store", len(all), 0)
	files := map[string][]byte{"structure.yaml": []byte("id: x"), "en.yaml": {}}
	later := map[string][]byte{"structure.yaml": []byte("id: y")}
	q := &questionnaires.Questionnaire{ID: "service", Version: 1, Hash: "one"}
	must(t, f.AddQuestionnaire(ctx, q, files))
	must(t, f.AddQuestionnaire(ctx, q, files))
	q.Hash = "two"
	wantErr(t, "another content", f.AddQuestionnaire(ctx, q, later), assessment.ErrConflict)
	q.Version = 2
	must(t, f.AddQuestionnaire(ctx, q, later))
	all, err = f.QuestionnaireFiles(ctx)
	must(t, err)
	same(t, "files", all, []map[string][]byte{files, later})
}
