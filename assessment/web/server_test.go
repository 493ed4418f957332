package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/static/i18n"
)

// Every response carries the security headers, whatever went wrong.
func TestHeadersOnEveryResponse(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.echo.GET("/test-panic", func(echo.Context) error { panic("a value with an answer in it") })
	r.echo.GET("/test-internal", func(echo.Context) error { return errors.New("the database said no") })
	r.echo.GET("/test-unavailable", func(echo.Context) error {
		return &assessment.Error{Kind: assessment.Unavailable, Key: "error_storage_unavailable"}
	})
	a := r.opened(t, nil)
	d := r.device(t).open(r.groupToken(t, a.ID, "customers"))
	large := strings.Repeat("x", maxBody+1)
	tests := []struct {
		name   string
		rec    *httptest.ResponseRecorder
		status int
	}{
		{"page", d.get("/s/p/1"), 200},
		{"redirect", d.get("/s/done"), 303},
		{"health", d.get("/healthz"), 200},
		{"unknown path", d.get("/no/such/page"), 404},
		{"unknown asset", d.get("/static/app.css"), 404},
		{"method", d.do(http.MethodDelete, "/s/check", "", ""), 405},
		{"other site", func() *httptest.ResponseRecorder {
			other := r.device(t)
			other.header.Set("Origin", "https://evil.example")
			return other.post("/s/submit")
		}(), 403},
		{"too large, length known", d.post("/s/p/1", "comment", large), 413},
		{"too large, length unknown", chunked(r, d, large), 413},
		{"panic", d.get("/test-panic"), 500},
		{"internal", d.get("/test-internal"), 500},
		{"unavailable", d.get("/test-unavailable"), 503},
		{"saved", d.post("/s/save", "field", "bv1", "value", "1", "seq", "1"), 204},
		{"not saved", d.post("/s/save", "field", "bv1", "value", "x", "seq", "2"), 422},
	}
	for _, tt := range tests {
		if tt.rec.Code != tt.status {
			t.Errorf("%s: %d, want %d: %.200s", tt.name, tt.rec.Code, tt.status, tt.rec.Body)
		}
		h := tt.rec.Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			"Permissions-Policy": permissionsPolicy, "Strict-Transport-Security": "",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", tt.name, name, got, want)
			}
		}
		if h.Get("X-Request-Id") == "" || len(h.Values("Content-Security-Policy")) != 1 {
			t.Errorf("%s: %v", tt.name, h)
		}
		if tt.status == 503 && h.Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", tt.name)
		}
		if tt.status >= 400 && tt.name != "not saved" {
			d.shows(tt.rec, tt.status, htmlcheck.Count("h1", 1), htmlcheck.In("html", htmlcheck.HasAttr("lang", "en")))
		}
		if tt.status == 500 {
			d.shows(tt.rec, 500, htmlcheck.In("main", htmlcheck.HasText(h.Get("X-Request-Id"))))
			if !strings.Contains(r.log.String(), h.Get("X-Request-Id")) || strings.Contains(tt.rec.Body.String(), "database") {
				t.Errorf("%s: the reference must be in the log and the reason only there", tt.name)
			}
		}
	}
	if strings.Contains(r.log.String(), "an answer in it") {
		t.Error("the panic's value is in the log")
	}
	for _, directive := range []string{"unsafe", "data:", "*", "http:"} {
		if strings.Contains(contentPolicy, directive) {
			t.Errorf("the policy contains %s", directive)
		}
	}
}

// chunked posts a body of unknown length.
func chunked(r *rig, d *device, body string) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(d.t.Context(), http.MethodPost, "/s/p/1", io.MultiReader(strings.NewReader(body)))
	req.ContentLength = -1
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, value := range d.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	rec := httptest.NewRecorder()
	r.Handler().ServeHTTP(rec, req)
	return rec
}

func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	token := r.groupToken(t, a.ID, "customers")
	tests := []struct {
		name, host string
		header     map[string]string
		status     int
	}{
		{"same origin, modern browser", "readiness.test:8080", map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": rigBase}, 303},
		{"plain http on a LAN address: no Sec-Fetch-Site", "192.168.1.20:8080", map[string]string{"Origin": "http://192.168.1.20:8080"}, 303},
		{"behind a proxy: the base URL's origin", "127.0.0.1:8080", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": rigBase}, 303},
		{"no browser", "readiness.test:8080", nil, 303},
		{"another site", "readiness.test:8080", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403},
		{"another site on a LAN", "192.168.1.20:8080", map[string]string{"Origin": "http://192.168.1.66"}, 403},
		{"another port", "192.168.1.20:8080", map[string]string{"Origin": "http://192.168.1.20:9090"}, 403},
		{"sandboxed", "192.168.1.20:8080", map[string]string{"Origin": "null"}, 403},
	}
	for _, tt := range tests {
		d := r.device(t).open(token)
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+tt.host+"/s/p/1", strings.NewReader("go=next&bv1=1"))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for name, value := range tt.header {
			req.Header.Set(name, value)
		}
		req.AddCookie(&http.Cookie{Name: linkCookie, Value: d.cookies[linkCookie]})
		rec := httptest.NewRecorder()
		r.Handler().ServeHTTP(rec, req)
		if rec.Code != tt.status {
			t.Errorf("%s: %d, want %d", tt.name, rec.Code, tt.status)
		}
		stored := 0
		if tt.status == 303 {
			stored = 1
		}
		d.shows(d.get("/s/p/1"), http.StatusOK, htmlcheck.Count("input[checked]", stored))
	}
}

func TestCookies(t *testing.T) {
	t.Parallel()
	for base, prefix := range map[string]string{"https://readiness.test": "__Host-", "http://192.168.1.20:8080": ""} {
		r := newRig(t, func(d *Deps) { d.BaseURL = base })
		a := r.opened(t, nil)
		token := r.groupToken(t, a.ID, "customers")
		rec := r.device(t).get("/s/" + token + "?lang=es")
		cookies := rec.Result().Cookies()
		if len(cookies) != 2 {
			t.Fatalf("%s: cookies %v", base, cookies)
		}
		for _, cookie := range cookies {
			if !strings.HasPrefix(cookie.Name, prefix+"readiness-") || cookie.Secure != (prefix != "") || !cookie.HttpOnly ||
				cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" || cookie.MaxAge <= 0 {
				t.Errorf("%s: %+v", base, cookie)
			}
		}
		// Until the survey closes, and a day: 43 days and a bit.
		if life := time.Duration(cookies[0].MaxAge) * time.Second; life < 44*24*time.Hour || life > 45*24*time.Hour {
			t.Errorf("%s: the link is kept for %s", base, life)
		}
		if got := rec.Header().Get("Strict-Transport-Security") != ""; got != r.secure {
			t.Errorf("%s: HSTS %v", base, got)
		}
	}
}

// The cookie keeps several links of one device apart and never grows without end.
func TestSeveralLinksOnOneDevice(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.device(t)
	var tokens []string
	for range maxLinks + 2 {
		a := r.opened(t, nil)
		token := r.groupToken(t, a.ID, "customers")
		tokens = append(tokens, token)
		d.open(token)
		d.redirects(d.post("/s/p/1", "go", "next", "bv1", "2"), "/s/p/2")
	}
	d.open(tokens[len(tokens)-2])
	d.shows(d.get("/s/p/1"), http.StatusOK, htmlcheck.Count("#bv1-2[checked]", 1))
	if got := len(strings.Split(d.cookies[linkCookie], "~")); got != maxLinks {
		t.Errorf("%d links in the cookie, want %d", got, maxLinks)
	}
	d.cookies[linkCookie] = "~~x~" + strings.Repeat("a", 300) + "~" + tokens[0] + ".short~" + d.cookies[linkCookie]
	d.shows(d.get("/s/p/1"), http.StatusOK)
}

func TestLogHoldsNoTokenNoAnswerNoAddress(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	token := r.groupToken(t, a.ID, "customers")
	d := r.device(t).open(token)
	secret := strings.TrimPrefix(d.cookies[linkCookie], token+".")
	if secret == d.cookies[linkCookie] || len(secret) < 20 {
		t.Fatalf("no secret in %q", d.cookies[linkCookie])
	}
	d.get("/s/" + token + "." + secret)
	for _, path := range []string{"/S/" + token, "//s/" + token, "/s/" + token + "/", "/s/" + token + "/more", "/s/x%2f" + token, "/sign-in/" + token, "/s?next=" + token, "/s/p/" + token, "/" + token, "/s" + token, "/de/s/" + token} {
		d.get(path)
	}
	d.do("TOKEN"+strings.ToUpper(token), "/s", "", "")
	d.post("/s/p/1", "go", "next", "bv1", "3", "comment_bv1", "a very secret remark")
	d.post("/s/p/1", "bv1", "an-odd-answer")
	d.post("/s/save", "field", "bv1", "value", "an-odd-answer", "seq", "1")
	d.post("/s/submit", "go", "send")
	log := r.log.String()
	for _, secret := range []string{token, secret, strings.ToUpper(token), "remark", "odd-answer"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	lines := 0
	for line := range strings.Lines(log) {
		var entry struct {
			Msg, Path, IP string
			Status        int
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if entry.Msg != "request" {
			continue
		}
		lines++
		if (entry.Path == "/s" || strings.HasPrefix(entry.Path, "/s/")) && entry.IP != "" {
			t.Errorf("a respondent's address is in the log: %s", line)
		}
		if entry.Status == 0 {
			t.Errorf("no status: %s", line)
		}
	}
	if lines < 15 {
		t.Errorf("%d requests in the log", lines)
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.device(t)
	page := d.get("/s").Body.String()
	addresses := regexp.MustCompile(`/static/[a-z0-9.-]+`).FindAllString(page, -1)
	if len(addresses) < 3 {
		t.Fatalf("assets of the page: %v", addresses)
	}
	for _, address := range addresses {
		rec := d.get(address)
		if rec.Code != http.StatusOK || rec.Header().Get("Cache-Control") != immutable || rec.Body.Len() == 0 {
			t.Errorf("%s: %d %v", address, rec.Code, rec.Header())
		}
		if !regexp.MustCompile(`\.[0-9a-f]{8}\.[a-z0-9]+$`).MatchString(address) {
			t.Errorf("%s has no hash", address)
		}
		packed := r.device(t)
		packed.header.Set("Accept-Encoding", "br, gzip")
		rec = packed.get(address)
		if strings.HasSuffix(address, ".woff2") {
			continue
		}
		if rec.Header().Get("Content-Encoding") != "gzip" {
			if !strings.HasSuffix(address, ".svg") {
				t.Errorf("%s is not compressed", address)
			}
			continue
		}
		unzip, err := gzip.NewReader(rec.Body)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(unzip)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d.get(address).Body.String(), string(plain)); diff != "" {
			t.Errorf("%s: compressed and plain differ", address)
		}
	}
	css := d.get(r.assets.address["app.css"]).Body.String()
	if !strings.Contains(css, `url("/static/inter-latin-wght-normal.`) || strings.Contains(css, "url(\"fonts/") {
		t.Error("the style sheet does not name the font by its hashed address")
	}
	// First load of a phone: page, style, script and font below 80 KB.
	total := len(page)
	for _, name := range []string{"app.css", "app.js", "inter-latin-wght-normal.woff2"} {
		file := r.assets.byName[strings.TrimPrefix(r.assets.address[name], staticPrefix)]
		if file.zipped != nil {
			total += len(file.zipped)
		} else {
			total += len(file.plain)
		}
	}
	if total > 80<<10 {
		t.Errorf("the first load is %d bytes", total)
	}
}

func TestAcceptsGzip(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"": false, "gzip": true, "br, gzip;q=0.5": true, "GZIP": true, "gzip;q=0": false, "gzip; q=0.0": false, "br": false, "gzip;q=1.0": true,
	} {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		req.Header.Set("Accept-Encoding", header)
		if got := acceptsGzip(req); got != want {
			t.Errorf("%q: %v", header, got)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.device(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		if rec := d.get(path); rec.Code != http.StatusOK {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
	r.ready = errors.New("the disk is full")
	rec := d.get("/readyz")
	if rec.Code != http.StatusServiceUnavailable || strings.Contains(rec.Body.String(), "disk") || rec.Header().Get("Retry-After") == "" {
		t.Errorf("not ready: %d %s", rec.Code, rec.Body)
	}
	if !strings.Contains(r.log.String(), "the disk is full") {
		t.Error("the reason is not in the log")
	}
	if rec := d.get("/healthz"); rec.Code != http.StatusOK {
		t.Errorf("not ready is still up: %d", rec.Code)
	}
}

// Guessing gets slow for whoever guesses; links that exist always work.
func TestUnknownTokensAreLimited(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	token := r.groupToken(t, a.ID, "customers")
	d := r.device(t)
	codes := map[int]int{}
	for range 1000 {
		codes[d.get("/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").Code]++
	}
	want := map[int]int{http.StatusNotFound: unknownTokenLimits().burst, http.StatusTooManyRequests: 1000 - unknownTokenLimits().burst}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Error(diff)
	}
	if rec := d.get("/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"); rec.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	d.open(token).shows(d.get("/s/p/1"), http.StatusOK)
	if !r.signIns.allow("192.0.2.1") {
		t.Error("sign-in is limited by unknown tokens")
	}
	r.clock.add(time.Hour)
	if got := d.get("/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").Code; got != http.StatusNotFound {
		t.Errorf("an hour later: %d", got)
	}
}

func TestClientAddress(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		proxies []string
		header  string
		want    string
	}{
		{"direct: the header counts for nothing", nil, "203.0.113.9", "192.0.2.1"},
		{"from a trusted proxy", []string{"192.0.2.0/24"}, "203.0.113.9", "203.0.113.9"},
		{"from one address", []string{"192.0.2.1"}, "203.0.113.9", "203.0.113.9"},
		{"forged in front of a trusted proxy", []string{"192.0.2.1"}, "198.51.100.7, 203.0.113.9", "203.0.113.9"},
		{"from another proxy", []string{"10.0.0.0/8"}, "203.0.113.9", "192.0.2.1"},
		{"private networks are not trusted by themselves", []string{"192.0.2.1"}, "198.51.100.7, 10.1.2.3", "10.1.2.3"},
	}
	for _, tt := range tests {
		r := newRig(t, func(d *Deps) { d.TrustedProxies = tt.proxies })
		var got string
		r.echo.GET("/test-ip", func(c echo.Context) error { got = c.RealIP(); return nil })
		d := r.device(t)
		d.header.Set("X-Forwarded-For", tt.header)
		d.get("/test-ip")
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"", "readiness.test", "ftp://readiness.test", "https://", "https://readiness.test/app", "https://u:p@readiness.test", "https://readiness.test?x", "http://[::1"} {
		if _, err := New(Deps{BaseURL: base}); err == nil {
			t.Errorf("base URL %q was accepted", base)
		}
	}
	if _, err := New(Deps{BaseURL: rigBase, TrustedProxies: []string{"10.0.0.1", "nonsense"}}); err == nil || !strings.Contains(err.Error(), "nonsense") {
		t.Errorf("trusted proxy: %v", err)
	}
}

// Every page of the corpus must be a local path; no open redirect.
func TestLocalPath(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/assessments/abc?tab=links&x=%2F", "/a/b/c.html", "/assessments#x"} {
		if got := localPath(path); got != path {
			t.Errorf("%q became %q", path, got)
		}
	}
	for _, path := range []string{
		"", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n/evil.example",
		"/\r\nLocation: x", "/ /evil.example", "https://evil.example", "HTTPS://evil.example", "https:evil.example", "http:/evil.example",
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "evil.example", "@evil.example", "user@evil.example",
		"/%2Fevil.example", "/%2fevil.example", "/%5Cevil.example", "/%5cevil.example", "/%2f%2fevil.example", ".", "..", "../evil", "./x",
		"?next=x", "#x", "/\x00", "/\x7f", "/\u0000evil", " /x", "\t/x", "\n/x", "mailto:x@example.org", "file:///etc/passwd", "ftp://x",
		"/%zz", "//%2fevil.example", "/\\\\evil.example", "/\\t//evil.example", "////", "//", "/%2F%2F", "blob:x", "ws://x", "//user@evil.example",
		"/" + strings.Repeat("a", 2001),
	} {
		if got := localPath(path); got != "/" {
			t.Errorf("%.40q became %.40q", path, got)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	kinds := map[assessment.Kind]int{
		assessment.Invalid: 422, assessment.NotFound: 404, assessment.Conflict: 409, assessment.Forbidden: 403, assessment.Gone: 410,
		assessment.Unavailable: 503, assessment.TooMany: 429, assessment.Internal: 500,
	}
	for kind, want := range kinds {
		if got := problemOf(&assessment.Error{Kind: kind, Key: "error_conflict"}).status; got != want {
			t.Errorf("kind %d: %d, want %d", kind, got, want)
		}
	}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{assessment.ErrNotFound, "error_page_not_found"},
		{&assessment.Error{Kind: assessment.NotFound, Key: "error_link_unknown"}, "error_page_link"},
		{echo.ErrMethodNotAllowed, "error_page_request"},
		{echo.ErrBadRequest, "error_page_request"},
		{&http.MaxBytesError{Limit: 1}, "error_page_invalid"},
	} {
		if got := problemOf(tt.err).heading; got != tt.want {
			t.Errorf("%v: %s, want %s", tt.err, got, tt.want)
		}
	}
	joined := errors.Join(
		&assessment.Error{Kind: assessment.Invalid, Key: "error_import_cell", Args: map[string]any{"Row": 3, "Column": "bv1", "Reason": &assessment.Error{Key: "error_number_invalid", Args: map[string]any{"Value": "<b>"}}}},
		&assessment.Error{Kind: assessment.Invalid, Key: "error_import_more", Args: map[string]any{"Count": 2}})
	r.echo.GET("/test-joined", func(echo.Context) error { return joined })
	d := r.device(t)
	rec := d.get("/test-joined")
	d.shows(rec, http.StatusUnprocessableEntity, htmlcheck.Count("main li", 2),
		htmlcheck.In("main li", htmlcheck.HasText("Row 3, column bv1: “<b>” is not a number.")), htmlcheck.NotIn("main li b"),
		htmlcheck.In("main ul", htmlcheck.HasText("There are 2 more errors.")))

	// Internal errors in every language, with the way out chosen before.
	r.echo.GET("/test-internal", func(echo.Context) error { return errors.New("no") })
	for _, lang := range i18n.Languages() {
		other := r.device(t)
		other.cookies[languageCookie] = lang
		other.shows(other.get("/test-internal"), 500, htmlcheck.In("html", htmlcheck.HasAttr("lang", i18n.Tag(lang))))
	}
}

func TestRenderWritesAllOrNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.echo.GET("/test-broken", func(c echo.Context) error {
		page := errorPage{basePage: r.base(c, "error_page_gone")}
		return r.render(c, http.StatusOK, "survey_intro", &page) // a page of another template
	})
	d := r.device(t)
	rec := d.get("/test-broken")
	d.shows(rec, http.StatusInternalServerError, htmlcheck.Count("h1", 1))
	if bytes.Count(rec.Body.Bytes(), []byte("<html")) != 1 {
		t.Error("half a page was written")
	}
}

func TestHTTPServerLimits(t *testing.T) {
	t.Parallel()
	got := HTTPServer(http.NotFoundHandler(), "127.0.0.1:0")
	if got.ReadHeaderTimeout != 5*time.Second || got.ReadTimeout != 15*time.Second || got.WriteTimeout <= 0 || got.IdleTimeout != time.Minute || got.MaxHeaderBytes != 16<<10 {
		t.Errorf("%+v", got)
	}
}

func TestQR(t *testing.T) {
	t.Parallel()
	code, err := newQR("https://readiness.test/s/AAAAAAAAAAAAAAAAAAAAAA")
	if err != nil {
		t.Fatal(err)
	}
	if code.Size < 29 || !strings.HasPrefix(code.Path, "M4 4h7v1h-7z") { // the finder pattern behind the quiet zone
		t.Errorf("%d %.40s", code.Size, code.Path)
	}
	if _, err := newQR(strings.Repeat("x", 4000)); err == nil {
		t.Error("a text that does not fit was accepted")
	}
}

func TestSurveysAreBuiltOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.device(t).open(r.groupToken(t, a.ID, "customers"))
	d.get("/s/p/1")
	first := maps.Clone(r.surveys.built)
	if len(first) != 1 {
		t.Fatalf("%d surveys are kept", len(first))
	}
	d.get("/s/p/2")
	for key, built := range r.surveys.built {
		if first[key] != built {
			t.Error("a survey was built again")
		}
	}
	draft, err := r.service.Create(t.Context(), allLanguages())
	if err != nil {
		t.Fatal(err)
	}
	r.device(t).open(r.groupToken(t, draft.ID, "customers")).get("/s")
	if len(r.surveys.built) != 1 {
		t.Error("the survey of a draft is kept, though it may still change")
	}
}
