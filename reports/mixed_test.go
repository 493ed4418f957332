package reports

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"readiness/assessment"
)

// TestDifferentQuestionsAreNamed makes sure that a difference between groups who
// were asked different questions is called so, and no other one.
func TestDifferentQuestionsAreNamed(t *testing.T) {
	t.Parallel()
	only := func(keys ...string) func(a *assessment.Assessment) {
		return func(a *assessment.Assessment) {
			a.Groups = slices.DeleteFunc(a.Groups, func(g assessment.Group) bool { return !slices.Contains(keys, g.Key) })
		}
	}
	for _, c := range []struct {
		name   string
		ids    []string
		change func(a *assessment.Assessment)
		sizes  map[string]int
		sides  string // categories, by id
		marks  string
	}{
		{
			"customers see fewer questions", both(), wide, sizes(12),
			"employees knowledge process strategy technology", "employees knowledge process strategy technology",
		},
		{"the same questions for all", []string{"broad-view"}, wide, sizes(12), "", ""},
		{"inside alone", both(), only("executives", "managers", "frontline"), sizes(12), "", ""},
		{"customers hidden", both(), only("executives", "customers"), map[string]int{"executives": 12, "customers": 3}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSurvey(t, c.ids, c.change)
			s.fill(rand.New(rand.NewPCG(5, 6)), c.sizes)
			r := s.report()
			var sides, marks []string
			for i := range r.Scales {
				if scale := &r.Scales[i]; r.mixed(scale) {
					marks = append(marks, scale.ID)
					if scale.InsideOutsideGap != nil {
						sides = append(sides, scale.ID)
					}
				}
			}
			slices.Sort(sides)
			slices.Sort(marks)
			if got := strings.Join(sides, " "); got != c.sides {
				t.Errorf("different questions inside and outside: %s, want %s", got, c.sides)
			}
			if got := strings.Join(marks, " "); got != c.marks {
				t.Errorf("different questions: %s, want %s", got, c.marks)
			}
			warned := slices.ContainsFunc(r.Warnings, func(m Message) bool { return m.Key == "report_warning_mixed_questions" })
			if _, stage := r.MixedSides("stage"); warned != (c.sides != "") || stage {
				t.Errorf("warned: %t, on a stage: %t", warned, stage)
			}
			var page bytes.Buffer
			if err := HTML(&page, r, newReporter(t).words, "en"); err != nil {
				t.Fatal(err)
			}
			for part, named := range map[string]string{"Inside minus outside, the largest gap": c.sides, "the marks of the other groups": c.marks} {
				if found := strings.Contains(page.String(), part); found != (named != "") {
					t.Errorf("the print view says %q: %t", part, found)
				}
			}
		})
	}
}
