package workbook

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"readiness/assessment"
	"readiness/reports"
)

// alwaysRecalculate makes LibreOffice calculate what it loads; by default it
// believes the cached values (decisions.md 56).
const alwaysRecalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`

// recalculated sends workbooks through LibreOffice and opens what comes back.
// Without LibreOffice the test is skipped, but not where CI is set.
func recalculated(t *testing.T, books map[string][]byte) map[string]*excelize.File {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("soffice is missing: install libreoffice-calc")
		}
		t.Skip("SKIPPED, NOTHING WAS RECALCULATED: soffice is missing, install libreoffice-calc")
	}
	dir := t.TempDir()
	profile := filepath.Join(dir, "profile")
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(alwaysRecalculate), 0o600); err != nil {
		t.Fatal(err)
	}
	arguments := []string{
		"-env:UserInstallation=file://" + filepath.ToSlash(profile), "--headless", "--norestore",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(dir, "out"),
	}
	for name, body := range books {
		path := filepath.Join(dir, name+".xlsx")
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		arguments = append(arguments, path)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	if out, err := exec.CommandContext(ctx, office, arguments...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	files := map[string]*excelize.File{}
	for name := range books {
		body, err := os.ReadFile(filepath.Join(dir, "out", name+".xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = opened(t, body)
	}
	return files
}

// formulas lists the formula cells of a workbook with their cached values.
func formulas(t *testing.T, body []byte) map[[2]string]string {
	t.Helper()
	f := opened(t, body)
	out := map[[2]string]string{}
	files := parts(t, body)
	for i, sheet := range f.GetSheetList() {
		for _, cell := range formulaCell.FindAllStringSubmatch(files[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)], -1) {
			value, err := f.GetCellValue(sheet, cell[1], excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			out[[2]string{sheet, cell[1]}] = value
		}
	}
	if len(out) < 50 {
		t.Fatalf("only %d formulas were found", len(out))
	}
	return out
}

// same compares the formula cells of a workbook with what LibreOffice makes of
// them, and returns how many were numbers.
func same(t *testing.T, want map[[2]string]string, got *excelize.File, skip func(sheet, cell string) bool) int {
	t.Helper()
	numbers, wrong := 0, 0
	for at, value := range want {
		if skip != nil && skip(at[0], at[1]) {
			continue
		}
		back, err := got.GetCellValue(at[0], at[1], excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		v, vErr := strconv.ParseFloat(value, 64)
		w, wErr := strconv.ParseFloat(back, 64)
		if vErr == nil && wErr == nil {
			numbers++
			if math.Abs(v-w) <= 1e-6 {
				continue
			}
		} else if value == back {
			continue
		}
		if wrong++; wrong <= 20 {
			formula, err := got.GetCellFormula(at[0], at[1])
			if err != nil {
				t.Fatal(err)
			}
			t.Errorf("%s!%s: want %q, recalculated %q (%s)", at[0], at[1], value, back, formula)
		}
	}
	if wrong > 20 {
		t.Errorf("and %d more", wrong-20)
	}
	return numbers
}

// with changes input cells of a sheet in a written workbook, leaving every
// cached value behind as it was.
func with(t *testing.T, body []byte, sheet string, inputs map[string]string) []byte {
	t.Helper()
	f := opened(t, body)
	index, err := f.GetSheetIndex(sheet)
	if err != nil || index < 0 {
		t.Fatalf("no sheet %s: %v", sheet, err)
	}
	part := fmt.Sprintf("xl/worksheets/sheet%d.xml", index+1)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range parts(t, body) {
		if name == part {
			for cell, value := range inputs {
				pattern := regexp.MustCompile(`<c r="` + cell + `"( s="[0-9]+")?[^>]*>(<f>[^<]*</f>)?.*?</c>`)
				if len(pattern.FindAllString(text, -1)) != 1 {
					t.Fatalf("%s!%s is no input", sheet, cell)
				}
				kind := ` t="str"`
				if _, err := strconv.ParseFloat(value, 64); err == nil {
					kind = ""
				}
				text = pattern.ReplaceAllString(text, `<c r="`+cell+`"${1}`+kind+`>${2}<v>`+value+`</v></c>`)
			}
		}
		entry, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRecalculatedValuesStay(t *testing.T) {
	t.Parallel()
	single := surveyOf(shipped(t, "broad-view"))
	single.a.Groups = single.a.Groups[5:]
	single.sizes, single.levels = map[string]int{"customers": 30}, map[string]float64{"customers": 0.4}
	attributed := fullSurvey(t)
	attributed.a.Groups[0].Anonymity, attributed.sizes["executives"] = assessment.Attributed, 1
	open := fullSurvey(t)
	open.sizes["initiative"] = 9
	bodies := map[string][]byte{
		"full":       written(t, open.report(t), "en"),
		"suppressed": written(t, fullSurvey(t).report(t), "es"),
		"single":     written(t, single.report(t), "it"),
		"own":        written(t, ownSurvey(t).report(t), "zh"),
		"attributed": written(t, attributed.report(t), "en"),
		"none":       written(t, surveyOf(shipped(t, "broad-view", "one-to-one-gap")).report(t), "en"),
	}
	// The control: LibreOffice has to correct a wrong cached value, else nothing
	// below means anything.
	f := opened(t, bodies["full"])
	right, err := f.GetCellValue("Model", "B7", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	bodies["control"] = with(t, bodies["full"], "Model", map[string]string{"B7": "99.125"})

	back := recalculated(t, bodies)
	control, err := back["control"].GetCellValue("Model", "B7", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if v, w := float64Of(t, right), float64Of(t, control); math.Abs(v-w) > 1e-6 {
		t.Fatalf("LibreOffice did not recalculate: it kept %s where %s is right", control, right)
	}
	least := map[string]int{"full": 1250, "suppressed": 1250, "single": 80, "own": 150, "attributed": 1250, "none": 500}
	for name, n := range least {
		if got := same(t, formulas(t, bodies[name]), back[name], nil); got < n {
			t.Errorf("%s: only %d numbers were compared", name, got)
		}
	}
}

func float64Of(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// scenario changes inputs of the workbook and the same settings of the
// assessment.
type scenario struct {
	base   func(a *assessment.Assessment)
	change func(a *assessment.Assessment)
	inputs func(m *model) map[string]string
}

func scenarios() map[string]scenario {
	weights := map[string]float64{
		"executives": 0.05, "initiative": 0.1, "managers": 0.15, "frontline": 0.35, "channel": 0.05, "customers": 0.3,
	}
	judged := func(v, d float64) func(a *assessment.Assessment) {
		return func(a *assessment.Assessment) { a.Situation = &assessment.Judgement{ValueSkew: v, NeedsDiversity: d} }
	}
	return map[string]scenario{
		"weights": {
			change: func(a *assessment.Assessment) { a.Weights = assessment.Weights{Preset: "custom", Custom: weights} },
			inputs: func(m *model) map[string]string {
				out := map[string]string{}
				for group, w := range weights {
					out[at(m.groupRow[group], inputWeight)] = fmt.Sprint(w)
				}
				return out
			},
		},
		"targets and situation": {
			base: judged(0.2, 0.7),
			change: func(a *assessment.Assessment) {
				judged(0.9, 0.1)(a)
				a.Targets = map[string]float64{"identify": 30, "interact": 90, "process": 55}
			},
			inputs: func(m *model) map[string]string {
				return map[string]string{
					at(m.factorRow["value_skew"], 2): "0.9", at(m.factorRow["needs_diversity"], 2): "0.1",
					at(m.targetRow["identify"], 2): "30", at(m.targetRow["interact"], 2): "90", at(m.targetRow["process"], 2): "55",
				}
			},
		},
		"formula": {
			change: func(a *assessment.Assessment) {
				a.Parameters.ShortfallWeight, a.Parameters.BlindSpotWeight = 0.4, 0.6
				a.Parameters.Gate, a.Parameters.GateFactor = 60, 0.8
				a.Parameters.Emphasis["mass"] = [4]float64{1.5, 0.5, 1.5, 0.5}
			},
			inputs: func(m *model) map[string]string {
				row := m.fitRow["mass"]
				return map[string]string{
					at(m.factorRow["shortfall_weight"], 2): "0.4", at(m.factorRow["blind_spot_weight"], 2): "0.6",
					at(m.factorRow["gate"], 2): "60", at(m.factorRow["gate_factor"], 2): "0.8",
					at(row, 2): "1.5", at(row, 3): "0.5", at(row, 4): "1.5", at(row, 5): "0.5",
				}
			},
		},
	}
}

// TestChangedInputsGiveTheEnginesFigures types other inputs into the workbook
// and compares every live figure with the workbook of a report that was
// computed with those settings.
func TestChangedInputsGiveTheEnginesFigures(t *testing.T) {
	t.Parallel()
	bodies, wanted := map[string][]byte{}, map[string][]byte{}
	for name, sc := range scenarios() {
		reportOf := func(changes ...func(a *assessment.Assessment)) *reports.Report {
			s := fullSurvey(t)
			s.sizes["initiative"] = 9
			if sc.base != nil {
				s.customers = nil
			}
			for _, change := range changes {
				if change != nil {
					change(s.a)
				}
			}
			return s.report(t)
		}
		before := reportOf(sc.base)
		m := newModel(before, nil, nil)
		file := strings.ReplaceAll(name, " ", "-")
		bodies[file] = with(t, written(t, before, "en"), "Assumptions", sc.inputs(m))
		wanted[file] = written(t, reportOf(sc.base, sc.change), "en")
	}
	back := recalculated(t, bodies)
	for name, body := range wanted {
		marked := 0
		n := same(t, formulas(t, body), back[name], func(sheet, cell string) bool {
			if sheet == "Actions" || sheet == "Action steps" {
				return true // their rows stand in the order of the report; see below
			}
			value, err := back[name].GetCellValue(sheet, cell)
			if err != nil {
				t.Fatal(err)
			}
			if value == "changed" {
				marked++
				return true
			}
			return false
		})
		if n < 1250 || marked == 0 {
			t.Errorf("%s: %d numbers compared, %d cells marked as changed", name, n, marked)
		}
		samePlan(t, name, plan(t, opened(t, body)), plan(t, back[name]))
		check, err := back[name].GetCellValue("Model", "B5")
		if err != nil {
			t.Fatal(err)
		}
		if check != "OK" {
			t.Errorf("%s: the check cell says %q", name, check)
		}
	}
}

// TestIncludeFlag leaves the customers of the canonical data set out
// (statistics.md 2.5, "no customers"), and sees that a hidden group stays out.
func TestIncludeFlag(t *testing.T) {
	t.Parallel()
	s := surveyOf(shipped(t, "broad-view"))
	s.a.K = 3
	s.a.Groups[0].Level, s.a.Groups[1].Level = 2, 1
	s.fixed = map[string][]int{
		"initiative": {4, 5, 4}, "executives": {4, 4, 5, 3, 4}, "managers": {3, 4, 3, 2, 4, 3},
		"frontline": {2, 3, 2, 3, 1, 2, 3, 2}, "channel": {2, 2, 3, 1, 3}, "customers": {1, 2, 1, 3, 2, 1, 2, 1, 4, 2},
	}
	r := s.report(t)
	m := newModel(r, nil, nil)
	out := at(m.groupRow["customers"], inputInclude)
	body := written(t, r, "en")
	back := recalculated(t, map[string][]byte{
		"all":  body,
		"less": with(t, body, "Assumptions", map[string]string{out: "0"}),
		"bad":  with(t, body, "Assumptions", map[string]string{out: "7"}),
	})
	row := m.resultRow["customize"]
	for name, want := range map[string]map[int]float64{
		"all": {
			resultMean: 38.373016, resultSE: 3.654027, resultNEff: 33.324937, resultDF: 18, resultLow: 30.696190, resultHigh: 46.049842,
			resultCoverage: 1, resultInside: 52.083333, resultOutside: 25.909091, resultSides: 26.174242,
		},
		"less": {
			resultMean: 44.722222, resultSE: 4.034955, resultNEff: 23.356401, resultDF: 10, resultLow: 35.731782, resultHigh: 53.712663,
			resultCoverage: 0.714286,
		},
	} {
		for column, v := range want {
			text, err := back[name].GetCellValue("Model", at(row, column), excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			if got := float64Of(t, text); math.Abs(got-v) > 1e-6 {
				t.Errorf("%s: column %d: %v, want %v", name, column, got, v)
			}
		}
	}
	if check, err := back["bad"].GetCellValue("Model", "B5"); err != nil || check == "OK" {
		t.Errorf("an include flag of 7 passes the check: %q, %v", check, err)
	}
}

// TestTextsSurviveLibreOffice sends texts of people through another program.
func TestTextsSurviveLibreOffice(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	r.Comments = nil
	for _, text := range nasty() {
		r.Comments = append(r.Comments, reports.Comment{Group: "managers", Text: text})
	}
	back := recalculated(t, map[string][]byte{"texts": written(t, r, "en")})["texts"]
	for i, text := range nasty() {
		if text == "_x005F_x0041_" {
			continue // LibreOffice reads it right and does not escape it when it writes
		}
		cell := at(6+i, 4)
		got, err := back.GetCellValue("Comments", cell)
		if err != nil {
			t.Fatal(err)
		}
		if want := clean(text); got != want {
			t.Errorf("%s: got %.60q, want %.60q", cell, got, want)
		}
		if formula, err := back.GetCellFormula("Comments", cell); err != nil || formula != "" {
			t.Errorf("%s became the formula %s (%v)", cell, formula, err)
		}
	}
}
