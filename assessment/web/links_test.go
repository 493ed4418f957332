package web

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/static/i18n"
)

func TestLinks(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.signedIn(t, assessment.Executive)
	home := "/assessments/" + string(a.ID)
	old := r.groupToken(t, a.ID, "customers")

	page := d.get(home + "/links")
	d.shows(page, http.StatusOK, htmlcheck.Count("section.links svg.qr", 6), htmlcheck.In("#group-customers", htmlcheck.HasText("passed on")),
		htmlcheck.In("#all", htmlcheck.HasText(rigBase+"/s/"+old)))
	doc, err := html.Parse(bytes.NewReader(page.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	want, err := newQR(rigBase + "/s/" + old)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range htmlcheck.Find(doc, "#group-customers path.qr-dark") {
		if got, _ := htmlcheck.Attr(path, "d"); got != want.Path || got == "" {
			t.Error("the code on the page is not that of the link")
		}
	}
	file := d.get(home + "/links/customers/qr.svg")
	if file.Code != http.StatusOK || file.Header().Get("Content-Type") != "image/svg+xml" || !strings.Contains(file.Body.String(), want.Path) {
		t.Errorf("qr.svg: %d %v", file.Code, file.Header())
	}
	for _, lang := range i18n.Languages() {
		sheet := d.get(home + "/links/customers/sheet?lang=" + lang)
		code, err := newQR(rigBase + "/s/" + old + "?lang=" + lang)
		if err != nil {
			t.Fatal(err)
		}
		d.shows(sheet, http.StatusOK, htmlcheck.In("html", htmlcheck.HasAttr("lang", i18n.Tag(lang))), htmlcheck.In("path.qr-dark", htmlcheck.HasAttr("d", code.Path)),
			htmlcheck.In("h1", htmlcheck.HasText(a.Title[lang])), htmlcheck.In("code", htmlcheck.HasText(rigBase+"/s/"+old)))
	}
	if _, ok := d.cookies[languageCookie]; ok {
		t.Error("printing a sheet changed the organiser's language")
	}

	// A new link ends the old one, a stopped one ends too, and can be had again.
	d.redirects(d.post(home+"/links/customers/renew"), home+"/links#group-customers")
	if rec := r.device(t).get("/s/" + old); rec.Code != http.StatusNotFound {
		t.Errorf("the old link: %d", rec.Code)
	}
	r.device(t).open(r.groupToken(t, a.ID, "customers"))
	d.redirects(d.post(home+"/links/customers/revoke"), home+"/links#group-customers")
	if rec := r.device(t).get("/s/" + r.groupToken(t, a.ID, "customers")); rec.Code != http.StatusGone {
		t.Errorf("the stopped link: %d", rec.Code)
	}
	d.shows(d.get(home+"/links"), http.StatusOK, htmlcheck.NotIn("#link-customers"), htmlcheck.In("#group-customers", htmlcheck.HasText("has been stopped")))
	for _, gone := range []string{"/links/customers/qr.svg", "/links/customers/sheet", "/links/nobody/qr.svg", "/links/nobody/sheet"} {
		if rec := d.get(home + gone); rec.Code != http.StatusNotFound {
			t.Errorf("%s: %d", gone, rec.Code)
		}
	}
	for _, action := range []string{"renew", "revoke"} {
		if rec := d.post(home + "/links/nobody/" + action); rec.Code != http.StatusNotFound {
			t.Errorf("%s of no group: %d", action, rec.Code)
		}
	}
	d.post(home + "/links/customers/renew")
	r.device(t).open(r.groupToken(t, a.ID, "customers"))
}

func TestAddPeople(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.signedIn(t, assessment.Executive)
	home := "/assessments/" + string(a.ID)
	add := func(text string) (status int, message string) {
		rec := d.post(home+"/people/import", "group", "managers", "people", text)
		if rec.Code == http.StatusSeeOther {
			return rec.Code, rec.Header().Get("Location")
		}
		doc, err := html.Parse(bytes.NewReader(rec.Body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range htmlcheck.Find(doc, "#people-error") {
			message = htmlcheck.Text(n)
		}
		for _, n := range htmlcheck.Find(doc, "#people") {
			if got := strings.TrimRight(rawText(n), "\n"); got != strings.TrimRight(text, "\n") && !strings.HasPrefix(text, "\n") {
				t.Errorf("kept %q of %q", got, text)
			}
		}
		return rec.Code, message
	}
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", " \n ", "at least one address"},
		{"no address", "ana@example.org\n\nnot an address", "Row 3"},
		{"twice", "ana@example.org\nbo@example.org\nANA@example.org", "Row 3"},
		{"table: unknown group", "email,group\nana@example.org,managers\nbo@example.org,astronauts", "Row 3"},
		{"table: unknown location", "email;location\nana@example.org;Atlantis", "Row 2"},
		{"table: unknown column", "email,shoe size\nana@example.org,43", "shoe size"},
		{"table: quotes", "email,name\nana@example.org,\"Ana", "Row 2"},
		{"table: no rows", "email,group\n", "no rows"},
	} {
		status, message := add(tt.text)
		if status != http.StatusUnprocessableEntity || !strings.Contains(message, tt.want) {
			t.Errorf("%s: %d %q, want %q", tt.name, status, message, tt.want)
		}
	}
	if invitations := r.invitations(t, a.ID); len(invitations) != 0 {
		t.Fatalf("refused lists left %d invitations", len(invitations))
	}
	for _, text := range []string{
		"ana@example.org\r\nLuca Bo <luca@example.org>\r\n",
		"\uFEFFEmail;Name;Group;Language;Location\nmei@example.org;Mei;executives;zh;Milan\n",
		"email\tname\nmarta@example.org\tMarta\n",
	} {
		if status, message := add(text); status != http.StatusSeeOther {
			t.Errorf("%q: %d %s", text, status, message)
		}
	}
	want := []string{"executives mei@example.org Mei zh Milan", "managers ana@example.org   ", "managers luca@example.org Luca Bo  ", "managers marta@example.org Marta  "}
	if diff := cmp.Diff(want, r.invitations(t, a.ID)); diff != "" {
		t.Error(diff)
	}
	if status, message := add("ana@example.org"); status != http.StatusUnprocessableEntity || !strings.Contains(message, "already") {
		t.Errorf("an address that is invited: %d %s", status, message)
	}

	// The list hands out links and never says who has answered.
	before := d.get(home + "/links").Body.String()
	r.answer(t, r.personalToken(t, a.ID, assessment.Contact{Email: "eve@example.org", Group: "initiative"}))
	after := d.get(home + "/links")
	d.shows(after, http.StatusOK, htmlcheck.In("#group-initiative", htmlcheck.HasText("eve@example.org")), htmlcheck.Count("#group-managers .handed li", 3),
		htmlcheck.NotIn("#link-managers"), htmlcheck.Count("#group-managers .link-qr", 0))
	section := func(body, key string) string {
		_, rest, _ := strings.Cut(body, `id="group-`+key+`"`)
		found, _, _ := strings.Cut(rest, "</section>")
		return found
	}
	if section(before, "managers") != section(after.Body.String(), "managers") {
		t.Error("a response changed what the list shows")
	}
	if rec := d.post(home+"/people/import", "group", "nobody", "people", "x@example.org"); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("no such group: %d", rec.Code)
	}
	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	if rec := d.post(home+"/people/import", "group", "managers", "people", "late@example.org"); rec.Code != http.StatusGone {
		t.Errorf("adding people to a closed assessment: %d", rec.Code)
	}
}

func (r *rig) invitations(t *testing.T, id assessment.ID) []string {
	t.Helper()
	all, err := r.store.Invitations(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	list := make([]string, len(all))
	for i, v := range all {
		list[i] = strings.Join([]string{v.Group, v.Email, v.Name, v.Language, v.Location}, " ")
	}
	return list
}
