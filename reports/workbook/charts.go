package workbook

import (
	"encoding/xml"
	"fmt"
	"html"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// placed is a chart with its place; the cells it covers belong to the printed
// area.
type placed struct {
	row, column     int
	toRow, toColumn int
	parts           []*excelize.Chart // combined in one
}

// rowHeight is the height of a row of one line in points. rowPixels and
// unitPixels are what excelize counts for such a row and for a unit of column
// width when it anchors a chart.
const (
	rowHeight  = 16.5
	rowPixels  = 20
	unitPixels = 8
)

// place puts charts over the cells from row and column on, so many rows and
// columns, and returns the first row below.
func (s *sheet) place(row, column, rows, columns int, title, alt string, parts ...*excelize.Chart) int {
	var width float64
	for c := column; c < column+columns; c++ {
		width += s.width(c) * unitPixels
	}
	first := parts[0]
	first.Title = excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{
		Text: clean(title), Font: &excelize.Font{Family: fontFamily, Size: 11, Bold: true, Color: ink},
	}}}
	first.Format = excelize.GraphicOptions{AltText: clean(alt), Name: clean(title)}
	first.Dimension = excelize.ChartDimension{
		Width: uint(math.Max(200, width-8)), Height: uint(rows*rowPixels - 8),
	}
	s.charts = append(s.charts, &placed{row: row, column: column, toRow: row + rows - 1, toColumn: column + columns - 1, parts: parts})
	if s.printed == 0 || column <= s.printed { // a panel does not break the table
		s.keep(row, row+rows-1)
	}
	for r := row; r < row+rows; r++ {
		s.atLeast(r, rowHeight)
		s.put(r, column, cell{})
	}
	return row + rows
}

func (s *sheet) drawCharts() error {
	for _, p := range s.charts {
		// A chart is anchored to cells, so their heights have to be known first.
		for row := p.row; row <= p.toRow+1; row++ {
			if err := s.book.file.SetRowHeight(s.name, row, s.height(row)); err != nil {
				return err
			}
		}
		if err := s.book.file.AddChart(s.name, at(p.row, p.column), p.parts[0], p.parts[1:]...); err != nil {
			return err
		}
	}
	return nil
}

func chartFont() excelize.Font {
	return excelize.Font{Family: fontFamily, Size: 9, Color: muted}
}

func legend() excelize.ChartLegend {
	font := chartFont()
	return excelize.ChartLegend{Position: "bottom", Font: &font}
}

// axis is a value axis; lo and hi may be nil.
func axis(lo, hi *float64, step float64, format, title string) excelize.ChartAxis {
	a := excelize.ChartAxis{
		Minimum: lo, Maximum: hi, MajorUnit: step, MajorGridLines: true, Font: chartFont(),
		NumFmt: excelize.ChartNumFmt{CustomNumFmt: format},
	}
	if title != "" {
		font := chartFont()
		a.Title = excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title, Font: &font}}}
	}
	return a
}

func scoreAxis() excelize.ChartAxis { return axis(ptr(0.0), ptr(100.0), 25, whole, "") }

func ptr[T any](v T) *T { return &v }

// bars is a bar or column chart on the given value axis.
func bars(kind excelize.ChartType, value excelize.ChartAxis, series ...excelize.ChartSeries) *excelize.Chart {
	gap, overlap := uint(60), 0
	c := &excelize.Chart{
		Type: kind, Series: series, Legend: legend(), YAxis: value,
		XAxis: excelize.ChartAxis{Font: chartFont()}, GapWidth: &gap,
	}
	if slices.Contains([]excelize.ChartType{excelize.Bar, excelize.BarStacked, excelize.BarPercentStacked}, kind) {
		// The first category on top, as in the table.
		c.XAxis.ReverseOrder = true
	}
	if kind == excelize.Bar || kind == excelize.Col {
		c.Overlap = &overlap
	}
	return c
}

// series draws one row or column of values.
func series(name, categories, values, color string) excelize.ChartSeries {
	return excelize.ChartSeries{Name: name, Categories: categories, Values: values, Fill: solid(color)}
}

var (
	chartText   = regexp.MustCompile(`<strRef><f>([^<]*)</f></strRef>`)
	chartNumber = regexp.MustCompile(`<numRef><f>([^<]*)</f><numCache>(?:<formatCode></formatCode>)?</numCache></numRef>`)
	chartX      = regexp.MustCompile(`<xVal><strRef><f>([^<]*)</f></strRef></xVal>`)
	chartSeries = regexp.MustCompile(`<ser>.*?</ser>`)
	seriesName  = regexp.MustCompile(`<tx><strRef><f>([^<]*)</f>`)
	radarExtra  = regexp.MustCompile(`<(?:invertIfNegative|smooth) val="0"></(?:invertIfNegative|smooth)>`)
	radarFill   = regexp.MustCompile(`<spPr><a:solidFill><a:srgbClr val="([0-9A-F]{6})"></a:srgbClr></a:solidFill></spPr>`)
)

// radarLine draws a radar's series as the other charts draw theirs.
const radarLine = `<spPr><a:ln w="28575" cap="rnd"><a:solidFill><a:srgbClr val="$1"/></a:solidFill><a:round/></a:ln></spPr>` +
	`<marker><symbol val="circle"/><size val="6"/><spPr><a:solidFill><a:srgbClr val="$1"/></a:solidFill></spPr></marker>`

// fillCaches writes the values of the cells into the charts, so that programs
// that do not calculate show them too.
func (b *book) fillCaches() error {
	for i := 1; ; i++ {
		path := fmt.Sprintf("xl/charts/chart%d.xml", i)
		part, ok := b.file.Pkg.Load(path)
		if !ok {
			return nil
		}
		raw, ok := part.([]byte)
		if !ok {
			return fmt.Errorf("chart %d is no text", i)
		}
		b.file.Pkg.Store(path, []byte(b.cached(string(raw))))
	}
}

func (b *book) cached(chart string) string {
	if strings.Contains(chart, "<radarChart>") {
		chart = radarFill.ReplaceAllString(chart, radarLine)
		chart = radarExtra.ReplaceAllString(chart, "") // not allowed in a radar
	}
	if strings.Contains(chart, "<scatterChart>") {
		chart = chartSeries.ReplaceAllStringFunc(chart, b.labelled)
	}
	chart = chartX.ReplaceAllString(chart, `<xVal><numRef><f>$1</f><numCache></numCache></numRef></xVal>`)
	chart = chartText.ReplaceAllStringFunc(chart, func(match string) string {
		ref := chartText.FindStringSubmatch(match)[1]
		return "<strRef><f>" + ref + "</f><strCache>" + b.points(ref, false) + "</strCache></strRef>"
	})
	return chartNumber.ReplaceAllStringFunc(chart, func(match string) string {
		ref := chartNumber.FindStringSubmatch(match)[1]
		return "<numRef><f>" + ref + "</f><numCache><formatCode>General</formatCode>" + b.points(ref, true) + "</numCache></numRef>"
	})
}

// seriesLabel shows a series' name beside its point; excelize writes no labels for
// single series of a scatter chart.
const seriesLabel = `<dLbls><spPr><a:noFill/><a:ln><a:noFill/></a:ln></spPr><txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>` +
	`<a:defRPr sz="900" b="%d"><a:solidFill><a:srgbClr val="%s"/></a:solidFill><a:latin typeface="` + fontFamily + `"/></a:defRPr></a:pPr>` +
	`<a:endParaRPr lang="en-US"/></a:p></txPr><dLblPos val="%s"/><showLegendKey val="0"/><showVal val="0"/><showCatName val="0"/>` +
	`<showSerName val="1"/><showPercent val="0"/><showBubbleSize val="0"/></dLbls>`

// labelled adds the label of a series, if it has one.
func (b *book) labelled(ser string) string {
	name := seriesName.FindStringSubmatch(ser)
	if name == nil {
		return ser
	}
	side := b.seriesLabels[html.UnescapeString(name[1])]
	if side == "" {
		return ser
	}
	bold, color := 1, ink
	if strings.Contains(ser, `<symbol val="none">`) { // the name of a quadrant
		bold, color = 0, muted
	}
	return strings.Replace(ser, "<xVal>", fmt.Sprintf(seriesLabel, bold, color, side)+"<xVal>", 1)
}

// points lists the values of the cells behind a chart's reference.
func (b *book) points(ref string, numbers bool) string {
	cells := b.behind(html.UnescapeString(ref))
	var out strings.Builder
	fmt.Fprintf(&out, `<ptCount val="%d"/>`, len(cells))
	for i, c := range cells {
		var text string
		switch v := c.value.(type) {
		case float64:
			text = strconv.FormatFloat(v, 'g', -1, 64)
		case int:
			text = strconv.Itoa(v)
		case string:
			if numbers {
				continue
			}
			text = unnamed(v)
		default:
			continue
		}
		fmt.Fprintf(&out, `<pt idx="%d"><v>`, i)
		if err := xml.EscapeText(&out, []byte(text)); err != nil {
			continue // a strings.Builder does not fail
		}
		out.WriteString(`</v></pt>`)
	}
	return out.String()
}

// behind returns the cells that a reference names, row by row.
func (b *book) behind(ref string) []cell {
	name, from, to := splitRef(ref)
	column, row, err := excelize.CellNameToCoordinates(from)
	if err != nil {
		return nil
	}
	toColumn, toRow, err := excelize.CellNameToCoordinates(to)
	if err != nil {
		return nil
	}
	var out []cell
	for _, s := range b.sheets {
		if s.name != name {
			continue
		}
		for r := row; r <= toRow; r++ {
			for c := column; c <= toColumn; c++ {
				out = append(out, s.get(r, c))
			}
		}
	}
	return out
}

// anyNumber reports whether a rectangle holds a number to draw.
func (s *sheet) anyNumber(row, column, toRow, toColumn int) bool {
	for r := row; r <= toRow; r++ {
		for c := column; c <= toColumn; c++ {
			switch s.get(r, c).value.(type) {
			case float64, int:
				return true
			}
		}
	}
	return false
}
