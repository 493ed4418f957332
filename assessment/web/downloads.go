package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/static/i18n"
)

// Reports writes a stored report, as far as readers may see its comments, in one of
// its forms: xlsx, json, csv or html.
type Reports interface {
	Write(ctx context.Context, w io.Writer, snapshot *assessment.Snapshot, format, lang string) error
}

// downloadTime is how long one file may take to make and send over a slow line.
const downloadTime = 5 * time.Minute

// Files writes what organisers take away beside the report, as csv or xlsx: the
// answers of a closed assessment, one row each; the links that work; and who has
// a personal link. lang is the language of a workbook's titles.
type Files interface {
	Rows(ctx context.Context, w io.Writer, id assessment.ID, format, lang string) error
	Links(ctx context.Context, w io.Writer, id assessment.ID, baseURL, format, lang string) error
	Contacts(ctx context.Context, w io.Writer, id assessment.ID, format, lang string) error
}

// downloadsPage offers the report in its forms, and the answers behind it.
type downloadsPage struct {
	workPage
	Ready     bool
	Made      string // when the report was made, and from how many answers
	Languages []choice
	Formats   []choice
	Rows      string   // how many there are
	LeftOut   string   // why groups are missing; "" if none is
	Files     []choice // forms of the rows
}

func (s *Server) showDownloads(c echo.Context, a *assessment.Assessment) error {
	base := s.work(c, a, tabDownloads, "work_tab_downloads")
	page := downloadsPage{workPage: base, Ready: a.Status == assessment.StatusClosed}
	if !page.Ready {
		return s.render(c, http.StatusOK, "organiser_downloads", &page)
	}
	report, err := s.closedReport(c.Request().Context(), a)
	if err != nil {
		return err
	}
	t := func(key string, args ...any) string { return s.catalog.T(base.Lang, key, args...) }
	answers, rows := 0, 0
	var missing []string
	for i := range report.Groups {
		g := &report.Groups[i]
		answers += g.Completed
		switch {
		case g.Completed >= g.Threshold:
			rows += g.Completed
		case g.Completed > 0:
			missing = append(missing, s.groupName(base.Lang, a, a.Group(g.Group)))
		}
	}
	page.Made = t("work_report_made", "Date", s.catalog.Date(base.Lang, a.Closed.In(zone(a))), "Count", answers)
	page.Rows = t("work_rows_count", "Count", rows)
	if len(missing) > 0 {
		page.LeftOut = t("work_rows_left_out", "Groups", s.catalog.Join(base.Lang, missing))
	}
	for _, lang := range i18n.Languages() {
		page.Languages = append(page.Languages, choice{Value: lang, Label: i18n.Name(lang), Tag: i18n.Tag(lang), Chosen: lang == base.Lang})
	}
	for _, format := range []string{"xlsx", "html", "csv", "json"} {
		page.Formats = append(page.Formats, choice{Value: format, Label: t("work_format_" + format), Note: t("work_format_" + format + "_note")})
	}
	for _, format := range []string{"xlsx", "csv"} {
		page.Files = append(page.Files, choice{Value: format, Label: t("work_rows_" + format), Note: t("work_rows_" + format + "_note")})
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
		snapshot, err := s.service.Report(c.Request().Context(), a.ID)
		if err != nil {
			return err
		}
		// The print view too is a file to keep: its style sheet stands inside
		// (decisions.md 44), which this server's own pages may not have.
		return s.deliver(c, a, download{"report", lang, format, lang}, func(ctx context.Context, w io.Writer) error {
			return s.reports.Write(ctx, w, snapshot, format, lang)
		})
	}
}

// rows sends the answers of a closed assessment.
func (s *Server) rows(format string) assessmentHandler {
	return func(c echo.Context, a *assessment.Assessment) error {
		if a.Status != assessment.StatusClosed {
			return &assessment.Error{Kind: assessment.Conflict, Key: "error_not_closed"}
		}
		lang := s.organiserLanguage(c)
		return s.deliver(c, a, download{"rows", "rows", format, lang}, func(ctx context.Context, w io.Writer) error {
			return s.files.Rows(ctx, w, a.ID, format, lang)
		})
	}
}

// linksFile sends the links that work, for a mail merge.
func (s *Server) linksFile(format string) assessmentHandler {
	return func(c echo.Context, a *assessment.Assessment) error {
		lang := s.organiserLanguage(c)
		return s.deliver(c, a, download{"links", "links", format, lang}, func(ctx context.Context, w io.Writer) error {
			return s.files.Links(ctx, w, a.ID, s.baseURL, format, lang)
		})
	}
}

// contactsFile sends who has a personal link; it never says who has answered.
func (s *Server) contactsFile(format string) assessmentHandler {
	return func(c echo.Context, a *assessment.Assessment) error {
		lang := s.organiserLanguage(c)
		return s.deliver(c, a, download{"contacts", "contacts", format, lang}, func(ctx context.Context, w io.Writer) error {
			return s.files.Contacts(ctx, w, a.ID, format, lang)
		})
	}
}

// download is a file that organisers take away.
type download struct {
	what   string // for the audit log
	name   string // follows the title in the file's name
	format string
	lang   string
}

// deliver makes a file on disk and then sends it: what fails is an error page and
// never half a file, memory does not grow with the file, and a slow line holds no
// reader of the database. The file has no name, so that nothing of it is left,
// however the program ends.
func (s *Server) deliver(c echo.Context, a *assessment.Assessment, d download, write func(context.Context, io.Writer) error) (err error) {
	if err := s.allowTime(c); err != nil {
		return err
	}
	file, err := os.CreateTemp("", "readiness-*")
	if err != nil {
		return fmt.Errorf("make a download: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := os.Remove(file.Name()); err != nil {
		return fmt.Errorf("make a download: %w", err)
	}
	buffered := bufio.NewWriterSize(file, 1<<16)
	if err := write(c.Request().Context(), buffered); err != nil {
		return fmt.Errorf("write the %s as %s: %w", d.what, d.format, err)
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("make a download: %w", err)
	}
	size, err := file.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("make a download: %w", err)
	}
	if err := s.allowTime(c); err != nil {
		return err
	}
	if err := s.service.Exported(c.Request().Context(), a.ID, d.what+" "+d.format); err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentDisposition, attachment(fileName(a, d.name, d.format)))
	header.Set(echo.HeaderContentLength, strconv.FormatInt(size, 10))
	header.Set("Content-Language", i18n.Tag(d.lang))
	return c.Stream(http.StatusOK, fileTypes()[d.format], file)
}

// allowTime gives a download as much time as a slow line needs.
func (s *Server) allowTime(c echo.Context) error {
	err := http.NewResponseController(c.Response()).SetWriteDeadline(s.now().Add(downloadTime))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("allow time for a download: %w", err)
	}
	return nil
}

func fileTypes() map[string]string {
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
