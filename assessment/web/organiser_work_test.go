package web

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/static/i18n"
)

// answer sends a whole response behind a link.
func (r *rig) answer(t *testing.T, token string) {
	t.Helper()
	d := r.device(t).open(token)
	d.post("/s/p/1", "bv1", "3", "go", "later")
	if rec := d.post("/s/submit", "go", "send"); rec.Code != http.StatusSeeOther && rec.Code != http.StatusOK {
		t.Fatalf("submit: %d %.200s", rec.Code, rec.Body)
	}
}

func TestAssessmentFromCreationToDownload(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.signedIn(t, assessment.Executive)
	d.shows(d.get("/assessments/new"), http.StatusOK, htmlcheck.In("#closes", htmlcheck.HasAttr("value", "2026-11-16")))
	home := d.draft()
	id := assessment.ID(strings.TrimPrefix(home, "/assessments/"))

	// What was saved is what the steps show again.
	d.shows(d.get(home+"/edit"), http.StatusOK,
		htmlcheck.In("#title", htmlcheck.HasAttr("value", "Ready for each customer")), htmlcheck.In("#closes", htmlcheck.HasAttr("value", "2026-11-30")),
		htmlcheck.In("#lang_es[checked]"), htmlcheck.NotIn("#lang_zh[checked]"))
	d.shows(d.get(home+"/edit/groups"), http.StatusOK,
		htmlcheck.In("#expected_customers", htmlcheck.HasAttr("value", "120")), htmlcheck.NotIn("#group_managers[checked]"),
		htmlcheck.In("#access_customers option[selected]", htmlcheck.HasAttr("value", "open")), htmlcheck.In("#locations", htmlcheck.HasText("Milan Madrid")))
	d.shows(d.get(home), http.StatusOK, htmlcheck.In(".chip", htmlcheck.HasText("Draft")), htmlcheck.NotIn(".rates"))

	// Nothing opens until respondents can be told who asks.
	rec := d.post(home+"/edit/check", "go", "launch", "controller", "Alder & Finch S.p.A.", "contact", "", "basis", "", "recipients", "The consultancy", "retention", "24 months")
	d.shows(rec, http.StatusUnprocessableEntity,
		htmlcheck.In("#errors a[href=#contact]"), htmlcheck.In("#errors a[href=#basis]"), htmlcheck.NotIn("#errors a[href=#controller]"),
		htmlcheck.In("#controller", htmlcheck.HasAttr("value", "Alder & Finch S.p.A.")), htmlcheck.In("#recipients", htmlcheck.HasText("The consultancy")),
		htmlcheck.In("#contact", htmlcheck.HasAttr("aria-invalid", "true")), htmlcheck.In("title", htmlcheck.HasText("Error:")))
	if a := r.stored(t, id); a.Status != assessment.StatusDraft {
		t.Fatalf("opened without a contact: %s", a.Status)
	}
	d.redirects(d.post(home+"/edit/check", "go", "launch", "controller", "Alder & Finch S.p.A.", "contact", "privacy@example.org",
		"basis", "Legitimate interest", "recipients", "The consultancy", "retention", "24 months"), home+"/links")
	a := r.stored(t, id)
	if a.Status != assessment.StatusOpen || a.K != 5 || a.CommentK != 10 || a.Timezone != "Europe/Rome" || !a.Privacy.Complete() ||
		!a.Closes.Equal(time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("stored: %+v", a)
	}
	if diff := cmp.Diff([]assessment.Segment{{Key: "Milan", Name: assessment.Text("Milan")}, {Key: "Madrid", Name: assessment.Text("Madrid")}}, a.Locations); diff != "" {
		t.Error(diff)
	}
	d.shows(d.get(home+"/links"), http.StatusOK, htmlcheck.In(".flash", htmlcheck.HasText("The assessment is open")),
		htmlcheck.In("#link-customers", htmlcheck.HasAttr("value", rigBase+"/s/"+r.groupToken(t, id, "customers"))), htmlcheck.Count("section.links", 3))

	// What is open can no longer be changed here.
	if rec := d.get(home + "/edit/groups"); rec.Code != http.StatusConflict {
		t.Errorf("editing an open assessment: %d", rec.Code)
	}

	// Counts, hidden below the threshold.
	for range 6 {
		r.answer(t, r.groupToken(t, id, "customers"))
	}
	for range 4 {
		r.answer(t, r.groupToken(t, id, "frontline"))
	}
	d.shows(d.get(home), http.StatusOK, htmlcheck.In(".kpi b", htmlcheck.HasText("6")), htmlcheck.In("#days-desc", htmlcheck.HasText("6 answers")),
		htmlcheck.In(".rates", htmlcheck.HasText("6 of 120")), htmlcheck.In(".rates", htmlcheck.HasText("fewer than 5")),
		htmlcheck.In(".rates", htmlcheck.HasText("fewer than 5 of 14")))

	// No report before closing, in words.
	for _, format := range []string{"xlsx", "json", "csv", "html"} {
		d.shows(d.get(home+"/report."+format+"?lang=es"), http.StatusConflict, htmlcheck.In("html", htmlcheck.HasAttr("lang", "en")), htmlcheck.In("main", htmlcheck.HasText("not closed yet")))
	}
	d.shows(d.get(home+"/downloads"), http.StatusOK, htmlcheck.NotIn("#report-lang"))

	// Closing asks first and says whom the report will not show.
	d.shows(d.get(home+"/close"), http.StatusOK, htmlcheck.In("form .note", htmlcheck.HasText("Front-line staff")), htmlcheck.In("form .note", htmlcheck.HasText("Executives"), htmlcheck.HasText("will not show these groups")))
	d.redirects(d.post(home+"/close"), home+"/downloads")
	d.shows(d.get(home+"/downloads"), http.StatusOK, htmlcheck.In("#report-lang"), htmlcheck.Count(".formats button", 6))
	d.shows(d.get(home), http.StatusOK, htmlcheck.In(".kpi b", htmlcheck.HasText("10")), htmlcheck.In(".chip", htmlcheck.HasText("Closed")))
	if rec := d.get(home + "/close"); rec.Code != http.StatusConflict {
		t.Errorf("closing twice: %d", rec.Code)
	}
	for format, kind := range fileTypes() {
		rec := d.get(home + "/report." + format + "?lang=zh")
		disposition, params, err := mime.ParseMediaType(rec.Header().Get("Content-Disposition"))
		if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != kind || err != nil || disposition != "attachment" ||
			params["filename"] != "ready-for-each-customer-zh."+format || rec.Body.Len() == 0 {
			t.Errorf("%s: %d %v %v", format, rec.Code, rec.Header(), err)
		}
	}
	if rec := d.get(home + "/report.xlsx?lang=xx"); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("a language that does not exist: %d", rec.Code)
	}
}

// hostile texts try to leave the place they are printed in.
func hostile() []string {
	return []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</textarea><script>alert(1)</script>`,
		`</title><script>alert(1)</script>`, `javascript:alert(1)`, `{{.}}`, "\u202Eevil", `<svg/onload=alert(1)>`, `&lt;b&gt;`, `]]><b>x</b>`,
	}
}

func TestHostileTextsStayText(t *testing.T) {
	t.Parallel()
	for i, text := range hostile() {
		r := newRig(t)
		a := allLanguages()
		a.Title, a.Organisation = assessment.Text(text), assessment.Text(text)
		a.Groups[0].Name = assessment.Text(text)
		a.Groups[5].Name = assessment.Text(text)
		a.Locations = []assessment.Segment{{Key: text, Name: assessment.Text(text)}}
		a.Functions = []assessment.Segment{{Key: text, Name: assessment.Text(text)}}
		a.Privacy.Contact, a.Privacy.Basis = text, assessment.Text(text)
		a.Privacy.Recipients = []assessment.Label{assessment.Text(text)}
		a, err := r.service.Create(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		d := r.signedIn(t, assessment.Admin)
		home := "/assessments/" + string(a.ID)
		check := func(name string, body []byte) {
			t.Helper()
			if err := htmlcheck.Run(bytes.NewReader(body), htmlcheck.NotIn("[onerror]"), htmlcheck.NotIn("[onload]"), htmlcheck.NotIn("[onmouseover]"),
				htmlcheck.NotIn("body script"), htmlcheck.NotIn("main img"), htmlcheck.NotIn("main b b"), htmlcheck.Each("a", noScheme)); err != nil {
				t.Errorf("%s of %q: %v", name, text, err)
			}
			if name != "downloads" && !strings.Contains(html.UnescapeString(string(body)), text) {
				t.Errorf("%s of %q does not show the text", name, text)
			}
		}
		for _, page := range []string{"/edit", "/edit/groups", "/edit/check", "", "/links", "/people"} {
			check(page, d.get(home+page).Body.Bytes())
		}
		check("refused", d.post("/assessments/new", "title", text, "organisation", text, "closes", text, "timezone", text).Body.Bytes())
		check("people", d.post(home+"/people/import", "group", "executives", "people", text).Body.Bytes())
		if err := r.service.Open(t.Context(), a.ID); err != nil {
			t.Fatal(err)
		}
		check("sheet", d.get(home+"/links/customers/sheet?lang=it").Body.Bytes())
		check("close", d.get(home+"/close").Body.Bytes())
		if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
			t.Fatal(err)
		}
		rec := d.get(home + "/report.csv")
		if _, params, err := mime.ParseMediaType(rec.Header().Get("Content-Disposition")); err != nil || strings.ContainsAny(params["filename"], "<>\"'/\\:\r\n") {
			t.Errorf("%d: file name %q, %v", i, rec.Header().Get("Content-Disposition"), err)
		}
	}
}

func noScheme(n *html.Node) error {
	href, _ := htmlcheck.Attr(n, "href")
	if href != "" && !strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "#") && !strings.HasPrefix(href, "https://example.org/") {
		return fmt.Errorf("leads to %s", href)
	}
	return nil
}

func TestOrganiserPagesAreSoundInEveryLanguage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.signedIn(t, assessment.Admin)
	draft := d.draft()
	open := "/assessments/" + string(r.opened(t, nil).ID)
	shut := r.opened(t, nil)
	for range 6 {
		r.answer(t, r.groupToken(t, shut.ID, "customers"))
	}
	d.post(open+"/people/import", "group", "executives", "people", "ana@example.org")
	if err := r.service.Close(t.Context(), shut.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	closed := "/assessments/" + string(shut.ID)
	for _, lang := range i18n.Languages() {
		d.cookies[languageCookie] = lang
		for _, path := range []string{
			"/assessments/new", draft, draft + "/edit", draft + "/edit/groups", draft + "/edit/check", draft + "/links", draft + "/downloads",
			open, open + "/links", open + "/people", open + "/close", open + "/downloads", closed, closed + "/links", closed + "/downloads",
		} {
			rec := d.get(path)
			if rec.Code != http.StatusOK {
				t.Fatalf("%s: %d", path, rec.Code)
			}
			// A drawing has a title of its own; what is counted is the page's.
			d.sound(lang, path, bytes.ReplaceAll(rec.Body.Bytes(), []byte("<title id="), []byte("<desc id=")))
		}
		for path, form := range map[string][]string{
			"/assessments/new": {"title", "", "timezone", "?", "closes", "?"}, draft + "/edit/groups": {"k", "?", "group_customers", "on", "expected_customers", "?"},
			draft + "/edit/check": {"go", "launch"}, open + "/people/import": {"group", "executives", "people", "?"},
		} {
			rec := d.post(path, form...)
			d.shows(rec, http.StatusUnprocessableEntity, htmlcheck.In("#errors a"), htmlcheck.Each("#errors a", leadsToField))
			d.sound(lang, path, rec.Body.Bytes())
		}
	}
}

// leadsToField checks that a line of the summary leads to something on the page.
func leadsToField(n *html.Node) error {
	href, _ := htmlcheck.Attr(n, "href")
	root := n
	for root.Parent != nil {
		root = root.Parent
	}
	if len(htmlcheck.Find(root, href)) != 1 {
		return fmt.Errorf("%s is not on the page", href)
	}
	return nil
}

func TestConsultantsReadOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.signedIn(t, assessment.Consultant)
	home := "/assessments/" + string(a.ID)
	d.shows(d.get(home), http.StatusOK, htmlcheck.NotIn("a[href="+home+"/links]"), htmlcheck.NotIn("a[href="+home+"/close]"))
	for _, path := range []string{"/links", "/close", "/people", "/links/customers/qr.svg", "/links/customers/sheet", "/edit/groups"} {
		if rec := d.get(home + path); rec.Code != http.StatusForbidden || strings.Contains(rec.Body.String(), "/s/") {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
	for _, path := range []string{"/close", "/links/customers/renew", "/links/customers/revoke", "/people/import", "/edit/check"} {
		if rec := d.post(home + path); rec.Code != http.StatusForbidden {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
	if got := r.stored(t, a.ID); got.Status != assessment.StatusOpen {
		t.Errorf("status %s", got.Status)
	}
}

func TestAbsentAssessments(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.signedIn(t, assessment.Admin)
	for _, route := range r.organiserRoutes() {
		if !strings.Contains(route.path, ":id") {
			continue
		}
		path := strings.NewReplacer(":id", "aaaaaaaaaaaaaaaaaaaaaaaaaa", ":group", "customers").Replace(route.path)
		rec := d.get(path)
		if route.method == http.MethodPost {
			rec = d.post(path)
		}
		d.shows(rec, http.StatusNotFound, htmlcheck.In("h1", htmlcheck.HasText("Page not found")))
	}
}
