package reports

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"readiness/assessment"
)

// fieldNames collects the names in a JSON tree; names that are data, such as the
// percentages of shares, are left out.
func fieldNames(v any, into map[string]bool) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			fieldNames(e, into)
		}
	case map[string]any:
		for name, child := range v {
			into[name] = true
			if name != "shares" && name != "emphasis" {
				fieldNames(child, into)
			}
		}
	}
}

func TestEveryFieldIsDocumented(t *testing.T) {
	t.Parallel()
	docs, err := os.ReadFile(filepath.Join("..", "docs", "report.md"))
	if err != nil {
		t.Fatal(err)
	}
	report := full(t)
	report.Trend = &Trend{Scales: []ScaleTrend{{}}}
	report.Assessment.Previous = "before"
	report.Assessment.Conditions = &assessment.Conditions{
		Sponsor: "yes", Funds: "pilot", ITCapacity: "some", DeliveryCanVary: "no", CustomerOwner: "yes", Areas: []string{"shops"},
	}
	report.Situation.Basis, report.Situation.Reason = "margin", "known"
	report.Situation.MeasuredSkew = &report.Situation.ValueSkew
	report.Parameters.AnchorsReason = "known"
	report.Situation.Segments = []NeedsSegment{{}}
	report.ReadyToday.Areas = []Area{{}}
	report.Scales[0].PerceptionGaps[0].CommonItems = []string{"bv1"}
	var out, table bytes.Buffer
	if err := JSON(&out, report, newReporter(t).words, "en"); err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(out.Bytes(), &tree); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	fieldNames(tree, names)
	if len(names) < 150 {
		t.Fatalf("only %d names were met", len(names))
	}
	if err := CSV(&table, report, newReporter(t).words, "en"); err != nil {
		t.Fatal(err)
	}
	rows := csvRows(t, table.Bytes())
	for _, column := range rows[0] {
		names[column] = true
	}
	for _, row := range rows[1:] {
		names[row[0]] = true
		if !strings.HasPrefix(row[5], "count_") {
			names[row[5]] = true
		}
	}
	for name := range names {
		if !strings.Contains(string(docs), "`"+name+"`") {
			t.Errorf("docs/report.md does not explain %s", name)
		}
	}
}
