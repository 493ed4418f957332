package workbook

import (
	"fmt"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
)

// Columns of the table under the matrix; the quadrants take three columns each.
const (
	matStage = iota + 1
	matReadiness
	matRelevance
	matQuadrant
	matReported = matQuadrant + 3
	matChanged  = matReported + 3
)

// Columns of what the matrix draws, beside the printed part.
const (
	drawnName = priEvidence + 2 + iota
	drawnX
	drawnY
)

// matrixHeight and matrixWidth are the rows and columns that the chart covers.
const (
	matrixHeight = 16
	matrixColumn = 8
	matrixWidth  = 9
)

// matrixFrame is the part of the plane that the chart shows. It is fixed when
// the file is written; points that the inputs move out of it stay at its edge.
type matrixFrame struct{ left, right, bottom, top float64 }

// room is how far the frame reaches beyond the outermost point, as a factor of
// the point's distance from the crosshair.
const room = 1.7

// frameOf puts the crosshair into the middle, as far as 0 to 100 allow.
func frameOf(panel *reports.Panel) matrixFrame {
	wide, high := 10.0, 10.0
	for _, p := range panel.Points {
		wide = math.Max(wide, room*math.Abs(p.Readiness-*panel.Readiness))
		high = math.Max(high, room*math.Abs(p.Relevance-*panel.Relevance))
	}
	down := func(v float64) float64 { return math.Max(0, math.Floor(v/5)*5) }
	up := func(v float64) float64 { return math.Ceil(v/5) * 5 }
	return matrixFrame{
		left: down(*panel.Readiness - wide), right: math.Min(100, up(*panel.Readiness+wide)),
		bottom: down(*panel.Relevance - high), top: up(*panel.Relevance + high),
	}
}

// matrix draws readiness against importance with the crosshair of their means
// and the names of the quadrants. Where importance was not asked, the fit stands
// in for it (priorities.md 3.4).
func (b *book) matrix(s *sheet, row int) int {
	panel := &b.report.IPA
	if len(panel.Points) == 0 || panel.Readiness == nil || panel.Relevance == nil {
		return row + matrixHeight
	}
	frame := frameOf(panel)
	d := &drawing{book: b, sheet: s, row: row, labels: map[string]string{}}
	s.headed(row, drawnName, b.t("quadrant"), b.t("readiness"), b.relevanceName())
	table := b.matrixTop
	for i := range panel.Points {
		p := &panel.Points[i]
		d.dot(p, at(table+1+i, matReadiness), at(table+1+i, matRelevance), frame, labelSide(panel, i, frame))
	}
	mean := table + 1 + len(panel.Points)
	d.cross(at(mean, matReadiness), at(mean, matRelevance), *panel.Readiness, *panel.Relevance, frame)
	d.corners(frame)
	chart := &excelize.Chart{
		Type: excelize.Scatter, Series: d.series, Legend: excelize.ChartLegend{Position: "none"},
		XAxis: axis(&frame.left, &frame.right, 0, whole, b.t("readiness")), YAxis: axis(&frame.bottom, &frame.top, 0, whole, b.relevanceName()),
	}
	chart.XAxis.MajorGridLines, chart.YAxis.MajorGridLines = false, false
	for ref, side := range d.labels {
		b.seriesLabels[ref] = side
	}
	return s.place(row, matrixColumn, matrixHeight, matrixWidth, b.t("chart_matrix"), b.t("alt_matrix")+" "+b.matrixAlt(), chart)
}

// relevanceName names what stands for relevance.
func (b *book) relevanceName() string {
	if b.report.IPA.Asked {
		return b.t("importance")
	}
	return b.t("fit_times_50")
}

func (b *book) matrixAlt() string {
	var parts []string
	for i := range b.report.IPA.Points {
		p := &b.report.IPA.Points[i]
		parts = append(parts, b.scaleName(p.Stage)+": "+b.t("quadrant_"+p.Quadrant))
	}
	return cut(strings.Join(parts, "; "), 400)
}

// labelSide puts the name of a point where no other point's name stands: to the
// left in the right part of the frame and beside a close neighbour, else to the
// right.
func labelSide(panel *reports.Panel, i int, f matrixFrame) string {
	p := &panel.Points[i]
	across := func(q *reports.PanelPoint) float64 { return (q.Readiness - p.Readiness) / (f.right - f.left) }
	if (p.Readiness-f.left)/(f.right-f.left) > 0.75 {
		return "l"
	}
	for j := range panel.Points {
		q := &panel.Points[j]
		near := math.Abs(q.Relevance-p.Relevance) < 0.09*(f.top-f.bottom)
		if dx := across(q); j != i && near && (dx > 0 || dx == 0 && j > i) && dx < 0.3 {
			return "l"
		}
	}
	return "r"
}

// drawing collects the series of the matrix and the cells behind them.
type drawing struct {
	book   *book
	sheet  *sheet
	row    int // last row written
	series []excelize.ChartSeries
	labels map[string]string // side of the label by the reference of a series' name
}

func (d *drawing) add(name string, points int, side string, s excelize.ChartSeries) {
	first := d.row + 1
	d.sheet.text(first, drawnName, name, body())
	s.Name = d.sheet.ref(first, drawnName)
	s.Categories = d.sheet.area(first, drawnX, first+points-1, drawnX)
	s.Values = d.sheet.area(first, drawnY, first+points-1, drawnY)
	d.series = append(d.series, s)
	d.labels[s.Name] = side
	d.row += points
}

// dot is a stage; x and y are the cells with its figures.
func (d *drawing) dot(p *reports.PanelPoint, x, y string, f matrixFrame, side string) {
	clamp := func(ref string, lo, hi float64) string {
		return fmt.Sprintf(`IF(ISNUMBER(%[1]s),MAX(%[2]g,MIN(%[3]g,%[1]s)),"")`, ref, lo, hi)
	}
	d.add(d.book.scaleName(p.Stage), 1, side, excelize.ChartSeries{
		Line:   excelize.LineOptions{Type: excelize.LineNone},
		Marker: excelize.ChartMarker{Symbol: "circle", Size: 9, Fill: solid(accent), Border: excelize.LineOptions{Type: excelize.LineNone}},
	})
	inside := func(v, lo, hi float64) *float64 { return ptr(math.Max(lo, math.Min(hi, v))) }
	d.sheet.live(d.row, drawnX, clamp(x, f.left, f.right), inside(p.Readiness, f.left, f.right), grey())
	d.sheet.live(d.row, drawnY, clamp(y, f.bottom, f.top), inside(p.Relevance, f.bottom, f.top), grey())
}

// cross is the crosshair, one line across and one upwards.
func (d *drawing) cross(x, y string, readiness, relevance float64, f matrixFrame) {
	line := func() excelize.ChartSeries {
		return excelize.ChartSeries{
			Fill:   solid(targetBg),
			Line:   excelize.LineOptions{Type: excelize.LineSolid, Width: 1.25, Dash: excelize.LineDashDash},
			Marker: excelize.ChartMarker{Symbol: "none"},
		}
	}
	name := d.book.t("crosshair")
	d.add(name, 2, "", line())
	for i, edge := range []float64{f.bottom, f.top} {
		d.sheet.live(d.row-1+i, drawnX, x, &readiness, grey())
		d.sheet.num(d.row-1+i, drawnY, edge, grey())
	}
	d.add(name, 2, "", line())
	for i, edge := range []float64{f.left, f.right} {
		d.sheet.num(d.row-1+i, drawnX, edge, grey())
		d.sheet.live(d.row-1+i, drawnY, y, &relevance, grey())
	}
}

// corners writes the names of the quadrants into the corners of the frame.
func (d *drawing) corners(f matrixFrame) {
	above, below := f.top-0.05*(f.top-f.bottom), f.bottom+0.05*(f.top-f.bottom)
	for _, c := range []struct {
		key, side string
		x, y      float64
	}{
		{"concentrate_here", "r", f.left, above},
		{"keep_up", "l", f.right, above},
		{"low_priority", "r", f.left, below},
		{"possible_overkill", "l", f.right, below},
	} {
		d.add(d.book.t("quadrant_"+c.key), 1, c.side, excelize.ChartSeries{
			Line: excelize.LineOptions{Type: excelize.LineNone}, Marker: excelize.ChartMarker{Symbol: "none"},
		})
		d.sheet.num(d.row, drawnX, c.x, grey())
		d.sheet.num(d.row, drawnY, c.y, grey())
	}
}

// matrixTable lists the points with their quadrants, live. The last row is the
// crosshair.
func (b *book) matrixTable(s *sheet, row int) int {
	panel := &b.report.IPA
	if len(panel.Points) == 0 || panel.Readiness == nil || panel.Relevance == nil {
		return row
	}
	s.text(row, 1, b.t("section_matrix"), section())
	top := row + 1
	b.matrixTop = top
	s.headed(top, matStage, b.t("stage"), b.t("readiness"), b.relevanceName(), b.t("quadrant"))
	s.headed(top, matReported, b.t("reported_quadrant"))
	s.headed(top, matChanged, b.t("changed_head"))
	for _, c := range []int{matQuadrant, matReported} {
		s.joined(top, c, c+2, header())
	}
	last := top + len(panel.Points)
	x := fixed(top+1, matReadiness) + ":" + fixed(last, matReadiness)
	y := fixed(top+1, matRelevance) + ":" + fixed(last, matRelevance)
	for i := range panel.Points {
		b.matrixRow(s, top+1+i, &panel.Points[i], fixed(last+1, matReadiness), fixed(last+1, matRelevance))
	}
	mean := look{format: oneDecimal, align: "center", border: true, fill: band, bold: true}
	s.text(last+1, matStage, b.t("crosshair"), strong(look{border: true, fill: band, wrap: true}))
	s.grow(last+1, b.t("crosshair"), s.width(matStage), strong(look{}))
	s.live(last+1, matReadiness, fmt.Sprintf(`IF(COUNT(%[1]s)=0,"",AVERAGE(%[1]s))`, x), panel.Readiness, mean)
	s.live(last+1, matRelevance, fmt.Sprintf(`IF(COUNT(%[1]s)=0,"",AVERAGE(%[1]s))`, y), panel.Relevance, mean)
	return last + 2
}

func (b *book) matrixRow(s *sheet, row int, p *reports.PanelPoint, cx, cy string) {
	s.text(row, matStage, b.scaleName(p.Stage), strong(body()))
	relevance := b.model.ranked(p.Stage, rankFit) + "*50"
	if b.report.IPA.Asked {
		relevance = b.model.ranked(p.Stage, rankImportance)
	}
	scored := b.model.result(p.Stage, resultMean)
	s.live(row, matReadiness, fmt.Sprintf(`IF(ISNUMBER(%[1]s),%[1]s,"")`, scored), &p.Readiness, number(oneDecimal))
	s.live(row, matRelevance, fmt.Sprintf(`IF(AND(ISNUMBER(%[1]s),ISNUMBER(%[2]s)),%[2]s,"")`, scored, relevance), &p.Relevance, number(oneDecimal))
	x, y := at(row, matReadiness), at(row, matRelevance)
	quadrant := func(key string) string { return quote(b.t("quadrant_" + key)) }
	s.says(row, matQuadrant, fmt.Sprintf(`IF(COUNT(%[1]s,%[2]s)<2,%[9]s,IF(ROUND(%[2]s-%[4]s,9)>=0,IF(ROUND(%[1]s-%[3]s,9)>=0,%[5]s,%[6]s),IF(ROUND(%[1]s-%[3]s,9)>=0,%[7]s,%[8]s)))`,
		x, y, cx, cy, quadrant("keep_up"), quadrant("concentrate_here"), quadrant("possible_overkill"), quadrant("low_priority"), quote(b.t("none"))),
		b.t("quadrant_"+p.Quadrant), strong(body()))
	s.joined(row, matQuadrant, matQuadrant+2, strong(body()))
	s.text(row, matReported, b.t("quadrant_"+p.Quadrant), look{border: true, color: muted})
	s.joined(row, matReported, matReported+2, look{border: true, color: muted})
	b.changed(s, row, matChanged, at(row, matQuadrant), at(row, matReported))
}

// joined merges the cells of a row into the first, which keeps its content.
func (s *sheet) joined(row, from, to int, l look) {
	for c := from + 1; c <= to; c++ {
		s.put(row, c, cell{look: l})
	}
	s.merges = append(s.merges, [2]string{at(row, from), at(row, to)})
}
