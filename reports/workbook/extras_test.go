package workbook

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// worksheetOrder are the children of a worksheet in the order of the file
// format; Excel refuses any other.
var worksheetOrder = []string{
	"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios",
	"autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations",
	"hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches",
	"ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
	"webPublishItems", "tableParts", "extLst",
}

// ruled is what a worksheet says of its conditional formats.
type ruled struct {
	Formats []struct {
		Area  string `xml:"sqref,attr"`
		Rules []struct {
			Kind     string `xml:"type,attr"`
			Priority int    `xml:"priority,attr"`
			Bar      *struct {
				Bounds []bound `xml:"cfvo"`
			} `xml:"dataBar"`
			Icons *struct {
				Set    string  `xml:"iconSet,attr"`
				Values string  `xml:"showValue,attr"`
				Bounds []bound `xml:"cfvo"`
			} `xml:"iconSet"`
			Extension struct {
				URI string `xml:"uri,attr"`
				ID  string `xml:"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main id"`
			} `xml:"extLst>ext"`
		} `xml:"cfRule"`
	} `xml:"conditionalFormatting"`
	Extension struct {
		URI     string `xml:"uri,attr"`
		Formats []struct {
			Area string `xml:"http://schemas.microsoft.com/office/excel/2006/main sqref"`
			Rule struct {
				Kind string `xml:"type,attr"`
				ID   string `xml:"id,attr"`
				Bar  struct {
					Axis     string  `xml:"axisPosition,attr"`
					Bounds   []bound `xml:"cfvo"`
					Negative struct {
						Color string `xml:"rgb,attr"`
					} `xml:"negativeFillColor"`
					AxisColor struct {
						Color string `xml:"rgb,attr"`
					} `xml:"axisColor"`
				} `xml:"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main dataBar"`
			} `xml:"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main cfRule"`
		} `xml:"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main conditionalFormattings>conditionalFormatting"`
	} `xml:"extLst>ext"`
}

type bound struct {
	Kind    string `xml:"type,attr"`
	Value   string `xml:"val,attr"`
	Reached string `xml:"gte,attr"`
	Formula string `xml:"http://schemas.microsoft.com/office/excel/2006/main f"`
}

// sheetXML is the part of the sheet with this name.
func sheetXML(t *testing.T, body []byte, name string) string {
	t.Helper()
	at := slices.Index(opened(t, body).GetSheetList(), name)
	if at < 0 {
		t.Fatalf("no sheet %s", name)
	}
	return parts(t, body)[fmt.Sprintf("xl/worksheets/sheet%d.xml", at+1)]
}

func TestEveryWorksheetIsInOrder(t *testing.T) {
	t.Parallel()
	for name, part := range parts(t, written(t, fullSurvey(t).report(t), "en")) {
		if !strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		decoder, depth, last := xml.NewDecoder(strings.NewReader(part)), 0, 0
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			switch element := token.(type) {
			case xml.StartElement:
				if depth++; depth != 2 {
					continue
				}
				place := slices.Index(worksheetOrder, element.Name.Local)
				if place < last || place == last && element.Name.Local != "conditionalFormatting" && place > 0 {
					t.Errorf("%s: %s stands at the wrong place", name, element.Name.Local)
				}
				last = place
			case xml.EndElement:
				depth--
			}
		}
	}
}

// TestDataBarsHaveAnAxis finds for each data bar of 2007 its extension, under
// the same id and over the same cells.
func TestDataBarsHaveAnAxis(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	body := written(t, r, "en")
	text := sheetXML(t, body, "Perception gaps")
	var got ruled
	if err := xml.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if strings.Count(text, "<extLst>") != 3 || !strings.HasSuffix(text, "</extLst></worksheet>") || got.Extension.URI != extendedFormats {
		t.Errorf("the sheet does not end with its extension %q", got.Extension.URI)
	}
	extended := map[string]string{}
	for _, f := range got.Extension.Formats {
		bar := f.Rule.Bar
		if f.Rule.Kind != "dataBar" || bar.Axis != "middle" || bar.Negative.Color == "" || bar.AxisColor.Color == "" || len(bar.Bounds) != 2 {
			t.Errorf("extension %+v", f)
			continue
		}
		if lo, hi := float64Of(t, bar.Bounds[0].Formula), float64Of(t, bar.Bounds[1].Formula); lo != -hi || hi < 50 || hi > 100 {
			t.Errorf("bars reach from %v to %v", lo, hi)
		}
		if extended[f.Rule.ID] != "" {
			t.Errorf("the id %s stands twice", f.Rule.ID)
		}
		extended[f.Rule.ID] = f.Area
	}
	linked, priorities := map[string]string{}, map[int]bool{}
	for _, f := range got.Formats {
		for _, rule := range f.Rules {
			if priorities[rule.Priority] {
				t.Errorf("two rules have the priority %d", rule.Priority)
			}
			priorities[rule.Priority] = true
			if rule.Kind == "dataBar" {
				linked[rule.Extension.ID] = f.Area
				if rule.Extension.URI != extendedRule || rule.Bar == nil || len(rule.Bar.Bounds) != 2 {
					t.Errorf("rule %+v", rule)
				}
			}
		}
	}
	if diff := cmp.Diff(linked, extended); diff != "" || len(linked) != 2 {
		t.Errorf("rules and extensions (-rule +extension):\n%s", diff)
	}
	if again := sheetXML(t, written(t, r, "en"), "Perception gaps"); again != text {
		t.Error("the sheet differs when it is written again")
	}
}

// TestArrowsFollowTheLabels shows each gap's value to the thresholds of the icon
// set and expects the arrow of its label.
func TestArrowsFollowTheLabels(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	for i := range r.Scales { // the thresholds themselves, on both sides
		for j := range r.Scales[i].PerceptionGaps {
			g := &r.Scales[i].PerceptionGaps[j]
			switch (i + j) % 5 {
			case 0:
				g.Gap, g.Label = -r.Parameters.Large, "large"
			case 1:
				g.Gap, g.Label = -r.Parameters.Notable, "notable"
			case 2:
				g.Gap, g.Label = r.Parameters.Notable, "notable"
			case 3:
				g.Gap, g.Label = r.Parameters.Large, "large"
			}
		}
	}
	body := written(t, r, "en")
	var rules ruled
	if err := xml.Unmarshal([]byte(sheetXML(t, body, "Perception gaps")), &rules); err != nil {
		t.Fatal(err)
	}
	var bounds []bound
	for _, f := range rules.Formats {
		for _, rule := range f.Rules {
			if rule.Icons != nil && rule.Icons.Set == "5ArrowsGray" && rule.Icons.Values == "0" {
				bounds = rule.Icons.Bounds
			}
		}
	}
	if len(bounds) != 5 {
		t.Fatalf("%d thresholds", len(bounds))
	}
	want := map[string]int{"-large": 0, "-notable": 1, "-none": 2, "+none": 2, "+notable": 3, "+large": 4}
	rows := rowsUnder(t, opened(t, body), "Perception gaps", "Stage or category")
	for i, row := range rows[1:] {
		if len(row) <= gapLabel || row[gapLabel-1] == "" {
			break
		}
		v := figure(t, rows, 1+i, gapDirection-1)
		if v != figure(t, rows, 1+i, gapPoints-1) {
			t.Fatalf("row %d shows the arrow of %v", i, v)
		}
		icon := 0
		for n, b := range bounds[1:] {
			if limit := float64Of(t, b.Value); v > limit || v == limit && b.Reached != "0" {
				icon = n + 1
			}
		}
		label := map[string]string{"large": "large", "notable": "notable", "small": "none"}[row[gapLabel-1]]
		sign := "+"
		if v < 0 {
			sign = "-"
		}
		if place, ok := want[sign+label]; !ok || place != icon {
			t.Errorf("a gap of %v that is %q has icon %d", v, row[gapLabel-1], icon)
		}
	}
}

// TestMetIsATickWithAWord reads the last column of Responses as a reader does.
func TestMetIsATickWithAWord(t *testing.T) {
	t.Parallel()
	s := fullSurvey(t)
	s.a.Groups[2].Minimum = 30 // of managers, who gave 22
	r := s.report(t)
	body := written(t, r, "es")
	f, name := opened(t, body), words(t).T("es", "wb_sheet_responses")
	if text := sheetXML(t, body, name); !strings.Contains(text, `<iconSet iconSet="3Symbols2">`) {
		t.Error("no ticks")
	}
	for i, g := range r.Groups {
		got, err := f.GetCellValue(name, at(6+i, responseColumns))
		if err != nil {
			t.Fatal(err)
		}
		want := "sí"
		if g.Completed < max(g.Threshold, g.Minimum) {
			want = "no"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", g.Group, got, want)
		}
	}
}

// TestPanelsPrintApart gives what stands beside a long table a page of its own,
// away from the table's repeated header.
func TestPanelsPrintApart(t *testing.T) {
	t.Parallel()
	f := opened(t, written(t, fullSurvey(t).report(t), "en"))
	areas := map[string]string{}
	for _, n := range f.GetDefinedName() {
		if n.Name == "_xlnm.Print_Area" {
			areas[n.Scope] = n.RefersTo
		}
	}
	for _, sheet := range []string{"Perception gaps", "Items", "Distributions"} {
		table, panel, ok := strings.Cut(areas[sheet], ",")
		if !ok || table == panel || !strings.HasPrefix(panel, "'"+sheet+"'!$") {
			t.Errorf("%s prints %q", sheet, areas[sheet])
		}
	}
}

// No two groups look alike: after the shapes come letters.
func TestMarksDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for place := range 40 {
		m := markOf("own", place)
		if seen[m.shape] {
			t.Errorf("place %d: %s again", place, m.shape)
		}
		seen[m.shape] = true
	}
	if got := markOf("own", 6+26).shape; got != "AA" {
		t.Errorf("the 33rd group: %s, want AA", got)
	}
}
