package workbook

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"readiness/assessment"
	"readiness/reports"
)

// rowsOf writes records as CSV, and that as a workbook.
func rowsOf(t testing.TB, records [][]string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Rows(&out, rowsReport(), words(t), "en", func(w io.Writer) error { return csv.NewWriter(w).WriteAll(records) }); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func rowsReport() *reports.Report {
	return &reports.Report{
		Assessment: reports.Overview{
			ID: "w4ve2026", Title: reports.Text{"": "Readiness <2026> & on"}, Organisation: reports.Text{"": "Alder & Finch"}, K: 5, Closed: "2026-12-15",
		},
		Snapshot: reports.Snapshot{Program: "1.0.0", Hash: "abc123"},
	}
}

// sampleRow is row i of a large export: 5 columns of context, 24 answers and a
// comment.
func sampleRow(fields []string, i int) []string {
	fields = fields[:0]
	fields = append(fields, [...]string{"executives", "managers", "frontline", "channel", "customers"}[i%5], [...]string{"milan", "madrid", "", "shanghai"}[i%4],
		[...]string{"sales", "service", ""}[i%3], [...]string{"en", "es", "it", "zh"}[i/7%4], "")
	for c := range 24 {
		fields = append(fields, [...]string{"1", "2", "3", "4", "5", "dk", "", "3", "4", "2"}[(i*7+c*c*3+i/13*c)%10])
	}
	comment := ""
	if i%5 == 0 {
		comment = "Every call starts with telling the whole story again."
	}
	return append(fields, comment)
}

func sampleHeader() []string {
	header := []string{"group", "location", "function", "language", "submitted"}
	for i := range 20 {
		header = append(header, fmt.Sprintf("g%02d", i+1))
	}
	return append(header, "bv1", "bv2", "bv3", "bv4", "comment")
}

// sampleRows writes n rows as ExportRows does.
func sampleRows(w io.Writer, n int) error {
	out := csv.NewWriter(w)
	if err := out.Write(sampleHeader()); err != nil {
		return err
	}
	var fields []string
	for i := range n {
		fields = sampleRow(fields, i)
		if err := out.Write(fields); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func TestRowsReadBack(t *testing.T) {
	t.Parallel()
	const n = 50_000
	var out bytes.Buffer
	if err := Rows(&out, rowsReport(), words(t), "en", func(w io.Writer) error { return sampleRows(w, n) }); err != nil {
		t.Fatal(err)
	}
	rows, err := opened(t, out.Bytes()).Rows("Rows")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rows.Close(); err != nil {
			t.Error(err)
		}
	}()
	read := 0
	var fields []string
	for rows.Next() {
		got, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		want := sampleHeader()
		if read > 0 {
			fields = sampleRow(fields, read-1)
			want = slices.Clone(fields)
		}
		for len(want) > 0 && want[len(want)-1] == "" {
			want = want[:len(want)-1] // empty cells are not written
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("row %d (-want +got):\n%s", read+1, diff)
		}
		read++
	}
	if read != n+1 {
		t.Errorf("%d rows, want %d and the header", read, n)
	}
}

func TestRowsAreTyped(t *testing.T) {
	t.Parallel()
	body := rowsOf(t, [][]string{
		{"group", "location", "submitted", "g01", "comment_g01", "comment"},
		{"customers", "007", "2026-12-01", "4", "5", "=not a formula"},
		{"customers", "12", "not a day", "dk", "'=1+1", "2026-12-01"},
	})
	f := opened(t, body)
	for cell, want := range map[string]excelize.CellType{
		"A2": excelize.CellTypeInlineString, "B2": excelize.CellTypeInlineString, "D2": excelize.CellTypeUnset, "E2": excelize.CellTypeInlineString,
		"B3": excelize.CellTypeInlineString, "C3": excelize.CellTypeInlineString, "D3": excelize.CellTypeInlineString, "F3": excelize.CellTypeInlineString,
	} {
		got, err := f.GetCellType("Rows", cell)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s has type %v, want %v", cell, got, want)
		}
	}
	for cell, want := range map[string]string{
		"B2": "007", "C2": "2026-12-01", "D2": "4", "F2": "=not a formula", "D3": "dk", "E3": "=1+1",
	} {
		if got, err := f.GetCellValue("Rows", cell); err != nil || got != want {
			t.Errorf("%s reads %q (%v), want %q", cell, got, err, want)
		}
	}
	if day, err := f.GetCellValue("Rows", "C2", excelize.Options{RawCellValue: true}); err != nil || day != strconv.Itoa(46357) {
		t.Errorf("the day is %q (%v)", day, err)
	}
	style, err := f.GetCellStyle("Rows", "F2")
	if err != nil || style != quotedStyle {
		t.Errorf("a text that starts like a formula has style %d (%v)", style, err)
	}
	wellFormed(t, body)
}

// TestRowsKeepTexts reads back the texts of the corpus and random ones.
func TestRowsKeepTexts(t *testing.T) {
	t.Parallel()
	corpus := []string{
		"=1+1", "+SUM(A1)", "-1", "@x", "＝1", "＋1", "－1", "＠x", "=cmd|'/c calc'!A1", `=HYPERLINK("https://example.org","x")`, "https://example.org", "_x0041_", "_x005F_x0041_",
		"_xZZZZ_", "مرحبا 👩‍👧 שלום", "a\x00b\x1f", "line\nline", "  spaces  ", `"quoted", with comma`, "<b>&amp;</b>", strings.Repeat("é", maxCell+5), "'", "''=1", "5", "0001", "1e5", "true",
	}
	records := [][]string{{"group", "comment"}}
	for _, text := range corpus {
		records = append(records, []string{"customers", assessment.GuardCell(text)})
	}
	f := opened(t, rowsOf(t, records))
	for i, text := range corpus {
		got, err := f.GetCellValue("Rows", at(i+2, 2))
		if err != nil {
			t.Fatal(err)
		}
		if want := clean(text); got != want {
			t.Errorf("%.60q reads back as %.60q", text, got)
		}
		if formula, err := f.GetCellFormula("Rows", at(i+2, 2)); err != nil || formula != "" {
			t.Errorf("%.60q became the formula %q (%v)", text, formula, err)
		}
	}
}

// TestCSVRowsReadWhatIsWritten cuts a CSV file into pieces and expects the same
// rows as encoding/csv reads.
func TestCSVRowsReadWhatIsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.OneOf(rapid.StringOf(rapid.SampledFrom([]rune("a,\"\n\r ';é中"))), rapid.String())
		records := rapid.SliceOfN(rapid.SliceOfN(field, 2, 5), 1, 6).Draw(t, "records")
		var file bytes.Buffer
		if err := csv.NewWriter(&file).WriteAll(records); err != nil {
			t.Fatal(err)
		}
		var got [][]string
		rows := &csvRows{yield: func(fields [][]byte) error {
			var row []string
			for _, f := range fields {
				row = append(row, string(f))
			}
			got = append(got, row)
			return nil
		}}
		for body := file.Bytes(); len(body) > 0; {
			n := rapid.IntRange(1, len(body)).Draw(t, "piece")
			if _, err := rows.Write(body[:n]); err != nil {
				t.Fatal(err)
			}
			body = body[n:]
		}
		if err := rows.close(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(records, got); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", file.String(), diff)
		}
	})
}

func TestCSVRowsRefuse(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ csv, want string }{
		"half a field":         {"group,g01\ncustomers,\"4", "end within a field"},
		"quote within a field": {"group\n\"a\"b\n", "row 2: a quote stands within a field"},
		"too many fields":      {"group,g01\ncustomers,4,5\n", "row 2 has 3 fields, the header has 2"},
		"nothing":              {"", "no header"},
		"too many columns":     {strings.Repeat("a,", maxColumns) + "a\n", "16385 columns do not fit"},
	} {
		err := Rows(io.Discard, rowsReport(), words(t), "en", func(w io.Writer) error {
			_, err := io.WriteString(w, tt.csv)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	failed := errors.New("no more rows")
	if err := Rows(io.Discard, rowsReport(), words(t), "en", func(io.Writer) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("the export's error is lost: %v", err)
	}
	if err := Rows(refusing{}, rowsReport(), words(t), "en", func(w io.Writer) error { return sampleRows(w, 10_000) }); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("the writer's error is lost: %v", err)
	}
}

func TestRowsGoOnOnTheNextSheet(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	f := newRowFile(&out, aboutRows(rowsReport(), words(t), "en"))
	f.limit = 101
	if err := f.fill(func(w io.Writer) error { return sampleRows(w, 250) }); err != nil {
		t.Fatal(err)
	}
	wellFormed(t, out.Bytes())
	back := opened(t, out.Bytes())
	if diff := cmp.Diff([]string{"Rows", "Rows 2", "Rows 3"}, back.GetSheetList()); diff != "" {
		t.Fatal(diff)
	}
	for sheet, want := range map[string]int{"Rows": 101, "Rows 2": 101, "Rows 3": 51} {
		rows, err := back.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != want || rows[0][0] != "group" {
			t.Errorf("%s has %d rows, want %d", sheet, len(rows), want)
		}
	}
	rows, err := back.GetRows("Rows 3")
	if err != nil {
		t.Fatal(err)
	}
	if want := sampleRow(nil, 200); rows[1][0] != want[0] || rows[1][7] != want[7] {
		t.Errorf("the third sheet begins with %v, want %v", rows[1], want)
	}
}

func TestRowsSurroundings(t *testing.T) {
	t.Parallel()
	body := rowsOf(t, [][]string{{"group", "g01"}, {"customers", "3"}})
	wellFormed(t, body)
	f := opened(t, body)
	props, err := f.GetDocProps()
	if err != nil {
		t.Fatal(err)
	}
	if props.Title != "Readiness <2026> & on" || props.Creator != "Readiness 1.0.0" || props.Created != "2026-12-15T00:00:00Z" ||
		!strings.Contains(props.Description, "w4ve2026") || !strings.Contains(props.Description, "abc123") {
		t.Errorf("document properties: %+v", props)
	}
	app, err := f.GetAppProps()
	if err != nil || app.Company != "Alder & Finch" {
		t.Errorf("company %q (%v)", app.Company, err)
	}
	panes, err := f.GetPanes("Rows")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %+v (%v)", panes, err)
	}
	if width, err := f.GetColWidth("Rows", "A"); err != nil || width != 18 {
		t.Errorf("the first column is %v wide (%v)", width, err)
	}
	if sheet := parts(t, body)["xl/worksheets/sheet1.xml"]; !strings.Contains(sheet, `<autoFilter ref="A1:B2"/>`) {
		t.Error("there is no filter")
	}
	if !bytes.Equal(body, rowsOf(t, [][]string{{"group", "g01"}, {"customers", "3"}})) {
		t.Error("the same rows make another file")
	}
}

// TestRowsInLibreOffice converts a small file and compares the cells.
func TestRowsInLibreOffice(t *testing.T) {
	t.Parallel()
	records := [][]string{
		{"group", "location", "submitted", "g01", "g02", "comment"},
		{"customers", "007", "2026-12-01", "4", "dk", "=1+1"},
		{"managers", "中国", "", "", "2", "_x0041_ <&> \"x\""},
	}
	back := recalculated(t, map[string][]byte{"rows": rowsOf(t, records)})["rows"]
	for r, record := range records {
		for c, want := range record {
			got, err := back.GetCellValue("Rows", at(r+1, c+1))
			if err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Errorf("%s reads %q, want %q", at(r+1, c+1), got, want)
			}
		}
	}
	for cell, want := range map[string]excelize.CellType{"D2": excelize.CellTypeNumber, "B2": excelize.CellTypeSharedString} {
		if got, err := back.GetCellType("Rows", cell); err != nil || got != want {
			t.Errorf("%s has type %v (%v), want %v", cell, got, err, want)
		}
	}
}

// TestRowsAreTheExportedRows sends the export of a closed survey through both
// formats.
func TestRowsAreTheExportedRows(t *testing.T) {
	t.Parallel()
	s := fullSurvey(t)
	s.a.Status = "closed"
	var asCSV, asSheet bytes.Buffer
	report := s.report(t)
	if err := s.export(t, &asCSV); err != nil {
		t.Fatal(err)
	}
	if err := Rows(&asSheet, report, words(t), "en", func(w io.Writer) error { return s.export(t, w) }); err != nil {
		t.Fatal(err)
	}
	want, err := csv.NewReader(&asCSV).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got, err := opened(t, asSheet.Bytes()).GetRows("Rows")
	if err != nil {
		t.Fatal(err)
	}
	if len(want) < 100 {
		t.Fatalf("only %d rows are exported", len(want))
	}
	// The order is random, and empty cells at the end are not written.
	key := func(rows [][]string) []string {
		var keys []string
		for _, row := range rows {
			keys = append(keys, strings.TrimRight(strings.Join(row, "|"), "|"))
		}
		slices.Sort(keys)
		return keys
	}
	if diff := cmp.Diff(key(want), key(got)); diff != "" {
		t.Errorf("the formats differ (-csv +xlsx):\n%s", diff)
	}
}
