package charts

import (
	"html/template"
	"math"
	"strconv"
	"strings"
)

// Chart is a figure drawn for two widths. Pages show HTML, where the style
// sheet picks the drawing that fits; print shows Wide.
type Chart struct {
	Wide, Slim template.HTML
	half       bool
}

// HTML holds both drawings; charts.css shows the one for the width of the
// column, and the other one is hidden from readers of every kind.
func (c Chart) HTML() template.HTML {
	look := "chart"
	if c.half {
		look = "chart chart-half"
	}
	return template.HTML(`<div class="`+look+`">`) + c.Wide + c.Slim + "</div>" //nolint:gosec // literals around drawings
}

// Frame names a figure and says how it writes numbers.
type Frame struct {
	ID     string // start of all ids in the drawing; unique on the page
	Title  string // of the figure, for those who cannot see it
	Desc   string // what it shows, in a sentence; the title if empty
	Number func(float64) string
	Goal   func(float64) string // writes a target; Number if nil
	Hidden string               // printed in place of a figure that is not shown: "fewer than 5"
}

// number writes a figure; without a function, with one decimal.
func (f *Frame) number(v float64) string {
	if f.Number == nil {
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return f.Number(v)
}

// goal writes a target.
func (f *Frame) goal(v float64) string {
	if f.Goal == nil {
		return f.number(v)
	}
	return f.Goal(v)
}

// signed is number with + or −; what is written as zero has no sign.
func (f *Frame) signed(v float64) string {
	text := f.number(math.Abs(v))
	switch {
	case text == f.number(0):
		return text
	case v < 0:
		return "−" + text
	default:
		return "+" + text
	}
}

// Widths in units of the drawing.
const (
	wideWidth = 800.0
	halfWidth = 560.0
	slimWidth = 350.0
)

// canvas is one drawing under work. Its height is known when all is drawn.
type canvas struct {
	pen
	*Frame
	slim          bool
	width, height float64
}

// draw runs a drawing function for both widths.
func draw(f Frame, wide float64, paint func(*canvas)) Chart {
	c := Chart{half: wide < wideWidth}
	one := func(width float64, slim bool) template.HTML {
		v := &canvas{Frame: &f, width: width, slim: slim}
		paint(v)
		return v.finish()
	}
	c.Wide, c.Slim = one(wide, false), one(slimWidth, true)
	return c
}

// finish puts the frame around what was drawn.
func (c *canvas) finish() template.HTML {
	version := "-wide"
	if c.slim {
		version = "-slim"
	}
	id := identifier(c.ID) + version
	desc := c.Desc
	if strings.TrimSpace(desc) == "" {
		desc = c.Title
	}
	var out pen
	out.start("svg", class("ch ch"+version), word("viewBox", "0 0 "+decimal(c.width)+" "+decimal(math.Ceil(c.height))),
		word("role", "img"), word("aria-labelledby", id+"-title"), word("aria-describedby", id+"-desc"), num("font-size", bodySize))
	out.leaf("title", c.Title, word("id", id+"-title"))
	out.leaf("desc", desc, word("id", id+"-desc"))
	out.b.WriteString(c.b.String())
	out.end()
	return out.html()
}

// identifier keeps what may stand in an id everywhere.
func identifier(s string) string {
	return "c-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, s)
}

// Sizes of text and the distance of its lines.
const (
	bodySize  = 13.0
	smallSize = 12.0
	bodyLine  = 17.0
	smallLine = 15.5
)

// look is how a text is set.
type look struct {
	class string
	size  float64
	bold  bool
	align string // "", middle, end
}

func body() look   { return look{size: bodySize} }
func strong() look { return look{size: bodySize, bold: true} }
func small() look  { return look{class: "c-2", size: smallSize} }
func (l look) end() look {
	l.align = "end"
	return l
}

func (l look) middle() look {
	l.align = "middle"
	return l
}

func (l look) as(class string) look {
	l.class = class
	return l
}

func (l look) line() float64 {
	if l.size < bodySize {
		return smallLine
	}
	return bodyLine
}

func (l look) width(s string) float64 { return textWidth(s, l.size, l.bold) }

func (l look) attrs(x, y float64) []attr {
	out := []attr{num("x", x), num("y", y)}
	names := l.class
	if l.bold {
		names = strings.TrimSpace(names + " c-b")
	}
	if names != "" {
		out = append(out, class(names))
	}
	if l.size != bodySize {
		out = append(out, num("font-size", l.size))
	}
	if l.align != "" {
		out = append(out, word("text-anchor", l.align))
	}
	return out
}

// text writes a line whose base is at y.
func (c *canvas) text(x, y float64, s string, l look) {
	if s != "" {
		c.leaf("text", s, l.attrs(x, y)...)
	}
}

// note is a text of several lines, broken for a width.
type note struct {
	lines []string
	whole string // the text, if lines had to be cut
	look  look
}

func broken(s string, width float64, l look, limit int) note {
	lines, cut := wrap(s, width, l.size, l.bold, limit)
	n := note{lines: lines, look: l}
	if cut {
		n.whole = s
	}
	return n
}

// short is a text cut to one line.
func short(s string, width float64, l look) string {
	if n := broken(s, width, l, 1); len(n.lines) > 0 {
		return n.lines[0]
	}
	return ""
}

func (n note) height() float64 { return float64(len(n.lines)) * n.look.line() }

func (n note) width() float64 {
	var w float64
	for _, line := range n.lines {
		w = math.Max(w, n.look.width(line))
	}
	return w
}

// write sets a note whose top is at y and returns where it ends.
func (c *canvas) write(x, y float64, n note) float64 {
	for i, line := range n.lines {
		c.start("text", n.look.attrs(x, y+n.look.line()*(float64(i)+.76))...)
		c.b.WriteString(escape(line))
		if n.whole != "" {
			c.leaf("title", n.whole)
		}
		c.end()
	}
	return y + n.height()
}

func (c *canvas) line(names string, x1, y1, x2, y2 float64) {
	c.empty("line", class(names), num("x1", x1), num("y1", y1), num("x2", x2), num("y2", y2))
}

// rect draws a rectangle; a negative size counts as 0.
func (c *canvas) rect(names string, x, y, width, height, round float64) {
	attrs := []attr{class(names), num("x", x), num("y", y), num("width", math.Max(0, width)), num("height", math.Max(0, height))}
	if round > 0 {
		attrs = append(attrs, num("rx", round))
	}
	c.empty("rect", attrs...)
}

// tip opens a group whose tooltip is a text; end closes it.
func (c *canvas) tip(text string) {
	c.start("g")
	c.leaf("title", text)
}

// span maps values onto a stretch of the drawing.
type span struct{ low, high, from, to float64 }

// at is the place of a value; values beyond the ends are drawn at the ends.
func (s span) at(v float64) float64 {
	if s.high <= s.low || math.IsNaN(v) {
		return s.from
	}
	part := (math.Min(math.Max(v, s.low), s.high) - s.low) / (s.high - s.low)
	return s.from + part*(s.to-s.from)
}

// shown reports whether a figure can be drawn.
func shown(v *float64) bool { return v != nil && !math.IsNaN(*v) && !math.IsInf(*v, 0) }

// finite is v, or 0 where v is no number.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// plain writes a round number of a scale.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// scores are the marks on a scale of 0–100.
func scores() []float64 { return []float64{0, 25, 50, 75, 100} }

// ticks are about n round values that cover 0 to high.
func ticks(low, high float64, n int) []float64 {
	size := (high - low) / float64(n)
	if size <= 0 || math.IsInf(size, 0) {
		return []float64{low}
	}
	step := math.Pow(10, math.Floor(math.Log10(size)))
	for _, factor := range []float64{1, 2, 5, 10} {
		if factor*step >= size {
			step *= factor
			break
		}
	}
	var out []float64
	for i := math.Ceil(low / step); i*step <= high+step/1e6; i++ {
		out = append(out, i*step)
	}
	return out
}
