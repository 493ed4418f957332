package charts

import (
	"html/template"
	"math"
	"strconv"
)

// Group is a respondent group, or a location or function that is compared like
// one.
type Group struct {
	Key   string // "executives"; the presets of the product have marks of their own
	Place int    // place in the list, from 0; gives other groups their mark
	Name  string
	Note  string // beside the name in a legend, such as "n = 11"
}

// Marks: 1–6 belong to the presets, the others to groups that an organiser
// names. Colours are in charts.css, shapes here and in the workbook.
const (
	markInitiative = iota + 1
	markExecutives
	markManagers
	markFrontline
	markChannel
	markCustomers
	firstOther
	lastOther = 12
)

// markOf is the number of the mark of a group (ux.md section 3).
func markOf(g Group) int {
	switch g.Key {
	case "initiative":
		return markInitiative
	case "executives":
		return markExecutives
	case "managers":
		return markManagers
	case "frontline":
		return markFrontline
	case "channel":
		return markChannel
	case "customers":
		return markCustomers
	}
	others := lastOther - firstOther + 1
	return firstOther + (g.Place%others+others)%others
}

// corners are the corners of a mark around 0,0 at radius 1; nil is a circle.
func corners(mark int) []point {
	switch mark {
	case markInitiative, 8:
		return []point{{-.85, -.85}, {.85, -.85}, {.85, .85}, {-.85, .85}}
	case markExecutives, 9:
		return []point{{0, -1.2}, {1.2, 0}, {0, 1.2}, {-1.2, 0}}
	case markManagers, 10:
		return []point{{0, -1.15}, {1.15, .9}, {-1.15, .9}}
	case markFrontline:
		return []point{{0, 1.15}, {1.15, -.9}, {-1.15, -.9}}
	case markChannel:
		return cross(0)
	case firstOther:
		return star()
	case lastOther:
		return cross(math.Pi / 4)
	}
	return nil
}

// cross is a plus sign, turned by an angle.
func cross(turn float64) []point {
	const long, half = 1.15, .42
	sin, cos := math.Sincos(turn)
	var out []point
	for _, p := range []point{
		{-half, -long},
		{half, -long},
		{half, -half},
		{long, -half},
		{long, half},
		{half, half},
		{half, long},
		{-half, long},
		{-half, half},
		{-long, half},
		{-long, -half},
		{-half, -half},
	} {
		out = append(out, point{p.x*cos - p.y*sin, p.x*sin + p.y*cos})
	}
	return out
}

func star() []point {
	const tips, long, short = 5, 1.3, .58
	var out []point
	for i := range 2 * tips {
		r := long
		if i%2 == 1 {
			r = short
		}
		sin, cos := math.Sincos(math.Pi * float64(i) / tips)
		out = append(out, point{r * sin, -r * cos})
	}
	return out
}

// mark draws the mark of a group around x,y.
func (p *pen) mark(number int, x, y, radius float64) {
	look := class("c-m c-g" + strconv.Itoa(number))
	shape := corners(number)
	if shape == nil {
		p.empty("circle", look, num("cx", x), num("cy", y), num("r", radius))
		return
	}
	for i, c := range shape {
		shape[i] = point{x + c.x*radius, y + c.y*radius}
	}
	p.empty("polygon", look, points(shape))
}

// Mark is the mark of a group alone, for a legend or a table in HTML. It says
// nothing by itself: the name of the group stands beside it.
func Mark(g Group) template.HTML {
	const side, radius = 16, 5
	var p pen
	p.start("svg", class("ch-mark"), word("viewBox", "0 0 16 16"), num("width", side), num("height", side), word("aria-hidden", "true"))
	p.mark(markOf(g), side/2, side/2, radius)
	p.end()
	return p.html()
}

// html is what was written so far. All of it went through escape.
func (p *pen) html() template.HTML {
	return template.HTML(p.b.String()) //nolint:gosec // the pen escapes every text and value
}
