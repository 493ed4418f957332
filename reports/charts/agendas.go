package charts

import (
	"cmp"
	"slices"
	"strconv"
)

// Agendas shows what each group wants first: the stages in the order in which
// they matter to it, with lines that follow a stage from group to group
// (statistics.md 2.13).
type Agendas struct {
	Frame

	First, Last string   // "Matters most", "Matters least"
	Stages      []string // at most nine
	Groups      []Agenda
}

// Agenda is the order of one group.
type Agenda struct {
	Group Group
	Order []int // place of each stage, 1 = matters most; nil = not shown
}

// Chart draws groups as columns of names in a wide drawing, 800 units, or as
// rows where columns leave no room for whole names; and as rows of numbers in
// a slim one.
func (a Agendas) Chart() Chart { return draw(a.Frame, wideWidth, a.paint) }

func (a Agendas) paint(c *canvas) {
	if len(a.Stages) > 9 {
		a.Stages = a.Stages[:9]
	}
	if c.slim || a.crowded(c) {
		a.rows(c)
		return
	}
	a.columns(c)
}

// Measures of the columns.
const agendaLeft, agendaGap = 70.0, 20.0

func (a Agendas) column(c *canvas) float64 {
	return (c.width - agendaLeft) / float64(max(1, len(a.Groups)))
}

// crowded says that columns would cut a name or break it inside a word.
func (a Agendas) crowded(c *canvas) bool {
	column := a.column(c)
	tight := func(name string, width float64, l look, limit int) bool {
		if broken(name, width, l, limit).whole != "" {
			return true
		}
		return slices.ContainsFunc(pieces(name), func(p piece) bool { return l.width(p.text) > width })
	}
	for _, g := range a.Groups {
		if tight(g.Group.Name, column-10, strong(), 3) || g.Order == nil && tight(c.Hidden, column-agendaGap-14, small(), 4) {
			return true
		}
	}
	return slices.ContainsFunc(a.Stages, func(s string) bool { return tight(s, column-agendaGap-2, small(), 1) })
}

// slots is the stage in each place, from the first; nil if the order is not
// shown. Stages with the same place stand below each other in stage order.
func (a Agendas) slots(g Agenda) []int {
	if len(g.Order) < len(a.Stages) {
		return nil
	}
	out := make([]int, len(a.Stages))
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(x, y int) int { return cmp.Compare(g.Order[x], g.Order[y]) })
	return out
}

// follow joins the places of each stage from group to group.
// The lines leave a place by dx, dy and arrive as far before the next one.
func (a Agendas) follow(c *canvas, at func(group, place int) point, dx, dy float64) {
	var before []int
	from := 0
	for g := range a.Groups {
		now := a.slots(a.Groups[g])
		if now == nil {
			before = nil
			continue
		}
		for place, stage := range now {
			if before == nil {
				break
			}
			p, q := at(from, slices.Index(before, stage)), at(g, place)
			c.line("c-follow c-stage-line"+strconv.Itoa(stage%4+1), p.x+dx, p.y+dy, q.x-dx, q.y-dy)
		}
		before, from = now, g
	}
}

func (a Agendas) columns(c *canvas) {
	const left, pill, pitch = agendaLeft, 30.0, 46.0
	column := a.column(c)
	width := min(column-agendaGap, 132)
	middle := func(g int) float64 { return left + column*(float64(g)+.5) }
	tall := 0.0
	names := make([]note, len(a.Groups))
	for i, g := range a.Groups {
		names[i] = broken(g.Group.Name, column-10, strong().middle(), 3)
		tall = max(tall, names[i].height())
	}
	for i, g := range a.Groups {
		c.mark(markOf(g.Group), middle(i), 8, 6)
		c.write(middle(i), 20+tall-names[i].height(), names[i])
	}
	top := 20 + tall + 10
	at := func(g, place int) point { return point{middle(g), top + pitch*float64(place) + pill/2} }
	bottom := top + pitch*float64(max(1, len(a.Stages))) - (pitch - pill)
	first := broken(a.First, left-8, small(), 3)
	c.write(0, top, first)
	last := broken(a.Last, left-8, small(), 3)
	c.write(0, max(top+first.height(), bottom-last.height()), last)
	a.follow(c, at, width/2, 0)
	for i, g := range a.Groups {
		stages := a.slots(g)
		if stages == nil {
			c.rect("c-hidden", middle(i)-width/2, top, width, bottom-top, 6)
			n := broken(c.Hidden, width-14, small().as("c-2 c-halo").middle(), max(1, min(4, int((bottom-top)/smallLine))))
			c.write(middle(i), (top+bottom-n.height())/2, n)
			continue
		}
		for place, stage := range stages {
			p := at(i, place)
			c.tip(g.Group.Name + ", " + strconv.Itoa(g.Order[stage]) + ": " + a.Stages[stage])
			c.rect("c-pill c-stage"+strconv.Itoa(stage%4+1), p.x-width/2, p.y-pill/2, width, pill, 6)
			n := broken(a.Stages[stage], width-2, small().as("c-1").middle(), 1)
			c.write(p.x, p.y-n.height()/2, n)
			c.end()
		}
	}
	c.height = max(bottom, top+first.height()+last.height()) + 2
}

func (a Agendas) rows(c *canvas) {
	left, pitch := 124.0, 44.0
	if !c.slim {
		left = 260
	}
	k := max(1, len(a.Stages))
	column := (c.width - left) / float64(k)
	pill := 26.0
	if !c.slim {
		pill = max(pill, column-agendaGap)
	}
	names := make([]note, len(a.Groups))
	for i, g := range a.Groups {
		names[i] = broken(g.Group.Name, left-26, small().as("c-1"), 4)
		pitch = max(pitch, names[i].height()+4)
	}
	top := c.ends(a.First, a.Last, left) + 4
	at := func(g, place int) point {
		return point{left + column*(float64(place)+.5), top + pitch*(float64(g)+.5)}
	}
	a.follow(c, at, 0, 13)
	for i, g := range a.Groups {
		y := at(i, 0).y
		c.mark(markOf(g.Group), 8, y, 5.5)
		c.write(20, y-names[i].height()/2, names[i])
		stages := a.slots(g)
		if stages == nil {
			c.rect("c-hidden", left+8, y-13, c.width-left-9, 26, 6)
			c.write(left+18, y-smallLine/2, broken(c.Hidden, c.width-left-30, small().as("c-2 c-halo"), 1))
			continue
		}
		for place, stage := range stages {
			p := at(i, place)
			c.tip(g.Group.Name + ", " + strconv.Itoa(g.Order[stage]) + ": " + a.Stages[stage])
			c.rect("c-pill c-stage"+strconv.Itoa(stage%4+1), p.x-pill/2, p.y-13, pill, 26, 6)
			text := strconv.Itoa(stage + 1)
			if !c.slim {
				text = short(a.Stages[stage], pill-4, small())
			}
			c.text(p.x, p.y+4.3, text, small().as("c-1").middle())
			c.end()
		}
	}
	bottom := top + pitch*float64(len(a.Groups))
	if !c.slim {
		c.height = bottom
		return
	}
	entries := make([]keyEntry, len(a.Stages))
	for i, s := range a.Stages {
		entries[i].name = s
	}
	c.height = c.key(entries, bottom+10)
}

// ends writes what the first and the last column mean.
func (c *canvas) ends(first, last string, left float64) float64 {
	room := (c.width - left) / 2
	a := broken(first, room-4, small(), 3)
	b := broken(last, room-4, small().end(), 3)
	c.write(left+4, 0, a)
	c.write(c.width, 0, b)
	return max(a.height(), b.height())
}
