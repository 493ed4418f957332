package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/static/i18n"
)

// mostRecipients is how many recipients of the data can be named.
const mostRecipients = 50

// Buttons that save and lead to an earlier step.
const (
	stepDetails = "details"
	stepGroups  = "groups"
)

// privacyInput is the third step as typed.
type privacyInput struct{ controller, contact, basis, recipients, retention string }

// launchPage is the third step.
type launchPage struct {
	setupPage
	Summary []summaryLine
	Fields  []inputField
}

// summaryLine is one line of what will be launched and where it is changed.
type summaryLine struct {
	Term, Text string
	Step       string // the button that leads there: "details", "groups"
}

func (s *Server) showLaunch(c echo.Context, a *assessment.Assessment) error {
	p := &a.Privacy
	first := a.DefaultLanguage()
	in := privacyInput{
		controller: p.Controller.In(first, a.Languages...), contact: p.Contact, basis: p.Basis.In(first, a.Languages...),
		retention: p.Retention.In(first, a.Languages...),
	}
	for _, r := range p.Recipients {
		in.recipients += r.In(first, a.Languages...) + "\n"
	}
	if in.controller == "" { // nearly always the same
		in.controller = a.Organisation.In(first, a.Languages...)
	}
	return s.renderLaunch(c, a, http.StatusOK, in, nil)
}

func (s *Server) renderLaunch(c echo.Context, a *assessment.Assessment, status int, in privacyInput, errs inputErrors) error {
	base := s.setup(c, a, 3, errs)
	t := func(key string, args ...any) string { return s.catalog.T(base.Lang, key, args...) }
	field := func(name, value, kind string, optional bool) inputField {
		f := inputField{
			Name: name, Label: t("work_" + name), Hint: t("work_" + name + "_hint"), Value: value, Kind: kind, Optional: optional, Error: errs.of(name),
		}
		if kind == "text" {
			f.Most = longestText
		}
		return f
	}
	page := launchPage{setupPage: base, Fields: []inputField{
		field("controller", in.controller, "text", false),
		field("contact", in.contact, "text", false),
		field("basis", in.basis, "text", false),
		field("recipients", in.recipients, "area", true),
		field("retention", in.retention, "text", true),
	}}
	var err error
	if page.Summary, err = s.summary(c, base.Lang, a); err != nil {
		return err
	}
	return s.render(c, status, "organiser_new_launch", &page)
}

// summary lists what will be launched.
func (s *Server) summary(c echo.Context, lang string, a *assessment.Assessment) ([]summaryLine, error) {
	t := func(key string, args ...any) string { return s.catalog.T(lang, key, args...) }
	form, err := s.service.Form(c.Request().Context(), a)
	if err != nil {
		return nil, err
	}
	var languages, asked, groups []string
	for _, l := range a.Languages {
		languages = append(languages, i18n.Name(l))
	}
	for _, q := range form.Questionnaires {
		asked = append(asked, q.Title(lang))
	}
	for i := range a.Groups {
		name := s.groupName(lang, a, &a.Groups[i])
		if n := a.Groups[i].Expected; n > 0 {
			name = t("work_summary_group", "Group", name, "Count", n)
		}
		groups = append(groups, name)
	}
	closes := t("work_closes_by_hand")
	if a.Closes != nil {
		closes = s.catalog.Date(lang, a.Closes.Add(-time.Second).In(zone(a))) + " (" + a.Timezone + ")"
	}
	list := []summaryLine{
		{t("work_title"), a.Title.In(lang, a.Languages...), stepDetails},
		{t("work_organisation"), a.Organisation.In(lang, a.Languages...), stepDetails},
		{t("work_languages"), s.catalog.Join(lang, languages), stepDetails},
		{t("work_closes"), closes, stepDetails},
		{t("work_questionnaires"), s.catalog.Join(lang, asked), stepGroups},
		{t("work_groups"), strings.Join(groups, " · "), stepGroups},
		{t("work_k"), strconv.Itoa(a.K), stepGroups},
	}
	for _, more := range []struct {
		term string
		list []assessment.Segment
	}{{"work_locations", a.Locations}, {"work_functions", a.Functions}} {
		if len(more.list) == 0 {
			continue
		}
		names := make([]string, len(more.list))
		for i, segment := range more.list {
			names[i] = segment.Name.In(lang, a.Languages...)
		}
		list = append(list, summaryLine{t(more.term), strings.Join(names, " · "), stepGroups})
	}
	return list, nil
}

// launch saves what respondents are told about their data and, if asked to,
// opens the assessment. Nothing opens until they can be told who asks, on what
// basis, and whom to write to (fieldwork.md).
func (s *Server) launch(c echo.Context, a *assessment.Assessment) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	in, err := readPrivacy(form)
	if err != nil {
		return err
	}
	lang := s.organiserLanguage(c)
	opening := form.get("go") == "launch"
	errs := s.applyPrivacy(lang, a, in, opening)
	ctx := c.Request().Context()
	if len(errs) == 0 {
		err := s.service.Update(ctx, a)
		if err == nil && opening {
			err = s.service.Open(ctx, a.ID)
		}
		if err != nil {
			if errs, err = s.refused(lang, err); err != nil {
				return err
			}
		}
	}
	switch {
	case len(errs) > 0:
		return s.renderLaunch(c, a, http.StatusUnprocessableEntity, in, errs)
	case opening:
		if err := s.flash(c, "work_done_launched"); err != nil {
			return err
		}
		return redirect(c, "/assessments/"+string(a.ID)+"/links")
	case form.get("go") == stepDetails:
		return redirect(c, "/assessments/"+string(a.ID)+"/edit")
	case form.get("go") == stepGroups:
		return redirect(c, "/assessments/"+string(a.ID)+"/edit/groups")
	default:
		return redirect(c, "/assessments/"+string(a.ID))
	}
}

func readPrivacy(form answersForm) (privacyInput, error) {
	var in privacyInput
	for _, f := range form {
		value := clean(f.value)
		switch f.name {
		case "controller":
			in.controller = value
		case "contact":
			in.contact = value
		case "basis":
			in.basis = value
		case "recipients":
			in.recipients = value
		case "retention":
			in.retention = value
		case "go":
		default:
			return in, unknownField(f.name)
		}
	}
	return in, nil
}

// applyPrivacy writes the third step into a; complete refuses what is missing.
func (s *Server) applyPrivacy(lang string, a *assessment.Assessment, in privacyInput, complete bool) inputErrors {
	var errs inputErrors
	check := func(field, text string, needed bool) {
		key := ""
		if needed && complete {
			key = "work_error_" + field + "_missing"
		}
		if problem := s.textProblem(lang, text, key); problem != "" {
			errs.add(field, problem)
		}
	}
	check("controller", in.controller, true)
	check("contact", in.contact, true)
	check("basis", in.basis, true)
	recipients := lines(in.recipients)
	for _, r := range recipients {
		check("recipients", r, false)
	}
	if len(recipients) > mostRecipients {
		errs.add("recipients", s.catalog.T(lang, "work_error_many", "Max", mostRecipients))
	}
	check("retention", in.retention, false)
	if len(errs) > 0 {
		return errs
	}
	p, first := &a.Privacy, a.DefaultLanguage()
	p.Controller = relabel(p.Controller, first, in.controller)
	p.Contact = in.contact
	p.Basis = relabel(p.Basis, first, in.basis)
	p.Retention = relabel(p.Retention, first, in.retention)
	had := p.Recipients
	p.Recipients = nil
	for _, text := range recipients {
		label := assessment.Text(text)
		for _, old := range had {
			if old.In(first, a.Languages...) == text {
				label = old
			}
		}
		p.Recipients = append(p.Recipients, label)
	}
	return errs
}
