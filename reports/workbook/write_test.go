package workbook

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports"
	"readiness/static/i18n"
)

func TestSheetsOfEveryLanguage(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	for _, lang := range i18n.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			body := written(t, r, lang)
			f := opened(t, body)
			var want []string
			for _, key := range []string{
				"summary", "priorities", "actions", "steps", "assumptions", "stages", "gaps", "categories", "items", "distributions", "comments",
				"locations", "functions", "trend", "responses", "value", "model", "data", "method",
			} {
				want = append(want, words(t).T(lang, "wb_sheet_"+key))
			}
			if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
				t.Errorf("sheets (-want +got):\n%s", diff)
			}
			for name, part := range parts(t, body) {
				if strings.Contains(part, "[wb_") || strings.Contains(part, "[report_") {
					t.Errorf("%s holds a message that the catalogue lacks", name)
				}
			}
			verdict, err := f.GetCellValue(want[0], "A4")
			if err != nil {
				t.Fatal(err)
			}
			if first := clean(r.ReadyToday.Sentence[0].In(words(t), lang)); !strings.HasPrefix(verdict, first) {
				t.Errorf("Summary opens with %q, want %q", verdict, first)
			}
		})
	}
}

// TestEverySheetIsDescribed finds each sheet in the page for consultants.
func TestEverySheetIsDescribed(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "workbook.md"))
	if err != nil {
		t.Fatal(err)
	}
	table, _, _ := strings.Cut(string(page), "## What is live")
	for _, sheet := range opened(t, written(t, fullSurvey(t).report(t), "en")).GetSheetList() {
		if !strings.Contains(table, "| "+sheet+" |") && !strings.Contains(table, "| "+sheet+",") && !strings.Contains(table, ", "+sheet+" |") {
			t.Errorf("docs/workbook.md does not describe %s", sheet)
		}
	}
}

func TestPrintSetUp(t *testing.T) {
	t.Parallel()
	f := opened(t, written(t, fullSurvey(t).report(t), "en"))
	areas := map[string]bool{}
	for _, name := range f.GetDefinedName() {
		if name.Name == "_xlnm.Print_Area" || name.Name == "Print_Area" {
			areas[name.Scope] = true
		}
	}
	for _, sheet := range f.GetSheetList() {
		layout, err := f.GetPageLayout(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if layout.Orientation == nil || *layout.Orientation != "landscape" || layout.Size == nil || *layout.Size != 9 ||
			layout.FitToWidth == nil || *layout.FitToWidth != 1 {
			t.Errorf("%s is not set to A4 landscape, one page wide", sheet)
		}
		props, err := f.GetSheetProps(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if props.FitToPage == nil || !*props.FitToPage || props.TabColorRGB == nil {
			t.Errorf("%s does not fit the page or has no tab colour", sheet)
		}
		footer, err := f.GetHeaderFooter(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(footer.OddFooter, "Alder && Finch") || !strings.Contains(footer.OddFooter, "&P of &N") {
			t.Errorf("%s has the footer %q", sheet, footer.OddFooter)
		}
		panes, err := f.GetPanes(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if !panes.Freeze || panes.YSplit == 0 {
			t.Errorf("%s has no frozen rows", sheet)
		}
		if !areas[sheet] {
			t.Errorf("%s has no print area", sheet)
		}
	}
	props, err := f.GetDocProps()
	if err != nil {
		t.Fatal(err)
	}
	if props.Title != "Customer readiness 2026" || props.Subject == "" || !strings.Contains(props.Description, "w4ve2026") {
		t.Errorf("document properties: %+v", props)
	}
}

func TestOneFontFamily(t *testing.T) {
	t.Parallel()
	files := parts(t, written(t, fullSurvey(t).report(t), "en"))
	face := regexp.MustCompile(`<name val="([^"]*)"`)
	for _, found := range face.FindAllStringSubmatch(files["xl/styles.xml"], -1) {
		if found[1] != fontFamily {
			t.Errorf("a cell style uses %s", found[1])
		}
	}
	latin := regexp.MustCompile(`<a:latin typeface="([^"]*)"`)
	for name, part := range files {
		if !strings.HasPrefix(name, "xl/charts/") {
			continue
		}
		for _, found := range latin.FindAllStringSubmatch(part, -1) {
			if found[1] != fontFamily && found[1] != "+mn-lt" {
				t.Errorf("%s uses %s", name, found[1])
			}
		}
	}
}

// nasty are texts that have broken spreadsheets.
func nasty() []string {
	return []string{
		"=1+1", "+1", "-2+3", "@SUM(A1:A9)", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://example.org\",\"x\")", "\t=1+1", "\r=1+1",
		"＝1+1", "_x0041_", "_x005F_x0041_", "a_x000D_b", "nul\x00here", "bell\x07", "https://example.org/", "file:///etc/passwd",
		"👩‍👩‍👧 family", "مرحبا بالعالم", "שלום", "\u202Egnirts", " leading and trailing ", "<b>&amp;</b>", "]]>", "\"quoted\"", "'apostrophe",
		strings.Repeat("long ", 8000), strings.Repeat("&", 300), "line\nbreak", "\xff\xfe", "#REF!", "TRUE", "1e5", "00123",
	}
}

// wellFormed checks that every part is XML and that none reaches outside.
func wellFormed(t *testing.T, body []byte) {
	t.Helper()
	for name, part := range parts(t, body) {
		decoder := xml.NewDecoder(strings.NewReader(part))
		for {
			_, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		for _, word := range []string{"<hyperlink", "externalLink", "ddeLink", "TargetMode=\"External\""} {
			if strings.Contains(part, word) || strings.Contains(name, word) {
				t.Errorf("%s holds %s", name, word)
			}
		}
	}
}

func TestQuotePrefix(t *testing.T) {
	t.Parallel()
	s := fullSurvey(t)
	s.a.Title = assessment.Text("=1+1")
	files := parts(t, written(t, s.report(t), "en"))
	if !strings.Contains(files["xl/styles.xml"], `quotePrefix="true"`) && !strings.Contains(files["xl/styles.xml"], `quotePrefix="1"`) {
		t.Error("a text that starts with = carries no quote prefix")
	}
}

// formulaCell finds the cells with a formula in a sheet's XML.
var formulaCell = regexp.MustCompile(`<c r="([A-Z]+[0-9]+)"[^>]*?( t="[a-z]+")?><f>([^<]*)</f>(<v>[^<]*</v>)?</c>`)

func TestEveryFormulaCarriesItsTypedValue(t *testing.T) {
	t.Parallel()
	files := parts(t, written(t, fullSurvey(t).report(t), "en"))
	formulas, numbers := 0, 0
	for name, part := range files {
		if !strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		found := formulaCell.FindAllStringSubmatch(part, -1)
		if strings.Count(part, "<f>") != len(found) {
			t.Errorf("%s: %d formulas, %d read", name, strings.Count(part, "<f>"), len(found))
		}
		for _, cell := range found {
			formulas++
			switch {
			case strings.Contains(cell[2], `"str"`):
			case cell[2] != "":
				t.Errorf("%s %s has the type%s", name, cell[1], cell[2])
			case cell[4] == "":
				t.Errorf("%s %s is a number without a value", name, cell[1])
			default:
				numbers++
			}
		}
	}
	if formulas < 500 || numbers < 400 {
		t.Errorf("%d formulas, %d of them numbers", formulas, numbers)
	}
}

func TestChartsCarryTheirValues(t *testing.T) {
	t.Parallel()
	files := parts(t, written(t, fullSurvey(t).report(t), "en"))
	charts := 0
	for name, part := range files {
		if !strings.HasPrefix(name, "xl/charts/chart") {
			continue
		}
		charts++
		if strings.Count(part, "<numCache>") != strings.Count(part, "<numCache><formatCode>General</formatCode><ptCount") || regexp.MustCompile(`<strRef><f>[^<]*</f></strRef>`).MatchString(part) {
			t.Errorf("%s has an empty cache", name)
		}
		if !strings.Contains(part, "<pt idx=") {
			t.Errorf("%s holds no point", name)
		}
	}
	if charts < 8 {
		t.Errorf("%d charts", charts)
	}
	for name, part := range files {
		if strings.HasPrefix(name, "xl/drawings/drawing") && strings.Count(part, "descr=\"") != strings.Count(part, "<xdr:graphicFrame") {
			t.Errorf("%s: a chart has no alternative text", name)
		}
	}
}

// TestHiddenAnswersLeaveNoTrace writes two reports that differ in the answers of
// a hidden group alone; but for the report's own hash the files must be equal.
func TestHiddenAnswersLeaveNoTrace(t *testing.T) {
	t.Parallel()
	files := make([]map[string]string, 2)
	for i, level := range []float64{0.1, 0.9} {
		s := fullSurvey(t)
		s.levels["initiative"] = level
		r := s.report(t)
		hash := r.Snapshot.Hash
		files[i] = parts(t, written(t, r, "en"))
		for name, part := range files[i] {
			files[i][name] = strings.ReplaceAll(part, hash, "")
		}
		delete(files[i], "[Content_Types].xml") // in no particular order
	}
	if diff := cmp.Diff(files[0], files[1]); diff != "" {
		t.Errorf("answers of a hidden group change the workbook:\n%.2000s", diff)
	}
}

func TestHiddenCellsSaySo(t *testing.T) {
	t.Parallel()
	f := opened(t, written(t, fullSurvey(t).report(t), "en"))
	for _, cell := range []string{"D7", "E7", "F7", "G7"} {
		got, err := f.GetCellValue("Stages x groups", cell)
		if err != nil {
			t.Fatal(err)
		}
		if got != "fewer than 5" {
			t.Errorf("%s: got %q", cell, got)
		}
	}
	rows, err := f.GetRows("Data")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 100 {
		t.Errorf("Data has %d rows", len(rows))
	}
	for _, row := range rows[1:] {
		if slices.Contains(row, "initiative") {
			t.Fatalf("Data holds the hidden group: %v", row)
		}
	}
}

// TestDataHasTheCodesOfTheCSVReport finds every group's mean of the CSV report in
// the sheet Data, under the same codes.
func TestDataHasTheCodesOfTheCSVReport(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	sheet, err := opened(t, written(t, r, "zh")).GetRows(words(t).T("zh", "wb_sheet_data"), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	means := map[string]string{}
	for _, row := range sheet[1:] {
		means[strings.Join([]string{row[4], row[5], row[3], row[6]}, "|")] = row[8]
	}
	var out strings.Builder
	if err := reports.CSV(&out, r, words(t), "en"); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	dimensions := map[string]int{}
	for _, row := range rows[1:] {
		if row[4] == "" || row[5] != "mean" {
			continue
		}
		id := row[2] + row[1] // of a set of practices
		if row[2] != "" {
			id = row[2]
		}
		if row[3] != "" {
			id = row[3]
		}
		key := strings.Join([]string{row[0], row[1], id, row[4]}, "|")
		got, want := float64Of(t, means[key]), float64Of(t, row[6])
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %v, the CSV report has %v", key, got, want)
		}
		dimensions[row[0]]++
	}
	if len(dimensions) != 4 {
		t.Errorf("dimensions %v", dimensions)
	}
}

func TestOtherShapes(t *testing.T) {
	t.Parallel()
	single := surveyOf(shipped(t, "broad-view"))
	single.a.Groups = single.a.Groups[5:]
	single.sizes, single.levels = map[string]int{"customers": 30}, map[string]float64{"customers": 0.4}
	none := surveyOf(shipped(t, questionnaires.ShippedIDs()...))
	gapOnly := surveyOf(shipped(t, "one-to-one-gap"))
	gapOnly.sizes, gapOnly.levels = map[string]int{"executives": 9, "customers": 20}, map[string]float64{"executives": 0.7, "customers": 0.4}
	own := ownSurvey(t)
	for name, s := range map[string]*survey{"single group": single, "no responses": none, "no stages": gapOnly, "own questionnaire": own} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, lang := range i18n.Languages() {
				body := written(t, s.report(t), lang)
				wellFormed(t, body)
				if f := opened(t, body); len(f.GetSheetList()) < 13 {
					t.Errorf("%s: sheets %v", lang, f.GetSheetList())
				}
			}
		})
	}
}

func TestWriteFailsWithTheWriter(t *testing.T) {
	t.Parallel()
	r := surveyOf(shipped(t, "broad-view")).report(t)
	if err := Write(refusing{}, r, words(t), "en"); err == nil {
		t.Error("a writer that fails was not noticed")
	}
}

type refusing struct{}

func (refusing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestNamesOfTheModel(t *testing.T) {
	t.Parallel()
	f := opened(t, written(t, fullSurvey(t).report(t), "en"))
	found := map[string]string{}
	for _, n := range f.GetDefinedName() {
		found[n.Name] = n.RefersTo
	}
	for _, scale := range []string{"identify", "differentiate", "interact", "customize", "process"} {
		for _, prefix := range []string{"W", "Inc", "Mean", "VarN", "InvN", "SatT"} {
			if !strings.HasPrefix(found[prefix+"_"+scale], "'Model'!") && !strings.HasPrefix(found[prefix+"_"+scale], "Model!") {
				t.Errorf("name %s_%s refers to %q", prefix, scale, found[prefix+"_"+scale])
			}
		}
	}
}
