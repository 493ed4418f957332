package web

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/static/i18n"
)

// organiserPage is what every page with an account needs; its page structs embed it.
type organiserPage struct {
	basePage
	Query  []keptField // of the address, so that switching the language keeps it
	Errors []fieldError
}

// keptField is a name and a value that a hidden input carries on.
type keptField struct{ Name, Value string }

// fieldError is what is wrong with one input; Field is its id, "" for the form.
type fieldError struct{ Field, Text string }

// Error returns what is wrong with the field, "" if nothing is.
func (p *organiserPage) Error(field string) string {
	for _, e := range p.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

// organiser starts a page with an account; args are the placeholders of the
// title, which the browser's tab shows before the product's name.
func (s *Server) organiser(c echo.Context, titleKey string, args ...any) organiserPage {
	lang := s.organiserLanguage(c)
	title := s.catalog.T(lang, titleKey, args...)
	page := organiserPage{basePage: s.basePage(c, lang, s.catalog.T(lang, "organiser_tab", "Page", title))}
	page.User, _ = c.Get(userKey).(*assessment.User)
	if page.User != nil {
		page.Flash = s.takeFlash(c)
	}
	page.Query = keptQuery(c)
	return page
}

// maxKeptQuery bounds what a long address adds to a page.
const maxKeptQuery = 40

// keptQuery is what switching the language has to carry on: the view that the
// address describes, and where to go after signing in.
func keptQuery(c echo.Context) []keptField {
	query := c.QueryParams()
	var kept []keptField
	for _, name := range slices.Sorted(maps.Keys(query)) {
		value := query.Get(name)
		switch name {
		case "lang":
			continue
		case "next":
			if value = localPath(value); value == "/" {
				continue
			}
		}
		if len(kept) < maxKeptQuery {
			kept = append(kept, keptField{name, value})
		}
	}
	return kept
}

// organiserLanguage is the language chosen on this device, else the account's,
// else the browser's.
func (s *Server) organiserLanguage(c echo.Context) string {
	if lang, ok := s.chosenLanguage(c, i18n.Languages()); ok {
		return lang
	}
	if user, ok := c.Get(userKey).(*assessment.User); ok && user.Language != "" {
		return i18n.Supported(user.Language)
	}
	return s.language(c, i18n.Languages())
}

// refuse puts what is wrong with a form on its page and marks the tab.
func (s *Server) refuse(page *organiserPage, err error) {
	for _, e := range domainErrors(err, nil) {
		page.Errors = append(page.Errors, fieldError{e.Field, s.message(page.Lang, e)})
	}
	page.Title = s.catalog.T(page.Lang, "organiser_tab_error", "Page", page.Title)
}

// correctable tells errors that belong on the form from those that have a page
// of their own.
func correctable(err error) bool {
	switch assessment.KindOf(err) {
	case assessment.Invalid:
		return true
	case assessment.Conflict:
		e, ok := errors.AsType[*assessment.Error](err)
		return ok && e.Field != ""
	default:
		return false
	}
}

// lastDay writes the last day for answers, that of closing if that came first,
// "" if none is settled.
func (s *Server) lastDay(lang string, a *assessment.Assessment) string {
	if !a.Closed.IsZero() && (a.Closes == nil || a.Closed.Before(*a.Closes)) {
		return s.catalog.Date(lang, a.Closed.In(zone(a)))
	}
	if a.Closes == nil {
		return ""
	}
	return s.catalog.Date(lang, a.Closes.Add(-time.Second).In(zone(a)))
}
