package web

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
)

// payloads are texts that have broken pages elsewhere.
func payloads() []string {
	return []string{
		`<script>alert(1)</script>`, `"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`, `</title><script>alert(1)</script>`,
		`</textarea><svg onload=alert(1)>`, `<svg/onload=alert(1)>`, `<img src=x onerror=alert(1)//`, `javascript:alert(1)`,
		`" onmouseover="alert(1)`, `' autofocus onfocus='alert(1)`, `{{.}}`, `{{template "x"}}`, `${7*7}`, `<!--`, `-->`, `]]>`,
		`<iframe srcdoc="<script>alert(1)</script>">`, `<a href="javascript:alert(1)">x</a>`, `<style>*{x:expression(alert(1))}</style>`,
		`<math><mi//xlink:href="data:x,<script>alert(1)</script>">`, "\u2028alert(1)\u2029", `&lt;script&gt;`, `&#60;script&#62;`,
		`<base href=//evil.example>`, `<meta http-equiv=refresh content=0;url=//evil.example>`, `<form action=//evil.example>`,
	}
}

// noInjection fails if a page has an element, handler or address that only a payload brings.
func noInjection(t *testing.T, name string, rec *httptest.ResponseRecorder) {
	t.Helper()
	for _, found := range injections(rec.Body.Bytes()) {
		t.Errorf("%s: %s", name, found)
	}
}

func injections(page []byte) []string {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	var found []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "iframe", "base", "math", "style", "img":
			found = append(found, "a <"+n.Data+">")
		case "script":
			if src, _ := htmlcheck.Attr(n, "src"); !strings.HasPrefix(src, "/static/") || htmlcheck.Text(n) != "" {
				found = append(found, "a foreign or inline script")
			}
		}
		for _, attr := range n.Attr {
			if harmful(attr.Key, attr.Val) {
				found = append(found, "<"+n.Data+" "+attr.Key+"="+attr.Val+">")
			}
		}
	}
	return found
}

// harmful tells attributes that run something or lead away.
func harmful(name, value string) bool {
	switch name {
	case "style", "http-equiv", "srcdoc":
		return true
	case "href", "src", "action":
		value = strings.ToLower(strings.TrimSpace(value))
		return strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") || strings.HasPrefix(value, "//")
	default:
		return strings.HasPrefix(name, "on")
	}
}

func TestNoInjection(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	setup, err := r.accounts.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range payloads() {
		rec := r.device(t).post("/setup/"+setup, "name", p, "email", p, "password", p)
		noInjection(t, "setup with "+p, rec)
	}
	user, err := r.accounts.UseLink(t.Context(), setup, `<script>alert("name")</script>`, "ana@example.org", rigPassword)
	if err != nil {
		t.Fatal(err)
	}
	d := r.as(t, user)
	for _, p := range payloads() {
		r.clock.add(15 * time.Second)
		noInjection(t, "sign-in with "+p, r.device(t).post("/sign-in", "email", p, "password", p, "next", p))
		if _, err := r.service.Create(t.Context(), func() *assessment.Assessment {
			a := allLanguages()
			a.Title, a.Organisation = assessment.Text(p), assessment.Text(p)
			a.Groups[0].Name = assessment.Text(p)
			a.Locations[1] = assessment.Segment{Key: p, Name: assessment.Text(p)}
			return a
		}()); err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		r.clock.add(-15 * time.Second)
	}
	rec := d.get("/assessments")
	d.shows(rec, http.StatusOK, htmlcheck.Count("tbody tr", len(payloads())), htmlcheck.In("tbody", htmlcheck.HasText("<script>alert(1)</script>")),
		htmlcheck.In(".who", htmlcheck.HasText(`<script>alert("name")</script>`)))
	noInjection(t, "list", rec)
}

// The check for injections finds what it is for.
func TestNoInjectionCheck(t *testing.T) {
	t.Parallel()
	for _, planted := range []string{
		`<script>x</script>`, `<script src="//evil.example/x.js"></script>`, `<img src="x">`, `<p onclick="x">`, `<p style="x">`,
		`<a href=" JavaScript:x">`, `<a href="//evil.example">`, `<iframe></iframe>`, `<base href="/">`, `<meta http-equiv="refresh">`,
	} {
		if len(injections([]byte(planted))) == 0 {
			t.Errorf("%s is not found", planted)
		}
	}
	if found := injections([]byte(`<script src="/static/app.js"></script><a href="/x" title="onclick=x">javascript:x</a>`)); len(found) > 0 {
		t.Errorf("harmless page: %v", found)
	}
}
