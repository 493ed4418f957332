package reports

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"readiness/assessment"
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

// TestAgreementLeavesOutNoFew covers what is computed over complete answers alone:
// beside the counts of the questions it would tell what the two said who each left
// one question out.
func TestAgreementLeavesOutNoFew(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		n     int
		skips []string // what the first people leave out, one entry each
		named bool
		want  int // complete answers that agreement and alpha rest on, 0 for hidden
	}{
		{"nobody", 14, nil, false, 14},
		{"one", 14, []string{"g15"}, false, 0},
		{"two, another question each", 14, []string{"g15", "g16"}, false, 0},
		{"four", 16, []string{"g16", "g16", "g16", "g16"}, false, 0},
		{"as many as may be shown", 20, []string{"g16", "g16", "g16", "g16", "g16"}, false, 15},
		{"as many, and one the other question", 20, []string{"g16", "g16", "g16", "g16", "g16", "g15"}, false, 0},
		{"both questions, hence no score either", 14, []string{"g15 g16", "g15 g16"}, false, 12},
		{"two by name", 14, []string{"g15", "g16"}, true, 12},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSurvey(t, both(), func(a *assessment.Assessment) {
				a.Groups = slices.DeleteFunc(a.Groups, func(g assessment.Group) bool { return g.Key != "frontline" })
				if c.named {
					a.Groups[0].Anonymity, a.Groups[0].MinN = assessment.Attributed, 1
				}
			})
			for i := range c.n {
				answers := map[string]string{"g15": strconv.Itoa(1 + i%5), "g16": strconv.Itoa(1 + i*i%4)}
				if i < len(c.skips) {
					for _, question := range strings.Fields(c.skips[i]) {
						answers[question] = "dk"
					}
				}
				s.respond("frontline", answers)
			}
			scale := s.report().scale(t, "employees")
			cell := scale.group(t, "frontline")
			if cell.Suppressed {
				t.Fatal("the group is hidden")
			}
			if shown := cell.RWGJ != nil; shown != (c.want > 0) {
				t.Errorf("agreement is shown: %t", shown)
			}
			switch {
			case c.want == 0 && scale.Alpha != nil:
				t.Errorf("alpha over %d answers is shown", scale.Alpha.N)
			case c.want > 0 && (scale.Alpha == nil || scale.Alpha.N != c.want):
				t.Errorf("alpha: %+v, want it over %d answers", scale.Alpha, c.want)
			}
		})
	}
}
