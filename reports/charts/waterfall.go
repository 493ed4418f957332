package charts

import "math"

// Waterfall adds up the points of a stage's priority (priorities.md 3.4).
type Waterfall struct {
	Frame

	Steps []Step
	Total string // name of the sum: "Priority"
	// Low and High widen the scale, so that the drawings of several stages can
	// share one; 0, 0 leaves it to the steps.
	Low, High float64
}

// Step is one addend; points may be negative.
type Step struct {
	Name, Note string
	Points     float64
}

// Chart draws the steps, 560 units wide. A step is an arrow towards more or
// less, so that its direction does not hang on colour.
func (w Waterfall) Chart() Chart { return draw(w.Frame, halfWidth, w.paint) }

// ends are the least and the greatest subtotal.
func (w Waterfall) ends() (low, high, total float64) {
	low, high = math.Min(0, finite(w.Low)), math.Max(0, finite(w.High))
	for _, s := range w.Steps {
		total = finite(total + finite(s.Points))
		low, high = math.Min(low, total), math.Max(high, total)
	}
	return low, high, total
}

func (w Waterfall) paint(c *canvas) {
	const half, figuresWide = 11.0, 48.0 // the lines between the steps stay clear of the figures
	measures := rows{label: 170, right: 64, drawn: 2 * half, figures: 1}
	low, high, total := w.ends()
	scale := span{low, high, measures.label, c.width - measures.right - 10}
	if c.slim {
		scale.from, scale.to = 1, c.width-figuresWide
	}
	zero := scale.at(0)
	y, sum, before := 0.0, 0.0, zero
	previous := -1.0
	for _, s := range w.Steps {
		place := c.row(measures, y, s.Name, s.Note)
		sum += finite(s.Points)
		after := scale.at(sum)
		if previous >= 0 {
			c.line("c-step", before, previous, before, place.mark-half)
		}
		c.label(place)
		c.figure(place, c.signed(finite(s.Points)))
		c.tip(s.Name + ": " + c.signed(finite(s.Points)))
		c.arrow(before, after, place.mark, half)
		c.end()
		before, previous, y = after, place.mark+half, place.bottom
	}
	c.line("c-axis", 0, y, c.width, y)
	place := c.row(measures, y, w.Total, "")
	if previous >= 0 {
		c.line("c-step", before, previous, before, place.mark-half)
	}
	c.label(place)
	c.figure(place, c.number(total))
	from, to := math.Min(zero, scale.at(total)), math.Max(zero, scale.at(total))
	c.rect("c-total", from, place.mark-half, math.Max(to-from, 1), 2*half, 2)
	if low < 0 {
		c.line("c-axis", zero, 0, zero, place.bottom)
	}
	c.height = place.bottom
}

// arrow is a bar with a tip: filled to the right for more, hollow to the left
// for less, a line for nothing.
func (c *canvas) arrow(from, to, y, half float64) {
	size := math.Min(half*.8, math.Abs(to-from))
	names := "c-more"
	switch {
	case math.Abs(to-from) < .5:
		c.line("c-axis", from, y-half, from, y+half)
		return
	case to < from:
		names, size = "c-less", -size
	}
	c.empty("polygon", class(names), points([]point{{from, y - half}, {to - size, y - half}, {to, y}, {to - size, y + half}, {from, y + half}}))
}
