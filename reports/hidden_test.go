package reports

import (
	"testing"
)

// TestHiddenCellsSayWhy compares the reason that a hidden cell gives with the
// number of answers that it rests on.
func TestHiddenCellsSayWhy(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for seed := range uint64(64) {
		s := randomSurvey(t, seed)
		w, r := worldOf(t, s), s.report()
		check := func(name string, suppressed bool, hidden string) {
			c, answered := w.cells[name]
			want := ""
			switch {
			case suppressed && (!answered || c.small):
				want = HiddenFew
			case suppressed:
				want = HiddenComplementary
			}
			if hidden != want {
				t.Errorf("seed %d: %s is hidden for %q, want %q", seed, name, hidden, want)
			}
			seen[hidden]++
		}
		for i := range r.Scales {
			for _, c := range r.Scales[i].Groups {
				check(key("scale", c.Group, r.Scales[i].ID), c.Suppressed, c.Hidden)
			}
		}
		for i := range r.Items {
			for j := range r.Items[i].Groups {
				c := &r.Items[i].Groups[j]
				check(key("item", c.Group, r.Items[i].ID), c.Suppressed, c.Hidden)
			}
		}
		for i := range r.Segments {
			part := &r.Segments[i]
			for j := range part.Scales {
				for _, c := range part.Scales[j].Cells {
					check(key(part.Dimension, c.Group, part.Scales[j].ID, part.Value), c.Suppressed, c.Hidden)
				}
			}
		}
	}
	for _, reason := range []string{"", HiddenFew, HiddenComplementary} {
		if seen[reason] < 100 {
			t.Errorf("only %d cells with the reason %q", seen[reason], reason)
		}
	}
}
