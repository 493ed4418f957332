package reports

import (
	"math"
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

// leastCustomers is the least number of customers whose value gives a skew.
const leastCustomers = 20

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

// situation places the customer base. Uploaded customers win over a judgement
// (decisions.md 17).
func (b *builder) situation() error {
	out := Situation{
		ValueSkew: neutralIndex, NeedsDiversity: neutralIndex, Source: sourceNone, SkewSource: sourceNone, DiversitySource: sourceNone,
		Shares: map[string]float64{}, Lorenz: [][2]float64{}, Deciles: []float64{}, Segments: []NeedsSegment{},
	}
	if j := b.l.in.Assessment.Situation; j != nil {
		out.ValueSkew, out.NeedsDiversity, out.Reason = j.ValueSkew, j.NeedsDiversity, j.Reason
		out.Source, out.SkewSource, out.DiversitySource = sourceJudgement, sourceJudgement, sourceJudgement
	}
	// A base without positive value counts as none (decisions.md 34).
	if c := b.l.in.Customers; c != nil && c.Curve.Total > 0 && c.Curve.X50 != nil {
		out.Source = sourceCustomers
		b.valueOf(&out, c)
		if err := b.needsOf(&out, c); err != nil {
			return err
		}
	}
	if out.Source != sourceNone {
		quadrant := string(stats.Situation{ValueSkew: out.ValueSkew, NeedsDiversity: out.NeedsDiversity}.Quadrant())
		out.Quadrant = &quadrant
		out.SkewBorderline, out.NeedsBorderline = stats.Borderline(out.ValueSkew), stats.Borderline(out.NeedsDiversity)
	}
	b.report.Situation = out
	return nil
}

func (b *builder) valueOf(out *Situation, c *assessment.CustomerBase) {
	curve := &c.Curve
	out.Basis = c.Basis
	out.X50, out.X80, out.Gini, out.HHI, out.WhalePeak = curve.X50, curve.X80, curve.Gini, curve.HHI, curve.WhalePeak
	out.Customers, out.LossMakers, out.Count50 = &curve.N, &curve.LossMakers, &curve.Count50
	for percent, share := range curve.Shares {
		out.Shares[strconv.Itoa(percent)] = share
	}
	out.Lorenz = append(out.Lorenz, curve.Lorenz...)
	out.Deciles = append(out.Deciles, curve.Deciles...)
	if curve.N >= leastCustomers {
		out.ValueSkew, out.SkewSource = skewIndex(*curve.X50, b.parameters.Skew), sourceCustomers
	}
}

// skewIndex is V for the percentage of customers that brings half of the value
// (priorities.md 3.1), 0–1.
func skewIndex(x50 float64, anchors stats.SkewAnchors) float64 {
	v := math.Log(anchors.Shallow/x50) / math.Log(anchors.Shallow/anchors.Steep)
	return math.Max(0, math.Min(1, v))
}

func (b *builder) needsOf(out *Situation, c *assessment.CustomerBase) error {
	var sizes []float64
	all := 0
	for _, s := range c.Segments {
		sizes = append(sizes, float64(s.Customers))
		all += s.Customers
	}
	if all == 0 {
		return nil
	}
	diversity, err := stats.NeedsDiversity(sizes, b.parameters.NeedsFull)
	if err != nil {
		return err
	}
	for _, s := range c.Segments {
		out.Segments = append(out.Segments, NeedsSegment{Segment: s.Segment, Customers: s.Customers, Share: float64(s.Customers) / float64(all)})
	}
	if diversity.D != nil {
		out.NeedsDiversity, out.EffectiveNeeds, out.DiversitySource = *diversity.D, diversity.EffectiveNeeds, sourceCustomers
	}
	return nil
}
