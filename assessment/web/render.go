package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/static/i18n"
)

// basePage is what every page needs; page structs embed it.
type basePage struct {
	Lang  string // "en", "es", "it", "zh"
	Tag   string // of the lang attribute
	Title string // of the browser's tab, translated
	Path  string // of this page, without query
	User  *assessment.User
	Flash string // one message from the action before, translated
}

// base starts a page in the request's language. args are the placeholders of
// the title.
func (s *Server) base(c echo.Context, titleKey string, args ...any) basePage {
	lang := s.language(c, i18n.Languages())
	return s.basePage(c, lang, s.catalog.T(lang, titleKey, args...))
}

func (s *Server) basePage(c echo.Context, lang, title string) basePage {
	return basePage{Lang: lang, Tag: i18n.Tag(lang), Title: title, Path: c.Request().URL.Path}
}

// pages are the parsed templates, one set a language: the functions t, tn and
// date speak the set's language.
type pages struct {
	byLanguage map[string]*template.Template
}

// loadPages parses all templates. A page is the template named like its file
// without extension.
func (s *Server) loadPages(fsys fs.FS) (*pages, error) {
	p := &pages{byLanguage: map[string]*template.Template{}}
	for _, lang := range i18n.Languages() {
		set, err := template.New("").Funcs(s.functions(lang)).ParseFS(fsys, "templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("load templates: %w", err)
		}
		p.byLanguage[lang] = set
	}
	return p, nil
}

// functions are what templates may call.
func (s *Server) functions(lang string) template.FuncMap {
	return template.FuncMap{
		"t":         func(key string, args ...any) string { return s.catalog.T(lang, key, args...) },
		"asset":     s.assets.of,
		"languages": i18n.Languages,
		"langname":  i18n.Name,
		"langtag":   i18n.Tag,
		"inc":       func(i int) int { return i + 1 },
		"join":      func(items []string) string { return s.catalog.Join(lang, items) },
		"number":    func(v float64, decimals int) string { return s.catalog.Number(lang, v, decimals) },
	}
}

// maxPooled keeps one huge page from staying in memory for good.
const maxPooled = 256 << 10

// render executes a template into a buffer and writes it only if that went
// well: a reader gets a whole page or an error page, never half of one. page
// must embed basePage.
func (s *Server) render(c echo.Context, status int, name string, page interface{ language() string }) error {
	buf := s.buffer()
	defer s.giveBack(buf)
	if err := s.execute(buf, name, page); err != nil {
		return err
	}
	return sendPage(c, status, page.language(), buf)
}

func (s *Server) execute(buf *bytes.Buffer, name string, page interface{ language() string }) error {
	if err := s.pages.byLanguage[i18n.Supported(page.language())].ExecuteTemplate(buf, name+".html", page); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	return nil
}

func sendPage(c echo.Context, status int, lang string, buf *bytes.Buffer) error {
	h := c.Response().Header()
	h.Set("Content-Language", i18n.Tag(i18n.Supported(lang)))
	h.Add("Vary", "Accept-Language")
	return c.Blob(status, echo.MIMETextHTMLCharsetUTF8, buf.Bytes())
}

// buffer takes an empty buffer, which giveBack returns.
func (s *Server) buffer() *bytes.Buffer {
	buf, ok := s.buffers.Get().(*bytes.Buffer)
	if !ok {
		buf = new(bytes.Buffer)
	}
	buf.Reset()
	return buf
}

func (s *Server) giveBack(buf *bytes.Buffer) {
	if buf.Cap() <= maxPooled {
		s.buffers.Put(buf)
	}
}

// language makes basePage a page of render.
func (p *basePage) language() string { return p.Lang }

// redirect answers a form post: 303, so that reloading never posts again.
func redirect(c echo.Context, to string) error {
	return c.Redirect(http.StatusSeeOther, to)
}

// fallbackPage is a rendered page with a gap for the reference.
type fallbackPage struct{ before, after string }

// referenceMark stands where the reference goes until the page is needed.
const referenceMark = "REFERENCE-OF-THE-REQUEST"

// renderFallbacks renders the page for internal errors in every language while
// starting, so that nothing can go wrong with it later.
func (s *Server) renderFallbacks() (map[string]fallbackPage, error) {
	rendered := map[string]fallbackPage{}
	for _, lang := range i18n.Languages() {
		page := errorPage{
			basePage: basePage{Lang: lang, Tag: i18n.Tag(lang), Title: s.catalog.T(lang, "error_page_internal")},
			Heading:  s.catalog.T(lang, "error_page_internal"),
			Messages: []string{s.catalog.T(lang, "error_internal", "Reference", referenceMark)},
		}
		var buf bytes.Buffer
		if err := s.pages.byLanguage[lang].ExecuteTemplate(&buf, "error.html", &page); err != nil {
			return nil, fmt.Errorf("render the page for internal errors: %w", err)
		}
		before, after, ok := strings.Cut(buf.String(), referenceMark)
		if !ok {
			return nil, fmt.Errorf("the page for internal errors in %s does not show the reference", lang)
		}
		rendered[lang] = fallbackPage{before: before, after: after}
	}
	return rendered, nil
}
