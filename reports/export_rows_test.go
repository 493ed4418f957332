package reports

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"readiness/assessment"
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
	err := newReporter(t).ExportRows(t.Context(), &bytes.Buffer{}, snapshot, in)
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
	if err := newReporter(t).ExportRows(t.Context(), &out, snapshot, s.input()); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); strings.Contains(got, "Atlantis") || strings.Count(got, "customers,Milan") != 6 {
		t.Errorf("%.600s", got)
	}
}
