package web

import (
	"strconv"
	"sync"

	"readiness/assessment"
	"readiness/questionnaires"
)

// survey is everything about a group's pages that does not depend on the
// person: it is built once for an assessment, group and language.
type survey struct {
	Organisation string
	Title        string
	Group        string // its name
	Questions    int    // how many must be answered or declined
	Pages        []surveyPage
}

// surveyPage is one page of questions.
type surveyPage struct {
	Heading string   // "" where the only question is the heading
	Lead    []string // paragraphs
	Items   []surveyItem
	Whole   bool // also takes a comment on the whole
}

// surveyItem is one question as printed.
type surveyItem struct {
	ID        string
	Number    int // 1 and up; 0 for the optional ones
	Text      string
	Low, High string         // both, or none: then the options carry the meaning
	Options   []surveyOption // low to high
	Aside     []surveyOption // "I don't know", "does not apply"
	Short     bool           // the options are labels of a few words
	Comment   bool
}

// surveyOption is one choice.
type surveyOption struct{ Value, Label string }

// Row reports whether the options stand side by side; more than five would not fit a phone.
func (it *surveyItem) Row() bool {
	const most = 5
	return (it.Low != "" || it.Short) && len(it.Options) <= most
}

// missing lists the questions of a page that have neither an answer nor a way out.
func (p *surveyPage) missing(d *assessment.Draft) []*surveyItem {
	var left []*surveyItem
	for i := range p.Items {
		if it := &p.Items[i]; it.Number > 0 && d.Answers[it.ID] == "" {
			left = append(left, it)
		}
	}
	return left
}

// page returns the 1-based page n, or nil.
func (sv *survey) page(n int) *surveyPage {
	if n < 1 || n > len(sv.Pages) {
		return nil
	}
	return &sv.Pages[n-1]
}

// firstOpen is the number of the first page with something missing, or of the
// last page.
func (sv *survey) firstOpen(d *assessment.Draft) int {
	for i := range sv.Pages {
		if len(sv.Pages[i].missing(d)) > 0 {
			return i + 1
		}
	}
	return len(sv.Pages)
}

// answered counts the questions with an answer.
func (sv *survey) answered(d *assessment.Draft) int {
	n := sv.Questions
	for i := range sv.Pages {
		n -= len(sv.Pages[i].missing(d))
	}
	return n
}

// surveyCache keeps built surveys. What they are made of is frozen once an
// assessment is open; drafts are never kept.
type surveyCache struct {
	mu    sync.RWMutex
	built map[surveyKey]*survey
}

type surveyKey struct {
	assessment  assessment.ID
	group, lang string
}

// maxSurveys bounds the cache: about 50 KB each.
const maxSurveys = 256

func newSurveyCache() *surveyCache { return &surveyCache{built: map[surveyKey]*survey{}} }

// survey returns the pages that a visitor sees in a language.
func (s *Server) survey(v *assessment.Visit, lang string) *survey {
	if v.Assessment.Status == assessment.StatusDraft {
		return s.buildSurvey(v, lang)
	}
	key := surveyKey{v.Assessment.ID, v.Group.Key, lang}
	cache := s.surveys
	cache.mu.RLock()
	found, ok := cache.built[key]
	cache.mu.RUnlock()
	if ok {
		return found
	}
	built := s.buildSurvey(v, lang)
	cache.mu.Lock()
	defer cache.mu.Unlock()
	if len(cache.built) >= maxSurveys {
		clear(cache.built)
	}
	cache.built[key] = built
	return built
}

// surveyBuilder collects the pages of one group in one language.
type surveyBuilder struct {
	s     *Server
	visit *assessment.Visit
	lang  string
	voice questionnaires.Voice
	out   *survey
}

func (s *Server) buildSurvey(v *assessment.Visit, lang string) *survey {
	a := v.Assessment
	b := &surveyBuilder{s: s, visit: v, lang: lang, voice: v.Group.Side, out: &survey{
		Organisation: a.Organisation.In(lang, a.Languages...),
		Title:        a.Title.In(lang, a.Languages...),
		Group:        s.groupName(lang, a, v.Group),
	}}
	for _, q := range v.Form.Questionnaires {
		b.questionnaire(q)
		b.importance(q)
	}
	b.closing()
	return b.out
}

// groupName is a group's own name, or that of its preset.
func (s *Server) groupName(lang string, a *assessment.Assessment, g *assessment.Group) string {
	if len(g.Name) > 0 {
		return g.Name.In(lang, a.Languages...)
	}
	if key := "group_" + g.Key; s.catalog.Has(lang, key) {
		return s.catalog.T(lang, key)
	}
	return g.Key
}

func (b *surveyBuilder) t(key string) string { return b.s.catalog.T(b.lang, key) }

// questionnaire adds one page a scale, in the order of the scales' first
// questions, of what the group is asked.
func (b *surveyBuilder) questionnaire(q *questionnaires.Questionnaire) {
	pageOf := map[string]int{}
	first := len(b.out.Pages)
	for _, i := range b.visit.Items() {
		item := b.visit.Form.Items[i]
		if item.Kind != assessment.QuestionItem || item.Questionnaire != q.ID {
			continue
		}
		at, ok := pageOf[item.Question.Scale]
		if !ok {
			at = len(b.out.Pages)
			pageOf[item.Question.Scale] = at
			b.out.Pages = append(b.out.Pages, surveyPage{Heading: q.ScaleName(b.lang, item.Question.Scale)})
		}
		b.out.Pages[at].Items = append(b.out.Pages[at].Items, b.question(q, item))
	}
	for i := first; i < len(b.out.Pages); i++ {
		b.finish(q, &b.out.Pages[i], i == first)
	}
}

// finish numbers the questions of a page and gives it its heading and lead.
func (b *surveyBuilder) finish(q *questionnaires.Questionnaire, page *surveyPage, first bool) {
	anchored := false
	for i := range page.Items {
		b.out.Questions++
		page.Items[i].Number = b.out.Questions
		anchored = anchored || page.Items[i].Low != ""
	}
	intro := q.Intro(b.lang, b.voice)
	switch {
	case first && intro != "":
		page.Lead = []string{intro}
	case anchored:
		page.Lead = []string{b.t("survey_hint_anchors")}
	default:
		page.Lead = []string{b.t("survey_hint_statements")}
	}
	if len(page.Items) == 1 && !anchored {
		page.Heading = ""
	}
}

func (b *surveyBuilder) question(q *questionnaires.Questionnaire, item assessment.Item) surveyItem {
	w := q.Wording(b.lang, b.voice, item.ID)
	it := surveyItem{ID: item.ID, Text: w.Question, Low: w.Low, High: w.High, Comment: true}
	for i, label := range w.Options {
		it.Options = append(it.Options, surveyOption{strconv.Itoa(i + 1), label})
	}
	it.Aside = append(it.Aside, b.dontKnow())
	if b.voice == questionnaires.Inside {
		it.Aside = append(it.Aside, surveyOption{assessment.NotApplicable.String(), b.t("answer_na")})
	}
	return it
}

func (b *surveyBuilder) dontKnow() surveyOption {
	return surveyOption{assessment.DontKnow.String(), b.t("answer_dk_" + string(b.voice))}
}

// importance adds the page of the optional questions on the stages.
func (b *surveyBuilder) importance(q *questionnaires.Questionnaire) {
	page := surveyPage{
		Heading: b.t("survey_importance_heading"),
		Lead:    []string{b.t("importance_question_" + string(b.voice)), b.t("survey_optional")},
	}
	for _, i := range b.visit.Items() {
		item := b.visit.Form.Items[i]
		if item.Kind != assessment.ImportanceItem || item.Questionnaire != q.ID {
			continue
		}
		page.Items = append(page.Items, surveyItem{
			ID: item.ID, Text: b.t("importance_stage_" + item.Stage + "_" + string(b.voice)), Short: true,
			Options: b.levels("importance_level_", item.Levels),
		})
	}
	if len(page.Items) > 0 {
		b.out.Pages = append(b.out.Pages, page)
	}
}

// closing adds the last page: the comparison with other suppliers, if it is
// asked, and the comment on the whole.
func (b *surveyBuilder) closing() {
	page := surveyPage{Heading: b.t("survey_closing_heading"), Lead: []string{b.t("survey_optional")}, Whole: true}
	for _, i := range b.visit.Items() {
		item := b.visit.Form.Items[i]
		if item.Kind != assessment.RivalsItem {
			continue
		}
		page.Items = append(page.Items, surveyItem{
			ID: item.ID, Text: b.t("rivals_question_" + string(b.voice)), Short: true,
			Options: b.levels("rivals_level_", item.Levels), Aside: []surveyOption{b.dontKnow()},
		})
	}
	b.out.Pages = append(b.out.Pages, page)
}

func (b *surveyBuilder) levels(prefix string, n int) []surveyOption {
	options := make([]surveyOption, n)
	for i := range options {
		value := strconv.Itoa(i + 1)
		options[i] = surveyOption{value, b.t(prefix + value)}
	}
	return options
}
