package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
)

// model knows where the calculation stands: the cells of Assumptions and Model
// that other sheets point at.
type model struct {
	inputs, sheet, items *sheet

	groupRow  map[string]int // on Assumptions
	firstRow  int            // of the groups on Assumptions
	lastRow   int
	targetRow map[string]int
	factorRow map[string]int // parameters of the formula
	fitRow    map[string]int // emphasis by corner
	resultRow map[string]int // on Model, by scale
	stageRow  map[string]int // priority of a stage or category
	blockRow  map[string]int // first group row of a block
	checkRow  int
}

// Columns of the groups on Assumptions.
const (
	inputName = iota + 1
	inputMark
	inputLevel
	inputSide
	inputWeight
	inputInclude
	inputReset
	inputPresets // the first of four
)

// Columns of the results on Model.
const (
	resultName = iota + 1
	resultMean
	resultSE
	resultNEff
	resultDF
	resultLow
	resultHigh
	resultCoverage
	resultInside
	resultOutside
	resultSides
	resultTarget
	resultGap
	resultNote
	resultEqual // over the same groups, all weights equal
)

// Columns of the priorities on Model.
const (
	rankName = iota + 1
	rankShortfall
	rankBlindSpot
	rankBase
	rankFit
	rankImportance // I
	rankMultiplier // M
	rankLowest     // of the earlier stages
	rankGate       // K
	pointsShortfall
	pointsBlindSpot
	pointsFit
	pointsImportance
	pointsGate
	rankScore
	rankKey
	rankRank
	rankShare
)

// Columns of a block on Model.
const (
	blockScale = iota + 1
	blockGroup
	blockAsked
	blockShown
	blockWeight  // W
	blockInclude // Inc
	blockInside
	blockOutside
	blockN
	blockMean
	blockVariance
	blockDF
	blockVarN
	blockInvN
	blockSatT
	blockPoolDF  // first row of the block only
	blockPoolVar // first row of the block only
)

// newModel plans the rows of Assumptions and Model.
func newModel(r *reports.Report, inputs, sheet *sheet) *model {
	m := &model{
		inputs: inputs, sheet: sheet,
		groupRow: map[string]int{}, targetRow: map[string]int{}, factorRow: map[string]int{}, fitRow: map[string]int{},
		resultRow: map[string]int{}, stageRow: map[string]int{}, blockRow: map[string]int{},
	}
	row := 7
	m.firstRow = row
	for _, g := range r.Groups {
		m.groupRow[g.Group] = row
		row++
	}
	m.lastRow = row - 1
	row += 3
	for _, s := range r.Scales {
		m.targetRow[s.ID] = row
		row++
	}
	row += 3
	for _, key := range factors() {
		m.factorRow[key] = row
		row++
	}
	row += 3
	for _, corner := range corners() {
		m.fitRow[corner] = row
		row++
	}
	m.planModel(r)
	return m
}

func (m *model) planModel(r *reports.Report) {
	row := 7
	m.checkRow = 5
	for _, s := range r.Scales {
		m.resultRow[s.ID] = row
		row++
	}
	row += 3
	for _, p := range r.Priorities {
		m.stageRow[p.Stage] = row
		row++
	}
	if len(r.Categories) > 0 {
		row += 3
		for _, c := range r.Categories {
			m.stageRow[c.Category] = row
			row++
		}
	}
	row += 3
	for _, s := range r.Scales {
		m.blockRow[s.ID] = row
		row += len(r.Groups)
	}
	for _, i := range r.Importance {
		m.blockRow[importanceBlock(i.Stage)] = row
		row += len(r.Groups)
	}
}

func importanceBlock(stage string) string { return "imp_" + stage }

// factors are the parameters that the formula reads from Assumptions.
func factors() []string {
	return []string{"shortfall_weight", "blind_spot_weight", "gate", "gate_factor", "value_skew", "needs_diversity"}
}

// corners are the four situations, in the order of the emphasis table.
func corners() []string { return []string{"mass", "niche", "key_account", "one_to_one"} }

func stages() []string { return []string{"identify", "differentiate", "interact", "customize"} }

// weight, include and side point at a group's inputs.
func (m *model) weight(group string) string { return m.inputs.ref(m.groupRow[group], inputWeight) }

func (m *model) include(group string) string { return m.inputs.ref(m.groupRow[group], inputInclude) }
func (m *model) side(group string) string    { return m.inputs.ref(m.groupRow[group], inputSide) }

// factor points at a parameter.
func (m *model) factor(key string) string { return m.inputs.ref(m.factorRow[key], 2) }

// result points at a result of a scale, from any sheet.
func (m *model) result(scale string, column int) string {
	return m.sheet.ref(m.resultRow[scale], column)
}

// ranked points at a figure of a priority, from any sheet.
func (m *model) ranked(id string, column int) string { return m.sheet.ref(m.stageRow[id], column) }

// column names a column of a block within Model.
func (m *model) column(block string, column, groups int) string {
	row := m.blockRow[block]
	return fixed(row, column) + ":" + fixed(row+groups-1, column)
}

// define gives the columns of every scale's block their names (decisions.md 30).
func (b *book) define() {
	parts := []struct {
		prefix string
		column int
	}{
		{"W", blockWeight},
		{"Inc", blockInclude},
		{"Mean", blockMean},
		{"VarN", blockVarN},
		{"InvN", blockInvN},
		{"SatT", blockSatT},
	}
	groups := len(b.report.Groups)
	for _, s := range b.report.Scales {
		row := b.model.blockRow[s.ID]
		for _, p := range parts {
			b.names = append(b.names, excelize.DefinedName{
				Name: p.prefix + "_" + nameable(s.ID), RefersTo: b.model.sheet.area(row, p.column, row+groups-1, p.column),
			})
		}
	}
}

// nameable is a scale's id as a part of a defined name.
func nameable(id string) string { return strings.ReplaceAll(id, "-", ".") }

// sums are the formulas of a scale, in the forms that Excel, LibreOffice and
// WPS all calculate.
type sums struct{ id string }

func (f sums) weights() string { return fmt.Sprintf("SUMPRODUCT(W_%[1]s,Inc_%[1]s)", f.id) }

func (f sums) mean() string {
	return fmt.Sprintf(`IF(%[2]s=0,"",SUMPRODUCT(W_%[1]s,Inc_%[1]s,Mean_%[1]s)/%[2]s)`, f.id, f.weights())
}

// se needs the cell of the mean and of the pooled degrees of freedom.
func (f sums) se(mean, pooled string) string {
	return fmt.Sprintf(`IF(%[2]s="","",IF(%[3]s=0,"",SQRT(SUMPRODUCT(W_%[1]s,W_%[1]s,Inc_%[1]s,VarN_%[1]s))/%[4]s))`,
		f.id, mean, pooled, f.weights())
}

func (f sums) nEff() string {
	return fmt.Sprintf(`IF(%[2]s=0,"",%[2]s^2/SUMPRODUCT(W_%[1]s,W_%[1]s,Inc_%[1]s,InvN_%[1]s))`, f.id, f.weights())
}

func (f sums) df() string {
	return fmt.Sprintf(`IF(SUM(SatT_%[1]s)=0,"",MAX(1,INT(SUMPRODUCT(W_%[1]s,W_%[1]s,Inc_%[1]s,VarN_%[1]s)^2/SUM(SatT_%[1]s)+1E-9)))`, f.id)
}

func (f sums) coverage() string {
	return fmt.Sprintf(`IF(SUM(W_%[1]s)=0,0,%[2]s/SUM(W_%[1]s))`, f.id, f.weights())
}

// equal is the mean of the same groups with equal weights (statistics.md 2.14).
// Groups whose weight is 0 do not enter either.
func (f sums) equal() string {
	return fmt.Sprintf(`IF(%[2]s=0,"",SUMPRODUCT(Inc_%[1]s,Mean_%[1]s)/SUM(Inc_%[1]s))`, f.id, f.weights())
}

// side is the mean of the groups that a 0/1 column marks.
func (f sums) side(column string) string {
	return fmt.Sprintf(`IF(SUMPRODUCT(W_%[1]s,Inc_%[1]s,%[2]s)=0,"",SUMPRODUCT(W_%[1]s,Inc_%[1]s,%[2]s,Mean_%[1]s)/SUMPRODUCT(W_%[1]s,Inc_%[1]s,%[2]s))`, f.id, column)
}
