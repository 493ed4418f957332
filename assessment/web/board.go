package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// boardPage shows who has answered, never what.
type boardPage struct {
	workPage
	Draft, Running, Closing, Closed bool
	Completed                       string // of the groups whose count is shown
	CompletedNote                   string
	InProgress                      string
	Ready, ReadyNote                string
	Short                           []string // names of the groups below their threshold
	Rows                            []boardRow
	Hidden                          bool // counts are hidden in some rows
	Chart                           *dayChart
	ReopenedOn                      []string // dates
}

// boardRow is one group's bar.
type boardRow struct {
	Name  string
	Mark  int
	Share string // "28 %", "" where no size is known or the count is hidden
	Count string // "34 of 120"
	Fill  float64
	Tick  float64 // both of barWidth
}

// TickAt is where the mark begins, inside the bar.
func (r boardRow) TickAt() float64 {
	const width = 7
	return min(max(r.Tick-width, 0), barWidth-width)
}

// barWidth is the length of a full bar in its own units.
const barWidth = 1000.0

// groupStand is a group with its counts as they may be shown.
type groupStand struct {
	group     *assessment.Group
	completed int
	of        int // invited or expected people; 0 = unknown or outnumbered
	threshold int
	hidden    bool // below the threshold of an anonymous group while answers are taken
}

func (g *groupStand) ready() bool { return g.completed >= g.threshold }

// stand reads the progress of each group. Small counts of anonymous groups stay
// hidden until the assessment is closed: they would tell who has answered
// (fieldwork.md).
func stand(a *assessment.Assessment, progress *assessment.Progress) []groupStand {
	stands := make([]groupStand, len(a.Groups))
	for i := range a.Groups {
		g := &a.Groups[i]
		p := progress.Of(g.Key)
		of := groupSize(g, p)
		if of < p.Completed { // some answered through the group's link before people were added
			of = g.Expected
		}
		if of < p.Completed {
			of = 0
		}
		stands[i] = groupStand{group: g, completed: p.Completed, of: of, threshold: g.Threshold(a.K), hidden: hiddenCount(a, g, p)}
	}
	return stands
}

func (s *Server) showBoard(c echo.Context, a *assessment.Assessment) error {
	base := s.work(c, a, tabBoard, "work_tab_board")
	progress, err := s.service.Progress(c.Request().Context(), a)
	if err != nil {
		return err
	}
	page := boardPage{
		workPage: base,
		Draft:    a.Status == assessment.StatusDraft, Running: a.Status == assessment.StatusOpen,
		Closing: a.Status == assessment.StatusClosing, Closed: a.Status == assessment.StatusClosed,
	}
	stands := stand(a, progress)
	s.figures(&page, stands, progress)
	for i := range stands {
		page.Rows = append(page.Rows, s.boardRow(base.Lang, a, &stands[i]))
		if !stands[i].ready() {
			page.Short = append(page.Short, s.groupName(base.Lang, a, stands[i].group))
		}
	}
	if page.ReopenedOn, err = s.reopenedOn(c, a, base.Lang); err != nil {
		return err
	}
	page.Chart = s.dayChart(base.Lang, a, stands, progress.ByDay)
	return s.render(c, http.StatusOK, "organiser_board", &page)
}

// figures fills in the four figures at the top. Completed counts only groups
// whose own count is shown, so that no hidden one can be worked out from it.
func (s *Server) figures(page *boardPage, stands []groupStand, progress *assessment.Progress) {
	t := func(key string, args ...any) string { return s.catalog.T(page.Lang, key, args...) }
	number := func(n int) string { return s.catalog.Number(page.Lang, float64(n), 0) }
	completed, of, started, ready := 0, 0, 0, 0
	known := true
	for i := range stands {
		st := &stands[i]
		p := progress.Of(st.group.Key)
		started += max(p.Started-p.Completed, 0)
		if st.ready() {
			ready++
		}
		if st.hidden {
			page.Hidden = true
			continue
		}
		completed += st.completed
		of += st.of
		known = known && st.of > 0
	}
	page.Completed, page.InProgress = number(completed), number(started)
	switch {
	case page.Hidden:
		page.CompletedNote = t("work_completed_without")
	case known:
		page.CompletedNote = t("work_completed_of", "Of", number(of), "Share", s.share(page.Lang, completed, of))
	default:
		page.CompletedNote = t("work_completed_plain")
	}
	page.Ready = t("work_ready_of", "Ready", ready, "Of", len(stands))
	page.ReadyNote = t("work_ready_note")
}

func (s *Server) share(lang string, n, of int) string {
	const percent = 100
	return s.catalog.T(lang, "work_percent", "Number", s.catalog.Number(lang, percent*float64(n)/float64(of), 0))
}

func (s *Server) boardRow(lang string, a *assessment.Assessment, st *groupStand) boardRow {
	t := func(key string, args ...any) string { return s.catalog.T(lang, key, args...) }
	number := func(n int) string { return s.catalog.Number(lang, float64(n), 0) }
	row := boardRow{Name: s.groupName(lang, a, st.group), Mark: groupMark(st.group.Key)}
	goal := max(st.threshold, st.group.Minimum)
	full := float64(max(st.of, st.completed, goal))
	row.Tick = barWidth * float64(goal) / full
	switch {
	case st.hidden && st.of >= st.threshold:
		row.Count = t("work_count_fewer_of", "K", st.threshold, "Of", number(st.of))
	case st.hidden:
		row.Count = t("work_count_fewer", "K", st.threshold)
	case st.of > 0:
		row.Count = t("work_count_of", "Number", number(st.completed), "Of", number(st.of))
		row.Share = s.share(lang, st.completed, st.of)
	default:
		row.Count = t("work_count", "Count", st.completed)
	}
	if !st.hidden {
		row.Fill = barWidth * float64(st.completed) / full
	}
	return row
}
