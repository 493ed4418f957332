package reports

import "slices"

// rowVersion is what the export after one closing keeps of each group, and what it
// has to choose from.
type rowVersion struct {
	rules  []rowRule
	counts map[rowCell]int
	placed map[rowCell][]int // answers by item of the form
}

// settle decides what the rows of each group keep, beside what was exported after
// each closing before.
func (e *exporter) settle(report *Report, now rowVersion) error {
	l, err := newLayout(e.in)
	if err != nil {
		return err
	}
	past, err := readPast(l)
	if err != nil {
		return err
	}
	var before []rowVersion
	for _, c := range past {
		v := rowVersion{counts: map[rowCell]int{}, placed: map[rowCell][]int{}}
		for g, group := range c.groups {
			v.rules = append(v.rules, e.rule(g, c.report))
			l.addRows(&v, g, group.ledger)
		}
		e.protect(c.report, v.rules, v.counts)
		v.narrow(before)
		before = append(before, v)
	}
	e.protect(report, now.rules, now.counts)
	now.narrow(before)
	return nil
}

// addRows puts the rows of a group, those without a segment last, where exports
// count them, those without one first.
func (l *layout) addRows(v *rowVersion, g int, c *groupLedger) {
	locations, functions := len(l.segments[byLocation])+1, len(l.segments[byFunction])+1
	for i, n := range c.Rows {
		if n > 0 {
			at := rowCell{g, (i/functions + 1) % locations, (i%functions + 1) % functions}
			v.counts[at], v.placed[at] = n, c.Placed[i]
		}
	}
}

// narrow keeps no more of a group than each export before that has it: rows are
// known again by their answers, and those that were not there then are the
// newcomers'. Too few of them, in the group or in one of the places that the rows
// name, are not told apart, nor too few answers of theirs to a question.
func (v *rowVersion) narrow(before []rowVersion) {
	for g := range v.rules {
		rule := &v.rules[g]
		for i := range before {
			then := &before[i].rules[g]
			if rule.least <= 1 || then.out {
				continue
			}
			for i := range rule.keep {
				rule.keep[i] = rule.keep[i] && then.keep[i]
			}
			rule.out = rule.out || v.grownBy(&before[i], g, false, false)
			rule.byLocation = rule.byLocation && then.byLocation && !v.few(&before[i], g, true, false)
			rule.byFunction = rule.byFunction && then.byFunction && !v.few(&before[i], g, rule.byLocation, true)
		}
	}
}

// grownBy reports whether the rows of a group have become a few more, in any of
// the places that are asked for.
func (v *rowVersion) grownBy(then *rowVersion, g int, location, function bool) bool {
	was := parted(then.counts, g, location, function)
	for cell, n := range parted(v.counts, g, location, function) {
		if tooClose(was[cell], n, v.rules[g].least) {
			return true
		}
	}
	return false
}

// few does so too, or if a question that the rows keep has a few answers in a place.
func (v *rowVersion) few(then *rowVersion, g int, location, function bool) bool {
	if v.grownBy(then, g, location, function) {
		return true
	}
	rule := &v.rules[g]
	for item, kept := range rule.keep {
		if !kept {
			continue
		}
		of := func(placed map[rowCell][]int) map[rowCell]int {
			counts := map[rowCell]int{}
			for cell, answers := range placed {
				counts[cell] = answers[item]
			}
			return parted(counts, g, location, function)
		}
		was, now := of(then.placed), of(v.placed)
		for cell, n := range now {
			if slices.ContainsFunc([][2]int{{0, was[cell]}, {0, n}, {was[cell], n}}, func(d [2]int) bool { return tooClose(d[0], d[1], rule.least) }) {
				return true
			}
		}
	}
	return false
}

// parted sums up the counts of a group by the parts of a place that are asked for.
func parted(counts map[rowCell]int, g int, location, function bool) map[rowCell]int {
	out := map[rowCell]int{}
	for cell, n := range counts {
		if cell.group != g {
			continue
		}
		if !location {
			cell.location = 0
		}
		if !function {
			cell.function = 0
		}
		out[cell] += n
	}
	return out
}
