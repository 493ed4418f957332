package reports

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"readiness/assessment"
)

// world is a survey as an attacker sees it who knows who belongs where and how
// many answered what, but no answer: the unknowns are the answers, each a whole
// number of steps from 0, so that every mean is a linear combination of them.
// Where somebody of a group left out a question of a scale, published numbers do
// not tell how the group's scores are made from answers; then the scores on that
// scale are unknowns of their own, from 0 to 100.
type world struct {
	t         testing.TB
	l         *layout
	people    []person
	items     []worldItem     // questions, then importance items and riv1
	unknown   [][]int         // [person][item], -1 without an answer
	steps     []float64       // by unknown: its largest value
	truth     []float64       // by unknown
	whole     []bool          // by unknown: an answer, not a score
	questions []int           // by unknown: its item, -1 for a score
	scores    map[string]int  // unknown of a score by person and items
	complete  map[string]bool // by group and items: everybody answered all of them
	cells     map[string]*cell
	order     []string
	weights   []float64
	residues  []uint64 // of weights
	// in limits what is worked out to some people; nil means all.
	in func(p *person) bool
}

type person struct {
	group   int
	at      [dimensions]int // segment, those without one last
	answers assessment.Answers
	layer   int // closing after which the person came, from 0
	block   int // likewise, those together that no report tells apart
}

type worldItem struct {
	id       string
	position int
	levels   int
	reverse  bool
	weight   float64
}

// cell is a statistic of one group, named like "scale/customers/identify".
type cell struct {
	key   string
	group int
	n     int
	mean  functional
	small bool // fewer answers than may be shown
	// Only small sets of these are secret: the report has no cell for them.
	unpublished bool
}

func newWorld(t testing.TB, l *layout, responses []*assessment.Response) *world {
	t.Helper()
	w := &world{t: t, l: l, cells: map[string]*cell{}, weights: l.weights, scores: map[string]int{}, complete: map[string]bool{}}
	for _, v := range l.weights {
		w.residues = append(w.residues, residue(v))
	}
	for _, def := range l.items {
		q := def.question
		w.items = append(w.items, worldItem{q.ID, def.position, q.Levels, q.Reverse, q.Weight})
	}
	for _, def := range l.importance {
		w.items = append(w.items, worldItem{def.id, def.position, def.levels, false, 1})
	}
	if l.rivals != nil {
		w.items = append(w.items, worldItem{l.rivals.id, l.rivals.position, l.rivals.levels, false, 1})
	}
	for _, r := range responses {
		w.add(r)
	}
	w.list()
	return w
}

func (w *world) add(r *assessment.Response) {
	p := person{group: w.l.groupAt[r.Group], answers: r.Answers}
	p.at[byLocation], p.at[byFunction] = w.l.segmentOf(byLocation, r.Location), w.l.segmentOf(byFunction, r.Function)
	row := make([]int, len(w.items))
	for i, item := range w.items {
		row[i] = -1
		if level := r.Answers.At(item.position).Level(); level > 0 {
			step := level - 1
			if item.reverse {
				step = item.levels - level
			}
			row[i] = w.unknownOf(float64(step), float64(item.levels-1), i)
		}
	}
	w.people, w.unknown = append(w.people, p), append(w.unknown, row)
}

func (w *world) unknownOf(truth, steps float64, question int) int {
	w.truth, w.steps, w.whole = append(w.truth, truth), append(w.steps, steps), append(w.whole, question >= 0)
	w.questions = append(w.questions, question)
	return len(w.truth) - 1
}

// linked reports whether everybody in a group who answered any of the items
// answered all of them.
func (w *world) linked(group int, items []int) bool {
	all := true
	for p := range w.people {
		all = all && w.linkedBlock(group, w.people[p].block, items)
	}
	return all
}

// linkedBlock does so for those who came together.
func (w *world) linkedBlock(group, block int, items []int) bool {
	name := fmt.Sprint(group, block, items)
	if known, ok := w.complete[name]; ok {
		return known
	}
	all := true
	for p := range w.people {
		if w.people[p].group != group || w.people[p].block != block {
			continue
		}
		n := 0
		for _, i := range items {
			if w.unknown[p][i] >= 0 {
				n++
			}
		}
		all = all && (n == 0 || n == len(items))
	}
	w.complete[name] = all
	return all
}

// score is a person's score on a set of items under the half rule; ok is false
// where it is missing.
func (w *world) score(person int, items []int) (f functional, ok bool) {
	asked, answered, sum := 0, 0, 0.0
	for _, i := range items {
		switch a := w.people[person].answers.At(w.items[i].position); {
		case a == assessment.NotShown || a == assessment.NotApplicable:
			continue
		case a.Level() > 0:
			answered++
			sum += w.items[i].weight
		}
		asked++
	}
	if answered == 0 || 2*answered < asked || sum == 0 {
		return nil, false
	}
	for _, i := range items {
		if at := w.unknown[person][i]; at >= 0 {
			about := 100 * w.items[i].weight / sum / w.steps[at]
			exact := mulMod(mulMod(100, residue(w.items[i].weight)), inverse(mulMod(residue(sum), uint64(w.steps[at]))))
			f = append(f, term{at, exact, about})
		}
	}
	if w.linkedBlock(w.people[person].group, w.people[person].block, items) {
		return f, true
	}
	name := fmt.Sprint(person, items)
	at, known := w.scores[name]
	if !known {
		at = w.unknownOf(w.value(f), 100, -1)
		w.scores[name] = at
	}
	return functional{{at, 1, 1}}, true
}

// mean is the mean score of the people that are in; n is how many have one.
func (w *world) mean(items []int, in func(p *person) bool) (f functional, n int) {
	var scores []functional
	for i := range w.people {
		if in(&w.people[i]) && (w.in == nil || w.in(&w.people[i])) {
			if score, ok := w.score(i, items); ok {
				scores = append(scores, score)
			}
		}
	}
	if n = len(scores); n == 0 {
		return nil, 0
	}
	exact := inverse(uint64(n))
	for _, score := range scores {
		f = f.plus(score, exact, 1/float64(n))
	}
	return f, n
}

func (w *world) value(f functional) float64 {
	v := 0.0
	for _, t := range f {
		v += t.about * w.truth[t.unknown]
	}
	return v
}

func key(parts ...string) string { return strings.Join(parts, "/") }

// list makes every cell that a report could publish, and the small sets that it
// must not give away by subtraction.
func (w *world) list() {
	for g := range w.l.groups {
		group := w.l.groups[g].Key
		ofGroup := func(p *person) bool { return p.group == g }
		for i, item := range w.items {
			w.put(key("item", group, item.id), g, []int{i}, ofGroup, false)
		}
		for _, def := range w.l.practices {
			w.put(key("practice", group, def.id), g, def.items, ofGroup, false)
		}
		for _, def := range w.l.scales {
			w.put(key("scale", group, def.id), g, def.items, ofGroup, false)
			w.listSegments(g, &def)
		}
	}
}

func (w *world) listSegments(g int, def *setDef) {
	group := w.l.groups[g].Key
	for d, segments := range w.l.segments {
		if len(segments) == 0 {
			continue
		}
		for s := range len(segments) + 1 {
			name := ""
			if s < len(segments) {
				name = segments[s].Key
			}
			w.put(key(dimensionName(d), group, def.id, name), g, def.items,
				func(p *person) bool { return p.group == g && p.at[d] == s }, s == len(segments))
		}
	}
	if len(w.l.segments[byLocation]) == 0 || len(w.l.segments[byFunction]) == 0 {
		return
	}
	for l := range len(w.l.segments[byLocation]) + 1 {
		for f := range len(w.l.segments[byFunction]) + 1 {
			w.put(key("crossed", group, def.id, string(rune('A'+l)), string(rune('a'+f))), g, def.items,
				func(p *person) bool { return p.group == g && p.at == [dimensions]int{l, f} }, true)
		}
	}
}

func (w *world) put(name string, g int, items []int, in func(p *person) bool, unpublished bool) {
	mean, n := w.mean(items, in)
	if n == 0 {
		return
	}
	w.cells[name] = &cell{key: name, group: g, n: n, mean: mean, small: n < w.l.threshold(g), unpublished: unpublished}
	w.order = append(w.order, name)
}

// near reports whether a published figure is the value of a functional.
func (w *world) near(f functional, published float64) bool {
	return math.Abs(w.value(f)-published) <= tolerance
}
