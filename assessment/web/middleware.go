package web

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// contentPolicy forbids everything that is not this server's own file; nothing inline.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

const permissionsPolicy = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), " +
	"microphone=(), payment=(), usb=()"

// securityHeaders sets the headers of every response, errors included.
func (s *Server) securityHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", permissionsPolicy)
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		return next(c)
	}
}

// requestIDKey is where the request id is kept; errors show it as their reference.
const requestIDKey = "request_id"

const requestIDBytes = 8

// accessLog gives each request an id and writes one line when it is answered.
// Nothing that says who answered: no query, no token, and no address of a
// respondent (reliability.md A-03).
func (s *Server) accessLog(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := s.now()
		var raw [requestIDBytes]byte
		if _, err := io.ReadFull(s.random, raw[:]); err != nil {
			return fmt.Errorf("make a request id: %w", err)
		}
		id := hex.EncodeToString(raw[:])
		c.Set(requestIDKey, id)
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		if err := next(c); err != nil {
			c.Error(err) // writes the page now, so that the line below has its status
		}
		attrs := []slog.Attr{
			slog.String("id", id), slog.String("method", logMethod(c.Request().Method)), slog.String("path", logPath(c)),
			slog.Int("status", c.Response().Status), slog.Int64("bytes", c.Response().Size),
			slog.Duration("took", s.now().Sub(start)),
		}
		if !ofRespondent(c.Request().URL.Path) {
			attrs = append(attrs, slog.String("ip", c.RealIP()))
		}
		s.logger.LogAttrs(c.Request().Context(), slog.LevelInfo, "request", attrs...)
		return nil
	}
}

// ofRespondent reports whether a path belongs to the respondents' pages; case
// and doubled slashes are folded, so that no spelling gets a token into the log.
func ofRespondent(path string) bool {
	path = strings.ToLower(strings.TrimLeft(path, "/"))
	return path == "s" || strings.HasPrefix(path, "s/")
}

// logPath is the pattern of the route for respondents and the path elsewhere.
func logPath(c echo.Context) string {
	const most = 200
	path := c.Request().URL.Path
	switch {
	case ofRespondent(path) && c.Path() == "/s":
		return "/s"
	case ofRespondent(path) && strings.HasPrefix(c.Path(), "/s/") && c.Path() != tokenRoute:
		return c.Path()
	case ofRespondent(path):
		return "/s/…"
	// One-time links carry their token in the path too.
	case strings.Contains(c.Path(), ":token"):
		return c.Path()
	case c.Path() == "":
		// Nothing is here: a link that was pasted wrongly must not be legible.
		const short = 20
		if len(path) > short {
			return "/…"
		}
	}
	return path[:min(len(path), most)]
}

// logMethod keeps made-up methods out of the log.
func logMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	default:
		return "other"
	}
}

// recoverPanics turns a panic into an internal error; its stack goes to the log.
func (s *Server) recoverPanics(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares it the same way
				panic(cause)
			}
			s.logger.ErrorContext(c.Request().Context(), "panic", "id", requestID(c), "stack", string(debug.Stack()))
			err = errPanic
		}()
		return next(c)
	}
}

// errPanic stands for a panic whose stack has been logged; the value itself may hold input.
var errPanic = errors.New("panic while answering a request")

// sameOrigin refuses state changes that another site asks a browser for.
func (s *Server) sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := s.origins.Check(c.Request()); err != nil {
			return &assessment.Error{Kind: assessment.Forbidden, Key: "error_csrf", Err: err}
		}
		return next(c)
	}
}

// Most bytes of a request's body (reliability.md W-06).
const (
	maxBody       = 64 << 10
	maxImportBody = 5 << 20
	maxUploadBody = 128 << 20 // read while it arrives (decisions.md 52)
)

// limitBody caps every body; routes that import lists or files have caps of
// their own.
func (s *Server) limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		limit := int64(maxBody)
		switch {
		case c.Path() == customersImportRoute:
			limit = maxUploadBody
		case strings.HasSuffix(c.Path(), "/import"):
			limit = maxImportBody
		}
		r := c.Request()
		if r.ContentLength > limit {
			// The rest is not read: the connection cannot be used again.
			c.Response().Header().Set("Connection", "close")
			return &http.MaxBytesError{Limit: limit}
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, limit)
		return next(c)
	}
}

func requestID(c echo.Context) string {
	id, _ := c.Get(requestIDKey).(string)
	return id
}

func ipNet(p netip.Prefix) *net.IPNet {
	p = p.Masked()
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}
