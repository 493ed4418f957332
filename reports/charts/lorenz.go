package charts

import "math"

// Lorenz shows how the value is spread over the customers, best customers
// first (priorities.md 3.1).
type Lorenz struct {
	Frame // Number writes a share of 0–100: "34%"

	Customers, Value string       // names of the axes
	Curve            [][2]float64 // shares of customers and of value, 0–1, rising
	CurveName        string       // "Your customers"
	Equality         string       // "All customers worth the same"
	Marks            []LorenzMark // such as x50
}

// LorenzMark is a place on the curve; shares are 0–1.
type LorenzMark struct {
	Customers, Value float64
	Label            string // "7% of customers bring half"
}

// Chart draws the curve, 560 units wide.
func (l Lorenz) Chart() Chart { return draw(l.Frame, halfWidth, l.paint) }

func (l Lorenz) paint(c *canvas) {
	height := 360.0
	if c.slim {
		height = 300
	}
	y := c.legend([]item{
		{l.CurveName, "", func(c *canvas, x, y float64) { c.line("c-curve", x-8, y, x+8, y) }},
		{l.Equality, "", func(c *canvas, x, y float64) { c.line("c-even", x-8, y, x+8, y) }},
	}, 0)
	y = c.write(0, y, broken("↑ "+l.Value, c.width, small(), 2)) + 10
	across := span{0, 1, 46, c.width - 22}
	up := span{0, 1, y + height, y}
	for _, v := range scores() {
		c.line("c-grid", across.from, up.at(v/100), across.to, up.at(v/100))
		c.line("c-grid", across.at(v/100), up.from, across.at(v/100), up.to)
		c.text(across.from-6, up.at(v/100)+4.3, short(c.number(v), across.from-6, small()), small().as("c-3").end())
		c.text(across.at(v/100), up.from+17, short(c.number(v), 44, small()), small().as("c-3").middle())
	}
	if curve := l.points(across, up); len(curve) > 1 {
		corner := []point{{curve[len(curve)-1].x, up.from}, {curve[0].x, up.from}}
		c.empty("polygon", class("c-area"), points(append(corner, curve...)))
		c.line("c-even", across.from, up.from, across.to, up.to)
		c.empty("polyline", class("c-curve"), points(curve))
	} else {
		c.line("c-even", across.from, up.from, across.to, up.to)
	}
	c.height = c.write(across.from, up.from+23, broken(l.Customers+" →", across.to-across.from, small(), 2)) + 2
	l.marks(c, across, up)
}

func (l Lorenz) points(across, up span) []point {
	var out []point
	for _, p := range l.Curve {
		out = append(out, point{across.at(finite(p[0])), up.at(finite(p[1]))})
	}
	return out
}

// marks draws guides to both axes and the labels under the curve, where there
// is room, without covering each other.
func (l Lorenz) marks(c *canvas, across, up span) {
	var taken []box
	for _, m := range l.Marks {
		x, y := across.at(finite(m.Customers)), up.at(finite(m.Value))
		c.line("c-guide", x, y, x, up.from)
		c.line("c-guide", across.from, y, x, y)
		n := broken(m.Label, 190, small().as("c-1 c-halo"), 3)
		own := box{x + 13, y - 2, x + 13 + n.width(), y - 2 + n.height()}
		if over := own.right - across.to; over > 0 {
			own.left, own.right = own.left-over, own.right-over
			own.top, own.bottom = y+12, y+12+n.height()
		}
		for _, b := range taken {
			if own.meets(b) {
				shift := b.bottom + 4 - own.top
				own.top, own.bottom = own.top+shift, own.bottom+shift
			}
		}
		if over := own.bottom - up.from; over > 0 {
			own.top, own.bottom = own.top-over, own.bottom-over
		}
		own.top = math.Max(own.top, up.to)
		taken = append(taken, own)
		c.tip(m.Label)
		c.empty("circle", class("c-m c-spot-small"), num("cx", x), num("cy", y), num("r", 5.5))
		c.end()
		c.write(own.left, own.top, n)
	}
}
