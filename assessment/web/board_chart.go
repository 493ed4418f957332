package web

import (
	"math"
	"strconv"
	"time"

	"readiness/assessment"
)

// dayChart is the chart of answers per day, laid out in units of the drawing.
type dayChart struct {
	Width, Height  float64
	Left           float64 // where the bars begin
	LabelX, LabelY float64 // right end of the numbers, line of the days
	Summary, Range string
	Grid           []gridLine
	Bars           []dayBar
}

type gridLine struct {
	Y, TextY float64
	Label    string
}

// dayBar is one day; Label is "" where there is no room for it.
type dayBar struct {
	X, Y, Width, Height, Middle float64
	Label                       string
	Day, Number                 string // for the table
}

// Measures of the drawing, which is as wide as a phone: text keeps its size
// wherever it stands.
const (
	chartWidth  = 360.0
	chartHeight = 170.0
	chartLeft   = 30.0
	chartTop    = 12.0
	chartBase   = 142.0
	maxBar      = 22.0
	labelGap    = 8.0
	maxDays     = 31
)

// dayChart draws the answers of the groups whose counts are shown; nil if there
// are none yet.
func (s *Server) dayChart(lang string, a *assessment.Assessment, stands []groupStand, counts []assessment.Count) *dayChart {
	shown := map[string]bool{}
	for i := range stands {
		shown[stands[i].group.Key] = !stands[i].hidden
	}
	byDay := map[string]int{}
	first, last := "", ""
	for _, count := range counts {
		if !shown[count.Group] || count.N <= 0 {
			continue
		}
		byDay[count.Day] += count.N
		if first == "" || count.Day < first {
			first = count.Day
		}
		last = max(last, count.Day)
	}
	if len(byDay) == 0 {
		return nil
	}
	if a.Status == assessment.StatusOpen {
		last = max(last, a.Date(s.now()))
	}
	days := daysFrom(first, last)
	if len(days) == 0 {
		return nil
	}
	return s.drawDays(lang, days, byDay)
}

// daysFrom lists the days from first to last (ISO dates), the latest maxDays of them.
func daysFrom(first, last string) []time.Time {
	from, err := time.Parse(time.DateOnly, first)
	if err != nil {
		return nil
	}
	to, err := time.Parse(time.DateOnly, last)
	if err != nil {
		return nil
	}
	if earliest := to.AddDate(0, 0, 1-maxDays); from.Before(earliest) {
		from = earliest
	}
	var days []time.Time
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		days = append(days, day)
	}
	return days
}

func (s *Server) drawDays(lang string, days []time.Time, byDay map[string]int) *dayChart {
	total, most, busiest := 0, 0, days[0]
	for _, day := range days {
		n := byDay[day.Format(time.DateOnly)]
		total += n
		if n > most {
			most, busiest = n, day
		}
	}
	top := niceTop(most)
	chart := &dayChart{Width: chartWidth, Height: chartHeight, Left: chartLeft, LabelX: chartLeft - labelGap, LabelY: chartHeight - labelGap}
	height := func(n int) float64 { return round1((chartBase - chartTop) * float64(n) / float64(top)) }
	for _, n := range []int{0, top / 2, top} {
		const textDrop = 4
		y := chartBase - height(n)
		chart.Grid = append(chart.Grid, gridLine{Y: y, TextY: y + textDrop, Label: strconv.Itoa(n)})
	}
	pitch := (chartWidth - chartLeft) / float64(len(days))
	width := math.Min(pitch*0.7, maxBar)
	every := int(math.Ceil(minLabelPitch / pitch))
	for i, day := range days {
		n := byDay[day.Format(time.DateOnly)]
		middle := chartLeft + pitch*(float64(i)+0.5)
		bar := dayBar{
			X: round1(middle - width/2), Width: round1(width), Y: chartBase - height(n), Height: height(n), Middle: round1(middle),
			Day: s.catalog.Date(lang, day), Number: s.catalog.Number(lang, float64(n), 0),
		}
		if (len(days)-1-i)%every == 0 {
			bar.Label = strconv.Itoa(day.Day())
		}
		chart.Bars = append(chart.Bars, bar)
	}
	chart.Range = s.catalog.Date(lang, days[0])
	if len(days) > 1 {
		chart.Range = s.catalog.T(lang, "work_range", "From", chart.Range, "To", s.catalog.Date(lang, days[len(days)-1]))
	}
	chart.Summary = s.catalog.T(lang, "work_days_summary", "Count", total, "Most", most, "Day", s.catalog.Date(lang, busiest))
	return chart
}

// minLabelPitch is the room that a day's number needs.
const minLabelPitch = 22.0

// niceTop is the least even round number that is not below n.
func niceTop(n int) int {
	for scale := 1; ; scale *= 10 {
		for _, step := range []int{2, 4, 6, 10} {
			if top := step * scale; top >= n {
				return top
			}
		}
	}
}

func round1(v float64) float64 {
	const tenth = 10
	return math.Round(v*tenth) / tenth
}
