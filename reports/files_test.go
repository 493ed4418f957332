package reports

import (
	"bytes"
	"encoding/csv"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
)

func csvRows(t testing.TB, body []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSVHoldsTheReport(t *testing.T) {
	t.Parallel()
	report := d1(t, func(a *assessment.Assessment) { a.K = 5 }).report()
	var out bytes.Buffer
	if err := CSV(&out, report, newReporter(t).words, "en"); err != nil {
		t.Fatal(err)
	}
	rows := csvRows(t, out.Bytes())
	if diff := cmp.Diff([]string{"dimension", "value", "scale", "item", "group", "statistic", "number", "suppressed"}, rows[0]); diff != "" {
		t.Error(diff)
	}
	figures := map[string]string{}
	for _, row := range rows[1:] {
		key := strings.Join(row[:6], ",")
		if _, twice := figures[key]; twice {
			t.Errorf("%s occurs twice", key)
		}
		figures[key] = row[6] + "," + row[7]
	}
	for i := range report.Scales {
		for _, cell := range report.Scales[i].Groups {
			where := "all,," + report.Scales[i].ID + ",," + cell.Group + ","
			if cell.Suppressed {
				if got := figures[where+"n"]; got != ",true" {
					t.Errorf("%s: %q", where, got)
				}
				continue
			}
			number, _, _ := strings.Cut(figures[where+"mean"], ",")
			if got, err := strconv.ParseFloat(number, 64); err != nil || got != *cell.Mean {
				t.Errorf("%s: %q, want %v", where, number, *cell.Mean)
			}
		}
	}
}

// exported is the row-level export by group.
func exported(t *testing.T, s *survey) (header []string, rows map[string][][]string) {
	t.Helper()
	s.a.Status = assessment.StatusClosed
	var out bytes.Buffer
	if err := newReporter(t).ExportRows(t.Context(), &out, &assessment.Snapshot{Body: s.snapshot()}, s.input()); err != nil {
		t.Fatal(err)
	}
	all := csvRows(t, out.Bytes())
	rows = map[string][][]string{}
	for _, row := range all[1:] {
		rows[row[0]] = append(rows[row[0]], row)
	}
	return all[0], rows
}

func TestExportRoundTrip(t *testing.T) {
	t.Parallel()
	s := newSurvey(t, both(), func(a *assessment.Assessment) { a.Importance = true })
	s.fill(rand.New(rand.NewPCG(21, 22)), sizes(20))
	before := s.report()
	header, rows := exported(t, s)
	again := newSurvey(t, both(), func(a *assessment.Assessment) { a.Importance = true })
	for group, of := range rows {
		for _, row := range of {
			answers := map[string]string{}
			for i, id := range header {
				if _, ok := s.form.Index(id); ok && row[i] != "" {
					answers[id] = row[i]
				}
			}
			again.respond(group, answers)
		}
	}
	if diff := cmp.Diff(before, again.report()); diff != "" {
		t.Errorf("a report of the export differs: %s", diff)
	}
}

func TestExportBlanksWhatIsHidden(t *testing.T) {
	t.Parallel()
	s := newSurvey(t, []string{"broad-view"}, func(a *assessment.Assessment) {
		wide(a)
		a.Groups[1].Anonymity = assessment.Attributed
	})
	s.levels("managers", "bv1", 1, 2, 3)
	s.levels("managers", "bv2", 4, 4, 4, 4, 4)
	s.levels("channel", "bv1", 1, 2, 3, 4)
	r := s.respond("initiative", map[string]string{"bv1": "5"})
	r.Day, r.Location = "2026-11-01", "Milan"
	s.comments = append(s.comments,
		&assessment.Comment{Group: "initiative", Item: "bv1", Text: "=HYPERLINK(1)", Response: r.ID},
		&assessment.Comment{Group: "managers", Item: "bv1", Text: "secret"})
	header, rows := exported(t, s)
	at := func(row []string, column string) string { return row[slices.Index(header, column)] }
	if len(rows["managers"]) != 8 {
		t.Errorf("%d rows of managers", len(rows["managers"]))
	}
	fours := 0
	for _, row := range rows["managers"] {
		if at(row, "bv1") != "" {
			t.Errorf("bv1 is hidden for managers: %v", row)
		}
		if at(row, "bv2") == "4" {
			fours++
		}
		if strings.Contains(strings.Join(row, ","), "secret") || at(row, "submitted") != "" || at(row, "language") != "" {
			t.Errorf("an anonymous row says too much: %v", row)
		}
	}
	if fours != 5 {
		t.Errorf("%d answers to bv2, want 5", fours)
	}
	if len(rows["channel"]) != 0 {
		t.Error("a group below k is exported")
	}
	row := rows["initiative"][0]
	if at(row, "location") != "Milan" || at(row, "submitted") != "2026-11-01" || at(row, "comment_bv1") != "'=HYPERLINK(1)" {
		t.Errorf("attributed row %v", row)
	}
}

func TestExportSegments(t *testing.T) {
	t.Parallel()
	build := func(milan, madrid int) *survey {
		s := newSurvey(t, []string{"broad-view"}, func(a *assessment.Assessment) { a.Locations = segmentsNamed("Milan", "Madrid") })
		for i := range milan + madrid {
			r := s.respond("customers", map[string]string{"bv1": "3", "bv2": "2", "bv3": strconv.Itoa(1 + i%5), "bv4": "1"})
			r.Location = "Milan"
			if i >= milan {
				r.Location = "Madrid"
			}
		}
		return s
	}
	count := func(s *survey) map[string]int {
		_, rows := exported(t, s)
		n := map[string]int{}
		for _, row := range rows["customers"] {
			n[row[1]]++
		}
		return n
	}
	if diff := cmp.Diff(map[string]int{"Milan": 6, "Madrid": 7}, count(build(6, 7))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"": 10}, count(build(7, 3))); diff != "" {
		t.Error(diff)
	}
}

func TestExportRefusesOpenAssessments(t *testing.T) {
	t.Parallel()
	s := d1(t, nil)
	s.a.Status = assessment.StatusOpen
	if err := newReporter(t).ExportRows(t.Context(), &bytes.Buffer{}, &assessment.Snapshot{Body: s.snapshot()}, s.input()); err == nil {
		t.Error("an open assessment is exported")
	}
}
