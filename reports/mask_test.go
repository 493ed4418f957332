package reports

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
	"readiness/reports/stats"
)

// leaks lists what an attacker who knows every published figure of the groups
// could work out: a hidden item from scales and practices, a hidden segment
// from its group's total, a set of fewer than k people by subtraction. It takes
// everybody's answers to be complete, which only helps the attacker.
func leaks(tally *tally, all []*shown) []string {
	var found []string
	for g, s := range all {
		c := tally.census(g)
		group := tally.l.groups[g].Key
		found = append(found, itemLeaks(c, s, group)...)
		for scale := range tally.l.scales {
			for d, n := range c.sets[scale].segments {
				if leak := segmentLeak(c, s, scale, d, n); leak != "" {
					found = append(found, fmt.Sprintf("%s, %s: %s", group, tally.l.scales[scale].id, leak))
				}
			}
			if differenceLeak(c, s, scale) {
				found = append(found, fmt.Sprintf("%s, %s: one segment lies within another", group, tally.l.scales[scale].id))
			}
		}
	}
	return found
}

func itemLeaks(c *census, s *shown, group string) []string {
	var unknown []int
	for i, n := range c.items {
		if n > 0 && !s.items[i] {
			unknown = append(unknown, i)
		}
	}
	var equations [][]float64
	for i, set := range c.sets {
		published := i < c.scales && s.scales[i] || i >= c.scales && s.practice[i-c.scales]
		if !published {
			continue
		}
		row, rest := make([]float64, len(unknown)), 0
		for at, item := range unknown {
			if slices.Contains(set.items, item) {
				row[at] = c.weights[item]
				rest += c.items[item]
			}
		}
		if rest > 0 && rest < c.threshold {
			return []string{fmt.Sprintf("%s: the hidden items of set %d hold %d answers", group, i, rest)}
		}
		equations = append(equations, row)
	}
	var found []string
	for _, at := range determined(equations, len(unknown)) {
		found = append(found, fmt.Sprintf("%s: item %d follows from published scores", group, unknown[at]))
	}
	return found
}

func segmentLeak(c *census, s *shown, scale, d int, n []int) string {
	if len(n) == 0 {
		return ""
	}
	hidden, rest := 0, 0
	for i := range n {
		// Those without a segment are never published.
		if n[i] > 0 && (!s.segments[scale][d][i] || i == len(n)-1) {
			hidden++
			rest += n[i]
		}
	}
	alone := n[len(n)-1] > 0 && hidden == 1 && s.segments[scale][d][len(n)-1]
	switch {
	case !s.scales[scale] && hidden == 0 && c.sets[scale].n > 0:
		return "the hidden score is the sum of its segments"
	case s.scales[scale] && hidden == 1 && !alone:
		return "one hidden segment is the rest of the score"
	case s.scales[scale] && rest > 0 && rest < c.threshold:
		return "the hidden segments together are too few"
	}
	return ""
}

func differenceLeak(c *census, s *shown, scale int) bool {
	set := c.sets[scale]
	functions := len(set.segments[byFunction])
	for l, a := range set.segments[byLocation] {
		for f, b := range set.segments[byFunction] {
			if !s.segments[scale][byLocation][l] || !s.segments[scale][byFunction][f] {
				continue
			}
			both := set.cross[l*functions+f]
			if (both == a && stats.Differenced(a, b, c.threshold)) || (both == b && stats.Differenced(b, a, c.threshold)) {
				return true
			}
		}
	}
	return false
}

// randomTally is a small survey with holes everywhere.
func randomTally(t *testing.T, seed uint64) *tally {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 99))
	s := newSurvey(t, both(), wide)
	counts := map[string]int{}
	for _, g := range s.a.Groups {
		counts[g.Key] = random.IntN(16)
	}
	s.fill(random, counts)
	l, err := newLayout(s.input())
	if err != nil {
		t.Fatal(err)
	}
	tally, err := newTally(l)
	if err != nil {
		t.Fatal(err)
	}
	if err := tally.count(t.Context()); err != nil {
		t.Fatal(err)
	}
	return tally
}

func TestNothingHiddenCanBeWorkedOut(t *testing.T) {
	t.Parallel()
	planted, complete := 0, 0
	for seed := range uint64(400) {
		tally := randomTally(t, seed)
		var masked, primaryOnly []*shown
		for g := range tally.l.groups {
			c := tally.census(g)
			masked = append(masked, disclose(c))
			h := &hiding{c: c, segments: make([][dimensions][]bool, len(c.sets))}
			h.primary()
			primaryOnly = append(primaryOnly, h.result())
		}
		if found := leaks(tally, masked); len(found) > 0 {
			t.Fatalf("seed %d: %v", seed, found)
		}
		if len(leaks(tally, primaryOnly)) > 0 {
			planted++
		}
		for g, s := range masked {
			if len(primaryOnly[g].items) == trueIn(s.items) {
				complete++
			}
		}
	}
	// The same check has to find what only primary suppression would leave open.
	if planted < 100 {
		t.Errorf("only %d planted leaks were found", planted)
	}
	if complete == 0 {
		t.Error("no group was shown whole: the mask hides everything")
	}
}

func TestDiscloseExamples(t *testing.T) {
	t.Parallel()
	segments := func(n ...int) *census {
		all := 0
		for _, v := range n {
			all += v
		}
		set := setCensus{items: []int{0}, n: all}
		set.segments[byLocation] = append(slices.Clone(n), 0)
		return &census{threshold: 5, items: []int{all}, weights: []float64{1}, sets: []setCensus{set}, scales: 1}
	}
	for _, c := range []struct {
		name string
		n    []int
		want []bool
	}{
		{"one small part takes the next smallest along", []int{12, 9, 3, 7}, []bool{true, true, false, false}},
		{"two parts that are too few together", []int{12, 2, 2, 7}, []bool{true, false, false, false}},
		{"two parts that protect each other", []int{12, 4, 3, 7}, []bool{true, false, false, true}},
		{"nothing left to show", []int{6, 2}, []bool{false, false}},
		{"nobody there", []int{6, 0}, []bool{true, false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := disclose(segments(c.n...))
			if diff := cmp.Diff(append(c.want, false), got.segments[0][byLocation]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestItemsProtectEachOther(t *testing.T) {
	t.Parallel()
	c := &census{threshold: 5, items: []int{10, 4, 9}, weights: []float64{1, 1, 1}, sets: []setCensus{{items: []int{0, 1, 2}, n: 10}}, scales: 1}
	got := disclose(c)
	if diff := cmp.Diff([]bool{true, false, false}, got.items); diff != "" {
		t.Error(diff)
	}
	if !got.scales[0] {
		t.Error("the scale's score can stay")
	}
	// A practice that shares a hidden item must not single it out.
	c = &census{
		threshold: 5, items: []int{10, 4, 9, 12}, weights: []float64{1, 1, 1, 1}, scales: 2,
		sets: []setCensus{{items: []int{0, 1}, n: 10}, {items: []int{2, 3}, n: 12}, {items: []int{1, 2}, n: 9}},
	}
	got = disclose(c)
	if diff := cmp.Diff([]bool{false, false, false, false}, got.items); diff != "" {
		t.Error(diff)
	}
}

func TestSingleQuestionIsItsScale(t *testing.T) {
	t.Parallel()
	// The location partition hides the score of a one-question stage.
	set := setCensus{items: []int{0}, n: 6}
	set.segments[byLocation] = []int{4, 2, 0}
	got := disclose(&census{threshold: 5, items: []int{6}, weights: []float64{1}, sets: []setCensus{set}, scales: 1})
	if got.scales[0] != got.items[0] {
		t.Errorf("scale shown %v, its only question %v", got.scales[0], got.items[0])
	}
}

func TestDifferencingAcrossDimensions(t *testing.T) {
	t.Parallel()
	set := setCensus{items: []int{0}, n: 20}
	set.segments[byLocation] = []int{6, 14, 0}
	set.segments[byFunction] = []int{8, 12, 0}
	// All 6 of the first location work in the first function: 2 are left over.
	set.cross = []int{6, 0, 0, 2, 12, 0, 0, 0, 0}
	got := disclose(&census{threshold: 5, items: []int{20}, weights: []float64{1}, sets: []setCensus{set}, scales: 1})
	want := [dimensions][]bool{byLocation: {false, false, false}, byFunction: {true, true, false}}
	if diff := cmp.Diff(want, got.segments[0]); diff != "" {
		t.Errorf("the smaller set goes, and rule 3 runs again: %s", diff)
	}
}

func TestSuppressedCellsAreEmpty(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 5))
		s := newSurvey(t, both(), wide)
		counts := map[string]int{}
		for _, g := range s.a.Groups {
			counts[g.Key] = random.IntN(9)
		}
		s.fill(random, counts)
		report := s.report()
		for i := range report.Scales {
			for _, cell := range report.Scales[i].Groups {
				if diff := cmp.Diff(ScaleGroup{Group: cell.Group, Suppressed: true, Hidden: cell.Hidden}, cell); cell.Suppressed && diff != "" {
					t.Errorf("%s: %s", report.Scales[i].ID, diff)
				}
				if !cell.Suppressed && *cell.N < 5 {
					t.Errorf("%s, %s: n %d", report.Scales[i].ID, cell.Group, *cell.N)
				}
			}
			checkAggregate(t, report, i)
		}
		for i := range report.Items {
			for _, cell := range report.Items[i].Groups {
				if diff := cmp.Diff(ItemGroup{Group: cell.Group, Suppressed: true, Hidden: cell.Hidden}, cell); cell.Suppressed && diff != "" {
					t.Errorf("%s: %s", report.Items[i].ID, diff)
				}
			}
		}
	}
}

// checkAggregate recomputes a weighted mean from the published cells alone.
func checkAggregate(t *testing.T, report *Report, scale int) {
	t.Helper()
	var sum, weights float64
	for _, cell := range report.Scales[scale].Groups {
		for _, g := range report.Groups {
			if g.Group == cell.Group && cell.Mean != nil {
				sum += g.Weight * *cell.Mean
				weights += g.Weight
			}
		}
	}
	if weights > 0 {
		near(t, report.Scales[scale].ID, report.Scales[scale].Weighted.Mean, sum/weights)
	} else {
		null(t, report.Scales[scale].ID, report.Scales[scale].Weighted.Mean)
	}
}

func TestUnanimousCounts(t *testing.T) {
	t.Parallel()
	s := newSurvey(t, []string{"broad-view"}, func(a *assessment.Assessment) { a.Groups[1].Anonymity = assessment.Attributed })
	s.levels("customers", "bv1", 3, 3, 3, 3, 3, 3)
	s.levels("channel", "bv1", 3, 3, 3, 3, 3, 3, 3, 3, 3, 3)
	s.levels("initiative", "bv1", 4)
	item := s.report().item(t, "bv1")
	if cell := item.group(t, "customers"); cell.Counts != nil || cell.Mean == nil {
		t.Errorf("6 alike below 2k: %+v", cell)
	}
	if cell := item.group(t, "channel"); cell.Counts == nil {
		t.Error("10 alike reach 2k")
	}
	if cell := item.group(t, "initiative"); cell.Counts == nil || *cell.N != 1 {
		t.Errorf("an attributed group is exempt: %+v", cell)
	}
}
