// Package web is the HTTP adapter: it parses requests, calls one method of the
// domain's services, renders a page or redirects. It is the only user of Echo.
// It must not import storage, SQL drivers or the composition root.
package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/assessment/auth"
	"readiness/static"
	"readiness/static/i18n"
)

// Deps are the parts that a Server is made of. All but TrustedProxies are required.
type Deps struct {
	Service  *assessment.Service
	Accounts *auth.Accounts
	Sessions scs.CtxStore // keeps the organisers' sessions
	Reports  Reports
	Files    Files
	Catalog  *i18n.Catalog
	// BaseURL is how people reach the server, scheme and host only
	// ("https://readiness.example.org"): links, trusted origin, cookie flags.
	BaseURL string
	// TrustedProxies are addresses or CIDR ranges whose X-Forwarded-For counts.
	TrustedProxies []string
	Now            func() time.Time
	Random         io.Reader // cryptographic
	Logger         *slog.Logger
	Version        string
	// Ready says why the server cannot take answers now; nil if it can.
	Ready func(context.Context) error
}

// Server serves every page of the product.
type Server struct {
	service  *assessment.Service
	accounts *auth.Accounts
	reports  Reports
	files    Files
	catalog  *i18n.Catalog
	sessions *scs.SessionManager
	now      func() time.Time
	random   io.Reader
	logger   *slog.Logger
	version  string
	ready    func(context.Context) error

	baseURL  string // without a trailing slash
	secure   bool   // the base URL is https
	echo     *echo.Echo
	assets   *assets
	pages    *pages
	origins  *http.CrossOriginProtection
	surveys  *surveyCache
	pieces   pieces                  // of the pages of questions
	kept     reportCache             // parsed reports
	fallback map[string]fallbackPage // the 500 page by language
	buffers  sync.Pool               // of *bytes.Buffer: pages are about 20 KB and rendered on every request

	unknownTokens *limiter
	signIns       *limiter
}

// New wires a Server. Templates, assets and the page for internal errors are
// made here, so that a broken one stops the start and never a request.
func New(d Deps) (*Server, error) {
	base, err := parseBaseURL(d.BaseURL)
	if err != nil {
		return nil, err
	}
	proxies, err := parseProxies(d.TrustedProxies)
	if err != nil {
		return nil, err
	}
	s := &Server{
		service: d.Service, accounts: d.Accounts, reports: d.Reports, files: d.Files, catalog: d.Catalog,
		now: d.Now, random: d.Random, logger: d.Logger, version: d.Version, ready: d.Ready,
		baseURL: base.Scheme + "://" + base.Host, secure: base.Scheme == "https",
		origins: http.NewCrossOriginProtection(), surveys: newSurveyCache(),
		buffers:       sync.Pool{New: func() any { return new(bytes.Buffer) }},
		unknownTokens: newLimiter(d.Now, unknownTokenLimits()), signIns: newLimiter(d.Now, signInLimits()),
	}
	if err := s.origins.AddTrustedOrigin(s.baseURL); err != nil {
		return nil, fmt.Errorf("trust the base URL's origin: %w", err)
	}
	if s.assets, err = loadAssets(static.FS()); err != nil {
		return nil, err
	}
	if s.pages, err = s.loadPages(static.FS()); err != nil {
		return nil, err
	}
	if s.fallback, err = s.renderFallbacks(); err != nil {
		return nil, err
	}
	s.sessions = s.newSessions(d.Sessions)
	s.echo = s.newEcho(proxies)
	return s, nil
}

func (s *Server) newEcho(proxies []echo.TrustOption) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = echo.ExtractIPDirect()
	if len(proxies) > 0 {
		e.IPExtractor = echo.ExtractIPFromXFFHeader(proxies...)
	}
	e.HTTPErrorHandler = s.handleError
	e.Use(s.accessLog, s.securityHeaders, s.recoverPanics, s.sameOrigin, s.limitBody)
	for _, r := range s.routes() {
		e.Add(r.method, r.path, s.guarded(r))
		if r.method == http.MethodGet {
			e.Add(http.MethodHead, r.path, s.guarded(r))
		}
	}
	return e
}

// Handler returns the handler of all routes.
func (s *Server) Handler() http.Handler { return s.echo }

// Limits of a connection (reliability.md W-06). Downloads set a write deadline of their own.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 60 * time.Second
	maxHeaderBytes    = 16 << 10
)

// HTTPServer returns a server on addr with the product's time-outs and limits.
func HTTPServer(handler http.Handler, addr string) *http.Server {
	return &http.Server{
		Addr: addr, Handler: handler,
		ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
	}
}

func parseBaseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("base URL: %w", err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("base URL %q: must start with http:// or https:// and name a host", raw)
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, fmt.Errorf("base URL %q: must be scheme and host only", raw)
	}
	return u, nil
}

// parseProxies trusts exactly the given addresses: Echo's own defaults, which
// trust every private network, are switched off.
func parseProxies(raw []string) ([]echo.TrustOption, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	var problems []error
	for _, text := range raw {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			addr, addrErr := netip.ParseAddr(text)
			if addrErr != nil {
				problems = append(problems, fmt.Errorf("trusted proxy %q: neither an address nor a CIDR range", text))
				continue
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		options = append(options, echo.TrustIPRange(ipNet(prefix)))
	}
	return options, errors.Join(problems...)
}
