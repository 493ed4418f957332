package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// reopenPage explains what opening again does before it is done.
type reopenPage struct {
	workPage
	Least int // answers that a group needs
	Last  inputField
}

func (s *Server) showReopen(c echo.Context, a *assessment.Assessment) error {
	return s.renderReopen(c, a, http.StatusOK, "", nil)
}

func (s *Server) renderReopen(c echo.Context, a *assessment.Assessment, status int, day string, errs inputErrors) error {
	if a.Status != assessment.StatusClosed {
		return &assessment.Error{Kind: assessment.Conflict, Key: "error_reopen_not_closed"}
	}
	page := reopenPage{workPage: s.work(c, a, tabBoard, "work_reopen_heading"), Least: a.K}
	t := func(key string, args ...any) string { return s.catalog.T(page.Lang, key, args...) }
	page.Last = inputField{
		Name: "closes", Label: t("work_closes"), Hint: t("work_closes_hint"), Value: day, Kind: "date", Optional: true, Error: errs.of("closes"),
	}
	page.Errors = errs
	if len(errs) > 0 {
		page.Title = t("organiser_tab_error", "Page", page.Title)
	}
	return s.render(c, status, "organiser_reopen", &page)
}

func (s *Server) reopenNow(c echo.Context, a *assessment.Assessment) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	day := ""
	for _, f := range form {
		if f.name != "closes" {
			return unknownField(f.name)
		}
		day = clean(f.value)
	}
	err = s.service.Reopen(c.Request().Context(), a.ID, day)
	if assessment.KindOf(err) == assessment.Invalid {
		errs, err := s.refused(s.organiserLanguage(c), err, "closes")
		if err != nil {
			return err
		}
		return s.renderReopen(c, a, http.StatusUnprocessableEntity, day, errs)
	}
	if err != nil {
		return err
	}
	if err := s.flash(c, "work_done_reopened"); err != nil {
		return err
	}
	return redirect(c, "/assessments/"+string(a.ID))
}

// reopenedOn lists the days on which an assessment was opened again.
func (s *Server) reopenedOn(c echo.Context, a *assessment.Assessment, lang string) ([]string, error) {
	if a.Reopened == 0 {
		return nil, nil
	}
	list, err := s.service.Reopenings(c.Request().Context(), a.ID)
	if err != nil {
		return nil, err
	}
	var days []string
	for _, r := range list {
		days = append(days, s.catalog.Date(lang, r.At.In(zone(a))))
	}
	return days, nil
}
