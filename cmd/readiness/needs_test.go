package main

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// TestNeedsByValueFromTheCommandLine: the assessment file chooses how segments
// weigh, and says what it does not know.
func TestNeedsByValueFromTheCommandLine(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	list := s.file("c.csv", "customer,value,segment\n"+strings.Repeat("X,1,gifts\n", 10)+"A,90,gifts\nB,5,office\nC,-3,office\nD,5,home\n")
	code, _, errs := s.try("assessment", "create", s.file("bad.yaml", cliAssessment+"parameters: {needs_by: size}\n"))
	if code != exitFail || !strings.Contains(errs, "needs_by") || !strings.Contains(errs, "customers") {
		t.Errorf("exit %d, %q", code, errs)
	}
	for by, want := range map[string]float64{"customers": 2.0 / 5, "value": 100.0 / 110} {
		id := s.must("assessment", "create", s.file(by+".yaml", cliAssessment+"parameters: {needs_by: "+by+"}\n"))
		s.must("assessment", "open", id)
		s.must("customers", "import", id, list)
		s.must("responses", "import", id, s.file("r.csv", cliResponses()))
		s.must("assessment", "close", id)
		var report struct {
			Situation  struct{ Segments []struct{ Share float64 } }
			Parameters struct {
				NeedsBy string `json:"needs_by"`
			}
		}
		if err := json.Unmarshal([]byte(s.must("report", id, "--format", "json")), &report); err != nil {
			t.Fatal(err)
		}
		if segments := report.Situation.Segments; report.Parameters.NeedsBy != by || len(segments) != 3 || math.Abs(segments[0].Share-want) > 1e-9 {
			t.Errorf("by %s: %+v, want %v", by, report, want)
		}
	}
}
