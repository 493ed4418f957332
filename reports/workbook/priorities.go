package workbook

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
)

// Columns of the table on Priorities.
const (
	priStage = iota + 1
	priShortfall
	priBlindSpot
	priFit
	priImportance
	priGate
	priScore
	priRank
	priShare
	priReported
	priReportedRank
	priChanged
	priStability
	priVerdict
	priHeld
	priEvidence
)

func (b *book) priorities(s *sheet) {
	s.onePage, s.printed = true, priEvidence
	s.sized(22, 14, 13, 13, 13, 13, 11, 9, 12, 12, 11, 11, 12, 17, 17, 13)
	row := s.titled(priEvidence)
	if len(b.report.Priorities) == 0 {
		s.frozen = [2]int{3, 1}
		s.block(row, 1, priEvidence, b.t("no_stages"), prose())
		return
	}
	s.frozen, s.repeated = [2]int{row, 1}, row
	s.headed(row, 1, b.t("stage"), b.t("shortfall_points"), b.t("blind_spot_points"), b.t("fit_points"), b.t("importance_points"),
		b.t("gate_points"), b.t("priority"), b.t("rank"), b.t("share"), b.t("reported_priority"), b.t("reported_rank"),
		b.t("changed_head"), b.t("stability"), b.t("verdict"), b.t("held_back_by"), b.t("evidence"))
	top := row
	for i := range b.report.Priorities {
		row++
		b.priorityRow(s, row, &b.report.Priorities[i])
	}
	last := row
	charts := last + 2
	// The charts stand above the table that the matrix draws.
	row = b.reasons(s, charts+matrixHeight+1)
	row = b.matrixTable(s, row+1)
	b.situation(s, row+1)
	b.priorityCharts(s, top, last, charts)
}

func (b *book) priorityRow(s *sheet, row int, p *reports.Priority) {
	points := number(signed)
	s.text(row, priStage, b.scaleName(p.Stage), strong(body()))
	for _, c := range []struct {
		column, model int
		value         float64
	}{
		{priShortfall, pointsShortfall, p.ShortfallPoints},
		{priBlindSpot, pointsBlindSpot, p.BlindSpotPoints},
		{priFit, pointsFit, p.FitPoints},
		{priImportance, pointsImportance, p.ImportancePoints},
		{priGate, pointsGate, p.GatePoints},
	} {
		s.live(row, c.column, b.model.ranked(p.Stage, c.model), &c.value, points)
	}
	b.shown(s, row, priScore, b.model.ranked(p.Stage, rankScore), &p.Score, b.t("not_shown"), strong(number(oneDecimal)))
	b.rankCell(s, row, priRank, p.Stage)
	s.live(row, priShare, b.model.ranked(p.Stage, rankShare), &p.Share, number(percent))
	b.reported(s, row, priReported, &p.Score, b.t("not_shown"), number(oneDecimal))
	b.reported(s, row, priReportedRank, float(p.Rank), b.t("on_target"), number(whole))
	b.changed(s, row, priChanged, at(row, priScore), at(row, priReported))
	s.text(row, priStability, b.t("stability_of", "Same", p.Stability.Same, "Of", p.Stability.Of), number(""))
	s.text(row, priVerdict, b.t("verdict_"+p.Verdict), prose())
	held := b.t("none")
	if p.HeldBackBy != nil {
		held = b.scaleName(*p.HeldBackBy)
	}
	s.text(row, priHeld, held, prose())
	s.text(row, priEvidence, b.t("evidence_"+p.Evidence), prose())
	s.grow(row, b.t("verdict_"+p.Verdict), s.width(priVerdict), look{})
	s.grow(row, held, s.width(priHeld), look{})
}

// priorityCharts stacks the points and sets readiness against importance.
func (b *book) priorityCharts(s *sheet, top, last, row int) {
	names := s.area(top+1, priStage, last, priStage)
	colors := map[int]string{
		priShortfall: "C2410C", priBlindSpot: "E3A869", priFit: "1A6FB0", priImportance: "0F7A5F", priGate: "6B7280",
	}
	var stack []excelize.ChartSeries
	for c := priShortfall; c <= priGate; c++ {
		stack = append(stack, series(s.ref(top, c), names, s.area(top+1, c, last, c), colors[c]))
	}
	chart := bars(excelize.BarStacked, axis(nil, nil, 0, whole, ""), stack...)
	chart.XAxis.TickLabelPosition = excelize.ChartTickLabelLow
	overlap := 100
	chart.Overlap = &overlap
	s.place(row, 1, matrixHeight, matrixColumn-1, b.t("chart_points"), b.t("alt_points"), chart)
	b.matrix(s, row)
}

// reasons writes every reason of every stage in full.
func (b *book) reasons(s *sheet, row int) int {
	s.text(row, 1, b.t("section_reasons"), section())
	row++
	for i := range b.report.Priorities {
		p := &b.report.Priorities[i]
		s.text(row, 1, b.scaleName(p.Stage), strong(body()))
		s.block(row, 2, priEvidence, strings.Join(sayAll(b, p.Reasons), "\n"), prose())
		row++
	}
	return row
}

// situation says what the customer base looks like.
func (b *book) situation(s *sheet, row int) {
	s.text(row, 1, b.t("section_situation"), section())
	text := b.t("situation_none")
	if q := b.report.Situation.Quadrant; q != nil {
		text = b.t("situation_is", "Situation", b.t("corner_"+*q),
			"Skew", b.figure(b.report.Situation.ValueSkew, 2), "Diversity", b.figure(b.report.Situation.NeedsDiversity, 2))
	}
	s.block(row+1, 1, priEvidence, text, note())
}
