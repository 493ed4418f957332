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
	for i := range report.Groups {
		g := &report.Groups[i]
		where := at{dimension: "all", group: g.Group}
		t.number(where, "weight", &g.Weight)
		t.integer(where, "invited", g.Invited)
		t.integer(where, "completed", &g.Completed)
	}
	for i := range report.Scales {
		t.scale(&report.Scales[i])
	}
	for i := range report.Items {
		t.item(&report.Items[i])
	}
	for i := range report.Segments {
		t.segment(&report.Segments[i])
	}
	t.importance(report.Importance)
	t.practices(report.Practices)
	t.priorities(report)
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
	t.gaps(whole, s.PerceptionGaps)
	if kw := s.KruskalWallis; kw != nil {
		t.number(whole, "kruskal_wallis_h", kw.H)
		t.number(whole, "kruskal_wallis_p", kw.P)
		t.number(whole, "kruskal_wallis_epsilon2", kw.Epsilon2)
	}
	if s.Alpha != nil {
		t.number(whole, "alpha", s.Alpha.Alpha)
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
		for _, f := range []struct {
			statistic string
			v         *float64
		}{
			{"mean", g.Mean},
			{"sd", g.SD},
			{"se", g.SE},
			{"ci_low", g.CILow},
			{"ci_high", g.CIHigh},
			{"median", g.Median},
			{"min", g.Min},
			{"max", g.Max},
			{"top_box", g.TopBox},
			{"bottom_box", g.BottomBox},
			{"rwg_j", g.RWGJ},
		} {
			t.number(where, f.statistic, f.v)
		}
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
		t.number(where, "perception_gap_p", g.P)
		t.number(where, "perception_gap_q", g.Q)
		t.number(where, "cliffs_delta", g.CliffsDelta)
		t.number(where, "hedges_g", g.HedgesG)
	}
}

func (t *table) item(item *Item) {
	where := at{dimension: "all", scale: item.Scale, item: item.ID}
	t.number(where, "weighted_mean", item.WeightedMean)
	for i := range item.Groups {
		g := &item.Groups[i]
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
	where.group = ""
	t.gaps(where, item.PerceptionGaps)
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
		for j := range rows[i].Groups {
			g := &rows[i].Groups[j]
			where.group = g.Group
			if !t.hidden(where, g.Suppressed) {
				t.integer(where, "n", g.N)
				t.number(where, "mean", g.Mean)
				t.number(where, "sd", g.SD)
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
	}
}

func (t *table) priorities(report *Report) {
	for i := range report.Priorities {
		p := &report.Priorities[i]
		where := at{dimension: "priorities", scale: p.Stage}
		t.integer(where, "rank", p.Rank)
		for _, f := range []struct {
			statistic string
			v         float64
		}{
			{"score", p.Score},
			{"share", p.Share},
			{"shortfall_points", p.ShortfallPoints},
			{"blind_spot_points", p.BlindSpotPoints},
			{"fit_points", p.FitPoints},
			{"importance_points", p.ImportancePoints},
			{"gate_points", p.GatePoints},
		} {
			t.number(where, f.statistic, &f.v)
		}
	}
	for i := range report.Categories {
		c := &report.Categories[i]
		where := at{dimension: "priorities", scale: c.Category}
		t.integer(where, "rank", c.Rank)
		t.number(where, "score", &c.Score)
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
