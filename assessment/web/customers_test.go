package web

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/static/i18n"
)

func customersAt(a *assessment.Assessment, rest string) string {
	return "/assessments/" + string(a.ID) + "/customers" + rest
}

// upload posts the form of the page; parts are names and contents.
func (d *device) upload(t *testing.T, path string, parts ...string) (status int, location, body string) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for i := 0; i+1 < len(parts); i += 2 {
		name, content := parts[i], parts[i+1]
		write := w.CreateFormField
		if name == "file" {
			write = func(name string) (io.Writer, error) {
				return w.CreateFormFile(name, "customers.csv")
			}
		}
		part, err := write(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	rec := d.do(http.MethodPost, path, w.FormDataContentType(), form.String())
	return rec.Code, rec.Header().Get("Location"), rec.Body.String()
}

func TestUploadCustomers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.signedIn(t, assessment.Executive)
	status, location, body := d.upload(t, customersAt(a, "/import"), "basis", "lifetime", "file", steepCustomers())
	if status != http.StatusSeeOther || location != customersAt(a, "") {
		t.Fatalf("%d to %q: %.300s", status, location, body)
	}
	base, err := r.service.Customers(t.Context(), a.ID)
	if err != nil || base.Curve.N != 40 || base.Basis != "lifetime" || len(base.Segments) != 4 {
		t.Fatalf("stored %+v, %v", base, err)
	}
	d.shows(d.get(customersAt(a, "")), http.StatusOK,
		htmlcheck.In("[role=status]", htmlcheck.HasText("40 customers have been read.")),
		htmlcheck.In("#value", htmlcheck.HasText("1 customer of 40 (1.7%) brings half of the value")),
		htmlcheck.In(".prio-verdict", htmlcheck.HasText("Only 1 customer brings half of the value")),
		htmlcheck.In(".prio-numbers", htmlcheck.HasText("Lifetime value")),
		htmlcheck.In("#means"), htmlcheck.In("svg[role=img]"),
		htmlcheck.Count("section[aria-labelledby=deciles] tbody tr", 10),
		htmlcheck.Count("section[aria-labelledby=segments] tbody tr", 4))

	// The file itself as the body replaces the list before.
	rec := d.do(http.MethodPost, customersAt(a, "/import?basis=revenue"), "text/csv; charset=utf-8", "customer,value\nA,1\nB,2\n")
	d.redirects(rec, customersAt(a, ""))
	if base, err = r.service.Customers(t.Context(), a.ID); err != nil || base.Curve.N != 2 || base.Basis != "revenue" {
		t.Fatalf("stored %+v, %v", base, err)
	}
	d.shows(d.get(customersAt(a, "")), http.StatusOK, htmlcheck.In(".note.warn", htmlcheck.HasText("With 2 customers, the value curve is too short")))
}

func TestUploadCustomersRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.signedIn(t, assessment.Executive)
	at := customersAt(a, "/import")
	for _, tt := range []struct {
		name  string
		parts []string
		want  string
	}{
		{"row and column", []string{"file", "customer,value\nA,1\nB,many\n"}, "Row 3, column value: “many” is not a number."},
		{"no id", []string{"file", "customer,value\n,1\n"}, "Row 2, column customer: A value is missing."},
		{"header", []string{"file", "name;amount\nA;1\n"}, "The first row must be: customer, value"},
		{"quotes", []string{"file", "customer,value\nA,1\n\"B,2\n"}, "Row 3: this row cannot be read"},
		{"quotes in the first cell", []string{"file", "customer,value\na\"b,1\n"}, "Row 2: this row cannot be read"},
		{"too many columns", []string{"file", "customer,value\nA,1,x\n"}, "Row 2: this row cannot be read"},
		{"nothing", []string{"basis", "margin"}, "The file contains no rows."},
		{"empty", []string{"file", "", "basis", ""}, "The file contains no rows."},
		{"basis", []string{"basis", "wishes", "file", "customer,value\nA,1\n"}, "“wishes” is not one of the possible values."},
		{"markup", []string{"file", "customer,value\nA,<b>1</b>\n"}, "&lt;b&gt;"},
		{"another field", []string{"file", "customer,value\nA,1\n", "colour", "red"}, "There is no field colour here."},
		{"twice", []string{"basis", "margin", "basis", "margin"}, "could not read"},
	} {
		status, _, body := d.upload(t, at, tt.parts...)
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d, without %q: %.600s", tt.name, status, tt.want, body)
		}
	}
	if _, err := r.service.Customers(t.Context(), a.ID); assessment.KindOf(err) != assessment.NotFound {
		t.Errorf("a refused list was stored: %v", err)
	}
	// A form that came back marks its field and its tab.
	_, _, body := d.upload(t, at, "basis", "margin", "file", "customer,value\nA,x\n")
	if err := htmlcheck.Run(strings.NewReader(body),
		htmlcheck.In("title", htmlcheck.HasText("Error")), htmlcheck.In("#errors a[href=#file]"), htmlcheck.In("input#file[aria-invalid=true]"),
		htmlcheck.In("select#basis option[selected]", htmlcheck.HasAttr("value", "margin")), htmlcheck.In("form.lang[action="+customersAt(a, "")+"]")); err != nil {
		t.Error(err)
	}
	if rec := d.do(http.MethodPost, at, "application/json", "{}"); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("JSON: %d", rec.Code)
	}
	if rec := d.do(http.MethodPost, at, "multipart/form-data; boundary=x", "garbage"); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("garbage: %d", rec.Code)
	}
	if rec := d.do(http.MethodPost, at+"?color=1", "text/csv", "customer,value\nA,1\n"); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("unknown query: %d", rec.Code)
	}
	// 5 MiB are taken, more is not.
	large := "customer,value\n" + strings.Repeat("A,1\n", maxImportBody/4-10)
	if rec := d.do(http.MethodPost, at, "text/csv", large); rec.Code != http.StatusSeeOther {
		t.Errorf("%d bytes: %d", len(large), rec.Code)
	}
	if rec := d.do(http.MethodPost, at, "text/csv", large+strings.Repeat("A,1\n", 20)); rec.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("more than 5 MiB: %d", rec.Code)
	}
}

func TestClosedCustomers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.closedWithCustomers(t, steepCustomers())
	report := r.reportOf(t, a)
	for _, lang := range i18n.Languages() {
		d := r.signedIn(t, assessment.Executive)
		rec := d.get(customersAt(a, "?lang="+lang))
		d.shows(rec, http.StatusOK,
			htmlcheck.In(".kicker"), htmlcheck.In(".prio-verdict .kicker", htmlcheck.HasText(r.catalog.T(lang, "prio_cust_closed"))),
			htmlcheck.In("#means"), htmlcheck.NotIn("input[type=file]"), htmlcheck.NotIn("input[type=radio]"))
		for _, m := range report.Situation.Advice {
			if !strings.Contains(htmlcheck.Text(document(t, rec.Body)), m.In(r.catalog, lang)) {
				t.Errorf("%s: %q is missing", lang, m.In(r.catalog, lang))
			}
		}
		d.speaks("customers in "+lang, rec.Body.String())
		d.sound(lang, "customers in "+lang, withoutDrawings(rec.Body.Bytes()))
		status, _, body := d.upload(t, customersAt(a, "/import"), "file", steepCustomers())
		if status != http.StatusConflict {
			t.Errorf("a list after closing: %d %.200s", status, body)
		}
	}
}

// What the page foretells is what the report then says.
func TestPreviewIsTheReport(t *testing.T) {
	t.Parallel()
	for name, list := range map[string]string{
		"steep": steepCustomers(), "few": "customer,value,segment\nA,5,x\nB,3,y\nC,1,\n", "no value": "customer,value\nA,0\nB,-3\n",
	} {
		r := newRig(t)
		a := r.closedWithCustomers(t, list)
		want := r.reportOf(t, a).Situation
		stored, err := r.service.Customers(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		got, err := preview(a, stored)
		if err != nil {
			t.Fatal(err)
		}
		quadrant := func(q *string) string {
			if q == nil {
				return ""
			}
			return *q
		}
		if got.ValueSkew != want.ValueSkew || got.NeedsDiversity != want.NeedsDiversity || quadrant(got.Quadrant) != quadrant(want.Quadrant) ||
			got.Source != want.Source || got.SkewSource != want.SkewSource || got.DiversitySource != want.DiversitySource || len(got.Segments) != len(want.Segments) ||
			got.SkewBorderline != want.SkewBorderline || got.NeedsBorderline != want.NeedsBorderline {
			t.Errorf("%s: foretold %+v, reported %+v", name, got, want)
		}
	}
}

func TestJudgement(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	draft, err := r.service.Create(t.Context(), allLanguages())
	if err != nil {
		t.Fatal(err)
	}
	d := r.signedIn(t, assessment.Executive)
	at := customersAt(draft, "/judgement")
	for _, tt := range []struct {
		pairs []string
		field string
	}{
		{[]string{"needs", "low", "reason", "we know"}, "value"},
		{[]string{"value", "high", "needs", "0.7", "reason", "we know"}, "needs"},
		{[]string{"value", "high", "needs", "low", "reason", " \n "}, "reason"},
		{[]string{"value", "high", "needs", "low", "reason", strings.Repeat("x", longestReason+1)}, "reason"},
	} {
		d.shows(d.post(at, tt.pairs...), http.StatusUnprocessableEntity,
			htmlcheck.In("#errors a[href=#"+tt.field+"]"), htmlcheck.In("title", htmlcheck.HasText("Error")))
	}
	if rec := d.post(at, "value", "high", "needs", "low", "reason", "x", "colour", "red"); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("unknown field: %d", rec.Code)
	}
	d.redirects(d.post(at, "value", "high", "needs", "medium", "reason", "Two dealers\nbuy half <b>"), customersAt(draft, ""))
	stored, err := r.service.Assessment(t.Context(), draft.ID)
	if err != nil || stored.Situation == nil || *stored.Situation != (assessment.Judgement{ValueSkew: 1, NeedsDiversity: 0.5, Reason: "Two dealers buy half <b>"}) {
		t.Fatalf("stored %+v, %v", stored.Situation, err)
	}
	for _, lang := range i18n.Languages() {
		rec := d.get(customersAt(draft, "?lang="+lang))
		d.shows(rec, http.StatusOK, htmlcheck.In("input#value-2[checked]"), htmlcheck.In("input#needs-1[checked]"), htmlcheck.In("textarea#reason", htmlcheck.HasText("Two dealers")))
		d.speaks("draft in "+lang, rec.Body.String())
		d.sound(lang, "draft in "+lang, rec.Body.Bytes())
	}

	// Once open, the judgement is shown and frozen.
	if err := r.service.Open(t.Context(), draft.ID); err != nil {
		t.Fatal(err)
	}
	d.shows(d.get(customersAt(draft, "?lang=en")), http.StatusOK, htmlcheck.NotIn("input[type=radio]"),
		htmlcheck.In("section[aria-labelledby=judge]", htmlcheck.HasText("only while the assessment is a draft"), htmlcheck.HasText("Two dealers buy half")))
	if rec := d.post(at, "value", "low", "needs", "low", "reason", "x"); rec.Code != http.StatusConflict {
		t.Errorf("a judgement after opening: %d", rec.Code)
	}
	// Consultants read, and are offered nothing that they may not do.
	d.shows(r.signedIn(t, assessment.Consultant).get(customersAt(draft, "")), http.StatusOK, htmlcheck.NotIn("input[type=file]"), htmlcheck.NotIn("main form"))
}
