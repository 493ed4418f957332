package web

import (
	"math"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// surveyBase is what every page of a respondent needs.
type surveyBase struct {
	basePage
	Survey     *survey
	Languages  []string // offered
	Form       bool     // the page has the form "answers", which the language goes with
	Attributed bool
	K          int // least number of answers shown of this group
	Contact    string
}

// surveyBase starts a page with its tab title, "page – survey".
func (s *Server) surveyBase(c echo.Context, v *visitor, heading string) surveyBase {
	title := s.catalog.T(v.lang, "survey_tab_title", "Page", heading, "Title", v.survey.Title)
	return surveyBase{
		basePage: s.basePage(c, v.lang, title), Survey: v.survey, Languages: v.Assessment.Languages,
		Attributed: v.Group.Anonymity == assessment.Attributed, K: v.Group.Threshold(v.Assessment.K),
		Contact: v.Assessment.Privacy.Contact,
	}
}

// minutes rounds up: nobody minds being done early.
func minutes(d time.Duration) int { return int(math.Ceil(d.Minutes())) }

// day writes the calendar day of an instant in the assessment's time zone.
func (s *Server) day(v *visitor, t time.Time) string {
	zone, err := time.LoadLocation(v.Assessment.Timezone)
	if err != nil {
		zone = time.UTC
	}
	return s.catalog.Date(v.lang, t.In(zone))
}

// closingDay is the last day for answers in words, "" if none is settled.
func (s *Server) closingDay(v *visitor) string {
	last := lastInstant(v.Visit)
	if last.IsZero() {
		return ""
	}
	return s.day(v, last.Add(-time.Second))
}

// statePage says why no answers are taken.
type statePage struct {
	surveyBase
	Heading  string
	Message  string
	Answered bool
}

// showState is the page of a survey that is not open yet or closed.
func (s *Server) showState(c echo.Context, v *visitor) error {
	heading, message := s.stateText(v)
	page := statePage{surveyBase: s.surveyBase(c, v, heading), Heading: heading, Message: message, Answered: v.Submitted}
	return s.render(c, problemOf(v.State).status, "survey_state", &page)
}

func (s *Server) stateText(v *visitor) (heading, message string) {
	t := func(key string, args ...any) string { return s.catalog.T(v.lang, key, args...) }
	if assessment.KindOf(v.State) == assessment.Conflict {
		heading = t("survey_not_open_heading")
		if opens := v.Group.Opens; opens != nil && s.now().Before(*opens) {
			return heading, t("survey_not_open_until", "Date", s.day(v, *opens))
		}
		return heading, t("survey_not_open")
	}
	heading = t("survey_closed_heading")
	ended := lastInstant(v.Visit)
	if !v.Assessment.Closed.IsZero() && (ended.IsZero() || v.Assessment.Closed.Before(ended)) {
		ended = v.Assessment.Closed
	} else if !ended.IsZero() {
		ended = ended.Add(-time.Second)
	}
	if ended.IsZero() || s.now().Before(ended) {
		return heading, t("survey_closed")
	}
	return heading, t("survey_closed_on", "Date", s.day(v, ended))
}

// checkPage is the review before sending.
type checkPage struct {
	surveyBase
	Missing []missingItem
}

// missingItem is one question without an answer and where it stands.
type missingItem struct {
	Page   int
	ID     string
	Number int
	Text   string
}

func (s *Server) showCheck(c echo.Context, v *visitor) error {
	page := checkPage{surveyBase: s.surveyBase(c, v, s.catalog.T(v.lang, "survey_check_heading"))}
	page.Form = true
	for n := range v.survey.Pages {
		for _, it := range v.survey.Pages[n].missing(v.Draft) {
			page.Missing = append(page.Missing, missingItem{Page: n + 1, ID: it.ID, Number: it.Number, Text: it.Text})
		}
	}
	return s.render(c, http.StatusOK, "survey_check", &page)
}

// submit sends the draft. Sending twice is a success: the second time there is
// nothing left to send.
func (s *Server) submit(c echo.Context, v *visitor) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	if form.get("go") == goLanguage {
		s.switchLanguage(c, v, form.get("lang"))
		return redirect(c, "/s/check")
	}
	if v.State != nil && !v.Submitted {
		return s.showState(c, v)
	}
	return s.send(c, v)
}

func (s *Server) send(c echo.Context, v *visitor) error {
	if err := s.service.Submit(c.Request().Context(), v.Visit); err != nil {
		return err
	}
	return redirect(c, "/s/done")
}

// donePage thanks.
type donePage struct {
	surveyBase
	Heading string
	Another bool // somebody else may answer on this device
	Closes  string
	Draft   string // name of the draft in the browser's storage, to be forgotten
}

func (s *Server) showDone(c echo.Context, v *visitor) error {
	if !v.Submitted {
		return redirect(c, "/s")
	}
	return s.showThanks(c, v, "survey_done_heading")
}

func (s *Server) showThanks(c echo.Context, v *visitor, headingKey string) error {
	heading := s.catalog.T(v.lang, headingKey)
	page := donePage{
		surveyBase: s.surveyBase(c, v, heading), Heading: heading,
		Another: !v.Personal && v.State == nil, Closes: s.closingDay(v), Draft: v.key.local(),
	}
	return s.render(c, http.StatusOK, "survey_done", &page)
}

// startAnew lets another person answer on this device.
func (s *Server) startAnew(c echo.Context, v *visitor) error {
	if v.Personal {
		return redirect(c, "/s")
	}
	secret, err := s.service.NewSecret()
	if err != nil {
		return err
	}
	s.keepLink(c, v.Visit, s.linkKeys(c), linkKey{v.key.token, secret})
	return redirect(c, "/s")
}

// laterPage shows how to come back.
type laterPage struct {
	surveyBase
	Personal bool
	Address  string
	QR       qrCode
	Closes   string
}

func (s *Server) showLater(c echo.Context, v *visitor) error {
	address := s.baseURL + "/s/" + v.key.String()
	qr, err := newQR(address)
	if err != nil {
		return err
	}
	page := laterPage{
		surveyBase: s.surveyBase(c, v, s.catalog.T(v.lang, "survey_later_heading")),
		Personal:   v.Personal, Address: address, QR: qr, Closes: s.closingDay(v),
	}
	return s.render(c, http.StatusOK, "survey_later", &page)
}
