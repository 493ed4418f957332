package web

import (
	"context"
	"errors"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
)

// brokenReports fails half-way.
type brokenReports struct{}

func (brokenReports) Write(_ context.Context, w io.Writer, _ *assessment.Snapshot, _, _ string) error {
	if _, err := io.WriteString(w, "half a file"); err != nil {
		return err
	}
	return errors.New("out of ink")
}

func TestAReportThatFailsIsAnErrorPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.reports = brokenReports{}
	a := r.opened(t, nil)
	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	d := r.signedIn(t, assessment.Consultant)
	rec := d.get("/assessments/" + string(a.ID) + "/report.xlsx")
	if rec.Code != http.StatusInternalServerError || strings.Contains(rec.Body.String(), "half a file") || rec.Header().Get("Content-Disposition") != "" {
		t.Errorf("%d %.100s", rec.Code, rec.Body)
	}
}

// brokenFiles fail half-way.
type brokenFiles struct{ plainFiles }

func (brokenFiles) Rows(_ context.Context, w io.Writer, _ assessment.ID, _, _ string) error {
	return brokenReports{}.Write(context.Background(), w, nil, "", "")
}

// Not in parallel: the folder of temporary files is the process's.
func TestDownloadsLeaveNothingBehind(t *testing.T) { //nolint:paralleltest // sets TMPDIR
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	r := newRig(t)
	a := r.opened(t, nil)
	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	d := r.signedIn(t, assessment.Consultant)
	if rec := d.get("/assessments/" + string(a.ID) + "/rows.csv"); rec.Code != http.StatusOK {
		t.Errorf("%d %.100s", rec.Code, rec.Body)
	}
	r.files = brokenFiles{}
	rec := d.get("/assessments/" + string(a.ID) + "/rows.csv")
	if rec.Code != http.StatusInternalServerError || strings.Contains(rec.Body.String(), "half a file") || rec.Header().Get("Content-Disposition") != "" {
		t.Errorf("%d %.100s", rec.Code, rec.Body)
	}
	if e := r.noted(t, a.ID, assessment.ActionExported); len(e) != 1 || e[0].Detail != "rows csv" {
		t.Errorf("what failed was recorded as taken away, or nothing was: %+v", e)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	t.Setenv("TMPDIR", dir+"/gone")
	if rec := d.get("/assessments/" + string(a.ID) + "/rows.csv"); rec.Code != http.StatusInternalServerError || strings.Contains(rec.Body.String(), dir) {
		t.Errorf("without a folder: %d %.100s", rec.Code, rec.Body)
	}
}

func TestFilesToTakeAway(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	home, id := "/assessments/"+string(a.ID), string(a.ID)
	token := r.personalToken(t, a.ID, assessment.Contact{Email: "ana@example.org", Group: "managers"})
	manager, consultant := r.signedIn(t, assessment.Executive), r.signedIn(t, assessment.Consultant)

	if rec := manager.get(home + "/rows.csv"); rec.Code != http.StatusConflict || rec.Header().Get("Content-Disposition") != "" {
		t.Errorf("rows of an open assessment: %d", rec.Code)
	}
	manager.shows(manager.get(home+"/links"), http.StatusOK,
		htmlcheck.Count("#files li", 2), htmlcheck.Count("#files a", 4), htmlcheck.In("#group-customers a[href="+home+"/links/customers/qr.png]"))
	for range 6 {
		r.answer(t, r.groupToken(t, a.ID, "customers"))
	}
	for range 2 {
		r.answer(t, r.groupToken(t, a.ID, "frontline"))
	}
	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	const csv, xlsx = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	for path, want := range map[string]struct{ kind, body, name string }{
		"/rows.csv":      {csv, "rows " + id + " csv en", "customer-readiness-rows.csv"},
		"/rows.xlsx":     {xlsx, "rows " + id + " xlsx en", "customer-readiness-rows.xlsx"},
		"/links.csv":     {csv, "links " + id + " " + rigBase + " csv en", "customer-readiness-links.csv"},
		"/links.xlsx":    {xlsx, "links " + id + " " + rigBase + " xlsx en", "customer-readiness-links.xlsx"},
		"/contacts.csv":  {csv, "contacts " + id + " csv en", "customer-readiness-contacts.csv"},
		"/contacts.xlsx": {xlsx, "contacts " + id + " xlsx en", "customer-readiness-contacts.xlsx"},
	} {
		rec := manager.get(home + path)
		got := rec.Header()
		if rec.Code != http.StatusOK || rec.Body.String() != want.body || got.Get("Content-Type") != want.kind || got.Get("Cache-Control") != "no-store" ||
			got.Get("Content-Disposition") != attachment(want.name) || got.Get("Content-Length") != strconv.Itoa(len(want.body)) {
			t.Errorf("%s: %d %q %v", path, rec.Code, rec.Body, got)
		}
		what, format, _ := strings.Cut(strings.TrimPrefix(path, "/"), ".")
		if e := r.noted(t, a.ID, assessment.ActionExported); e[0].Detail != what+" "+format || e[0].Account == "" {
			t.Errorf("%s was recorded as %+v", path, e[0])
		}
		allowed := http.StatusForbidden
		if strings.HasPrefix(path, "/rows") {
			allowed = http.StatusOK
		}
		if rec := consultant.get(home + path); rec.Code != allowed {
			t.Errorf("%s as consultant: %d, want %d", path, rec.Code, allowed)
		}
	}
	if strings.Contains(r.log.String(), token) {
		t.Error("a token is in the log")
	}

	page := consultant.get(home + "/downloads")
	consultant.shows(page, http.StatusOK, htmlcheck.Count(".formats li", 6), htmlcheck.In("form.card", htmlcheck.HasText("2 November 2026 from 8 answers")),
		htmlcheck.In("form[aria-labelledby=rows]", htmlcheck.HasText("6 rows. Left out because too few people answered: Front-line staff.")), htmlcheck.NotIn("a[href="+home+"/links#files]"))
	manager.shows(manager.get(home+"/downloads"), http.StatusOK, htmlcheck.In("a[href="+home+"/links#files]"))
}

func TestQRPictures(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.signedIn(t, assessment.Executive)
	rec := d.get("/assessments/" + string(a.ID) + "/links/customers/qr.png")
	picture, err := png.Decode(rec.Body)
	if err != nil || rec.Header().Get("Content-Type") != "image/png" || rec.Header().Get("Content-Disposition") != attachment("customer-readiness-qr-customers.png") {
		t.Fatalf("%d %v %v", rec.Code, rec.Header(), err)
	}
	code, err := encodeQR(rigBase + "/s/" + r.groupToken(t, a.ID, "customers"))
	if err != nil {
		t.Fatal(err)
	}
	scale := picture.Bounds().Dx() / (code.Size + 2*quietZone)
	for y := range code.Size {
		for x := range code.Size {
			at := func(i int) int { return (i+quietZone)*scale + scale/2 }
			if light, _, _, _ := picture.At(at(x), at(y)).RGBA(); (light == 0) != code.Black(x, y) {
				t.Fatalf("module %d, %d is wrong", x, y)
			}
		}
	}
	for _, group := range []string{"nobody", "managers%2f"} {
		if rec := d.get("/assessments/" + string(a.ID) + "/links/" + group + "/qr.png"); rec.Code != http.StatusNotFound {
			t.Errorf("%s: %d", group, rec.Code)
		}
	}
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"Customer readiness 2026": "customer-readiness-2026-es.csv", "Preparación": "preparación-es.csv", "客户准备度": "客户准备度-es.csv",
		"../../etc/passwd": "etc-passwd-es.csv", "!!!": "readiness-es.csv", `a"b;c`: "a-b-c-es.csv",
		strings.Repeat("long ", 50): strings.Repeat("long-", 12)[:59] + "-es.csv",
	} {
		a := &assessment.Assessment{Title: assessment.Text(title), Languages: []string{"en"}}
		got := fileName(a, "es", "csv")
		if got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
		header := attachment(got)
		if !regexp.MustCompile(`^attachment; filename="[ -~]+"; filename\*=UTF-8''[A-Za-z0-9.%_-]+$`).MatchString(header) {
			t.Errorf("%q: header %q", title, header)
		}
		_, encoded, _ := strings.Cut(header, "UTF-8''")
		if decoded, err := url.PathUnescape(encoded); err != nil || decoded != got {
			t.Errorf("%q reads back as %q, %v", got, decoded, err)
		}
	}
}
