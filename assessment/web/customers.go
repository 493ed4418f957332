package web

import (
	"html/template"
	"math"
	"net/http"
	"strconv"
	"strings"

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
	Closed     bool
	CanUpload  bool // before closing, by an account that runs assessments
	Bases      []choice
	BasisError string
	FileError  string
	FileLimit  string
	Offer      *offerView
	Judgement  judgementForm
	Anchors    anchorsForm
	Conditions []string // stated
	Customers  customersView
}

// customersView is the customer base in figures and words. Before closing it is
// what the report would use.
type customersView struct {
	Known      bool // a list or a judgement
	Measured   bool // the list has a value curve
	Heading    string
	Lead       string
	Source     string
	Facts      []termView
	Curve      template.HTML
	CurveTitle string
	Figures    []termView // Gini and others
	Shares     []termView
	Deciles    []termView
	Segments   []segmentView
	ShareOf    string // heads the shares of the segments
	Name       string // of the situation
	Matrix     template.HTML
	Indices    []termView
	Means      []string // what it means
	Advice     []string
	Levers     []string
	Warnings   []string
	How        []string
}

type segmentView struct{ Name, Customers, Share string }

func (s *Server) showCustomers(c echo.Context, a *assessment.Assessment) error {
	return s.renderCustomers(c, a, http.StatusOK, customersInput{})
}

// customersInput is what came back with errors.
type customersInput struct {
	basis     string
	judgement *judgementInput
	anchors   *anchorsInput
	errs      inputErrors
}

func (s *Server) renderCustomers(c echo.Context, a *assessment.Assessment, status int, in customersInput) error {
	base := s.work(c, a, tabCustomers, "prio_cust_title")
	base.Path = "/assessments/" + base.ID + "/customers" // a form that came back has an address that takes no GET
	s.faulty(&base.organiserPage, in.errs)
	page := customersPage{
		workPage: base, Closed: a.Status == assessment.StatusClosed, CanUpload: base.Manages && takesFacts(a),
		BasisError: in.errs.of("basis"), FileError: in.errs.of("file"), FileLimit: sizeName(maxUploadBody),
	}
	v := prioVoice{s.catalog, base.Lang}
	situation, warnings, err := s.situationOf(c, a)
	if err != nil {
		return err
	}
	page.Customers = v.customers(situation, a.Parameters.Filled(), warnings)
	if page.Closed && !page.Customers.Known {
		page.Customers.Heading = v.t("prio_cust_none_closed")
	}
	page.Bases = append(page.Bases, choice{Label: v.t("prio_basis_none"), Chosen: in.basis == ""})
	for _, basis := range assessment.ValueBases() {
		page.Bases = append(page.Bases, choice{Value: basis, Label: v.t("prio_basis_" + basis), Chosen: in.basis == basis})
	}
	page.Judgement, page.Anchors, page.Conditions = v.judgementForm(a, situation, in), v.anchorsForm(a.Parameters.Filled(), in), v.conditions(a.Conditions)
	if page.CanUpload {
		page.Offer = v.offer(a, situation)
	}
	return s.render(c, status, "customers", &page)
}

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
	situation, warnings, err := reports.Place(a, customers)
	return &situation, warnings, err
}

func (v prioVoice) customers(s *reports.Situation, p assessment.Parameters, warnings []reports.Message) customersView {
	out := customersView{
		Known: s.Source != "none", Measured: s.Source == "customers" && s.X50 != nil,
		Heading: v.t("prio_cust_none"), Lead: v.baseLead(s), Source: v.baseSource(s), Levers: v.say(s.Levers),
		Warnings: v.situationWarnings(warnings),
	}
	if out.Known {
		out.Heading, out.Name, out.Means = v.t("prio_cust_judged"), v.t("prio_means_open"), v.halfReading(s)
		if s.Placed() {
			out.Name, out.Means = v.situations(s), v.readings(s)
		}
		matrix := reports.Pictures{Report: &reports.Report{Situation: *s}, Words: v.catalog, Lang: v.lang}.Situation()
		out.Matrix, out.Indices = matrix.Chart.HTML(), v.indices(s)
	}
	out.Advice = v.say(s.Advice)
	if out.Measured {
		v.measured(&out, s, p)
	}
	return out
}

// measured fills in what comes from the list of customers.
func (v prioVoice) measured(out *customersView, s *reports.Situation, p assessment.Parameters) {
	const percent = 100
	out.Heading = v.halfText(s)
	out.Facts = append(out.Facts,
		termView{v.t("prio_fact_customers"), v.whole(*s.Customers)},
		termView{v.t("prio_fact_half"), v.percent(shareOfHalf(s))})
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
	out.Figures = v.moreFigures(s)
	for _, top := range stats.SharePercents() {
		if share, ok := s.Shares[strconv.Itoa(int(top))]; ok {
			out.Shares = append(out.Shares, termView{v.t("prio_top", "Percent", v.plain(top)), v.percent(share)})
		}
	}
	for i, share := range s.Deciles {
		out.Deciles = append(out.Deciles, termView{v.t("prio_decile", "Number", i+1), v.percent(share)})
	}
	out.ShareOf = v.t("prio_share")
	if p.NeedsBy == assessment.NeedsByValue {
		out.ShareOf = v.t("prio_curve_value")
	}
	for _, segment := range s.Segments {
		out.Segments = append(out.Segments, segmentView{segment.Segment, v.whole(segment.Customers), v.percent(segment.Share)})
	}
	out.Curve, out.CurveTitle = v.curve(s), v.curveTitle(s)
	out.How = v.howMeasured(s, p)
}

// halfText says how many customers bring half of the value.
func (v prioVoice) halfText(s *reports.Situation) string {
	const percent = 100
	return v.t("prio_cust_half", "Count", *s.Count50, "Percent", v.one(percent*shareOfHalf(s)), "All", v.whole(*s.Customers))
}

// shareOfHalf is the fraction 0–1 of whole customers that bring half of the
// value. X50 counts the last of them in part (priorities.md 3.1): beside the
// number of customers it would look like a mistake.
func shareOfHalf(s *reports.Situation) float64 {
	return float64(*s.Count50) / float64(max(1, *s.Customers))
}

// howMeasured says how both indices are worked out, with the figures.
func (v prioVoice) howMeasured(s *reports.Situation, p assessment.Parameters) []string {
	how := []string{v.t("prio_how_figures")}
	switch {
	case s.SkewSource == "customers":
		how = append(how, v.t("prio_how_skew", "Steep", v.plain(p.SteepShare), "Shallow", v.plain(p.ShallowShare), "X50", v.two(*s.X50), "V", v.two(s.ValueSkew)))
	case s.MeasuredSkew != nil:
		how = append(how, v.t("prio_how_skew_judged", "Measured", v.two(*s.MeasuredSkew), "X50", v.two(*s.X50), "V", v.two(s.ValueSkew)))
	default:
		how = append(how, v.t("prio_how_skew_few", "Least", stats.LeastCustomers))
	}
	if s.EffectiveNeeds != nil {
		if p.NeedsBy == assessment.NeedsByValue {
			how = append(how, v.t("prio_how_needs_value"))
		}
		return append(how, v.t("prio_how_needs", "Segments", len(s.Segments), "Effective", v.two(*s.EffectiveNeeds), "Full", v.plain(p.DiverseNeeds), "D", v.two(s.NeedsDiversity)))
	}
	return append(how, v.t("prio_how_no_segments"))
}

// moreFigures are the measures of inequality that specialists ask for.
func (v prioVoice) moreFigures(s *reports.Situation) []termView {
	const places = 3
	var out []termView
	if s.Gini != nil {
		out = append(out, termView{v.t("prio_fact_gini"), v.factor(*s.Gini)})
	}
	if s.HHI != nil && *s.HHI > 0 {
		out = append(out,
			termView{v.t("prio_fact_hhi"), v.catalog.Number(v.lang, *s.HHI, places)},
			termView{v.t("prio_fact_effective"), v.one(1 / *s.HHI)})
	}
	if s.WhalePeak != nil {
		out = append(out, termView{v.t("prio_fact_whale"), v.percent(*s.WhalePeak)})
	}
	if s.NeedsEvenness != nil && s.NeedsSimpson != nil {
		out = append(out,
			termView{v.t("prio_fact_evenness"), v.factor(*s.NeedsEvenness)},
			termView{v.t("prio_fact_simpson"), v.factor(*s.NeedsSimpson)})
	}
	return out
}

// curveTitle says what the curve shows.
func (v prioVoice) curveTitle(s *reports.Situation) string {
	const best = 20
	return v.t("prio_curve_says", "Percent", v.whole(best), "Share", v.percent(s.Shares[strconv.Itoa(best)]))
}

func (v prioVoice) curve(s *reports.Situation) template.HTML {
	const half, percent = 0.5, 100
	frame := v.frame("lorenz", v.curveTitle(s), v.halfText(s))
	frame.Number = func(x float64) string { return v.t("prio_percent", "Number", v.plain(x)) }
	return charts.Lorenz{
		Frame: frame, Customers: v.t("prio_curve_customers"), Value: v.t("prio_curve_value"), Curve: s.Lorenz,
		CurveName: v.t("prio_your_customers"), Equality: v.t("prio_curve_equal"),
		Marks: []charts.LorenzMark{{Customers: *s.X50 / percent, Value: half, Label: v.t("prio_curve_half", "Percent", v.one(percent*shareOfHalf(s)))}},
	}.Chart().HTML()
}

// situations names the one or two quadrants that the base may be in.
func (v prioVoice) situations(s *reports.Situation) string {
	const most = 2
	places := s.Places()
	if len(places) > most {
		return v.t("prio_means_open")
	}
	var names []string
	for _, place := range places {
		names = append(names, v.t("prio_situation_"+place))
	}
	return strings.Join(names, " / ")
}

// readings say what the situation means; for each index that lies on the border,
// the other reading of that index too (priorities.md 3.1).
func (v prioVoice) readings(s *reports.Situation) []string {
	first := stats.Situation{ValueSkew: s.ValueSkew, NeedsDiversity: s.NeedsDiversity}
	text := v.t("prio_means_" + string(first.Quadrant()))
	if s.SkewBorderline || s.NeedsBorderline {
		text = v.t("prio_means_figures", "Situation", v.t("prio_situation_"+string(first.Quadrant())), "Text", text)
	}
	out := []string{text}
	also := func(key string, other stats.Situation) {
		quadrant := string(other.Quadrant())
		out = append(out, v.t(key, "Situation", v.t("prio_situation_"+quadrant), "Text", v.t("prio_means_"+quadrant)))
	}
	if s.SkewBorderline {
		also("prio_means_also_value", stats.Situation{ValueSkew: 1 - math.Round(s.ValueSkew), NeedsDiversity: s.NeedsDiversity})
	}
	if s.NeedsBorderline {
		also("prio_means_also_needs", stats.Situation{ValueSkew: s.ValueSkew, NeedsDiversity: 1 - math.Round(s.NeedsDiversity)})
	}
	return out
}

// halfReading says what the one index means that is known; on the border, both
// ways. Without either there is nothing to say.
func (v prioVoice) halfReading(s *reports.Situation) []string {
	index, read := "value", s.ReadValue()
	if read == reports.ReadUnknown {
		index, read = "needs", s.ReadNeeds()
	}
	switch read {
	case reports.ReadLow, reports.ReadHigh:
		return []string{v.t("prio_means_" + index + "_" + string(read))}
	case reports.ReadBorder:
		var out []string
		for _, end := range []string{"low", "high"} {
			out = append(out, v.t("prio_means_either", "Text", v.t("prio_means_"+index+"_"+end)))
		}
		return out
	case reports.ReadUnknown:
	}
	return nil
}
