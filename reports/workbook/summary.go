package workbook

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
)

// Columns of the table on Summary.
const (
	sumStage = iota + 1
	sumReadiness
	sumLow
	sumHigh
	sumTarget
	sumGap
	sumInside
	sumOutside
	sumSides
	sumRank
	sumReported
	sumChanged
)

// subject is the line that says which report a sheet belongs to.
func (b *book) subject() string {
	o := &b.report.Assessment
	return b.t("subject", "Organisation", b.name(o.Organisation), "Title", b.name(o.Title), "Day", b.day(o.Closed))
}

// summary fills the first sheet; it alone would do as a handout.
func (b *book) summary(s *sheet) {
	s.onePage = true
	s.sized(24, 13, 10, 10, 11, 14, 10, 10, 13, 10, 14, 11)
	o := &b.report.Assessment
	s.block(1, 1, sumChanged, b.name(o.Title), heading())
	s.block(2, 1, sumChanged, b.t("summary_subject", "Organisation", b.name(o.Organisation), "Day", b.day(o.Closed),
		"Answers", b.answers(), "K", o.K, "Weights", b.t("weights_"+o.Weights)), subtitle())
	row := b.verdict(s, 4)
	s.frozen = [2]int{2, 0}
	top := row + 1
	s.headed(top, 1, b.t("stage"), b.t("readiness"), b.t("ci_low"), b.t("ci_high"), b.t("target"), b.t("target_gap"),
		b.t("inside"), b.t("outside"), b.t("sides_gap"), b.t("rank"), b.t("reported_readiness"), b.t("changed_head"))
	row = top
	for _, scale := range b.scalesOf(stage) {
		row++
		b.summaryRow(s, row, scale)
	}
	if row == top {
		row++
		s.block(row, 1, sumChanged, b.t("no_stages"), prose())
	} else {
		s.scoreColours(span(top+1, sumReadiness, row, sumReadiness))
		row = b.summaryCharts(s, top, row)
	}
	row = b.why(s, row+2)
	b.warnings(s, row+1)
}

// answers is the number of responses over all groups.
func (b *book) answers() int {
	n := 0
	for i := range b.report.Groups {
		n += b.report.Groups[i].Completed
	}
	return n
}

// verdict writes the sentence that the reader came for, and what stands out.
func (b *book) verdict(s *sheet, row int) int {
	sentences := sayAll(b, b.report.ReadyToday.Sentence)
	if len(sentences) > 0 {
		s.block(row, 1, sumChanged, joined(sentences), look{size: 14, bold: true, color: accent})
		row++
	}
	for _, ready := range b.report.ReadyAreas() {
		key := "ready_areas"
		if ready.Inside {
			key = "ready_areas_inside"
		}
		var areas []reports.Text
		for _, area := range ready.Areas {
			areas = append(areas, area.Name)
		}
		s.block(row, 1, sumChanged, b.t(key, "Areas", b.joinedNames(areas), "Groups", b.joinedNames(ready.Groups)), look{})
		row++
	}
	for _, sentence := range sayAll(b, b.report.Takeaways) {
		s.block(row, 1, sumChanged, "• "+sentence, look{})
		row++
	}
	return row
}

// joinedNames joins names as a language does.
func (b *book) joinedNames(names []reports.Text) string {
	words := make([]string, 0, len(names))
	for _, name := range names {
		words = append(words, b.name(name))
	}
	return b.words.Join(b.lang, words)
}

func sayAll(b *book, messages []reports.Message) []string {
	out := make([]string, 0, len(messages))
	for _, m := range messages {
		out = append(out, clean(b.say(m)))
	}
	return out
}

// joined sets sentences one after the other; Chinese takes no space between.
func joined(sentences []string) string {
	text := ""
	for i, sentence := range sentences {
		if i > 0 && sentence != "" && sentence[0] < 0x80 {
			text += " "
		} else if i > 0 && text != "" && text[len(text)-1] < 0x80 {
			text += " "
		}
		text += sentence
	}
	return text
}

func (b *book) summaryRow(s *sheet, row int, scale *reports.Scale) {
	w := &scale.Weighted
	plain := number(oneDecimal)
	s.text(row, sumStage, b.scaleName(scale.ID), strong(body()))
	b.shown(s, row, sumReadiness, b.model.result(scale.ID, resultMean), w.Mean, b.t("not_shown"), strong(plain))
	b.shown(s, row, sumLow, b.model.result(scale.ID, resultLow), w.CILow, b.t("none"), plain)
	b.shown(s, row, sumHigh, b.model.result(scale.ID, resultHigh), w.CIHigh, b.t("none"), plain)
	s.live(row, sumTarget, b.model.result(scale.ID, resultTarget), &scale.Target, plain)
	b.shown(s, row, sumGap, b.model.result(scale.ID, resultGap), scale.TargetGap, b.t("none"), number(signed))
	b.shown(s, row, sumInside, b.model.result(scale.ID, resultInside), scale.Inside, b.t("not_shown"), plain)
	b.shown(s, row, sumOutside, b.model.result(scale.ID, resultOutside), scale.Outside, b.t("not_shown"), plain)
	b.shown(s, row, sumSides, b.model.result(scale.ID, resultSides), scale.InsideOutsideGap, b.t("none"), number(signed))
	b.rankCell(s, row, sumRank, scale.ID)
	b.reported(s, row, sumReported, w.Mean, b.t("not_shown"), plain)
	b.changed(s, row, sumChanged, at(row, sumReadiness), at(row, sumReported))
}

// rankCell shows the live rank of a stage, "on target" without one.
func (b *book) rankCell(s *sheet, row, column int, id string) {
	p := b.priority(id)
	if p == nil {
		s.text(row, column, b.t("none"), hiddenLook())
		return
	}
	b.shown(s, row, column, b.model.ranked(id, rankRank), float(p.Rank), b.t("on_target"), strong(number(whole)))
}

func (b *book) priority(id string) *reports.Priority {
	for i := range b.report.Priorities {
		if b.report.Priorities[i].Stage == id {
			return &b.report.Priorities[i]
		}
	}
	return nil
}

// shown repeats a figure of Model, with a word where there is none.
func (b *book) shown(s *sheet, row, column int, ref string, v *float64, without string, l look) {
	formula := fmt.Sprintf(`IF(%[1]s="",%[2]s,%[1]s)`, ref, quote(without))
	if v == nil {
		l.wrap = true
		s.grow(row, without, s.width(column), l)
		s.says(row, column, formula, without, l)
		return
	}
	s.live(row, column, formula, v, l)
}

// reported is the same figure as it stands in the report.
func (b *book) reported(s *sheet, row, column int, v *float64, without string, l look) {
	l.color, l.wrap = muted, true
	if v == nil {
		s.text(row, column, without, l)
		return
	}
	s.num(row, column, *v, l)
}

// changed says whether a live figure has left the one of the report.
func (b *book) changed(s *sheet, row, column int, live, base string) {
	s.says(row, column, fmt.Sprintf(`IF(AND(ISNUMBER(%[1]s),ISNUMBER(%[2]s)),IF(ABS(%[1]s-%[2]s)>0.05,%[3]s,""),IF(%[1]s=%[2]s,"",%[3]s))`,
		live, base, quote(b.t("changed"))), "", look{bold: true, color: "A3261B", align: "center", border: true})
}

// scoreColours shades scores from orange (0) over grey to teal (100); the
// number stays readable on each.
func (s *sheet) scoreColours(area string) {
	s.conditions = append(s.conditions, condition{area, []excelize.ConditionalFormatOptions{{
		Type: "3_color_scale", Criteria: "=", MinType: "num", MinValue: "0", MidType: "num", MidValue: "50", MaxType: "num", MaxValue: "100",
		MinColor: "#" + low, MidColor: "#" + middle, MaxColor: "#" + high,
	}}})
}

// summaryCharts puts readiness against target, and the two sides, side by side.
func (b *book) summaryCharts(s *sheet, top, last int) int {
	names := s.area(top+1, sumStage, last, sumStage)
	column := func(c int, color string) excelize.ChartSeries {
		return series(s.ref(top, c), names, s.area(top+1, c, last, c), color)
	}
	if !s.anyNumber(top+1, sumReadiness, last, sumReadiness) {
		return last
	}
	row := last + 2
	s.place(row, 1, 15, 6, b.t("chart_readiness"), b.readinessAlt(),
		bars(excelize.Col, scoreAxis(), column(sumReadiness, accent), column(sumTarget, targetBg)))
	radar := &excelize.Chart{
		Type: excelize.Radar, Legend: legend(), YAxis: scoreAxis(), XAxis: excelize.ChartAxis{Font: chartFont()},
		Series: []excelize.ChartSeries{column(sumInside, "1A6FB0"), column(sumOutside, "27364A"), column(sumTarget, targetBg)},
	}
	if last-top < 3 { // a radar of fewer axes has no area
		radar = bars(excelize.Col, scoreAxis(), radar.Series...)
	}
	return s.place(row, 7, 15, 6, b.t("chart_sides"), b.t("alt_sides"), radar) - 1
}

// readinessAlt reads the first chart out.
func (b *book) readinessAlt() string {
	var parts []string
	for _, scale := range b.scalesOf(stage) {
		if scale.Weighted.Mean != nil {
			parts = append(parts, b.t("alt_stage", "Stage", b.scaleName(scale.ID),
				"Readiness", b.figure(*scale.Weighted.Mean, 1), "Target", b.figure(scale.Target, 1)))
		}
	}
	return cut(b.t("chart_readiness")+": "+joined(parts), 900)
}

// why gives the main reasons of each stage, the most urgent first.
func (b *book) why(s *sheet, row int) int {
	if len(b.report.Priorities) == 0 {
		return row
	}
	s.text(row, 1, b.t("section_why"), section())
	row++
	ordered := slices.Clone(b.report.Priorities)
	slices.SortStableFunc(ordered, func(x, y reports.Priority) int {
		return cmp.Compare(rankOr(x.Rank), rankOr(y.Rank))
	})
	for i := range ordered {
		p := &ordered[i]
		title := b.scaleName(p.Stage)
		if p.Rank != nil {
			title = digits(*p.Rank) + ". " + title
		}
		s.text(row, 1, title, strong(body()))
		reasons := sayAll(b, p.Reasons)
		s.block(row, 2, sumChanged, joined(reasons[:min(2, len(reasons))]), prose())
		row++
	}
	return row
}

func rankOr(rank *int) int {
	if rank == nil {
		return 1 << 30
	}
	return *rank
}

// warnings lists what a reader has to know before using the figures.
func (b *book) warnings(s *sheet, row int) {
	sentences := sayAll(b, b.report.Warnings)
	if len(sentences) == 0 {
		return
	}
	s.text(row, 1, b.t("section_warnings"), section())
	for _, sentence := range sentences {
		row++
		s.block(row, 1, sumChanged, sentence, look{fill: warnBg, border: true, wrap: true})
	}
}
