package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/static/i18n"
)

// retryAfterSeconds is what a client that came at a bad moment should wait.
const retryAfterSeconds = "5"

// errorPage is every page that says what went wrong.
type errorPage struct {
	basePage
	Heading  string
	Messages []string // complete sentences
	Way      string   // where to go on: "home", "survey" or "" for nowhere
}

// problem is an error as a person sees it.
type problem struct {
	status   int
	heading  string // message key
	messages []*assessment.Error
}

// maxMessages bounds what an error page lists; imports name at most that many rows themselves.
const maxMessages = 50

// problemOf maps an error to a status and its messages. Only internal errors
// have none: what they say is for the log.
func problemOf(err error) problem {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return problem{http.StatusRequestEntityTooLarge, "error_page_invalid", []*assessment.Error{
			{Kind: assessment.Invalid, Key: "error_body_large", Args: map[string]any{"Limit": sizeName(tooLarge.Limit)}},
		}}
	}
	if he, ok := errors.AsType[*echo.HTTPError](err); ok {
		switch he.Code {
		case http.StatusNotFound:
			return problem{http.StatusNotFound, "error_page_not_found", []*assessment.Error{assessment.ErrNotFound}}
		case http.StatusMethodNotAllowed:
			return problem{http.StatusMethodNotAllowed, "error_page_request", []*assessment.Error{{Key: "error_method"}}}
		case http.StatusBadRequest:
			return problem{http.StatusBadRequest, "error_page_request", []*assessment.Error{{Key: "error_request"}}}
		}
		return problem{status: http.StatusInternalServerError}
	}
	found := domainErrors(err, nil)
	if len(found) == 0 {
		return problem{status: http.StatusInternalServerError}
	}
	found = found[:min(len(found), maxMessages)]
	switch found[0].Kind {
	case assessment.Invalid:
		return problem{http.StatusUnprocessableEntity, "error_page_invalid", found}
	case assessment.NotFound:
		if strings.HasPrefix(found[0].Key, "error_link_") { // respondents look for a survey, not for a page
			return problem{http.StatusNotFound, "error_page_link", found}
		}
		return problem{http.StatusNotFound, "error_page_not_found", found}
	case assessment.Conflict:
		return problem{http.StatusConflict, "error_page_conflict", found}
	case assessment.Forbidden:
		return problem{http.StatusForbidden, "error_page_forbidden", found}
	case assessment.Unauthenticated:
		return problem{http.StatusUnauthorized, "error_page_forbidden", found}
	case assessment.Gone:
		return problem{http.StatusGone, "error_page_gone", found}
	case assessment.Unavailable:
		return problem{http.StatusServiceUnavailable, "error_page_unavailable", found}
	case assessment.TooMany:
		return problem{http.StatusTooManyRequests, "error_page_too_many", found}
	case assessment.Internal:
	}
	return problem{status: http.StatusInternalServerError}
}

// sizeName writes a number of bytes in whole MiB or KiB.
func sizeName(bytes int64) string {
	const mib, kib = 1 << 20, 1 << 10
	if bytes >= mib {
		return fmt.Sprintf("%d MiB", bytes/mib)
	}
	return fmt.Sprintf("%d KiB", bytes/kib)
}

// domainErrors collects the domain's errors in err's tree, each list of joined
// errors in order; inside one of them nothing more is looked for.
func domainErrors(err error, found []*assessment.Error) []*assessment.Error {
	switch e := err.(type) { //nolint:errorlint // walks the tree itself
	case nil:
		return found
	case *assessment.Error:
		return append(found, e)
	case interface{ Unwrap() []error }:
		for _, each := range e.Unwrap() {
			found = domainErrors(each, found)
		}
		return found
	default:
		return domainErrors(errors.Unwrap(err), found)
	}
}

// message translates an error; arguments that are errors themselves are
// translated first.
func (s *Server) message(lang string, e *assessment.Error) string {
	args := make(map[string]any, len(e.Args))
	for name, value := range e.Args {
		if inner, ok := value.(*assessment.Error); ok {
			value = s.message(lang, inner)
		}
		args[name] = value
	}
	return s.catalog.Message(lang, e.Key, args)
}

// handleError is the one place where an error becomes a response.
func (s *Server) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		s.logger.ErrorContext(c.Request().Context(), "error after the response began", "id", requestID(c), "error", err.Error())
		return
	}
	if assessment.KindOf(err) == assessment.Unauthenticated {
		if err := redirect(c, "/sign-in?next="+url.QueryEscape(nextPath(c.Request()))); err != nil {
			s.writeInternal(c, err)
		}
		return
	}
	p := problemOf(err)
	if p.status == http.StatusInternalServerError {
		s.writeInternal(c, err)
		return
	}
	if err := s.writeProblem(c, p); err != nil {
		s.writeInternal(c, err)
	}
}

func (s *Server) writeProblem(c echo.Context, p problem) error {
	if p.status == http.StatusServiceUnavailable || p.status == http.StatusTooManyRequests {
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfterSeconds)
	}
	page := errorPage{basePage: s.base(c, p.heading), Way: s.wayOn(c)}
	page.Heading = page.Title
	for _, e := range p.messages {
		page.Messages = append(page.Messages, s.message(page.Lang, e))
	}
	return s.render(c, p.status, "error", &page)
}

// wayOn leads respondents back to the survey that their device knows, and
// everybody else to the start page.
func (s *Server) wayOn(c echo.Context) string {
	switch path := c.Request().URL.Path; {
	case !ofRespondent(path):
		return "home"
	case path != "/s" && len(s.linkKeys(c)) > 0:
		return "survey"
	default:
		return ""
	}
}

// writeInternal logs an error under the request's id and answers with the page
// that was rendered at start.
func (s *Server) writeInternal(c echo.Context, cause error) {
	ctx := c.Request().Context()
	s.logger.ErrorContext(ctx, "internal error", "id", requestID(c), "path", logPath(c), "error", cause.Error())
	if c.Response().Committed {
		return
	}
	lang := preferredLanguage(c.Request().Header.Get("Accept-Language"), i18n.Languages())
	if chosen, ok := s.chosenLanguage(c, i18n.Languages()); ok {
		lang = chosen
	}
	page := s.fallback[lang]
	err := c.HTML(http.StatusInternalServerError, page.before+requestID(c)+page.after)
	if err != nil {
		s.logger.WarnContext(ctx, "write the error page", "id", requestID(c), "error", fmt.Sprint(err))
	}
}

// nextPath is where to return to after signing in: this page if it can be
// opened again, else the start page.
func nextPath(r *http.Request) string {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return "/"
	}
	return localPath(r.URL.RequestURI())
}

// localPath returns path if it stays on this server, else "/": one slash, then
// nothing that a browser could read as a host or a line break.
func localPath(path string) string {
	if len(path) < 1 || path[0] != '/' || strings.HasPrefix(path, "//") || len(path) > 2000 {
		return "/"
	}
	for i := range len(path) {
		if path[i] <= ' ' || path[i] == '\\' || path[i] == 0x7f {
			return "/"
		}
	}
	if lower := strings.ToLower(path); strings.HasPrefix(lower, "/%2f") || strings.HasPrefix(lower, "/%5c") {
		return "/"
	}
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || u.Scheme != "" || strings.HasPrefix(u.Path, "//") {
		return "/"
	}
	return path
}
