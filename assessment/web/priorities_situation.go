package web

import (
	"html/template"
	"slices"

	"readiness/reports"
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
		Lead: v.baseLead(s), Source: v.baseSource(s), Situation: v.picturesOf(d).Situation().Chart.HTML(), Indices: v.indices(s),
		Capability: v.capability(d), Advice: v.say(s.Advice), Levers: v.say(s.Levers), Warnings: v.situationWarnings(d.Warnings),
	}
	if s.Source == "none" {
		// What would tell stands on the page about customers as a form.
		out.Warnings = append([]string{v.t("report_warning_no_situation")}, out.Warnings...)
	}
	return out
}

func (v prioVoice) baseLead(s *reports.Situation) string { return s.InWords(v.catalog, v.lang) }

// baseSource says where the two indices come from, as far as they come from
// anywhere.
func (v prioVoice) baseSource(s *reports.Situation) string {
	const list, judgement = "customers", "judgement"
	value, needs := s.SkewSource, s.DiversitySource
	var measured string
	switch {
	case value == list && needs == list:
		measured = v.t("prio_base_measured", "Count", *s.Customers)
	case value == list:
		measured = v.t("prio_base_measured_value", "Count", *s.Customers)
	case needs == list:
		measured = v.t("prio_base_measured_needs", "Count", *s.Customers)
	case value != judgement && needs != judgement:
		return ""
	case s.Reason == "":
		return v.t("prio_base_judged")
	default:
		return v.t("prio_base_reason", "Reason", s.Reason)
	}
	if s.Reason != "" && s.MeasuredSkew == nil { // a warning prints the reason of an override
		return v.t("list_sentences", "First", measured, "Next", v.t("prio_base_partly", "Reason", s.Reason))
	}
	return measured
}

func (v prioVoice) indices(s *reports.Situation) []termView {
	return []termView{
		{v.t("wb_factor_value_skew"), v.t("prio_index_from", "Index", v.two(s.ValueSkew), "Source", v.t("prio_source_"+s.SkewSource))},
		{v.t("wb_factor_needs_diversity"), v.t("prio_index_from", "Index", v.two(s.NeedsDiversity), "Source", v.t("prio_source_"+s.DiversitySource))},
	}
}

func (v prioVoice) capability(d *reportIndex) *capabilityView {
	c := d.Capability
	if c == nil {
		return nil
	}
	out := &capabilityView{Sentence: c.InWords(v.catalog, v.lang)}
	s := &d.Situation
	for _, row := range []struct {
		stage string
		score float64
		asked reports.Reading
	}{{"interact", c.Interact, s.ReadValue()}, {"customize", c.Customize, s.ReadNeeds()}} {
		out.Rows = append(out.Rows, capabilityRow{
			v.stageName(d, row.stage), v.one(row.score), v.t("prio_asked_" + string(row.asked)), v.t("prio_lags_" + string(row.asked.Lag(row.score))),
		})
	}
	if picture, found := v.picturesOf(d).Capability(); found {
		out.Figure = picture.Chart.HTML()
	}
	return out
}

// situationWarnings picks the warnings about the customer base.
func (v prioVoice) situationWarnings(warnings []reports.Message) []string {
	about := []string{
		"report_warning_judgement_replaced", "report_warning_skew_overridden", "report_warning_anchors_changed", "report_warning_few_customers", "report_warning_no_value",
		"report_warning_value_unknown", "report_warning_needs_unknown", "report_warning_skew_borderline", "report_warning_needs_borderline",
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

func (v prioVoice) panel(d *reportIndex) panelView {
	picture, found := v.picturesOf(d).Panel()
	if !found {
		return panelView{}
	}
	p := &d.IPA
	out := panelView{Column: relevanceName(p.Asked), Title: picture.Title, Figure: picture.Chart.HTML()}
	for _, point := range p.Points {
		row := panelRow{
			Stage: point.Name.In(v.lang), Readiness: v.one(point.Readiness), Relevance: v.one(point.Relevance),
			Quadrant: v.t("prio_quadrant_" + point.Quadrant),
		}
		if point.Borderline {
			row.Quadrant = v.t("prio_quadrant_borderline", "Quadrant", row.Quadrant)
		}
		out.Rows = append(out.Rows, row)
	}
	key := "prio_ipa_how_fit"
	if p.Asked {
		key = "prio_ipa_how_asked"
	}
	out.How = v.t(key, "Readiness", v.one(*p.Readiness), "Relevance", v.one(*p.Relevance))
	return out
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
			Rank: v.t("report_on_target"), Name: c.Name.In(v.lang), Readiness: v.one(*scale.Weighted.Mean), N: v.whole(scale.Answers()),
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
