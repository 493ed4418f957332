package web

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/static/i18n"
)

// add imports rows of customers.
func (r *rig) add(t *testing.T, a *assessment.Assessment, n int) {
	t.Helper()
	rows := "group,bv1,bv2,bv3,bv4\n" + strings.Repeat("customers,4,3,2,5\n", n)
	_, err := r.service.ImportResponses(t.Context(), a.ID, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(rows)), nil }, nil)
	if err != nil {
		t.Fatal(err)
	}
}

func TestReopen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, nil)
	home := "/assessments/" + string(a.ID)
	r.clock.add(60 * 24 * time.Hour) // the last day is over
	d := r.signedIn(t, assessment.Executive)

	d.shows(d.get(home), http.StatusOK, htmlcheck.In("a[href="+home+"/reopen]"))
	d.shows(d.get(home+"/reopen"), http.StatusOK, htmlcheck.In("#consequence", htmlcheck.HasText("fewer than 5")), htmlcheck.In("#closes", htmlcheck.HasAttr("value", "")))
	reader := r.signedIn(t, assessment.Consultant)
	reader.shows(reader.get(home), http.StatusOK, htmlcheck.NotIn("a[href="+home+"/reopen]"))

	for day, message := range map[string]string{"2026-12-31": "has passed", "soon": "is not a date"} {
		d.shows(d.post(home+"/reopen", "closes", day), http.StatusUnprocessableEntity, htmlcheck.In("#errors a[href=#closes]", htmlcheck.HasText(message)),
			htmlcheck.In("#closes", htmlcheck.HasAttr("value", day)), htmlcheck.In("#closes", htmlcheck.HasAttr("aria-invalid", "true")), htmlcheck.In("title", htmlcheck.HasText("Error:")))
	}
	if rec := d.post(home+"/reopen", "k", "3"); rec.Code != http.StatusUnprocessableEntity && rec.Code != http.StatusBadRequest {
		t.Errorf("a field that is not asked for: %d", rec.Code)
	}
	if got := r.stored(t, a.ID); got.Status != assessment.StatusClosed {
		t.Fatalf("opened by a refused form: %s", got.Status)
	}
	d.redirects(d.post(home+"/reopen", "closes", "2027-01-31"), home)
	d.shows(d.get(home), http.StatusOK, htmlcheck.In(".flash", htmlcheck.HasText("open again")), htmlcheck.In("#reopened", htmlcheck.HasText("opened again")),
		htmlcheck.In("main", htmlcheck.HasText("Opened again on 1 January 2027")), htmlcheck.In("main", htmlcheck.HasText("Open until 31 January 2027")), htmlcheck.In("a[href="+home+"/close]"))
	for _, rec := range []int{d.get(home + "/reopen").Code, d.post(home+"/reopen", "closes", "").Code} {
		if rec != http.StatusConflict {
			t.Errorf("opening again what is open: %d", rec)
		}
	}
	noted, err := r.service.Reopenings(t.Context(), a.ID)
	if err != nil || len(noted) != 1 || noted[0].Account == "" {
		t.Fatalf("noted %+v, %v", noted, err)
	}
	if e := r.noted(t, a.ID, assessment.ActionReopened); len(e) != 1 || e[0].Account != noted[0].Account {
		t.Errorf("in the audit log: %+v", e)
	}

	// No results meanwhile, anywhere.
	for _, page := range []string{"/results", "/priorities", "/questions", "/downloads"} {
		d.shows(d.get(home+page), http.StatusOK, htmlcheck.In("#reopened", htmlcheck.HasText("no results are shown")), htmlcheck.NotIn("main table"), htmlcheck.NotIn(".formats"))
	}
	if rec := d.get(home + "/report.json"); rec.Code != http.StatusConflict {
		t.Errorf("report while open again: %d", rec.Code)
	}

	// The link takes answers, and closing says who is too few.
	r.answer(t, r.groupToken(t, a.ID, "customers"))
	r.add(t, a, 1)
	d.shows(d.get(home+"/close"), http.StatusOK, htmlcheck.In("#newcomers li strong", htmlcheck.HasText("2 of 5 new answers")),
		htmlcheck.In("#newcomers", htmlcheck.HasText("Front-line staff: no new answers")), htmlcheck.In("#newcomers", htmlcheck.HasText("what these few people answered")))
	r.add(t, a, 3)
	d.shows(d.get(home+"/close"), http.StatusOK, htmlcheck.In("#newcomers", htmlcheck.HasText("Customers: 5 new answers")), htmlcheck.NotIn("#newcomers li strong"))
	d.redirects(d.post(home+"/close"), home+"/downloads")
	report := r.reportOf(t, r.stored(t, a.ID))
	if c := report.Scales[0].CellOf("customers"); report.Snapshot.Version != 2 || c.Suppressed || *c.N != 35 {
		t.Errorf("version %d, customers %+v", report.Snapshot.Version, c)
	}
	d.shows(d.get(home+"/results"), http.StatusOK, htmlcheck.NotIn("#reopened"), htmlcheck.In("main table"))
}

// TestReopenSpeaksEveryLanguage: no page of the way back shows a key or another language.
func TestReopenSpeaksEveryLanguage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedResults(t, func(a *assessment.Assessment) { a.Closes = nil })
	home := "/assessments/" + string(a.ID)
	d := r.signedIn(t, assessment.Admin)
	words := func(path, key string) {
		t.Helper()
		for _, lang := range i18n.Languages() {
			text := r.catalog.T(lang, key)
			d.shows(d.get(home+path+"?lang="+lang), http.StatusOK, htmlcheck.In("html", htmlcheck.HasAttr("lang", i18n.Tag(lang))), htmlcheck.In("main", htmlcheck.HasText(text)))
		}
	}
	words("", "work_reopen_teaser")
	words("/reopen", "work_reopen_results")
	if err := r.service.Reopen(t.Context(), a.ID, ""); err != nil {
		t.Fatal(err)
	}
	r.add(t, a, 2)
	words("/results", "work_reopened_note")
	words("/close", "work_close_new_what")
}
