package reports

import (
	"context"
	"fmt"
	"slices"

	"readiness/questionnaires"
	"readiness/reports/stats"
)

// waveBefore is the wave before: what its report shows, and its answers where a
// scale's questions have changed in part.
type waveBefore struct {
	report *Report
	l      *layout     // nil if only the report is known
	t      *tally      // nil unless some scale has to be scored anew
	scales []waveItems // by scale of this wave
}

// waveItems says over which questions a scale is compared with the wave before.
type waveItems struct {
	items  []int  // of this wave, the same in both waves
	either int    // number of questions in either wave
	before *Scale // in the earlier report, nil if it has no such scale

	// Where the earlier wave had other questions as well.
	rescored bool
	scale    int   // in the earlier layout
	earlier  []int // the items in the earlier layout
}

// findBefore finds what this wave has in common with the one before, and the
// sets of items that are to be counted in either of them for it.
func (l *layout) findBefore() error {
	if len(l.in.Previous) == 0 {
		return nil
	}
	e := &waveBefore{}
	var err error
	if e.report, err = ParseSnapshot(l.in.Previous); err != nil {
		return fmt.Errorf("the wave before: %w", err)
	}
	if l.in.Before != nil {
		if e.l, err = newLayout(l.in.Before); err != nil {
			return fmt.Errorf("the wave before: %w", err)
		}
	}
	for s := range l.scales {
		w := l.sameItems(s, e)
		if n := len(w.items); n > 0 && n < len(l.scales[s].items) && l.common(s, w.items) < 0 {
			l.commons = append(l.commons, commonDef{scale: s, items: w.items})
		}
		if w.rescored && e.l != nil && e.l.common(w.scale, w.earlier) < 0 {
			e.l.commons = append(e.l.commons, commonDef{scale: w.scale, items: w.earlier})
		}
		e.scales = append(e.scales, w)
	}
	l.before = e
	return nil
}

// sameItems compares the questions of a scale in both waves.
func (l *layout) sameItems(s int, e *waveBefore) waveItems {
	def := &l.scales[s]
	at := slices.IndexFunc(e.report.Scales, func(o Scale) bool { return o.ID == def.id && o.Kind == string(def.kind) })
	if at < 0 {
		return waveItems{}
	}
	w := waveItems{before: &e.report.Scales[at], either: len(def.items)}
	asked := 0
	for i := range e.report.Items {
		old := &e.report.Items[i]
		if old.Scale != def.id {
			continue
		}
		asked++
		at := slices.IndexFunc(def.items, func(i int) bool { return l.items[i].question.ID == old.ID })
		switch {
		case at < 0:
			w.either++
		case sameItem(&l.items[def.items[at]], old, e):
			w.items = append(w.items, def.items[at])
		}
	}
	slices.Sort(w.items)
	if w.rescored = len(w.items) > 0 && len(w.items) < asked; w.rescored && e.l != nil {
		w.scale = slices.IndexFunc(e.l.scales, func(d setDef) bool { return d.id == def.id })
		for _, i := range e.l.scales[w.scale].items {
			if slices.ContainsFunc(w.items, func(now int) bool { return l.items[now].question.ID == e.l.items[i].question.ID }) {
				w.earlier = append(w.earlier, i)
			}
		}
	}
	return w
}

// sameItem reports whether a question has the same code and the same levels in
// both waves: their number, their direction and, where the earlier texts are
// known, their wording. The wording of the question itself may change
// (statistics.md 2.11).
func sameItem(now *itemDef, old *Item, e *waveBefore) bool {
	q := now.question
	if now.questionnaire.ID != old.Questionnaire || q.Levels != old.Levels || q.Reverse != old.Reverse {
		return false
	}
	if e.l == nil {
		return true
	}
	before := e.l.in.Form.Questionnaire(old.Questionnaire)
	return before != nil && sameOptions(now.questionnaire, before, q.ID)
}

// sameOptions compares the options of a question and the descriptions of its ends
// in the languages that both have.
func sameOptions(now, before *questionnaires.Questionnaire, id string) bool {
	for _, lang := range now.Languages() {
		if !slices.Contains(before.Languages(), lang) {
			continue
		}
		for _, voice := range []questionnaires.Voice{questionnaires.Inside, questionnaires.Outside} {
			a, b := now.Wording(lang, voice, id), before.Wording(lang, voice, id)
			if a.Low != b.Low || a.High != b.High || !slices.Equal(a.Options, b.Options) {
				return false
			}
		}
	}
	return true
}

// count reads the earlier wave's responses, if a scale has to be scored anew.
func (e *waveBefore) count(ctx context.Context) (err error) {
	if e.l == nil || !slices.ContainsFunc(e.scales, func(w waveItems) bool { return w.rescored }) {
		return nil
	}
	if e.t, err = newTally(e.l); err != nil {
		return err
	}
	return e.t.count(ctx)
}

// cellsBefore are the earlier wave's scores on a scale over the questions of
// both waves, one cell a group of this wave: from its report where these are all
// that it asked, else from its responses.
func (l *layout) cellsBefore(w *waveItems) []stats.Cell {
	cells := make([]stats.Cell, len(l.groups))
	for g := range cells {
		cell := w.before.CellOf(l.groups[g].Key)
		switch {
		case cell == nil || cell.Mean == nil || cell.N == nil:
		case w.rescored:
			cells[g] = l.before.rescore(w, cell)
		default:
			cells[g] = stats.Cell{N: *cell.N, Mean: *cell.Mean, Disclosed: true}
			if cell.SD != nil {
				cells[g].Variance = *cell.SD * *cell.SD
			}
		}
	}
	return cells
}

// rescore is a group's cell over some of a scale's questions. It is not disclosed
// where the responses are not those of the report any more, where the report
// hides a question of the scale, or where the scores are too few, or too few more
// or less than those over all questions.
func (e *waveBefore) rescore(w *waveItems, cell *ScaleGroup) stats.Cell {
	if e.t == nil {
		return stats.Cell{}
	}
	g, known := e.l.groupAt[cell.Group]
	if !known || !e.unchanged(w, g, cell) || e.hides(w, g) {
		return stats.Cell{}
	}
	set := e.t.commons[e.l.common(w.scale, w.earlier)]
	sample := set.scorer.sample(set.groups[g])
	if least := e.l.threshold(g); stats.TooFew(sample.N(), least) || tooClose(sample.N(), *cell.N, least) {
		return stats.Cell{}
	}
	return sample.Cell(0, true)
}

// unchanged reports whether the responses of a group are still as many as in the report.
func (e *waveBefore) unchanged(w *waveItems, g int, cell *ScaleGroup) bool {
	return total(e.t.scales[w.scale].groups[g]) == *cell.N && slices.ContainsFunc(e.report.Groups, func(o Group) bool {
		return o.Group == cell.Group && o.Completed == e.t.responses[g]
	})
}

// hides reports whether the report hides a question of the scale that somebody of
// the group answered.
func (e *waveBefore) hides(w *waveItems, g int) bool {
	for _, i := range e.l.scales[w.scale].items {
		if !e.t.answered(i, g) {
			continue
		}
		at := slices.IndexFunc(e.report.Items, func(o Item) bool { return o.ID == e.l.items[i].question.ID })
		if at < 0 || !slices.ContainsFunc(e.report.Items[at].Groups, func(c ItemGroup) bool {
			return c.Group == e.l.groups[g].Key && !c.Suppressed
		}) {
			return true
		}
	}
	return false
}
