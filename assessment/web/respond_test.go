package web

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/static/i18n"
)

// pagesOf counts a group's pages as its first page says.
func (d *device) pages() int {
	d.t.Helper()
	rec := d.get("/s/p/1")
	m := regexp.MustCompile(`Part 1 of (\d+)`).FindStringSubmatch(rec.Body.String())
	if m == nil {
		d.t.Fatalf("%d: no part in %.300s", rec.Code, rec.Body)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

// questions lists the names of the radios on a page, in order.
func (d *device) questions(path string) []string {
	d.t.Helper()
	root, err := html.Parse(bytes.NewReader(d.get(path).Body.Bytes()))
	if err != nil {
		d.t.Fatal(err)
	}
	var names []string
	for _, radio := range htmlcheck.Find(root, "input[type=radio]") {
		name, _ := htmlcheck.Attr(radio, "name")
		if len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return names
}

func TestWholeSurveyWithoutScript(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.device(t).open(r.groupToken(t, a.ID, "frontline"))
	d.shows(d.get("/s"), http.StatusOK,
		htmlcheck.In("h1", htmlcheck.HasText("Customer readiness")),
		htmlcheck.In(".kicker", htmlcheck.HasText("Front-line staff")),
		htmlcheck.In("main", htmlcheck.HasText("confidential until you send them, and anonymous afterwards")),
		htmlcheck.In("main", htmlcheck.HasText("at least 5 people")),
		htmlcheck.In(".facts", htmlcheck.HasText("Open until 15 December 2026.")),
		htmlcheck.In(".terms", htmlcheck.HasText("Alder & Finch S.p.A.")),
		htmlcheck.In(".terms", htmlcheck.HasText("The consultancy")),
		htmlcheck.Count("select#location option", 3),
		htmlcheck.Count("select#function option", 2))
	d.redirects(d.post("/s/start", "go", "next", "lang", "en", "location", "Milan", "function", "Sales"), "/s/p/1")

	of := d.pages()
	if of != 13 { // four stages, importance, seven categories, closing
		t.Fatalf("%d pages, want 13", of)
	}
	answered := map[string]string{}
	for n := 1; n < of; n++ {
		page := fmt.Sprintf("/s/p/%d", n)
		pairs := []string{"go", "next", "lang", "en", "seq", ""}
		for i, name := range d.questions(page) {
			answered[name] = strconv.Itoa(1 + (n+i)%5)
			pairs = append(pairs, name, answered[name])
			if !strings.HasPrefix(name, "imp_") {
				pairs = append(pairs, "comment_"+name, "")
			}
		}
		d.redirects(d.post(page, pairs...), fmt.Sprintf("/s/p/%d", n+1))
	}
	last := fmt.Sprintf("/s/p/%d", of)
	d.shows(d.get(last), http.StatusOK,
		htmlcheck.In("button.primary", htmlcheck.HasAttr("value", "send"), htmlcheck.HasText("Send my answers")))
	answered["riv1"] = "dk"
	d.redirects(d.post(last, "go", "send", "lang", "en", "seq", "", "riv1", "dk", "comment", "All\r\nwell"), "/s/done")
	d.shows(d.get("/s/done"), http.StatusOK, htmlcheck.In("h1", htmlcheck.HasText("Your answers are in")))
	d.shows(d.get("/s"), http.StatusOK, htmlcheck.In("h1", htmlcheck.HasText("already answered")))
	d.redirects(d.get("/s/p/1"), "/s")

	stored := r.responses(t, a.ID)
	if len(stored) != 1 {
		t.Fatalf("%d responses, want 1", len(stored))
	}
	one := stored[0]
	if one.Group != "frontline" || one.Location != "Milan" || one.Function != "Sales" || one.Language != "en" || one.Day != "" || one.Invitation != "" {
		t.Errorf("stored %+v", one)
	}
	form, err := r.service.Form(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for i, item := range form.Items {
		got[item.ID] = one.Answers.At(i).String()
	}
	if diff := cmp.Diff(answered, got); diff != "" {
		t.Errorf("answers (-given +stored):\n%s", diff)
	}
	var comments []string
	if err := r.store.Comments(t.Context(), a.ID, func(c *assessment.Comment) error {
		comments = append(comments, c.Item+":"+c.Text)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{":All\nwell"}, comments); diff != "" {
		t.Error(diff)
	}
}

// Each group sees its own voice and only what it is asked.
func TestPagesByGroup(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, func(a *assessment.Assessment) { a.LeaveOut = []string{"g15"} })
	tests := []struct {
		group string
		pages int
		asked int // questions, without importance and rivals
		text  string
		na    int
	}{
		{"frontline", 13, 23, "How well do we recognise each of our end customers?", 1},
		{"channel", 12, 16, "How well does this company know you?", 0},
		{"customers", 11, 13, "How well does this company know you?", 0},
	}
	for _, tt := range tests {
		t.Run(tt.group, func(t *testing.T) {
			t.Parallel()
			d := r.device(t).open(r.groupToken(t, a.ID, tt.group))
			if got := d.pages(); got != tt.pages {
				t.Errorf("%d pages, want %d", got, tt.pages)
			}
			d.shows(d.get("/s/p/1"), http.StatusOK,
				htmlcheck.Count("h1", 1), htmlcheck.In("legend h1", htmlcheck.HasText(tt.text)),
				htmlcheck.Count(".stages input[type=radio]", 5), htmlcheck.Count("input[value=na]", tt.na), htmlcheck.Count("input[value=dk]", 1),
				htmlcheck.Count("input[checked]", 0))
			var asked []string
			for n := 1; n <= tt.pages; n++ {
				for _, name := range d.questions(pageAddress(n)) {
					if !strings.HasPrefix(name, "imp_") && name != "riv1" {
						asked = append(asked, name)
					}
				}
			}
			if len(asked) != tt.asked {
				t.Errorf("%d questions, want %d: %v", len(asked), tt.asked, asked)
			}
			d.shows(d.get(pageAddress(tt.pages+1)), http.StatusNotFound)
		})
	}
}

func TestGapsAreShownAndMayBeSkipped(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.device(t).open(r.groupToken(t, a.ID, "frontline"))
	d.redirects(d.post("/s/p/7", "go", "next", "g04", "4"), "/s/p/7?missing")
	d.shows(d.get("/s/p/7?missing"), http.StatusOK,
		htmlcheck.In("title", htmlcheck.HasText("Error: Technology")),
		htmlcheck.In("#errors", htmlcheck.HasAttr("role", "alert"), htmlcheck.HasAttr("tabindex", "-1"), htmlcheck.HasText("There are 2 questions left")),
		htmlcheck.Count("#errors a", 2),
		htmlcheck.In("#errors a", htmlcheck.HasAttr("href", "#g05-1"), htmlcheck.HasText("Question 9")),
		htmlcheck.Count("fieldset.bad", 2),
		htmlcheck.In("#q-g05", htmlcheck.HasAttr("aria-describedby", "g05-gap"), htmlcheck.In("#g05-gap", htmlcheck.HasText("I don't know"))),
		htmlcheck.Count("#g04-4[checked]", 1),
		htmlcheck.Count("button[value=skip]", 1))
	d.shows(d.get("/s/p/7"), http.StatusOK, htmlcheck.NotIn("#errors"), htmlcheck.NotIn("button[value=skip]"))
	d.redirects(d.post("/s/p/7", "go", "skip", "g05", "dk"), "/s/p/8")
	d.redirects(d.post("/s/p/13", "go", "next"), "/s/check")
	d.shows(d.get("/s/check"), http.StatusOK,
		htmlcheck.Count(".missing li", 22), htmlcheck.In(".missing a", htmlcheck.HasAttr("href", "/s/p/1#q-bv1")),
		htmlcheck.In("main", htmlcheck.HasText("22 questions have no answer yet")))
	d.redirects(d.post("/s/submit", "go", "send", "lang", "en"), "/s/done")
	if got := r.responses(t, a.ID); len(got) != 1 {
		t.Fatalf("%d responses", len(got))
	}
}

func TestButtons(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	token := r.groupToken(t, a.ID, "customers")
	tests := []struct{ from, button, want string }{
		{"/s/p/1", "back", "/s"},
		{"/s/p/2", "back", "/s/p/1"},
		{"/s/p/2", "next", "/s/p/2?missing"},
		{"/s/p/2", "", "/s/p/2?missing"},
		{"/s/p/2", "skip", "/s/p/3"},
		{"/s/p/2", "later", "/s/later"},
		{"/s/p/2", "language", "/s/p/2"},
		{"/s/p/5", "next", "/s/p/6"}, // importance is optional
		{"/s/p/12", "next", "/s/check"},
		{"/s/p/12", "send", "/s/check"}, // something is missing
	}
	for _, tt := range tests {
		t.Run(tt.from+" "+tt.button, func(t *testing.T) {
			t.Parallel()
			d := r.device(t).open(token)
			d.redirects(d.post(tt.from, "go", tt.button, "comment", "kept"), tt.want)
			d.shows(d.get("/s/p/12"), http.StatusOK, htmlcheck.In("#comment", htmlcheck.HasText("kept")))
		})
	}
}

func TestNothingAnsweredCannotBeSent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.device(t).open(r.groupToken(t, a.ID, "customers"))
	d.shows(d.post("/s/submit", "go", "send"), http.StatusUnprocessableEntity, htmlcheck.In("main", htmlcheck.HasText("Answer at least one question")))
	d.redirects(d.get("/s/done"), "/s")
}

func TestResume(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	token := r.groupToken(t, a.ID, "customers")
	first := r.device(t).open(token)
	first.redirects(first.post("/s/p/1", "go", "next", "bv1", "2", "comment_bv1", "so it is"), "/s/p/2")

	// The link again on the same device: the same draft.
	first.open(token)
	first.shows(first.get("/s"), http.StatusOK,
		htmlcheck.In(".note", htmlcheck.HasText("Welcome back. 1 of 14 answered.")), htmlcheck.NotIn("#location"))
	first.redirects(first.post("/s/start", "go", "next", "lang", "en"), "/s/p/2")
	first.shows(first.get("/s/p/1"), http.StatusOK, htmlcheck.Count("#bv1-2[checked]", 1), htmlcheck.In("#comment_bv1", htmlcheck.HasText("so it is")))

	// The same group link elsewhere: somebody else.
	second := r.device(t).open(token)
	second.shows(second.get("/s"), http.StatusOK, htmlcheck.NotIn(".note"))
	second.shows(second.get("/s/p/1"), http.StatusOK, htmlcheck.Count("input[checked]", 0))

	// The link of "finish later" brings the draft along.
	root, err := html.Parse(bytes.NewReader(first.get("/s/later").Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	address, _ := htmlcheck.Attr(htmlcheck.Find(root, "#resume")[0], "value")
	path, ok := strings.CutPrefix(address, rigBase)
	if !ok || !strings.HasPrefix(path, "/s/"+token+".") {
		t.Fatalf("resume link is %s", address)
	}
	third := r.device(t)
	third.redirects(third.get(path), "/s")
	third.shows(third.get("/s/p/1"), http.StatusOK, htmlcheck.Count("#bv1-2[checked]", 1))
	third.shows(third.get("/s/later"), http.StatusOK, htmlcheck.Count("svg.qr path", 1))
}

func TestPersonalLink(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	token := r.personalToken(t, a.ID, assessment.Contact{Email: "ada@example.org", Group: "executives", Language: "it", Location: "Milan"})
	phone := r.device(t)
	for range 20 { // scanners of mails fetch links before people do
		phone.redirects(phone.get("/s/"+token), "/s")
		phone.redirects(phone.do(http.MethodHead, "/s/"+token, "", ""), "/s")
	}
	phone.shows(phone.get("/s"), http.StatusOK,
		htmlcheck.In("html", htmlcheck.HasAttr("lang", "it")), htmlcheck.NotIn("#location"),
		htmlcheck.In("main", htmlcheck.HasText("Rimane soltanto l'indicazione che il Suo link è stato usato")))
	phone.redirects(phone.post("/s/p/1", "go", "next", "bv1", "5"), "/s/p/2")
	desk := r.device(t).open(token)
	desk.shows(desk.get("/s/p/1"), http.StatusOK, htmlcheck.Count("#bv1-5[checked]", 1))
	desk.shows(desk.get("/s/later"), http.StatusOK, htmlcheck.In("#resume", htmlcheck.HasAttr("value", rigBase+"/s/"+token)))
	desk.redirects(desk.post("/s/submit", "go", "send"), "/s/done")
	phone.redirects(phone.post("/s/submit", "go", "send"), "/s/done")
	desk.redirects(desk.post("/s/new"), "/s")
	desk.shows(desk.get("/s"), http.StatusOK, htmlcheck.In("h1", htmlcheck.HasText("Ha già risposto")), htmlcheck.NotIn("form[action=/s/new]"))
	stored := r.responses(t, a.ID)
	if len(stored) != 1 || stored[0].Location != "Milan" || stored[0].Invitation != "" {
		t.Errorf("stored %+v", stored)
	}
}

func TestAttributedGroupsAreTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, func(a *assessment.Assessment) { a.Groups[1].Anonymity = assessment.Attributed })
	token := r.personalToken(t, a.ID, assessment.Contact{Email: "ada@example.org", Group: "initiative"})
	d := r.device(t).open(token)
	d.shows(d.get("/s"), http.StatusOK,
		htmlcheck.In("main", htmlcheck.HasText("they stay linked to your invitation")),
		htmlcheck.In(".s-foot", htmlcheck.HasText("not anonymous")))
	d.redirects(d.post("/s/p/1", "go", "next", "bv1", "5"), "/s/p/2")
	d.redirects(d.post("/s/submit", "go", "send"), "/s/done")
	if got := r.responses(t, a.ID)[0]; got.Invitation == "" || got.Day != "2026-11-02" {
		t.Errorf("stored %+v", got)
	}
}

func TestAnotherPersonOnTheSameDevice(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.device(t).open(r.groupToken(t, a.ID, "customers"))
	for range 2 {
		d.redirects(d.post("/s/p/1", "go", "next", "bv1", "2"), "/s/p/2")
		for range 3 { // a double click and a reload
			d.redirects(d.post("/s/submit", "go", "send"), "/s/done")
		}
		d.shows(d.get("/s/done"), http.StatusOK, htmlcheck.Count("form[action=/s/new]", 1))
		d.redirects(d.post("/s/new"), "/s")
		d.shows(d.get("/s"), http.StatusOK, htmlcheck.Count("form[action=/s/start]", 1), htmlcheck.NotIn(".note"))
	}
	if got := len(r.responses(t, a.ID)); got != 2 {
		t.Errorf("%d responses, want 2", got)
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, func(a *assessment.Assessment) { a.Languages = []string{"en", "es", "zh"} })
	token := r.groupToken(t, a.ID, "customers")
	lang := func(tag string) htmlcheck.Checker { return htmlcheck.In("html", htmlcheck.HasAttr("lang", tag)) }

	for header, want := range map[string]string{
		"": "en", "es-MX,es;q=0.9": "es", "zh-CN": "zh-Hans", "it,fr;q=0.5": "en", "it,es;q=0.5": "es", "nonsense;;": "en",
	} {
		d := r.device(t)
		d.header.Set("Accept-Language", header)
		d.open(token).shows(d.get("/s"), http.StatusOK, lang(want))
	}

	// Switching keeps the answers, needs no script, and lasts.
	d := r.device(t).open(token)
	d.redirects(d.post("/s/p/1", "go", "language", "lang", "es", "bv1", "3"), "/s/p/1")
	d.shows(d.get("/s/p/1"), http.StatusOK, lang("es"), htmlcheck.Count("#bv1-3[checked]", 1),
		htmlcheck.Count("select#lang[form=answers] option", 3),
		htmlcheck.In("button#lang-set", htmlcheck.HasAttr("form", "answers"), htmlcheck.HasAttr("value", "language")))
	d.redirects(d.post("/s/submit", "go", "language", "lang", "zh"), "/s/check")
	d.shows(d.get("/s/check"), http.StatusOK, lang("zh-Hans"))
	d.redirects(d.post("/s/start", "go", "language", "lang", "es"), "/s")
	d.shows(d.get("/s"), http.StatusOK, lang("es"))
	d.shows(d.get("/s/later?lang=en"), http.StatusOK, lang("en"))
	d.shows(d.get("/s/later?lang=it"), http.StatusOK, lang("en")) // not offered
	d.redirects(d.post("/s/p/2", "go", "skip", "lang", "zh"), "/s/p/3")
	d.redirects(d.post("/s/submit", "go", "send"), "/s/done")
	if got := r.responses(t, a.ID)[0].Language; got != "zh" {
		t.Errorf("stored language %s, want zh", got)
	}

	// A draft brings its language to another device.
	other := r.device(t).open(token)
	other.redirects(other.post("/s/p/1", "go", "next", "lang", "es", "bv1", "3"), "/s/p/2")
	root, err := html.Parse(bytes.NewReader(other.get("/s/later").Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	address, _ := htmlcheck.Attr(htmlcheck.Find(root, "#resume")[0], "value")
	again := r.device(t)
	again.redirects(again.get(strings.TrimPrefix(address, rigBase)), "/s")
	again.shows(again.get("/s"), http.StatusOK, lang("es"))
}

func TestStatesOfLinks(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	opens := time.Date(2026, 11, 5, 8, 0, 0, 0, time.UTC)
	open := r.opened(t, func(a *assessment.Assessment) { a.Groups[4].Opens = &opens })
	draft, err := r.service.Create(t.Context(), allLanguages())
	if err != nil {
		t.Fatal(err)
	}
	closed := r.opened(t, nil)
	answered := r.device(t).open(r.groupToken(t, closed.ID, "frontline"))
	answered.redirects(answered.post("/s/p/1", "go", "next", "bv1", "1"), "/s/p/2")
	answered.redirects(answered.post("/s/submit", "go", "send"), "/s/done")
	if err := r.service.Close(t.Context(), closed.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	revoked := r.groupToken(t, open.ID, "managers")
	if err := r.store.ReplaceLink(t.Context(), revokedLink(t, r, open.ID, "managers")); err != nil {
		t.Fatal(err)
	}

	tests := []struct {
		name, token string
		status      int
		text        string
	}{
		{"not open", r.groupToken(t, draft.ID, "customers"), http.StatusConflict, "has not been opened yet"},
		{"opens later", r.groupToken(t, open.ID, "channel"), http.StatusConflict, "opens on 5 November 2026"},
		{"closed", r.groupToken(t, closed.ID, "customers"), http.StatusGone, "closed on 2 November 2026"},
	}
	for _, tt := range tests {
		d := r.device(t).open(tt.token)
		for _, path := range []string{"/s", "/s/p/1", "/s/check", "/s/later"} {
			d.shows(d.get(path), tt.status, htmlcheck.In("main", htmlcheck.HasText(tt.text)), htmlcheck.In("main", htmlcheck.HasText("privacy@example.org")), htmlcheck.Count("h1", 1))
		}
		for _, path := range []string{"/s/p/1", "/s/start", "/s/submit"} {
			d.shows(d.post(path, "go", "next", "bv1", "1"), tt.status, htmlcheck.In("main", htmlcheck.HasText(tt.text)))
		}
		if rec := d.post("/s/save", "field", "bv1", "value", "1", "seq", "1"); rec.Code != tt.status {
			t.Errorf("%s: save answers %d, want %d", tt.name, rec.Code, tt.status)
		}
	}
	answered.shows(answered.get("/s"), http.StatusGone, htmlcheck.In("main", htmlcheck.HasText("Your answers were received")))
	answered.shows(answered.get("/s/done"), http.StatusOK, htmlcheck.NotIn("form[action=/s/new]"))

	d := r.device(t)
	d.shows(d.get("/s/"+revoked), http.StatusGone, htmlcheck.In("main", htmlcheck.HasText("no longer valid")))
	d.shows(d.get("/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), http.StatusNotFound, htmlcheck.In("main", htmlcheck.HasText("cannot find that link")))
	d.shows(d.get("/s/%2e%2e%2fetc"), http.StatusNotFound, htmlcheck.In("main", htmlcheck.HasText("cannot find that link")))
	d.shows(d.get("/s"), http.StatusNotFound, htmlcheck.In("main", htmlcheck.HasText("allow cookies")))
	if len(d.cookies) != 0 {
		t.Errorf("refused links left cookies: %v", d.cookies)
	}

	// A link that is closed while somebody answers.
	late := r.device(t).open(r.groupToken(t, open.ID, "customers"))
	late.redirects(late.post("/s/p/1", "go", "next", "bv1", "1"), "/s/p/2")
	r.clock.add(60 * 24 * time.Hour)
	late.shows(late.post("/s/p/2", "go", "next", "bv2", "1"), http.StatusGone, htmlcheck.In("main", htmlcheck.HasText("closed on 15 December 2026")))
	late.shows(late.post("/s/submit", "go", "send"), http.StatusGone)
	if got := len(r.responses(t, open.ID)); got != 0 {
		t.Errorf("%d responses after closing", got)
	}
}

func revokedLink(t *testing.T, r *rig, id assessment.ID, group string) assessment.Link {
	t.Helper()
	links, err := r.store.Links(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range links {
		if link.Group == group {
			link.Revoked = true
			return link
		}
	}
	t.Fatal("no link")
	return assessment.Link{}
}

func TestFullLink(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, func(a *assessment.Assessment) { a.Groups[5].Cap = 1 })
	for i, want := range []int{http.StatusSeeOther, http.StatusGone} {
		d := r.device(t).open(r.groupToken(t, a.ID, "customers"))
		d.redirects(d.post("/s/p/1", "go", "next", "bv1", "1"), "/s/p/2")
		rec := d.post("/s/submit", "go", "send")
		if rec.Code != want {
			t.Errorf("respondent %d: %d, want %d", i+1, rec.Code, want)
		}
		if want == http.StatusGone {
			d.shows(rec, want, htmlcheck.In("main", htmlcheck.HasText("reached its limit")))
		}
	}
}

func TestConsent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, func(a *assessment.Assessment) { a.Privacy.ConsentAsked = true })
	d := r.device(t).open(r.groupToken(t, a.ID, "customers"))
	d.shows(d.get("/s"), http.StatusOK, htmlcheck.Count("input[type=checkbox]", 2), htmlcheck.NotIn("input[checked]"))
	d.shows(d.post("/s/start", "go", "next", "consent_answers", "yes", "location", "Madrid"), http.StatusUnprocessableEntity,
		htmlcheck.In("title", htmlcheck.HasText("Error:")), htmlcheck.Count("#errors a", 1),
		htmlcheck.In("#consent_recipients", htmlcheck.HasAttr("aria-invalid", "true")),
		htmlcheck.In("#location option[selected]", htmlcheck.HasAttr("value", "Madrid")))
	d.redirects(d.post("/s/start", "go", "next", "consent_answers", "yes", "consent_recipients", "yes"), "/s/p/1")
}

// Every page in every language: lang, one heading, labels, no missing message.
func TestEveryPageInEveryLanguage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, func(a *assessment.Assessment) { a.Privacy.ConsentAsked = true })
	draft, err := r.service.Create(t.Context(), allLanguages())
	if err != nil {
		t.Fatal(err)
	}
	fresh := r.groupToken(t, a.ID, "frontline")
	for _, lang := range i18n.Languages() {
		d := r.device(t)
		d.header.Set("Accept-Language", i18n.Tag(lang))
		paths := []string{"/s", "/s/check", "/s/later", "/s/p/99", "/s/p/7?missing", "/nothing", "/s/p/1?missing"}
		for n := 1; n <= 13; n++ {
			paths = append(paths, pageAddress(n))
		}
		d.open(fresh)
		d.sound(lang, "intro", d.get("/s").Body.Bytes())
		d.redirects(d.get("/s/p/1"), "/s") // no page before the consent that is asked for
		d.redirects(d.post("/s/start", "go", "next", "consent_answers", "yes", "consent_recipients", "yes"), "/s/p/1")
		for _, path := range paths {
			d.sound(lang, path, d.get(path).Body.Bytes())
		}
		d.sound(lang, "comment", d.post("/s/p/7", "go", "next", "comment_g04", strings.Repeat("x", assessment.MaxComment+1)).Body.Bytes())
		d.redirects(d.post("/s/p/1", "go", "next", "bv1", "1"), "/s/p/2")
		d.sound(lang, "welcome", d.get("/s").Body.Bytes())
		d.redirects(d.post("/s/submit", "go", "send"), "/s/done")
		d.sound(lang, "done", d.get("/s/done").Body.Bytes())
		d.open(r.groupToken(t, draft.ID, "customers"))
		d.sound(lang, "not open", d.get("/s").Body.Bytes())
		outside := r.device(t)
		outside.header = d.header
		outside.open(r.groupToken(t, a.ID, "channel"))
		outside.sound(lang, "outside", outside.get("/s").Body.Bytes())
	}
}

var missingMessage = regexp.MustCompile(`\[[a-z]+_[a-z0-9_]+\]|<no value>|\{\{|%!`)

// sound checks what holds for every page.
func (d *device) sound(lang, name string, body []byte) {
	d.t.Helper()
	labelled := func(n *html.Node) error {
		if kind, _ := htmlcheck.Attr(n, "type"); kind == "hidden" {
			return nil
		}
		id, ok := htmlcheck.Attr(n, "id")
		if !ok {
			return fmt.Errorf("a field without id: %v", n.Attr)
		}
		root := n
		for root.Parent != nil {
			root = root.Parent
		}
		if len(htmlcheck.Find(root, "label[for="+id+"]")) != 1 {
			return fmt.Errorf("field %s has no label, or two", id)
		}
		return nil
	}
	described := func(n *html.Node) error {
		ids, _ := htmlcheck.Attr(n, "aria-describedby")
		root := n
		for root.Parent != nil {
			root = root.Parent
		}
		for _, id := range strings.Fields(ids) {
			if len(htmlcheck.Find(root, "#"+id)) != 1 {
				return fmt.Errorf("described by %s, which does not exist", id)
			}
		}
		return nil
	}
	err := htmlcheck.Run(bytes.NewReader(body),
		htmlcheck.In("html", htmlcheck.HasAttr("lang", i18n.Tag(lang))), htmlcheck.Count("h1", 1), htmlcheck.Count("main", 1),
		htmlcheck.Count("title", 1), htmlcheck.Count("a.skip", 1),
		htmlcheck.Each("input", labelled, described), htmlcheck.Each("select", labelled), htmlcheck.Each("textarea", labelled, described),
		htmlcheck.Each("fieldset", described, htmlcheck.In("legend")), htmlcheck.NotIn("[style]"))
	if err != nil {
		d.t.Errorf("%s %s: %v", lang, name, err)
	}
	if found := missingMessage.Find(body); found != nil {
		d.t.Errorf("%s %s: %s", lang, name, found)
	}
}
