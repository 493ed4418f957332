package reports

import (
	"math"
	"slices"

	"readiness/questionnaires"
	"readiness/reports/stats"
)

// Pair compares two groups, or two segments, on a scale. It is made of
// published figures alone.
type Pair struct {
	A, B     *float64 // 0–100: over the same questions and groups where Gap is set, else the sides' own
	NA, NB   *int
	Gap      *float64 // A minus B; nil where no difference may be read
	Items    []string // the questions that both were asked, nil where these are all
	Groups   []string // segments: the groups that are shown in both
	Partial  bool     // segments: some groups are shown in one only
	Label    string   // none, notable, large; "" without a gap
	Evidence string   // confirmed, indicative; "" where nothing was tested (statistics.md 2.6)
}

// PairOfGroups compares groups a and b on a scale. Groups that were asked
// different questions are compared over those in common where the published
// gaps to the reference group tell their scores; else Gap is nil.
func (r *Report) PairOfGroups(s *Scale, a, b string) Pair {
	var p Pair
	if cell := s.CellOf(a); cell != nil {
		p.A, p.NA = cell.Mean, cell.N
	}
	if cell := s.CellOf(b); cell != nil {
		p.B, p.NB = cell.Mean, cell.N
	}
	if p.A == nil || p.B == nil || r.unanswered(s, a, b) || !r.sameQuestions(s, a, b, &p) {
		return p
	}
	p.Gap = stats.Difference(p.A, p.B)
	p.Label = string(r.thresholds().Label(*p.Gap))
	if p.Label == string(stats.LabelNone) {
		return p
	}
	if gap := s.GapOf(a); gap != nil && gap.Reference == b {
		p.Evidence, p.NA, p.NB = gap.Evidence, &gap.N, &gap.ReferenceN
	}
	if gap := s.GapOf(b); gap != nil && gap.Reference == a {
		p.Evidence, p.NA, p.NB = gap.Evidence, &gap.ReferenceN, &gap.N
	}
	return p
}

// unanswered reports whether nobody of one group answered a question that both
// were asked: their published gap leaves it out, and their scores do not.
func (r *Report) unanswered(s *Scale, a, b string) bool {
	gap := s.GapOf(a)
	if gap == nil || gap.Reference != b {
		gap = s.GapOf(b)
	}
	return gap != nil && (gap.Reference == a || gap.Reference == b) && len(gap.CommonItems) > 0 && slices.Equal(r.asked(s, a), r.asked(s, b))
}

// sameQuestions puts the scores over the same questions into p; false if there
// are none.
func (r *Report) sameQuestions(s *Scale, a, b string, p *Pair) bool {
	own, other := r.asked(s, a), r.asked(s, b)
	if slices.Equal(own, other) {
		return true
	}
	sets := [][]string{own, other}
	for _, group := range []string{a, b} {
		if gap := s.GapOf(group); gap != nil {
			sets = append(sets, gap.CommonItems)
		}
	}
	for _, items := range sets {
		scoreA, scoreB := r.ScoreOver(s, a, items), r.ScoreOver(s, b, items)
		if scoreA != nil && scoreB != nil {
			p.A, p.B, p.Items = scoreA, scoreB, items
			return true
		}
	}
	return false
}

// ScoreOver is a group's score over some questions of a scale: its own if these
// are all that it was asked, or what its gap to the reference group tells; nil
// where neither does.
func (r *Report) ScoreOver(s *Scale, group string, items []string) *float64 {
	cell := s.CellOf(group)
	if len(items) == 0 || cell == nil {
		return nil
	}
	if slices.Equal(r.asked(s, group), items) {
		return cell.Mean
	}
	gap := s.GapOf(group)
	if gap == nil || !slices.Equal(gap.CommonItems, items) || !slices.Equal(r.asked(s, gap.Reference), items) {
		return nil
	}
	reference := s.CellOf(gap.Reference)
	if reference == nil || reference.Mean == nil {
		return nil
	}
	score := *reference.Mean + gap.Gap
	return &score
}

// asked are the questions of a scale that a group was asked.
func (r *Report) asked(s *Scale, group string) []string {
	var out []string
	for i := range r.Items {
		item := &r.Items[i]
		if item.Scale == s.ID && item.Questionnaire == s.Questionnaire &&
			slices.ContainsFunc(item.Groups, func(g ItemGroup) bool { return g.Group == group }) {
			out = append(out, item.ID)
		}
	}
	return out
}

// PairOfSegments compares two locations or functions on a scale over the groups
// that are shown in both (statistics.md 2.7). Such gaps are not tested.
func (r *Report) PairOfSegments(dimension, a, b, scale string) Pair {
	var p Pair
	cellA, cellB := r.SegmentScaleOf(dimension, a, scale), r.SegmentScaleOf(dimension, b, scale)
	if cellA != nil {
		p.A, p.NA = cellA.Mean, cellA.N
	}
	if cellB != nil {
		p.B, p.NB = cellB.Mean, cellB.N
	}
	if p.A == nil || p.B == nil {
		return p
	}
	meanA, meanB, gap := stats.SliceGap(r.segmentCells(cellA), r.segmentCells(cellB))
	if gap == nil {
		return p
	}
	p.A, p.B, p.Gap, p.Label = meanA, meanB, gap, string(r.thresholds().Label(*gap))
	var nA, nB int
	for _, x := range cellA.Cells {
		for _, y := range cellB.Cells {
			if x.Group == y.Group && !x.Suppressed && !y.Suppressed && x.N != nil && y.N != nil {
				p.Groups = append(p.Groups, x.Group)
				nA, nB = nA+*x.N, nB+*y.N
			}
		}
	}
	p.NA, p.NB = &nA, &nB
	p.Partial = len(p.Groups) < len(cellA.Groups) || len(p.Groups) < len(cellB.Groups)
	return p
}

// SegmentOver is a segment's score on a scale over these groups alone; nil unless
// all of them are shown there.
func (r *Report) SegmentOver(dimension, value, scale string, groups []string) *float64 {
	cell := r.SegmentScaleOf(dimension, value, scale)
	if cell == nil {
		return nil
	}
	cells, shown := r.segmentCells(cell), 0
	for i := range cells {
		if !slices.Contains(groups, r.Groups[i].Group) {
			cells[i] = stats.Cell{}
		} else if cells[i].Disclosed {
			shown++
		}
	}
	if shown < len(groups) {
		return nil
	}
	return stats.WeightedMean(cells).Mean
}

// SegmentScaleOf finds a segment's score on a scale, nil if there is none.
func (r *Report) SegmentScaleOf(dimension, value, scale string) *SegmentScale {
	for i := range r.Segments {
		if r.Segments[i].Dimension != dimension || r.Segments[i].Value != value {
			continue
		}
		for j := range r.Segments[i].Scales {
			if r.Segments[i].Scales[j].ID == scale {
				return &r.Segments[i].Scales[j]
			}
		}
	}
	return nil
}

// segmentCells are a segment's published cells, one a group of the report.
func (r *Report) segmentCells(s *SegmentScale) []stats.Cell {
	out := make([]stats.Cell, len(r.Groups))
	for i := range r.Groups {
		for j := range s.Cells {
			if key, cell := segmentCell(&s.Cells[j]); key == r.Groups[i].Group {
				out[i] = cell
			}
		}
		out[i].Weight = r.Groups[i].Weight
	}
	return out
}

func (r *Report) thresholds() stats.Thresholds {
	return stats.Thresholds{Notable: r.Parameters.Notable, Large: r.Parameters.Large}
}

// CellOf is a group's cell on a scale, nil for a group that was not asked.
func (s *Scale) CellOf(group string) *ScaleGroup {
	for i := range s.Groups {
		if s.Groups[i].Group == group {
			return &s.Groups[i]
		}
	}
	return nil
}

// GapOf is a group's gap to the reference group on a scale, nil without one.
func (s *Scale) GapOf(group string) *Gap {
	for i := range s.PerceptionGaps {
		if s.PerceptionGaps[i].Group == group {
			return &s.PerceptionGaps[i]
		}
	}
	return nil
}

// HeldBack says in the words of a key which stage holds another back, and the
// floor that it is below: the gate, or its target where that is lower
// (priorities.md 3.6).
func (r *Report) HeldBack(p *Priority, key string) Message {
	s := r.ScaleOf(*p.HeldBackBy)
	return Message{Key: key, Args: args{
		"Stage": name(s.Name), "Readiness": score(*s.Weighted.Mean), "Floor": plain(math.Min(r.Parameters.Gate, s.Target)),
	}}
}

// OnTarget tells whether the scale has a score that reaches its target.
func (s *Scale) OnTarget() bool {
	return s.Weighted.Mean != nil && stats.Reaches(*s.Weighted.Mean, s.Target)
}

// ReadyAreas are areas that are ready by the answers of the same groups.
type ReadyAreas struct {
	Areas  []Area
	Groups []Text
	Inside bool // no group is outside the company
}

// ReadyAreas lists the areas that are ready with the groups whose answers enter
// the stages up to the one that the verdict reaches (priorities.md 3.6).
func (r *Report) ReadyAreas() []ReadyAreas {
	var out []ReadyAreas
	var sets [][]string
	for _, area := range r.ReadyToday.Areas {
		keys := r.groupsBehind(area)
		at := slices.IndexFunc(sets, func(s []string) bool { return slices.Equal(s, keys) })
		if at < 0 {
			at = len(sets)
			row := ReadyAreas{Inside: true}
			for i := range r.Groups {
				if g := &r.Groups[i]; slices.Contains(keys, g.Group) {
					row.Groups = append(row.Groups, g.Name)
					row.Inside = row.Inside && g.Side != string(questionnaires.Outside)
				}
			}
			sets, out = append(sets, keys), append(out, row)
		}
		out[at].Areas = append(out[at].Areas, area)
	}
	return out
}

// groupsBehind are the groups that enter an area's scores on the stages up to
// the one that the verdict reaches.
func (r *Report) groupsBehind(area Area) []string {
	var keys []string
	for _, id := range questionnaires.Stages() {
		if s := r.SegmentScaleOf(area.Dimension, area.Value, id); s != nil {
			keys = append(keys, s.Groups...)
		}
		if r.ReadyToday.Through != nil && id == *r.ReadyToday.Through {
			break
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Notable tells whether what is claimed and what is practised differ by the size
// of a notable gap (statistics.md 2.12).
func (p *Practice) Notable() bool {
	return p.Difference != nil && stats.Reaches(math.Abs(*p.Difference), stats.StandardThresholds().Notable)
}

// Notable tells whether two groups differ notably on how much a stage matters.
func (i *Importance) Notable() bool {
	return i.LargestGap != nil && stats.Reaches(i.LargestGap.Gap, stats.StandardThresholds().Notable)
}

// ScalesOf lists the scales of a kind, stage or category.
func (r *Report) ScalesOf(kind string) []*Scale {
	var out []*Scale
	for i := range r.Scales {
		if r.Scales[i].Kind == kind {
			out = append(out, &r.Scales[i])
		}
	}
	return out
}

// ScaleOf finds a scale by its id, nil if there is none.
func (r *Report) ScaleOf(id string) *Scale {
	at := slices.IndexFunc(r.Scales, func(s Scale) bool { return s.ID == id })
	if at < 0 {
		return nil
	}
	return &r.Scales[at]
}

// Answers is the number of answers behind a scale: of the groups that are shown.
func (s *Scale) Answers() int {
	n := 0
	for i := range s.Groups {
		if !s.Groups[i].Suppressed && s.Groups[i].N != nil {
			n += *s.Groups[i].N
		}
	}
	return n
}

// WantedByAll is the stage that every group whose whole order is shown puts
// first, at least two of them; nil if there is none. Everybody tells whether
// these are all groups of the assessment.
func (r *Report) WantedByAll() (stage *Importance, everybody bool) {
	shown := func(group string) bool {
		return !slices.ContainsFunc(r.Importance, func(row Importance) bool {
			return !slices.ContainsFunc(row.Groups, func(c ImportanceGroup) bool { return c.Group == group && !c.Suppressed && c.Order != nil })
		})
	}
	for i := range r.Importance {
		first, groups := 0, 0
		for _, c := range r.Importance[i].Groups {
			if !shown(c.Group) {
				continue
			}
			groups++
			if *c.Order == 1 {
				first++
			}
		}
		if groups > 1 && first == groups {
			return &r.Importance[i], groups == len(r.Groups)
		}
	}
	return nil, false
}

// WeightPresets are the presets that Reweigh takes, in the order in which they
// are offered.
func WeightPresets() []string {
	var out []string
	for _, preset := range stats.Presets() {
		out = append(out, string(preset))
	}
	return out
}
