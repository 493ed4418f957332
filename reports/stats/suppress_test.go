package stats

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSuppressPartition(t *testing.T) {
	t.Parallel()
	const none, primary, secondary = ReasonNone, ReasonPrimary, ReasonSecondary
	cases := []struct {
		name    string
		n       []int
		primary []bool
		k       int
		want    Partition
	}{
		{"nothing hidden", []int{12, 9}, []bool{false, false}, 5, Partition{[]Reason{none, none}, false}},
		{"no part", nil, nil, 5, Partition{[]Reason{}, false}},
		{"the total goes with its only part", []int{3}, []bool{true}, 5, Partition{[]Reason{primary}, true}},
		{"empty parts do not serve", []int{3, 0, 0}, []bool{true, true, false}, 5, Partition{[]Reason{primary, primary, none}, true}},
		{"an empty part hides nothing else", []int{0, 12, 9}, []bool{true, false, false}, 5, Partition{[]Reason{primary, none, none}, false}},
		{"the first of equals goes", []int{3, 8, 8}, []bool{true, false, false}, 5, Partition{[]Reason{primary, secondary, none}, false}},
		{"two hidden that are still too few take a third", []int{1, 1, 9, 20}, []bool{true, true, false, false}, 5, Partition{[]Reason{primary, primary, secondary, none}, false}},
		{"all hidden and still too few", []int{1, 1}, []bool{true, true}, 5, Partition{[]Reason{primary, primary}, true}},
		{"a part hidden for another reason counts", []int{30, 12, 20}, []bool{true, false, false}, 5, Partition{[]Reason{primary, secondary, none}, false}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, SuppressPartition(c.n, c.primary, c.k)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSuppressPartitionProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SliceOfN(rapid.IntRange(0, 14), 0, 9).Draw(t, "n")
		k := rapid.IntRange(3, 8).Draw(t, "k")
		primary := primaries(n, k)
		if len(n) > 0 && rapid.Bool().Draw(t, "one more") {
			primary[rapid.IntRange(0, len(n)-1).Draw(t, "which")] = true
		}
		got := SuppressPartition(n, primary, k)
		hidden, sum, shown := 0, 0, 0
		for i, reason := range got.Reasons {
			if primary[i] != (reason == ReasonPrimary) {
				t.Fatalf("part %d: primary %v, reason %q", i, primary[i], reason)
			}
			switch {
			case n[i] == 0:
				if reason == ReasonSecondary {
					t.Fatalf("part %d is empty and hidden as a complement", i)
				}
			case reason == ReasonNone:
				shown++
			default:
				hidden++
				sum += n[i]
			}
		}
		safe := hidden == 0 || (hidden >= 2 && sum >= k)
		if safe == got.Total {
			t.Fatalf("%d hidden with %d answers, total hidden: %v", hidden, sum, got.Total)
		}
		if got.Total && shown > 0 {
			t.Fatalf("the total goes while %d parts are shown", shown)
		}
		// Running the rule again hides nothing more.
		again := make([]bool, len(n))
		for i, reason := range got.Reasons {
			again[i] = reason != ReasonNone
		}
		for i, reason := range SuppressPartition(n, again, k).Reasons {
			if reason == ReasonSecondary {
				t.Fatalf("a second run hides part %d", i)
			}
		}
	})
}

func TestDifferencing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		subset, superset int
		differenced      bool
		allowed          bool
	}{
		{20, 20, false, true},
		{16, 20, true, false},
		{15, 20, false, true},
		{4, 20, false, false},
		{4, 4, false, false},
		{21, 20, false, false},
	} {
		if got := Differenced(c.subset, c.superset, 5); got != c.differenced {
			t.Errorf("%d of %d is differenced: %v", c.subset, c.superset, got)
		}
		if got := FilterAllowed(c.subset, c.superset, 5); got != c.allowed {
			t.Errorf("%d of %d is allowed: %v", c.subset, c.superset, got)
		}
	}
}

func TestCountsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		counts     []int
		attributed bool
		want       bool
	}{
		{[]int{0, 4, 0}, false, false},
		{[]int{0, 9, 0}, false, false},
		{[]int{0, 9, 0}, true, true},
		{[]int{0, 10, 0}, false, true},
		{[]int{1, 4, 0}, false, true},
	} {
		if got := CountsShown(c.counts, 5, c.attributed); got != c.want {
			t.Errorf("%v, attributed %v: %v", c.counts, c.attributed, got)
		}
	}
}
