package reports

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"readiness/assessment"
	"readiness/questionnaires"
)

// traced is a survey of n customers who were told that their answers can be
// traced; customer i says so in a comment and answers 1 + i mod 5.
func traced(t *testing.T, n int) *survey {
	t.Helper()
	s := newSurvey(t, []string{"broad-view"}, func(a *assessment.Assessment) {
		a.Groups[slices.IndexFunc(a.Groups, func(g assessment.Group) bool { return g.Key == "customers" })].Anonymity = assessment.Attributed
	})
	for i := range n {
		r := s.respond("customers", map[string]string{"bv1": strconv.Itoa(1 + i%5)})
		s.comments = append(s.comments, &assessment.Comment{Group: "customers", Text: strconv.Itoa(i), Response: r.ID})
	}
	s.a.Status = assessment.StatusClosed
	return s
}

func TestExportHoldsAWindowOfRows(t *testing.T) {
	t.Parallel()
	const n = 4*windowRows + 77
	s := traced(t, n)
	header, rows := exported(t, s)
	bv1, comment := slices.Index(header, "bv1"), slices.Index(header, "comment")
	seen, moved := make([]bool, n), 0
	for at, row := range rows["customers"] {
		i, err := strconv.Atoi(row[comment])
		if err != nil || seen[i] || row[bv1] != strconv.Itoa(1+i%5) {
			t.Fatalf("row %d is %v (%v): twice, or not what customer %d said", at, row, err, i)
		}
		seen[i] = true
		if i >= (at/windowRows+2)*windowRows {
			t.Fatalf("customer %d stands at %d: more than two windows were held", i, at)
		}
		if i != at {
			moved++
		}
	}
	if len(rows["customers"]) != n || moved < n*9/10 {
		t.Errorf("%d of %d rows, %d in another place than they were stored", len(rows["customers"]), n, moved)
	}
}

// Two exports of the same assessment must not be joined row by row, the last
// rows included, of which there may be few in the last window.
func TestExportsStandInDifferentOrders(t *testing.T) {
	t.Parallel()
	s := traced(t, 2*windowRows+1)
	header, first := exported(t, s)
	_, second := exported(t, s)
	comment := slices.Index(header, "comment")
	for _, part := range []struct{ from, to int }{{0, 100}, {windowRows - 50, windowRows + 50}, {2*windowRows - 99, 2*windowRows + 1}} {
		same := 0
		for i := part.from; i < part.to; i++ {
			if first["customers"][i][comment] == second["customers"][i][comment] {
				same++
			}
		}
		if same > 10 {
			t.Errorf("%d of 100 rows from %d on stand in the same place", same, part.from)
		}
	}
}

func TestExportRefusesResponsesThatChange(t *testing.T) {
	t.Parallel()
	s := traced(t, 20)
	snapshot, in := s.snapshot(), s.input()
	read, readings := in.Responses, 0
	in.Responses = func(ctx context.Context, yield func(*assessment.Response) error) error {
		if readings++; readings == 2 {
			if err := yield(&assessment.Response{ID: "late", Group: "customers"}); err != nil {
				return err
			}
		}
		return read(ctx, yield)
	}
	err := newReporter(t).ExportRows(t.Context(), &bytes.Buffer{}, &assessment.Snapshot{Body: snapshot}, in)
	if err == nil || !strings.Contains(err.Error(), "changed meanwhile") {
		t.Errorf("%v", err)
	}
}

// A key that the assessment does not have counts as none, and is none.
func TestExportBlanksUnknownSegments(t *testing.T) {
	t.Parallel()
	s := newSurvey(t, []string{"broad-view"}, func(a *assessment.Assessment) { a.Locations = segmentsNamed("Milan") })
	s.everybody(12, "3")
	for _, r := range s.responses {
		r.Location = "Milan"
	}
	snapshot := s.snapshot()
	customers := 0
	for _, r := range s.responses {
		if r.Group == "customers" && customers < 6 {
			customers++
			r.Location = "Atlantis " + strconv.Itoa(customers)
		}
	}
	s.a.Status = assessment.StatusClosed
	var out bytes.Buffer
	if err := newReporter(t).ExportRows(t.Context(), &out, &assessment.Snapshot{Body: snapshot}, s.input()); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); strings.Contains(got, "Atlantis") || strings.Count(got, "customers,Milan") != 6 {
		t.Errorf("%.600s", got)
	}
}

// A set of practices that has no score at all, because its only answered question
// weighs nothing, hides no question.
func TestExportKeepsQuestionsOfUnscoredPractices(t *testing.T) {
	t.Parallel()
	q, err := questionnaires.LoadFiles(map[string][]byte{
		"structure.yaml": []byte(`id: habits
version: 1
levels: 3
scales:
  - {id: care, kind: category}
questions:
  - {id: h1, scale: care}
  - {id: h2, scale: care, weight: 0, supports: interact}
  - {id: h3, scale: care, supports: interact}
  - {id: h4, scale: care, weight: 0, supports: identify}
`),
		"en.yaml": []byte(`title: Habits
intro: A few questions.
scales: {care: Care}
levels: [Never, Sometimes, Always]
questions:
  h1: {inside: "One?", outside: "One?"}
  h2: {inside: "Two?", outside: "Two?"}
  h3: {inside: "Three?", outside: "Three?"}
  h4: {inside: "Four?", outside: "Four?"}
`),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := surveyOf(t, []*questionnaires.Questionnaire{q}, nil)
	for i := range 10 {
		answers := map[string]string{"h1": "2", "h2": "1", "h4": "3"}
		if i < 3 { // too few have a score on the practices of interact
			answers["h3"] = "1"
		}
		s.respond("customers", answers)
	}
	report := s.report()
	for _, id := range []string{"h2", "h4"} {
		if report.item(t, id).group(t, "customers").Suppressed {
			t.Fatalf("%s is hidden", id)
		}
	}
	s.a.Status = assessment.StatusClosed
	header, rows := exported(t, s)
	for id, want := range map[string]string{"h2": "", "h3": "", "h4": "3"} {
		if got := rows["customers"][9][slices.Index(header, id)]; got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
}
