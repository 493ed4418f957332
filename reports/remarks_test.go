package reports

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Where enough people took part but too few rated, the report says so instead of
// "too few answered", from what is published alone (decisions.md 15).
func TestUnableToRate(t *testing.T) {
	t.Parallel()
	// rated is how many of eight customers rate bv1 and bv2; the others answer with open.
	report := func(rated int, open, inside string) *Report {
		s := newSurvey(t, []string{"broad-view"}, nil)
		s.actionless = true
		for i := range 8 {
			answer := open
			if i < rated {
				answer = strconv.Itoa(i%5 + 1)
			}
			s.respond("customers", map[string]string{"bv1": answer, "bv2": answer, "bv3": "3", "bv4": "2"})
			s.respond("executives", map[string]string{"bv1": inside, "bv2": "4", "bv3": "4", "bv4": "4"})
		}
		s.respond("managers", map[string]string{"bv1": "1", "bv2": "1", "bv3": "1", "bv4": "1"})
		return s.report()
	}
	said := func(r *Report, lang string) string {
		var all []string
		for _, m := range slices.Concat(r.Takeaways, r.Warnings) {
			all = append(all, m.In(newReporter(t).words, lang))
		}
		return strings.Join(all, "\n")
	}
	const unable = "No customer voice on Identify and Differentiate: 8 customers took part, but fewer than 5 of them gave a rating there."
	for _, tt := range []struct {
		name         string
		rated        int
		open, inside string
		want, never  string
	}{
		{"nobody could tell", 0, "dk", "4", unable, "too few customers answered"},
		{"a few rated", 4, "dk", "4", unable, "4 of"},
		{"left open", 2, "", "4", unable, "could not tell;"},
		{"enough rated", 5, "dk", "4", "Managers: fewer than 5 responses", "No customer voice"},
		{"no group could tell", 0, "dk", "dk", "No score for Identify: in no group could enough people rate this.", "could not tell;"},
	} {
		r := report(tt.rated, tt.open, tt.inside)
		got := said(r, "en")
		if !strings.Contains(got, tt.want) || strings.Contains(got, tt.never) {
			t.Errorf("%s:\n%s", tt.name, got)
		}
		for _, lang := range []string{"es", "it", "zh"} {
			if strings.ContainsAny(said(r, lang), "[<") {
				t.Errorf("%s, %s: %s", tt.name, lang, said(r, lang))
			}
		}
		again, err := Reweigh(r, "equal", nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range slices.Concat(r.Takeaways, r.Warnings) {
			if strings.HasSuffix(m.Key, "_unrated") || strings.HasSuffix(m.Key, "_unable") {
				if n := len(slices.DeleteFunc(slices.Concat(again.Takeaways, again.Warnings), func(o Message) bool { return o.Key != m.Key })); n != 1 {
					t.Errorf("%s: %s stands %d times under other weights", tt.name, m.Key, n)
				}
			}
		}
	}
	// How many rated, and whether the others could not tell or left it open, stays hidden.
	want, err := json.Marshal(report(0, "dk", "4").Warnings)
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []*Report{report(4, "dk", "4"), report(3, "", "4")} {
		if got, err := json.Marshal(other.Warnings); err != nil || string(got) != string(want) {
			t.Errorf("%s, %v; want %s", got, err, want)
		}
	}
	// A group with too few responses is not said to have been unable.
	s := newSurvey(t, []string{"broad-view"}, nil)
	s.actionless = true
	s.levels("customers", "bv1", 1, 2)
	if got := said(s.report(), "en"); strings.Contains(got, "took part") || strings.Contains(got, "No score") {
		t.Errorf("two customers:\n%s", got)
	}
}

// With every stage on target the plan says so, and nothing is a quick win.
func TestNothingToStart(t *testing.T) {
	t.Parallel()
	words := newReporter(t).words
	for _, tt := range []struct {
		name   string
		levels [4]int
		want   string
	}{
		{"all at the top", [4]int{5, 5, 5, 5}, "Every stage has reached its target, so nothing has to be started. The activities below only keep up what has been reached."},
		{"one behind", [4]int{5, 5, 2, 5}, ""},
	} {
		report := staged(t, tt.levels, nil).report()
		var said []string
		for _, m := range report.NothingToStart() {
			said = append(said, m.In(words, "en"))
		}
		if got := strings.Join(said, " "); got != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
	// A blind spot ranks a stage that has reached its target.
	blind := staged(t, [4]int{5, 5, 5, 5}, nil).report()
	first := 1
	blind.Priorities[0].Rank = &first
	if said := blind.NothingToStart(); said[0].Key != "report_plan_blind_spots" || blind.NoteOn(whenNow) != "prio_when_now_note" {
		t.Errorf("%+v, %s", said, blind.NoteOn(whenNow))
	}
	// A question below target under a stage that is on target is counted.
	report := staged(t, [4]int{5, 5, 5, 5}, nil).report()
	report.Actions[0].Maintain = false
	if said := report.NothingToStart(); len(said) != 2 || !strings.HasPrefix(said[1].In(words, "en"), "1 activity below answers") {
		t.Errorf("%+v", said)
	}
	if said := (&Report{}).NothingToStart(); said != nil {
		t.Errorf("without a score nothing is known: %+v", said)
	}
}
