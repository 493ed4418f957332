package web

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/reports"
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
		htmlcheck.In("#value", htmlcheck.HasText("1 customer of 40 (2.5%) brings half of the value")),
		htmlcheck.In(".prio-verdict", htmlcheck.HasText("Only 1 customer brings half of the value")),
		htmlcheck.In(".prio-numbers", htmlcheck.HasText("Lifetime value")),
		htmlcheck.In("#means"), htmlcheck.In("svg[role=img]"),
		htmlcheck.In("table.prio-gap", htmlcheck.HasText("Chance that two customers have different needs")),
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

// manySegments is a list in which every customer has a segment of its own.
func manySegments(n int) string {
	var list strings.Builder
	list.WriteString("customer,value,segment\n")
	for i := range n {
		fmt.Fprintf(&list, "C%d,1,S%d\n", i, i)
	}
	return list.String()
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
		{"quotes", []string{"file", "customer,value\nA,1\n\"B,2\n"}, "Row 3: a quotation mark is missing"},
		{"quotes in the first cell", []string{"file", "customer,value\na\"b,1\n"}, "Row 2: a quotation mark is missing"},
		{"too many columns", []string{"file", "customer,value\nA,1,x\n"}, "Row 2: this row has another number of columns"},
		{"nothing", []string{"basis", "margin"}, "The file contains no rows."},
		{"empty", []string{"basis", "", "file", ""}, "The file contains no rows."},
		{"basis", []string{"basis", "wishes", "file", "customer,value\nA,1\n"}, "“wishes” is not one of the possible values."},
		{"markup", []string{"file", "customer,value\nA,<b>1</b>\n"}, "&lt;b&gt;"},
		{"another field", []string{"file", "customer,value\nA,1\n", "colour", "red"}, "There is no field colour here."},
		{"twice", []string{"basis", "margin", "basis", "margin"}, "could not read"},
		{"two files", []string{"file", "customer,value\nA,1\n", "file", "customer,value\nA,1\n"}, "could not read"},
		{"basis after the file", []string{"file", "customer,value\nA,1\n", "basis", "margin"}, "The field basis must come before the file."},
		{"a field too long", []string{"basis", strings.Repeat("m", longestField+1)}, "could not read"},
		{"a quotation mark that is never closed", []string{"file", "customer,value\nA,1\n\"B," + strings.Repeat("2\n", 1<<20)}, "Row 3: this row is longer than 1024 KiB."},
		{"no segments but names", []string{"file", manySegments(1001)}, "There are more than 1000 different segments."},
		{"a segment too long", []string{"file", "customer,value,segment\nA,1," + strings.Repeat("s", 201) + "\n"}, "Row 2, column segment: This text is too long."},
		{"values beyond numbers", []string{"file", "customer,value\nA,1e308\nA,1e308\n"}, "Row 3, column value: The values up to this row add up to more than can be computed."},
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
	// More than the limit is refused before it is read.
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, rigBase+at, strings.NewReader("customer,value\nA,1\n"))
	req.ContentLength = maxUploadBody + 1
	req.Header.Set("Content-Type", "text/csv")
	req.AddCookie(&http.Cookie{Name: sessionCookie, Value: d.cookies[sessionCookie]})
	rec := httptest.NewRecorder()
	r.Handler().ServeHTTP(rec, req)
	if rec.Code != http.StatusRequestEntityTooLarge || !strings.Contains(rec.Body.String(), "The limit is 128 MiB.") {
		t.Errorf("more than 128 MiB: %d %.300s", rec.Code, rec.Body)
	}
	// Other routes keep their smaller limits.
	if rec := d.do(http.MethodPost, customersAt(a, "/judgement"), "application/x-www-form-urlencoded", "reason="+strings.Repeat("x", maxBody)); rec.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a long judgement: %d", rec.Code)
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
			said := strings.Join(strings.Fields(m.In(r.catalog, lang)), " ") // as the page's text is read
			if !strings.Contains(htmlcheck.Text(document(t, rec.Body)), said) {
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

// What nobody knows of the customers is told as not known, on both pages, with
// what would tell.
func TestUnknownNeeds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	list := regexp.MustCompile(`,(segment|need \d)`).ReplaceAllString(steepCustomers(), "")
	a := r.closedWithCustomers(t, list)
	d := r.signedIn(t, assessment.Executive)
	for _, lang := range i18n.Languages() {
		unknown := strings.Join(strings.Fields(r.catalog.T(lang, "report_warning_needs_unknown")), " ")
		for _, at := range []string{customersAt(a, "?lang="+lang), prioritiesAt(a, "?lang="+lang)} {
			rec := d.get(at)
			d.shows(rec, http.StatusOK, htmlcheck.In(".note.warn", htmlcheck.HasText(unknown)))
			d.sound(lang, at, withoutDrawings(rec.Body.Bytes()))
			said := htmlcheck.Text(document(t, bytes.NewBuffer(withoutDrawings(rec.Body.Bytes()))))
			for _, needs := range []string{"report_base_key_account", "report_base_one_to_one"} {
				base := r.catalog.T(lang, needs)
				for _, told := range []string{"(" + base, "（" + base, r.catalog.T(lang, "prio_base_is", "Base", base)} {
					if strings.Contains(said, told) {
						t.Errorf("%s: tells %q", at, told)
					}
				}
			}
		}
	}
	d.shows(d.get(customersAt(a, "?lang=en")), http.StatusOK,
		htmlcheck.In(".prio-verdict", htmlcheck.HasText("Your base: a steep value curve with unknown needs. Possible readings: Key accounts and One-to-one. The value curve is measured from the list of 40 customers.")),
		htmlcheck.In(".prio-verdict", htmlcheck.HasText("A curve counts as steep up to 6.3%, so yours counts as steep.")),
		htmlcheck.In(".prio-means", htmlcheck.HasText("treat customers by value")))
	d.shows(d.get(prioritiesAt(a, "?lang=en")), http.StatusOK,
		htmlcheck.In("section[aria-labelledby=explain]", htmlcheck.HasText("Your customer base (a steep value curve with unknown needs)")),
		htmlcheck.In("section[aria-labelledby=base]", htmlcheck.HasText("Whether Customize lags cannot be told, because the needs are not known.")))
}

// TestSegmentsSayWhatTheyWeighBy: shares of customers and of value are not the same.
func TestSegmentsSayWhatTheyWeighBy(t *testing.T) {
	t.Parallel()
	v := prioVoice{newRig(t).catalog, "en"}
	n, x50, effective := 40, 10.0, 1.5
	s := &reports.Situation{
		Source: "customers", SkewSource: "customers", DiversitySource: "customers", Customers: &n, Count50: &n, LossMakers: new(int),
		X50: &x50, EffectiveNeeds: &effective, Segments: []reports.NeedsSegment{{Segment: "gifts", Customers: n, Share: 1}},
	}
	for by, want := range map[string]string{"": "Share", assessment.NeedsByValue: "Share of value"} {
		p := assessment.DefaultParameters()
		p.NeedsBy = by
		view := v.customers(s, p, nil)
		said := strings.Contains(strings.Join(view.How, " "), "weigh by the value")
		if view.ShareOf != want || said != (by != "") {
			t.Errorf("by %q: %q, %q", by, view.ShareOf, view.How)
		}
	}
}
