package reports

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"readiness/assessment"
	"readiness/questionnaires"
)

func TestPrintView(t *testing.T) {
	t.Parallel()
	report := full(t)
	report.Comments = append(report.Comments, Comment{Group: "customers", Text: "<script>alert(1)</script>"})
	for _, lang := range questionnaires.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := HTML(&out, report, newReporter(t).words, lang); err != nil {
				t.Fatal(err)
			}
			page := out.String()
			for _, unwanted := range []string{"<script", "[report_", "<no value>", "ZgotmplZ", "style=\"", "http:", "https:", "[month", "[date"} {
				if strings.Contains(page, unwanted) {
					t.Errorf("the page holds %q", unwanted)
				}
			}
			if opened, closed := strings.Count(page, "<table"), strings.Count(page, "</table>"); opened < 15 || opened != closed {
				t.Errorf("%d tables opened, %d closed", opened, closed)
			}
			if !strings.Contains(page, "&lt;script&gt;") {
				t.Error("a comment is not escaped")
			}
			if title := regexp.MustCompile(`<h1>[^<]+</h1>`).FindString(page); title != "<h1>Readiness 2026</h1>" {
				t.Errorf("title %q", title)
			}
		})
	}
}

func TestPrintViewHidesAndFormats(t *testing.T) {
	t.Parallel()
	report := d1(t, func(a *assessment.Assessment) { a.K = 5 }).report()
	var out bytes.Buffer
	if err := HTML(&out, report, newReporter(t).words, "it"); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	for _, want := range []string{"36,1", "28,1–44,1", "nascosto", "Chiusa il 15 dicembre 2026", "meno di 5 risposte"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, hidden := range []string{"83,3", "38,4"} {
		if strings.Contains(page, hidden) {
			t.Errorf("the page holds the hidden figure %s", hidden)
		}
	}
}
