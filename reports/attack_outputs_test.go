package reports

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"readiness/assessment"
)

// outputs are what is made of one report; rows are sorted, because their order is
// random anyway.
type outputs struct {
	report                *Report // that they are made of
	json, csv, html, rows []byte
	pages                 []seenPage
	workbook              []byte
}

func publicJSON(t testing.TB, report *Report) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := JSON(&out, report, newReporter(t).words, "en"); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// writeFiles makes all that this package writes.
func writeFiles(t testing.TB, s *survey, snapshot []byte) *outputs {
	t.Helper()
	report, err := ParseSnapshot(snapshot)
	if err != nil {
		t.Fatal(err)
	}
	reporter := newReporter(t)
	var csvOut, htmlOut, rowsOut bytes.Buffer
	for _, err := range []error{
		CSV(&csvOut, report, reporter.words, "en"),
		HTML(&htmlOut, report, reporter.words, "en"),
		reporter.ExportRows(t.Context(), &rowsOut, &assessment.Snapshot{Body: snapshot}, s.input()),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	header, rows, _ := strings.Cut(rowsOut.String(), "\n")
	lines := strings.SplitAfter(rows, "\n")
	slices.Sort(lines)
	return &outputs{
		report: report, json: publicJSON(t, report), csv: csvOut.Bytes(), html: htmlOut.Bytes(), rows: []byte(header + "\n" + strings.Join(lines, "")),
	}
}

// writeAll makes everything that can be had of a closed assessment.
func writeAll(t testing.TB, s *survey, r Renderer, snapshot []byte, seed uint64) *outputs {
	t.Helper()
	o := writeFiles(t, s, snapshot)
	o.pages, o.workbook = seePages(t, s, r, snapshot, o.report, seed), r.Workbook(t, o.report)
	return o
}

// attackOutputs reads everything and solves.
func attackOutputs(t testing.TB, w *world, o *outputs) *attack {
	t.Helper()
	a := newAttack(w)
	a.output = "JSON"
	a.report = a.readJSON(t, o.json)
	a.own = cellFigures(a.report)
	known := numbersOf(o.json)
	a.output = "CSV"
	a.readCSV(t, o.csv, known)
	a.output = "print view"
	a.readHTML(o.html, known, newReporter(t).words.T("en", "report_heading_items"))
	a.output = "rows"
	a.readRows(t, o.rows)
	a.output, a.all = "pages", explaining(a.report, known)
	a.readPages(t, o.pages)
	a.output = "workbook"
	if o.workbook != nil {
		a.readWorkbook(t, o.workbook)
	}
	a.solve()
	return a
}
