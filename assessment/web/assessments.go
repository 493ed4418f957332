package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// assessmentsPage lists the assessments, or says how to begin.
type assessmentsPage struct {
	organiserPage
	Manages bool
	Rows    []assessmentRow
}

// assessmentRow is one assessment of the list.
type assessmentRow struct {
	Address      string
	Title        string
	Organisation string
	Status       statusChip
	Answers      string
	Closes       string // last day; "" = none
}

// statusChip says where an assessment stands.
type statusChip struct{ Text, Class string }

// statusOf tells a survey whose last day has passed from one that takes answers.
func (s *Server) statusOf(lang string, a *assessment.Assessment) statusChip {
	key, class := "status_draft", ""
	switch a.Status {
	case assessment.StatusDraft:
	case assessment.StatusOpen:
		key, class = "status_open", "ok live"
		if a.Closes != nil && !s.now().Before(*a.Closes) {
			key, class = "status_ended", "warn"
		}
	case assessment.StatusClosing:
		key, class = "status_closing", "warn"
	case assessment.StatusClosed:
		key = "status_closed"
	}
	return statusChip{s.catalog.T(lang, key), class}
}

func (s *Server) showStart(c echo.Context) error { return redirect(c, "/assessments") }

func (s *Server) showAssessments(c echo.Context) error {
	user, err := s.currentUser(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	all, err := s.service.Assessments(ctx)
	if err != nil {
		return err
	}
	page := assessmentsPage{organiserPage: s.organiser(c, "assessments_title"), Manages: user.Role.Manages()}
	for _, a := range all {
		progress, err := s.service.Progress(ctx, a)
		if err != nil {
			return err
		}
		page.Rows = append(page.Rows, assessmentRow{
			Address: "/assessments/" + string(a.ID),
			Title:   a.Title.In(page.Lang, a.Languages...), Organisation: a.Organisation.In(page.Lang, a.Languages...),
			Status: s.statusOf(page.Lang, a), Answers: s.answersOf(page.Lang, a, progress), Closes: s.lastDay(page.Lang, a),
		})
	}
	return s.render(c, http.StatusOK, "organiser_assessments", &page)
}

// answersOf counts what has arrived, and out of how many where that is known.
// While answers are taken, anonymous groups below their threshold are left out,
// so that the sum does not tell what the page of the assessment hides.
func (s *Server) answersOf(lang string, a *assessment.Assessment, p *assessment.Progress) string {
	if a.Status == assessment.StatusDraft {
		return ""
	}
	n, expected, hidden, known := 0, 0, false, true
	for _, group := range stand(a, p) {
		if group.hidden {
			hidden = true
		} else {
			n += group.completed
		}
		known = known && group.of > 0
		expected += group.of
	}
	count := strconv.Itoa(n)
	switch {
	case hidden && n == 0:
		return s.catalog.T(lang, "answers_few", "K", a.K)
	case hidden && known:
		return s.catalog.T(lang, "answers_least_of", "Answers", count, "Expected", strconv.Itoa(expected))
	case hidden:
		return s.catalog.T(lang, "answers_least", "Answers", count)
	case known:
		return s.catalog.T(lang, "answers_of", "Answers", count, "Expected", strconv.Itoa(expected))
	default:
		return count
	}
}

// groupSize is how many people may answer: those invited where links are
// personal, else the declared size; 0 if that is not known.
func groupSize(g *assessment.Group, of assessment.GroupProgress) int {
	if g.Access == assessment.AccessPersonal && of.Invited > 0 {
		return of.Invited
	}
	return g.Expected
}

// hiddenCount reports whether the number of answers of a group must not be
// shown yet: anonymous, not closed, and below its threshold (fieldwork.md).
func hiddenCount(a *assessment.Assessment, g *assessment.Group, of assessment.GroupProgress) bool {
	return g.Anonymity == assessment.Anonymous && a.Status != assessment.StatusClosed && of.Completed < g.Threshold(a.K)
}
