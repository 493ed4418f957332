package reports

import (
	"cmp"
	"slices"
)

// places is what locations and functions say of one scale over all closings. The
// unknowns are the sums over the people of one location and one function who came
// between two closings.
type places struct {
	h      *hiding
	set    int
	st     *statements
	at     [][]int     // unknown by version and crossed cell, -1 for nobody
	totals [][]float64 // by version
}

func (h *hiding) places(set int) *places {
	p := &places{h: h, set: set, st: &statements{least: h.c.threshold, people: []int{}}}
	versions := h.versions()
	p.at = make([][]int, len(versions))
	for v := range versions {
		p.at[v] = make([]int, len(h.c.sets[set].cross))
		for i := range p.at[v] {
			n := versions[v].sets[set].cross[i]
			if v > 0 {
				n -= versions[v-1].sets[set].cross[i]
			}
			if p.at[v][i] = -1; n > 0 {
				p.at[v][i] = len(p.st.people)
				p.st.people = append(p.st.people, n)
			}
		}
	}
	functions := max(1, len(h.c.sets[set].segments[byFunction]))
	for d := range h.segments[set] {
		for i := range h.segments[set][d] {
			rows, ns := p.part(func(cell int) bool {
				return [dimensions]int{byLocation: cell / functions, byFunction: cell % functions}[d] == i
			})
			h.state(p.st, rows, ns, func(v int) bool { return h.c.past[v].segment(set, d, i) }, &h.segments[set][d][i])
		}
	}
	slices.SortStableFunc(p.st.now, func(a, b statement) int { return cmp.Compare(a.n, b.n) })
	var ns []int
	p.totals, ns = p.part(func(int) bool { return true })
	h.state(p.st, p.totals, ns, func(v int) bool { return h.c.past[v].set(set) }, &h.sets[set])
	return p
}

// part sums the people of some cells up, by version.
func (p *places) part(in func(cell int) bool) (rows [][]float64, ns []int) {
	for v := range p.at {
		row, n := make([]float64, len(p.st.people)), 0
		for cell := range p.at[v] {
			for u := range v + 1 {
				if at := p.at[u][cell]; at >= 0 && in(cell) {
					row[at] = 1
					n += p.st.people[at]
				}
			}
		}
		rows, ns = append(rows, row), append(ns, n)
	}
	return rows, ns
}

// solve hides a place if it gives away another, or a few people.
func (p *places) solve() bool {
	if len(p.h.segments[p.set][byLocation]) == 0 && len(p.h.segments[p.set][byFunction]) == 0 {
		return false
	}
	p.st.keepSmall(p.at)
	return p.st.protect(len(p.st.people))
}

// tell adds to statements about scores what the places say of them: all who came
// between two closings may stand in one place.
func (p *places) tell(st *statements, score func(version int) []float64) {
	unknowns := len(p.st.people)
	then := rowsOf(p.st.then, -1)
	before, all := echelon(then, unknowns), echelon(slices.Concat(then, rowsOf(p.st.now, -1)), unknowns)
	for to := range p.totals {
		for from := -1; from < to; from++ {
			total, row := p.totals[to], score(to)
			if from >= 0 {
				total, row = minus(total, p.totals[from]), minus(row, score(from))
			}
			switch {
			case !slices.ContainsFunc(total, func(v float64) bool { return v != 0 }):
			case follows(before, total):
				st.then = append(st.then, statement{row: row})
			case follows(all, total):
				st.now = append(st.now, statement{row: row, hide: func() {
					if !p.h.hideSmallestSegment(p.set) {
						p.h.sets[p.set] = true
					}
				}})
			}
		}
	}
}

// keepSmall adds what must not be told of few people: those in one location and
// function, at any closing or since, and what is left where one published set of
// people lies within another.
func (s *statements) keepSmall(at [][]int) {
	for cell := range at[0] {
		for from := range at {
			row := make([]float64, len(s.people))
			for to := from; to < len(at); to++ {
				if at[to][cell] >= 0 {
					row[at[to][cell]] = 1
				}
				if s.small(row) {
					s.keep(slices.Clone(row))
				}
			}
		}
	}
	all := slices.Concat(s.then, s.now)
	for i := range all {
		for j := range all {
			if rest := minus(all[j].row, all[i].row); s.small(rest) {
				s.keep(rest)
			}
		}
	}
}
