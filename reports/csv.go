package reports

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"readiness/assessment"
)

// table writes the figures of a report as rows of decisions.md 44.
type table struct {
	w   *csv.Writer
	err error
}

// at says what a figure is about.
type at struct {
	dimension, value, scale, item, group string
}

// CSV writes every figure of a report as one row: dimension, value, scale, item,
// group, statistic, number, suppressed. It holds ids and full-precision numbers
// only and is therefore the same in every language, though it is called like the
// other outputs; a figure that is not defined has no row, a hidden cell one row
// with statistic n and no number.
func CSV(w io.Writer, report *Report, _ Words, _ string) error {
	t := &table{w: csv.NewWriter(w)}
	t.row("dimension", "value", "scale", "item", "group", "statistic", "number", "suppressed")
	t.groups(report)
	for i := range report.Scales {
		t.scale(&report.Scales[i])
		t.alpha(&report.Scales[i], report.Items)
	}
	for i := range report.Items {
		t.item(&report.Items[i])
	}
	for i := range report.Segments {
		t.segment(&report.Segments[i])
	}
	t.importance(report.Importance)
	if r := report.Rivals; r != nil {
		t.itemGroups(at{dimension: "all", item: r.ID}, r.Groups)
	}
	t.practices(report.Practices)
	t.situation(&report.Situation)
	t.priorities(report)
	t.panels(report)
	t.trend(report.Trend)
	t.parameters(&report.Parameters)
	t.w.Flush()
	if t.err == nil {
		t.err = t.w.Error()
	}
	if t.err != nil {
		return fmt.Errorf("write the report: %w", t.err)
	}
	return nil
}

func (t *table) row(fields ...string) {
	for i := range fields {
		fields[i] = assessment.GuardCell(fields[i])
	}
	if t.err == nil {
		t.err = t.w.Write(fields)
	}
}

func (t *table) write(where at, statistic, number string, suppressed bool) {
	if t.err == nil {
		t.err = t.w.Write([]string{
			assessment.GuardCell(where.dimension), assessment.GuardCell(where.value), assessment.GuardCell(where.scale), assessment.GuardCell(where.item), assessment.GuardCell(where.group),
			statistic, number, strconv.FormatBool(suppressed),
		})
	}
}

func (t *table) number(where at, statistic string, v *float64) {
	if v != nil {
		t.write(where, statistic, strconv.FormatFloat(*v, 'g', -1, 64), false)
	}
}

func (t *table) integer(where at, statistic string, v *int) {
	if v != nil {
		t.write(where, statistic, strconv.Itoa(*v), false)
	}
}

// hidden writes the one row of a hidden cell and reports whether it is one.
func (t *table) hidden(where at, suppressed bool) bool {
	if suppressed {
		t.write(where, "n", "", true)
	}
	return suppressed
}

// numbers writes several figures about the same.
func (t *table) numbers(where at, figures ...figure) {
	for _, f := range figures {
		t.number(where, f.statistic, f.v)
	}
}

type figure struct {
	statistic string
	v         *float64
}

func (t *table) scale(s *Scale) {
	whole := at{dimension: "all", scale: s.ID}
	t.scaleGroups(whole, s.Groups)
	t.weighted(whole, &s.Weighted)
	t.number(whole, "target", &s.Target)
	t.number(whole, "target_gap", s.TargetGap)
	t.number(whole, "equal_weight_mean", s.EqualWeightMean)
	t.number(whole, "inside", s.Inside)
	t.number(whole, "outside", s.Outside)
	t.number(whole, "inside_outside_gap", s.InsideOutsideGap)
	t.number(whole, "level", s.Level)
	t.number(whole, "target_level", s.TargetLevel)
	t.largest(whole, s.LargestGap)
	t.gaps(whole, s.PerceptionGaps)
	for _, r := range s.AnswerRatios {
		t.number(at{dimension: "all", scale: s.ID, group: r.Group}, "answer_ratio", &r.Ratio)
	}
	if kw := s.KruskalWallis; kw != nil {
		t.number(whole, "kruskal_wallis_h", kw.H)
		t.number(whole, "kruskal_wallis_df", kw.DF)
		t.number(whole, "kruskal_wallis_p", kw.P)
		t.number(whole, "kruskal_wallis_epsilon2", kw.Epsilon2)
	}
}

// largest writes how far the two groups farthest apart are.
func (t *table) largest(where at, gap *LargestGap) {
	if gap != nil {
		t.number(where, "largest_gap", &gap.Gap)
	}
}

func (t *table) scaleGroups(where at, groups []ScaleGroup) {
	for i := range groups {
		g := &groups[i]
		where.group = g.Group
		if t.hidden(where, g.Suppressed) {
			continue
		}
		t.integer(where, "n", g.N)
		t.numbers(where,
			figure{"mean", g.Mean}, figure{"sd", g.SD}, figure{"se", g.SE}, figure{"ci_low", g.CILow}, figure{"ci_high", g.CIHigh},
			figure{"median", g.Median}, figure{"min", g.Min}, figure{"max", g.Max},
			figure{"top_box", g.TopBox}, figure{"bottom_box", g.BottomBox}, figure{"rwg_j", g.RWGJ},
		)
	}
}

func (t *table) weighted(where at, w *Weighted) {
	t.number(where, "weighted_mean", w.Mean)
	t.number(where, "weighted_se", w.SE)
	t.number(where, "weighted_df", w.DF)
	t.number(where, "weighted_ci_low", w.CILow)
	t.number(where, "weighted_ci_high", w.CIHigh)
	t.number(where, "n_eff", w.NEff)
	t.number(where, "coverage", &w.Coverage)
}

func (t *table) gaps(where at, gaps []Gap) {
	for i := range gaps {
		g := &gaps[i]
		where.group = g.Group
		t.number(where, "perception_gap", &g.Gap)
		t.integer(where, "perception_gap_n", &g.N)
		t.integer(where, "perception_gap_reference_n", &g.ReferenceN)
		t.number(where, "u", g.U)
		t.number(where, "perception_gap_p", g.P)
		t.number(where, "perception_gap_q", g.Q)
		t.number(where, "perception_gap_min_p", g.MinP)
		t.number(where, "cliffs_delta", g.CliffsDelta)
		t.number(where, "hedges_g", g.HedgesG)
	}
}

func (t *table) item(item *Item) {
	where := at{dimension: "all", scale: item.Scale, item: item.ID}
	t.integer(where, "levels", &item.Levels)
	t.number(where, "weighted_mean", item.WeightedMean)
	t.largest(where, item.LargestGap)
	t.itemGroups(where, item.Groups)
	t.gaps(where, item.PerceptionGaps)
}

func (t *table) itemGroups(where at, groups []ItemGroup) {
	for i := range groups {
		g := &groups[i]
		where.group = g.Group
		if t.hidden(where, g.Suppressed) {
			continue
		}
		t.integer(where, "n", g.N)
		t.number(where, "mean", g.Mean)
		t.number(where, "sd", g.SD)
		t.number(where, "dk_rate", g.DKRate)
		t.number(where, "na_rate", g.NARate)
		t.number(where, "skipped_rate", g.SkippedRate)
		t.number(where, "a_wg", g.AWG)
		t.number(where, "rwg", g.RWG)
		t.number(where, "polarisation", g.Polarisation)
		for option, n := range g.Counts {
			t.integer(where, "count_"+strconv.Itoa(option+1), &n)
		}
	}
}

func (t *table) segment(s *Segment) {
	for i := range s.Scales {
		scale := &s.Scales[i]
		where := at{dimension: s.Dimension, value: s.Value, scale: scale.ID}
		if !t.hidden(where, scale.Suppressed) {
			t.integer(where, "n", scale.N)
			t.number(where, "mean", scale.Mean)
		}
		for j := range scale.Cells {
			cell := &scale.Cells[j]
			where.group = cell.Group
			if !t.hidden(where, cell.Suppressed) {
				t.integer(where, "n", cell.N)
				t.number(where, "mean", cell.Mean)
			}
		}
	}
}

func (t *table) importance(rows []Importance) {
	for i := range rows {
		where := at{dimension: "all", item: "imp_" + rows[i].Stage}
		t.number(where, "weighted_mean", rows[i].Weighted)
		t.largest(where, rows[i].LargestGap)
		for j := range rows[i].Groups {
			g := &rows[i].Groups[j]
			where.group = g.Group
			if !t.hidden(where, g.Suppressed) {
				t.integer(where, "n", g.N)
				t.number(where, "mean", g.Mean)
				t.number(where, "sd", g.SD)
				t.integer(where, "order", g.Order)
			}
		}
	}
}

func (t *table) practices(rows []Practice) {
	for i := range rows {
		where := at{dimension: "practices", value: rows[i].ID}
		t.scaleGroups(where, rows[i].Groups)
		t.weighted(where, &rows[i].Weighted)
		t.number(where, "claimed", rows[i].Claimed)
		t.number(where, "practised", rows[i].Practised)
		t.number(where, "difference", rows[i].Difference)
	}
}

func (t *table) priorities(report *Report) {
	for i := range report.Priorities {
		p := &report.Priorities[i]
		where := at{dimension: "priorities", scale: p.Stage}
		t.integer(where, "rank", p.Rank)
		t.numbers(where,
			figure{"score", &p.Score}, figure{"share", &p.Share}, figure{"shortfall", &p.Shortfall}, figure{"blind_spot", &p.BlindSpot},
			figure{"shortfall_points", &p.ShortfallPoints}, figure{"blind_spot_points", &p.BlindSpotPoints}, figure{"fit_points", &p.FitPoints},
			figure{"importance_points", &p.ImportancePoints}, figure{"gate_points", &p.GatePoints},
			figure{"base", &p.Base}, figure{"fit", &p.Fit}, figure{"importance", &p.ImportanceFactor}, figure{"gate", &p.Gate},
		)
		t.integer(where, "stability_same", &p.Stability.Same)
		t.integer(where, "stability_first", &p.Stability.First)
		t.integer(where, "stability_of", &p.Stability.Of)
		for _, beside := range p.Stability.Beside {
			t.integer(at{dimension: "priorities", value: beside.Scenario, scale: p.Stage}, "rank", beside.Rank)
		}
	}
	for i := range report.Categories {
		c := &report.Categories[i]
		where := at{dimension: "priorities", scale: c.Category}
		t.integer(where, "rank", c.Rank)
		t.numbers(where,
			figure{"score", &c.Score}, figure{"share", &c.Share},
			figure{"shortfall_points", &c.ShortfallPoints}, figure{"blind_spot_points", &c.BlindSpotPoints},
		)
	}
	for i := range report.Actions {
		a := &report.Actions[i]
		where := at{dimension: "actions", value: a.ID, scale: a.Stage}
		t.integer(where, "rank", a.Rank)
		t.integer(where, "effort", &a.Effort)
		t.number(where, "score", &a.Score)
		t.number(where, "relevance", &a.Relevance)
	}
}
