package reports

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
)

func TestOwnGroupsAreMarkedByTheirPlaceAmongEachOther(t *testing.T) {
	t.Parallel()
	r := &Report{Groups: []Group{{Group: "executives"}, {Group: "shops"}, {Group: "customers"}, {Group: "fitters"}}}
	for key, want := range map[string]int{"executives": 0, "shops": 0, "fitters": 1} {
		if got := r.MarkPlace(key); got != want {
			t.Errorf("%s: %d, want %d", key, got, want)
		}
	}
}

// Nothing is drawn of what is hidden as a whole, and a stage without a score
// has no n that reads as if nobody had answered.
func TestNothingIsDrawnWhereAllIsHidden(t *testing.T) {
	t.Parallel()
	report := full(t)
	p := Pictures{report, newReporter(t).words, "en"}
	for i := range report.Practices {
		report.Practices[i].Claimed, report.Practices[i].Practised, report.Practices[i].Difference = nil, nil, nil
	}
	for i := range report.Importance {
		for j := range report.Importance[i].Groups {
			report.Importance[i].Groups[j].Suppressed = true
		}
	}
	if _, found := p.Claimed(); found {
		t.Error("a drawing of claims without any figure")
	}
	if _, found := p.Agendas(); found {
		t.Error("a drawing of agendas without any order")
	}
	stages := report.ScalesOf("stage")
	n := p.t("results_n_of", "N", p.whole(stages[0].Answers()))
	if wide := string(p.Stages().Chart.Wide); stages[0].Answers() == 0 || strings.Count(wide, n) == 0 {
		t.Fatalf("no %s in the drawing", n)
	}
	for _, s := range stages {
		s.Weighted.Mean = nil
	}
	if wide := string(p.Stages().Chart.Wide); strings.Contains(wide, "n\u00a0=") {
		t.Error("a stage without a score has an n")
	}
}

func TestTargetsHaveTheDecimalsTheyNeed(t *testing.T) {
	t.Parallel()
	p := Pictures{&Report{}, newReporter(t).words, "es"}
	for v, want := range map[float64]string{75: "75", 62.5: "62,5", 66.25: "66,25", 0: "0", 100: "100"} {
		if got := p.plain(v); got != want {
			t.Errorf("%g: %q, want %q", v, got, want)
		}
	}
}

// The columns of many groups get a page across; few stay upright.
func TestPrintViewTurnsThePageForManyGroups(t *testing.T) {
	t.Parallel()
	report := full(t)
	for _, tt := range []struct {
		groups int
		want   bool
	}{{len(report.Groups), false}, {mostUpright + 1, true}} {
		for i := len(report.Groups); i < tt.groups; i++ {
			key := "own-" + strconv.Itoa(i)
			report.Groups = append(report.Groups, Group{Group: key, Name: Text{"": key}})
		}
		var out bytes.Buffer
		if err := HTML(&out, report, newReporter(t).words, "en"); err != nil {
			t.Fatal(err)
		}
		page := out.String()
		if got := strings.Contains(page, `<section class="broad">`) && strings.Contains(page, `<table class="many">`); got != tt.want {
			t.Errorf("%d groups: across %t, want %t", len(report.Groups), got, tt.want)
		}
	}
}
