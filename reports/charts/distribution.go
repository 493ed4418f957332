package charts

import (
	"math"
	"strconv"
)

// Distribution shows how the answers of each group spread over the options of a
// question: bars that diverge from the middle of the scale, with don't know
// apart, because it is no point of the scale.
type Distribution struct {
	Frame // Number writes a share of 0–100: "34%"

	Options   []string // low to high
	Lower     string   // "lower", over the left side
	Higher    string   // "higher", over the right side
	DontKnow  string   // "Don't know", heads the column of shares
	Responses string   // "n", heads the column of answers
	Rows      []DistributionRow
}

// DistributionRow is a group. Counts follows Options and is nil when it is not
// shown; answers that are no option are not in it.
type DistributionRow struct {
	Group    Group
	N        *int
	Counts   []int
	DontKnow *float64 // 0–1
}

// Chart draws the bars, 800 units wide.
func (d Distribution) Chart() Chart { return draw(d.Frame, wideWidth, d.paint) }

// share is the part of the options of a row, each 0–100, and what of them is
// below and above the middle of the scale; a middle option counts half to both.
func (d Distribution) share(r DistributionRow) (parts []float64, below, above float64, ok bool) {
	total := 0.0
	for _, n := range r.Counts {
		total += float64(max(0, n))
	}
	k := len(d.Options)
	if total == 0 || len(r.Counts) != k {
		return nil, 0, 0, false
	}
	for i, n := range r.Counts {
		part := 100 * float64(max(0, n)) / total
		parts = append(parts, part)
		switch {
		case 2*i+1 < k:
			below += part
		case 2*i+1 > k:
			above += part
		default:
			below += part / 2
			above += part / 2
		}
	}
	return parts, below, above, true
}

func (d Distribution) paint(c *canvas) {
	const least, numbers = 25.0, 104.0
	measures := rows{label: 196, right: numbers, drawn: 24}
	left, right := least, least
	for _, r := range d.Rows {
		if _, below, above, ok := d.share(r); ok {
			left, right = math.Max(left, below), math.Max(right, above)
		}
	}
	from, to := measures.label, c.width-measures.right-8
	if c.slim {
		from, to = 0, c.width
	}
	scale := span{-left, right, from, to}
	middle := scale.at(0)
	y := d.options(c)
	y = d.heads(c, y, middle, from, to)
	if !c.slim {
		c.line("c-axis", middle, y, middle, y+d.height(c, measures))
	}
	for i, r := range d.Rows {
		measures.figures = d.lines(c, r)
		place := c.row(measures, y, r.Group.Name, "")
		if i > 0 {
			c.line("c-grid", 0, y, c.width, y)
		}
		d.row(c, r, place, scale)
		y = place.bottom
	}
	c.height = y + 2
}

// options is the legend: the options under each other, because they are
// sentences in some questionnaires.
func (d Distribution) options(c *canvas) float64 {
	y := 0.0
	for i, o := range d.Options {
		n := broken(o, c.width-34, small(), 3)
		c.rect("c-s"+step(i, len(d.Options)), 0, y+1, 22, 14, 2)
		c.text(11, y+smallLine*.78, strconv.Itoa(i+1), look{class: "c-on-s" + step(i, len(d.Options)), size: smallSize, bold: true, align: "middle"})
		y = c.write(30, y, n) + 4
	}
	return y + 8
}

// step is the shade 1–5 of an option out of k.
func step(i, k int) string {
	if k < 2 {
		return "3"
	}
	return strconv.Itoa(1 + int(math.Round(4*float64(i)/float64(k-1))))
}

func (d Distribution) heads(c *canvas, y, middle, from, to float64) float64 {
	const apart = 16.0
	room := (to-from-apart)/2 - 1
	lower, higher := short("← "+d.Lower, room, small()), short(d.Higher+" →", room, small())
	left := math.Max(middle-apart/2, from+small().width(lower))
	right := math.Min(middle+apart/2, to-small().width(higher))
	if left+apart > right { // one of them is longer than its side: the other one gives way
		if 2*middle < from+to {
			right = left + apart
		} else {
			left = right - apart
		}
	}
	c.text(left, y+smallLine*.76, lower, small().end())
	c.text(right, y+smallLine*.76, higher, small())
	if c.slim {
		return y + smallLine + 2
	}
	know := broken(d.DontKnow, 62, small().end(), 2)
	count := broken(d.Responses, 40, small().end(), 2)
	tall := max(know.height(), count.height(), smallLine)
	c.write(c.width-44, y+tall-know.height(), know)
	c.write(c.width, y+tall-count.height(), count)
	return y + tall + 4
}

func (d Distribution) row(c *canvas, r DistributionRow, place row, scale span) {
	const half = 11.0
	c.label(place)
	d.figures(c, r, place)
	y := place.mark
	parts, below, _, ok := d.share(r)
	if !ok {
		text := c.Hidden
		if r.Counts != nil {
			text = "–" // asked, and nobody chose an option
		}
		c.rect("c-hidden", scale.from, y-half, scale.to-scale.from, 2*half, 3)
		c.write(scale.from+10, y-smallLine/2, broken(text, scale.to-scale.from-20, small().as("c-2 c-halo"), 1))
		return
	}
	if c.slim {
		c.line("c-axis", scale.at(0), y-half-4, scale.at(0), y+half+4)
	}
	at := -below
	for i, part := range parts {
		x1, x2 := scale.at(at), scale.at(at+part)
		at += part
		if x2-x1 < .2 {
			continue
		}
		text := c.number(part)
		c.tip(r.Group.Name + ", " + d.Options[i] + ": " + text)
		c.rect("c-s"+step(i, len(parts)), x1, y-half, math.Max(x2-x1-1, .5), 2*half, 0)
		l := look{class: "c-on-s" + step(i, len(parts)), size: smallSize, align: "middle"}
		if l.width(text) <= x2-x1-3 {
			c.text((x1+x2)/2, y+4.3, text, l)
		}
		c.end()
	}
}

// lines is how many lines of figures stand beside the name.
func (d Distribution) lines(c *canvas, r DistributionRow) int {
	if c.slim && shown(r.DontKnow) && *r.DontKnow > 0 {
		return 2
	}
	return 1
}

// height is the height of all rows.
func (d Distribution) height(c *canvas, measures rows) float64 {
	y := 0.0
	for _, r := range d.Rows {
		measures.figures = d.lines(c, r)
		y = c.row(measures, y, r.Group.Name, "").bottom
	}
	return y
}

// figures writes the share of don't know and the number of answers.
func (d Distribution) figures(c *canvas, r DistributionRow, place row) {
	know, count := "–", "–"
	if shown(r.DontKnow) {
		know = c.number(100 * *r.DontKnow)
	}
	if r.N != nil {
		count = strconv.Itoa(*r.N)
	}
	y := place.mark + 4.3
	if !c.slim {
		c.text(c.width-44, y, short(know, 58, small()), small().end())
		c.text(c.width, y, short(count, 40, small()), small().end())
		return
	}
	// No room for columns: both are named, one under the other.
	if r.N != nil {
		c.write(c.width, place.label, broken(d.Responses+" "+count, figureWidth, small().as("c-3").end(), 1))
	}
	if shown(r.DontKnow) && *r.DontKnow > 0 {
		c.write(c.width, place.label+smallLine, broken(d.DontKnow+" "+know, figureWidth, small().as("c-3").end(), 1))
	}
}
