package workbook

import (
	"os"
	"testing"
)

func TestZZDump(t *testing.T) {
	if err := os.MkdirAll("/tmp/r1pdf", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "es", "it", "zh"} {
		if err := os.WriteFile("/tmp/r1pdf/"+lang+".xlsx", written(t, fullSurvey(t).report(t), lang), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
