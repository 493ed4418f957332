package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// What the buttons of a page of questions do; all of them save the answers first.
const (
	goNext     = "next"
	goBack     = "back"
	goSkip     = "skip"
	goLater    = "later"
	goSend     = "send"
	goLanguage = "language"
)

// questionsPage is one page of questions with what has been answered.
type questionsPage struct {
	surveyBase
	Number   int
	Of       int
	Minutes  int
	Segments []string // "done", "now", "" for each page
	Page     *surveyPage
	Items    []answeredItem
	Whole    string // comment on the whole
	WholeErr string
	Gaps     []answeredItem // without an answer, once the page has been tried
	Skip     bool           // "skip these for now" is offered
	Last     bool           // the button sends
	Draft    string         // name of the draft in the browser's storage
	Seq      int64          // newest sequence number that the server has seen
}

// answeredItem is a question with its answer and comment.
type answeredItem struct {
	*surveyItem
	Answer  string
	Note    string // the comment
	Gap     bool
	Problem string // with the comment, translated
	Solo    bool   // its text is the page's heading
}

// First is the id of the first choice, where a link to the question leads.
func (it *answeredItem) First() string { return it.ID + "-" + it.Options[0].Value }

func pageAddress(n int) string { return "/s/p/" + strconv.Itoa(n) }

// pageNumber returns the page that the address names.
func pageNumber(c echo.Context, v *visitor) (int, *surveyPage, error) {
	n, err := strconv.Atoi(c.Param("page"))
	if err != nil {
		return 0, nil, echo.ErrNotFound
	}
	page := v.survey.page(n)
	if page == nil {
		return 0, nil, echo.ErrNotFound
	}
	return n, page, nil
}

func (s *Server) showQuestions(c echo.Context, v *visitor) error {
	n, page, err := pageNumber(c, v)
	if err != nil {
		return err
	}
	gaps := c.QueryParams().Has("missing")
	if !gaps && plain(v, page) {
		return s.showPlain(c, v, n, page)
	}
	view := s.questionsPage(c, v, n, page, nil)
	if gaps {
		s.markGaps(view, v)
	}
	return s.render(c, http.StatusOK, "survey_questions", view)
}

// questionsPage builds the view; what was posted stands before what is stored.
func (s *Server) questionsPage(c echo.Context, v *visitor, n int, page *surveyPage, posted answersForm) *questionsPage {
	view := &questionsPage{
		surveyBase: s.surveyBase(c, v, page.tab()),
		Number:     n, Of: len(v.survey.Pages), Minutes: minutes(v.Remaining()), Page: page,
		Segments: make([]string, len(v.survey.Pages)), Draft: v.key.local(),
		Last: n == len(v.survey.Pages) && len(v.Missing()) == 0,
	}
	view.Form = true
	for i := range view.Segments {
		switch {
		case i+1 < n:
			view.Segments[i] = "done"
		case i+1 == n:
			view.Segments[i] = "now"
		}
	}
	value := func(field, stored string) string {
		for _, f := range posted {
			if f.name == field {
				return f.value
			}
		}
		return stored
	}
	for i := range page.Items {
		it := &page.Items[i]
		view.Items = append(view.Items, answeredItem{
			surveyItem: it, Answer: value(it.ID, v.Draft.Answers[it.ID]),
			Note: value(assessment.CommentField(it.ID), v.Draft.Comments[it.ID]), Solo: page.Heading == "",
		})
	}
	view.Whole = value(assessment.CommentField(""), v.Draft.Comments[""])
	view.Seq = newestSeq(v.Draft)
	return view
}

// newestSeq is the newest sequence number that was stored, 0 without script.
func newestSeq(d *assessment.Draft) int64 {
	var newest int64
	for _, seq := range d.Seq {
		newest = max(newest, seq)
	}
	return newest
}

// tab is a short name of the page for the browser's tab.
func (p *surveyPage) tab() string {
	if p.Heading != "" {
		return p.Heading
	}
	return p.Items[0].Text
}

// markGaps shows which questions of the page have no answer.
func (s *Server) markGaps(view *questionsPage, v *visitor) {
	for i := range view.Items {
		it := &view.Items[i]
		if it.Number > 0 && it.Answer == "" {
			it.Gap = true
			view.Gaps = append(view.Gaps, *it)
		}
	}
	if len(view.Gaps) > 0 {
		view.Skip = true
		s.markError(view, v)
	}
}

func (s *Server) markError(view *questionsPage, v *visitor) {
	view.Title = s.catalog.T(v.lang, "survey_tab_error", "Page", view.Title)
}

// saveQuestions stores what the page holds and goes where the button says.
func (s *Server) saveQuestions(c echo.Context, v *visitor) error {
	n, page, err := pageNumber(c, v)
	if err != nil {
		return err
	}
	form, err := readForm(c)
	if err != nil {
		return err
	}
	s.switchLanguage(c, v, form.get("lang"))
	changes, err := pageChanges(form, v.lang)
	if err != nil {
		return err
	}
	if err := s.service.Save(c.Request().Context(), v.Visit, changes); err != nil {
		return s.refuseAnswers(c, v, n, form, err)
	}
	switch form.get("go") {
	case goBack:
		if n == 1 {
			return redirect(c, "/s")
		}
		return redirect(c, pageAddress(n-1))
	case goLater:
		return redirect(c, "/s/later")
	case goLanguage:
		return redirect(c, pageAddress(n))
	case goSend:
		if len(v.Missing()) == 0 {
			return s.send(c, v)
		}
		return redirect(c, "/s/check")
	case goSkip:
	case goNext, "":
		if len(page.missing(v.Draft)) > 0 {
			return redirect(c, pageAddress(n)+"?missing")
		}
	default:
		return &assessment.Error{Kind: assessment.Invalid, Key: "error_value_unknown", Args: map[string]any{"Value": form.get("go")}, Field: "go"}
	}
	if n == len(v.survey.Pages) {
		return redirect(c, "/s/check")
	}
	return redirect(c, pageAddress(n+1))
}

// pageChanges turns a form into changes. A script sends a sequence number, so
// that late autosaves of the same fields do not undo the page.
func pageChanges(form answersForm, lang string) ([]assessment.Change, error) {
	seq, err := sequence(form.get("seq"))
	if err != nil {
		return nil, err
	}
	changes := make([]assessment.Change, 0, len(form)+1)
	for _, field := range form {
		switch field.name {
		case "go", "lang", "seq":
		default:
			changes = append(changes, assessment.Change{Field: field.name, Value: oneLineBreak(field.value), Seq: seq})
		}
	}
	return append(changes, assessment.Change{Field: "language", Value: lang}), nil
}

// maxSequence is the largest whole number that a script counts exactly.
const maxSequence = 1<<53 - 1

// sequence reads a client's sequence number; without script there is none.
func sequence(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	seq, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seq < 0 || seq > maxSequence {
		return 0, &assessment.Error{Kind: assessment.Invalid, Key: "error_value_unknown", Args: map[string]any{"Value": text}, Field: "seq"}
	}
	return seq, nil
}

// oneLineBreak undoes what forms do to line breaks, so that the length counts
// what the person typed.
func oneLineBreak(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(s, "\r\n", "\n")
}

// refuseAnswers shows the page again, with the input kept, where the person can
// mend it: a comment that is too long. Everything else is an error page.
func (s *Server) refuseAnswers(c echo.Context, v *visitor, n int, form answersForm, err error) error {
	e, ok := errors.AsType[*assessment.Error](err)
	if !ok || e.Kind != assessment.Invalid || !strings.HasPrefix(e.Field, assessment.CommentField("")) {
		return err
	}
	view := s.questionsPage(c, v, n, v.survey.page(n), form)
	s.markError(view, v)
	message := s.message(v.lang, e)
	found := e.Field == assessment.CommentField("") && view.Page.Whole
	if found {
		view.WholeErr = message
	}
	for i := range view.Items {
		if e.Field == assessment.CommentField(view.Items[i].ID) {
			view.Items[i].Problem, found = message, true
		}
	}
	if !found {
		return err
	}
	return s.render(c, http.StatusUnprocessableEntity, "survey_questions", view)
}
