package web

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/reports"
)

// reviewRoutes are the pages on which somebody reads comments for names and hides
// them (statistics.md 2.15).
func (s *Server) reviewRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	const all = "/assessments/:id/comments"
	return []route{
		{get, all, manages, s.on(s.showReview)},
		{post, all + "/release", manages, s.on(s.releaseComments)},
		{get, all + "/:comment", manages, s.on(s.showReviewOne)},
		{post, all + "/:comment", manages, s.on(s.reviewOne)},
	}
}

// The states by which comments are listed.
const (
	reviewAll    = "all"
	reviewHidden = "hidden"
)

// reviewPerPage bounds one page of comments to read.
const reviewPerPage = 40

// reviewPage lists the comments that readers see, or would see.
type reviewPage struct {
	workPage
	Held  bool
	Lists []reviewList
	Lines []reviewLine
	None  string // why there are none
	Pager pager
}

// reviewList is a choice of comments.
type reviewList struct {
	Address, Label string
	Current        bool
}

// reviewLine is one comment as it was written.
type reviewLine struct {
	Address  string
	Mark     template.HTML
	Group    string
	Question string
	Tag      string // of the lang attribute, "" where the language is not released
	Pieces   []reviewPiece
	Whole    bool // hidden altogether
	Changed  bool
}

// reviewPiece is a stretch of a comment: hidden or not.
type reviewPiece struct {
	Text   string
	Hidden bool
	Field  string // name of the field that hides it; "" for what is between words
}

func (s *Server) reviewOf(ctx context.Context, a *assessment.Assessment) (*reports.ReviewedComments, error) {
	snapshot, err := s.service.Report(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	in, err := s.service.ReportInput(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	r, err := reports.ReadReview(ctx, snapshot, in)
	if err != nil {
		return nil, fmt.Errorf("assessment %s: %w", a.ID, err)
	}
	return r, nil
}

// commentOf is the comment that the address names.
func (s *Server) commentOf(c echo.Context, a *assessment.Assessment) (*reports.ReviewedComments, *reports.Comment, error) {
	r, err := s.reviewOf(c.Request().Context(), a)
	if err != nil {
		return nil, nil, err
	}
	comment := r.Find(c.Param("comment"))
	if comment == nil {
		return nil, nil, assessment.ErrNotFound
	}
	return r, comment, nil
}

// reviewAddress is where comments are read for names, "" for those who may not.
func (p *workPage) reviewAddress() string {
	if !p.Manages {
		return ""
	}
	return "/assessments/" + p.ID + "/comments"
}

func (s *Server) showReview(c echo.Context, a *assessment.Assessment) error {
	q, bad := readReviewQuery(c)
	if bad != nil {
		return s.refuseQuery(c, bad)
	}
	r, err := s.reviewOf(c.Request().Context(), a)
	if err != nil {
		return err
	}
	page := reviewPage{workPage: s.work(c, a, tabResults, "review_title"), Held: r.Review.Held}
	v := resultsView{prioVoice{s.catalog, page.Lang}, &reportIndex{r.Report}}
	changed := 0
	var listed []*reports.Comment
	for i := range r.Comments {
		_, isChanged := r.Hidden(&r.Comments[i])
		if isChanged {
			changed++
		}
		if isChanged || q.list == reviewAll {
			listed = append(listed, &r.Comments[i])
		}
	}
	page.Lists = []reviewList{
		{page.Path, v.t("review_list_all", "Count", len(r.Comments)), q.list == reviewAll},
		{page.Path + "?list=" + reviewHidden, v.t("review_list_hidden", "Count", changed), q.list == reviewHidden},
	}
	pages := pagesOf(len(listed), reviewPerPage)
	// What was shown again may have emptied the last page.
	q.page = min(q.page, pages)
	page.Pager = v.pager(v.t("review_title"), q.page, pages, func(n int) string { return q.at(n).address(page.Path) })
	page.None = v.t("review_none_" + q.list)
	first := (q.page - 1) * reviewPerPage
	for _, comment := range listed[first:min(len(listed), first+reviewPerPage)] {
		page.Lines = append(page.Lines, v.reviewLine(r, comment, page.Path, q))
	}
	return s.render(c, http.StatusOK, "review", &page)
}

// reviewLine is a comment with what is hidden of it marked.
func (v resultsView) reviewLine(r *reports.ReviewedComments, c *reports.Comment, path string, q reviewQuery) reviewLine {
	parts, changed := r.Hidden(c)
	line := reviewLine{
		Address: q.address(path + "/" + c.Key().String()),
		Mark:    v.mark(c.Group), Group: v.groupName(c.Group), Question: v.t("quest_comments_whole"),
		Tag: c.Language, Whole: changed && len(parts) == 0, Changed: changed,
	}
	if item := v.d.item(c.Item); item != nil {
		line.Question = item.Name.In(v.lang)
	} else if v.d.Rivals != nil && v.d.Rivals.ID == c.Item {
		line.Question = v.t("quest_rivals")
	}
	runes, from := []rune(c.Text), 0
	for _, p := range parts {
		line.Pieces = append(line.Pieces, reviewPiece{Text: string(runes[from:p.From])}, reviewPiece{Text: string(runes[p.From:p.To]), Hidden: true})
		from = p.To
	}
	line.Pieces = append(line.Pieces, reviewPiece{Text: string(runes[from:])})
	return line
}

// reviewOnePage is one comment, word by word.
type reviewOnePage struct {
	workPage
	Line   reviewLine
	Action string // address of the form
	Back   string // of the list
	List   string // carried on by the form
	Page   int
}

func (s *Server) showReviewOne(c echo.Context, a *assessment.Assessment) error {
	q, bad := readReviewQuery(c)
	if bad != nil {
		return s.refuseQuery(c, bad)
	}
	r, comment, err := s.commentOf(c, a)
	if err != nil {
		return err
	}
	return s.renderReviewOne(c, a, http.StatusOK, r, comment, q, nil)
}

func (s *Server) renderReviewOne(
	c echo.Context, a *assessment.Assessment, status int, r *reports.ReviewedComments, comment *reports.Comment, q reviewQuery, errs inputErrors,
) error {
	page := reviewOnePage{workPage: s.work(c, a, tabResults, "review_one_title"), List: q.list, Page: q.page}
	v := resultsView{prioVoice{s.catalog, page.Lang}, &reportIndex{r.Report}}
	page.Back = q.address(page.reviewAddress())
	page.Line = v.reviewLine(r, comment, page.reviewAddress(), reviewQuery{list: reviewAll})
	page.Action = page.Line.Address
	parts, _ := r.Hidden(comment)
	page.Line.Pieces = wordPieces(comment.Text, parts)
	page.Errors = errs
	if len(errs) > 0 {
		page.Title = v.t("organiser_tab_error", "Page", page.Title)
	}
	return s.render(c, status, "review_one", &page)
}

// wordPieces cuts a comment into words to tick and what is between them.
func wordPieces(text string, hidden []assessment.Span) []reviewPiece {
	var out []reviewPiece
	runes, from := []rune(text), 0
	for i, w := range assessment.Words(text) {
		if w.From > from {
			out = append(out, reviewPiece{Text: string(runes[from:w.From])})
		}
		in := slices.ContainsFunc(hidden, func(p assessment.Span) bool { return p.From < w.To && w.From < p.To })
		out = append(out, reviewPiece{Text: string(runes[w.From:w.To]), Hidden: in, Field: wordField + strconv.Itoa(i)})
		from = w.To
	}
	if from < len(runes) {
		out = append(out, reviewPiece{Text: string(runes[from:])})
	}
	return out
}

// wordField begins the names of the fields of words.
const wordField = "word_"

// reviewOrder is what a reviewer asks to be done with one comment.
type reviewOrder struct {
	action string // words, whole, show
	parts  []assessment.Span
	every  bool // in every comment
	query  reviewQuery
}

func (s *Server) reviewOne(c echo.Context, a *assessment.Assessment) error {
	ctx := c.Request().Context()
	form, err := readForm(c)
	if err != nil {
		return err
	}
	r, comment, err := s.commentOf(c, a)
	if err != nil {
		return err
	}
	order, err := readReviewOrder(form, comment.Text)
	if err != nil {
		return err
	}
	key, done, count := comment.Key(), "review_done_hidden", 1
	switch order.action {
	case "show":
		done = "review_done_shown"
		err = s.service.ShowComment(ctx, a.ID, key)
	case "whole":
		err = s.service.HideComments(ctx, a.ID, []assessment.Redaction{{Comment: key}})
	default:
		if len(order.parts) == 0 {
			errs := inputErrors{{Field: firstWord(comment.Text), Text: s.catalog.T(s.organiserLanguage(c), "review_error_none")}}
			return s.renderReviewOne(c, a, http.StatusUnprocessableEntity, r, comment, order.query, errs)
		}
		redactions := []assessment.Redaction{{Comment: key, Parts: order.parts}}
		if order.every {
			others := slices.DeleteFunc(slices.Clone(r.Comments), func(c reports.Comment) bool { return c.Key() == key })
			redactions = append(redactions, r.HideWords(others, assessment.Phrases(comment.Text, order.parts))...)
		}
		count = len(redactions)
		err = s.service.HideComments(ctx, a.ID, redactions)
	}
	if err != nil {
		return err
	}
	if err := s.flash(c, done, "Count", count); err != nil {
		return err
	}
	return redirect(c, order.query.address("/assessments/"+string(a.ID)+"/comments"))
}

// firstWord is the field that an error about the words leads to.
func firstWord(text string) string {
	if len(assessment.Words(text)) == 0 {
		return "whole"
	}
	return wordField + "0"
}

func readReviewOrder(form answersForm, text string) (reviewOrder, error) {
	order := reviewOrder{query: reviewQuery{list: reviewAll, page: 1}}
	words := assessment.Words(text)
	for _, f := range form {
		number, isWord := strings.CutPrefix(f.name, wordField)
		switch {
		case isWord:
			i, err := strconv.Atoi(number)
			if err != nil || i < 0 || i >= len(words) {
				return order, unknownField(f.name)
			}
			order.parts = append(order.parts, words[i])
		case f.name == "every":
			order.every = true
		case f.name == "do" && slices.Contains([]string{"words", "whole", "show"}, f.value):
			order.action = f.value
		case f.name == "do":
			return order, badValue(f.name, f.value)
		default:
			if bad := order.query.set(f.name, f.value); bad != nil {
				return order, bad
			}
		}
	}
	if order.action == "" {
		return order, badValue("do", "")
	}
	order.parts = assessment.MergeSpans(text, order.parts)
	return order, nil
}

func (s *Server) releaseComments(c echo.Context, a *assessment.Assessment) error {
	if _, err := readForm(c); err != nil {
		return err
	}
	if err := s.service.ReleaseComments(c.Request().Context(), a.ID); err != nil {
		return err
	}
	if err := s.flash(c, "review_done_released"); err != nil {
		return err
	}
	return redirect(c, "/assessments/"+string(a.ID)+"/comments")
}

// reviewQuery is which comments a reviewer looks at.
type reviewQuery struct {
	list string
	page int
}

func readReviewQuery(c echo.Context) (reviewQuery, *assessment.Error) {
	q := reviewQuery{list: reviewAll, page: 1}
	for name, values := range c.QueryParams() {
		if name == "lang" {
			continue
		}
		if len(values) > 1 {
			return q, badValue(name, values[1])
		}
		if bad := q.set(name, values[0]); bad != nil {
			return q, bad
		}
	}
	return q, nil
}

func (q *reviewQuery) set(name, value string) *assessment.Error {
	switch name {
	case "list":
		if value != reviewAll && value != reviewHidden {
			return badValue(name, value)
		}
		q.list = value
	case "page":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 {
			return badValue(name, value)
		}
		q.page = n
	default:
		return &assessment.Error{Kind: assessment.Invalid, Key: "error_field_unknown", Args: map[string]any{"Field": name}, Field: name}
	}
	return nil
}

func (q reviewQuery) at(page int) reviewQuery {
	q.page = page
	return q
}

// address is path with the query, without what goes without saying.
func (q reviewQuery) address(path string) string {
	list, page := "", ""
	if q.list != reviewAll {
		list = q.list
	}
	if q.page > 1 {
		page = strconv.Itoa(q.page)
	}
	return addressOf(path, keptField{"list", list}, keptField{"page", page})
}
