package reports_test

import (
	"bytes"
	"math"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
	"readiness/reports/workbook"
	"readiness/static/i18n"
)

// workbookNumbers writes the workbook of a report and lists its numbers with the
// cells they stand in.
func workbookNumbers(t *testing.T, report *reports.Report) map[string]float64 {
	t.Helper()
	words, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	if err := workbook.Write(&body, report, words, "en"); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&body)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}()
	out := map[string]float64{}
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, text := range row {
				if v, err := strconv.ParseFloat(text, 64); err == nil {
					out[sheet+"!"+strconv.Itoa(r+1)+":"+strconv.Itoa(c+1)] = v
				}
			}
		}
	}
	return out
}

// tellingFraction reports whether a mean is so particular that another figure
// will not have it by chance.
func tellingFraction(v float64) bool {
	parts := v * 144
	return math.Abs(parts-math.Round(parts)) > 1e-5
}

// TestWorkbookHoldsNoHiddenMean reads every number of the workbooks of random
// surveys: particular means of hidden cells that no published number has must not
// be among them, while those of shown cells are.
func TestWorkbookHoldsNoHiddenMean(t *testing.T) {
	t.Parallel()
	hidden, shown, planted := 0, 0, 0
	for seed := range uint64(40) {
		report, cells, numbers := reports.RandomReport(t, seed)
		present := map[int64]string{}
		key := func(v float64) int64 { return int64(math.Round(v * 1e7)) }
		for where, v := range workbookNumbers(t, report) {
			present[key(v)] = where
		}
		published := map[int64]bool{}
		for v := range numbers {
			published[key(v)], published[key(-v)], published[key(100*v)] = true, true, true
		}
		for _, c := range cells {
			where, found := present[key(c.Mean)]
			switch {
			case !tellingFraction(c.Mean):
			case c.Published:
				if found {
					shown++
				}
			case published[key(c.Mean)]:
			default:
				hidden++
				if found {
					t.Errorf("seed %d: the hidden mean %v of %s stands in %s", seed, c.Mean, c.Name, where)
				}
				if planted == 0 && len(report.Priorities) > 0 {
					report.Priorities[0].Score = c.Mean
					for _, v := range workbookNumbers(t, report) {
						if key(v) == key(c.Mean) {
							planted++
						}
					}
				}
			}
		}
	}
	if hidden < 20 || shown < 20 || planted == 0 {
		t.Errorf("%d hidden and %d shown means were looked for, the planted one was found %d times", hidden, shown, planted)
	}
	t.Logf("%d hidden means looked for, %d shown ones found", hidden, shown)
}
