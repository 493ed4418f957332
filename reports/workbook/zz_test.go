package workbook

import (
	"os"
	"testing"

	"readiness/reports"
)

func TestDump(t *testing.T) {
	for _, lang := range []string{"en", "zh", "es", "it"} {
		if err := os.WriteFile("/tmp/wb/"+lang+".xlsx", written(t, fullSurvey(t).report(t), lang), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := fullSurvey(t).report(t)
	r.Assessment.Title = reports.Text{"": "_x005F_x0041_"}
	os.WriteFile("/tmp/wb/esc.xlsx", written(t, r, "en"), 0o600)
	os.WriteFile("/tmp/wb/own.xlsx", written(t, ownSurvey(t).report(t), "it"), 0o600)
	os.WriteFile("/tmp/wb/none.xlsx", written(t, surveyOf(shipped(t, "broad-view", "one-to-one-gap")).report(t), "en"), 0o600)
}
