package web

import (
	"html/template"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/reports"
)

// resultsRoutes is the page of results.
func (s *Server) resultsRoutes() []route {
	return []route{{http.MethodGet, "/assessments/:id/results", signedIn, s.on(s.showResults)}}
}

// resultsPage says what the answers amount to: the verdict first, then the
// stages, the differences between groups and places, and what each group wants.
type resultsPage struct {
	workPage
	Ready     bool
	Least     int      // before the results: answers that a group needs
	Short     []string // groups that have fewer so far
	Tried     bool     // other weights than the report's own
	Record    string   // address of the same view of the report of record
	Verdict   verdictView
	Takeaways []string
	Warnings  []string
	Stages    stagesFigure
	Claimed   *figureView // nil unless both questionnaires were answered
	Compare   compareView
	Agenda    *agendaView // nil unless importance was asked
	Heat      heatView
	Weights   weightsView
}

// figureView is a drawing with its table twin and how it was calculated.
type figureView struct {
	ID         string // of the section
	Title      string // what the figure shows, from the data
	Lead       string
	Chart      template.HTML
	Table      figureTable
	Calculated []string // sentences
	Hidden     string   // why cells are hidden; "" where none is
}

// figureTable is a table of figures.
type figureTable struct {
	Caption string
	Corner  string // heads the column of names
	Heads   []string
	Rows    []figureRow
}

type figureRow struct {
	Name  string
	Cells []figureCell
}

// figureCell is a figure or, where it is hidden, the reason.
type figureCell struct {
	Text   string
	Hidden bool
	Words  bool // a sentence rather than a figure
}

// WordsAt tells whether a column holds sentences.
func (t figureTable) WordsAt(column int) bool {
	return len(t.Rows) > 0 && column < len(t.Rows[0].Cells) && t.Rows[0].Cells[column].Words
}

// anyHidden tells whether a cell of the table is hidden.
func (t *figureTable) anyHidden() bool {
	return slices.ContainsFunc(t.Rows, func(r figureRow) bool {
		return slices.ContainsFunc(r.Cells, func(c figureCell) bool { return c.Hidden })
	})
}

// resultsView puts one report into one language.
type resultsView struct {
	prioVoice
	d *reportIndex
}

func (v resultsView) group(key string) *reports.Group {
	for i := range v.d.Groups {
		if v.d.Groups[i].Group == key {
			return &v.d.Groups[i]
		}
	}
	return nil
}

func (v resultsView) groupName(key string) string {
	if g := v.group(key); g != nil {
		return g.Name.In(v.lang)
	}
	return key
}

// fewer is what stands in place of a hidden figure of a group.
func (v resultsView) fewer(key string) string {
	k := v.d.Assessment.K
	if g := v.group(key); g != nil {
		k = g.Threshold
	}
	return v.t("results_fewer", "Count", k)
}

// figure is a cell with one decimal; text stands in place of a figure that is
// not there.
func (v resultsView) figure(x *float64, text string) figureCell {
	if x == nil {
		return figureCell{Text: text, Hidden: true}
	}
	return figureCell{Text: v.one(*x)}
}

// plainFigure is a cell that is empty, not hidden, without a figure.
func (v resultsView) plainFigure(x *float64, write func(float64) string) figureCell {
	if x == nil {
		return figureCell{Text: "–"}
	}
	return figureCell{Text: write(*x)}
}

// hiddenNote explains hidden cells where a table has some.
func (v resultsView) hiddenNote(t *figureTable) string {
	if !t.anyHidden() {
		return ""
	}
	return v.t("results_hidden_why")
}

func (s *Server) showResults(c echo.Context, a *assessment.Assessment) error {
	page := resultsPage{workPage: s.work(c, a, tabResults, "results_tab"), Ready: a.Status == assessment.StatusClosed}
	if !page.Ready {
		return s.showNoResults(c, a, &page)
	}
	ctx := c.Request().Context()
	record, err := s.closedReport(ctx, a)
	if err != nil {
		return err
	}
	query, bad := readResultsQuery(c, record)
	if bad != nil {
		return s.refuseQuery(c, bad)
	}
	shown := record
	if query.w != "" {
		if shown, err = reports.Reweigh(record, query.w, query.custom); err != nil {
			return err
		}
	}
	v := resultsView{prioVoice{s.catalog, page.Lang}, &reportIndex{shown}}
	page.Heat = v.heat(orderScale)
	compared, bad := v.compare(query)
	if bad != nil {
		return s.refuseQuery(c, bad)
	}
	page.Tried, page.Record = query.w != "", query.address(query.by, query.a, query.b, false)
	page.Verdict, page.Takeaways, page.Warnings = v.verdict(v.d), v.say(shown.Takeaways), v.say(shown.Warnings)
	page.Stages, page.Claimed, page.Agenda = v.stageScores(), v.claimed(), v.agenda()
	page.Compare = compared
	page.Weights = v.weights(query, record)
	return s.render(c, http.StatusOK, "results", &page)
}

// showNoResults says when there will be results (ux.md 5.5). Groups that have
// too few answers are named, as on the board, and never counted.
func (s *Server) showNoResults(c echo.Context, a *assessment.Assessment, page *resultsPage) error {
	page.Least = a.K
	if a.Status == assessment.StatusOpen {
		progress, err := s.service.Progress(c.Request().Context(), a)
		if err != nil {
			return err
		}
		stands := stand(a, progress)
		for i := range stands {
			if !stands[i].ready() {
				page.Short = append(page.Short, s.groupName(page.Lang, a, stands[i].group))
			}
		}
	}
	return s.render(c, http.StatusOK, "results", page)
}
