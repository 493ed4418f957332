package reports

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"readiness/assessment"
	"readiness/static/i18n"
)

// The figures of statistics.md 2.8 as the print view says them.
func TestStatisticsInWords(t *testing.T) {
	t.Parallel()
	r, words := d1(t, nil).report(), newReporter(t).words
	rows := Pictures{r, words, "en"}.Statistics()
	if len(rows) != 1 {
		t.Fatalf("%+v", rows)
	}
	want := ScaleStatistics{
		Scale: "Customize", Test: "H\u00a0=\u00a020.03, df\u00a05, p\u00a00.001", TestNote: words.T("en", "report_stats_approximate"), Effect: "0.557", Alpha: "–", Small: "–",
	}
	if rows[0] != want {
		t.Errorf("%+v, want %+v", rows[0], want)
	}
	for _, lang := range i18n.Languages() {
		var page bytes.Buffer
		if err := HTML(&page, r, words, lang); err != nil {
			t.Fatal(err)
		}
		row := Pictures{r, words, lang}.Statistics()[0]
		for _, said := range []string{row.Test, row.TestNote, row.Effect} {
			if !strings.Contains(page.String(), said) {
				t.Errorf("%s: the print view lacks %q", lang, said)
			}
		}
	}
}

func TestStatisticsOfSmallGroups(t *testing.T) {
	t.Parallel()
	s := newSurvey(t, both(), func(a *assessment.Assessment) {
		a.K = 3
		a.Groups = slices.DeleteFunc(a.Groups, func(g assessment.Group) bool { return g.Key != "executives" && g.Key != "managers" })
	})
	for _, g := range []string{"executives", "managers"} {
		for _, level := range []string{"1", "3", "5"} {
			s.respond(g, map[string]string{"bv1": level, "g15": level, "g16": level})
		}
	}
	r := s.report()
	gap := r.scale(t, "identify").PerceptionGaps[0]
	if near(t, "smallest p", gap.MinP, 0.1); !gap.NeverSignificant() {
		t.Error("three against three can be significant")
	}
	var small []string
	for _, row := range (Pictures{r, newReporter(t).words, "en"}).Statistics() {
		small = append(small, row.Small)
	}
	if want := "Executives (smallest p 0.100)"; !slices.Contains(small, want) {
		t.Errorf("%q, want %q", small, want)
	}
	many := newSurvey(t, both(), nil)
	many.fill(rand.New(rand.NewPCG(3, 5)), sizes(20))
	for _, row := range (Pictures{many.report(), newReporter(t).words, "en"}).Statistics() {
		if row.Small != "–" || row.TestNote != "" {
			t.Errorf("large groups: %+v", row)
		}
	}
}

func TestChance(t *testing.T) {
	t.Parallel()
	p := Pictures{&Report{}, newReporter(t).words, "es"}
	for v, want := range map[float64]string{0: "<\u00a00,001", 0.0004: "<\u00a00,001", 0.0204: "0,020", 0.00099: "<\u00a00,001", 0.001: "0,001", 0.0494: "0,049", 1: "1,000"} {
		if got := p.Chance(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
}
