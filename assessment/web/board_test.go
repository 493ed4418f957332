package web

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"readiness/assessment"
)

// Whatever counts there are, a hidden one can be neither read nor worked out.
func TestHiddenCountsCannotBeWorkedOut(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := allLanguages()
	a.Status = assessment.StatusOpen
	rapid.Check(t, func(rt *rapid.T) {
		progress := &assessment.Progress{}
		shown, hidden := 0, map[string]bool{}
		for i := range a.Groups {
			g := &a.Groups[i]
			g.Expected = rapid.IntRange(0, 40).Draw(rt, "expected")
			n := rapid.IntRange(0, 12).Draw(rt, "completed")
			progress.Groups = append(progress.Groups, assessment.GroupProgress{Group: g.Key, Started: n, Completed: n})
			progress.ByDay = append(progress.ByDay, assessment.Count{Group: g.Key, Day: "2026-11-02", N: n})
			if n < a.K {
				hidden[g.Key] = true
			} else {
				shown += n
			}
		}
		stands := stand(a, progress)
		page := boardPage{workPage: workPage{organiserPage: organiserPage{basePage: basePage{Lang: "en"}}}}
		r.figures(&page, stands, progress)
		if page.Completed != strconv.Itoa(shown) || page.Hidden != (len(hidden) > 0) {
			rt.Fatalf("completed %s, want %d", page.Completed, shown)
		}
		for i := range stands {
			row := r.boardRow("en", a, &stands[i])
			if hidden[stands[i].group.Key] && (row.Fill != 0 || row.Share != "" || !strings.HasPrefix(row.Count, "fewer than 5")) {
				rt.Fatalf("a hidden row shows %+v", row)
			}
			if hidden[stands[i].group.Key] && stands[i].of < a.K && row.Count != "fewer than 5" {
				rt.Fatalf("fewer than 5 of even less: %+v", row)
			}
			if row.TickAt() < 0 || row.TickAt() > barWidth || row.Fill > barWidth {
				rt.Fatalf("outside of the bar: %+v", row)
			}
		}
		chart := r.dayChart("en", a, stands, progress.ByDay)
		total := 0
		if chart != nil {
			for _, bar := range chart.Bars {
				n, err := strconv.Atoi(bar.Number)
				if err != nil {
					rt.Fatal(err)
				}
				total += n
			}
		}
		if total != shown {
			rt.Fatalf("the days add up to %d, want %d", total, shown)
		}
	})
}

func TestDayChart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := allLanguages()
	a.Status = assessment.StatusOpen
	stands := []groupStand{{group: &a.Groups[5], completed: 30}}
	tests := []struct {
		name   string
		counts []assessment.Count
		bars   int
		top    string
	}{
		{"none", nil, 0, ""},
		{"today", []assessment.Count{{Group: "customers", Day: "2026-11-02", N: 1}}, 1, "2"},
		{"a gap", []assessment.Count{{Group: "customers", Day: "2026-10-30", N: 7}, {Group: "customers", Day: "2026-11-01", N: 3}}, 4, "10"},
		{"long ago", []assessment.Count{{Group: "customers", Day: "2026-01-01", N: 90}, {Group: "customers", Day: "2026-11-01", N: 30}}, maxDays, "40"},
		{"no date", []assessment.Count{{Group: "customers", Day: "soon", N: 1}}, 0, ""},
	}
	for _, tt := range tests {
		chart := r.dayChart("en", a, stands, tt.counts)
		if (chart == nil) != (tt.bars == 0) {
			t.Errorf("%s: %v", tt.name, chart)
			continue
		}
		if chart == nil {
			continue
		}
		if len(chart.Bars) != tt.bars || chart.Grid[2].Label != tt.top {
			t.Errorf("%s: %d bars up to %s", tt.name, len(chart.Bars), chart.Grid[2].Label)
		}
		for _, bar := range chart.Bars {
			if bar.X < chartLeft || bar.X+bar.Width > chartWidth || bar.Y < chartTop || bar.Y+bar.Height > chartBase+0.1 {
				t.Errorf("%s: %+v lies outside", tt.name, bar)
			}
		}
	}
	for n, want := range map[int]int{0: 2, 1: 2, 3: 4, 7: 10, 11: 20, 21: 40, 61: 100, 1001: 2000} {
		if got := niceTop(n); got != want {
			t.Errorf("niceTop(%d) = %d, want %d", n, got, want)
		}
	}
}
