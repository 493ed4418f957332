package reports

import "slices"

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
