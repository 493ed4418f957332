package reports

import (
	"context"
	"slices"

	"readiness/assessment"
	"readiness/reports/stats"
)

// pairing says over which items two groups are compared on a scale.
type pairing struct {
	common   []int // items that both have answers to; nil for none
	ordinary bool  // the same as either group's own items
}

// pair finds the items that two groups have in common on a scale
// (questionnaires.md).
func (b *builder) pair(s, g, reference int) pairing {
	own, others := b.answeredOf(s, g), b.answeredOf(s, reference)
	common := intersect(own, others)
	return pairing{common: common, ordinary: slices.Equal(own, others)}
}

func (b *builder) answeredOf(s, g int) []int {
	var items []int
	for _, i := range b.l.scales[s].items {
		if b.t.answered(i, g) {
			items = append(items, i)
		}
	}
	return items
}

func (b *builder) askedOf(s, g int) []int {
	var items []int
	for _, i := range b.l.scales[s].items {
		if b.t.asked(i, g) {
			items = append(items, i)
		}
	}
	return items
}

// countCommons reads the responses once more where two groups turn out to have
// items in common that the form did not foretell, as after an import.
func (b *builder) countCommons(ctx context.Context) error {
	var defs []setDef
	known := len(b.l.commons)
	for s := range b.l.scales {
		st := b.scaleStatistic(s)
		reference := b.reference(st)
		for g := range b.l.groups {
			if reference < 0 || g == reference || !st.shown[g] {
				continue
			}
			p := b.pair(s, g, reference)
			if p.ordinary || len(p.common) == 0 || b.common(s, p.common) >= 0 {
				continue
			}
			b.l.commons = append(b.l.commons, commonDef{scale: s, items: p.common})
			defs = append(defs, setDef{id: b.l.scales[s].id, items: p.common})
		}
	}
	if len(defs) == 0 {
		return nil
	}
	sets, err := newSetTallies(b.l, defs, false)
	if err != nil {
		return err
	}
	b.t.commons = append(b.t.commons[:known], sets...)
	return b.l.in.Responses(ctx, func(r *assessment.Response) error {
		g, ok := b.l.groupAt[r.Group]
		if !ok {
			return nil // the first pass has refused it
		}
		for _, set := range sets {
			if code := set.scorer.code(r.Answers); code >= 0 {
				add(&set.groups[g], code)
			}
		}
		return nil
	})
}

// common is the position of a set of common items, -1 if it was not counted.
func (b *builder) common(s int, items []int) int { return b.l.common(s, items) }

func (l *layout) common(s int, items []int) int {
	return slices.IndexFunc(l.commons, func(c commonDef) bool { return c.scale == s && slices.Equal(c.items, items) })
}

// scaleGaps compares each disclosed group with the reference group.
func (b *builder) scaleGaps(s int, st *statistic, family int) []Gap {
	return b.gaps(st, family, func(g, reference int) (mine, other *stats.Sample, common []string) {
		p := b.pair(s, g, reference)
		if p.ordinary {
			return st.samples[g], st.samples[reference], nil
		}
		if len(p.common) == 0 || !b.noneHidden(s, g) || !b.noneHidden(s, reference) {
			return nil, nil, nil
		}
		for _, i := range p.common {
			common = append(common, b.l.items[i].question.ID)
		}
		return b.commonSample(s, g, p.common, st), b.commonSample(s, reference, p.common, st), common
	})
}

// noneHidden reports whether every item of the scale that the group answered is
// shown. A score over some of the items beside the score over all of them would
// give away a hidden one.
func (b *builder) noneHidden(s, g int) bool {
	for _, i := range b.answeredOf(s, g) {
		if !b.shown[g].items[i] {
			return false
		}
	}
	return true
}

// commonSample holds a group's scores over some of a scale's items; nil if they
// are too few to show, or too few more or less than its scores over all of them.
func (b *builder) commonSample(s, g int, items []int, st *statistic) *stats.Sample {
	// An item that was asked and not answered counts in the half rule.
	if slices.Equal(items, b.askedOf(s, g)) {
		return st.samples[g]
	}
	at := b.common(s, items)
	if at < 0 {
		return nil
	}
	sample := b.t.commons[at].scorer.sample(b.t.commons[at].groups[g])
	before := func(p *pastGroup) (n int, counted bool) {
		n, counted = p.ledger.Commons[b.commonKey(at)]
		return n, counted
	}
	if stats.TooFew(sample.N(), b.l.threshold(g)) || b.few(g, before, sample.N()) {
		return nil
	}
	if tooClose(sample.N(), st.sums[g].N, b.l.threshold(g)) {
		return nil
	}
	return sample
}

// itemGaps compares the groups on one item (decisions.md 25).
func (b *builder) itemGaps(st *statistic) []Gap {
	return b.gaps(st, familyItems, func(g, reference int) (mine, other *stats.Sample, common []string) {
		return st.samples[g], st.samples[reference], nil
	})
}

// gaps compares every disclosed group with the reference; a pair without
// samples has no entry.
func (b *builder) gaps(st *statistic, family int, pair func(g, reference int) (mine, other *stats.Sample, common []string)) []Gap {
	reference := b.reference(st)
	out := []Gap{}
	for g := range b.l.groups {
		if reference < 0 || g == reference || !st.shown[g] {
			continue
		}
		mine, other, common := pair(g, reference)
		if mine.N() == 0 || other.N() == 0 {
			continue
		}
		gap := stats.Difference(mine.Summary().Mean, other.Summary().Mean)
		if gap == nil {
			continue
		}
		c := stats.Compare(mine, other)
		out = append(out, Gap{
			Group: b.l.groups[g].Key, Reference: b.l.groups[reference].Key, Gap: *gap, N: c.N1, ReferenceN: c.N2,
			U: c.U, P: c.P, MinP: c.MinP, CliffsDelta: c.CliffsDelta, HedgesG: c.HedgesG,
			Label: string(b.parameters.Labels.Label(*gap)), CommonItems: common,
		})
	}
	for i := range out {
		// The slice is complete, so these addresses stay.
		b.families[family] = append(b.families[family], &out[i])
	}
	return out
}

// correct fills in q and evidence, family by family (statistics.md 2.6, 2.8).
func (b *builder) correct() {
	for _, family := range b.families {
		p := make([]*float64, len(family))
		for i, gap := range family {
			p[i] = gap.P
		}
		for i, q := range stats.BenjaminiHochberg(p) {
			family[i].Q = q
			family[i].Evidence = string(stats.EvidenceFor(stats.Label(family[i].Label), q))
		}
	}
}
