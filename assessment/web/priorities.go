package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports"
	"readiness/static/i18n"
)

// customersImportRoute takes lists of customers, which may be large.
const customersImportRoute = "/assessments/:id/customers/import"

// prioritiesRoutes are the page that explains what to do first, the page about
// the value of the customers and the one about the programme's conditions.
func (s *Server) prioritiesRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	const one = "/assessments/:id"
	return []route{
		{get, one + "/priorities", signedIn, s.on(s.showPriorities)},
		{get, one + "/customers", signedIn, s.on(s.showCustomers)},
		{post, customersImportRoute, manages, s.on(s.importCustomers)},
		{post, one + "/customers/judgement", manages, s.on(s.saveJudgement)},
		{post, one + "/customers/anchors", manages, s.on(s.saveAnchors)},
		{get, one + "/conditions", manages, s.on(s.showConditions)},
		{post, one + "/conditions", manages, s.on(s.saveConditions)},
	}
}

// prioritiesPage is the report's ranking with everything that explains it.
type prioritiesPage struct {
	workPage
	Ready          bool
	Waiting        waitingView // before the results
	Verdict        verdictView
	Stages         []stageView // by rank; stages on target last
	Ties           []string
	Formula        formulaView
	Points         []reports.Picture
	PointsNote     string // what stands out in the drawings of points
	Beside         []string
	Base           baseView
	Panel          panelView
	Categories     []categoryView
	CategoriesHow  string
	CategoriesNote []string // on categories that compare different questions
	Plan           planView
}

// stageView is one stage with its answers to the five questions.
type stageView struct {
	ID, Name      string
	Rank          string // "" on target
	Score, Share  string
	Readiness, N  string
	Verdict, Chip string
	Steps         []stepView
	Calculation   string
	Stability     string
	Beside        []string // ranks in the scenarios that are not counted
	raw           *reports.Priority
}

// stepView is one of the five questions for one stage.
type stepView struct {
	Question string // key
	Arrow    string // ↑ ↓ –
	Meaning  string // key of what the arrow says
	Class    string
	Points   string
	Sentence string
	Value    float64
}

// prioVoice puts figures and messages into one language.
type prioVoice struct {
	catalog *i18n.Catalog
	lang    string
}

// picturesOf draws the figures of a report.
func (v prioVoice) picturesOf(d *reportIndex) reports.Pictures {
	return reports.Pictures{Report: d.Report, Words: v.catalog, Lang: v.lang}
}

func (v prioVoice) t(key string, args ...any) string { return v.catalog.T(v.lang, key, args...) }

// one writes a figure with one decimal; signed adds + or −.
func (v prioVoice) one(x float64) string    { return v.catalog.Number(v.lang, x, 1) }
func (v prioVoice) signed(x float64) string { return v.catalog.Signed(v.lang, x, 1) }

// plain writes a parameter with as many decimals, at most two, as it needs.
func (v prioVoice) plain(x float64) string {
	const most = 2
	for decimals := range most {
		scaled := x
		for range decimals {
			scaled *= 10
		}
		if nearWhole(scaled) {
			return v.catalog.Number(v.lang, x, decimals)
		}
	}
	return v.catalog.Number(v.lang, x, most)
}

func (v prioVoice) factor(x float64) string { return v.catalog.Number(v.lang, x, 3) }

func (v prioVoice) whole(n int) string { return v.catalog.Number(v.lang, float64(n), 0) }

// percent writes a fraction 0–1.
func (v prioVoice) percent(x float64) string {
	const hundred = 100
	return v.t("prio_percent", "Number", v.one(hundred*x))
}

// list joins texts as a language does.
func (v prioVoice) list(texts []reports.Text) string {
	words := make([]string, len(texts))
	for i, text := range texts {
		words[i] = text.In(v.lang)
	}
	return v.catalog.Join(v.lang, words)
}

func (v prioVoice) say(messages []reports.Message) []string {
	said := make([]string, len(messages))
	for i, m := range messages {
		said[i] = m.In(v.catalog, v.lang)
	}
	return said
}

func (s *Server) showPriorities(c echo.Context, a *assessment.Assessment) error {
	filter, bad := readPlanFilter(c)
	if bad != nil {
		return s.refuseQuery(c, bad)
	}
	page := prioritiesPage{workPage: s.work(c, a, tabPriorities, "prio_title"), Ready: a.Status == assessment.StatusClosed}
	if !page.Ready {
		var err error
		if page.Waiting, err = s.waiting(c, a, page.Lang); err != nil {
			return err
		}
		return s.render(c, http.StatusOK, "priorities", &page)
	}
	report, err := s.closedReport(c.Request().Context(), a)
	if err != nil {
		return err
	}
	v := prioVoice{s.catalog, page.Lang}
	d := &reportIndex{report}
	page.Verdict = v.verdict(d)
	page.Stages = v.stages(d)
	page.Ties = v.ties(d)
	page.Formula = v.formula(d)
	pictures := v.picturesOf(d)
	page.Points, page.PointsNote = pictures.Points(d.ranked()), pictures.PointsTitle(d.ranked())
	page.Beside = v.besideHeads(report)
	page.Base = v.base(d)
	page.Panel = v.panel(d)
	page.Categories = v.categories(d)
	page.CategoriesHow = v.t("prio_categories_how", "Shortfall", v.plain(report.Parameters.ShortfallWeight), "BlindSpot", v.plain(report.Parameters.BlindSpotWeight))
	if note, found := report.MixedSides("category"); found {
		page.CategoriesNote = v.say([]reports.Message{note})
	}
	page.Plan = v.plan(d, filter)
	return s.render(c, http.StatusOK, "priorities", &page)
}

// refuseQuery answers a query that this page does not understand; it names the
// field.
func (s *Server) refuseQuery(c echo.Context, bad *assessment.Error) error {
	return s.writeProblem(c, problem{http.StatusBadRequest, "error_page_invalid", []*assessment.Error{bad}})
}

// reportIndex finds the parts of a report by id.
type reportIndex struct{ *reports.Report }

func (d *reportIndex) scale(id string) *reports.Scale {
	for i := range d.Scales {
		if d.Scales[i].ID == id {
			return &d.Scales[i]
		}
	}
	return nil
}

func (d *reportIndex) item(id string) *reports.Item {
	for i := range d.Items {
		if d.Items[i].ID == id {
			return &d.Items[i]
		}
	}
	return nil
}

func (d *reportIndex) priority(stage string) *reports.Priority {
	for i := range d.Priorities {
		if d.Priorities[i].Stage == stage {
			return &d.Priorities[i]
		}
	}
	return nil
}

func (d *reportIndex) importance(stage string) *float64 {
	for i := range d.Importance {
		if d.Importance[i].Stage == stage {
			return d.Importance[i].Weighted
		}
	}
	return nil
}

// ranked lists the priorities by rank; what has none stands last, in stage order.
func (d *reportIndex) ranked() []*reports.Priority {
	list := make([]*reports.Priority, len(d.Priorities))
	for i := range d.Priorities {
		list[i] = &d.Priorities[i]
	}
	place := func(p *reports.Priority) int {
		if p.Rank == nil {
			return len(list) + 1
		}
		return *p.Rank
	}
	slices.SortStableFunc(list, func(x, y *reports.Priority) int { return cmp.Compare(place(x), place(y)) })
	return list
}

func (v prioVoice) stages(d *reportIndex) []stageView {
	var out []stageView
	for _, p := range d.ranked() {
		scale := d.scale(p.Stage)
		stage := stageView{
			ID: p.Stage, Name: p.Name.In(v.lang), Score: v.one(p.Score), Share: v.percent(p.Share),
			Readiness: v.one(*scale.Weighted.Mean), N: v.whole(scale.Answers()),
			Verdict: v.t("report_verdict_word_" + p.Verdict), Chip: verdictChip(p.Verdict),
			Steps: v.steps(d, p, scale), Calculation: v.calculation(d, p), Stability: v.stability(p), raw: p,
		}
		if p.Rank != nil {
			stage.Rank = v.whole(*p.Rank)
		}
		for _, beside := range p.Stability.Beside {
			rank := v.t("report_on_target")
			if beside.Rank != nil {
				rank = v.whole(*beside.Rank)
			}
			stage.Beside = append(stage.Beside, rank)
		}
		out = append(out, stage)
	}
	return out
}

// steps answers the five questions (ux.md 5.2, "Explain in one page").
func (v prioVoice) steps(d *reportIndex, p *reports.Priority, scale *reports.Scale) []stepView {
	out := []stepView{
		{Question: "prio_q_shortfall", Value: p.ShortfallPoints, Sentence: v.far(p, scale)},
		{Question: "prio_q_blind", Value: p.BlindSpotPoints, Sentence: v.overrated(p, scale)},
		{Question: "prio_q_fit", Value: p.FitPoints, Sentence: v.pays(d, p)},
		{Question: "prio_q_importance", Value: p.ImportancePoints, Sentence: v.wanted(d, p)},
		{Question: "prio_q_gate", Value: p.GatePoints, Sentence: v.laid(d, p)},
	}
	for i := range out {
		step := &out[i]
		step.Points = v.signed(step.Value)
		step.Arrow, step.Meaning, step.Class = "–", "prio_same", "same"
		switch {
		case changes(step.Value) && step.Value > 0:
			step.Arrow, step.Meaning, step.Class = "↑", "prio_up", "up"
		case changes(step.Value):
			step.Arrow, step.Meaning, step.Class = "↓", "prio_down", "down"
		}
	}
	return out
}

// changes tells whether points show at the one decimal that is printed.
func changes(points float64) bool {
	const least = 0.05
	return points >= least || points <= -least
}

func (v prioVoice) far(p *reports.Priority, scale *reports.Scale) string {
	readiness, target := v.one(*scale.Weighted.Mean), v.plain(scale.Target)
	if p.Shortfall <= 0 {
		return v.t("prio_far_reached", "Readiness", readiness, "Target", target)
	}
	return v.t("prio_far_below", "Readiness", readiness, "Target", target, "Gap", v.one(p.Shortfall))
}

func (v prioVoice) overrated(p *reports.Priority, scale *reports.Scale) string {
	switch {
	case scale.Inside == nil || scale.Outside == nil:
		return v.t("prio_blind_unknown")
	case p.BlindSpot <= 0:
		return v.t("prio_blind_no")
	default:
		return v.t("prio_blind_"+p.Evidence, "Gap", v.one(p.BlindSpot))
	}
}

func (v prioVoice) pays(d *reportIndex, p *reports.Priority) string {
	if !changes(p.FitPoints) {
		return v.t("prio_fit_same", "Factor", v.factor(p.Fit))
	}
	phrase := d.Situation.Phrase()
	if phrase == nil {
		return v.t("prio_fit_open_"+direction(p.FitPoints), "Factor", v.factor(p.Fit))
	}
	return v.t("prio_fit_"+direction(p.FitPoints), "Situation", phrase.In(v.catalog, v.lang), "Factor", v.factor(p.Fit))
}

func (v prioVoice) wanted(d *reportIndex, p *reports.Priority) string {
	importance := d.importance(p.Stage)
	if importance == nil {
		return v.t("prio_want_unasked")
	}
	// A stage on target has no points to move, whatever the factor.
	const nearly = 0.005
	key, beyond := "prio_want_same", p.ImportanceFactor-1
	if changes(p.ImportancePoints) || abs(beyond) >= nearly {
		key = "prio_want_" + direction(beyond)
	}
	return v.t(key, "Importance", v.one(*importance), "Factor", v.factor(p.ImportanceFactor))
}

func (v prioVoice) laid(d *reportIndex, p *reports.Priority) string {
	gate := v.plain(d.Parameters.Gate)
	if p.Stage == questionnaires.Stages()[0] {
		return v.t("prio_gate_first")
	}
	var lowest *reports.Scale
	unjudged := ""
	for _, id := range questionnaires.Stages() {
		if id == p.Stage {
			break
		}
		scale := d.scale(id)
		if scale == nil || scale.Weighted.Mean == nil {
			unjudged = cmp.Or(unjudged, v.stageName(d, id))
			continue
		}
		if lowest == nil || *scale.Weighted.Mean < *lowest.Weighted.Mean {
			lowest = scale
		}
	}
	switch {
	case p.Gate < 1:
	case unjudged != "":
		return v.t("prio_gate_unknown", "Stage", unjudged)
	default:
		return v.t("prio_gate_yes", "Gate", gate)
	}
	return v.t("prio_gate_no", "Stage", lowest.Name.In(v.lang), "Readiness", v.one(*lowest.Weighted.Mean), "Gate", gate, "Factor", v.factor(p.Gate))
}

func direction(points float64) string {
	if points < 0 {
		return "down"
	}
	return "up"
}

// ties names the stages whose order does not say much (priorities.md 3.4).
func (v prioVoice) ties(d *reportIndex) []string {
	var out []string
	list := d.ranked()
	for i, p := range list {
		for _, q := range list[i+1:] {
			if !slices.Contains(p.TiedWith, q.Stage) {
				continue
			}
			key, first, second := "prio_tied_rank", p.Stability.Same, q.Stability.Same
			if p.Stability.First > 0 && q.Stability.First > 0 {
				key, first, second = "prio_tied_first", p.Stability.First, q.Stability.First
			}
			out = append(out, v.t(key, "First", p.Name.In(v.lang), "Second", q.Name.In(v.lang), "FirstScore", v.one(p.Score), "SecondScore", v.one(q.Score),
				"FirstTimes", first, "SecondTimes", second, "Of", p.Stability.Of))
		}
	}
	return out
}
