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
	Place int    // place among those without a mark of their own, from 0
	Name  string
	Note  string // beside the name in a legend, such as "n = 11"
}

// Marks: 1–6 belong to the presets, the others to groups that an organiser
// names. Colours are in charts.css, shapes here and in the workbook. After the
// last shape come letters in a circle, so that no two look alike.
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
	return firstOther + max(0, g.Place)
}

// HasMark reports whether a group has a mark of its own by its key.
func HasMark(key string) bool { return markOf(Group{Key: key}) < firstOther }

// letter stands in the mark of a group after the last shape: A to Z, AA to ZZ,
// and then from AA again.
func letter(mark int) string {
	const letters = 26
	i := mark - lastOther - 1
	if i < letters {
		return string(rune('A' + i))
	}
	i = (i - letters) % (letters * letters)
	return string([]rune{rune('A' + i/letters), rune('A' + i%letters)})
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
	if number > lastOther {
		p.lettered(letter(number), x, y, radius)
		return
	}
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

// lettered is a circle with a letter, somewhat larger than a shape to hold it.
func (p *pen) lettered(text string, x, y, radius float64) {
	size := 1.75 * radius
	if len(text) > 1 {
		size = 1.1 * radius
	}
	p.empty("circle", class("c-m c-letter"), num("cx", x), num("cy", y), num("r", 1.4*radius))
	p.leaf("text", text, num("x", x), num("y", y+.36*size), class("c-b"), num("font-size", size), word("text-anchor", "middle"))
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
