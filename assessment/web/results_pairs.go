package web

import (
	"slices"
	"strings"

	"readiness/reports"
)

// groups compares two groups on a scale.
func (c comparison) groups(s *reports.Scale) contrast {
	p := c.d.PairOfGroups(s, c.a.key, c.b.key)
	r := contrast{scale: s, Pair: p, aNone: c.absent(s, c.a.key), bNone: c.absent(s, c.b.key)}
	for _, o := range c.others {
		if p.Items != nil {
			r.others = append(r.others, c.d.ScoreOver(s, o.key, p.Items))
		} else {
			r.others = append(r.others, meanOf(s, o.key))
		}
	}
	switch {
	case p.A == nil || p.B == nil:
		r.note = c.missing(&r)
	case p.Gap == nil:
		r.note = c.t("results_other_questions")
	default:
		r.meant = c.pictures().PairInWords(&p)
		if p.Items != nil {
			r.note = c.t("results_common_questions", "Count", len(p.Items))
		}
	}
	return r
}

// meanOf is a group's score on a scale, nil if there is none to show.
func meanOf(s *reports.Scale, group string) *float64 {
	if cell := s.CellOf(group); cell != nil {
		return cell.Mean
	}
	return nil
}

// missing says which side has no score, and why.
func (c comparison) missing(r *contrast) string {
	var out []string
	if r.A == nil {
		out = append(out, c.t("results_absent", "Name", c.a.name, "Reason", r.aNone.Text))
	}
	if r.B == nil {
		out = append(out, c.t("results_absent", "Name", c.b.name, "Reason", r.bNone.Text))
	}
	return strings.Join(out, " · ")
}

// mostNamed is how many groups a drawing names beside a row.
const mostNamed = 2

// segments compares two locations or functions on a scale.
func (c comparison) segments(s *reports.Scale) contrast {
	p := c.d.PairOfSegments(c.by, c.a.key, c.b.key, s.ID)
	r := contrast{scale: s, Pair: p}
	r.aNone = c.absentPlace(c.d.SegmentScaleOf(c.by, c.a.key, s.ID))
	r.bNone = c.absentPlace(c.d.SegmentScaleOf(c.by, c.b.key, s.ID))
	for _, o := range c.others {
		// A score over other groups must not stand beside these.
		var mean *float64
		if p.Gap != nil {
			mean = c.d.SegmentOver(c.by, o.key, s.ID, p.Groups)
		}
		r.others = append(r.others, mean)
	}
	switch {
	case p.A == nil || p.B == nil:
		r.note = c.missing(&r)
	case p.Gap == nil:
		r.note = c.t("results_no_common_groups")
	default:
		r.meant = c.t("results_slice_"+p.Label, "A", c.whole(*p.NA), "B", c.whole(*p.NB))
		if p.Partial {
			names := make([]string, len(p.Groups))
			for i, key := range p.Groups {
				names[i] = c.groupName(key)
			}
			r.note = c.t("results_over_groups", "Groups", c.catalog.Join(c.lang, names))
			if len(names) > mostNamed {
				r.brief = c.t("results_over_count", "Count", len(names))
			}
		}
	}
	return r
}

// centredView sets each stage of two locations against the location's own mean,
// because answering habits differ between countries (ux.md 5.2).
type centredView struct {
	Sentence string
	Table    figureTable
}

func (c comparison) centred() *centredView {
	var rows []contrast
	for _, s := range c.d.ScalesOf("stage") {
		if r := c.segments(s); r.Gap != nil {
			rows = append(rows, r)
		}
	}
	if len(rows) < 2 {
		return nil
	}
	a := own(rows, func(r contrast) float64 { return *r.A })
	b := own(rows, func(r contrast) float64 { return *r.B })
	out := &centredView{Sentence: c.t("results_centred_other"), Table: figureTable{
		Caption: c.t("results_centred_caption"), Corner: c.t("results_kind_stage"),
		Heads: []string{
			c.t("results_centred_minus", "Name", c.a.name, "Mean", c.one(a.mean)), c.t("results_centred_place", "Name", c.a.name),
			c.t("results_centred_minus", "Name", c.b.name, "Mean", c.one(b.mean)), c.t("results_centred_place", "Name", c.b.name),
		},
	}}
	if slices.Equal(a.places, b.places) {
		out.Sentence = c.t("results_centred_same")
	}
	for i, r := range rows {
		out.Table.Rows = append(out.Table.Rows, figureRow{r.scale.Name.In(c.lang), []figureCell{
			{Text: c.signed(a.minus[i])}, {Text: c.whole(a.places[i])}, {Text: c.signed(b.minus[i])}, {Text: c.whole(b.places[i])},
		}})
	}
	return out
}

// ownMean is each stage of a place minus the place's own mean, and its place in
// the order, the highest first.
type ownMean struct {
	mean   float64
	minus  []float64
	places []int
}

// sameMean is the distance below which two means are the same.
const sameMean = 1e-9

func own(rows []contrast, of func(contrast) float64) ownMean {
	var out ownMean
	for _, r := range rows {
		out.mean += of(r) / float64(len(rows))
	}
	for _, r := range rows {
		place := 1
		for _, other := range rows {
			if of(other) > of(r)+sameMean {
				place++
			}
		}
		out.minus, out.places = append(out.minus, of(r)-out.mean), append(out.places, place)
	}
	return out
}
