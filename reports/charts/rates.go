package charts

import "math"

// RateBars shows how many of the expected people have answered, per group.
type RateBars struct {
	Frame

	Threshold string // "Least number shown", names the tick
	Rows      []RateRow
}

// RateRow is a group. Text is the figure in words: "7 of 12 (58%)".
type RateRow struct {
	Group     Group
	Text      string
	Completed int
	Expected  *int // nil: nobody knows; the bar is then set against the threshold
	Threshold int  // answers below which nothing is shown; 0 draws no tick
}

// Chart draws the bars, 560 units wide.
func (b RateBars) Chart() Chart { return draw(b.Frame, halfWidth, b.paint) }

func (b RateBars) paint(c *canvas) {
	const bar, sign = 10.0, 22.0
	y := 0.0
	for _, r := range b.Rows {
		if r.Threshold > 0 {
			y = c.legend([]item{{b.Threshold, "", func(c *canvas, x, y float64) { c.line("c-need", x, y-7, x, y+7) }}}, 0)
			break
		}
	}
	for _, r := range b.Rows {
		text := broken(r.Text, c.width*.5, small().as("c-1").end(), 2)
		name := broken(r.Group.Name, c.width-text.width()-sign-14, strong(), 2)
		c.mark(markOf(r.Group), 8, y+9, 5.5)
		c.write(sign, y, name)
		c.write(c.width, y+1, text)
		y += math.Max(name.height(), text.height()) + 6
		b.bar(c, r, y, bar)
		y += bar + 20
	}
	c.height = math.Max(y-6, 1)
}

// bar draws one bar with its top at y. Its whole is what is expected; answers
// beyond that, or a threshold beyond that, stretch the whole.
func (b RateBars) bar(c *canvas, r RateRow, y, height float64) {
	whole := max(r.Completed, r.Threshold, 1)
	if r.Expected != nil {
		whole = max(whole, *r.Expected)
	}
	scale := span{0, float64(whole), 1, c.width - 1}
	c.tip(r.Group.Name + ": " + r.Text)
	c.rect("c-track", 1, y, c.width-2, height, height/2)
	if r.Completed > 0 {
		c.rect("c-bar", 1, y, math.Max(scale.at(float64(r.Completed))-1, height/2), height, height/2)
	}
	if r.Threshold > 0 {
		x := scale.at(float64(r.Threshold))
		c.line("c-need-edge", x, y-4, x, y+height+4)
		c.line("c-need", x, y-4, x, y+height+4)
	}
	c.end()
}

// Days shows how many answers came on each day, with what was sent when.
type Days struct {
	Frame

	Answers string // "Answers a day", over the numbers
	Days    []Day  // every day in order, those without answers too
}

// Day is a day of the survey.
type Day struct {
	Label string // short, below the bar: "8 Nov"
	Count int
	Event string // what happened: "First reminder"; "" for nothing
}

// Chart draws the bars, 560 units wide.
func (d Days) Chart() Chart { return draw(d.Frame, halfWidth, d.paint) }

func (d Days) paint(c *canvas) {
	const plot, left = 130.0, 34.0
	y := c.write(0, 0, broken(d.Answers, c.width, small(), 2)) + 4
	pitch := (c.width - left) / float64(max(1, len(d.Days)))
	middle := func(i int) float64 { return left + pitch*(float64(i)+.5) }
	lanes := d.lanes(c, middle)
	top := y + float64(lanes.count)*smallLine + 18
	base := top + plot
	most := 1
	for _, day := range d.Days {
		most = max(most, day.Count)
	}
	at := ticks(0, float64(most), 3)
	scale := span{0, math.Max(float64(most), at[len(at)-1]), base, top}
	for _, v := range at {
		if v != math.Floor(v) {
			continue // there are no half answers
		}
		c.line("c-grid", left, scale.at(v), c.width, scale.at(v))
		c.text(left-6, scale.at(v)+4.3, short(plain(v), left-6, small()), small().as("c-3").end())
	}
	for i, day := range d.Days {
		x := middle(i)
		if day.Event != "" {
			end := base
			if day.Count > 0 {
				end = scale.at(float64(day.Count)) - 17
			}
			c.line("c-guide", x, y+float64(lanes.of[i])*smallLine, x, end)
		}
		if day.Count > 0 {
			width := math.Min(28, math.Max(pitch*.72, math.Min(1.5, pitch)))
			c.tip(day.Label + ": " + plain(float64(day.Count)))
			c.rect("c-bar", x-width/2, scale.at(float64(day.Count)), width, base-scale.at(float64(day.Count)), math.Min(3, width/4))
			c.end()
			if text := plain(float64(day.Count)); small().width(text)+3 <= pitch {
				c.text(x, scale.at(float64(day.Count))-4, text, small().as("c-2 c-halo").middle())
			}
		}
	}
	c.line("c-axis", left, base, c.width, base)
	for i, day := range d.Days {
		if day.Event != "" {
			n := lanes.note(c, day.Event)
			c.write(lanes.left(c, middle(i), n), y+float64(lanes.of[i])*smallLine, n)
		}
	}
	d.labels(c, base+17, pitch, middle)
	c.height = base + 22
}

// lanes are lines of text above the bars: each event stands in the first one
// where it has room.
type lanes struct {
	of    map[int]int // by day
	count int
}

func (d Days) lanes(c *canvas, middle func(int) float64) lanes {
	out := lanes{of: map[int]int{}}
	var ends []float64
	for i, day := range d.Days {
		if day.Event == "" {
			continue
		}
		n := out.note(c, day.Event)
		x := out.left(c, middle(i), n)
		lane := 0
		for lane < len(ends) && ends[lane] > x-8 {
			lane++
		}
		if lane == len(ends) {
			ends = append(ends, 0)
		}
		ends[lane], out.of[i] = x+n.width(), lane
	}
	out.count = len(ends)
	return out
}

func (lanes) note(c *canvas, event string) note {
	return broken(event, c.width*.6, small().as("c-2 c-halo"), 1)
}

// left is where the text of an event begins: behind its day, or before the
// right edge.
func (lanes) left(c *canvas, x float64, n note) float64 {
	return max(0, min(x+4, c.width-n.width()))
}

// labels writes as many days as there is room for, the first one always.
func (d Days) labels(c *canvas, y, pitch float64, middle func(int) float64) {
	widest := 0.0
	for _, day := range d.Days {
		widest = math.Max(widest, small().width(day.Label))
	}
	every := max(1, int(math.Ceil((widest+10)/pitch)))
	for i := 0; i < len(d.Days); i += every {
		half := small().width(short(d.Days[i].Label, c.width, small())) / 2
		x := math.Max(half, math.Min(middle(i), c.width-half))
		c.text(x, y, short(d.Days[i].Label, c.width, small()), small().as("c-3").middle())
	}
}
