package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"readiness/assessment"
)

// brokenReports fails half-way.
type brokenReports struct{}

func (brokenReports) Write(_ context.Context, w io.Writer, _ []byte, _, _ string) error {
	if _, err := io.WriteString(w, "half a file"); err != nil {
		return err
	}
	return errors.New("out of ink")
}

func TestAReportThatFailsIsAnErrorPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.reports = brokenReports{}
	a := r.opened(t, nil)
	if err := r.service.Close(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	d := r.signedIn(t, assessment.Consultant)
	rec := d.get("/assessments/" + string(a.ID) + "/report.xlsx")
	if rec.Code != http.StatusInternalServerError || strings.Contains(rec.Body.String(), "half a file") || rec.Header().Get("Content-Disposition") != "" {
		t.Errorf("%d %.100s", rec.Code, rec.Body)
	}
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"Customer readiness 2026": "customer-readiness-2026-es.csv", "Preparación": "preparación-es.csv", "客户准备度": "客户准备度-es.csv",
		"../../etc/passwd": "etc-passwd-es.csv", "!!!": "readiness-es.csv", `a"b;c`: "a-b-c-es.csv",
		strings.Repeat("long ", 50): strings.Repeat("long-", 12)[:59] + "-es.csv",
	} {
		a := &assessment.Assessment{Title: assessment.Text(title), Languages: []string{"en"}}
		got := fileName(a, "es", "csv")
		if got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
		header := attachment(got)
		if !regexp.MustCompile(`^attachment; filename="[ -~]+"; filename\*=UTF-8''[A-Za-z0-9.%_-]+$`).MatchString(header) {
			t.Errorf("%q: header %q", title, header)
		}
		_, encoded, _ := strings.Cut(header, "UTF-8''")
		if decoded, err := url.PathUnescape(encoded); err != nil || decoded != got {
			t.Errorf("%q reads back as %q, %v", got, decoded, err)
		}
	}
}
