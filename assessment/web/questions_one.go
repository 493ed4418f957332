package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports"
	"readiness/reports/stats"
)

// questionPage is everything about one question.
type questionPage struct {
	workPage
	Ready          bool
	Waiting        waitingView // before the results
	ItemID, Name   string
	Scale          string
	Questionnaire  string
	Place          string // "Question 3 of 24"
	Previous, Next *questionLink
	Summary        string // what stands out
	Facts          []termView
	Voices         []voiceView
	Reverse        bool
	Spread         *spreadView
	Means          questTable
	Gaps           *questTable // nil without a reference
	GapsTitle      string
	Comments       commentsView
}

type questionLink struct{ Address, Name string }

// voiceView is the question as one side read it, options low to high.
type voiceView struct {
	Heading, Question string
	Low, High         string // the two statements, where the options lie between them
	Options           []string
}

func (s *Server) showQuestion(c echo.Context, a *assessment.Assessment) error {
	q, bad := readQuestionQuery(c, "page")
	if bad != nil {
		return s.refuseQuery(c, bad)
	}
	page := questionPage{workPage: s.work(c, a, tabResults, "quest_title"), Ready: a.Status == assessment.StatusClosed}
	if !page.Ready {
		var err error
		if page.Waiting, err = s.waiting(c, a, page.Lang); err != nil {
			return err
		}
		return s.render(c, http.StatusOK, "question", &page)
	}
	report, err := s.closedReport(c.Request().Context(), a)
	if err != nil {
		return err
	}
	v := resultsView{prioVoice{s.catalog, page.Lang}, &reportIndex{report}}
	item := v.d.item(c.Param("item"))
	if item == nil {
		return assessment.ErrNotFound
	}
	if page.Comments, bad = v.comments(item.ID, page.Path, q); bad != nil {
		return s.refuseQuery(c, bad)
	}
	page.Comments.Review = page.reviewAddress()
	page.Title = v.t("organiser_tab", "Page", v.t("work_page_title", "Page", item.Name.In(v.lang), "Assessment", page.Heading))
	page.ItemID, page.Name, page.Reverse = item.ID, item.Name.In(v.lang), item.Reverse
	v.placeOf(&page, item)
	v.factsOf(&page, item)
	form, err := s.service.Form(c.Request().Context(), a)
	if err != nil {
		return err
	}
	page.Voices = v.voices(item, form)
	page.Spread = v.spread(v.spreadOfItem(item))
	page.Means = v.means(item)
	page.Gaps, page.GapsTitle = v.gapTable(item)
	return s.render(c, http.StatusOK, "question", &page)
}

// placeOf finds the question in the order of the table, with its neighbours.
func (v resultsView) placeOf(page *questionPage, item *reports.Item) {
	var all []*reports.Item
	for _, section := range v.itemsByScale() {
		all = append(all, section.items...)
	}
	at := slices.Index(all, item)
	link := func(i int) *questionLink {
		if i < 0 || i >= len(all) {
			return nil
		}
		return &questionLink{questionAddress(page.ID, all[i].ID), all[i].Name.In(v.lang)}
	}
	page.Place = v.t("quest_place", "Number", at+1, "Of", len(all))
	page.Previous, page.Next = link(at-1), link(at+1)
}

// factsOf fills in what the question belongs to and how it stands.
func (v resultsView) factsOf(page *questionPage, item *reports.Item) {
	for _, q := range v.d.Assessment.Questionnaires {
		if q.ID == item.Questionnaire {
			page.Questionnaire = q.Title.In(v.lang)
		}
	}
	page.Summary = v.summary(item)
	weighted := v.t("results_no_score")
	if item.WeightedMean != nil {
		weighted = v.one(*item.WeightedMean)
	}
	page.Facts = []termView{{v.t("results_weighted"), weighted}}
	s := v.d.scale(item.Scale)
	if s == nil {
		page.Scale = v.t("quest_other")
		return
	}
	page.Scale = s.Name.In(v.lang)
	page.Facts = append(page.Facts, termView{v.t("results_target"), v.plain(s.Target)})
	if item.WeightedMean != nil {
		page.Facts = append(page.Facts, termView{v.t("results_target_gap"), v.signed(s.Target - *item.WeightedMean)})
	}
}

// summary says who differs most on the question.
func (v resultsView) summary(item *reports.Item) string {
	gap := item.LargestGap
	switch {
	case gap == nil:
		return v.t("quest_summary_few")
	case !stats.Reaches(gap.Gap, v.d.Parameters.Notable):
		return v.t("quest_summary_alike", "Gap", v.one(gap.Gap))
	}
	return v.t("quest_summary_gap", "Higher", v.groupName(gap.Higher), "Lower", v.groupName(gap.Lower), "Gap", v.one(gap.Gap))
}

// voices are the question as it was asked inside and outside, once where both
// read the same. The statements between which the options lie are those of the
// frozen questionnaire.
func (v resultsView) voices(item *reports.Item, form *assessment.Form) []voiceView {
	inside, outside := v.voice(&item.Inside, item.Reverse), v.voice(&item.Outside, item.Reverse)
	for _, q := range form.Questionnaires {
		if q.ID == item.Questionnaire {
			w := q.Wording(v.lang, questionnaires.Inside, item.ID)
			inside.Low, inside.High = w.Low, w.High
			w = q.Wording(v.lang, questionnaires.Outside, item.ID)
			outside.Low, outside.High = w.Low, w.High
		}
	}
	if inside.Question == outside.Question && inside.Low == outside.Low && inside.High == outside.High && slices.Equal(inside.Options, outside.Options) {
		inside.Heading = v.t("quest_asked")
		return []voiceView{inside}
	}
	inside.Heading, outside.Heading = v.t("quest_asked_inside"), v.t("quest_asked_outside")
	return []voiceView{inside, outside}
}

// voice is a question of one side with its options from low to high.
func (v resultsView) voice(text *reports.ItemText, reverse bool) voiceView {
	out := voiceView{Question: text.Question.In(v.lang)}
	for _, o := range text.Options {
		out.Options = append(out.Options, o.In(v.lang))
	}
	if reverse {
		slices.Reverse(out.Options)
	}
	return out
}

// means is the score of each group with its interval and how far its members agree.
func (v resultsView) means(item *reports.Item) questTable {
	t := questTable{Caption: v.t("quest_means_caption"), Corner: v.t("results_group")}
	for _, key := range []string{"results_n", "quest_mean", "results_interval", "quest_sd", "quest_agreement", "quest_polarisation"} {
		t.Heads = append(t.Heads, questHead{Text: v.t(key), Words: key == "quest_agreement" || key == "quest_polarisation"})
	}
	columns := len(t.Heads)
	for i := range item.Groups {
		g := &item.Groups[i]
		row := questRow{Mark: v.mark(g.Group), Name: v.groupName(g.Group)}
		if g.Suppressed || g.N == nil || g.Mean == nil {
			row.Cells = []questCell{v.hiddenSpan(g.Hidden, g.Group, columns)}
		} else {
			row.Cells = []questCell{
				{Text: v.whole(*g.N)},
				{Text: v.one(*g.Mean)},
				{Text: v.itemInterval(g)},
				{Text: v.orDash(g.SD, v.one)},
				{Text: v.agreement(g), Words: true},
				{Text: v.polarisation(g), Words: true},
			}
		}
		t.Rows = append(t.Rows, row)
	}
	if item.WeightedMean != nil {
		row := questRow{Name: v.t("results_agenda_all"), Cells: []questCell{{Text: "–"}, {Text: v.one(*item.WeightedMean)}}}
		for _, head := range t.Heads[len(row.Cells):] {
			row.Cells = append(row.Cells, questCell{Text: "–", Words: head.Words})
		}
		t.Rows = append(t.Rows, row)
	}
	t.Calculated = []string{v.t("results_calc_scale")}
	if sum := v.weightedSum(item); sum != "" {
		t.Calculated = append(t.Calculated, v.t("quest_calc_weighted"), sum)
	}
	t.Calculated = append(t.Calculated, v.t("results_calc_interval"), v.t("quest_calc_agreement_each"), v.t("quest_calc_polarisation"))
	t.Note = v.whyHidden(&t)
	return t
}

// itemInterval is the 95 % t interval of one group, which the published n, mean
// and standard deviation determine; "–" where there is none.
func (v resultsView) itemInterval(g *reports.ItemGroup) string {
	if g.SD == nil {
		return "–"
	}
	w := stats.WeightedMean([]stats.Cell{{N: *g.N, Mean: *g.Mean, Variance: *g.SD * *g.SD, Weight: 1, Disclosed: true}})
	if w.CILow == nil || w.CIHigh == nil {
		return "–"
	}
	return v.t("results_range", "From", v.one(*w.CILow), "To", v.one(*w.CIHigh))
}

// agreement is a_wg in words; at the end of the scale it does not exist.
func (v resultsView) agreement(g *reports.ItemGroup) string {
	switch {
	case g.AWG != nil:
		return v.t("quest_word_figure", "Word", v.agreementWord(*g.AWG), "Figure", v.two(*g.AWG))
	case *g.N < 2:
		return "–"
	}
	return v.t("quest_agreement_end")
}

func (v resultsView) polarisation(g *reports.ItemGroup) string {
	const evenly = 0.5
	if g.Polarisation == nil {
		return "–"
	}
	word := v.t("quest_polarisation_none")
	switch {
	case g.Polarised != nil && *g.Polarised:
		word = v.t("quest_polarisation_split")
	case stats.Reaches(*g.Polarisation, evenly):
		word = v.t("quest_polarisation_wide")
	}
	return v.t("quest_word_figure", "Word", word, "Figure", v.two(*g.Polarisation))
}

// gapTable compares each group with the reference, in figures and words, and
// says what stands out; nil where nothing can be compared.
func (v resultsView) gapTable(item *reports.Item) (*questTable, string) {
	if len(item.PerceptionGaps) == 0 {
		return nil, v.t("quest_gaps")
	}
	t := &questTable{Caption: v.t("quest_gaps_caption"), Corner: v.t("results_group")}
	t.Heads = []questHead{
		{Text: v.t("results_difference")},
		{Text: v.t("report_col_reference"), Words: true},
		{Text: v.t("results_meaning"), Words: true},
		{Text: v.t("quest_effect"), Words: true},
		{Text: v.t("quest_chance")},
	}
	widest, small := &item.PerceptionGaps[0], false
	for i := range item.PerceptionGaps {
		g := &item.PerceptionGaps[i]
		if abs(g.Gap) > abs(widest.Gap) {
			widest = g
		}
		chance, least := v.t("quest_not_tested"), ""
		if g.Q != nil {
			chance = v.picturesOf(v.d).Chance(*g.Q)
		}
		if g.NeverSignificant() {
			least, small = v.t("quest_min_p", "P", v.factor(*g.MinP)), true
		}
		t.Rows = append(t.Rows, questRow{v.mark(g.Group), v.groupName(g.Group), []questCell{
			{Text: v.signed(g.Gap)},
			{Text: v.groupName(g.Reference), Words: true},
			{Text: v.gapMeaning(g), Words: true},
			{Text: v.effect(g), Words: true},
			{Text: chance, Sub: least},
		}})
	}
	t.Calculated = []string{
		v.gapSum(item, widest),
		v.t("results_calc_labels", "Notable", v.plain(v.d.Parameters.Notable), "Large", v.plain(v.d.Parameters.Large)),
		v.t("results_calc_tests"), v.t("quest_calc_effect"),
	}
	if small {
		t.Calculated = append(t.Calculated, v.t("report_stats_note_small"))
	}
	title := v.t("quest_gaps_none", "Reference", v.groupName(widest.Reference))
	if widest.Label != string(stats.LabelNone) {
		title = v.t("quest_gaps_title", "Group", v.groupName(widest.Group), "Reference", v.groupName(widest.Reference), "Gap", v.signed(widest.Gap))
	}
	return t, title
}

// effect is Cliff's delta in a word and as a figure; "–" where nothing was tested.
func (v resultsView) effect(g *reports.Gap) string {
	if g.CliffsDelta == nil {
		return "–"
	}
	word := v.t("quest_effect_" + string(stats.CliffEffect(*g.CliffsDelta)))
	return v.t("quest_word_figure", "Word", word, "Figure", v.catalog.Signed(v.lang, *g.CliffsDelta, 2))
}

// gapMeaning is the size of a difference and how sure it is, in words.
func (v resultsView) gapMeaning(g *reports.Gap) string {
	key := "results_gap_none"
	if g.Label != string(stats.LabelNone) {
		key = strings.Join([]string{"results_gap", g.Label, g.Evidence}, "_")
	}
	said := v.t(key, "A", v.whole(g.N), "B", v.whole(g.ReferenceN))
	thresholds := stats.Thresholds{Notable: v.d.Parameters.Notable, Large: v.d.Parameters.Large}
	switch thresholds.Spot(g.Gap) {
	case stats.SpotBlind:
		return v.t("results_meaning_note", "Meaning", said, "Note", v.t("quest_blind_spot"))
	case stats.SpotHiddenGood:
		return v.t("results_meaning_note", "Meaning", said, "Note", v.t("quest_hidden_strength"))
	case stats.SpotNone:
	}
	return said
}

// gapSum is one difference in figures.
func (v resultsView) gapSum(item *reports.Item, g *reports.Gap) string {
	mean := func(group string) string {
		if cell := groupOf(item.Groups, group); cell != nil {
			return v.orDash(cell.Mean, v.one)
		}
		return "–"
	}
	return v.t("quest_calc_gap", "Group", v.groupName(g.Group), "Reference", v.groupName(g.Reference),
		"A", mean(g.Group), "B", mean(g.Reference), "Difference", v.signed(g.Gap), "Number", strconv.Itoa(g.N), "Of", strconv.Itoa(g.ReferenceN))
}
