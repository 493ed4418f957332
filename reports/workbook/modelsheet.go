package workbook

import (
	"fmt"
	"math"
	"strings"

	"readiness/reports"
)

// grey is the look of a helper figure.
func grey() look { return look{format: exact, fill: band, align: "center", border: true} }

// writeModel fills the sheet that calculates.
func (b *book) writeModel(s *sheet) {
	s.sized(30, 30)
	for c := 3; c <= blockPoolVar; c++ {
		s.widths[c] = 13.5
	}
	s.widths[resultNote] = 24
	s.titled(blockPoolVar)
	s.frozen, s.repeated = [2]int{3, 1}, 1
	b.define()
	b.results(s)
	b.ranks(s, stage, b.stageRanks())
	b.ranks(s, category, b.categoryRanks())
	for i := range b.report.Scales {
		scale := &b.report.Scales[i]
		b.block(s, scale.ID, b.scaleName(scale.ID), scaleCells(scale))
	}
	for i := range b.report.Importance {
		m := &b.report.Importance[i]
		b.block(s, importanceBlock(m.Stage), b.t("importance_of", "Stage", b.stageName(m.Stage)), importanceCells(m))
	}
	b.blockHeads(s)
	b.checkCell(s)
}

func (b *book) results(s *sheet) {
	if len(b.report.Scales) == 0 {
		return
	}
	top := b.model.resultRow[b.report.Scales[0].ID]
	s.headed(top-1, 1, b.t("scale"), b.t("readiness"), b.t("se"), b.t("n_eff"), b.t("df"), b.t("ci_low"), b.t("ci_high"), b.t("coverage"),
		b.t("inside"), b.t("outside"), b.t("sides_gap"), b.t("target"), b.t("target_gap"), b.t("groups_left_out"), b.t("equal_weighted"))
	groups := len(b.report.Groups)
	for i := range b.report.Scales {
		scale := &b.report.Scales[i]
		row, w, f := b.model.resultRow[scale.ID], &scale.Weighted, sums{nameable(scale.ID)}
		mean, se, df := at(row, resultMean), at(row, resultSE), at(row, resultDF)
		pooled := fixed(b.model.blockRow[scale.ID], blockPoolDF)
		s.text(row, resultName, b.scaleName(scale.ID), body())
		s.live(row, resultMean, f.mean(), w.Mean, grey())
		s.live(row, resultSE, f.se(mean, pooled), w.SE, grey())
		s.live(row, resultNEff, f.nEff(), w.NEff, grey())
		s.live(row, resultDF, f.df(), w.DF, grey())
		s.live(row, resultLow, fmt.Sprintf(`IF(%s="","",MAX(0,%s-TINV(0.05,%s)*%s))`, df, mean, df, se), w.CILow, grey())
		s.live(row, resultHigh, fmt.Sprintf(`IF(%s="","",MIN(100,%s+TINV(0.05,%s)*%s))`, df, mean, df, se), w.CIHigh, grey())
		s.live(row, resultCoverage, f.coverage(), &w.Coverage, grey())
		s.live(row, resultInside, f.side(b.model.column(scale.ID, blockInside, groups)), scale.Inside, grey())
		s.live(row, resultOutside, f.side(b.model.column(scale.ID, blockOutside, groups)), scale.Outside, grey())
		in, out := at(row, resultInside), at(row, resultOutside)
		s.live(row, resultSides, fmt.Sprintf(`IF(OR(%s="",%s=""),"",%s-%s)`, in, out, in, out), scale.InsideOutsideGap, grey())
		s.live(row, resultTarget, b.model.inputs.ref(b.model.targetRow[scale.ID], 2), &scale.Target, grey())
		s.live(row, resultGap, fmt.Sprintf(`IF(%s="","",%s-%s)`, mean, at(row, resultTarget), mean), scale.TargetGap, grey())
		b.leftOut(s, row, scale)
		s.live(row, resultEqual, f.equal(), scale.EqualWeightMean, grey())
	}
}

// leftOut says how many of the groups that were asked do not enter.
func (b *book) leftOut(s *sheet, row int, scale *reports.Scale) {
	out := 0
	for i := range scale.Groups {
		if scale.Groups[i].Suppressed {
			out++
		}
	}
	text := b.t("all_groups")
	if out > 0 {
		text = b.t("left_out") + " " + digits(out)
	}
	asked := b.model.column(scale.ID, blockAsked, len(b.report.Groups))
	s.says(row, resultNote, fmt.Sprintf(`IF(SUM(Inc_%[1]s)<SUM(%[2]s),CONCATENATE(%[3]s," ",SUM(%[2]s)-SUM(Inc_%[1]s)),%[4]s)`,
		nameable(scale.ID), asked, quote(b.t("left_out")), quote(b.t("all_groups"))), text, look{fill: band, border: true})
}

// quote writes a catalogue text into a formula.
func quote(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// ranked is a row of priorities with the values of the report.
type ranked struct {
	id                                                string
	shortfall, blindSpot, base, fit, multiplier, gate float64
	points                                            [5]float64
	score, share                                      float64
	rank                                              *int
	importance, lowest                                *float64
	importanceBlock                                   string
	earlier                                           string // range of the earlier stages' scores
	explained                                         bool   // fit, importance and gate apply
}

func (b *book) stageRanks() []ranked {
	var out []ranked
	for i := range b.report.Priorities {
		p := &b.report.Priorities[i]
		r := ranked{
			id: p.Stage, shortfall: p.Shortfall, blindSpot: p.BlindSpot, base: p.Base, fit: p.Fit, multiplier: p.ImportanceFactor, gate: p.Gate,
			points: [5]float64{p.ShortfallPoints, p.BlindSpotPoints, p.FitPoints, p.ImportancePoints, p.GatePoints},
			score:  p.Score, share: p.Share, rank: p.Rank, explained: true,
		}
		for j := range b.report.Importance {
			if m := &b.report.Importance[j]; m.Stage == p.Stage {
				r.importance, r.importanceBlock = m.Weighted, importanceBlock(m.Stage)
			}
		}
		for _, scale := range b.scalesOf(stage) {
			if scale.ID == p.Stage {
				break
			}
			first := b.model.resultRow[b.report.Scales[0].ID]
			r.earlier = fixed(first, resultMean) + ":" + fixed(b.model.resultRow[scale.ID], resultMean)
			if v := scale.Weighted.Mean; v != nil && (r.lowest == nil || *v < *r.lowest) {
				r.lowest = v
			}
		}
		out = append(out, r)
	}
	return out
}

func (b *book) categoryRanks() []ranked {
	var out []ranked
	p := &b.report.Parameters
	for i := range b.report.Categories {
		c := &b.report.Categories[i]
		r := ranked{
			id: c.Category, base: c.Score, fit: 1, multiplier: 1, gate: 1,
			points: [5]float64{c.ShortfallPoints, c.BlindSpotPoints}, score: c.Score, share: c.Share, rank: c.Rank,
		}
		if p.ShortfallWeight > 0 {
			r.shortfall = c.ShortfallPoints / p.ShortfallWeight
		}
		if p.BlindSpotWeight > 0 {
			r.blindSpot = c.BlindSpotPoints / p.BlindSpotWeight
		}
		out = append(out, r)
	}
	return out
}

func (b *book) ranks(s *sheet, kind string, rows []ranked) {
	if len(rows) == 0 {
		return
	}
	top := b.model.stageRow[rows[0].id]
	s.text(top-2, 1, b.t("section_ranks_"+kind), section())
	s.headed(top-1, 1, b.t(kind), b.t("shortfall"), b.t("blind_spot"), b.t("base"), b.t("fit"), b.t("importance"), b.t("multiplier"),
		b.t("lowest_earlier"), b.t("gate"), b.t("shortfall_points"), b.t("blind_spot_points"), b.t("fit_points"),
		b.t("importance_points"), b.t("gate_points"), b.t("priority"), b.t("key"), b.t("rank"), b.t("share"))
	for i := range rows {
		b.rank(s, &rows[i], top, top+len(rows)-1)
	}
}

// rank writes one row of priorities; first and last are the rows of its table.
func (b *book) rank(s *sheet, r *ranked, first, last int) {
	row, m := b.model.stageRow[r.id], b.model
	result := func(column int) string { return fixed(m.resultRow[r.id], column) }
	here := func(column int) string { return at(row, column) }
	guarded := func(column int, formula string, v float64) {
		s.live(row, column, fmt.Sprintf(`IF(%s="","",%s)`, result(resultMean), formula), &v, grey())
	}
	s.text(row, rankName, b.scaleName(r.id), body())
	guarded(rankShortfall, fmt.Sprintf("MAX(0,%s)", result(resultGap)), r.shortfall)
	guarded(rankBlindSpot, fmt.Sprintf(`IF(%[1]s="",0,MAX(0,%[1]s))`, result(resultSides)), r.blindSpot)
	guarded(pointsShortfall, here(rankShortfall)+"*"+m.factor("shortfall_weight"), r.points[0])
	guarded(pointsBlindSpot, here(rankBlindSpot)+"*"+m.factor("blind_spot_weight"), r.points[1])
	guarded(rankBase, here(pointsShortfall)+"+"+here(pointsBlindSpot), r.base)
	if r.explained {
		b.multipliers(s, r, first, last)
	} else {
		for _, column := range []int{rankFit, rankMultiplier, rankGate} {
			s.num(row, column, 1, grey())
		}
		for _, column := range []int{rankImportance, rankLowest} {
			s.put(row, column, cell{look: grey()})
		}
	}
	base, fit, multiplier, gate := here(rankBase), here(rankFit), here(rankMultiplier), here(rankGate)
	guarded(pointsFit, base+"*("+fit+"-1)", r.points[2])
	guarded(pointsImportance, base+"*"+fit+"*("+multiplier+"-1)", r.points[3])
	guarded(pointsGate, base+"*"+fit+"*"+multiplier+"*("+gate+"-1)", r.points[4])
	guarded(rankScore, base+"*"+fit+"*"+multiplier+"*"+gate, r.score)
	key := roundTo(r.score, 6) + roundTo(r.shortfall, 4)*1e-9
	guarded(rankKey, fmt.Sprintf("ROUND(%s,6)+ROUND(%s,4)*1E-9", here(rankScore), here(rankShortfall)), key)
	keys := fixed(first, rankKey) + ":" + fixed(last, rankKey)
	above := fixed(first, rankKey) + ":" + here(rankKey)
	s.live(row, rankRank, fmt.Sprintf(`IF(%[1]s="","",IF(ROUND(%[1]s,6)=0,"",RANK(%[2]s,%[3]s)+COUNTIF(%[4]s,%[2]s)-1))`,
		here(rankScore), here(rankKey), keys, above), float(r.rank), grey())
	scores := fixed(first, rankScore) + ":" + fixed(last, rankScore)
	guarded(rankShare, fmt.Sprintf("IF(SUM(%[1]s)=0,0,%[2]s/SUM(%[1]s))", scores, here(rankScore)), r.share)
}

// multipliers writes the fit, the importance and the gate of a stage.
func (b *book) multipliers(s *sheet, r *ranked, first, last int) {
	row, m := b.model.stageRow[r.id], b.model
	at0 := 2
	for i, id := range stages() {
		if id == r.id {
			at0 = 2 + i
		}
	}
	corner := func(key string) string { return m.inputs.ref(m.fitRow[key], at0) }
	v, d := m.factor("value_skew"), m.factor("needs_diversity")
	s.live(row, rankFit, fmt.Sprintf("(1-%[1]s)*(1-%[2]s)*%[3]s+(1-%[1]s)*%[2]s*%[4]s+%[1]s*(1-%[2]s)*%[5]s+%[1]s*%[2]s*%[6]s",
		v, d, corner("mass"), corner("niche"), corner("key_account"), corner("one_to_one")), &r.fit, grey())

	mean := fixed(m.resultRow[r.id], resultMean)
	if r.importanceBlock == "" {
		s.put(row, rankImportance, cell{look: grey()})
	} else {
		groups := len(b.report.Groups)
		w, inc := m.column(r.importanceBlock, blockWeight, groups), m.column(r.importanceBlock, blockInclude, groups)
		s.live(row, rankImportance, fmt.Sprintf(`IF(OR(%[1]s="",SUMPRODUCT(%[2]s,%[3]s)=0),"",SUMPRODUCT(%[2]s,%[3]s,%[4]s)/SUMPRODUCT(%[2]s,%[3]s))`,
			mean, w, inc, m.column(r.importanceBlock, blockMean, groups)), r.importance, grey())
	}
	all := fixed(first, rankImportance) + ":" + fixed(last, rankImportance)
	own := at(row, rankImportance)
	s.live(row, rankMultiplier, fmt.Sprintf(`IF(OR(%[1]s="",COUNT(%[2]s)=0,SUM(%[2]s)=0),1,MAX(0.75,MIN(1.25,%[1]s/AVERAGE(%[2]s))))`, own, all), &r.multiplier, grey())

	gate := m.factor("gate")
	if r.earlier == "" {
		s.put(row, rankLowest, cell{look: grey()})
		s.num(row, rankGate, 1, grey())
		return
	}
	s.live(row, rankLowest, fmt.Sprintf(`IF(COUNT(%[1]s)=0,"",MIN(%[1]s))`, r.earlier), r.lowest, grey())
	s.live(row, rankGate, fmt.Sprintf(`IF(%[1]s="",1,IF(ROUND(%[1]s-%[2]s,9)>=0,1,1-%[3]s*(%[2]s-%[1]s)/%[2]s))`,
		at(row, rankLowest), gate, m.factor("gate_factor")), &r.gate, grey())
}

// checkCell says OK while the inputs make sense and the sums add up.
func (b *book) checkCell(s *sheet) {
	m := b.model
	weights := m.inputs.area(m.firstRow, inputWeight, m.lastRow, inputWeight)
	include := m.inputs.area(m.firstRow, inputInclude, m.lastRow, inputInclude)
	tests := []string{
		fmt.Sprintf("COUNT(%[1]s)=ROWS(%[1]s)", weights),
		fmt.Sprintf("MIN(%s)>=0", weights),
		fmt.Sprintf("SUMPRODUCT(%s,%s)>0", weights, include),
		fmt.Sprintf("COUNTIF(%[1]s,0)+COUNTIF(%[1]s,1)=ROWS(%[1]s)", include),
	}
	tests = append(tests, b.inputTests()...)
	if len(b.report.Priorities) > 0 {
		first := m.stageRow[b.report.Priorities[0].Stage]
		last := first + len(b.report.Priorities) - 1
		tests = append(tests, fmt.Sprintf("ABS(SUM(%s)-SUM(%s))<0.000001",
			span(first, pointsShortfall, last, pointsGate), span(first, rankScore, last, rankScore)))
	}
	n := 0
	for i := range b.report.Scales {
		for _, c := range scaleCells(&b.report.Scales[i]) {
			n += c.n
		}
	}
	if len(b.report.Scales) > 0 {
		last := &b.report.Scales[len(b.report.Scales)-1]
		from, to := m.blockRow[b.report.Scales[0].ID], m.blockRow[last.ID]+len(b.report.Groups)-1
		tests = append(tests, fmt.Sprintf("SUM(%s)=%d", span(from, blockN, to, blockN), n))
	}
	s.text(m.checkRow, 1, b.t("check"), strong(look{}))
	s.says(m.checkRow, 2, fmt.Sprintf(`IFERROR(IF(AND(%[1]s),"OK",%[2]s),%[2]s)`, strings.Join(tests, ","), quote(b.t("check_failed"))), "OK", strong(look{color: accent}))
}

// inputTests are the conditions on targets, parameters and sides.
func (b *book) inputTests() []string {
	m := b.model
	within := func(area string, most float64) []string {
		return []string{
			fmt.Sprintf("COUNT(%[1]s)=ROWS(%[1]s)*COLUMNS(%[1]s)", area), fmt.Sprintf("MIN(%s)>=0", area), fmt.Sprintf("MAX(%s)<=%g", area, most),
		}
	}
	sides := m.inputs.area(m.firstRow, inputSide, m.lastRow, inputSide)
	tests := []string{fmt.Sprintf("COUNTIF(%[1]s,%[2]s)+COUNTIF(%[1]s,%[3]s)=ROWS(%[1]s)", sides, quote(b.t("side_inside")), quote(b.t("side_outside")))}
	if n := len(b.report.Scales); n > 0 {
		first := m.targetRow[b.report.Scales[0].ID]
		tests = append(tests, within(m.inputs.area(first, 2, first+n-1, 2), 100)...)
	}
	for _, key := range factors() {
		row, most := m.factorRow[key], 1.0
		if key == "gate" {
			most = 100
		}
		tests = append(tests, within(m.inputs.area(row, 2, row, 2), most)...)
	}
	first := m.fitRow[corners()[0]]
	return append(tests, within(m.inputs.area(first, 2, first+len(corners())-1, 1+len(stages())), 100)...)
}

func flag(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func roundTo(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(v*scale) / scale
}

func float(n *int) *float64 {
	if n == nil {
		return nil
	}
	return ptr(float64(*n))
}
