package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
)

// details are the fields of the first step, filled in rightly.
func details() []string {
	return []string{"title", "Ready for each customer", "organisation", "Alder & Finch", "lang_en", "on", "lang_es", "on", "closes", "2026-11-30", "timezone", "Europe/Rome"}
}

// groups are the fields of the second step: three of the six groups.
func groups() []string {
	return []string{
		"q_broad-view", "on", "q_one-to-one-gap", "on", "k", "5", "locations", "Milan\r\nMadrid\r\n\r\nMilan", "functions", "Sales", "go", "next",
		"group_executives", "on", "expected_executives", "14", "access_executives", "personal",
		"group_frontline", "on", "expected_frontline", "", "access_frontline", "group",
		"group_customers", "on", "expected_customers", "120", "access_customers", "open",
	}
}

// draft makes a draft through the first two steps and returns its address.
func (d *device) draft() string {
	d.t.Helper()
	rec := d.post("/assessments/new", details()...)
	home, ok := strings.CutSuffix(rec.Header().Get("Location"), "/edit/groups")
	if rec.Code != http.StatusSeeOther || !ok {
		d.t.Fatalf("create: %d %q %.300s", rec.Code, rec.Header().Get("Location"), rec.Body)
	}
	d.redirects(d.post(home+"/edit/groups", groups()...), home+"/edit/check")
	return home
}

func (r *rig) stored(t *testing.T, id assessment.ID) *assessment.Assessment {
	t.Helper()
	a, err := r.service.Assessment(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSetupKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.signedIn(t, assessment.Executive)
	long := strings.Repeat("x", longestText+1)
	for name, tt := range map[string]struct {
		field, value, wrong string
	}{
		"no title":          {"title", " ", "title"},
		"long title":        {"title", long, "title"},
		"no organisation":   {"organisation", "", "organisation"},
		"bad date":          {"closes", "30.11.2026", "closes"},
		"date that passed":  {"closes", "2026-11-01", "closes"},
		"bad time zone":     {"timezone", "Mars/Base", "timezone"},
		"server's zone":     {"timezone", "Local", "timezone"},
		"control character": {"title", "a\x00b", "title"},
	} {
		form := append(details(), tt.field, tt.value) // the last value counts
		rec := d.post("/assessments/new", form...)
		d.shows(rec, http.StatusUnprocessableEntity, htmlcheck.In("#errors a[href=#"+tt.wrong+"]"), htmlcheck.In("#"+tt.wrong+"-error"),
			htmlcheck.In("#"+tt.wrong, htmlcheck.HasAttr("aria-invalid", "true")), htmlcheck.In("#lang_es[checked]"))
		if kept := strings.TrimSpace(tt.value); kept != "" && !strings.ContainsRune(kept, 0) {
			d.shows(rec, http.StatusUnprocessableEntity, htmlcheck.In("#"+tt.field, htmlcheck.HasAttr("value", kept)))
		}
		if t.Failed() {
			t.Fatal(name)
		}
	}
	noLanguage := slices.DeleteFunc(details(), func(s string) bool { return strings.HasPrefix(s, "lang_") })
	noLanguage = slices.DeleteFunc(noLanguage, func(s string) bool { return s == "on" })
	d.shows(d.post("/assessments/new", noLanguage...), http.StatusUnprocessableEntity, htmlcheck.In("#languages-error"))
	if all, err := r.service.Assessments(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("refused forms left %d drafts, %v", len(all), err)
	}

	home := d.draft()
	for name, tt := range map[string]struct{ field, value, wrong string }{
		"people in words": {"expected_executives", "many", "expected_executives"},
		"negative people": {"expected_executives", "-1", "expected_executives"},
		"small k":         {"k", "2", "k"},
		"no k":            {"k", "", "k"},
		"long location":   {"locations", "Milan\n" + long, "locations"},
	} {
		rec := d.post(home+"/edit/groups", append(groups(), tt.field, tt.value)...)
		d.shows(rec, http.StatusUnprocessableEntity, htmlcheck.In("#errors a[href=#"+tt.wrong+"]"), htmlcheck.In("#"+tt.wrong+"-error"), htmlcheck.In("#group_customers[checked]"))
		if tt.field != "locations" {
			d.shows(rec, http.StatusUnprocessableEntity, htmlcheck.In("#"+tt.field, htmlcheck.HasAttr("value", tt.value)))
		}
		if t.Failed() {
			t.Fatal(name)
		}
	}
	d.shows(d.post(home+"/edit/groups", "k", "5", "q_broad-view", "on"), http.StatusUnprocessableEntity, htmlcheck.In("#groups-error"))
	d.shows(d.post(home+"/edit/groups", "k", "5", "group_customers", "on"), http.StatusUnprocessableEntity, htmlcheck.In("#questionnaires-error"))
	for _, path := range []string{"/assessments/new", home + "/edit", home + "/edit/groups", home + "/edit/check"} {
		if rec := d.post(path, "surprise", "1"); rec.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s took an unknown field: %d", path, rec.Code)
		}
	}
	// A closing day that passes while the draft waits is refused at the launch.
	r.clock.add(29 * 24 * time.Hour)
	d = r.signedIn(t, assessment.Executive)
	d.shows(d.post(home+"/edit/check", "go", "launch", "controller", "A", "contact", "b@example.org", "basis", "c"), http.StatusUnprocessableEntity,
		htmlcheck.In("#errors", htmlcheck.HasText("2026-11-30")))
}

func TestEditingADraftKeepsWhatThePagesDoNotShow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a, err := r.service.CreateFromFile(t.Context(), "a.yaml", []byte(`
title: {en: Readiness, es: Preparación}
organisation: Alder & Finch
languages: [en, es]
questionnaires: [broad-view, one-to-one-gap]
groups:
  - {key: board, name: {en: Board, es: Consejo}, level: 1, side: inside, access: group, questionnaires: [broad-view], min_n: 7}
  - {key: customers, expected: 10}
locations: [{en: Milan office, es: Oficina de Milán}]
privacy: {controller: {en: A company, es: Una empresa}, contact: a@example.org, basis: consent, officer: dpo@example.org, notice_url: "https://example.org/p"}
`))
	if err != nil {
		t.Fatal(err)
	}
	d := r.signedIn(t, assessment.Admin)
	home := "/assessments/" + string(a.ID)
	for _, step := range []string{"/edit", "/edit/groups", "/edit/check"} {
		form := d.formOf(home + step)
		if rec := d.post(home+step, form...); rec.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %.300s", step, rec.Code, rec.Body)
		}
	}
	if diff := cmp.Diff(a, r.stored(t, a.ID)); diff != "" {
		t.Errorf("saving each step without a change changed (-before +after):\n%s", diff)
	}
	// A questionnaire that is dropped leaves the groups' lists, and comes back to all.
	form := d.formOf(home + "/edit/groups")
	d.post(home+"/edit/groups", append(without(form, "q_one-to-one-gap"), "k", "5")...)
	if got := r.stored(t, a.ID).Group("customers").Questionnaires; !slices.Equal(got, []string{"broad-view"}) {
		t.Errorf("customers answer %v", got)
	}
	d.post(home+"/edit/groups", append(form, "q_one-to-one-gap", "on")...)
	if got := r.stored(t, a.ID).Group("customers").Questionnaires; !slices.Equal(got, []string{"broad-view", "one-to-one-gap"}) {
		t.Errorf("customers answer %v", got)
	}
}

// formOf reads a page's form as a browser would send it with its first button.
func (d *device) formOf(path string) []string {
	d.t.Helper()
	doc, err := html.Parse(d.get(path).Body)
	if err != nil {
		d.t.Fatal(err)
	}
	var form []string
	for _, n := range htmlcheck.Find(doc, "main form input") {
		name, _ := htmlcheck.Attr(n, "name")
		value, _ := htmlcheck.Attr(n, "value")
		kind, _ := htmlcheck.Attr(n, "type")
		if _, on := htmlcheck.Attr(n, "checked"); kind != "checkbox" || on {
			form = append(form, name, value)
		}
	}
	for _, n := range htmlcheck.Find(doc, "main form textarea") {
		name, _ := htmlcheck.Attr(n, "name")
		form = append(form, name, rawText(n))
	}
	for _, n := range htmlcheck.Find(doc, "main form select") {
		name, _ := htmlcheck.Attr(n, "name")
		for _, o := range htmlcheck.Find(n, "option[selected]") {
			value, _ := htmlcheck.Attr(o, "value")
			form = append(form, name, value)
		}
	}
	return form
}

func rawText(n *html.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

func without(form []string, name string) []string {
	var kept []string
	for i := 0; i+1 < len(form); i += 2 {
		if form[i] != name {
			kept = append(kept, form[i], form[i+1])
		}
	}
	return kept
}
