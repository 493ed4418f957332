package charts

import "math"

// Axis is one direction of a matrix.
type Axis struct {
	Name      string // "Needs of customers"
	Low, High string // "uniform", "diverse"
}

// Quadrant is a quarter of a matrix. Marked ones stand out, by an edge as well
// as by the ground.
type Quadrant struct {
	Name, Note string
	Marked     bool
}

// Quadrants name the four situations (priorities.md 3.3): where they stand is
// the same in both matrices.
type Quadrants struct {
	KeyAccount Quadrant // above, left: steep value, uniform needs
	OneToOne   Quadrant // above, right: steep value, diverse needs
	Mass       Quadrant // below, left: flat value, uniform needs
	Niche      Quadrant // below, right: flat value, diverse needs
}

// SituationMatrix places the customer base by value skew and needs diversity.
type SituationMatrix struct {
	Frame

	Needs, Value Axis // to the right, upwards
	Quadrants    Quadrants
	Base         string   // label of the point: "Your customers"
	Diversity    *float64 // 0–1; nil draws no point
	Skew         *float64 // 0–1
	Band         float64  // half width of the zone where either reading holds, 0–0.5; 0 draws none
	BandName     string   // "Borderline: either reading holds"
}

// Chart draws the matrix, 560 units wide.
func (m SituationMatrix) Chart() Chart {
	grid := matrix{right: m.Needs, up: m.Value, quadrants: m.Quadrants, band: math.Min(.5, math.Max(0, finite(m.Band))), bandName: m.BandName}
	if shown(m.Diversity) && shown(m.Skew) {
		grid.spots = append(grid.spots, spot{m.Base, *m.Diversity, *m.Skew})
	}
	return draw(m.Frame, halfWidth, grid.paint)
}

// CapabilityMatrix places what the company can do: interact against customize,
// with the quadrant that its customer base asks for marked (priorities.md 3.7).
type CapabilityMatrix struct {
	Frame

	Customize, Interact Axis // to the right, upwards
	Quadrants           Quadrants
	Company             string   // label of the point: "Your company today"
	CustomizeScore      *float64 // 0–100; nil draws no point
	InteractScore       *float64 // 0–100
}

// Chart draws the matrix, 560 units wide.
func (m CapabilityMatrix) Chart() Chart {
	grid := matrix{right: m.Customize, up: m.Interact, quadrants: m.Quadrants}
	if shown(m.CustomizeScore) && shown(m.InteractScore) {
		grid.spots = append(grid.spots, spot{m.Company, *m.CustomizeScore / 100, *m.InteractScore / 100})
	}
	return draw(m.Frame, halfWidth, grid.paint)
}

// matrix is a square cut in four; places are 0–1.
type matrix struct {
	right, up Axis
	quadrants Quadrants
	band      float64
	bandName  string
	spots     []spot
}

type spot struct {
	label string
	x, y  float64
}

// box is an area that is taken.
type box struct{ left, top, right, bottom float64 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

func (m matrix) paint(c *canvas) {
	height := 400.0
	if c.slim {
		height = 360
	}
	x := span{0, 1, 26, c.width - 1}
	y := span{0, 1, height, 1}
	taken := m.ground(c, x, y)
	c.height = m.axes(c, x, y)
	if m.band > 0 {
		c.height = c.legend([]item{{m.bandName, "", func(c *canvas, x, y float64) { c.rect("c-band-sign", x-7, y-6, 14, 12, 0) }}}, c.height+6)
	}
	for _, s := range m.spots {
		m.spot(c, s, x, y, taken)
	}
}

// ground draws the quadrants and returns where their texts stand: at the edge
// that is farther from the points.
func (m matrix) ground(c *canvas, x, y span) []box {
	var taken []box
	half := (x.to - x.from) / 2
	type quarter struct {
		Quadrant
		left, top float64
		above     bool
		right     bool
	}
	midX, midY := x.at(.5), y.at(.5)
	quarters := []quarter{
		{m.quadrants.KeyAccount, x.from, y.to, true, false},
		{m.quadrants.OneToOne, midX, y.to, true, true},
		{m.quadrants.Mass, x.from, midY, false, false},
		{m.quadrants.Niche, midX, midY, false, true},
	}
	tall := (y.from - y.to) / 2
	for _, q := range quarters {
		if !q.Marked {
			c.rect("c-quad", q.left, q.top, half, tall, 0)
		}
	}
	for _, q := range quarters {
		if q.Marked {
			c.rect("c-quad c-hot", q.left, q.top, half, tall, 0)
		}
	}
	if m.band > 0 {
		c.rect("c-band", x.at(.5-m.band), y.to, x.at(.5+m.band)-x.at(.5-m.band), y.from-y.to, 0)
		c.rect("c-band", x.from, y.at(.5+m.band), x.to-x.from, y.at(.5-m.band)-y.at(.5+m.band), 0)
	}
	c.line("c-axis", midX, y.to, midX, y.from)
	c.line("c-axis", x.from, midY, x.to, midY)
	for _, q := range quarters {
		if q.Marked {
			c.rect("c-edge", q.left+1, q.top+1, half-2, tall-2, 0)
		}
		name := broken(q.Name, half-22, strong(), 2)
		text := broken(q.Note, half-22, small(), 4)
		total := name.height() + text.height()
		at := point{q.left + 11, q.top + 9}
		if m.low(q.above, q.right, y, total) {
			at.y = q.top + tall - 9 - total
		}
		c.write(at.x, c.write(at.x, at.y, name), text)
		taken = append(taken, box{at.x, at.y, at.x + math.Max(name.width(), text.width()), at.y + total})
	}
	return taken
}

// low reports whether the text of a quadrant has to stand at its lower edge
// because a point takes the upper one.
func (m matrix) low(above, right bool, y span, height float64) bool {
	for _, s := range m.spots {
		if (s.y >= .5) != above || (s.x >= .5) != right {
			continue
		}
		top, middle := y.to, (y.to+y.at(.5))/2
		if !above {
			top, middle = y.at(.5), (y.from+y.at(.5))/2
		}
		at := y.at(s.y)
		return at < math.Min(middle, top+height+26)
	}
	return false
}

// axes writes the names of the axes and returns where the drawing ends.
func (m matrix) axes(c *canvas, x, y span) float64 {
	low, name, high := m.up.fitted(y.from - y.to)
	c.upward(low, 14, y.from, small())
	c.upward(high, 14, y.to, small().end())
	c.upward(name, 14, (y.from+y.to)/2, small().as("c-1").middle())
	low, name, high = m.right.fitted(x.to - x.from)
	c.text(x.from, y.from+17, low, small())
	c.text(x.to, y.from+17, high, small().end())
	c.text((x.from+x.to)/2, y.from+17, name, small().as("c-1").middle())
	return y.from + 24
}

// fitted shares a length between the name of an axis, in its middle, and what
// its ends mean. The name keeps half of it at least; the ends get what it
// leaves, and nothing is cut as long as there is room.
func (a Axis) fitted(length float64) (low, name, high string) {
	const gap = 8.0
	l := small()
	name = a.Name + " →"
	ends := math.Max(l.width(a.Low), l.width(a.High)) + gap
	name = short(name, math.Max(length/2, length-2*ends), l)
	room := (length-l.width(name))/2 - gap
	return short(a.Low, room, l), name, short(a.High, room, l)
}

// upward writes a line that is read from below.
func (c *canvas) upward(s string, x, y float64, l look) {
	if s == "" {
		return
	}
	c.leaf("text", s, append(l.attrs(x, y), word("transform", "rotate(-90 "+decimal(x)+" "+decimal(y)+")"))...)
}

// spot draws a point with its label where nothing else stands, if there is such
// a place.
func (m matrix) spot(c *canvas, s spot, x, y span, taken []box) {
	const radius = 9.0
	at := point{
		math.Min(math.Max(x.at(finite(s.x)), x.from+radius+4), x.to-radius-4),
		math.Min(math.Max(y.at(finite(s.y)), y.to+radius+4), y.from-radius-4),
	}
	n := broken(s.label, (x.to-x.from)*.42, strong().as("c-halo-2"), 3)
	w, h := n.width(), n.height()
	const gap = radius + 8
	places := []point{
		{at.x + gap, at.y - h/2},
		{at.x - gap - w, at.y - h/2},
		{at.x - w/2, at.y + gap},
		{at.x - w/2, at.y - gap - h},
		{at.x + gap, at.y + gap - 4},
		{at.x - gap - w, at.y + gap - 4},
		{at.x + gap, at.y - h - gap + 4},
		{at.x - gap - w, at.y - h - gap + 4},
	}
	best, least := places[0], math.Inf(1)
	for _, p := range places {
		p = point{math.Min(math.Max(p.x, x.from+4), x.to-4-w), math.Min(math.Max(p.y, y.to+4), y.from-4-h)}
		own := box{p.x, p.y, p.x + w, p.y + h}
		cost := 0.0
		for _, b := range taken {
			if own.meets(b) {
				cost++
			}
		}
		if own.meets(box{at.x - radius, at.y - radius, at.x + radius, at.y + radius}) {
			cost += 2
		}
		if m.crosses(own, at, x, y) {
			cost += .5
		}
		if cost < least {
			best, least = p, cost
		}
	}
	c.tip(s.label)
	c.empty("circle", class("c-spot"), num("cx", at.x), num("cy", at.y), num("r", radius))
	c.empty("circle", class("c-spot-eye"), num("cx", at.x), num("cy", at.y), num("r", radius/3))
	c.end()
	c.write(best.x, best.y, n)
}

// crosses reports whether a label leaves the quadrant of its point at p.
func (m matrix) crosses(label box, p point, x, y span) bool {
	midX, midY := x.at(.5), y.at(.5)
	return label.left < midX && label.right > midX && math.Abs(p.x-midX) > 1 || label.top < midY && label.bottom > midY && math.Abs(p.y-midY) > 1
}
