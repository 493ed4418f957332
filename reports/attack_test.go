package reports

import (
	"fmt"
	"math"
	"slices"
)

// attack collects what was published and works out what follows from it.
type attack struct {
	w         *world
	known     *system
	equations []equation
	beyond    *system
	published map[string]float64   // means by the name of their cell
	report    *Report              // the public one
	own       map[string][]float64 // figures of the published cells by name
	all       *figures             // those that a sentence may hold
	output    string               // what is being read
	numbers   map[string]int       // published numbers that were read, by output
	places    int                  // cells of tables that stand for a statistic, in pages and workbooks
	tried     int                  // scores under tried weights

	hiddenPlaces int // of places, those of hidden statistics
	findings     []string
	unanimous    int // hidden cells whose people must all stand at one end of the scale
	beside       int // hidden cells that are what is left once such people are taken away
}

func newAttack(w *world) *attack {
	return &attack{w: w, known: &system{}, published: map[string]float64{}, numbers: map[string]int{}}
}

func (a *attack) find(format string, args ...any) {
	a.findings = append(a.findings, fmt.Sprintf(format, args...))
}

// took counts numbers that were read.
func (a *attack) took(n int) { a.numbers[a.output] += n }

// cell takes in the published mean of a cell.
func (a *attack) cell(name string, mean float64) {
	a.took(1)
	c := a.w.cells[name]
	switch {
	case c == nil:
		a.find("%s is published, but nobody answered", name)
	case !a.w.near(c.mean, mean):
		a.find("%s is published as %v, its answers give %v", name, mean, a.w.value(c.mean))
	default:
		if c.small {
			a.find("%s is published with %d answers", name, c.n)
		}
		if _, again := a.published[name]; !again {
			a.published[name] = mean
			a.learn(c.mean)
		}
	}
}

func (a *attack) learn(f functional) {
	a.known.learn(f)
	a.equations = append(a.equations, equation{f, a.w.value(f), true})
}

// aggregate takes in a mean over groups. Where the published cells explain it,
// it says nothing new; else it must hold hidden groups.
func (a *attack) aggregate(what string, got *float64, weights []float64, cellOf func(g int) string) {
	a.aggregateWithin(tolerance, what, got, weights, cellOf)
}

// aggregateWithin is aggregate for a mean that is published rounded.
func (a *attack) aggregateWithin(distance float64, what string, got *float64, weights []float64, cellOf func(g int) string) {
	if got == nil {
		return
	}
	a.took(1)
	var sum, total, allTotal float64
	var all functional
	for g := range a.w.l.groups {
		name := cellOf(g)
		c := a.w.cells[name]
		if c == nil || weights[g] == 0 {
			continue
		}
		allTotal += weights[g]
		all = all.plus(c.mean, residue(weights[g]), weights[g])
		if mean, ok := a.published[name]; ok {
			sum += weights[g] * mean
			total += weights[g]
		}
	}
	switch {
	case total > 0 && math.Abs(sum/total-*got) <= distance:
	case allTotal > 0 && math.Abs(a.w.value(all)/allTotal-*got) <= distance:
		a.learn(all)
	default:
		a.find("%s is %v, which neither the shown nor all groups explain", what, *got)
	}
}

// unions adds what follows by subtraction, because bounds are narrowed one
// equation at a time: the hidden parts of a published total.
func (a *attack) unions() {
	for g := range a.w.l.groups {
		group := a.w.l.groups[g].Key
		for s := range a.w.l.scales {
			def := &a.w.l.scales[s]
			total := key("scale", group, def.id)
			if _, ok := a.published[total]; !ok {
				continue
			}
			for d, segments := range a.w.l.segments {
				var parts []string
				for i := range segments {
					parts = append(parts, key(dimensionName(d), group, def.id, segments[i].Key))
				}
				a.subtract(total, parts)
			}
			var items []string
			for _, i := range def.items {
				items = append(items, key("item", group, a.w.items[i].id))
			}
			if len(items) > 1 && a.w.linked(g, def.items) {
				a.subtractItems(total, def.items, items)
			}
		}
	}
}

// subtract takes the published parts of a total away from it.
func (a *attack) subtract(total string, parts []string) {
	whole := a.w.cells[total]
	rest := functional{}.plus(whole.mean, 1, float64(whole.n))
	for _, name := range parts {
		if _, ok := a.published[name]; ok {
			part := a.w.cells[name]
			rest = rest.plus(part.mean, 1, -float64(part.n))
		}
	}
	a.rest(rest)
}

// subtractItems does so with the items of a scale that everybody answered whole.
func (a *attack) subtractItems(total string, items []int, names []string) {
	whole := a.w.cells[total]
	rest := functional{}.plus(whole.mean, 1, float64(whole.n))
	weights := 0.0
	for _, i := range items {
		weights += a.w.items[i].weight
	}
	for at, name := range names {
		if _, ok := a.published[name]; ok && weights > 0 {
			part := a.w.cells[name]
			rest = rest.plus(part.mean, 1, -float64(part.n)*a.w.items[items[at]].weight/weights)
		}
	}
	a.rest(rest)
}

// rest keeps what does not cancel out.
func (a *attack) rest(f functional) {
	sums := map[int]float64{}
	for _, t := range f {
		sums[t.unknown] += t.about
	}
	var left functional
	for unknown, about := range sums {
		if math.Abs(about) > slack {
			left = append(left, term{unknown: unknown, about: about})
		}
	}
	if len(left) > 0 {
		a.equations = append(a.equations, equation{left, a.w.value(left), false})
	}
}

// solve lists the hidden cells that follow from what was published.
func (a *attack) solve() []string {
	a.unions()
	lo, hi := make([]float64, len(a.w.steps)), slices.Clone(a.w.steps)
	narrow(a.equations, a.w.whole, lo, hi)
	for _, name := range a.w.order {
		c := a.w.cells[name]
		if _, ok := a.published[name]; ok || c.unpublished && !c.small {
			continue
		}
		if a.known.knows(c.mean) {
			a.find("%s (n = %d) follows from published numbers", name, c.n)
			continue
		}
		fixed, ends := a.fixed(c, lo, hi)
		switch {
		case fixed && ends:
			a.unanimous++
		case fixed && a.besideUnanimity(lo, hi).knows(c.mean):
			a.beside++
		case fixed:
			a.find("%s (n = %d) follows because answers are whole numbers", name, c.n)
		}
	}
	return a.findings
}

// fixed reports whether bounds leave one value to everything in a cell, and
// whether all answers to each question stand at the same end of its scale.
func (a *attack) fixed(c *cell, lo, hi []float64) (fixed, ends bool) {
	byQuestion := map[int]float64{}
	for _, t := range c.mean {
		if hi[t.unknown]-lo[t.unknown] > slack {
			return false, false
		}
	}
	ends = true
	for _, t := range c.mean {
		at, steps, question := lo[t.unknown], a.w.steps[t.unknown], a.w.questions[t.unknown]
		first, again := byQuestion[question]
		ends = ends && (at < slack || at > steps-slack) && (!again || math.Abs(first-at) < slack)
		byQuestion[question] = at
	}
	return true, ends
}

// besideUnanimity adds to the equations what is known of everybody who must stand
// at an end of the scale.
func (a *attack) besideUnanimity(lo, hi []float64) *system {
	if a.beyond != nil {
		return a.beyond
	}
	a.beyond = &system{}
	for _, e := range a.equations {
		if e.linear {
			a.beyond.learn(e.left)
		}
	}
	for unknown := range lo {
		if hi[unknown] < slack || lo[unknown] > a.w.steps[unknown]-slack {
			a.beyond.learn(functional{{unknown, 1, 1}})
		}
	}
	return a.beyond
}
