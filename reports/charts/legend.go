package charts

// item is an entry of a legend: what sign draws, and a text.
type item struct {
	text string
	note string
	sign func(c *canvas, x, y float64) // around x,y, within 8 units
}

func groupItem(g Group) item {
	return item{g.Name, g.Note, func(c *canvas, x, y float64) { c.mark(markOf(g), x, y, 5.5) }}
}

// legend writes the entries from the top at y, in as many lines as they need,
// and returns where it ends.
func (c *canvas) legend(items []item, y float64) float64 {
	const signWidth, between, height = 20.0, 18.0, 20.0
	x, placed := 0.0, false
	for _, it := range items {
		if it.text == "" && it.note == "" {
			continue
		}
		text := it.text
		if it.note != "" {
			text += " · " + it.note
		}
		n := broken(text, c.width-signWidth-2, small(), 3)
		width := signWidth + n.width()
		if placed && x+width > c.width {
			x, y = 0, y+height
		}
		it.sign(c, x+8, y+8)
		bottom := c.write(x+signWidth, y, n)
		if extra := bottom - y - smallLine; extra > 0 { // a long entry has lines of its own
			y += extra
		}
		x, placed = x+width+between, true
	}
	if !placed {
		return y
	}
	return y + height + 4
}

// row is the place of a labelled row: the name beside the drawing in a wide
// chart, above it in a slim one.
type row struct {
	top, bottom float64
	mark        float64 // middle of what is drawn
	name, note  note
	label       float64 // top of the name
}

// rows are the measures that the rows of a chart share.
type rows struct {
	label float64 // width of the names in a wide chart
	right float64 // width kept free at the right: the figures
	drawn float64 // height of what is drawn

	figures int // lines of figures
}

func (c *canvas) row(r rows, top float64, name, below string) row {
	const gap, limit = 9.0, 6
	width := r.label - 14
	if c.slim {
		width = c.width - r.right - 8
	}
	out := row{top: top, name: broken(name, width, strong().as("c-halo"), limit), note: broken(below, width, small().as("c-3 c-halo"), limit)}
	text := out.name.height() + out.note.height()
	figures := bodyLine + smallLine*float64(r.figures-1)
	if c.slim {
		out.label = top + gap
		out.mark = out.label + max(text, figures) + r.drawn/2 + 2
		out.bottom = out.mark + r.drawn/2 + gap - 2
		return out
	}
	height := max(text, r.drawn, figures) + 2*gap
	out.bottom, out.mark, out.label = top+height, top+height/2, top+(height-text)/2
	return out
}

// label writes the name of a row.
func (c *canvas) label(r row) { c.write(0, c.write(0, r.label, r.name), r.note) }

// figure writes the figure of a row at the right edge, with smaller ones below.
func (c *canvas) figure(r row, text string, below ...string) {
	var lines []string
	for _, s := range below {
		lines = append(lines, broken(s, figureWidth, small(), 1).lines...)
	}
	y := c.figureTop(r, len(lines))
	c.text(c.width, y+bodyLine*.76, short(text, figureWidth, strong()), strong().as("c-halo").end())
	for i, s := range lines {
		c.text(c.width, y+bodyLine+smallLine*(float64(i)+.76), s, small().as("c-3 c-halo").end())
	}
}

// figureTop is where a figure with a number of lines below it begins.
func (c *canvas) figureTop(r row, below int) float64 {
	if c.slim {
		return r.label
	}
	return r.mark - (bodyLine+smallLine*float64(below))/2
}

// figureWidth is the room for a figure.
const figureWidth = 104.0
