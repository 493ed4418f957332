package workbook

import (
	"slices"
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
	row = b.stability(s, row+1)
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
		held = clean(b.say(b.report.HeldBack(p, "wb_held_floor")))
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

// reasons writes the reasons of every stage, the weightiest first, and returns
// the next free row.
func (b *book) reasons(s *sheet, row int) int {
	s.text(row, 1, b.t("section_reasons"), section())
	row++
	const columns = 5 // that a reason covers
	for i := range 3 {
		s.text(row, 2+i*columns, b.t("reason", "Number", i+1), header())
		s.joined(row, 2+i*columns, 1+(i+1)*columns, header())
	}
	s.text(row, 1, b.t("stage"), header())
	for i := range b.report.Priorities {
		p := &b.report.Priorities[i]
		row++
		b.wrapped(s, row, 1, b.scaleName(p.Stage))
		texts := sayAll(b, p.Reasons)
		if len(texts) > 3 {
			texts = append(texts[:2:2], strings.Join(texts[2:], "\n"))
		}
		for len(texts) < 3 {
			texts = append(texts, "")
		}
		for j, text := range texts {
			s.block(row, 2+j*columns, 1+(j+1)*columns, text, prose())
		}
	}
	return row + 1
}

// stability lists how firm each rank is, and in which order to start.
func (b *book) stability(s *sheet, row int) int {
	s.text(row, 1, b.t("section_stability"), section())
	row++
	s.headed(row, 1, b.t("stage"), b.t("stability"), b.t("first_in"), b.t("other_ranks"))
	var beside []string
	for _, x := range b.report.Priorities[0].Stability.Beside {
		s.headed(row, 5+len(beside), b.word("prio_beside_"+x.Scenario))
		beside = append(beside, x.Scenario)
	}
	start := 5 + len(beside)
	s.headed(row, start, b.t("start_place"))
	for i := range b.report.Priorities {
		p := &b.report.Priorities[i]
		row++
		b.wrapped(s, row, 1, b.scaleName(p.Stage))
		s.text(row, 2, b.t("stability_of", "Same", p.Stability.Same, "Of", p.Stability.Of), number(""))
		s.text(row, 3, b.t("stability_of", "Same", p.Stability.First, "Of", p.Stability.Of), number(""))
		others := make([]string, 0, len(p.Stability.OtherRanks))
		for _, rank := range p.Stability.OtherRanks {
			others = append(others, digits(rank))
		}
		if len(others) == 0 {
			others = append(others, b.t("none"))
		}
		s.text(row, 4, strings.Join(others, ", "), number(""))
		for j, scenario := range beside {
			s.text(row, 5+j, b.t("none"), hiddenLook())
			for _, x := range p.Stability.Beside {
				if x.Scenario == scenario && x.Rank != nil {
					s.put(row, 5+j, cell{value: *x.Rank, look: number(whole)})
				}
			}
		}
		s.text(row, start, b.t("none"), hiddenLook())
		if at := slices.Index(b.report.StartOrder, p.Stage); at >= 0 {
			s.put(row, start, cell{value: at + 1, look: number(whole)})
		}
	}
	return row + 1
}

// situation says what the customer base looks like.
func (b *book) situation(s *sheet, row int) {
	s.text(row, 1, b.t("section_situation"), section())
	base := &b.report.Situation
	text := b.t("situation_none")
	if base.Phrase() != nil {
		text = b.t("situation_is", "Situation", base.InWords(b.words, b.lang),
			"Skew", b.index(base.ValueSkew, base.ReadValue()), "Diversity", b.index(base.NeedsDiversity, base.ReadNeeds()))
	}
	s.block(row+1, 1, priEvidence, text, note())
	if c := b.report.Capability; c != nil {
		s.block(row+2, 1, priEvidence, clean(c.InWords(b.words, b.lang)), note())
	}
}

// index writes an index of the situation, and whether it is known.
func (b *book) index(v float64, read reports.Reading) string {
	if read == reports.ReadUnknown {
		return b.words.T(b.lang, "prio_index_from", "Index", b.figure(v, 2), "Source", b.word("prio_source_none"))
	}
	return b.figure(v, 2)
}
