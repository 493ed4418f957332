package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// conditionsPage takes the facts that limit the verdict (priorities.md 3.6).
type conditionsPage struct {
	workPage
	Open   bool // they can still be changed
	Facts  []judgementField
	Areas  []choice
	Stated []string
}

// conditionNames lists the conditions with one answer, in the order of the page.
func conditionNames() []string {
	return []string{"sponsor", "funds", "it_capacity", "delivery_can_vary", "customer_owner"}
}

// areaPrefix begins the fields of the areas: area_shops.
const areaPrefix = "area_"

func (s *Server) showConditions(c echo.Context, a *assessment.Assessment) error {
	stated := assessment.Conditions{}
	if a.Conditions != nil {
		stated = *a.Conditions
	}
	return s.renderConditions(c, a, http.StatusOK, stated, nil)
}

func (s *Server) renderConditions(c echo.Context, a *assessment.Assessment, status int, stated assessment.Conditions, errs inputErrors) error {
	base := s.work(c, a, tabPriorities, "prio_cond_title")
	base.Path = "/assessments/" + base.ID + "/conditions"
	s.faulty(&base.organiserPage, errs)
	v := prioVoice{s.catalog, base.Lang}
	page := conditionsPage{workPage: base, Open: takesFacts(a), Stated: v.conditions(a.Conditions)}
	values := assessment.ConditionValues()
	for _, name := range conditionNames() {
		chosen := *conditionOf(&stated, name)
		f := judgementField{Name: name, Label: v.t("prio_cond_" + name), Error: errs.of(name)}
		for _, value := range values[name] {
			f.Choices = append(f.Choices, choice{Value: value, Label: v.t("prio_cond_" + name + "_" + value), Chosen: value == chosen})
		}
		f.Choices = append(f.Choices, choice{Value: "", Label: v.t("prio_cond_unstated"), Chosen: chosen == ""})
		page.Facts = append(page.Facts, f)
	}
	for _, area := range assessment.ConditionAreas() {
		one := choice{Value: areaPrefix + area, Label: v.t("area_" + area)}
		for _, chosen := range stated.Areas {
			one.Chosen = one.Chosen || chosen == area
		}
		page.Areas = append(page.Areas, one)
	}
	return s.render(c, status, "conditions", &page)
}

// conditionOf is where a condition with one answer is kept.
func conditionOf(c *assessment.Conditions, name string) *string {
	return map[string]*string{
		"sponsor": &c.Sponsor, "funds": &c.Funds, "it_capacity": &c.ITCapacity,
		"delivery_can_vary": &c.DeliveryCanVary, "customer_owner": &c.CustomerOwner,
	}[name]
}

// takesFacts tells whether what a report rests on can still be changed.
func takesFacts(a *assessment.Assessment) bool {
	return a.Status == assessment.StatusDraft || a.Status == assessment.StatusOpen
}

// saveConditions stores what the organiser states.
func (s *Server) saveConditions(c echo.Context, a *assessment.Assessment) error {
	fields := conditionNames()
	for _, area := range assessment.ConditionAreas() {
		fields = append(fields, areaPrefix+area)
	}
	form, err := readFields(c, fields...)
	if err != nil {
		return err
	}
	var stated assessment.Conditions
	for _, name := range conditionNames() {
		*conditionOf(&stated, name) = clean(form.get(name))
	}
	for _, area := range assessment.ConditionAreas() {
		if form.get(areaPrefix+area) != "" {
			stated.Areas = append(stated.Areas, area)
		}
	}
	err = s.service.SetConditions(c.Request().Context(), a.ID, &stated)
	if err == nil {
		return s.done(c, "prio_done_conditions", "/assessments/"+string(a.ID)+"/conditions")
	}
	if assessment.KindOf(err) != assessment.Invalid {
		return err
	}
	errs, err := s.refused(s.organiserLanguage(c), err, conditionNames()...)
	if err != nil {
		return err
	}
	return s.renderConditions(c, a, http.StatusUnprocessableEntity, stated, errs)
}
