package reports

import (
	"math"

	"readiness/questionnaires"
	"readiness/reports/charts"
)

// What may be compared.
const (
	ByGroup    = "group"
	ByLocation = "location"
	ByFunction = "function"
)

// Side is what stands on one side of a comparison.
type Side struct {
	Key, Name string
	Place     int // of a location or function, in the order of the assessment
}

// Contrast is one row of a comparison.
type Contrast struct {
	Pair

	Scale  *Scale
	Others []*float64 // of the other sides, nil where none is shown
	Note   string     // what the difference means, or why there is none
}

// Comparison compares two groups, locations or functions on the scales of a kind.
type Comparison struct {
	By     string // ByGroup, ByLocation, ByFunction
	Kind   string // stage, category
	A, B   Side
	Others []Side
	Rows   []Contrast
}

// Compare draws a comparison.
func (p Pictures) Compare(c *Comparison) Picture {
	out := Picture{Title: p.compareTitle(c)}
	d := charts.Dumbbell{
		Frame: p.frame("compare-"+c.Kind, out.Title, p.t("results_compare_caption_"+c.Kind, "A", c.A.Name, "B", c.B.Name)),
		A:     p.side(c.By, c.A, p.answersOf(c.Rows, func(r *Contrast) *int { return r.NA })),
		B:     p.side(c.By, c.B, p.answersOf(c.Rows, func(r *Contrast) *int { return r.NB })),

		OthersName: p.t("results_others_" + c.By), Target: p.t("results_target"), Difference: p.t("results_difference"),
	}
	for _, o := range c.Others {
		d.Others = append(d.Others, p.side(c.By, o, ""))
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		one := charts.DumbbellRow{Name: r.Scale.Name.In(p.Lang), Note: r.Note, A: r.A, B: r.B, Others: r.Others, Target: &r.Scale.Target}
		if r.A != nil && r.B != nil && r.Gap == nil {
			one.A, one.B = nil, nil // no difference is drawn where none may be read
		}
		d.Rows = append(d.Rows, one)
	}
	out.Chart = d.Chart()
	return out
}

// side is how one side of a comparison is drawn.
func (p Pictures) side(by string, s Side, note string) charts.Group {
	if by == ByGroup {
		return charts.Group{Key: s.Key, Place: p.Report.MarkPlace(s.Key), Name: s.Name, Note: note}
	}
	// A place may be called like a group.
	return charts.Group{Key: by + "/" + s.Key, Place: s.Place, Name: s.Name, Note: note}
}

// answersOf is how many answers stand behind the rows of one side.
func (p Pictures) answersOf(rows []Contrast, of func(*Contrast) *int) string {
	least, most := 0, 0
	for i := range rows {
		if n := of(&rows[i]); n != nil {
			if most == 0 || *n < least {
				least = *n
			}
			most = max(most, *n)
		}
	}
	if most == 0 {
		return ""
	}
	return p.nText(least, most)
}

// compareTitle says what a comparison shows, in general words where no
// difference is notable.
func (p Pictures) compareTitle(c *Comparison) string {
	var widest *Contrast
	higher, lower := true, true
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Gap == nil {
			higher, lower = false, false // not every one
			continue
		}
		higher, lower = higher && *r.Gap > 0, lower && *r.Gap < 0
		if widest == nil || math.Abs(*r.Gap) > math.Abs(*widest.Gap) {
			widest = r
		}
	}
	if widest == nil {
		return p.t("results_title_unknown_"+c.Kind, "A", c.A.Name, "B", c.B.Name)
	}
	direction := "mixed"
	switch {
	case widest.Label == "none":
		direction = "none"
	case higher:
		direction = "higher"
	case lower:
		direction = "lower"
	}
	where := "groups"
	if c.By != ByGroup {
		where = "places"
	}
	return p.t("results_title_"+where+"_"+direction+"_"+c.Kind,
		"A", c.A.Name, "B", c.B.Name, "Scale", widest.Scale.Name.In(p.Lang), "Gap", p.one(math.Abs(*widest.Gap)))
}

// PairInWords says how large a difference of two groups is and how sure
// (statistics.md 2.6); pairs that the report did not test are called so.
func (p Pictures) PairInWords(pair *Pair) string {
	a, b := p.whole(*pair.NA), p.whole(*pair.NB)
	switch {
	case pair.Label == "none":
		return p.t("results_gap_none", "A", a, "B", b)
	case pair.Evidence == "":
		return p.t("results_gap_"+pair.Label+"_untested", "A", a, "B", b)
	default:
		return p.t("results_gap_"+pair.Label+"_"+pair.Evidence, "A", a, "B", b)
	}
}

// widestPair is the gap to the reference group on a stage that stands out most,
// a confirmed one before all others; nil where no two groups are shown.
func (r *Report) widestPair() *Gap {
	var widest *Gap
	size := func(g *Gap) float64 {
		const confirmedFirst = 100
		if g.Evidence == "confirmed" {
			return math.Abs(g.Gap) + confirmedFirst
		}
		return math.Abs(g.Gap)
	}
	for _, s := range r.ScalesOf(string(questionnaires.Stage)) {
		for i := range s.PerceptionGaps {
			if g := &s.PerceptionGaps[i]; widest == nil || size(g) > size(widest) {
				widest = g
			}
		}
	}
	return widest
}

// widest compares the two groups that stand out most on the scales of a kind;
// false where no two groups are shown.
func (p Pictures) widest(kind string) (Picture, bool) {
	gap := p.Report.widestPair()
	if gap == nil {
		return Picture{}, false
	}
	c := Comparison{By: ByGroup, Kind: kind}
	for i := range p.Report.Groups {
		side := Side{p.Report.Groups[i].Group, p.Report.Groups[i].Name.In(p.Lang), i}
		switch side.Key {
		case gap.Group:
			c.A = side
		case gap.Reference:
			c.B = side
		default:
			c.Others = append(c.Others, side)
		}
	}
	for _, s := range p.Report.ScalesOf(kind) {
		row := Contrast{Scale: s, Pair: p.Report.PairOfGroups(s, c.A.Key, c.B.Key)}
		for _, o := range c.Others {
			if row.Items != nil {
				row.Others = append(row.Others, p.Report.ScoreOver(s, o.Key, row.Items))
			} else {
				row.Others = append(row.Others, s.meanOf(o.Key))
			}
		}
		switch {
		case row.Gap != nil:
			row.Note = p.PairInWords(&row.Pair)
		case row.A != nil && row.B != nil:
			row.Note = p.t("results_other_questions")
		case row.A == nil:
			row.Note = p.absent(s, c.A)
		default:
			row.Note = p.absent(s, c.B)
		}
		c.Rows = append(c.Rows, row)
	}
	if len(c.Rows) == 0 {
		return Picture{}, false
	}
	return p.Compare(&c), true
}

// absent says why a group has no score on a scale.
func (p Pictures) absent(s *Scale, side Side) string {
	reason := p.t("results_not_asked")
	if cell := s.CellOf(side.Key); cell != nil {
		reason = p.Hidden(cell.Hidden, side.Key)
	}
	return p.t("results_absent", "Name", side.Name, "Reason", reason)
}

// meanOf is a group's score, nil if there is none to show.
func (s *Scale) meanOf(group string) *float64 {
	if cell := s.CellOf(group); cell != nil {
		return cell.Mean
	}
	return nil
}
