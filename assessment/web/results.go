package web

import (
	"html/template"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/reports"
	"readiness/reports/charts"
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
	Waiting   waitingView // before the results
	Tried     bool        // other weights than the report's own
	Record    string      // address of the same view of the report of record
	Verdict   verdictView
	Takeaways []string
	Warnings  []string
	Stages    stagesFigure
	Claimed   *figureView // nil unless both questionnaires were answered and a figure is shown
	Trend     *figureView // nil with one wave
	Compare   compareView
	Places    *placesView // nil unless locations or functions were asked
	Agenda    *agendaView // nil unless importance was asked and an order is shown
	Heat      heatView
	Weights   weightsView
	Scored    bool // there is a score that weights could change
}

// figureView is a drawing with its table twin and how it was calculated.
type figureView struct {
	ID         string // of the section
	Title      string // what the figure shows, from the data
	Lead       string
	Chart      template.HTML
	Table      figureTable
	Calculated []string // sentences
	Hidden     []string // why cells are hidden
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
	Why    string // it is hidden: few, complementary, earlier; "" as few
	Words  bool   // a sentence rather than a figure
}

// WordsAt tells whether a column holds sentences.
func (t figureTable) WordsAt(column int) bool {
	return len(t.Rows) > 0 && column < len(t.Rows[0].Cells) && t.Rows[0].Cells[column].Words
}

// resultsView puts one report into one language.
type resultsView struct {
	prioVoice
	d *reportIndex
}

func (v resultsView) pictures() reports.Pictures { return v.picturesOf(v.d) }

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
	return v.t("results_fewer", "Count", v.least(key))
}

// least is the number of answers from which a group is shown.
func (v resultsView) least(key string) int {
	if g := v.group(key); g != nil {
		return g.Threshold
	}
	return v.d.Assessment.K
}

// figure is a cell with one decimal; text stands in place of a figure that is
// not there.
func (v resultsView) figure(x *float64, text string) figureCell {
	if x == nil {
		return figureCell{Text: text, Hidden: true}
	}
	return figureCell{Text: v.one(*x)}
}

// hidden is a cell in place of a figure of a group, with the reason that the
// report gives (statistics.md 2.10).
func (v resultsView) hidden(why, group string) figureCell {
	return figureCell{Text: v.whyText(why, group), Hidden: true, Why: why}
}

// whyText says in a few words why a figure of a group is hidden.
func (v resultsView) whyText(why, group string) string {
	switch why {
	case reports.HiddenComplementary:
		return v.t("results_hidden_complementary")
	case reports.HiddenEarlier:
		return v.t("results_hidden_earlier", "Count", v.least(group))
	default:
		return v.fewer(group)
	}
}

// plainFigure is a cell that is empty, not hidden, without a figure.
func (v resultsView) plainFigure(x *float64, write func(float64) string) figureCell {
	if x == nil {
		return figureCell{Text: "–"}
	}
	return figureCell{Text: write(*x)}
}

// hiddenNotes explain hidden cells where a table has some, one sentence a reason.
func (v resultsView) hiddenNotes(t *figureTable) []string {
	var why []string
	for _, r := range t.Rows {
		for _, c := range r.Cells {
			if c.Hidden {
				why = append(why, c.Why)
			}
		}
	}
	return v.explain(why)
}

// explain says what the reasons of hidden cells mean, each once.
func (v resultsView) explain(why []string) []string {
	var out []string
	for _, key := range []string{reports.HiddenFew, reports.HiddenComplementary, reports.HiddenEarlier} {
		if slices.ContainsFunc(why, func(w string) bool { return w == key || w == "" && key == reports.HiddenFew }) {
			out = append(out, v.t("results_hidden_why_"+key))
		}
	}
	return out
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
	page.Trend = v.trend()
	page.Compare, page.Places = compared, v.places()
	page.Scored = slices.ContainsFunc(v.d.Scales, func(s reports.Scale) bool { return s.Weighted.Mean != nil })
	page.Weights = v.weights(query, record)
	return s.render(c, http.StatusOK, "results", &page)
}

// waitingView says when there will be results, and how far each group is.
type waitingView struct {
	Least  int // answers that a group needs
	Groups []waitingGroup
	Hidden bool // some counts are
}

// waitingGroup is a group with its answers so far.
type waitingGroup struct {
	Mark  template.HTML
	Name  string
	Count string // "3 of 5", or that there are fewer than 5
	Ready bool
}

// showNoResults says when there will be results (ux.md 5.5).
func (s *Server) showNoResults(c echo.Context, a *assessment.Assessment, page *resultsPage) error {
	var err error
	if page.Waiting, err = s.waiting(c, a, page.Lang); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "results", page)
}

// waiting is how far the groups are on the way to results. Small counts of
// anonymous groups stay hidden, as on the board.
func (s *Server) waiting(c echo.Context, a *assessment.Assessment, lang string) (waitingView, error) {
	out := waitingView{Least: a.K}
	if a.Status != assessment.StatusOpen {
		return out, nil
	}
	progress, err := s.service.Progress(c.Request().Context(), a)
	if err != nil {
		return out, err
	}
	stands, unmarked := stand(a, progress), 0
	for i := range stands {
		st := &stands[i]
		mark := charts.Mark(charts.Group{Key: st.group.Key, Place: unmarked})
		if !charts.HasMark(st.group.Key) {
			unmarked++
		}
		group := waitingGroup{
			Mark: mark, Name: s.groupName(lang, a, st.group), Ready: st.ready(),
			Count: s.catalog.T(lang, "results_waiting_of", "Number", st.completed, "Least", st.threshold),
		}
		switch {
		case st.hidden:
			out.Hidden = true
			group.Count = s.catalog.T(lang, "results_fewer", "Count", st.threshold)
		case st.ready():
			group.Count = s.catalog.T(lang, "work_count", "Count", st.completed)
		}
		out.Groups = append(out.Groups, group)
	}
	return out, nil
}
