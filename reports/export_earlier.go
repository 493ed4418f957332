package reports

// rowVersion is what the export after one closing keeps, by group.
type rowVersion struct {
	rules  []rowRule
	counts map[rowCell]int
}

// settle decides what the rows of each group keep, beside what was exported after
// each closing before.
func (e *exporter) settle(report *Report, counts map[rowCell]int) error {
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
		v := rowVersion{counts: map[rowCell]int{}}
		for g, group := range c.groups {
			v.rules = append(v.rules, e.rule(g, c.report))
			l.addRows(v.counts, g, group.ledger.Rows)
		}
		e.protect(c.report, v.rules, v.counts)
		e.narrow(v, before)
		before = append(before, v)
	}
	e.protect(report, e.rules, counts)
	e.narrow(rowVersion{e.rules, counts}, before)
	return nil
}

// addRows puts the rows of a group, those without a segment last, where exports
// count them, those without one first.
func (l *layout) addRows(counts map[rowCell]int, g int, rows []int) {
	locations, functions := len(l.segments[byLocation])+1, len(l.segments[byFunction])+1
	for i, n := range rows {
		counts[rowCell{g, (i/functions + 1) % locations, (i%functions + 1) % functions}] += n
	}
}

// narrow keeps no more of a group than each export before that has it: rows are
// known again by their answers, and those that were not there then are the
// newcomers'. Too few of them, in the group or in one of the places that the rows
// name, are not told apart.
func (e *exporter) narrow(v rowVersion, before []rowVersion) {
	for g := range v.rules {
		rule := &v.rules[g]
		for _, then := range before {
			earlier := &then.rules[g]
			if rule.least <= 1 || earlier.out {
				continue
			}
			grown := func(location, function bool) bool {
				return fewMore(rowsBy(then.counts, g, location, function), rowsBy(v.counts, g, location, function), rule.least)
			}
			rule.out = rule.out || grown(false, false)
			rule.byLocation = rule.byLocation && earlier.byLocation && !grown(true, false)
			rule.byFunction = rule.byFunction && earlier.byFunction && !grown(false, true) && (!rule.byLocation || !grown(true, true))
			for i := range rule.keep {
				rule.keep[i] = rule.keep[i] && earlier.keep[i]
			}
		}
	}
}

// rowsBy counts the rows of a group by the parts of their place that are asked for.
func rowsBy(counts map[rowCell]int, g int, location, function bool) map[rowCell]int {
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

// fewMore reports whether any part has become a few more.
func fewMore(then, now map[rowCell]int, least int) bool {
	for cell, n := range now {
		if tooClose(then[cell], n, least) {
			return true
		}
	}
	return false
}
