package reports

import (
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"readiness/reports/stats"
)

// figures are numbers that explain others, by size and without their signs.
type figures struct {
	list   []float64
	sorted bool
}

func (f *figures) add(list ...float64) *figures {
	for _, v := range list {
		f.list = append(f.list, math.Abs(v))
	}
	f.sorted = false
	return f
}

// shares adds numbers as they are and as percentages.
func (f *figures) shares(list ...float64) *figures {
	f.add(list...)
	for _, v := range list {
		f.add(100 * v)
	}
	return f
}

// within reports whether one of the figures is as near to a number as this.
func (f *figures) within(v, distance float64) bool {
	if !f.sorted {
		slices.Sort(f.list)
		f.list, f.sorted = slices.Compact(f.list), true
	}
	v = math.Abs(v)
	at, _ := slices.BinarySearch(f.list, v-distance)
	return at < len(f.list) && f.list[at] <= v+distance
}

// exactly reports whether a number is one of the figures but for the last digits.
func (f *figures) exactly(v float64) bool { return f.within(v, 1e-9*max(1, math.Abs(v))) }

// prints reports whether a text is one of the figures at its own precision.
func (f *figures) prints(number string) bool {
	v, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return false
	}
	decimals := 0
	if _, fraction, ok := strings.Cut(number, "."); ok {
		decimals = len(fraction)
	}
	return f.within(v, 0.5*math.Pow10(-decimals)+1e-9)
}

// figuresOf lists the numbers in a value, at any depth.
func figuresOf(values ...any) []float64 {
	var out []float64
	for _, v := range values {
		out = collect(out, reflect.ValueOf(v))
	}
	return out
}

func collect(out []float64, v reflect.Value) []float64 {
	switch v.Kind() {
	case reflect.Float64:
		return append(out, v.Float())
	case reflect.Int:
		return append(out, float64(v.Int()))
	case reflect.Pointer:
		if !v.IsNil() {
			return collect(out, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			out = collect(out, v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		if kind := v.Type().Elem().Kind(); kind == reflect.String || kind == reflect.Uint8 {
			return out
		}
		for i := range v.Len() {
			out = collect(out, v.Index(i))
		}
	case reflect.Map:
		if v.Type().Elem().Kind() == reflect.String {
			return out
		}
		for each := v.MapRange(); each.Next(); {
			out = collect(out, each.Value())
		}
	default:
	}
	return out
}

// cellFigures lists the numbers of each published cell by its name. A hidden cell
// has no entry.
func cellFigures(r *Report) map[string][]float64 {
	out := map[string][]float64{}
	put := func(name string, suppressed bool, mean *float64, group any) {
		if !suppressed && mean != nil {
			out[name] = figuresOf(group)
		}
	}
	for i := range r.Scales {
		for j := range r.Scales[i].Groups {
			g := &r.Scales[i].Groups[j]
			put(key("scale", g.Group, r.Scales[i].ID), g.Suppressed, g.Mean, g)
		}
	}
	for i := range r.Practices {
		for j := range r.Practices[i].Groups {
			g := &r.Practices[i].Groups[j]
			put(key("practice", g.Group, r.Practices[i].ID), g.Suppressed, g.Mean, g)
		}
	}
	items := func(id string, groups []ItemGroup) {
		for j := range groups {
			g := &groups[j]
			put(key("item", g.Group, id), g.Suppressed, g.Mean, g)
			if !g.Suppressed && g.Mean == nil {
				out[key("item", g.Group, id)] = figuresOf(g) // shown, but only don't-know answers
			}
		}
	}
	for i := range r.Items {
		items(r.Items[i].ID, r.Items[i].Groups)
	}
	if r.Rivals != nil {
		items(r.Rivals.ID, r.Rivals.Groups)
	}
	for i := range r.Importance {
		for j := range r.Importance[i].Groups {
			g := &r.Importance[i].Groups[j]
			put(key("item", g.Group, "imp_"+r.Importance[i].Stage), g.Suppressed, g.Mean, g)
		}
	}
	for i := range r.Segments {
		for j := range r.Segments[i].Scales {
			for _, c := range r.Segments[i].Scales[j].Cells {
				put(key(r.Segments[i].Dimension, c.Group, r.Segments[i].Scales[j].ID, r.Segments[i].Value), c.Suppressed, c.Mean, c)
			}
		}
	}
	return out
}

// outline is what a scale says beside its groups: over all of them.
func outline(s *Scale) []float64 {
	whole := *s
	whole.Groups = nil
	n := 0
	for i := range s.Groups {
		if s.Groups[i].N != nil {
			n += *s.Groups[i].N
		}
	}
	return append(figuresOf(whole), float64(n), 100*s.Weighted.Coverage)
}

// workedOut are figures that pages and workbooks work out from the published ones in
// their explanations: weights scaled to the groups that are shown, gaps to the
// target, answers behind a scale.
func workedOut(r *Report) []float64 {
	var out []float64
	weight, completed := map[string]float64{}, 0
	for i := range r.Groups {
		weight[r.Groups[i].Group] = r.Groups[i].Weight
		completed += r.Groups[i].Completed
	}
	out = append(out, float64(completed))
	scaled := func(groups []string) {
		sum := 0.0
		for _, g := range groups {
			sum += weight[g]
		}
		for _, g := range groups {
			if sum > 0 {
				out = append(out, weight[g]/sum)
			}
		}
	}
	target := map[string]float64{}
	for i := range r.Scales {
		s := &r.Scales[i]
		target[s.ID] = s.Target
		out = append(out, outline(s)...)
		var shown []string
		for j := range s.Groups {
			if s.Groups[j].Mean != nil {
				shown = append(shown, s.Groups[j].Group)
			}
		}
		scaled(shown)
	}
	for i := range r.Items {
		item := &r.Items[i]
		var shown []string
		for j := range item.Groups {
			if item.Groups[j].Mean != nil {
				shown = append(shown, item.Groups[j].Group)
			}
		}
		scaled(shown)
		if t, ok := target[item.Scale]; ok && item.WeightedMean != nil {
			out = append(out, t-*item.WeightedMean)
		}
	}
	return out
}

// interval is the 95 % interval of one group, from its published figures.
func interval(g *ItemGroup) []float64 {
	if g.N == nil || g.Mean == nil || g.SD == nil {
		return nil
	}
	w := stats.WeightedMean([]stats.Cell{{N: *g.N, Mean: *g.Mean, Variance: *g.SD * *g.SD, Weight: 1, Disclosed: true}})
	return figuresOf(w.CILow, w.CIHigh)
}

// bookNumbers are the figures that any cell may hold: those of the report, what
// is worked out from them, and the settings.
func bookNumbers(r *Report) *figures {
	f := (&figures{}).add(figuresOf(*r)...).add(workedOut(r)...).add(wording()...)
	levels := make([]int, len(r.Groups))
	for i := range r.Groups {
		levels[i] = r.Groups[i].Level
	}
	for _, preset := range stats.Presets() {
		if weights, err := stats.Weights(preset, levels); err == nil {
			f.add(weights...)
		}
	}
	for i := range r.Priorities {
		p := &r.Priorities[i]
		f.add(rankingKey(p.Score, p.Shortfall), 50*p.Fit)
	}
	for i := range r.Categories {
		c := &r.Categories[i]
		shortfall := 0.0
		if r.Parameters.ShortfallWeight > 0 {
			shortfall = c.ShortfallPoints / r.Parameters.ShortfallWeight
		}
		f.add(shortfall, rankingKey(c.Score, shortfall))
		if r.Parameters.BlindSpotWeight > 0 {
			f.add(c.BlindSpotPoints / r.Parameters.BlindSpotWeight)
		}
	}
	for i := range r.Groups {
		if g := &r.Groups[i]; g.Invited != nil && *g.Invited > 0 {
			f.add(float64(g.Completed) / float64(*g.Invited))
		}
	}
	return f.add(0.01, 0.02, 0.05, 0.1, 0.2, 0.5).add(frameNumbers(&r.IPA)...).add(actionKeys(r)...)
}

// actionKeys are what parts equal scores of actions: effort, then the order of
// their names.
func actionKeys(r *Report) []float64 {
	var ids []string
	for i := range r.Actions {
		if r.Actions[i].Rank != nil {
			ids = append(ids, r.Actions[i].ID)
		}
	}
	slices.Sort(ids)
	var out []float64
	for i := range r.Actions {
		if a := &r.Actions[i]; a.Rank != nil {
			out = append(out, math.Round(a.Score*1e6)/1e6-float64(a.Effort)*1e-8-float64(slices.Index(ids, a.ID)+1)*1e-11)
		}
	}
	return out
}

func rankingKey(score, shortfall float64) float64 {
	return math.Round(score*1e6)/1e6 + math.Round(shortfall*1e4)/1e4*1e-9
}

// frameNumbers are the edges and corners of the drawing of readiness against
// importance: round numbers around published points.
func frameNumbers(panel *Panel) []float64 {
	if panel.Readiness == nil || panel.Relevance == nil {
		return nil
	}
	wide, high := 10.0, 10.0
	for _, p := range panel.Points {
		wide, high = max(wide, 1.7*math.Abs(p.Readiness-*panel.Readiness)), max(high, 1.7*math.Abs(p.Relevance-*panel.Relevance))
	}
	down := func(v float64) float64 { return max(0, 5*math.Floor(v/5)) }
	up := func(v float64) float64 { return 5 * math.Ceil(v/5) }
	bottom, top := down(*panel.Relevance-high), up(*panel.Relevance+high)
	return []float64{
		down(*panel.Readiness - wide), min(100, up(*panel.Readiness+wide)), bottom, top,
		top - 0.05*(top-bottom), bottom + 0.05*(top-bottom),
	}
}

// derivedOf lists what drawings print beside the numbers of the JSON, sums and
// differences of its own: the answers of shown groups behind each scale, a
// group's score over the questions in common with the reference, which is that
// of the reference plus the gap, and how far two such scores are apart.
func derivedOf(r *Report) []float64 {
	var out []float64
	for i := range r.Scales {
		s := &r.Scales[i]
		answers := 0
		var scores []float64
		for j := range s.Groups {
			g := &s.Groups[j]
			if g.N == nil || g.Mean == nil {
				continue
			}
			answers += *g.N
			scores = append(scores, *g.Mean)
			for k := range s.PerceptionGaps {
				if gap := &s.PerceptionGaps[k]; gap.Reference == g.Group {
					scores = append(scores, *g.Mean+gap.Gap)
				}
			}
		}
		out = append(append(out, float64(answers)), scores...)
		for _, x := range scores {
			for _, y := range scores {
				out = append(out, x-y)
			}
		}
	}
	return out
}
