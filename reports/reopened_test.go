package reports

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"

	"readiness/assessment"
)

// reopenedSurveys is how many random surveys are closed, grown, closed again and
// attacked.
const reopenedSurveys = 240

// reopen keeps what is published now as an earlier closing and returns it.
func (s *survey) reopen() (snapshot []byte) {
	s.t.Helper()
	snapshot = s.snapshot()
	counts, err := s.reporter().Counts(s.t.Context(), s.input())
	if err != nil {
		s.t.Fatal(err)
	}
	s.earlier = append(s.earlier, assessment.Closing{Version: len(s.earlier) + 1, Body: snapshot, Counts: counts})
	return snapshot
}

// grow adds up to 8 respondents a group. Some groups' newcomers stand in one
// place, some leave out the same questions as each other.
func (s *survey) grow(random *rand.Rand) {
	for _, g := range s.a.Groups {
		place, leave := random.IntN(3) == 0, random.IntN(3) == 0
		location, function := pickUneven(random, s.a.Locations), pickUneven(random, s.a.Functions)
		skipped := random.IntN(len(s.form.Items))
		for range random.IntN(9) {
			r := s.respond(g.Key, nil)
			for i, item := range s.form.Items {
				switch {
				case !s.form.Shown(&g, i):
				case leave && i == skipped && random.IntN(4) > 0, random.IntN(40) == 0:
					r.Answers[i] = byte(assessment.Skipped)
				default:
					r.Answers[i] = byte(1 + random.IntN(item.Levels))
				}
			}
			if r.Location, r.Function = location, function; !place {
				r.Location, r.Function = pickUneven(random, s.a.Locations), pickUneven(random, s.a.Functions)
			}
		}
	}
}

// history is a survey as an attacker sees it who keeps what was published after
// each closing.
type history struct {
	views    []*world // by closing: everybody who had answered by then
	came     []*world // by closing: those who came before it and after the one before
	attacks  []*attack
	findings []string
	secrets  int
}

// attackHistory reads the files of all closings; n is how many responses there
// were at each.
func attackHistory(t testing.TB, s *survey, n []int, files []*outputs) *history {
	t.Helper()
	l, err := newLayout(s.input())
	if err != nil {
		t.Fatal(err)
	}
	everybody := newWorld(t, l, nil)
	from := 0
	for layer, to := range n {
		for _, r := range s.responses[from:to] {
			everybody.add(r)
			everybody.people[len(everybody.people)-1].layer = layer
		}
		from = to
	}
	everybody.blocks(len(n))
	everybody.list() // makes the unknowns, which all views share
	h := &history{}
	known, equations := &system{}, []equation(nil)
	for v := range n {
		view := everybody.limited(func(p *person) bool { return p.layer <= v })
		h.came = append(h.came, everybody.limited(func(p *person) bool { return p.layer == v }))
		a := newAttack(view)
		a.known, a.equations = known, equations
		a.report = a.readJSON(t, files[v].json)
		numbers := numbersOf(files[v].json)
		a.readCSV(t, files[v].csv, numbers)
		a.readHTML(files[v].html, numbers, newReporter(t).words.T("en", "report_heading_items"))
		a.readRows(t, files[v].rows)
		a.unions()
		h.views, h.attacks = append(h.views, view), append(h.attacks, a)
		equations = a.equations
		everybody.truth, everybody.steps, everybody.whole, everybody.questions = view.truth, view.steps, view.whole, view.questions
		h.findings = append(h.findings, a.findings...)
	}
	h.differences()
	h.matchRows(t, files)
	h.solve()
	return h
}

// blocks joins those of a group who came before a closing with those after it
// where they were too few: nothing is shown of them alone. That one of a few
// left questions out can then be worked out as within one report
// (docs/data-protection.md), and is not looked for here.
func (w *world) blocks(closings int) {
	for g := range w.l.groups {
		came := make([]int, closings)
		for i := range w.people {
			if w.people[i].group == g {
				came[w.people[i].layer]++
			}
		}
		block, sum, of := 0, 0, make([]int, closings)
		for layer, n := range came {
			of[layer] = block
			if sum += n; sum >= w.l.threshold(g) {
				block, sum = block+1, 0
			}
		}
		for i := range w.people {
			if w.people[i].group == g {
				w.people[i].block = of[w.people[i].layer]
			}
		}
	}
}

// limited is the world with fewer people and the same unknowns.
func (w *world) limited(in func(p *person) bool) *world {
	view := *w
	view.in, view.cells, view.order = in, map[string]*cell{}, nil
	view.list()
	return &view
}

func (h *history) last() *attack { return h.attacks[len(h.attacks)-1] }

// differences takes what an earlier file says from what a later one says, so that
// bounds are narrowed for the newcomers, too.
func (h *history) differences() {
	a := h.last()
	for v := 1; v < len(h.views); v++ {
		for name := range h.attacks[v].published {
			if _, ok := h.attacks[v-1].published[name]; !ok {
				continue
			}
			now, then := h.views[v].cells[name], h.views[v-1].cells[name]
			a.rest(functional{}.plus(now.mean, 1, float64(now.n)).plus(then.mean, 1, -float64(then.n)))
		}
	}
}

// matchRows knows the rows of an earlier export again: their answers are as good
// as a name. So the rows of the last export fall into those of each closing.
func (h *history) matchRows(t testing.TB, files []*outputs) {
	t.Helper()
	a, last := h.last(), len(files)-1
	rows := csvRows(t, files[last].rows)
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for g := range a.w.l.groups {
		group := &a.w.l.groups[g]
		if group.Anonymity == assessment.Attributed {
			continue
		}
		var mine [][]string
		for _, row := range rows[1:] {
			if row[columnGroup] == group.Key {
				mine = append(mine, row)
			}
		}
		for v := range files[:last] {
			exported := slices.ContainsFunc(csvRows(t, files[v].rows), func(row []string) bool { return row[columnGroup] == group.Key })
			if !exported || len(mine) == 0 {
				continue
			}
			for _, came := range []func(p *person) bool{
				func(p *person) bool { return p.layer <= v }, func(p *person) bool { return p.layer > v },
			} {
				h.matched(g, mine, column, came)
			}
		}
	}
}

// matched learns the sums over the rows of some people, in each place that the
// rows name.
func (h *history) matched(g int, rows [][]string, column map[string]int, came func(p *person) bool) {
	a := h.last()
	var kept [dimensions]bool
	for _, row := range rows {
		kept[byLocation], kept[byFunction] = kept[byLocation] || row[columnLocation] != "", kept[byFunction] || row[columnFunction] != ""
	}
	places := map[[dimensions]int]int{}
	place := func(p *person) (at [dimensions]int) {
		for d := range at {
			if at[d] = -1; kept[d] {
				at[d] = p.at[d]
			}
		}
		return at
	}
	for i := range a.w.people {
		if p := &a.w.people[i]; p.group == g && came(p) {
			places[place(p)]++
		}
	}
	for at, n := range places {
		if n < a.w.l.threshold(g) {
			h.find("%d rows of %s stand alone at %v beside an earlier export", n, a.w.l.groups[g].Key, at)
		}
		in := func(p *person) bool { return p.group == g && came(p) && place(p) == at }
		for i := range a.w.items {
			if slices.ContainsFunc(rows, func(row []string) bool { return row[column[a.w.items[i].id]] != "" }) {
				if f, n := a.w.mean([]int{i}, in); n > 0 {
					a.learn(f)
				}
			}
		}
	}
}

func (h *history) find(format string, args ...any) {
	a := attack{}
	a.find(format, args...)
	h.findings = append(h.findings, a.findings...)
}

// solve lists the secrets that follow from the files together: what is hidden
// after any closing, and everything about so few newcomers.
func (h *history) solve() {
	a := h.last()
	lo, hi := make([]float64, len(a.w.steps)), slices.Clone(a.w.steps)
	narrow(a.equations, a.w.whole, lo, hi)
	for v, view := range h.views {
		for _, name := range view.order {
			c := view.cells[name]
			if c.unpublished && !c.small || h.printed(name, c.n) {
				continue
			}
			h.check("after closing "+strconv.Itoa(v+1)+", "+name, c, lo, hi)
		}
		for _, name := range h.came[v].order {
			if c := h.came[v].cells[name]; v > 0 && c.small {
				h.check("of those who came before closing "+strconv.Itoa(v+1)+", "+name, c, lo, hi)
			}
		}
	}
}

// printed reports whether a cell is published as it was over the same answers.
func (h *history) printed(name string, n int) bool {
	for v, a := range h.attacks {
		if _, ok := a.published[name]; ok && h.views[v].cells[name].n == n {
			return true
		}
	}
	return false
}

func (h *history) check(what string, c *cell, lo, hi []float64) {
	a := h.last()
	h.secrets++
	fixed, ends := a.fixed(c, lo, hi)
	switch {
	case a.known.knows(c.mean):
		h.find("%s (n = %d) follows from published numbers", what, c.n)
	case fixed && !ends && !a.besideUnanimity(lo, hi).knows(c.mean):
		h.find("%s (n = %d) follows because answers are whole numbers", what, c.n)
	}
}

// closedOften closes a random survey, lets it grow and closes it again, some times
// over. control says whether a report knows of the ones before.
func closedOften(t testing.TB, seed uint64, closings int, control bool) *history {
	t.Helper()
	s := randomSurvey(t, seed)
	random := rand.New(rand.NewPCG(seed, 7))
	var n []int
	var files []*outputs
	for v := range closings {
		if v > 0 {
			s.grow(random)
		}
		kept := s.earlier
		if !control {
			s.earlier = nil
		}
		files = append(files, writeFiles(t, s, s.snapshot()))
		s.earlier = kept
		s.reopen()
		n = append(n, len(s.responses))
	}
	return attackHistory(t, s, n, files)
}

// TestNoNewcomerFollowsFromTwoReports attacks the files of two closings together.
func TestNoNewcomerFollowsFromTwoReports(t *testing.T) {
	t.Parallel()
	var secrets, both, hidden atomic.Int64
	t.Run("surveys", func(t *testing.T) {
		t.Parallel()
		for shard := range attackShards {
			t.Run(strconv.Itoa(shard), func(t *testing.T) {
				t.Parallel()
				for seed := uint64(shard); seed < reopenedSurveys; seed += attackShards {
					closings := 2
					if seed%4 == 3 {
						closings = 3
					}
					h := closedOften(t, seed, closings, true)
					for _, finding := range h.findings {
						t.Errorf("seed %d: %s", seed, finding)
					}
					secrets.Add(int64(h.secrets))
					for name := range h.attacks[0].published {
						if _, again := h.attacks[1].published[name]; again {
							both.Add(1)
						} else {
							hidden.Add(1)
						}
					}
				}
			})
		}
	})
	t.Cleanup(func() {
		t.Logf("%d surveys, %d secrets, %d cells shown twice, %d shown first and hidden then", reopenedSurveys, secrets.Load(), both.Load(), hidden.Load())
		if secrets.Load() < 10*reopenedSurveys || both.Load() < 10*reopenedSurveys || hidden.Load() < reopenedSurveys {
			t.Error("too little was attacked")
		}
	})
}

// TestForgettingTheEarlierReportIsFound makes sure that the attack would notice.
func TestForgettingTheEarlierReportIsFound(t *testing.T) {
	t.Parallel()
	found := 0
	for seed := range uint64(24) {
		if h := closedOften(t, seed, 2, false); len(h.findings) > 0 {
			found++
		}
	}
	if found < 16 {
		t.Errorf("found in only %d of 24 surveys", found)
	}
}

// TestHiddenNewcomersChangeNothing covers what is not linear: the files after a
// second closing do not depend on hidden answers.
func TestHiddenNewcomersChangeNothing(t *testing.T) {
	t.Parallel()
	changed := 0
	for seed := range uint64(48) {
		s := randomSurvey(t, seed)
		s.reopen()
		s.grow(rand.New(rand.NewPCG(seed, 7)))
		depends, n := dependsOnHidden(t, s, s.snapshot)
		if depends {
			t.Errorf("seed %d: a hidden answer shows", seed)
		}
		changed += n
	}
	if changed < 1000 {
		t.Errorf("only %d hidden answers were changed", changed)
	}
}
