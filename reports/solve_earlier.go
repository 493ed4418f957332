package reports

import (
	"cmp"
	"slices"
)

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
	places := make([]*places, h.c.scales)
	for s := range places {
		places[s] = h.places(s)
	}
	if h.solveItems(places, true) || h.solveItems(places, false) {
		return true
	}
	for s, p := range places {
		if !h.sets[s] && p.solve() {
			return true
		}
	}
	return false
}

// layered are the unknowns of a group's questions: the sums of the answers of those
// who came between two closings. Scores follow from their answers as far as
// everybody answered whole. Where somebody did not, a reader cannot tell how scores
// are made from answers, and the sum of theirs is an unknown of its own; to be on
// the safe side, whole asks what would follow if it were known all the same.
type layered struct {
	h        *hiding
	versions []*census
	whole    bool
	items    [][]int // unknown by version and item, -1 without answers
	scores   [][]int // likewise of a set's scores; -1 also where they follow from answers
	unknowns int
}

func (h *hiding) layered(whole bool) *layered {
	l := &layered{h: h, versions: h.versions(), whole: whole}
	next := func(needed bool) int {
		if !needed {
			return -1
		}
		l.unknowns++
		return l.unknowns - 1
	}
	for v := range l.versions {
		var items, scores []int
		for i := range h.items {
			items = append(items, next(l.came(v, func(c *census) int { return c.items[i] }) != 0))
		}
		for s := range h.sets {
			scores = append(scores, next(l.came(v, func(c *census) int { return c.sets[s].n }) != 0 && !l.linked(v, s)))
		}
		l.items, l.scores = append(l.items, items), append(l.scores, scores)
	}
	return l
}

// came is how many answers have come before a closing and after the one before it.
func (l *layered) came(v int, of func(c *census) int) int {
	if v == 0 {
		return of(l.versions[0])
	}
	return of(l.versions[v]) - of(l.versions[v-1])
}

// linked reports whether the scores of a set follow from the answers.
func (l *layered) linked(v, set int) bool {
	n := l.came(v, func(c *census) int { return c.sets[set].n })
	return l.whole || !slices.ContainsFunc(l.h.c.sets[set].items, func(i int) bool {
		answers := l.came(v, func(c *census) int { return c.items[i] })
		return answers != 0 && answers != n
	})
}

// item is the sum of the answers to a question up to a closing.
func (l *layered) item(version, item int) []float64 {
	row := make([]float64, l.unknowns)
	for v := range version + 1 {
		if at := l.items[v][item]; at >= 0 {
			row[at] = 1
		}
	}
	return row
}

// set is the sum of the scores on a set up to a closing.
func (l *layered) set(version, set int) []float64 {
	row := make([]float64, l.unknowns)
	for v := range version + 1 {
		if at := l.scores[v][set]; at >= 0 {
			row[at] = 1
		}
		if !l.linked(v, set) {
			continue
		}
		sum := 0.0
		for _, i := range l.h.c.sets[set].items {
			if l.whole || l.items[v][i] >= 0 {
				sum += l.h.c.weights[i]
			}
		}
		for _, i := range l.h.c.sets[set].items {
			if at := l.items[v][i]; at >= 0 && sum > 0 {
				row[at] = l.h.c.weights[i] / sum
			}
		}
	}
	return row
}

// solveItems looks at questions and the scores that are made of them.
func (h *hiding) solveItems(places []*places, whole bool) bool {
	l := h.layered(whole)
	st := &statements{}
	over := func(row func(v int) []float64, n func(c *census) int, shown func(v int) bool, hidden *bool) {
		rows, ns := make([][]float64, len(l.versions)), make([]int, len(l.versions))
		for v, c := range l.versions {
			rows[v], ns[v] = row(v), n(c)
		}
		h.state(st, rows, ns, shown, hidden)
	}
	scales := 0
	for s := range h.sets {
		over(func(v int) []float64 { return l.set(v, s) }, func(c *census) int { return c.sets[s].n },
			func(v int) bool { return h.c.past[v].set(s) }, &h.sets[s])
		if s == h.c.scales-1 {
			scales = len(st.now)
		}
	}
	sets := len(st.now)
	for i := range h.items {
		over(func(v int) []float64 { return l.item(v, i) }, func(c *census) int { return c.items[i] },
			func(v int) bool { return h.c.past[v].shown.items[i] }, &h.items[i])
	}
	// Practices can be spared first, then places, then questions, scales last.
	items := st.now[sets:]
	slices.SortStableFunc(items, func(a, b statement) int { return cmp.Compare(a.n, b.n) })
	told := &statements{}
	for s, p := range places {
		p.tell(told, func(v int) []float64 { return l.set(v, s) })
	}
	st.then = append(st.then, told.then...)
	st.now = slices.Concat(st.now[scales:sets], told.now, items, st.now[:scales])
	return st.protect(l.unknowns)
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
