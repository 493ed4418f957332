package workbook

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports"
)

// errorValues are what spreadsheets show where a formula fails.
var errorValues = []string{"#NAME?", "#DIV/0!", "#VALUE!", "#REF!", "#N/A", "#NUM!", "#NULL!", "Err:5"}

// noErrors finds no error value in any cell.
func noErrors(t *testing.T, name string, f *excelize.File) {
	t.Helper()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, text := range row {
				for _, bad := range errorValues {
					if strings.Contains(text, bad) {
						t.Errorf("%s: %s!%s shows %s", name, sheet, at(r+1, c+1), text)
					}
				}
			}
		}
	}
}

// answered asks an own questionnaire with so many levels and one question a
// scale.
func answered(t *testing.T, levels string, options string) *survey {
	t.Helper()
	q, err := questionnaires.LoadFiles(map[string][]byte{
		"structure.yaml": []byte("id: own-levels\nversion: 1\nlevels: " + levels + `
scales:
  - {id: identify, kind: stage}
  - {id: interact, kind: stage}
  - {id: desk, kind: category}
questions:
  - {id: q1, scale: identify}
  - {id: q2, scale: interact}
  - {id: q3, scale: desk}
`),
		"en.yaml": []byte(`title: "Our own: ='Bob's' & \"Co\""
intro: Short.
scales: {identify: "Identify & 'know'", interact: "Say \"hello\", then listen", desk: "=Desk's"}
levels: [` + options + `]
questions:
  q1: {inside: "We know 'them'.", outside: They know us., low: Not at all, high: Fully}
  q2: {inside: "=We & you", outside: They answer., low: Not at all, high: Fully}
  q3: {inside: We greet., outside: They greet., low: Not at all, high: Fully}
`),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := surveyOf([]*questionnaires.Questionnaire{q})
	s.a.Title, s.a.Organisation = assessment.Text("O'Brien & Sons \"Ltd\""), assessment.Text("'Quoted' <tags> & more")
	s.sizes = map[string]int{"executives": 5, "managers": 9, "frontline": 12, "channel": 6, "customers": 25}
	s.levels = map[string]float64{"executives": 0.9, "managers": 0.7, "frontline": 0.6, "channel": 0.5, "customers": 0.4}
	return s
}

// crowded has twelve groups and thirty locations with long names.
func crowded(t *testing.T) *survey {
	t.Helper()
	s := surveyOf(shipped(t, questionnaires.ShippedIDs()...))
	presets := s.a.Groups
	s.a.Groups = nil
	for i := range 12 {
		g := presets[i%6]
		g.Key += string(rune('a' + i/6))
		g.Name = assessment.Text("Everybody in the department of " + g.Key + ", O'Neill & \"partners\", with a long name")
		g.Level = 1 + i/2
		s.a.Groups = append(s.a.Groups, g)
		s.sizes[g.Key], s.levels[g.Key] = 4+12*i, 0.9-0.05*float64(i)
	}
	for i := range 30 {
		name := "Branch no. " + digits(i+1) + " at the far end of the old harbour road"
		s.a.Locations = append(s.a.Locations, assessment.Segment{Key: "l" + digits(i), Name: assessment.Text(name)})
	}
	return s
}

// edges are reports that have little, much or strange content.
func edges(t *testing.T) map[string]*reports.Report {
	t.Helper()
	bare := asked(shipped(t, "broad-view"))
	bare.a.Groups, bare.customers = bare.a.Groups[:5], nil // nobody asks customers, no situation
	unsure := asked(shipped(t, "broad-view"))
	unsure.unsure = true
	few := fullSurvey(t)
	for key := range few.sizes {
		few.sizes[key] = 3
	}
	top := fullSurvey(t)
	for key := range top.levels {
		top.levels[key] = 1.5 // on target everywhere: no rank, no action scores
	}
	top.a.Targets = map[string]float64{"identify": 0, "process": 0}
	return map[string]*reports.Report{
		"no-customers": bare.report(t), "all-unsure": unsure.report(t), "all-hidden": few.report(t), "on-target": top.report(t),
		"two-levels":    answered(t, "2", "No, Yes").report(t),
		"eleven-levels": answered(t, "11", "a, b, c, d, e, f, g, h, i, j, k").report(t),
		"crowded":       crowded(t).report(t), "two-waves": twoWaves(t),
	}
}

// TestEdgesRecalculate opens workbooks of strange reports elsewhere: every
// formula gives what the report says and no cell shows an error.
func TestEdgesRecalculate(t *testing.T) {
	t.Parallel()
	bodies := map[string][]byte{}
	for name, r := range edges(t) {
		bodies[name] = written(t, r, "en")
		wellFormed(t, bodies[name])
	}
	for name, f := range recalculated(t, bodies) {
		if n := same(t, formulas(t, bodies[name]), f, nil); n < 50 {
			t.Errorf("%s: only %d numbers were compared", name, n)
		}
		noErrors(t, name, f)
		if check, err := f.GetCellValue("Model", "B5"); err != nil || check != "OK" {
			t.Errorf("%s: the check cell says %q, %v", name, check, err)
		}
	}
}

// lever is one kind of input and the sheets that have to follow it.
type lever struct {
	cell, value string
	follow      []string
	bad         string // a value that the check cell refuses
}

// levers names every kind of input of the sheet Assumptions.
func levers(m *model) map[string]lever {
	everywhere := []string{"Summary", "Priorities", "Actions", "Stages x groups", "Perception gaps", "Categories", "Items", "Locations", "Functions"}
	ranks := []string{"Priorities", "Actions"}
	return map[string]lever{
		"weight":            {at(m.groupRow["customers"], inputWeight), "0.9", everywhere, "-1"},
		"include":           {at(m.groupRow["customers"], inputInclude), "0", everywhere, "7"},
		"side":              {at(m.groupRow["channel"], inputSide), "Inside", []string{"Summary", "Priorities", "Actions", "Stages x groups", "Perception gaps", "Categories"}, "Above"},
		"target":            {at(m.targetRow["interact"], 2), "95", []string{"Summary", "Priorities", "Actions", "Stages x groups"}, "150"},
		"category-target":   {at(m.targetRow["process"], 2), "95", []string{"Categories"}, "-5"},
		"shortfall-weight":  {at(m.factorRow["shortfall_weight"], 2), "0.1", []string{"Priorities", "Actions", "Categories"}, "3"},
		"blind-spot-weight": {at(m.factorRow["blind_spot_weight"], 2), "0.9", []string{"Priorities", "Actions", "Categories"}, "none"},
		"gate":              {at(m.factorRow["gate"], 2), "70", ranks, "-1"},
		"gate-factor":       {at(m.factorRow["gate_factor"], 2), "0.9", ranks, "2"},
		"value-skew":        {at(m.factorRow["value_skew"], 2), "0.1", append(ranks, "Summary"), "1.5"},
		"needs-diversity":   {at(m.factorRow["needs_diversity"], 2), "0.95", ranks, "-0.5"},
		"emphasis":          {at(m.fitRow["one_to_one"], 3), "3", ranks, "-2"},
	}
}

// TestEveryInputIsLive changes one input at a time and looks which sheets
// follow, whether the marks say so, and whether the check refuses a value that
// makes no sense.
func TestEveryInputIsLive(t *testing.T) {
	t.Parallel()
	survey := fullSurvey(t)
	survey.a.Groups = survey.a.Groups[3:] // fewer cells do
	r := survey.report(t)
	body := written(t, r, "en")
	all := levers(newModel(r, nil, nil))
	bodies := map[string][]byte{}
	for name, l := range all {
		bodies[name] = with(t, body, "Assumptions", map[string]string{l.cell: l.value})
	}
	// A small workbook does for what the check refuses.
	few := surveyOf(shipped(t, "broad-view"))
	few.a.Groups = few.a.Groups[4:]
	few.sizes, few.levels = map[string]int{"channel": 6, "customers": 9}, map[string]float64{"channel": 0.6, "customers": 0.4}
	small := few.report(t)
	small.Actions = nil
	smallBody, refused := written(t, small, "en"), levers(newModel(small, nil, nil))
	delete(refused, "category-target") // it has no categories
	for name, l := range refused {
		bodies[name+"-bad"] = with(t, smallBody, "Assumptions", map[string]string{l.cell: l.bad})
	}
	back, before := recalculated(t, bodies), formulas(t, body)
	for name, l := range all {
		moved, marks := map[string]bool{}, 0
		for cell, was := range before {
			now, err := back[name].GetCellValue(cell[0], cell[1], excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			if slices.Contains(errorValues, now) {
				t.Errorf("%s: %s!%s shows %s", name, cell[0], cell[1], now)
			}
			if now == "changed" {
				marks++
			} else if differs(t, was, now) {
				moved[cell[0]] = true
			}
		}
		for _, sheet := range l.follow {
			if !moved[sheet] {
				t.Errorf("%s: nothing moves on %s", name, sheet)
			}
		}
		if marks == 0 {
			t.Errorf("%s: nothing is marked as changed", name)
		}
		for cell, sheet := range map[string]string{"B5": "Model", "B4": "Assumptions"} {
			good, err := back[name].GetCellValue(sheet, cell)
			if err != nil || good != "OK" {
				t.Errorf("%s: %s!%s says %q, %v", name, sheet, cell, good, err)
			}
			if back[name+"-bad"] == nil {
				continue
			}
			bad, err := back[name+"-bad"].GetCellValue(sheet, cell)
			if err != nil || bad != words(t).T("en", "wb_check_failed") {
				t.Errorf("%s: %s!%s takes %s and says %q, %v", name, sheet, cell, l.bad, bad, err)
			}
		}
	}
}

func differs(t *testing.T, was, now string) bool {
	t.Helper()
	if was == now {
		return false
	}
	if strings.Trim(was+now, "0123456789.-+eE") != "" || was == "" || now == "" {
		return true
	}
	return math.Abs(float64Of(t, was)-float64Of(t, now)) > 1e-6
}

// TestSideMovesTheMeans counts the channel as inside: outside is then what
// customers say.
func TestSideMovesTheMeans(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	m := newModel(r, nil, nil)
	f := recalculated(t, map[string][]byte{"side": with(t, written(t, r, "en"), "Assumptions", map[string]string{at(m.groupRow["channel"], inputSide): "Inside"})})["side"]
	rows := rowsUnder(t, f, "Summary", "Stage")
	for i := range r.Scales[:4] {
		customers := meanOf(&r.Scales[i], "customers")
		if got := figure(t, rows, 1+i, sumOutside-1); math.Abs(got-*customers) > 1e-6 {
			t.Errorf("%s: outside is %v, customers say %v", r.Scales[i].ID, got, *customers)
		}
	}
}

// TestLeavingAGroupOutIsWeighingItNothing compares the include flag with a
// report in which the group weighs nothing.
func TestLeavingAGroupOutIsWeighingItNothing(t *testing.T) {
	t.Parallel()
	s := fullSurvey(t)
	s.sizes["initiative"] = 9
	r := s.report(t)
	m := newModel(r, nil, nil)
	body := with(t, written(t, r, "en"), "Assumptions", map[string]string{at(m.groupRow["channel"], inputInclude): "0"})
	weights := map[string]float64{}
	for _, g := range r.Groups {
		weights[g.Group] = g.Weight
	}
	weights["channel"] = 0
	other := fullSurvey(t)
	other.sizes["initiative"] = 9
	other.a.Weights = assessment.Weights{Preset: "custom", Custom: weights}
	wanted := written(t, other.report(t), "en")
	back := recalculated(t, map[string][]byte{"out": body})["out"]
	compared := same(t, formulas(t, wanted), back, func(sheet, cell string) bool {
		value, err := back.GetCellValue(sheet, cell)
		if err != nil {
			t.Fatal(err)
		}
		return !slices.Contains([]string{"Summary", "Priorities"}, sheet) || value == "changed"
	})
	if compared < 60 {
		t.Errorf("only %d numbers were compared", compared)
	}
	samePlan(t, "out", plan(t, opened(t, wanted)), plan(t, back))
}
