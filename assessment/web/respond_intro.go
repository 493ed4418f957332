package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/questionnaires"
)

// introPage is what people read before the first question.
type introPage struct {
	surveyBase
	Inside    bool
	Personal  bool
	Minutes   int
	Closes    string
	CommentK  int
	Privacy   []privacyFact
	Notice    string // address of the full privacy notice
	Locations []segmentOption
	Functions []segmentOption
	Consents  []consentBox
	Refused   bool // started without consent
	Welcome   bool // has answered something before
	Answered  int
	Continue  int // page to go on with; 0 = the check page
}

// privacyFact is one line about the data: what, and how it is here.
type privacyFact struct{ Term, Text string }

// segmentOption is one location or function.
type segmentOption struct {
	Value, Label string
	Selected     bool
}

// consentBox is one consent that is asked for; each is refused by leaving it empty.
type consentBox struct {
	Name    string
	Text    string
	Missing bool
}

func (s *Server) showIntro(c echo.Context, v *visitor) error {
	switch {
	case v.State != nil:
		return s.showState(c, v)
	case v.Submitted:
		return s.showThanks(c, v, "survey_answered_heading")
	default:
		return s.renderIntro(c, v, http.StatusOK, nil)
	}
}

// renderIntro renders the intro; posted is the form that could not start, nil at first.
func (s *Server) renderIntro(c echo.Context, v *visitor, status int, posted answersForm) error {
	title := s.catalog.T(v.lang, "survey_intro_tab")
	if posted != nil {
		title = s.catalog.T(v.lang, "survey_tab_error", "Page", title)
	}
	page := introPage{
		surveyBase: s.surveyBase(c, v, title),
		Inside:     v.Group.Side == questionnaires.Inside, Personal: v.Personal,
		Minutes: minutes(v.Duration()), Closes: s.closingDay(v), CommentK: max(v.Assessment.CommentK, v.Group.Threshold(v.Assessment.K)),
		Privacy: s.privacyFacts(v), Notice: v.Assessment.Privacy.NoticeURL,
		Welcome: v.Draft.Started(), Answered: v.survey.answered(v.Draft),
		Refused: posted != nil,
	}
	page.Form = true
	if page.Welcome && page.Answered < v.survey.Questions {
		page.Continue = v.survey.firstOpen(v.Draft)
	}
	page.Consents = s.consents(v, posted)
	location, function := v.Draft.Location, v.Draft.Function
	if posted != nil {
		location, function = posted.get("location"), posted.get("function")
	}
	if v.AsksLocation() {
		page.Locations = segmentOptions(v, v.Assessment.Locations, location)
	}
	if v.AsksFunction() {
		page.Functions = segmentOptions(v, v.Assessment.Functions, function)
	}
	return s.render(c, status, "survey_intro", &page)
}

func segmentOptions(v *visitor, segments []assessment.Segment, selected string) []segmentOption {
	options := make([]segmentOption, len(segments))
	for i, segment := range segments {
		label := segment.Name.In(v.lang, v.Assessment.Languages...)
		if label == "" {
			label = segment.Key
		}
		options[i] = segmentOption{Value: segment.Key, Label: label, Selected: segment.Key == selected}
	}
	return options
}

// privacyFacts lists what the organiser stated, in the order of fieldwork.md.
func (s *Server) privacyFacts(v *visitor) []privacyFact {
	p := &v.Assessment.Privacy
	in := func(l assessment.Label) string { return l.In(v.lang, v.Assessment.Languages...) }
	recipients := make([]string, len(p.Recipients))
	for i, r := range p.Recipients {
		recipients[i] = in(r)
	}
	all := []privacyFact{
		{"survey_privacy_controller", in(p.Controller)},
		{"survey_privacy_contact", p.Contact},
		{"survey_privacy_officer", p.Officer},
		{"survey_privacy_basis", in(p.Basis)},
		{"survey_privacy_recipients", s.catalog.Join(v.lang, recipients)},
		{"survey_privacy_transfers", in(p.Transfers)},
		{"survey_privacy_retention", in(p.Retention)},
	}
	var facts []privacyFact
	for _, fact := range all {
		if fact.Text != "" {
			facts = append(facts, privacyFact{s.catalog.T(v.lang, fact.Term), fact.Text})
		}
	}
	return facts
}

// consents are the boxes to tick before the start where the organiser asks for
// consent (fieldwork.md): answering, and sending abroad and passing on where
// that happens.
func (s *Server) consents(v *visitor, posted answersForm) []consentBox {
	p := &v.Assessment.Privacy
	if !p.ConsentAsked {
		return nil
	}
	boxes := []consentBox{{Name: "consent_answers", Text: s.catalog.T(v.lang, "survey_consent_answers", "Controller", p.Controller.In(v.lang, v.Assessment.Languages...))}}
	if len(p.Transfers) > 0 {
		boxes = append(boxes, consentBox{Name: "consent_transfers", Text: s.catalog.T(v.lang, "survey_consent_transfers", "Transfers", p.Transfers.In(v.lang, v.Assessment.Languages...))})
	}
	if len(p.Recipients) > 0 {
		names := make([]string, len(p.Recipients))
		for i, r := range p.Recipients {
			names[i] = r.In(v.lang, v.Assessment.Languages...)
		}
		boxes = append(boxes, consentBox{Name: "consent_recipients", Text: s.catalog.T(v.lang, "survey_consent_recipients", "Recipients", s.catalog.Join(v.lang, names))})
	}
	if posted != nil {
		for i := range boxes {
			boxes[i].Missing = posted.get(boxes[i].Name) == ""
		}
	}
	return boxes
}

// start stores location, function and language and goes to the first question
// without an answer.
func (s *Server) start(c echo.Context, v *visitor) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	if form.get("go") == goLanguage {
		s.switchLanguage(c, v, form.get("lang"))
		return redirect(c, "/s")
	}
	var changes []assessment.Change
	for _, field := range form {
		switch field.name {
		case "location", "function":
			changes = append(changes, assessment.Change{Field: field.name, Value: field.value})
		case "lang":
			s.switchLanguage(c, v, field.value)
		case "go", "consent_answers", "consent_transfers", "consent_recipients":
		default:
			return unknownField(field.name)
		}
	}
	if !v.Draft.Started() {
		for _, box := range s.consents(v, form) {
			if box.Missing {
				return s.renderIntro(c, v, http.StatusUnprocessableEntity, form)
			}
		}
	}
	if v.NeedsConsent() {
		changes = append(changes, assessment.Change{Field: "consent", Value: "yes"})
	}
	changes = append(changes, assessment.Change{Field: "language", Value: v.lang})
	if err := s.service.Save(c.Request().Context(), v.Visit, changes); err != nil {
		return err
	}
	return redirect(c, pageAddress(v.survey.firstOpen(v.Draft)))
}

func unknownField(name string) error {
	return &assessment.Error{Kind: assessment.Invalid, Key: "error_field_unknown", Args: map[string]any{"Field": name}, Field: name}
}

// switchLanguage shows this and the next pages in lang, if it is offered.
func (s *Server) switchLanguage(c echo.Context, v *visitor, lang string) {
	if lang == v.lang || v.Assessment.Language(lang) != lang {
		return
	}
	v.lang = lang
	s.rememberLanguage(c, lang)
	v.survey = s.survey(v.Visit, lang)
}
