package charts

import (
	"math"
	"strconv"
)

// StageBars shows readiness against the target, with the interval around it and
// the levels of the scale (statistics.md 2.5, 2.14).
type StageBars struct {
	Frame

	Readiness string // "Readiness", heads the column of figures
	Interval  string // "95% interval"
	Target    string // "Target"
	Level     string // "Level", before the numbers above the scale
	Levels    int    // of the scale, usually 5; below 2 none are marked
	Rows      []StageBar
}

// StageBar is a stage or category; figures are 0–100, nil = not shown.
type StageBar struct {
	Name, Note string // Note is set below the name: "between level 2 and 3"
	Score      *float64
	Low, High  *float64 // ends of the interval
	Target     *float64
}

// Chart draws the bars, 800 units wide.
func (s StageBars) Chart() Chart { return draw(s.Frame, wideWidth, s.paint) }

func (s StageBars) paint(c *canvas) {
	common, same := s.common()
	measures := rows{label: 196, right: 110, drawn: 24}
	const inset = 14.0 // half of a number below the ends
	scale := span{0, 100, measures.label + inset, c.width - measures.right - inset}
	if c.slim {
		scale.from, scale.to = inset, c.width-inset
	}
	y := c.legend(s.legend(c), 0)
	if !c.slim {
		c.text(c.width, y+smallLine*.76, short(s.Readiness, measures.right+30, small()), small().end())
	}
	y = s.levels(c, scale, y)
	for i, r := range s.Rows {
		measures.figures = 1
		if shown(r.Score) && shown(r.Low) && shown(r.High) {
			measures.figures++
		}
		if shown(r.Target) && !same {
			measures.figures++
		}
		place := c.row(measures, y, r.Name, r.Note)
		if i > 0 {
			c.line("c-grid", 0, y, c.width, y)
		}
		s.bar(c, r, place, scale, common == nil || !same)
		y = place.bottom
	}
	c.height = c.axis(scale, scores(), y)
}

func (s StageBars) common() (target *float64, all bool) {
	var p pairs
	for _, r := range s.Rows {
		p.rows = append(p.rows, pair{target: r.Target})
	}
	return p.common()
}

func (s StageBars) legend(c *canvas) []item {
	out := []item{{s.Readiness, "", func(c *canvas, x, y float64) { c.rect("c-bar", x-7, y-5, 14, 10, 2) }}}
	for _, r := range s.Rows {
		if shown(r.Low) && shown(r.High) {
			out = append(out, item{s.Interval, "", func(c *canvas, x, y float64) { c.whisker(x-7, x+7, y) }})
			break
		}
	}
	if target, same := s.common(); target != nil {
		out = append(out, c.targetItem(s.Target, target, same))
	}
	return out
}

// levels writes the levels above the scale: level L of A stands at
// 100(L−1)/(A−1).
func (s StageBars) levels(c *canvas, scale span, y float64) float64 {
	if s.Levels < 2 || s.Levels > 9 {
		if !c.slim {
			y += smallLine // the word above the figures
		}
		return y + 4
	}
	first := true
	for _, v := range s.marks() {
		text := strconv.Itoa(1 + int(math.Round(v*float64(s.Levels-1)/100)))
		if first && s.Level != "" {
			// The word stands before the first number, where the names are.
			room := scale.from - 8
			if c.slim {
				y = c.write(0, y, broken(s.Level, c.width, small(), 2))
			} else {
				n := broken(s.Level, room-60, small(), 1)
				c.write(room-n.width(), y, n)
			}
			first = false
		}
		c.text(scale.at(v), y+smallLine*.76, text, small().middle())
	}
	return y + smallLine + 3
}

func (s StageBars) marks() []float64 {
	if s.Levels < 2 || s.Levels > 9 {
		return scores()
	}
	var out []float64
	for i := range s.Levels {
		out = append(out, 100*float64(i)/float64(s.Levels-1))
	}
	return out
}

func (s StageBars) bar(c *canvas, r StageBar, place row, scale span, ownTarget bool) {
	const half = 9.0
	c.label(place)
	y := place.mark
	c.rect("c-track", scale.from, y-half, scale.to-scale.from, 2*half, 3)
	if !shown(r.Score) {
		c.write(scale.from+8, y-smallLine/2, broken(c.Hidden, scale.to-scale.from-16, small(), 1))
	} else {
		c.tip(r.Name + ": " + c.number(*r.Score))
		c.rect("c-bar", scale.from, y-half, scale.at(*r.Score)-scale.from, 2*half, 3)
		c.end()
	}
	for _, v := range s.marks() {
		c.line("c-level", scale.at(v), y-half, scale.at(v), y+half)
	}
	var below []string
	if shown(r.Score) && shown(r.Low) && shown(r.High) {
		c.whisker(scale.at(*r.Low), scale.at(*r.High), y)
		below = append(below, c.number(*r.Low)+"–"+c.number(*r.High))
	}
	if shown(r.Target) {
		x := scale.at(*r.Target)
		c.line("c-target-edge", x, y-half, x, y+half)
		c.target(x, y-half-6, y+half+6)
		if ownTarget {
			below = append(below, s.Target+" "+c.goal(*r.Target))
		}
	}
	if shown(r.Score) {
		c.figure(place, c.number(*r.Score), below...)
	} else {
		c.figure(place, "–", below...)
	}
}

// whisker draws an interval: a line with an edge in the colour of the ground,
// so that it is seen on the bar and beside it.
func (c *canvas) whisker(from, to, y float64) {
	for _, names := range []string{"c-whisker-edge", "c-whisker"} {
		c.line(names, from, y, to, y)
		c.line(names, from, y-4, from, y+4)
		c.line(names, to, y-4, to, y+4)
	}
}
