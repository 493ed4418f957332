package reports

import (
	"cmp"
	"slices"
)

// earlier hides what is shown now and was shown at a closing before, with fewer
// than the threshold more or fewer answers: the difference would be the figure of
// those who came since (statistics.md 2.10, rules 4 and 6). A question prints
// shares of everybody asked, so that its group must not have grown by a few
// either.
func (h *hiding) earlier() {
	c := h.c
	for _, p := range c.past {
		grown := tooClose(p.census.responses, c.responses, c.threshold)
		for i := range h.items {
			if p.shown.items[i] && (grown || tooClose(p.census.items[i], c.items[i], c.threshold)) {
				h.items[i] = true
			}
		}
		for s := range h.sets {
			if p.set(s) && tooClose(p.census.sets[s].n, c.sets[s].n, c.threshold) {
				h.sets[s] = true
			}
			for d := range h.segments[s] {
				for i := range h.segments[s][d] {
					if p.segment(s, d, i) && tooClose(p.census.sets[s].segments[d][i], c.sets[s].segments[d][i], c.threshold) {
						h.segments[s][d][i] = true
					}
				}
			}
		}
	}
}

// plainShown reports whether an item that stands alone may be shown with n answers.
func (h *hiding) plainShown(i, n int) bool {
	return !slices.ContainsFunc(h.c.past, func(p *pastGroup) bool {
		return p.shown.plain[i] &&
			(tooClose(p.census.plain[i], n, h.c.threshold) || tooClose(p.census.responses, h.c.responses, h.c.threshold))
	})
}

// set reports whether a scale or a set of practices was shown.
func (p *pastGroup) set(s int) bool {
	if s < len(p.shown.scales) {
		return p.shown.scales[s]
	}
	return p.shown.practice[s-len(p.shown.scales)]
}

// segment reports whether a segment was shown. Those without one have no cell:
// what is known of them follows from the others.
func (p *pastGroup) segment(s, dimension, segment int) bool {
	return s < len(p.shown.segments) && p.shown.segments[s][dimension][segment]
}

// protectNew looks at those who came since each closing: where a score is shown
// then and now, theirs is the difference, and so are its parts. What is left of it
// beside the known parts must not be a few (rule 3); what else follows from a
// single hidden part is solveEarlier's.
func (h *hiding) protectNew(set int) {
	for _, p := range h.c.past {
		if h.sets[set] || !p.set(set) {
			continue
		}
		items := h.c.sets[set].items
		parts := make([]newPart, len(items))
		for i, item := range items {
			parts[i] = newPart{p.census.items[item], h.c.items[item], p.shown.items[item], &h.items[item]}
		}
		h.sets[set] = h.protectParts(parts)
		for d, now := range h.c.sets[set].segments {
			parts := make([]newPart, len(now))
			for i := range now {
				parts[i] = newPart{p.census.sets[set].segments[d][i], now[i], p.segment(set, d, i), &h.segments[set][d][i]}
			}
			h.sets[set] = h.sets[set] || h.protectParts(parts)
		}
	}
}

// newPart is a part of a score at a closing before and now.
type newPart struct {
	then, now int // answers
	shown     bool
	hidden    *bool // now
}

// protectParts hides the smallest known parts of those who came while the others are
// too few, and reports whether the total has to be hidden.
func (h *hiding) protectParts(parts []newPart) (hideTotal bool) {
	for {
		rest, next := 0, -1
		for i, p := range parts {
			switch came := p.now - p.then; {
			case *p.hidden || !p.shown && p.then > 0:
				rest += came
			case came > 0 && (next < 0 || came < parts[next].now-parts[next].then):
				next = i
			}
		}
		if !tooClose(0, rest, h.c.threshold) {
			return false
		}
		if next < 0 {
			return true
		}
		*parts[next].hidden = true
	}
}

// statement is what a published figure says about the unknowns. hide takes it
// back; nil for what an earlier report says.
type statement struct {
	row  []float64
	n    int // answers
	hide func()
}

// statements are what the reports say together, and what must not follow.
type statements struct {
	then, now []statement
	secrets   [][]float64
	people    []int // by unknown; nil where an unknown is no sum over people
	least     int
}

func rowsOf(list []statement, without int) [][]float64 {
	var rows [][]float64
	for i := range list {
		if i != without {
			rows = append(rows, list[i].row)
		}
	}
	return rows
}

// protect hides a figure of now if a secret follows from the reports together that
// the earlier ones do not tell by themselves. It takes the first whose hiding
// helps, so they are in the order in which they can be spared.
func (s *statements) protect(unknowns int) bool {
	then := rowsOf(s.then, -1)
	before := echelon(then, unknowns)
	known := func(without int) [][]float64 {
		return echelon(slices.Concat(then, rowsOf(s.now, without)), unknowns)
	}
	secret := s.leak(before, known(-1))
	if secret == nil {
		return false
	}
	for i := range s.now {
		if !follows(known(i), secret) {
			s.now[i].hide()
			return true
		}
	}
	for i := range s.now {
		if overlap(s.now[i].row, secret) {
			s.now[i].hide()
			return true
		}
	}
	if len(s.now) > 0 {
		s.now[0].hide()
	}
	return len(s.now) > 0
}

// leak finds a secret that follows from all and not from before.
func (s *statements) leak(before, all [][]float64) []float64 {
	for _, secret := range s.secrets {
		if follows(all, secret) && !follows(before, secret) {
			return secret
		}
	}
	if s.people == nil {
		return nil
	}
	for _, row := range all {
		if s.small(row) && !follows(before, row) {
			return row
		}
	}
	return nil
}

// small reports whether a combination is a sum over somebody, and over too few.
func (s *statements) small(row []float64) bool {
	n := 0
	for i, v := range row {
		if v < -pivotFloor {
			return false
		}
		if v >= pivotFloor {
			n += s.people[i]
		}
	}
	return n > 0 && n < s.least
}

func overlap(a, b []float64) bool {
	for i := range a {
		if a[i] != 0 && b[i] != 0 {
			return true
		}
	}
	return false
}

// keep adds a secret unless it is empty.
func (s *statements) keep(row []float64) {
	if slices.ContainsFunc(row, func(v float64) bool { return v != 0 }) {
		s.secrets = append(s.secrets, row)
	}
}

func minus(a, b []float64) []float64 {
	out := slices.Clone(a)
	for i := range b {
		out[i] -= b[i]
	}
	return out
}

// versions lists the group at every closing, this one last.
func (h *hiding) versions() []*census {
	var out []*census
	for _, p := range h.c.past {
		out = append(out, p.census)
	}
	return append(out, h.c)
}

// solveEarlier looks for hidden questions and scores that follow from this report
// and the earlier ones together. It reports whether it hid anything.
func (h *hiding) solveEarlier() bool {
	if len(h.c.past) == 0 {
		return false
	}
	if h.solveItems() {
		return true
	}
	for s := range h.c.scales {
		if h.solveCrossing(s) {
			return true
		}
	}
	return false
}

// solveItems takes the sums of answers to each question, by those who came
// between two closings, for the unknowns.
func (h *hiding) solveItems() bool {
	versions := h.versions()
	at, unknowns := make([][]int, len(versions)), 0 // unknown by version and item, -1 without answers
	for v := range versions {
		at[v] = make([]int, len(h.items))
		for i := range h.items {
			n := versions[v].items[i]
			if v > 0 {
				n -= versions[v-1].items[i]
			}
			if at[v][i] = -1; n != 0 {
				at[v][i], unknowns = unknowns, unknowns+1
			}
		}
	}
	row := func(version int, items []int, weight func(i int) float64) []float64 {
		out := make([]float64, unknowns)
		for _, i := range items {
			for v := range version + 1 {
				if at[v][i] >= 0 {
					out[at[v][i]] = weight(i)
				}
			}
		}
		return out
	}
	st := &statements{}
	for s := range h.sets {
		weight := func(i int) float64 { return h.c.weights[i] }
		rows, ns := make([][]float64, len(versions)), make([]int, len(versions))
		for v := range versions {
			rows[v], ns[v] = row(v, h.c.sets[s].items, weight), versions[v].sets[s].n
		}
		h.state(st, rows, ns, func(v int) bool { return h.c.past[v].set(s) }, &h.sets[s])
	}
	sets := len(st.now)
	for i := range h.items {
		rows, ns := make([][]float64, len(versions)), make([]int, len(versions))
		for v := range versions {
			rows[v], ns[v] = row(v, []int{i}, func(int) float64 { return 1 }), versions[v].items[i]
		}
		h.state(st, rows, ns, func(v int) bool { return h.c.past[v].shown.items[i] }, &h.items[i])
	}
	// Practices can be spared first, then questions, scales last.
	scales := 0
	for s := range h.c.scales {
		if !h.sets[s] && h.c.sets[s].n > 0 {
			scales++
		}
	}
	items := st.now[sets:]
	slices.SortStableFunc(items, func(a, b statement) int { return cmp.Compare(a.n, b.n) })
	st.now = slices.Concat(st.now[scales:sets], items, st.now[:scales])
	return st.protect(unknowns)
}

// state adds one figure over all versions: what is said, what is secret, and the
// figure of so few newcomers. rows and ns are by version.
func (h *hiding) state(st *statements, rows [][]float64, ns []int, shown func(version int) bool, hidden *bool) {
	last := len(rows) - 1
	for v := range last {
		switch {
		case ns[v] == 0:
		case shown(v):
			st.then = append(st.then, statement{row: rows[v], n: ns[v]})
		case ns[v] != ns[last] || *hidden:
			st.keep(rows[v])
		}
		if n := ns[last] - ns[v]; n > 0 && n < h.c.threshold {
			st.keep(minus(rows[last], rows[v]))
		}
	}
	switch {
	case ns[last] == 0:
	case *hidden:
		st.keep(rows[last])
	default:
		st.now = append(st.now, statement{rows[last], ns[last], func() { *hidden = true }})
	}
}

// solveCrossing takes the sums over the people of one location and one function
// who came between two closings for the unknowns.
func (h *hiding) solveCrossing(set int) bool {
	if h.sets[set] || h.c.sets[set].segments[byLocation] == nil && h.c.sets[set].segments[byFunction] == nil {
		return false
	}
	versions := h.versions()
	st := &statements{least: h.c.threshold, people: []int{}}
	at := make([][]int, len(versions)) // unknown by version and crossed cell
	for v := range versions {
		at[v] = make([]int, len(h.c.sets[set].cross))
		for i := range at[v] {
			n := versions[v].sets[set].cross[i]
			if v > 0 {
				n -= versions[v-1].sets[set].cross[i]
			}
			if at[v][i] = -1; n > 0 {
				at[v][i] = len(st.people)
				st.people = append(st.people, n)
			}
		}
	}
	part := func(in func(cell int) bool) (rows [][]float64, ns []int) {
		for v := range versions {
			row, n := make([]float64, len(st.people)), 0
			for cell := range h.c.sets[set].cross {
				if !in(cell) {
					continue
				}
				n += versions[v].sets[set].cross[cell]
				for u := range v + 1 {
					if at[u][cell] >= 0 {
						row[at[u][cell]] = 1
					}
				}
			}
			rows, ns = append(rows, row), append(ns, n)
		}
		return rows, ns
	}
	functions := max(1, len(h.c.sets[set].segments[byFunction]))
	for d := range h.segments[set] {
		for i := range h.segments[set][d] {
			rows, ns := part(func(cell int) bool {
				return [dimensions]int{byLocation: cell / functions, byFunction: cell % functions}[d] == i
			})
			h.state(st, rows, ns, func(v int) bool { return h.c.past[v].segment(set, d, i) }, &h.segments[set][d][i])
		}
	}
	slices.SortStableFunc(st.now, func(a, b statement) int { return cmp.Compare(a.n, b.n) })
	rows, ns := part(func(int) bool { return true })
	h.state(st, rows, ns, func(v int) bool { return h.c.past[v].set(set) }, &h.sets[set])
	st.keepSmall(at)
	return st.protect(len(st.people))
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
