package workbook

import (
	"github.com/xuri/excelize/v2"

	"readiness/reports"
	"readiness/reports/stats"
)

// assumptionColumns is the width of the sheet in columns.
const assumptionColumns = 11

// assumptions fills the only sheet with inputs. Every input has the report's
// own value beside it, so that it can be set back.
func (b *book) assumptions(s *sheet) {
	s.open, s.onePage = true, true
	s.sized(34, 11, 11, 13, 13, 13, 13, 13, 13, 13, 13)
	s.titled(assumptionColumns)
	s.frozen, s.repeated = [2]int{3, 1}, 1
	s.text(4, 1, b.t("check"), look{color: muted})
	s.says(4, 2, b.model.sheet.ref(b.model.checkRow, 2), "OK", strong(look{color: accent}))
	b.groupInputs(s)
	b.targetInputs(s)
	b.factorInputs(s)
	b.fitInputs(s)
}

func (b *book) groupInputs(s *sheet) {
	m, top := b.model, b.model.firstRow
	s.text(top-2, 1, b.t("section_groups"), section())
	s.headed(top-1, 1, b.t("group"), b.t("mark"), b.t("level"), b.t("side"), b.t("weight"), b.t("include"), b.t("reset_to"),
		b.t("weights_rank_sum"), b.t("weights_rank_reciprocal"), b.t("weights_rank_order_centroid"), b.t("weights_equal"))
	presets := presetWeights(b.report.Groups)
	for i := range b.report.Groups {
		g := &b.report.Groups[i]
		row := m.groupRow[g.Group]
		b.wrapped(s, row, inputName, b.groupName(g.Group))
		b.mark(s, row, inputMark, g.Group)
		s.put(row, inputLevel, cell{value: g.Level, look: number(whole)})
		s.text(row, inputSide, b.t("side_"+g.Side), input(""))
		s.num(row, inputWeight, g.Weight, input(threePlace))
		s.put(row, inputInclude, cell{value: 1, look: input(whole)})
		s.num(row, inputReset, g.Weight, number(threePlace))
		for p, weights := range presets {
			s.num(row, inputPresets+p, weights[i], number(threePlace))
		}
	}
	s.check(span(top, inputWeight, m.lastRow, inputWeight), b.t("check_weight"), func(v *excelize.DataValidation) error {
		return v.SetRange(0, 1e6, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
	})
	s.check(span(top, inputInclude, m.lastRow, inputInclude), b.t("check_include"), func(v *excelize.DataValidation) error {
		return v.SetRange(0, 1, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween)
	})
	s.check(span(top, inputSide, m.lastRow, inputSide), b.t("check_side"), func(v *excelize.DataValidation) error {
		return v.SetDropList([]string{b.t("side_inside"), b.t("side_outside")})
	})
}

// presetWeights are the weights of the presets in the order of the columns.
func presetWeights(groups []reports.Group) [][]float64 {
	levels := make([]int, len(groups))
	for i := range groups {
		levels[i] = groups[i].Level
	}
	var out [][]float64
	for _, preset := range []stats.Preset{stats.RankSum, stats.RankReciprocal, stats.RankOrderCentroid, stats.Equal} {
		weights, err := stats.Weights(preset, levels)
		if err != nil {
			continue // levels that no preset takes: the columns stay empty
		}
		out = append(out, weights)
	}
	return out
}

func (b *book) targetInputs(s *sheet) {
	if len(b.report.Scales) == 0 {
		return
	}
	top := b.model.targetRow[b.report.Scales[0].ID]
	s.text(top-2, 1, b.t("section_targets"), section())
	s.headed(top-1, 1, b.t("scale"), b.t("target"), b.t("reset_to"))
	for i := range b.report.Scales {
		scale := &b.report.Scales[i]
		row := b.model.targetRow[scale.ID]
		b.wrapped(s, row, 1, b.scaleName(scale.ID))
		s.num(row, 2, scale.Target, input(oneDecimal))
		s.num(row, 3, scale.Target, number(oneDecimal))
	}
	s.check(span(top, 2, top+len(b.report.Scales)-1, 2), b.t("check_target"), between(0, 100))
}

func (b *book) factorInputs(s *sheet) {
	top := b.model.factorRow[factors()[0]]
	s.text(top-2, 1, b.t("section_factors"), section())
	s.headed(top-1, 1, b.t("parameter"), b.t("value"), b.t("reset_to"))
	p := &b.report.Parameters
	for _, f := range []struct {
		key         string
		value, most float64
	}{
		{"shortfall_weight", p.ShortfallWeight, 1},
		{"blind_spot_weight", p.BlindSpotWeight, 1},
		{"gate", p.Gate, 100},
		{"gate_factor", p.GateFactor, 1},
		{"value_skew", b.report.Situation.ValueSkew, 1},
		{"needs_diversity", b.report.Situation.NeedsDiversity, 1},
	} {
		row, label := b.model.factorRow[f.key], b.t("factor_"+b.known(f.key))
		s.text(row, 1, label, prose())
		s.grow(row, label, s.width(1), look{})
		s.num(row, 2, f.value, input(threePlace))
		s.num(row, 3, f.value, number(threePlace))
		s.check(at(row, 2), b.t("check_range", "Most", b.figure(f.most, 0)), between(0, f.most))
	}
	row := top + len(factors())
	s.text(row, 1, b.t("threshold_info", "K", b.report.Assessment.K), note())
	s.grow(row, b.t("threshold_info", "K", b.report.Assessment.K), s.width(1), look{})
}

func (b *book) fitInputs(s *sheet) {
	top := b.model.fitRow[corners()[0]]
	s.text(top-2, 1, b.t("section_emphasis"), section())
	names := make([]string, 0, 2*len(stages())+1)
	names = append(names, b.t("situation"))
	for _, id := range stages() {
		names = append(names, b.stageName(id))
	}
	for _, id := range stages() {
		names = append(names, b.t("reset_of", "Name", b.stageName(id)))
	}
	s.headed(top-1, 1, names...)
	for _, corner := range corners() {
		row := b.model.fitRow[corner]
		s.text(row, 1, b.t("corner_"+corner), prose())
		s.grow(row, b.t("corner_"+corner), s.width(1), look{})
		for i, v := range b.report.Parameters.Emphasis[corner] {
			s.num(row, 2+i, v, input(twoPlace))
			s.num(row, 2+len(stages())+i, v, number(twoPlace))
		}
	}
	s.check(span(top, 2, top+len(corners())-1, 1+len(stages())), b.t("check_range", "Most", b.figure(100, 0)), between(0, 100))
}

// stageName names a stage whether or not the report scores it.
func (b *book) stageName(id string) string {
	if s := b.scale(id); s != nil && len(s.Name) > 0 {
		return b.name(s.Name)
	}
	return b.t("stage_" + id)
}

func between(lo, hi float64) func(*excelize.DataValidation) error {
	return func(v *excelize.DataValidation) error {
		return v.SetRange(lo, hi, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
	}
}

// check refuses other input and says what is wanted.
func (s *sheet) check(area, message string, set func(*excelize.DataValidation) error) {
	v := excelize.NewDataValidation(false)
	v.Sqref = area
	if err := set(v); err != nil {
		// Only a list over 255 characters fails; then anything may be entered.
		return
	}
	v.SetError(excelize.DataValidationErrorStyleStop, cut(s.name, 31), cut(message, 220))
	s.checks = append(s.checks, v)
}

// mark writes the shape of a group in its colour.
func (b *book) mark(s *sheet, row, column int, key string) {
	m := markOf(key, b.report.MarkPlace(key))
	s.text(row, column, m.shape, look{color: m.color, align: "center", border: true, size: 12})
}
