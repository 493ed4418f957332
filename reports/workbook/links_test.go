package workbook

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
	"readiness/static/i18n"
)

// each hands on the members of a list.
func each[T any](list []T) Each[T] {
	return func(yield func(*T) error) error {
		for i := range list {
			if err := yield(&list[i]); err != nil {
				return err
			}
		}
		return nil
	}
}

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
		if err := Links(&out, words(t), lang, each(someLinks())); err != nil {
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
	if err := LinksCSV(&out, each(someLinks())); err != nil {
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
	if err := Links(refusing{}, words(t), "en", each(someLinks())); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("the writer's error is lost: %v", err)
	}
	if err := LinksCSV(refusing{}, each(someLinks())); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("the writer's error is lost: %v", err)
	}
	if err := Links(io.Discard, words(t), "en", each[Link](nil)); err != nil {
		t.Errorf("no links at all: %v", err)
	}
	failed := errors.New("no more links")
	fail := func(func(*Link) error) error { return failed }
	if err := errors.Join(Links(io.Discard, words(t), "en", fail), LinksCSV(io.Discard, fail)); strings.Count(fmt.Sprint(err), failed.Error()) != 2 {
		t.Errorf("the list's error is lost: %v", err)
	}
}

// TestContactsComeBack writes a contacts file and reads it as an import does.
func TestContactsComeBack(t *testing.T) {
	t.Parallel()
	contacts := []assessment.Contact{
		{Email: "ana@example.org", Name: "Ana Ruiz", Group: "managers", Language: "es", Location: "Milan", Function: "Sales"},
		{Email: "+x@example.org", Name: `'=HYPERLINK("https://example.com")`, Group: "=odd"},
		{Email: "li@example.org", Name: "李 \"小\" 龙, ①", Group: "frontline", Language: "zh"},
	}
	var asCSV, asSheet bytes.Buffer
	if err := errors.Join(ContactsCSV(&asCSV, each(contacts)), Contacts(&asSheet, words(t), "zh", each(contacts))); err != nil {
		t.Fatal(err)
	}
	got, err := assessment.ReadContacts(&asCSV)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(contacts, got); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
	wellFormed(t, asSheet.Bytes())
	f := opened(t, asSheet.Bytes())
	rows, err := f.GetRows(words(t).T("zh", "wb_sheet_contacts"))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"email", "name", "group", "language", "location", "function"},
		contactFields(&contacts[0]), contactFields(&contacts[1])[:3], contactFields(&contacts[2])[:4],
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("XLSX (-want +got):\n%s", diff)
	}
}
