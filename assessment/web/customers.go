package web

import (
	"html/template"
	"math"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/reports"
	"readiness/reports/charts"
	"readiness/reports/stats"
)

// customersPage shows how the value is spread over the customers and, until the
// assessment is closed, takes the list or a judgement.
type customersPage struct {
	workPage
	Closed    bool
	Draft     bool
	CanUpload bool // before closing, by an account that runs assessments
	Bases     []choice
	FileError string
	Judgement judgementForm
	Customers customersView
}

// customersView is the customer base in figures and words. Before closing it is
// what the report would use.
type customersView struct {
	Known    bool // a list or a judgement
	Measured bool // the list has a value curve
	Heading  string
	Lead     string
	Source   string
	Facts    []termView
	Curve    template.HTML
	Shares   []termView
	Deciles  []termView
	Segments []segmentView
	Name     string   // of the situation
	Means    []string // what it means
	Advice   []string
	Levers   []string
	Warnings []string
	How      []string
}

type segmentView struct{ Name, Customers, Share string }

func (s *Server) showCustomers(c echo.Context, a *assessment.Assessment) error {
	return s.renderCustomers(c, a, http.StatusOK, customersInput{})
}

// customersInput is what came back with errors.
type customersInput struct {
	basis     string
	judgement *judgementInput
	errs      inputErrors
}

func (s *Server) renderCustomers(c echo.Context, a *assessment.Assessment, status int, in customersInput) error {
	base := s.work(c, a, tabCustomers, "prio_cust_title")
	base.Path = "/assessments/" + base.ID + "/customers" // a form that came back has an address that takes no GET
	s.faulty(&base.organiserPage, in.errs)
	page := customersPage{
		workPage: base, Closed: a.Status == assessment.StatusClosed, Draft: a.Status == assessment.StatusDraft,
		CanUpload: base.Manages && (a.Status == assessment.StatusDraft || a.Status == assessment.StatusOpen),
		FileError: in.errs.of("file"),
	}
	v := prioVoice{s.catalog, base.Lang}
	situation, warnings, err := s.situationOf(c, a)
	if err != nil {
		return err
	}
	page.Customers = v.customers(situation, parametersOf(a), warnings)
	if page.Closed && !page.Customers.Known {
		page.Customers.Heading = v.t("prio_cust_none_closed")
	}
	page.Bases = append(page.Bases, choice{Label: v.t("prio_basis_none"), Chosen: in.basis == ""})
	for _, basis := range valueBases() {
		page.Bases = append(page.Bases, choice{Value: basis, Label: v.t("prio_basis_" + basis), Chosen: in.basis == basis})
	}
	page.Judgement = v.judgementForm(a, in)
	return s.render(c, status, "customers", &page)
}

func valueBases() []string { return []string{"margin", "revenue", "lifetime"} }

// situationOf is the customer base as the report has it or, before closing, as
// it would have it today.
func (s *Server) situationOf(c echo.Context, a *assessment.Assessment) (*reports.Situation, []reports.Message, error) {
	ctx := c.Request().Context()
	if a.Status == assessment.StatusClosed {
		report, err := s.closedReport(ctx, a)
		if err != nil {
			return nil, nil, err
		}
		return &report.Situation, report.Warnings, nil
	}
	customers, err := s.service.Customers(ctx, a.ID)
	if err != nil && assessment.KindOf(err) != assessment.NotFound {
		return nil, nil, err
	}
	situation, err := preview(a, customers)
	return situation, previewWarnings(a, customers, situation), err
}

// parametersOf are the settings that a report of the assessment uses.
func parametersOf(a *assessment.Assessment) assessment.Parameters {
	if len(a.Parameters.Emphasis) == 0 {
		return assessment.DefaultParameters()
	}
	return a.Parameters
}

// leastCurve is the least number of customers whose value gives a skew
// (priorities.md 3.1).
const leastCurve = 20

// middle stands in for an index that nobody gave (decisions.md 17).
const middle = 0.5

// preview places the customer base before there is a report, by the same rules
// (decisions.md 17, 34).
func preview(a *assessment.Assessment, customers *assessment.CustomerBase) (*reports.Situation, error) {
	s := &reports.Situation{ValueSkew: middle, NeedsDiversity: middle, Source: "none", SkewSource: "none", DiversitySource: "none"}
	if j := a.Situation; j != nil {
		s.ValueSkew, s.NeedsDiversity, s.Reason = j.ValueSkew, j.NeedsDiversity, j.Reason
		s.Source, s.SkewSource, s.DiversitySource = "judgement", "judgement", "judgement"
	}
	if customers != nil && customers.Curve.Total > 0 && customers.Curve.X50 != nil {
		curve, p := &customers.Curve, parametersOf(a)
		s.Source, s.Basis = "customers", customers.Basis
		s.X50, s.X80, s.Gini = curve.X50, curve.X80, curve.Gini
		s.Customers, s.LossMakers, s.Count50 = &curve.N, &curve.LossMakers, &curve.Count50
		s.Lorenz, s.Deciles, s.Shares = curve.Lorenz, curve.Deciles, map[string]float64{}
		for percent, share := range curve.Shares {
			s.Shares[strconv.Itoa(percent)] = share
		}
		if curve.N >= leastCurve {
			skew := math.Log(p.ShallowShare / *curve.X50) / math.Log(p.ShallowShare/p.SteepShare)
			s.ValueSkew, s.SkewSource = math.Max(0, math.Min(1, skew)), "customers"
		}
		if err := previewNeeds(s, customers, p.DiverseNeeds); err != nil {
			return nil, err
		}
	}
	if s.Source != "none" {
		quadrant := string(stats.Situation{ValueSkew: s.ValueSkew, NeedsDiversity: s.NeedsDiversity}.Quadrant())
		s.Quadrant = &quadrant
		s.SkewBorderline, s.NeedsBorderline = stats.Borderline(s.ValueSkew), stats.Borderline(s.NeedsDiversity)
	}
	return s, nil
}

func previewNeeds(s *reports.Situation, customers *assessment.CustomerBase, full float64) error {
	var sizes []float64
	all := 0
	for _, segment := range customers.Segments {
		sizes = append(sizes, float64(segment.Customers))
		all += segment.Customers
	}
	if all == 0 {
		return nil
	}
	diversity, err := stats.NeedsDiversity(sizes, full)
	if err != nil {
		return err
	}
	for _, segment := range customers.Segments {
		s.Segments = append(s.Segments, reports.NeedsSegment{
			Segment: segment.Segment, Customers: segment.Customers, Share: float64(segment.Customers) / float64(all),
		})
	}
	if diversity.D != nil {
		s.NeedsDiversity, s.EffectiveNeeds, s.DiversitySource = *diversity.D, diversity.EffectiveNeeds, "customers"
	}
	return nil
}

// previewWarnings are what the report would warn about.
func previewWarnings(a *assessment.Assessment, customers *assessment.CustomerBase, s *reports.Situation) []reports.Message {
	var out []reports.Message
	add := func(applies bool, key string, args map[string]reports.Arg) {
		if applies {
			out = append(out, reports.Message{Key: key, Args: args})
		}
	}
	if s == nil {
		return nil
	}
	measured := s.Source == "customers"
	add(customers != nil && !measured, "report_warning_no_value", nil)
	add(measured && a.Situation != nil, "report_warning_judgement_replaced", nil)
	add(measured && s.Customers != nil && *s.Customers < leastCurve, "report_warning_few_customers", map[string]reports.Arg{"Count": {Count: s.Customers}})
	add(s.SkewBorderline, "report_warning_skew_borderline", nil)
	add(s.NeedsBorderline, "report_warning_needs_borderline", nil)
	return out
}

func (v prioVoice) customers(s *reports.Situation, p assessment.Parameters, warnings []reports.Message) customersView {
	out := customersView{
		Known: s.Source != "none", Measured: s.Source == "customers" && s.X50 != nil,
		Heading: v.t("prio_cust_none"), Lead: v.baseLead(s), Source: v.baseSource(s), Levers: v.say(s.Levers),
		Warnings: v.situationWarnings(warnings),
	}
	if out.Known {
		out.Heading, out.Name = v.t("prio_cust_judged"), v.t("prio_situation_"+*s.Quadrant)
		out.Means = v.readings(s)
	}
	out.Advice = v.say(s.Advice)
	if out.Measured {
		v.measured(&out, s, p)
	}
	return out
}

// fewCustomers is the number up to which the customers that bring half of the
// value can be cultivated one by one (priorities.md 3.7).
const fewCustomers = 50

// measured fills in what comes from the list of customers.
func (v prioVoice) measured(out *customersView, s *reports.Situation, p assessment.Parameters) {
	const percent = 100
	out.Heading = v.t("prio_cust_half", "Count", *s.Count50, "Percent", v.one(*s.X50), "All", v.whole(*s.Customers))
	if len(out.Advice) == 0 { // before closing, when nothing has been worked out yet
		if *s.Count50 <= fewCustomers {
			out.Advice = append(out.Advice, v.t("report_advice_few_bring_half", "Count", *s.Count50))
		} else {
			out.Advice = append(out.Advice, v.t("report_advice_cost_of_half", "Factor", v.one(*s.X50/p.SteepShare)))
		}
		if s.DiversitySource == "customers" {
			out.Advice = append(out.Advice, v.t("report_advice_needs_not_sizes"))
		}
	}
	out.Facts = append(out.Facts,
		termView{v.t("prio_fact_customers"), v.whole(*s.Customers)},
		termView{v.t("prio_fact_half"), v.percent(*s.X50 / percent)})
	if s.X80 != nil {
		out.Facts = append(out.Facts, termView{v.t("prio_fact_80"), v.percent(*s.X80 / percent)})
	}
	if s.LossMakers != nil {
		out.Facts = append(out.Facts, termView{v.t("prio_fact_loss"), v.whole(*s.LossMakers)})
	}
	if s.EffectiveNeeds != nil {
		out.Facts = append(out.Facts, termView{v.t("prio_fact_needs"), v.one(*s.EffectiveNeeds)})
	}
	basis := s.Basis
	if basis == "" {
		basis = "none"
	}
	out.Facts = append(out.Facts, termView{v.t("prio_basis"), v.t("prio_basis_" + basis)})
	for _, top := range stats.SharePercents() {
		if share, ok := s.Shares[strconv.Itoa(int(top))]; ok {
			out.Shares = append(out.Shares, termView{v.t("prio_top", "Percent", v.plain(top)), v.percent(share)})
		}
	}
	for i, share := range s.Deciles {
		out.Deciles = append(out.Deciles, termView{v.t("prio_decile", "Number", i+1), v.percent(share)})
	}
	for _, segment := range s.Segments {
		out.Segments = append(out.Segments, segmentView{segment.Segment, v.whole(segment.Customers), v.percent(segment.Share)})
	}
	out.Curve = v.curve(s)
	out.How = v.howMeasured(s, p)
}

// howMeasured says how both indices are worked out, with the figures.
func (v prioVoice) howMeasured(s *reports.Situation, p assessment.Parameters) []string {
	how := []string{v.t("prio_how_skew_few", "Least", leastCurve)}
	if s.SkewSource == "customers" {
		how = []string{v.t("prio_how_skew", "Steep", v.plain(p.SteepShare), "Shallow", v.plain(p.ShallowShare), "X50", v.two(*s.X50), "V", v.two(s.ValueSkew))}
	}
	if s.EffectiveNeeds != nil {
		return append(how, v.t("prio_how_needs", "Segments", len(s.Segments), "Effective", v.two(*s.EffectiveNeeds), "Full", v.plain(p.DiverseNeeds), "D", v.two(s.NeedsDiversity)))
	}
	return append(how, v.t("prio_how_no_segments"))
}

func (v prioVoice) curve(s *reports.Situation) template.HTML {
	const half, percent = 0.5, 100
	frame := v.frame("lorenz", v.t("prio_curve_title"), v.t("prio_cust_half", "Count", *s.Count50, "Percent", v.one(*s.X50), "All", v.whole(*s.Customers)))
	frame.Number = func(x float64) string { return v.t("prio_percent", "Number", v.plain(x)) }
	return charts.Lorenz{
		Frame: frame, Customers: v.t("prio_curve_customers"), Value: v.t("prio_curve_value"), Curve: s.Lorenz,
		CurveName: v.t("prio_your_customers"), Equality: v.t("prio_curve_equal"),
		Marks: []charts.LorenzMark{{Customers: *s.X50 / percent, Value: half, Label: v.t("prio_curve_half", "Percent", v.one(*s.X50))}},
	}.Chart().HTML()
}

// readings say what the situation means; where an index lies on the border, the
// other reading too (priorities.md 3.1).
func (v prioVoice) readings(s *reports.Situation) []string {
	out := []string{v.t("prio_means_" + *s.Quadrant)}
	other := stats.Situation{ValueSkew: s.ValueSkew, NeedsDiversity: s.NeedsDiversity}
	if s.SkewBorderline {
		other.ValueSkew = 1 - math.Round(other.ValueSkew)
	}
	if s.NeedsBorderline {
		other.NeedsDiversity = 1 - math.Round(other.NeedsDiversity)
	}
	if quadrant := string(other.Quadrant()); quadrant != *s.Quadrant {
		out = append(out, v.t("prio_means_also", "Situation", v.t("prio_situation_"+quadrant), "Text", v.t("prio_means_"+quadrant)))
	}
	return out
}
