package charts

import (
	"math"
	"slices"
)

// Dumbbell compares two groups on stages or categories; other groups stand as
// quiet ticks behind them.
type Dumbbell struct {
	Frame

	A, B       Group   // the difference is A minus B
	Others     []Group // in the order of DumbbellRow.Others
	OthersName string  // "Other groups"
	Target     string  // "Target"
	Difference string  // "Difference"
	Rows       []DumbbellRow
}

// DumbbellRow is a stage or category; scores are 0–100, nil = not shown.
type DumbbellRow struct {
	Name, Note string // Note is set below the name: "Weighted score 38.4"
	A, B       *float64
	Others     []*float64
	Target     *float64
}

// Chart draws the comparison, 800 units wide.
func (d Dumbbell) Chart() Chart {
	p := pairs{difference: d.Difference, signs: [2]sign{groupSign(d.A), groupSign(d.B)}, names: [2]string{d.A.Name, d.B.Name}, target: d.Target}
	for _, r := range d.Rows {
		one := pair{name: r.Name, note: r.Note, values: [2]*float64{r.A, r.B}, target: r.Target}
		for i, v := range r.Others {
			if i < len(d.Others) && shown(v) {
				one.quiet = append(one.quiet, quiet{d.Others[i].Name, *v})
			}
		}
		p.rows = append(p.rows, one)
	}
	p.legend = []item{groupItem(d.A), groupItem(d.B)}
	if p.anyQuiet() {
		p.legend = append(p.legend, item{d.OthersName, "", func(c *canvas, x, y float64) {
			c.rect("c-quiet", x-4, y-6, 3, 12, 1.5)
			c.rect("c-quiet", x+2, y-6, 3, 12, 1.5)
		}})
	}
	return draw(d.Frame, wideWidth, p.paint)
}

// ClaimedPractised sets the score a stage claims (Broad View) against what its
// practices score (Gap), over the same groups (statistics.md 2.12).
type ClaimedPractised struct {
	Frame

	Claimed, Practised string // "Claimed", "Practised"
	Difference         string // "Difference"
	Rows               []ClaimedRow
}

// ClaimedRow is a stage; scores are 0–100, nil = not shown.
type ClaimedRow struct {
	Name, Note         string
	Claimed, Practised *float64
}

// Chart draws both marks of every stage, 800 units wide; the difference is
// claimed minus practised.
func (d ClaimedPractised) Chart() Chart {
	claimed := func(c *canvas, x, y, r float64) {
		c.empty("circle", class("c-m c-claimed"), num("cx", x), num("cy", y), num("r", r*.95))
	}
	practised := func(c *canvas, x, y, r float64) {
		c.rect("c-m c-practised", x-r*.9, y-r*.9, r*1.8, r*1.8, 0)
	}
	p := pairs{difference: d.Difference, signs: [2]sign{claimed, practised}, names: [2]string{d.Claimed, d.Practised}}
	for _, r := range d.Rows {
		p.rows = append(p.rows, pair{name: r.Name, note: r.Note, values: [2]*float64{r.Claimed, r.Practised}})
	}
	for i, s := range p.signs {
		p.legend = append(p.legend, item{p.names[i], "", func(c *canvas, x, y float64) { s(c, x, y, 5.5) }})
	}
	return draw(d.Frame, wideWidth, p.paint)
}

// Change sets the scores of a wave beside those of the wave before, over the
// same groups (statistics.md 2.11).
type Change struct {
	Frame

	Earlier, Latest string // "March 2026", "September 2026"
	Difference      string // "Change"
	Target          string // "Target"
	Rows            []ChangeRow
}

// ChangeRow is a stage or category; scores are 0–100, nil = not compared.
type ChangeRow struct {
	Name, Note              string
	Earlier, Latest, Target *float64
}

// Chart draws both marks of every row, 800 units wide; the difference is the
// latest score minus the earlier one.
func (d Change) Chart() Chart {
	latest := func(c *canvas, x, y, r float64) {
		c.empty("circle", class("c-m c-latest"), num("cx", x), num("cy", y), num("r", r*.95))
	}
	earlier := func(c *canvas, x, y, r float64) {
		c.empty("circle", class("c-m c-earlier"), num("cx", x), num("cy", y), num("r", r*.8))
	}
	p := pairs{difference: d.Difference, signs: [2]sign{latest, earlier}, names: [2]string{d.Latest, d.Earlier}, target: d.Target}
	for _, r := range d.Rows {
		p.rows = append(p.rows, pair{name: r.Name, note: r.Note, values: [2]*float64{r.Latest, r.Earlier}, target: r.Target})
	}
	for _, i := range []int{1, 0} {
		p.legend = append(p.legend, item{p.names[i], "", func(c *canvas, x, y float64) { p.signs[i](c, x, y, 5.5) }})
	}
	return draw(d.Frame, wideWidth, p.paint)
}

// sign draws a mark around x,y.
type sign func(c *canvas, x, y, radius float64)

func groupSign(g Group) sign {
	return func(c *canvas, x, y, r float64) { c.mark(markOf(g), x, y, r) }
}

// pairs are rows with two marks each.
type pairs struct {
	signs      [2]sign
	names      [2]string
	difference string
	target     string
	legend     []item
	rows       []pair
}

type pair struct {
	name, note string
	values     [2]*float64
	quiet      []quiet
	target     *float64
}

type quiet struct {
	name  string
	value float64
}

func (p pairs) anyQuiet() bool {
	for _, r := range p.rows {
		if len(r.quiet) > 0 {
			return true
		}
	}
	return false
}

// common is the target if all rows that have one share it.
func (p pairs) common() (target *float64, all bool) {
	for _, r := range p.rows {
		if !shown(r.target) {
			continue
		}
		if target != nil && *target != *r.target {
			return target, false
		}
		target = r.target
	}
	return target, true
}

// margin keeps room for a figure beside a mark at the end of the scale.
const margin = 52.0

func (p pairs) paint(c *canvas) {
	measures := rows{label: 196, right: 104, drawn: 34}
	scale := span{0, 100, measures.label + margin, c.width - measures.right - margin}
	if c.slim {
		scale.from, scale.to = margin, c.width-margin
		measures.drawn = 40 // a figure may stand above its mark
	}
	target, same := p.common()
	legend := p.legend
	if target != nil {
		legend = append(legend[:len(legend):len(legend)], c.targetItem(p.target, target, same))
		if !same {
			measures.drawn = 54 // the number stands above the marks
		}
	}
	y := c.legend(legend, 0)
	head := broken(p.difference, 150, small().end(), 2)
	y = c.write(c.width, y, head) + 2
	for i, r := range p.rows {
		measures.figures = 1
		if c.Hidden != "" && (!shown(r.values[0]) || !shown(r.values[1])) {
			measures.figures = 2
		}
		place := c.row(measures, y, r.name, r.note)
		if i > 0 {
			c.line("c-grid", 0, y, c.width, y)
		}
		p.row(c, r, place, scale, measures, !same)
		y = place.bottom
	}
	c.height = c.axis(scale, scores(), y)
}

func (p pairs) row(c *canvas, r pair, place row, scale span, measures rows, ownTarget bool) {
	top, bottom := place.top, place.bottom
	if c.slim {
		top, bottom = place.mark-measures.drawn/2-2, place.bottom-4
	}
	c.gridlines(scale, scores(), top, bottom)
	c.label(place)
	a, b := r.values[0], r.values[1]
	if shown(r.target) {
		c.target(scale.at(*r.target), top, bottom)
	}
	if shown(a) && shown(b) {
		c.line("c-conn", scale.at(*a), place.mark, scale.at(*b), place.mark)
	}
	for _, q := range r.quiet {
		c.tip(q.name + ": " + c.number(q.value))
		c.rect("c-quiet", scale.at(q.value)-1.5, place.mark-6, 3, 12, 1.5)
		c.end()
	}
	if shown(r.target) && ownTarget {
		c.text(scale.at(*r.target), top+9, short(c.goal(*r.target), 2*margin, small()), small().as("c-2 c-halo").middle())
	}
	p.marks(c, r, place, scale)
	switch {
	case shown(a) && shown(b):
		c.figure(place, c.signed(*a-*b))
	case !shown(a) && !shown(b):
		c.figure(place, "–", c.Hidden)
	default:
		c.figure(place, "–", c.Hidden)
		p.hidden(c, r, place)
	}
}

// marks draws the two marks, apart where they would cover each other, with
// their figures on the outer sides.
func (p pairs) marks(c *canvas, r pair, place row, scale span) {
	const radius, reach = 8.0, 14.0
	var x, y [2]float64
	for i, v := range r.values {
		if shown(v) {
			x[i], y[i] = scale.at(*v), place.mark
		}
	}
	both := shown(r.values[0]) && shown(r.values[1])
	if both && math.Abs(x[0]-x[1]) < 2*radius {
		y[0] -= radius
		y[1] += radius
	}
	for i, v := range r.values {
		if !shown(v) {
			continue
		}
		c.tip(p.names[i] + ": " + c.number(*v))
		p.signs[i](c, x[i], y[i], radius)
		c.end()
		other := 1 - i
		left := both && (x[i] < x[other] || x[i] == x[other] && i == 0)
		text := short(c.number(*v), margin-reach, small())
		side, l := 1.0, small().as("c-1 c-halo")
		if left {
			side, l = -1, l.end()
		}
		near, width := x[i]+side*reach, l.width(text)
		free := !both || math.Abs(x[0]-x[1]) > width+4
		if free && r.crosses(scale, near, near+side*width) && !r.onTarget(scale, x[i]-width/2, x[i]+width/2) {
			c.text(x[i], y[i]-radius-4, text, small().as("c-1 c-halo").middle())
			continue
		}
		c.text(near, y[i]+4.3, text, l)
	}
}

// crosses reports whether the target or a quiet tick stands in the way of a
// figure between two places.
func (r pair) crosses(scale span, from, to float64) bool {
	return r.onTarget(scale, from, to) || slices.ContainsFunc(r.quiet, func(q quiet) bool { return between(scale.at(q.value), from, to) })
}

func (r pair) onTarget(scale span, from, to float64) bool {
	return shown(r.target) && between(scale.at(*r.target), from, to)
}

// between reports whether x is within two places, or next to them.
func between(x, from, to float64) bool { return x > min(from, to)-2 && x < max(from, to)+2 }

// hidden puts the mark of the one that is not shown before the reason.
func (p pairs) hidden(c *canvas, r pair, place row) {
	if c.Hidden == "" {
		return
	}
	missing := 0
	if shown(r.values[0]) {
		missing = 1
	}
	reason := broken(c.Hidden, figureWidth, small(), 1)
	p.signs[missing](c, c.width-reason.width()-12, c.figureTop(place, 1)+bodyLine+smallLine/2, 5)
}

// gridlines draws the marks of a scale through a row.
func (c *canvas) gridlines(scale span, at []float64, top, bottom float64) {
	for _, v := range at {
		c.line("c-grid", scale.at(v), top, scale.at(v), bottom)
	}
}

// axis writes the marks of a scale below the rows and returns where it ends.
func (c *canvas) axis(scale span, at []float64, y float64) float64 {
	for _, v := range at {
		c.text(scale.at(v), y+16, plain(v), small().as("c-3").middle())
	}
	return y + 22
}

// target draws the mark of a target.
func (c *canvas) target(x, top, bottom float64) { c.line("c-target", x, top, x, bottom) }

// targetItem explains the mark of a target; one that all rows share is given
// here and not in each row.
func (c *canvas) targetItem(name string, target *float64, same bool) item {
	if same {
		name += " " + c.goal(*target)
	}
	return item{name, "", func(c *canvas, x, y float64) { c.target(x, y-8, y+8) }}
}
