package reports

import (
	"context"
	"fmt"

	"readiness/assessment"
	"readiness/reports/stats"
)

// tally holds every count a report needs. It grows with groups, segments and
// distinct scores, not with responses.
type tally struct {
	l         *layout
	responses []int // by group
	answers   [][]answerCounts
	scales    []*setTally
	practices []*setTally
	commons   []*setTally
	complete  [][]*stats.Consistency // [scale][group]
	rows      [][]int                // responses [group][location × function], without one last
	plain     []plainTally           // importance, then rivals
}

// answerCounts counts the answers of a group to an item by their stored value.
type answerCounts [assessment.Skipped + 1]int

// kinds sums the counts up by kind.
func (c *answerCounts) kinds() stats.Kinds {
	k := stats.Kinds{DontKnow: c[assessment.DontKnow], NotApplicable: c[assessment.NotApplicable], Skipped: c[assessment.Skipped]}
	for level := 1; level <= assessment.MaxLevels; level++ {
		k.Substantive += c[level]
	}
	return k
}

// levels lists the counts by level, low to high as shown.
func (c *answerCounts) levels(levels int) []int {
	return append([]int(nil), c[1:levels+1]...)
}

// sample is the multiset of item scores.
func (c *answerCounts) sample(levels int, reverse bool) *stats.Sample {
	s := &stats.Sample{}
	item := stats.Item{Levels: levels, Reverse: reverse}
	for level := 1; level <= levels; level++ {
		if y, ok := item.Value(stats.Answer{Kind: stats.Substantive, Level: level}); ok {
			s.AddN(y, c[level])
		}
	}
	return s
}

// setTally counts the scores on one set of items.
type setTally struct {
	scorer   *scorer
	groups   [][]int               // [group][code]
	segments [dimensions][][][]int // [group][segment][code], without a segment last
	cross    [][]int               // [group][location × function] scores
}

type plainTally struct {
	def    plainDef
	groups []answerCounts
}

// add counts one code in a slice that grows as codes come up.
func add(counts *[]int, code int) {
	for len(*counts) <= code {
		*counts = append(*counts, 0)
	}
	(*counts)[code]++
}

func total(counts []int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

func newTally(l *layout) (*tally, error) {
	t := &tally{l: l, responses: make([]int, len(l.groups)), answers: make([][]answerCounts, len(l.items))}
	for i := range t.answers {
		t.answers[i] = make([]answerCounts, len(l.groups))
	}
	for range l.groups {
		t.rows = append(t.rows, make([]int, (len(l.segments[byLocation])+1)*(len(l.segments[byFunction])+1)))
	}
	var err error
	if t.scales, err = newSetTallies(l, l.scales, true); err != nil {
		return nil, err
	}
	if t.practices, err = newSetTallies(l, l.practices, false); err != nil {
		return nil, err
	}
	commons := make([]setDef, len(l.commons))
	for i, c := range l.commons {
		commons[i] = setDef{id: l.scales[c.scale].id, items: c.items}
	}
	if t.commons, err = newSetTallies(l, commons, false); err != nil {
		return nil, err
	}
	for _, def := range l.scales {
		t.complete = append(t.complete, newConsistencies(l, def))
	}
	for _, def := range l.importance {
		t.plain = append(t.plain, plainTally{def: def, groups: make([]answerCounts, len(l.groups))})
	}
	if l.rivals != nil {
		t.plain = append(t.plain, plainTally{def: *l.rivals, groups: make([]answerCounts, len(l.groups))})
	}
	return t, nil
}

func newSetTallies(l *layout, defs []setDef, segmented bool) ([]*setTally, error) {
	var out []*setTally
	for _, def := range defs {
		s, err := newScorer(l, def.items)
		if err != nil {
			return nil, fmt.Errorf("scale %s: %w", def.id, err)
		}
		set := &setTally{scorer: s, groups: make([][]int, len(l.groups))}
		if segmented {
			set.cross = make([][]int, len(l.groups))
			for d := range set.segments {
				set.segments[d] = make([][][]int, len(l.groups))
			}
			for g := range l.groups {
				locations, functions := len(l.segments[byLocation])+1, len(l.segments[byFunction])+1
				set.segments[byLocation][g] = make([][]int, locations)
				set.segments[byFunction][g] = make([][]int, functions)
				set.cross[g] = make([]int, locations*functions)
			}
		}
		out = append(out, set)
	}
	return out, nil
}

// newConsistencies starts one collection a group; nil for scales of one item.
func newConsistencies(l *layout, def setDef) []*stats.Consistency {
	if len(def.items) < 2 {
		return nil
	}
	levels := make([]int, len(def.items))
	for i, item := range def.items {
		levels[i] = l.items[item].question.Levels
	}
	out := make([]*stats.Consistency, len(l.groups))
	for g := range out {
		out[g] = stats.NewConsistency(levels)
	}
	return out
}

// count reads all responses once.
func (t *tally) count(ctx context.Context) error {
	levels := make([]int, 0, len(t.l.items))
	n := 0
	return t.l.in.Responses(ctx, func(r *assessment.Response) error {
		if n++; n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		g, ok := t.l.groupAt[r.Group]
		if !ok {
			return fmt.Errorf("response %s: the assessment has no group %s", r.ID, r.Group)
		}
		t.responses[g]++
		t.countItems(g, r.Answers)
		at := [dimensions]int{t.l.segmentOf(byLocation, r.Location), t.l.segmentOf(byFunction, r.Function)}
		t.countSets(g, at, r.Answers)
		t.countComplete(g, r.Answers, levels)
		return nil
	})
}

// segmentOf is the position of a segment; those without one come last.
func (l *layout) segmentOf(dimension int, key string) int {
	if i, ok := l.segmentAt[dimension][key]; ok {
		return i
	}
	return len(l.segments[dimension])
}

func (t *tally) countItems(g int, a assessment.Answers) {
	for i := range t.l.items {
		if answer := a.At(t.l.items[i].position); int(answer) < len(answerCounts{}) {
			t.answers[i][g][answer]++
		}
	}
	for i := range t.plain {
		if answer := a.At(t.plain[i].def.position); int(answer) < len(answerCounts{}) {
			t.plain[i].groups[g][answer]++
		}
	}
}

func (t *tally) countSets(g int, at [dimensions]int, a assessment.Answers) {
	functions := len(t.l.segments[byFunction]) + 1
	t.rows[g][at[byLocation]*functions+at[byFunction]]++
	for _, set := range t.scales {
		code := set.scorer.code(a)
		if code < 0 {
			continue
		}
		add(&set.groups[g], code)
		for d := range at {
			if len(t.l.segments[d]) > 0 {
				add(&set.segments[d][g][at[d]], code)
			}
		}
		set.cross[g][at[byLocation]*functions+at[byFunction]]++
	}
	for _, sets := range [][]*setTally{t.practices, t.commons} {
		for _, set := range sets {
			if code := set.scorer.code(a); code >= 0 {
				add(&set.groups[g], code)
			}
		}
	}
}

// countComplete collects complete answers, reverse-keyed items turned round.
func (t *tally) countComplete(g int, a assessment.Answers, levels []int) {
	for s, def := range t.l.scales {
		if t.complete[s] == nil {
			continue
		}
		levels = levels[:0]
		for _, i := range def.items {
			q := t.l.items[i].question
			level := a.At(t.l.items[i].position).Level()
			if level == 0 {
				break
			}
			if q.Reverse {
				level = stats.ReverseLevel(level, q.Levels)
			}
			levels = append(levels, level)
		}
		if len(levels) == len(def.items) {
			t.complete[s][g].Add(levels)
		}
	}
}

// answered reports whether a group has at least one answer to an item,
// substantive or don't know.
func (t *tally) answered(item, group int) bool {
	k := t.answers[item][group].kinds()
	return k.Substantive+k.DontKnow > 0
}

// asked reports whether a group was asked an item, on pages or by an import.
func (t *tally) asked(item, group int) bool {
	c := &t.answers[item][group]
	k := c.kinds()
	return t.l.in.Form.Shown(&t.l.groups[group], t.l.items[item].position) ||
		k.Substantive+k.DontKnow+k.NotApplicable+k.Skipped > 0
}

// askedAny reports whether a group was asked any of the items.
func (t *tally) askedAny(items []int, group int) bool {
	for _, i := range items {
		if t.asked(i, group) {
			return true
		}
	}
	return false
}
