package reports

import (
	"bytes"
	"html/template"
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
	for _, want := range []string{"36,1", "28,1–44,1", "meno di\u00a05", "Chiusa il 15 dicembre 2026", "meno di 5 risposte"} {
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

// The print view holds the drawings of the pages, with ids that are unique, and
// the heat map with a shade, a figure or a reason in every cell.
func TestPrintViewDraws(t *testing.T) {
	t.Parallel()
	report := full(t)
	for _, lang := range questionnaires.Languages() {
		var out bytes.Buffer
		words := newReporter(t).words
		if err := HTML(&out, report, words, lang); err != nil {
			t.Fatal(err)
		}
		page := out.String()
		pictures := Pictures{report, words, lang}
		agendas, _ := pictures.Agendas()
		claimed, _ := pictures.Claimed()
		gaps, _ := pictures.widest("category")
		for _, want := range []Picture{pictures.Stages(), agendas, claimed, gaps} {
			if want.Title == "" || !strings.Contains(page, template.HTMLEscapeString(want.Title)) || !strings.Contains(page, string(want.Chart.Wide)) {
				t.Errorf("%s: the drawing %q is missing", lang, want.Title)
			}
		}
		panel, _ := pictures.Panel()
		for _, want := range append(pictures.Points([]*Priority{&report.Priorities[0]}), panel) {
			if !strings.Contains(page, `<figcaption>`+template.HTMLEscapeString(want.Title)) {
				t.Errorf("%s: no figure %q", lang, want.Title)
			}
		}
		ids := map[string]bool{}
		for _, id := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if ids[id[1]] {
				t.Errorf("%s: the id %s occurs twice", lang, id[1])
			}
			ids[id[1]] = true
		}
		shaded := len(regexp.MustCompile(`<td class="b[1-9]">[0-9]`).FindAllString(page, -1))
		want := 0
		for i := range report.Items {
			for _, c := range report.Items[i].Groups {
				if !c.Suppressed && c.Mean != nil {
					want++
				}
			}
		}
		if shaded != want || want == 0 {
			t.Errorf("%s: %d shaded cells, want %d", lang, shaded, want)
		}
	}
}

// A hidden cell gives its reason, and each reason is explained once a section.
func TestPrintViewSaysWhyCellsAreHidden(t *testing.T) {
	t.Parallel()
	report := full(t)
	for i, why := range []string{HiddenFew, HiddenComplementary, hiddenEarlier} {
		cell := &report.Items[0].Groups[i]
		cell.Suppressed, cell.Hidden, cell.Mean, cell.N = true, why, nil, nil
	}
	words := newReporter(t).words
	for _, lang := range questionnaires.Languages() {
		var out bytes.Buffer
		if err := HTML(&out, report, words, lang); err != nil {
			t.Fatal(err)
		}
		for _, why := range []string{HiddenFew, HiddenComplementary, hiddenEarlier} {
			mark := Pictures{report, words, lang}.Hidden(why, report.Items[0].Groups[0].Group)
			if !strings.Contains(out.String(), `<td class="hidden">`+template.HTMLEscapeString(mark)) {
				t.Errorf("%s: no cell says %q", lang, mark)
			}
			if note := template.HTMLEscapeString(words.T(lang, "results_hidden_why_"+why)); !strings.Contains(out.String(), note) {
				t.Errorf("%s: nothing explains %s", lang, why)
			}
		}
	}
}
