package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// cliReport is what the test reads of a report.
type cliReport struct {
	Snapshot struct{ Version int }
	Warnings []string
	Scales   []struct {
		ID     string
		Groups []struct {
			Group      string
			N          *int
			Mean       *float64
			Suppressed bool
			Hidden     string
		}
	}
}

func (s *shell) report(id string) *cliReport {
	s.t.Helper()
	r := &cliReport{}
	if err := json.Unmarshal([]byte(s.must("report", id, "--format", "json")), r); err != nil {
		s.t.Fatal(err)
	}
	return r
}

func TestReopenFromTheCommandLine(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	id := s.must("assessment", "create", s.file("a.yaml", cliAssessment))
	refused := func(want string, args ...string) {
		t.Helper()
		code, out, errs := s.try(args...)
		if code != exitFail || out != "" || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit %d, %q, %q; want %q", args, code, out, errs, want)
		}
	}
	refused("Only a closed assessment", "assessment", "reopen", id)
	s.must("assessment", "open", id)
	refused("Only a closed assessment", "assessment", "reopen", id)
	s.must("responses", "import", id, s.file("r.csv", cliResponses()))
	s.must("assessment", "close", id)
	first := s.report(id)

	refused("is not a date", "assessment", "reopen", id, "--closes", "31/12/2026")
	refused("has passed", "assessment", "reopen", id, "--closes", "2020-01-01")
	refused("assessment unknown: not found", "assessment", "reopen", "unknown")
	if got := s.must("assessment", "reopen", id, "--closes", "2999-12-31"); got != "" {
		t.Errorf("output %q", got)
	}
	refused("Only a closed assessment", "assessment", "reopen", id)
	refused("not closed yet", "report", id, "--format", "json")
	refused("not closed yet", "responses", "export", id)
	if got := s.must("assessment", "list"); !strings.HasPrefix(got, id+"\topen\t12\t") {
		t.Errorf("list: %q", got)
	}
	s.must("check")

	// Nobody came: the same figures in the second version.
	s.must("assessment", "close", id)
	second := s.report(id)
	if second.Snapshot.Version != 2 || *second.Scales[0].Groups[1].Mean != *first.Scales[0].Groups[1].Mean {
		t.Errorf("closed again without answers: %+v", second)
	}
	rows := s.must("responses", "export", id)

	// Two came: their group is hidden, in the report and in the rows.
	s.must("assessment", "reopen", id)
	s.must("responses", "import", id, s.file("two.csv", "group,bv1,bv2,bv3,bv4\ncustomers,5,5,5,5\ncustomers,1,2,3,4\n"))
	s.must("assessment", "close", id)
	third := s.report(id)
	executives, customers := third.Scales[0].Groups[0], third.Scales[0].Groups[1]
	if customers.Hidden != "earlier" || customers.Mean != nil || executives.Suppressed {
		t.Errorf("after two: %+v", third.Scales[0].Groups)
	}
	if !strings.Contains(strings.Join(third.Warnings, "\n"), "Customers: 2 new answers since its figures were last reported") {
		t.Errorf("warnings %q", third.Warnings)
	}
	if got := s.must("responses", "export", id); strings.Contains(got, "customers") || !strings.Contains(got, "executives") || !strings.Contains(rows, "customers") {
		t.Errorf("rows after two: %s", got)
	}

	// With three more it is shown again.
	s.must("assessment", "reopen", id)
	s.must("responses", "import", id, s.file("three.csv", "group,bv1,bv2,bv3,bv4\ncustomers,2,2,2,2\ncustomers,3,3,3,3\ncustomers,4,4,4,4\n"))
	s.must("assessment", "close", id)
	fourth := s.report(id)
	if c := fourth.Scales[0].Groups[1]; c.Suppressed || *c.N != 11 || fourth.Snapshot.Version != 4 {
		t.Errorf("after five: %+v, version %d", c, fourth.Snapshot.Version)
	}
	if got := s.must("responses", "export", id); strings.Count(got, "customers") != 11 {
		t.Errorf("rows after five: %s", got)
	}
	s.must("check")

	// A later wave is compared with the newest version.
	next := s.must("assessment", "create", s.file("b.yaml", cliAssessment+"previous: "+id+"\n"))
	s.must("assessment", "open", next)
	s.must("responses", "import", next, s.file("r.csv", cliResponses()))
	s.must("assessment", "close", next)
	var trend struct {
		Trend struct {
			Previous string
			Scales   []struct{ Groups []string }
		}
	}
	if err := json.Unmarshal([]byte(s.must("report", next, "--format", "json")), &trend); err != nil {
		t.Fatal(err)
	}
	if trend.Trend.Previous != id || len(trend.Trend.Scales[0].Groups) != 2 {
		t.Errorf("trend %+v", trend.Trend)
	}
}
