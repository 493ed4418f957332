package reports

import (
	"math"
	"slices"
	"strconv"

	"readiness/assessment"
	"readiness/reports/stats"
)

// Where an index of the situation comes from.
const (
	sourceCustomers = "customers"
	sourceJudgement = "judgement"
	sourceNone      = "none"
)

// neutralIndex stands in for an index that nobody gave.
const neutralIndex = 0.5

// Curve summarises customer values, one value a customer in any order
// (priorities.md 3.1). Values that are not finite numbers are left out.
func (r *Reporter) Curve(values []float64) assessment.ValueCurve {
	kept := make([]float64, 0, len(values))
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			kept = append(kept, v)
		}
	}
	out := assessment.ValueCurve{N: len(kept)}
	skew, err := stats.ValueSkew(kept, stats.Default().Skew)
	if err != nil || skew.Total == nil {
		// The values are finite and the anchors the default ones: no total means
		// that the customers bring nothing.
		out.LossMakers = skew.LossMakers
		return out
	}
	out.Total, out.Positive = *skew.Total, *skew.Positive
	out.X50, out.X80, out.Count50 = skew.X50, skew.X80, skew.Count50
	out.Gini, out.HHI, out.WhalePeak, out.LossMakers = skew.Gini, skew.HHI, skew.WhalePeak, skew.LossMakers
	out.Shares, out.Deciles = map[int]float64{}, skew.Deciles
	for i, percent := range stats.SharePercents() {
		out.Shares[int(percent)] = skew.Shares[i]
	}
	for _, p := range skew.Lorenz {
		out.Lorenz = append(out.Lorenz, [2]float64{p.Customers, p.Value})
	}
	return out
}

// Place puts the customer base of an assessment into its situation: both
// indices (0–1), where they come from, the figures of the list and what they
// advise; customers is nil where no list was imported. It needs no answers, so
// pages foretell with it what the report will say. The warnings are those about
// the customer base. Imported customers win over a judgement, unless its value
// skew overrides theirs (decisions.md 17, priorities.md 3.1).
func Place(a *assessment.Assessment, customers *assessment.CustomerBase) (Situation, []Message, error) {
	p := parameters(a)
	out := Situation{
		ValueSkew: neutralIndex, NeedsDiversity: neutralIndex, Source: sourceNone, SkewSource: sourceNone, DiversitySource: sourceNone,
		Shares: map[string]float64{}, Lorenz: [][2]float64{}, Deciles: []float64{}, Segments: []NeedsSegment{}, Levers: []Message{},
	}
	out.judge(a.Situation)
	// A base without positive value counts as none (decisions.md 34).
	if customers != nil && customers.Curve.Total > 0 && customers.Curve.X50 != nil {
		out.Source = sourceCustomers
		out.valueOf(customers, p.Skew, a.Situation)
		if err := out.needsOf(customers, p.NeedsFull, a.Parameters.NeedsBy); err != nil {
			return out, nil, err
		}
	}
	out.place()
	if out.SkewSource == sourceJudgement || out.DiversitySource == sourceJudgement {
		out.Reason = a.Situation.Reason
	}
	out.advise(p.Skew)
	return out, out.warnings(a, customers), nil
}

// judge takes over what the organiser judged; an index left open stays unknown.
func (s *Situation) judge(j *assessment.Judgement) {
	if j == nil {
		return
	}
	s.Source = sourceJudgement
	if j.Judges(assessment.IndexValueSkew) {
		s.ValueSkew, s.SkewSource = j.ValueSkew, sourceJudgement
	}
	if j.Judges(assessment.IndexNeedsDiversity) {
		s.NeedsDiversity, s.DiversitySource = j.NeedsDiversity, sourceJudgement
	}
}

func (s *Situation) valueOf(c *assessment.CustomerBase, anchors stats.SkewAnchors, j *assessment.Judgement) {
	curve := &c.Curve
	s.Basis = c.Basis
	s.X50, s.X80, s.Gini, s.HHI, s.WhalePeak = curve.X50, curve.X80, curve.Gini, curve.HHI, curve.WhalePeak
	s.Customers, s.LossMakers, s.Count50 = &curve.N, &curve.LossMakers, &curve.Count50
	for percent, share := range curve.Shares {
		s.Shares[strconv.Itoa(percent)] = share
	}
	s.Lorenz = append(s.Lorenz, curve.Lorenz...)
	s.Deciles = append(s.Deciles, curve.Deciles...)
	if curve.N < stats.LeastCustomers {
		return
	}
	measured := anchors.Index(*curve.X50)
	if j != nil && j.Override && s.SkewSource == sourceJudgement {
		s.MeasuredSkew = &measured
		return
	}
	s.ValueSkew, s.SkewSource = measured, sourceCustomers
}

// needsOf measures the diversity of needs from the customers of each segment, or
// from their positive value.
func (s *Situation) needsOf(c *assessment.CustomerBase, full float64, by string) error {
	var sizes []float64
	all := 0.0
	for _, segment := range c.Segments {
		size := float64(segment.Customers)
		if by == assessment.NeedsByValue {
			size = segment.Value
		}
		sizes = append(sizes, size)
		all += size
	}
	if all == 0 {
		return nil
	}
	diversity, err := stats.NeedsDiversity(sizes, full)
	if err != nil {
		return err
	}
	for i, segment := range c.Segments {
		s.Segments = append(s.Segments, NeedsSegment{Segment: segment.Segment, Customers: segment.Customers, Share: sizes[i] / all})
	}
	if diversity.D != nil {
		s.NeedsDiversity, s.EffectiveNeeds, s.DiversitySource = *diversity.D, diversity.EffectiveNeeds, sourceCustomers
		s.NeedsEvenness, s.NeedsSimpson = diversity.Evenness, diversity.Simpson
	}
	return nil
}

// fewCustomers is the number up to which the customers that bring half of the
// value can be cultivated one by one (priorities.md 3.7).
const fewCustomers = 50

// advise says what the value curve means in practice, and names the levers that
// move the base towards more value or more diverse needs (priorities.md 3.7).
func (s *Situation) advise(anchors stats.SkewAnchors) {
	s.Advice = []Message{}
	if s.Count50 != nil && s.X50 != nil {
		if *s.Count50 <= fewCustomers {
			s.Advice = append(s.Advice, Message{Key: "report_advice_few_bring_half", Args: args{"Count": count(*s.Count50)}})
			if !stats.Reaches(s.ValueSkew, 1) {
				steepest := 1.0
				s.SuggestedSkew = &steepest
			}
		} else {
			s.Advice = append(s.Advice, Message{Key: "report_advice_cost_of_half", Args: args{"Factor": plain(math.Round(*s.X50/anchors.Steep*10) / 10)}})
		}
	}
	if s.SkewSource == sourceCustomers {
		// The index is one half where half of the value comes from the geometric mean of the anchors.
		s.Advice = append(s.Advice, Message{Key: "report_advice_curve_" + string(s.ReadValue()), Args: args{
			"Percent": score(*s.X50), "Steep": score(math.Sqrt(anchors.Steep * anchors.Shallow)),
		}})
	}
	if s.DiversitySource == sourceCustomers {
		s.Advice = append(s.Advice, bare("report_advice_needs_not_sizes"))
	}
	s.Levers = append(s.Levers, leverFor("report_lever_widen_needs", "report_lever_widen_needs_border", s.ReadNeeds(), ReadLow)...)
	s.Levers = append(s.Levers, leverFor("report_lever_widen_value", "report_lever_widen_value_border", s.ReadValue(), ReadLow)...)
}

// leverFor is a lever for one reading of an index; on the border it is offered
// under the condition of that reading.
func leverFor(key, onBorder string, r, suits Reading) []Message {
	if r == suits {
		return []Message{bare(key)}
	}
	if r == ReadBorder {
		return []Message{bare(onBorder)}
	}
	return nil
}

// warnings are what a reader has to know about the customer base.
func (s *Situation) warnings(a *assessment.Assessment, customers *assessment.CustomerBase) []Message {
	j := a.Situation
	var out []Message
	if s.Source == sourceNone {
		out = append(out, bare("report_warning_no_situation"))
	}
	replaced := func(index, source string) bool { return j.Judges(index) && source == sourceCustomers }
	if replaced(assessment.IndexValueSkew, s.SkewSource) || replaced(assessment.IndexNeedsDiversity, s.DiversitySource) {
		out = append(out, bare("report_warning_judgement_replaced"))
	}
	if s.MeasuredSkew != nil {
		out = append(out, Message{Key: "report_warning_skew_overridden", Args: args{
			"Measured": plain(hundredths(*s.MeasuredSkew)), "Judged": plain(hundredths(s.ValueSkew)), "Reason": name(Text{"": s.Reason}),
		}})
	}
	if p := &a.Parameters; p.AnchorsReason != "" && s.SkewSource == sourceCustomers {
		out = append(out, Message{Key: "report_warning_anchors_changed", Args: args{
			"Steep": plain(p.SteepShare), "Shallow": plain(p.ShallowShare), "Reason": name(Text{"": p.AnchorsReason}),
		}})
	}
	if a.Parameters.NeedsBy == assessment.NeedsByValue && s.DiversitySource == sourceCustomers {
		out = append(out, bare("report_warning_needs_by_value"))
	}
	if s.Source == sourceCustomers && *s.Customers < stats.LeastCustomers {
		out = append(out, Message{Key: "report_warning_few_customers", Args: args{"Count": count(*s.Customers)}})
	}
	if customers != nil && s.Source != sourceCustomers {
		out = append(out, bare("report_warning_no_value"))
	}
	if s.Source != sourceNone && s.ReadValue() == ReadUnknown {
		out = append(out, bare("report_warning_value_unknown"))
	}
	if s.Source != sourceNone && s.ReadNeeds() == ReadUnknown {
		out = append(out, bare("report_warning_needs_unknown"))
	}
	if s.SkewBorderline {
		out = append(out, bare("report_warning_skew_borderline"))
	}
	if s.NeedsBorderline {
		out = append(out, bare("report_warning_needs_borderline"))
	}
	return out
}

// hundredths rounds an index as pages print it.
func hundredths(index float64) float64 {
	const places = 100
	return math.Round(index*places) / places
}

// situation places the customer base.
func (b *builder) situation() error {
	placed, warnings, err := Place(b.l.in.Assessment, b.l.in.Customers)
	b.report.Situation, b.baseWarnings = placed, warnings
	return err
}

// modules names the lever for diverse needs that the company cannot serve yet
// (priorities.md 3.7).
func (b *builder) modules() {
	s := &b.report.Situation
	customize := b.readiness(stageCustomize)
	target := b.l.in.Assessment.TargetOf(stageCustomize)
	// A copy: a report with other weights shares the list with the one it came from.
	s.Levers = slices.DeleteFunc(slices.Clone(s.Levers), func(m Message) bool { return m.Key == leverModules || m.Key == leverModulesBorder })
	if customize != nil && !stats.Reaches(*customize, target) {
		s.Levers = append(s.Levers, leverFor(leverModules, leverModulesBorder, s.ReadNeeds(), ReadHigh)...)
	}
}

const (
	leverModules       = "report_lever_modules"
	leverModulesBorder = "report_lever_modules_border"
)
