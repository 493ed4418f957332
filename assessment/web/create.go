package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/static/i18n"
)

// usualWindow is how long answers are taken unless the organiser says otherwise
// (ux.md 5.2).
const usualWindow = 14

// setupPage is what the three steps have in common.
type setupPage struct {
	organiserPage
	Step    int
	Heading string
	ID      string // "" before the first step was saved
}

// setup starts the page of a step.
func (s *Server) setup(c echo.Context, a *assessment.Assessment, step int, errs inputErrors) setupPage {
	heading := "work_step_" + strconv.Itoa(step)
	p := setupPage{organiserPage: s.organiser(c, heading), Step: step, ID: string(a.ID)}
	p.Heading = s.catalog.T(p.Lang, heading)
	s.faulty(&p.organiserPage, errs)
	return p
}

// faulty puts what is wrong with a form on its page and marks the tab.
func (s *Server) faulty(page *organiserPage, errs inputErrors) {
	if len(errs) == 0 {
		return
	}
	page.Errors = errs
	page.Title = s.catalog.T(page.Lang, "organiser_tab_error", "Page", page.Title)
}

// detailsInput is the first step as typed.
type detailsInput struct {
	title, organisation, closes, timezone string
	languages                             []string
}

// choice is a box to tick.
type choice struct {
	Name, Value, Label, Tag string
	Note                    string
	Chosen                  bool
}

// detailsPage is the first step.
type detailsPage struct {
	setupPage
	Action    string
	Fields    []inputField
	Languages []choice
	When      []inputField
}

func (s *Server) showNew(c echo.Context) error {
	a := assessment.NewDraft()
	lang := s.organiserLanguage(c)
	return s.renderDetails(c, a, http.StatusOK, detailsInput{
		timezone: a.Timezone, languages: []string{lang},
		closes: a.Date(s.now().AddDate(0, 0, usualWindow)),
	}, nil)
}

func (s *Server) showDetails(c echo.Context, a *assessment.Assessment) error {
	in := detailsInput{
		title: a.Title.In(a.DefaultLanguage()), organisation: a.Organisation.In(a.DefaultLanguage()),
		timezone: a.Timezone, languages: a.Languages,
	}
	if a.Closes != nil {
		in.closes = a.Date(a.Closes.Add(-time.Second))
	}
	return s.renderDetails(c, a, http.StatusOK, in, nil)
}

func (s *Server) renderDetails(c echo.Context, a *assessment.Assessment, status int, in detailsInput, errs inputErrors) error {
	base := s.setup(c, a, 1, errs)
	t := func(key string) string { return s.catalog.T(base.Lang, key) }
	page := detailsPage{
		setupPage: base, Action: c.Request().URL.Path,
		Fields: []inputField{
			{Name: "title", Label: t("work_title"), Hint: t("work_title_hint"), Value: in.title, Kind: "text", Most: longestText, Error: errs.of("title")},
			{Name: "organisation", Label: t("work_organisation"), Hint: t("work_organisation_hint"), Value: in.organisation, Kind: "text", Most: longestText, Error: errs.of("organisation")},
		},
		When: []inputField{
			{Name: "closes", Label: t("work_closes"), Hint: t("work_closes_hint"), Value: in.closes, Kind: "date", Optional: true, Error: errs.of("closes")},
			{Name: "timezone", Label: t("work_timezone"), Hint: t("work_timezone_hint"), Value: in.timezone, Kind: "text", Optional: true, Choices: commonZones(), Most: longestText, Error: errs.of("timezone")},
		},
	}
	for _, lang := range i18n.Languages() {
		page.Languages = append(page.Languages, choice{
			Name: "lang_" + lang, Value: "on", Label: i18n.Name(lang), Tag: i18n.Tag(lang), Chosen: slices.Contains(in.languages, lang),
		})
	}
	return s.render(c, status, "organiser_new_details", &page)
}

// commonZones are suggestions; any name of the time zone database is taken.
func commonZones() []string {
	return []string{
		"UTC", "Europe/London", "Europe/Lisbon", "Europe/Madrid", "Europe/Rome", "Europe/Berlin", "Europe/Paris", "Europe/Zurich",
		"America/New_York", "America/Chicago", "America/Los_Angeles", "America/Mexico_City", "America/Bogota", "America/Lima",
		"America/Santiago", "America/Argentina/Buenos_Aires", "America/Sao_Paulo", "Asia/Shanghai", "Asia/Hong_Kong",
		"Asia/Singapore", "Asia/Tokyo", "Asia/Kolkata", "Asia/Dubai", "Australia/Sydney",
	}
}

// create stores the first step as a draft: from here on nothing is lost.
func (s *Server) create(c echo.Context) error {
	a := assessment.NewDraft()
	return s.postDetails(c, a, func() error {
		created, err := s.service.Create(c.Request().Context(), a)
		if err == nil {
			a = created
		}
		return err
	}, func() string { return "/assessments/" + string(a.ID) + "/edit/groups" })
}

func (s *Server) saveDetails(c echo.Context, a *assessment.Assessment) error {
	return s.postDetails(c, a, func() error {
		return s.service.Update(c.Request().Context(), a)
	}, func() string { return "/assessments/" + string(a.ID) + "/edit/groups" })
}

func (s *Server) postDetails(c echo.Context, a *assessment.Assessment, store func() error, next func() string) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	in, err := readDetails(form, a)
	if err != nil {
		return err
	}
	lang := s.organiserLanguage(c)
	errs := s.applyDetails(lang, a, in)
	if len(errs) == 0 {
		if err := store(); err != nil {
			if errs, err = s.refused(lang, err, "title", "organisation", "languages"); err != nil {
				return err
			}
		}
	}
	if len(errs) > 0 {
		return s.renderDetails(c, a, http.StatusUnprocessableEntity, in, errs)
	}
	return redirect(c, next())
}

func readDetails(form answersForm, a *assessment.Assessment) (detailsInput, error) {
	var in detailsInput
	ticked := map[string]bool{}
	for _, f := range form {
		value := clean(f.value)
		switch f.name {
		case "title":
			in.title = value
		case "organisation":
			in.organisation = value
		case "closes":
			in.closes = value
		case "timezone":
			in.timezone = value
		default:
			lang, ok := strings.CutPrefix(f.name, "lang_")
			if !ok || !slices.Contains(i18n.Languages(), lang) {
				return in, unknownField(f.name)
			}
			ticked[lang] = true
		}
	}
	// The default language, the first, stays first while it is ticked.
	for _, lang := range slices.Concat(a.Languages, i18n.Languages()) {
		if ticked[lang] && !slices.Contains(in.languages, lang) {
			in.languages = append(in.languages, lang)
		}
	}
	return in, nil
}

// applyDetails writes the first step into a, as far as it is right.
func (s *Server) applyDetails(lang string, a *assessment.Assessment, in detailsInput) inputErrors {
	var errs inputErrors
	check := func(field, problem string) bool {
		if problem != "" {
			errs.add(field, problem)
		}
		return problem == ""
	}
	first := a.DefaultLanguage()
	if check("title", s.textProblem(lang, in.title, "work_error_title_missing")) {
		a.Title = relabel(a.Title, first, in.title)
	}
	if check("organisation", s.textProblem(lang, in.organisation, "work_error_organisation_missing")) {
		a.Organisation = relabel(a.Organisation, first, in.organisation)
	}
	if len(in.languages) == 0 {
		errs.add("languages", s.catalog.T(lang, "work_error_languages_missing"))
	} else {
		a.Languages = in.languages
	}
	if check("timezone", s.zoneProblem(lang, in.timezone)) {
		a.Timezone = in.timezone
		if a.Timezone == "" {
			a.Timezone = "UTC"
		}
	}
	day, err := time.Parse(time.DateOnly, in.closes)
	if in.closes != "" && (err != nil || day.Year() > 9999) {
		errs.add("closes", s.catalog.T(lang, "error_date_invalid", "Value", in.closes))
		return errs
	}
	a.ClosesOn(in.closes)
	if a.Closes != nil && !s.now().Before(*a.Closes) {
		errs.add("closes", s.catalog.T(lang, "error_closes_past", "Date", in.closes))
	}
	return errs
}

// zoneProblem checks a time zone; "Local" would be the server's own.
func (s *Server) zoneProblem(lang, name string) string {
	if _, err := time.LoadLocation(name); err != nil || strings.EqualFold(name, "local") {
		return s.catalog.T(lang, "work_error_timezone", "Value", name)
	}
	return ""
}
