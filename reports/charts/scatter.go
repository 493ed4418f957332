package charts

import (
	"math"
	"strconv"
)

// Scatter is the importance–performance panel: importance upwards, readiness to
// the right, a crosshair at the means (priorities.md 3.4).
type Scatter struct {
	Frame

	Importance, Readiness string   // names of the axes
	MeanImportance        *float64 // nil draws no crosshair and names no quadrant
	MeanReadiness         *float64
	Concentrate           string // "Concentrate here": important, not ready
	KeepUp                string // "Keep up the good work": important, ready
	LowPriority           string // neither
	Overkill              string // ready, not important
	Points                []ScatterPoint
}

// ScatterPoint is a stage or category. Its number in the drawing is its place
// in the list, from 1.
type ScatterPoint struct {
	Name                  string
	Note                  string // in the key, such as "borderline"
	Importance, Readiness float64
	Borderline            bool // dashed edge
}

// Chart draws the panel with a key of the numbers, 560 units wide.
func (s Scatter) Chart() Chart { return draw(s.Frame, halfWidth, s.paint) }

// disc is the radius of a numbered point.
const disc = 12.0

func (s Scatter) paint(c *canvas) {
	height := 360.0
	if c.slim {
		height = 320
	}
	title := broken("↑ "+s.Importance, c.width, small(), 2)
	top := c.write(0, 0, title) + 6
	x := span{from: 30, to: c.width - 4}
	y := span{from: top + height, to: top}
	x.low, x.high = s.window(func(p ScatterPoint) float64 { return p.Readiness }, s.MeanReadiness)
	y.low, y.high = s.window(func(p ScatterPoint) float64 { return p.Importance }, s.MeanImportance)
	c.rect("c-quad", x.from, y.to, x.to-x.from, y.from-y.to, 0)
	s.crosshair(c, x, y)
	for _, v := range ticks(x.low, x.high, 4) {
		anchor := small().as("c-3").middle()
		if at := x.at(v); at > x.to-12 {
			anchor = anchor.end()
		}
		c.text(x.at(v), y.from+16, plain(v), anchor)
	}
	for _, v := range ticks(y.low, y.high, 4) {
		at := math.Max(y.at(v)+4.3, y.to+9)
		c.text(x.from-6, at, plain(v), small().as("c-3").end())
	}
	bottom := c.write(x.from, y.from+21, broken(s.Readiness+" →", x.to-x.from, small(), 2))
	s.points(c, x, y)
	c.height = s.key(c, bottom+8)
}

// window is the stretch of 0–100 that holds all points and the crosshair, in
// whole tens and at least 40 long: points near each other stay apart without
// the drawing pretending that they differ a lot.
func (s Scatter) window(of func(ScatterPoint) float64, mean *float64) (low, high float64) {
	const least, step, air = 40.0, 10.0, 4.0
	low, high = 100, 0
	for _, p := range s.Points {
		v := math.Min(100, math.Max(0, finite(of(p))))
		low, high = math.Min(low, v), math.Max(high, v)
	}
	if shown(mean) {
		v := math.Min(100, math.Max(0, *mean))
		low, high = math.Min(low, v), math.Max(high, v)
	}
	if low > high {
		return 0, 100
	}
	low = math.Max(0, math.Floor((low-air)/step)*step)
	high = math.Min(100, math.Ceil((high+air)/step)*step)
	for high-low < least {
		if low > 0 {
			low -= step
		}
		if high-low < least && high < 100 {
			high += step
		}
	}
	return low, high
}

func (s Scatter) crosshair(c *canvas, x, y span) {
	if !shown(s.MeanReadiness) || !shown(s.MeanImportance) {
		return
	}
	mx, my := x.at(*s.MeanReadiness), y.at(*s.MeanImportance)
	c.rect("c-quad c-hot", x.from, y.to, mx-x.from, my-y.to, 0)
	c.line("c-axis", mx, y.to, mx, y.from)
	c.line("c-axis", x.from, my, x.to, my)
	// Names keep to the corners; beyond the crosshair they would name another quadrant.
	half := (x.to-x.from)/2 - 14
	for _, q := range []struct {
		name        string
		right, down bool
	}{{s.Concentrate, false, false}, {s.KeepUp, true, false}, {s.LowPriority, false, true}, {s.Overkill, true, true}} {
		room := mx - x.from - 14
		if q.right {
			room = x.to - mx - 14
		}
		n := broken(q.name, math.Min(math.Max(room, half*.62), half), strong(), 3)
		at := point{x.from + 8, y.to + 6}
		if q.right {
			n.look, at.x = n.look.end(), x.to-8
		}
		if q.down {
			at.y = y.from - 8 - n.height()
		}
		c.write(at.x, at.y, n)
	}
}

// points draws the discs. A disc that had to move keeps a line to its place.
func (s Scatter) points(c *canvas, x, y span) {
	at := make([]point, len(s.Points))
	for i, p := range s.Points {
		at[i] = point{x.at(finite(p.Readiness)), y.at(finite(p.Importance))}
	}
	moved := apart(at, 2*disc+2, x.from+disc+1, x.to-disc-1, y.to+disc+1, y.from-disc-1)
	for i := range s.Points {
		if math.Hypot(moved[i].x-at[i].x, moved[i].y-at[i].y) > 3 {
			c.line("c-lead", at[i].x, at[i].y, moved[i].x, moved[i].y)
			c.empty("circle", class("c-place"), num("cx", at[i].x), num("cy", at[i].y), num("r", 2.5))
		}
	}
	for i, p := range s.Points {
		c.tip(p.Name + ": " + s.Readiness + " " + c.number(finite(p.Readiness)) + ", " + s.Importance + " " + c.number(finite(p.Importance)))
		c.numbered(i+1, moved[i].x, moved[i].y, p.Borderline)
		c.end()
	}
}

// numbered draws a disc with a number in it.
func (c *canvas) numbered(n int, x, y float64, dashed bool) {
	names := "c-disc"
	if dashed {
		names = "c-disc c-dashed"
	}
	c.empty("circle", class(names), num("cx", x), num("cy", y), num("r", disc))
	c.text(x, y+4.3, strconv.Itoa(n), look{class: "c-on-disc", size: smallSize, bold: true, align: "middle"})
}

// apart pushes points that are nearer than least away from each other, within
// bounds. It is greedy and deterministic; a crowd beyond the room stays close.
func apart(from []point, least, left, right, top, bottom float64) []point {
	const rounds = 200
	ps := make([]point, len(from))
	keep := func(p point) point {
		return point{math.Min(math.Max(p.x, left), right), math.Min(math.Max(p.y, top), bottom)}
	}
	for i, p := range from {
		ps[i] = keep(p)
	}
	for range rounds {
		calm := true
		for i := range ps {
			for j := i + 1; j < len(ps); j++ {
				dx, dy := ps[j].x-ps[i].x, ps[j].y-ps[i].y
				d := math.Hypot(dx, dy)
				if d >= least {
					continue
				}
				calm = false
				if d < .01 { // on top of each other: every pair takes a direction of its own
					dy, dx = math.Sincos(float64(i + 2*j))
					d = 1
					dx, dy = dx*d, dy*d
				}
				push := (least - math.Min(d, least) + .1) / 2 / d
				ps[i] = keep(point{ps[i].x - dx*push, ps[i].y - dy*push})
				ps[j] = keep(point{ps[j].x + dx*push, ps[j].y + dy*push})
			}
		}
		if calm {
			break
		}
	}
	return ps
}

// key lists the numbers and names below the drawing and returns where it ends.
func (s Scatter) key(c *canvas, y float64) float64 {
	entries := make([]keyEntry, len(s.Points))
	for i, p := range s.Points {
		entries[i] = keyEntry{p.Name, p.Note}
	}
	return c.key(entries, y)
}

type keyEntry struct{ name, note string }

// key lists numbered names in columns, downwards.
func (c *canvas) key(entries []keyEntry, y float64) float64 {
	columns := 2
	if c.slim || len(entries) < 4 {
		columns = 1
	}
	perColumn := (len(entries) + columns - 1) / columns
	width := c.width/float64(columns) - 10
	bottom := y
	for col := range columns {
		at, x := y, float64(col)*c.width/float64(columns)
		for i := col * perColumn; i < min(len(entries), (col+1)*perColumn); i++ {
			text := entries[i].name
			if entries[i].note != "" {
				text += " · " + entries[i].note
			}
			c.text(x+18, at+bodyLine*.76, strconv.Itoa(i+1), strong().end())
			at = math.Max(c.write(x+26, at, broken(text, width-26, body(), 2)), at+bodyLine) + 3
		}
		bottom = math.Max(bottom, at)
	}
	return bottom
}
