package reports

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
)

// The gaps of statistics.md 2.6 and 2.8, asked for as pairs.
func TestPairOfGroups(t *testing.T) {
	t.Parallel()
	r := d1(t, nil).report()
	s := r.scale(t, "customize")
	for _, tt := range []struct {
		a, b            string
		gap             float64
		na, nb          int
		label, evidence string
	}{
		{"executives", "customers", 52.5, 5, 10, "large", "confirmed"},
		{"customers", "executives", -52.5, 10, 5, "large", "confirmed"},
		{"frontline", "customers", 8.75, 8, 10, "none", ""},
		{"managers", "frontline", 22.916667, 6, 8, "notable", ""}, // neither is the reference
	} {
		p := r.PairOfGroups(s, tt.a, tt.b)
		near(t, tt.a+" minus "+tt.b, p.Gap, tt.gap)
		if p.Label != tt.label || p.Evidence != tt.evidence || *p.NA != tt.na || *p.NB != tt.nb || p.Items != nil {
			t.Errorf("%s and %s: %+v, n %d and %d", tt.a, tt.b, p, *p.NA, *p.NB)
		}
	}
	if p := r.PairOfGroups(s, "executives", "nobody"); p.Gap != nil || p.B != nil || p.A == nil {
		t.Errorf("a group that was not asked: %+v", p)
	}
	// Nobody among the executives answered some question that they were asked too.
	s.GapOf("executives").CommonItems = []string{"another"}
	for _, pair := range [][2]string{{"executives", "customers"}, {"customers", "executives"}} {
		if p := r.PairOfGroups(s, pair[0], pair[1]); p.Gap != nil || p.A == nil || p.B == nil {
			t.Errorf("%v: %+v", pair, p)
		}
	}
	if !s.OnTarget() == (*s.Weighted.Mean >= s.Target) {
		t.Errorf("on target at %v of %v: %v", *s.Weighted.Mean, s.Target, s.OnTarget())
	}
}

// Groups that were asked different questions are compared over those in common,
// and a hidden group is compared with nobody.
func TestPairOfGroupsOverCommonQuestions(t *testing.T) {
	t.Parallel()
	r := wholeCompany(t, assessment.Weights{Preset: "rank_sum"}).report()
	compared := 0
	for i := range r.Scales {
		s := &r.Scales[i]
		if p := r.PairOfGroups(s, "initiative", "customers"); p.Gap != nil || p.A != nil || p.Label != "" {
			t.Errorf("%s: a hidden group is compared: %+v", s.ID, p)
		}
		for _, gap := range s.PerceptionGaps {
			p := r.PairOfGroups(s, gap.Group, gap.Reference)
			near(t, s.ID+" "+gap.Group, p.Gap, gap.Gap)
			if diff := cmp.Diff(gap.CommonItems, p.Items); diff != "" {
				t.Errorf("%s %s (-gap +pair): %s", s.ID, gap.Group, diff)
			}
			if len(p.Items) > 0 {
				compared++
				// Two groups with the same questions in common differ by the difference of their gaps.
				if other := s.GapOf("managers"); gap.Group == "executives" && other != nil {
					near(t, s.ID, r.PairOfGroups(s, "executives", "managers").Gap, *s.CellOf("executives").Mean-*s.CellOf("managers").Mean)
				}
				if other := s.GapOf("channel"); gap.Group == "executives" && other != nil && cmp.Equal(other.CommonItems, gap.CommonItems) {
					near(t, s.ID, r.PairOfGroups(s, "executives", "channel").Gap, gap.Gap-other.Gap)
				}
			}
		}
	}
	if compared == 0 {
		t.Error("the survey should have groups with different questions")
	}
}

// The example of statistics.md 2.7, with a group more that one place alone has.
func TestPairOfSegments(t *testing.T) {
	t.Parallel()
	at := func(group string, n int, mean float64) SegmentCell {
		return SegmentCell{Group: group, N: &n, Mean: &mean}
	}
	place := func(value string, mean float64, cells ...SegmentCell) Segment {
		s := SegmentScale{ID: "identify", Mean: &mean, N: new(int), Cells: cells}
		for _, c := range cells {
			if !c.Suppressed {
				s.Groups = append(s.Groups, c.Group)
			}
		}
		return Segment{Dimension: "location", Value: value, Scales: []SegmentScale{s}}
	}
	r := &Report{
		Groups: []Group{{Group: "managers", Weight: 3}, {Group: "frontline", Weight: 4}, {Group: "customers", Weight: 6}},
		Segments: []Segment{
			place("HQ", 50, at("managers", 7, 60), at("frontline", 9, 90), at("customers", 8, 30)),
			place("North", 28, at("managers", 5, 45), SegmentCell{Group: "frontline", Suppressed: true}, at("customers", 6, 20)),
			{Dimension: "location", Value: "South", Scales: []SegmentScale{{ID: "identify", Suppressed: true}}},
		},
		Parameters: assessment.DefaultParameters(),
	}
	p := r.PairOfSegments("location", "HQ", "North", "identify")
	near(t, "HQ", p.A, 40)
	near(t, "North", p.B, 28.333333)
	near(t, "gap", p.Gap, 11.666667)
	if diff := cmp.Diff([]string{"managers", "customers"}, p.Groups); diff != "" || !p.Partial || p.Label != "none" || *p.NA != 15 || *p.NB != 11 {
		t.Errorf("%+v, n %d and %d: %s", p, *p.NA, *p.NB, diff)
	}
	// A third place enters over the same groups or not at all.
	near(t, "HQ over two groups", r.SegmentOver("location", "HQ", "identify", p.Groups), 40)
	near(t, "North over one", r.SegmentOver("location", "North", "identify", []string{"customers"}), 20)
	null(t, "North over all", r.SegmentOver("location", "North", "identify", []string{"managers", "frontline", "customers"}))
	null(t, "South", r.SegmentOver("location", "South", "identify", p.Groups))
	null(t, "Nowhere", r.SegmentOver("location", "Nowhere", "identify", p.Groups))
	null(t, "over no group", r.SegmentOver("location", "HQ", "identify", nil))
	for _, other := range []string{"South", "Nowhere"} {
		if p := r.PairOfSegments("location", "HQ", other, "identify"); p.Gap != nil || p.B != nil || p.A == nil {
			t.Errorf("%s: %+v", other, p)
		}
	}
}

// Areas that are ready come with those whose answers say so.
func TestReadyAreas(t *testing.T) {
	t.Parallel()
	area := func(value string) Area { return Area{Dimension: "function", Value: value, Name: Text{"": value}} }
	segment := func(value string, groups ...[]string) Segment {
		s := Segment{Dimension: "function", Value: value}
		for i, stage := range []string{"identify", "differentiate", "interact"} {
			s.Scales = append(s.Scales, SegmentScale{ID: stage, Groups: groups[i]})
		}
		return s
	}
	own, all := []string{"managers", "frontline"}, []string{"frontline", "customers"}
	through := "differentiate"
	r := &Report{
		Groups: []Group{
			{Group: "managers", Side: "inside", Name: Text{"": "Managers"}}, {Group: "frontline", Side: "inside", Name: Text{"": "Front line"}},
			{Group: "customers", Side: "outside", Name: Text{"": "Customers"}},
		},
		Segments: []Segment{
			segment("Sales", own, []string{"frontline"}, all), // the third stage is not reached
			segment("Service", []string{"frontline"}, own, all), segment("Web", all, all, own),
		},
		ReadyToday: ReadyToday{Through: &through, Areas: []Area{area("Sales"), area("Service"), area("Web")}},
	}
	want := []ReadyAreas{
		{Areas: []Area{area("Sales"), area("Service")}, Groups: []Text{{"": "Managers"}, {"": "Front line"}}, Inside: true},
		{Areas: []Area{area("Web")}, Groups: []Text{{"": "Front line"}, {"": "Customers"}}},
	}
	if diff := cmp.Diff(want, r.ReadyAreas()); diff != "" {
		t.Error(diff)
	}
}

// All groups want a stage first only if all of them are shown.
func TestAgendaTitleCountsHiddenGroups(t *testing.T) {
	t.Parallel()
	first, second := 1, 2
	cell := func(group string, order *int) ImportanceGroup {
		return ImportanceGroup{Group: group, Order: order, Suppressed: order == nil}
	}
	words := newReporter(t).words
	for _, tt := range []struct {
		name string
		last [2]*int // the orders of the third group
		gap  float64
		want string
	}{
		{"all shown", [2]*int{&first, &second}, 0, "All groups want Identify first"},
		{"one hidden", [2]*int{}, 0, "All groups shown want Identify first"},
		{"one hidden, and two differ", [2]*int{}, 30, "All groups shown want Identify first; A and B differ most on Interact"},
		{"one wants another", [2]*int{&second, &first}, 0, "What each group wants first"},
	} {
		r := &Report{}
		for _, key := range []string{"a", "b", "c"} {
			r.Groups = append(r.Groups, Group{Group: key, Name: Text{"": strings.ToUpper(key)}})
		}
		r.Importance = []Importance{
			{Stage: "identify", Name: Text{"": "Identify"}, Groups: []ImportanceGroup{cell("a", &first), cell("b", &first), cell("c", tt.last[0])}},
			{
				Stage: "interact", Name: Text{"": "Interact"}, Groups: []ImportanceGroup{cell("a", &second), cell("b", &second), cell("c", tt.last[1])},
				LargestGap: &LargestGap{Higher: "a", Lower: "b", Gap: tt.gap},
			},
		}
		if got := (Pictures{r, words, "en"}).agendaTitle(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
