package reports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"readiness/assessment"
	"readiness/reports/stats"
)

// ledger is what has to be remembered of a closing before more answers come:
// how many answers every figure rested on. By group, in the groups' order; the
// form of an opened assessment never changes, so that places stay what they are.
type ledger struct {
	Groups []groupLedger `json:"groups"`
}

type groupLedger struct {
	Group    string                    `json:"group"`
	Rows     []int                     `json:"rows"`   // location × function, those without one last
	Placed   [][]int                   `json:"placed"` // as rows, then by item of the form; empty without rows
	Items    []int                     `json:"items"`
	Sets     []setLedger               `json:"sets"` // scales, then practices
	Plain    []int                     `json:"plain"`
	Complete []int                     `json:"complete"` // whole answers, by scale
	Commons  map[string]int            `json:"commons"`  // by commonKey
	Comments map[string]map[string]int `json:"comments"` // by item and language
}

type setLedger struct {
	N     int   `json:"n"`
	Cross []int `json:"cross,omitempty"` // as rows
}

// Counts sums up what disclosure control has to remember of a closed assessment
// before it is opened again: numbers of answers, never an answer.
func (r *Reporter) Counts(ctx context.Context, in *assessment.ReportInput) ([]byte, error) {
	b, err := r.prepare(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("count the answers to assessment %s: %w", in.Assessment.ID, err)
	}
	comments, err := b.readComments(ctx)
	if err != nil {
		return nil, fmt.Errorf("count the comments on assessment %s: %w", in.Assessment.ID, err)
	}
	var out ledger
	for g := range b.l.groups {
		out.Groups = append(out.Groups, b.ledger(g, comments))
	}
	functions := len(b.l.segments[byFunction]) + 1
	err = in.Responses(ctx, func(r *assessment.Response) error {
		g := b.l.groupAt[r.Group] // counting has refused others
		at := b.l.segmentOf(byLocation, r.Location)*functions + b.l.segmentOf(byFunction, r.Function)
		out.Groups[g].Placed[at] = countAnswers(out.Groups[g].Placed[at], r, len(in.Form.Items))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count the answers to assessment %s: %w", in.Assessment.ID, err)
	}
	return json.Marshal(out)
}

// countAnswers adds to counts which items of the form a response answers.
func countAnswers(counts []int, r *assessment.Response, items int) []int {
	if counts == nil {
		counts = make([]int, items)
	}
	for i := range counts {
		if r.Answers.At(i).Level() > 0 {
			counts[i]++
		}
	}
	return counts
}

func (b *builder) ledger(g int, comments map[commentCell][]Comment) groupLedger {
	c := b.t.census(g)
	out := groupLedger{
		Group: b.l.groups[g].Key, Rows: b.t.rows[g], Placed: make([][]int, len(b.t.rows[g])), Items: c.items, Plain: c.plain,
		Commons: map[string]int{}, Comments: map[string]map[string]int{},
	}
	for s := range c.sets {
		out.Sets = append(out.Sets, setLedger{N: c.sets[s].n, Cross: c.sets[s].cross})
	}
	for _, complete := range b.t.complete {
		n := 0
		if complete != nil {
			n = complete[g].N()
		}
		out.Complete = append(out.Complete, n)
	}
	for i := range b.t.commons {
		out.Commons[b.commonKey(i)] = total(b.t.commons[i].groups[g])
	}
	for cell, list := range comments {
		if cell.group == out.Group {
			out.Comments[cell.item] = languagesOf(list)
		}
	}
	return out
}

// commonKey names a set of common items: the same ones may be found in another
// order at another closing.
func (b *builder) commonKey(i int) string {
	return fmt.Sprint(b.l.commons[i].scale, b.l.commons[i].items)
}

// past are the closings before, the oldest first.
type past []closing

type closing struct {
	report *Report
	groups []*pastGroup
}

// pastGroup is one group at an earlier closing: what was counted, and what the
// report of then shows.
type pastGroup struct {
	census *census
	shown  *shown
	ledger *groupLedger
}

// readPast reads the closings before. It fails on counts that do not fit the
// assessment.
func readPast(l *layout) (past, error) {
	var out past
	for _, c := range l.in.Earlier {
		report, err := ParseSnapshot(c.Body)
		if err != nil {
			return nil, fmt.Errorf("report %d: %w", c.Version, err)
		}
		var counted ledger
		if err := json.Unmarshal(c.Counts, &counted); err != nil {
			return nil, fmt.Errorf("counts of report %d: %w", c.Version, err)
		}
		at := closing{report: report}
		for g := range l.groups {
			if g >= len(counted.Groups) || !l.fits(g, &counted.Groups[g]) {
				return nil, fmt.Errorf("counts of report %d: %w", c.Version, errOtherForm)
			}
			at.groups = append(at.groups, &pastGroup{
				census: l.censusOf(g, &counted.Groups[g]), shown: l.published(report, l.groups[g].Key), ledger: &counted.Groups[g],
			})
		}
		out = append(out, at)
	}
	return out, nil
}

var errOtherForm = errors.New("they belong to other groups or questions")

func (l *layout) fits(g int, c *groupLedger) bool {
	crossed := (len(l.segments[byLocation]) + 1) * (len(l.segments[byFunction]) + 1)
	fit := c.Group == l.groups[g].Key && len(c.Items) == len(l.items) && len(c.Rows) == crossed && len(c.Placed) == crossed &&
		len(c.Sets) == len(l.scales)+len(l.practices) && len(c.Complete) == len(l.scales)
	for i := range c.Placed {
		fit = fit && (c.Rows[i] == 0 || len(c.Placed[i]) == len(l.in.Form.Items))
	}
	for s := range c.Sets {
		fit = fit && (s >= len(l.scales) || len(c.Sets[s].Cross) == crossed)
	}
	return fit
}

// censusOf turns stored counts into what disclosure control reads.
func (l *layout) censusOf(g int, c *groupLedger) *census {
	out := &census{threshold: l.threshold(g), responses: total(c.Rows), items: c.Items, plain: c.Plain, scales: len(l.scales)}
	functions := len(l.segments[byFunction]) + 1
	for s, set := range c.Sets {
		at := setCensus{n: set.N, cross: set.Cross}
		for d := range at.segments {
			if s < len(l.scales) && len(l.segments[d]) > 0 {
				at.segments[d] = make([]int, len(l.segments[d])+1)
			}
		}
		for i, n := range set.Cross {
			for d, part := range [dimensions]int{byLocation: i / functions, byFunction: i % functions} {
				if len(at.segments[d]) > 0 {
					at.segments[d][part] += n
				}
			}
		}
		out.sets = append(out.sets, at)
	}
	return out
}

// published reads from a report which figures of a group it shows.
func (l *layout) published(r *Report, group string) *shown {
	out := &shown{
		items: make([]bool, len(l.items)), scales: make([]bool, len(l.scales)), practice: make([]bool, len(l.practices)),
		segments: make([][dimensions][]bool, len(l.scales)),
	}
	for i := range r.Items {
		at := slices.IndexFunc(l.items, func(d itemDef) bool { return d.question.ID == r.Items[i].ID })
		for _, c := range r.Items[i].Groups {
			if at >= 0 && c.Group == group {
				out.items[at] = !c.Suppressed
			}
		}
	}
	showSets := func(defs []setDef, id string, groups []ScaleGroup, list []bool) {
		at := slices.IndexFunc(defs, func(d setDef) bool { return d.id == id })
		for _, c := range groups {
			if at >= 0 && c.Group == group {
				list[at] = !c.Suppressed
			}
		}
	}
	for i := range r.Scales {
		showSets(l.scales, r.Scales[i].ID, r.Scales[i].Groups, out.scales)
	}
	for i := range r.Practices {
		showSets(l.practices, r.Practices[i].ID, r.Practices[i].Groups, out.practice)
	}
	l.publishedSegments(r, group, out)
	l.publishedPlain(r, group, out)
	return out
}

func (l *layout) publishedSegments(r *Report, group string, out *shown) {
	for s := range l.scales {
		for d := range l.segments {
			if len(l.segments[d]) > 0 {
				out.segments[s][d] = make([]bool, len(l.segments[d])+1)
			}
			for i := range l.segments[d] {
				scale := r.SegmentScaleOf(dimensionName(d), l.segments[d][i].Key, l.scales[s].id)
				if scale == nil {
					continue
				}
				for _, c := range scale.Cells {
					if c.Group == group {
						out.segments[s][d][i] = !c.Suppressed
					}
				}
			}
		}
	}
}

func (l *layout) publishedPlain(r *Report, group string, out *shown) {
	for i := range l.importance {
		at := slices.IndexFunc(r.Importance, func(o Importance) bool { return o.Stage == l.importance[i].stage })
		out.plain = append(out.plain, at >= 0 && slices.ContainsFunc(r.Importance[at].Groups, func(c ImportanceGroup) bool {
			return c.Group == group && !c.Suppressed
		}))
	}
	if l.rivals != nil {
		out.plain = append(out.plain, r.Rivals != nil && slices.ContainsFunc(r.Rivals.Groups, func(c ItemGroup) bool {
			return c.Group == group && !c.Suppressed
		}))
	}
}

// of lists one group at every closing; none for groups whose single answers may
// be shown.
func (p past) of(g, threshold int) []*pastGroup {
	if threshold <= 1 {
		return nil
	}
	var out []*pastGroup
	for _, c := range p {
		out = append(out, c.groups[g])
	}
	return out
}

// few reports whether the answers that a figure rests on have grown by so few,
// since a closing at which it was shown, that the two would tell what these few
// answered.
func (b *builder) few(g int, then func(p *pastGroup) (n int, shown bool), now int) bool {
	threshold := b.l.threshold(g)
	for _, p := range b.past.of(g, threshold) {
		if n, shown := then(p); shown && tooClose(n, now, threshold) {
			return true
		}
	}
	return false
}

// tooClose is rule 4 between two closings, or between the scores over all and over
// some questions of a scale (statistics.md 2.10): they differ, by fewer than may
// be shown.
func tooClose(then, now, threshold int) bool {
	return stats.Differenced(then, now, threshold) || stats.Differenced(now, then, threshold)
}
