package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
)

// policy says who may call what. A route that is missing here fails the test:
// nobody adds one without deciding whom it is for.
func policy() map[string]need {
	return map[string]need{
		"GET /healthz": public, "GET /readyz": public, "GET /static/:name": public,

		"GET /s/:token": respondent, "GET /s": respondent, "POST /s/start": respondent, "GET /s/p/:page": respondent,
		"POST /s/p/:page": respondent, "GET /s/check": respondent, "POST /s/submit": respondent, "GET /s/done": respondent,
		"GET /s/later": respondent, "POST /s/save": respondent, "POST /s/new": respondent,

		"GET /sign-in": public, "POST /sign-in": public, "GET /sign-in/:token": public, "POST /sign-in/:token": public,
		"POST /sign-out": public, "GET /setup/:token": public, "POST /setup/:token": public,
		"GET /": signedIn, "GET /assessments": signedIn,

		"GET /assessments/new": manages, "POST /assessments/new": manages,
		"GET /assessments/:id/edit": manages, "POST /assessments/:id/edit": manages,
		"GET /assessments/:id/edit/groups": manages, "POST /assessments/:id/edit/groups": manages,
		"GET /assessments/:id/edit/check": manages, "POST /assessments/:id/edit/check": manages,
		"GET /assessments/:id": signedIn, "GET /assessments/:id/close": manages, "POST /assessments/:id/close": manages,
		"GET /assessments/:id/links": manages, "GET /assessments/:id/links/:group/qr.svg": manages,
		"GET /assessments/:id/links.csv": manages, "GET /assessments/:id/links.xlsx": manages, "GET /assessments/:id/links/:group/qr.png": manages,
		"GET /assessments/:id/contacts.csv": manages, "GET /assessments/:id/contacts.xlsx": manages,
		"GET /assessments/:id/rows.csv": signedIn, "GET /assessments/:id/rows.xlsx": signedIn,
		"GET /assessments/:id/links/:group/sheet": manages, "POST /assessments/:id/links/:group/renew": manages,
		"POST /assessments/:id/links/:group/revoke": manages,
		"GET /assessments/:id/people":               manages, "POST /assessments/:id/people/import": manages,
		"GET /assessments/:id/downloads": signedIn, "GET /assessments/:id/report.xlsx": signedIn,
		"GET /assessments/:id/results":   signedIn,
		"GET /assessments/:id/questions": signedIn, "GET /assessments/:id/questions/:item": signedIn,
		"GET /assessments/:id/priorities": signedIn, "GET /assessments/:id/customers": signedIn,
		"GET /assessments/:id/log": manages, "GET /assessments/:id/comments": manages, "POST /assessments/:id/comments/release": manages,
		"GET /assessments/:id/comments/:comment": manages, "POST /assessments/:id/comments/:comment": manages,
		"GET /assessments/:id/reopen": manages, "POST /assessments/:id/reopen": manages,
		"POST /assessments/:id/customers/import": manages, "POST /assessments/:id/customers/judgement": manages,
		"POST /assessments/:id/customers/anchors": manages, "GET /assessments/:id/conditions": manages, "POST /assessments/:id/conditions": manages,
		"GET /assessments/:id/report.json": signedIn, "GET /assessments/:id/report.csv": signedIn, "GET /assessments/:id/report.html": signedIn,
	}
}

func TestEveryRouteHasItsPolicy(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	table := map[string]need{}
	for _, route := range r.routes() {
		key := route.method + " " + route.path
		if _, twice := table[key]; twice {
			t.Errorf("%s stands twice in the table", key)
		}
		table[key] = route.needs
	}
	if diff := cmp.Diff(policy(), table); diff != "" {
		t.Errorf("routes (-policy +table):\n%s", diff)
	}
	// Everything that is served comes from the table.
	for _, served := range r.echo.Routes() {
		method := served.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		if _, ok := table[method+" "+served.Path]; !ok {
			t.Errorf("%s %s is served, but not in the table", served.Method, served.Path)
		}
	}
}

// The walk: every route × everybody, on an assessment that exists and one that does not.
func TestRoutesByRole(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	opened := r.opened(t, nil)
	roles := []assessment.Role{"", assessment.Consultant, assessment.Executive, assessment.Admin}
	devices := map[assessment.Role]*device{}
	for _, role := range roles {
		if role == "" {
			devices[role] = r.device(t)
		} else {
			devices[role] = r.signedIn(t, role)
		}
	}
	for _, route := range r.routes() {
		if route.path == "/sign-out" {
			continue // would end the walk for the role
		}
		for _, id := range []string{string(opened.ID), "aaaaaaaaaaaaaaaaaaaaaaaaaa"} {
			path := strings.NewReplacer(":id", id, ":group", "customers", ":item", "g01", ":token", strings.Repeat("A", 43), ":page", "1", ":name", "app.css").Replace(route.path)
			for _, role := range roles {
				methods := []string{route.method}
				if route.method == http.MethodGet {
					methods = append(methods, http.MethodHead)
				}
				for _, method := range methods {
					walk(t, devices[role], role, route.needs, method, path)
				}
			}
			if !strings.Contains(route.path, ":id") {
				break
			}
		}
	}
}

// walk calls one route as one role and checks that the door is where it should be.
func walk(t *testing.T, d *device, role assessment.Role, n need, method, path string) {
	t.Helper()
	contentType := ""
	if method == http.MethodPost {
		contentType = "application/x-www-form-urlencoded"
	}
	rec := d.do(method, path, contentType, "")
	toSignIn := rec.Code == http.StatusSeeOther && strings.HasPrefix(rec.Header().Get("Location"), "/sign-in")
	var user *assessment.User
	if role != "" {
		user = &assessment.User{Role: role}
	}
	name := method + " " + path + " as " + string(role)
	switch assessment.KindOf(allowed(user, n)) {
	case assessment.Unauthenticated:
		if method != http.MethodPost && !toSignIn || method == http.MethodPost && !toSignIn && rec.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d %s, want the way to sign in", name, rec.Code, rec.Header().Get("Location"))
		}
	case assessment.Forbidden:
		if rec.Code != http.StatusForbidden {
			t.Errorf("%s: %d, want 403", name, rec.Code)
		}
	default:
		// Whoever may come in gets an answer of the page itself.
		if toSignIn || rec.Code == http.StatusForbidden || rec.Code >= http.StatusInternalServerError {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Header().Get("Location"))
		}
	}
	// The print view names the hash of its own style; nothing else has a policy of its own.
	csp := rec.Header().Get("Content-Security-Policy")
	if csp != contentPolicy && (!strings.HasSuffix(path, "/report.html") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "script") ||
		!strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "base-uri 'none'") || !strings.Contains(csp, "frame-ancestors 'none'")) {
		t.Errorf("%s: content policy %q", name, csp)
	}
}

func TestAllowed(t *testing.T) {
	t.Parallel()
	const none = assessment.Internal // allowed
	tests := []struct {
		role assessment.Role
		want [5]assessment.Kind // public, respondent, signedIn, manages, admin
	}{
		{"", [5]assessment.Kind{none, none, assessment.Unauthenticated, assessment.Unauthenticated, assessment.Unauthenticated}},
		{assessment.Consultant, [5]assessment.Kind{none, none, none, assessment.Forbidden, assessment.Forbidden}},
		{assessment.Executive, [5]assessment.Kind{none, none, none, none, assessment.Forbidden}},
		{assessment.Admin, [5]assessment.Kind{none, none, none, none, none}},
		{"guest", [5]assessment.Kind{none, none, none, assessment.Forbidden, assessment.Forbidden}},
	}
	for _, tt := range tests {
		var user *assessment.User
		if tt.role != "" {
			user = &assessment.User{Role: tt.role}
		}
		for n, want := range tt.want {
			err := allowed(user, need(n))
			if (err == nil) != (want == none) || err != nil && assessment.KindOf(err) != want {
				t.Errorf("%q, need %d: %v", tt.role, n, err)
			}
		}
	}
}

// Spellings of guarded addresses that routers and proxies read differently.
func TestGuardsHoldForOddPaths(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	opened := r.opened(t, nil)
	d := r.device(t)
	base := "/assessments/" + string(opened.ID)
	for _, path := range []string{
		"//assessments", "/assessments/", "/ASSESSMENTS", "/assessments%2f" + string(opened.ID), base + "/", base + "//links", base + "/%2e%2e/links",
		base + "/links;x", "/./assessments", "/static/..%2f" + base[1:], "/s/..%2f..%2fassessments", base + "%2flinks", "/static/%2e%2e/app.css",
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			d.header.Set("X-Http-Method-Override", "GET")
			d.header.Set("X-Original-Url", base+"/links")
			if rec := d.do(method, path, "", ""); rec.Code == http.StatusOK || strings.Contains(rec.Body.String(), "customers") {
				t.Errorf("%s %s: %d", method, path, rec.Code)
			}
		}
	}
}
