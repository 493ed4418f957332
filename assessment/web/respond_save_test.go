package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
)

func (d *device) save(field, value string, seq int64) int {
	d.t.Helper()
	return d.post("/s/save", "field", field, "value", value, "seq", strconv.FormatInt(seq, 10)).Code
}

func TestAutosave(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.device(t).open(r.groupToken(t, a.ID, "customers"))
	saves := []struct {
		field, value string
		seq          int64
		status       int
	}{
		{"bv1", "2", 1000, http.StatusNoContent},
		{"bv1", "4", 3000, http.StatusNoContent},
		{"bv1", "3", 2000, http.StatusNoContent}, // came late: acknowledged, ignored
		{"bv1", "4", 3000, http.StatusNoContent}, // sent again because its answer was lost
		{"bv2", "dk", 1500, http.StatusNoContent},
		{"comment_bv2", "one\r\ntwo", 1600, http.StatusNoContent},
		{"bv3", "6", 1700, http.StatusUnprocessableEntity},
		{"bv3", "na", 1700, http.StatusUnprocessableEntity}, // inside only
		{"g02", "3", 1700, http.StatusUnprocessableEntity},  // not asked of customers
		{"nothing", "3", 1700, http.StatusUnprocessableEntity},
		{"", "", 1700, http.StatusUnprocessableEntity},
		{"bv3", "3", -1, http.StatusUnprocessableEntity},
		{"comment", strings.Repeat("x", assessment.MaxComment+1), 1800, http.StatusUnprocessableEntity},
	}
	for _, s := range saves {
		if got := d.save(s.field, s.value, s.seq); got != s.status {
			t.Errorf("%s=%.20s at %d: %d, want %d", s.field, s.value, s.seq, got, s.status)
		}
	}
	d.shows(d.get("/s/p/1"), http.StatusOK, htmlcheck.Count("input[checked]", 1), htmlcheck.Count("#bv1-4[checked]", 1),
		htmlcheck.In("form#answers", htmlcheck.HasAttr("data-seq", "3000"), htmlcheck.HasAttr("data-autosave", "/s/save")))
	d.shows(d.get("/s/p/2"), http.StatusOK, htmlcheck.Count("#bv2-dk[checked]", 1), htmlcheck.In("#comment_bv2", htmlcheck.HasText("one two")))
	d.shows(d.get("/s/p/3"), http.StatusOK, htmlcheck.NotIn("input[checked]"))

	// The page's own number stands above an autosave that is still on its way.
	d.redirects(d.post("/s/p/1", "go", "next", "seq", "5000", "bv1", "1"), "/s/p/2")
	if got := d.save("bv1", "5", 4000); got != http.StatusNoContent {
		t.Errorf("late autosave: %d", got)
	}
	d.shows(d.get("/s/p/1"), http.StatusOK, htmlcheck.Count("#bv1-1[checked]", 1))

	d.redirects(d.post("/s/submit", "go", "send"), "/s/done")
	rec := d.post("/s/save", "field", "bv1", "value", "5", "seq", "9000")
	var problem saveProblem
	if err := json.Unmarshal(rec.Body.Bytes(), &problem); err != nil || rec.Code != http.StatusGone || problem.Retry || problem.Error == "" {
		t.Errorf("after sending: %d %s, %v", rec.Code, rec.Body, err)
	}
}

func TestAutosaveRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.device(t).open(r.groupToken(t, a.ID, "customers"))
	if rec := d.post("/s/save", "field", "bv1", "value", "1", "seq", "1", "group", "executives"); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("a field too many: %d", rec.Code)
	}
	if rec := d.do(http.MethodPost, "/s/save", "application/json", `{"field":"bv1"}`); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("JSON: %d", rec.Code)
	}
	if got := r.device(t).save("bv1", "1", 1); got != http.StatusNotFound {
		t.Errorf("without a link: %d", got)
	}
	d.shows(d.get("/s/p/1"), http.StatusOK, htmlcheck.NotIn("input[checked]"))
}

func TestAutosavesInParallel(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.device(t).open(r.groupToken(t, a.ID, "customers"))
	d.save("bv1", "1", 1)
	var wg sync.WaitGroup
	codes := make([]int, 4)
	for i := range codes {
		tab := r.device(t)
		tab.cookies = map[string]string{linkCookie: d.cookies[linkCookie]}
		wg.Go(func() { codes[i] = tab.save("bv"+strconv.Itoa(i+1), "3", 10) })
	}
	wg.Wait()
	for i, code := range codes {
		if code != http.StatusNoContent {
			t.Errorf("tab %d: %d", i+1, code)
		}
	}
	for n := 1; n <= len(codes); n++ {
		d.shows(d.get(pageAddress(n)), http.StatusOK, htmlcheck.Count("#bv"+strconv.Itoa(n)+"-3[checked]", 1))
	}
}

// What is not asked, or not an answer, is refused with the page's form too.
func TestPageRefusesWrongAnswers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	token := r.groupToken(t, a.ID, "customers")
	tests := [][2]string{
		{"g02", "3"},
		{"bv1", "na"},
		{"bv1", "9"},
		{"bv1", "03"},
		{"imp_identify", "dk"},
		{"bv9", "1"},
		{"comment_g02", "x"},
		{"group", "executives"},
		{"submitted", "2026-01-01"},
		{"go", "elsewhere"},
		{"seq", "1e9"},
		{"function", "Sales"},
		{"location", "Paris"},
	}
	for _, tt := range tests {
		d := r.device(t).open(token)
		rec := d.post("/s/p/1", tt[0], tt[1])
		if rec.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s=%s: %d, want 422", tt[0], tt[1], rec.Code)
		}
		d.shows(d.get("/s/p/1"), http.StatusOK, htmlcheck.NotIn("input[checked]"))
	}

	// A comment that is too long comes back with everything that was typed.
	d := r.device(t).open(token)
	long := strings.Repeat("é", assessment.MaxComment+1)
	d.shows(d.post("/s/p/1", "go", "next", "bv1", "4", "comment_bv1", long), http.StatusUnprocessableEntity,
		htmlcheck.In("title", htmlcheck.HasText("Error:")), htmlcheck.Count("#bv1-4[checked]", 1),
		htmlcheck.In("#comment_bv1", htmlcheck.HasText(long), htmlcheck.HasAttr("aria-invalid", "true")),
		htmlcheck.In("#comment_bv1-error", htmlcheck.HasText("2000")))
	d.shows(d.post("/s/p/12", "go", "next", "comment", long), http.StatusUnprocessableEntity, htmlcheck.In("#comment-error", htmlcheck.HasText("2000")), htmlcheck.In("textarea#comment[autofocus]"))
	// Line breaks count once, as in the browser.
	d.redirects(d.post("/s/p/12", "go", "next", "comment", strings.Repeat("ab\r\n", assessment.MaxComment/4)), "/s/check")
}
