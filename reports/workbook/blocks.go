package workbook

import (
	"fmt"
	"math"

	"readiness/reports"
)

// blockCell is one group within a block.
type blockCell struct {
	n        int
	mean, sd float64
	shown    bool
}

func scaleCells(s *reports.Scale) map[string]blockCell {
	cells := map[string]blockCell{}
	for _, g := range s.Groups {
		c := blockCell{shown: !g.Suppressed && g.Mean != nil && g.N != nil}
		if c.shown {
			c.n, c.mean = *g.N, *g.Mean
			if g.SD != nil {
				c.sd = *g.SD
			}
		}
		cells[g.Group] = c
	}
	return cells
}

func importanceCells(m *reports.Importance) map[string]blockCell {
	cells := map[string]blockCell{}
	for _, g := range m.Groups {
		c := blockCell{shown: !g.Suppressed && g.Mean != nil && g.N != nil}
		if c.shown {
			c.n, c.mean = *g.N, *g.Mean
			if g.SD != nil {
				c.sd = *g.SD
			}
		}
		cells[g.Group] = c
	}
	return cells
}

func (b *book) blockHeads(s *sheet) {
	first := 0
	for _, row := range b.model.blockRow {
		if first == 0 || row < first {
			first = row
		}
	}
	if first == 0 {
		return
	}
	s.text(first-2, 1, b.t("section_blocks"), section())
	s.headed(first-1, 1, b.t("scale"), b.t("group"), b.t("asked"), b.t("shown"), b.t("weight"), b.t("include"), b.t("inside"), b.t("outside"),
		b.t("n"), b.t("mean"), b.t("variance"), b.t("n_less_one"), b.t("variance_n"), b.t("one_n"), b.t("satterthwaite"), b.t("pooled_df"), b.t("pooled_variance"))
}

// block writes the groups of one scale. A group of one takes the pooled
// variance and its degrees of freedom (decisions.md 32).
func (b *book) block(s *sheet, id, name string, cells map[string]blockCell) {
	first, groups := b.model.blockRow[id], len(b.report.Groups)
	var pooledDF, squares float64
	for i := range b.report.Groups {
		if c := cells[b.report.Groups[i].Group]; c.shown && c.n > 1 {
			pooledDF += float64(c.n - 1)
			squares += float64(c.n-1) * c.sd * c.sd
		}
	}
	pooled := 0.0
	if pooledDF > 0 {
		pooled = squares / pooledDF
	}
	include, df := b.model.column(id, blockInclude, groups), b.model.column(id, blockDF, groups)
	s.live(first, blockPoolDF, fmt.Sprintf("SUMPRODUCT(%s,%s)", include, df), &pooledDF, grey())
	s.live(first, blockPoolVar, fmt.Sprintf("IF(%[1]s=0,0,SUMPRODUCT(%[2]s,%[3]s,%[4]s)/%[1]s)",
		fixed(first, blockPoolDF), include, df, b.model.column(id, blockVariance, groups)), &pooled, grey())
	for i := range b.report.Groups {
		g := &b.report.Groups[i]
		c, asked := cells[g.Group]
		b.blockRow(s, first+i, name, g, blockFigures{
			blockCell: c, asked: asked, pooled: pooled, pooledDF: pooledDF,
			pooledAt: fixed(first, blockPoolVar), pooledDFAt: fixed(first, blockPoolDF),
		})
	}
}

// blockFigures are the figures of one group in a block and the cells of the
// pooled ones.
type blockFigures struct {
	blockCell
	asked                bool
	pooled, pooledDF     float64
	pooledAt, pooledDFAt string
}

func (b *book) blockRow(s *sheet, row int, name string, g *reports.Group, f blockFigures) {
	m := b.model
	here := func(column int) string { return at(row, column) }
	asked, shown, outside := flag(f.asked), flag(f.shown), flag(g.Side == "outside")
	weight := g.Weight * asked
	s.text(row, blockScale, name, body())
	s.text(row, blockGroup, b.groupName(g.Group), body())
	s.num(row, blockAsked, asked, grey())
	s.num(row, blockShown, shown, grey())
	s.live(row, blockWeight, m.weight(g.Group)+"*"+here(blockAsked), &weight, grey())
	s.live(row, blockInclude, m.include(g.Group)+"*"+here(blockShown), &shown, grey())
	s.live(row, blockOutside, fmt.Sprintf("IF(%s=%s,1,0)", m.side(g.Group), quote(b.t("side_outside"))), &outside, grey())
	s.live(row, blockInside, "1-"+here(blockOutside), ptr(1-outside), grey())
	s.num(row, blockN, float64(f.n), grey())
	s.num(row, blockMean, f.mean, grey())
	variance, own := f.sd*f.sd, math.Max(0, float64(f.n-1))
	s.num(row, blockVariance, variance, grey())
	s.num(row, blockDF, own, grey())
	var varN, invN, sat float64
	varNFormula := fmt.Sprintf("IF(%[1]s=0,0,%[2]s/%[1]s)", here(blockN), here(blockVariance))
	df, dfAt := own, here(blockDF)
	if f.shown && f.n == 1 {
		variance, varNFormula = f.pooled, f.pooledAt
		df, dfAt = f.pooledDF, f.pooledDFAt
	}
	if f.shown && f.n > 0 {
		varN, invN = variance/float64(f.n), 1/float64(f.n)
	}
	if df > 0 {
		term := weight * weight * varN
		sat = shown * term * term / df
	}
	s.live(row, blockVarN, varNFormula, &varN, grey())
	s.live(row, blockInvN, fmt.Sprintf("IF(%[1]s=0,0,1/%[1]s)", here(blockN)), &invN, grey())
	s.live(row, blockSatT, fmt.Sprintf("IF(%[1]s=0,0,%[2]s*(%[3]s^2*%[4]s)^2/%[1]s)",
		dfAt, here(blockInclude), here(blockWeight), here(blockVarN)), &sat, grey())
}
