package workbook

import (
	"context"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"readiness/assessment"
	"readiness/reports"
)

// rowsUnder are the rows of a sheet from the first that begins with a text on.
func rowsUnder(t *testing.T, f *excelize.File, sheet, heading string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if len(row) > 0 && row[0] == heading {
			return rows[i:]
		}
	}
	t.Fatalf("%s has no row %q", sheet, heading)
	return nil
}

func figure(t *testing.T, rows [][]string, row, column int) float64 {
	t.Helper()
	if row >= len(rows) || column >= len(rows[row]) {
		t.Fatalf("there is no cell %d, %d", row, column)
	}
	v, err := strconv.ParseFloat(rows[row][column], 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestMatrixHoldsThePanel(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	body := written(t, r, "en")
	rows := rowsUnder(t, opened(t, body), "Priorities", "Readiness and importance, live")
	for i, p := range r.IPA.Points {
		row := rows[2+i]
		if row[0] != p.Name.In("en") || row[matQuadrant-1] != words(t).T("en", "wb_quadrant_"+p.Quadrant) || row[matReported-1] != row[matQuadrant-1] {
			t.Errorf("%s stands as %v", p.Stage, row)
		}
		if x, y := figure(t, rows, 2+i, 1), figure(t, rows, 2+i, 2); x != p.Readiness || y != p.Relevance {
			t.Errorf("%s stands at %v, %v, want %v, %v", p.Stage, x, y, p.Readiness, p.Relevance)
		}
	}
	mean := 2 + len(r.IPA.Points)
	if x, y := figure(t, rows, mean, 1), figure(t, rows, mean, 2); x != *r.IPA.Readiness || y != *r.IPA.Relevance {
		t.Errorf("the crosshair stands at %v, %v", x, y)
	}
	for name, part := range parts(t, body) {
		if !strings.HasPrefix(name, "xl/charts/chart") || !strings.Contains(part, "Possible overkill") {
			continue
		}
		if n := strings.Count(part, "<ser>"); n != len(r.IPA.Points)+6 {
			t.Errorf("the matrix has %d series: stages, two lines and four names are wanted", n)
		}
		if n := strings.Count(part, `<showSerName val="1"/>`); n != len(r.IPA.Points)+4 {
			t.Errorf("the matrix names %d series", n)
		}
		return
	}
	t.Error("no chart names the quadrants")
}

// TestMatrixFrame keeps every point and the crosshair inside, with room.
func TestMatrixFrame(t *testing.T) {
	t.Parallel()
	for _, points := range [][]reports.PanelPoint{
		{{Readiness: 40, Relevance: 60}},
		{{Readiness: 0, Relevance: 0}, {Readiness: 100, Relevance: 100}},
		{{Readiness: 33, Relevance: 28}, {Readiness: 34.5, Relevance: 27}, {Readiness: 40, Relevance: 45}, {Readiness: 39.6, Relevance: 38}},
		{{Readiness: 20, Relevance: 130}, {Readiness: 25, Relevance: 10}},
	} {
		var x, y float64
		for _, p := range points {
			x, y = x+p.Readiness/float64(len(points)), y+p.Relevance/float64(len(points))
		}
		f := frameOf(&reports.Panel{Readiness: &x, Relevance: &y, Points: points})
		for _, p := range points {
			if p.Readiness < f.left || p.Readiness > f.right || p.Relevance < f.bottom || p.Relevance > f.top {
				t.Errorf("%+v stands outside of %+v", p, f)
			}
		}
		if f.right-f.left < 10 || f.top-f.bottom < 10 || f.left < 0 || f.right > 100 {
			t.Errorf("frame %+v", f)
		}
	}
}

func TestPracticesAndRivals(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	f := opened(t, written(t, r, "en"))
	rows := rowsUnder(t, f, "Stages x groups", "Claimed and practised")
	at := 3
	for _, p := range r.Practices {
		if p.Difference == nil {
			continue
		}
		if rows[at][0] != p.Name.In("en") {
			t.Errorf("row %v stands for %s", rows[at], p.ID)
		}
		claimed, practised := figure(t, rows, at, heatFirst-1), figure(t, rows, at, heatFirst)
		if claimed != *p.Claimed || practised != *p.Practised || math.Abs(claimed-practised-figure(t, rows, at, heatFirst+1)) > 1e-9 {
			t.Errorf("%s: %v", p.ID, rows[at])
		}
		at++
	}
	if at == 3 {
		t.Fatal("the report compares no practices")
	}
	rows = rowsUnder(t, f, "Stages x groups", "Compared with other suppliers (not scored)")
	if r.Rivals == nil || len(r.Rivals.Groups) < 5 {
		t.Fatal("the report has no rivals")
	}
	for i, g := range r.Rivals.Groups {
		row := rows[2+i]
		if g.Suppressed {
			if !slices.Contains(row, "fewer than 5") || len(row) > heatWeight {
				t.Errorf("hidden group %s: %v", g.Group, row)
			}
			continue
		}
		if figure(t, rows, 2+i, heatWeight-1) != float64(*g.N) || figure(t, rows, 2+i, heatFirst-1) != *g.Mean {
			t.Errorf("%s: %v", g.Group, row)
		}
		if len(g.Counts) > 0 {
			sum := 0.0
			for c := range rivalLevels {
				sum += figure(t, rows, 2+i, heatFirst+c)
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("%s: shares add up to %v", g.Group, sum)
			}
		}
	}
}

func TestStepsOfEveryAction(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	rows, err := opened(t, written(t, r, "it")).GetRows(words(t).T("it", "wb_sheet_steps"))
	if err != nil {
		t.Fatal(err)
	}
	at := 5
	for _, a := range r.Actions {
		if a.Rank == nil {
			continue
		}
		row := rows[at]
		if row[0] != strconv.Itoa(*a.Rank) || row[2] != a.Title.In("it") || strings.Count(row[3], "\n")+1 != len(a.Steps) {
			t.Errorf("action %s: %q", a.ID, row)
		}
		for i, step := range a.Steps {
			if !strings.Contains(row[3], strconv.Itoa(i+1)+". "+step.In("it")) {
				t.Errorf("action %s lacks step %d", a.ID, i+1)
			}
		}
		at++
	}
	if len(rows) != at || at < 20 {
		t.Errorf("%d rows, %d actions", len(rows), at-5)
	}
}

// twoWaves is a report that compares with a wave before.
func twoWaves(t *testing.T) *reports.Report {
	t.Helper()
	earlier := fullSurvey(t)
	earlier.a.ID, earlier.a.Closed = "w4ve2025", time.Date(2025, 12, 15, 18, 0, 0, 0, time.UTC)
	for key := range earlier.levels {
		earlier.levels[key] -= 0.12
	}
	before, _ := earlier.snapshot(t)
	later := fullSurvey(t)
	later.a.Previous = earlier.a.ID
	in := later.input(t)
	in.Previous = before
	body, err := later.reporter(t).Snapshot(context.WithoutCancel(t.Context()), in)
	if err != nil {
		t.Fatal(err)
	}
	r, err := reports.ParseSnapshot(body)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTrendIsALineChart(t *testing.T) {
	t.Parallel()
	r := twoWaves(t)
	if r.Trend == nil {
		t.Fatal("the report has no trend")
	}
	body := written(t, r, "en")
	f := opened(t, body)
	rows, err := f.GetRows("Trend", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range r.Trend.Scales {
		row := rows[6+i]
		if row[0] != words(t).T("en", "wb_stage_"+s.ID) && i < 4 || figure(t, rows, 6+i, 1) != *s.Earlier || figure(t, rows, 6+i, 2) != *s.Latest {
			t.Errorf("%s: %v", s.ID, row)
		}
	}
	lines := 0
	for name, part := range parts(t, body) {
		if strings.HasPrefix(name, "xl/charts/") && strings.Contains(part, "<lineChart>") {
			lines++
			if n := strings.Count(part, "<ser>"); n != len(questionStages(r)) {
				t.Errorf("%s has %d lines", name, n)
			}
			if points := regexp.MustCompile(`<val><numRef><f>[^<]*</f><numCache><formatCode>General</formatCode><ptCount val="2"/><pt`); len(points.FindAllString(part, -1)) != 4 {
				t.Errorf("%s: not every line has its two points", name)
			}
		}
	}
	if lines != 1 {
		t.Errorf("%d line charts", lines)
	}
}

func questionStages(r *reports.Report) []string {
	var ids []string
	for _, s := range r.Scales {
		if s.Kind == stage {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

func TestArrowsReadWithoutIcons(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]string{"large": `"▲▲";"▼▼";""`, "notable": `"▲";"▼";""`, "none": `"";"";""`} {
		if got := arrowFormat(label); got != want {
			t.Errorf("%s: %q", label, got)
		}
	}
}

// TestDistributionsAreDrawn expects two charts, with a hidden group among those
// asked.
func TestDistributionsAreDrawn(t *testing.T) {
	t.Parallel()
	s := fullSurvey(t)
	if s.sizes["initiative"] >= s.a.K || s.a.Group("initiative").Anonymity == assessment.Attributed {
		t.Fatal("no group is hidden")
	}
	drawn := 0
	for name, part := range parts(t, written(t, s.report(t), "en")) {
		if strings.HasPrefix(name, "xl/charts/") && strings.Contains(part, `<grouping val="percentStacked">`) {
			drawn++
		}
	}
	if drawn != 2 {
		t.Errorf("%d stacked charts", drawn)
	}
}

func TestPaginate(t *testing.T) {
	t.Parallel()
	sheetOf := func(rows int) *sheet {
		s := &sheet{heights: map[int]float64{}, widths: map[int]float64{1: 100}, repeated: 1}
		for r := 1; r <= rows; r++ {
			s.put(r, 1, cell{value: r})
		}
		return s
	}
	perPage := 29 // pageHeight / rowHeight
	s := sheetOf(perPage + 10)
	s.headedTo = 10
	s.keep(perPage-2, perPage+5) // would be cut
	s.keep(2, 5)
	s.paginate()
	if s.repeated != 0 || !slices.Equal(s.breaks, []int{perPage - 2}) {
		t.Errorf("breaks %v, repeated %d: want one break before row %d and no repeated header", s.breaks, s.repeated, perPage-2)
	}
	s = sheetOf(3 * perPage)
	s.headedTo = 2 * perPage
	s.keep(3, 2+perPage) // too long for any page
	s.paginate()
	if want := []int{perPage + 1, 2 * perPage, 3*perPage - 1}; s.repeated != 1 || !slices.Equal(s.breaks, want) {
		t.Errorf("breaks %v, repeated %d: want %v, a page less one row each for the header", s.breaks, s.repeated, want)
	}
}
