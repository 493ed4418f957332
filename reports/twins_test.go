package reports

import (
	"bytes"
	"testing"

	"readiness/assessment"
)

// freeAnswers lists, by group, the items of the form that no published number
// may depend on: the item is hidden, and so is every set it belongs to.
func freeAnswers(s *survey, r *Report) map[string][]int {
	open := map[string]map[string]bool{}
	show := func(group string, suppressed bool, items ...string) {
		if open[group] == nil {
			open[group] = map[string]bool{}
		}
		for _, item := range items {
			open[group][item] = open[group][item] || !suppressed
		}
	}
	members := map[string][]string{}
	for i := range r.Items {
		item := &r.Items[i]
		members[item.Scale] = append(members[item.Scale], item.ID)
		for _, c := range item.Groups {
			show(c.Group, c.Suppressed, item.ID)
		}
	}
	for i := range r.Scales {
		for _, c := range r.Scales[i].Groups {
			show(c.Group, c.Suppressed, members[r.Scales[i].ID]...)
		}
	}
	for i := range r.Practices {
		for _, c := range r.Practices[i].Groups {
			show(c.Group, c.Suppressed, r.Practices[i].Items...)
		}
	}
	for i := range r.Importance {
		for _, c := range r.Importance[i].Groups {
			show(c.Group, c.Suppressed, assessment.ImportancePrefix+r.Importance[i].Stage)
		}
	}
	if r.Rivals != nil {
		for _, c := range r.Rivals.Groups {
			show(c.Group, c.Suppressed, r.Rivals.ID)
		}
	}
	out := map[string][]int{}
	for _, g := range s.a.Groups {
		for i, item := range s.form.Items {
			if shown, asked := open[g.Key][item.ID]; asked && !shown {
				out[g.Key] = append(out[g.Key], i)
			}
		}
	}
	return out
}

// dependsOnHidden changes every free answer and reports whether anything that is
// published changes with it; n is how many answers it changed.
func dependsOnHidden(t testing.TB, s *survey, build func() []byte) (depends bool, n int) {
	t.Helper()
	before := build()
	report, err := ParseSnapshot(before)
	if err != nil {
		t.Fatal(err)
	}
	first := writeFiles(t, s, before)
	free := freeAnswers(s, report)
	for _, r := range s.responses {
		for _, i := range free[r.Group] {
			if level, levels := assessment.Answer(r.Answers[i]).Level(), s.form.Items[i].Levels; level > 0 {
				r.Answers[i] = byte(1 + level%levels)
				n++
			}
		}
	}
	after := build()
	return !bytes.Equal(before, after) || !bytes.Equal(first.rows, writeFiles(t, s, after).rows), n
}

// TestHiddenAnswersChangeNothing covers what is not linear: deviations, tests,
// medians, agreement, alpha. Two surveys that differ in hidden answers only have
// the same files, so no file can tell one from the other. Pages and workbooks are
// made of the snapshot, which is one of them.
func TestHiddenAnswersChangeNothing(t *testing.T) {
	t.Parallel()
	changed := 0
	for seed := range uint64(96) {
		s := randomSurvey(t, seed)
		depends, n := dependsOnHidden(t, s, s.snapshot)
		if depends {
			t.Errorf("seed %d: a hidden answer shows", seed)
		}
		changed += n
	}
	if changed < 1000 {
		t.Errorf("only %d hidden answers were changed", changed)
	}
	found := 0
	for seed := range uint64(24) {
		s := randomSurvey(t, seed)
		leaking := func() []byte {
			return variant(t, s, disclose, func(b *builder) {
				open := *b
				open.shown = openScales(b)
				for i := range b.report.Scales {
					b.report.Scales[i].KruskalWallis = kruskalWallis(open.scaleStatistic(i))
				}
			})
		}
		if depends, _ := dependsOnHidden(t, s, leaking); depends {
			found++
		}
	}
	if found < 5 {
		t.Errorf("a test over hidden groups was found in only %d of 24 surveys", found)
	}
}

// openScales is the mask of a builder that hides no scale.
func openScales(b *builder) []*shown {
	var out []*shown
	for _, own := range b.shown {
		open := *own
		open.scales = make([]bool, len(own.scales))
		for i := range open.scales {
			open.scales[i] = true
		}
		out = append(out, &open)
	}
	return out
}
