package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
)

func TestAssessmentsList(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	manager, reader := r.signedIn(t, assessment.Executive), r.signedIn(t, assessment.Consultant)
	manager.shows(manager.get("/assessments"), http.StatusOK, htmlcheck.In(".empty a.btn.primary"), htmlcheck.NotIn("table"))
	reader.shows(reader.get("/assessments"), http.StatusOK, htmlcheck.In(".empty"), htmlcheck.NotIn("a[href=/assessments/new]"))

	draft, err := r.service.Create(t.Context(), allLanguages())
	if err != nil {
		t.Fatal(err)
	}
	open := r.opened(t, func(a *assessment.Assessment) {
		a.Title = assessment.Text("Open one")
		for i := range a.Groups {
			a.Groups[i].Expected = 10
		}
	})
	for range 4 {
		answerAll(t, r, open.ID, "frontline")
	}
	for range 6 {
		answerAll(t, r, open.ID, "channel")
	}
	rec := manager.get("/assessments")
	manager.shows(rec, http.StatusOK,
		htmlcheck.Count("tbody tr", 2), htmlcheck.In("tbody a[href=/assessments/"+string(draft.ID)+"]"),
		htmlcheck.In("tbody .chip.live", htmlcheck.HasText("Collecting")), htmlcheck.In("a.btn.primary[href=/assessments/new]"),
		// 6 of the channel are shown; the 4 of the front line are not, nor can they be worked out.
		htmlcheck.In("tbody", htmlcheck.HasText("At least 6 of 60"), htmlcheck.HasText("15 December 2026")))
	if text := rec.Body.String(); strings.Contains(text, "10 of 60") {
		t.Error("the sum tells the hidden count")
	}
	reader.shows(reader.get("/assessments"), http.StatusOK, htmlcheck.Count("tbody tr", 2), htmlcheck.NotIn("a[href=/assessments/new]"))
	r.clock.add(60 * 24 * time.Hour)
	later := r.signedIn(t, assessment.Executive)
	later.shows(later.get("/assessments"), http.StatusOK, htmlcheck.In("tbody .chip.warn", htmlcheck.HasText("Ended")))
	if err := r.service.Close(t.Context(), open.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	later.shows(later.get("/assessments"), http.StatusOK, htmlcheck.In("tbody", htmlcheck.HasText("10 of 60"), htmlcheck.HasText("Closed"), htmlcheck.HasText("15 December 2026")))
}

// An assessment without a last day has one once it is closed.
func TestListSaysWhenAnAssessmentWasClosed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, func(a *assessment.Assessment) { a.Closes = nil })
	d := r.signedIn(t, assessment.Executive)
	d.shows(d.get("/assessments"), http.StatusOK, htmlcheck.In("tbody", htmlcheck.HasText("No last day")))
	answerAll(t, r, a.ID, "frontline")
	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	d.shows(d.get("/assessments"), http.StatusOK, htmlcheck.In("tbody", htmlcheck.HasText("2 November 2026")))
}

// answerAll sends one response through a group's link.
func answerAll(t *testing.T, r *rig, id assessment.ID, group string) {
	t.Helper()
	secret, err := r.service.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	visit, err := r.service.Enter(t.Context(), r.groupToken(t, id, group), secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.service.Save(t.Context(), visit, []assessment.Change{{Field: "bv1", Value: "3"}}); err != nil {
		t.Fatal(err)
	}
	if err := r.service.Submit(t.Context(), visit); err != nil {
		t.Fatal(err)
	}
}
