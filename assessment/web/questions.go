package web

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/reports"
	"readiness/static/i18n"
)

// questionsRoutes are the table of all questions and the page about each one.
func (s *Server) questionsRoutes() []route {
	const all = "/assessments/:id/questions"
	return []route{
		{http.MethodGet, all, signedIn, s.on(s.showQuestionList)},
		{http.MethodGet, all + "/:item", signedIn, s.on(s.showQuestion)},
	}
}

// questionListPage shows every question for every group, with what was asked
// beside them.
type questionListPage struct {
	workPage
	Ready      bool
	Waiting    waitingView
	Heat       heatView
	Orders     []orderLink
	Rivals     *spreadView // nil unless asked
	RivalsText []string    // the question
	Importance *questTable // nil unless asked
	Statistics *questTable // tests and reliability; nil without any
	Comments   commentsView
}

// orderLink leads to the questions in another order.
type orderLink struct {
	Address, Label string
	Current        bool
}

// questTable is a table with marks of groups.
type questTable struct {
	Caption    string
	Corner     string
	Heads      []questHead
	Rows       []questRow
	Note       []string // under the table
	Calculated []string
}

// questRow is a row; Mark is "" where it is not a group's.
type questRow struct {
	Mark  template.HTML
	Name  string
	Cells []questCell
}

// questCell is a cell; Span is the columns it takes where they are more than one.
type questCell struct {
	Text          string
	Sub           string // in small type below
	Hidden, Words bool
	Why           string // it is hidden, as in figureCell
	Span          int
}

// questionQuery is what the address of a page about questions asks for.
type questionQuery struct {
	order string
	page  int // of the comments, from 1
}

// readQuestionQuery reads an address; allowed names its parameters.
func readQuestionQuery(c echo.Context, allowed ...string) (questionQuery, *assessment.Error) {
	q := questionQuery{order: orderScale, page: 1}
	for name, values := range c.QueryParams() {
		if name != "lang" && !slices.Contains(allowed, name) {
			return q, &assessment.Error{Kind: assessment.Invalid, Key: "error_field_unknown", Args: map[string]any{"Field": name}, Field: name}
		}
		value := values[len(values)-1]
		switch {
		case name == "lang":
		case len(values) > 1:
			return q, badValue(name, value)
		case name == "order":
			if !slices.Contains(questionOrders(), value) {
				return q, badValue(name, value)
			}
			q.order = value
		case name == "page":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 {
				return q, badValue(name, value)
			}
			q.page = n
		}
	}
	return q, nil
}

func (s *Server) showQuestionList(c echo.Context, a *assessment.Assessment) error {
	q, bad := readQuestionQuery(c, "order", "page")
	if bad != nil {
		return s.refuseQuery(c, bad)
	}
	page := questionListPage{workPage: s.work(c, a, tabResults, "quest_title"), Ready: a.Status == assessment.StatusClosed}
	if !page.Ready {
		var err error
		if page.Waiting, err = s.waiting(c, a, page.Lang); err != nil {
			return err
		}
		return s.render(c, http.StatusOK, "questions", &page)
	}
	report, err := s.closedReport(c.Request().Context(), a)
	if err != nil {
		return err
	}
	v := resultsView{prioVoice{s.catalog, page.Lang}, &reportIndex{report}}
	if page.Comments, bad = v.comments("", page.Path, q); bad != nil {
		return s.refuseQuery(c, bad)
	}
	page.Comments.Review = page.reviewAddress()
	page.Heat = v.heat(q.order)
	page.Heat.More = ""
	for _, order := range questionOrders() {
		page.Orders = append(page.Orders, orderLink{page.Path + "?order=" + order, v.t("quest_order_" + order), order == q.order})
	}
	page.Rivals, page.RivalsText = v.rivals()
	page.Importance, page.Statistics = v.importance(), v.statistics()
	return s.render(c, http.StatusOK, "questions", &page)
}

// statistics are the tests and the reliability of each scale (statistics.md 2.8,
// 2.9); nil without any.
func (v resultsView) statistics() *questTable {
	pictures := v.pictures()
	t := &questTable{Caption: v.t("report_stats_caption"), Corner: v.t("report_col_scale"), Calculated: pictures.StatisticsNotes()}
	const effect = 1
	for i, head := range pictures.StatisticsHeads() {
		t.Heads = append(t.Heads, questHead{Text: head, Words: i != effect})
	}
	for _, row := range pictures.Statistics() {
		t.Rows = append(t.Rows, questRow{Name: row.Scale, Cells: []questCell{
			{Text: row.Test, Sub: row.TestNote, Words: true}, {Text: row.Effect}, {Text: row.Alpha, Sub: row.Caution, Words: true}, {Text: row.Small, Words: true},
		}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// rivals is the comparison with other suppliers: shown, never scored.
func (v resultsView) rivals() (*spreadView, []string) {
	if v.d.Rivals == nil || len(v.d.Rivals.Groups) == 0 {
		return nil, nil
	}
	const levels = 5
	var options []string
	for i := range levels {
		options = append(options, v.t("rivals_level_"+strconv.Itoa(i+1)))
	}
	view := v.spread(spreadOf{
		id: "rivals", title: v.t("quest_rivals"), options: options, groups: v.d.Rivals.Groups, means: true,
		lower: v.t("quest_worse"), higher: v.t("quest_better"),
	})
	view.Table.Calculated = []string{v.t("quest_calc_rivals"), v.t("quest_calc_unknown")}
	return view, []string{v.t("rivals_question_inside"), v.t("rivals_question_outside")}
}

// importance is how much each stage matters to each group.
func (v resultsView) importance() *questTable {
	if len(v.d.Importance) == 0 {
		return nil
	}
	t := &questTable{
		Caption: v.t("quest_importance_caption"), Corner: v.t("results_kind_stage"),
		Calculated: []string{v.t("results_calc_agenda"), v.t("quest_calc_weighted")},
	}
	for i := range v.d.Groups {
		g := &v.d.Groups[i]
		t.Heads = append(t.Heads, questHead{Mark: v.mark(g.Group), Text: g.Name.In(v.lang)})
	}
	t.Heads = append(t.Heads, questHead{Text: v.t("results_agenda_all")}, questHead{Text: v.t("quest_largest"), Words: true})
	for i := range v.d.Importance {
		stage := &v.d.Importance[i]
		row := questRow{Name: stage.Name.In(v.lang)}
		for j := range v.d.Groups {
			row.Cells = append(row.Cells, v.importanceCell(stage, v.d.Groups[j].Group))
		}
		row.Cells = append(row.Cells, questCell{Text: v.orDash(stage.Weighted, v.one)}, v.largestCell(stage.LargestGap))
		t.Rows = append(t.Rows, row)
	}
	t.Note = v.whyHidden(t)
	return t
}

func (v resultsView) importanceCell(stage *reports.Importance, group string) questCell {
	for _, c := range stage.Groups {
		switch {
		case c.Group != group:
		case c.Suppressed || c.Mean == nil || c.Order == nil || c.N == nil:
			return questCell{Text: v.whyText(c.Hidden, group), Hidden: true, Why: c.Hidden}
		default:
			return questCell{Text: v.one(*c.Mean), Sub: v.t("quest_order_n", "Order", v.whole(*c.Order), "N", v.whole(*c.N))}
		}
	}
	return questCell{Text: v.t("results_not_asked")}
}

func (v resultsView) largestCell(gap *reports.LargestGap) questCell {
	if gap == nil {
		return questCell{Text: "–", Words: true}
	}
	return questCell{
		Text: v.one(gap.Gap), Sub: v.t("quest_between", "Higher", v.groupName(gap.Higher), "Lower", v.groupName(gap.Lower)), Words: true,
	}
}

// orDash writes a figure that may be missing.
func (v resultsView) orDash(x *float64, write func(float64) string) string {
	if x == nil {
		return "–"
	}
	return write(*x)
}

// whyHidden explains hidden cells where a table has some.
func (v resultsView) whyHidden(t *questTable) []string {
	var why []string
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			if c.Hidden && c.Why != whyOneOption {
				why = append(why, c.Why)
			}
		}
	}
	return v.explain(why)
}

// whyOneOption marks counts that are hidden because one option took them all;
// the cell says so itself.
const whyOneOption = "option"

// hiddenSpan is one cell over so many columns in place of a group's figures.
func (v resultsView) hiddenSpan(why, group string, span int) questCell {
	return questCell{Text: v.whyText(why, group), Hidden: true, Why: why, Span: span}
}

// commentsPerPage bounds one page of comments.
const commentsPerPage = 60

// commentsView are the released comments on one question, or on the whole.
type commentsView struct {
	Notes  []string // what a reviewer keeps back
	Review string   // address of the review, "" for those who may not
	Count  int
	Blocks []commentBlock
	None   string // why there are none
	Pager  pager
}

// commentBlock holds comments in one language.
type commentBlock struct {
	Heading string
	Tag     string // of the lang attribute, "" where the language is not released
	Lines   []commentLine
}

type commentLine struct {
	Mark        template.HTML
	Group, Text string
}

// comments lists what was released on an item ("" is the whole): by language,
// within it in the stored order, which is shuffled (statistics.md 2.15).
func (v resultsView) comments(item, path string, q questionQuery) (commentsView, *assessment.Error) {
	var released []reports.Comment
	for _, c := range v.d.Comments {
		if c.Item == item {
			released = append(released, c)
		}
	}
	slices.SortStableFunc(released, func(a, b reports.Comment) int {
		return cmp.Or(cmp.Compare(v.languagePlace(a.Language), v.languagePlace(b.Language)), cmp.Compare(a.Language, b.Language))
	})
	view := commentsView{Count: len(released), Notes: v.say(v.d.ReviewNotes())}
	pages := pagesOf(len(released), commentsPerPage)
	if q.page > pages {
		return view, badValue("page", strconv.Itoa(q.page))
	}
	if len(released) == 0 {
		if v.d.CommentReview != nil && v.d.CommentReview.Held {
			return view, nil
		}
		view.None = v.t("quest_comments_none", "Count", v.d.Assessment.CommentK)
		return view, nil
	}
	address := func(page int) string {
		values := url.Values{"page": {strconv.Itoa(page)}}
		if q.order != orderScale {
			values.Set("order", q.order)
		}
		return path + "?" + values.Encode() + "#comments"
	}
	view.Pager = v.pager(v.t("quest_comments"), q.page, pages, address)
	first := (q.page - 1) * commentsPerPage
	view.Blocks = v.commentBlocks(released[first:min(len(released), first+commentsPerPage)])
	return view, nil
}

// languagePlace sorts the assessment's languages first and comments without one
// last.
func (v resultsView) languagePlace(lang string) int {
	languages := v.d.Assessment.Languages
	if at := slices.Index(languages, lang); at >= 0 {
		return at
	}
	if lang != "" {
		return len(languages)
	}
	return len(languages) + 1
}

func (v resultsView) commentBlocks(comments []reports.Comment) []commentBlock {
	var out []commentBlock
	for i, c := range comments {
		if i == 0 || c.Language != comments[i-1].Language {
			block := commentBlock{Heading: v.t("quest_comments_other"), Tag: ""}
			if c.Language != "" {
				block.Heading, block.Tag = c.Language, c.Language
			}
			if slices.Contains(i18n.Languages(), c.Language) {
				block.Heading, block.Tag = i18n.Name(c.Language), i18n.Tag(c.Language)
			}
			out = append(out, block)
		}
		last := &out[len(out)-1]
		last.Lines = append(last.Lines, commentLine{v.mark(c.Group), v.groupName(c.Group), c.Text})
	}
	return out
}
