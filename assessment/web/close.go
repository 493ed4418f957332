package web

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/reports"
)

// closePage asks once more before an assessment is closed.
type closePage struct {
	workPage
	Short      []string // groups below their threshold
	InProgress int      // people who have begun and not sent
	Again      bool     // an interrupted close is to be finished
	Newcomers  []newcomersRow
	FewNew     bool // in some group
}

// newcomersRow is a group with the number of its answers since the last report
// that shows it. Both numbers are public: the report prints one, the board the
// other.
type newcomersRow struct {
	Text string
	Few  bool
}

func (s *Server) showClose(c echo.Context, a *assessment.Assessment) error {
	if a.Status != assessment.StatusOpen && a.Status != assessment.StatusClosing {
		return &assessment.Error{Kind: assessment.Conflict, Key: "error_not_open"}
	}
	base := s.work(c, a, tabBoard, "work_close_heading")
	progress, err := s.service.Progress(c.Request().Context(), a)
	if err != nil {
		return err
	}
	page := closePage{workPage: base, Again: a.Status == assessment.StatusClosing}
	stands := stand(a, progress)
	for i := range stands {
		p := progress.Of(stands[i].group.Key)
		page.InProgress += max(p.Started-p.Completed, 0)
		if !stands[i].ready() {
			page.Short = append(page.Short, s.groupName(base.Lang, a, stands[i].group))
		}
	}
	if err := s.newcomers(c, a, progress, &page); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "organiser_close", &page)
}

// newcomers lists what has come since the last report, before closing again.
func (s *Server) newcomers(c echo.Context, a *assessment.Assessment, progress *assessment.Progress, page *closePage) error {
	if a.Reopened == 0 {
		return nil
	}
	closings, err := s.service.EarlierReports(c.Request().Context(), a.ID)
	if err != nil {
		return err
	}
	var earlier []*reports.Report
	for _, closing := range closings {
		report, err := reports.ParseSnapshot(closing.Body)
		if err != nil {
			return fmt.Errorf("assessment %s: %w", a.ID, err)
		}
		earlier = append(earlier, report)
	}
	t := func(key string, args ...any) string { return s.catalog.T(page.Lang, key, args...) }
	for _, n := range reports.NewcomersSince(earlier, func(group string) int { return progress.Of(group).Completed }) {
		row := newcomersRow{Few: n.TooFew()}
		name := n.Name.In(page.Lang)
		switch {
		case row.Few:
			row.Text = t("work_close_new_few", "Group", name, "Number", n.New, "Least", n.Least)
		case n.New == 0:
			row.Text = t("work_close_new_none", "Group", name)
		default:
			row.Text = t("work_close_new_enough", "Group", name, "Count", n.New)
		}
		page.FewNew = page.FewNew || row.Few
		page.Newcomers = append(page.Newcomers, row)
	}
	return nil
}

func (s *Server) closeNow(c echo.Context, a *assessment.Assessment) error {
	form, err := readForm(c)
	if err != nil {
		return err
	}
	comments, done, next := assessment.ShowComments, "work_done_closed", "/downloads"
	for _, f := range form {
		if f.name != "hold" {
			return unknownField(f.name)
		}
		comments, done, next = assessment.HoldComments, "work_done_closed_held", "/comments"
	}
	if err := s.service.Close(c.Request().Context(), a.ID, comments); err != nil {
		return err
	}
	if err := s.flash(c, done); err != nil {
		return err
	}
	return redirect(c, "/assessments/"+string(a.ID)+next)
}
