package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/static/i18n"
)

// Reports writes the stored snapshot of a report in one of its forms: xlsx,
// json, csv or html.
type Reports interface {
	Write(ctx context.Context, w io.Writer, snapshot []byte, format, lang string) error
}

// downloadTime is how long one file may take to make and send over a slow line.
const downloadTime = 5 * time.Minute

// downloadsPage offers the report in its forms.
type downloadsPage struct {
	workPage
	Ready     bool
	Languages []choice
	Formats   []choice
}

func (s *Server) showDownloads(c echo.Context, a *assessment.Assessment) error {
	base := s.work(c, a, tabDownloads, "work_tab_downloads")
	page := downloadsPage{workPage: base, Ready: a.Status == assessment.StatusClosed}
	for _, lang := range i18n.Languages() {
		page.Languages = append(page.Languages, choice{Value: lang, Label: i18n.Name(lang), Tag: i18n.Tag(lang), Chosen: lang == base.Lang})
	}
	for _, format := range []string{"xlsx", "html", "csv", "json"} {
		page.Formats = append(page.Formats, choice{
			Value: format, Label: s.catalog.T(base.Lang, "work_format_"+format), Note: s.catalog.T(base.Lang, "work_format_"+format+"_note"),
		})
	}
	return s.render(c, http.StatusOK, "organiser_downloads", &page)
}

// report sends the stored report in one form.
func (s *Server) report(format string) assessmentHandler {
	return func(c echo.Context, a *assessment.Assessment) error {
		lang := c.QueryParam("lang")
		// The language is the file's: it must not become that of an error page.
		c.QueryParams().Del("lang")
		if lang == "" {
			lang = a.DefaultLanguage()
		}
		if !slices.Contains(i18n.Languages(), lang) {
			return &assessment.Error{Kind: assessment.Invalid, Key: "error_value_unknown", Args: map[string]any{"Value": lang}, Field: "lang"}
		}
		err := http.NewResponseController(c.Response()).SetWriteDeadline(s.now().Add(downloadTime))
		if err != nil && !errors.Is(err, http.ErrNotSupported) {
			return fmt.Errorf("allow time for a download: %w", err)
		}
		ctx := c.Request().Context()
		snapshot, err := s.service.Report(ctx, a.ID)
		if err != nil {
			return err
		}
		// Made in memory first: what fails is an error page and never half a file.
		var file bytes.Buffer
		if err := s.reports.Write(ctx, &file, snapshot.Body, format, lang); err != nil {
			return fmt.Errorf("write the report as %s: %w", format, err)
		}
		// The print view too is a file to keep: its style sheet stands inside
		// (decisions.md 44), which this server's own pages may not have.
		c.Response().Header().Set(echo.HeaderContentDisposition, attachment(fileName(a, lang, format)))
		c.Response().Header().Set("Content-Language", i18n.Tag(lang))
		return c.Blob(http.StatusOK, reportTypes()[format], file.Bytes())
	}
}

func reportTypes() map[string]string {
	return map[string]string{
		"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"json": "application/json",
		"csv":  "text/csv; charset=utf-8",
		"html": "text/html; charset=utf-8",
	}
}

// fileName names a download after the assessment: "title-what.ext".
func fileName(a *assessment.Assessment, what, ext string) string {
	const most = 60
	var name []rune
	for _, r := range a.Title.In(a.DefaultLanguage(), a.Languages...) {
		if len(name) == most {
			break
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			name = append(name, unicode.ToLower(r))
		} else if len(name) > 0 && name[len(name)-1] != '-' {
			name = append(name, '-')
		}
	}
	title := strings.Trim(string(name), "-")
	if title == "" {
		title = "readiness"
	}
	return title + "-" + what + "." + ext
}

// attachment writes a Content-Disposition header (RFC 6266): a plain name for
// old clients, the full one in UTF-8 beside it.
func attachment(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '_'
		}
		return r
	}, name)
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + url.PathEscape(name)
}
