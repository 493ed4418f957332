package web

import (
	"html/template"
	"slices"

	"readiness/reports"
	"readiness/reports/charts"
)

// baseView places the customer base and what the company can do with it
// (priorities.md 3.3, 3.7).
type baseView struct {
	Lead       string
	Source     string
	Situation  template.HTML
	Indices    []termView // figures of the situation
	Capability *capabilityView
	Advice     []string
	Levers     []string
	Warnings   []string
}

type capabilityView struct {
	Sentence string
	Figure   template.HTML
	Rows     []capabilityRow
}

type capabilityRow struct{ Stage, Score, Asked, Verdict string }

func (v prioVoice) base(d *reportIndex) baseView {
	s := &d.Situation
	out := baseView{
		Lead: v.baseLead(s), Source: v.baseSource(s), Situation: v.situationFigure(s), Indices: v.indices(s),
		Capability: v.capability(d), Advice: v.say(s.Advice), Levers: v.say(s.Levers), Warnings: v.situationWarnings(d.Warnings),
	}
	return out
}

func (v prioVoice) baseLead(s *reports.Situation) string {
	if s.Quadrant == nil {
		return v.t("report_warning_no_situation")
	}
	return v.t("prio_base_is", "Base", v.t("report_base_"+*s.Quadrant))
}

// baseSource says where the two indices come from.
func (v prioVoice) baseSource(s *reports.Situation) string {
	switch {
	case s.Source == "customers" && s.Customers != nil:
		measured := v.t("prio_base_measured", "Count", *s.Customers)
		if s.Reason != "" && s.MeasuredSkew == nil { // a warning prints the reason of an override
			measured += " " + v.t("prio_base_partly", "Reason", s.Reason)
		}
		return measured
	case s.Source == "judgement" && s.Reason != "":
		return v.t("prio_base_reason", "Reason", s.Reason)
	case s.Source == "judgement":
		return v.t("prio_base_judged")
	}
	return ""
}

func (v prioVoice) indices(s *reports.Situation) []termView {
	return []termView{
		{v.t("wb_factor_value_skew"), v.t("prio_index_from", "Index", v.two(s.ValueSkew), "Source", v.t("prio_source_"+s.SkewSource))},
		{v.t("wb_factor_needs_diversity"), v.t("prio_index_from", "Index", v.two(s.NeedsDiversity), "Source", v.t("prio_source_"+s.DiversitySource))},
	}
}

// quadrants name the four situations; the marked one stands out.
func (v prioVoice) quadrants(marked *string) charts.Quadrants {
	one := func(id string) charts.Quadrant {
		return charts.Quadrant{Name: v.t("prio_situation_" + id), Note: v.t("prio_situation_" + id + "_like"), Marked: marked != nil && *marked == id}
	}
	return charts.Quadrants{KeyAccount: one("key_account"), OneToOne: one("one_to_one"), Mass: one("mass"), Niche: one("niche")}
}

// borderBand is how near an index may lie to 0.5 before both readings are shown
// (priorities.md 3.1).
const borderBand = 0.1

// situationFigure draws the differentiation matrix: value against needs.
func (v prioVoice) situationFigure(s *reports.Situation) template.HTML {
	chart := charts.SituationMatrix{
		Frame:     v.frame("situation", v.t("prio_situation_title"), v.baseLead(s)),
		Needs:     charts.Axis{Name: v.t("prio_axis_needs"), Low: v.t("prio_axis_needs_low"), High: v.t("prio_axis_needs_high")},
		Value:     charts.Axis{Name: v.t("prio_axis_value"), Low: v.t("prio_axis_value_low"), High: v.t("prio_axis_value_high")},
		Quadrants: v.quadrants(s.Quadrant), Base: v.t("prio_your_customers"), Band: borderBand,
	}
	if s.Quadrant != nil {
		chart.Diversity, chart.Skew = &s.NeedsDiversity, &s.ValueSkew
	}
	return chart.Chart().HTML()
}

func (v prioVoice) capability(d *reportIndex) *capabilityView {
	c := d.Capability
	if c == nil {
		return nil
	}
	out := &capabilityView{Sentence: c.Sentence.In(v.catalog, v.lang)}
	s := &d.Situation
	for _, row := range []struct {
		stage        string
		score, asked float64
	}{{"interact", c.Interact, s.ValueSkew}, {"customize", c.Customize, s.NeedsDiversity}} {
		asked, verdict := v.t("prio_asked_unknown"), "–"
		if s.Quadrant != nil {
			const half = 0.5
			asked, verdict = v.t("prio_asked_little"), v.t("prio_lags_no")
			if row.asked >= half-1e-9 {
				asked = v.t("prio_asked_much")
			}
			if slices.Contains(c.Lags, row.stage) {
				verdict = v.t("prio_lags_yes")
			}
		}
		out.Rows = append(out.Rows, capabilityRow{v.stageName(d, row.stage), v.one(row.score), asked, verdict})
	}
	axis := func(stage string) charts.Axis {
		return charts.Axis{Name: v.stageName(d, stage), Low: v.t("prio_axis_low"), High: v.t("prio_axis_high")}
	}
	out.Figure = charts.CapabilityMatrix{
		Frame: v.frame("capability", v.t("prio_capability_title"), out.Sentence), Customize: axis("customize"), Interact: axis("interact"),
		Quadrants: v.quadrants(c.Base), Company: v.t("prio_your_company"), CustomizeScore: &c.Customize, InteractScore: &c.Interact,
	}.Chart().HTML()
	return out
}

// situationWarnings picks the warnings about the customer base.
func (v prioVoice) situationWarnings(warnings []reports.Message) []string {
	about := []string{
		"report_warning_judgement_replaced", "report_warning_skew_overridden", "report_warning_anchors_changed", "report_warning_few_customers", "report_warning_no_value",
		"report_warning_skew_borderline", "report_warning_needs_borderline",
	}
	var out []reports.Message
	for _, m := range warnings {
		if slices.Contains(about, m.Key) {
			out = append(out, m)
		}
	}
	return v.say(out)
}

// panelView is the importance–performance panel (priorities.md 3.4).
type panelView struct {
	Column string // key of the name of the upward axis
	Title  string
	Figure template.HTML
	Rows   []panelRow
	How    string
}

type panelRow struct{ Stage, Readiness, Relevance, Quadrant string }

func (v prioVoice) panel(p *reports.Panel) panelView {
	if p.Readiness == nil || p.Relevance == nil {
		return panelView{}
	}
	out := panelView{Column: relevanceName(p.Asked), Title: v.t("prio_ipa_none")}
	var first []string
	for _, point := range p.Points {
		row := panelRow{
			Stage: point.Name.In(v.lang), Readiness: v.one(point.Readiness), Relevance: v.one(point.Relevance),
			Quadrant: v.t("prio_quadrant_" + point.Quadrant),
		}
		if point.Borderline {
			row.Quadrant = v.t("prio_quadrant_borderline", "Quadrant", row.Quadrant)
		}
		if point.Quadrant == "concentrate_here" {
			first = append(first, row.Stage)
		}
		out.Rows = append(out.Rows, row)
	}
	if len(first) > 0 {
		out.Title = v.t("prio_ipa_title", "Stages", v.catalog.Join(v.lang, first))
	}
	key := "prio_ipa_how_fit"
	if p.Asked {
		key = "prio_ipa_how_asked"
	}
	out.How = v.t(key, "Readiness", v.one(*p.Readiness), "Relevance", v.one(*p.Relevance))
	out.Figure = v.panelFigure(p, out.Title)
	return out
}

func (v prioVoice) panelFigure(p *reports.Panel, title string) template.HTML {
	name := func(quadrant string) string { return v.t("prio_quadrant_" + quadrant) }
	chart := charts.Scatter{
		Frame: v.frame("ipa", v.t("prio_ipa_heading"), title), Importance: v.t(relevanceName(p.Asked)), Readiness: v.t("prio_readiness"),
		MeanImportance: p.Relevance, MeanReadiness: p.Readiness,
		Concentrate: name("concentrate_here"), KeepUp: name("keep_up"), LowPriority: name("low_priority"), Overkill: name("possible_overkill"),
	}
	for _, point := range p.Points {
		one := charts.ScatterPoint{Name: point.Name.In(v.lang), Importance: point.Relevance, Readiness: point.Readiness, Borderline: point.Borderline}
		if point.Borderline {
			one.Note = v.t("prio_borderline")
		}
		chart.Points = append(chart.Points, one)
	}
	return chart.Chart().HTML()
}

// relevanceName names the upward axis of the panel.
func relevanceName(asked bool) string {
	if asked {
		return "prio_importance"
	}
	return "prio_fit_times_50"
}

// categoryView is a category in its own ranking (priorities.md 3.5).
type categoryView struct {
	Rank, Name, Readiness, N, Target, Shortfall, Blind, Score, Share string
	place                                                            int
}

func (v prioVoice) categories(d *reportIndex) []categoryView {
	var out []categoryView
	for _, c := range d.Categories {
		scale := d.scale(c.Category)
		row := categoryView{
			Rank: v.t("report_on_target"), Name: c.Name.In(v.lang), Readiness: v.one(*scale.Weighted.Mean), N: v.whole(answers(scale)),
			Target: v.plain(scale.Target), Shortfall: v.signed(c.ShortfallPoints), Blind: v.signed(c.BlindSpotPoints),
			Score: v.one(c.Score), Share: v.percent(c.Share), place: len(d.Categories) + 1,
		}
		if c.Rank != nil {
			row.Rank, row.place = v.whole(*c.Rank), *c.Rank
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(x, y categoryView) int { return x.place - y.place })
	return out
}
