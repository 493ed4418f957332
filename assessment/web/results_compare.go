package web

import (
	"cmp"
	"math"
	"slices"

	"readiness/assessment"
	"readiness/reports"
)

// compareView compares two groups, locations or functions.
type compareView struct {
	Ways    []wayTab
	Which   string // group, location or function
	Kept    []keptField
	A, B    []pickOption
	Empty   string // why there is nothing to compare; "" if there is
	Figures []figureView
	Notes   []string
	Centred *centredView // locations only
}

// wayTab leads to the comparison of groups, locations or functions.
type wayTab struct {
	Label, Address string
	Current        bool
}

// side is what stands on one side of a comparison.
type side struct {
	key, name string
	why       string // why it cannot be chosen; "" if it can
	place     int
	gaps      float64 // size of its confirmed or largest gap, for the view that comes first
}

// contrast is one row of a comparison.
type contrast struct {
	reports.Pair

	scale  *reports.Scale
	others []*float64
	meant  string     // what the difference means, in words
	note   string     // what it rests on
	brief  string     // the same for a drawing, where the note is long
	aNone  figureCell // in place of a figure that is not there
	bNone  figureCell
}

// comparison is what both kinds of pairs have in common.
type comparison struct {
	resultsView
	by     string
	a, b   side
	others []side
}

func (v resultsView) compare(q *resultsQuery) (compareView, *assessment.Error) {
	out := compareView{Which: q.by, Kept: q.weightFields()}
	for _, by := range []string{byGroup, byLocation, byFunction} {
		if len(v.sides(by)) > 0 {
			out.Ways = append(out.Ways, wayTab{v.t("results_by_" + by), q.address(by, "", "", true) + "#compare", by == q.by})
		}
	}
	all := v.sides(q.by)
	if err := checkSides(q, all); err != nil {
		return out, err
	}
	if !choose(q, all) {
		out.Empty = v.t("results_compare_none_" + q.by)
		if len(all) == 0 && q.by != byGroup {
			out.Empty = v.t("results_compare_not_asked_" + q.by)
		}
		return out, nil
	}
	c := comparison{resultsView: v, by: q.by}
	for _, s := range all {
		out.A = append(out.A, v.option(s, q.a))
		out.B = append(out.B, v.option(s, q.b))
		switch {
		case s.key == q.a:
			c.a = s
		case s.key == q.b:
			c.b = s
		case s.why == "":
			c.others = append(c.others, s)
		}
	}
	for _, kind := range []string{"stage", "category"} {
		if f, ok := c.figureOf(kind); ok {
			out.Figures = append(out.Figures, f)
		}
	}
	if note, found := v.d.MixedMarks(); found && q.by == byGroup {
		out.Notes = v.say([]reports.Message{note})
	}
	if q.by != byGroup {
		out.Notes = append(out.Notes, v.t("results_note_standardised"))
		if len(c.others) > 0 {
			out.Notes = append(out.Notes, v.t("results_note_others"))
		}
		out.Notes = append(out.Notes, v.t("results_note_untested"))
	}
	if q.by == byLocation {
		out.Centred = c.centred()
	}
	return out, nil
}

func (v resultsView) option(s side, chosen string) pickOption {
	o := pickOption{Value: s.key, Label: s.name, Chosen: s.key == chosen, Disabled: s.why != ""}
	if o.Disabled {
		o.Label = v.t("results_option_disabled", "Name", s.name, "Reason", s.why)
	}
	return o
}

// sides lists what can be compared, hidden ones with the reason.
func (v resultsView) sides(by string) []side {
	var out []side
	if by == byGroup {
		for i := range v.d.Groups {
			g := &v.d.Groups[i]
			s := side{key: g.Group, name: g.Name.In(v.lang), place: i}
			switch asked, shown := v.reach(g.Group); {
			case !asked:
				s.why = v.t("results_not_asked")
			case !shown:
				s.why = v.whyText(v.whyNone(g.Group), g.Group)
			}
			s.gaps = v.gapOf(g.Group)
			out = append(out, s)
		}
		return out
	}
	for i := range v.d.Segments {
		segment := &v.d.Segments[i]
		if segment.Dimension != by {
			continue
		}
		s := side{key: segment.Value, name: segment.Name.In(v.lang), place: len(out)}
		if !slices.ContainsFunc(segment.Scales, func(c reports.SegmentScale) bool { return c.Mean != nil }) && len(segment.Scales) > 0 {
			s.why = v.absentPlace(&segment.Scales[0]).Text
		}
		out = append(out, s)
	}
	return out
}

// reach tells whether a group was asked about any scale, and is shown for any.
func (v resultsView) reach(group string) (asked, shown bool) {
	for i := range v.d.Scales {
		for _, g := range v.d.Scales[i].Groups {
			if g.Group == group {
				asked, shown = true, shown || g.Mean != nil
			}
		}
	}
	return asked, shown
}

// whyNone is why a group is shown for no scale: too few answers, unless every
// one of its scores is hidden for another reason.
func (v resultsView) whyNone(group string) string {
	why := ""
	for i := range v.d.Scales {
		switch cell := v.d.Scales[i].CellOf(group); {
		case cell == nil:
		case cell.Hidden == reports.HiddenFew || cell.Hidden == "":
			return reports.HiddenFew
		default:
			why = cell.Hidden
		}
	}
	return why
}

// gapOf is the size of a group's largest gap to the reference on a stage;
// confirmed ones stand above all others.
func (v resultsView) gapOf(group string) float64 {
	largest := 0.0
	for _, s := range v.d.ScalesOf("stage") {
		for _, g := range s.PerceptionGaps {
			if g.Group != group {
				continue
			}
			size := abs(g.Gap)
			if g.Evidence == "confirmed" {
				size += 100
			}
			largest = max(largest, size)
		}
	}
	return largest
}

// checkSides refuses a side that is not there or must not be shown.
func checkSides(q *resultsQuery, all []side) *assessment.Error {
	for _, asked := range []struct{ field, value string }{{"a", q.a}, {"b", q.b}} {
		if asked.value == "" {
			continue
		}
		if !slices.ContainsFunc(all, func(s side) bool { return s.key == asked.value && s.why == "" }) {
			return badValue(asked.field, asked.value)
		}
	}
	if q.a != "" && q.a == q.b {
		return &assessment.Error{Kind: assessment.Invalid, Key: "results_error_same", Args: map[string]any{"Field": "b"}, Field: "b"}
	}
	return nil
}

// choose fills in the sides that the address leaves open: for groups the
// customers, or the reference in their place, and the group that differs most
// from them. It reports whether there are two to compare.
func choose(q *resultsQuery, all []side) bool {
	free := slices.DeleteFunc(slices.Clone(all), func(s side) bool { return s.why != "" || s.key == q.a || s.key == q.b })
	if q.by == byGroup {
		// The reference has no gap to itself.
		slices.SortStableFunc(free, func(x, y side) int { return cmp.Compare(y.gaps, x.gaps) })
	}
	if q.a == "" && len(free) > 0 {
		q.a, free = free[0].key, free[1:]
	}
	if q.b == "" && len(free) > 0 {
		last := 0
		if q.by == byGroup {
			last = len(free) - 1
			if at := slices.IndexFunc(free, func(s side) bool { return s.key == "customers" }); at >= 0 {
				last = at
			}
		}
		q.b = free[last].key
	}
	return q.a != "" && q.b != ""
}

// figureOf draws the comparison over the stages or the categories; ok is false
// without one of them.
func (c comparison) figureOf(kind string) (f figureView, ok bool) {
	var rows []contrast
	for _, s := range c.d.ScalesOf(kind) {
		if c.by == byGroup {
			rows = append(rows, c.groups(s))
		} else {
			rows = append(rows, c.segments(s))
		}
	}
	if len(rows) == 0 {
		return f, false
	}
	picture := c.picture(kind, rows)
	f = figureView{
		ID: "compare-" + kind, Title: picture.Title, Lead: c.t("results_compare_lead_"+c.by, "A", c.a.name, "B", c.b.name),
		Chart: picture.Chart.HTML(), Table: c.table(kind, rows), Calculated: c.calculated(rows),
	}
	f.Hidden = c.hiddenNotes(&f.Table)
	return f, true
}

func (c comparison) picture(kind string, rows []contrast) reports.Picture {
	drawn := reports.Comparison{By: c.by, Kind: kind, A: c.a.drawn(), B: c.b.drawn()}
	for _, o := range c.others {
		drawn.Others = append(drawn.Others, o.drawn())
	}
	for i := range rows {
		r := &rows[i]
		drawn.Rows = append(drawn.Rows, reports.Contrast{Pair: r.Pair, Scale: r.scale, Others: r.others, Note: c.drawnMeaning(r)})
	}
	return c.pictures().Compare(&drawn)
}

func (s side) drawn() reports.Side { return reports.Side{Key: s.key, Name: s.name, Place: s.place} }

func (c comparison) table(kind string, rows []contrast) figureTable {
	t := figureTable{
		Caption: c.t("results_compare_caption_"+kind, "A", c.a.name, "B", c.b.name), Corner: c.t("results_kind_" + kind),
		Heads: []string{c.a.name, c.b.name, c.t("results_difference"), c.t("results_meaning"), c.t("results_weighted"), c.t("results_target")},
	}
	for _, o := range c.others {
		t.Heads = append(t.Heads, o.name)
	}
	for _, r := range rows {
		row := figureRow{Name: r.scale.Name.In(c.lang), Cells: []figureCell{
			c.withN(r.A, r.NA, r.aNone), c.withN(r.B, r.NB, r.bNone), c.plainFigure(r.Gap, c.signed),
			{Text: c.meaning(&r), Words: true},
			c.plainFigure(r.scale.Weighted.Mean, c.one),
			{Text: c.plain(r.scale.Target)},
		}}
		for i, o := range c.others {
			row.Cells = append(row.Cells, c.other(&r, o, r.others[i]))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// meaning is what a row says in words.
func (c comparison) meaning(r *contrast) string {
	switch {
	case r.meant == "":
		return r.note
	case r.note == "":
		return r.meant
	default:
		return c.t("results_meaning_note", "Meaning", r.meant, "Note", r.note)
	}
}

// drawnMeaning is the meaning with the brief note in place of a long one.
func (c comparison) drawnMeaning(r *contrast) string {
	if r.brief == "" {
		return c.meaning(r)
	}
	return c.t("results_meaning_note", "Meaning", r.meant, "Note", r.brief)
}

// other is the cell of a group or place that is not being compared.
func (c comparison) other(r *contrast, o side, x *float64) figureCell {
	if x != nil {
		return figureCell{Text: c.one(*x)}
	}
	if c.by != byGroup {
		cell := c.d.SegmentScaleOf(c.by, o.key, r.scale.ID)
		if cell != nil && cell.Mean != nil {
			return figureCell{Text: "–"} // not over the same groups
		}
		return c.absentPlace(cell)
	}
	if meanOf(r.scale, o.key) != nil {
		return figureCell{Text: "–"} // not over the same questions
	}
	return c.withN(nil, nil, c.absent(r.scale, o.key))
}

// withN is a score with its n, or what stands in its place.
func (c comparison) withN(x *float64, n *int, absent figureCell) figureCell {
	if x == nil {
		return absent
	}
	if n == nil {
		return figureCell{Text: c.one(*x)}
	}
	return figureCell{Text: c.t("results_with_n", "Score", c.one(*x), "N", c.whole(*n))}
}

// absent says why a group has no score on a scale.
func (v resultsView) absent(s *reports.Scale, group string) figureCell {
	if cell := s.CellOf(group); cell != nil {
		return v.hidden(cell.Hidden, group)
	}
	return figureCell{Text: v.t("results_not_asked")}
}

// absentPlace says why a location or function has no score on a scale.
func (v resultsView) absentPlace(cell *reports.SegmentScale) figureCell {
	if cell == nil || cell.Hidden == "" || cell.Hidden == reports.HiddenFew {
		return figureCell{Text: v.t("results_too_few"), Hidden: true}
	}
	return v.hidden(cell.Hidden, "")
}

// calculated writes the first difference out.
func (c comparison) calculated(rows []contrast) []string {
	out := []string{}
	for _, r := range rows {
		if r.Gap == nil {
			continue
		}
		out = append(out, c.t("results_calc_difference", "Scale", r.scale.Name.In(c.lang), "A", c.one(*r.A), "B", c.one(*r.B), "Difference", c.signed(*r.Gap)))
		break
	}
	out = append(out, c.t("results_calc_labels", "Notable", c.plain(c.d.Parameters.Notable), "Large", c.plain(c.d.Parameters.Large)))
	if c.by == byGroup {
		return append(out, c.t("results_calc_tests"))
	}
	return append(out, c.t("results_calc_places"))
}

func abs(v float64) float64 { return math.Abs(v) }
