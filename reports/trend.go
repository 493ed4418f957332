package reports

import (
	"context"
	"fmt"
	"slices"

	"readiness/questionnaires"
	"readiness/reports/stats"
)

// Trend compares with the wave before (statistics.md 2.11).
type Trend struct {
	Previous string       `json:"previous"`
	Closed   string       `json:"closed"`
	Scales   []ScaleTrend `json:"scales"`
	// The questions that changed most, by 5 points or more: at most five each, the
	// largest change first. Reports of earlier programs have none.
	Improved []ItemTrend `json:"improved,omitempty"`
	Concern  []ItemTrend `json:"concern,omitempty"`
}

// ItemTrend is the change of one question over the groups that both reports show.
type ItemTrend struct {
	ID        string   `json:"id"`
	Scale     string   `json:"scale"`
	Name      Text     `json:"name"`
	Groups    []string `json:"groups"`
	Earlier   float64  `json:"earlier"`
	Latest    float64  `json:"latest"`
	Change    float64  `json:"change"`
	P         *float64 `json:"p"`         // not corrected
	Direction string   `json:"direction"` // up, down, "" = no clear change
}

// ScaleTrend is the change of one scale over the groups disclosed in both waves.
type ScaleTrend struct {
	ID            string   `json:"id"`
	Compatibility *float64 `json:"compatibility"` // 0–1, comparable items over all
	Groups        []string `json:"groups"`
	Earlier       *float64 `json:"earlier"`
	Latest        *float64 `json:"latest"`
	Change        *float64 `json:"change"`
	SE            *float64 `json:"se"`
	DF            *float64 `json:"df"`
	T             *float64 `json:"t"`
	P             *float64 `json:"p"`
	Q             *float64 `json:"q"`
	CILow         *float64 `json:"ci_low"`
	CIHigh        *float64 `json:"ci_high"`
	MixEffect     *float64 `json:"mix_effect"`
	Direction     string   `json:"direction"`              // up, down, "" = no clear change
	CommonItems   []string `json:"common_items,omitempty"` // what is compared, where it is not all
}

// trend compares with the wave before, over the groups disclosed in both and
// with this wave's weights (statistics.md 2.11). Each scale is compared over the
// questions that are the same in both waves.
func (b *builder) trend(ctx context.Context) error {
	e := b.l.before
	if e == nil {
		return nil
	}
	if err := e.count(ctx); err != nil {
		return fmt.Errorf("the wave before: %w", err)
	}
	out := &Trend{Previous: e.report.Assessment.ID, Closed: e.report.Assessment.Closed, Scales: []ScaleTrend{}}
	for s := range b.l.scales {
		if e.scales[s].before != nil {
			out.Scales = append(out.Scales, b.scaleTrend(s, &e.scales[s]))
		}
	}
	correctTrend(out, b.report.Scales)
	out.Improved, out.Concern = b.itemTrends(e)
	b.report.Trend = out
	return nil
}

func (b *builder) scaleTrend(s int, w *waveItems) ScaleTrend {
	out := ScaleTrend{ID: b.l.scales[s].id, Compatibility: stats.Compatibility(len(w.items), w.either), Groups: []string{}}
	if len(w.items) == 0 {
		return out
	}
	if len(w.items) < w.either {
		for _, i := range w.items {
			out.CommonItems = append(out.CommonItems, b.l.items[i].question.ID)
		}
	}
	change := stats.Change(b.trendCells(s, w), b.l.cellsBefore(w))
	for _, g := range change.Common {
		out.Groups = append(out.Groups, b.l.groups[g].Key)
	}
	out.Earlier, out.Latest, out.Change, out.MixEffect = change.Earlier, change.Latest, change.Change, change.MixEffect
	out.SE, out.DF, out.T, out.P, out.CILow, out.CIHigh = change.SE, change.DF, change.T, change.P, change.CILow, change.CIHigh
	out.Direction = string(change.Direction)
	return out
}

// trendCells are this wave's scores on a scale over the questions of both waves,
// one cell a group. Scores over some of the questions follow the rules of those
// that perception gaps are taken over.
func (b *builder) trendCells(s int, w *waveItems) []stats.Cell {
	st := b.scaleStatistic(s)
	if len(w.items) == len(b.l.scales[s].items) {
		return b.allCells(st)
	}
	cells := make([]stats.Cell, len(b.l.groups))
	for g := range cells {
		cells[g].Weight = b.l.weights[g]
		if !st.shown[g] || !b.noneHidden(s, g) {
			continue
		}
		if sample := b.commonSample(s, g, w.items, st); sample.N() > 0 {
			cells[g] = sample.Cell(b.l.weights[g], true)
		}
	}
	return cells
}

// correctTrend corrects the p-values of the stages together (family F5,
// decisions.md 38).
func correctTrend(t *Trend, scales []Scale) {
	var rows []*ScaleTrend
	var p []*float64
	for i := range t.Scales {
		at := slices.IndexFunc(scales, func(s Scale) bool { return s.ID == t.Scales[i].ID })
		if scales[at].Kind == string(questionnaires.Stage) {
			rows, p = append(rows, &t.Scales[i]), append(p, t.Scales[i].P)
		}
	}
	for i, q := range stats.BenjaminiHochberg(p) {
		rows[i].Q = q
	}
}
