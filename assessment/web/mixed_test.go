package web

import (
	"net/http"
	"testing"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/static/i18n"
)

// Customers are not asked every question: the pages say which comparisons rest on
// different ones.
func TestDifferentQuestionsAreNamed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, nil)
	report := r.reportOf(t, a)
	sides, found := report.MixedSides("category")
	marks, marked := report.MixedMarks()
	if !found || !marked {
		t.Fatal("the sample should have categories with different questions")
	}
	for _, lang := range i18n.Languages() {
		d := r.signedIn(t, assessment.Consultant)
		d.cookies["readiness-language"] = lang
		d.shows(d.get("/assessments/"+string(a.ID)+"/priorities"), http.StatusOK,
			htmlcheck.In("section[aria-labelledby=categories] .note", htmlcheck.HasText(sides.In(r.catalog, lang))))
		d.shows(d.get("/assessments/"+string(a.ID)+"/results"), http.StatusOK,
			htmlcheck.In(".cautions", htmlcheck.HasText(sides.In(r.catalog, lang))), htmlcheck.In("main", htmlcheck.HasText(marks.In(r.catalog, lang))))
	}
}
