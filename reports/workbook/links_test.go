package workbook

import (
	"bytes"
	"encoding/csv"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/static/i18n"
)

func someLinks() []Link {
	return []Link{
		{Group: "Customers", URL: "https://readiness.example.org/s/abc"},
		{Group: "Managers", Email: "ana@example.org", Name: "Ana Ruiz", Language: "es", URL: "https://readiness.example.org/s/def"},
		{Group: "Managers", Email: "+x@example.org", Name: `=HYPERLINK("https://example.com")`, Language: "it", URL: "https://readiness.example.org/s/ghi"},
		{Group: "Frontline", Email: "li@example.org", Name: "李 \"小\" 龙, ①", Language: "zh", URL: "https://readiness.example.org/s/jkl"},
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages() {
		var out bytes.Buffer
		if err := Links(&out, words(t), lang, someLinks()); err != nil {
			t.Fatal(err)
		}
		wellFormed(t, out.Bytes()) // no hyperlink either
		f := opened(t, out.Bytes())
		rows, err := f.GetRows(words(t).T(lang, "wb_sheet_links"))
		if err != nil {
			t.Fatal(err)
		}
		want := [][]string{{
			words(t).T(lang, "wb_group"), words(t).T(lang, "wb_email"), words(t).T(lang, "wb_person"), words(t).T(lang, "wb_language"), words(t).T(lang, "wb_link"),
		}}
		for _, l := range someLinks() {
			want = append(want, l.fields())
		}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
		for _, cell := range []string{"B4", "C4"} {
			if style, err := f.GetCellStyle(f.GetSheetName(0), cell); err != nil || style != quotedStyle {
				t.Errorf("%s has style %d (%v): no quote prefix", cell, style, err)
			}
		}
	}
}

func TestLinksCSV(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := LinksCSV(&out, someLinks()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	links := someLinks()
	want := [][]string{
		{"group", "email", "name", "language", "link"},
		links[0].fields(),
		links[1].fields(),
		{"Managers", "'+x@example.org", `'=HYPERLINK("https://example.com")`, "it", "https://readiness.example.org/s/ghi"},
		links[3].fields(),
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLinksFailWithTheWriter(t *testing.T) {
	t.Parallel()
	if err := Links(refusing{}, words(t), "en", someLinks()); err == nil {
		t.Error("a writer that fails was not noticed")
	}
	if err := LinksCSV(refusing{}, someLinks()); err == nil {
		t.Error("a writer that fails was not noticed")
	}
	if err := Links(io.Discard, words(t), "en", nil); err != nil {
		t.Errorf("no links at all: %v", err)
	}
}
