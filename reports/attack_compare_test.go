package reports

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// segmentIn finds the location or function that a heading names.
func (p *pageReader) segmentIn(text string) (dimension, value string) {
	for i := range p.r.Segments {
		if s := &p.r.Segments[i]; s.Name.In("en") == text {
			return s.Dimension, s.Value
		}
	}
	return "", ""
}

// columns of a comparison: two sides, their difference, what it means, the
// weighted score, the target, then the others.
const (
	compareA = iota + 1
	compareB
	compareGap
	compareMeaning
	compareWeighted
	compareTarget
	compareOthers
)

// compare reads scales × two groups or places. It leaves the differences behind
// for the drawing and the sentences of the section.
func (p *pageReader) compare(t *pageTable) {
	kind := "stage"
	if t.section == "compare-category" {
		kind = "category"
	}
	head := t.rows[0]
	if len(head) < compareOthers {
		p.find("%s: a comparison of %d columns", p.where, len(head))
		return
	}
	if kind == "stage" {
		p.sides = [2]map[string]float64{{}, {}}
	}
	for _, row := range t.rows[1:] {
		s := p.scaleNamed(row[0].text, kind)
		if s == nil || !p.cells(t, row) {
			continue
		}
		pair, ok := p.pairOf(s, head, row)
		if !ok {
			p.find("%s: %q and %q are no two groups or places", p.where, head[compareA].text, head[compareB].text)
			return
		}
		p.pair(t.section).add(figuresOf(pair)...).add(float64(len(pair.Items)))
		gap := (&figures{}).add(figuresOf(pair.Gap)...)
		p.places++
		p.explained("a difference on "+s.ID, row[compareGap].text, gap)
		words := (&figures{}).add(figuresOf(pair.NA, pair.NB, p.r.Assessment.K)...).add(float64(len(pair.Items)))
		for i := range p.r.Groups {
			words.add(float64(p.r.Groups[i].Threshold))
		}
		p.explained("a difference on "+s.ID, row[compareMeaning].text, words)
		p.explained(s.ID, row[compareWeighted].text, (&figures{}).add(figuresOf(s.Weighted.Mean)...))
		p.explained(s.ID, row[compareTarget].text, (&figures{}).add(s.Target))
		if pair.Gap != nil && kind == "stage" {
			p.sides[0][s.ID], p.sides[1][s.ID] = *pair.A, *pair.B
		}
	}
}

// pairOf reads the cells of both sides and of the others.
func (p *pageReader) pairOf(s *Scale, head, row []pageCell) (pair Pair, ok bool) {
	a, b := p.groupIn(head[compareA].text), p.groupIn(head[compareB].text)
	if a != "" && b != "" {
		pair = p.r.PairOfGroups(s, a, b)
		p.statistic(key("scale", a, s.ID), a, &row[compareA], figuresOf(pair.A, pair.NA)...)
		p.statistic(key("scale", b, s.ID), b, &row[compareB], figuresOf(pair.B, pair.NB)...)
		for c := compareOthers; c < len(head); c++ {
			other := p.groupIn(head[c].text)
			var over []float64
			if pair.Items != nil {
				over = figuresOf(p.r.ScoreOver(s, other, pair.Items))
			}
			p.statistic(key("scale", other, s.ID), other, &row[c], over...)
			p.pair("compare-" + s.Kind).add(over...)
		}
		return pair, true
	}
	dimension, a := p.segmentIn(head[compareA].text)
	again, b := p.segmentIn(head[compareB].text)
	if a == "" || b == "" || dimension != again {
		return pair, false
	}
	pair = p.r.PairOfSegments(dimension, a, b, s.ID)
	p.slice(dimension, a, s.ID, &row[compareA], figuresOf(pair.A, pair.NA))
	p.slice(dimension, b, s.ID, &row[compareB], figuresOf(pair.B, pair.NB))
	for c := compareOthers; c < len(head); c++ {
		_, other := p.segmentIn(head[c].text)
		over := figuresOf(p.r.SegmentOver(dimension, other, s.ID, pair.Groups))
		p.slice(dimension, other, s.ID, &row[c], over)
		p.pair("compare-" + s.Kind).add(over...)
	}
	return pair, true
}

// slice reads the score of a place over the groups that are shown there.
func (p *pageReader) slice(dimension, value, scale string, c *pageCell, more []float64) {
	name := key(dimension, value, scale)
	cell := p.r.SegmentScaleOf(dimension, value, scale)
	if cell == nil || cell.Mean == nil || !slices.ContainsFunc(cell.Cells, func(c SegmentCell) bool { return !c.Suppressed }) {
		p.hidden(name, "", c)
		return
	}
	p.places++
	p.explained(name, c.text, (&figures{}).add(figuresOf(cell.Mean, cell.N)...).add(more...))
}

// changes reads what tried weights change; the tried scores are equations.
func (p *pageReader) changes(t *pageTable) {
	for _, row := range t.rows[1:] {
		s := p.scaleNamed(row[0].text, "stage")
		if s == nil || !p.cells(t, row) {
			continue
		}
		own := (&figures{}).add(outline(s)...)
		for i := range p.report.Scales {
			if then := &p.report.Scales[i]; then.ID == s.ID {
				own.add(outline(then)...)
				if s.Weighted.Mean != nil && then.Weighted.Mean != nil {
					own.add(*s.Weighted.Mean - *then.Weighted.Mean)
				}
			}
		}
		for _, report := range []*Report{p.r, p.report} {
			for i := range report.Priorities {
				if report.Priorities[i].Stage == s.ID {
					own.add(figuresOf(report.Priorities[i].Rank, report.Priorities[i].Score)...)
				}
			}
		}
		for _, c := range row[1:] {
			p.explained(s.ID, c.text, own)
		}
		p.triedScore(s.ID, row[2].text)
	}
}

// triedScore takes in a score under tried weights, which is printed with one
// decimal.
func (p *pageReader) triedScore(scale, text string) {
	tried, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return
	}
	weights := make([]float64, len(p.r.Groups))
	for i := range p.r.Groups {
		weights[i] = p.r.Groups[i].Weight
	}
	p.aggregateWithin(0.05+tolerance, fmt.Sprintf("%s: %s", p.where, scale), &tried, weights,
		func(g int) string { return key("scale", p.w.l.groups[g].Key, scale) })
	p.tried++
}

// centred reads stages against the mean of each of two places.
func (p *pageReader) centred(t *pageTable) {
	from := p.pairs["compare-stage"]
	if from == nil || len(t.rows[0]) != 5 {
		p.find("%s: stages of places without their comparison", p.where)
		return
	}
	for side := range 2 {
		scores := p.sides[side]
		mean := 0.0
		for _, v := range scores {
			mean += v / float64(len(scores))
		}
		p.explained("the mean of a place", strings.TrimSpace(t.rows[0][1+2*side].text), (&figures{}).add(mean))
		for _, row := range t.rows[1:] {
			s := p.scaleNamed(row[0].text, "stage")
			if s == nil || !p.cells(t, row) {
				continue
			}
			v, ok := scores[s.ID]
			if !ok {
				p.find("%s: %s is compared, but one side is hidden", p.where, s.ID)
				continue
			}
			p.explained(s.ID, row[1+2*side].text, (&figures{}).add(v-mean))
			place := 1
			for _, other := range scores {
				if other > v+tolerance/10 {
					place++
				}
			}
			p.explained(s.ID, row[2+2*side].text, (&figures{}).add(float64(place)))
			p.pair("centred").add(mean, math.Abs(v-mean))
		}
	}
}

// sideBySide reads locations or functions × stages.
func (p *pageReader) sideBySide(t *pageTable) {
	stages := p.r.ScalesOf("stage")
	for _, row := range t.rows[1:] {
		dimension, value := p.segmentIn(strings.TrimSuffix(row[0].text, " ready"))
		if value == "" || !p.cells(t, row) {
			p.find("%s: %q is no row of a place", p.where, row[0].text)
			continue
		}
		for i, s := range stages {
			cell, place := &row[min(1+i, len(row)-1)], p.r.SegmentScaleOf(dimension, value, s.ID)
			name := value + " on " + s.ID
			if place == nil || place.Mean == nil {
				p.hidden(name, "", cell)
				continue
			}
			p.places++
			p.explained(name, cell.text, (&figures{}).add(figuresOf(place.Mean, place.N)...))
		}
	}
}
